//! The lobby: who sits where, what each can press, and that nothing is cut, whatever the names.

use client::lobby::action::{LobbyAction, LobbyDraft};
use client::lobby::entering::Door;
use client::lobby::model::{Ended, LobbyModel, LobbyWish};
use client::lobby::view::{LobbyView, lobby_ui};
use client::net::{NetError, Reader, Session, SessionState};
use client::people::circle::Circle;
use client::screen::Screen;
use client::ui::Look;
use common::api::error::{ErrorBody, ErrorCode};
use common::api::lobby::{Lobby, LobbyMode, LobbyTeam};
use common::api::matches::MatchType;
use common::ids::UserId;
use egui::Ui;
use egui_kittest::kittest::{NodeT, Queryable};
use serde_json::{Value, json};

use crate::cut::never_cut;
use crate::people::WIDE;
use crate::plain;

/// Everything that the page is shown with.
struct Page {
    model: LobbyModel,
    draft: LobbyDraft,
    reader: Reader,
    circle: Circle,
}

fn lobby_page(ui: &mut Ui, look: Look<'_>, page: &mut Page) -> Option<LobbyAction> {
    lobby_ui(ui, look, LobbyView { reader: page.reader, circle: &page.circle }, &mut page.model, &mut page.draft)
}

fn picture() -> Value {
    json!({"id": 3, "name": "", "small": "", "medium": ""})
}

/// User 7.
fn session() -> Session {
    let me = json!({
        "id": 7, "username": WIDE, "is_guest": false, "created_at": "2026-01-31T11:28:04.123Z", "profile_picture": picture(),
        "accept_friend_request": true, "accept_chat_from": "friends_only", "accept_challenges": true, "allow_spectators": true,
        "play_mode": "online", "catchphrase": "", "bio": "", "trophies": 0, "ranks": [],
        "notifications": {"friend_requests": 0, "chats": 0, "challenges": 0}, "is_online": true, "last_online": "2026-01-31T11:28:04.123Z",
    });
    let me = Box::new(serde_json::from_value(me).expect("a user as the contract has it"));
    Session { state: SessionState::Account(me), stream_open: true, ..Session::default() }
}

fn person(id: i64, name: &str, team: Option<&str>, is_ready: bool) -> Value {
    json!({"id": id, "username": name, "profile_picture": picture(), "creator": id == 8, "join_at": "2026-01-31T11:28:04.123Z",
        "is_ready": is_ready, "team": team})
}

fn lobby(mode: &str, kind: &str, people: Vec<Value>) -> Lobby {
    let (places, playing) = (if mode == "clash" { 3 } else { 8 }, Value::Null);
    serde_json::from_value(json!({
        "id": 3, "code": "4XTH9M", "participants": people, "is_full": false, "max_participants": places,
        "created_at": "2026-01-31T11:28:04.123Z", "game_mode": mode, "match_type": kind, "goals": 5, "game_playing": playing,
    }))
    .expect("a lobby as the contract has it")
}

fn page(lobby: Option<Lobby>) -> Page {
    let mut model = LobbyModel::default();
    model.follow(&session());
    if let Some(lobby) = lobby {
        model.come_to(lobby);
    }
    Page { model, draft: LobbyDraft::default(), reader: Reader::Account(UserId(1)), circle: Circle::default() }
}

/// User 7 on side a, bob who set it up on side b, and somebody on the bench.
fn duel(ready: bool) -> Page {
    let people = vec![person(7, WIDE, Some("a"), ready), person(8, "bob", Some("b"), true), person(9, "cleo", Some("spectator"), false)];
    page(Some(lobby("custom_game", "1v1", people)))
}

fn creator(mut page: Page) -> Page {
    let participants = page.model.lobby.iter_mut().flat_map(|lobby| &mut lobby.participants);
    participants.for_each(|who| who.creator = who.user.id == UserId(7));
    page
}

fn crowd() -> Page {
    let mut people: Vec<Value> = (0..6).map(|n| person(n + 20, WIDE, Some(if n < 3 { "a" } else { "b" }), n % 2 == 0)).collect();
    people.extend([person(7, WIDE, Some("spectator"), false), person(31, "WWWWWWWWWWWWWW1", Some("spectator"), false)]);
    creator(page(Some(lobby("custom_game", "3v3", people))))
}

fn asking(mut page: Page) -> Page {
    page.draft.asking = Some(UserId(8));
    page
}

fn playing(mut page: Page) -> Page {
    page.model.lobby.iter_mut().for_each(|lobby| lobby.game_playing = "7KDW3Q".parse().ok());
    page
}

fn refused(code: ErrorCode) -> NetError {
    NetError::Refused(ErrorBody { code, detail: String::new(), fields: Default::default() })
}

fn at_a_closed_door() -> Page {
    let mut page = page(None);
    page.model.entering.begin(Door::Code("4XTH9M".parse().expect("a code")));
    page.model.entering.fail(&refused(ErrorCode::NotFound));
    page
}

fn sent_away(reader: Reader) -> Page {
    let mut page = page(None);
    page.model.ended = Some(Ended::Destroyed);
    Page { reader, ..page }
}

fn pressed(page: Page, labels: &[&str]) -> Vec<LobbyAction> {
    let mut harness = plain(page, lobby_page);
    for label in labels {
        harness.get_by_label(label).click();
        harness.run_steps(2);
    }
    harness.state().pressed.clone()
}

#[test]
fn no_word_of_the_lobby_is_cut_in_any_language_at_any_size() {
    never_cut("lobby", || duel(false), 760.0, lobby_page);
    never_cut("lobby of eight", crowd, 760.0, lobby_page);
    never_cut("lobby with a question", || asking(creator(duel(true))), 760.0, lobby_page);
    never_cut("lobby that plays", || playing(crowd()), 760.0, lobby_page);
    never_cut("team", || page(Some(lobby("clash", "3v3", vec![person(7, WIDE, None, true)]))), 760.0, lobby_page);
    never_cut("closed door", at_a_closed_door, 760.0, lobby_page);
    for reader in [Reader::Offline, Reader::Nobody, Reader::Guest(UserId(1)), Reader::Account(UserId(1))] {
        never_cut("no lobby", move || sent_away(reader), 760.0, lobby_page);
    }
}

#[test]
fn everybody_sees_who_sits_where_who_is_ready_and_who_set_it_up() {
    let harness = plain(duel(false), lobby_page);
    let ready = [format!("{WIDE} is not ready yet"), "bob is ready".to_owned()];
    for label in ready.iter().map(String::as_str).chain(["bob set this lobby up", "Side A  1/1", "Side B  1/1", "Bench  1", "4XTH9M"]) {
        harness.get_by_label(label);
    }
    harness.get_by_label(&format!("The match begins when everybody is ready. Not yet: {WIDE}"));
    assert!(harness.query_by_label("Send bob away").is_none(), "only who set it up sends others away");
    assert!(harness.query_by_label("More goals").is_none());
}

#[test]
fn somebody_is_ready_goes_to_the_bench_leaves_and_passes_the_code_on_in_one_press_each() {
    let code = "4XTH9M".parse().expect("a code");
    let found = pressed(duel(false), &["Copy the code", "Copy a link", "Ready", "To the bench", "Leave"]);
    assert_eq!(
        found,
        [
            LobbyAction::CopyCode(code),
            LobbyAction::CopyLink(code),
            LobbyAction::Wish(LobbyWish::Ready(true)),
            LobbyAction::Wish(LobbyWish::Side(LobbyTeam::Spectator)),
            LobbyAction::Wish(LobbyWish::Leave),
        ]
    );
    assert_eq!(pressed(duel(true), &["Not ready yet"]), [LobbyAction::Wish(LobbyWish::Ready(false))]);
}

#[test]
fn from_the_bench_one_sits_down_before_one_is_ready() {
    let people = vec![person(7, WIDE, Some("spectator"), false), person(8, "bob", Some("b"), true)];
    let bench = || page(Some(lobby("custom_game", "1v1", people.clone())));
    let harness = plain(bench(), lobby_page);
    assert!(harness.get_by_label("Ready").accesskit_node().is_disabled());
    assert!(harness.query_by_label("Sit on side B").is_none(), "there is no room");
    harness.get_by_label("One player is missing. Give the code to somebody.");
    assert_eq!(pressed(bench(), &["Sit on side A"]), [LobbyAction::Wish(LobbyWish::Side(LobbyTeam::A))]);
}

#[test]
fn who_set_it_up_chooses_the_rules_and_sends_away_only_after_a_question() {
    let found = pressed(creator(duel(false)), &["3v3", "More goals", "Fewer goals", "Send bob away"]);
    let wish = LobbyAction::Wish;
    assert_eq!(found, [wish(LobbyWish::Type(MatchType::ThreeOnThree)), wish(LobbyWish::Goals(6)), wish(LobbyWish::Goals(4))]);
    assert_eq!(pressed(asking(creator(duel(false))), &["Cancel"]), []);
    assert_eq!(pressed(asking(creator(duel(false))), &["Send away"]), [wish(LobbyWish::Ban(UserId(8)))]);
}

#[test]
fn while_the_match_runs_players_go_back_to_it_and_the_bench_watches() {
    let code = "7KDW3Q".parse().expect("a code");
    assert_eq!(pressed(playing(duel(true)), &["Back to the match"]), [LobbyAction::Play(code)]);
    assert_eq!(pressed(playing(crowd()), &["Watch the match"]), [LobbyAction::Watch(code)]);
    assert!(plain(playing(crowd()), lobby_page).query_by_label("More goals").is_none(), "the rules of a match stay");
}

#[test]
fn a_team_looks_for_others_once_everybody_in_it_is_ready() {
    let team = |ready| page(Some(lobby("clash", "3v3", vec![person(7, WIDE, None, true), person(8, "bob", None, ready)])));
    plain(team(true), lobby_page).get_by_label("Looking for other teams");
    plain(team(false), lobby_page).get_by_label("The search begins when everybody is ready. Not yet: bob");
}

#[test]
fn a_lobby_that_is_not_there_says_so_and_whoever_is_in_none_is_offered_one() {
    let harness = plain(at_a_closed_door(), lobby_page);
    harness.get_by_label("There is no lobby with this code, or not any more.");
    assert_eq!(pressed(at_a_closed_door(), &["Try again", "Back"]), [LobbyAction::TryAgain, LobbyAction::GiveUp]);
    let made = [LobbyAction::New(LobbyMode::CustomGame), LobbyAction::New(LobbyMode::Clash)];
    assert_eq!(pressed(sent_away(Reader::Account(UserId(1))), &["Private lobby", "Three against three"]), made);
    assert_eq!(pressed(sent_away(Reader::Guest(UserId(1))), &["Register"]), [LobbyAction::Go(Screen::Register)]);
}
