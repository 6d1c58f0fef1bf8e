//! The first screen: every way to play in one press, and what is first when.

use client::start::model::{StartDraft, Unfinished};
use client::start::view::{StartAction, StartModel, start_ui};
use client::ui::Look;
use common::api::lobby::LobbyMode;
use egui::{Key, Ui};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::{plain, start};

#[test]
fn the_first_screen_offers_what_a_person_wants_first_in_one_press() {
    let mut harness = plain(StartModel { online: true, ..StartModel::default() }, start);
    for label in ["Play now", "Two on this keyboard", "Practice", "Sign in", "Register"] {
        harness.get_by_label(label).click();
        harness.run_steps(2);
    }
    assert_eq!(
        harness.state().pressed,
        [StartAction::PlayNow, StartAction::HotSeat, StartAction::Practice, StartAction::SignIn, StartAction::Register]
    );
}

pub(crate) fn unfinished() -> Unfinished {
    let code = "7KDW3Q".parse().expect("a code");
    Unfinished { code, score: [7, 6], opponents: "Maximiliane_W_1".to_owned() }
}

#[test]
fn whoever_sits_in_a_match_is_offered_the_way_back_before_anything_else() {
    let model = StartModel { online: true, unfinished: Some(unfinished()), ..StartModel::default() };
    let mut harness = plain(model, start);
    assert!(harness.query_by_label("Play now").is_none(), "the server would refuse it");
    harness.get_by_label("Back to your match (7:6)").click();
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [StartAction::GoBack(unfinished().code); 2]);
}

#[test]
fn every_way_to_play_with_others_is_on_the_first_screen_and_what_needs_an_account_says_so() {
    let ways = [
        ("Ranked", StartAction::Ranked),
        ("Three against three", StartAction::Gather(LobbyMode::Clash)),
        ("Private lobby", StartAction::Gather(LobbyMode::CustomGame)),
        ("Tournaments", StartAction::Tournaments),
    ];
    for account in [true, false] {
        let mut harness = plain(StartModel { online: true, account, trophies: 1240, ..StartModel::default() }, start);
        for (label, _) in ways {
            // The bar has its own way to the tournaments.
            harness.get_all_by_label(label).last().expect("a way to play").click();
            harness.run_steps(2);
        }
        let open: Vec<_> = ways.iter().map(|(_, press)| *press).filter(|press| account || *press == StartAction::Tournaments).collect();
        assert_eq!(harness.state().pressed, open);
    }
}

#[test]
fn a_code_that_somebody_was_told_is_typed_on_the_first_screen() {
    fn typed(ui: &mut Ui, look: Look<'_>, draft: &mut StartDraft) -> Option<StartAction> {
        start_ui(ui, look, &StartModel { online: true, ..StartModel::default() }, draft)
    }
    let mut harness = plain(StartDraft { code: "4xth9m".to_owned(), nonsense: false }, typed);
    harness.get_by_label("Join").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [StartAction::Join]);
    let empty = plain(StartDraft { code: String::new(), nonsense: true }, typed);
    assert!(empty.get_by_label("Join").accesskit_node().is_disabled());
    empty.get_by_label("A code has six letters and digits, like 4XTH9M.");
}

#[test]
fn whoever_hosts_sees_how_the_others_come_in() {
    let model = StartModel { online: true, hosted_at: Some("192.168.1.20:4443".to_owned()), ..StartModel::default() };
    let harness = plain(model, start);
    harness.get_by_label("You host. Others on this network join with: rebound --server 192.168.1.20:4443");
}

#[test]
fn whoever_plays_offline_has_the_page_of_this_machine_and_the_way_back_online() {
    let mut harness = plain(StartModel { online: true, account: true, by_choice: true, ..StartModel::default() }, start);
    assert!(harness.query_by_label("Play now").is_none());
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    harness.get_by_label("You play offline").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [StartAction::HotSeat, StartAction::PlayOnline]);
}

#[test]
fn enter_does_the_obvious_on_the_first_screen() {
    let mut harness = plain(StartModel { online: true, ..StartModel::default() }, start);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [StartAction::PlayNow]);
}

#[test]
fn without_a_server_everything_that_needs_none_is_offered_and_enter_goes_there() {
    let mut harness = plain(StartModel::default(), start);
    harness.get_by_label("Play now").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, []);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [StartAction::HotSeat]);
}

#[test]
fn arrows_alone_reach_everything_on_the_first_screen() {
    let mut harness = plain(StartModel { online: true, ..StartModel::default() }, start);
    for key in [Key::ArrowDown, Key::Enter, Key::ArrowDown, Key::Enter, Key::ArrowLeft, Key::Enter, Key::ArrowRight, Key::Enter] {
        harness.key_press(key);
        harness.run_steps(2);
    }
    let pressed = &harness.state().pressed;
    for there in [StartAction::Tournaments, StartAction::HotSeat, StartAction::Practice] {
        assert!(pressed.contains(&there), "{there:?} in {pressed:?}");
    }
}
