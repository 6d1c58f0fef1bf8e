//! How users look to others, and to themselves: profiles, the list of users, statistics, pictures, the leaderboard.

mod names;
mod pictures;
mod routes;
mod service;
mod store;

pub(crate) use names::{Names, prune as prune_names, warm as warm_names};
pub(crate) use pictures::pictures;
pub(crate) use routes::routes;
