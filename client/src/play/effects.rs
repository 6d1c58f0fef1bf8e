//! What remains of a moment for a while: flashes, sparks, ripples, waves and the light of the table. Knows nothing of drawing.

use bevy::math::Vec2;
use bevy::prelude::Resource;
use common::sim::{Rng, SEATS_MAX, Seat, Seed, Side};

use super::scene::{Moment, Role, Scene, Stage};

/// Most sparks in the air.
const SPARKS_MAX: usize = 160;
/// Places of the ball that its trail remembers.
const TRAIL_MAX: usize = 64;
/// Steps of the way between two frames, or two bends of it.
const TRAIL_STEPS: u8 = 4;
/// Most ripples, and most waves, at a time.
const MARKS_MAX: usize = 12;
/// A ball that is further away than this from one frame to the next was put there, court units.
const LEAP: f32 = 400.0;
/// How long a paddle shines, a ripple runs and a wave crosses the court, seconds.
const FLASH_S: f32 = 0.28;
const RIPPLE_S: f32 = 0.5;
const WAVE_S: f32 = 1.15;
const ROLL_S: f32 = 0.45;

/// Everything that is fading away.
#[derive(Resource, Debug)]
pub struct Effects {
    /// How brightly each paddle shines after a return, 1 to 0, by slot.
    pub flash: [f32; SEATS_MAX],
    /// Burning bits that fly off.
    pub sparks: Vec<Spark>,
    /// Where the ball met something.
    pub ripples: Vec<Mark>,
    /// Goals.
    pub waves: Vec<Mark>,
    /// Where the ball was, the newest last.
    pub trail: Vec<TrailPoint>,
    /// The score that is rolling over.
    pub rolls: [Roll; 2],
    /// How far the room is lit for the last point of a match, by the side that can win: 0 to 1.
    pub last_point: [f32; 2],
    /// How far the room is lit for the winner, 0 to 1.
    pub triumph: f32,
    /// The goal that the countdown now follows.
    pub goal: Option<Scored>,
    /// How far the table lies in the dark behind a menu, 0 to 1.
    pub dim: f32,
    /// Whether things may move for the show of it.
    pub motion: bool,
    /// Frames in a second, of late.
    pub fps: f32,
    /// Seconds since the first frame, for slow breathing.
    pub clock_s: f32,
    rng: Rng,
}

/// A burning bit.
#[derive(Clone, Copy, Debug)]
pub struct Spark {
    /// Where, court units.
    pub at: Vec2,
    /// Court units in a second.
    pub velocity: Vec2,
    /// Whose.
    pub side: Side,
    /// Seconds left, and at the beginning.
    pub left_s: f32,
    /// Seconds at the beginning.
    pub life_s: f32,
}

/// Something that runs outwards from a place.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// Where it began, court units.
    pub at: Vec2,
    /// Whose; nobody's for a wall.
    pub side: Option<Side>,
    /// Seconds since it began.
    pub age_s: f32,
    /// How strong, 0 to 1.
    pub strength: f32,
}

/// One place of the ball's trail.
#[derive(Clone, Copy, Debug)]
pub struct TrailPoint {
    /// Where, court units.
    pub at: Vec2,
    /// Seconds ago.
    pub age_s: f32,
}

/// A figure that rolls over to the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Roll {
    /// Shown before.
    pub from: u8,
    /// Shown afterwards.
    pub to: u8,
    /// How far, 0 to 1.
    pub part: f32,
}

/// A goal, for as long as the countdown after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scored {
    /// Whose goal, or whose mistake.
    pub by: Seat,
    /// Whether `by` sits on the side that did not score.
    pub own: bool,
}

impl Default for Effects {
    fn default() -> Self {
        Self {
            flash: [0.0; SEATS_MAX],
            sparks: Vec::new(),
            ripples: Vec::new(),
            waves: Vec::new(),
            trail: Vec::new(),
            rolls: [Roll::default(); 2],
            last_point: [0.0; 2],
            triumph: 0.0,
            goal: None,
            dim: 1.0,
            motion: true,
            fps: 60.0,
            clock_s: 0.0,
            rng: Rng::new(Seed(0x5EED)),
        }
    }
}

impl Mark {
    /// How far a ripple has run, 0 to 1.
    #[must_use]
    pub fn ripple_part(&self) -> f32 {
        (self.age_s / RIPPLE_S).clamp(0.0, 1.0)
    }

    /// How far a wave has run, 0 to 1.
    #[must_use]
    pub fn wave_part(&self) -> f32 {
        (self.age_s / WAVE_S).clamp(0.0, 1.0)
    }
}

impl Effects {
    /// Lets `dt_s` seconds pass and takes in what happened.
    pub fn follow(&mut self, scene: &Scene, dt_s: f32, motion: bool) {
        self.motion = motion;
        if dt_s > 0.0 {
            let frame_s = 1.0 / self.fps;
            self.fps = 1.0 / (frame_s + (dt_s - frame_s) * (dt_s * 2.0).min(1.0));
        }
        if scene.cut {
            self.trail.clear();
        }
        if scene.cut || scene.role == Role::Backdrop {
            self.goal = None;
        }
        self.fade(scene, dt_s);
        for moment in &scene.moments {
            self.feel(scene, *moment);
        }
        self.remember_ball(scene, dt_s);
    }

    /// How long the trail lasts at a speed in court units a second, seconds.
    #[must_use]
    pub fn trail_s(&self, speed: f32) -> f32 {
        let long = 0.13 + 0.13 * ((speed - 300.0) / 700.0).clamp(0.0, 1.0);
        if self.motion { long } else { long * 0.4 }
    }

    fn fade(&mut self, scene: &Scene, dt_s: f32) {
        self.clock_s = (self.clock_s + dt_s) % 3600.0;
        for flash in &mut self.flash {
            *flash = (*flash - dt_s / FLASH_S).max(0.0);
        }
        for spark in &mut self.sparks {
            spark.left_s -= dt_s;
            spark.at += spark.velocity * dt_s;
            spark.velocity *= (-3.2 * dt_s).exp();
        }
        self.sparks.retain(|spark| spark.left_s > 0.0);
        for mark in self.ripples.iter_mut().chain(&mut self.waves) {
            mark.age_s += dt_s;
        }
        self.ripples.retain(|mark| mark.age_s < RIPPLE_S);
        self.waves.retain(|mark| mark.age_s < WAVE_S);
        // A match that counts for somebody, whether it is played or seen.
        let real = matches!(scene.role, Role::Match | Role::Theatre);
        for side in Side::ALL {
            let roll = &mut self.rolls[side.index()];
            let score = scene.score[side.index()];
            if roll.to != score {
                *roll = Roll { from: roll.to, to: score, part: if real && !scene.cut { 0.0 } else { 1.0 } };
            }
            roll.part = if self.motion { (roll.part + dt_s / ROLL_S).min(1.0) } else { 1.0 };
            let lit = scene.match_point[side.index()] && real && !matches!(scene.stage, Stage::Over { .. });
            approach(&mut self.last_point[side.index()], if lit { 1.0 } else { 0.0 }, dt_s * 1.6);
        }
        let over = real && matches!(scene.stage, Stage::Over { winner: Some(_) });
        approach(&mut self.triumph, if over { 1.0 } else { 0.0 }, dt_s * 1.4);
        approach(&mut self.dim, if scene.role == Role::Backdrop { 1.0 } else { 0.0 }, dt_s * 2.5);
    }

    fn feel(&mut self, scene: &Scene, moment: Moment) {
        match moment {
            Moment::Serve { .. } | Moment::Over { .. } => self.goal = None,
            Moment::CountdownTick { .. } => {}
            Moment::Wall { at, speed } => self.ripple(Mark { at, side: None, age_s: 0.0, strength: (speed / 1000.0).clamp(0.35, 1.0) }),
            Moment::Edge { seat, at } => {
                self.flash[seat.slot()] = 0.6;
                self.ripple(Mark { at, side: Some(seat.side), age_s: 0.0, strength: 0.4 });
            }
            Moment::Return { seat, at, velocity } => self.strike(seat, at, velocity),
            Moment::Goal { side, by, own, at, .. } => {
                self.goal = Some(Scored { by, own });
                let size = scene.size();
                let mouth = Vec2::new(at.x.clamp(0.0, size.x), at.y.clamp(0.0, size.y));
                self.waves.truncate(MARKS_MAX - 1);
                self.waves.push(Mark { at: mouth, side: Some(side), age_s: 0.0, strength: 1.0 });
                let inwards = if mouth.x < size.x * 0.5 { Vec2::X } else { Vec2::NEG_X };
                self.throw(mouth, inwards * 620.0, side, 28, 1.25);
                self.trail.clear();
            }
        }
    }

    fn strike(&mut self, seat: Seat, at: Vec2, velocity: Vec2) {
        self.flash[seat.slot()] = 1.0;
        self.ripple(Mark { at, side: Some(seat.side), age_s: 0.0, strength: 0.55 });
        let count = if velocity.length() > 700.0 { 16 } else { 11 };
        self.throw(at, velocity * 0.75, seat.side, count, 0.42);
    }

    fn ripple(&mut self, mark: Mark) {
        if self.ripples.len() >= MARKS_MAX {
            self.ripples.remove(0);
        }
        self.ripples.push(mark);
    }

    /// Throws sparks from a place, mostly in the direction of `velocity`, within `spread` radians of it.
    fn throw(&mut self, at: Vec2, velocity: Vec2, side: Side, count: usize, spread: f32) {
        let count = if self.motion { count } else { 0 };
        for _ in 0..count.min(SPARKS_MAX.saturating_sub(self.sparks.len())) {
            let turn = (self.chance() - self.chance()) * spread;
            let pace = 0.3 + 0.9 * self.chance();
            let life_s = 0.22 + 0.38 * self.chance();
            let velocity = Vec2::from_angle(turn).rotate(velocity) * pace;
            self.sparks.push(Spark { at, velocity, side, left_s: life_s, life_s });
        }
    }

    /// A number from 0 to 1.
    fn chance(&mut self) -> f32 {
        f32::from(u16::try_from(self.rng.below(1024)).unwrap_or(0)) / 1023.0
    }

    fn remember_ball(&mut self, scene: &Scene, dt_s: f32) {
        for point in &mut self.trail {
            point.age_s += dt_s;
        }
        let Some(ball) = scene.ball else {
            self.trail.clear();
            return;
        };
        if self.trail.last().is_some_and(|last| last.at.distance(ball.at) > LEAP) || scene.stage != Stage::Rally {
            self.trail.clear();
        }
        let bends = scene.moments.iter().filter_map(|moment| match moment {
            Moment::Wall { at, .. } | Moment::Return { at, .. } | Moment::Edge { at, .. } => Some(*at),
            Moment::CountdownTick { .. } | Moment::Serve { .. } | Moment::Goal { .. } | Moment::Over { .. } => None,
        });
        let way: Vec<Vec2> = bends.chain([ball.at]).collect();
        self.lengthen_trail(&way, dt_s);
        let kept_s = self.trail_s(ball.velocity.length());
        self.trail.retain(|point| point.age_s <= kept_s);
        let surplus = self.trail.len().saturating_sub(TRAIL_MAX);
        self.trail.drain(..surplus);
    }

    /// Adds the way since the last frame, by way of the places where it was bent, in steps that are fine also when frames are long.
    fn lengthen_trail(&mut self, way: &[Vec2], dt_s: f32) {
        let Some(mut from) = self.trail.last().map(|point| point.at) else {
            self.trail.extend(way.last().map(|at| TrailPoint { at: *at, age_s: 0.0 }));
            return;
        };
        let lengths = way.iter().scan(from, |last, at| Some(at.distance(std::mem::replace(last, *at))));
        let whole = lengths.sum::<f32>().max(f32::EPSILON);
        let mut gone = 0.0;
        for to in way {
            let length = from.distance(*to);
            for step in 1..=TRAIL_STEPS {
                let part = f32::from(step) / f32::from(TRAIL_STEPS);
                let age_s = dt_s * (1.0 - (gone + length * part) / whole).max(0.0);
                self.trail.push(TrailPoint { at: from.lerp(*to, part), age_s });
            }
            gone += length;
            from = *to;
        }
    }
}

/// Moves a value towards its goal by at most `step`.
fn approach(value: &mut f32, goal: f32, step: f32) {
    *value += (goal - *value).clamp(-step, step);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(moment: Moment, motion: bool) -> Effects {
        let mut effects = Effects::default();
        let scene = Scene { moments: vec![moment], role: Role::Match, ..Scene::default() };
        effects.follow(&scene, 0.016, motion);
        effects
    }

    #[test]
    fn a_return_flashes_the_paddle_and_throws_sparks_the_way_the_ball_goes() {
        let seat = Seat::new(Side::A, 0);
        let effects = after(Moment::Return { seat, at: Vec2::new(880.0, 300.0), velocity: Vec2::new(-600.0, 0.0) }, true);
        assert!(effects.flash[seat.slot()] > 0.9);
        assert!(effects.sparks.len() >= 8);
        assert!(effects.sparks.iter().all(|spark| spark.velocity.x < 0.0));
    }

    #[test]
    fn with_reduced_motion_nothing_flies() {
        let seat = Seat::new(Side::B, 0);
        let effects = after(Moment::Return { seat, at: Vec2::ZERO, velocity: Vec2::new(600.0, 0.0) }, false);
        assert!(effects.sparks.is_empty());
    }

    #[test]
    fn everything_is_gone_two_seconds_after_a_goal() {
        let goal = Moment::Goal { side: Side::A, by: Seat::new(Side::A, 0), own: false, at: Vec2::new(-10.0, 300.0), rally: 4 };
        let mut effects = after(goal, true);
        assert_eq!(effects.waves.len(), 1);
        let quiet = Scene { role: Role::Match, ..Scene::default() };
        for _ in 0..120 {
            effects.follow(&quiet, 1.0 / 60.0, true);
        }
        assert!(effects.waves.is_empty() && effects.sparks.is_empty() && effects.ripples.is_empty());
    }

    #[test]
    fn the_trail_follows_the_ball_round_a_wall_even_when_frames_are_long() {
        let mut effects = Effects::default();
        let ball = |x, y| Some(super::super::scene::BallView { at: Vec2::new(x, y), velocity: Vec2::new(600.0, 0.0), touched_by: None });
        let mut scene = Scene { role: Role::Match, stage: Stage::Rally, ball: ball(100.0, 50.0), ..Scene::default() };
        effects.follow(&scene, 0.1, true);
        scene.ball = ball(160.0, 50.0);
        scene.moments = vec![Moment::Wall { at: Vec2::new(130.0, 10.0), speed: 600.0 }];
        effects.follow(&scene, 0.1, true);
        assert!(effects.trail.iter().any(|point| point.at.distance(Vec2::new(130.0, 10.0)) < 0.1));
        assert!(effects.trail.windows(2).all(|pair| pair[0].age_s >= pair[1].age_s), "from old to new");
        assert!(effects.trail.last().unwrap().age_s < f32::EPSILON);
    }

    #[test]
    fn the_trail_is_longer_at_speed() {
        let effects = Effects::default();
        assert!(effects.trail_s(1000.0) * 1000.0 > 2.0 * effects.trail_s(350.0) * 350.0);
    }
}
