//! Text that people write, parsed at the door: a value of these types cannot be invalid.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Why a text is refused. The names are the codes of `fields` in the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TextError {
    /// Fewer characters than allowed.
    #[error("too short")]
    TooShort,
    /// More characters than allowed.
    #[error("too long")]
    TooLong,
    /// Characters that are not allowed.
    #[error("characters that are not allowed")]
    InvalidCharacters,
    /// A name that is kept for the game itself.
    #[error("reserved")]
    Reserved,
    /// One of the passwords that everybody tries first.
    #[error("too common")]
    TooCommon,
    /// The password is the name.
    #[error("the same as the name")]
    SameAsUsername,
}

/// The name of a user: 3 to 15 of ASCII letters, digits, `_` and `-`; unique whatever the case.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, min_length = 3, max_length = 15, example = "ada"))]
#[serde(try_from = "String", into = "String")]
pub struct Username(String);

impl Username {
    /// Fewest characters.
    pub const LEN_MIN: usize = 3;
    /// Most characters.
    pub const LEN_MAX: usize = 15;
    const RESERVED: [&'static str; 5] = ["admin", "staff", "support", "anonymous", "rebound"];

    /// A name that a person may choose. Names of guests (`Guest` and digits) and those with a reserved word in them are refused.
    ///
    /// # Errors
    /// The first rule that the name breaks.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        let name = Self::parse_any(raw)?;
        let lower = name.0.to_ascii_lowercase();
        if name.is_guest_name() || Self::RESERVED.iter().any(|word| lower.contains(word)) {
            return Err(TextError::Reserved);
        }
        Ok(name)
    }

    /// The name of the `number`th guest.
    #[must_use]
    pub fn guest(number: u64) -> Self {
        Self(format!("Guest{}", number % 10_000_000_000))
    }

    /// Whether it has the form that belongs to guests.
    #[must_use]
    pub fn is_guest_name(&self) -> bool {
        let (head, digits) = self.0.split_at(self.0.len().min(5));
        head.eq_ignore_ascii_case("guest") && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn parse_any(raw: &str) -> Result<Self, TextError> {
        let len = raw.chars().count();
        if len < Self::LEN_MIN {
            return Err(TextError::TooShort);
        }
        if len > Self::LEN_MAX {
            return Err(TextError::TooLong);
        }
        if !raw.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-') {
            return Err(TextError::InvalidCharacters);
        }
        Ok(Self(raw.to_owned()))
    }
}

impl TryFrom<String> for Username {
    type Error = TextError;

    /// Also takes names of guests: this is how a name comes back from the server.
    fn try_from(raw: String) -> Result<Self, TextError> {
        Self::parse_any(&raw)
    }
}

impl From<Username> for String {
    fn from(name: Username) -> Self {
        name.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A password: 8 to 128 characters, any. Never shown, never logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, min_length = 8, max_length = 128, format = Password))]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    /// Fewest characters.
    pub const LEN_MIN: usize = 8;
    /// Most characters.
    pub const LEN_MAX: usize = 128;

    /// A new password for the user of this name. Whether it is too common is the server's to say, which has the list.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn parse(raw: &str, username: &str) -> Result<Self, TextError> {
        let len = raw.chars().count();
        if len < Self::LEN_MIN {
            return Err(TextError::TooShort);
        }
        if len > Self::LEN_MAX {
            return Err(TextError::TooLong);
        }
        if raw.eq_ignore_ascii_case(username) {
            return Err(TextError::SameAsUsername);
        }
        Ok(Self(raw.to_owned()))
    }

    /// A password as somebody typed it, to be compared with a stored one.
    #[must_use]
    pub fn given(raw: String) -> Self {
        Self(raw)
    }

    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// Makes a newtype over a line or paragraph of free text, cleaned by [`clean`] and bounded in characters.
macro_rules! free_text {
    ($(#[$doc:meta])* $name:ident, $min:expr, $max:expr, $lines:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Fewest characters, after cleaning.
            pub const LEN_MIN: usize = $min;
            /// Most characters, after cleaning.
            pub const LEN_MAX: usize = $max;

            /// Cleans and bounds.
            ///
            /// # Errors
            /// [`TextError::TooShort`] and [`TextError::TooLong`].
            pub fn parse(raw: &str) -> Result<Self, TextError> {
                let text = clean(raw, $lines);
                let len = text.chars().count();
                if len < Self::LEN_MIN {
                    return Err(TextError::TooShort);
                }
                if len > Self::LEN_MAX { Err(TextError::TooLong) } else { Ok(Self(text)) }
            }

            /// The characters.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;

            fn try_from(raw: String) -> Result<Self, TextError> {
                Self::parse(&raw)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    };
}

free_text!(
    /// The line under a name: at most 80 characters.
    Catchphrase,
    0,
    80,
    Lines::One
);
free_text!(
    /// What somebody says of themselves: at most 500 characters, several lines.
    Bio,
    0,
    500,
    Lines::Many
);

free_text!(
    /// A message: 1 to 500 characters in one line, so that nobody can forge the line of somebody else.
    ChatText,
    1,
    500,
    Lines::One
);

free_text!(
    /// The name of a tournament: 3 to 30 characters; unique among those that have not ended, whatever the case.
    TournamentName,
    3,
    30,
    Lines::One
);

/// Whether a text may have line ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// Line ends become spaces.
    One,
    /// Line ends stay, as `\n`.
    Many,
}

/// Most combining marks that may follow one character; more of them grow out of the line.
pub const MARKS_MAX: usize = 2;

/// Text without what can forge lines, reverse text or grow out of its line: NFC, no control and bidirectional characters,
/// runs of combining marks shortened to [`MARKS_MAX`], trimmed. Cleaning twice changes nothing.
#[must_use]
pub fn clean(raw: &str, lines: Lines) -> String {
    let mut marks = 0;
    let kept = raw.nfc().filter_map(|c| match c {
        '\n' if lines == Lines::Many => Some('\n'),
        '\n' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if c.is_control() || is_invisible_steering(c) => None,
        c => Some(c),
    });
    let bounded: String = kept
        .filter(|c| {
            marks = if unicode_normalization::char::is_combining_mark(*c) { marks + 1 } else { 0 };
            marks <= MARKS_MAX
        })
        .collect();
    // Removing characters can bring together what composes, so the form is settled once more.
    bounded.nfc().collect::<String>().trim().to_owned()
}

/// Characters that are not seen but change how others are: bidirectional marks, embeddings, overrides and isolates, and the like.
fn is_invisible_steering(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_guests_and_reserved_words_cannot_be_chosen() {
        for raw in ["Guest1", "guest22", "xAdminx", "rebound", "Support-1"] {
            assert_eq!(Username::parse(raw), Err(TextError::Reserved), "{raw}");
        }
        assert!(Username::parse("Guesty").is_ok());
        assert!(Username::guest(7).is_guest_name());
    }

    #[test]
    fn a_name_has_3_to_15_letters_digits_underscores_and_hyphens() {
        assert_eq!(Username::parse("ab"), Err(TextError::TooShort));
        assert_eq!(Username::parse("abcdefghijklmnop"), Err(TextError::TooLong));
        assert_eq!(Username::parse("añdré"), Err(TextError::InvalidCharacters));
        assert_eq!(Username::parse("a b c"), Err(TextError::InvalidCharacters));
        assert!(Username::parse("a_b-C9").is_ok());
    }

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(format!("{:?}", Password::given("hunter22".into())), "Password(..)");
    }

    #[test]
    fn reversed_text_control_characters_and_stacked_marks_are_removed() {
        assert_eq!(clean("a\u{202E}b\u{0007}c\r\nd", Lines::One), "abc d");
        assert_eq!(clean(&format!("x{}", "\u{0323}".repeat(30)), Lines::One).chars().count(), 3);
        assert_eq!(clean("  a\nb  ", Lines::Many), "a\nb");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(raw in "\\PC{0,40}|.{0,40}") {
            for lines in [Lines::One, Lines::Many] {
                let once = clean(&raw, lines);
                prop_assert_eq!(clean(&once, lines), once);
            }
        }
    }
}
