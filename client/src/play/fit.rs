//! Where the court lies in the window: as large as it can be, whole, with room for the score above it.

use bevy::math::{Rect, Vec2};

/// Space left and right of the court and below it, in parts of the smaller side of the window.
const MARGIN: f32 = 0.035;
/// Height of the strip above the court, in parts of the smaller side of the window.
const STRIP: f32 = 0.125;
/// The strip is never lower than this, logical pixels: names and score stay readable.
const STRIP_MIN: f32 = 68.0;

/// The way from court units to the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Size of the window, logical pixels.
    pub window: Vec2,
    /// Size of the court, court units.
    pub court: Vec2,
    /// Logical pixels for a court unit.
    pub scale: f32,
    /// Whether side `a` is drawn on the left.
    pub mirrored: bool,
    /// Room that is left free below, logical pixels.
    pub foot: f32,
}

impl Fit {
    /// The largest court of this size that fits a window of at least one pixel each way.
    #[must_use]
    pub fn new(window: Vec2, court: Vec2, mirrored: bool) -> Self {
        Self::above(0.0, window, court, mirrored)
    }

    /// The same, with `foot` logical pixels left free below.
    #[must_use]
    pub fn above(foot: f32, window: Vec2, court: Vec2, mirrored: bool) -> Self {
        let window = window.max(Vec2::ONE);
        let mut fit = Self { window, court, scale: 1.0, mirrored, foot };
        let room = (window - Vec2::new(fit.margin() * 2.0, fit.margin() + fit.strip_height() + foot)).max(Vec2::ONE);
        fit.scale = (room.x / court.x).min(room.y / court.y);
        fit
    }

    fn margin(&self) -> f32 {
        self.window.min_element() * MARGIN
    }

    fn strip_height(&self) -> f32 {
        (self.window.min_element() * STRIP).max(STRIP_MIN)
    }

    /// The court in the window: logical pixels from its upper left corner, y downwards.
    #[must_use]
    pub fn court_rect(&self) -> Rect {
        let size = self.court * self.scale;
        let free = self.window.y - self.foot - self.margin() - self.strip_height() - size.y;
        let top = self.strip_height() + free * 0.5;
        Rect::from_corners(Vec2::new((self.window.x - size.x) * 0.5, top), Vec2::new((self.window.x + size.x) * 0.5, top + size.y))
    }

    /// The strip above the court that names and score have: logical pixels from the upper left corner, y downwards.
    #[must_use]
    pub fn strip_rect(&self) -> Rect {
        let court = self.court_rect();
        Rect::from_corners(Vec2::new(court.min.x, court.min.y - self.strip_height()), Vec2::new(court.max.x, court.min.y))
    }

    /// A place of the court in the window: logical pixels from the upper left corner, y downwards.
    #[must_use]
    pub fn in_window(&self, place: Vec2) -> Vec2 {
        let x = if self.mirrored { self.court.x - place.x } else { place.x };
        self.court_rect().min + Vec2::new(x, place.y) * self.scale
    }

    /// A place of the court in the world of the camera: the origin is the middle of the window, y upwards.
    #[must_use]
    pub fn in_world(&self, place: Vec2) -> Vec2 {
        let at = self.in_window(place) - self.window * 0.5;
        Vec2::new(at.x, -at.y)
    }

    /// A direction on the court as it points in the world of the camera; its length becomes logical pixels.
    #[must_use]
    pub fn direction(&self, way: Vec2) -> Vec2 {
        Vec2::new(if self.mirrored { -way.x } else { way.x }, -way.y) * self.scale
    }

    /// Where a place is heard: -1 at the left end of the court as it is seen, 1 at the right end.
    #[must_use]
    pub fn pan(&self, place: Vec2) -> f32 {
        let x = (place.x / self.court.x).clamp(0.0, 1.0) * 2.0 - 1.0;
        if self.mirrored { -x } else { x }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COURTS: [Vec2; 3] = [Vec2::new(1000.0, 600.0), Vec2::new(1800.0, 750.0), Vec2::new(1500.0, 750.0)];

    #[test]
    fn the_whole_court_and_the_strip_above_it_fit_every_window() {
        for (width, height) in
            [(960.0, 540.0), (1280.0, 720.0), (1920.0, 1080.0), (3840.0, 2160.0), (2560.0, 1080.0), (1080.0, 1920.0), (300.0, 200.0)]
        {
            for court in COURTS {
                let window = Vec2::new(width, height);
                let fit = Fit::new(window, court, false);
                let (table, strip) = (fit.court_rect(), fit.strip_rect());
                assert!(table.min.min_element() >= 0.0 && table.max.x <= width && table.max.y <= height, "{court} in {window}: {table:?}");
                assert!(strip.min.y >= -0.5 && strip.height() >= STRIP_MIN - 0.5, "{court} in {window}: {strip:?}");
            }
        }
    }

    #[test]
    fn a_duel_uses_most_of_a_usual_window() {
        let table = Fit::new(Vec2::new(1920.0, 1080.0), COURTS[0], false).court_rect();
        assert!(table.height() > 0.8 * 1080.0, "{table:?}");
    }

    #[test]
    fn a_mirrored_court_has_side_a_on_the_left_and_is_heard_there() {
        let (plain, mirrored) = (Fit::new(Vec2::new(1280.0, 720.0), COURTS[0], false), Fit::new(Vec2::new(1280.0, 720.0), COURTS[0], true));
        let place = Vec2::new(900.0, 150.0);
        assert!(plain.in_world(place).x > 0.0 && mirrored.in_world(place).x < 0.0);
        assert!((plain.in_world(place).y - mirrored.in_world(place).y).abs() < 0.01);
        assert!(plain.pan(place) > 0.0 && mirrored.pan(place) < 0.0);
    }

    #[test]
    fn up_on_the_court_is_up_in_the_world() {
        let fit = Fit::new(Vec2::new(1280.0, 720.0), COURTS[0], false);
        assert!(fit.in_world(Vec2::new(500.0, 0.0)).y > fit.in_world(Vec2::new(500.0, 600.0)).y);
        assert!(fit.direction(Vec2::new(0.0, -1.0)).y > 0.0);
    }
}
