//! The page of matches: each list full and empty, and what is said when something is wrong.

use std::path::PathBuf;

use client::clock;
use client::link::Target;
use client::net::{ServerState, Session};
use client::replays::lists::{Live, Mine};
use client::replays::model::{Draft, Matches, Part, Tab};
use client::replays::opening::Opening;
use client::replays::others::Cups;
use client::replays::reading::Problem;
use client::replays::shelf::Shelf;
use client::replays::shelf::folder::Entry;
use client::replays::shelf::note::{KeptMode, Note, NotedPlayer};
use client::screen::{Question, Screen};
use common::api::Page;
use common::api::matches::Match;
use common::api::time::Timestamp;
use common::ids::{MatchCode, PictureId};
use common::sim::{LogError, Seat, Side};
use serde_json::json;

use crate::places::{Place, place, signed_in};
use crate::studio::Studio;

pub(crate) const LIVE: Place = place("watch_live", |studio| {
    open(studio, Tab::Live);
    let list = list(studio, &["duel", "ranked", "tournament"], false);
    studio.know(|live: &mut Live| live.list = list);
})
.then(forget);
pub(crate) const LIVE_EMPTY: Place = place("watch_live_empty", |studio| {
    open(studio, Tab::Live);
    let list = list(studio, &[], false);
    studio.know(|live: &mut Live| live.list = list);
})
.then(forget);
pub(crate) const CUPS: Place = place("watch_tournaments", |studio| {
    open(studio, Tab::Cups);
    let (id, code) = (studio.request(), "R2CV8N");
    let round: Vec<_> = [0, 1, 2].map(a_cup_match).into();
    let cup = serde_json::from_value(json!({
        "id": 3, "code": code, "name": "Friday evening", "game": "duel", "size": 8, "private": false, "is_started": true,
        "is_finished": false, "start_at": null, "forfeit_after": null, "created_at": "2026-01-31T11:25:04.123Z", "created_by": 7,
        "participants": [], "winner": null, "matches": {"semi-final": round},
    }))
    .expect("a tournament as the contract has it");
    let again = studio.request();
    studio.know(|cups: &mut Cups| {
        cups.ask(id, 0);
        cups.answered(id, &Ok(Page { count: 1, next: None, previous: None, results: vec![cup] }));
        // It waits for an answer that never comes.
        cups.ask(again, 0);
    });
})
.then(forget);

fn a_cup_match(n: i64) -> serde_json::Value {
    let mut shown = serde_json::to_value(a_match("tournament", n, n == 2)).expect("a match can be written");
    let more = json!({"n": n + 1, "user_1": null, "user_2": null, "due_at": null, "score_winner": null, "score_looser": null});
    shown.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    shown
}

pub(crate) const SIGNED_OUT: Place = place("watch_signed_out", |studio| studio.go(Screen::Watch)).then(forget);
pub(crate) const OFFLINE: Place = place("watch_offline", |studio| {
    studio.session(Session { server: ServerState::Down { since_s: 3, reason: None }, ..Session::default() });
    studio.go(Screen::Watch);
})
.then(forget);
pub(crate) const MINE: Place = place("watch_mine", |studio| {
    open(studio, Tab::Mine);
    let list = list(studio, &["duel", "ranked", "clash", "custom_game", "local", "duel", "ranked"], true);
    studio.know(|mine: &mut Mine| mine.list = list);
    studio.know(|draft: &mut Draft| draft.typed = "rebound://m/7KDW3Q#t=73".to_owned());
    studio.know(|opening: &mut Opening| opening.begin(Target::Match("7KDW3Q#t=73".parse().expect("a link"))));
})
.then(forget);
pub(crate) const MINE_EMPTY: Place = place("watch_mine_empty", |studio| {
    open(studio, Tab::Mine);
    let list = list(studio, &[], true);
    studio.know(|mine: &mut Mine| mine.list = list);
})
.then(forget);
pub(crate) const KEPT: Place = place("watch_kept", |studio| {
    open(studio, Tab::Kept);
    studio.know(|shelf: &mut Shelf| {
        let modes = [KeptMode::HotSeat, KeptMode::Practice(5), KeptMode::FromHere(3)];
        shelf.entries = modes.into_iter().map(kept).collect();
        let name = "a match from a friend of mine".to_owned();
        shelf.entries.push(Entry { name, when: Timestamp(1_769_858_884_123), note: None });
    });
    studio.insert(Question(true));
    studio.know(|draft: &mut Draft| draft.removing = Some("match Practice(5)".to_owned()));
})
.then(forget);
pub(crate) const KEPT_EMPTY: Place = place("watch_kept_empty", |studio| open(studio, Tab::Kept)).then(forget);
pub(crate) const REFUSED: Place = place("watch_refused", |studio| {
    open(studio, Tab::Live);
    let list = list(studio, &["duel"], false);
    studio.know(|live: &mut Live| live.list = list);
    studio.know(|draft: &mut Draft| draft.typed = "~/Downloads/unbelievable.rebound".to_owned());
    studio.know(|opening: &mut Opening| {
        opening.begin(Target::File("unbelievable.rebound".into()));
        opening.fail(Problem::Log(LogError::Untrue));
    });
})
.then(forget);

fn open(studio: &mut Studio, tab: Tab) {
    studio.session(signed_in(false));
    studio.go(Screen::Watch);
    studio.know(|draft: &mut Draft| draft.tab = tab);
    studio.know(|shelf: &mut Shelf| {
        *shelf = Shelf::at(Some(PathBuf::from("/home/somebody/.local/share/rebound/replays")));
        shelf.known = true;
    });
}

fn forget(studio: &mut Studio) {
    studio.know(|shelf: &mut Shelf| *shelf = Shelf::default());
    studio.know(|draft: &mut Draft| *draft = Draft::default());
    studio.know(|live: &mut Live| *live = Live::default());
    studio.know(|mine: &mut Mine| *mine = Mine::default());
    studio.know(|cups: &mut Cups| *cups = Cups::default());
}

fn list(studio: &Studio, modes: &[&str], finished: bool) -> Matches {
    let (mut list, id) = (Matches::default(), studio.request());
    let results: Vec<Match> = modes.iter().zip(0..).map(|(mode, n)| a_match(mode, n, finished)).collect();
    list.ask(id, Part::First);
    list.answered(id, &Ok(Page { count: if finished { 40 } else { 3 }, next: None, previous: None, results }));
    if !finished {
        // It waits for an answer that never comes, so that nothing changes while the picture is taken.
        list.ask(studio.request(), Part::First);
    }
    list
}

pub(crate) fn a_match(mode: &str, n: i64, finished: bool) -> Match {
    let player = |id: i64, name: &str| {
        let picture = json!({"id": (id + 2 * n) % 23, "name": "", "small": "", "medium": ""});
        let trophies = if mode == "ranked" { Some(if n % 2 == 0 { 14 } else { -9 }) } else { None };
        json!({"id": id, "username": name, "profile_picture": picture, "score": 3, "own_goal": 0, "returns": 12, "trophies": trophies})
    };
    let others = ["ada", "Maximiliane_W_1", "Guest4821", "bob_the_builder"];
    let other = others[usize::try_from(n).unwrap_or_default() % others.len()];
    let team = |first: i64, name: &str| {
        let mut players = vec![player(first, name)];
        if mode == "clash" {
            players.extend([player(first + 10, "Cleopatra-VII"), player(first + 11, "deleted user")]);
        }
        players
    };
    let winner = finished.then_some(if n % 3 == 1 { "b" } else { "a" });
    let goals = if winner == Some("b") { [n % 3, 3] } else { [3, n % 3] };
    let last = char::from(MatchCode::ALPHABET[usize::try_from(n).unwrap_or_default() % MatchCode::ALPHABET.len()]);
    serde_json::from_value(json!({
        "id": n, "code": format!("7KDW3{last}"), "game_mode": mode, "game_duration": "00:01:13.500000",
        "created_at": Timestamp(clock::today().0 - (n * n * n * 1_700_000 + 200_000)).to_string(),
        "finished": finished, "winner": winner, "looser": winner.map(|winner| if winner == "a" { "b" } else { "a" }),
        "finish_reason": finished.then_some("normal-end"), "match_type": if mode == "clash" { "3v3" } else { "1v1" },
        "spectators_allowed": true, "counts": true, "tournament_id": null, "tournament_stage_id": null, "tournament_n": null,
        "teams": {"a": {"score": goals[0], "players": team(7, "Wilhelmina-M-25")}, "b": {"score": goals[1], "players": team(8, other)}},
    }))
    .expect("a match as the contract has it")
}

fn kept(mode: KeptMode) -> Entry {
    let player = |side, name: &str, picture| NotedPlayer { seat: Seat::new(side, 0), name: name.to_owned(), picture: PictureId(picture) };
    let players = vec![player(Side::A, "Wilhelmina-M-25", 1), player(Side::B, "Maximiliane_W_1", 16)];
    let when = Timestamp(clock::today().0 - 3 * 3_600_000);
    let note = Some(Note { mode, when, score: [3, 1], winner: Some(Side::A), ticks: 9000, players });
    Entry { name: format!("match {mode:?}"), when, note }
}
