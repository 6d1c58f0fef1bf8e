//! The chat socket: every action as everybody, and who hears what.

use std::time::Duration;

use common::api::challenge::{AcceptChallenge, CancelChallenge, SendChallenge};
use common::api::chat_socket::{Action, ChatEvent, Group, Opened};
use common::api::friends::BlockUser;
use common::api::matches::Game;
use common::ids::{ChallengeId, ChatId};
use serde_json::{Map, Value, json};

use super::about;
use super::calls::name;
use super::cast::{Cast, in_order, insert};
use super::news::Crowd;
use super::table::{ACTIONS, Role, Row, TALK, rows};
use crate::chatter::Chatter;
use crate::harness::TestApp;
use crate::players::Socket;

/// Does what the section of actions says, and compares.
pub(super) async fn hold_actions() {
    let mut wrong = Vec::new();
    for row in rows(ACTIONS) {
        let app = TestApp::start().await;
        for (number, (role, expected)) in row.cells.iter().enumerate() {
            let cast = Cast::of(&app, *role, number).await;
            let found = verdict(&cast, &row).await;
            if found != *expected {
                wrong.push(format!("{}, {}, as {role:?}: {found} instead of {expected}", row.what, row.about));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

async fn verdict(cast: &Cast, row: &Row) -> String {
    let Some(asked) = about::make(cast, &row.about).await else { return "-".to_owned() };
    let mut action = Map::from_iter([("action".to_owned(), json!(row.what))]);
    action.extend(asked.body.as_object().unwrap().clone());
    let action: Action = serde_json::from_value(Value::Object(action)).unwrap();
    let caller = cast.caller.as_ref().expect("nobody has a chat socket");
    let mut socket = Chatter::open(caller).await;
    let answer = cast.app.while_time_passes(socket.ask(action)).await;
    if let ChatEvent::Error(refusal) = &answer { name(refusal.code) } else { answer.name().to_owned() }
}

/// Lets happen what the section of events says, and compares who heard of it.
pub(super) async fn hold_events() {
    let mut wrong = Vec::new();
    for row in rows(TALK) {
        let app = TestApp::start().await;
        let crowd = Crowd::of(&app, row.cells.iter().map(|(role, _)| *role)).await;
        let (mut sockets, chat) = listening(&crowd).await;
        let heard = happen(&crowd, &mut sockets, chat, &row.about).await;
        app.advance(Duration::from_secs(1)).await;
        for ((role, expected), socket) in row.cells.iter().zip(&mut sockets) {
            let so_far = app.while_time_passes(socket.so_far()).await;
            let answers = heard.iter().filter(|_| *role == Role::User);
            let sees = so_far.iter().chain(answers).any(|event| event.name() == row.what);
            if sees != (expected == "sees") {
                wrong.push(format!("{}, {}, {role:?}: not {expected}", row.what, row.about));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A socket for each, on which everything is open that can be.
async fn listening(crowd: &Crowd) -> (Vec<Chatter>, ChatId) {
    let (low, high) = in_order(crowd.person(Role::User).id, crowd.person(Role::Concerned).id);
    let columns = "chats (low_id, high_id, created_at, low_view, high_view)";
    let chat = ChatId(insert(&crowd.app, columns, &format!("{low}, {high}, 1, TRUE, TRUE")).await);
    let mut sockets = Vec::new();
    for (role, person, _) in &crowd.people {
        let mut socket = Chatter::open(person).await;
        socket.ask(Action::JoinChannel { channel: "general".to_owned() }).await;
        if matches!(role, Role::User | Role::Concerned) {
            socket.ask(Action::OpenChat { with: Opened::ChatId(chat) }).await;
        }
        sockets.push(socket);
    }
    (sockets, chat)
}

/// Lets it happen; what answered it on the user's socket, if that was how.
async fn happen(crowd: &Crowd, sockets: &mut [Chatter], chat_id: ChatId, when: &str) -> Option<ChatEvent> {
    let (user, concerned) = (crowd.person(Role::User), crowd.person(Role::Concerned));
    let place = crowd.people.iter().position(|(role, ..)| *role == Role::User).unwrap();
    let channel = |name: &str| name.to_owned();
    let action = match when {
        "the user writes to the concerned" => Action::SendMessage { to: Group::ChatId(chat_id), content: "hi".to_owned() },
        "the user writes in the public channel" => Action::SendMessage { to: Group::Channel(channel("general")), content: "hi".to_owned() },
        "the user types to the concerned" => Action::Typing { chat_id },
        "the user joins the public channel" => Action::JoinChannel { channel: channel("general") },
        "the user leaves the public channel" => Action::LeaveChannel { channel: channel("general") },
        "the user joins a channel that is not there" => Action::JoinChannel { channel: channel("nowhere") },
        "the user closes the conversation" => Action::CloseChat { chat_id },
        "the user blocks the concerned" => {
            user.call(BlockUser { user_id: concerned.id }).await.unwrap();
            return None;
        }
        "the user takes a challenge of the conversation back" => {
            let id: ChallengeId = user.call(SendChallenge { user_id: concerned.id, game: Game::Duel, chat: true }).await.unwrap().id;
            user.call(CancelChallenge { id }).await.unwrap();
            return None;
        }
        "the concerned does not come to a match with the user" => {
            let id = user.call(SendChallenge { user_id: concerned.id, game: Game::Duel, chat: false }).await.unwrap().id;
            let mut stream = user.stream().await;
            let code = concerned.call(AcceptChallenge { id }).await.unwrap().code;
            let _seat = Socket::sit(user, code).await;
            crowd.app.while_time_passes(stream.next_of("match-finish")).await;
            return None;
        }
        unknown => panic!("nobody knows how to let happen that {unknown}"),
    };
    Some(crowd.app.while_time_passes(sockets[place].ask(action)).await)
}
