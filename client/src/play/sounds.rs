//! What a moment sounds like: pitch rises with speed, and everything is heard from where it happens.

use bevy::math::Vec2;
use common::sim::Side;

use super::fit::Fit;
use super::scene::{Moment, PlayerView, Role, Scene};
use crate::audio::{PlaySound, Sound};

/// Speed at which a return sounds as it was recorded, court units a second.
const CALM: f32 = 350.0;

/// The sound of a moment; none behind the menus.
pub(super) fn sound_of(moment: &Moment, scene: &Scene, fit: &Fit) -> Option<PlaySound> {
    let volume = match scene.role {
        Role::Backdrop => return None,
        Role::WarmUp => 0.7,
        Role::Match | Role::Theatre => 1.0,
    };
    let from = |sound, at: Vec2, pitch: f32, volume: f32| Some(PlaySound { sound, pitch, pan: fit.pan(at), volume });
    let plain = |sound| Some(PlaySound { volume, ..PlaySound::new(sound) });
    match *moment {
        Moment::CountdownTick { .. } => plain(Sound::Countdown),
        Moment::Serve { .. } => plain(Sound::Go),
        Moment::Wall { at, speed } => from(Sound::Wall, at, 0.9 + 0.35 * haste(speed), volume * 0.8),
        Moment::Return { at, velocity, .. } => from(Sound::Paddle, at, 0.94 + 0.62 * haste(velocity.length()), volume),
        Moment::Edge { at, .. } => from(Sound::Edge, at, 1.0, volume),
        Moment::Goal { side, at, .. } => from(if lost(scene, side) { Sound::OwnGoal } else { Sound::Goal }, at, 1.0, volume),
        Moment::Over { winner } if matches!(scene.role, Role::Match | Role::Theatre) => {
            plain(if lost(scene, winner) { Sound::Lose } else { Sound::Win })
        }
        Moment::Over { .. } => None,
    }
}

/// Whether a side that did well is the other side for everybody who sits here.
fn lost(scene: &Scene, side: Side) -> bool {
    let mut mine = scene.players.iter().filter(|player: &&PlayerView| player.mine).peekable();
    mine.peek().is_some() && mine.all(|player| player.seat.side != side)
}

/// 0 at the speed of a serve, 1 at the highest.
fn haste(speed: f32) -> f32 {
    ((speed - CALM) / 650.0).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use common::sim::Seat;

    use super::*;

    fn heard(velocity: Vec2, mirrored: bool) -> PlaySound {
        let scene = Scene { role: Role::Match, mirrored, ..Scene::default() };
        let fit = Fit::new(Vec2::new(1280.0, 720.0), scene.size(), mirrored);
        let moment = Moment::Return { seat: Seat::new(Side::A, 0), at: Vec2::new(885.0, 300.0), velocity };
        sound_of(&moment, &scene, &fit).unwrap()
    }

    #[test]
    fn a_faster_return_sounds_higher() {
        assert!(heard(Vec2::new(-1000.0, 0.0), false).pitch > heard(Vec2::new(-350.0, 0.0), false).pitch + 0.4);
    }

    #[test]
    fn a_return_is_heard_where_it_is_seen() {
        assert!(heard(Vec2::NEG_X, false).pan > 0.5);
        assert!(heard(Vec2::NEG_X, true).pan < -0.5);
    }

    #[test]
    fn nothing_is_heard_from_behind_the_menus() {
        let scene = Scene::default();
        let fit = Fit::new(Vec2::new(1280.0, 720.0), scene.size(), false);
        assert_eq!(sound_of(&Moment::CountdownTick { seconds_left: 1 }, &scene, &fit), None);
    }
}
