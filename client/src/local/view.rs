//! Two on one keyboard, before the court, as it is seen: a half for each player, the left one on the left.

use common::sim::Side;
use egui::{RichText, Sense, Ui, vec2};

use super::model::{Half, HotSeat, NAME_LEN_MAX, Player};
use super::practice::goals_ui;
use crate::auth::model::{Credentials, Form};
use crate::auth::short::{ShortAction, short_form_ui};
use crate::settings::{Action, Controls, Key};
use crate::ui::controls::{self, Field};
use crate::ui::icon::Icon;
use crate::ui::theme::{height, radius, size, space};
use crate::ui::widgets::{Button, card, key_cap};
use crate::ui::{Look, fonts, words};

/// Less room than this, and the halves stand one below the other, points.
const TWO_COLUMNS: f32 = 500.0;

/// Caps of the keys of both players, by side: up, down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeysModel([[&'static str; 2]; 2]);

/// What was pressed.
#[derive(Clone, PartialEq, Eq)]
pub enum HotSeatAction {
    /// Somebody signs in for this match.
    SignIn(Side, Credentials),
    /// Somebody plays as a guest after all.
    SignOut(Side),
    /// Begin.
    Start,
    /// Back.
    Back,
}

impl KeysModel {
    /// As they are bound.
    #[must_use]
    pub fn of(controls: &Controls) -> Self {
        let cap = |action: Action| controls.key(action).map_or("-", |code| Key(code).cap());
        Self([0, 1].map(|player| Action::of_player(player).map(cap)))
    }
}

/// Shows it.
pub fn hot_seat_ui(ui: &mut Ui, look: Look<'_>, seats: &mut HotSeat, keys: &KeysModel, online: bool) -> Option<HotSeatAction> {
    let text = look.text;
    let mut action = None;
    let side_by_side = ui.available_width() >= TWO_COLUMNS;
    let [right, left] = &mut seats.halves;
    if side_by_side {
        ui.columns_const(|[left_ui, right_ui]| {
            action = half_ui(left_ui, look, Side::B, left, keys.0[1], online).or(action.take());
            action = half_ui(right_ui, look, Side::A, right, keys.0[0], online).or(action.take());
        });
    } else {
        action = half_ui(ui, look, Side::B, left, keys.0[1], online).or(action);
        action = half_ui(ui, look, Side::A, right, keys.0[0], online).or(action);
    }
    ui.add_space(space::XS);
    let below = card(ui, look, |ui| {
        goals_ui(ui, look, &mut seats.goals);
        let note = if seats.is_same_twice() {
            "hot-seat-same"
        } else if seats.counts() {
            "hot-seat-counts"
        } else {
            "hot-seat-free"
        };
        controls::note(ui, look, &text.get(note));
        if let Some(error) = &seats.refused {
            controls::problem(ui, look, &words::of_error(text, error));
        }
        start_ui(ui, look, seats)
    });
    below.or(action)
}

fn start_ui(ui: &mut Ui, look: Look<'_>, seats: &HotSeat) -> Option<HotSeatAction> {
    let mut action = None;
    ui.horizontal_wrapped(|ui| {
        let start = look.text.get("hot-seat-start");
        let button = Button::primary(&start).icon(Icon::Play).enabled(!seats.is_same_twice()).busy(seats.asking.is_some()).first();
        if button.show(ui, look).clicked() {
            action = Some(HotSeatAction::Start);
        }
        let back = look.text.get("back");
        if Button::quiet(&back).icon(Icon::ArrowLeft).show(ui, look).clicked() {
            action = Some(HotSeatAction::Back);
        }
    });
    action
}

fn half_ui(ui: &mut Ui, look: Look<'_>, side: Side, half: &mut Half, keys: [&str; 2], online: bool) -> Option<HotSeatAction> {
    let text = look.text;
    let color = look.theme.side(side);
    card(ui, look, |ui| {
        ui.push_id(side, |ui| {
            let edge = egui::Rect::from_min_size(ui.min_rect().min, vec2(36.0, 4.0));
            ui.painter().rect_filled(edge, f32::from(radius::SMALL), color);
            ui.add_space(space::M);
            ui.horizontal_wrapped(|ui| {
                let place = text.get(match side {
                    Side::A => "hot-seat-right",
                    Side::B => "hot-seat-left",
                });
                ui.label(RichText::new(place).font(fonts::bold(size::LEAD)).color(color));
                ui.add_space(space::S);
                for (cap, key) in keys.into_iter().zip(["hot-seat-up", "hot-seat-down"]) {
                    key_cap(ui, look, cap, color);
                    controls::note(ui, look, &text.get(key));
                }
            });
            ui.add_space(space::XS);
            if let Some(player) = half.player.clone() {
                return player_ui(ui, look, side, &player);
            }
            if let Some(form) = &mut half.form {
                return match short_form_ui(ui, look, form)? {
                    ShortAction::Send(credentials) => Some(HotSeatAction::SignIn(side, credentials)),
                    ShortAction::Close => {
                        half.form = None;
                        None
                    }
                };
            }
            guest_ui(ui, look, half, online);
            None
        })
        .inner
    })
}

fn guest_ui(ui: &mut Ui, look: Look<'_>, half: &mut Half, online: bool) {
    let text = look.text;
    let label = text.get("hot-seat-name");
    Field { label: &label, secret: false, chars_max: NAME_LEN_MAX, problem: None, first: false }.show(ui, look, &mut half.name);
    controls::note(ui, look, &text.get("hot-seat-guest"));
    let sign_in = text.get("hot-seat-sign-in");
    if Button::quiet(&sign_in).icon(Icon::LogIn).height(height::LOW).enabled(online).show(ui, look).clicked() {
        half.form = Some(Form::fresh());
    }
}

fn player_ui(ui: &mut Ui, look: Look<'_>, side: Side, player: &Player) -> Option<HotSeatAction> {
    let mut action = None;
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(56.0, 56.0), Sense::hover());
        look.pictures.paint(ui.painter(), player.picture, rect, 1.0);
        ui.vertical(|ui| {
            controls::heading(ui, look, &player.name);
            controls::note(ui, look, &look.text.get("hot-seat-signed-in"));
        });
    });
    let sign_out = look.text.get("hot-seat-sign-out");
    if Button::quiet(&sign_out).icon(Icon::LogOut).height(height::LOW).show(ui, look).clicked() {
        action = Some(HotSeatAction::SignOut(side));
    }
    action
}
