//! What the file looks like: objects of the API where it has them.

use common::api::auth::SessionView;
use common::api::challenge::Challenge;
use common::api::chat::{ChatUser, Message};
use common::api::friends::{Blocked, Friend, FriendRequest};
use common::api::matches::{Game, Match};
use common::api::profiles::ProfilePicture;
use common::api::queue::QueueEntry;
use common::api::stats::{RankedStat, Stats};
use common::api::time::Timestamp;
use common::api::tournament::Tournament;
use common::api::users::UserMe;
use common::ids::{ChatId, EventId, MatchId};
use serde::Serialize;
use serde_json::Value;

use super::places::Places;

/// The file.
#[derive(Serialize)]
pub(super) struct Download {
    pub(super) user_data: UserMe,
    pub(super) profile_pictures_data: Vec<PictureData>,
    pub(super) friends_data: FriendsData,
    pub(super) stats_data: Vec<Stats>,
    pub(super) ranked_data: Vec<RankedData>,
    pub(super) chat_data: Vec<ChatData>,
    /// What the user said in public channels.
    pub(super) channel_data: Vec<Message>,
    /// What the game told the user.
    pub(super) notice_data: Vec<Message>,
    pub(super) challenge_data: Vec<Challenge>,
    pub(super) game_data: GameData,
    pub(super) session_data: SessionData,
    /// What the event stream told in the last minutes.
    pub(super) event_data: Vec<EventData>,
}

#[derive(Serialize)]
pub(super) struct PictureData {
    #[serde(flatten)]
    pub(super) picture: ProfilePicture,
    /// `None`: locked, or had from the beginning.
    pub(super) unlocked_at: Option<Timestamp>,
}

#[derive(Serialize)]
pub(super) struct FriendsData {
    pub(super) friends: Vec<Friend>,
    pub(super) friend_requests_sent: Vec<FriendRequest>,
    pub(super) friend_requests_received: Vec<FriendRequest>,
    pub(super) blocked_users: Vec<Blocked>,
}

#[derive(Serialize)]
pub(super) struct RankedData {
    #[serde(flatten)]
    pub(super) change: RankedStat,
    pub(super) game: Game,
    pub(super) match_id: MatchId,
}

/// A conversation with all its messages.
#[derive(Serialize)]
pub(super) struct ChatData {
    pub(super) id: ChatId,
    pub(super) chat_with: ChatUser,
    pub(super) messages: Vec<Message>,
    pub(super) created_at: Timestamp,
    pub(super) view_chat: bool,
    pub(super) unread_messages: i64,
    pub(super) writable: bool,
}

#[derive(Serialize)]
pub(super) struct GameData {
    pub(super) matches: Vec<Match>,
    /// There are none yet.
    pub(super) tournament: Vec<Tournament>,
    /// Where the user waits for a match.
    pub(super) queue: Vec<QueueEntry>,
    #[serde(flatten)]
    pub(super) places: Places,
}

#[derive(Serialize)]
pub(super) struct SessionData {
    pub(super) sessions: Vec<SessionView>,
    /// Addresses that the user signed in from, also after those sessions have ended.
    pub(super) known_addresses: Vec<KnownAddress>,
    /// Requests of the last 24 hours that would not take effect again.
    pub(super) requests: Vec<AnsweredRequest>,
}

#[derive(Serialize)]
pub(super) struct KnownAddress {
    pub(super) address: String,
    pub(super) seen_at: Timestamp,
}

#[derive(Serialize)]
pub(super) struct AnsweredRequest {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) key: String,
    pub(super) created_at: Timestamp,
    pub(super) status: Option<i64>,
}

#[derive(Serialize)]
pub(super) struct EventData {
    pub(super) id: EventId,
    pub(super) created_at: Timestamp,
    /// As it was sent.
    pub(super) envelope: Value,
}
