//! Who sits where: the two sides as tables and a bench below them, or the one table of a team.

use common::api::lobby::{Lobby, LobbyMode, LobbyParticipant, LobbyTeam};
use common::sim::Side;
use egui::{Align, Color32, CornerRadius, Label, Layout, RichText, Sense, Stroke, Ui, WidgetInfo, WidgetType, vec2};

use super::action::{LobbyAction, LobbyDraft};
use super::model::{LobbyModel, LobbyWish};
use crate::ui::icon::Icon;
use crate::ui::lists::icon_ui;
use crate::ui::theme::{height, radius, size, space};
use crate::ui::widgets::{Button, ask_for_focus, upright};
use crate::ui::{Look, controls, fonts};

/// Diameter of a picture, points.
const FACE: f32 = 32.0;
/// Height of a place, points.
const HIGH: f32 = 44.0;
/// Less room than this, and the sides stand below each other, points.
const SIDE_BY_SIDE_MIN: f32 = 520.0;

/// Shows them.
pub(super) fn tables_ui(ui: &mut Ui, look: Look<'_>, model: &LobbyModel, lobby: &Lobby, draft: &mut LobbyDraft) -> Option<LobbyAction> {
    let asked = draft.asking.and_then(|user| lobby.participants.iter().find(|participant| participant.user.id == user));
    if let Some(who) = asked {
        return question_ui(ui, look, who, draft);
    }
    if lobby.game_mode == LobbyMode::Clash {
        return table_ui(ui, look, model, lobby, None, draft);
    }
    let sides = if ui.available_width() < SIDE_BY_SIDE_MIN {
        let one = table_ui(ui, look, model, lobby, Some(LobbyTeam::A), draft);
        ui.add_space(space::S);
        one.or(table_ui(ui, look, model, lobby, Some(LobbyTeam::B), draft))
    } else {
        // As on the court: `a` on the right.
        ui.columns_const(|[left, right]| {
            let one = upright(left, |ui| table_ui(ui, look, model, lobby, Some(LobbyTeam::B), draft));
            one.or(upright(right, |ui| table_ui(ui, look, model, lobby, Some(LobbyTeam::A), draft)))
        })
    };
    ui.add_space(space::S);
    sides.or(table_ui(ui, look, model, lobby, Some(LobbyTeam::Spectator), draft))
}

/// One side, the bench, or the whole team.
fn table_ui(
    ui: &mut Ui,
    look: Look<'_>,
    model: &LobbyModel,
    lobby: &Lobby,
    team: Option<LobbyTeam>,
    draft: &mut LobbyDraft,
) -> Option<LobbyAction> {
    let there: Vec<&LobbyParticipant> = lobby.participants.iter().filter(|participant| participant.team == team).collect();
    let (key, color, seats) = match team {
        Some(LobbyTeam::A) => ("lobby-side-a", look.theme.side(Side::A), Some(lobby.match_type.side_len())),
        Some(LobbyTeam::B) => ("lobby-side-b", look.theme.side(Side::B), Some(lobby.match_type.side_len())),
        Some(LobbyTeam::Spectator) => ("lobby-bench", look.theme.line, None),
        None => ("lobby-team", look.theme.accent, Some(usize::from(lobby.max_participants))),
    };
    let count = seats.map_or_else(|| there.len().to_string(), |seats| format!("{}/{seats}", there.len()));
    let head = format!("{}  {count}", look.text.get(key));
    framed(ui, look, color, |ui| {
        let mut action = None;
        ui.horizontal(|ui| {
            ui.label(RichText::new(&head).font(fonts::medium(size::BODY)).color(look.theme.text));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| action = go_there_ui(ui, look, model, team, seats, there.len()));
        });
        for participant in &there {
            action = ui.push_id(participant.user.id, |ui| place_ui(ui, look, model, participant, draft)).inner.or(action);
        }
        for _ in there.len()..seats.unwrap_or(there.len()) {
            free_ui(ui, look);
        }
        if there.is_empty() && seats.is_none() {
            controls::note(ui, look, &look.text.get("lobby-bench-empty"));
        }
        action
    })
}

fn framed<R>(ui: &mut Ui, look: Look<'_>, color: Color32, body: impl FnOnce(&mut Ui) -> R) -> R {
    egui::Frame::new()
        .fill(look.theme.surface)
        .stroke(Stroke::new(1.5, color))
        .corner_radius(CornerRadius::same(radius::MEDIUM))
        .inner_margin(space::M)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            body(ui)
        })
        .inner
}

/// The way to another side, while there is room and no match runs.
fn go_there_ui(
    ui: &mut Ui,
    look: Look<'_>,
    model: &LobbyModel,
    team: Option<LobbyTeam>,
    seats: Option<usize>,
    taken: usize,
) -> Option<LobbyAction> {
    let (team, me) = (team?, model.me()?);
    let running = model.lobby.as_ref().is_some_and(|lobby| lobby.game_playing.is_some());
    if me.team == Some(team) || running || seats.is_some_and(|seats| taken >= seats) {
        return None;
    }
    let words = look.text.get(if team == LobbyTeam::Spectator { "lobby-to-bench" } else { "lobby-sit-here" });
    let wish = LobbyWish::Side(team);
    let button = Button::secondary(&words).height(height::LOW).busy(model.is_busy(|busy| busy == wish));
    let response = button.show(ui, look);
    let label = match team {
        LobbyTeam::A => look.text.get("lobby-sit-a"),
        LobbyTeam::B => look.text.get("lobby-sit-b"),
        LobbyTeam::Spectator => words,
    };
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, &label));
    response.clicked().then_some(LobbyAction::Wish(wish))
}

/// Somebody: picture, name, whether they set the lobby up, whether they are ready.
fn place_ui(ui: &mut Ui, look: Look<'_>, model: &LobbyModel, who: &LobbyParticipant, draft: &mut LobbyDraft) -> Option<LobbyAction> {
    let text = look.text;
    let name = who.user.username.as_str();
    let mine = model.whose() == Some(who.user.id);
    let may_ban = !mine && model.me().is_some_and(|me| me.creator);
    let mut action = None;
    ui.horizontal(|ui| {
        ui.set_min_height(HIGH);
        let (face, response) = ui.allocate_exact_size(vec2(FACE, FACE), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, text.with("friends-profile-of", [("name", name)])));
        look.pictures.paint(ui.painter(), who.user.profile_picture.id, face, 1.0);
        crate::ui::widgets::focus_ring(ui, look.theme, face, &response, radius::LARGE);
        crate::ui::widgets::sound(&response);
        if response.on_hover_text(text.with("friends-profile-of", [("name", name)])).clicked() {
            action = Some(LobbyAction::Profile(who.user.id));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if who.team != Some(LobbyTeam::Spectator) {
                ready_mark(ui, look, who);
            }
            if model.here.contains(&who.user.id) {
                let here = text.get("companions-here");
                let mark = ui.label(RichText::new(Icon::Monitor.glyph()).font(fonts::icons(size::LEAD)).color(look.theme.text_quiet));
                mark.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, &here));
                mark.on_hover_text(here);
            }
            if who.creator {
                let crown = ui.label(RichText::new(Icon::Crown.glyph()).font(fonts::icons(size::LEAD)).color(look.theme.accent));
                crown.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, text.with("lobby-creator", [("name", name)])));
                crown.on_hover_text(text.with("lobby-creator", [("name", name)]));
            }
            if may_ban && icon_ui(ui, look, Icon::Ban, &text.with("lobby-ban-name", [("name", name)])) {
                draft.asking = Some(who.user.id);
                ask_for_focus(ui.ctx());
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let font = if mine { fonts::bold(size::BODY) } else { fonts::medium(size::BODY) };
                ui.add(Label::new(RichText::new(name).font(font).color(look.theme.text)).wrap());
            });
        });
    });
    action
}

/// Whether somebody is ready: by shape and by colour.
fn ready_mark(ui: &mut Ui, look: Look<'_>, who: &LobbyParticipant) {
    let (icon, color, key) = if who.is_ready {
        (Icon::CheckCircle, look.theme.turn, "lobby-is-ready")
    } else {
        (Icon::Clock, look.theme.text_quiet, "lobby-is-not-ready")
    };
    let words = look.text.with(key, [("name", who.user.username.as_str())]);
    let mark = ui.label(RichText::new(icon.glyph()).font(fonts::icons(size::LEAD)).color(color));
    mark.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, &words));
    mark.on_hover_text(words);
}

/// A place that nobody has.
fn free_ui(ui: &mut Ui, look: Look<'_>) {
    ui.horizontal(|ui| {
        ui.set_min_height(HIGH);
        let (face, _) = ui.allocate_exact_size(vec2(FACE, FACE), Sense::hover());
        ui.painter().circle_stroke(face.center(), FACE * 0.5 - 1.0, Stroke::new(1.0, look.theme.line));
        ui.label(RichText::new(look.text.get("lobby-free")).font(fonts::text(size::BODY)).color(look.theme.text_quiet));
    });
}

/// Really send them away?
fn question_ui(ui: &mut Ui, look: Look<'_>, who: &LobbyParticipant, draft: &mut LobbyDraft) -> Option<LobbyAction> {
    let text = look.text;
    let mut action = None;
    controls::line(ui, look, &text.with("lobby-ban-question", [("name", who.user.username.as_str())]));
    ui.horizontal_wrapped(|ui| {
        let (no, yes) = (text.get("cancel"), text.get("lobby-ban"));
        if Button::secondary(&no).first().show(ui, look).clicked() {
            draft.asking = None;
            ask_for_focus(ui.ctx());
        }
        ui.add_space(space::XXL);
        if Button::danger(&yes).icon(Icon::Ban).show(ui, look).clicked() {
            draft.asking = None;
            ask_for_focus(ui.ctx());
            action = Some(LobbyAction::Wish(LobbyWish::Ban(who.user.id)));
        }
    });
    action
}
