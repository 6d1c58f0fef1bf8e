//! The controls of the theatre: what is on them by label, what a press and a key do, in both languages and with little room.

use client::play::theatre::model::{Speed, TheatreAction, TheatreDraft, TheatreModel};
use client::play::theatre::view::theatre_ui;
use client::ui::pictures::Pictures;
use client::ui::text::{Language, Text};
use client::ui::theme::{PaletteName, Theme};
use client::ui::{Look, fonts, style};
use common::sim::bot::Skill;
use common::sim::log::{Goal, Rally};
use common::sim::{Seat, Side, Tick};
use egui::{Key, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

const A0: Seat = Seat::new(Side::A, 0);
const B0: Seat = Seat::new(Side::B, 0);

#[derive(Default)]
struct Stand {
    text: Text,
    model: TheatreModel,
    draft: TheatreDraft,
    pressed: Vec<TheatreAction>,
    dressed: bool,
}

fn seen() -> TheatreModel {
    let rally = |from, to, side, own| Rally {
        from: Tick(from),
        to: Tick(to),
        returns: 12,
        goal: Some(Goal { side, by: if own { Seat::new(side.other(), 0) } else { Seat::new(side, 0) }, own }),
    };
    TheatreModel {
        at: Tick(2_400),
        end: Tick(24_000),
        rallies: vec![rally(240, 9_000, Side::A, false), rally(9_240, 23_000, Side::B, true)],
        seats: vec![(A0, "Wilhelmina-M-25".to_owned()), (B0, "bob".to_owned())],
        code: "7KDW3Q".parse().ok(),
        ..TheatreModel::default()
    }
}

fn open(model: TheatreModel, language: Language, size: (f32, f32)) -> Harness<'static, Stand> {
    let stand = Stand { text: Text::new(language), model, ..Stand::default() };
    let theme = Theme::of(PaletteName::Default);
    let pictures = Pictures::default();
    let mut harness = Harness::builder().with_size(vec2(size.0, size.1)).build_ui_state(
        move |ui, stand: &mut Stand| {
            if !stand.dressed {
                fonts::install(ui.ctx());
                style::apply(ui.ctx(), &theme, false);
                stand.dressed = true;
                return;
            }
            let look = Look { theme: &theme, text: &stand.text, pictures: &pictures, motion: false };
            let action = theatre_ui(ui, look, &stand.model, &mut stand.draft);
            stand.pressed.extend(action);
        },
        stand,
    );
    harness.run_steps(4);
    harness
}

fn plain(model: TheatreModel) -> Harness<'static, Stand> {
    open(model, Language::En, (1280.0, 720.0))
}

#[test]
fn every_control_does_what_its_label_says() {
    for (label, action) in [
        ("Pause", TheatreAction::Toggle),
        ("One tick back", TheatreAction::Step(-1)),
        ("One tick on", TheatreAction::Step(1)),
        ("The rally before", TheatreAction::RallyBefore),
        ("The next rally", TheatreAction::RallyAfter),
        ("Slower", TheatreAction::Slower),
        ("Faster", TheatreAction::Faster),
        ("Copy the link to this moment", TheatreAction::CopyLink),
        ("Leave", TheatreAction::Leave),
    ] {
        let mut harness = plain(seen());
        harness.get_by_label(label).click();
        harness.run_steps(2);
        assert_eq!(harness.state().pressed, [action], "{label}");
    }
}

#[test]
fn keys_mean_the_same_wherever_the_focus_is() {
    for (key, action) in [
        (Key::K, TheatreAction::Toggle),
        (Key::J, TheatreAction::Skip(-600)),
        (Key::L, TheatreAction::Skip(600)),
        (Key::Comma, TheatreAction::Step(-1)),
        (Key::Period, TheatreAction::Step(1)),
        (Key::Minus, TheatreAction::Slower),
        (Key::Plus, TheatreAction::Faster),
    ] {
        let mut harness = plain(seen());
        harness.key_press(key);
        harness.run_steps(2);
        assert_eq!(harness.state().pressed, [action], "{key:?}");
    }
}

#[test]
fn a_press_on_the_time_line_leads_to_that_moment() {
    let mut harness = plain(seen());
    harness.get_by_label("Time").click();
    harness.run_steps(2);
    let [TheatreAction::Seek(at)] = harness.state().pressed[..] else { panic!("{:?}", harness.state().pressed) };
    assert!(at.0.abs_diff(12_000) < 100, "its middle is the middle of the match, not {at}");
}

#[test]
fn the_arrows_lead_along_the_time_line_when_it_has_the_focus() {
    let mut harness = plain(seen());
    harness.get_by_label("Time").focus();
    harness.run_steps(2);
    harness.key_press(Key::ArrowRight);
    harness.run_steps(2);
    harness.key_press(Key::ArrowLeft);
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [TheatreAction::Skip(600), TheatreAction::Skip(-600)]);
}

#[test]
fn a_paddle_is_taken_at_a_level_that_one_chooses_and_the_match_waits_meanwhile() {
    let mut harness = plain(seen());
    harness.get_by_label("Play from here").click();
    harness.run_steps(3);
    assert_eq!(harness.state().pressed, [TheatreAction::Pause]);
    harness.get_by_label("Stronger bots").click();
    harness.run_steps(2);
    harness.get_by_label("bob").click();
    harness.run_steps(2);
    let skill = Skill::new(4).unwrap();
    assert_eq!(harness.state().pressed[1..], [TheatreAction::TakeOver { seat: B0, skill }]);
    assert!(!harness.state().draft.taking);
}

#[test]
fn enter_plays_and_pauses_at_first_and_takes_the_first_paddle_when_that_is_asked() {
    let mut harness = plain(seen());
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [TheatreAction::Toggle]);
    harness.state_mut().draft.taking = true;
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert!(matches!(harness.state().pressed[1..], [TheatreAction::TakeOver { seat: B0, .. }]), "{:?}", harness.state().pressed);
}

#[test]
fn the_question_can_be_taken_back() {
    let mut harness = plain(seen());
    harness.get_by_label("Play from here").click();
    harness.run_steps(3);
    harness.get_by_label("Cancel").click();
    harness.run_steps(2);
    assert!(!harness.state().draft.taking && harness.state().pressed == [TheatreAction::Pause]);
}

#[test]
fn live_there_is_no_way_forward_and_behind_it_there_is_one_back_to_now() {
    let live = TheatreModel { running: true, live: true, at: Tick(24_000), ..seen() };
    let mut harness = plain(live.clone());
    harness.get_by_label("The next rally").click();
    harness.get_by_label("Faster").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, []);
    let behind = TheatreModel { live: false, at: Tick(100), ..live };
    let mut harness = plain(behind);
    harness.get_by_label("Live").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [TheatreAction::Live]);
    assert!(plain(seen()).query_by_label("Live").is_none(), "a match of the past is not live");
}

#[test]
fn with_little_room_everything_is_still_there_and_inside_in_both_languages() {
    for language in Language::ALL {
        let fast = Speed::PLAIN.slower().and_then(Speed::slower).expect("a quarter");
        let model = TheatreModel { running: true, speed: fast, end: Tick(433_200), ..seen() };
        let harness = open(model, language, (640.0, 360.0));
        for key in ["theatre-leave", "theatre-copy", "theatre-take-over", "theatre-live", "theatre-faster", "theatre-rally-before"] {
            let label = harness.state().text.get(key);
            let rect = harness.get_by_label(&label).rect();
            assert!(rect.min.x >= 0.0 && rect.max.x <= 640.0 && rect.max.y <= 360.0, "{label}: {rect:?}");
        }
        let faster = harness.get_by_label(&harness.state().text.get("theatre-faster")).rect();
        let live = harness.get_by_label(&harness.state().text.get("theatre-live")).rect();
        assert!(faster.max.x < live.min.x, "they do not lie on one another: {faster:?} {live:?}");
    }
}
