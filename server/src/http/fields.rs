//! The fields of a body, read one by one; everything that is wrong is said at once.

use common::api::error::{ErrorCode, FieldCode, FieldErrors};
use common::api::lobby::{LobbyMode, LobbyTeam};
use common::api::matches::{Game, MatchType};
use common::api::users::{AcceptChat, PlayMode};
use common::text::{Bio, Catchphrase, TournamentName, Username};
use serde_json::{Map, Value};

use super::ApiError;

/// Deepest nesting of a body.
pub(crate) const DEPTH_MAX: usize = 32;

/// A JSON object from a client, and what was found wrong with it so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields {
    object: Map<String, Value>,
    errors: FieldErrors,
}

/// What a field can be read as.
pub(crate) trait FromField: Sized {
    /// # Errors
    /// The code that `fields` carries.
    fn from_field(value: &Value) -> Result<Self, FieldCode>;
}

impl Fields {
    /// A body; an empty one is `{}`.
    ///
    /// # Errors
    /// [`ErrorCode::Malformed`] for anything but an object, and for one nested deeper than [`DEPTH_MAX`].
    pub(crate) fn parse(body: &[u8]) -> Result<Self, ApiError> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self::default());
        }
        match serde_json::from_slice(body) {
            Ok(value @ Value::Object(_)) if depth(&value) > DEPTH_MAX => Err(ErrorCode::Malformed.into()),
            Ok(Value::Object(object)) => Ok(Self { object, errors: FieldErrors::new() }),
            Ok(_) | Err(_) => Err(ErrorCode::Malformed.into()),
        }
    }

    /// A field that must be there. `None`: it is not, or is wrong, which is noted.
    pub(crate) fn required<T: FromField>(&mut self, name: &str) -> Option<T> {
        if self.has(name) {
            return self.optional(name);
        }
        self.fail(name, FieldCode::Required);
        None
    }

    /// A field that may be there. `None`: it is not, or is wrong, which is noted. `null` is the same as not there.
    pub(crate) fn optional<T: FromField>(&mut self, name: &str) -> Option<T> {
        let value = self.object.get(name).filter(|value| !value.is_null())?;
        match T::from_field(value) {
            Ok(value) => Some(value),
            Err(code) => {
                self.fail(name, code);
                None
            }
        }
    }

    /// Whether the field is there, right or wrong.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.object.get(name).is_some_and(|value| !value.is_null())
    }

    /// Notes that a field is wrong.
    pub(crate) fn fail(&mut self, name: &str, code: impl Into<FieldCode>) {
        self.errors.entry(name.to_owned()).or_default().push(code.into());
    }

    /// Refuses if anything was noted.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] with all of it.
    pub(crate) fn finish(&mut self) -> Result<(), ApiError> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.refusal()) }
    }

    /// The refusal for what was noted: for `let (Some(a), Some(b)) = (a, b) else { return Err(fields.refusal()) }`.
    pub(crate) fn refusal(&mut self) -> ApiError {
        ApiError { fields: std::mem::take(&mut self.errors), ..ApiError::new(ErrorCode::Invalid) }
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Object(object) => 1 + object.values().map(depth).max().unwrap_or(0),
        Value::Array(array) => 1 + array.iter().map(depth).max().unwrap_or(0),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

impl FromField for String {
    fn from_field(value: &Value) -> Result<Self, FieldCode> {
        value.as_str().map(str::to_owned).ok_or(FieldCode::WrongType)
    }
}

impl FromField for bool {
    fn from_field(value: &Value) -> Result<Self, FieldCode> {
        value.as_bool().ok_or(FieldCode::WrongType)
    }
}

impl FromField for i64 {
    /// An integer may come as a string of digits.
    fn from_field(value: &Value) -> Result<Self, FieldCode> {
        match value {
            Value::Number(number) if number.is_f64() => Err(FieldCode::WrongType),
            Value::Number(number) => number.as_i64().ok_or(FieldCode::OutOfRange),
            Value::String(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse().map_err(|_| FieldCode::OutOfRange)
            }
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => Err(FieldCode::WrongType),
        }
    }
}

impl FromField for Vec<i64> {
    fn from_field(value: &Value) -> Result<Self, FieldCode> {
        value.as_array().ok_or(FieldCode::WrongType)?.iter().map(i64::from_field).collect()
    }
}

impl FromField for Map<String, Value> {
    fn from_field(value: &Value) -> Result<Self, FieldCode> {
        value.as_object().cloned().ok_or(FieldCode::WrongType)
    }
}

impl FromField for Username {
    fn from_field(value: &Value) -> Result<Self, FieldCode> {
        Ok(Self::parse(value.as_str().ok_or(FieldCode::WrongType)?)?)
    }
}

impl FromField for Catchphrase {
    fn from_field(value: &Value) -> Result<Self, FieldCode> {
        Ok(Self::parse(value.as_str().ok_or(FieldCode::WrongType)?)?)
    }
}

impl FromField for Bio {
    fn from_field(value: &Value) -> Result<Self, FieldCode> {
        Ok(Self::parse(value.as_str().ok_or(FieldCode::WrongType)?)?)
    }
}

impl FromField for TournamentName {
    fn from_field(value: &Value) -> Result<Self, FieldCode> {
        Ok(Self::parse(value.as_str().ok_or(FieldCode::WrongType)?)?)
    }
}

impl FromField for AcceptChat {
    fn from_field(value: &Value) -> Result<Self, FieldCode> {
        choice(value)
    }
}

impl FromField for PlayMode {
    fn from_field(value: &Value) -> Result<Self, FieldCode> {
        choice(value)
    }
}

impl FromField for Game {
    fn from_field(value: &Value) -> Result<Self, FieldCode> {
        choice(value)
    }
}

impl FromField for MatchType {
    fn from_field(value: &Value) -> Result<Self, FieldCode> {
        choice(value)
    }
}

impl FromField for LobbyMode {
    fn from_field(value: &Value) -> Result<Self, FieldCode> {
        choice(value)
    }
}

impl FromField for LobbyTeam {
    fn from_field(value: &Value) -> Result<Self, FieldCode> {
        choice(value)
    }
}

/// One of the names of an enum.
fn choice<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, FieldCode> {
    let name = value.as_str().ok_or(FieldCode::WrongType)?;
    serde_json::from_value(Value::from(name)).map_err(|_| FieldCode::InvalidChoice)
}
