//! Before the first serve: what moves the own paddle, beside it.

use bevy::math::Vec2;
use bevy_egui::egui::{self, Rect, Stroke, StrokeKind};

use super::Hud;
use crate::play::scene::{Role, Stage};
use crate::play::steering::{Hand, Hands};
use crate::settings::{Action, Controls, Key};
use crate::ui::fonts;

/// How far from the middle of the paddle, towards the middle of the court, court units.
const INWARDS: f32 = 62.0;

pub(super) fn paint(hud: &Hud, controls: &Controls, hands: &Hands) {
    let first = hud.scene.score == [0, 0] && hud.scene.role != Role::Backdrop;
    if !first || !matches!(hud.scene.stage, Stage::Countdown { held: false, .. } | Stage::Waiting { .. }) {
        return;
    }
    for (player, seat) in hud.scene.own.iter().enumerate() {
        // Somebody alone steers with anything, and is shown the keys of player 1.
        let hand = if hud.scene.own.len() > 1 { hands.0.get(player).copied() } else { Some(Hand::keys(0)) };
        let (Some(hand), Some(at)) = (hand, hud.scene.paddles[seat.slot()]) else { continue };
        let inwards = if at.x < hud.scene.size().x * 0.5 { INWARDS } else { -INWARDS };
        match (hand.keys, hand.pad) {
            (Some(half), _) => {
                for (action, below) in Action::of_player(half).into_iter().zip([-1.0, 1.0]) {
                    let cap = controls.key(action).and_then(Key::of).map_or("", Key::cap);
                    key(hud, at + Vec2::new(inwards, below * 34.0), cap);
                }
            }
            (None, Some(pad)) => key(hud, at + Vec2::new(inwards, 0.0), &hud.text.with("court-pad", [("number", pad + 1)])),
            (None, None) => {}
        }
    }
}

/// A key with what stands on it.
fn key(hud: &Hud, place: Vec2, cap: &str) {
    let side = hud.length(44.0).max(26.0);
    let galley = hud.painter.layout_no_wrap(cap.to_owned(), fonts::medium(side * 0.5), hud.seen(hud.theme.text));
    let size = egui::vec2((galley.size().x + side * 0.5).max(side), side);
    let rect = Rect::from_center_size(hud.at(place), size);
    let stroke = Stroke::new(1.0, hud.seen(hud.theme.line));
    hud.painter.rect(rect, side * 0.18, hud.seen(hud.theme.raised), stroke, StrokeKind::Inside);
    hud.painter.galley(rect.center() - galley.size() * 0.5, galley, hud.theme.text);
}
