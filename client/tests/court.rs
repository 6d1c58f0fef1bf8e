//! The court without a window: matches that are begun, played with keys, paused, and ended.

use std::sync::Arc;
use std::time::Duration;

use bevy::input::ButtonState;
use bevy::input::keyboard::{Key, KeyboardInput, NativeKey};
use bevy::prelude::*;
use bevy::time::TimeUpdateStrategy;
use client::play::pause::Pause;
use client::play::result::LastResult;
use client::play::scene::{Role, Scene, Stage};
use client::play::theatre::model::{TheatreAction, TheatreModel};
use client::play::{self, PlayAction, PlaySpec, Replay};
use client::screen::{Navigate, Overlay, Screen};
use common::ids::PictureId;
use common::sim::bot::Skill;
use common::sim::log::LONG_RALLY_RETURNS;
use common::sim::{Court, Log, Rules, Seat, Side, Tick};

const OWN: Seat = Seat::new(Side::A, 0);
const OTHER: Seat = Seat::new(Side::B, 0);

/// The court at 60 frames a second, whatever the machine does.
struct Table {
    app: App,
}

impl Table {
    fn new() -> Self {
        let mut app = client::logic(None, None);
        play::unseen(&mut app);
        app.insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_micros(16_667)));
        for _ in 0..4 {
            app.update();
        }
        Self { app }
    }

    fn practice(level: u8, goals: u8) -> Self {
        let mut table = Self::new();
        table.begin(PlaySpec::Practice { skill: Skill::new(level).expect("a level"), goals });
        table
    }

    fn begin(&mut self, spec: PlaySpec) {
        self.app.world_mut().write_message(PlayAction::Start(spec));
        self.frames(3);
    }

    fn frames(&mut self, count: u32) {
        for _ in 0..count {
            self.app.update();
        }
    }

    /// From here on five long frames are a second: for what takes minutes.
    fn hurry(&mut self) {
        self.app.insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(200)));
    }

    fn hold(&mut self, key: KeyCode, down: bool) {
        if self.app.world().resource::<ButtonInput<KeyCode>>().pressed(key) == down {
            return;
        }
        self.app.world_mut().write_message(KeyboardInput {
            key_code: key,
            logical_key: Key::Unidentified(NativeKey::Unidentified),
            state: if down { ButtonState::Pressed } else { ButtonState::Released },
            text: None,
            repeat: false,
            window: Entity::PLACEHOLDER,
        });
    }

    fn tap(&mut self, key: KeyCode) {
        self.hold(key, true);
        self.frames(1);
        self.hold(key, false);
        self.frames(1);
    }

    fn scene(&self) -> &Scene {
        self.app.world().resource()
    }

    fn height(&self, seat: Seat) -> f32 {
        self.scene().paddles[seat.slot()].expect("a duel has this paddle").y
    }

    fn screen(&self) -> Screen {
        *self.app.world().resource::<State<Screen>>().get()
    }

    fn theatre(&self) -> &TheatreModel {
        self.app.world().resource()
    }

    fn press(&mut self, action: TheatreAction) {
        self.app.world_mut().write_message(action);
        self.frames(2);
    }

    /// A hot seat that nobody steers, and then what is left of it.
    fn played(&mut self) -> Arc<Replay> {
        let names = ["ada".to_owned(), "bob".to_owned()];
        self.begin(PlaySpec::HotSeat { rules: Rules::new(Court::Local).with_goals(2), names, pictures: [PictureId(3); 2] });
        for _ in 0..60 * 60 {
            self.frames(1);
            if self.screen() == Screen::Result {
                break;
            }
        }
        self.app.world().resource::<LastResult>().0.clone().and_then(|result| result.replay).expect("a match that ended")
    }

    fn until_the_rally(&mut self) {
        while self.scene().stage != Stage::Rally {
            self.frames(1);
        }
    }
}

#[test]
fn behind_the_menus_bots_play_without_end() {
    let mut table = Table::new();
    table.hurry();
    table.frames(5 * 60);
    assert_eq!((table.scene().role, table.screen()), (Role::Backdrop, Screen::Start));
    assert!(table.app.world().resource::<LastResult>().0.is_none());
}

#[test]
fn a_practice_match_is_played_to_its_end_with_keys_and_shows_its_result() {
    let mut table = Table::practice(2, 2);
    assert_eq!(table.screen(), Screen::Court);
    for _ in 0..60 * 60 * 5 {
        let own = table.height(OWN);
        let ball = table.scene().ball.map_or(own, |ball| ball.at.y);
        table.hold(KeyCode::ArrowUp, ball < own - 40.0);
        table.hold(KeyCode::ArrowDown, ball > own + 40.0);
        table.frames(1);
        if table.screen() == Screen::Result {
            break;
        }
    }
    assert_eq!(table.screen(), Screen::Result);
    let result = table.app.world().resource::<LastResult>().0.clone().unwrap();
    assert_eq!(result.score.iter().max(), Some(&2));
    assert!(result.players.iter().any(|player| player.mine && player.tally.returns > 0), "{result:?}");
    assert_eq!(table.scene().role, Role::Backdrop, "and bots have taken over behind it");
}

#[test]
fn a_key_moves_the_own_paddle_in_the_same_frame() {
    let mut table = Table::practice(3, 3);
    table.until_the_rally();
    let before = table.height(OWN);
    table.hold(KeyCode::ArrowDown, true);
    table.frames(1);
    assert!(table.height(OWN) > before);
}

#[test]
fn two_at_one_keyboard_each_have_keys_of_their_own() {
    let mut table = Table::new();
    let names = ["ada".to_owned(), "bob".to_owned()];
    table.begin(PlaySpec::HotSeat { rules: Rules::new(Court::Local), names, pictures: [PictureId(0); 2] });
    table.until_the_rally();
    let before = (table.height(OWN), table.height(OTHER));
    table.hold(KeyCode::ArrowUp, true);
    table.hold(KeyCode::KeyS, true);
    table.frames(3);
    assert!(table.height(OWN) < before.0 && table.height(OTHER) > before.1);
}

#[test]
fn a_paused_practice_stands_still_and_no_key_steers_it() {
    let mut table = Table::practice(3, 3);
    table.until_the_rally();
    table.tap(KeyCode::Escape);
    assert!(table.app.world().resource::<Pause>().open);
    let before = (table.scene().ball, table.height(OWN));
    table.hold(KeyCode::ArrowUp, true);
    table.frames(30);
    assert_eq!((table.scene().ball, table.height(OWN)), before);
    table.tap(KeyCode::Escape);
    table.frames(5);
    assert!(table.height(OWN) < before.1, "the key is still held, and steers again");
}

#[test]
fn a_practice_stands_still_under_the_settings() {
    let mut table = Table::practice(3, 3);
    table.until_the_rally();
    table.app.world_mut().write_message(Navigate::OpenSettings);
    table.frames(3);
    assert_eq!(*table.app.world().resource::<State<Overlay>>().get(), Overlay::Settings);
    let before = table.scene().ball;
    table.frames(30);
    assert_eq!(table.scene().ball, before);
}

#[test]
fn whoever_leaves_a_match_is_back_at_the_first_screen() {
    let mut table = Table::practice(3, 3);
    table.until_the_rally();
    table.app.world_mut().write_message(PlayAction::Leave);
    table.frames(4);
    assert_eq!((table.screen(), table.scene().role), (Screen::Start, Role::Backdrop));
}

#[test]
fn a_warm_up_goes_on_after_the_last_goal() {
    let mut table = Table::new();
    table.begin(PlaySpec::WarmUp { skill: Skill::new(7).unwrap() });
    table.hurry();
    table.frames(5 * 60 * 4);
    assert_eq!(table.scene().role, Role::WarmUp);
    assert!(table.app.world().resource::<LastResult>().0.is_none());
}

#[test]
fn a_match_is_seen_again_from_any_moment_on_and_escape_leads_out() {
    let mut table = Table::new();
    let replay = table.played();
    let outcome = Log::verify(&replay.log.to_bytes()).expect("its log is true");
    table.begin(PlaySpec::Replay { replay: replay.clone(), at: Tick(0) });
    assert_eq!((table.screen(), table.scene().role), (Screen::Theatre, Role::Theatre));
    let names: Vec<&str> = table.scene().players.iter().map(|player| player.name.as_str()).collect();
    assert_eq!(names, ["ada", "bob"]);
    assert!(table.scene().foot > 0.0, "the controls have room");
    let model = table.theatre().clone();
    assert_eq!((model.end, model.running, model.code), (replay.log.through(), false, None));
    assert_eq!(
        model.rallies.iter().filter(|rally| rally.goal.is_some()).count(),
        outcome.score.iter().map(|goals| usize::from(*goals)).sum::<usize>()
    );
    assert!(model.rallies.iter().all(|rally| rally.is_long() == (rally.returns >= LONG_RALLY_RETURNS)));
    table.press(TheatreAction::Pause);
    let stands = table.theatre().at;
    table.frames(30);
    assert_eq!(table.theatre().at, stands);
    let last = model.rallies.last().expect("a rally").from;
    table.press(TheatreAction::Seek(last + 10));
    assert_eq!((table.theatre().at, table.scene().stage), (last + 10, Stage::Rally));
    table.press(TheatreAction::Seek(Tick(u32::MAX)));
    assert_eq!((table.scene().score, table.scene().stage), (outcome.score, Stage::Over { winner: outcome.winner }));
    table.tap(KeyCode::Escape);
    table.frames(3);
    assert_ne!(table.screen(), Screen::Theatre);
    assert_eq!(table.scene().role, Role::Backdrop);
    assert!(table.scene().foot.abs() < f32::EPSILON, "the court has its room again");
}

#[test]
fn a_paddle_of_a_replay_is_taken_over_and_what_follows_is_a_match_with_a_replay_of_its_own() {
    let mut table = Table::new();
    let replay = table.played();
    table.begin(PlaySpec::Replay { replay: replay.clone(), at: Tick(0) });
    table.press(TheatreAction::Pause);
    let from = table.theatre().rallies[1].from + 5;
    table.press(TheatreAction::Seek(from));
    let score = table.scene().score;
    table.press(TheatreAction::TakeOver { seat: OTHER, skill: Skill::new(1).unwrap() });
    table.frames(2);
    assert_eq!((table.screen(), table.scene().role, table.scene().score), (Screen::Court, Role::Match, score));
    assert!(table.scene().mirrored, "the own paddle is on the right");
    table.until_the_rally();
    let before = table.height(OTHER);
    table.hold(KeyCode::ArrowDown, true);
    table.frames(3);
    assert!(table.height(OTHER) > before, "the keys steer it");
    for _ in 0..60 * 60 * 5 {
        table.frames(1);
        if table.screen() == Screen::Result {
            break;
        }
    }
    let result = table.app.world().resource::<LastResult>().0.clone().expect("it ends");
    let other_way = result.replay.expect("it is kept");
    assert_eq!(other_way.log.until(from), replay.log.until(from));
    assert_eq!(Log::verify(&other_way.log.to_bytes()).expect("a true log").score, result.score);
}

#[test]
fn when_a_match_is_over_nobody_takes_a_paddle_of_it() {
    let mut table = Table::new();
    let replay = table.played();
    table.begin(PlaySpec::Replay { replay, at: Tick(u32::MAX) });
    assert!(table.theatre().over);
    table.press(TheatreAction::TakeOver { seat: OWN, skill: Skill::new(1).unwrap() });
    assert_eq!(table.screen(), Screen::Theatre);
}
