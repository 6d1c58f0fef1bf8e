//! Everything that is stored about a user: all of it removed.

mod deletion;
//! What concerns an account as a whole: taking along everything that is stored about it.

mod download;

use common::api::profiles::DOWNLOAD_DATA_PATH;
use http::Method;

use crate::http::Route;

pub(crate) fn routes() -> Vec<Route> {
    deletion::routes()
    vec![Route::user(Method::GET, DOWNLOAD_DATA_PATH, download::answer)]
}
