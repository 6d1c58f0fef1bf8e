//! Keys and gamepad buttons by name: what a settings file says and what a key cap shows.

use bevy::prelude::{GamepadButton, KeyCode};
use serde::{Deserialize, Serialize};

/// A key that can be bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key(pub KeyCode);

/// A button of a gamepad that can be bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Button(pub GamepadButton);

/// Not a key or button that can be bound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no key or button that can be bound")]
pub struct BindingError(String);

/// Makes the table of what can be bound, by the engine's own names, with what a key cap shows where that differs.
macro_rules! bindable {
    ($table:ident: $of:ident { $($name:ident $(= $cap:literal)?),* $(,)? }) => {
        const $table: &[($of, &str, &str)] = &[$(($of::$name, stringify!($name), bindable!(@cap $name $($cap)?))),*];
    };
    (@cap $name:ident $cap:literal) => { $cap };
    (@cap $name:ident) => { stringify!($name) };
}

bindable!(KEYS: KeyCode {
    KeyA = "A", KeyB = "B", KeyC = "C", KeyD = "D", KeyE = "E", KeyF = "F", KeyG = "G", KeyH = "H", KeyI = "I", KeyJ = "J",
    KeyK = "K", KeyL = "L", KeyM = "M", KeyN = "N", KeyO = "O", KeyP = "P", KeyQ = "Q", KeyR = "R", KeyS = "S", KeyT = "T",
    KeyU = "U", KeyV = "V", KeyW = "W", KeyX = "X", KeyY = "Y", KeyZ = "Z",
    Digit0 = "0", Digit1 = "1", Digit2 = "2", Digit3 = "3", Digit4 = "4", Digit5 = "5", Digit6 = "6", Digit7 = "7",
    Digit8 = "8", Digit9 = "9",
    F1, F2, F3, F4, F5, F6, F7, F8, F9, F10, F11, F12,
    ArrowUp = "\u{2191}", ArrowDown = "\u{2193}", ArrowLeft = "\u{2190}", ArrowRight = "\u{2192}",
    Escape = "Esc", Space, Enter, Tab, Backspace = "\u{2190} Back", Insert = "Ins", Delete = "Del", Home, End,
    PageUp = "PgUp", PageDown = "PgDn",
    ShiftLeft = "L Shift", ShiftRight = "R Shift", ControlLeft = "L Ctrl", ControlRight = "R Ctrl", AltLeft = "L Alt", AltRight = "R Alt",
    Comma = ",", Period = ".", Slash = "/", Semicolon = ";", Quote = "'", BracketLeft = "[", BracketRight = "]", Backslash = "\\",
    Minus = "-", Equal = "=", Backquote = "`", IntlBackslash = "<",
    Numpad0 = "Num 0", Numpad1 = "Num 1", Numpad2 = "Num 2", Numpad3 = "Num 3", Numpad4 = "Num 4", Numpad5 = "Num 5",
    Numpad6 = "Num 6", Numpad7 = "Num 7", Numpad8 = "Num 8", Numpad9 = "Num 9", NumpadAdd = "Num +", NumpadSubtract = "Num -",
    NumpadMultiply = "Num *", NumpadDivide = "Num /", NumpadEnter = "Num Enter", NumpadDecimal = "Num .",
});

bindable!(BUTTONS: GamepadButton {
    South = "A", East = "B", North = "Y", West = "X",
    LeftTrigger = "LB", LeftTrigger2 = "LT", RightTrigger = "RB", RightTrigger2 = "RT",
    Select, Start, Mode = "Home", LeftThumb = "L3", RightThumb = "R3",
    DPadUp = "D-pad \u{2191}", DPadDown = "D-pad \u{2193}", DPadLeft = "D-pad \u{2190}", DPadRight = "D-pad \u{2192}",
});

impl Key {
    /// The key, if it can be bound.
    #[must_use]
    pub fn of(code: KeyCode) -> Option<Self> {
        KEYS.iter().any(|(known, ..)| *known == code).then_some(Self(code))
    }

    /// What stands on it, where keyboards agree.
    #[must_use]
    pub fn cap(self) -> &'static str {
        KEYS.iter().find(|(code, ..)| *code == self.0).map_or("?", |(.., cap)| cap)
    }
}

impl Button {
    /// The button, if it can be bound.
    #[must_use]
    pub fn of(button: GamepadButton) -> Option<Self> {
        BUTTONS.iter().any(|(known, ..)| *known == button).then_some(Self(button))
    }

    /// What stands on it, as most pads have it.
    #[must_use]
    pub fn cap(self) -> &'static str {
        BUTTONS.iter().find(|(button, ..)| *button == self.0).map_or("?", |(.., cap)| cap)
    }
}

impl TryFrom<String> for Key {
    type Error = BindingError;

    fn try_from(name: String) -> Result<Self, BindingError> {
        KEYS.iter().find(|(_, known, _)| *known == name).map(|(code, ..)| Self(*code)).ok_or(BindingError(name))
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        KEYS.iter().find(|(code, ..)| *code == key.0).map_or("", |(_, name, _)| name).to_owned()
    }
}

impl TryFrom<String> for Button {
    type Error = BindingError;

    fn try_from(name: String) -> Result<Self, BindingError> {
        BUTTONS.iter().find(|(_, known, _)| *known == name).map(|(button, ..)| Self(*button)).ok_or(BindingError(name))
    }
}

impl From<Button> for String {
    fn from(button: Button) -> Self {
        BUTTONS.iter().find(|(known, ..)| *known == button.0).map_or("", |(_, name, _)| name).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_and_button_is_read_back_by_its_name() {
        for (code, ..) in KEYS {
            assert_eq!(Key::try_from(String::from(Key(*code))), Ok(Key(*code)));
        }
        for (button, ..) in BUTTONS {
            assert_eq!(Button::try_from(String::from(Button(*button))), Ok(Button(*button)));
        }
        assert!(Key::try_from("KeyÄ".to_owned()).is_err());
    }
}
