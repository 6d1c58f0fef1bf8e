//! Whether a picture can be shown to somebody: something is on it, and every text on it can be read.

use std::collections::BTreeSet;

use egui::Rect;

use crate::studio::{Picture, Seen};

/// One pixel of so many is looked at.
const SAMPLE_STEP: usize = 7;
/// A screen has at least so many colours, in steps of 8 of 256.
const COLOURS_MIN: usize = 24;
/// And its brightness varies at least so much, as variance of 0 to 255.
const VARIANCE_MIN: f64 = 12.0;
/// So much may a letter reach over its frame: edges are softened, points.
const SLACK: f32 = 1.5;

/// What cannot be read, and why.
pub(crate) fn unreadable(texts: &[Seen]) -> Vec<String> {
    texts.iter().filter_map(|seen| cut_off(seen, whole(texts))).collect()
}

/// Why nothing is to be seen, if so.
pub(crate) fn nothing_on(picture: &Picture) -> Option<String> {
    blank(picture.samples(SAMPLE_STEP))
}

/// The whole screen, which is the largest frame of all.
fn whole(texts: &[Seen]) -> Rect {
    texts.iter().fold(Rect::NOTHING, |whole, seen| whole.union(seen.clip))
}

fn cut_off(seen: &Seen, screen: Rect) -> Option<String> {
    let Seen { text, rect, clip, elided } = seen;
    if *elided {
        return Some(format!("{text:?} is shortened"));
    }
    let clip = clip.intersect(screen);
    // What lies above or below in a part that scrolls can be reached by scrolling.
    let scrolls = clip.height() < screen.height() - 1.0;
    if scrolls && !clip.intersects(*rect) {
        return None;
    }
    let wide = rect.left() >= clip.left() - SLACK && rect.right() <= clip.right() + SLACK;
    let high = scrolls || rect.top() >= clip.top() - SLACK && rect.bottom() <= clip.bottom() + SLACK;
    (!wide || !high).then(|| format!("{text:?} is cut off: {rect:?} in {clip:?}"))
}

fn blank(pixels: impl Iterator<Item = [u8; 3]>) -> Option<String> {
    let (mut colours, mut count, mut sum, mut squares) = (BTreeSet::new(), 0_f64, 0_f64, 0_f64);
    for pixel in pixels {
        colours.insert(pixel.map(|part| part / 8));
        let bright = pixel.iter().map(|part| f64::from(*part)).sum::<f64>() / 3.0;
        (count, sum, squares) = (count + 1.0, sum + bright, squares + bright * bright);
    }
    let variance = squares / count - (sum / count).powi(2);
    let colours = colours.len();
    (colours < COLOURS_MIN || variance < VARIANCE_MIN).then(|| format!("nothing is on it: {colours} colours, variance {variance:.1}"))
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    const SCREEN: [f32; 4] = [0.0, 0.0, 800.0, 600.0];

    fn rect([left, top, right, bottom]: [f32; 4]) -> Rect {
        Rect::from_min_max(pos2(left, top), pos2(right, bottom))
    }

    fn is_cut(text: [f32; 4], clip: [f32; 4]) -> bool {
        let seen = Seen { text: "Play now".to_owned(), rect: rect(text), clip: rect(clip), elided: false };
        cut_off(&seen, rect(SCREEN)).is_some()
    }

    #[test]
    fn text_that_reaches_over_its_frame_is_cut_off() {
        assert!(!is_cut([10.0, 10.0, 90.0, 30.0], SCREEN));
        assert!(is_cut([750.0, 10.0, 810.0, 30.0], SCREEN));
        assert!(is_cut([10.0, 590.0, 90.0, 610.0], SCREEN));
        assert!(is_cut([10.0, 10.0, 90.0, 30.0], [0.0, 0.0, 80.0, 600.0]));
    }

    #[test]
    fn text_that_can_be_scrolled_to_is_not_cut_off() {
        let scrolls = [0.0, 100.0, 800.0, 500.0];
        assert!(!is_cut([10.0, 490.0, 90.0, 510.0], scrolls));
        assert!(!is_cut([10.0, 900.0, 90.0, 920.0], scrolls));
        assert!(is_cut([750.0, 200.0, 810.0, 220.0], scrolls));
    }

    #[test]
    fn one_colour_is_blank_and_a_gradient_is_not() {
        assert!(blank(std::iter::repeat_n([10, 10, 12], 1000)).is_some());
        assert!(blank((0..=255).map(|part| [part, part, 255 - part])).is_none());
    }
}
