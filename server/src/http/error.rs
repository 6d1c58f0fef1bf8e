//! Refusals as they leave the server.

use common::api::chat::ChatExists;
use common::api::error::{ErrorBody, ErrorCode, FieldCode, FieldErrors};
use http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use warp::reply::Response;

use super::reply;
use crate::db::DbError;

/// Seconds after which somebody who was told "not now" may try again, unless something better is known.
const RETRY_SECS: u64 = 2;

/// A refusal. Internals never are part of it: they are logged where they happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    /// For programs.
    pub(crate) code: ErrorCode,
    /// With [`ErrorCode::Invalid`]: what is wrong with which field.
    pub(crate) fields: FieldErrors,
    /// With 429 and 503: seconds.
    pub(crate) retry_after: Option<u64>,
    /// Another status than the code's own: 431 is `too_large`, like 413.
    pub(crate) status: Option<StatusCode>,
    /// With 405: what is allowed.
    pub(crate) allow: Option<String>,
    /// With 409 for a conversation: the one that there is.
    pub(crate) exists: Option<ChatExists>,
}

/// A refusal as it is written.
#[derive(Serialize)]
struct Written {
    #[serde(flatten)]
    body: ErrorBody,
    #[serde(flatten)]
    exists: Option<ChatExists>,
}

/// What a handler returns.
pub(crate) type Answer = Result<Response, ApiError>;

impl ApiError {
    pub(crate) fn new(code: ErrorCode) -> Self {
        Self { code, fields: FieldErrors::new(), retry_after: None, status: None, allow: None, exists: None }
    }

    /// 400 `invalid` for one field.
    pub(crate) fn field(name: &str, code: FieldCode) -> Self {
        Self { fields: FieldErrors::from([(name.to_owned(), vec![code])]), ..Self::new(ErrorCode::Invalid) }
    }

    /// 429; try again after this many seconds.
    pub(crate) fn throttled(retry_after: u64) -> Self {
        Self { retry_after: Some(retry_after.max(1)), ..Self::new(ErrorCode::Throttled) }
    }

    /// Our own bug: logged, and not told.
    pub(crate) fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "internal error");
        Self::new(ErrorCode::Internal)
    }

    pub(crate) fn into_response(self) -> Response {
        let status = self.status.or_else(|| StatusCode::from_u16(self.code.status()).ok()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = ErrorBody { code: self.code, detail: self.code.detail().to_owned(), fields: self.fields };
        let mut response = reply::with_status(status, &Written { body, exists: self.exists });
        let headers = response.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            headers.insert(RETRY_AFTER, HeaderValue::from(self.retry_after.unwrap_or(RETRY_SECS)));
        }
        if let Some(allow) = self.allow.and_then(|allow| HeaderValue::from_str(&allow).ok()) {
            headers.insert(ALLOW, allow);
        }
        response
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

impl From<DbError> for ApiError {
    fn from(error: DbError) -> Self {
        let cause = match &error {
            DbError::Commit(cause) => cause,
            DbError::Busy | DbError::Full | DbError::Sql(_) => &error,
        };
        match cause {
            DbError::Busy | DbError::Full => {
                tracing::warn!(%error, "a request was refused");
                Self::new(ErrorCode::Unavailable)
            }
            DbError::Sql(_) | DbError::Commit(_) => Self::internal(&error),
        }
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        DbError::from(error).into()
    }
}
