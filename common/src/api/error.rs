//! Refusals. `code` is for programs and never changes; `detail` is a sentence in English.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::TextError;

/// Makes [`ErrorCode`] with its status and its sentence, so that none can be forgotten.
macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal, $text:literal;)*) => {
        /// What a program can tell apart.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)*
            /// A code that this version does not know.
            #[serde(other)]
            Unknown,
        }

        impl ErrorCode {
            /// Every code that a server of this version sends.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// HTTP status it travels with.
            #[must_use]
            pub fn status(self) -> u16 {
                match self {
                    $(Self::$name => $status,)*
                    Self::Unknown => 500,
                }
            }

            /// A sentence in English.
            #[must_use]
            pub fn detail(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                    Self::Unknown => "Something that this version does not know.",
                }
            }
        }
    };
}

error_codes! {
    /// Not JSON, not an object, a broken query.
    Malformed = 400, "The request could not be read.";
    /// Bad fields; `fields` says which.
    Invalid = 400, "Some fields are not valid.";
    /// No token.
    NotAuthenticated = 401, "Authentication credentials were not provided.";
    /// An `Authorization` that is none.
    AuthenticationFailed = 401, "The Authorization header could not be read.";
    /// Not valid, run out, of another kind, or its session has ended.
    TokenNotValid = 401, "The token is not valid, or has run out.";
    /// Well signed, but the user is gone.
    UserNotFound = 401, "The user of this token does not exist any more.";
    /// Wrong password, or unknown name at sign-in.
    IncorrectPassword = 401, "Name or password is wrong.";
    /// This change needs the present password.
    PasswordConfirmationRequired = 401, "Confirm with your present password.";
    /// The event stream must be open.
    SseConnectionRequired = 401, "Open the event stream first.";
    /// Accounts only.
    GuestNotAllowed = 403, "Guests cannot do this; register first.";
    /// Not allowed.
    Forbidden = 403, "This is not allowed.";
    /// Only a guest can become an account.
    NotAGuest = 403, "This user has an account already.";
    /// The caller keeps this user away.
    BlockedByYou = 403, "You have blocked this user.";
    /// The other does not want this from the caller.
    NotAccepting = 403, "This user does not accept that.";
    /// As many friend requests wait as one user may have sent.
    TooManyRequests = 403, "Too many of your friend requests are still unanswered.";
    /// As many users are blocked as one user may block.
    TooManyBlocked = 403, "You have blocked as many users as you can.";
    /// The caller named the caller.
    Yourself = 403, "This cannot be done with yourself.";
    /// The conversation can be read, not written to.
    NotWritable = 403, "Nothing can be written in this conversation.";
    /// No room in the lobby, the tournament, or on that side.
    Full = 403, "There is no room left.";
    /// The tournament has started.
    AlreadyStarted = 403, "This has started already.";
    /// The caller has made one that has not ended.
    AlreadyCreated = 403, "One that you have made has not ended yet.";
    /// The picture is not unlocked.
    Locked = 403, "This picture is not unlocked yet.";
    /// No such thing, or none that the caller may know of.
    NotFound = 404, "Not found.";
    /// Known path, other method.
    MethodNotAllowed = 405, "This method is not allowed here.";
    /// At odds with the present state.
    Conflict = 409, "This is at odds with the present state.";
    /// There is one already.
    AlreadyExists = 409, "This exists already.";
    /// One of the two has asked already.
    AlreadyRequested = 409, "There is a friend request between you already.";
    /// Friends.
    AlreadyFriends = 409, "You are friends already.";
    /// The challenge has its outcome.
    NotPending = 409, "This challenge has been settled.";
    /// In an unfinished match.
    AlreadyPlaying = 409, "In a match that has not ended.";
    /// The lobby plays.
    MatchRunning = 409, "The match of this lobby has not ended.";
    /// Body over the bound.
    TooLarge = 413, "The request is too large.";
    /// Not `application/json`.
    UnsupportedMediaType = 415, "Send application/json.";
    /// Too many requests; `Retry-After` says when.
    Throttled = 429, "Request was throttled.";
    /// Our own bug. Says nothing else.
    Internal = 500, "Internal error.";
    /// Starting, ending, overloaded, or the database is away; `Retry-After` says when.
    Unavailable = 503, "Not available now; try again in a moment.";
}

/// Why a field is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FieldCode {
    /// Missing.
    Required,
    /// Another type of JSON value.
    WrongType,
    /// Fewer characters than allowed.
    TooShort,
    /// More characters than allowed.
    TooLong,
    /// A number outside its bounds.
    OutOfRange,
    /// None of the choices.
    InvalidChoice,
    /// Characters that are not allowed.
    InvalidCharacters,
    /// Kept for the game itself.
    Reserved,
    /// Somebody has it.
    Taken,
    /// A password that everybody tries first.
    TooCommon,
    /// The password is the name.
    SameAsUsername,
    /// The caller.
    Yourself,
    /// A code that this version does not know.
    #[serde(other)]
    Unknown,
}

impl From<TextError> for FieldCode {
    fn from(error: TextError) -> Self {
        match error {
            TextError::TooShort => Self::TooShort,
            TextError::TooLong => Self::TooLong,
            TextError::InvalidCharacters => Self::InvalidCharacters,
            TextError::Reserved => Self::Reserved,
            TextError::TooCommon => Self::TooCommon,
            TextError::SameAsUsername => Self::SameAsUsername,
        }
    }
}

/// The codes of each bad field.
pub type FieldErrors = BTreeMap<String, Vec<FieldCode>>;

/// The body of every refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    /// For programs.
    pub code: ErrorCode,
    /// For people who read English.
    pub detail: String,
    /// With `invalid`: what is wrong with which field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: FieldErrors,
}

impl fmt::Display for ErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.code, self.detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_written_in_snake_case_and_an_unknown_one_is_still_read() {
        assert_eq!(serde_json::to_string(&ErrorCode::SseConnectionRequired).unwrap(), "\"sse_connection_required\"");
        assert_eq!(serde_json::from_str::<ErrorCode>("\"from_the_future\"").unwrap(), ErrorCode::Unknown);
    }
}
