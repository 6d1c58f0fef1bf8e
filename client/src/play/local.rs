//! A match in this process: against a bot, two at one keyboard, or bots behind the menus. No server, no network.

use std::time::Duration;

use common::api::matches::FinishReason;
use common::ids::PictureId;
use common::sim::bot::{Bot, Skill};
use common::sim::{Court, Event, Inputs, Phase, Pong, Rules, Seat, Seed, Side, Steer, TICK_HZ};

use super::contract::{PlayResult, PlaySpec, ResultPlayer};
use super::scene::{Moment, PlayerView, Role, Scene};
use super::steering::Steering;

/// Nanoseconds in a second; a tick is due for every so many of `elapsed * TICK_HZ`.
const TICK: u64 = 1_000_000_000;
/// Most ticks that one frame makes up for; a longer pause of the machine stops the clock instead.
const CATCH_UP_TICKS_MAX: u64 = 30;
/// How long the court stays after the end, so that the last goal is seen.
const AFTERGLOW: Duration = Duration::from_millis(1900);

/// Who steers a side.
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
    controls: [Control; 2],
    /// What each seat did in the last tick.
    inputs: Inputs,
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
        let controls = Side::ALL.map(|side| bot(skills[side.index()], side, seed));
        Self::new(Rules::new(Court::Duel).with_goals(common::sim::GOALS_MAX), seed, controls, Vec::new(), Role::Backdrop)
    }

    /// A rally against a bot while a match is searched.
    pub(super) fn warm_up(skill: Skill, seed: u64, names: [String; 2]) -> Self {
        let controls = [Control::Anybody, bot(skill, Side::B, seed)];
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
        let mut started = Self::new(rules, seed, [Control::Anybody, bot(skill, Side::B, seed)], players, Role::Match);
        started.spec = Some(PlaySpec::Practice { skill, goals });
        started
    }

    /// Two at one keyboard: player 1 is `a`, on the right.
    pub(super) fn hot_seat(rules: Rules, seed: u64, names: [String; 2], pictures: [PictureId; 2]) -> Self {
        let seated = players(names.clone(), pictures, [true, true]);
        let mut started = Self::new(rules, seed, [Control::Player(0), Control::Player(1)], seated, Role::Match);
        started.spec = Some(PlaySpec::HotSeat { rules, names, pictures });
        started
    }

    /// A practice match that a bot plays on the person's side too.
    #[cfg(test)]
    pub(super) fn with_bot_for_the_person(mut self, skill: Skill, seed: u64) -> Self {
        self.controls[Side::A.index()] = bot(skill, Side::A, seed);
        self
    }

    fn new(rules: Rules, seed: u64, controls: [Control; 2], players: Vec<PlayerView>, role: Role) -> Self {
        Self {
            pong: Pong::new(rules, Seed(seed)),
            controls,
            inputs: Inputs::default(),
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
        scene.role = self.role;
        scene.mirrored = false;
        scene.spectators = 0;
        scene.link = None;
    }

    fn tick(&mut self, steering: &mut Steering, scene: &mut Scene) {
        for side in Side::ALL {
            let steer = match &mut self.controls[side.index()] {
                Control::Anybody => steering.take_anybody(),
                Control::Player(player) => steering.players[*player].take(),
                Control::Bot(bot) => bot.steer(&self.pong),
            };
            self.inputs.set(Seat::new(side, 0), steer);
        }
        for event in &self.pong.step(&self.inputs) {
            if let Event::Goal { rally, .. } = event {
                self.longest_rally = self.longest_rally.max(*rally);
            }
            scene.moments.push(Moment::from(event));
        }
        self.longest_rally = self.longest_rally.max(self.pong.ball().returns);
    }

    /// What everybody will have steered in the tick that has begun but is not due yet, as far as is known.
    fn soon(&self, steering: &Steering) -> Inputs {
        let mut inputs = self.inputs;
        for side in Side::ALL {
            let steer = match &self.controls[side.index()] {
                Control::Anybody => steering.anybody(),
                Control::Player(player) => steering.players[*player].now(),
                Control::Bot(_) => inputs.get(Seat::new(side, 0)),
            };
            inputs.set(Seat::new(side, 0), if self.paused { Steer::Still } else { steer });
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
        })
    }
}

fn bot(skill: Skill, side: Side, seed: u64) -> Control {
    Control::Bot(Box::new(Bot::new(skill, Seat::new(side, 0), seed ^ u64::from(skill.level()))))
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
mod tests {
    use super::super::steering::Press;
    use super::*;

    const FRAME: Duration = Duration::from_micros(16_667);

    fn skill(level: u8) -> Skill {
        Skill::new(level).unwrap()
    }

    fn practice() -> LocalMatch {
        LocalMatch::practice(skill(3), 1, 7, ["me".into(), "bot".into()], PictureId(1))
    }

    #[test]
    fn a_pressed_key_moves_the_own_paddle_in_the_same_frame() {
        let (mut local, mut scene) = (practice(), Scene::default());
        let mut steering = Steering::default();
        while scene.stage != super::super::scene::Stage::Rally {
            scene.moments.clear();
            local.advance(FRAME, &mut steering, &mut scene);
        }
        let own = Seat::new(Side::A, 0).slot();
        let before = scene.paddles[own].unwrap();
        steering.players[0].follow(Press { held: true, struck: true }, Press::default());
        local.advance(Duration::from_micros(4_000), &mut steering, &mut scene);
        assert!(scene.paddles[own].unwrap().y < before.y, "even in a frame that is shorter than a tick");
    }

    #[test]
    fn a_match_of_two_bots_ends_once_and_has_a_result() {
        let mut local = practice().with_bot_for_the_person(skill(4), 9);
        let (mut steering, mut scene) = (Steering::default(), Scene::default());
        let mut results = Vec::new();
        for _ in 0..60 * 60 * 20 {
            scene.moments.clear();
            local.advance(FRAME, &mut steering, &mut scene);
            results.extend(local.result());
            if results.len() == 1 && local.over_for > AFTERGLOW * 3 {
                break;
            }
        }
        assert_eq!(results.len(), 1);
        let result = &results[0];
        assert_eq!(result.score.iter().max(), Some(&1));
        assert_eq!(result.winner.map(|side| result.score[side.index()]), Some(1));
        assert!(result.players.iter().map(|player| player.tally.returns).sum::<u16>() >= result.longest_rally);
    }

    #[test]
    fn a_paused_match_stands_still_and_a_long_stop_of_the_machine_does_not_rush_it() {
        let (mut local, mut scene) = (practice(), Scene::default());
        let mut steering = Steering::default();
        local.paused = true;
        local.advance(Duration::from_secs(3), &mut steering, &mut scene);
        assert_eq!(local.pong.tick().0, 0);
        local.paused = false;
        local.advance(Duration::from_secs(3600), &mut steering, &mut scene);
        assert_eq!(u64::from(local.pong.tick().0), CATCH_UP_TICKS_MAX);
    }
}
