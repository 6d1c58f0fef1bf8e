//! Whether every word of a menu can be read, in every language, at every size and scale.

use client::ui::frame::Around;
use client::ui::text::Language;
use egui::epaint::{ClippedShape, Shape};
use egui::vec2;

use crate::{View, around, open};

/// Words that are not wholly where they can be seen. A page may be scrolled up and down, so only its sides count there.
fn cut_words(shapes: &[ClippedShape], screen: egui::Rect) -> Vec<String> {
    let mut cut = Vec::new();
    for shape in shapes {
        collect(&shape.shape, shape.clip_rect.intersect(screen), screen, &mut cut);
    }
    cut
}

/// A word that is shorter than a name can be and has a line end in it.
fn has_broken_word(galley: &egui::Galley) -> bool {
    let words = galley.text().split_whitespace().map(|word| word.chars().count());
    let short = words.max().unwrap_or_default() < 15;
    let ends = galley.rows.iter().map(|row| (row.glyphs.first().map(|glyph| glyph.chr), row.glyphs.last().map(|glyph| glyph.chr)));
    let ends: Vec<_> = ends.collect();
    short
        && ends
            .windows(2)
            .any(|pair| matches!((pair[0].1, pair[1].0), (Some(end), Some(begin)) if end.is_alphanumeric() && begin.is_alphanumeric()))
}

fn collect(shape: &Shape, clip: egui::Rect, screen: egui::Rect, cut: &mut Vec<String>) {
    if let Shape::Vec(shapes) = shape {
        shapes.iter().for_each(|shape| collect(shape, clip, screen, cut));
    }
    let Shape::Text(text) = shape else { return };
    if text.galley.text().trim().is_empty() {
        return;
    }
    let rect = text.galley.mesh_bounds.translate(text.pos.to_vec2());
    let scrolls = clip.height() < screen.height() - 1.0;
    let fits_across = rect.min.x >= clip.min.x - 1.0 && rect.max.x <= clip.max.x + 1.0;
    let fits_down = scrolls || (rect.min.y >= clip.min.y - 1.0 && rect.max.y <= clip.max.y + 1.0);
    if text.galley.elided || !fits_across || !fits_down || has_broken_word(&text.galley) {
        cut.push(format!("{:?} at {rect:?} in {clip:?}", text.galley.text()));
    }
}

pub(crate) fn never_cut<M: 'static, A: 'static>(name: &str, model: impl Fn() -> M, width: f32, view: View<M, A>) {
    never_cut_in(&around(), name, model, width, view);
}

pub(crate) fn never_cut_in<M: 'static, A: 'static>(around: &Around, name: &str, model: impl Fn() -> M, width: f32, view: View<M, A>) {
    // The smallest window at three scales (very tall at the last, so that nothing is scrolled away), and a large one.
    let shapes = [((960.0, 540.0), 1.0), ((960.0, 540.0), 1.5), ((960.0, 8000.0), 2.0), ((1920.0, 1080.0), 1.0)];
    for language in Language::ALL {
        for (size, scale) in shapes {
            let harness = open(around.clone(), (language, size, scale), model(), width, view);
            let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, vec2(size.0, size.1) / scale);
            let shown = &harness.output().shapes;
            assert!(shown.len() > 4, "{name} is empty");
            let cut = cut_words(shown, screen);
            assert!(cut.is_empty(), "{name} in {language:?} at {size:?}, {scale}: {cut:#?}");
        }
    }
}
