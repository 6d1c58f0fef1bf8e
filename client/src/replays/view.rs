//! The page of matches, as it is seen: one field that opens anything, and the lists below it.

use common::ids::MatchCode;
use egui::{Rect, Ui, UiBuilder, pos2};

use super::model::{Draft, Tab, WatchModel};
use super::reading::Problem;
use super::{crowd, rows};
use crate::link::{TYPED_CHARS_MAX, Target};
use crate::screen::Screen;
use crate::ui::Look;
use crate::ui::controls::{self, Field};
use crate::ui::icon::Icon;
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::{Button, card, spinner};

/// Width of the button beside the field, points.
const OPEN_WIDTH: f32 = 124.0;

/// What was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WatchAction {
    /// See this.
    Open(Target),
    /// See what is typed.
    OpenTyped,
    /// Do not open it after all.
    Cancel,
    /// Ask for the lists again.
    TryAgain,
    /// Another list.
    Show(Tab),
    /// More of the own matches.
    More,
    /// Copy the link of a match.
    CopyLink(MatchCode),
    /// Take a replay of this machine away for ever.
    Remove(String),
    /// Become a guest.
    BeGuest,
    /// To another screen.
    Go(Screen),
}

/// Shows it.
pub fn watch_ui(ui: &mut Ui, look: Look<'_>, model: WatchModel<'_>, draft: &mut Draft) -> Option<WatchAction> {
    card(ui, look, |ui| {
        controls::title(ui, look, &look.text.get("watch-title"));
        let typed = open_ui(ui, look, model, draft);
        ui.add_space(space::S);
        tabs_ui(ui, look, draft);
        ui.add_space(space::XS);
        let listed = match draft.tab {
            Tab::Live => rows::live_ui(ui, look, model),
            Tab::Cups => crowd::cups_ui(ui, look, model),
            Tab::Friends => crowd::friends_ui(ui, look, model),
            Tab::Mine => rows::mine_ui(ui, look, model),
            Tab::Kept => rows::kept_ui(ui, look, model, draft),
        };
        typed.or(listed)
    })
}

/// A code, a link or a file, and what becomes of it.
fn open_ui(ui: &mut Ui, look: Look<'_>, model: WatchModel<'_>, draft: &mut Draft) -> Option<WatchAction> {
    let text = look.text;
    let (label, open) = (text.get("watch-field"), text.get("watch-open"));
    let busy = model.opening.busy();
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
    let button = Button::secondary(&open).wide().busy(busy.is_some()).enabled(!draft.typed.trim().is_empty());
    let pressed = ui.scope_builder(UiBuilder::new().max_rect(place), |ui| button.show(ui, look).clicked()).inner;
    if before != draft.typed {
        draft.nonsense = false;
    }
    let mut action = (row.inner && busy.is_none() || pressed).then_some(WatchAction::OpenTyped);
    let problem = if draft.nonsense { Some(&Problem::Nonsense) } else { model.opening.problem.as_ref() };
    if let Some(target) = busy {
        ui.horizontal_wrapped(|ui| {
            spinner(ui, look, size::LEAD);
            controls::line(ui, look, &text.with("watch-opening", [("name", shown(target).as_str())]));
            let cancel = text.get("cancel");
            if Button::quiet(&cancel).icon(Icon::X).height(height::LOW).show(ui, look).clicked() {
                action = Some(WatchAction::Cancel);
            }
        });
    } else if let Some(problem) = problem {
        controls::problem(ui, look, &problem.words(text));
        if let (true, Some(target)) = (problem.may_pass(), model.opening.last()) {
            let again = text.get("try-again");
            if Button::quiet(&again).icon(Icon::Refresh).height(height::LOW).show(ui, look).clicked() {
                action = Some(WatchAction::Open(target.clone()));
            }
        }
    }
    action
}

/// What is being opened, short enough for a line.
fn shown(target: &Target) -> String {
    match target {
        Target::Match(_) | Target::Lobby(_) | Target::Tournament(_) | Target::Bracket(_) | Target::Place(_) => target.to_string(),
        Target::File(path) => Target::file_name(path),
        Target::Kept(name) => name.clone(),
    }
}

fn tabs_ui(ui: &mut Ui, look: Look<'_>, draft: &mut Draft) {
    ui.horizontal_wrapped(|ui| {
        for tab in Tab::ALL {
            let (key, icon) = match tab {
                Tab::Live => ("watch-live", Icon::Signal),
                Tab::Cups => ("watch-cups", Icon::Trophy),
                Tab::Friends => ("watch-friends", Icon::Users),
                Tab::Mine => ("watch-mine", Icon::History),
                Tab::Kept => ("watch-kept", Icon::Monitor),
            };
            let words = look.text.get(key);
            let chosen = draft.tab == tab;
            let button = Button::quiet(&words).icon(icon).height(height::LOW).chosen(chosen);
            // A question in the list takes the focus before it.
            let button = if chosen && draft.removing.is_none() { button.first() } else { button };
            if button.show(ui, look).clicked() && !chosen {
                (draft.tab, draft.removing) = (tab, None);
            }
        }
    });
}
