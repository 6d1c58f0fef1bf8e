//! A client of the chat socket.

use std::collections::VecDeque;

use common::api::chat::{CreateChat, ListChats};
use common::api::chat_socket::{Action, ActionFrame, CHAT_SOCKET_PATH, ChatEvent, EventFrame, Opened};
use common::api::error::ErrorCode;
use common::api::users::{AcceptChat, PatchMe};
use common::ids::ChatId;
use futures_util::{SinkExt, StreamExt};
use http::HeaderValue;
use tokio::io::DuplexStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::harness::{TestApp, User};

/// A chat socket that does nothing by itself.
pub(crate) struct Chatter {
    pub(crate) ws: WebSocketStream<DuplexStream>,
    /// Protocol that the server agreed to.
    pub(crate) protocol: Option<String>,
    /// Heard before an answer.
    heard: VecDeque<EventFrame>,
    asked: u32,
}

impl Chatter {
    /// Connects as the client does.
    pub(crate) async fn open(user: &User) -> Self {
        let bearer = format!("Bearer {}", user.tokens.access);
        Self::connect(&user.app, "", &[("authorization", &bearer)]).await.unwrap()
    }

    /// Connects in any way; the status, if it is refused.
    pub(crate) async fn connect(app: &TestApp, query: &str, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let mut request = format!("ws://rebound.test{CHAT_SOCKET_PATH}{query}").into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
        }
        let config = WebSocketConfig::default().read_buffer_size(4096);
        match tokio_tungstenite::client_async_with_config(request, app.connect(), Some(config)).await {
            Ok((ws, response)) => {
                let protocol = response.headers().get("sec-websocket-protocol").map(|value| value.to_str().unwrap().to_owned());
                Ok(Self { ws, protocol, heard: VecDeque::new(), asked: 0 })
            }
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    pub(crate) async fn say(&mut self, text: impl Into<String>) {
        self.ws.send(Message::text(text.into())).await.unwrap();
    }

    /// Does something, and waits for the answer; what comes before it is heard later.
    pub(crate) async fn ask(&mut self, action: Action) -> ChatEvent {
        self.asked += 1;
        let reference = Some(format!("r{}", self.asked));
        self.say(serde_json::to_string(&ActionFrame { action, reference: reference.clone() }).unwrap()).await;
        loop {
            let frame = self.read().await.expect("the socket is open");
            if frame.reference == reference {
                return frame.event;
            }
            self.heard.push_back(frame);
        }
    }

    /// Does something that is refused, and says how.
    pub(crate) async fn refused(&mut self, action: Action) -> ErrorCode {
        let answer = self.ask(action).await;
        let ChatEvent::Error(refusal) = answer else { panic!("{answer:?}") };
        refusal.code
    }

    /// Opens the conversation with somebody.
    pub(crate) async fn open_chat(&mut self, username: &str) -> ChatId {
        let answer = self.ask(Action::OpenChat { with: Opened::Username(username.to_owned()) }).await;
        let ChatEvent::ChatUpdated(chat) = answer else { panic!("{answer:?}") };
        chat.id
    }

    /// The next frame; `None`: the socket has ended.
    pub(crate) async fn next(&mut self) -> Option<EventFrame> {
        match self.heard.pop_front() {
            Some(frame) => Some(frame),
            None => self.read().await,
        }
    }

    /// The next event, which no action of this socket caused.
    pub(crate) async fn event(&mut self) -> ChatEvent {
        let frame = self.next().await.expect("the socket is open");
        assert_eq!(frame.reference, None, "{frame:?}");
        frame.event
    }

    /// What was heard up to now: whatever the server had to say before it answered another question.
    pub(crate) async fn so_far(&mut self) -> Vec<ChatEvent> {
        let answer = self.ask(Action::LeaveChannel { channel: "nowhere".to_owned() }).await;
        assert!(matches!(answer, ChatEvent::Error(_)));
        self.heard.drain(..).map(|frame| frame.event).collect()
    }

    /// Reads to the end; the close code.
    pub(crate) async fn closed(&mut self) -> Option<u16> {
        let mut code = None;
        while let Some(Ok(message)) = self.ws.next().await {
            if let Message::Close(frame) = message {
                code = frame.map(|frame| frame.code.into());
            }
        }
        code
    }

    async fn read(&mut self) -> Option<EventFrame> {
        loop {
            match self.ws.next().await? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))),
                Ok(Message::Ping(_) | Message::Pong(_)) => {}
                Ok(Message::Binary(_) | Message::Close(_) | Message::Frame(_)) | Err(_) => return None,
            }
        }
    }
}

/// An account that talks with everybody.
pub(crate) async fn open_to_all(app: &TestApp, name: &str) -> User {
    let user = app.user(name).await;
    user.call(PatchMe { accept_chat_from: Some(AcceptChat::Everyone), ..PatchMe::default() }).await.unwrap();
    user
}

/// Two who have a conversation, which `ada` began and in which nothing is written yet.
pub(crate) async fn couple(app: &TestApp) -> (User, User, ChatId) {
    let (ada, bob) = (open_to_all(app, "ada").await, open_to_all(app, "bob").await);
    let chat = ada.call(CreateChat { username: "bob".into() }).await.unwrap().id;
    (ada, bob, chat)
}

/// All conversations that a user is shown.
pub(crate) fn shown() -> ListChats {
    ListChats { q: String::new(), limit: 20, offset: 0 }
}
