//! What the creator of a private lobby chooses: how many play on each side, and how many goals win.

use common::api::lobby::{Lobby, LobbyMode};
use common::api::matches::MatchType;
use egui::{RichText, Ui};

use super::action::LobbyAction;
use super::model::{LobbyModel, LobbyWish};
use crate::ui::icon::Icon;
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::{Button, card};
use crate::ui::{Look, controls, fonts};

/// Goals that win, at least and at most.
const GOALS: std::ops::RangeInclusive<u8> = 1..=21;

/// As it is written everywhere.
pub(super) const fn kind(match_type: MatchType) -> &'static str {
    match match_type {
        MatchType::OneOnOne => "1v1",
        MatchType::ThreeOnThree => "3v3",
    }
}

/// Shows them, to the creator of a private lobby that does not play just now.
pub(super) fn settings_ui(ui: &mut Ui, look: Look<'_>, model: &LobbyModel, lobby: &Lobby) -> Option<LobbyAction> {
    let mine = model.me().is_some_and(|me| me.creator) && lobby.game_mode == LobbyMode::CustomGame;
    if !mine || lobby.game_playing.is_some() {
        return None;
    }
    let text = look.text;
    let mut action = None;
    card(ui, look, |ui| {
        let mut match_type = lobby.match_type;
        let choices = [MatchType::OneOnOne, MatchType::ThreeOnThree].map(|one| (one, kind(one).to_owned()));
        if controls::choice(ui, look, &text.get("lobby-sides"), &mut match_type, &choices) {
            action = Some(LobbyAction::Wish(LobbyWish::Type(match_type)));
        }
        ui.add_space(space::XS);
        ui.horizontal_wrapped(|ui| {
            let busy = model.is_busy(|wish| matches!(wish, LobbyWish::Goals(_)));
            let mut step = |ui: &mut Ui, icon, key: &str, goals: u8| {
                let can = GOALS.contains(&goals) && !busy;
                let response = Button::secondary("").icon(icon).height(height::LOW).enabled(can).show(ui, look);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, can, text.get(key)));
                if response.clicked() {
                    action = Some(LobbyAction::Wish(LobbyWish::Goals(goals)));
                }
            };
            step(ui, Icon::Minus, "practice-fewer", lobby.goals.saturating_sub(1));
            step(ui, Icon::Plus, "practice-more", lobby.goals.saturating_add(1));
            let words = text.with("practice-goals", [("goals", lobby.goals)]);
            ui.label(RichText::new(words).font(fonts::medium(size::BODY)).color(look.theme.text));
        });
    });
    ui.add_space(space::M);
    action
}
