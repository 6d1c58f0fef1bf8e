//! A player made of integers: it sees late, misjudges, loses attention, and presses keys no faster than a person.
//!
//! A function of the states it has been shown, its level and its own seed; nothing of the match's generator, of the
//! opponent's keys or of the future.

mod sight;
mod skill;

use super::ball::{BALL_HALF, Ball, SPEED_MAX};
use super::court::CourtDims;
use super::fx::{Fx, Point};
use super::paddle::STEP;
use super::pong::Pong;
use super::rng::{Rng, Seed};
use super::seat::{Seat, Side};
use super::steer::Steer;
use super::trig::Angle;
use sight::{Glance, Sight, foresee};
use skill::{Foresight, Habits};

pub use skill::Skill;

/// A player for one seat.
#[derive(Clone, Debug)]
pub struct Bot {
    skill: Skill,
    seat: Seat,
    rng: Rng,
    sight: Sight,
    plan: Plan,
    steer: Steer,
    /// Ticks since the last change of steer.
    held: u8,
}

/// How the ball that is coming will be met, made up when it turns.
#[derive(Clone, Copy, Debug, Default)]
struct Plan {
    /// The ball's velocity along x when the plan was made; another one asks for another plan.
    velocity_x: Fx,
    /// How much older than usual the player's picture is, in ticks.
    lapse: u8,
    /// This time's misjudgement, -256 to 256.
    misjudgement: i32,
    /// Where on the paddle the ball is to be taken: y of the ball less y of the paddle.
    aim: Fx,
}

impl Bot {
    /// A bot that has just sat down.
    #[must_use]
    pub fn new(skill: Skill, seat: Seat, seed: u64) -> Self {
        // The seat is mixed in, so that bots with one seed do not all make the same mistakes.
        let seed = Seed(seed ^ (seat.slot() as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93));
        Self { skill, seat, rng: Rng::new(seed), sight: Sight::new(), plan: Plan::default(), steer: Steer::Still, held: u8::MAX }
    }

    /// Whom it plays for.
    #[must_use]
    pub const fn seat(&self) -> Seat {
        self.seat
    }

    /// How well it plays.
    #[must_use]
    pub const fn skill(&self) -> Skill {
        self.skill
    }

    /// The fewest ticks between two changes of steer at a level.
    #[must_use]
    pub fn hold_ticks(skill: Skill) -> u8 {
        skill.habits().hold
    }

    /// What the bot does in the next step. Called once per tick, with the state before that step.
    pub fn steer(&mut self, pong: &Pong) -> Steer {
        let Some(paddle) = pong.paddle(self.seat) else { return Steer::Still };
        self.sight.look(pong, self.seat);
        let habits = self.skill.habits();
        let dims = pong.rules().court.dims();
        let mut glance = self.sight.ago(usize::from(habits.reaction) + usize::from(self.plan.lapse));
        if let Some(ball) = glance.ball.filter(|ball| ball.velocity.x != self.plan.velocity_x) {
            self.plan = self.make_plan(&ball, &glance, dims, habits);
            glance = self.sight.ago(usize::from(habits.reaction) + usize::from(self.plan.lapse));
        }
        let target = match glance.ball {
            Some(ball) => self.target(&ball, paddle.at, dims, habits),
            None => self.home(dims),
        };
        self.press(target - paddle.at.y, habits);
        self.steer
    }

    /// Presses a key, or not, to move `way` along y.
    fn press(&mut self, way: Fx, habits: &Habits) {
        self.held = self.held.saturating_add(1);
        if self.held < habits.hold {
            return;
        }
        // A touch of a key moves the paddle so far at least; to start for less than half of it would make it worse.
        let touch = Fx::from_bits(STEP.bits() * i32::from(habits.hold));
        let slack = if self.steer == Steer::Still { touch.scaled(1, 2) } else { STEP };
        let steer = match () {
            () if way.abs() <= slack => Steer::Still,
            () if way < Fx::ZERO => Steer::Up,
            () => Steer::Down,
        };
        if steer != self.steer {
            self.steer = steer;
            self.held = 0;
        }
    }

    fn make_plan(&mut self, ball: &Ball, glance: &Glance, dims: &CourtDims, habits: &Habits) -> Plan {
        let lapse = if self.rng.below(256) < u32::from(habits.lapses) { habits.lapse } else { 0 };
        // The mean of two draws: small misjudgements are commoner than large ones.
        let misjudgement = (self.rng.spread(256) + self.rng.spread(256)) / 2;
        let daring = dims.paddle_half_height.scaled(i32::from(habits.daring), 256);
        let drawn = daring.scaled(self.rng.spread(256), 256);
        let aim = if habits.placing { self.place(ball, daring, glance.rival_y, dims) } else { drawn };
        Plan { velocity_x: ball.velocity.x, lapse, misjudgement, aim }
    }

    /// Where to take the ball so that it arrives far from the rival.
    fn place(&self, ball: &Ball, daring: Fx, rival_y: Fx, dims: &CourtDims) -> Fx {
        let own = self.own_face(dims);
        let rival = dims.width - own;
        let from = Point::new(own, foresee(ball.at, ball.velocity, own, dims, Foresight::Bounces));
        let miss = |aim: Fx| {
            let angle = Fx::from_bits(dims.steepest.bits()).scaled(aim.bits(), dims.paddle_half_height.bits());
            let out = Angle::from_bits(angle.bits()).velocity(Fx::units(8), self.seat.side == Side::B);
            (foresee(from, out, rival, dims, Foresight::Bounces) - rival_y).abs()
        };
        (-4..=4).map(|part| daring.scaled(part, 4)).max_by_key(|aim| miss(*aim)).unwrap_or_default()
    }

    /// Where the middle of the ball is along x when it meets the paddle from the front.
    fn own_face(&self, dims: &CourtDims) -> Fx {
        let reach = dims.paddle_half_width + BALL_HALF;
        match self.seat.side {
            Side::A => dims.paddle_x(self.seat) - reach,
            Side::B => dims.paddle_x(self.seat) + reach,
        }
    }

    /// Where the paddle wants to be.
    fn target(&self, ball: &Ball, paddle: Point, dims: &CourtDims, habits: &Habits) -> Fx {
        let flies_right = ball.velocity.x > Fx::ZERO;
        let is_attack = flies_right == (self.seat.side == Side::A);
        let approaches = flies_right == (ball.at.x < paddle.x);
        let own = self.own_face(dims);
        match (is_attack, approaches) {
            (true, true) => {
                let arrival = foresee(ball.at, ball.velocity, own, dims, habits.foresight);
                arrival + self.misjudged((own - ball.at.x).abs(), ball.speed, dims, habits) - self.plan.aim
            }
            (false, true) => self.make_way(foresee(ball.at, ball.velocity, own, dims, habits.foresight), paddle.y, dims),
            (true | false, false) => self.home(dims),
        }
    }

    /// A ball of the own side comes from behind: let it pass.
    fn make_way(&self, arrival: Fx, y: Fx, dims: &CourtDims) -> Fx {
        let (top, bottom) = dims.paddle_range();
        let room = dims.paddle_half_height + BALL_HALF + Fx::units(25);
        let (above, below) = (arrival - room, arrival + room);
        if (y - arrival).abs() >= room {
            y
        } else if below > bottom || (y < arrival && above >= top) {
            above
        } else {
            below
        }
    }

    /// By how much the arrival of a ball that is still so far away is misjudged. Smaller paddles are played with more care.
    fn misjudged(&self, distance: Fx, speed: u16, dims: &CourtDims, habits: &Habits) -> Fx {
        let (near, far) = (i32::from(habits.misjudged_near), i32::from(habits.misjudged_far));
        let width = dims.width.floor().max(1);
        let most = near + (far - near) * distance.floor().min(width) / width;
        let for_this_paddle = dims.paddle_half_height.scaled(most, 100);
        for_this_paddle.scaled(self.plan.misjudgement, 256).scaled(i32::from(speed), i32::from(SPEED_MAX))
    }

    /// Where the paddle waits: in the middle, or, where there are three, each in its part of the court.
    fn home(&self, dims: &CourtDims) -> Fx {
        let quarters = match self.seat.index {
            0 => 2,
            1 => 1,
            _ => 3,
        };
        dims.height.scaled(quarters, 4)
    }
}

#[cfg(test)]
mod tests;
