//! The lists of the page, line by line: what runs, what one has played, what was played here.

use common::api::matches::{GameMode, Match, Team};
use common::api::time::Timestamp;
use common::ids::{PictureId, TournamentId, UserId};
use common::sim::Side;
use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, Label, Rect, RichText, Sense, Stroke, Ui, vec2};

use super::model::{Draft, Matches, Own, SHOWN_STEP, Tab, WatchModel};
use super::shelf::folder::Entry;
use super::shelf::note::{KeptMode, Note};
use super::view::WatchAction;
use crate::link::{Link, Target};
use crate::net::NetError;
use crate::screen::Screen;
use crate::ui::icon::Icon;
use crate::ui::lists::{again_ui, coming_ui, empty_ui, fact_ui, icon_ui, lines_ui, more_ui, row_ui, when_ui};
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::{Button, ask_for_focus, spinner};
use crate::ui::{Look, controls, fonts, moments};

/// Diameter of a picture, points.
const FACE: f32 = 34.0;
/// Room for what can be done with a match: to watch it; to see it again and copy its link; to see it again and take it away.
const WATCH_WIDTH: f32 = 132.0;
const AGAIN_WIDTH: f32 = 176.0;
/// Room for the way to the bracket, beside that.
const BRACKET_WIDTH: f32 = 46.0;
const KEPT_WIDTH: f32 = 196.0;

/// Matches that run now.
pub(super) fn live_ui(ui: &mut Ui, look: Look<'_>, model: WatchModel<'_>) -> Option<WatchAction> {
    let action = before_list_ui(ui, look, model, model.live);
    if action.is_some() || model.me.is_none() || !model.online || !model.live.known {
        return action;
    }
    if model.live.items.is_empty() {
        let steps = [("start-play", Icon::Play, WatchAction::Go(Screen::Search))];
        return empty_ui(ui, look, Icon::Eye, "watch-live-empty", "watch-live-empty-note", &steps);
    }
    let mut action = None;
    for found in &model.live.items {
        let what = |ui: &mut Ui| {
            faces_ui(ui, look, &faces(found));
            lines_ui(ui, |ui| {
                let score = [found.teams.a.score, found.teams.b.score];
                ui.add(Label::new(against(look, &names(&found.teams.a), score, &names(&found.teams.b))).wrap());
                facts_ui(ui, look, &[mode(look, found.game_mode), moments::clock(found.game_duration)]);
            });
        };
        let pressed = row_ui(ui, look, WATCH_WIDTH, what, |ui| {
            let watch = look.text.get("watch-watch");
            let button = Button::secondary(&watch).icon(Icon::Eye).height(height::LOW);
            button.show(ui, look).clicked().then_some(WatchAction::Open(Target::Match(Link::to(found.code))))
        });
        action = pressed.or(action);
    }
    action
}

/// What whoever is signed in has played.
pub(super) fn mine_ui(ui: &mut Ui, look: Look<'_>, model: WatchModel<'_>) -> Option<WatchAction> {
    let action = before_list_ui(ui, look, model, model.mine);
    let (Some(me), true, true) = (model.me, model.online, model.mine.known) else { return action };
    if model.mine.items.is_empty() {
        let steps = [("start-play", Icon::Play, WatchAction::Go(Screen::Search))];
        return action.or_else(|| empty_ui(ui, look, Icon::History, "watch-mine-empty", "watch-mine-empty-note", &steps));
    }
    let mut action = action;
    for found in &model.mine.items {
        action = played_ui(ui, look, model.now, found, me).or(action);
    }
    if model.mine.has_more() && more_ui(ui, look, model.mine.is_busy()) {
        action = Some(WatchAction::More);
    }
    action
}

/// A match of the past as one of its players sees it, with what can be done with it.
pub(crate) fn played_ui(ui: &mut Ui, look: Look<'_>, now: Timestamp, found: &Match, user: UserId) -> Option<WatchAction> {
    let own = Own::of(found, user);
    let what = |ui: &mut Ui| {
        faces_ui(ui, look, &others(found, own.as_ref(), user));
        lines_ui(ui, |ui| own_ui(ui, look, now, found, own.as_ref(), user));
    };
    let bracket = found.tournament_id.map(TournamentId);
    let room = AGAIN_WIDTH + if bracket.is_some() { BRACKET_WIDTH } else { 0.0 };
    row_ui(ui, look, room, what, |ui| {
        let (again, copy) = (look.text.get("watch-again"), look.text.get("watch-copy"));
        let again = Button::secondary(&again).icon(Icon::Play).height(height::LOW).show(ui, look).clicked();
        let copy = icon_ui(ui, look, Icon::Link, &copy);
        let bracket = bracket.filter(|_| icon_ui(ui, look, Icon::Trophy, &look.text.get("tournament-bracket")));
        let pressed = again.then(|| WatchAction::Open(Target::Match(Link::to(found.code))));
        let pressed = pressed.or_else(|| copy.then_some(WatchAction::CopyLink(found.code)));
        pressed.or_else(|| bracket.map(|id| WatchAction::Open(Target::Bracket(id))))
    })
}

/// What was played on this machine.
pub(super) fn kept_ui(ui: &mut Ui, look: Look<'_>, model: WatchModel<'_>, draft: &mut Draft) -> Option<WatchAction> {
    let text = look.text;
    let Some(folder) = &model.shelf.folder else {
        return empty_ui(ui, look, Icon::Monitor, "watch-kept-nowhere", "watch-kept-nowhere-note", &[]);
    };
    if let Some(reason) = &model.shelf.problem {
        controls::problem(ui, look, &text.with("watch-kept-problem", [("reason", reason.as_str())]));
        let again = text.get("try-again");
        return Button::quiet(&again).icon(Icon::Refresh).height(height::LOW).show(ui, look).clicked().then_some(WatchAction::TryAgain);
    }
    if !model.shelf.known {
        spinner(ui, look, size::TITLE);
        return None;
    }
    if model.shelf.entries.is_empty() {
        let steps = [
            ("start-practice", Icon::Bot, WatchAction::Go(Screen::Practice)),
            ("start-hot-seat", Icon::Keyboard, WatchAction::Go(Screen::HotSeat)),
        ];
        return empty_ui(ui, look, Icon::Monitor, "watch-kept-empty", "watch-kept-empty-note", &steps);
    }
    let mut action = None;
    for entry in model.shelf.entries.iter().take(draft.shown) {
        action = entry_ui(ui, look, model.now, entry, draft).or(action);
    }
    if model.shelf.entries.len() > draft.shown && more_ui(ui, look, false) {
        draft.shown += SHOWN_STEP;
    }
    ui.add_space(space::M);
    controls::note(ui, look, &text.with("watch-kept-folder", [("folder", folder.display().to_string().as_str())]));
    action
}

fn entry_ui(ui: &mut Ui, look: Look<'_>, now: Timestamp, entry: &Entry, draft: &mut Draft) -> Option<WatchAction> {
    let text = look.text;
    let what = |ui: &mut Ui| {
        let note = entry.note.as_ref();
        faces_ui(ui, look, &note.map(kept_faces).unwrap_or_default());
        lines_ui(ui, |ui| {
            let head = note.map_or_else(|| plain(look, &entry.name), |note| kept_head(look, note));
            ui.add(Label::new(head).wrap());
            let how = note.map_or_else(|| text.get("watch-kept-file"), |note| kept_mode(look, note.mode));
            ui.horizontal_wrapped(|ui| {
                fact_ui(ui, look, &how);
                when_ui(ui, look, now, entry.when);
            });
        });
    };
    if draft.removing.as_ref() == Some(&entry.name) {
        let mut action = None;
        row_ui(ui, look, KEPT_WIDTH, what, |_| None::<WatchAction>);
        ui.horizontal_wrapped(|ui| {
            controls::line(ui, look, &text.get("watch-remove-question"));
            let (stay, remove) = (text.get("watch-remove-no"), text.get("watch-remove-yes"));
            if Button::secondary(&stay).height(height::LOW).first().show(ui, look).clicked() {
                draft.removing = None;
                ask_for_focus(ui.ctx());
            }
            ui.add_space(space::XXL);
            if Button::danger(&remove).icon(Icon::Trash).height(height::LOW).show(ui, look).clicked() {
                draft.removing = None;
                action = Some(WatchAction::Remove(entry.name.clone()));
            }
        });
        return action;
    }
    row_ui(ui, look, KEPT_WIDTH, what, |ui| {
        let (again, remove) = (text.get("watch-again"), text.get("watch-remove"));
        let again = Button::secondary(&again).icon(Icon::Play).height(height::LOW).show(ui, look).clicked();
        ui.add_space(space::XL);
        if icon_ui(ui, look, Icon::Trash, &remove) {
            draft.removing = Some(entry.name.clone());
            ask_for_focus(ui.ctx());
        }
        again.then(|| WatchAction::Open(Target::Kept(entry.name.clone())))
    })
}

fn before_list_ui(ui: &mut Ui, look: Look<'_>, model: WatchModel<'_>, list: &Matches) -> Option<WatchAction> {
    before_ui(ui, look, model, list.problem.as_ref(), list.known, list.is_busy())
}

/// What stands before a list of the server: who must sign in first, that it comes, that it did not.
pub(super) fn before_ui(
    ui: &mut Ui,
    look: Look<'_>,
    model: WatchModel<'_>,
    problem: Option<&NetError>,
    known: bool,
    busy: bool,
) -> Option<WatchAction> {
    if !model.online {
        return empty_ui(
            ui,
            look,
            Icon::WifiOff,
            "watch-offline",
            "watch-offline-note",
            &[("watch-kept", Icon::Monitor, WatchAction::Show(Tab::Kept))],
        );
    }
    if model.me.is_none() {
        let steps = [("watch-guest", Icon::Play, WatchAction::BeGuest), ("start-sign-in", Icon::LogIn, WatchAction::Go(Screen::SignIn))];
        return empty_ui(ui, look, Icon::User, "watch-signed-out", "watch-signed-out-note", &steps);
    }
    if let Some(error) = problem {
        return again_ui(ui, look, error, busy).then_some(WatchAction::TryAgain);
    }
    if !known {
        coming_ui(ui, look);
    }
    None
}

fn own_ui(ui: &mut Ui, look: Look<'_>, now: Timestamp, found: &Match, own: Option<&Own>, me: UserId) {
    let text = look.text;
    let theirs = [&found.teams.a, &found.teams.b].into_iter().find(|team| team.players.iter().all(|player| player.user.id != me));
    ui.add(Label::new(plain(look, &theirs.map(names).unwrap_or_default())).wrap());
    ui.horizontal_wrapped(|ui| {
        if let Some(Own { won, score: [mine, other], trophies }) = own {
            let (key, color) = match won {
                Some(true) => ("watch-won", look.theme.turn),
                Some(false) => ("watch-lost", look.theme.attention),
                None => ("watch-nobody", look.theme.text_quiet),
            };
            let result = text.with(key, [("score", format!("{mine}:{other}").as_str())]);
            ui.label(RichText::new(result).font(fonts::medium(size::SMALL)).color(color));
            if let Some(trophies) = trophies {
                fact_ui(ui, look, &text.with("watch-trophies", [("count", format!("{trophies:+}").as_str())]));
            }
        }
        fact_ui(ui, look, &mode(look, found.game_mode));
        when_ui(ui, look, now, found.created_at);
    });
}

fn facts_ui(ui: &mut Ui, look: Look<'_>, facts: &[String]) {
    ui.horizontal_wrapped(|ui| {
        for fact in facts {
            fact_ui(ui, look, fact);
        }
    });
}

pub(super) fn faces_ui(ui: &mut Ui, look: Look<'_>, faces: &[(PictureId, Side)]) {
    if faces.is_empty() {
        return;
    }
    const STEP: f32 = FACE * 0.7;
    // The loop keeps its own place: pictures of one side lie over each other.
    let mut width = FACE;
    for _ in 1..faces.len() {
        width += STEP;
    }
    let (rect, _) = ui.allocate_exact_size(vec2(width, FACE), Sense::hover());
    let mut at = rect.left_center() + vec2(FACE * 0.5, 0.0);
    for (picture, side) in faces {
        ui.painter().circle_filled(at, FACE * 0.5, look.theme.surface);
        look.pictures.paint(ui.painter(), *picture, Rect::from_center_size(at, vec2(FACE - 6.0, FACE - 6.0)), 1.0);
        ui.painter().circle_stroke(at, FACE * 0.5 - 1.0, Stroke::new(2.0, look.theme.side(*side)));
        at.x += STEP;
    }
    ui.add_space(space::XS);
}

pub(super) fn names(team: &Team) -> String {
    team.players.iter().map(|player| player.user.username.as_str()).collect::<Vec<_>>().join(", ")
}

/// The first of each side, as they stand on the court: `b` on the left.
pub(super) fn faces(found: &Match) -> Vec<(PictureId, Side)> {
    let first = |team: &Team, side| team.players.first().map(|player| (player.user.profile_picture.id, side));
    first(&found.teams.b, Side::B).into_iter().chain(first(&found.teams.a, Side::A)).collect()
}

/// The first of the other side.
fn others(found: &Match, own: Option<&Own>, me: UserId) -> Vec<(PictureId, Side)> {
    let mine_is_a = found.teams.a.players.iter().any(|player| player.user.id == me);
    let wanted = if mine_is_a { Side::B } else { Side::A };
    faces(found).into_iter().filter(|(_, side)| own.is_none() || *side == wanted).collect()
}

fn kept_faces(note: &Note) -> Vec<(PictureId, Side)> {
    let first = |side| note.players.iter().find(|player| player.seat.side == side).map(|player| (player.picture, side));
    first(Side::B).into_iter().chain(first(Side::A)).collect()
}

fn kept_head(look: Look<'_>, note: &Note) -> LayoutJob {
    let of = |side| {
        let names = note.players.iter().filter(|player| player.seat.side == side).map(|player| player.name.as_str());
        names.collect::<Vec<_>>().join(", ")
    };
    against(look, &of(Side::A), note.score.map(i64::from), &of(Side::B))
}

/// `b` and its goals, the goals of `a` and `a`, as they stand on the court, in the colours of the sides.
pub(super) fn against(look: Look<'_>, a: &str, [goals_a, goals_b]: [i64; 2], b: &str) -> LayoutJob {
    let mut job = LayoutJob::default();
    let mut add = |words: &str, color: Color32| {
        job.append(words, 0.0, TextFormat { font_id: fonts::medium(size::LEAD), color, ..TextFormat::default() });
    };
    add(b, look.theme.side(Side::B));
    add(&format!("  {goals_b} : {goals_a}  "), look.theme.text);
    add(a, look.theme.side(Side::A));
    job
}

fn plain(look: Look<'_>, words: &str) -> LayoutJob {
    LayoutJob::single_section(
        words.to_owned(),
        TextFormat { font_id: fonts::medium(size::LEAD), color: look.theme.text, ..TextFormat::default() },
    )
}

pub(super) fn mode(look: Look<'_>, mode: GameMode) -> String {
    look.text.get(match mode {
        GameMode::Duel => "mode-duel",
        GameMode::Ranked => "mode-ranked",
        GameMode::Clash => "mode-clash",
        GameMode::CustomGame => "mode-custom-game",
        GameMode::Tournament => "mode-tournament",
        GameMode::Local => "mode-local",
    })
}

fn kept_mode(look: Look<'_>, mode: KeptMode) -> String {
    let text = look.text;
    let level = |key: &str, level: u8| text.with(key, [("level", text.get(&format!("practice-level-{level}")).as_str())]);
    match mode {
        KeptMode::HotSeat => text.get("start-hot-seat"),
        KeptMode::Practice(of) => level("watch-practice", of),
        KeptMode::FromHere(of) => level("watch-from-here", of),
    }
}
