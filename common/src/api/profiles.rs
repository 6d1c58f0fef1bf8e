//! How others look, and the pictures to choose from: `/api/users/`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::friends::Friend;
use super::stats::Rank;
use super::users::{PICTURES, SmallProfilePicture, SmallUser, Status};
use super::{Endpoint, Method, Page, in_query, paged};
use crate::ids::{PictureId, UserId};
use crate::text::{Bio, Catchphrase};

/// Somebody's profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Who.
    pub id: UserId,
    /// Shown name.
    pub username: String,
    /// Guest or account.
    pub is_guest: bool,
    /// Picture.
    pub profile_picture: SmallProfilePicture,
    /// Presence.
    pub status: Status,
    /// Points of the ladder, over all games.
    pub trophies: i64,
    /// Line under the name.
    pub catchphrase: Catchphrase,
    /// Biography.
    pub bio: Bio,
    /// Standing by game.
    pub ranks: Vec<Rank>,
    /// The friendship with the caller, if there is one.
    pub friends: Option<Friend>,
}

/// One line of the list of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundUser {
    /// Who.
    #[serde(flatten)]
    pub user: SmallUser,
    /// Presence.
    pub status: Status,
}

/// One of the 23 pictures, as the caller has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProfilePicture {
    /// Which.
    pub id: PictureId,
    /// Its name in English.
    pub name: String,
    /// What unlocks it, an English sentence.
    pub unlock_reason: String,
    /// Whether the caller has unlocked it.
    pub unlock: bool,
    /// Whether it is the caller's present one.
    pub is_equiped: bool,
    /// Address of the drawing, relative to the server.
    pub url: String,
    /// 64 pixels.
    pub small: String,
    /// 128 pixels.
    pub medium: String,
    /// 256 pixels.
    pub large: String,
}

/// What unlocks each of the 23 pictures; the place is the id.
pub const UNLOCK_REASONS: [&str; PICTURES.len()] = [
    "Be a guest.",
    "Have an account.",
    "Win a tournament.",
    "Win 10 tournaments.",
    "Win 100 tournaments.",
    "Win 10 clash matches.",
    "Win 50 clash matches.",
    "Win 100 clash matches.",
    "Win 10 duels.",
    "Win 50 duels.",
    "Win 100 duels.",
    "Reach 100 trophies.",
    "Reach 500 trophies.",
    "Reach 1000 trophies.",
    "Reach 2000 trophies.",
    "Reach 3000 trophies.",
    "Reach 5000 trophies.",
    "Play a duel, a clash, a ranked match and a tournament.",
    "Score 100 goals.",
    "Score 1000 goals.",
    "Have a friend.",
    "Have 50 friends.",
    "Win 10 matches in a row in one mode.",
];

impl ProfilePicture {
    /// The picture of this id, as somebody has it; the first for an id that does not exist.
    #[must_use]
    pub fn of(id: PictureId, unlock: bool, is_equiped: bool) -> Self {
        let place = usize::from(id.0);
        let (slug, name) = PICTURES.get(place).unwrap_or(&PICTURES[0]);
        let reason = UNLOCK_REASONS.get(place).unwrap_or(&UNLOCK_REASONS[0]);
        let file = |size: &str| format!("/assets/profile_pictures/{slug}{size}.png");
        Self {
            id,
            name: (*name).to_owned(),
            unlock_reason: (*reason).to_owned(),
            unlock,
            is_equiped,
            url: file("_large"),
            small: file("_small"),
            medium: file("_medium"),
            large: file("_large"),
        }
    }
}

/// Somebody's profile.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GetUser {
    /// Whose.
    #[serde(skip)]
    pub id: UserId,
}

impl Endpoint for GetUser {
    const METHOD: Method = Method::Get;
    type Response = User;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/users/{}/", self.id).into()
    }
}

/// Accounts whose name contains a text, by name; all of them without one.
#[derive(Clone, Debug, Serialize)]
pub struct ListUsers {
    /// The text, in any case.
    #[serde(skip)]
    pub q: String,
    /// Length of the page.
    #[serde(skip)]
    pub limit: u32,
    /// Users to pass over.
    #[serde(skip)]
    pub offset: u32,
}

impl Endpoint for ListUsers {
    const METHOD: Method = Method::Get;
    type Response = Page<FoundUser>;
    fn path(&self) -> Cow<'static, str> {
        paged(&format!("/api/users/?q={}", in_query(&self.q)), self.limit, self.offset)
    }
}

/// All pictures as the caller has them: equipped, then unlocked, then by id.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct ListPictures {}

impl Endpoint for ListPictures {
    const METHOD: Method = Method::Get;
    type Response = Vec<ProfilePicture>;
    fn path(&self) -> Cow<'static, str> {
        "/api/users/profile-pictures/".into()
    }
}

/// Puts a picture on.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct EquipPicture {
    /// Which.
    #[serde(skip)]
    pub id: PictureId,
}

impl Endpoint for EquipPicture {
    const METHOD: Method = Method::Put;
    type Response = ProfilePicture;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/users/profile-picture/{}/", self.id.0).into()
    }
}

/// Path of everything that is stored about the caller, as a JSON file.
pub const DOWNLOAD_DATA_PATH: &str = "/api/users/me/download-data/";
