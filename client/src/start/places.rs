//! The other ways to play with people: ranked, in a team, among friends, in a tournament, and by a code.

use common::api::lobby::LobbyMode;
use common::api::users::Tier;
use egui::{Align, Layout, Ui, vec2};

use super::model::StartDraft;
use super::view::{StartAction, StartModel};
use crate::link::TYPED_CHARS_MAX;
use crate::ui::controls::Field;
use crate::ui::icon::Icon;
use crate::ui::theme::{height, space};
use crate::ui::widgets::Button;
use crate::ui::{Look, words};

/// Width of the button beside the field, points.
const JOIN_WIDTH: f32 = 124.0;

/// Shows them, two side by side. What cannot be done now says why.
pub(super) fn places_ui(ui: &mut Ui, look: Look<'_>, model: &StartModel) -> Option<StartAction> {
    let text = look.text;
    let mut action = None;
    let ranked = if model.account {
        let tier = words::of_tier(text, Tier::of(model.trophies));
        text.with("start-ranked-note", [("tier", tier.as_str()), ("trophies", model.trophies.to_string().as_str())])
    } else {
        text.get("start-needs-account")
    };
    let note = |key: &str| text.get(if model.account { key } else { "start-needs-account" });
    let choices = [
        ("start-ranked", ranked, Icon::Trophy, model.account, StartAction::Ranked),
        ("start-clash", note("start-clash-note"), Icon::Users, model.account, StartAction::Gather(LobbyMode::Clash)),
        ("start-lobby", note("start-lobby-note"), Icon::Home, model.account, StartAction::Gather(LobbyMode::CustomGame)),
        ("start-tournaments", text.get("start-tournaments-note"), Icon::Swords, true, StartAction::Tournaments),
    ];
    for pair in choices.chunks(2) {
        // Both as high as the one that needs more lines.
        let high = ui.ctx().data(|data| data.get_temp::<f32>(ui.id().with(("start", pair[0].0)))).unwrap_or(height::HIGH);
        let mut grown = height::HIGH;
        ui.columns(pair.len(), |columns| {
            for (ui, (key, note, icon, can, press)) in columns.iter_mut().zip(pair) {
                let words = text.get(key);
                let button = Button::secondary(&words).note(note).icon(*icon).height(high).wide().enabled(*can && model.online);
                let response = button.show(ui, look);
                grown = grown.max(response.rect.height());
                if response.clicked() {
                    action = Some(*press);
                }
            }
        });
        ui.ctx().data_mut(|data| data.insert_temp(ui.id().with(("start", pair[0].0)), grown));
        ui.add_space(space::XS);
    }
    action
}

/// A code that somebody was told, or a link.
pub(super) fn join_ui(ui: &mut Ui, look: Look<'_>, model: &StartModel, draft: &mut StartDraft) -> Option<StartAction> {
    let (label, join) = (look.text.get("start-code"), look.text.get("start-join"));
    let problem = draft.nonsense.then(|| look.text.get("start-code-nonsense"));
    let before = draft.code.clone();
    let room = ui.available_width();
    let mut entered = false;
    ui.horizontal_top(|ui| {
        let size = vec2(room - JOIN_WIDTH - space::S, height::NORMAL);
        ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
            let field = Field { label: &label, secret: false, chars_max: TYPED_CHARS_MAX, problem: problem.as_deref(), first: false };
            entered = field.show(ui, look, &mut draft.code);
        });
        ui.vertical(|ui| {
            // The field has its words above it.
            ui.add_space(LABEL_HEIGHT);
            let can = model.online && !draft.code.trim().is_empty();
            ui.add_enabled_ui(can, |ui| entered |= Button::secondary(&join).wide().show(ui, look).clicked());
        });
    });
    if before != draft.code {
        draft.nonsense = false;
    }
    (entered && model.online && !draft.code.trim().is_empty()).then_some(StartAction::Join)
}

/// Height of the words above a field, points.
const LABEL_HEIGHT: f32 = 24.0;
