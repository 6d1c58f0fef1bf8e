//! What concerns an account as a whole: taking along everything that is stored about it, and removing all of it.

mod deletion;
mod download;

use common::api::profiles::DOWNLOAD_DATA_PATH;
use http::Method;

use crate::http::Route;

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = deletion::routes();
    routes.push(Route::user(Method::GET, DOWNLOAD_DATA_PATH, download::answer));
    routes
}
