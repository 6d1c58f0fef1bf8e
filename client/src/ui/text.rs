//! The only door to words for people: by key, in the language in use. The words are in `assets/text/<language>/<room>.ftl`.

use bevy::prelude::Resource;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

/// A language that the game speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

/// Makes the list of rooms with their words, so that a file that is missing in a language does not compile.
macro_rules! rooms {
    ($($room:literal),*) => {
        const ENGLISH: &[&str] = &[$(include_str!(concat!("../../../assets/text/en/", $room, ".ftl"))),*];
        const FRENCH: &[&str] = &[$(include_str!(concat!("../../../assets/text/fr/", $room, ".ftl"))),*];
    };
}

rooms!(
    "account",
    "app",
    "auth",
    "challenges",
    "chat",
    "companions",
    "error",
    "friends",
    "lobby",
    "local",
    "people",
    "play",
    "profile",
    "queue",
    "replays",
    "settings",
    "start",
    "tournaments"
);

impl Language {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::En, Self::Fr];

    /// What it calls itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fr => "Fran\u{e7}ais",
        }
    }

    /// The one that this machine is set to, as far as the game speaks it.
    #[must_use]
    pub fn of_system() -> Self {
        sys_locale::get_locale().map_or(Self::En, |tag| Self::of_tag(&tag))
    }

    /// The language of a tag such as `fr-CA`; English for one that is not spoken here.
    #[must_use]
    pub fn of_tag(tag: &str) -> Self {
        if tag.get(..2).is_some_and(|head| head.eq_ignore_ascii_case("fr")) { Self::Fr } else { Self::En }
    }

    /// The words of each room, as they are written in the files.
    #[must_use]
    pub const fn sources(self) -> &'static [&'static str] {
        match self {
            Self::En => ENGLISH,
            Self::Fr => FRENCH,
        }
    }

    fn tag(self) -> LanguageIdentifier {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
        .parse()
        .expect("these are tags")
    }
}

/// The words in use.
#[derive(Resource)]
pub struct Text {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Default for Text {
    fn default() -> Self {
        Self::new(Language::En)
    }
}

impl Text {
    /// The words of a language.
    ///
    /// # Panics
    /// When a file of words is broken, which a test excludes.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language.tag()]);
        bundle.set_use_isolating(false);
        for source in language.sources() {
            let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(_, errors)| panic!("{language:?}: {errors:?}"));
            bundle.add_resource(resource).unwrap_or_else(|errors| panic!("{language:?}: {errors:?}"));
        }
        Self { language, bundle }
    }

    /// Which language this is.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The words of a key; the key itself when there are none.
    #[must_use]
    pub fn get(&self, key: &str) -> String {
        self.format(key, None).unwrap_or_else(|| key.to_owned())
    }

    /// The words of a key with these names and values put into them.
    #[must_use]
    pub fn with<'a, V: Into<FluentValue<'a>>, const N: usize>(&self, key: &str, values: [(&'a str, V); N]) -> String {
        let args: FluentArgs<'a> = values.into_iter().map(|(name, value)| (name, value.into())).collect();
        self.format(key, Some(&args)).unwrap_or_else(|| key.to_owned())
    }

    /// The words of a key, if there are any.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<String> {
        self.format(key, None)
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let words = self.bundle.format_pattern(pattern, args, &mut errors).into_owned();
        errors.is_empty().then_some(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_a_machine_is_taken_where_it_is_spoken() {
        assert_eq!(Language::of_tag("fr-CA"), Language::Fr);
        assert_eq!(Language::of_tag("FR_fr.UTF-8"), Language::Fr);
        assert_eq!(Language::of_tag("de-DE"), Language::En);
        assert_eq!(Language::of_tag(""), Language::En);
    }

    #[test]
    fn words_take_values() {
        let text = Text::new(Language::En);
        assert!(text.with("practice-goals", [("goals", 1)]).contains('1'));
        assert_eq!(text.get("no-such-key"), "no-such-key");
    }
}
