//! A tournament that has begun: what comes next, the bracket, the matches of the round side by side, and how it ended.

use common::api::tournament::Tournament;
use egui::{Align, Layout, RichText, Ui, Vec2, vec2};

use super::bracket::view::{BracketPress, bracket_ui};
use super::bracket::{Bracket, Next};
use super::doing::Wish;
use super::page::{Asking, Draft, PageModel, Showing};
use super::view::TournamentAction;
use super::winner;
use crate::play::wall::view::wall_ui;
use crate::ui::icon::Icon;
use crate::ui::lists::icon_ui;
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::{Button, ask_for_focus};
use crate::ui::{Look, controls, fonts, words};

/// Least room for a bracket, points: below that the page scrolls.
const ROOM_MIN: f32 = 240.0;

/// Less room than this, and the buttons above a bracket go on in a second line, points.
const ROOMY_MIN: f32 = 640.0;

/// Shows it.
pub(super) fn tree_ui(
    ui: &mut Ui,
    look: Look<'_>,
    model: PageModel<'_>,
    shown: &Tournament,
    draft: &mut Draft,
) -> Option<TournamentAction> {
    if model.own.triumph && draft.showing == Showing::Own {
        let room = room(ui);
        return winner::winner_ui(ui, look, shown, room.y).then_some(TournamentAction::Dismiss);
    }
    let me = model.reader.me();
    let bracket = Bracket::of(shown, me)?;
    let top = ui.cursor().min.y;
    let mut action = head_ui(ui, look, model, shown, &bracket, draft);
    if draft.asking == Some(Asking::Leave) {
        action = leave_ui(ui, look, shown, draft).or(action);
    }
    let leaving = |wish: &Wish| matches!(wish, Wish::Leave(_));
    if let Some(error) = model.doing.refused(leaving) {
        controls::problem(ui, look, &words::of_error(look.text, error));
    }
    ui.add_space(space::XS);
    let mut room = room(ui);
    room.y = (room.y - (ui.cursor().min.y - top)).max(ROOM_MIN);
    if draft.courts && model.wall.courts().next().is_some() {
        let pressed = wall_ui(ui, look, model.wall, room);
        return pressed.map(TournamentAction::Watch).or(action);
    }
    let pressed = bracket_ui(ui, look, &bracket, me, &mut draft.first, room).map(|press| match press {
        BracketPress::Play(code) => TournamentAction::Play(code),
        BracketPress::Watch(code) => TournamentAction::Watch(code),
    });
    pressed.or(action)
}

/// What is left of the window for what fills a card, points.
fn room(ui: &Ui) -> Vec2 {
    let around = space::S * 2.0 + space::L * 3.0;
    vec2(ui.available_width(), ui.clip_rect().height() - around)
}

/// The name, what comes next, and what can be done.
fn head_ui(
    ui: &mut Ui,
    look: Look<'_>,
    model: PageModel<'_>,
    shown: &Tournament,
    bracket: &Bracket<'_>,
    draft: &mut Draft,
) -> Option<TournamentAction> {
    let text = look.text;
    let own = draft.showing == Showing::Own;
    let next = model.reader.me().filter(|_| own).map(|me| bracket.next(me));
    let mut action = None;
    ui.horizontal_wrapped(|ui| {
        if icon_ui(ui, look, Icon::ArrowLeft, &text.get("tournaments-all")) {
            action = Some(TournamentAction::Show(Showing::Lists));
        }
        controls::title(ui, look, &shown.name);
        ui.add_space(space::S);
        let (words, color) = status(look, shown, next);
        ui.label(RichText::new(words).font(fonts::medium(size::BODY)).color(color));
    });
    let roomy = ui.available_width() >= ROOMY_MIN;
    let buttons = |ui: &mut Ui| {
        if let Some(Next::Play { code, .. }) = next {
            let words = text.get("tournament-play");
            if Button::primary(&words).icon(Icon::Play).height(height::LOW).first().show(ui, look).clicked() {
                action = Some(TournamentAction::Play(code));
            }
        }
        let live = bracket.running().count();
        if live > 0 {
            let icon = if draft.courts { Icon::Trophy } else { Icon::Eye };
            let words = if draft.courts { text.get("tournament-tree") } else { text.with("tournament-courts", [("count", live)]) };
            if Button::secondary(&words).icon(icon).height(height::LOW).show(ui, look).clicked() {
                draft.courts = !draft.courts;
            }
        }
        if icon_ui(ui, look, Icon::Link, &text.get("tournament-copy-link")) {
            action = Some(TournamentAction::CopyLink(shown.code));
        }
        if roomy {
            // At the other end: what takes something away never comes to stand where something else stood a moment before.
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                action = away_ui(ui, look, shown, own, next, draft).or(action.take());
            });
        } else {
            action = away_ui(ui, look, shown, own, next, draft).or(action.take());
        }
    };
    if roomy {
        ui.horizontal(buttons)
    } else {
        ui.horizontal_wrapped(buttons)
    };
    action
}

/// Out of it, while it runs; out of sight, once it is over.
fn away_ui(
    ui: &mut Ui,
    look: Look<'_>,
    shown: &Tournament,
    own: bool,
    next: Option<Next<'_>>,
    draft: &mut Draft,
) -> Option<TournamentAction> {
    let text = look.text;
    if own && shown.is_finished {
        let words = text.get("tournament-close");
        return Button::quiet(&words).icon(Icon::X).height(height::LOW).show(ui, look).clicked().then_some(TournamentAction::Close);
    }
    let still_in = own && !matches!(next, None | Some(Next::Out | Next::Won));
    if still_in && draft.asking.is_none() {
        let words = text.get("tournament-give-up");
        if Button::quiet(&words).icon(Icon::LogOut).height(height::LOW).show(ui, look).clicked() {
            draft.asking = Some(Asking::Leave);
            ask_for_focus(ui.ctx());
        }
    }
    None
}

/// What there is to say about it now, in the colour of what it means.
fn status(look: Look<'_>, shown: &Tournament, next: Option<Next<'_>>) -> (String, egui::Color32) {
    let (text, theme) = (look.text, look.theme);
    if shown.is_finished {
        return match &shown.winner {
            Some(winner) => (text.with("tournament-won-by", [("name", winner.username.as_str())]), theme.ball),
            None => (text.get("tournament-nobody"), theme.text_quiet),
        };
    }
    let against = |key: &str, name: &str| text.with(key, [("name", name)]);
    match next {
        Some(Next::Play { against: name, .. }) => (against("tournament-next-now", name), theme.turn),
        Some(Next::Soon(name)) => (against("tournament-next-soon", name), theme.accent),
        Some(Next::Either(one, other)) => (text.with("tournament-next-either", [("one", one), ("other", other)]), theme.accent),
        Some(Next::Later) => (text.get("tournament-next-later"), theme.accent),
        Some(Next::Out) => (text.get("tournament-out"), theme.text_quiet),
        Some(Next::Won) => (text.get("tournament-you-won"), theme.ball),
        None => (text.get("tournament-runs"), theme.text_quiet),
    }
}

fn leave_ui(ui: &mut Ui, look: Look<'_>, shown: &Tournament, draft: &mut Draft) -> Option<TournamentAction> {
    let mut action = None;
    ui.horizontal_wrapped(|ui| {
        controls::line(ui, look, &look.text.get("tournament-give-up-question"));
        let (no, yes) = (look.text.get("cancel"), look.text.get("tournament-give-up"));
        if Button::secondary(&no).height(height::LOW).first().show(ui, look).clicked() {
            draft.asking = None;
            ask_for_focus(ui.ctx());
        }
        ui.add_space(space::XL);
        if Button::danger(&yes).icon(Icon::LogOut).height(height::LOW).show(ui, look).clicked() {
            draft.asking = None;
            action = Some(TournamentAction::Wish(Wish::Leave(shown.code)));
        }
    });
    action
}
