//! The strips below every menu: what goes on meanwhile, and how the server is.

use egui::{Align, Layout, RichText, Ui, UiBuilder};

use super::frame::{Around, AroundAction, Strip};
use super::icon::Icon;
use super::theme::{fade, height, size, space};
use super::widgets::{self, Button};
use super::{Look, controls, fonts};
use crate::screen::Screen;
use crate::waiting::{Waiting, Wanted};

/// Room that the button of the strip about the server takes, points.
const TRY_NOW_WIDTH: f32 = 150.0;
/// Room that the buttons of what goes on take, points.
const WAITING_WIDTH: f32 = 330.0;
/// Height of what can be pressed in a strip, points.
const LOW: f32 = 28.0;

/// How high they are together, points.
pub(super) fn height(ui: &Ui, look: Look<'_>, around: &Around, width: f32) -> f32 {
    let server = server_words(look, around).map_or(0.0, |words| high(ui, look, words, width - TRY_NOW_WIDTH));
    let waiting = waits(look, around).map_or(0.0, |waits| high(ui, look, waits.words, width - WAITING_WIDTH));
    server + waiting
}

/// As high as its words need: a reason may be long.
fn high(ui: &Ui, look: Look<'_>, words: String, room: f32) -> f32 {
    let words = ui.painter().layout(words, fonts::text(size::SMALL), look.theme.text_quiet, (room - space::XXL).max(1.0));
    (words.size().y + space::S * 2.0).max(height::BAR - space::S)
}

/// Shows them, one above the other.
pub(super) fn strips_ui(ui: &mut Ui, look: Look<'_>, around: &Around) -> Option<AroundAction> {
    let whole = ui.max_rect();
    ui.painter().rect_filled(whole, 0.0, fade(look.theme.ink, 0.9));
    let server = server_words(look, around);
    let below = server.as_ref().map_or(0.0, |words| high(ui, look, words.clone(), whole.width() - TRY_NOW_WIDTH));
    let (above, below) = whole.split_top_bottom_at_y(whole.max.y - below);
    let line = |rect| UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center));
    let waiting = waits(look, around).and_then(|waits| waiting_ui(&mut ui.new_child(line(above)), look, &waits));
    let server = server.and_then(|words| server_ui(&mut ui.new_child(line(below)), look, around, &words));
    waiting.or(server)
}

/// What goes on, and what can be done about it from here.
struct Waits {
    words: String,
    icon: Icon,
    /// Where it is seen, and the words for that.
    there: (&'static str, Screen),
    /// Whether it can be ended from here.
    stops: bool,
}

fn waits(look: Look<'_>, around: &Around) -> Option<Waits> {
    let text = look.text;
    let waits = match &around.waiting {
        Waiting::Nothing => return None,
        Waiting::Lobby { code, people, places, searching } => {
            let key = if *searching { "strip-lobby-searching" } else { "strip-lobby" };
            let people = format!("{people}/{places}");
            let words = text.with(key, [("code", code.as_str()), ("people", people.as_str())]);
            Waits { words, icon: Icon::Users, there: ("strip-to-lobby", Screen::Lobby), stops: false }
        }
        Waiting::Tournament { name, people, places, started } => {
            let people = format!("{people}/{places}");
            let key = if *started { "strip-tournament-runs" } else { "strip-tournament" };
            let words = text.with(key, [("name", name.as_str()), ("people", people.as_str())]);
            Waits { words, icon: Icon::Trophy, there: ("strip-to-tournament", Screen::Tournaments), stops: false }
        }
        Waiting::Search { wanted, seconds } => {
            let key = match wanted {
                Wanted::Duel => "strip-search-duel",
                Wanted::Ranked => "strip-search-ranked",
            };
            let time = format!("{}:{:02}", seconds / 60, seconds % 60);
            let words = text.with(key, [("time", time)]);
            Waits { words, icon: Icon::Swords, there: ("strip-warm-up", Screen::Search), stops: true }
        }
    };
    // Whoever is there sees it.
    (around.settings || around.screen != waits.there.1).then_some(waits)
}

fn waiting_ui(ui: &mut Ui, look: Look<'_>, waits: &Waits) -> Option<AroundAction> {
    let mut action = None;
    ui.add_space(space::L);
    ui.label(RichText::new(waits.icon.glyph()).font(fonts::icons(size::BODY)).color(look.theme.accent));
    let (there, stop) = (look.text.get(waits.there.0), look.text.get("search-stop"));
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add_space(space::L);
        if waits.stops && Button::quiet(&stop).icon(Icon::X).height(LOW).show(ui, look).clicked() {
            action = Some(AroundAction::StopSearching);
        }
        if Button::secondary(&there).height(LOW).show(ui, look).clicked() {
            action = Some(AroundAction::Return(waits.there.1));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let words = RichText::new(&waits.words).font(fonts::text(size::SMALL)).color(look.theme.text);
            ui.add(egui::Label::new(words).wrap());
        });
    });
    action
}

/// What there is to say about the server; nothing when all is well.
fn server_words(look: Look<'_>, around: &Around) -> Option<String> {
    Some(match &around.strip {
        Strip::Fine => return None,
        Strip::Connecting => look.text.get("strip-connecting"),
        Strip::Down => look.text.get("strip-down"),
        Strip::OwnDown(reason) => look.text.with("strip-own-down", [("reason", reason.as_str())]),
        Strip::WrongVersion(server) => {
            look.text.with("strip-wrong-version", [("server", i64::from(*server)), ("client", i64::from(common::wire::PROTOCOL_VERSION))])
        }
    })
}

fn server_ui(ui: &mut Ui, look: Look<'_>, around: &Around, words: &str) -> Option<AroundAction> {
    ui.add_space(space::L);
    if around.strip == Strip::Connecting {
        widgets::spinner(ui, look, size::BODY);
    } else {
        ui.label(RichText::new(Icon::WifiOff.glyph()).font(fonts::icons(size::BODY)).color(look.theme.text_quiet));
    }
    let mut action = None;
    if matches!(around.strip, Strip::Down | Strip::WrongVersion(_)) {
        let try_now = look.text.get("try-again");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(space::L);
            if Button::quiet(&try_now).icon(Icon::Refresh).height(LOW).show(ui, look).clicked() {
                action = Some(AroundAction::TryNow);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| controls::note(ui, look, words));
        });
    } else {
        controls::note(ui, look, words);
    }
    action
}
