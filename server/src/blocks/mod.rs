//! Keeping somebody away: what it ends, and that the other is never told by whom.

mod routes;
mod service;
mod store;

pub(crate) use routes::routes;
pub(crate) use service::{block, unblock_user};
