//! What others play, line by line: tournaments that run with their matches, friends who play, and what friends have played.

use common::api::matches::Match;
use common::api::tournament::{Stage, Tournament, TournamentMatch};
use common::ids::MatchCode;
use egui::{Label, RichText, Ui};

use super::model::WatchModel;
use super::rows::{against, before_ui, faces, faces_ui, mode, names};
use super::view::WatchAction;
use crate::link::{Link, Target};
use crate::screen::Screen;
use crate::ui::icon::Icon;
use crate::ui::lists::{again_ui, coming_ui, empty_ui, fact_ui, icon_ui, lines_ui, row_ui, when_ui};
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::Button;
use crate::ui::{Look, controls, fonts, moments};

/// Room for what can be done: to see a bracket or a match; to see a match again and copy its link.
const SEE_WIDTH: f32 = 132.0;
const AGAIN_WIDTH: f32 = 176.0;

/// Tournaments that run now, and their matches.
pub(super) fn cups_ui(ui: &mut Ui, look: Look<'_>, model: WatchModel<'_>) -> Option<WatchAction> {
    let cups = model.cups;
    let action = before_ui(ui, look, model, cups.problem.as_ref(), cups.known, cups.is_busy());
    if action.is_some() || model.me.is_none() || !model.online || !cups.known {
        return action;
    }
    if cups.items.is_empty() {
        return empty_ui::<WatchAction>(ui, look, Icon::Trophy, "watch-cups-empty", "watch-cups-empty-note", &[]);
    }
    let mut action = None;
    for cup in &cups.items {
        action = cup_ui(ui, look, cup).or(action);
    }
    action
}

fn cup_ui(ui: &mut Ui, look: Look<'_>, cup: &Tournament) -> Option<WatchAction> {
    let running: Vec<(Stage, &TournamentMatch)> = cup.all_matches().filter(|(_, shown)| shown.code.is_some() && !shown.finished).collect();
    let what = |ui: &mut Ui| {
        ui.label(RichText::new(Icon::Trophy.glyph()).font(fonts::icons(size::TITLE)).color(look.theme.text_quiet));
        ui.add_space(space::XS);
        lines_ui(ui, |ui| {
            ui.add(Label::new(RichText::new(&cup.name).font(fonts::medium(size::LEAD)).color(look.theme.text)).wrap());
            ui.horizontal_wrapped(|ui| {
                fact_ui(ui, look, &look.text.with("watch-cup-players", [("count", cup.participants.len())]));
                if let Some((stage, _)) = running.first() {
                    fact_ui(ui, look, &look.text.get(stage_key(*stage)));
                }
            });
        });
    };
    let mut action = row_ui(ui, look, SEE_WIDTH, what, |ui| {
        let words = look.text.get("watch-bracket");
        let button = Button::secondary(&words).icon(Icon::Trophy).height(height::LOW);
        button.show(ui, look).clicked().then_some(WatchAction::Open(Target::Tournament(cup.code)))
    });
    for (_, shown) in running {
        let Some(code) = shown.code else { continue };
        let teams = &shown.teams;
        let what = |ui: &mut Ui| {
            ui.add_space(space::XL);
            ui.add(Label::new(against(look, &names(&teams.a), [teams.a.score, teams.b.score], &names(&teams.b))).wrap());
        };
        action = row_ui(ui, look, SEE_WIDTH, what, |ui| watch_ui(ui, look, code)).or(action);
    }
    action
}

const fn stage_key(stage: Stage) -> &'static str {
    match stage {
        Stage::RoundOf16 => "watch-stage-16",
        Stage::QuarterFinal => "watch-stage-8",
        Stage::SemiFinal => "watch-stage-4",
        Stage::Final => "watch-stage-2",
    }
}

fn watch_ui(ui: &mut Ui, look: Look<'_>, code: MatchCode) -> Option<WatchAction> {
    let words = look.text.get("watch-watch");
    let button = Button::secondary(&words).icon(Icon::Eye).height(height::LOW);
    button.show(ui, look).clicked().then_some(WatchAction::Open(Target::Match(Link::to(code))))
}

/// Friends who play now, and what friends have played.
pub(super) fn friends_ui(ui: &mut Ui, look: Look<'_>, model: WatchModel<'_>) -> Option<WatchAction> {
    if model.online && model.circle.whose().is_none() {
        let steps = [("start-sign-in", Icon::LogIn, WatchAction::Go(Screen::SignIn))];
        return empty_ui(ui, look, Icon::Users, "watch-friends-nobody", "watch-friends-nobody-note", &steps);
    }
    let friends = &model.circle.friends;
    let action = before_ui(ui, look, model, friends.problem.as_ref(), friends.known, false);
    if action.is_some() || !model.online || !friends.known {
        return action;
    }
    if friends.items.is_empty() {
        let steps = [("watch-friends-find", Icon::UserPlus, WatchAction::Go(Screen::Friends))];
        return empty_ui(ui, look, Icon::Users, "watch-friends-empty", "watch-friends-empty-note", &steps);
    }
    let mut action = None;
    for friend in model.circle.friends_in_order() {
        let (user, Some(code)) = (&friend.friend.user, friend.friend.status.game_playing) else { continue };
        let what = |ui: &mut Ui| {
            let (rect, _) = ui.allocate_exact_size(egui::vec2(34.0, 34.0), egui::Sense::hover());
            look.pictures.paint(ui.painter(), user.profile_picture.id, rect, 1.0);
            lines_ui(ui, |ui| {
                ui.add(Label::new(RichText::new(&user.username).font(fonts::medium(size::LEAD)).color(look.theme.text)).wrap());
                fact_ui(ui, look, &look.text.get("watch-friends-plays"));
            });
        };
        action = row_ui(ui, look, SEE_WIDTH, what, |ui| watch_ui(ui, look, code)).or(action);
    }
    ui.add_space(space::M);
    played_ui(ui, look, model).or(action)
}

/// What friends have played of late.
fn played_ui(ui: &mut Ui, look: Look<'_>, model: WatchModel<'_>) -> Option<WatchAction> {
    let friendly = model.friendly;
    controls::heading(ui, look, &look.text.get("watch-friends-played"));
    if let Some(error) = &friendly.problem {
        return again_ui(ui, look, error, friendly.is_busy()).then_some(WatchAction::TryAgain);
    }
    if !friendly.known {
        coming_ui(ui, look);
    } else if friendly.items.is_empty() {
        controls::note(ui, look, &look.text.get("watch-friends-played-none"));
    }
    let mut action = None;
    for found in &friendly.items {
        action = past_ui(ui, look, model, found).or(action);
    }
    action
}

/// A match of the past as somebody sees it who was not in it.
fn past_ui(ui: &mut Ui, look: Look<'_>, model: WatchModel<'_>, found: &Match) -> Option<WatchAction> {
    let what = |ui: &mut Ui| {
        faces_ui(ui, look, &faces(found));
        lines_ui(ui, |ui| {
            let score = [found.teams.a.score, found.teams.b.score];
            ui.add(Label::new(against(look, &names(&found.teams.a), score, &names(&found.teams.b))).wrap());
            ui.horizontal_wrapped(|ui| {
                fact_ui(ui, look, &mode(look, found.game_mode));
                fact_ui(ui, look, &moments::clock(found.game_duration));
                when_ui(ui, look, model.now, found.created_at);
            });
        });
    };
    row_ui(ui, look, AGAIN_WIDTH, what, |ui| {
        let (again, copy) = (look.text.get("watch-again"), look.text.get("watch-copy"));
        let again = Button::secondary(&again).icon(Icon::Play).height(height::LOW).show(ui, look).clicked();
        let copy = icon_ui(ui, look, Icon::Link, &copy);
        let pressed = again.then(|| WatchAction::Open(Target::Match(Link::to(found.code))));
        pressed.or_else(|| copy.then_some(WatchAction::CopyLink(found.code)))
    })
}
