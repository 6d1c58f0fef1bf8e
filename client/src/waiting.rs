//! Where somebody waits for a match while they look at other things: a queue, a lobby, a tournament. One at a time, as the
//! server has it: entering one place takes them out of the others.

use bevy::prelude::{App, Message, Resource};
use common::api::lobby::LobbyMode;
use common::ids::LobbyCode;

/// A match with whoever else wants one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// The first two who want one; guests too.
    #[default]
    Duel,
    /// For trophies; accounts only.
    Ranked,
}

/// Looks for a match, or looks no more.
#[derive(Message, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seek {
    /// Looks for this one; the warm-up rally begins.
    For(Wanted),
    /// Looks no more.
    Stop,
}

/// Makes a lobby: a team for three against three, or a room for a private match. Whoever makes it is in it.
#[derive(Message, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gather(pub LobbyMode);

/// A kind of place in which one waits for a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A queue.
    Queue,
    /// A lobby.
    Lobby,
    /// A tournament that has not begun.
    Tournament,
}

/// Whoever is signed in has entered such a place here: they are out of the others now.
#[derive(Message, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entered(pub Place);

/// What goes on while other pages are looked at; the strip below every page says it. Kept by the room whose it is.
#[derive(Resource, Clone, Debug, Default, PartialEq, Eq)]
pub enum Waiting {
    /// Nothing.
    #[default]
    Nothing,
    /// A match is looked for.
    Search {
        /// Which.
        wanted: Wanted,
        /// For how long, seconds.
        seconds: u32,
    },
    /// In a lobby.
    Lobby {
        /// Which.
        code: LobbyCode,
        /// Who is there.
        people: usize,
        /// How many have room there.
        places: usize,
        /// Whether a match is looked for.
        searching: bool,
    },
    /// In a tournament, as long as it can still be won.
    Tournament {
        /// Its name.
        name: String,
        /// Who is there.
        people: usize,
        /// How many have room there.
        places: usize,
        /// Whether it has begun.
        started: bool,
    },
}

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Waiting>().add_message::<Seek>().add_message::<Gather>().add_message::<Entered>();
}
