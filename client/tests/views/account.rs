//! The page of the own account: what is typed, switched, downloaded and deleted.

use client::account::model::{AccountDraft, AccountModel, Download, Switch};
use client::account::view::{AccountAction, account_ui};
use client::net::NetError;
use client::net::loaded::Loaded;
use client::screen::Screen;
use client::ui::Look;
use common::api::auth::SessionView;
use common::api::error::{ErrorCode, FieldCode};
use common::api::time::Timestamp;
use common::api::users::{AcceptChat, PlayMode, UserMe};
use common::ids::SessionId;
use egui::Ui;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use crate::cut::never_cut;
use crate::people::{NOW, a_request, me, refused};
use crate::{Stand, plain};

struct Known {
    me: Option<UserMe>,
    online: bool,
    draft: AccountDraft,
}

fn page(ui: &mut Ui, look: Look<'_>, known: &mut Known) -> Option<AccountAction> {
    let model = AccountModel { me: known.me.as_ref(), online: known.online, now: NOW };
    account_ui(ui, look, model, &mut known.draft)
}

fn session(id: i64, current: bool) -> SessionView {
    let client = "Rebound 0.1.0 (an unusually long description of a machine)".to_owned();
    let last_used_at = Timestamp(NOW.0 - 3 * 60_000);
    SessionView { id: SessionId(id), created_at: last_used_at, last_used_at, address: "203.0.113.195".into(), client, current }
}

fn known(guest: bool) -> Known {
    let me = me(guest);
    let mut draft = AccountDraft::default();
    draft.open(Some(&me));
    draft.sessions = Loaded::of(vec![session(1, true), session(2, false)]);
    Known { me: Some(me), online: true, draft }
}

fn opened(guest: bool) -> Harness<'static, Stand<Known, AccountAction>> {
    let mut harness = plain(known(guest), page);
    harness.set_size(egui::vec2(1280.0, 1400.0));
    harness.run_steps(4);
    harness
}

#[test]
fn a_name_and_a_password_are_changed() {
    let mut harness = opened(false);
    harness.state_mut().model.draft.name = "Ada_2".to_owned();
    harness.run_steps(2);
    harness.get_by_label("Change the name").click();
    harness.run_steps(2);
    harness.state_mut().model.draft.old_password = "correct horse".to_owned();
    harness.run_steps(2);
    harness.get_by_label("Change the password").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [AccountAction::Rename, AccountAction::Secure]);
}

#[test]
fn what_is_wrong_with_a_name_or_a_password_stands_at_its_field() {
    let mut harness = opened(false);
    let draft = &mut harness.state_mut().model.draft;
    draft.name_wrong = Some(FieldCode::TooShort);
    draft.securing.begin(a_request());
    draft.password_wrong = [None, Some(FieldCode::SameAsUsername)];
    harness.run_steps(2);
    harness.get_by_label("At least 3 characters.");
    harness.get_by_label("The password cannot be the name.");
    let mut harness = opened(false);
    let id = a_request();
    harness.state_mut().model.draft.securing.begin(id);
    harness.state_mut().model.draft.securing.answered::<()>(id, &Err(refused(ErrorCode::IncorrectPassword)));
    harness.run_steps(2);
    harness.get_by_label("Name or password is wrong.");
}

#[test]
fn every_switch_asks_for_what_it_says() {
    let mut harness = opened(false);
    for label in ["Ask for friendship", "Challenge me", "Watch my matches", "Play offline"] {
        harness.get_by_role_and_label(Role::CheckBox, label).click();
        harness.run_steps(2);
    }
    harness.get_by_label("Everybody").click();
    harness.run_steps(2);
    let switches = [
        Switch::FriendRequests(false),
        Switch::Challenges(false),
        Switch::Spectators(false),
        Switch::Play(PlayMode::Offline),
        Switch::Chat(AcceptChat::Everyone),
    ];
    assert_eq!(harness.state().pressed, switches.map(AccountAction::Set));
}

#[test]
fn a_switch_that_could_not_be_moved_says_why_and_can_be_tried_again() {
    let mut harness = opened(false);
    harness.state_mut().model.draft.switch_problem = Some((Switch::Challenges(false), NetError::Timeout));
    harness.run_steps(2);
    harness.get_by_label("The server did not answer in time. Try again.");
    harness.get_by_label("Try again").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [AccountAction::Set(Switch::Challenges(false))]);
}

#[test]
fn another_session_can_be_ended_and_the_present_one_is_marked() {
    let mut harness = opened(false);
    harness.get_by_label("This one");
    harness.get_by_label("End this session").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [AccountAction::EndSession(SessionId(2))]);
}

#[test]
fn the_data_is_downloaded_and_it_is_said_where_it_is() {
    let mut harness = opened(false);
    harness.get_by_label("Download my data").click();
    harness.run_steps(2);
    harness.state_mut().model.draft.download = Download::Done("/home/somebody/Downloads/rebound-Ada.json".into());
    harness.run_steps(2);
    harness.get_by_label("It is in /home/somebody/Downloads/rebound-Ada.json");
    assert_eq!(harness.state().pressed, [AccountAction::Download]);
}

#[test]
fn the_account_is_deleted_only_with_a_password_after_a_question_that_says_what_stays() {
    let mut harness = opened(false);
    harness.get_by_label("Delete my account").click();
    harness.run_steps(3);
    harness.get_by_label("Delete Ada for ever?");
    harness.get_by_label_contains("Finished matches stay");
    harness.get_by_label("Delete for ever").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [], "not without a password");
    harness.state_mut().model.draft.delete_password = "correct horse".to_owned();
    harness.run_steps(2);
    harness.get_by_label("Delete for ever").click();
    harness.run_steps(2);
    harness.get_by_label("Keep it").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [AccountAction::Delete]);
    assert!(!harness.state().model.draft.deleting && harness.state().model.draft.delete_password.is_empty());
}

#[test]
fn a_guest_is_offered_to_register_and_has_neither_password_nor_sessions() {
    let mut harness = opened(true);
    for label in ["Change the password", "Sessions", "Ask for friendship", "Sign out"] {
        assert!(harness.query_by_label(label).is_none(), "{label}");
    }
    harness.get_by_label("Register").click();
    harness.run_steps(2);
    harness.get_by_label("Delete my account").click();
    harness.run_steps(3);
    harness.get_by_label("Delete for ever").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [AccountAction::Go(Screen::Register), AccountAction::Delete]);
}

#[test]
fn without_a_server_nothing_is_asked_of_it() {
    let mut harness = plain(Known { online: false, ..known(false) }, page);
    harness.set_size(egui::vec2(1280.0, 1400.0));
    harness.run_steps(4);
    harness.get_by_label("No connection to the server: nothing can be changed here now.");
    harness.get_by_label("Download my data").click();
    harness.run_steps(2);
    harness.get_by_label("Sign out").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [AccountAction::SignOut]);
}

#[test]
fn no_word_of_the_page_of_the_account_is_cut_in_any_language_at_any_size() {
    never_cut("account", || known(false), 760.0, page);
    never_cut("account of a guest", || known(true), 760.0, page);
    never_cut("account of nobody", || Known { me: None, ..known(true) }, 760.0, page);
    let busy = || {
        let mut stand = known(false);
        stand.online = false;
        stand.draft.deleting = true;
        stand.draft.name_wrong = Some(FieldCode::InvalidCharacters);
        stand.draft.switch_problem = Some((Switch::Challenges(false), NetError::Timeout));
        stand.draft.download = Download::NotWritten("/home/somebody/Downloads: No space left on device".into());
        stand
    };
    never_cut("account with a question", busy, 760.0, page);
}
