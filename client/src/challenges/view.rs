//! The challenges that wait, as they are seen on the play page.

use egui::Ui;

use super::model::Challenges;
use crate::people::challenge::view::{ChallengePress, Setting, challenge_ui};
use crate::ui::theme::space;
use crate::ui::widgets::card;
use crate::ui::{Look, controls};

/// Most that are shown; there is a number for the rest.
const SHOWN_MAX: usize = 6;

/// Shows them: those to answer first.
pub fn pending_ui(ui: &mut Ui, look: Look<'_>, challenges: &Challenges, setting: Setting<'_>) -> Option<ChallengePress> {
    let mut pressed = None;
    let all = challenges.received.iter().chain(&challenges.sent);
    card(ui, look, |ui| {
        controls::heading(ui, look, &look.text.get("challenges-title"));
        for (place, challenge) in all.enumerate().take(SHOWN_MAX) {
            if place > 0 {
                ui.painter().hline(ui.max_rect().x_range(), ui.cursor().min.y, egui::Stroke::new(1.0, look.theme.line));
                ui.add_space(space::S);
            }
            pressed = ui.push_id(challenge.id, |ui| challenge_ui(ui, look, challenge, setting)).inner.or(pressed);
        }
        let count = challenges.received.len() + challenges.sent.len();
        if count > SHOWN_MAX {
            controls::note(ui, look, &look.text.with("challenges-more", [("count", count - SHOWN_MAX)]));
        }
    });
    pressed
}
