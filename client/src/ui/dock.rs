//! The lower edge of the window, where a panel lies folded: pages leave it free.

use egui::{Context, Id, Rect, pos2, vec2};

use super::theme::{height, space};

/// Height of the folded panel, points.
pub const HEIGHT: f32 = height::LOW;
/// Widest and highest that it opens, points.
const SIZE_MAX: egui::Vec2 = vec2(760.0, 470.0);

fn id() -> Id {
    Id::new("rebound-dock")
}

/// Keeps so much of the lower edge free of pages, points.
pub fn reserve(ctx: &Context, height: f32) {
    ctx.data_mut(|data| data.insert_temp(id(), height));
}

/// How much of it is to be kept free, points.
#[must_use]
pub fn reserved(ctx: &Context) -> f32 {
    ctx.data_mut(|data| data.get_temp(id())).unwrap_or_default()
}

/// Where the panel is: along the whole edge while it is folded, on the right of it when it is open, below the bar in any case.
#[must_use]
pub fn place(ctx: &Context, open: bool) -> Rect {
    let window = ctx.viewport_rect();
    if !open {
        return Rect::from_min_max(pos2(window.min.x, window.max.y - HEIGHT), window.max);
    }
    let room = window.size() - vec2(space::S * 2.0, height::BAR + space::S);
    let size = room.min(SIZE_MAX);
    Rect::from_min_size(pos2(window.max.x - space::S - size.x, window.max.y - size.y), size)
}
