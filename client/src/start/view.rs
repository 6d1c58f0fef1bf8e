//! The first screen, as it is seen.

use egui::Ui;

use crate::net::{ServerState, Session, SessionState};
use crate::ui::frame::wordmark;
use crate::ui::icon::Icon;
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::Button;
use crate::ui::{Look, controls};

/// Width of the column, points.
pub const WIDTH: f32 = 480.0;

/// What the first screen knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StartModel {
    /// Name of whoever is signed in.
    pub name: Option<String>,
    /// Whether that is an account.
    pub account: bool,
    /// Whether a match can be searched, or will be as soon as the server answers.
    pub online: bool,
}

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartAction {
    /// A duel with the next person.
    PlayNow,
    /// Two on one keyboard.
    HotSeat,
    /// A bot.
    Practice,
    /// Name and password.
    SignIn,
    /// A new account.
    Register,
    /// End the game.
    Quit,
}

impl StartModel {
    /// As the session is now.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        Self {
            name: session.user().map(|me| me.username.to_string()),
            account: matches!(session.state, SessionState::Account(_)),
            online: matches!(session.server, ServerState::Up(_) | ServerState::Connecting),
        }
    }
}

/// Shows it.
pub fn start_ui(ui: &mut Ui, look: Look<'_>, model: &StartModel) -> Option<StartAction> {
    let text = look.text;
    let mut action = None;
    wordmark(ui, look, size::DISPLAY);
    controls::note(ui, look, &text.get("start-tagline"));
    ui.add_space(space::L);
    let note = match (&model.name, model.online) {
        (_, false) => text.get("start-play-offline"),
        (Some(name), true) => text.with("start-play-as", [("name", name.as_str())]),
        (None, true) => text.get("start-play-guest"),
    };
    let play = text.get("start-play");
    let button = Button::primary(&play).note(&note).icon(Icon::Play).height(height::HIGH).wide().enabled(model.online);
    let button = if model.online { button.first() } else { button };
    if button.show(ui, look).clicked() {
        action = Some(StartAction::PlayNow);
    }
    ui.add_space(space::XS);
    let hot_seat = text.get("start-hot-seat");
    let practice = text.get("start-practice");
    ui.columns_const(|[left, right]| {
        let button = Button::secondary(&hot_seat).icon(Icon::Keyboard).height(height::HIGH).wide();
        let button = if model.online { button } else { button.first() };
        if button.show(left, look).clicked() {
            action = Some(StartAction::HotSeat);
        }
        if Button::secondary(&practice).icon(Icon::Bot).height(height::HIGH).wide().show(right, look).clicked() {
            action = Some(StartAction::Practice);
        }
    });
    ui.add_space(space::S);
    account_ui(ui, look, model).or(action)
}

fn account_ui(ui: &mut Ui, look: Look<'_>, model: &StartModel) -> Option<StartAction> {
    let text = look.text;
    let mut action = None;
    let register =
        model.name.as_ref().map_or_else(|| text.get("start-register"), |name| text.with("start-keep-guest", [("name", name.as_str())]));
    let sign_in = text.get("start-sign-in");
    ui.horizontal_wrapped(|ui| {
        if !model.account {
            if Button::quiet(&sign_in).icon(Icon::LogIn).show(ui, look).clicked() {
                action = Some(StartAction::SignIn);
            }
            if Button::quiet(&register).icon(Icon::UserPlus).show(ui, look).clicked() {
                action = Some(StartAction::Register);
            }
        }
        let quit = text.get("start-quit");
        if Button::quiet(&quit).icon(Icon::Power).show(ui, look).clicked() {
            action = Some(StartAction::Quit);
        }
    });
    action
}
