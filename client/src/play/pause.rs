//! The pause menu over the court. A match of this process stands still below it, a match of a server does not.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};
use egui::Ui;

use super::{Game, PlayAction};
use crate::screen::{Navigate, Overlay, Screen};
use crate::ui::frame::{self, ViewSystems};
use crate::ui::icon::Icon;
use crate::ui::theme::space;
use crate::ui::widgets::{self, Button};
use crate::ui::{Look, Looks, controls};

/// Width of the menu, points.
const WIDTH: f32 = 320.0;

/// What is open over the court.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pause {
    /// The menu.
    pub open: bool,
    /// Its question whether to leave.
    pub asking: bool,
    /// The details of the connection.
    pub details: bool,
}

impl Pause {
    /// The key of the pause: opens the menu, closes it, or takes back the question.
    pub(super) fn toggle(&mut self) {
        if self.asking {
            self.asking = false;
        } else {
            self.open = !self.open;
        }
    }

    /// Closes the menu.
    pub(super) fn close(&mut self) {
        self.open = false;
        self.asking = false;
    }
}

/// What was pressed in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PauseAction {
    /// On with the match.
    Continue,
    /// The settings, over the match.
    Settings,
    /// Asks whether to leave.
    Leave,
    /// No, not leaving.
    Stay,
    /// Leaves.
    LeaveNow,
}

pub(super) fn plugin(app: &mut App) {
    let here = in_state(Screen::Court).and_then(in_state(Overlay::None));
    app.add_systems(EguiPrimaryContextPass, show.run_if(here).in_set(ViewSystems));
}

fn show(
    mut contexts: EguiContexts,
    looks: Looks,
    mut pause: ResMut<Pause>,
    game: Res<Game>,
    mut go: MessageWriter<Navigate>,
    mut play: MessageWriter<PlayAction>,
) {
    let Ok(ctx) = contexts.ctx_mut() else { return };
    if !pause.open {
        return;
    }
    let mut ui = frame::root(ctx, "pause");
    match pause_ui(&mut ui, looks.look(), pause.asking, game.is_online()) {
        Some(PauseAction::Continue) => pause.close(),
        Some(PauseAction::Settings) => {
            go.write(Navigate::OpenSettings);
        }
        Some(PauseAction::Leave) => pause.asking = true,
        Some(PauseAction::Stay) => pause.asking = false,
        Some(PauseAction::LeaveNow) => {
            pause.close();
            play.write(PlayAction::Leave);
        }
        None => {}
    }
}

/// Shows the menu, or its question.
pub fn pause_ui(ui: &mut Ui, look: Look<'_>, asking: bool, online: bool) -> Option<PauseAction> {
    ui.painter().rect_filled(ui.max_rect(), 0.0, look.theme.veil());
    widgets::focus_when_opened(ui.ctx(), "pause", asking);
    let name = if asking { "pause-question" } else { "pause-menu" };
    frame::middle_card(ui, look, name, WIDTH, |ui| if asking { question_ui(ui, look, online) } else { menu_ui(ui, look, online) })
}

fn menu_ui(ui: &mut Ui, look: Look<'_>, online: bool) -> Option<PauseAction> {
    let text = look.text;
    controls::title(ui, look, &text.get("pause-title"));
    if online {
        controls::note(ui, look, &text.get("pause-online-hint"));
    }
    ui.add_space(space::S);
    let mut action = None;
    let (on, settings, leave) = (text.get("pause-continue"), text.get("pause-settings"), text.get("pause-leave"));
    if Button::primary(&on).icon(Icon::Play).wide().first().show(ui, look).clicked() {
        action = Some(PauseAction::Continue);
    }
    if Button::secondary(&settings).icon(Icon::Settings).wide().show(ui, look).clicked() {
        action = Some(PauseAction::Settings);
    }
    ui.add_space(space::L);
    if Button::quiet(&leave).icon(Icon::LogOut).wide().show(ui, look).clicked() {
        action = Some(PauseAction::Leave);
    }
    action
}

fn question_ui(ui: &mut Ui, look: Look<'_>, online: bool) -> Option<PauseAction> {
    let text = look.text;
    controls::title(ui, look, &text.get("pause-leave-title"));
    controls::line(ui, look, &text.get(if online { "pause-leave-online" } else { "pause-leave-local" }));
    ui.add_space(space::S);
    let mut action = None;
    let (stay, leave) = (text.get("pause-stay"), text.get("pause-leave-yes"));
    if Button::primary(&stay).wide().first().show(ui, look).clicked() {
        action = Some(PauseAction::Stay);
    }
    ui.add_space(space::L);
    if Button::danger(&leave).icon(Icon::LogOut).wide().show(ui, look).clicked() {
        action = Some(PauseAction::LeaveNow);
    }
    action
}
