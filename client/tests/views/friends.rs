//! The page of friends: who is there, what can be done with them, requests, the search, and what is said when there is nothing.

use client::friends::model::{Ask, Draft, Find, FriendsModel, Tab};
use client::friends::view::{FriendsAction, friends_ui};
use client::net::{NetError, Reader};
use client::people::PeopleAction;
use client::people::circle::{Circle, CircleAction};
use client::people::listed::Listed;
use client::screen::Screen;
use client::ui::Look;
use common::api::Page;
use common::api::error::ErrorCode;
use common::ids::{BlockId, FriendRequestId, FriendshipId, UserId};
use egui::{Key, Ui};
use egui_kittest::kittest::Queryable;

use crate::cut::never_cut;
use crate::people::{NOW, WIDE, a_request, everybody, found, nobody, refused};
use crate::plain;

struct Known {
    reader: Reader,
    circle: Circle,
    find: Find,
    unseen: u32,
    draft: Draft,
}

fn page(ui: &mut Ui, look: Look<'_>, known: &mut Known) -> Option<FriendsAction> {
    let model = FriendsModel { reader: known.reader, now: NOW, circle: &known.circle, find: &known.find, unseen: known.unseen };
    friends_ui(ui, look, model, &mut known.draft)
}

fn known(tab: Tab, circle: Circle) -> Known {
    let draft = Draft { tab, ..Draft::default() };
    Known { reader: Reader::Account(UserId(1)), circle, find: Find::default(), unseen: 0, draft }
}

fn searched(names: &[&str], total: i64) -> Known {
    let mut known = known(Tab::Find, everybody());
    known.draft.typed = "a".to_owned();
    known.find.typed("a", 0);
    let id = a_request();
    known.find.asked(id, "a".to_owned());
    let results = names.iter().zip(50..).map(|(name, id)| found(id, name)).collect();
    known.find.answered(id, &Ok(Page { count: total, next: None, previous: None, results }));
    known
}

fn open(who: i64, asking: Option<Ask>) -> Known {
    let mut known = known(Tab::Friends, everybody());
    (known.draft.open, known.draft.asking) = (Some(UserId(who)), asking);
    known
}

#[test]
fn friends_are_listed_with_what_they_do_and_whoever_is_online_first() {
    let mut harness = plain(known(Tab::Friends, everybody()), page);
    for words in ["Online", "In a match", "Looking for a match", "Last seen 3 min ago"] {
        harness.get_by_label(words);
    }
    let y = |name: &str| harness.query_all_by_label(name).next().expect("a line for each").rect().min.y;
    assert!(y(WIDE) < y("bob") && y("cleo") < y("dora") && y("dora") < y("bob"));
    harness.query_all_by_label("Watch").rfind(|node| node.rect().min.y > 100.0).expect("a button in the line").click();
    harness.run_steps(2);
    let code = "7KDW3Q".parse().expect("a code");
    assert_eq!(harness.state().pressed, [FriendsAction::People(PeopleAction::Watch(code))]);
}

#[test]
fn the_menu_of_a_friend_does_what_it_says_and_the_keyboard_alone_comes_there() {
    let mut harness = plain(known(Tab::Friends, everybody()), page);
    harness.get_by_label("What to do with cleo").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    harness.get_by_label("Message").click();
    harness.run_steps(2);
    harness.query_all_by_label("Profile").next_back().expect("below the bar").click();
    harness.run_steps(2);
    let (id, name) = (UserId(10), "cleo".to_owned());
    let wishes = [PeopleAction::Challenge(id), PeopleAction::Message(id, name), PeopleAction::Profile(id)];
    assert_eq!(harness.state().pressed, wishes.map(FriendsAction::People));
}

#[test]
fn a_friend_is_removed_or_blocked_only_after_a_question_whose_first_answer_is_no() {
    for (button, question, change) in [
        ("Remove friend", "Remove bob from your friends?", CircleAction::Unfriend(FriendshipId(8))),
        ("Block", "Block bob? That ends friendship and requests, and hides you from each other.", CircleAction::Block(UserId(8))),
    ] {
        let mut harness = plain(open(8, None), page);
        harness.get_by_label(button).click();
        harness.run_steps(3);
        harness.get_by_label(question);
        harness.key_press(Key::Enter);
        harness.run_steps(3);
        assert_eq!((harness.state().pressed.len(), harness.state().model.draft.asking), (0, None));
        harness.get_by_label(button).click();
        harness.run_steps(3);
        harness.get_by_label(button).click();
        harness.run_steps(2);
        assert_eq!(harness.state().pressed, [FriendsAction::Circle(change)]);
    }
}

#[test]
fn requests_are_accepted_rejected_and_taken_back() {
    let mut harness = plain(known(Tab::Requests, everybody()), page);
    for label in ["Accept", "Reject", "Take back"] {
        harness.query_all_by_label(label).next().expect("in its line").click();
        harness.run_steps(2);
    }
    let id = FriendRequestId;
    let changes = [CircleAction::Accept(id(20)), CircleAction::Refuse(id(20)), CircleAction::Refuse(id(22))];
    assert_eq!(harness.state().pressed, changes.map(FriendsAction::Circle));
}

#[test]
fn a_request_that_did_not_work_says_why_in_its_line_and_can_be_tried_again() {
    let mut stand = known(Tab::Requests, everybody());
    let (id, accept) = (a_request(), CircleAction::Accept(FriendRequestId(20)));
    stand.circle.begin(id, accept.clone());
    let mut harness = plain(stand, page);
    harness.query_all_by_label("Accept").next().expect("in its line").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [], "it is under way");
    harness.state_mut().model.circle.refuse(id, &NetError::Timeout);
    harness.run_steps(2);
    harness.get_by_label("The server did not answer in time. Try again.");
    harness.get_by_label("Try again").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [FriendsAction::Circle(accept)]);
}

#[test]
fn people_who_are_found_can_be_asked_and_those_who_are_something_already_are_shown_as_that() {
    let mut harness = plain(searched(&["ada2", "ava"], 2), page);
    harness.query_all_by_label("Add friend").next().expect("in its line").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [FriendsAction::Circle(CircleAction::Befriend("ada2".to_owned()))]);
    let mut stand = searched(&[], 0);
    let id = a_request();
    stand.find.asked(id, "a".to_owned());
    let results = vec![found(7, "Ada"), found(8, "bob"), found(20, "eve"), found(22, "finn"), found(30, "gus")];
    stand.find.answered(id, &Ok(Page { count: 9, next: None, previous: None, results }));
    let harness = plain(stand, page);
    for words in ["That is you", "Friend", "Accept", "Asked", "Unblock", "4 more have such a name. Type more of it."] {
        harness.get_by_label(words);
    }
}

#[test]
fn a_search_that_failed_says_why_and_one_without_a_result_says_so() {
    let mut stand = searched(&[], 0);
    let id = a_request();
    stand.find.asked(id, "a".to_owned());
    stand.find.answered(id, &Err(refused(ErrorCode::Throttled)));
    let mut harness = plain(stand, page);
    harness.get_by_label("Too many attempts. Wait a moment and try again.");
    harness.get_by_label("Try again").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [FriendsAction::FindAgain]);
    plain(searched(&[], 0), page).get_by_label("Nobody has such a name");
}

#[test]
fn whoever_is_blocked_can_be_unblocked() {
    let mut harness = plain(known(Tab::Blocked, everybody()), page);
    harness.query_all_by_label("Unblock").next().expect("in its line").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [FriendsAction::Circle(CircleAction::Unblock(BlockId(30)))]);
}

#[test]
fn lists_that_are_empty_say_what_will_be_there_and_offer_the_next_step() {
    for (tab, words) in [(Tab::Friends, "No friends yet"), (Tab::Requests, "No request waits")] {
        let mut harness = plain(known(tab, nobody()), page);
        harness.get_by_label(words);
        harness.query_all_by_label("Find people").next_back().expect("the next step, below the tab").click();
        harness.run_steps(2);
        assert_eq!(harness.state().pressed, [FriendsAction::Show(Tab::Find)]);
    }
    plain(known(Tab::Blocked, nobody()), page).get_by_label("Nobody is blocked");
    plain(known(Tab::Find, nobody()), page).get_by_label("Look for somebody");
}

#[test]
fn a_guest_is_told_that_friends_come_with_an_account() {
    let mut harness = plain(Known { reader: Reader::Guest(UserId(1)), ..known(Tab::Friends, Circle::default()) }, page);
    harness.get_by_label("Friends come with an account");
    harness.get_by_label("Register").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [FriendsAction::Go(Screen::Register)]);
}

#[test]
fn no_word_of_the_page_of_friends_is_cut_in_any_language_at_any_size() {
    never_cut("friends", || open(9, None), 760.0, page);
    never_cut("friends with a question", || open(9, Some(Ask::Block)), 760.0, page);
    never_cut("friends with another question", || open(9, Some(Ask::Unfriend)), 760.0, page);
    never_cut("requests", || known(Tab::Requests, everybody()), 760.0, page);
    never_cut("found", || searched(&["ada2", WIDE, "bob"], 30), 760.0, page);
    never_cut("nobody found", || searched(&[], 0), 760.0, page);
    never_cut("blocked", || known(Tab::Blocked, everybody()), 760.0, page);
    for tab in Tab::ALL {
        never_cut("an empty list", || known(tab, nobody()), 760.0, page);
    }
    for reader in [Reader::Nobody, Reader::Guest(UserId(1)), Reader::Offline] {
        never_cut("no account", || Known { reader, ..known(Tab::Friends, Circle::default()) }, 760.0, page);
    }
    let failed = || {
        let mut stand = known(Tab::Friends, nobody());
        stand.circle.friends = Listed::failed(NetError::Timeout);
        stand
    };
    never_cut("failed", failed, 760.0, page);
}
