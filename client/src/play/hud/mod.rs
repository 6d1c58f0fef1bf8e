//! What is written around the court and on it: names, pictures, score, countdown, who is waited for, and the connection.

mod keys;
mod link;
mod names;
mod score;

use bevy::prelude::*;
use bevy_egui::EguiContexts;
use bevy_egui::egui::{self, Align2, Color32, FontId, Painter, Pos2, Rect};

use super::Fit;
use super::effects::Effects;
use super::pause::Pause;
use super::scene::{PlayerView, Role, Scene, Stage};
use super::stakes::{self, Announced};
use super::steering::Hands;
use crate::settings::Settings;
use crate::ui::fonts;
use crate::ui::pictures::Pictures;
use crate::ui::text::Text;
use crate::ui::theme::{Theme, fade};
use crate::view::WorldCamera;

/// What everything of the court's own writing is painted with.
pub(super) struct Hud<'a> {
    pub(super) painter: Painter,
    pub(super) scene: &'a Scene,
    effects: &'a Effects,
    pub(super) theme: &'a Theme,
    pub(super) text: &'a Text,
    pub(super) pictures: &'a Pictures,
    fit: Fit,
    /// Points of the interface for a logical pixel of the window.
    points: f32,
    /// How much of it is seen: it steps back behind menus.
    opacity: f32,
}

/// Paints it. Nothing here can be pressed.
#[expect(clippy::too_many_arguments, reason = "a system takes what it reads")]
pub(super) fn show(
    mut contexts: EguiContexts,
    scene: Res<Scene>,
    effects: Res<Effects>,
    theme: Res<Theme>,
    text: Res<Text>,
    pictures: Res<Pictures>,
    pause: Res<Pause>,
    settings: Res<Settings>,
    hands: Res<Hands>,
    announced: Res<Announced>,
    camera: Query<&Camera, With<WorldCamera>>,
) {
    let Ok(ctx) = contexts.ctx_mut() else { return };
    let Some(window) = camera.iter().next().and_then(Camera::logical_viewport_size) else { return };
    let opacity = if scene.role == Role::Backdrop { 0.0 } else { 1.0 - effects.dim };
    if opacity <= 0.0 {
        return;
    }
    let hud = Hud {
        painter: ctx.layer_painter(egui::LayerId::background()),
        scene: &scene,
        effects: &effects,
        theme: &theme,
        text: &text,
        pictures: &pictures,
        fit: scene.fit(window),
        points: ctx.viewport_rect().width() / window.x,
        opacity,
    };
    names::paint(&hud);
    stakes::before(&hud, &announced);
    score::paint(&hud);
    hud.stage();
    keys::paint(&hud, &settings.controls, &hands);
    link::paint(&hud, pause.details);
}

impl Hud<'_> {
    /// A length of the court in points.
    pub(super) fn length(&self, units: f32) -> f32 {
        units * self.fit.scale * self.points
    }

    /// A place of the court on the screen.
    pub(super) fn at(&self, place: Vec2) -> Pos2 {
        let at = self.fit.in_window(place) * self.points;
        Pos2::new(at.x, at.y)
    }

    /// The strip above the court on the screen.
    fn strip(&self) -> Rect {
        let strip = self.fit.strip_rect();
        Rect::from_min_max(Pos2::new(strip.min.x, strip.min.y) * self.points, Pos2::new(strip.max.x, strip.max.y) * self.points)
    }

    fn seen(&self, color: Color32) -> Color32 {
        fade(color, self.opacity)
    }

    pub(super) fn write(&self, at: Pos2, anchor: Align2, words: &str, font: FontId, color: Color32) -> Rect {
        self.painter.text(at, anchor, words, font, self.seen(color))
    }

    /// What the clock does, written into the court.
    fn stage(&self) {
        let middle = self.at(self.scene.size() * 0.5);
        match self.scene.stage {
            Stage::Countdown { left_s, held: false } => {
                self.figure(middle, left_s);
                self.goal_note();
            }
            Stage::Countdown { held: true, .. } => self.absent(middle),
            Stage::Waiting { left_s } => {
                let missing = self.scene.players.iter().filter(|player| !player.mine && player.away_ms.is_some());
                let names = names_of(missing);
                let known = !names.is_empty();
                let words = if known { self.text.with("court-waiting", [("name", names)]) } else { self.text.get("court-waiting-anybody") };
                self.waited_for(middle, &words, left_s);
            }
            Stage::Connecting { left_s } => {
                let key = if self.scene.players.is_empty() { "court-connecting" } else { "court-reconnecting" };
                self.waited_for(middle, &self.text.get(key), left_s);
            }
            Stage::Rally => self.away_note(),
            Stage::Over { winner } => {
                let Some(side) = winner else { return };
                let winners: Vec<_> = self.scene.players.iter().filter(|player| player.seat.side == side).collect();
                let names = names_of(winners.iter().copied());
                let (words, height) = match winners.len() {
                    0 => return,
                    1 => (self.text.with("court-wins", [("name", names)]), 52.0),
                    _ => (self.text.with("court-team-wins", [("names", names)]), 40.0),
                };
                let color = fade(self.theme.side(side), self.effects.triumph);
                self.write(middle, Align2::CENTER_CENTER, &words, fonts::score(self.length(height)), color);
            }
        }
    }

    /// Whose goal the last one was, where that is not plain: among several, or because it was an own goal.
    fn goal_note(&self) {
        let Some(goal) = self.effects.goal.filter(|goal| goal.own || self.scene.players.len() > 2) else { return };
        let Some(player) = self.scene.player(goal.by) else { return };
        let key = if goal.own { "court-own-goal" } else { "court-goal" };
        let words = self.text.with(key, [("name", player.name.as_str())]);
        self.plate(self.at(self.scene.size() * Vec2::new(0.5, 0.5) + Vec2::new(0.0, super::look::RING + 42.0)), &words);
    }

    /// The seconds of the countdown: each comes large and settles.
    fn figure(&self, middle: Pos2, left_s: f32) {
        let part = left_s - left_s.floor();
        let grown = if self.effects.motion { 1.0 + 0.35 * (part - 0.75).max(0.0) * 4.0 } else { 1.0 };
        let strength = if left_s < 0.4 { left_s / 0.4 } else { 0.35 + 0.65 * part };
        let words = format!("{}", left_s.ceil().max(1.0));
        self.write(middle, Align2::CENTER_CENTER, &words, fonts::score(self.length(84.0) * grown), fade(self.theme.ball, strength));
    }

    fn absent(&self, middle: Pos2) {
        let away = self.scene.players.iter().find_map(|player| player.away_ms.map(|ms| (player, ms)));
        match away {
            Some((player, ms)) => {
                let words = self.text.with("court-away", [("name", player.name.as_str())]);
                self.waited_for(middle, &words, seconds(ms));
            }
            None => self.waited_for(middle, &self.text.get("court-held"), 0.0),
        }
    }

    /// Somebody is waited for: who, and how long still.
    fn waited_for(&self, middle: Pos2, words: &str, left_s: f32) {
        if left_s > 0.0 {
            let left = format!("{}", left_s.ceil());
            self.write(middle, Align2::CENTER_CENTER, &left, fonts::score(self.length(64.0)), self.theme.text);
        }
        let below = middle + egui::vec2(0.0, self.length(super::look::RING + 30.0));
        self.plate(below, words);
    }

    /// Somebody is away while the match goes on.
    fn away_note(&self) {
        let away: Vec<&PlayerView> = self.scene.players.iter().filter(|player| player.away_ms.is_some()).collect();
        if let Some(ms) = away.iter().filter_map(|player| player.away_ms).min() {
            let key = if away.len() > 1 { "court-away-several" } else { "court-away" };
            let words = self.text.with(key, [("name", names_of(away.iter().copied()))]);
            let left = self.text.with("court-seconds", [("seconds", seconds(ms).ceil())]);
            self.plate(self.at(Vec2::new(self.scene.size().x * 0.5, self.scene.size().y - 40.0)), &format!("{words} \u{b7} {left}"));
        }
    }

    /// Words on a plate, so that they are read on any ground.
    fn plate(&self, middle: Pos2, words: &str) {
        let font = fonts::medium(self.length(22.0).max(14.0));
        let galley = self.painter.layout_no_wrap(words.to_owned(), font, self.seen(self.theme.text));
        let rect = Rect::from_center_size(middle, galley.size());
        self.painter.rect_filled(rect.expand2(egui::vec2(14.0, 7.0)), 9.0, self.seen(self.theme.card()));
        self.painter.galley(rect.min, galley, self.theme.text);
    }
}

#[expect(clippy::cast_precision_loss, reason = "half a minute in milliseconds is exact")]
fn seconds(ms: u32) -> f32 {
    ms as f32 / 1000.0
}

fn names_of<'a>(players: impl Iterator<Item = &'a PlayerView>) -> String {
    players.map(|player| player.name.as_str()).collect::<Vec<_>>().join(", ")
}
