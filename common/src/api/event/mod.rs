//! The event stream: what the server tells without being asked. Enums are nested along the slices, so that exhausting them is cheap.

mod envelope;
mod people;
mod places;
mod tournament;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use envelope::{Envelope, EventKind, Target, TargetKind};
pub use people::{ChallengeEvent, ChatNews, EndedFriendship, EndedRequest, FriendsEvent};
pub use places::{Departed, InviteEvent, LobbyEvent, LobbyInvite, TournamentInvite};
pub use tournament::TournamentEvent;

use super::matches::Match;
use super::profiles::ProfilePicture;
use super::time::Timestamp;
use super::users::{SmallUser, Status};
use crate::ids::UserId;

/// Path of the stream.
pub const STREAM_PATH: &str = "/sse/users/";

const DELETE_USER: &str = "delete-user";
const PICTURE_UNLOCKED: &str = "profile-picture-unlocked";

/// One event, before it is addressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerEvent {
    /// About the user's own account.
    Auth(AuthEvent),
    /// About people.
    Users(UsersEvent),
    /// About friends.
    Friends(FriendsEvent),
    /// About conversations.
    Chat(ChatNews),
    /// About challenges.
    Challenge(ChallengeEvent),
    /// About the lobby that the user is in.
    Lobby(LobbyEvent),
    /// About tournaments.
    Tournament(TournamentEvent),
    /// Somebody invites the user.
    Invite(InviteEvent),
    /// About matches.
    Game(GameEvent),
    /// About the server and the stream.
    Server(ServerOwnEvent),
}

/// About the user's own account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthEvent {
    /// `delete-user`: the account is gone; the stream ends.
    Deleted,
}

/// About people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsersEvent {
    /// `user-updated`: a new name or picture.
    Updated(SmallUser),
    /// `user-status`: presence or activity changed.
    Status(UserStatus),
    /// `profile-picture-unlocked`, to its owner.
    PictureUnlocked(Box<ProfilePicture>),
}

/// Whose status, and which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserStatus {
    /// Whose.
    pub id: UserId,
    /// Which.
    pub status: Status,
}

/// About matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GameEvent {
    /// `game-start`: take your seat.
    Start(Box<Match>),
    /// `match-finish`: the result is stored.
    Finish(Box<Match>),
}

/// About the server and the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerOwnEvent {
    /// `resync`: what was missed cannot be had any more; read everything again.
    Resync,
    /// `server-notice`.
    Notice(ServerNotice),
}

/// A word from the server to everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServerNotice {
    /// What about.
    pub kind: NoticeKind,
    /// For people.
    pub text: String,
    /// When it happens.
    pub at: Timestamp,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum NoticeKind {
    /// The server ends soon.
    Restart,
    /// Anything else.
    News,
}

/// Answer to an event that another program of the operator sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentEvent {
    /// How many users were told.
    pub sent: u64,
}

/// Not an event that this version knows.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// A code from a newer server; to be passed over.
    #[error("unknown event {0}")]
    UnknownCode(String),
    /// Not what the code promises.
    #[error("broken event: {0}")]
    Broken(#[from] serde_json::Error),
}

/// What an envelope says, before its sentence is filled.
struct Told {
    service: &'static str,
    kind: EventKind,
    message: &'static str,
    target: Option<Vec<Target>>,
    data: Value,
}

impl ServerEvent {
    /// Every code of this version.
    #[must_use]
    pub fn codes() -> Vec<&'static str> {
        let own = [DELETE_USER, "user-updated", "user-status", PICTURE_UNLOCKED, "game-start", "match-finish", "resync", "server-notice"];
        [
            &own[..],
            &FriendsEvent::CODES,
            &ChatNews::CODES,
            &ChallengeEvent::CODES,
            &LobbyEvent::CODES,
            &TournamentEvent::CODES,
            &InviteEvent::CODES,
        ]
        .concat()
    }

    /// Name of the event on the stream.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Auth(AuthEvent::Deleted) => DELETE_USER,
            Self::Users(UsersEvent::Updated(_)) => "user-updated",
            Self::Users(UsersEvent::Status(_)) => "user-status",
            Self::Users(UsersEvent::PictureUnlocked(_)) => PICTURE_UNLOCKED,
            Self::Friends(event) => event.code(),
            Self::Chat(news) => news.code(),
            Self::Challenge(event) => event.code(),
            Self::Lobby(event) => event.code(),
            Self::Tournament(event) => event.code(),
            Self::Invite(event) => event.code(),
            Self::Game(GameEvent::Start(_)) => "game-start",
            Self::Game(GameEvent::Finish(_)) => "match-finish",
            Self::Server(ServerOwnEvent::Resync) => "resync",
            Self::Server(ServerOwnEvent::Notice(_)) => "server-notice",
        }
    }

    /// The event as the stream carries it.
    #[must_use]
    pub fn envelope(&self) -> Envelope {
        self.envelope_with(&Map::new())
    }

    /// As [`ServerEvent::envelope`]; a `{name}` in the sentence for people stands for the value of that name in `words`, or
    /// else in the event's own data.
    #[must_use]
    pub fn envelope_with(&self, words: &Map<String, Value>) -> Envelope {
        let told = self.told();
        Envelope {
            service: told.service.to_owned(),
            event_code: self.code().to_owned(),
            kind: told.kind,
            message: fill(told.message, words, &told.data),
            target: told.target,
            data: told.data,
        }
    }

    fn told(&self) -> Told {
        let plain = |service, message, data| Told { service, kind: EventKind::Event, message, target: None, data };
        match self {
            Self::Auth(AuthEvent::Deleted) => plain("auth", "Your account was deleted.", empty()),
            Self::Users(UsersEvent::Updated(user)) => plain("users", "{username} has a new name or picture.", json(user)),
            Self::Users(UsersEvent::Status(status)) => plain("users", "Somebody's status changed.", json(status)),
            Self::Users(UsersEvent::PictureUnlocked(picture)) => {
                Told { kind: EventKind::Notification, ..plain("users", "You have unlocked the picture {name}.", json(picture)) }
            }
            Self::Friends(event) => event.told(),
            Self::Chat(news) => news.told(),
            Self::Challenge(event) => event.told(),
            Self::Lobby(event) => event.told(),
            Self::Tournament(event) => event.told(),
            Self::Invite(event) => event.told(),
            Self::Game(GameEvent::Start(found)) => {
                let target = Target {
                    url: super::matches::socket_path(found.code),
                    kind: TargetKind::Url,
                    method: None,
                    display_name: Some("Play".to_owned()),
                    display_icon: None,
                };
                Told { target: Some(vec![target]), ..plain("game", "Your match begins.", json(found)) }
            }
            Self::Game(GameEvent::Finish(over)) => plain("game", "Your match is over.", json(over)),
            Self::Server(ServerOwnEvent::Resync) => plain("server", "Read everything again.", empty()),
            Self::Server(ServerOwnEvent::Notice(notice)) => {
                Told { kind: EventKind::Notification, ..plain("server", "{text}", json(notice)) }
            }
        }
    }

    /// The event of this name with this content.
    ///
    /// # Errors
    /// [`EventError`].
    pub fn from_parts(code: &str, data: Value) -> Result<Self, EventError> {
        Ok(match code {
            DELETE_USER => Self::Auth(AuthEvent::Deleted),
            "user-updated" => Self::Users(UsersEvent::Updated(serde_json::from_value(data)?)),
            "user-status" => Self::Users(UsersEvent::Status(serde_json::from_value(data)?)),
            PICTURE_UNLOCKED => Self::Users(UsersEvent::PictureUnlocked(serde_json::from_value(data)?)),
            "game-start" => Self::Game(GameEvent::Start(serde_json::from_value(data)?)),
            "match-finish" => Self::Game(GameEvent::Finish(serde_json::from_value(data)?)),
            "resync" => Self::Server(ServerOwnEvent::Resync),
            "server-notice" => Self::Server(ServerOwnEvent::Notice(serde_json::from_value(data)?)),
            code if FriendsEvent::CODES.contains(&code) => Self::Friends(FriendsEvent::from_parts(code, data)?),
            code if ChatNews::CODES.contains(&code) => Self::Chat(ChatNews::from_parts(code, data)?),
            code if ChallengeEvent::CODES.contains(&code) => Self::Challenge(ChallengeEvent::from_parts(code, data)?),
            code if LobbyEvent::CODES.contains(&code) => Self::Lobby(LobbyEvent::from_parts(code, data)?),
            code if TournamentEvent::CODES.contains(&code) => Self::Tournament(TournamentEvent::from_parts(code, data)?),
            code if InviteEvent::CODES.contains(&code) => Self::Invite(InviteEvent::from_parts(code, data)?),
            unknown => return Err(EventError::UnknownCode(unknown.to_owned())),
        })
    }

    /// The event of a `data` line.
    ///
    /// # Errors
    /// [`EventError`]; an unknown code is no fault of the server.
    pub fn parse(data: &str) -> Result<Self, EventError> {
        let envelope: Envelope = serde_json::from_str(data)?;
        Self::from_parts(&envelope.event_code, envelope.data)
    }
}

/// A sentence with its `{name}`s filled. One that nothing is known about stays as it is.
fn fill(sentence: &str, words: &Map<String, Value>, data: &Value) -> String {
    let mut filled = String::new();
    let mut rest = sentence;
    while let Some((before, name, after)) = rest.split_once('{').and_then(|(before, behind)| {
        let (name, after) = behind.split_once('}')?;
        Some((before, name, after))
    }) {
        filled.push_str(before);
        match words.get(name).or_else(|| data.get(name)) {
            Some(Value::String(text)) => filled.push_str(text),
            Some(other) => filled.push_str(&other.to_string()),
            None => filled.push_str(&format!("{{{name}}}")),
        }
        rest = after;
    }
    filled + rest
}

fn empty() -> Value {
    Value::Object(Map::new())
}

fn json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("our own types have only string keys")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_read_back_as_it_was_written() {
        let notice = ServerNotice { kind: NoticeKind::Restart, text: "Back\nsoon".into(), at: Timestamp(1_769_858_884_123) };
        for event in [
            ServerEvent::Auth(AuthEvent::Deleted),
            ServerEvent::Server(ServerOwnEvent::Resync),
            ServerEvent::Server(ServerOwnEvent::Notice(notice)),
        ] {
            let line = serde_json::to_string(&event.envelope()).unwrap();
            assert!(!line.contains('\n'), "an event is one line");
            assert!(ServerEvent::codes().contains(&event.code()));
            assert_eq!(ServerEvent::parse(&line).unwrap(), event);
        }
    }

    #[test]
    fn the_sentence_of_an_event_is_filled_from_words_then_from_its_data_and_never_twice() {
        let notice = ServerNotice { kind: NoticeKind::News, text: "a {kind} word".into(), at: Timestamp(0) };
        let event = ServerEvent::Server(ServerOwnEvent::Notice(notice));
        assert_eq!(event.envelope().message, "a {kind} word", "what a person wrote is no sentence of ours");
        let words = Map::from_iter([("text".to_owned(), Value::from(3))]);
        assert_eq!(event.envelope_with(&words).message, "3");
        assert_eq!(fill("{a} {b", &Map::new(), &Value::Null), "{a} {b");
    }

    #[test]
    fn an_event_from_the_future_is_told_apart_from_a_broken_one() {
        let line = r#"{"service":"x","event_code":"x-y","type":"event","message":"","target":null,"data":{}}"#;
        assert!(matches!(ServerEvent::parse(line), Err(EventError::UnknownCode(code)) if code == "x-y"));
        assert!(matches!(ServerEvent::parse("{}"), Err(EventError::Broken(_))));
    }
}
