//! Things that have one place: SQL in stores, colours in the theme, words for people behind the door of languages.

use crate::hold;
use crate::source::Source;

/// How a statement begins.
const SQL: [&str; 9] =
    ["select ", "insert into", "insert or ", "update ", "delete from", "create table", "alter table", "pragma ", "with recursive"];

fn sql_is_in_stores(source: &Source) -> Vec<String> {
    let path = &source.path;
    let allowed = path.ends_with("/store.rs") || path.contains("/store/") || path.starts_with("server/src/db/");
    if allowed || !path.starts_with("server/src/") {
        return Vec::new();
    }
    let statement = |text: &str| {
        let text = text.trim_start().to_lowercase();
        SQL.iter().any(|begin| text.starts_with(begin)) && (!text.starts_with("update ") || text.contains(" set "))
    };
    source
        .product_literals()
        .filter(|literal| statement(&literal.text))
        .map(|literal| source.fault(literal.at, "SQL outside a store.rs"))
        .collect()
}

/// Ways to make a colour from numbers, or to take a ready one.
const COLOURS: [&str; 14] = [
    "Color32::from_",
    "Color::srgb",
    "Color::linear_rgb",
    "Color::hsl",
    "Color::hsv",
    "Color::hwb",
    "Color::lab",
    "Color::lch",
    "Color::oklab",
    "Color::oklch",
    "Srgba::",
    "LinearRgba::",
    "Hsva::new",
    "palettes::",
];

fn colours_are_in_the_theme(source: &Source) -> Vec<String> {
    if !source.path.starts_with("client/src/") || source.path.starts_with("client/src/ui/theme") {
        return Vec::new();
    }
    let made = COLOURS.iter().flat_map(|way| source.product_finds(way));
    // No colour and full white change nothing: they are how a picture is drawn as it is.
    let neutral = |at: usize| ["TRANSPARENT", "WHITE", "PLACEHOLDER", "NONE"].iter().any(|name| source.product[at..].starts_with(name));
    let ready = ["Color32::", "Color::"].into_iter().flat_map(|kind| source.product_finds(kind).into_iter().map(move |at| at + kind.len()));
    let is_constant = |at: &usize| source.product.as_bytes().get(at + 1).is_some_and(u8::is_ascii_uppercase);
    let ready = ready.filter(is_constant).filter(|at| !neutral(*at));
    made.chain(ready).map(|at| source.fault(at, "a colour outside ui/theme.rs")).collect()
}

/// What shows a text to a person.
const SHOWS_TEXT: [&str; 16] = [
    ".label(",
    ".button(",
    ".heading(",
    ".small(",
    ".strong(",
    ".weak(",
    ".monospace(",
    ".small_button(",
    ".hint_text(",
    ".on_hover_text(",
    "RichText::new(",
    "Label::new(",
    "Button::new(",
    "Text2d::new(",
    "WidgetText::from(",
    ".selectable_label(",
];

fn words_come_from_the_languages(source: &Source) -> Vec<String> {
    if !source.path.starts_with("client/src/") || source.path.starts_with("client/src/ui/text") {
        return Vec::new();
    }
    let shown = |at: usize| {
        let before = source.product[..at].trim_end();
        let before = ["format!(", "&"].iter().fold(before, |before, word| before.strip_suffix(word).unwrap_or(before).trim_end());
        SHOWS_TEXT.iter().any(|door| before.ends_with(door))
    };
    let in_words = |text: &str| {
        let outside: String = text.split('{').map(|part| part.rsplit('}').next().unwrap_or_default()).collect::<Vec<_>>().join(" ");
        outside.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() > 1)
    };
    let literals = source.product_literals().filter(|literal| shown(literal.at) && in_words(&literal.text));
    literals.map(|literal| source.fault(literal.at, "words for people that do not come through ui/text.rs")).collect()
}

#[test]
fn sql_is_only_in_stores_and_migrations() {
    hold(sql_is_in_stores, "server/src/users/service.rs", "fn f() { sqlx::query(\n    \"select id from users\") }");
}

#[test]
fn colours_are_only_in_the_theme() {
    hold(colours_are_in_the_theme, "client/src/play/hud.rs", "fn f() { Color::srgb(1.0, 0.0, 0.0) }");
    assert_eq!(colours_are_in_the_theme(&Source::new("client/src/a.rs", "fn f() { Color32::RED; Color32::WHITE }")).len(), 1);
}

#[test]
fn words_for_people_come_only_through_the_door_of_languages() {
    hold(words_come_from_the_languages, "client/src/start/view.rs", "fn f(ui: &mut Ui) { ui.label(\"Play now\"); }");
    let shown = |code: &str| words_come_from_the_languages(&Source::new("client/src/a.rs", code)).len();
    assert_eq!(shown("fn f() { ui.label(format!(\"Score {score}\")); }"), 1);
    assert_eq!(shown("fn f() { ui.label(format!(\"{score} : {other}\")); ui.label(text.get(\"start-play\")); }"), 0);
}
