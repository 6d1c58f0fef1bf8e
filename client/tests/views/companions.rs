//! Several people at one machine, as the lobby shows them.

use client::auth::model::Form;
use client::companions::model::{Companions, CompanionsAction, Stage};
use client::companions::view::{Around, OwnLine, companions_ui};
use client::net::{Beside, BesideNews, NetError};
use client::play::steering::Hand;
use client::settings::Controls;
use client::ui::Look;
use common::api::auth::Tokens;
use common::api::lobby::{Lobby, LobbyTeam};
use common::api::users::UserMe;
use common::ids::PictureId;
use egui::Ui;
use egui_kittest::kittest::Queryable;
use serde_json::json;

use crate::cut::never_cut;
use crate::people::WIDE;
use crate::plain;

/// What the lines are shown with.
struct Known {
    companions: Companions,
    lobby: Option<Lobby>,
    pads: usize,
}

fn lines(ui: &mut Ui, look: Look<'_>, known: &mut Known) -> Option<CompanionsAction> {
    let own = OwnLine { name: WIDE.to_owned(), picture: PictureId(3) };
    let controls = Controls::default();
    let around = Around { own: &own, controls: &controls, pads: known.pads, online: true, lobby: known.lobby.as_ref() };
    companions_ui(ui, look, &mut known.companions, around)
}

fn guest(id: i64) -> Box<UserMe> {
    let picture = json!({"id": 0, "name": "", "small": "", "medium": ""});
    let me = json!({
        "id": id, "username": format!("Guest{id}"), "is_guest": true, "created_at": "2026-01-31T11:28:04.123Z", "profile_picture": picture,
        "accept_friend_request": true, "accept_chat_from": "friends_only", "accept_challenges": true, "allow_spectators": true,
        "play_mode": "online", "catchphrase": "", "bio": "", "trophies": 0, "ranks": [],
        "notifications": {"friend_requests": 0, "chats": 0, "challenges": 0}, "is_online": true, "last_online": "2026-01-31T11:28:04.123Z",
    });
    Box::new(serde_json::from_value(me).expect("a user as the contract has it"))
}

/// So many guests beside whoever is signed in, in a lobby of theirs.
fn known(guests: i64, ready: bool) -> Known {
    let app = client::logic(None, None);
    let mut companions = Companions::default();
    let mut members = Vec::new();
    for id in 1..=guests {
        let tokens = Tokens { access: String::new(), refresh: String::new() };
        let who = app.world().resource::<Beside>().let_in(tokens);
        companions.add(who);
        companions.heard(who, &BesideNews::Known(guest(id)));
        members
            .push(json!({"id": id, "username": format!("Guest{id}"), "profile_picture": {"id": 0, "name": "", "small": "", "medium": ""},
            "creator": false, "join_at": "2026-01-31T11:28:04.123Z", "is_ready": ready, "team": "a"}));
    }
    let lobby = serde_json::from_value(json!({
        "id": 1, "code": "4XTH9M", "participants": members, "is_full": false, "max_participants": 8, "created_at": "2026-01-31T11:28:04.123Z",
        "game_mode": "custom_game", "match_type": "3v3", "goals": 3, "game_playing": null,
    }))
    .expect("a lobby as the contract has it");
    Known { companions, lobby: Some(lobby), pads: 1 }
}

#[test]
fn somebody_comes_beside_as_a_guest_or_with_an_account() {
    let mut harness = plain(Known { companions: Companions::default(), lobby: None, pads: 0 }, lines);
    harness.get_by_label("Add a guest").click();
    harness.run_steps(2);
    assert!(matches!(harness.state().pressed[..], [CompanionsAction::AddGuest]));
    harness.get_by_label("Add somebody with an account").click();
    harness.run_steps(3);
    assert!(harness.state().model.companions.form.is_some());
    harness.get_by_label("Cancel").click();
    harness.run_steps(3);
    assert!(harness.state().model.companions.form.is_none());
}

#[test]
fn each_says_that_they_are_ready_takes_what_they_steer_with_changes_sides_and_goes() {
    let mut harness = plain(known(1, false), lines);
    for label in ["Guest1 is ready", "Guest1 plays with W S", "To side B", "Guest1 leaves"] {
        harness.get_by_label(label).click();
        harness.run_steps(2);
    }
    let who = harness.state().model.companions.list[0].who;
    let pressed = &harness.state().pressed;
    assert!(matches!(pressed[0], CompanionsAction::Ready(found, true) if found == who));
    assert!(matches!(pressed[1], CompanionsAction::Give(Some(found), hand) if found == who && hand == Hand::pad(0)), "the next there is");
    assert!(matches!(pressed[2], CompanionsAction::Side(found, LobbyTeam::B) if found == who));
    assert!(matches!(pressed[3], CompanionsAction::Remove(found) if found == who));
    assert_eq!(pressed.len(), 4);
}

#[test]
fn whoever_was_refused_asks_again_when_they_want_to() {
    let mut known = known(1, false);
    known.lobby = None;
    known.companions.list[0].stage = Stage::Refused(NetError::Timeout);
    let mut harness = plain(known, lines);
    harness.get_by_label("Try again").click();
    harness.run_steps(2);
    assert!(matches!(harness.state().pressed[..], [CompanionsAction::TryAgain(_)]));
}

#[test]
fn no_word_about_those_at_this_machine_is_cut() {
    never_cut("nobody beside", || Known { companions: Companions::default(), lobby: None, pads: 0 }, 760.0, lines);
    never_cut("three beside", || known(3, true), 760.0, lines);
    let asked = || {
        let mut known = known(2, false);
        known.companions.list[0].stage = Stage::Refused(NetError::Timeout);
        known.companions.list[1].stage = Stage::Banned;
        known.companions.form = Some(Form::fresh());
        known
    };
    never_cut("refused and a form", asked, 760.0, lines);
}
