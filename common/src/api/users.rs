//! Users: `/api/users/`, and the caller's own profile. How others look is in [`super::profiles`].

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::matches::Game;
use super::time::Timestamp;
use super::{Endpoint, Method};
use crate::ids::{MatchCode, PictureId, UserId};
use crate::text::{Bio, Catchphrase, Username};

/// A picture, small. Addresses are relative to the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmallProfilePicture {
    /// Which of the 23.
    pub id: PictureId,
    /// Its name in English.
    pub name: String,
    /// 64 pixels.
    pub small: String,
    /// 128 pixels.
    pub medium: String,
}

/// A user wherever one is named. A deleted user is shown as `deleted user`, which is no [`Username`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmallUser {
    /// Who.
    pub id: UserId,
    /// Shown name.
    pub username: String,
    /// Shown picture.
    pub profile_picture: SmallProfilePicture,
}

/// The 23 pictures: id is the place; slug of the files, name in English.
pub const PICTURES: [(&str, &str); 23] = [
    ("guest", "Guest"),
    ("register", "Register"),
    ("tournament_winner", "Tournament Winner"),
    ("tournament_master", "Tournament Master"),
    ("tournament_god", "Tournament God"),
    ("clash_winner", "Clash Winner"),
    ("clash_master", "Clash Master"),
    ("clash_god", "Clash God"),
    ("duel_winner", "Duel Winner"),
    ("duel_master", "Duel Master"),
    ("duel_god", "Duel God"),
    ("ranked_bronze", "Ranked Bronze"),
    ("ranked_silver", "Ranked Silver"),
    ("ranked_gold", "Ranked Gold"),
    ("ranked_diamond", "Ranked Diamond"),
    ("ranked_master", "Ranked Master"),
    ("ranked_mythic", "Ranked Mythic"),
    ("fun_player", "Fun Player"),
    ("scorer", "Scorer"),
    ("god_scorer", "God Scorer"),
    ("one_friend", "One Friend"),
    ("popular_guy", "Popular Guy"),
    ("win_streak_player", "Win Streak Player"),
];

impl SmallProfilePicture {
    /// The picture of this id; the first for an id that does not exist.
    #[must_use]
    pub fn of(id: PictureId) -> Self {
        let (slug, name) = PICTURES.get(usize::from(id.0)).unwrap_or(&PICTURES[0]);
        Self {
            id,
            name: (*name).to_owned(),
            small: format!("/assets/profile_pictures/{slug}_small.png"),
            medium: format!("/assets/profile_pictures/{slug}_medium.png"),
        }
    }
}

/// What somebody is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Activity {
    /// Not connected.
    Offline,
    /// Connected.
    Idle,
    /// Waiting for a match.
    Queue,
    /// In a lobby.
    Lobby,
    /// In a tournament.
    Tournament,
    /// In a match.
    Playing,
    /// Watching one.
    Watching,
}

/// Presence of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Status {
    /// Whether connected.
    pub is_online: bool,
    /// The match the user is in.
    pub game_playing: Option<MatchCode>,
    /// Now, for somebody online.
    pub last_online: Timestamp,
    /// What the user is doing.
    pub activity: Activity,
}

/// Who may open a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AcceptChat {
    /// Nobody.
    None,
    /// Friends.
    FriendsOnly,
    /// Everybody.
    Everyone,
}

/// Whether the user wants other people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum PlayMode {
    /// Yes.
    Online,
    /// No: cannot be challenged.
    Offline,
}

/// A tier of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Below 100.
    Unranked,
    /// From 100.
    Bronze,
    /// From 500.
    Silver,
    /// From 1000.
    Gold,
    /// From 2000.
    Diamond,
    /// From 3000.
    Master,
    /// From 5000.
    Mythic,
}

impl Tier {
    /// Tier of this many trophies.
    #[must_use]
    pub fn of(trophies: i64) -> Self {
        match trophies {
            ..100 => Self::Unranked,
            100..500 => Self::Bronze,
            500..1000 => Self::Silver,
            1000..2000 => Self::Gold,
            2000..3000 => Self::Diamond,
            3000..5000 => Self::Master,
            5000.. => Self::Mythic,
        }
    }

    /// Address of its icon, relative to the server.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::Unranked => "/assets/tiers/unranked.png",
            Self::Bronze => "/assets/tiers/bronze.png",
            Self::Silver => "/assets/tiers/silver.png",
            Self::Gold => "/assets/tiers/gold.png",
            Self::Diamond => "/assets/tiers/diamond.png",
            Self::Master => "/assets/tiers/master.png",
            Self::Mythic => "/assets/tiers/mythic.png",
        }
    }
}

/// The caller's standing in a game.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyRank {
    /// Which.
    pub game: Game,
    /// Points of the ladder.
    pub trophies: i64,
    /// Tier of those.
    pub tier: Tier,
    /// Address of its icon, relative to the server.
    pub icon: String,
    /// Ranked matches.
    pub ranked_played: i64,
    /// Of those, won.
    pub ranked_won: i64,
    /// Of those, lost.
    pub ranked_lost: i64,
    /// Who challenged the caller.
    pub challenged_by: Vec<UserId>,
    /// Whom the caller challenged.
    pub challenged: Vec<UserId>,
    /// Tournaments the caller is in.
    pub tournaments: Vec<i64>,
}

/// Unread things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notifications {
    /// Requests not yet looked at.
    pub friend_requests: i64,
    /// Conversations with something unread.
    pub chats: i64,
    /// Pending challenges.
    pub challenges: i64,
}

/// The caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserMe {
    /// Who.
    pub id: UserId,
    /// Name.
    pub username: Username,
    /// Guest or account.
    pub is_guest: bool,
    /// When the user was made.
    pub created_at: Timestamp,
    /// Picture.
    pub profile_picture: SmallProfilePicture,
    /// Switch: may be asked for friendship.
    pub accept_friend_request: bool,
    /// Switch: who may open a conversation.
    pub accept_chat_from: AcceptChat,
    /// Switch: may be challenged.
    pub accept_challenges: bool,
    /// Switch: matches may be watched.
    pub allow_spectators: bool,
    /// Switch: wants other people.
    pub play_mode: PlayMode,
    /// Line under the name.
    pub catchphrase: Catchphrase,
    /// Biography.
    pub bio: Bio,
    /// Points of the ladder, over all games.
    pub trophies: i64,
    /// Standing by game.
    pub ranks: Vec<MyRank>,
    /// The match that the caller sits in and that has not ended: the way back to it after a crash, also from another machine.
    #[serde(default)]
    pub game_playing: Option<MatchCode>,
    /// Unread things.
    pub notifications: Notifications,
    /// Whether an event stream is open.
    pub is_online: bool,
    /// Now, when online.
    pub last_online: Timestamp,
}

/// The caller's own profile.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct GetMe {}

impl Endpoint for GetMe {
    const METHOD: Method = Method::Get;
    type Response = UserMe;
    fn path(&self) -> Cow<'static, str> {
        "/api/users/me/".into()
    }
}

/// Changes what is given and leaves the rest. `password` needs `old_password`.
#[derive(Clone, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PatchMe {
    /// New name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// New password; every other session ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Present password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_password: Option<String>,
    /// Switch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept_friend_request: Option<bool>,
    /// Switch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept_chat_from: Option<AcceptChat>,
    /// Switch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept_challenges: Option<bool>,
    /// Switch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_spectators: Option<bool>,
    /// Switch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub play_mode: Option<PlayMode>,
    /// Accounts only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catchphrase: Option<String>,
    /// Accounts only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
}

impl Endpoint for PatchMe {
    const METHOD: Method = Method::Patch;
    type Response = UserMe;
    fn path(&self) -> Cow<'static, str> {
        "/api/users/me/".into()
    }
}

/// Deletes the caller; a guest needs no password.
#[derive(Clone, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeleteMe {
    /// Present password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

impl Endpoint for DeleteMe {
    const METHOD: Method = Method::Delete;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        "/api/users/me/".into()
    }
}
