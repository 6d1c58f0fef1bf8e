//! What people do with challenges (`service`), how challenges end by themselves (`lapse`), and what the challenged hear meanwhile
//! (`busy`). Every end goes through `outcome`.

mod busy;
mod lapse;
mod outcome;
mod routes;
mod service;

use std::sync::Arc;

use tokio::sync::Notify;

use crate::App;

pub(crate) use outcome::{withdraw_between, withdraw_of};
pub(crate) use routes::routes;
pub(crate) use service::{Wanted, answer, send};

/// What wakes whoever looks after the time of challenges; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Challenging {
    /// One was sent whose time runs.
    sent: Arc<Notify>,
}

/// Begins to look after challenges, those among them that waited when the server went down.
pub(crate) fn start(app: &App) {
    lapse::start(app);
    busy::start(app);
}
