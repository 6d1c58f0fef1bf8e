//! `GET /sse/users/`: the event stream of a user.

use crate::http::Route;

/// The stream.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
