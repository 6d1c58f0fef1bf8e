//! What can be pressed in a text: links to matches, lobbies and tournaments, and the codes of matches.

use common::ids::MatchCode;

use crate::link::{SCHEME, Target};

/// Most things of one text that can be pressed.
const LINKS_MAX: usize = 12;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Span<'a> {
    /// To be read.
    Words(&'a str),
    /// To be pressed: leads there.
    Way(Target, &'a str),
}

/// The parts of a text, in their order; together they are the text.
#[must_use]
pub(super) fn spans(text: &str) -> Vec<Span<'_>> {
    let (mut parts, mut told, mut links) = (Vec::new(), 0, 0);
    let mut from = 0;
    for word in text.split(' ') {
        let at = from + word.len() - word.trim_start_matches(is_around).len();
        let bare = word.trim_matches(is_around);
        from += word.len() + 1;
        let Some(link) = link(bare).filter(|_| links < LINKS_MAX) else { continue };
        links += 1;
        if told < at {
            parts.push(Span::Words(&text[told..at]));
        }
        told = at + bare.len();
        parts.push(Span::Way(link, &text[at..told]));
    }
    if told < text.len() {
        parts.push(Span::Words(&text[told..]));
    }
    parts
}

/// Signs that stand around a word without being part of it.
fn is_around(sign: char) -> bool {
    matches!(sign, '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | '[' | ']' | '"' | '\'' | '\u{ab}' | '\u{bb}' | '\u{201c}' | '\u{201d}')
}

/// A link, or the code of a match as it is shown: in capitals, so that no common word is taken for one.
fn link(word: &str) -> Option<Target> {
    let is_link = word.get(..SCHEME.len()).is_some_and(|head| head.eq_ignore_ascii_case(SCHEME)) && word.contains("://");
    let is_code = word.len() == MatchCode::LEN && word.bytes().all(|byte| MatchCode::ALPHABET.contains(&byte));
    if is_link || is_code { Target::link(word) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(text: &str) -> Vec<String> {
        let found = spans(text).into_iter().filter_map(|span| match span {
            Span::Way(target, shown) => Some(format!("{shown}>{target}")),
            Span::Words(_) => None,
        });
        found.collect()
    }

    #[test]
    fn codes_and_links_can_be_pressed_and_the_parts_are_the_text() {
        let text = "see 7KDW3Q, or (rebound://m/7KDW3Q#t=73)! and 7KDW3Q.";
        assert_eq!(
            pressed(text),
            ["7KDW3Q>rebound://m/7KDW3Q", "rebound://m/7KDW3Q#t=73>rebound://m/7KDW3Q#t=73", "7KDW3Q>rebound://m/7KDW3Q"]
        );
        assert_eq!(pressed("come: rebound://lobby/4XTH9M!"), ["rebound://lobby/4XTH9M>rebound://lobby/4XTH9M"]);
        for text in [text, "", " ", "7KDW3Q", " 7KDW3Q ", "...", "é 7KDW3Q\u{201d} é", "a  b"] {
            let whole: String = spans(text)
                .into_iter()
                .map(|span| match span {
                    Span::Words(words) | Span::Way(_, words) => words,
                })
                .collect();
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn common_words_broken_links_and_other_schemes_are_only_words() {
        for text in ["rhythm", "7kdw3q", "7KDW3", "7KDW3QQ", "rebound://u/7KDW3Q", "http://m/7KDW3Q", "rebound", "REBOUND"] {
            assert_eq!(pressed(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_text_of_nothing_but_codes_has_a_bound() {
        assert_eq!(pressed(&"7KDW3Q ".repeat(70)).len(), LINKS_MAX);
    }
}
