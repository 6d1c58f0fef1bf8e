//! The door: what is served, who may come in, and how refusals look.

mod call;
mod dispatch;
mod error;
mod fields;
mod forwarded;
pub(crate) mod idempotency;
mod limit;
pub(crate) mod listen;
mod page;
pub(crate) mod parting;
pub(crate) mod reply;
mod route;
pub(crate) mod upgrade;

pub(crate) use call::{Call, Caller};
pub(crate) use dispatch::{HEADERS_MAX, Router, filter};
pub(crate) use error::{Answer, ApiError};
pub(crate) use fields::Fields;
pub(crate) use idempotency::keep_answer;
pub(crate) use limit::{Limiter, network};
pub(crate) use page::PageQuery;
pub(crate) use route::{Access, Live, Route};

/// Everything that is served, slice by slice.
pub(crate) fn slices() -> Vec<Route> {
    [
        crate::auth::routes(),
        crate::users::routes(),
        crate::account::routes(),
        crate::friends::routes(),
        crate::blocks::routes(),
        crate::profiles::routes(),
        crate::events::routes::routes(),
        crate::places::routes(),
        crate::queue::routes(),
        crate::lobby::routes(),
        crate::tournament::routes(),
        crate::challenging::routes(),
        crate::play::routes(),
        crate::matches::routes(),
        crate::chat::routes(),
        crate::chat_socket::routes(),
        crate::meta::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
