//! The state of a match, and the one way in which it changes: [`Pong::step`].

mod digest;
mod view;

use super::ball::{BALL_HALF, Ball, SPEED_MAX, SPEED_SERVE};
use super::event::{Event, Events};
use super::fx::Fx;
use super::paddle::Paddle;
use super::rng::{Rng, Seed};
use super::rules::{OVERTIME_TICKS, Rules};
use super::score::Tally;
use super::seat::{SEATS_MAX, Seat, Side};
use super::steer::{Inputs, Steer};
use super::tick::{TICK_HZ, Tick};
use super::trig::Angle;

/// How long a point waits for its serve: two seconds.
pub const COUNTDOWN_TICKS: u16 = 2 * 120;
const _: () = assert!(COUNTDOWN_TICKS as u32 == 2 * TICK_HZ);
const _: () = assert!(size_of::<Pong>() <= 256, "a state is copied for every prediction");

/// The steepest serve, from horizontal.
const SERVE_STEEPEST: Angle = Angle::degrees(60);

/// What a match is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Paddles and ball stand.
    Countdown {
        /// Steps until the serve, 1 to `COUNTDOWN_TICKS`.
        ticks_left: u16,
        /// Whether the last step waited for somebody who is away.
        held: bool,
    },
    /// The ball is in play.
    Rally,
    /// Nothing will happen any more.
    Over,
}

/// A match at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pong {
    pub(super) rules: Rules,
    rng: Rng,
    tick: Tick,
    play_ticks: u32,
    phase: Phase,
    pub(super) ball: Ball,
    pub(super) paddles: [Paddle; SEATS_MAX],
    score: [u8; 2],
    pub(super) tallies: [Tally; SEATS_MAX],
    pub(super) last_touch: Option<Seat>,
    winner: Option<Side>,
}

impl Pong {
    /// The beginning of a match: `Tick(0)`, all paddles in the middle, a countdown of two seconds.
    ///
    /// # Panics
    /// When the rules do not pass [`Rules::check`]; rules from outside are checked before.
    #[must_use]
    pub fn new(rules: Rules, seed: Seed) -> Self {
        rules.check().expect("rules are checked before a match begins");
        let dims = rules.court.dims();
        let mut paddles = [Paddle::default(); SEATS_MAX];
        for seat in rules.court.seats() {
            paddles[seat.slot()] = dims.paddle_at_start(seat);
        }
        Self {
            rules,
            rng: Rng::new(seed),
            tick: Tick(0),
            play_ticks: 0,
            phase: Phase::Countdown { ticks_left: COUNTDOWN_TICKS, held: false },
            ball: Ball::resting(dims.middle()),
            paddles,
            score: [0; 2],
            tallies: [Tally::default(); SEATS_MAX],
            last_touch: None,
            winner: None,
        }
    }

    /// One tick passes. After the end of the match nothing changes any more, not even the tick.
    pub fn step(&mut self, inputs: &Inputs) -> Events {
        let mut events = Events::NONE;
        match self.phase {
            Phase::Over => return events,
            Phase::Countdown { ticks_left, .. } => self.count_down(ticks_left, inputs, &mut events),
            Phase::Rally => self.play(inputs, &mut events),
        }
        self.tick = self.tick.next();
        events
    }

    fn count_down(&mut self, ticks_left: u16, inputs: &Inputs, events: &mut Events) {
        let court = self.rules.court;
        if court.holds_serve() && court.seats().any(|seat| inputs.get(seat) == Steer::Away) {
            self.phase = Phase::Countdown { ticks_left, held: true };
            return;
        }
        match u8::try_from(u32::from(ticks_left) / TICK_HZ) {
            Ok(seconds_left) if u32::from(ticks_left) % TICK_HZ == 0 => events.push(Event::CountdownTick { seconds_left }),
            Ok(_) | Err(_) => {}
        }
        if ticks_left > 1 {
            self.phase = Phase::Countdown { ticks_left: ticks_left - 1, held: false };
        } else {
            self.serve(events);
        }
    }

    fn serve(&mut self, events: &mut Events) {
        let to_the_right = self.rng.below(2) == 0;
        let angle = Angle::from_bits(self.rng.spread(SERVE_STEEPEST.bits()));
        self.ball.send(angle, to_the_right);
        self.phase = Phase::Rally;
        events.push(Event::Serve { velocity: self.ball.velocity });
    }

    fn play(&mut self, inputs: &Inputs, events: &mut Events) {
        let dims = self.rules.court.dims();
        let before = self.paddles.map(|paddle| paddle.at.y);
        for seat in self.rules.court.seats() {
            self.paddles[seat.slot()].steer(inputs.get(seat), dims);
        }
        self.fly(before, events);
        self.assert_sound();
        self.play_ticks += 1;
        if self.ball.at.x + BALL_HALF <= Fx::ZERO {
            self.goal(Side::A, events);
        } else if self.ball.at.x - BALL_HALF >= dims.width {
            self.goal(Side::B, events);
        }
        if let Some(winner) = self.decided() {
            self.phase = Phase::Over;
            self.winner = Some(winner);
            events.push(Event::Over { winner });
        }
    }

    fn goal(&mut self, side: Side, events: &mut Events) {
        let by = self.last_touch.unwrap_or(Seat::new(side, 0));
        let own = by.side != side;
        let tally = &mut self.tallies[by.slot()];
        let credit = if own { &mut tally.own_goals } else { &mut tally.goals };
        *credit += 1;
        self.score[side.index()] += 1;
        events.push(Event::Goal { side, by, own, at: self.ball.at, rally: self.ball.returns });
        // The paddles stay where they are: nothing jumps between two points.
        self.phase = Phase::Countdown { ticks_left: COUNTDOWN_TICKS, held: false };
        self.ball = Ball::resting(self.rules.court.dims().middle());
        self.last_touch = None;
    }

    /// Who has won, if the match ends here: by goals, by leading when time is up, or, level after the overtime, by
    /// returns, then by the match's generator.
    fn decided(&mut self) -> Option<Side> {
        let [a, b] = self.score;
        if a.max(b) < self.rules.goals_to_win && self.play_ticks < self.rules.time_limit_ticks {
            return None;
        }
        if a != b {
            return Some(if a > b { Side::A } else { Side::B });
        }
        if self.play_ticks < self.rules.time_limit_ticks + OVERTIME_TICKS {
            return None;
        }
        let returns = Side::ALL.map(|side| self.returns(side));
        Some(match returns[0].cmp(&returns[1]) {
            std::cmp::Ordering::Greater => Side::A,
            std::cmp::Ordering::Less => Side::B,
            std::cmp::Ordering::Equal => Side::ALL[usize::from(self.rng.below(2) == 1)],
        })
    }

    fn returns(&self, side: Side) -> u32 {
        Seat::ALL.into_iter().filter(|seat| seat.side == side).map(|seat| u32::from(self.tallies[seat.slot()].returns)).sum()
    }

    /// What must hold after every tick of a rally; a broken state must not be played on.
    fn assert_sound(&self) {
        let dims = self.rules.court.dims();
        let (top, bottom) = dims.ball_range();
        let (ball, slack) = (&self.ball, Fx::units(20));
        assert!((SPEED_SERVE..=SPEED_MAX).contains(&ball.speed), "the ball's speed is {}", ball.speed);
        assert!(ball.at.y >= top && ball.at.y <= bottom, "the ball left through the top or the bottom: {ball:?}");
        assert!(ball.at.x > -slack && ball.at.x < dims.width + slack, "the ball is far outside: {ball:?}");
        assert!(ball.velocity.x != Fx::ZERO, "the ball will never arrive: {ball:?}");
    }
}

#[cfg(test)]
impl Pong {
    /// A rally with the ball somewhere, for the tests of single contacts.
    pub(super) fn with_ball(rules: Rules, ball: Ball) -> Self {
        Self { phase: Phase::Rally, ball, ..Self::new(rules, Seed(0)) }
    }
}

#[cfg(test)]
mod tests;
