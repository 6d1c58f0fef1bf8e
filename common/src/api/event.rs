//! The event stream: what the server tells without being asked. Enums are nested along the slices, so that exhausting them is cheap.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::matches::Match;
use super::time::Timestamp;
use super::users::{SmallUser, Status};
use crate::ids::UserId;

/// Path of the stream.
pub const STREAM_PATH: &str = "/sse/users/";

const DELETE_USER: &str = "delete-user";

/// One event, before it is addressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerEvent {
    /// About the user's own account.
    Auth(AuthEvent),
    /// About people.
    Users(UsersEvent),
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

/// `data` of an event of the stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Envelope {
    /// Part of the game it comes from.
    pub service: String,
    /// Its name.
    pub event_code: String,
    /// `event`, or `notification` if a person should see it.
    #[serde(rename = "type")]
    pub kind: EventKind,
    /// An English sentence.
    pub message: String,
    /// What can be done with it.
    pub target: Option<Vec<Target>>,
    /// Its content.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub data: Value,
}

/// Whether a person should see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    /// For the program.
    Event,
    /// For the person.
    Notification,
}

/// What can be done with an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Target {
    /// Where.
    pub url: String,
    /// What kind of place.
    #[serde(rename = "type")]
    pub kind: TargetKind,
    /// Method, for `api`.
    pub method: Option<String>,
    /// Words for a button.
    pub display_name: Option<String>,
    /// Icon for a button.
    pub display_icon: Option<String>,
}

/// Kind of place that a target names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum TargetKind {
    /// To be opened.
    Url,
    /// To be called.
    Api,
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

impl ServerEvent {
    /// Every code of this version.
    pub const CODES: [&'static str; 7] =
        [DELETE_USER, "user-updated", "user-status", "game-start", "match-finish", "resync", "server-notice"];

    /// Name of the event on the stream.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Auth(AuthEvent::Deleted) => DELETE_USER,
            Self::Users(UsersEvent::Updated(_)) => "user-updated",
            Self::Users(UsersEvent::Status(_)) => "user-status",
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
        let (service, kind, message, target, data) = match self {
            Self::Auth(AuthEvent::Deleted) => ("auth", EventKind::Event, "Your account was deleted.", None, empty()),
            Self::Users(UsersEvent::Updated(user)) => {
                ("users", EventKind::Event, "{username} has a new name or picture.", None, json(user))
            }
            Self::Users(UsersEvent::Status(status)) => ("users", EventKind::Event, "Somebody's status changed.", None, json(status)),
            Self::Game(GameEvent::Start(found)) => {
                let target = Target {
                    url: super::matches::socket_path(found.code),
                    kind: TargetKind::Url,
                    method: None,
                    display_name: Some("Play".to_owned()),
                    display_icon: None,
                };
                ("game", EventKind::Event, "Your match begins.", Some(vec![target]), json(found))
            }
            Self::Game(GameEvent::Finish(over)) => ("game", EventKind::Event, "Your match is over.", None, json(over)),
            Self::Server(ServerOwnEvent::Resync) => ("server", EventKind::Event, "Read everything again.", None, empty()),
            Self::Server(ServerOwnEvent::Notice(notice)) => ("server", EventKind::Notification, "{text}", None, json(notice)),
        };
        let message = fill(message, words, &data);
        Envelope { service: service.to_owned(), event_code: self.code().to_owned(), kind, message, target, data }
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
            "game-start" => Self::Game(GameEvent::Start(serde_json::from_value(data)?)),
            "match-finish" => Self::Game(GameEvent::Finish(serde_json::from_value(data)?)),
            "resync" => Self::Server(ServerOwnEvent::Resync),
            "server-notice" => Self::Server(ServerOwnEvent::Notice(serde_json::from_value(data)?)),
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

impl Envelope {
    /// Whether the streams of the user end after it.
    #[must_use]
    pub fn ends_streams(&self) -> bool {
        self.event_code == DELETE_USER
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
            assert!(ServerEvent::CODES.contains(&event.code()));
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
