//! The bar: where it leads, what its dots say, and why something in it cannot be pressed.

use client::people::Unseen;
use client::screen::{ProfileDoor, Screen};
use client::start::view::StartModel;
use client::ui::frame::{Around, AroundAction, Strip, Who, page};
use client::ui::text::Language;
use client::waiting::{Waiting, Wanted};
use common::ids::PictureId;
use egui::accesskit::Toggled;
use egui_kittest::kittest::Queryable;

use crate::cut::never_cut_in;
use crate::people::WIDE;
use crate::{open, start};

fn around(guest: bool, new: u32) -> Around {
    let who = Who { name: WIDE.to_owned(), picture: PictureId(16), guest };
    let unseen = Unseen { requests: new, chats: new, challenges: new, due: false };
    Around {
        screen: Screen::Friends,
        place: Screen::Friends,
        settings: false,
        who: Some(who),
        strip: Strip::Fine,
        unseen,
        waiting: Waiting::Nothing,
    }
}

/// Everything on the screen that has a label.
fn labels(around: Around) -> Vec<String> {
    use egui_kittest::kittest::NodeT;
    let harness = open(around, (Language::En, (1280.0, 720.0), 1.0), StartModel::default(), 460.0, start);
    harness.root().children_recursive().filter_map(|node| node.accesskit_node().label()).collect()
}

#[test]
fn the_bar_has_every_place_and_says_how_much_is_new_there() {
    let new = labels(around(false, 2));
    for place in ["Play (2)", "Watch", "Friends (2)", "Chat (2)", "Profile", "Settings", WIDE] {
        assert!(new.iter().any(|label| label == place), "{place} in {new:?}");
    }
    let old = labels(around(false, 0));
    assert!(old.iter().any(|label| label == "Friends") && !old.iter().any(|label| label == "Friends (2)"), "{old:?}");
}

#[test]
fn what_a_guest_cannot_do_is_disabled() {
    use egui_kittest::kittest::NodeT;
    for (guest, disabled) in [(true, true), (false, false)] {
        let harness = open(around(guest, 0), (Language::En, (1280.0, 720.0), 1.0), StartModel::default(), 460.0, start);
        let friends = harness.get_by_label("Friends");
        assert_eq!(friends.accesskit_node().is_disabled(), disabled);
    }
}

#[test]
fn a_place_that_cannot_be_gone_to_can_be_reached_with_keys_and_says_why() {
    use egui_kittest::kittest::NodeT;
    let mut harness = open(around(true, 0), (Language::En, (1280.0, 720.0), 1.0), StartModel::default(), 460.0, start);
    assert!(harness.query_by_label("Friends: needs an account").is_none());
    harness.get_by_label("Friends").focus();
    harness.run_steps(4);
    assert!(harness.get_by_label("Friends").accesskit_node().is_focused());
    harness.get_by_label("Friends: needs an account");
}

#[test]
fn somebody_elses_profile_belongs_to_the_place_that_it_was_opened_from() {
    use egui_kittest::kittest::NodeT;
    let chosen = |place| {
        let around = Around { screen: Screen::Profile, place, ..around(false, 0) };
        let harness = open(around, (Language::En, (1280.0, 720.0), 1.0), StartModel::default(), 460.0, start);
        ["Friends", "Profile"].map(|label| harness.get_by_label(label).accesskit_node().toggled() == Some(Toggled::True))
    };
    assert_eq!(chosen(Screen::Friends), [true, false]);
    assert_eq!(chosen(Screen::Profile), [false, true]);
    let door = |own| ProfileDoor { to: Screen::Friends, own };
    assert_eq!([true, false].map(|own| door(own).place(Screen::Profile)), [Screen::Profile, Screen::Friends]);
    assert_eq!(door(false).place(Screen::Watch), Screen::Watch);
}

fn waiting(waiting: Waiting, screen: Screen) -> egui_kittest::Harness<'static, crate::Stand<StartModel, client::start::view::StartAction>> {
    open(Around { waiting, screen, ..around(false, 0) }, (Language::En, (1280.0, 720.0), 1.0), StartModel::default(), 460.0, start)
}

#[test]
fn what_goes_on_meanwhile_is_said_below_every_other_page_with_the_way_there_and_the_way_out() {
    let search = Waiting::Search { wanted: Wanted::Ranked, seconds: 75 };
    let harness = waiting(search, Screen::Friends);
    for label in ["Looking for a ranked opponent: 1:15", "Warm up", "Stop searching"] {
        harness.get_by_label(label);
    }
    let lobby = |searching| Waiting::Lobby { code: "4XTH9M".parse().expect("a code"), people: 2, places: 3, searching };
    waiting(lobby(false), Screen::Watch).get_by_label("In the lobby 4XTH9M: 2/3");
    let harness = waiting(lobby(true), Screen::Watch);
    harness.get_by_label("Your team 4XTH9M looks for opponents");
    harness.get_by_label("To the lobby");
    assert!(waiting(lobby(false), Screen::Lobby).query_by_label("To the lobby").is_none(), "whoever is there sees it");
}

#[test]
fn a_press_on_the_strip_leads_there_or_stops_the_search() {
    let around = Around { waiting: Waiting::Search { wanted: Wanted::Duel, seconds: 3 }, ..around(false, 0) };
    let mut harness = egui_kittest::Harness::builder().with_size(egui::vec2(1280.0, 720.0)).build_ui_state(
        move |ui, (pressed, dressed): &mut (Vec<AroundAction>, bool)| {
            let (theme, text, pictures) = (Default::default(), Default::default(), Default::default());
            if !std::mem::replace(dressed, true) {
                return client::ui::fonts::install(ui.ctx());
            }
            let look = client::ui::Look { theme: &theme, text: &text, pictures: &pictures, motion: false };
            pressed.extend(page(ui, look, &around, 460.0, |_| ()).0);
        },
        (Vec::new(), false),
    );
    harness.run_steps(4);
    for label in ["Warm up", "Stop searching"] {
        harness.get_by_label(label).click();
        harness.run_steps(2);
    }
    assert_eq!(harness.state().0, [AroundAction::Return(Screen::Search), AroundAction::StopSearching]);
}

#[test]
fn no_word_of_the_bar_is_cut_in_any_language_at_any_size() {
    let waiting = Waiting::Lobby { code: "4XTH9M".parse().expect("a code"), people: 2, places: 3, searching: true };
    let both = Around { strip: Strip::Down, waiting, ..around(false, 1) };
    for around in [around(false, 9), Around { who: None, ..around(true, 0) }, Around { strip: Strip::Down, ..around(false, 1) }, both] {
        never_cut_in(&around, "the bar", StartModel::default, 460.0, start);
    }
}
