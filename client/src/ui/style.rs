//! egui's own widgets in the game's colours: what is not painted by ourselves (fields, scroll bars, sliders).

use egui::style::{ScrollStyle, WidgetVisuals, Widgets};
use egui::{Context, CornerRadius, FontFamily, FontId, Shadow, Stroke, Style, TextStyle, Visuals};

use super::theme::{Theme, duration, fade, height, radius, size, space};

/// Dresses a context.
pub fn apply(ctx: &Context, theme: &Theme, motion: bool) {
    ctx.set_theme(egui::Theme::Dark);
    ctx.all_styles_mut(|style| dress(style, theme, motion));
}

fn dress(style: &mut Style, theme: &Theme, motion: bool) {
    style.visuals = visuals(theme);
    style.animation_time = if motion { duration::QUICK } else { 0.0 };
    style.text_styles = [
        (TextStyle::Small, size::SMALL),
        (TextStyle::Body, size::BODY),
        (TextStyle::Button, size::BODY),
        (TextStyle::Monospace, size::SMALL),
        (TextStyle::Heading, size::TITLE),
    ]
    .into_iter()
    .map(|(name, size)| (name, FontId::new(size, FontFamily::Proportional)))
    .collect();
    style.spacing.item_spacing = egui::vec2(space::S, space::S);
    style.spacing.button_padding = egui::vec2(space::L, space::S);
    style.spacing.interact_size.y = height::LOW;
    style.spacing.scroll = ScrollStyle { bar_width: 6.0, floating: true, ..ScrollStyle::floating() };
    style.interaction.selectable_labels = false;
}

fn visuals(theme: &Theme) -> Visuals {
    let state = |fill, line, text| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, line),
        corner_radius: CornerRadius::same(radius::MEDIUM),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    Visuals {
        override_text_color: Some(theme.text),
        weak_text_color: Some(theme.text_quiet),
        widgets: Widgets {
            noninteractive: state(theme.surface, theme.line, theme.text),
            inactive: state(theme.raised, theme.line, theme.text),
            hovered: state(theme.lifted, theme.accent, theme.text),
            active: state(theme.lifted, theme.accent, theme.text),
            open: state(theme.lifted, theme.accent, theme.text),
        },
        selection: egui::style::Selection { bg_fill: fade(theme.accent, 0.35), stroke: Stroke::new(1.5, theme.accent) },
        hyperlink_color: theme.accent,
        faint_bg_color: theme.surface,
        extreme_bg_color: theme.ink,
        text_edit_bg_color: Some(theme.ink),
        warn_fg_color: theme.attention,
        error_fg_color: theme.attention,
        window_corner_radius: CornerRadius::same(radius::LARGE),
        window_shadow: Shadow::NONE,
        window_fill: theme.surface,
        window_stroke: Stroke::new(1.0, theme.line),
        menu_corner_radius: CornerRadius::same(radius::MEDIUM),
        panel_fill: theme.ink,
        popup_shadow: Shadow::NONE,
        ..Visuals::dark()
    }
}
