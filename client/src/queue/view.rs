//! The search, as it is seen: a card above the warm-up rally, which goes on below it.

use egui::{Align2, Area, Id, Order, Ui};

use super::model::{Search, Stage, Window};
use crate::ui::icon::Icon;
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::{Button, card, key_cap, spinner};
use crate::ui::{Look, controls, fonts, words};
use crate::waiting::Wanted;

/// Room that the clock takes, points.
const CLOCK_WIDTH: f32 = 90.0;

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchAction {
    /// No more.
    Stop,
    /// Other pages, while the search goes on.
    LookAround,
    /// Once more.
    TryAgain,
}

/// Shows it, low in the window, where the rally is not.
pub fn search_ui(ui: &mut Ui, look: Look<'_>, search: &Search) -> Option<SearchAction> {
    let width = (ui.max_rect().width() - space::L * 2.0).min(760.0);
    if matches!(search.stage(), Stage::Found(_) | Stage::Rest) {
        return None;
    }
    Area::new(Id::new("search-card"))
        .order(Order::Middle)
        .anchor(Align2::CENTER_BOTTOM, egui::vec2(0.0, -space::M))
        .show(ui.ctx(), |ui| {
            ui.set_width(width);
            card(ui, look, |ui| match search.stage() {
                Stage::Failed(error) => failed_ui(ui, look, &words::of_error(look.text, error)),
                Stage::Connecting | Stage::Guest | Stage::Joining(_) | Stage::Waiting | Stage::Found(_) | Stage::Rest => {
                    waiting_ui(ui, look, search)
                }
            })
        })
        .inner
}

fn waiting_ui(ui: &mut Ui, look: Look<'_>, search: &Search) -> Option<SearchAction> {
    let text = look.text;
    let mut action = None;
    ui.horizontal(|ui| {
        spinner(ui, look, 24.0);
        ui.add_space(space::XS);
        let (stop, around) = (text.get("search-stop"), text.get("search-look-around"));
        let room = ui.available_width() - CLOCK_WIDTH;
        ui.vertical(|ui| {
            ui.set_width(room);
            ui.spacing_mut().item_spacing.y = 2.0;
            controls::heading(ui, look, &title(look, search));
            controls::note(ui, look, &estimate(look, search));
            ui.add_space(space::S);
            ui.horizontal_wrapped(|ui| {
                if Button::secondary(&around).icon(Icon::Home).height(height::LOW).show(ui, look).clicked() {
                    action = Some(SearchAction::LookAround);
                }
                if Button::quiet(&stop).icon(Icon::X).height(height::LOW).show(ui, look).clicked() {
                    action = Some(SearchAction::Stop);
                }
            });
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let words = text.with("search-elapsed", [("time", clock(search.waited_s()))]);
            let shown = egui::RichText::new(words).font(fonts::score(size::TITLE)).color(look.theme.text);
            ui.add(egui::Label::new(shown).extend());
        });
    });
    action
}

fn title(look: Look<'_>, search: &Search) -> String {
    look.text.get(match (search.stage(), search.wanted()) {
        (Stage::Connecting, _) => "search-connecting",
        (Stage::Guest, _) => "search-guest",
        (Stage::Joining(_), _) => "search-joining",
        (Stage::Found(_), _) => "search-found",
        (Stage::Waiting | Stage::Failed(_) | Stage::Rest, Wanted::Duel) => "search-title",
        (Stage::Waiting | Stage::Failed(_) | Stage::Rest, Wanted::Ranked) => "search-title-ranked",
    })
}

/// Who is looked for by now, how long it may take, and what to do meanwhile.
fn estimate(look: Look<'_>, search: &Search) -> String {
    let text = look.text;
    let window = search.window().map(|window| match window {
        Window::Within(trophies) => text.with("search-within", [("trophies", trophies)]),
        Window::Anybody => text.get("search-anybody"),
    });
    let left = search.left_s().map(|left| text.with("search-expected", [("time", clock(left.max(1.0)))]));
    let parts: Vec<String> = window.into_iter().chain(left).chain([text.get("search-hint")]).collect();
    parts.join(" ")
}

fn failed_ui(ui: &mut Ui, look: Look<'_>, why: &str) -> Option<SearchAction> {
    let text = look.text;
    let mut action = None;
    controls::heading(ui, look, &text.get("search-failed"));
    controls::problem(ui, look, why);
    ui.horizontal_wrapped(|ui| {
        let again = text.get("try-again");
        if Button::primary(&again).icon(Icon::Refresh).height(height::LOW).first().show(ui, look).clicked() {
            action = Some(SearchAction::TryAgain);
        }
        let back = text.get("back");
        if Button::quiet(&back).height(height::LOW).show(ui, look).clicked() {
            action = Some(SearchAction::Stop);
        }
        key_cap(ui, look, "Esc", look.theme.line);
    });
    action
}

/// Whole seconds that have passed.
#[must_use]
pub(super) fn whole(seconds: f32) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of one sitting, never negative")]
    let whole = seconds.max(0.0) as u32;
    whole
}

/// Minutes and seconds.
fn clock(seconds: f32) -> String {
    let whole = whole(seconds);
    format!("{}:{:02}", whole / 60, whole % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_is_told_in_minutes_and_seconds() {
        assert_eq!(clock(0.4), "0:00");
        assert_eq!(clock(75.9), "1:15");
    }
}
