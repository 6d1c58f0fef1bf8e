//! The bar at the top of every menu: the places of the game with their dots, and who is signed in.

use egui::{Align, Layout, Rect, Sense, Stroke, Ui, WidgetInfo, WidgetType, pos2, vec2};

use super::frame::{Around, AroundAction, Strip, Who};
use super::icon::Icon;
use super::theme::{fade, height, radius, size, space};
use super::widgets::{self, Button};
use super::{Look, fonts};
use crate::screen::Screen;

/// Diameter of the own picture, points.
const FACE: f32 = 30.0;
/// Radius of a dot, points.
const DOT: f32 = 4.5;

/// A place of the game, as the bar names it.
struct Place {
    words: String,
    icon: Icon,
    to: AroundAction,
    chosen: bool,
    /// How much waits to be seen there.
    new: u32,
    /// Whether a match waits there for whoever is signed in.
    due: bool,
    /// Why one cannot go there now.
    why_not: Option<String>,
}

/// How much of the bar is in words: what fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// Everything.
    Words,
    /// The place where somebody is, and the own name.
    Icons,
    /// That place alone.
    Tight,
}

/// Shows it.
pub(super) fn bar_ui(ui: &mut Ui, look: Look<'_>, around: &Around) -> Option<AroundAction> {
    let mut action = None;
    let line = ui.max_rect();
    ui.painter().rect_filled(line, 0.0, fade(look.theme.ink, 0.82));
    ui.painter().hline(line.x_range(), line.max.y, Stroke::new(1.0, look.theme.line));
    ui.add_space(space::M);
    let places = places(look, around);
    let fit = fit(ui, line.width(), &places, around.who.as_ref());
    ui.spacing_mut().item_spacing.x = space::XS;
    for place in &places {
        if place_ui(ui, look, place, fit).clicked() {
            action = Some(place.to);
        }
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add_space(space::M);
        if let Some(who) = &around.who
            && own_name(ui, look, who, fit).clicked()
        {
            action = Some(AroundAction::Me);
        }
    });
    action
}

fn places(look: Look<'_>, around: &Around) -> [Place; 7] {
    let at = |screen| around.place == screen && !around.settings;
    let elsewhere = [Screen::Tournaments, Screen::Watch, Screen::Friends, Screen::Profile, Screen::Account].into_iter().any(at);
    let needs_server = !matches!(around.strip, Strip::Fine | Strip::Connecting);
    let needs_account = around.who.as_ref().is_none_or(|who| who.guest);
    let why = |refused: &[(bool, &str)]| refused.iter().find(|(refused, _)| *refused).map(|(_, key)| look.text.get(key));
    let signed_out = around.who.is_none();
    let place = |key: &str, icon, to, chosen, new, why_not| Place { words: look.text.get(key), icon, to, chosen, new, due: false, why_not };
    let on_play = around.place.is_menu() && !around.settings && !elsewhere;
    let friends = why(&[(needs_server, "bar-needs-server"), (needs_account, "bar-needs-account")]);
    let chat = why(&[(needs_server, "bar-needs-server"), (signed_out, "bar-needs-name")]);
    let profile = why(&[(signed_out, "bar-needs-name")]);
    [
        Place { due: around.unseen.due, ..place("bar-play", Icon::Play, AroundAction::Play, on_play, around.unseen.challenges, None) },
        place("bar-tournaments", Icon::Trophy, AroundAction::Tournaments, at(Screen::Tournaments), 0, None),
        place("bar-watch", Icon::Eye, AroundAction::Watch, at(Screen::Watch), 0, None),
        place("bar-friends", Icon::Users, AroundAction::Friends, at(Screen::Friends), around.unseen.requests, friends),
        place("bar-chat", Icon::Message, AroundAction::Chat, false, around.unseen.chats, chat),
        place("bar-profile", Icon::UserCircle, AroundAction::Profile, at(Screen::Profile), 0, profile),
        place("bar-settings", Icon::Settings, AroundAction::Settings, around.settings, 0, None),
    ]
}

/// As many words as there is room for.
fn fit(ui: &Ui, room: f32, places: &[Place], who: Option<&Who>) -> Fit {
    let wide = |words: &str| ui.painter().layout_no_wrap(words.to_owned(), fonts::medium(size::BODY), egui::Color32::WHITE).size().x;
    let icon = size::BODY + space::M * 2.0 + space::XS;
    let all = |in_words: &dyn Fn(&Place) -> bool| {
        places.iter().map(|place| icon + if in_words(place) { space::M + wide(&place.words) } else { 0.0 }).sum::<f32>()
    };
    let name = who.map_or(0.0, |who| wide(&who.name) + FACE + space::L);
    let room = room - space::M * 2.0 - space::L;
    if all(&|_| true) + name <= room {
        Fit::Words
    } else if all(&|place| place.chosen) + name <= room {
        Fit::Icons
    } else {
        Fit::Tight
    }
}

fn place_ui(ui: &mut Ui, look: Look<'_>, place: &Place, fit: Fit) -> egui::Response {
    let short = fit != Fit::Words && !place.chosen;
    let enabled = place.why_not.is_none();
    let button = Button::quiet(if short { "" } else { &place.words }).icon(place.icon).height(height::LOW);
    let response = button.chosen(place.chosen).enabled(enabled).reachable().show(ui, look);
    let mut name = place.words.clone();
    if place.new > 0 && enabled {
        let count = i64::from(place.new).to_string();
        name = look.text.with("bar-new", [("name", place.words.as_str()), ("count", count.as_str())]);
        let at = pos2(response.rect.max.x - DOT - 3.0, response.rect.min.y + DOT + 3.0);
        ui.painter().circle(at, DOT, look.theme.attention, Stroke::new(2.0, look.theme.ink));
    }
    if place.due && enabled {
        name = look.text.with("bar-due", [("name", name.as_str())]);
        // Beside the red one, if that is there.
        let beside = if place.new > 0 { DOT * 2.6 } else { 0.0 };
        let at = pos2(response.rect.max.x - DOT - 3.0 - beside, response.rect.min.y + DOT + 3.0);
        ui.painter().circle(at, DOT, look.theme.turn, Stroke::new(2.0, look.theme.ink));
    }
    response.widget_info(|| WidgetInfo::selected(WidgetType::Button, enabled, place.chosen, &name));
    match &place.why_not {
        Some(why) => {
            let words = look.text.with("bar-why-not", [("name", name.as_str()), ("why", why.as_str())]);
            if response.has_focus() {
                response.show_tooltip_text(&words);
            }
            response.on_hover_text(words)
        }
        None if short || place.new > 0 || place.due => response.on_hover_text(name),
        None => response,
    }
}

fn own_name(ui: &mut Ui, look: Look<'_>, who: &Who, fit: Fit) -> egui::Response {
    let galley = (fit != Fit::Tight).then(|| ui.painter().layout_no_wrap(who.name.clone(), fonts::medium(size::BODY), look.theme.text));
    let words = galley.as_ref().map_or(0.0, |galley| galley.size().x + space::S);
    let (rect, response) = ui.allocate_exact_size(vec2(words + FACE + space::S, height::LOW), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, &who.name));
    widgets::sound(&response);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, f32::from(radius::MEDIUM), look.theme.lifted);
    }
    let picture = Rect::from_center_size(pos2(rect.max.x - FACE * 0.5 - space::XS, rect.center().y), vec2(FACE, FACE));
    look.pictures.paint(ui.painter(), who.picture, picture, 1.0);
    if let Some(galley) = galley {
        let at = pos2(rect.min.x + space::XS, rect.center().y - galley.size().y * 0.5);
        ui.painter().galley(at, galley, look.theme.text);
    }
    widgets::focus_ring(ui, look.theme, rect, &response, radius::MEDIUM);
    response.on_hover_text(look.text.get("bar-account"))
}
