//! A tournament that is being described.

use common::api::tournament::SIZES;
use common::text::TournamentName;
use egui::Ui;

use super::doing::Wish;
use super::page::{Draft, PageModel, Showing};
use super::view::TournamentAction;
use crate::net::Reader;
use crate::screen::Screen;
use crate::ui::controls::{self, Field, choice, toggle};
use crate::ui::icon::Icon;
use crate::ui::lists::empty_ui;
use crate::ui::theme::space;
use crate::ui::widgets::Button;
use crate::ui::{Look, words};

/// Times to turn up that can be chosen, seconds, with their words.
const TIMES: [(Option<u16>, &str); 4] = [
    (Some(30), "tournament-forfeit-30"),
    (None, "tournament-forfeit-usual"),
    (Some(120), "tournament-forfeit-120"),
    (Some(300), "tournament-forfeit-300"),
];

/// Shows it.
pub(super) fn create_ui(ui: &mut Ui, look: Look<'_>, model: PageModel<'_>, draft: &mut Draft) -> Option<TournamentAction> {
    let text = look.text;
    controls::title(ui, look, &text.get("tournament-create"));
    if !matches!(model.reader, Reader::Account(_)) {
        let steps = [
            ("start-sign-in", Icon::LogIn, TournamentAction::Go(Screen::SignIn)),
            ("start-register", Icon::UserPlus, TournamentAction::Go(Screen::Register)),
            ("back", Icon::ArrowLeft, TournamentAction::Show(Showing::Lists)),
        ];
        return empty_ui(ui, look, Icon::Trophy, "tournament-needs-account", "tournament-needs-account-note", &steps);
    }
    let created = |wish: &Wish| matches!(wish, Wish::Create(_));
    let refused = model.doing.refused(created);
    let field_problem = refused.and_then(|error| words::of_field(text, error, "name"));
    let label = text.get("tournament-name");
    let field = Field { label: &label, secret: false, chars_max: TournamentName::LEN_MAX, problem: field_problem.as_deref(), first: true };
    let entered = field.show(ui, look, &mut draft.form.name);
    ui.add_space(space::XS);
    let sizes = SIZES.map(|size| (size, size.to_string()));
    choice(ui, look, &text.get("tournament-places"), &mut draft.form.size, &sizes);
    controls::note(ui, look, &text.get("tournament-places-note"));
    ui.add_space(space::XS);
    let times = TIMES.map(|(time, key)| (time, text.get(key)));
    choice(ui, look, &text.get("tournament-forfeit"), &mut draft.form.forfeit_after, &times);
    controls::note(ui, look, &text.get("tournament-forfeit-note"));
    ui.add_space(space::XS);
    toggle(ui, look, &text.get("tournament-private"), &mut draft.form.private);
    controls::note(ui, look, &text.get("tournament-private-note"));
    if let (Some(error), None) = (refused, &field_problem) {
        controls::problem(ui, look, &words::of_error(text, error));
    }
    ui.add_space(space::S);
    let mut action = None;
    let whole = draft.form.is_whole();
    ui.horizontal_wrapped(|ui| {
        let (make, back) = (text.get("tournament-make"), text.get("back"));
        let button = Button::primary(&make).icon(Icon::Trophy).enabled(whole).busy(model.doing.is_busy(created));
        if button.show(ui, look).clicked() || entered && whole {
            action = Some(TournamentAction::Wish(Wish::Create(draft.form.clone())));
        }
        if Button::quiet(&back).icon(Icon::ArrowLeft).show(ui, look).clicked() {
            action = Some(TournamentAction::Show(Showing::Lists));
        }
    });
    action
}
