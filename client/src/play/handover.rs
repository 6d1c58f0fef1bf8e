//! From one source to the next without a cut: what stood on the court glides to where it stands now.

use bevy::math::Vec2;
use bevy::prelude::Resource;
use common::sim::{Court, Seat, Side};

use super::scene::Scene;

/// How long the gliding takes, seconds.
const GLIDE_S: f32 = 0.5;

/// What stood on the court before.
#[derive(Resource, Clone, Debug, Default)]
pub(super) struct Handover {
    from: Option<Before>,
    age_s: f32,
}

#[derive(Clone, Debug)]
struct Before {
    court: Court,
    /// Heights of the innermost paddles, on the left and on the right as they were seen.
    heights: [Option<f32>; 2],
}

impl Handover {
    /// Remembers what is on the court: another source begins now.
    pub(super) fn begin(&mut self, scene: &Scene) {
        let heights = [false, true].map(|right| scene.paddles[first_seat(scene, right).slot()].map(|at| at.y));
        *self = Self { from: Some(Before { court: scene.court, heights }), age_s: 0.0 };
    }

    /// Moves what the new source shows back towards what was there, less and less.
    pub(super) fn apply(&mut self, scene: &mut Scene, dt_s: f32) {
        let Some(before) = self.from.as_ref().filter(|before| before.court == scene.court) else {
            self.from = None;
            return;
        };
        let part = (self.age_s / GLIDE_S).min(1.0);
        let gone = 1.0 - (1.0 - part).powi(3);
        for right in [false, true] {
            let slot = first_seat(scene, right).slot();
            if let (Some(at), Some(height)) = (&mut scene.paddles[slot], before.heights[usize::from(right)]) {
                *at = Vec2::new(at.x, height + (at.y - height) * gone);
            }
        }
        self.age_s += dt_s;
        if part >= 1.0 {
            self.from = None;
        }
    }
}

/// The first seat of the side that is seen on the right, or on the left.
fn first_seat(scene: &Scene, right: bool) -> Seat {
    Seat::new(if right == scene.mirrored { Side::B } else { Side::A }, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paddle_glides_to_its_new_place_even_when_the_picture_is_mirrored() {
        let mut old = Scene::default();
        old.paddles[Seat::new(Side::A, 0).slot()] = Some(Vec2::new(900.0, 120.0));
        let mut handover = Handover::default();
        handover.begin(&old);
        let mut new = Scene { mirrored: true, ..Scene::default() };
        let own = Seat::new(Side::B, 0).slot();
        let mut heights = Vec::new();
        for _ in 0..40 {
            new.paddles[own] = Some(Vec2::new(100.0, 300.0));
            handover.apply(&mut new, 1.0 / 60.0);
            heights.push(new.paddles[own].unwrap().y);
        }
        assert!((heights[0] - 120.0).abs() < 1.0, "it begins where the own paddle was: {}", heights[0]);
        assert!(heights.windows(2).all(|pair| pair[1] >= pair[0] && pair[1] - pair[0] < 40.0));
        assert!((heights[39] - 300.0).abs() < f32::EPSILON);
    }
}
