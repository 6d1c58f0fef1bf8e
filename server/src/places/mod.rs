//! The places between matches: queue, lobby, tournament. A user is in one of them at a time.
//!
//! Each is a slice of its own. Here is what they have to know of each other: the ways in (`routes`), which lead out of the others
//! (`way`); that who plays is in none (`leaving`), and who has gone neither (`absent`).

mod absent;
mod leaving;
mod local;
mod routes;
mod way;

pub(crate) use absent::start;
pub(crate) use leaving::{leave_all, vacate};
pub(crate) use routes::routes;
