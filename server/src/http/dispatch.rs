//! One request, from the door to its answer. The order of refusals is the API's: path, method, token, guest, sizes, type, body, stream; then the handler.

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Buf;
use common::api::BODY_BYTES_MAX;
use common::api::error::ErrorCode;
use futures_util::{Stream, StreamExt};
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ORIGIN, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use hyper::upgrade::OnUpgrade;
use tokio::time::Instant;
use warp::Filter;
use warp::reply::Response;

use super::forwarded;
use super::idempotency::{self, Key};
use super::listen::{Answers, Outlet, Peer};
use super::upgrade::{self, Upgrade};
use super::{Access, Answer, ApiError, Call, Caller, Fields, Live, Route};
use crate::App;
use crate::auth;

/// Longest time that a body may take to come.
const BODY_WITHIN: Duration = Duration::from_secs(10);
/// Headers of a request, names and values together, bytes.
pub(crate) const HEADER_BYTES_MAX: usize = 16 * 1024;
/// Headers of a request.
pub(crate) const HEADERS_MAX: usize = 64;

/// All routes.
#[derive(Clone)]
pub(crate) struct Router(Arc<Vec<Route>>);

type Body = Pin<Box<dyn Stream<Item = Result<bytes::Bytes, warp::Error>> + Send>>;

/// A request as it comes in.
struct Raw {
    method: Method,
    path: String,
    query: String,
    headers: HeaderMap,
    address: IpAddr,
    upgrade: Option<Upgrade>,
    body: Body,
}

/// The filter that answers everything.
pub(crate) fn filter(app: App, router: Router) -> Answers {
    let query = warp::query::raw().or(warp::any().map(String::new)).unify();
    warp::method()
        .and(warp::path::full())
        .and(query)
        .and(warp::header::headers_cloned())
        .and(warp::ext::optional::<Peer>())
        .and(warp::ext::optional::<OnUpgrade>())
        .and(warp::ext::optional::<Outlet>())
        .and(warp::body::stream())
        .then(move |method, path: warp::path::FullPath, query, headers, peer: Option<Peer>, upgrade: Option<_>, outlet, body| {
            let upgrade = upgrade.zip(outlet).map(|(upgrade, outlet)| Upgrade { upgrade, outlet });
            let body: Body = Box::pin(flatten(body));
            let peer = peer.map_or(IpAddr::from([0, 0, 0, 0]), |Peer(address)| address);
            let address = forwarded::client(peer, &headers, &app.config.trusted_proxies);
            let raw = Raw { method, path: path.as_str().to_owned(), query, headers, address, upgrade, body };
            let (app, router) = (app.clone(), router.clone());
            async move { router.answer(app, raw).await }
        })
        .recover(|rejection: warp::Rejection| async move {
            Ok::<_, Infallible>(ApiError::internal(&format!("a filter rejected: {rejection:?}")).into_response())
        })
        .unify()
        .boxed()
}

fn flatten(body: impl Stream<Item = Result<impl Buf, warp::Error>>) -> impl Stream<Item = Result<bytes::Bytes, warp::Error>> {
    body.map(|part| part.map(|mut part| part.copy_to_bytes(part.remaining())))
}

impl Router {
    pub(crate) fn new(routes: Vec<Route>) -> Self {
        Self(Arc::new(routes))
    }

    /// Every route, for the description of the API and for tests.
    pub(crate) fn routes(&self) -> &[Route] {
        &self.0
    }

    async fn answer(self, app: App, raw: Raw) -> Response {
        let (method, path, address) = (raw.method.clone(), raw.path.clone(), raw.address);
        // Never the method and path themselves, which a client makes up: figures are kept for each value.
        let route = self.find(&method, &path).ok().map(|(place, _)| &self.0[place]);
        let (verb, pattern) = route.map_or(("other", "other"), |route| (route.verb(), route.pattern));
        let began = Instant::now();
        let mut response = self.try_answer(app, raw).await.unwrap_or_else(ApiError::into_response);
        let (status, took) = (response.status().as_u16(), began.elapsed());
        metrics::counter!("http_requests_total", "method" => verb, "path" => pattern, "status" => status.to_string()).increment(1);
        metrics::histogram!("http_request_seconds", "path" => pattern).record(took.as_secs_f64());
        // The query is left out: it can have a token in it.
        tracing::info!(target: "access", %method, ?path, status, %address, took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        let headers = response.headers_mut();
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        response
    }

    async fn try_answer(&self, app: App, raw: Raw) -> Answer {
        let changes = raw.method != Method::GET;
        if changes {
            app.limiter.write_from(raw.address)?;
        }
        let (place, params) = self.find(&raw.method, &raw.path)?;
        let route = &self.0[place];
        let query: Vec<(String, String)> = url::form_urlencoded::parse(raw.query.as_bytes()).into_owned().collect();
        let caller = authenticate(&app, route, &raw.headers, &query).await?;
        if let (true, Some(caller)) = (changes, caller) {
            app.limiter.write_of(caller.id)?;
        }
        if route.live.is_some() && raw.headers.contains_key(ORIGIN) {
            return Err(ErrorCode::Forbidden.into());
        }
        let body = read_body(&raw.method, &raw.headers, raw.body).await?;
        let fields = Fields::parse(&body)?;
        let key = Key::of(&raw.method, &raw.path, caller.map(|caller| caller.id), raw.headers.get(idempotency::HEADER), &body)?;
        if let (true, Some(caller)) = (route.stream, caller)
            && !app.events.has_stream(caller.id).await
        {
            return Err(ErrorCode::SseConnectionRequired.into());
        }
        let call = Call {
            app: app.clone(),
            path: raw.path,
            params,
            query,
            headers: raw.headers,
            address: raw.address,
            caller,
            fields,
            upgrade: raw.upgrade,
        };
        // A task of its own: a client that hangs up does not stop half-way what it began.
        let router = self.clone();
        let answering = async move {
            let answer = (router.0[place].run)(call);
            match key {
                None => answer.await,
                Some(key) => idempotency::once(&app, key, answer).await,
            }
        };
        tokio::spawn(answering).await.unwrap_or_else(|error| Err(ApiError::internal(&error)))
    }

    fn find(&self, method: &Method, path: &str) -> Result<(usize, Vec<String>), ApiError> {
        let mut allow = Vec::new();
        for (place, route) in self.0.iter().enumerate() {
            let Some(params) = route.matches(path) else { continue };
            if route.method == method {
                return Ok((place, params));
            }
            if !allow.contains(&route.method.as_str()) {
                allow.push(route.method.as_str());
            }
        }
        if allow.is_empty() {
            return Err(ErrorCode::NotFound.into());
        }
        Err(ApiError { allow: Some(allow.join(", ")), ..ErrorCode::MethodNotAllowed.into() })
    }
}

async fn authenticate(app: &App, route: &Route, headers: &HeaderMap, query: &[(String, String)]) -> Result<Option<Caller>, ApiError> {
    if route.access == Access::Open {
        return Ok(None);
    }
    let Some(token) = token(route, headers, query)? else {
        return if route.access == Access::Optional { Ok(None) } else { Err(ErrorCode::NotAuthenticated.into()) };
    };
    if route.access == Access::Service {
        let known = app.service_key.as_ref().is_some_and(|key| key.is(&token));
        return if known { Ok(None) } else { Err(ErrorCode::TokenNotValid.into()) };
    }
    let caller = auth::verify_access(app, &token).await?;
    if route.access == Access::Accounts && caller.is_guest {
        return Err(ErrorCode::GuestNotAllowed.into());
    }
    Ok(Some(caller))
}

fn token(route: &Route, headers: &HeaderMap, query: &[(String, String)]) -> Result<Option<String>, ApiError> {
    let Some(header) = headers.get(AUTHORIZATION) else {
        let in_query = || query.iter().find(|(name, _)| name == "token").map(|(_, token)| token.clone());
        return Ok(match route.live {
            Some(Live::TokenInQuery) => in_query(),
            Some(Live::TokenInProtocol(first)) => upgrade::after_protocol(headers, first).or_else(in_query),
            Some(Live::Plain) | None => None,
        });
    };
    let token = header.to_str().ok().and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned()).filter(|token| !token.is_empty())
    });
    token.map(Some).ok_or_else(|| ErrorCode::AuthenticationFailed.into())
}

async fn read_body(method: &Method, headers: &HeaderMap, mut body: Body) -> Result<Vec<u8>, ApiError> {
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > BODY_BYTES_MAX as u64) {
        return Err(ErrorCode::TooLarge.into());
    }
    if headers.len() > HEADERS_MAX
        || headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum::<usize>() > HEADER_BYTES_MAX
    {
        return Err(ApiError { status: Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE), ..ErrorCode::TooLarge.into() });
    }
    if *method == Method::GET {
        return Ok(Vec::new());
    }
    let read = async {
        let mut read: Vec<u8> = Vec::new();
        while let Some(part) = body.next().await {
            let part = part.map_err(|_| ApiError::new(ErrorCode::Malformed))?;
            if read.len() + part.len() > BODY_BYTES_MAX {
                return Err(ApiError::new(ErrorCode::TooLarge));
            }
            read.extend_from_slice(&part);
        }
        Ok(read)
    };
    let read = tokio::time::timeout(BODY_WITHIN, read).await.unwrap_or(Err(ErrorCode::Malformed.into()))?;
    if !read.is_empty() && !is_json(headers) {
        return Err(ErrorCode::UnsupportedMediaType.into());
    }
    Ok(read)
}

fn is_json(headers: &HeaderMap) -> bool {
    let essence = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}
