//! The typefaces: one for text in three weights, one for figures, one of icons.

use std::sync::Arc;

use egui::{Color32, Context, FontData, FontDefinitions, FontFamily, FontId, Galley, Painter};

use crate::assets;

const MEDIUM: &str = "medium";
const BOLD: &str = "bold";
const SCORE: &str = "score";
const ICONS: &str = "icons";
const TEXT: &str = "text";

/// Text that is read.
#[must_use]
pub fn text(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Words on buttons, names.
#[must_use]
pub fn medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(MEDIUM.into()))
}

/// Titles.
#[must_use]
pub fn bold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(BOLD.into()))
}

/// Scores and the name of the game: all figures have one width.
#[must_use]
pub fn score(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(SCORE.into()))
}

/// Icons.
#[must_use]
pub fn icons(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(ICONS.into()))
}

/// The smallest that words are made to fit, points.
const SMALLEST: f32 = 7.0;

/// Words in one line that is at most `room` points long: smaller where they would be longer.
#[must_use]
pub fn fitting(painter: &Painter, words: &str, size: f32, room: f32, color: Color32) -> Arc<Galley> {
    let galley = painter.layout_no_wrap(words.to_owned(), medium(size), color);
    if galley.size().x <= room {
        return galley;
    }
    let smaller = (size * room.max(1.0) / galley.size().x * 0.98).max(SMALLEST);
    painter.layout_no_wrap(words.to_owned(), medium(smaller), color)
}

/// Gives a context the typefaces. What they do not have (other scripts in a name) comes from egui's own.
pub fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    for (name, bytes) in [
        (TEXT, assets::TEXT_REGULAR),
        (MEDIUM, assets::TEXT_MEDIUM),
        (BOLD, assets::TEXT_BOLD),
        (SCORE, assets::SCORE),
        (ICONS, assets::ICONS),
    ] {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let family = |first: &str| [first.to_owned(), ICONS.to_owned()].into_iter().chain(fallback.iter().cloned()).collect::<Vec<_>>();
    fonts.families.insert(FontFamily::Proportional, family(TEXT));
    fonts.families.insert(FontFamily::Monospace, family(TEXT));
    for name in [MEDIUM, BOLD, SCORE] {
        fonts.families.insert(FontFamily::Name(name.into()), family(name));
    }
    fonts.families.insert(FontFamily::Name(ICONS.into()), family(ICONS));
    ctx.set_fonts(fonts);
}
