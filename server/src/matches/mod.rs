//! Matches of the past and of now.

use crate::http::Route;

/// `/api/game/`.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
