//! Friends: who wants to be, who is, and what friends hear of each other.

mod asking;
mod routes;
mod service;
mod status;
mod store;

pub(crate) use routes::routes;
pub(crate) use service::{all, forget, friendship, part};
pub(crate) use status::tell;
