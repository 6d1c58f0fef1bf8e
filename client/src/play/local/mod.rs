//! A match in this process: against a bot, two at one keyboard, or bots behind the menus. No server, no network.

use std::sync::Arc;
use std::time::Duration;

use common::api::matches::FinishReason;
use common::ids::PictureId;
use common::sim::bot::{Bot, Skill};
use common::sim::{Change, Court, Event, Inputs, Log, Phase, Pong, Reel, Rules, Seat, Seed, Side, Steer, TICK_HZ, Tick};

use super::contract::{PlayResult, PlaySpec, Replay, ReplayPlayer, ResultPlayer};
use super::scene::{Moment, PlayerView, Role, Scene, Stage};
use super::steering::Steering;

/// Nanoseconds in a second; a tick is due for every so many of `elapsed * TICK_HZ`.
const TICK: u64 = 1_000_000_000;
/// Most ticks that one frame makes up for; a longer pause of the machine stops the clock instead.
const CATCH_UP_TICKS_MAX: u64 = 30;
/// How long the court stays after the end, so that the last goal is seen.
const AFTERGLOW: Duration = Duration::from_millis(1900);
/// Whoever takes over a paddle in the middle of a rally sees where everything is for so long before time goes on.
const LEAD_IN: Duration = Duration::from_millis(2000);

/// Who steers a seat.
#[derive(Clone, Debug)]
enum Control {
    /// The one person here, with any keys.
    Anybody,
    /// Player 1 (0) or player 2 (1).
    Player(usize),
    /// A bot.
    Bot(Box<Bot>),
}

/// A running match of this process.
#[derive(Clone, Debug)]
pub(super) struct LocalMatch {
    pong: Pong,
    controls: Vec<(Seat, Control)>,
    /// What each seat did in the last tick.
    inputs: Inputs,
    /// What is kept of it; none for what nobody plays to its end, and when it has grown beyond all bounds.
    log: Option<Log>,
    /// Time that passes before the clock runs.
    lead_in: Duration,
    /// Time that has passed and has not been ticked, in `TICK`ths of a tick.
    owed: u64,
    longest_rally: u16,
    over_for: Duration,
    reported: bool,
    players: Vec<PlayerView>,
    spec: Option<PlaySpec>,
    role: Role,
    /// Nobody's clock runs while this is set.
    pub(super) paused: bool,
}

impl LocalMatch {
    /// Bots behind the menus.
    pub(super) fn backdrop(seed: u64) -> Self {
        let skills = [Skill::new(5), Skill::new(6)].map(|skill| skill.expect("5 and 6 are levels"));
        let controls = Side::ALL.map(|side| bot(skills[side.index()], Seat::new(side, 0), seed));
        Self::new(Rules::new(Court::Duel).with_goals(common::sim::GOALS_MAX), seed, controls, Vec::new(), Role::Backdrop)
    }

    /// A rally against a bot while a match is searched.
    pub(super) fn warm_up(skill: Skill, seed: u64, names: [String; 2]) -> Self {
        let controls = [person(Side::A, Control::Anybody), bot(skill, Seat::new(Side::B, 0), seed)];
        let rules = Rules::new(Court::Duel).with_goals(common::sim::GOALS_MAX);
        let players = players(names, [PictureId(0), PictureId(0)], [true, false]);
        let mut started = Self::new(rules, seed, controls, players, Role::WarmUp);
        started.spec = Some(PlaySpec::WarmUp { skill });
        started
    }

    /// One person, on the right, against a bot.
    pub(super) fn practice(skill: Skill, goals: u8, seed: u64, names: [String; 2], picture: PictureId) -> Self {
        let rules = Rules::new(Court::Duel).with_goals(goals.clamp(common::sim::GOALS_MIN, common::sim::GOALS_MAX));
        let players = players(names, [picture, PictureId(0)], [true, false]);
        let controls = [person(Side::A, Control::Anybody), bot(skill, Seat::new(Side::B, 0), seed)];
        let mut started = Self::new(rules, seed, controls, players, Role::Match);
        started.spec = Some(PlaySpec::Practice { skill, goals });
        started
    }

    /// Two at one keyboard: player 1 is `a`, on the right.
    pub(super) fn hot_seat(rules: Rules, seed: u64, names: [String; 2], pictures: [PictureId; 2]) -> Self {
        let seated = players(names.clone(), pictures, [true, true]);
        let controls = [person(Side::A, Control::Player(0)), person(Side::B, Control::Player(1))];
        let mut started = Self::new(rules, seed, controls, seated, Role::Match);
        started.spec = Some(PlaySpec::HotSeat { rules, names, pictures });
        started
    }

    /// A replay that goes another way from a moment on: the person has one of its paddles, bots have the others. What lies
    /// before stays, so that the log of it all is the log of a match. `own` is the name and the picture of the person.
    pub(super) fn from_here(
        replay: &Arc<Replay>,
        at: Tick,
        seat: Seat,
        skill: Skill,
        seed: u64,
        own: (String, PictureId),
        bot_name: &str,
    ) -> Self {
        let log = replay.log.until(at);
        let rules = *log.rules();
        let control = |other| if other == seat { (seat, Control::Anybody) } else { bot(skill, other, seed) };
        let mut started = Self::new(rules, log.seed().0, rules.court.seats().map(control), Vec::new(), Role::Match);
        let reel = Reel::new(log.clone());
        started.longest_rally = reel.rallies().iter().map(|rally| rally.returns).max().unwrap_or(0);
        started.pong = *reel.last();
        started.log = Some(log);
        started.lead_in = LEAD_IN;
        started.players = rules
            .court
            .seats()
            .map(|place| {
                let mine = place == seat;
                let (name, picture) = if mine { own.clone() } else { (bot_name.to_owned(), PictureId(0)) };
                PlayerView { seat: place, name, picture, mine, away_ms: None }
            })
            .collect();
        started.spec = Some(PlaySpec::FromHere { replay: replay.clone(), at, seat, skill });
        started
    }

    /// A practice match that a bot plays on the person's side too.
    #[cfg(test)]
    pub(super) fn with_bot_for_the_person(mut self, skill: Skill, seed: u64) -> Self {
        for (seat, control) in &mut self.controls {
            if matches!(control, Control::Anybody) {
                *control = bot(skill, *seat, seed).1;
            }
        }
        self
    }

    fn new(rules: Rules, seed: u64, controls: impl IntoIterator<Item = (Seat, Control)>, players: Vec<PlayerView>, role: Role) -> Self {
        Self {
            pong: Pong::new(rules, Seed(seed)),
            controls: controls.into_iter().collect(),
            inputs: Inputs::default(),
            log: (role == Role::Match).then(|| Log::new(rules, Seed(seed))),
            lead_in: Duration::ZERO,
            owed: 0,
            longest_rally: 0,
            over_for: Duration::ZERO,
            reported: false,
            players,
            spec: None,
            role,
            paused: false,
        }
    }

    /// Whether it can be paused: nobody else waits.
    pub(super) const fn role(&self) -> Role {
        self.role
    }

    /// Lets time pass and shows what there is to see at its end.
    pub(super) fn advance(&mut self, elapsed: Duration, steering: &mut Steering, scene: &mut Scene) {
        let elapsed = self.after_lead_in(elapsed);
        if !self.paused {
            let elapsed_ns = u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX / u64::from(TICK_HZ) / 2);
            self.owed = self.owed.saturating_add(elapsed_ns.saturating_mul(u64::from(TICK_HZ))).min(CATCH_UP_TICKS_MAX * TICK);
            while self.owed >= TICK {
                self.owed -= TICK;
                self.tick(steering, scene);
            }
            if self.pong.phase() == Phase::Over {
                self.over_for += elapsed;
                self.go_on_if_endless();
            }
        }
        let mut ahead = self.pong;
        ahead.step(&self.soon(steering));
        scene.show(&self.pong, &ahead, part(self.owed));
        scene.players.clone_from(&self.players);
        scene.own = self.players.iter().filter(|player| player.mine).map(|player| player.seat).collect();
        if !self.lead_in.is_zero() {
            scene.stage = Stage::Countdown { left_s: self.lead_in.as_secs_f32(), held: false };
        }
        scene.role = self.role;
        // Whoever plays alone has the own paddle on the right.
        scene.mirrored = self.controls.iter().any(|(seat, control)| seat.side == Side::B && matches!(control, Control::Anybody));
        scene.spectators = 0;
        scene.link = None;
        (scene.foot, scene.cut) = (0.0, false);
    }

    /// What is left of a frame after the time before the clock runs.
    fn after_lead_in(&mut self, elapsed: Duration) -> Duration {
        if self.paused {
            return elapsed;
        }
        let waited = self.lead_in.min(elapsed);
        self.lead_in -= waited;
        elapsed - waited
    }

    fn tick(&mut self, steering: &mut Steering, scene: &mut Scene) {
        for (seat, control) in &mut self.controls {
            let steer = match control {
                Control::Anybody => steering.take_anybody(),
                Control::Player(player) => steering.players[*player].take(),
                Control::Bot(bot) => bot.steer(&self.pong),
            };
            self.inputs.set(*seat, steer);
        }
        self.record();
        for event in &self.pong.step(&self.inputs) {
            if let Event::Goal { rally, .. } = event {
                self.longest_rally = self.longest_rally.max(*rally);
            }
            scene.moments.push(Moment::from(event));
        }
        self.longest_rally = self.longest_rally.max(self.pong.ball().returns);
        if let Some(log) = &mut self.log {
            log.extend_to(self.pong.tick());
        }
    }

    /// Writes down what is steered in the next step.
    fn record(&mut self) {
        let Some(log) = self.log.as_mut().filter(|_| self.pong.phase() != Phase::Over) else { return };
        let tick = self.pong.tick();
        for (seat, _) in &self.controls {
            let steer = self.inputs.get(*seat);
            if log.latest().get(*seat) != steer && log.push(Change { tick, seat: *seat, steer }).is_err() {
                tracing::warn!("this match is longer than any that is kept");
                self.log = None;
                return;
            }
        }
    }

    /// What everybody will have steered in the tick that has begun but is not due yet, as far as is known.
    fn soon(&self, steering: &Steering) -> Inputs {
        let mut inputs = self.inputs;
        for (seat, control) in &self.controls {
            let steer = match control {
                Control::Anybody => steering.anybody(),
                Control::Player(player) => steering.players[*player].now(),
                Control::Bot(_) => inputs.get(*seat),
            };
            inputs.set(*seat, if self.paused { Steer::Still } else { steer });
        }
        inputs
    }

    fn go_on_if_endless(&mut self) {
        if self.role != Role::Match && self.over_for > AFTERGLOW {
            self.pong = Pong::new(*self.pong.rules(), Seed(self.pong.hash()));
            self.over_for = Duration::ZERO;
        }
    }

    /// The result, once, when the match is over and its end has been seen.
    pub(super) fn result(&mut self) -> Option<PlayResult> {
        let spec = self.spec.clone()?;
        if self.role != Role::Match || self.reported || self.over_for <= AFTERGLOW {
            return None;
        }
        self.reported = true;
        let players = self.players.iter().map(|player| ResultPlayer {
            seat: player.seat,
            name: player.name.clone(),
            picture: player.picture,
            tally: self.pong.tally(player.seat),
            mine: player.mine,
        });
        Some(PlayResult {
            spec,
            players: players.collect(),
            score: Side::ALL.map(|side| self.pong.score(side)),
            winner: self.pong.winner(),
            reason: FinishReason::NormalEnd,
            code: None,
            ticks: self.pong.play_ticks(),
            longest_rally: self.longest_rally,
            replay: self.replay(),
        })
    }

    fn replay(&self) -> Option<Arc<Replay>> {
        let players =
            self.players.iter().map(|player| ReplayPlayer { seat: player.seat, name: player.name.clone(), picture: player.picture });
        Some(Arc::new(Replay { log: self.log.clone()?, players: players.collect(), code: None }))
    }
}

fn person(side: Side, control: Control) -> (Seat, Control) {
    (Seat::new(side, 0), control)
}

fn bot(skill: Skill, seat: Seat, seed: u64) -> (Seat, Control) {
    (seat, Control::Bot(Box::new(Bot::new(skill, seat, seed ^ u64::from(skill.level())))))
}

fn players(names: [String; 2], pictures: [PictureId; 2], mine: [bool; 2]) -> Vec<PlayerView> {
    Side::ALL
        .into_iter()
        .zip(names)
        .map(|(side, name)| {
            let (picture, mine) = (pictures[side.index()], mine[side.index()]);
            PlayerView { seat: Seat::new(side, 0), name, picture, mine, away_ms: None }
        })
        .collect()
}

/// How much of the next tick has passed, 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "a part of a tick needs no more than a float holds")]
fn part(owed: u64) -> f32 {
    (owed as f32 / TICK as f32).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests;
