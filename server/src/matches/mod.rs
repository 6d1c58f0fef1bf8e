//! Matches of the past and of now: their rows, and how they are shown.

mod live;
mod routes;
mod service;
pub(crate) mod store;

pub(crate) use live::{LiveMatch, LiveMatches};
pub(crate) use routes::routes;
pub(crate) use service::{finish, insert, show, show_all};
