//! Profiles: what the own one offers, what can be done with others by what they are, and choosing a picture.

use client::net::NetError;
use client::net::loaded::Loaded;
use client::people::PeopleAction;
use client::people::circle::{Circle, CircleAction};
use client::profile::model::{Edit, Harm, ProfileDraft, ProfileModel, Viewed, Viewer};
use client::profile::view::{ProfileAction, profile_ui};
use client::replays::model::{Matches, Part};
use client::screen::Screen;
use client::ui::Look;
use common::api::Page;
use common::api::matches::Match;
use common::api::profiles::{ProfilePicture, User};
use common::api::stats::RankedStat;
use common::api::time::Timestamp;
use common::ids::{FriendRequestId, PictureId, RankedStatId, UserId};
use egui::{Key, Ui};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use serde_json::json;

use crate::cut::never_cut;
use crate::people::{ME, NOW, WIDE, a_request, everybody, nobody, stats, user};
use crate::{Stand, plain};

struct Known {
    viewer: Viewer,
    online: bool,
    viewed: Viewed,
    who: Option<User>,
    circle: Circle,
    draft: ProfileDraft,
}

fn page(ui: &mut Ui, look: Look<'_>, known: &mut Known) -> Option<ProfileAction> {
    let model = ProfileModel {
        viewer: known.viewer,
        online: known.online,
        now: NOW,
        viewed: &known.viewed,
        who: known.who.as_ref(),
        circle: &known.circle,
    };
    profile_ui(ui, look, model, &mut known.draft)
}

fn a_match(n: i64, user: i64) -> Match {
    let player = |id: i64, name: &str| {
        json!({"id": id, "username": name, "profile_picture": {"id": 3, "name": "", "small": "", "medium": ""},
        "score": 3, "own_goal": 0, "returns": 12, "trophies": 10 - n})
    };
    let (winner, looser) = if n % 3 == 0 { ("b", "a") } else { ("a", "b") };
    serde_json::from_value(json!({
        "id": n, "code": format!("7KDW3{}", n % 8 + 2), "game_mode": "ranked", "game_duration": "00:01:13.500000",
        "created_at": "2026-01-31T11:25:04.123Z", "finished": true, "winner": winner, "looser": looser, "finish_reason": "normal-end",
        "match_type": "1v1", "spectators_allowed": true, "counts": true, "tournament_id": null, "tournament_stage_id": null, "tournament_n": null,
        "teams": {"a": {"score": 3, "players": [player(user, "Ada")]}, "b": {"score": 1, "players": [player(99, WIDE)]}},
    }))
    .expect("a match as the contract has it")
}

fn list(items: Vec<Match>, count: i64) -> Matches {
    let (mut list, id) = (Matches::default(), a_request());
    list.ask(id, Part::First);
    list.answered(id, &Ok(Page { count, next: None, previous: None, results: items }));
    list
}

fn pictures() -> Vec<ProfilePicture> {
    (0..23).map(|id| ProfilePicture::of(PictureId(id), id < 4, id == 7)).collect()
}

fn changes() -> Vec<RankedStat> {
    let total = [20_i64, 45, 30, 110, 96, 140];
    total.into_iter().map(|total| RankedStat { id: RankedStatId(1), trophies: 20, total_trophies: total, at: Timestamp(0) }).collect()
}

/// A profile that is all there.
fn full(id: i64, name: &str, circle: Circle) -> Known {
    let own = id == ME.0;
    let viewed = Viewed {
        user: Some(UserId(id)),
        own,
        stats: Loaded::of(stats()),
        changes: Loaded::of(changes()),
        pictures: Loaded::of(pictures()),
        matches: list((0..6).map(|n| a_match(n, id)).collect(), 40),
        ..Viewed::default()
    };
    Known { viewer: Viewer::Account, online: true, viewed, who: Some(user(id, name, false)), circle, draft: ProfileDraft::default() }
}

fn empty(id: i64, guest: bool) -> Known {
    let mut known = full(id, "Guest1234567890", nobody());
    known.viewed.matches = list(Vec::new(), 0);
    known.viewed.changes = Loaded::of(Vec::new());
    known.viewed.stats = Loaded::of(Vec::new());
    let mut who = user(id, "Guest1234567890", guest);
    who.ranks.clear();
    (who.catchphrase, who.bio) = Default::default();
    known.who = Some(who);
    known.viewer = if guest && id == ME.0 { Viewer::Guest } else { Viewer::Account };
    known
}

fn shown(known: Known) -> Harness<'static, Stand<Known, ProfileAction>> {
    let mut harness = plain(known, page);
    harness.set_size(egui::vec2(1280.0, 1800.0));
    harness.run_steps(4);
    harness
}

/// What the one button of this name asks for.
fn press(known: Known, label: &str) -> Vec<ProfileAction> {
    let mut harness = shown(known);
    harness.query_all_by_label(label).rfind(|node| node.rect().min.y > 60.0).unwrap_or_else(|| panic!("{label} is there")).click();
    harness.run_steps(2);
    std::mem::take(&mut harness.state_mut().pressed)
}

#[test]
fn a_profile_shows_ranks_results_form_and_matches() {
    let harness = shown(full(ME.0, "Ada", nobody()));
    for words in [
        "Duel: Gold",
        "42 ranked matches: 30 won, 12 lost",
        "40 won of 60",
        "Wins in a row: 2 now, 9 at best",
        "Trophies over time: from 0 to 140",
        "4 won and 2 lost of the last 6; the latest on the right",
    ] {
        assert!(harness.query_all_by_label(words).next().is_some(), "{words}");
    }
    harness.get_by_label("3 own goals");
    assert_eq!(harness.query_all_by_label("See again").count(), 6);
}

#[test]
fn what_can_be_done_with_somebody_depends_on_what_they_are() {
    let stranger = || full(60, "zoe", everybody());
    assert_eq!(press(stranger(), "Add friend"), [ProfileAction::Circle(CircleAction::Befriend("zoe".to_owned()))]);
    assert_eq!(press(stranger(), "Challenge"), [ProfileAction::People(PeopleAction::Challenge(UserId(60)))]);
    let code = "7KDW3Q".parse().expect("a code");
    assert_eq!(press(stranger(), "Watch"), [ProfileAction::People(PeopleAction::Watch(code))]);
    let asks = [ProfileAction::Circle(CircleAction::Accept(FriendRequestId(20)))];
    assert_eq!(press(full(20, "eve", everybody()), "Accept"), asks);
    let asked = [ProfileAction::Circle(CircleAction::Refuse(FriendRequestId(22)))];
    assert_eq!(press(full(22, "finn", everybody()), "Take back"), asked);
    let message = [ProfileAction::People(PeopleAction::Message(UserId(8), "bob".to_owned()))];
    assert_eq!(press(full(8, "bob", everybody()), "Message"), message);
    let blocked = shown(full(30, "gus", everybody()));
    blocked.get_by_label("Unblock");
    assert!(blocked.query_by_label("Message").is_none() && blocked.query_by_label("Block").is_none());
    let by_guest = shown(Known { viewer: Viewer::Guest, ..full(60, "zoe", Circle::default()) });
    assert!(by_guest.query_by_label("Add friend").is_none() && by_guest.query_by_label("Block").is_none());
}

#[test]
fn a_friend_has_a_head_to_head_and_a_stranger_none() {
    let harness = shown(full(8, "bob", everybody()));
    harness.get_by_label("Head-to-head");
    harness.get_by_label("8 matches against each other");
    harness.get_by_label("4 matches together, 2 won");
    assert!(shown(full(60, "zoe", everybody())).query_by_label("Head-to-head").is_none());
}

#[test]
fn nobody_is_blocked_without_a_question_whose_first_answer_is_no() {
    let mut harness = shown(full(8, "bob", everybody()));
    harness.get_by_label("Block").click();
    harness.run_steps(3);
    assert_eq!(harness.state().model.draft.asking, Some(Harm::Block));
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!((harness.state().pressed.len(), harness.state().model.draft.asking), (0, None));
    harness.get_by_label("Block").click();
    harness.run_steps(3);
    harness.get_by_label("Block").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [ProfileAction::Circle(CircleAction::Block(UserId(8)))]);
}

#[test]
fn the_own_profile_is_edited_in_place() {
    let mut harness = shown(full(ME.0, "Ada", nobody()));
    harness.get_by_label("Edit").click();
    harness.run_steps(2);
    let [ProfileAction::Edit(edit)] = &harness.state().pressed[..] else { panic!() };
    assert_eq!(edit.catchphrase, "The ball is round, the court is not.");
    let edit = edit.clone();
    harness.state_mut().model.draft.edit = Some(edit);
    harness.run_steps(3);
    harness.get_by_label("About you (41 of 500)");
    harness.get_by_label("Save").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed.last(), Some(&ProfileAction::Save));
}

#[test]
fn a_picture_that_is_unlocked_can_be_put_on_and_one_that_is_not_says_what_unlocks_it() {
    let mut stand = full(ME.0, "Ada", nobody());
    stand.draft.choosing = true;
    let mut harness = shown(stand);
    harness.get_by_label("Popular Guy: Have 50 friends.").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, []);
    harness.get_by_label("Tournament Winner: Put it on").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [ProfileAction::Equip(PictureId(2))]);
    harness.get_by_label("4 of 23 unlocked. A picture, once unlocked, stays.");
}

#[test]
fn a_profile_that_does_not_come_says_why_and_can_be_tried_again() {
    let mut stand = Known { who: None, ..full(60, "zoe", everybody()) };
    let id = a_request();
    stand.viewed.who = Loaded::wanted();
    stand.viewed.who.asked(id);
    stand.viewed.who.answered(id, Err(NetError::Timeout));
    assert_eq!(press(stand, "Try again"), [ProfileAction::TryAgain]);
}

#[test]
fn an_empty_profile_says_what_will_be_there_and_a_guest_is_offered_an_account() {
    let harness = shown(empty(ME.0, true));
    for words in ["Ranked matches draw a line here.", "The last 20 matches stand here, one beside the other.", "No match yet"] {
        harness.get_by_label(words);
    }
    assert_eq!(press(empty(ME.0, true), "Register"), [ProfileAction::Go(Screen::Register)]);
}

#[test]
fn no_word_of_a_profile_is_cut_in_any_language_at_any_size() {
    never_cut("own profile", || full(ME.0, WIDE, nobody()), 760.0, page);
    never_cut("friend", || full(9, WIDE, everybody()), 760.0, page);
    never_cut("stranger", || full(60, WIDE, everybody()), 760.0, page);
    never_cut("somebody who asks", || full(20, WIDE, everybody()), 760.0, page);
    never_cut("empty", || empty(ME.0, true), 760.0, page);
    let asking = || {
        let mut stand = full(9, WIDE, everybody());
        stand.draft.asking = Some(Harm::Unfriend);
        stand
    };
    never_cut("a question", asking, 760.0, page);
    let editing = || {
        let mut stand = full(ME.0, WIDE, nobody());
        stand.draft.edit = Some(Edit { catchphrase: "W".repeat(20), bio: "W ".repeat(200), asked: None, problem: Some(NetError::Timeout) });
        stand
    };
    never_cut("edited", editing, 760.0, page);
    let choosing = || {
        let mut stand = full(ME.0, WIDE, nobody());
        stand.draft.choosing = true;
        stand
    };
    never_cut("pictures", choosing, 760.0, page);
    never_cut("nobody", || Known { viewer: Viewer::Nobody, who: None, ..full(60, "zoe", Circle::default()) }, 760.0, page);
    never_cut("offline", || Known { online: false, who: None, ..full(60, "zoe", Circle::default()) }, 760.0, page);
}
