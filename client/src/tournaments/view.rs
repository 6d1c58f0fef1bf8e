//! The page of tournaments, as it is seen: the lists, or the one tournament that somebody looks at.

use common::ids::{MatchCode, TournamentCode, UserId};
use egui::{Rect, Ui, UiBuilder, pos2};

use super::doing::Wish;
use super::lists::Named;
use super::page::{Draft, PageModel, Showing, Tab, code_of};
use super::{create, room, rows, tree};
use crate::net::Reader;
use crate::people::gathering::talk::Talk;
use crate::screen::Screen;
use crate::ui::Look;
use crate::ui::controls::{self, Field};
use crate::ui::frame::{NARROW, WIDE};
use crate::ui::icon::Icon;
use crate::ui::lists::{again_ui, coming_ui};
use crate::ui::theme::{height, space};
use crate::ui::widgets::{Button, card};

/// Width of the button beside the field, points.
const OPEN_WIDTH: f32 = 124.0;
/// Most characters of a code or a link.
const TYPED_CHARS_MAX: usize = 64;

/// What was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TournamentAction {
    /// Something is wanted of the server.
    Wish(Wish),
    /// Another part of the page.
    Show(Showing),
    /// Another list.
    Tab(Tab),
    /// Look at this tournament.
    Look(Named),
    /// What is typed is no code and no link.
    Nonsense,
    /// Ask for what is shown again.
    TryAgain,
    /// What is typed is to be said.
    Say,
    /// Ask this friend to come.
    Invite(UserId),
    /// Copy the code.
    CopyCode(TournamentCode),
    /// Copy the link.
    CopyLink(TournamentCode),
    /// Take the own seat in this match.
    Play(MatchCode),
    /// Watch this match, or see it again.
    Watch(MatchCode),
    /// Somebody's profile.
    Profile(UserId),
    /// The own victory was looked at.
    Dismiss,
    /// The own tournament is over, and not to be seen any more.
    Close,
    /// Become a guest.
    BeGuest,
    /// To another screen.
    Go(Screen),
}

/// How wide the page is, points: a bracket takes all there is.
#[must_use]
pub fn width(model: &PageModel<'_>, draft: &Draft) -> f32 {
    match draft.showing {
        Showing::Create => NARROW + 80.0,
        Showing::Lists => WIDE,
        Showing::Own | Showing::Seen if model.shown(draft.showing).is_some_and(|shown| shown.is_started) => f32::INFINITY,
        Showing::Own | Showing::Seen => WIDE,
    }
}

/// Shows it.
pub fn tournaments_ui(ui: &mut Ui, look: Look<'_>, model: PageModel<'_>, draft: &mut Draft, talk: &mut Talk) -> Option<TournamentAction> {
    card(ui, look, |ui| match draft.showing {
        Showing::Lists => lists_ui(ui, look, model, draft),
        Showing::Create => create::create_ui(ui, look, model, draft),
        Showing::Own | Showing::Seen => match model.shown(draft.showing) {
            Some(shown) if shown.is_started => tree::tree_ui(ui, look, model, shown, draft),
            Some(shown) => room::room_ui(ui, look, model, shown, draft, talk),
            None => coming(ui, look, model, draft),
        },
    })
}

/// One that has not come yet, or will not.
fn coming(ui: &mut Ui, look: Look<'_>, model: PageModel<'_>, draft: &Draft) -> Option<TournamentAction> {
    let mut action = None;
    if let Some(error) = model.seen.problem.as_ref().filter(|_| draft.showing == Showing::Seen) {
        controls::heading(ui, look, &look.text.get("tournament-not-found"));
        if again_ui(ui, look, error, model.seen.is_busy()) {
            action = Some(TournamentAction::TryAgain);
        }
    } else {
        coming_ui(ui, look);
    }
    let back = look.text.get("back");
    if Button::quiet(&back).icon(Icon::ArrowLeft).height(height::LOW).first().show(ui, look).clicked() {
        action = Some(TournamentAction::Show(Showing::Lists));
    }
    action
}

fn lists_ui(ui: &mut Ui, look: Look<'_>, model: PageModel<'_>, draft: &mut Draft) -> Option<TournamentAction> {
    controls::title(ui, look, &look.text.get("tournaments-title"));
    let mut action = own_ui(ui, look, model);
    action = code_ui(ui, look, draft).or(action);
    ui.add_space(space::S);
    action = tabs_ui(ui, look, model, draft).or(action);
    ui.add_space(space::XS);
    let listed = match draft.tab {
        Tab::Open => rows::open_ui(ui, look, model, draft),
        Tab::Running => rows::running_ui(ui, look, model),
        Tab::Past => rows::past_ui(ui, look, model),
    };
    action.or(listed)
}

/// The way back to the own one.
fn own_ui(ui: &mut Ui, look: Look<'_>, model: PageModel<'_>) -> Option<TournamentAction> {
    let own = model.own.tournament.as_ref()?;
    let words = look.text.with("tournament-back-to", [("name", own.name.as_str())]);
    let pressed = Button::primary(&words).icon(Icon::Trophy).wide().show(ui, look).clicked();
    ui.add_space(space::XS);
    pressed.then_some(TournamentAction::Show(Showing::Own))
}

/// A code or a link, which leads to any tournament.
fn code_ui(ui: &mut Ui, look: Look<'_>, draft: &mut Draft) -> Option<TournamentAction> {
    let text = look.text;
    let (label, open, wrong) = (text.get("tournament-code"), text.get("watch-open"), text.get("tournament-nonsense"));
    let room = ui.available_width();
    let before = draft.typed.clone();
    let field = Field { label: &label, secret: false, chars_max: TYPED_CHARS_MAX, problem: None, first: false };
    let row = ui.scope(|ui| {
        ui.set_width(room - OPEN_WIDTH - space::S);
        field.show(ui, look, &mut draft.typed)
    });
    let below = row.response.rect.max.y;
    let right = ui.max_rect().min.x + room;
    let place = Rect::from_min_max(pos2(right - OPEN_WIDTH, below - height::NORMAL), pos2(right, below));
    let button = Button::secondary(&open).wide().enabled(!draft.typed.trim().is_empty());
    let pressed = ui.scope_builder(UiBuilder::new().max_rect(place), |ui| button.show(ui, look).clicked()).inner;
    if before != draft.typed {
        draft.nonsense = false;
    }
    if draft.nonsense {
        controls::problem(ui, look, &wrong);
    }
    if !(pressed || row.inner && !draft.typed.trim().is_empty()) {
        return None;
    }
    Some(code_of(&draft.typed).map_or(TournamentAction::Nonsense, |code| TournamentAction::Look(Named::Code(code))))
}

fn tabs_ui(ui: &mut Ui, look: Look<'_>, model: PageModel<'_>, draft: &Draft) -> Option<TournamentAction> {
    let mut action = None;
    ui.horizontal_wrapped(|ui| {
        for tab in Tab::ALL {
            let (key, icon) = match tab {
                Tab::Open => ("tournaments-open", Icon::Users),
                Tab::Running => ("tournaments-running", Icon::Signal),
                Tab::Past => ("tournaments-past", Icon::History),
            };
            let words = look.text.get(key);
            let chosen = draft.tab == tab;
            let button = Button::quiet(&words).icon(icon).height(height::LOW).chosen(chosen);
            let button = if chosen { button.first() } else { button };
            if button.show(ui, look).clicked() && !chosen {
                action = Some(TournamentAction::Tab(tab));
            }
        }
        let create = look.text.get("tournament-create");
        if model.reader != Reader::Offline && Button::secondary(&create).icon(Icon::Plus).height(height::LOW).show(ui, look).clicked() {
            action = Some(TournamentAction::Show(Showing::Create));
        }
    });
    action
}
