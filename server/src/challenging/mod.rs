//! What people do with challenges (`service`), and how challenges end by themselves (`lapse`). Every end goes through `outcome`.

mod lapse;
mod outcome;
mod routes;
mod service;

use std::sync::Arc;

use tokio::sync::Notify;

pub(crate) use lapse::start;
pub(crate) use outcome::{withdraw_between, withdraw_of};
pub(crate) use routes::routes;
pub(crate) use service::{Wanted, answer, send};

/// What wakes whoever looks after the time of challenges; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Challenging {
    /// One was sent whose time runs.
    sent: Arc<Notify>,
}
