//! The lobby in its states, and what is said of a wait on other pages.

use client::companions::model::Companions;
use client::lobby::action::LobbyDraft;
use client::lobby::entering::Door;
use client::lobby::model::LobbyModel;
use client::net::{Beside, BesideNews, NetError, Session, SessionState};
use client::people::circle::Circle;
use client::people::listed::Listed;
use client::play::result::LastResult;
use client::play::scene::Stage;
use client::play::stakes::Announced;
use client::queue::model::Search;
use client::screen::Screen;
use client::waiting::Wanted;
use common::api::auth::Tokens;
use common::api::error::{ErrorBody, ErrorCode};
use common::api::lobby::Lobby;
use common::api::matches::Match;
use common::api::users::SmallUser;
use common::ids::{PictureId, UserId};
use serde_json::{Value, json};

use crate::people::{friend, small};
use crate::places::{Place, hot_seat, place, practise, signed_in};
use crate::studio::Studio;

pub(crate) const ALL: [Place; 10] = [
    place("start_searching", |studio| {
        // Still on the way to the server, for there is none here.
        studio.session(Session { stream_open: false, ..signed_in(false) });
        studio.know(|search: &mut Search| search.begin(Wanted::Ranked));
    })
    .then(|studio| studio.know(Search::rest)),
    place("search_ranked", |studio| {
        // Still on the way to the server, for there is none here.
        studio.session(Session { stream_open: false, ..signed_in(false) });
        studio.know(|search: &mut Search| search.begin(Wanted::Ranked));
        studio.go(Screen::Search);
    })
    .then(|studio| studio.know(Search::rest)),
    place("court_ranked", |studio| {
        studio.session(signed_in(false));
        practise(studio);
        studio.know(|announced: &mut Announced| announced.begin(ranked(None)));
        studio.stage(|scene| {
            scene.stage = Stage::Waiting { left_s: 11.0 };
            for (player, (name, picture)) in scene.players.iter_mut().zip([("Wilhelmina-M-25", 13), ("Maximiliane_W_1", 14)]) {
                (player.name, player.picture) = (name.to_owned(), PictureId(picture));
            }
        });
    })
    .then(|studio| studio.insert(Announced::default())),
    place("result_ranked", |studio| {
        studio.session(signed_in(false));
        hot_seat(studio);
        studio.wait_for("the result", |_, screen| screen == Screen::Result);
        studio.know(|last: &mut LastResult| last.0.iter_mut().for_each(|result| result.code = "7KDW3Q".parse().ok()));
        studio.know(|announced: &mut Announced| {
            announced.begin(ranked(Some(22)));
            announced.streak = Some(4);
        });
    })
    .then(|studio| studio.insert(Announced::default())),
    place("lobby_duel", |studio| {
        let people = vec![
            person(7, "Wilhelmina-M-25", Some("a"), false, true),
            person(8, "bob_the_builder", Some("b"), true, false),
            person(9, "WWWWWWWWWWWWWWW", Some("spectator"), false, false),
        ];
        enter(studio, "custom_game", "1v1", people);
        studio.know(|model: &mut LobbyModel| {
            let user = |value| serde_json::from_value::<SmallUser>(value).expect("a user");
            model.talk.heard(user(small(8, "bob_the_builder")), "Best of three?".to_owned());
            model.talk.heard(user(small(9, "WWWWWWWWWWWWWWW")), "I only want to watch you two, my hand still hurts.".to_owned());
            model.talk.draft = "Sure, as soon as".to_owned();
        });
    })
    .then(forget),
    place("lobby_crowd", |studio| {
        let team = |n: i64| Some(if n < 3 { "a" } else { "b" });
        let mut people: Vec<Value> =
            (0..6).map(|n| person(n + 20, NAMES[usize::try_from(n).expect("small")], team(n), n != 4, false)).collect();
        people.extend([
            person(7, "Wilhelmina-M-25", Some("spectator"), false, false),
            person(31, "Guest48213", Some("spectator"), false, false),
        ]);
        enter(studio, "custom_game", "3v3", people);
    })
    .then(forget),
    place("lobby_team", |studio| {
        let people = vec![person(7, "Wilhelmina-M-25", None, true, true), person(8, "bob_the_builder", None, true, false)];
        enter(studio, "clash", "3v3", people);
    })
    .then(forget),
    place("lobby_together", |studio| {
        let SessionState::Guest(mut guest) = signed_in(true).state else { panic!("a guest") };
        guest.id = UserId(8);
        let people = vec![person(7, "Wilhelmina-M-25", None, true, true), person(8, guest.username.as_str(), None, false, false)];
        enter(studio, "clash", "3v3", people);
        let mut who = None;
        studio.know(|beside: &mut Beside| {
            who = Some(beside.let_in(Tokens { access: String::new(), refresh: String::new() }));
        });
        let who = who.expect("somebody came");
        studio.know(|companions: &mut Companions| {
            companions.add(who);
            companions.heard(who, &BesideNews::Known(guest));
        });
    })
    .then(forget),
    place("lobby_none", |studio| {
        studio.session(signed_in(false));
        studio.go(Screen::Lobby);
    })
    .then(forget),
    place("lobby_unknown", |studio| {
        studio.session(signed_in(true));
        studio.go(Screen::Lobby);
        studio.know(|model: &mut LobbyModel| {
            model.entering.begin(Door::Code("4XTH9M".parse().expect("a code")));
            model.entering.fail(&NetError::Refused(ErrorBody {
                code: ErrorCode::NotFound,
                detail: String::new(),
                fields: Default::default(),
            }));
        });
    })
    .then(forget),
];

const NAMES: [&str; 6] = ["WWWWWWWWWWWWWWW", "cleo", "Maximiliane_W_1", "Dora", "emil", "Zoe-Marguerite"];

fn person(id: i64, name: &str, team: Option<&str>, is_ready: bool, creator: bool) -> Value {
    let mut person = small(id, name);
    let more = json!({"creator": creator, "join_at": "2026-01-31T11:28:04.123Z", "is_ready": is_ready, "team": team});
    if let (Some(person), Value::Object(more)) = (person.as_object_mut(), more) {
        person.extend(more);
    }
    person
}

fn enter(studio: &mut Studio, mode: &str, kind: &str, people: Vec<Value>) {
    let places = if mode == "clash" { 3 } else { 8 };
    let lobby: Lobby = serde_json::from_value(json!({
        "id": 3, "code": "4XTH9M", "is_full": people.len() == places, "participants": people, "max_participants": places,
        "created_at": "2026-01-31T11:28:04.123Z", "game_mode": mode, "match_type": kind, "goals": 3, "game_playing": null,
    }))
    .expect("a lobby as the contract has it");
    studio.session(signed_in(false));
    studio.know(|circle: &mut Circle| {
        circle.friends =
            Listed::of(vec![friend(10, "cleo", "idle"), friend(11, "Maximiliane_W_1", "offline"), friend(12, "emil", "watching")]);
    });
    studio.go(Screen::Lobby);
    studio.know(move |model: &mut LobbyModel| model.come_to(lobby));
}

/// A ranked match of user 7, before it or after a change of so many trophies.
fn ranked(change: Option<i64>) -> Box<Match> {
    let player = |id, name, change: Option<i64>, trophies, tier, chance| {
        let mut player = small(id, name);
        let stakes = json!({"trophies": trophies, "tier": tier, "chance": chance, "win": 22, "loss": -14});
        let more = json!({"score": 3, "own_goal": 0, "returns": 12, "trophies": change, "stakes": stakes});
        if let (Some(player), Value::Object(more)) = (player.as_object_mut(), more) {
            player.extend(more);
        }
        json!({"score": 0, "players": [player]})
    };
    let a = player(7, "Wilhelmina-M-25", change, 1984, "gold", 45);
    let b = player(8, "Maximiliane_W_1", change.map(|change| -change), 2020, "diamond", 55);
    let found = json!({
        "id": 1, "code": "7KDW3Q", "game_mode": "ranked", "game_duration": "00:00:00.000000", "finished": change.is_some(),
        "created_at": "2026-01-31T11:28:04.123Z", "match_type": "1v1", "spectators_allowed": true, "counts": true, "teams": {"a": a, "b": b},
    });
    Box::new(serde_json::from_value(found).expect("a match as the contract has it"))
}

fn forget(studio: &mut Studio) {
    studio.know(|companions: &mut Companions| *companions = Companions::default());
    studio.know(LobbyModel::go);
    studio.know(|model: &mut LobbyModel| model.entering.end());
    studio.know(|draft: &mut LobbyDraft| *draft = LobbyDraft::default());
}
