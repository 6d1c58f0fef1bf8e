//! Reading what a client sends: a frame is an object like the body of a request, and is read like one.

use common::api::chat_socket::{Action, Group, Opened, REF_BYTES_MAX};
use common::api::error::{ErrorCode, FieldCode};
use common::ids::{ChallengeId, ChatId, MessageId, UserId};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::http::{ApiError, Fields};

/// A frame from a client.
pub(super) struct Frame {
    /// Comes back with the answer.
    pub(super) reference: Option<String>,
    /// What is wanted, or what is wrong with it.
    pub(super) action: Result<Action, ApiError>,
}

/// Reads a frame, whatever it is.
pub(super) fn read(text: &str) -> Frame {
    let mut fields = match Fields::parse(text.as_bytes()) {
        Ok(fields) => fields,
        Err(error) => return Frame { reference: None, action: Err(error) },
    };
    let reference = fields.optional::<String>("ref");
    if reference.as_ref().is_some_and(|reference| reference.len() > REF_BYTES_MAX) {
        fields.fail("ref", FieldCode::TooLong);
    }
    if let Err(error) = fields.finish() {
        return Frame { reference: None, action: Err(error) };
    }
    Frame { reference, action: action(&mut fields).ok_or_else(|| fields.refusal()) }
}

/// `None`: what is wrong was noted.
fn action(fields: &mut Fields) -> Option<Action> {
    let name = fields.required::<String>("action")?;
    match name.as_str() {
        "send_message" => {
            // What is wrong with the words is said later, to those who may write there.
            let content = fields.required::<String>("content");
            Some(Action::SendMessage { to: group(fields)?, content: content? })
        }
        "mark_read" => {
            let (chat_id, message_id) = (chat(fields), fields.required("message_id").map(MessageId));
            Some(Action::MarkRead { chat_id: chat_id?, message_id: message_id? })
        }
        "typing" => Some(Action::Typing { chat_id: chat(fields)? }),
        "open_chat" => Some(Action::OpenChat { with: opened(fields)? }),
        "close_chat" => Some(Action::CloseChat { chat_id: chat(fields)? }),
        "join_channel" => Some(Action::JoinChannel { channel: fields.required("channel")? }),
        "leave_channel" => Some(Action::LeaveChannel { channel: fields.required("channel")? }),
        "block_user" => Some(Action::BlockUser { user_id: user(fields)? }),
        "unblock_user" => Some(Action::UnblockUser { user_id: user(fields)? }),
        "challenge" => {
            let (user_id, game) = (user(fields), choice(fields, "game"));
            Some(Action::Challenge { user_id: user_id?, game: game? })
        }
        "answer_challenge" => {
            let (challenge_id, answer) = (fields.required("challenge_id").map(ChallengeId), choice(fields, "answer"));
            Some(Action::AnswerChallenge { challenge_id: challenge_id?, answer: answer? })
        }
        _ => {
            fields.fail("action", FieldCode::InvalidChoice);
            None
        }
    }
}

fn chat(fields: &mut Fields) -> Option<ChatId> {
    fields.required("chat_id").map(ChatId)
}

fn user(fields: &mut Fields) -> Option<UserId> {
    fields.required("user_id").map(UserId)
}

/// Exactly one of the two.
fn group(fields: &mut Fields) -> Option<Group> {
    if one_of(fields, "chat_id", "channel")? { chat(fields).map(Group::ChatId) } else { fields.required("channel").map(Group::Channel) }
}

fn opened(fields: &mut Fields) -> Option<Opened> {
    if one_of(fields, "chat_id", "username")? {
        chat(fields).map(Opened::ChatId)
    } else {
        fields.required("username").map(Opened::Username)
    }
}

/// Whether it is the first of two fields, of which there is exactly one.
fn one_of(fields: &mut Fields, first: &str, second: &str) -> Option<bool> {
    match (fields.has(first), fields.has(second)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        (false, false) => {
            fields.fail(first, FieldCode::Required);
            None
        }
        (true, true) => {
            fields.fail(second, FieldCode::InvalidChoice);
            None
        }
    }
}

/// One of the names of an enum.
fn choice<T: DeserializeOwned>(fields: &mut Fields, field: &str) -> Option<T> {
    let name = fields.required::<String>(field)?;
    let choice = serde_json::from_value(Value::from(name)).ok();
    if choice.is_none() {
        fields.fail(field, FieldCode::InvalidChoice);
    }
    choice
}

/// What a refusal says to people: its sentence, or which fields are wrong and how.
pub(super) fn detail(error: &ApiError) -> String {
    if error.code != ErrorCode::Invalid || error.fields.is_empty() {
        return error.code.detail().to_owned();
    }
    let named = |code: &FieldCode| serde_json::to_value(code).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
    let fields = error.fields.iter().map(|(field, codes)| format!("{field}: {}", codes.iter().map(named).collect::<Vec<_>>().join(", ")));
    fields.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use common::api::chat_socket::ActionFrame;

    use super::*;

    #[test]
    fn every_action_is_read_as_the_shared_type_writes_it() {
        use common::api::chat_socket::ChallengeAnswer;
        use common::api::matches::Game;
        let (chat_id, user_id) = (ChatId(7), UserId(3));
        let channel = || "general".to_owned();
        let actions = [
            Action::SendMessage { to: Group::ChatId(chat_id), content: "hi".to_owned() },
            Action::SendMessage { to: Group::Channel(channel()), content: "hi".to_owned() },
            Action::MarkRead { chat_id, message_id: MessageId(9) },
            Action::Typing { chat_id },
            Action::OpenChat { with: Opened::Username("ada".to_owned()) },
            Action::OpenChat { with: Opened::ChatId(chat_id) },
            Action::CloseChat { chat_id },
            Action::JoinChannel { channel: channel() },
            Action::LeaveChannel { channel: channel() },
            Action::BlockUser { user_id },
            Action::UnblockUser { user_id },
            Action::Challenge { user_id, game: Game::Duel },
            Action::AnswerChallenge { challenge_id: ChallengeId(5), answer: ChallengeAnswer::Decline },
        ];
        for action in actions {
            let frame = ActionFrame { action: action.clone(), reference: Some("r1".to_owned()) };
            let read = read(&serde_json::to_string(&frame).unwrap());
            assert_eq!((read.reference.as_deref(), read.action), (Some("r1"), Ok(action)));
        }
    }

    #[test]
    fn what_is_no_action_is_said_with_its_ref_if_that_can_be_read() {
        let long = format!(r#"{{"action": "typing", "chat_id": 1, "ref": "{}"}}"#, "x".repeat(REF_BYTES_MAX + 1));
        let deep = format!("{}{}", r#"{"a":"#.repeat(40), "}".repeat(40));
        let rows = [
            ("", ErrorCode::Invalid, None, "action: required"),
            ("{", ErrorCode::Malformed, None, "The request could not be read."),
            ("[]", ErrorCode::Malformed, None, "The request could not be read."),
            (&deep, ErrorCode::Malformed, None, "The request could not be read."),
            (r#"{"ref": "r"}"#, ErrorCode::Invalid, Some("r"), "action: required"),
            (r#"{"ref": 7, "action": "typing", "chat_id": 1}"#, ErrorCode::Invalid, None, "ref: wrong_type"),
            (&long, ErrorCode::Invalid, None, "ref: too_long"),
            (r#"{"ref": "r", "action": "dance"}"#, ErrorCode::Invalid, Some("r"), "action: invalid_choice"),
            (r#"{"ref": "r", "action": 7}"#, ErrorCode::Invalid, Some("r"), "action: wrong_type"),
            (r#"{"action": "send_message", "content": "x"}"#, ErrorCode::Invalid, None, "chat_id: required"),
            (r#"{"action": "send_message", "chat_id": 1}"#, ErrorCode::Invalid, None, "content: required"),
            (r#"{"action": "open_chat", "chat_id": 1, "username": "x"}"#, ErrorCode::Invalid, None, "username: invalid_choice"),
            (r#"{"action": "mark_read", "chat_id": 1.5}"#, ErrorCode::Invalid, None, "chat_id: wrong_type; message_id: required"),
            (r#"{"action": "challenge", "user_id": "3", "game": "chess"}"#, ErrorCode::Invalid, None, "game: invalid_choice"),
        ];
        for (text, code, reference, said) in rows {
            let frame = read(text);
            let error = frame.action.unwrap_err();
            assert_eq!((error.code, frame.reference.as_deref(), detail(&error).as_str()), (code, reference, said), "{text}");
        }
    }
}
