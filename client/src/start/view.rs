//! The first screen, as it is seen.

use common::api::lobby::LobbyMode;
use common::api::users::PlayMode;
use common::ids::MatchCode;
use egui::Ui;

use super::model::{StartDraft, Unfinished};
use super::places;
use crate::net::{ServerState, Session, SessionState};
use crate::ui::frame::wordmark;
use crate::ui::icon::Icon;
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::Button;
use crate::ui::{Look, controls};

/// Width of the column, points.
pub const WIDTH: f32 = 560.0;

/// What the first screen knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StartModel {
    /// Name of whoever is signed in.
    pub name: Option<String>,
    /// Whether that is an account.
    pub account: bool,
    /// Trophies of an account.
    pub trophies: i64,
    /// Whether a match can be searched, or will be as soon as the server answers.
    pub online: bool,
    /// Whether whoever is signed in has chosen to play without others.
    pub by_choice: bool,
    /// A match that the player can go back to.
    pub unfinished: Option<Unfinished>,
    /// How others reach the server inside this program, if it is there for others.
    pub hosted_at: Option<String>,
}

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartAction {
    /// Back to this match.
    GoBack(MatchCode),
    /// A duel with the next person.
    PlayNow,
    /// A match for trophies.
    Ranked,
    /// A lobby of this kind.
    Gather(LobbyMode),
    /// The tournaments.
    Tournaments,
    /// What is typed: a lobby, a tournament, or any link.
    Join,
    /// With others again, after playing without them by choice.
    PlayOnline,
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
    pub fn of(session: &Session, unfinished: Option<&Unfinished>, hosted_at: Option<&str>) -> Self {
        Self {
            name: session.user().map(|me| me.username.to_string()),
            account: matches!(session.state, SessionState::Account(_)),
            trophies: session.user().map_or(0, |me| me.trophies),
            online: matches!(session.server, ServerState::Up(_) | ServerState::Connecting),
            by_choice: session.user().is_some_and(|me| me.play_mode == PlayMode::Offline),
            unfinished: unfinished.cloned(),
            hosted_at: hosted_at.map(str::to_owned),
        }
    }
}

/// Shows it.
pub fn start_ui(ui: &mut Ui, look: Look<'_>, model: &StartModel, draft: &mut StartDraft) -> Option<StartAction> {
    let text = look.text;
    let mut action = None;
    wordmark(ui, look, size::DISPLAY);
    controls::note(ui, look, &text.get("start-tagline"));
    ui.add_space(space::L);
    // Whoever plays without others has the page of this machine: the rest of it comes first.
    let alone = model.by_choice && model.unfinished.is_none();
    if !alone {
        action = play_ui(ui, look, model).or(action);
        ui.add_space(space::XS);
        action = places::places_ui(ui, look, model).or(action);
    }
    let hot_seat = text.get("start-hot-seat");
    let practice = text.get("start-practice");
    ui.columns_const(|[left, right]| {
        let button = Button::secondary(&hot_seat).icon(Icon::Keyboard).height(height::HIGH).wide();
        let button = if model.online && !alone { button } else { button.first() };
        if button.show(left, look).clicked() {
            action = Some(StartAction::HotSeat);
        }
        if Button::secondary(&practice).icon(Icon::Bot).height(height::HIGH).wide().show(right, look).clicked() {
            action = Some(StartAction::Practice);
        }
    });
    ui.add_space(space::XS);
    if alone {
        let (words, note) = (text.get("start-by-choice"), text.get("start-by-choice-note"));
        let button = Button::secondary(&words).note(&note).icon(Icon::Globe).wide().enabled(model.online);
        if button.show(ui, look).clicked() {
            action = Some(StartAction::PlayOnline);
        }
        ui.add_space(space::XS);
    }
    if !alone {
        action = places::join_ui(ui, look, model, draft).or(action);
    }
    ui.add_space(space::S);
    let action = account_ui(ui, look, model).or(action);
    if let Some(address) = &model.hosted_at {
        ui.add_space(space::S);
        controls::note(ui, look, &text.with("start-hosting", [("address", address.as_str())]));
    }
    action
}

/// What is wanted most: back to the match that still runs, or else a new one.
fn play_ui(ui: &mut Ui, look: Look<'_>, model: &StartModel) -> Option<StartAction> {
    let text = look.text;
    let (title, note, pressed) = match (&model.unfinished, &model.name, model.online) {
        (Some(Unfinished { code, score: [own, other], opponents }), _, true) => (
            text.with("start-back", [("score", format!("{own}:{other}").as_str())]),
            text.with("start-back-note", [("name", opponents.as_str())]),
            StartAction::GoBack(*code),
        ),
        (_, _, false) => (text.get("start-play"), text.get("start-play-offline"), StartAction::PlayNow),
        (None, Some(name), true) => (text.get("start-play"), text.with("start-play-as", [("name", name.as_str())]), StartAction::PlayNow),
        (None, None, true) => (text.get("start-play"), text.get("start-play-guest"), StartAction::PlayNow),
    };
    let button = Button::primary(&title).note(&note).icon(Icon::Play).height(height::HIGH).wide().enabled(model.online);
    let button = if model.online { button.first() } else { button };
    button.show(ui, look).clicked().then_some(pressed)
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
