//! The page of matches: what each list shows, what its buttons do, what is said when there is nothing or something is wrong.

use std::path::PathBuf;
use std::sync::OnceLock;

use client::link::{Link, Target};
use client::net::{NetError, RequestId, Requests};
use client::people::circle::Circle;
use client::replays::model::{Draft, Matches, Part, SHOWN_STEP, Tab, WatchModel};
use client::replays::opening::Opening;
use client::replays::others::{Cups, Friendly};
use client::replays::reading::Problem;
use client::replays::shelf::Shelf;
use client::replays::shelf::folder::Entry;
use client::replays::shelf::note::{KeptMode, Note, NotedPlayer};
use client::replays::view::{WatchAction, watch_ui};
use client::screen::Screen;
use client::ui::Look;
use common::api::Page;
use common::api::error::{ErrorBody, ErrorCode};
use common::api::matches::Match;
use common::api::time::Timestamp;
use common::api::tournament::Tournament;
use common::ids::{PictureId, UserId};
use common::sim::{LogError, Seat, Side};
use egui::accesskit::Role;
use egui::{Key, Ui};
use egui_kittest::kittest::Queryable;
use serde_json::json;

use crate::cut::never_cut;
use crate::people::{ME, everybody, nobody};
use crate::plain;

/// What the page is shown with.
struct Known {
    draft: Draft,
    me: Option<UserId>,
    online: bool,
    live: Matches,
    cups: Cups,
    circle: Circle,
    friendly: Friendly,
    mine: Matches,
    shelf: Shelf,
    opening: Opening,
}

const NOW: Timestamp = Timestamp(1_769_858_884_123);

fn page(ui: &mut Ui, look: Look<'_>, known: &mut Known) -> Option<WatchAction> {
    let model = WatchModel {
        me: known.me,
        online: known.online,
        now: NOW,
        live: &known.live,
        cups: &known.cups,
        circle: &known.circle,
        friendly: &known.friendly,
        mine: &known.mine,
        shelf: &known.shelf,
        opening: &known.opening,
    };
    watch_ui(ui, look, model, &mut known.draft)
}

/// Any request there is: what it asks does not matter here.
fn an_id() -> RequestId {
    static ID: OnceLock<RequestId> = OnceLock::new();
    *ID.get_or_init(|| client::logic(None, None).world().resource::<Requests>().send(common::api::meta::GetMeta {}))
}

fn a_match(code: &str, finished: bool, names: [&str; 2]) -> Match {
    let player = |id: i64, name: &str| {
        json!({"id": id, "username": name, "profile_picture": {"id": id, "name": "", "small": "", "medium": ""},
        "score": 3, "own_goal": 0, "returns": 12, "trophies": null})
    };
    serde_json::from_value(json!({
        "id": 1, "code": code, "game_mode": "duel", "game_duration": "00:01:13.500000", "created_at": "2026-01-31T11:25:04.123Z",
        "finished": finished, "winner": if finished { Some("a") } else { None }, "looser": if finished { Some("b") } else { None },
        "finish_reason": if finished { Some("normal-end") } else { None }, "match_type": "1v1", "spectators_allowed": true, "counts": true,
        "tournament_id": null, "tournament_stage_id": null, "tournament_n": null,
        "teams": {"a": {"score": 3, "players": [player(7, names[0])]}, "b": {"score": 1, "players": [player(8, names[1])]}},
    }))
    .expect("a match as the contract has it")
}

fn list(items: Vec<Match>, count: i64) -> Matches {
    let (mut list, id) = (Matches::default(), an_id());
    list.ask(id, Part::First);
    list.answered(id, &Ok(Page { count, next: None, previous: None, results: items }));
    list
}

fn failed() -> Matches {
    let (mut list, id) = (Matches::default(), an_id());
    list.ask(id, Part::First);
    list.answered(id, &Err(NetError::Timeout));
    list
}

fn known(tab: Tab) -> Known {
    let draft = Draft { tab, ..Draft::default() };
    let (live, mine) = (list(Vec::new(), 0), list(Vec::new(), 0));
    let mut shelf = Shelf::at(Some(PathBuf::from("/home/somebody/.local/share/rebound/replays")));
    shelf.known = true;
    let (cups, circle, friendly) = (cups(&[]), Circle::default(), Friendly::default());
    Known { draft, me: Some(UserId(7)), online: true, live, cups, circle, friendly, mine, shelf, opening: Opening::default() }
}

fn kept(name: &str, note: bool) -> Entry {
    let player = |side, name: &str| NotedPlayer { seat: Seat::new(side, 0), name: name.to_owned(), picture: PictureId(4) };
    let players = vec![player(Side::A, "Ada"), player(Side::B, "WWWWWWWWWWWWWWWWWWWW")];
    let mode = KeptMode::Practice(7);
    let note = note.then_some(Note { mode, when: NOW, score: [3, 1], winner: Some(Side::A), ticks: 600, players });
    Entry { name: name.to_owned(), when: Timestamp(NOW.0 - 3 * 60_000), note }
}

/// A tournament with these matches in its first round.
fn cup(matches: &[Match]) -> Tournament {
    let round: Vec<_> = matches
        .iter()
        .zip(1..)
        .map(|(found, n)| {
            let mut shown = serde_json::to_value(found).expect("a match can be written");
            let more = json!({"n": n, "user_1": null, "user_2": null, "due_at": null, "score_winner": null, "score_looser": null});
            shown.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            shown
        })
        .collect();
    serde_json::from_value(json!({
        "id": 3, "code": "R2CV8N", "name": "Friday's cup of everybody who", "game": "duel", "size": 8, "private": false, "is_started": true,
        "is_finished": false, "start_at": null, "forfeit_after": null, "created_at": "2026-01-31T11:25:04.123Z", "created_by": 7,
        "participants": [], "winner": null, "matches": {"quarter-final": round},
    }))
    .expect("a tournament as the contract has it")
}

fn cups(items: &[Tournament]) -> Cups {
    let (mut cups, id) = (Cups::default(), an_id());
    cups.ask(id, 0);
    cups.answered(id, &Ok(Page { count: 1, next: None, previous: None, results: items.to_vec() }));
    cups
}

/// What friends of whoever is signed in have played.
fn friendly(items: Vec<Match>) -> Friendly {
    let (mut friendly, id) = (Friendly::default(), an_id());
    assert!(friendly.next(ME, std::iter::once(UserId(8))).is_some());
    friendly.ask(id);
    friendly.answered(id, &Ok(Page { count: 1, next: None, previous: None, results: items }));
    friendly
}

fn full(tab: Tab) -> Known {
    let names = ["Maximiliane_W_1", "Wilhelmina-M-25"];
    let mut known = known(tab);
    known.cups = cups(&[cup(&[a_match("7KDW3Q", false, names), a_match("7KDW3R", false, ["ada", "bob"]), a_match("7KDW3S", true, names)])]);
    known.circle = everybody();
    known.friendly = friendly(vec![a_match("7KDW3S", true, names)]);
    known.live = list(vec![a_match("7KDW3Q", false, names), a_match("7KDW3R", false, ["ada", "bob"])], 2);
    known.mine = list(vec![a_match("7KDW3Q", true, names), a_match("7KDW3R", true, names)], 60);
    known.shelf.entries = vec![kept("20260131-112804-practice-00ab", true), kept("from a friend", false)];
    known
}

#[test]
fn a_running_match_is_watched_with_one_press() {
    let mut harness = plain(full(Tab::Live), page);
    harness.get_by_label("Wilhelmina-M-25  1 : 3  Maximiliane_W_1");
    assert!(harness.query_all_by_label("1:13").count() == 2);
    let watch = harness.query_all_by_label("Watch").rfind(|node| node.rect().min.y > 100.0).expect("a button in each row");
    watch.click();
    harness.run_steps(2);
    let code = "7KDW3R".parse().expect("a code");
    assert_eq!(harness.state().pressed, [WatchAction::Open(Target::Match(Link::to(code)))]);
}

#[test]
fn a_tournament_leads_to_its_bracket_and_each_of_its_running_matches_to_the_court_with_one_press() {
    let mut harness = plain(full(Tab::Cups), page);
    harness.get_by_label("Friday's cup of everybody who");
    harness.get_by_label("Quarter-finals");
    harness.get_by_label("Bracket").click();
    harness.run_steps(2);
    let rows: Vec<_> = harness.query_all_by_role_and_label(Role::Button, "Watch").filter(|node| node.rect().min.y > 100.0).collect();
    assert_eq!(rows.len(), 2, "what is over is in the bracket");
    rows[1].click();
    harness.run_steps(2);
    let (bracket, code) = ("R2CV8N".parse().expect("a code"), "7KDW3R".parse().expect("a code"));
    let pressed = [WatchAction::Open(Target::Tournament(bracket)), WatchAction::Open(Target::Match(Link::to(code)))];
    assert_eq!(harness.state().pressed, pressed);
}

#[test]
fn friends_who_play_are_watched_with_one_press_and_what_they_have_played_is_a_list_of_its_own() {
    let mut harness = plain(full(Tab::Friends), page);
    harness.get_by_label("Plays just now");
    harness.query_all_by_label("Watch").rfind(|node| node.rect().min.y > 100.0).expect("a button in the row").click();
    harness.run_steps(2);
    harness.get_by_label("See again").click();
    harness.run_steps(2);
    let codes = ["7KDW3Q", "7KDW3S"].map(|code| code.parse().expect("a code"));
    assert_eq!(harness.state().pressed, codes.map(|code| WatchAction::Open(Target::Match(Link::to(code)))));
    let mut harness = plain(Known { circle: nobody(), ..known(Tab::Friends) }, page);
    harness.get_by_label("Find friends").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [WatchAction::Go(Screen::Friends)]);
    let mut harness = plain(known(Tab::Friends), page);
    harness.get_by_label("Friends need an account");
    harness.get_by_label("Sign in").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [WatchAction::Go(Screen::SignIn)]);
}

#[test]
fn an_own_match_says_how_it_ended_and_when_and_can_be_seen_again_and_linked_to() {
    let mut harness = plain(full(Tab::Mine), page);
    assert_eq!(harness.query_all_by_label("Won 3:1").count(), 2);
    assert_eq!(harness.query_all_by_label("3 min ago").count(), 2);
    harness.query_all_by_label("See again").next().expect("a button in each row").click();
    harness.run_steps(2);
    harness.query_all_by_label("Copy the link").next().expect("a button in each row").click();
    harness.run_steps(2);
    harness.get_by_label("More").click();
    harness.run_steps(2);
    let code = "7KDW3Q".parse().expect("a code");
    let pressed = &harness.state().pressed;
    assert_eq!(pressed, &[WatchAction::Open(Target::Match(Link::to(code))), WatchAction::CopyLink(code), WatchAction::More]);
}

#[test]
fn a_replay_of_this_machine_is_deleted_only_after_a_question_whose_first_answer_is_no() {
    let mut harness = plain(full(Tab::Kept), page);
    harness.get_by_label("from a friend");
    harness.get_by_label("A file from elsewhere");
    harness.query_all_by_label("Delete").next().expect("a button in each row").click();
    harness.run_steps(3);
    harness.get_by_label("Delete this replay for ever?");
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!((harness.state().pressed.len(), harness.state().model.draft.removing.clone()), (0, None));
    harness.query_all_by_label("Delete").next().expect("a button in each row").click();
    harness.run_steps(3);
    harness.query_all_by_label("Delete").next().expect("the answer").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [WatchAction::Remove("20260131-112804-practice-00ab".to_owned())]);
}

#[test]
fn what_is_typed_is_opened_with_enter() {
    let mut harness = plain(known(Tab::Live), page);
    harness.get_by_label("Code of a match, link or file").focus();
    harness.run_steps(2);
    harness.event(egui::Event::Text("7kdw3q".to_owned()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().model.draft.typed, "7kdw3q");
    assert_eq!(harness.state().pressed, [WatchAction::OpenTyped]);
}

#[test]
fn nonsense_gets_a_sentence_that_goes_away_with_the_next_letter() {
    let mut stand = known(Tab::Live);
    (stand.draft.nonsense, stand.draft.typed) = (true, "hello".to_owned());
    let mut harness = plain(stand, page);
    harness.get_by_label_contains("This is no code of a match");
    harness.get_by_label("Code of a match, link or file").focus();
    harness.run_steps(2);
    harness.event(egui::Event::Text("x".to_owned()));
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("This is no code of a match").is_none());
}

#[test]
fn opening_is_seen_and_can_be_cancelled_and_what_may_work_later_can_be_tried_again() {
    let link = Target::Match("rebound://m/7KDW3Q".parse().expect("a link"));
    let mut stand = known(Tab::Live);
    stand.opening.begin(link.clone());
    let mut harness = plain(stand, page);
    harness.get_by_label("Opening rebound://m/7KDW3Q");
    harness.get_by_label("Cancel").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [WatchAction::Cancel]);
    harness.state_mut().model.opening.fail(Problem::Net(NetError::Timeout));
    harness.run_steps(2);
    harness.get_by_label("Try again").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed.last(), Some(&WatchAction::Open(link)));
    let gone = ErrorBody { code: ErrorCode::NotFound, detail: String::new(), fields: Default::default() };
    for (problem, words) in
        [(Problem::Log(LogError::Untrue), "manipulated"), (Problem::Net(NetError::Refused(gone)), "There is no such match on this server")]
    {
        harness.state_mut().model.opening.fail(problem);
        harness.run_steps(2);
        harness.get_by_label_contains(words);
        assert!(harness.query_by_label("Try again").is_none(), "it would be the same again");
    }
}

#[test]
fn lists_that_are_empty_offer_the_next_step() {
    for (tab, words, step) in [
        (Tab::Live, "Nobody plays just now", Screen::Search),
        (Tab::Mine, "No match yet", Screen::Search),
        (Tab::Kept, "Nothing kept yet", Screen::Practice),
    ] {
        let mut harness = plain(known(tab), page);
        harness.get_by_label(words);
        harness.get_by_label(if step == Screen::Search { "Play now" } else { "Practice" }).click();
        harness.run_steps(2);
        assert_eq!(harness.state().pressed, [WatchAction::Go(step)]);
    }
}

#[test]
fn whoever_is_not_signed_in_is_offered_to_and_without_a_server_this_machine_is_left() {
    let mut harness = plain(Known { me: None, ..full(Tab::Live) }, page);
    harness.get_by_label("Continue as a guest").click();
    harness.run_steps(2);
    harness.get_by_label("Sign in").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [WatchAction::BeGuest, WatchAction::Go(Screen::SignIn)]);
    let mut harness = plain(Known { me: None, online: false, ..full(Tab::Mine) }, page);
    harness.get_by_label("No connection to the server");
    harness.query_all_by_label("On this machine").next_back().expect("the next step, below the tab").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [WatchAction::Show(Tab::Kept)]);
    let mut harness = plain(Known { me: None, online: false, ..full(Tab::Kept) }, page);
    harness.query_all_by_label("See again").next().expect("a button in each row").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [WatchAction::Open(Target::Kept("20260131-112804-practice-00ab".to_owned()))]);
}

#[test]
fn a_list_that_did_not_come_says_why_and_can_be_asked_for_again() {
    let mut harness = plain(Known { mine: failed(), ..known(Tab::Mine) }, page);
    harness.get_by_label("The server did not answer in time. Try again.");
    harness.get_by_label("Try again").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [WatchAction::TryAgain]);
}

#[test]
fn the_keyboard_alone_comes_to_a_match_and_opens_it() {
    let mut harness = plain(full(Tab::Mine), page);
    harness.get_by_label("My matches").focus();
    harness.run_steps(2);
    for key in [Key::Tab, Key::Tab, Key::Enter] {
        harness.key_press(key);
        harness.run_steps(3);
    }
    assert!(matches!(harness.state().pressed.as_slice(), [WatchAction::Open(Target::Match(_))]), "{:?}", harness.state().pressed);
}

#[test]
fn no_word_of_the_page_of_matches_is_cut_in_any_language_at_any_size() {
    never_cut("live", || full(Tab::Live), 760.0, page);
    never_cut("tournaments", || full(Tab::Cups), 760.0, page);
    never_cut("friends", || full(Tab::Friends), 760.0, page);
    never_cut("no tournament", || known(Tab::Cups), 760.0, page);
    never_cut("no friends", || Known { circle: nobody(), ..known(Tab::Friends) }, 760.0, page);
    never_cut("nobody's friends", || known(Tab::Friends), 760.0, page);
    never_cut("mine", || full(Tab::Mine), 760.0, page);
    never_cut("kept", || full(Tab::Kept), 760.0, page);
    never_cut("nothing live", || known(Tab::Live), 760.0, page);
    never_cut("nothing mine", || known(Tab::Mine), 760.0, page);
    never_cut("nothing kept", || known(Tab::Kept), 760.0, page);
    never_cut("signed out", || Known { me: None, ..known(Tab::Live) }, 760.0, page);
    never_cut("offline", || Known { online: false, ..known(Tab::Live) }, 760.0, page);
    never_cut("failed", || Known { live: failed(), ..known(Tab::Live) }, 760.0, page);
    let asking = || {
        let mut known = full(Tab::Kept);
        known.draft.removing = Some("from a friend".to_owned());
        known.shelf.entries.extend((0..SHOWN_STEP).map(|_| kept("again", true)));
        known.draft.typed = "hello".to_owned();
        known.draft.nonsense = true;
        known
    };
    never_cut("kept with a question", asking, 760.0, page);
    let busy = || {
        let mut known = known(Tab::Live);
        known.opening.begin(Target::File("/home/somebody/Downloads/a match that was played on a Sunday.rebound".into()));
        known
    };
    never_cut("opening", busy, 760.0, page);
}
