//! Every place of the game that somebody can come to, and how to come there.

use std::sync::Arc;

use bevy::math::Vec2;
use bevy::prelude::KeyCode;
use client::net::{Bearer, ServerState, Session, SessionState};
use client::play::result::LastResult;
use client::play::scene::{LinkView, Moment, PlayerView, Scene, Stage};
use client::play::{PlayAction, PlayResult, PlaySpec, Replay, ReplayPlayer, ResultPlayer};
use client::screen::Screen;
use client::start::model::Unfinished;
use client::ui::theme::PaletteName;
use client::ui::toast::Toast;
use common::api::matches::FinishReason;
use common::api::meta::Meta;
use common::api::users::UserMe;
use common::ids::PictureId;
use common::sim::bot::{Bot, Skill};
use common::sim::{Change, Court, Log, Phase, Pong, Rules, Seat, Seed, Side, Tally, Tick};
use serde_json::json;

use crate::studio::Studio;
use crate::{chat, watch};

/// A place, and the way to it from the first screen.
pub(crate) struct Place {
    pub(crate) name: &'static str,
    pub(crate) enter: fn(&mut Studio),
    /// Takes back what would be seen in the next one too.
    pub(crate) leave: fn(&mut Studio),
}

pub(crate) const fn place(name: &'static str, enter: fn(&mut Studio)) -> Place {
    Place { name, enter, leave: |_| {} }
}

impl Place {
    pub(crate) const fn then(mut self, leave: fn(&mut Studio)) -> Self {
        self.leave = leave;
        self
    }
}

pub(crate) const ALL: [Place; 55] = [
    place("start", |_| {}),
    place("start_guest", |studio| studio.session(signed_in(true))),
    place("start_account", |studio| studio.session(signed_in(false))),
    place("start_hosting", |studio| {
        studio.session(signed_in(true));
        studio.hosting(Some("192.168.178.120:4443".to_owned()));
    })
    .then(|studio| studio.hosting(None)),
    place("start_back", |studio| {
        studio.session(signed_in(false));
        let code = "7KDW3Q".parse().expect("a code");
        studio.way_back(Some(Unfinished { code, score: [2, 1], opponents: "Maximiliane_W_1".to_owned() }));
    })
    .then(|studio| studio.way_back(None)),
    place("start_no_server", |studio| {
        studio.session(Session { server: ServerState::Down { since_s: 3, reason: None }, ..Session::default() });
    }),
    place("sign_in", |studio| studio.go(Screen::SignIn)),
    place("register", |studio| studio.go(Screen::Register)),
    place("practice", |studio| studio.go(Screen::Practice)),
    place("hot_seat", |studio| studio.go(Screen::HotSeat)),
    place("settings", Studio::open_settings),
    chat::FOLDED,
    chat::OPEN,
    chat::CHALLENGE,
    chat::BUSY,
    chat::UNWRITABLE,
    chat::CHANNEL,
    chat::NOTICES,
    chat::EMPTY,
    chat::LONG,
    chat::REFUSED,
    chat::MENU,
    chat::NOBODY,
    chat::PENDING,
    chat::TOASTS,
    watch::LIVE,
    watch::LIVE_EMPTY,
    watch::CUPS,
    watch::SIGNED_OUT,
    watch::OFFLINE,
    watch::MINE,
    watch::MINE_EMPTY,
    watch::KEPT,
    watch::KEPT_EMPTY,
    watch::REFUSED,
    place("search", |studio| {
        studio.session(Session::default());
        studio.go(Screen::Search);
    }),
    place("court_countdown", |studio| {
        practise(studio);
        studio.wait_for("a countdown", |scene, _| matches!(scene.stage, Stage::Countdown { left_s, .. } if left_s < 1.4));
    }),
    place("court_rally", rally),
    place("court_goal", |studio| {
        hot_seat(studio);
        studio.wait_for("a goal", |scene, _| scene.score != [0, 0]);
        studio.wait(0.15);
    }),
    place("court_match_point", |studio| {
        rally(studio);
        studio.stage(|scene| (scene.score, scene.match_point) = ([2, 2], [true, true]));
    }),
    place("court_pause", |studio| {
        rally(studio);
        studio.press(KeyCode::Escape);
    }),
    place("court_details", |studio| {
        rally(studio);
        studio.stage(|scene| scene.link = Some(link(true)));
        studio.press(KeyCode::F3);
    })
    .then(|studio| studio.press(KeyCode::F3)),
    place("court_waiting", |studio| {
        practise(studio);
        studio.stage(|scene| (scene.stage, scene.link) = (Stage::Waiting { left_s: 11.0 }, Some(link(true))));
    }),
    place("court_connecting", |studio| {
        rally(studio);
        studio.stage(|scene| (scene.stage, scene.link) = (Stage::Connecting { left_s: 24.0 }, Some(link(false))));
    }),
    place("court_away", |studio| {
        rally(studio);
        studio.stage(|scene| scene.players.iter_mut().filter(|player| !player.mine).for_each(|player| player.away_ms = Some(23_000)));
    }),
    place("result", |studio| {
        hot_seat(studio);
        studio.wait_for("the result", |_, screen| screen == Screen::Result);
        studio.wait(1.5);
    }),
    place("clash_countdown", |studio| {
        clash(studio);
        studio.stage(|scene| {
            six(scene);
            (scene.score, scene.stage) = ([0, 0], Stage::Countdown { left_s: 1.3, held: false });
        });
    }),
    place("clash_rally", |studio| {
        clash(studio);
        studio.stage(six);
    }),
    place("clash_together", |studio| {
        clash(studio);
        studio.stage(|scene| {
            six(scene);
            scene.mirrored = true;
            for player in &mut scene.players {
                player.mine = player.seat.side == Side::B && player.seat.index < 2;
            }
            scene.own = vec![Seat::new(Side::B, 0), Seat::new(Side::B, 1)];
            (scene.score, scene.stage) = ([0, 0], Stage::Waiting { left_s: 11.0 });
            scene.players[1].away_ms = Some(11_000);
            scene.players[2].away_ms = Some(11_000);
        });
    }),
    place("clash_own_goal", |studio| {
        clash(studio);
        studio.stage(|scene| {
            six(scene);
            (scene.stage, scene.ball) = (Stage::Countdown { left_s: 1.6, held: false }, None);
            let (by, at) = (Seat::new(Side::B, 1), Vec2::new(0.0, 300.0));
            scene.moments = vec![Moment::Goal { side: Side::A, by, own: true, at, rally: 4 }];
        });
    }),
    place("result_clash", |studio| {
        studio.know(|last: &mut LastResult| last.0 = Some(six_at_the_end()));
        studio.go(Screen::Result);
    }),
    place("theatre", |studio| {
        replay(studio);
        studio.wait_for("a goal", |scene, _| scene.score != [0, 0]);
        studio.wait(3.0);
    }),
    place("theatre_live", |studio| {
        replay(studio);
        studio.wait_for("a rally", |scene, _| scene.stage == Stage::Rally);
        studio.wait(0.7);
        studio.stage(|scene| scene.spectators = 12);
        studio.stage_theatre(|model| (model.running, model.live, model.at) = (true, true, model.end));
    }),
    place("theatre_take_over", |studio| {
        replay(studio);
        studio.wait_for("a rally", |scene, _| scene.stage == Stage::Rally);
        studio.wait(0.7);
        studio.take_over();
    }),
    place("start_notice", |studio| studio.write(Toast::problem("settings-broken").naming("settings.toml.broken".to_owned())))
        .then(|studio| studio.wait(12.0)),
];

pub(crate) fn practise(studio: &mut Studio) {
    let skill = Skill::new(5).expect("a level that exists");
    studio.write(PlayAction::Start(PlaySpec::Practice { skill, goals: 3 }));
}

fn rally(studio: &mut Studio) {
    practise(studio);
    studio.wait_for("a rally", |scene, _| scene.stage == Stage::Rally);
    studio.wait(0.5);
}

/// A court of six bots that are given names by [`six`].
fn clash(studio: &mut Studio) {
    let (rules, seed) = (Rules::new(Court::Clash).with_goals(21), Seed(3));
    let mut log = Log::new(rules, seed);
    log.extend_to(Tick(120 * 20));
    let replay = Arc::new(Replay { log, players: Vec::new(), code: "7KDW3Q".parse().ok() });
    let (seat, skill) = (Seat::new(Side::A, 1), Skill::new(7).expect("a level"));
    studio.write(PlayAction::Start(PlaySpec::FromHere { replay, at: Tick(10), seat, skill }));
    studio.wait_for("a rally", |scene, _| scene.stage == Stage::Rally);
    studio.wait(2.5);
}

const SIX: [(Side, u8, &str, u8); 6] = [
    (Side::A, 0, "Maximiliane_W_1", 4),
    (Side::A, 1, "Wilhelmina-M-25", 16),
    (Side::A, 2, "ada", 10),
    (Side::B, 0, "Cleopatra-VII-W", 0),
    (Side::B, 1, "bob_the_builder", 12),
    (Side::B, 2, "Guest4821", 0),
];

/// Six with names as wide as they can be, and a score as high as it can be.
fn six(scene: &mut Scene) {
    let view = |(side, index, name, picture): (Side, u8, &str, u8)| {
        let seat = Seat::new(side, index);
        let mine = seat == Seat::new(Side::A, 1);
        PlayerView { seat, name: name.to_owned(), picture: PictureId(picture), mine, away_ms: None }
    };
    scene.players = SIX.map(view).into();
    (scene.own, scene.score) = (vec![Seat::new(Side::A, 1)], [20, 19]);
    scene.link = Some(link(true));
}

fn six_at_the_end() -> PlayResult {
    let player = |(side, index, name, picture): (Side, u8, &str, u8)| {
        let seat = Seat::new(side, index);
        let tally = Tally { goals: 7 + index, own_goals: index, returns: 120 + u16::from(index) };
        ResultPlayer { seat, name: name.to_owned(), picture: PictureId(picture), tally, mine: seat == Seat::new(Side::A, 1) }
    };
    let code = "7KDW3Q".parse().expect("a code");
    PlayResult {
        spec: PlaySpec::Online { code, bearers: vec![Bearer::Session] },
        players: SIX.map(player).into(),
        score: [21, 19],
        winner: Some(Side::B),
        reason: FinishReason::NormalEnd,
        code: Some(code),
        ticks: 120 * 421,
        longest_rally: 61,
        replay: None,
    }
}

/// A duel of two bots that were given names.
fn replay(studio: &mut Studio) {
    let rules = Rules::new(Court::Duel);
    let (mut log, mut pong) = (Log::new(rules, Seed(12)), Pong::new(rules, Seed(12)));
    let seats = [Seat::new(Side::A, 0), Seat::new(Side::B, 0)];
    let mut bots = [(3, seats[0]), (4, seats[1])].map(|(level, seat)| Bot::new(Skill::new(level).expect("a level"), seat, 5));
    while pong.phase() != Phase::Over {
        for bot in &mut bots {
            let steer = bot.steer(&pong);
            if log.latest().get(bot.seat()) != steer {
                log.push(Change { tick: pong.tick(), seat: bot.seat(), steer }).expect("a legal change");
            }
        }
        pong.step(&log.latest());
        log.extend_to(pong.tick());
    }
    let player = |(seat, name, picture): (Seat, &str, u8)| ReplayPlayer { seat, name: name.to_owned(), picture: PictureId(picture) };
    let players = [(seats[0], "Wilhelmina-M-25", 16), (seats[1], "bob", 10)].map(player).into();
    let replay = Arc::new(Replay { log, players, code: "7KDW3Q".parse().ok() });
    studio.write(PlayAction::Start(PlaySpec::Replay { replay, at: Tick(0) }));
}

/// Nobody touches a key, so it is over soon; long names and every colour for eyes that need them.
pub(crate) fn hot_seat(studio: &mut Studio) {
    studio.settings().interface.palette = PaletteName::HighContrast;
    let rules = Rules::new(Court::Local).with_goals(1);
    let names = ["Maximiliane_W_1".to_owned(), "Wilhelmina-M-25".to_owned()];
    studio.write(PlayAction::Start(PlaySpec::HotSeat { rules, names, pictures: [PictureId(10), PictureId(16)] }));
}

fn link(alive: bool) -> LinkView {
    LinkView { rtt_ms: 184.0, jitter_ms: 27.0, late_inputs: 3, resyncs: 0, rollbacks: vec![0, 2, 5, 3, 0, 0, 8, 4, 1, 0, 2, 2], alive }
}

pub(crate) fn server_that_answers() -> ServerState {
    ServerState::Up(Meta {
        name: "Rebound".into(),
        version: "0.1.0".into(),
        protocol: common::wire::PROTOCOL_VERSION,
        oldest_client: "0.1.0".into(),
    })
}

pub(crate) fn signed_in(guest: bool) -> Session {
    let username = if guest { "Guest48213" } else { "Wilhelmina-M-25" };
    let picture = json!({"id": u8::from(!guest), "name": "Guest", "small": "", "medium": ""});
    let me: UserMe = serde_json::from_value(json!({
        "id": 7, "username": username, "is_guest": guest, "created_at": "2026-01-31T11:28:04.123Z", "profile_picture": picture,
        "accept_friend_request": true, "accept_chat_from": "friends_only", "accept_challenges": true, "allow_spectators": true,
        "play_mode": "online", "catchphrase": "", "bio": "", "trophies": 0, "ranks": [],
        "notifications": {"friend_requests": 0, "chats": 0, "challenges": 0}, "is_online": true, "last_online": "2026-01-31T11:28:04.123Z",
    }))
    .expect("a user as the contract has it");
    let state = if guest { SessionState::Guest(Box::new(me)) } else { SessionState::Account(Box::new(me)) };
    Session { state, server: server_that_answers(), stream_open: true, own_server: false }
}
