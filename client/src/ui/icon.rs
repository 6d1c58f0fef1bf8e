//! The icons by name: glyphs of one font, never letters.

/// Makes [`Icon`] with the glyph of each and its name in `assets/icons/icons.txt`.
macro_rules! icons {
    ($($name:ident = $glyph:literal, $file:literal;)*) => {
        /// An icon.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each is named after what it shows")]
        pub enum Icon {
            $($name,)*
        }

        impl Icon {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its glyph in the font of icons.
            #[must_use]
            pub const fn glyph(self) -> char {
                match self {
                    $(Self::$name => $glyph,)*
                }
            }

            /// Its name in the list of the font.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $file,)*
                }
            }
        }
    };
}

icons! {
    Play = '\u{e13c}', "play";
    Pause = '\u{e12e}', "pause";
    SkipForward = '\u{e160}', "skip-forward";
    SkipBack = '\u{e15f}', "skip-back";
    Film = '\u{e0d0}', "film";
    Link = '\u{e102}', "link";
    Hand = '\u{e1d7}', "hand";
    User = '\u{e19f}', "user";
    Users = '\u{e1a4}', "users";
    UserPlus = '\u{e1a2}', "user-plus";
    UserCheck = '\u{e1a0}', "user-check";
    UserMinus = '\u{e1a1}', "user-minus";
    UserCircle = '\u{e461}', "user-circle";
    Message = '\u{e116}', "message";
    LogIn = '\u{e10d}', "log-in";
    LogOut = '\u{e10e}', "log-out";
    Settings = '\u{e154}', "settings";
    Keyboard = '\u{e284}', "keyboard";
    Gamepad = '\u{e0df}', "gamepad";
    Bot = '\u{e1bb}', "bot";
    Swords = '\u{e2b4}', "swords";
    Target = '\u{e180}', "target";
    Globe = '\u{e0e8}', "globe";
    Language = '\u{e0fe}', "language";
    Volume = '\u{e1ab}', "volume";
    Monitor = '\u{e11d}', "monitor";
    Palette = '\u{e1dd}', "palette";
    Accessibility = '\u{e297}', "accessibility";
    Wifi = '\u{e1ae}', "wifi";
    WifiOff = '\u{e1af}', "wifi-off";
    X = '\u{e1b2}', "x";
    Check = '\u{e06c}', "check";
    Plus = '\u{e13d}', "plus";
    Minus = '\u{e11c}', "minus";
    ChevronLeft = '\u{e06e}', "chevron-left";
    ChevronRight = '\u{e06f}', "chevron-right";
    ChevronUp = '\u{e070}', "chevron-up";
    ChevronDown = '\u{e06d}', "chevron-down";
    ArrowLeft = '\u{e048}', "arrow-left";
    Refresh = '\u{e145}', "refresh";
    Undo = '\u{e148}', "undo";
    Clock = '\u{e087}', "clock";
    AlertTriangle = '\u{e193}', "alert-triangle";
    AlertCircle = '\u{e077}', "alert-circle";
    CheckCircle = '\u{e226}', "check-circle";
    Info = '\u{e0f9}', "info";
    LoaderCircle = '\u{e10a}', "loader-circle";
    Eye = '\u{e0ba}', "eye";
    EyeOff = '\u{e0bb}', "eye-off";
    Search = '\u{e151}', "search";
    Trophy = '\u{e373}', "trophy";
    Home = '\u{e0f5}', "home";
    Lock = '\u{e10b}', "lock";
    Power = '\u{e140}', "power";
    Sliders = '\u{e29a}', "sliders";
    Zap = '\u{e1b4}', "zap";
    Signal = '\u{e25f}', "signal";
    History = '\u{e1f5}', "history";
    More = '\u{e0b6}', "more-horizontal";
    Ban = '\u{e051}', "ban";
    Pencil = '\u{e1f9}', "pencil";
    Download = '\u{e0b2}', "download";
    Key = '\u{e0fd}', "key";
    Shield = '\u{e158}', "shield";
    Image = '\u{e0f6}', "image";
    MessageSquare = '\u{e117}', "message-square";
    Send = '\u{e152}', "send";
    Bell = '\u{e059}', "bell";
    Hash = '\u{e0ef}', "hash";
    Crown = '\u{e1d6}', "crown";
    Copy = '\u{e09e}', "copy";
    Trash = '\u{e18e}', "trash";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_has_the_glyph_that_the_list_of_the_font_gives_it() {
        let list = include_str!("../../../assets/icons/icons.txt");
        for icon in Icon::ALL {
            let line = format!("{} {:x}", icon.name(), u32::from(icon.glyph()));
            assert!(list.lines().any(|known| known == line), "{line}");
        }
    }
}
