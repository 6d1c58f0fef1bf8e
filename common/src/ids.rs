//! Identities. Each is a type of its own, so that one cannot be taken for another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Makes a newtype over the positive integer that the database gives a row.
macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            /// A positive integer in decimal digits and nothing else.
            fn from_str(raw: &str) -> Result<Self, IdError> {
                if raw.is_empty() || !raw.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(IdError);
                }
                raw.parse().ok().filter(|id| *id > 0).map(Self).ok_or(IdError)
            }
        }
    };
}

row_id!(
    /// A user: an account or a guest. A guest that becomes an account keeps it.
    UserId
);
row_id!(
    /// One sign-in of a user, from its first token to its end.
    SessionId
);
row_id!(
    /// A match as a row; people and clients name a match by its [`MatchCode`].
    MatchId
);
row_id!(
    /// A place in a queue.
    QueueEntryId
);
row_id!(
    /// A wish for friendship that nobody has answered.
    FriendRequestId
);
row_id!(
    /// A friendship; one for both sides.
    FriendshipId
);
row_id!(
    /// One user who keeps another away.
    BlockId
);
row_id!(
    /// A conversation of two.
    ChatId
);
row_id!(
    /// A message of a conversation or a channel.
    MessageId
);
row_id!(
    /// One user's wish to play another.
    ChallengeId
);
row_id!(
    /// A lobby as a row; people and clients name a lobby by its [`LobbyCode`].
    LobbyId
);
row_id!(
    /// A tournament as a row; those who join name it by its [`TournamentCode`].
    TournamentId
);
row_id!(
    /// A change of somebody's trophies.
    RankedStatId
);
row_id!(
    /// An event of the event stream: one sequence for the server that outlives restarts.
    EventId
);

/// Not an id, or not a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct IdError;

/// One of the 23 profile pictures, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct PictureId(pub u8);

/// Makes a newtype over 6 characters that people can read to each other.
macro_rules! code_id {
    ($(#[$doc:meta])* $name:ident, $example:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String, example = $example))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; $name::LEN]);

        impl $name {
            /// Characters in a code.
            pub const LEN: usize = 6;
            /// What a code is drawn from: no vowels and nothing that looks like something else.
            pub const ALPHABET: &'static [u8; 28] = b"23456789BCDFGHJKMNPQRSTVWXYZ";

            /// The code whose characters have these places in the alphabet (each taken modulo its length).
            #[must_use]
            pub fn from_draws(draws: [u8; Self::LEN]) -> Self {
                Self(draws.map(|draw| Self::ALPHABET[usize::from(draw) % Self::ALPHABET.len()]))
            }

            /// The characters.
            #[must_use]
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.0).expect("a code is made of ASCII only")
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            /// Accepts either case.
            fn from_str(raw: &str) -> Result<Self, IdError> {
                let upper = raw.to_ascii_uppercase();
                let bytes: [u8; Self::LEN] = upper.as_bytes().try_into().map_err(|_| IdError)?;
                if bytes.iter().all(|byte| Self::ALPHABET.contains(byte)) { Ok(Self(bytes)) } else { Err(IdError) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(raw: String) -> Result<Self, IdError> {
                raw.parse()
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.as_str().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

code_id!(
    /// The name of a match for ever: 6 characters of [`MatchCode::ALPHABET`], upper case.
    MatchCode,
    "7KDW3Q"
);
code_id!(
    /// The name of a lobby while it lasts: characters as those of a [`MatchCode`].
    LobbyCode,
    "4XTH9M"
);
code_id!(
    /// The name of a tournament: characters as those of a [`MatchCode`].
    TournamentCode,
    "R2CV8N"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_accepted_in_either_case_and_shown_in_upper_case() {
        assert_eq!("7kdw3q".parse::<MatchCode>().unwrap().to_string(), "7KDW3Q");
    }

    #[test]
    fn a_code_with_a_vowel_a_lookalike_or_another_length_is_refused() {
        for raw in ["", "7KDW3", "7KDW3QQ", "7KDW3A", "7KDW30", "7KDW3é"] {
            assert_eq!(raw.parse::<MatchCode>(), Err(IdError), "{raw}");
        }
    }

    #[test]
    fn an_id_is_a_positive_number_in_digits() {
        assert_eq!("17".parse::<UserId>(), Ok(UserId(17)));
        for raw in ["", "0", "-1", "+1", " 1", "1.0", "99999999999999999999"] {
            assert_eq!(raw.parse::<UserId>(), Err(IdError), "{raw}");
        }
    }
}
