//! How a match ended: who won, what each player did, and what comes next.

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use common::api::matches::{FinishReason, GameMode};
use common::api::time::Span;
use common::sim::{Side, Tick};
use egui::{Align, Color32, Direction, Layout, Rect, RichText, Sense, Stroke, Ui, UiBuilder, vec2};

use super::stakes::{self, Announced};
use super::{PlayAction, PlayFact, PlayResult, PlaySpec, ResultPlayer};
use crate::people::PeopleAction;
use crate::screen::{Navigate, Overlay, ResultDoor, Screen};
use crate::ui::frame::{Shell, ViewSystems};
use crate::ui::icon::Icon;
use crate::ui::theme::{size, space};
use crate::ui::widgets::{Button, card};
use crate::ui::{Look, controls, fonts, moments};
use crate::waiting::{Seek, Waiting, Wanted};

/// Width of the page, points.
const WIDTH: f32 = 640.0;
/// Diameter of a picture, points: of two, and where many have played.
const PICTURE: f32 = 56.0;
const PICTURE_OF_MANY: f32 = 38.0;

pub(super) fn plugin(app: &mut App) {
    let here = in_state(Screen::Result).and_then(in_state(Overlay::None));
    app.add_systems(EguiPrimaryContextPass, show.run_if(here).in_set(ViewSystems));
}

/// The match that ended last.
#[derive(Resource, Clone, Debug, Default)]
pub struct LastResult(pub Option<PlayResult>);

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultAction {
    /// The same again.
    Again,
    /// The same again, with the same opponent.
    Rematch,
    /// Sees it again.
    Replay,
    /// To the first screen.
    Menu,
    /// Back to the place that the match belongs to.
    GoOn,
}

/// What comes after a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// One more of the same.
    Same,
    /// One more for trophies.
    Ranked,
    /// The lobby that is still there.
    Lobby,
    /// The place that it belongs to goes on.
    Place,
}

impl Next {
    fn of(waiting: &Waiting, door: Screen, mode: Option<GameMode>) -> Self {
        if matches!(waiting, Waiting::Lobby { .. }) {
            Self::Lobby
        } else if door != Screen::Start {
            Self::Place
        } else if mode == Some(GameMode::Ranked) {
            Self::Ranked
        } else {
            Self::Same
        }
    }
}

/// Keeps what has ended for the screen that shows it.
pub(super) fn remember(mut facts: MessageReader<PlayFact>, mut last: ResMut<LastResult>) {
    for fact in facts.read() {
        if let PlayFact::Ended(result) = fact {
            last.0 = Some(result.clone());
        }
    }
}

fn show(
    mut shell: Shell,
    last: Res<LastResult>,
    announced: Res<Announced>,
    waiting: Res<Waiting>,
    door: Res<ResultDoor>,
    mut play: MessageWriter<PlayAction>,
    mut seek: MessageWriter<Seek>,
) {
    let Some(result) = &last.0 else {
        shell.go(Navigate::To(Screen::Start));
        return;
    };
    let found = announced.of(result.code);
    let me = shell.session().user().map(|me| me.id);
    let next = Next::of(&waiting, door.0, found.map(|found| found.game_mode));
    let rival = me.filter(|_| matches!(next, Next::Same | Next::Ranked)).and_then(|me| announced.rival(result.code, me));
    let page = |ui: &mut Ui, look: Look<'_>| {
        let action = result_ui(ui, look, result, next, rival.is_some());
        if let (Some(found), Some(me)) = (found, me) {
            ui.add_space(space::M);
            stakes::outcome_ui(ui, look, found, me, announced.streak);
        }
        action
    };
    match shell.page(WIDTH, page).flatten() {
        Some(ResultAction::Again) => match &result.spec {
            PlaySpec::Online { bearers, .. } if bearers.len() > 1 => shell.go(Navigate::To(Screen::HotSeat)),
            PlaySpec::Online { .. } | PlaySpec::WarmUp { .. } => {
                seek.write(Seek::For(if next == Next::Ranked { Wanted::Ranked } else { Wanted::Duel }));
            }
            spec @ (PlaySpec::HotSeat { .. }
            | PlaySpec::Practice { .. }
            | PlaySpec::FromHere { .. }
            | PlaySpec::Replay { .. }
            | PlaySpec::Watch { .. }) => {
                play.write(PlayAction::Start(spec.clone()));
            }
        },
        Some(ResultAction::Rematch) => rival.into_iter().for_each(|rival| shell.people(PeopleAction::Challenge(rival.id))),
        Some(ResultAction::Replay) => {
            if let Some(replay) = &result.replay {
                play.write(PlayAction::Start(PlaySpec::Replay { replay: replay.clone(), at: Tick(0) }));
            }
        }
        Some(ResultAction::Menu) => shell.go(Navigate::To(Screen::Start)),
        Some(ResultAction::GoOn) => shell.go(Navigate::To(if next == Next::Lobby { Screen::Lobby } else { door.0 })),
        None => {}
    }
}

/// Shows it; with `rematch`, the opponent can be asked for one.
pub fn result_ui(ui: &mut Ui, look: Look<'_>, result: &PlayResult, next: Next, rematch: bool) -> Option<ResultAction> {
    let mut action = None;
    card(ui, look, |ui| {
        ui.vertical_centered(|ui| {
            let (words, color) = headline(look, result);
            ui.label(RichText::new(words).font(fonts::bold(size::TITLE)).color(color));
            if let Some(key) = reason(result.reason) {
                controls::note(ui, look, &look.text.get(key));
            }
            score_ui(ui, look, result.score);
        });
        players_ui(ui, look, &result.players);
        ui.add_space(space::M);
        facts_ui(ui, look, result);
        ui.add_space(space::M);
        ui.horizontal_wrapped(|ui| {
            let [again, same, replay, menu] =
                ["result-again", "result-rematch", "result-replay", "result-menu"].map(|key| look.text.get(key));
            let go_on = match next {
                Next::Same | Next::Ranked => None,
                Next::Lobby => Some(look.text.get("result-lobby")),
                Next::Place => Some(look.text.get("result-go-on")),
            };
            if let Some(go_on) = go_on {
                if Button::primary(&go_on).icon(Icon::ChevronRight).first().show(ui, look).clicked() {
                    action = Some(ResultAction::GoOn);
                }
            } else if Button::primary(&again).icon(Icon::Refresh).first().show(ui, look).clicked() {
                action = Some(ResultAction::Again);
            }
            if rematch && Button::secondary(&same).icon(Icon::Swords).show(ui, look).clicked() {
                action = Some(ResultAction::Rematch);
            }
            if result.replay.is_some() && Button::secondary(&replay).icon(Icon::Film).show(ui, look).clicked() {
                action = Some(ResultAction::Replay);
            }
            if Button::secondary(&menu).icon(Icon::Home).show(ui, look).clicked() {
                action = Some(ResultAction::Menu);
            }
        });
    });
    action
}

/// Who won, in the colour of the side.
fn headline(look: Look<'_>, result: &PlayResult) -> (String, Color32) {
    let text = look.text;
    let Some(winner) = result.winner else { return (text.get("result-nobody"), look.theme.text) };
    let color = look.theme.side(winner);
    let mine: Vec<&ResultPlayer> = result.players.iter().filter(|player| player.mine).collect();
    let won = mine.iter().filter(|player| player.seat.side == winner).count();
    let words = if !mine.is_empty() && won == mine.len() {
        text.get("result-you-win")
    } else if !mine.is_empty() && won == 0 {
        text.get("result-you-lose")
    } else {
        let winners = result.players.iter().filter(|player| player.seat.side == winner);
        match winners.map(|player| player.name.as_str()).collect::<Vec<_>>().as_slice() {
            [name] => text.with("result-wins", [("name", *name)]),
            names => text.with("result-team-wins", [("names", names.join(", "))]),
        }
    };
    (words, color)
}

/// Words for an end that the rules of the court did not bring.
const fn reason(reason: FinishReason) -> Option<&'static str> {
    match reason {
        FinishReason::NormalEnd => None,
        FinishReason::PlayerDisconnect => Some("result-reason-player-disconnect"),
        FinishReason::PlayerNotConnected => Some("result-reason-player-not-connected"),
        FinishReason::PlayersTimeout => Some("result-reason-players-timeout"),
        FinishReason::GameNotPlayed => Some("result-reason-game-not-played"),
        FinishReason::Aborted => Some("result-reason-aborted"),
    }
}

/// `b` on the left, `a` on the right, as they played.
fn score_ui(ui: &mut Ui, look: Look<'_>, score: [u8; 2]) {
    let font = fonts::score(size::DISPLAY);
    let (rect, _) = ui.allocate_exact_size(vec2(200.0, size::DISPLAY * 1.15), Sense::hover());
    let painter = ui.painter();
    painter.text(rect.center(), egui::Align2::CENTER_CENTER, ":", font.clone(), look.theme.text_quiet);
    for (side, away) in [(Side::B, -58.0), (Side::A, 58.0)] {
        let at = rect.center() + vec2(away, 0.0);
        painter.text(at, egui::Align2::CENTER_CENTER, score[side.index()], font.clone(), look.theme.side(side));
    }
}

/// Parts of the width that a name and each of the three figures take.
const COLUMNS: [f32; 4] = [0.43, 0.19, 0.19, 0.19];

fn players_ui(ui: &mut Ui, look: Look<'_>, players: &[ResultPlayer]) {
    let text = look.text;
    let titles = ["result-goals", "result-returns", "result-own-goals"].map(|key| text.get(key));
    let mut ordered: Vec<&ResultPlayer> = players.iter().collect();
    ordered.sort_by_key(|player| (player.seat.side == Side::A, player.seat.index));
    row_ui(ui, size::LEAD, |ui, column| {
        if let Some(title) = column.checked_sub(1).and_then(|column| titles.get(column)) {
            ui.label(RichText::new(title).font(fonts::text(size::SMALL)).color(look.theme.text_quiet));
        }
    });
    let height = if players.len() > 2 { PICTURE_OF_MANY } else { PICTURE };
    for (place, player) in ordered.iter().enumerate() {
        let tally = player.tally;
        // What divides the sides of a crowd.
        if players.len() > 2 && place > 0 && ordered[place - 1].seat.side != player.seat.side {
            ui.separator();
        }
        row_ui(ui, height, |ui, column| match column {
            0 => player_ui(ui, look, player, height),
            column => {
                let value = [u16::from(tally.goals), tally.returns, u16::from(tally.own_goals)][column - 1];
                ui.label(RichText::new(value.to_string()).font(fonts::score(size::LEAD)).color(look.theme.text));
            }
        });
    }
}

/// A row of four cells; what is in a figure's cell stands in the middle of it.
fn row_ui(ui: &mut Ui, height: f32, mut cell: impl FnMut(&mut Ui, usize)) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let mut left = row.min.x;
    for (column, part) in COLUMNS.into_iter().enumerate() {
        let rect = Rect::from_min_size(egui::pos2(left, row.min.y), vec2(row.width() * part, height));
        let layout = if column == 0 { Layout::left_to_right(Align::Center) } else { Layout::centered_and_justified(Direction::TopDown) };
        ui.scope_builder(UiBuilder::new().max_rect(rect).layout(layout), |ui| cell(ui, column));
        left = rect.max.x;
    }
}

fn player_ui(ui: &mut Ui, look: Look<'_>, player: &ResultPlayer, height: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(height, height), Sense::hover());
    look.pictures.paint(ui.painter(), player.picture, Rect::from_center_size(rect.center(), rect.size() - vec2(8.0, 8.0)), 1.0);
    ui.painter().circle_stroke(rect.center(), height * 0.5 - 2.0, Stroke::new(2.0, look.theme.side(player.seat.side)));
    let (color, font) =
        if player.mine { (look.theme.text, fonts::bold(size::LEAD)) } else { (look.theme.text_quiet, fonts::medium(size::LEAD)) };
    ui.add(egui::Label::new(RichText::new(&player.name).font(font).color(color)).truncate());
}

/// Length, longest rally, and the name of the match.
fn facts_ui(ui: &mut Ui, look: Look<'_>, result: &PlayResult) {
    let mut facts = vec![
        ("result-duration", moments::clock(Span::from_ticks(result.ticks))),
        ("result-longest-rally", result.longest_rally.to_string()),
    ];
    facts.extend(result.code.map(|code| ("result-code", code.to_string())));
    ui.horizontal_wrapped(|ui| {
        for (key, value) in facts {
            ui.label(RichText::new(look.text.get(key)).font(fonts::text(size::BODY)).color(look.theme.text_quiet));
            ui.label(RichText::new(value).font(fonts::medium(size::BODY)).color(look.theme.text));
            ui.add_space(space::L);
        }
    });
}
