//! What is to be seen, whoever plays it: practice, two at one keyboard, a bot against a bot, or a match of a server.
//!
//! Every source fills a [`Scene`] through [`Scene::show`], and everything that draws or sounds reads it. This is the only
//! place where the integers of the simulation become floats.

use bevy::math::Vec2;
use bevy::prelude::Resource;
use common::ids::PictureId;
use common::netcode::{Picture, Timeline};
use common::sim::{Court, Event, Fx, Phase, Point, Pong, SEATS_MAX, Seat, Side, TICK_HZ};

use super::fit::Fit;

/// Ticks in a second, as a float.
const HZ: f32 = TICK_HZ as f32;
/// A ball that moves further than this in one tick was put somewhere else: nothing is drawn between, court units.
const LEAP: f32 = 40.0;

/// Everything that the court shows in one frame, in court units.
#[derive(Resource, Clone, Debug)]
pub struct Scene {
    /// Which court.
    pub court: Court,
    /// Whether side `a` is drawn on the left, because the own side is `b`.
    pub mirrored: bool,
    /// Middle of each paddle, by slot.
    pub paddles: [Option<Vec2>; SEATS_MAX],
    /// The ball; none where there is nothing to see of it.
    pub ball: Option<BallView>,
    /// What the clock does.
    pub stage: Stage,
    /// Goals of `a` and `b`.
    pub score: [u8; 2],
    /// Sides that win with the next goal.
    pub match_point: [bool; 2],
    /// Who plays, in the order of the seats.
    pub players: Vec<PlayerView>,
    /// The seats of those who sit at this client, in the order of what they steer with.
    pub own: Vec<Seat>,
    /// How many watch.
    pub spectators: u32,
    /// The connection of an online match.
    pub link: Option<LinkView>,
    /// What happened since the last frame, each exactly once.
    pub moments: Vec<Moment>,
    /// What this is for the person in front of it.
    pub role: Role,
    /// Room that is left free below the court for what can be pressed there, logical pixels.
    pub foot: f32,
    /// It does not go on from what the last frame showed: somebody jumped to another moment.
    pub cut: bool,
}

/// The ball.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BallView {
    /// Its middle.
    pub at: Vec2,
    /// Court units in a second.
    pub velocity: Vec2,
    /// Side that touched it last.
    pub touched_by: Option<Side>,
}

/// What the clock of the match does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stage {
    /// A point is about to begin.
    Countdown {
        /// Time left, seconds.
        left_s: f32,
        /// Whether it waits for somebody.
        held: bool,
    },
    /// The ball is in play.
    Rally,
    /// The match is over.
    Over {
        /// Who won.
        winner: Option<Side>,
    },
    /// The match has not begun: somebody has not come yet.
    Waiting {
        /// Time left for them, seconds.
        left_s: f32,
    },
    /// There is no word from the server.
    Connecting {
        /// Time until this is given up, seconds.
        left_s: f32,
    },
}

/// What the court is for the person in front of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Moves behind the menus, without a sound.
    #[default]
    Backdrop,
    /// Played, while a match is searched.
    WarmUp,
    /// Played.
    Match,
    /// Seen, by somebody who does not play in it.
    Theatre,
}

/// Who sits at a paddle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayerView {
    /// The place.
    pub seat: Seat,
    /// Shown name.
    pub name: String,
    /// Shown picture.
    pub picture: PictureId,
    /// Whether this player sits at this client.
    pub mine: bool,
    /// Away: time left until the forfeit, milliseconds.
    pub away_ms: Option<u32>,
}

/// How good the connection is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkView {
    /// Round trip, milliseconds.
    pub rtt_ms: f32,
    /// How much it varies, milliseconds.
    pub jitter_ms: f32,
    /// Steers that came too late for their tick.
    pub late_inputs: u32,
    /// How often the log was asked for again, because what is known here did not fit it.
    pub resyncs: u32,
    /// How far the last frames went back to put a prediction right, ticks; the newest last.
    pub rollbacks: Vec<u8>,
    /// Whether messages come.
    pub alive: bool,
}

/// Something that happened, for the eye and the ear.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moment {
    /// A new second of the countdown.
    CountdownTick {
        /// Whole seconds left.
        seconds_left: u8,
    },
    /// The ball starts.
    Serve {
        /// Court units in a second.
        velocity: Vec2,
    },
    /// The ball met the top or the bottom.
    Wall {
        /// Where.
        at: Vec2,
        /// Court units in a second.
        speed: f32,
    },
    /// A paddle struck it.
    Return {
        /// Whose paddle.
        seat: Seat,
        /// Where.
        at: Vec2,
        /// Afterwards, court units in a second.
        velocity: Vec2,
    },
    /// It met the end of a paddle.
    Edge {
        /// Whose paddle.
        seat: Seat,
        /// Where.
        at: Vec2,
    },
    /// A goal.
    Goal {
        /// Who scored.
        side: Side,
        /// Whose goal, or whose mistake.
        by: Seat,
        /// Whether `by` sits on the other side.
        own: bool,
        /// Where.
        at: Vec2,
        /// Returns in the rally.
        rally: u16,
    },
    /// The end.
    Over {
        /// Who won.
        winner: Side,
    },
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            court: Court::Duel,
            mirrored: false,
            paddles: [None; SEATS_MAX],
            ball: None,
            stage: Stage::Over { winner: None },
            score: [0, 0],
            match_point: [false, false],
            players: Vec::new(),
            own: Vec::new(),
            spectators: 0,
            link: None,
            moments: Vec::new(),
            role: Role::Backdrop,
            foot: 0.0,
            cut: false,
        }
    }
}

impl Scene {
    /// Shows the moment that lies `part` (0 to 1) of a tick after `now`, on the way to `next`.
    pub fn show(&mut self, now: &Pong, next: &Pong, part: f32) {
        self.court = now.rules().court;
        for seat in Seat::ALL {
            self.paddles[seat.slot()] = now.paddle(seat).map(|paddle| {
                let to = next.paddle(seat).map_or(paddle.at, |paddle| paddle.at);
                place(paddle.at).lerp(place(to), part)
            });
        }
        self.tell(now, now.phase());
        self.ball = (now.phase() != Phase::Over).then(|| ball(now, next, part));
    }

    /// Shows what is perceived of a match that is played far away.
    pub fn show_picture(&mut self, picture: &Picture, timeline: &Timeline) {
        let (predicted, confirmed) = (timeline.predicted(), timeline.confirmed());
        self.court = predicted.rules().court;
        self.paddles = picture.paddles.map(|paddle| paddle.map(place));
        self.tell(confirmed, picture.phase);
        self.ball = (picture.phase != Phase::Over).then(|| BallView {
            at: place(picture.ball.at),
            velocity: place(picture.ball.velocity) * HZ,
            touched_by: predicted.last_touch().map(|seat| seat.side),
        });
    }

    /// What is written about a match in this state, of which the ball is seen in this phase.
    fn tell(&mut self, pong: &Pong, phase: Phase) {
        self.score = Side::ALL.map(|side| pong.score(side));
        self.match_point = Side::ALL.map(|side| pong.next_goal_wins(side));
        self.stage = match phase {
            Phase::Countdown { ticks_left, held } => Stage::Countdown { left_s: f32::from(ticks_left) / HZ, held },
            Phase::Rally => Stage::Rally,
            Phase::Over => Stage::Over { winner: pong.winner() },
        };
    }

    /// Size of the court, court units.
    #[must_use]
    pub fn size(&self) -> Vec2 {
        let dims = self.court.dims();
        Vec2::new(units(dims.width), units(dims.height))
    }

    /// Where it lies in a window of this size in logical pixels.
    #[must_use]
    pub fn fit(&self, window: Vec2) -> Fit {
        Fit::above(self.foot, window, self.size(), self.mirrored)
    }

    /// Half the size of a paddle, court units.
    #[must_use]
    pub fn paddle_half(&self) -> Vec2 {
        let dims = self.court.dims();
        Vec2::new(units(dims.paddle_half_width), units(dims.paddle_half_height))
    }

    /// The player of a seat, if the scene knows who it is.
    #[must_use]
    pub fn player(&self, seat: Seat) -> Option<&PlayerView> {
        self.players.iter().find(|player| player.seat == seat)
    }
}

impl From<&Event> for Moment {
    fn from(event: &Event) -> Self {
        match *event {
            Event::CountdownTick { seconds_left } => Self::CountdownTick { seconds_left },
            Event::Serve { velocity } => Self::Serve { velocity: place(velocity) * HZ },
            Event::Wall { at, speed } => Self::Wall { at: place(at), speed: f32::from(speed) },
            Event::Return { seat, at, out, .. } => Self::Return { seat, at: place(at), velocity: place(out) * HZ },
            Event::Edge { seat, at } => Self::Edge { seat, at: place(at) },
            Event::Goal { side, by, own, at, rally } => Self::Goal { side, by, own, at: place(at), rally },
            Event::Over { winner } => Self::Over { winner },
        }
    }
}

/// From one paddle of a side to the next on this court, court units; 0 where a side has one.
#[must_use]
pub fn spacing(court: Court) -> f32 {
    units(court.dims().paddle_spacing)
}

fn ball(now: &Pong, next: &Pong, part: f32) -> BallView {
    let (from, to) = (place(now.ball().at), place(next.ball().at));
    let at = if from.distance(to) > LEAP { from } else { from.lerp(to, part) };
    BallView { at, velocity: place(now.ball().velocity) * HZ, touched_by: now.last_touch().map(|seat| seat.side) }
}

fn place(point: Point) -> Vec2 {
    Vec2::new(units(point.x), units(point.y))
}

#[expect(clippy::cast_precision_loss, reason = "a pixel is far coarser than what is lost")]
fn units(length: Fx) -> f32 {
    length.bits() as f32 / Fx::ONE.bits() as f32
}

#[cfg(test)]
mod tests {
    use common::netcode::{Lag, Moment as When, Perception};
    use common::sim::{Change, Log, Playback, Rules, Seed, Steer, Tick};

    use super::*;

    #[test]
    fn two_sources_of_the_same_log_show_the_same() {
        let (rules, seed) = (Rules::new(Court::Duel), Seed(4));
        let mut log = Log::new(rules, seed);
        log.push(Change { tick: Tick(250), seat: Seat::new(Side::B, 0), steer: Steer::Down }).unwrap();
        log.extend_to(Tick(420));
        let mut playback = Playback::new(&log);
        let mut timeline = Timeline::new(rules, seed, Vec::new());
        let mut perception = Perception::new();
        while playback.step().is_some() {
            let here = playback.pong().tick();
            let changes: Vec<Change> = log.changes().iter().filter(|change| change.tick + 1 == here).copied().collect();
            timeline.confirm(here, &changes).unwrap();
            let (mut local, mut far) = (Scene::default(), Scene::default());
            local.show(playback.pong(), playback.pong(), 0.0);
            far.show_picture(&perception.frame(&timeline, When::new(here + 1, 0), Lag::ZERO), &timeline);
            assert_eq!((local.paddles, local.ball, local.stage), (far.paddles, far.ball, far.stage), "at tick {here}");
            assert_eq!((local.score, local.match_point), (far.score, far.match_point), "at tick {here}");
        }
    }

    #[test]
    fn between_two_ticks_things_are_between_their_places_and_a_new_ball_does_not_fly_in() {
        let mut now = Pong::new(Rules::new(Court::Duel), Seed(4));
        while now.phase() != Phase::Rally {
            now.step(&common::sim::Inputs::default());
        }
        let mut next = now;
        next.step(&common::sim::Inputs::default());
        let mut scene = Scene::default();
        scene.show(&now, &next, 0.5);
        let between = (place(now.ball().at) + place(next.ball().at)) * 0.5;
        assert!(scene.ball.unwrap().at.distance(between) < 0.01);
        let mut far_off = next;
        for _ in 0..60 {
            far_off.step(&common::sim::Inputs::default());
        }
        scene.show(&now, &far_off, 0.5);
        assert_eq!(scene.ball.unwrap().at, place(now.ball().at));
    }
}
