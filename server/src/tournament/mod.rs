//! Tournaments: a knock-out of 4, 8 or 16, which runs itself.
//!
//! `life` and `bracket` have the rules, as values; `rows` and `store` keep them, so that a restart is a pause; `change` stores what has
//! become of one and tells who has to hear. `service` is what people do, `rounds` what time does: it starts tournaments and makes their
//! matches. What comes of a match is noted in the transaction that ends it.

mod bracket;
mod change;
mod inviting;
mod life;
mod lists;
mod rounds;
mod routes;
mod rows;
mod service;
mod show;
mod store;
mod tell;

use std::sync::Arc;

use tokio::sync::Notify;

pub(crate) use lists::of_user;
pub(crate) use rounds::{aftermath, start};
pub(crate) use routes::routes;
pub(crate) use service::{Joined, create, everybody, expel_between, forget, holds, join, leave_for_other};

/// What wakes whoever looks after the time of tournaments; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tournaments {
    /// One has changed.
    changed: Arc<Notify>,
}
