//! What can be pressed in the lobby, and what somebody chose there.

use bevy::prelude::{Message, Resource};
use common::api::lobby::LobbyMode;
use common::ids::{LobbyCode, MatchCode, UserId};

use super::model::LobbyWish;
use crate::screen::Screen;

/// What was pressed.
#[derive(Message, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LobbyAction {
    /// Something that the lobby does.
    Wish(LobbyWish),
    /// Says what is typed.
    Say,
    /// Asks this friend to come.
    Invite(UserId),
    /// Makes a new one.
    New(LobbyMode),
    /// The way in once more.
    TryAgain,
    /// No way in after all.
    GiveUp,
    /// Puts the code where it can be pasted from.
    CopyCode(LobbyCode),
    /// Puts a link there.
    CopyLink(LobbyCode),
    /// Shows somebody's profile.
    Profile(UserId),
    /// Into the own seat of the match.
    Play(MatchCode),
    /// Watches the match.
    Watch(MatchCode),
    /// To another screen.
    Go(Screen),
}

/// What somebody chose on the page.
#[derive(Resource, Clone, Debug, Default, PartialEq, Eq)]
pub struct LobbyDraft {
    /// Whether to send this one away is asked.
    pub asking: Option<UserId>,
}
