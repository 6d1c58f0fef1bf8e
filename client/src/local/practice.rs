//! Practice: a bot, its level, and how many goals win.

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use common::sim::bot::Skill;
use common::sim::{GOALS_DEFAULT, GOALS_MAX, GOALS_MIN};
use egui::{RichText, Ui, vec2};

use crate::play::{PlayAction, PlaySpec};
use crate::screen::{Navigate, Overlay, Screen};
use crate::ui::frame::{Shell, ViewSystems, WIDE};
use crate::ui::icon::Icon;
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::{Button, card};
use crate::ui::{Look, controls, fonts};

/// Level at first.
const LEVEL: u8 = 3;
/// Least width of a level, points.
const LEVEL_WIDTH: f32 = 160.0;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Practice>()
        .add_systems(EguiPrimaryContextPass, show.run_if(in_state(Screen::Practice).and_then(in_state(Overlay::None))).in_set(ViewSystems));
}

/// What is chosen.
#[derive(Resource, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Practice {
    /// How well the bot plays, 1 to 7.
    pub level: u8,
    /// Goals to win.
    pub goals: u8,
}

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PracticeAction {
    /// Begin.
    Start,
    /// Back.
    Back,
}

impl Default for Practice {
    fn default() -> Self {
        Self { level: LEVEL, goals: GOALS_DEFAULT }
    }
}

fn show(mut shell: Shell, mut practice: ResMut<Practice>, mut play: MessageWriter<PlayAction>) {
    let chosen = &mut *practice;
    let action = shell.page(WIDE, |ui, look| practice_ui(ui, look, chosen)).flatten();
    match action {
        Some(PracticeAction::Start) => {
            let skill = Skill::new(practice.level).unwrap_or_else(|| Skill::new(LEVEL).expect("there are more levels than that"));
            play.write(PlayAction::Start(PlaySpec::Practice { skill, goals: practice.goals }));
        }
        Some(PracticeAction::Back) => shell.go(Navigate::Back),
        None => {}
    }
}

/// Shows it.
pub fn practice_ui(ui: &mut Ui, look: Look<'_>, practice: &mut Practice) -> Option<PracticeAction> {
    let text = look.text;
    let mut action = None;
    card(ui, look, |ui| {
        controls::title(ui, look, &text.get("practice-title"));
        controls::note(ui, look, &text.get("practice-note"));
        ui.add_space(space::XS);
        levels_ui(ui, look, practice);
        ui.add_space(space::XS);
        goals_ui(ui, look, &mut practice.goals);
        ui.add_space(space::XS);
        ui.horizontal_wrapped(|ui| {
            let start = text.get("practice-start");
            if Button::primary(&start).icon(Icon::Play).show(ui, look).clicked() {
                action = Some(PracticeAction::Start);
            }
            let back = text.get("back");
            if Button::quiet(&back).icon(Icon::ArrowLeft).show(ui, look).clicked() {
                action = Some(PracticeAction::Back);
            }
        });
    });
    action
}

fn levels_ui(ui: &mut Ui, look: Look<'_>, practice: &mut Practice) {
    let room = ui.available_width();
    let gap = space::S;
    let mut columns = 4_u8;
    while columns > 1 && f32::from(columns) * (LEVEL_WIDTH + gap) - gap > room {
        columns -= 1;
    }
    let width = (room - gap * f32::from(columns - 1)) / f32::from(columns) - 0.5;
    let levels: Vec<u8> = Skill::LEVELS.collect();
    for line in levels.chunks(usize::from(columns)) {
        ui.horizontal_top(|ui| {
            for level in line {
                ui.allocate_ui_with_layout(vec2(width, 0.0), egui::Layout::top_down(egui::Align::Min), |ui| {
                    ui.set_width(width);
                    let name = look.text.get(&format!("practice-level-{level}"));
                    let note = look.text.with("practice-level", [("level", *level)]);
                    let chosen = practice.level == *level;
                    let button = Button::secondary(&name).note(&note).wide().chosen(chosen);
                    let button = if chosen { button.first() } else { button };
                    let response = button.show(ui, look);
                    strength_ui(ui, look, response.rect, *level, chosen);
                    if response.clicked() {
                        practice.level = *level;
                    }
                });
            }
        });
    }
}

/// How strong a level is, as a row of rising bars.
fn strength_ui(ui: &Ui, look: Look<'_>, rect: egui::Rect, level: u8, chosen: bool) {
    for bar in 1..=*Skill::LEVELS.end() {
        let color = match (bar <= level, chosen) {
            (true, true) => look.theme.accent,
            (true, false) => look.theme.text_quiet,
            (false, _) => look.theme.line,
        };
        let height = 3.0 + f32::from(bar) * 1.6;
        let x = rect.max.x - space::L - f32::from(Skill::LEVELS.end() - bar) * 4.5;
        let foot = rect.max.y - space::M;
        let shape = egui::Rect::from_min_max(egui::pos2(x - 2.5, foot - height), egui::pos2(x, foot));
        ui.painter().rect_filled(shape, 1.0, color);
    }
}

/// How many goals win, with a button for fewer and one for more.
pub(super) fn goals_ui(ui: &mut Ui, look: Look<'_>, goals: &mut u8) {
    let text = look.text;
    ui.horizontal_wrapped(|ui| {
        let step = |ui: &mut Ui, icon, key: &str, enabled| {
            let response = Button::secondary("").icon(icon).height(height::LOW).enabled(enabled).show(ui, look);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, enabled, text.get(key)));
            response.clicked()
        };
        if step(ui, Icon::Minus, "practice-fewer", *goals > GOALS_MIN) {
            *goals -= 1;
        }
        if step(ui, Icon::Plus, "practice-more", *goals < GOALS_MAX) {
            *goals += 1;
        }
        let words = text.with("practice-goals", [("goals", *goals)]);
        ui.label(RichText::new(words).font(fonts::medium(size::BODY)).color(look.theme.text));
    });
}
