//! Words for what went wrong: chosen by code, in the language in use.

use common::api::error::{ErrorBody, ErrorCode, FieldCode};
use common::api::users::Tier;
use common::sim::LogError;
use common::text::{Password, TournamentName, Username};
use common::wire::Refusal;

use super::text::Text;
use crate::net::NetError;

/// What went wrong with a request, and what to do.
#[must_use]
pub fn of_error(text: &Text, error: &NetError) -> String {
    match error {
        NetError::Offline(_) => text.get("error-offline"),
        NetError::Timeout => text.get("error-timeout"),
        NetError::Protocol(_) => text.get("error-protocol"),
        NetError::SignedOut => text.get("error-not-authenticated"),
        NetError::Refused(body) => of_refusal(text, body),
    }
}

/// What is wrong with a field of a form, if the refusal says so.
#[must_use]
pub fn of_field(text: &Text, error: &NetError, field: &str) -> Option<String> {
    let NetError::Refused(body) = error else { return None };
    let code = body.fields.get(field)?.first()?;
    Some(of_field_code(text, field, *code))
}

/// What is wrong with a field.
#[must_use]
pub fn of_field_code(text: &Text, field: &str, code: FieldCode) -> String {
    let (min, max) = match field {
        "password" => (Password::LEN_MIN, Password::LEN_MAX),
        "name" => (TournamentName::LEN_MIN, TournamentName::LEN_MAX),
        _ => (Username::LEN_MIN, Username::LEN_MAX),
    };
    let key = format!("field-{}", kebab(&code));
    text.with(&key, [("min", min), ("max", max)])
}

fn of_refusal(text: &Text, body: &ErrorBody) -> String {
    text.get(&key_of(body.code))
}

/// The key of the words of a code.
#[must_use]
pub fn key_of(code: ErrorCode) -> String {
    format!("error-{}", kebab(&code))
}

/// The name of a tier.
#[must_use]
pub fn of_tier(text: &Text, tier: Tier) -> String {
    text.get(match tier {
        Tier::Unranked => "tier-unranked",
        Tier::Bronze => "tier-bronze",
        Tier::Silver => "tier-silver",
        Tier::Gold => "tier-gold",
        Tier::Diamond => "tier-diamond",
        Tier::Master => "tier-master",
        Tier::Mythic => "tier-mythic",
    })
}

/// Why a match does not take this client.
#[must_use]
pub fn of_match_refusal(text: &Text, refusal: Refusal) -> String {
    let key = match refusal {
        Refusal::Protocol { client, server } => {
            return text.with("refusal-protocol", [("client", i64::from(client)), ("server", i64::from(server))]);
        }
        Refusal::NotFound => "refusal-not-found",
        Refusal::Token => "refusal-token",
        Refusal::NotASeat => "refusal-not-a-seat",
        Refusal::TakenOver => "refusal-taken-over",
        Refusal::TooSlow => "refusal-too-slow",
        Refusal::Rules => "refusal-rules",
        Refusal::Full => "refusal-full",
        Refusal::NotWatchable => "refusal-not-watchable",
        Refusal::Ending => "refusal-ending",
    };
    text.get(key)
}

/// Why the log of a match is refused.
#[must_use]
pub fn of_log_error(text: &Text, error: LogError) -> String {
    let key = match error {
        LogError::NotALog => "log-not-a-log",
        LogError::Version { found, known } if found > known => "log-newer",
        LogError::Version { .. } => "log-older",
        LogError::Damaged => "log-damaged",
        LogError::TooLarge => "log-too-large",
        LogError::Illegal(_) => "log-illegal",
        LogError::Untrue => "log-untrue",
    };
    text.get(key)
}

/// The name of a code on the wire, with hyphens: keys of words cannot have underscores.
fn kebab<T: serde::Serialize>(code: &T) -> String {
    let name = serde_json::to_value(code).ok().and_then(|value| value.as_str().map(str::to_owned));
    name.unwrap_or_else(|| "unknown".to_owned()).replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::Language;

    #[test]
    fn every_code_of_the_contract_has_words_in_every_language() {
        for language in Language::ALL {
            let text = Text::new(language);
            for code in ErrorCode::ALL.iter().copied().chain([ErrorCode::Unknown]) {
                assert!(text.find(&key_of(code)).is_some(), "{language:?} {}", key_of(code));
            }
        }
    }

    #[test]
    fn a_field_that_is_too_short_says_how_long_it_must_be() {
        let text = Text::new(Language::En);
        assert!(of_field_code(&text, "password", FieldCode::TooShort).contains('8'));
        assert!(of_field_code(&text, "username", FieldCode::TooShort).contains('3'));
    }
}
