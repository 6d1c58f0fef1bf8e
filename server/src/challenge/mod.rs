//! One user's wish to play another: how it stands, how it may end, and how it is shown. What people do with it is in `challenging`.

mod show;
pub(crate) mod store;
mod wish;

pub(crate) use show::{pending, show, show_many};
pub(crate) use wish::Wish;
