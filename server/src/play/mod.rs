//! Running matches.

use crate::App;
use crate::config::Config;
use crate::http::Route;

/// Handle to the running matches.
#[derive(Clone)]
pub(crate) struct Play;

impl Play {
    pub(crate) fn new(_config: &Config) -> Self {
        Self
    }
}

/// Starts the workers, and goes on with matches that were running.
pub(crate) async fn start(_app: &App) -> anyhow::Result<()> {
    Ok(())
}

/// The socket of a match.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
