//! The three lists, line by line.

use common::api::tournament::{Stage, Tournament, TournamentRow};
use egui::{Label, RichText, Sense, Ui, vec2};

use super::bracket::Bracket;
use super::bracket::view::stage_key;
use super::doing::Wish;
use super::lists::Named;
use super::page::{Draft, PageModel, Showing};
use super::view::TournamentAction;
use crate::net::Reader;
use crate::screen::Screen;
use crate::ui::controls::{self, Field};
use crate::ui::icon::Icon;
use crate::ui::lists::{again_ui, coming_ui, empty_ui, fact_ui, lines_ui, row_ui, when_ui};
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::Button;
use crate::ui::{Look, fonts, words};

/// Room for what can be done with a tournament, points.
const ACTION_WIDTH: f32 = 150.0;
/// Size of the icon of a tournament, points.
const FACE: f32 = 34.0;

/// Those that can be joined.
pub(super) fn open_ui(ui: &mut Ui, look: Look<'_>, model: PageModel<'_>, draft: &mut Draft) -> Option<TournamentAction> {
    if let Some(stop) = before_ui(ui, look, model) {
        return stop;
    }
    let list = &model.open.list;
    let label = look.text.get("tournaments-search");
    let field = Field { label: &label, secret: false, chars_max: common::text::TournamentName::LEN_MAX, problem: None, first: false };
    field.show(ui, look, &mut draft.search);
    ui.add_space(space::XS);
    let mut action = problem_ui(ui, look, list.problem.as_ref(), list.is_busy());
    if !list.known {
        if list.problem.is_none() {
            coming_ui(ui, look);
        }
        return action;
    }
    if list.items.is_empty() {
        if draft.search.trim().is_empty() {
            let steps = [("tournament-create", Icon::Plus, TournamentAction::Show(Showing::Create))];
            return action.or_else(|| empty_ui(ui, look, Icon::Trophy, "tournaments-open-empty", "tournaments-open-empty-note", &steps));
        }
        return action.or_else(|| empty_ui(ui, look, Icon::Search, "tournaments-open-none", "tournaments-open-none-note", &[]));
    }
    for row in &list.items {
        action = open_row_ui(ui, look, model, row).or(action);
    }
    if list.total > list.items.len() {
        controls::note(ui, look, &look.text.with("tournaments-more", [("count", list.total - list.items.len())]));
    }
    action
}

fn open_row_ui(ui: &mut Ui, look: Look<'_>, model: PageModel<'_>, row: &TournamentRow) -> Option<TournamentAction> {
    let text = look.text;
    let wish = Wish::Join(row.code);
    let what = |ui: &mut Ui| {
        icon(ui, look);
        lines_ui(ui, |ui| {
            name(ui, look, &row.name);
            let places = [("taken", i64::from(row.n_participants)), ("places", i64::from(row.size))];
            ui.horizontal_wrapped(|ui| {
                fact_ui(ui, look, &text.with("tournament-taken", places));
                fact_ui(ui, look, &text.with("tournament-by", [("name", row.created_by.as_str())]));
            });
        });
    };
    let action = row_ui(ui, look, ACTION_WIDTH, what, |ui| {
        if model.own.is(row.code) {
            let words = text.get("tournament-to-it");
            return Button::quiet(&words).height(height::LOW).show(ui, look).clicked().then_some(TournamentAction::Show(Showing::Own));
        }
        let full = row.n_participants >= row.size;
        let words = text.get(if full { "tournament-full" } else { "tournament-join" });
        let button = Button::secondary(&words).icon(Icon::LogIn).height(height::LOW).enabled(!full);
        let response = button.busy(model.doing.is_busy(|busy| *busy == wish)).show(ui, look);
        response.clicked().then(|| TournamentAction::Wish(wish.clone()))
    });
    if let Some(error) = model.doing.refused(|refused| *refused == wish) {
        controls::problem(ui, look, &words::of_error(text, error));
    }
    action
}

/// Those that run.
pub(super) fn running_ui(ui: &mut Ui, look: Look<'_>, model: PageModel<'_>) -> Option<TournamentAction> {
    if let Some(stop) = before_ui(ui, look, model) {
        return stop;
    }
    let list = &model.running.0;
    let mut action = problem_ui(ui, look, list.problem.as_ref(), list.is_busy());
    if !list.known {
        if list.problem.is_none() {
            coming_ui(ui, look);
        }
        return action;
    }
    if list.items.is_empty() {
        return action.or_else(|| empty_ui(ui, look, Icon::Eye, "tournaments-running-empty", "tournaments-running-empty-note", &[]));
    }
    for tournament in &list.items {
        action = tournament_ui(ui, look, model, tournament, "watch-watch", Icon::Eye).or(action);
    }
    action
}

/// Those that one was in.
pub(super) fn past_ui(ui: &mut Ui, look: Look<'_>, model: PageModel<'_>) -> Option<TournamentAction> {
    if let Some(stop) = before_ui(ui, look, model) {
        return stop;
    }
    let past = model.past;
    let mut action = problem_ui(ui, look, past.problem.as_ref(), past.is_busy());
    for tournament in &past.items {
        action = tournament_ui(ui, look, model, tournament, "tournament-bracket", Icon::Trophy).or(action);
    }
    if past.is_busy() {
        coming_ui(ui, look);
    } else if past.known && past.items.is_empty() {
        return action.or_else(|| empty_ui(ui, look, Icon::History, "tournaments-past-empty", "tournaments-past-empty-note", &[]));
    }
    action
}

/// One that has started, or is over.
fn tournament_ui(
    ui: &mut Ui,
    look: Look<'_>,
    model: PageModel<'_>,
    tournament: &Tournament,
    key: &str,
    with: Icon,
) -> Option<TournamentAction> {
    let text = look.text;
    let what = |ui: &mut Ui| {
        icon(ui, look);
        lines_ui(ui, |ui| {
            name(ui, look, &tournament.name);
            ui.horizontal_wrapped(|ui| {
                fact_ui(ui, look, &stands(look, tournament));
                fact_ui(ui, look, &text.with("tournament-size", [("places", i64::from(tournament.size))]));
                when_ui(ui, look, model.now, tournament.created_at);
            });
        });
    };
    row_ui(ui, look, ACTION_WIDTH, what, |ui| {
        let words = text.get(key);
        let button = Button::secondary(&words).icon(with).height(height::LOW);
        let there = if model.own.is(tournament.code) {
            TournamentAction::Show(Showing::Own)
        } else {
            TournamentAction::Look(Named::Id(tournament.id))
        };
        button.show(ui, look).clicked().then_some(there)
    })
}

/// How it stands: which round is played, or who won.
fn stands(look: Look<'_>, tournament: &Tournament) -> String {
    if tournament.is_finished {
        return match &tournament.winner {
            Some(winner) => look.text.with("tournament-won-by", [("name", winner.username.as_str())]),
            None => look.text.get("tournament-nobody"),
        };
    }
    let bracket = Bracket::of(tournament, None);
    let stage = bracket.and_then(|bracket| Some(bracket.rounds.get(bracket.current())?.first()?.stage));
    look.text.get(stage_key(stage.unwrap_or(Stage::Final)))
}

fn name(ui: &mut Ui, look: Look<'_>, name: &str) {
    ui.add(Label::new(RichText::new(name).font(fonts::medium(size::LEAD)).color(look.theme.text)).wrap());
}

fn icon(ui: &mut Ui, look: Look<'_>) {
    let (rect, _) = ui.allocate_exact_size(vec2(FACE, FACE), Sense::hover());
    let glyph = Icon::Trophy.glyph();
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, glyph, fonts::icons(size::TITLE - space::XS), look.theme.text_quiet);
    ui.add_space(space::XS);
}

fn problem_ui(ui: &mut Ui, look: Look<'_>, problem: Option<&crate::net::NetError>, busy: bool) -> Option<TournamentAction> {
    again_ui(ui, look, problem?, busy).then_some(TournamentAction::TryAgain)
}

/// What stands in place of the lists for whoever cannot have them. None: they can.
#[expect(clippy::option_option, reason = "none: go on; some: nothing else is shown, and something may have been pressed")]
fn before_ui(ui: &mut Ui, look: Look<'_>, model: PageModel<'_>) -> Option<Option<TournamentAction>> {
    match model.reader {
        Reader::Guest(_) | Reader::Account(_) => None,
        Reader::Offline => Some(empty_ui(ui, look, Icon::WifiOff, "tournaments-offline", "tournaments-offline-note", &[])),
        Reader::Nobody => {
            let steps = [
                ("watch-guest", Icon::Play, TournamentAction::BeGuest),
                ("start-sign-in", Icon::LogIn, TournamentAction::Go(Screen::SignIn)),
            ];
            Some(empty_ui(ui, look, Icon::User, "tournaments-signed-out", "tournaments-signed-out-note", &steps))
        }
    }
}
