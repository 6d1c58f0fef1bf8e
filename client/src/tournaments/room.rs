//! A tournament that has not begun: who is there, how to get others to come, and what they talk about.

use common::api::tournament::{FORFEIT_SECS_DEFAULT, Tournament, TournamentParticipant};
use common::ids::UserId;
use egui::{Align, Layout, RichText, Sense, Ui, vec2};

use super::doing::{Wish, can_join};
use super::page::{Asking, Draft, PageModel, Showing};
use super::view::TournamentAction;
use crate::net::Reader;
use crate::people::gathering::talk::Talk;
use crate::people::gathering::view::{code_ui, invite_ui, talk_ui};
use crate::ui::icon::Icon;
use crate::ui::lists::{fact_ui, icon_ui};
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::{Button, ask_for_focus, upright};
use crate::ui::{Look, controls, fonts, words};

/// With less room than this, everything stands below each other, points.
const TWO_COLUMNS_FROM: f32 = 600.0;
/// Room for what was said, points.
const TALK_HEIGHT: f32 = 150.0;
/// Diameter of a picture, points.
const FACE: f32 = 30.0;
/// Room for the word that says who organises it, points.
const ORGANISER: f32 = 80.0;
/// Height of the line of somebody, points.
const ROW: f32 = 34.0;

/// Shows it.
pub(super) fn room_ui(
    ui: &mut Ui,
    look: Look<'_>,
    model: PageModel<'_>,
    shown: &Tournament,
    draft: &mut Draft,
    talk: &mut Talk,
) -> Option<TournamentAction> {
    let own = draft.showing == Showing::Own;
    let mut action = head_ui(ui, look, shown);
    start_ui(ui, look, model, shown);
    ui.add_space(space::S);
    if ui.available_width() < TWO_COLUMNS_FROM {
        action = people_ui(ui, look, model, shown, draft).or(action);
        ui.add_space(space::M);
        action = side_ui(ui, look, model, shown, own, talk).or(action);
    } else {
        ui.columns_const(|[left, right]| {
            action = upright(left, |ui| people_ui(ui, look, model, shown, draft)).or(action.take());
            action = upright(right, |ui| side_ui(ui, look, model, shown, own, talk)).or(action.take());
        });
    }
    ui.add_space(space::M);
    foot_ui(ui, look, model, shown, own).or(action)
}

fn head_ui(ui: &mut Ui, look: Look<'_>, shown: &Tournament) -> Option<TournamentAction> {
    let text = look.text;
    let mut action = None;
    ui.horizontal_wrapped(|ui| {
        if icon_ui(ui, look, Icon::ArrowLeft, &text.get("tournaments-all")) {
            action = Some(TournamentAction::Show(Showing::Lists));
        }
        controls::title(ui, look, &shown.name);
    });
    ui.horizontal_wrapped(|ui| {
        fact_ui(ui, look, &text.get(if shown.private { "tournament-is-private" } else { "tournament-is-public" }));
        fact_ui(ui, look, &text.with("tournament-size", [("places", i64::from(shown.size))]));
        let seconds = i64::from(shown.forfeit_after.unwrap_or(FORFEIT_SECS_DEFAULT));
        fact_ui(ui, look, &text.with("tournament-turn-up", [("seconds", seconds)]));
    });
    action
}

/// When it starts.
fn start_ui(ui: &mut Ui, look: Look<'_>, model: PageModel<'_>, shown: &Tournament) {
    let text = look.text;
    if let Some(start_at) = shown.start_at {
        let seconds = model.own.seconds_until(start_at, model.now);
        let words = text.with("tournament-starts-in", [("seconds", seconds)]);
        ui.label(RichText::new(words).font(fonts::bold(size::TITLE)).color(look.theme.turn));
        ui.ctx().request_repaint_after(std::time::Duration::from_millis(200));
        return;
    }
    let places = usize::from(shown.size);
    // 80 % of the places, rounded up.
    let enough = (places * 4).div_ceil(5);
    if enough == places {
        controls::note(ui, look, &text.get("tournament-starts-full"));
    } else {
        controls::note(ui, look, &text.with("tournament-starts-when", [("enough", enough), ("places", places)]));
    }
}

fn people_ui(ui: &mut Ui, look: Look<'_>, model: PageModel<'_>, shown: &Tournament, draft: &mut Draft) -> Option<TournamentAction> {
    let text = look.text;
    let there = shown.participants.len();
    controls::heading(ui, look, &text.with("tournament-taken", [("taken", there), ("places", usize::from(shown.size))]));
    let me = model.reader.me();
    let organises = me.is_some_and(|me| shown.created_by == me);
    let mut action = None;
    ui.spacing_mut().item_spacing.y = space::XS;
    for who in &shown.participants {
        let can_ban = organises && Some(who.id) != me;
        action = person_ui(ui, look, who, can_ban, me, draft).or(action);
        if draft.asking == Some(Asking::Ban(who.id)) {
            action = ban_ui(ui, look, shown, who, draft).or(action);
        }
    }
    let free = usize::from(shown.size).saturating_sub(there);
    if free > 0 {
        controls::note(ui, look, &text.with("tournament-free", [("count", free)]));
    }
    let banned = |wish: &Wish| matches!(wish, Wish::Ban(..));
    if let Some(error) = model.doing.refused(banned) {
        controls::problem(ui, look, &words::of_error(text, error));
    }
    action
}

fn person_ui(
    ui: &mut Ui,
    look: Look<'_>,
    who: &TournamentParticipant,
    can_ban: bool,
    me: Option<UserId>,
    draft: &mut Draft,
) -> Option<TournamentAction> {
    let text = look.text;
    let mut profile = false;
    ui.horizontal(|ui| {
        ui.set_min_height(ROW);
        let (rect, response) = ui.allocate_exact_size(vec2(FACE, FACE), Sense::click());
        look.pictures.paint(ui.painter(), who.profile_picture.id, rect, 1.0);
        let words = text.with("friends-profile-of", [("name", who.username.as_str())]);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &words));
        crate::ui::widgets::focus_ring(ui, look.theme, rect, &response, 15);
        profile |= response.on_hover_text(words).clicked();
        let color = if Some(who.id) == me { look.theme.accent } else { look.theme.text };
        let said = if who.creator { ORGANISER } else { 0.0 };
        let pressed = if can_ban { ROW + space::L } else { 0.0 };
        let room = ui.available_width() - said - pressed - space::S;
        ui.label(fonts::fitting(ui.painter(), &who.username, size::BODY, room, color));
        if who.creator {
            fact_ui(ui, look, &text.get("tournament-organiser"));
        }
        if can_ban {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words = text.with("tournament-ban-name", [("name", who.username.as_str())]);
                if icon_ui(ui, look, Icon::Ban, &words) {
                    draft.asking = Some(Asking::Ban(who.id));
                    ask_for_focus(ui.ctx());
                }
            });
        }
    });
    profile.then_some(TournamentAction::Profile(who.id))
}

fn ban_ui(ui: &mut Ui, look: Look<'_>, shown: &Tournament, who: &TournamentParticipant, draft: &mut Draft) -> Option<TournamentAction> {
    let mut action = None;
    controls::line(ui, look, &look.text.with("tournament-ban-question", [("name", who.username.as_str())]));
    ui.horizontal_wrapped(|ui| {
        let (no, yes) = (look.text.get("cancel"), look.text.get("tournament-ban"));
        if Button::secondary(&no).height(height::LOW).first().show(ui, look).clicked() {
            draft.asking = None;
            ask_for_focus(ui.ctx());
        }
        ui.add_space(space::XL);
        if Button::danger(&yes).icon(Icon::Ban).height(height::LOW).show(ui, look).clicked() {
            draft.asking = None;
            action = Some(TournamentAction::Wish(Wish::Ban(shown.code, who.id)));
        }
    });
    action
}

/// The code, the friends, the talk.
fn side_ui(ui: &mut Ui, look: Look<'_>, model: PageModel<'_>, shown: &Tournament, own: bool, talk: &mut Talk) -> Option<TournamentAction> {
    let text = look.text;
    let mut action = None;
    ui.horizontal_wrapped(|ui| {
        code_ui(ui, look, shown.code.as_str());
        if icon_ui(ui, look, Icon::Hash, &text.get("tournament-copy-code")) {
            action = Some(TournamentAction::CopyCode(shown.code));
        }
        if icon_ui(ui, look, Icon::Link, &text.get("tournament-copy-link")) {
            action = Some(TournamentAction::CopyLink(shown.code));
        }
    });
    controls::note(ui, look, &text.get("tournament-code-note"));
    if !own {
        return action;
    }
    let may_invite = matches!(model.reader, Reader::Account(me) if !shown.private || shown.created_by == me);
    if may_invite {
        ui.add_space(space::S);
        controls::heading(ui, look, &text.get("tournament-invite"));
        let invited = invite_ui(ui, look, model.circle, &model.own.inviting, |user| shown.participant(user).is_some());
        action = invited.map(TournamentAction::Invite).or(action);
    }
    ui.add_space(space::M);
    if talk_ui(ui, look, talk, TALK_HEIGHT) {
        action = Some(TournamentAction::Say);
    }
    action
}

/// Into it, or out of it.
fn foot_ui(ui: &mut Ui, look: Look<'_>, model: PageModel<'_>, shown: &Tournament, own: bool) -> Option<TournamentAction> {
    let text = look.text;
    let mut action = None;
    let (join, leave) = (Wish::Join(shown.code), Wish::Leave(shown.code));
    ui.horizontal_wrapped(|ui| {
        if own {
            let words = text.get("tournament-leave");
            let button = Button::quiet(&words).icon(Icon::LogOut).busy(model.doing.is_busy(|busy| *busy == leave));
            if button.show(ui, look).clicked() {
                action = Some(TournamentAction::Wish(leave.clone()));
            }
        } else if model.reader.me().is_none() {
            let words = text.get("watch-guest");
            if Button::primary(&words).icon(Icon::Play).first().show(ui, look).clicked() {
                action = Some(TournamentAction::BeGuest);
            }
        } else {
            let can = can_join(shown, model.reader.me());
            let words = text.get(if can { "tournament-join" } else { "tournament-full" });
            let button = Button::primary(&words).icon(Icon::LogIn).enabled(can).first();
            if button.busy(model.doing.is_busy(|busy| *busy == join)).show(ui, look).clicked() {
                action = Some(TournamentAction::Wish(join.clone()));
            }
        }
    });
    if let Some(error) = model.doing.refused(|wish| *wish == join || *wish == leave) {
        controls::problem(ui, look, &words::of_error(text, error));
    }
    action
}
