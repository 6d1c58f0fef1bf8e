//! Parts of lists.

use common::api::error::ErrorCode;
use common::api::{PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX, Page};

use super::{ApiError, Call};

/// Which part of a list is wanted, and where its neighbours are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PageQuery {
    /// 1 to 100.
    pub(crate) limit: i64,
    /// From 0.
    pub(crate) offset: i64,
    /// Absolute URL without query.
    url: String,
    /// The other parameters, kept.
    others: Vec<(String, String)>,
}

impl PageQuery {
    pub(super) fn read(call: &Call) -> Result<Self, ApiError> {
        let limit = number(call.query("limit"), i64::from(PAGE_LIMIT_DEFAULT))?.min(i64::from(PAGE_LIMIT_MAX));
        let offset = number(call.query("offset"), 0)?;
        if limit == 0 {
            return Err(ErrorCode::Malformed.into());
        }
        let base = call.app.public_url(call.header("host"));
        let others = call.query.iter().filter(|(name, _)| name != "limit" && name != "offset").cloned().collect();
        Ok(Self { limit, offset, url: format!("{base}{}", call.path), others })
    }

    /// The answer: `results` is this part of `count` in all.
    pub(crate) fn of<T>(&self, count: i64, results: Vec<T>) -> Page<T> {
        let next = self.offset.checked_add(self.limit).filter(|next| *next < count).map(|next| self.at(next));
        let previous = (self.offset > 0 && count > 0).then(|| self.at((self.offset - self.limit).max(0)));
        Page { count, next, previous, results }
    }

    fn at(&self, offset: i64) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.others).append_pair("limit", &self.limit.to_string()).append_pair("offset", &offset.to_string());
        format!("{}?{}", self.url, query.finish())
    }
}

fn number(raw: Option<&str>, default: i64) -> Result<i64, ApiError> {
    let Some(raw) = raw else { return Ok(default) };
    if raw.is_empty() || !raw.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ErrorCode::Malformed.into());
    }
    raw.parse().map_err(|_| ErrorCode::Malformed.into())
}
