//! How everything looks: the only file with colours, spaces, sizes and durations. Everything else names them.

use bevy::color::{Color, LinearRgba, Srgba};
use bevy::prelude::Resource;
use common::sim::Side;
use egui::Color32;
use serde::{Deserialize, Serialize};

/// Spaces, points: a scale of 4.
pub mod space {
    /// Between things that are one.
    pub const XS: f32 = 4.0;
    /// Between an icon and its word.
    pub const S: f32 = 8.0;
    /// Between the lines of a form.
    pub const M: f32 = 12.0;
    /// Inside a card.
    pub const L: f32 = 16.0;
    /// Between groups.
    pub const XL: f32 = 24.0;
    /// Between a page and the edge of the window.
    pub const XXL: f32 = 40.0;
}

/// Sizes of text, points: a scale of five.
pub mod size {
    /// Notes and captions.
    pub const SMALL: f32 = 13.0;
    /// Everything that is read.
    pub const BODY: f32 = 15.0;
    /// Buttons that matter, names.
    pub const LEAD: f32 = 18.0;
    /// Titles of pages.
    pub const TITLE: f32 = 26.0;
    /// The name of the game, a score.
    pub const DISPLAY: f32 = 54.0;
}

/// Heights of what can be pressed, points.
pub mod height {
    /// In a row of others.
    pub const LOW: f32 = 34.0;
    /// A button, a field.
    pub const NORMAL: f32 = 42.0;
    /// The one thing to press.
    pub const HIGH: f32 = 54.0;
    /// The bar at the top.
    pub const BAR: f32 = 48.0;
}

/// Corner radii, points.
pub mod radius {
    /// Key caps, bars.
    pub const SMALL: u8 = 5;
    /// Buttons, fields.
    pub const MEDIUM: u8 = 9;
    /// Cards.
    pub const LARGE: u8 = 14;
}

/// Durations, seconds.
pub mod duration {
    /// A button answers.
    pub const QUICK: f32 = 0.09;
    /// A page or a card comes.
    pub const CALM: f32 = 0.22;
    /// A toast stays.
    pub const TOAST: f32 = 6.0;
}

/// Which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaletteName {
    /// Amber against cyan.
    #[default]
    Default,
    /// For deuteranopia and protanopia: orange against blue.
    RedGreen,
    /// For tritanopia: red against teal.
    BlueYellow,
    /// Black, white, and strong colours.
    HighContrast,
}

impl PaletteName {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Default, Self::RedGreen, Self::BlueYellow, Self::HighContrast];
}

/// The colours in use.
#[derive(Resource, Clone, Debug, PartialEq)]
pub struct Theme {
    /// Which palette this is.
    pub name: PaletteName,
    /// The dark room: the lowest step of ink.
    pub ink: Color32,
    /// The table, and cards: one step up.
    pub surface: Color32,
    /// Fields and quiet buttons: two steps up.
    pub raised: Color32,
    /// Under the pointer: three steps up.
    pub lifted: Color32,
    /// Thin quiet lines.
    pub line: Color32,
    /// What is read.
    pub text: Color32,
    /// What is read second.
    pub text_quiet: Color32,
    /// Words on the accent.
    pub text_on_accent: Color32,
    /// What can be acted on.
    pub accent: Color32,
    /// The same under the pointer.
    pub accent_lifted: Color32,
    /// What needs attention; what went wrong.
    pub attention: Color32,
    /// Your turn; all is well.
    pub turn: Color32,
    /// Side `a`: warm.
    pub side_a: Color32,
    /// Side `b`: cool.
    pub side_b: Color32,
    /// The ball, the brightest thing.
    pub ball: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

impl Default for Theme {
    fn default() -> Self {
        Self::of(PaletteName::Default)
    }
}

impl Theme {
    /// The colours of a palette.
    #[must_use]
    pub const fn of(name: PaletteName) -> Self {
        let room = Self {
            name,
            ink: rgb(0x0B_0E14),
            surface: rgb(0x12_161F),
            raised: rgb(0x1A_202C),
            lifted: rgb(0x25_2D3C),
            line: rgb(0x2B_3446),
            text: rgb(0xF1_EEE6),
            text_quiet: rgb(0xA3_ABBA),
            text_on_accent: rgb(0x0B_0E14),
            accent: rgb(0xA9_A2FF),
            accent_lifted: rgb(0xC2_BDFF),
            attention: rgb(0xFF_7A7A),
            turn: rgb(0x6E_E7A0),
            side_a: rgb(0xFF_B454),
            side_b: rgb(0x57_D3F5),
            ball: rgb(0xFF_F6E3),
        };
        match name {
            PaletteName::Default => room,
            PaletteName::RedGreen => {
                Self { side_a: rgb(0xFF_B000), side_b: rgb(0x64_9CFF), turn: rgb(0x7F_D0FF), attention: rgb(0xFF_8A5C), ..room }
            }
            PaletteName::BlueYellow => {
                Self { side_a: rgb(0xFF_7A8A), side_b: rgb(0x3E_DCC8), accent: rgb(0xF0_B6E0), accent_lifted: rgb(0xF8_CFEC), ..room }
            }
            PaletteName::HighContrast => Self {
                ink: rgb(0x00_0000),
                surface: rgb(0x0A_0A0A),
                raised: rgb(0x1E_1E1E),
                lifted: rgb(0x3A_3A3A),
                line: rgb(0xB0_B0B0),
                text: rgb(0xFF_FFFF),
                text_quiet: rgb(0xE2_E2E2),
                text_on_accent: rgb(0x00_0000),
                accent: rgb(0xFF_E94A),
                accent_lifted: rgb(0xFF_F4A0),
                attention: rgb(0xFF_8080),
                turn: rgb(0x5C_FF8F),
                side_a: rgb(0xFF_A800),
                side_b: rgb(0x2C_E5FF),
                ball: rgb(0xFF_FFFF),
                ..room
            },
        }
    }

    /// The colour of a side.
    #[must_use]
    pub const fn side(&self, side: Side) -> Color32 {
        match side {
            Side::A => self.side_a,
            Side::B => self.side_b,
        }
    }

    /// What lies between a menu and the court behind it.
    #[must_use]
    pub fn veil(&self) -> Color32 {
        fade(self.ink, 0.62)
    }

    /// A card over the court.
    #[must_use]
    pub fn card(&self) -> Color32 {
        fade(self.surface, 0.94)
    }

    /// A wash of a colour over a surface, for what is chosen.
    #[must_use]
    pub fn wash(&self, color: Color32) -> Color32 {
        self.surface.lerp_to_gamma(color, 0.16)
    }

    /// A colour of the interface as the world's camera takes it.
    #[must_use]
    pub fn world(&self, color: Color32) -> Color {
        Color::Srgba(Srgba::rgba_u8(color.r(), color.g(), color.b(), color.a()))
    }

    /// The same, in linear light and brighter by a factor: above 1 it glows.
    #[must_use]
    pub fn glow(&self, color: Color32, strength: f32) -> LinearRgba {
        let linear = self.world(color).to_linear();
        LinearRgba::rgb(linear.red * strength, linear.green * strength, linear.blue * strength)
    }
}

/// A colour with this part of its opacity, 0 to 1.
#[must_use]
pub fn fade(color: Color32, opacity: f32) -> Color32 {
    color.gamma_multiply(opacity.clamp(0.0, 1.0))
}

/// Contrast of two opaque colours, 1 to 21, as the guidelines for accessible content measure it.
#[must_use]
pub fn contrast(one: Color32, other: Color32) -> f32 {
    let light = |color: Color32| {
        let [r, g, b] = [color.r(), color.g(), color.b()].map(|part| Srgba::gamma_function(f32::from(part) / 255.0));
        0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
    };
    let (one, other) = (light(one), light(other));
    one.max(other) / one.min(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_every_palette_has_a_contrast_of_4_5_to_1() {
        for name in PaletteName::ALL {
            let theme = Theme::of(name);
            for below in [theme.ink, theme.surface, theme.raised] {
                for above in [theme.text, theme.text_quiet, theme.accent, theme.attention, theme.turn, theme.side_a, theme.side_b] {
                    let found = contrast(above, below);
                    assert!(found >= 4.5, "{name:?}: {above:?} on {below:?} is {found}");
                }
            }
            for below in [theme.accent, theme.accent_lifted] {
                assert!(contrast(theme.text_on_accent, below) >= 4.5, "{name:?}");
            }
        }
    }

    #[test]
    fn the_ball_is_the_brightest_of_all() {
        for name in PaletteName::ALL {
            let theme = Theme::of(name);
            for other in [theme.side_a, theme.side_b, theme.accent, theme.text_quiet] {
                assert!(contrast(theme.ball, theme.ink) > contrast(other, theme.ink), "{name:?}");
            }
        }
    }
}
