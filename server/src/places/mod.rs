//! The places between matches: queue, lobby, tournament. A user is in one of them at a time.
//!
//! Each is a slice of its own. Here is what they have to know of each other: the ways in (`routes`), which lead out of the others
//! (`way`); that who plays is in none (`leaving`), and who has gone neither (`absent`); and that teams of clash
//! come out of lobbies, and are put together as a queue is (`clash`).

mod absent;
mod clash;
mod leaving;
mod local;
mod routes;
mod way;

pub(crate) use leaving::{leave_all, vacate};
pub(crate) use routes::routes;

use crate::App;

/// Begins to take those out who go offline, and to put teams of clash together.
pub(crate) fn start(app: &App) {
    absent::start(app);
    tokio::spawn(clash::look_again_and_again(app.clone()));
}
