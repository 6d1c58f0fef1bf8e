//! Everything that is stored about a user: all of it removed.

mod deletion;

use crate::http::Route;

pub(crate) fn routes() -> Vec<Route> {
    deletion::routes()
}
