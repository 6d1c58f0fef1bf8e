//! The cards of a profile below its head.

use common::api::matches::Game;
use common::api::profiles::User;
use common::api::stats::{Rank, Stats, StatsMode};
use egui::{Align, Layout, RichText, Sense, Ui, vec2};

use super::charts;
use super::model::{self, Outcome, ProfileModel};
use super::view::ProfileAction;
use crate::people::circle::Relation;
use crate::replays::rows;
use crate::replays::view::WatchAction;
use crate::screen::Screen;
use crate::ui::icon::Icon;
use crate::ui::lists::{again_ui, coming_ui, empty_ui, fact_ui, lines_ui, more_ui};
use crate::ui::theme::{size, space};
use crate::ui::{Look, controls, fonts, words};

/// Size of the icon of a tier, points.
const TIER: f32 = 48.0;

/// Standing by game, with the icon of the tier.
pub(super) fn ranks_ui(ui: &mut Ui, look: Look<'_>, who: &User) {
    controls::heading(ui, look, &look.text.get("profile-ranks"));
    for rank in &who.ranks {
        rank_ui(ui, look, rank);
    }
    if who.ranks.is_empty() {
        controls::note(ui, look, &look.text.get("profile-no-ranks"));
    }
}

fn rank_ui(ui: &mut Ui, look: Look<'_>, rank: &Rank) {
    let text = look.text;
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(TIER, TIER), Sense::hover());
        look.pictures.paint_tier(ui.painter(), rank.tier, rect);
        ui.add_space(space::XS);
        lines_ui(ui, |ui| {
            let game = text.get(match rank.game {
                Game::Duel => "mode-duel",
                Game::Clash => "mode-clash",
            });
            let head = text.with("profile-rank", [("game", game.as_str()), ("tier", words::of_tier(text, rank.tier).as_str())]);
            ui.label(RichText::new(head).font(fonts::medium(size::BODY)).color(look.theme.text));
            fact_ui(ui, look, &text.with("profile-trophies-count", [("count", rank.trophies)]));
            let record = [("played", rank.ranked_played), ("won", rank.ranked_won), ("lost", rank.ranked_lost)];
            fact_ui(ui, look, &text.with("profile-ranked", record));
        });
    });
}

/// Trophies over time, and the form.
pub(super) fn trophies_ui(ui: &mut Ui, look: Look<'_>, model: ProfileModel<'_>, who: &User) -> Option<ProfileAction> {
    let text = look.text;
    let viewed = model.viewed;
    let mut action = None;
    controls::heading(ui, look, &text.get("profile-trophies"));
    let changes = viewed.changes.value.as_deref().filter(|_| viewed.own);
    if let Some(error) = viewed.changes.problem.as_ref().filter(|_| viewed.own) {
        action = again_ui(ui, look, error, viewed.changes.is_busy()).then_some(ProfileAction::TryAgain);
    }
    let line = model::trophies(who.trophies, changes, &viewed.matches.items, who.id);
    if line.len() > 1 {
        let (first, last) = (line.first().copied().unwrap_or_default(), line.last().copied().unwrap_or_default());
        charts::line_ui(ui, look, &line, &text.with("profile-trophies-line", [("first", first), ("last", last)]));
    } else if action.is_none() {
        controls::note(ui, look, &text.get("profile-trophies-empty"));
    }
    ui.add_space(space::S);
    controls::heading(ui, look, &text.get("profile-form"));
    let form = model::form(&viewed.matches.items, who.id);
    if form.is_empty() {
        controls::note(ui, look, &text.get("profile-form-empty"));
    } else {
        let count = |of: bool| form.iter().filter(|Outcome { won, .. }| *won == Some(of)).count();
        let words = text.with("profile-form-words", [("won", count(true)), ("lost", count(false)), ("of", form.len())]);
        charts::strip_ui(ui, look, &form, &words);
    }
    action
}

/// Results by mode.
pub(super) fn modes_ui(ui: &mut Ui, look: Look<'_>, model: ProfileModel<'_>) -> Option<ProfileAction> {
    let text = look.text;
    let stats = &model.viewed.stats;
    controls::heading(ui, look, &text.get("profile-results"));
    let Some(all) = &stats.value else {
        if let Some(error) = &stats.problem {
            return again_ui(ui, look, error, stats.is_busy()).then_some(ProfileAction::TryAgain);
        }
        if model.online {
            coming_ui(ui, look);
        } else {
            controls::note(ui, look, &text.get("profile-offline-note"));
        }
        return None;
    };
    let modes = || all.iter().filter(|stats| stats.game_mode != StatsMode::Global);
    let most = modes().map(|stats| stats.game_played).max().unwrap_or_default();
    for stats in modes() {
        mode_ui(ui, look, stats, most);
    }
    if let Some(global) = all.iter().find(|stats| stats.game_mode == StatsMode::Global) {
        ui.add_space(space::S);
        totals_ui(ui, look, global, all);
    }
    None
}

fn mode_ui(ui: &mut Ui, look: Look<'_>, stats: &Stats, most: i64) {
    let text = look.text;
    let name = text.get(match stats.game_mode {
        StatsMode::Global => "profile-results",
        StatsMode::Duel => "mode-duel",
        StatsMode::Clash => "mode-clash",
        StatsMode::Ranked => "mode-ranked",
        StatsMode::Tournament => "mode-tournament",
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.label(RichText::new(name).font(fonts::medium(size::SMALL)).color(look.theme.text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            fact_ui(ui, look, &text.with("profile-won-of", [("won", stats.wins), ("played", stats.game_played)]));
        });
    });
    charts::bar_ui(ui, look, most, stats.game_played, stats.wins);
}

/// What is counted over all modes.
fn totals_ui(ui: &mut Ui, look: Look<'_>, global: &Stats, all: &[Stats]) {
    let text = look.text;
    let own_goals = all.iter().filter_map(|stats| stats.own_goals).sum::<i64>();
    let tournaments = all.iter().filter_map(|stats| stats.tournament_wins).sum::<i64>();
    let mut facts = vec![
        text.with("profile-played", [("count", global.game_played)]),
        text.with("profile-goals", [("count", global.scored)]),
        text.with("profile-streak", [("current", global.current_win_streak), ("longest", global.longest_win_streak)]),
    ];
    if own_goals > 0 {
        facts.push(text.with("profile-own-goals", [("count", own_goals)]));
    }
    if tournaments > 0 {
        facts.push(text.with("profile-tournaments", [("count", tournaments)]));
    }
    for fact in facts {
        controls::note(ui, look, &fact);
    }
}

/// Whether there is anything between the two.
pub(super) fn is_friend(model: ProfileModel<'_>, who: &User) -> bool {
    matches!(model.circle.relation(who.id), Relation::Friend(_))
}

/// Head-to-head with a friend.
pub(super) fn versus_ui(ui: &mut Ui, look: Look<'_>, model: ProfileModel<'_>, who: &User) {
    let text = look.text;
    let Relation::Friend(friend) = model.circle.relation(who.id) else { return };
    controls::heading(ui, look, &text.get("profile-versus"));
    if friend.matches_play_against == 0 && friend.matches_played_together == 0 {
        controls::note(ui, look, &text.get("profile-versus-empty"));
        return;
    }
    let score = |name: String, count: i64| {
        move |ui: &mut Ui| {
            ui.vertical_centered(|ui| {
                ui.label(RichText::new(count.to_string()).font(fonts::bold(size::TITLE)).color(look.theme.text));
                controls::note(ui, look, &name);
            });
        }
    };
    ui.columns_const(|[left, right]| {
        score(text.get("profile-you"), friend.me_win)(left);
        score(who.username.clone(), friend.friend_win)(right);
    });
    charts::bar_ui(ui, look, friend.matches_play_against, friend.matches_play_against, friend.me_win);
    controls::note(ui, look, &text.with("profile-versus-count", [("count", friend.matches_play_against)]));
    if friend.matches_played_together > 0 {
        let together = [("count", friend.matches_played_together), ("won", friend.matches_won_together)];
        controls::note(ui, look, &text.with("profile-together", together));
    }
}

/// What they have played, each match to be seen again.
pub(super) fn history_ui(ui: &mut Ui, look: Look<'_>, model: ProfileModel<'_>, who: &User) -> Option<ProfileAction> {
    let matches = &model.viewed.matches;
    let mut action = None;
    controls::heading(ui, look, &look.text.get("profile-matches"));
    if let Some(error) = &matches.problem {
        action = again_ui(ui, look, error, matches.is_busy()).then_some(ProfileAction::TryAgain);
    }
    if !matches.known {
        if matches.problem.is_none() && model.online {
            coming_ui(ui, look);
        }
        return action;
    }
    if matches.items.is_empty() {
        let steps = [("start-play", Icon::Play, ProfileAction::Go(Screen::Search))];
        let steps = if model.viewed.own { &steps[..] } else { &[] };
        let note = if model.viewed.own { "watch-mine-empty-note" } else { "profile-matches-empty-note" };
        return action.or_else(|| empty_ui(ui, look, Icon::History, "watch-mine-empty", note, steps));
    }
    for found in &matches.items {
        let pressed = rows::played_ui(ui, look, model.now, found, who.id);
        action = pressed.and_then(of_row).or(action);
    }
    if matches.has_more() && more_ui(ui, look, matches.is_busy()) {
        action = Some(ProfileAction::More);
    }
    action
}

/// What a line of the page of matches can ask for, here.
fn of_row(pressed: WatchAction) -> Option<ProfileAction> {
    match pressed {
        WatchAction::Open(target) => Some(ProfileAction::Open(target)),
        WatchAction::CopyLink(code) => Some(ProfileAction::CopyLink(code)),
        WatchAction::OpenTyped
        | WatchAction::Cancel
        | WatchAction::TryAgain
        | WatchAction::Show(_)
        | WatchAction::More
        | WatchAction::Remove(_)
        | WatchAction::BeGuest
        | WatchAction::Go(_) => None,
    }
}
