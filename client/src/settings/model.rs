//! What somebody can choose, with what is chosen for them at first.

use std::collections::BTreeMap;

use bevy::prelude::{GamepadButton, KeyCode, Resource};
use serde::{Deserialize, Serialize};

use super::binding::{Button, Key};
use crate::ui::text::Language;
use crate::ui::theme::PaletteName;

/// Smallest and largest scale of the interface, per cent.
pub(crate) const SCALE_RANGE: std::ops::RangeInclusive<u16> = 80..=200;
/// Smallest and largest bound on frames in a second; 0 stands for none.
pub(crate) const FRAME_LIMIT_RANGE: std::ops::RangeInclusive<u16> = 30..=360;

/// Everything that somebody can choose.
#[derive(Resource, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How loud.
    pub sound: SoundSettings,
    /// The window and what fills it.
    pub display: DisplaySettings,
    /// Menus and words.
    pub interface: InterfaceSettings,
    /// Keys and buttons.
    pub controls: Controls,
}

/// Volumes, per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SoundSettings {
    /// Over everything.
    pub master: u8,
    /// The court.
    pub effects: u8,
    /// Music behind the menus.
    pub music: u8,
    /// Buttons and notices.
    pub interface: u8,
    /// Of everything, while another window has the focus.
    pub background: u8,
}

impl Default for SoundSettings {
    fn default() -> Self {
        Self { master: 80, effects: 90, music: 45, interface: 60, background: 30 }
    }
}

/// How the game takes the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowChoice {
    /// A window among others.
    #[default]
    Windowed,
    /// The whole screen.
    Fullscreen,
}

/// The window and what fills it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DisplaySettings {
    /// Window or whole screen.
    pub window: WindowChoice,
    /// Whether pictures wait for the display.
    pub vsync: bool,
    /// Most pictures in a second; 0 for no bound.
    pub frame_limit: u16,
    /// Whether the light of the court glows; off for slow machines.
    pub glow: bool,
}

impl Default for DisplaySettings {
    fn default() -> Self {
        Self { window: WindowChoice::Windowed, vsync: true, frame_limit: 0, glow: true }
    }
}

/// Menus and words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InterfaceSettings {
    /// Scale of menus, per cent, 80 to 200.
    pub scale: u16,
    /// Language; none: the system's.
    pub language: Option<Language>,
    /// Colours.
    pub palette: PaletteName,
    /// Whether things that move for the show of it keep still.
    pub reduced_motion: bool,
}

impl Default for InterfaceSettings {
    fn default() -> Self {
        Self { scale: 100, language: None, palette: PaletteName::Default, reduced_motion: false }
    }
}

/// What a key or a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Player 1, on the right, up.
    Up1,
    /// Player 1 down.
    Down1,
    /// Player 2, on the left, up.
    Up2,
    /// Player 2 down.
    Down2,
    /// The pause menu.
    Pause,
    /// Details of the connection.
    Netgraph,
    /// The chat panel of the menus.
    Chat,
}

impl Action {
    /// Every one, in the order of the settings.
    pub const ALL: [Self; 7] = [Self::Up1, Self::Down1, Self::Up2, Self::Down2, Self::Pause, Self::Netgraph, Self::Chat];

    /// Up or down of player 1 (0) or player 2 (1).
    #[must_use]
    pub const fn of_player(player: usize) -> [Self; 2] {
        match player {
            0 => [Self::Up1, Self::Down1],
            _ => [Self::Up2, Self::Down2],
        }
    }
}

/// Keys and buttons: at most one of each for an action. A pad belongs to one player, so both may use the same buttons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Controls {
    keys: BTreeMap<Action, Key>,
    buttons: BTreeMap<Action, Button>,
}

impl Default for Controls {
    fn default() -> Self {
        let keys = [
            (Action::Up1, KeyCode::ArrowUp),
            (Action::Down1, KeyCode::ArrowDown),
            (Action::Up2, KeyCode::KeyW),
            (Action::Down2, KeyCode::KeyS),
            (Action::Pause, KeyCode::Escape),
            (Action::Netgraph, KeyCode::F3),
            (Action::Chat, KeyCode::F2),
        ];
        let buttons = [
            (Action::Up1, GamepadButton::DPadUp),
            (Action::Down1, GamepadButton::DPadDown),
            (Action::Up2, GamepadButton::DPadUp),
            (Action::Down2, GamepadButton::DPadDown),
            (Action::Pause, GamepadButton::Start),
            (Action::Netgraph, GamepadButton::Select),
            (Action::Chat, GamepadButton::North),
        ];
        Self {
            keys: keys.into_iter().map(|(action, code)| (action, Key(code))).collect(),
            buttons: buttons.into_iter().map(|(action, button)| (action, Button(button))).collect(),
        }
    }
}

impl Controls {
    /// The key of an action.
    #[must_use]
    pub fn key(&self, action: Action) -> Option<KeyCode> {
        self.keys.get(&action).map(|key| key.0)
    }

    /// The button of an action.
    #[must_use]
    pub fn button(&self, action: Action) -> Option<GamepadButton> {
        self.buttons.get(&action).map(|button| button.0)
    }

    /// What a file of an older version does not know is as at first.
    fn complete(&mut self) {
        let first = Self::default();
        for action in Action::ALL {
            if let Some(key) = first.keys.get(&action) {
                self.keys.entry(action).or_insert(*key);
            }
            if let Some(button) = first.buttons.get(&action) {
                self.buttons.entry(action).or_insert(*button);
            }
        }
    }

    /// Gives an action another key. Others that have it keep it: that is a conflict, and is shown.
    pub fn bind_key(&mut self, action: Action, key: Key) {
        self.keys.insert(action, key);
    }

    /// Gives an action another button.
    pub fn bind_button(&mut self, action: Action, button: Button) {
        self.buttons.insert(action, button);
    }

    /// Other actions on the key of this one.
    #[must_use]
    pub fn key_conflict(&self, action: Action) -> Option<Action> {
        let key = self.key(action)?;
        Action::ALL.into_iter().find(|other| *other != action && self.key(*other) == Some(key))
    }

    /// Other actions on the button of this one that the same pad can mean.
    #[must_use]
    pub fn button_conflict(&self, action: Action) -> Option<Action> {
        let button = self.button(action)?;
        Action::ALL.into_iter().find(|other| *other != action && same_pad(action, *other) && self.button(*other) == Some(button))
    }
}

/// Whether one pad can mean both: each player has a pad of their own, everything else is on both.
fn same_pad(one: Action, other: Action) -> bool {
    let player = |action| match action {
        Action::Up1 | Action::Down1 => Some(0),
        Action::Up2 | Action::Down2 => Some(1),
        Action::Pause | Action::Netgraph | Action::Chat => None,
    };
    match (player(one), player(other)) {
        (Some(one), Some(other)) => one == other,
        (None, _) | (_, None) => true,
    }
}

impl Settings {
    /// With every number within its bounds, whatever a file says.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        for volume in
            [&mut self.sound.master, &mut self.sound.effects, &mut self.sound.music, &mut self.sound.interface, &mut self.sound.background]
        {
            *volume = (*volume).min(100);
        }
        self.interface.scale = self.interface.scale.clamp(*SCALE_RANGE.start(), *SCALE_RANGE.end());
        if self.display.frame_limit != 0 {
            self.display.frame_limit = self.display.frame_limit.clamp(*FRAME_LIMIT_RANGE.start(), *FRAME_LIMIT_RANGE.end());
        }
        self.controls.complete();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_back_as_they_were_written() {
        let mut settings = Settings::default();
        settings.interface.language = Some(Language::Fr);
        settings.controls.bind_key(Action::Up1, Key(KeyCode::KeyI));
        let text = toml::to_string(&settings).unwrap();
        assert_eq!(toml::from_str::<Settings>(&text).unwrap(), settings);
    }

    #[test]
    fn numbers_from_a_file_are_held_to_their_bounds() {
        let read: Settings = toml::from_str("[interface]\nscale = 9000\n[sound]\nmaster = 255\n[display]\nframe_limit = 1").unwrap();
        let read = read.bounded();
        assert_eq!((read.interface.scale, read.sound.master, read.display.frame_limit), (200, 100, 30));
    }

    #[test]
    fn an_action_that_a_file_does_not_know_has_its_first_key() {
        let read: Settings = toml::from_str("[controls.keys]\nup1 = \"KeyI\"").unwrap();
        let read = read.bounded();
        assert_eq!(read.controls.key(Action::Chat), Some(KeyCode::F2));
        assert_eq!(read.controls.key(Action::Up1), Some(KeyCode::KeyI));
    }

    #[test]
    fn a_key_with_two_meanings_is_a_conflict_and_the_same_button_on_two_pads_is_none() {
        let mut controls = Controls::default();
        assert_eq!(Action::ALL.map(|action| controls.key_conflict(action)), [None; 7]);
        assert_eq!(Action::ALL.map(|action| controls.button_conflict(action)), [None; 7]);
        controls.bind_key(Action::Up1, Key(KeyCode::KeyW));
        assert_eq!(controls.key_conflict(Action::Up2), Some(Action::Up1));
        controls.bind_button(Action::Down1, Button(GamepadButton::DPadUp));
        assert_eq!(controls.button_conflict(Action::Up1), Some(Action::Down1));
    }
}
