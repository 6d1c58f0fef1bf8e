//! The bar: where it leads, what its dots say, and why something in it cannot be pressed.

use client::people::Unseen;
use client::screen::Screen;
use client::start::view::StartModel;
use client::ui::frame::{Around, Strip, Who};
use client::ui::text::Language;
use common::ids::PictureId;
use egui_kittest::kittest::Queryable;

use crate::cut::never_cut_in;
use crate::people::WIDE;
use crate::{open, start};

fn around(guest: bool, new: u32) -> Around {
    let who = Who { name: WIDE.to_owned(), picture: PictureId(16), guest };
    let unseen = Unseen { requests: new, chats: new, challenges: new, due: false };
    Around { screen: Screen::Friends, settings: false, who: Some(who), strip: Strip::Fine, unseen }
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
fn no_word_of_the_bar_is_cut_in_any_language_at_any_size() {
    for around in [around(false, 9), Around { who: None, ..around(true, 0) }, Around { strip: Strip::Down, ..around(false, 1) }] {
        never_cut_in(&around, "the bar", StartModel::default, 460.0, start);
    }
}
