//! `POST /api/private/users/events/`: another program of the operator tells users something, with a key instead of a token.

use std::path::Path;

use common::api::error::{ErrorCode, FieldCode};
use common::api::event::{EventError, SentEvent, ServerEvent};
use common::ids::UserId;
use http::Method;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::store;
use crate::http::{Answer, ApiError, Call, Fields, Route, reply};

/// Fewest characters of a key.
const KEY_CHARS_MIN: usize = 32;
/// Users of one call.
const USERS_MAX: usize = 1000;

/// The key, as its hash: nothing that is compared or printed tells the key itself.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ServiceKey([u8; 32]);

/// Why there is no key, and what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServiceKeyError {
    #[error("cannot read the service key {path}: {reason}")]
    Unreadable { path: String, reason: std::io::Error },
    #[error("the service key in {path} is too weak: write at least {KEY_CHARS_MIN} characters without spaces into it")]
    Weak { path: String },
}

impl ServiceKey {
    /// The key that is the only word in a file.
    pub(crate) fn read(path: &Path) -> Result<Self, ServiceKeyError> {
        let name = || path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|reason| ServiceKeyError::Unreadable { path: name(), reason })?;
        let key = text.trim();
        if key.chars().count() < KEY_CHARS_MIN || key.contains(char::is_whitespace) {
            return Err(ServiceKeyError::Weak { path: name() });
        }
        Ok(Self::of(key))
    }

    /// Whether this is the key. How long that takes tells nothing of the key: hashes are compared.
    pub(crate) fn is(&self, key: &str) -> bool {
        *self == Self::of(key)
    }

    fn of(key: &str) -> Self {
        Self(Sha256::digest(key.as_bytes()).into())
    }
}

/// Served only when a key is configured.
pub(crate) fn routes() -> Vec<Route> {
    vec![Route::service(Method::POST, "/api/private/users/events/", send)]
}

async fn send(mut call: Call) -> Answer {
    let wanted = read(&mut call.fields)?;
    let mut tx = call.app.db.begin().await?;
    let mut users = store::existing(&mut tx, &wanted.users).await?;
    users.retain(|user| call.app.events.is_online(*user));
    if users.is_empty() {
        return Err(ErrorCode::NotFound.into());
    }
    let envelope = wanted.event.envelope_with(&wanted.words);
    for user in &users {
        tx.emit_envelope(*user, envelope.clone());
    }
    tx.commit().await?;
    Ok(reply::created(&SentEvent { sent: users.len() as u64 }))
}

/// What is to be sent.
struct Wanted {
    users: Vec<UserId>,
    event: ServerEvent,
    /// What fills the sentence of the event.
    words: Map<String, Value>,
}

fn read(fields: &mut Fields) -> Result<Wanted, ApiError> {
    let users = fields.required::<Vec<i64>>("users_id");
    match users.as_ref().map(Vec::len) {
        Some(0) => fields.fail("users_id", FieldCode::TooShort),
        Some(count) if count > USERS_MAX => fields.fail("users_id", FieldCode::TooLong),
        Some(_) | None => {}
    }
    let code = fields.required::<String>("event_code");
    let data = fields.optional::<Map<String, Value>>("data").unwrap_or_default();
    let words = fields.optional::<Map<String, Value>>("kwargs").unwrap_or_default();
    let event = code.and_then(|code| match ServerEvent::from_parts(&code, Value::Object(data)) {
        Ok(event) => Some(event),
        Err(EventError::UnknownCode(_)) => {
            fields.fail("event_code", FieldCode::InvalidChoice);
            None
        }
        Err(EventError::Broken(_)) => {
            fields.fail("data", FieldCode::WrongType);
            None
        }
    });
    fields.finish()?;
    let (Some(users), Some(event)) = (users, event) else { return Err(fields.refusal()) };
    Ok(Wanted { users: users.into_iter().map(UserId).collect(), event, words })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_long_word_in_a_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for (text, good) in [
            ("", false),
            ("short", false),
            ("two words that are long enough together", false),
            ("0123456789abcdef0123456789abcdef\n", true),
        ] {
            std::fs::write(file.path(), text).unwrap();
            assert_eq!(ServiceKey::read(file.path()).is_ok(), good, "{text}");
        }
        let key = ServiceKey::read(file.path()).unwrap();
        assert!(key.is("0123456789abcdef0123456789abcdef") && !key.is("0123456789abcdef0123456789abcdeF"));
        let missing = ServiceKey::read(Path::new("/nowhere/at/all")).err().unwrap();
        assert!(missing.to_string().contains("/nowhere/at/all"), "{missing}");
    }
}
