//! The page of the lobby, as it is seen: who is where, what is still missing, and beside it the talk and the friends to invite.

use common::api::lobby::{Lobby, LobbyMode, LobbyParticipant, LobbyTeam};
use common::ids::UserId;
use egui::{RichText, Ui};

use super::action::{LobbyAction, LobbyDraft};
use super::entering::Door;
use super::model::{Ended, LobbyModel, LobbyWish};
use super::{settings, tables};
use crate::net::Reader;
use crate::people::circle::Circle;
use crate::people::gathering::view::{code_ui, invite_ui, talk_ui};
use crate::screen::Screen;
use crate::ui::controls;
use crate::ui::icon::Icon;
use crate::ui::lists::{coming_ui, empty_ui, icon_ui};
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::{Button, card, spinner, upright};
use crate::ui::{Look, fonts, words};

/// Height of what was said, points.
const TALK_HEIGHT: f32 = 150.0;
/// Less room than this, and talk and friends stand below each other, points.
const SIDE_BY_SIDE_MIN: f32 = 560.0;

/// What the page knows besides the lobby.
#[derive(Clone, Copy)]
pub struct LobbyView<'a> {
    /// Who looks at it.
    pub reader: Reader,
    /// Whom they could invite.
    pub circle: &'a Circle,
}

/// Shows it.
pub fn lobby_ui(ui: &mut Ui, look: Look<'_>, view: LobbyView<'_>, model: &mut LobbyModel, draft: &mut LobbyDraft) -> Option<LobbyAction> {
    lobby_with_ui(ui, look, view, model, draft, |_, _| {})
}

/// The same, with something else between the tables and what is said.
pub(super) fn lobby_with_ui(
    ui: &mut Ui,
    look: Look<'_>,
    view: LobbyView<'_>,
    model: &mut LobbyModel,
    draft: &mut LobbyDraft,
    between: impl FnOnce(&mut Ui, &Lobby),
) -> Option<LobbyAction> {
    if model.entering.door.is_some() {
        return card(ui, look, |ui| entering_ui(ui, look, model));
    }
    let Some(lobby) = model.lobby.clone() else { return card(ui, look, |ui| nowhere_ui(ui, look, view, model)) };
    let action = card(ui, look, |ui| {
        let head = head_ui(ui, look, &lobby);
        ui.add_space(space::S);
        let table = tables::tables_ui(ui, look, model, &lobby, draft);
        ui.add_space(space::S);
        let foot = foot_ui(ui, look, model, &lobby);
        head.or(table).or(foot)
    });
    between(ui, &lobby);
    ui.add_space(space::M);
    let set = settings::settings_ui(ui, look, model, &lobby);
    let below = below_ui(ui, look, view, model, &lobby);
    action.or(set).or(below)
}

/// On the way in, or why not.
fn entering_ui(ui: &mut Ui, look: Look<'_>, model: &LobbyModel) -> Option<LobbyAction> {
    let text = look.text;
    let mut action = None;
    let words = match model.entering.door {
        Some(Door::Code(code) | Door::Either(code)) => text.with("lobby-entering", [("code", code.as_str())]),
        Some(Door::New(_)) | None => text.get("lobby-making"),
    };
    controls::title(ui, look, &words);
    let Some(problem) = &model.entering.problem else {
        coming_ui(ui, look);
        let cancel = text.get("cancel");
        return Button::quiet(&cancel).icon(Icon::X).show(ui, look).clicked().then_some(LobbyAction::GiveUp);
    };
    let unknown = problem.code() == Some(common::api::error::ErrorCode::NotFound);
    let why = if unknown { text.get("lobby-unknown") } else { words::of_error(text, problem) };
    controls::problem(ui, look, &why);
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        let (again, back) = (text.get("try-again"), text.get("back"));
        if Button::secondary(&again).icon(Icon::Refresh).first().show(ui, look).clicked() {
            action = Some(LobbyAction::TryAgain);
        }
        if Button::quiet(&back).icon(Icon::ArrowLeft).show(ui, look).clicked() {
            action = Some(LobbyAction::GiveUp);
        }
    });
    action
}

/// In none: why, and how to be in one.
fn nowhere_ui(ui: &mut Ui, look: Look<'_>, view: LobbyView<'_>, model: &LobbyModel) -> Option<LobbyAction> {
    controls::title(ui, look, &look.text.get("lobby-title"));
    if let Some(ended) = model.ended {
        let key = match ended {
            Ended::Banned => "lobby-banned",
            Ended::Destroyed => "lobby-destroyed",
        };
        controls::problem(ui, look, &look.text.get(key));
    }
    match view.reader {
        Reader::Offline => empty_ui(ui, look, Icon::WifiOff, "friends-offline", "lobby-offline-note", &[]),
        Reader::Nobody | Reader::Guest(_) => {
            let steps = [
                ("start-register", Icon::UserPlus, LobbyAction::Go(Screen::Register)),
                ("start-sign-in", Icon::LogIn, LobbyAction::Go(Screen::SignIn)),
            ];
            empty_ui(ui, look, Icon::Users, "lobby-none", "lobby-none-guest", &steps)
        }
        Reader::Account(_) => {
            let steps = [
                ("start-lobby", Icon::Home, LobbyAction::New(LobbyMode::CustomGame)),
                ("start-clash", Icon::Users, LobbyAction::New(LobbyMode::Clash)),
            ];
            empty_ui(ui, look, Icon::Users, "lobby-none", "lobby-none-note", &steps)
        }
    }
}

/// What kind of lobby this is, and its code for those who are to come.
fn head_ui(ui: &mut Ui, look: Look<'_>, lobby: &Lobby) -> Option<LobbyAction> {
    let text = look.text;
    let mut action = None;
    let title = text.get(match lobby.game_mode {
        LobbyMode::Clash => "lobby-title-clash",
        LobbyMode::CustomGame => "lobby-title-custom",
    });
    ui.horizontal_wrapped(|ui| {
        controls::title(ui, look, &title);
        ui.add_space(space::M);
        code_ui(ui, look, lobby.code.as_str());
        if icon_ui(ui, look, Icon::Copy, &text.get("lobby-copy-code")) {
            action = Some(LobbyAction::CopyCode(lobby.code));
        }
        if icon_ui(ui, look, Icon::Link, &text.get("lobby-copy-link")) {
            action = Some(LobbyAction::CopyLink(lobby.code));
        }
    });
    let mut line = text.with("lobby-people", [("people", lobby.participants.len()), ("places", usize::from(lobby.max_participants))]);
    if lobby.game_mode == LobbyMode::CustomGame {
        let kind = settings::kind(lobby.match_type);
        let rules = text.with("lobby-rules", [("kind", kind), ("goals", lobby.goals.to_string().as_str())]);
        line = format!("{rules} \u{b7} {line}");
    }
    controls::note(ui, look, &line);
    action
}

/// What is still missing, and the one thing to press.
fn foot_ui(ui: &mut Ui, look: Look<'_>, model: &LobbyModel, lobby: &Lobby) -> Option<LobbyAction> {
    let text = look.text;
    let mut action = None;
    let me = model.me()?;
    ui.horizontal_wrapped(|ui| {
        if model.is_searching() {
            spinner(ui, look, size::LEAD);
        }
        ui.add(egui::Label::new(RichText::new(state(look, lobby)).font(fonts::medium(size::BODY)).color(look.theme.text)).wrap());
    });
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        if let Some(code) = lobby.game_playing {
            // Those on the bench watch; a team is in its match.
            let watches = me.team == Some(LobbyTeam::Spectator);
            let (key, icon, press) = if watches {
                ("lobby-watch", Icon::Eye, LobbyAction::Watch(code))
            } else {
                ("lobby-back-to-match", Icon::Play, LobbyAction::Play(code))
            };
            if Button::primary(&text.get(key)).icon(icon).height(height::HIGH).first().show(ui, look).clicked() {
                action = Some(press);
            }
        } else {
            action = ready_ui(ui, look, model, me).or(action);
        }
        let leave = text.get("lobby-leave");
        let busy = model.is_busy(|wish| wish == LobbyWish::Leave);
        if Button::quiet(&leave).icon(Icon::LogOut).height(height::HIGH).busy(busy).show(ui, look).clicked() {
            action = Some(LobbyAction::Wish(LobbyWish::Leave));
        }
    });
    if let Some(problem) = model.problem() {
        controls::problem(ui, look, &words::of_error(text, problem));
    }
    action
}

fn ready_ui(ui: &mut Ui, look: Look<'_>, model: &LobbyModel, me: &LobbyParticipant) -> Option<LobbyAction> {
    let text = look.text;
    let bench = me.team == Some(LobbyTeam::Spectator);
    let (ready, unready, note) = (text.get("lobby-ready"), text.get("lobby-unready"), text.get("lobby-bench-note"));
    let busy = model.is_busy(|wish| matches!(wish, LobbyWish::Ready(_)));
    let button = if me.is_ready { Button::secondary(&unready).icon(Icon::X) } else { Button::primary(&ready).icon(Icon::Check) };
    let button = if bench { button.note(&note).enabled(false) } else { button };
    let response = button.height(height::HIGH).busy(busy).first().show(ui, look);
    response.clicked().then_some(LobbyAction::Wish(LobbyWish::Ready(!me.is_ready)))
}

/// What is still missing until the match begins.
fn state(look: Look<'_>, lobby: &Lobby) -> String {
    let text = look.text;
    if lobby.game_playing.is_some() {
        return text.get("lobby-state-playing");
    }
    let plays = |participant: &&LobbyParticipant| participant.team != Some(LobbyTeam::Spectator);
    if lobby.game_mode == LobbyMode::CustomGame {
        let seats = lobby.match_type.side_len() * 2;
        let missing = seats.saturating_sub(lobby.participants.iter().filter(plays).count());
        if missing > 0 {
            return text.with("lobby-state-missing", [("count", missing)]);
        }
    }
    let late: Vec<&str> =
        lobby.participants.iter().filter(plays).filter(|who| !who.is_ready).map(|who| who.user.username.as_str()).collect();
    match (late.is_empty(), lobby.game_mode) {
        (true, LobbyMode::Clash) => text.get("lobby-state-searching"),
        (true, LobbyMode::CustomGame) => text.get("lobby-state-begins"),
        (false, LobbyMode::Clash) => text.with("lobby-state-team", [("names", late.join(", "))]),
        (false, LobbyMode::CustomGame) => text.with("lobby-state-late", [("names", late.join(", "))]),
    }
}

/// The talk, and the friends to invite: side by side where there is room.
fn below_ui(ui: &mut Ui, look: Look<'_>, view: LobbyView<'_>, model: &mut LobbyModel, lobby: &Lobby) -> Option<LobbyAction> {
    let creator = model.me().is_some_and(|me| me.creator);
    let invite = |ui: &mut Ui, model: &LobbyModel| {
        let is_here = |user: UserId| lobby.participants.iter().any(|participant| participant.user.id == user);
        card(ui, look, |ui| {
            controls::heading(ui, look, &look.text.get("lobby-invite"));
            if lobby.is_full {
                controls::note(ui, look, &look.text.get("lobby-is-full"));
                return None;
            }
            if !creator {
                controls::note(ui, look, &look.text.get("lobby-invite-not-creator"));
                return None;
            }
            invite_ui(ui, look, view.circle, &model.inviting, is_here).map(LobbyAction::Invite)
        })
    };
    let talk = |ui: &mut Ui, model: &mut LobbyModel| {
        card(ui, look, |ui| talk_ui(ui, look, &mut model.talk, TALK_HEIGHT).then_some(LobbyAction::Say))
    };
    if ui.available_width() < SIDE_BY_SIDE_MIN {
        let said = talk(ui, model);
        ui.add_space(space::M);
        return said.or(invite(ui, model));
    }
    ui.columns_const(|[left, right]| upright(left, |ui| talk(ui, model)).or(upright(right, |ui| invite(ui, model))))
}
