//! Every menu in both languages: what is on it by label, what a press does, and that no word is cut, at every size and scale.

mod account;
mod bar;
mod chat;
mod companions;
mod cut;
mod friends;
mod lobby;
mod people;
mod profile;
#[path = "../samples/tournaments.rs"]
mod samples;
mod start;
mod tournaments;
mod watch;

use client::auth::model::{Credentials, Form};
use client::auth::view::{AuthAction, WhoModel, register_ui, sign_in_ui};
use client::local::model::HotSeat;
use client::local::practice::{Practice, PracticeAction, practice_ui};
use client::local::view::{HotSeatAction, KeysModel, hot_seat_ui};
use client::net::NetError;
use client::people::Unseen;
use client::queue::model::Search;
use client::queue::view::{SearchAction, search_ui};
use client::screen::Screen;
use client::settings::capture::{Capture, Device};
use client::settings::view::{SettingsAction, settings_ui};
use client::settings::{Action, Settings};
use client::start::model::StartDraft;
use client::start::view::{StartAction, StartModel, start_ui};
use client::ui::frame::{Around, Strip, Who, page};
use client::ui::pictures::Pictures;
use client::ui::text::{Language, Text};
use client::ui::theme::{PaletteName, Theme};
use client::ui::toast::{Lead, Toast, Toasts, toasts_ui};
use client::ui::{Look, fonts, style};
use client::waiting::{Waiting, Wanted};
use common::api::error::{ErrorBody, ErrorCode};
use common::ids::{ChatId, PictureId};
use egui::accesskit::Role;
use egui::{Key, Ui, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

use cut::{never_cut, never_cut_in};

/// Everything a menu is shown with.
struct Stand<M, A> {
    theme: Theme,
    text: Text,
    pictures: Pictures,
    around: Around,
    model: M,
    pressed: Vec<A>,
    dressed: bool,
}

type View<M, A> = fn(&mut Ui, Look<'_>, &mut M) -> Option<A>;

fn around() -> Around {
    let who = Who { name: "Guest1234567890".to_owned(), picture: PictureId(0), guest: true };
    Around {
        screen: Screen::Start,
        place: Screen::Start,
        settings: false,
        who: Some(who),
        strip: Strip::WrongVersion(65_535),
        unseen: Unseen::default(),
        waiting: Waiting::Nothing,
    }
}

/// A menu in a window of this size in pixels, at this scale.
fn open<M: 'static, A: 'static>(
    around: Around,
    (language, size, scale): (Language, (f32, f32), f32),
    model: M,
    width: f32,
    view: View<M, A>,
) -> Harness<'static, Stand<M, A>> {
    let stand = Stand {
        theme: Theme::of(PaletteName::Default),
        text: Text::new(language),
        pictures: Pictures::default(),
        around,
        model,
        pressed: Vec::new(),
        dressed: false,
    };
    let mut harness = Harness::builder().with_size(vec2(size.0, size.1) / scale).with_pixels_per_point(scale).build_ui_state(
        move |ui, stand: &mut Stand<M, A>| {
            if !stand.dressed {
                fonts::install(ui.ctx());
                style::apply(ui.ctx(), &stand.theme, false);
                stand.dressed = true;
                return;
            }
            let look = Look { theme: &stand.theme, text: &stand.text, pictures: &stand.pictures, motion: false };
            let model = &mut stand.model;
            let (_, action) = page(ui, look, &stand.around, width, |ui| view(ui, look, model));
            stand.pressed.extend(action);
        },
        stand,
    );
    harness.run_steps(4);
    harness
}

fn plain<M: 'static, A: 'static>(model: M, view: View<M, A>) -> Harness<'static, Stand<M, A>> {
    let mut harness = open(around(), (Language::En, (1280.0, 720.0), 1.0), model, 760.0, view);
    harness.state_mut().around.strip = Strip::Fine;
    harness.run_steps(2);
    harness
}

fn start(ui: &mut Ui, look: Look<'_>, model: &mut StartModel) -> Option<StartAction> {
    start_ui(ui, look, model, &mut StartDraft::default())
}

fn sign_in(ui: &mut Ui, look: Look<'_>, form: &mut Form) -> Option<AuthAction> {
    sign_in_ui(ui, look, &WhoModel::Guest("Guest1234567890".to_owned()), form)
}

fn signed_in(ui: &mut Ui, look: Look<'_>, form: &mut Form) -> Option<AuthAction> {
    sign_in_ui(ui, look, &WhoModel::Account("Wilhelmina-3000".to_owned(), PictureId(7)), form)
}

fn register(ui: &mut Ui, look: Look<'_>, form: &mut Form) -> Option<AuthAction> {
    register_ui(ui, look, &WhoModel::Guest("Guest1234567890".to_owned()), form)
}

fn practice(ui: &mut Ui, look: Look<'_>, chosen: &mut Practice) -> Option<PracticeAction> {
    practice_ui(ui, look, chosen)
}

fn hot_seat(ui: &mut Ui, look: Look<'_>, seats: &mut HotSeat) -> Option<HotSeatAction> {
    hot_seat_ui(ui, look, seats, &KeysModel::of(&Settings::default().controls), true)
}

fn search(ui: &mut Ui, look: Look<'_>, search: &mut Search) -> Option<SearchAction> {
    search_ui(ui, look, search)
}

fn settings(ui: &mut Ui, look: Look<'_>, settings: &mut Settings) -> Option<SettingsAction> {
    settings_ui(ui, look, settings, &Capture::default())
}

fn toasts(ui: &mut Ui, look: Look<'_>, toasts: &mut Toasts) -> Option<Toast> {
    toasts_ui(ui, look, toasts)
}

fn typed(username: &str, password: &str) -> Form {
    let mut form = Form::default();
    form.username.push_str(username);
    form.password.push_str(password);
    form
}

fn refused_form() -> Form {
    let mut form = typed("ab", "short");
    assert!(form.register().is_none());
    form.refused(NetError::Refused(ErrorBody { code: ErrorCode::Throttled, detail: String::new(), fields: Default::default() }));
    form
}

fn failed_search() -> Search {
    let mut search = waiting_search(Wanted::Duel);
    search.fail(NetError::Timeout);
    search
}

fn open_forms() -> HotSeat {
    let mut seats = HotSeat { refused: Some(NetError::Timeout), goals: 21, ..HotSeat::default() };
    seats.halves[0].form = Some(refused_form());
    seats.halves[1].name = "WWWWWWWWWWWWWWW".to_owned();
    seats
}

fn conflicting_settings() -> Settings {
    let mut settings = Settings::default();
    settings.controls.bind_key(Action::Netgraph, client::settings::Key(bevy::prelude::KeyCode::ArrowUp));
    settings
}

fn many_toasts() -> Toasts {
    let mut toasts = Toasts::default();
    for key in ["settings-broken", "toast-session-ended", "toast-match-lost", "settings-not-kept"] {
        toasts.push(Toast::problem(key).naming("/home/somebody/.local/share/rebound/settings.toml.broken-1".to_owned()));
    }
    toasts
}

#[test]
fn no_word_is_cut_on_any_menu_in_any_language_at_any_size() {
    let long = || StartModel { name: Some("Guest1234567890".to_owned()), online: true, ..StartModel::default() };
    never_cut("start", long, 460.0, start);
    let back = || StartModel { unfinished: Some(start::unfinished()), ..long() };
    never_cut("start with a way back", back, 460.0, start);
    let hosting = || StartModel { hosted_at: Some("[fd00:1234:5678:9abc::20]:44443".to_owned()), ..long() };
    never_cut("start of who hosts", hosting, 460.0, start);
    let by_choice = || StartModel { by_choice: true, account: true, ..long() };
    never_cut("start of who plays alone by choice", by_choice, 460.0, start);
    never_cut("start offline", StartModel::default, 460.0, start);
    never_cut("sign in", refused_form, 440.0, sign_in);
    never_cut("signed in", Form::default, 440.0, signed_in);
    never_cut("register", refused_form, 440.0, register);
    never_cut("practice", Practice::default, 760.0, practice);
    never_cut("hot seat", HotSeat::default, 760.0, hot_seat);
    never_cut("hot seat with forms", open_forms, 760.0, hot_seat);
    never_cut("search", || waiting_search(Wanted::Ranked), 760.0, search);
    never_cut("search that failed", failed_search, 760.0, search);
    never_cut("settings", conflicting_settings, 760.0, settings);
    let reason = "the database /home/somebody/.local/share/rebound/server/rebound.db was written by a newer version of Rebound; update this one, or choose another folder";
    let own_down = Around { who: None, strip: Strip::OwnDown(reason.to_owned()), ..around() };
    never_cut_in(&own_down, "start without an own server", StartModel::default, 460.0, start);
    never_cut("toasts", many_toasts, 760.0, toasts);
}

#[test]
fn a_press_on_a_notice_is_heard_and_no_notice_ever_has_the_focus() {
    let toast = Toast::news("chat-toast").naming("ada".to_owned()).saying("hello").leading(Lead::Chat(ChatId(4)));
    let mut stack = Toasts::default();
    stack.push(toast.clone());
    let mut harness = plain(stack, toasts);
    for _ in 0..20 {
        harness.key_press(Key::Tab);
        harness.run_steps(1);
        let focused = harness.root().children_recursive().find(|node| node.accesskit_node().is_focused());
        assert!(focused.is_none_or(|node| node.accesskit_node().label().as_deref() != Some("ada: hello")));
    }
    harness.get_by_label("ada: hello").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [toast]);
}

#[test]
fn what_gets_the_focus_with_the_keyboard_is_scrolled_into_view() {
    let mut harness = open(around(), (Language::En, (960.0, 540.0), 1.5), Settings::default(), 760.0, settings);
    for _ in 0..14 {
        harness.key_press(Key::Tab);
        harness.run_steps(3);
    }
    harness.run_steps(60);
    let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, vec2(640.0, 360.0));
    let focused = harness.root().children_recursive().find(|node| node.accesskit_node().is_focused()).map(|node| node.rect());
    assert!(focused.is_some_and(|rect| screen.contains_rect(rect)), "{focused:?}");
}

#[test]
fn a_name_and_a_password_are_typed_and_sent_with_enter() {
    let mut harness = plain(Form::default(), sign_in);
    for words in ["ada", "correct horse"] {
        harness.event(egui::Event::Text(words.to_owned()));
        harness.run_steps(2);
        harness.key_press(Key::Tab);
        harness.run_steps(2);
    }
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    let sent = Credentials { username: "ada".to_owned(), password: "correct horse".to_owned() };
    assert!(harness.state().pressed == [AuthAction::Submit(sent)]);
}

#[test]
fn a_password_is_never_on_the_screen() {
    let mut harness = plain(typed("ada", "correct horse"), sign_in);
    harness.run_steps(2);
    let shown = format!("{:?}", harness.output().shapes);
    assert!(shown.contains("ada") && !shown.contains("correct horse"));
}

#[test]
fn a_level_is_chosen_and_goals_are_counted() {
    let mut harness = plain(Practice::default(), practice);
    harness.get_by_label("Relentless").click();
    harness.run_steps(2);
    harness.get_by_label("More goals").click();
    harness.run_steps(2);
    harness.get_by_label("Start").click();
    harness.run_steps(2);
    assert_eq!(harness.state().model, Practice { level: 7, goals: 4 });
    assert_eq!(harness.state().pressed, [PracticeAction::Start]);
}

#[test]
fn the_hot_seat_starts_at_once_without_anybody_signing_in() {
    let mut harness = plain(HotSeat::default(), hot_seat);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert!(harness.state().pressed == [HotSeatAction::Start]);
}

fn waiting_search(wanted: Wanted) -> Search {
    let mut search = Search::default();
    search.begin(wanted);
    search
}

#[test]
fn a_search_can_be_stopped_and_looked_away_from() {
    let mut harness = plain(waiting_search(Wanted::Ranked), search);
    for label in ["Look around", "Stop searching"] {
        harness.get_by_label(label).click();
        harness.run_steps(2);
    }
    assert_eq!(harness.state().pressed, [SearchAction::LookAround, SearchAction::Stop]);
}

#[test]
fn a_search_that_failed_says_why_and_offers_to_try_again() {
    let mut harness = plain(failed_search(), search);
    harness.get_by_label("The server did not answer in time. Try again.");
    harness.get_by_label("Try again").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [SearchAction::TryAgain]);
}

#[test]
fn a_setting_is_at_work_at_once_and_a_key_that_means_two_things_is_shown() {
    let mut harness = open(around(), (Language::En, (1280.0, 2000.0), 1.0), conflicting_settings(), 760.0, settings);
    harness.get_by_label("Also: Connection details");
    harness.get_by_role_and_label(Role::CheckBox, "Reduced motion").click();
    harness.run_steps(2);
    harness.get_by_label("Fran\u{e7}ais").click();
    harness.run_steps(2);
    harness.get_by_label("Pause, Keyboard: Esc").click();
    harness.run_steps(2);
    let stand = harness.state();
    assert!(stand.model.interface.reduced_motion);
    assert_eq!(stand.model.interface.language, Some(Language::Fr));
    assert_eq!(stand.pressed, [SettingsAction::Capture(Action::Pause, Device::Keyboard)]);
}
