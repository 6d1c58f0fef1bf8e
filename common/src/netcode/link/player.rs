//! A player's program with a bot at its keys, and what the player sees. The bot looks at the screen, not behind it.

use super::line::{Line, Profile};
use super::referee::{Asked, ToClient, ToServer};
use super::report::{Report, Returns};
use crate::netcode::{Clock, Pace, Perception, Picture, Timeline};
use crate::sim::{Bot, Event, Fx, PADDLE_SPEED, Phase, Point, Rules, Seat, Seed, Tick};

/// 60 frames a second.
pub(super) const FRAME_US: i64 = 16_667;
/// A return is seen where it is heard, if the ball is not drawn farther off than two balls, in court units.
const SEEN: Fx = Fx::units(40);
/// The first seconds are for the clock to settle.
const SETTLED_US: i64 = 2_000_000;

/// A player's program, with a bot at its keys; without one, a spectator's.
pub(super) struct Client {
    timeline: Timeline,
    clock: Clock,
    perception: Perception,
    bot: Option<Bot>,
    pub(super) up: Line<ToServer>,
    pub(super) down: Line<ToClient>,
    /// Its pings that lie at the server.
    pub(super) asked: Vec<Asked>,
    shown: Option<Picture>,
    pace: Pace,
    /// Something was sent in this frame.
    spoke: bool,
    seen: Vec<(Tick, Seat)>,
    report: Report,
}

impl Client {
    pub(super) fn new(rules: Rules, seed: u64, bot: Option<Bot>, profile: Profile) -> Self {
        let mine: Vec<Seat> = bot.iter().map(Bot::seat).collect();
        let salt = seed * 31 + mine.first().map_or(9, |seat| seat.slot() as u64);
        Self {
            timeline: Timeline::new(rules, Seed(seed), mine),
            clock: Clock::new(),
            perception: Perception::new(),
            bot,
            up: Line::new(profile, salt),
            down: Line::new(profile, salt + 1_000),
            asked: Vec::new(),
            shown: None,
            pace: Pace::new(),
            spoke: false,
            seen: Vec::new(),
            report: Report::default(),
        }
    }

    /// Takes in what has arrived.
    pub(super) fn hear(&mut self, now_us: i64) {
        while let Some((at_us, message)) = self.down.receive(now_us) {
            match message {
                ToClient::Log { through, changes, hash } => {
                    let rollback = self.timeline.confirm(through, &changes).expect("the log goes on");
                    self.report.roll_back(rollback.depth_ticks);
                    self.report.late_inputs += rollback.late_inputs;
                    let differs = hash.is_some_and(|hash| self.timeline.check(hash, through).is_err());
                    self.report.mismatches += u32::from(differs);
                }
                ToClient::Pong { sent_us, tick, micros, lay_us } => self.clock.sample(sent_us, at_us, tick, micros, lay_us),
            }
        }
    }

    /// Asks for the time when it is time to.
    pub(super) fn ask(&mut self, now_us: i64) {
        let spoke = std::mem::take(&mut self.spoke);
        if self.pace.asks(now_us, spoke) {
            let ping = ToServer::Ping { sent_us: now_us };
            if spoke { self.up.send_along(ping) } else { self.up.send(now_us, ping) }
        }
    }

    /// One frame: keys, prediction, picture.
    pub(super) fn frame(&mut self, now_us: i64, is_over: bool) {
        if !self.clock.is_set() {
            return;
        }
        let moment = self.clock.target_tick(now_us);
        let unpressed = self.press(moment.tick(), now_us);
        self.timeline.advance_to(moment.tick());
        let without_key = unpressed.map(|(mut timeline, direction)| {
            timeline.advance_to(moment.tick());
            (self.perception.clone().frame(&timeline, moment, self.clock.lag()), direction)
        });
        let picture = self.perception.frame(&self.timeline, moment, self.clock.lag());
        let returns = picture.heard.iter().filter_map(|event| match event {
            Event::Return { seat, .. } if picture.correction <= SEEN => Some((self.tick_of(event), *seat)),
            Event::Return { .. }
            | Event::CountdownTick { .. }
            | Event::Serve { .. }
            | Event::Wall { .. }
            | Event::Edge { .. }
            | Event::Goal { .. }
            | Event::Over { .. } => None,
        });
        let returns: Vec<_> = returns.collect();
        self.seen.extend(returns);
        if now_us > SETTLED_US && !is_over {
            if let Some((without, direction)) = without_key {
                self.measure_key(&without, &picture, direction);
            }
            if let Some(before) = self.shown.take() {
                self.measure(&before, &picture);
            }
        }
        self.shown = Some(picture);
    }

    /// What was seen, compared with what the referee counted before `until`.
    pub(super) fn report(self, counted: &[(Tick, Seat)], until: Tick) -> Report {
        let mine = |seat: Seat| self.timeline.mine().contains(&seat);
        let own = Returns::compare(&self.seen, counted, until, mine);
        let others = Returns::compare(&self.seen, counted, until, |seat| !mine(seat));
        Report { own, others, ..self.report }
    }

    /// The bot looks at the last picture and steers. When that changes something, the match as it would have gone on without, and
    /// the sense of the change.
    fn press(&mut self, until: Tick, now_us: i64) -> Option<(Timeline, i32)> {
        let (Some(bot), Some(shown)) = (&mut self.bot, &self.shown) else { return None };
        let view = self.timeline.predicted().as_seen(shown.phase, shown.ball, &shown.paddles);
        // A bot looks once in a tick, keys are read once in a frame.
        let steer = (self.timeline.present().0..until.0).map(|_| bot.steer(&view)).last()?;
        let was = self.timeline.steered(bot.seat());
        if steer == was {
            return None;
        }
        let before = self.timeline.clone();
        let tick = self.timeline.steer(bot.seat(), steer)?;
        self.report.inputs += 1;
        self.up.send(now_us, ToServer::Steer { tick, seat: bot.seat(), steer });
        self.spoke = true;
        (shown.phase == Phase::Rally).then(|| (before, steer.direction() - was.direction()))
    }

    /// The tick of something that happened in the last second.
    fn tick_of(&self, event: &Event) -> Tick {
        let ticks = self.timeline.oldest().0..=self.timeline.present().0;
        let is_there = |tick: &u32| self.timeline.events_at(Tick(*tick)).is_some_and(|events| events.iter().any(|other| other == event));
        Tick(ticks.rev().find(is_there).expect("what is heard is known"))
    }

    /// Whether a key could be seen: the own paddle is drawn elsewhere than without it.
    fn measure_key(&mut self, without: &Picture, picture: &Picture, direction: i32) {
        let Some(seat) = self.timeline.mine().first() else { return };
        let (Some(from), Some(to)) = (without.paddle(*seat), picture.paddle(*seat)) else { return };
        let (top, bottom) = self.timeline.predicted().rules().court.dims().paddle_range();
        // At the end of its way a paddle cannot move, in a countdown neither.
        let stands = (from.y <= top && to.y <= top) || (from.y >= bottom && to.y >= bottom);
        if stands || self.timeline.predicted().phase() != Phase::Rally {
            return;
        }
        self.report.keys += 1;
        self.report.answered_at_once += u32::from((to.y - from.y).bits().signum() == direction.signum());
    }

    fn measure(&mut self, before: &Picture, picture: &Picture) {
        self.report.frames += 1;
        // A ball in play was in play before, or rested in the middle.
        if picture.phase == Phase::Rally {
            let speed = before.ball.speed.max(picture.ball.speed);
            self.report.ball_percent = self.report.ball_percent.max(percent(before.ball.at, picture.ball.at, speed));
        }
        for seat in Seat::ALL {
            let (Some(from), Some(to)) = (before.paddle(seat), picture.paddle(seat)) else { continue };
            let percent = percent(from, to, PADDLE_SPEED);
            let most = if self.timeline.mine().contains(&seat) { &mut self.report.own_percent } else { &mut self.report.paddle_percent };
            *most = percent.max(*most);
        }
    }
}

/// A motion in a frame, in hundredths of what the speed explains.
fn percent(from: Point, to: Point, speed: u16) -> u32 {
    let way = to - from;
    let (x, y) = (u64::from(way.x.bits().unsigned_abs()), u64::from(way.y.bits().unsigned_abs()));
    let explained = u64::from(speed) * Fx::ONE.bits().unsigned_abs() as u64 * FRAME_US.unsigned_abs() / 1_000_000;
    u32::try_from((x * x + y * y).isqrt() * 100 / explained).expect("not that far")
}
