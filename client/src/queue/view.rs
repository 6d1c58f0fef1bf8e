//! The search, as it is seen: a card above the warm-up rally, which goes on below it.

use egui::{Align2, Area, Id, Order, Ui};

use super::model::{Search, Stage};
use crate::ui::icon::Icon;
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::{Button, card, key_cap, spinner};
use crate::ui::{Look, controls, fonts, words};

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchAction {
    /// No more.
    Cancel,
    /// Once more.
    TryAgain,
}

/// Shows it, low in the window, where the rally is not.
pub fn search_ui(ui: &mut Ui, look: Look<'_>, search: &Search) -> Option<SearchAction> {
    if search.is_found() {
        return None;
    }
    let width = (ui.max_rect().width() - space::L * 2.0).min(660.0);
    Area::new(Id::new("search-card"))
        .order(Order::Middle)
        .anchor(Align2::CENTER_BOTTOM, egui::vec2(0.0, -space::M))
        .show(ui.ctx(), |ui| {
            ui.set_width(width);
            card(ui, look, |ui| match search.stage() {
                Stage::Failed(error) => failed_ui(ui, look, &words::of_error(look.text, error)),
                Stage::Connecting | Stage::Guest | Stage::Joining(_) | Stage::Waiting | Stage::Found(_) => waiting_ui(ui, look, search),
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
        let buttons = ui.available_width().min(210.0);
        let room = ui.available_width() - buttons;
        ui.vertical(|ui| {
            ui.set_width(room);
            ui.spacing_mut().item_spacing.y = 2.0;
            let title = match search.stage() {
                Stage::Connecting => text.get("search-connecting"),
                Stage::Guest => text.get("search-guest"),
                Stage::Joining(_) => text.get("search-joining"),
                Stage::Found(_) => text.get("search-found"),
                Stage::Waiting | Stage::Failed(_) => text.get("search-title"),
            };
            controls::heading(ui, look, &title);
            controls::note(ui, look, &text.get("search-hint"));
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let cancel = text.get("cancel");
            if Button::secondary(&cancel).icon(Icon::X).height(height::LOW).show(ui, look).clicked() {
                action = Some(SearchAction::Cancel);
            }
            let words = text.with("search-elapsed", [("time", clock(search.waited_s()))]);
            let shown = egui::RichText::new(words).font(fonts::score(size::LEAD)).color(look.theme.text);
            ui.add(egui::Label::new(shown).extend());
        });
    });
    action
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
            action = Some(SearchAction::Cancel);
        }
        key_cap(ui, look, "Esc", look.theme.line);
    });
    action
}

/// Minutes and seconds.
fn clock(seconds: f32) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of one sitting, never negative")]
    let whole = seconds.max(0.0) as u32;
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
