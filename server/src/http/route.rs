//! What is served: method, path, who may call, and the function that answers.

use std::future::Future;
use std::pin::Pin;

use http::Method;

use super::call::{Call, Caller};
use super::error::Answer;

type Handler = Box<dyn Fn(Call) -> Pin<Box<dyn Future<Output = Answer> + Send>> + Send + Sync>;

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody; a token is not looked at.
    Open,
    /// Anybody; a token that is there must be valid.
    Optional,
    /// Users, guests too.
    Users,
    /// Accounts.
    Accounts,
    /// Programs of the operator, who have the service key.
    Service,
}

/// One line of a slice's table.
pub(crate) struct Route {
    pub(crate) method: Method,
    /// Segments of the path; `{name}` stands for one that varies. Ends in `/` where the API does; matches with and without.
    pub(crate) pattern: &'static str,
    pub(crate) access: Access,
    /// A live event stream of the caller is needed.
    pub(crate) stream: bool,
    /// Opens a socket or the event stream: refused to pages in a browser, and the token may be in the query where that is said.
    pub(crate) live: Option<Live>,
    pub(super) run: Handler,
}

/// Something that stays open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Live {
    /// The token may be in the query.
    TokenInQuery,
    /// The token may be in the query, or the second protocol that the client offers after this one.
    TokenInProtocol(&'static str),
    /// No token is part of the URL.
    Plain,
}

impl Route {
    /// For anybody.
    pub(crate) fn open<F, R>(method: Method, pattern: &'static str, handler: F) -> Self
    where
        F: Fn(Call) -> R + Send + Sync + 'static,
        R: Future<Output = Answer> + Send + 'static,
    {
        Self::new(method, pattern, Access::Open, Box::new(move |call| Box::pin(handler(call))))
    }

    /// For anybody; the handler learns who it is, if somebody.
    pub(crate) fn optional<F, R>(method: Method, pattern: &'static str, handler: F) -> Self
    where
        F: Fn(Option<Caller>, Call) -> R + Send + Sync + 'static,
        R: Future<Output = Answer> + Send + 'static,
    {
        Self::new(method, pattern, Access::Optional, Box::new(move |call| Box::pin(handler(call.caller, call))))
    }

    /// For users, guests too (P G in the API).
    pub(crate) fn user<F, R>(method: Method, pattern: &'static str, handler: F) -> Self
    where
        F: Fn(Caller, Call) -> R + Send + Sync + 'static,
        R: Future<Output = Answer> + Send + 'static,
    {
        Self::new(method, pattern, Access::Users, authorised(handler))
    }

    /// For accounts (P in the API).
    pub(crate) fn account<F, R>(method: Method, pattern: &'static str, handler: F) -> Self
    where
        F: Fn(Caller, Call) -> R + Send + Sync + 'static,
        R: Future<Output = Answer> + Send + 'static,
    {
        Self::new(method, pattern, Access::Accounts, authorised(handler))
    }

    /// For programs of the operator.
    pub(crate) fn service<F, R>(method: Method, pattern: &'static str, handler: F) -> Self
    where
        F: Fn(Call) -> R + Send + Sync + 'static,
        R: Future<Output = Answer> + Send + 'static,
    {
        Self::new(method, pattern, Access::Service, Box::new(move |call| Box::pin(handler(call))))
    }

    /// Needs a live event stream of the caller (S in the API).
    pub(crate) fn needs_stream(self) -> Self {
        Self { stream: true, ..self }
    }

    /// Opens something that stays open.
    pub(crate) fn live(self, live: Live) -> Self {
        Self { live: Some(live), ..self }
    }

    fn new(method: Method, pattern: &'static str, access: Access, run: Handler) -> Self {
        Self { method, pattern, access, stream: false, live: None, run }
    }

    /// The method, as one of few.
    pub(super) fn verb(&self) -> &'static str {
        match self.method {
            Method::GET => "GET",
            Method::POST => "POST",
            Method::PUT => "PUT",
            Method::PATCH => "PATCH",
            Method::DELETE => "DELETE",
            _ => "other",
        }
    }

    /// The varying segments, if the path is of this pattern.
    pub(super) fn matches(&self, path: &str) -> Option<Vec<String>> {
        let mut segments = trimmed(path).split('/');
        let mut params = Vec::new();
        for wanted in trimmed(self.pattern).split('/') {
            let found = segments.next()?;
            if wanted.starts_with('{') {
                params.push(found.to_owned());
            } else if wanted != found {
                return None;
            }
        }
        if segments.next().is_some() { None } else { Some(params) }
    }
}

/// Every path is also served without its last slash.
fn trimmed(path: &str) -> &str {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.strip_suffix('/').unwrap_or(path)
}

fn authorised<F, R>(handler: F) -> Handler
where
    F: Fn(Caller, Call) -> R + Send + Sync + 'static,
    R: Future<Output = Answer> + Send + 'static,
{
    Box::new(move |call| {
        let caller = call.caller.expect("the dispatcher refuses calls without a caller before it comes here");
        Box::pin(handler(caller, call))
    })
}
