//! Clients of the match socket: one that says what a test wants, and one that plays.

use common::api::queue::JoinDuel;
use common::ids::MatchCode;
use common::sim::log::Log;
use common::sim::{Steer, Tick};
use common::wire::{self, Finished, Hello, PROTOCOL_VERSION, Refusal, SteerAt, ToClient, ToServer, Welcome};
use futures_util::{SinkExt, StreamExt};
use tokio::io::DuplexStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use crate::follow::Follow;
use crate::harness::{EventStream, TestApp, User};

/// A connection to a match that does nothing by itself.
pub(crate) struct Socket {
    pub(crate) ws: WebSocketStream<DuplexStream>,
}

/// How a connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) refusal: Option<Refusal>,
    /// None: without a close frame.
    pub(crate) code: Option<u16>,
}

impl Socket {
    /// Connects, and says nothing yet.
    pub(crate) async fn open(app: &TestApp, code: MatchCode) -> Self {
        let request = format!("ws://rebound.test/ws/match/{code}/").into_client_request().unwrap();
        // The usual 128 KiB are filled with zeros at every read, which is most of what a test would do.
        let config = WebSocketConfig::default().read_buffer_size(4096);
        let (ws, _) = tokio_tungstenite::client_async_with_config(request, app.connect(), Some(config)).await.unwrap();
        Self { ws }
    }

    /// Connects and greets with these tokens.
    pub(crate) async fn greet(app: &TestApp, code: MatchCode, tokens: &[&str], watch: bool) -> Self {
        let mut socket = Self::open(app, code).await;
        let tokens = tokens.iter().map(|token| (*token).to_owned()).collect();
        socket.say(&ToServer::Hello(Hello { protocol: PROTOCOL_VERSION, tokens, watch })).await;
        socket
    }

    /// Connects as a player.
    pub(crate) async fn sit(user: &User, code: MatchCode) -> Self {
        Self::greet(&user.app, code, &[&user.tokens.access], false).await
    }

    pub(crate) async fn say(&mut self, message: &ToServer) {
        self.say_bytes(wire::encode(message)).await;
    }

    pub(crate) async fn say_bytes(&mut self, bytes: Vec<u8>) {
        // The server may have closed it already; what it said before is still read.
        drop(self.ws.send(Message::Binary(bytes.into())).await);
    }

    pub(crate) async fn steer(&mut self, seq: u32, tick: Tick, steer: Steer) {
        self.say(&ToServer::Steer(SteerAt { player: 0, seq, tick, steer })).await;
    }

    /// The next message; `None`: the connection has ended.
    pub(crate) async fn next(&mut self) -> Option<ToClient> {
        loop {
            match self.ws.next().await? {
                Ok(Message::Binary(frame)) => return Some(wire::decode(&frame, wire::FRAME_TO_CLIENT_BYTES_MAX).unwrap()),
                Ok(Message::Ping(_) | Message::Pong(_)) => {}
                Ok(Message::Text(_) | Message::Close(_) | Message::Frame(_)) | Err(_) => return None,
            }
        }
    }

    /// The next message that this picks out; others are passed over.
    pub(crate) async fn next_of<T>(&mut self, pick: impl Fn(ToClient) -> Option<T>) -> T {
        loop {
            let message = self.next().await.expect("the connection is open");
            if let Some(found) = pick(message) {
                return found;
            }
        }
    }

    pub(crate) async fn welcome(&mut self) -> Welcome {
        match self.next().await {
            Some(ToClient::Welcome(welcome)) => *welcome,
            other => panic!("no welcome but {other:?}"),
        }
    }

    pub(crate) async fn finished(&mut self) -> Finished {
        self.next_of(|message| if let ToClient::Finished(finished) = message { Some(*finished) } else { None }).await
    }

    /// Reads to the end.
    pub(crate) async fn ended(&mut self) -> Ended {
        let mut ended = Ended { refusal: None, code: None };
        while let Some(Ok(message)) = self.ws.next().await {
            match message {
                Message::Binary(frame) => match wire::decode(&frame, wire::FRAME_TO_CLIENT_BYTES_MAX) {
                    Ok(ToClient::Refused(refusal)) => ended.refusal = Some(refusal),
                    Ok(_) => {}
                    Err(error) => panic!("{error}"),
                },
                Message::Close(frame) => ended.code = frame.map(|frame| frame.code.into()),
                Message::Text(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
        ended
    }
}

/// A client that plays with bots in its seats, and checks everything it hears.
pub(crate) struct Player {
    socket: Socket,
    follow: Follow,
}

impl Player {
    /// Sits down; a bot of this level is at each seat.
    pub(crate) async fn sit(app: &TestApp, code: MatchCode, tokens: &[&str], level: u8) -> Self {
        Self::greet(app, code, tokens, level).await
    }

    /// Watches.
    pub(crate) async fn watch(app: &TestApp, code: MatchCode) -> Self {
        Self::greet(app, code, &[], 1).await
    }

    async fn greet(app: &TestApp, code: MatchCode, tokens: &[&str], level: u8) -> Self {
        let mut socket = Socket::greet(app, code, tokens, tokens.is_empty()).await;
        let welcome = app.while_time_passes(socket.welcome()).await;
        assert_eq!((welcome.code, welcome.mine.len()), (code, tokens.len()));
        Self { socket, follow: Follow::new(&welcome, level) }
    }

    /// Plays to the end, and goes.
    pub(crate) async fn play(mut self) -> (Finished, Log) {
        loop {
            match self.socket.next().await.expect("a match ends with `Finished`") {
                ToClient::Log(part) => {
                    for steer in self.follow.hear(&part) {
                        self.socket.say(&ToServer::Steer(steer)).await;
                    }
                }
                ToClient::Restart => self.follow.restart(),
                ToClient::Finished(finished) => {
                    self.follow.finish(&finished);
                    return (*finished, self.follow.log);
                }
                ToClient::Waiting(_) | ToClient::Away(_) | ToClient::Pong { .. } | ToClient::Watched { .. } => {}
                ToClient::Welcome(again) => panic!("{again:?}"),
                ToClient::Refused(refusal) => panic!("{refusal}"),
            }
        }
    }
}

/// Two who were paired: their streams, and their match.
pub(crate) struct Duel {
    pub(crate) a: User,
    pub(crate) b: User,
    pub(crate) a_stream: EventStream,
    pub(crate) b_stream: EventStream,
    pub(crate) code: MatchCode,
}

/// A duel that waits for its players; `a` was first in the queue.
pub(crate) async fn duel(app: &TestApp) -> Duel {
    let (a, b) = (app.user("ada").await, app.user("bob").await);
    duel_of(app, a, b).await
}

/// The same for two who are there already.
pub(crate) async fn duel_of(app: &TestApp, a: User, b: User) -> Duel {
    let (mut a_stream, mut b_stream) = (a.stream().await, b.stream().await);
    a.call(JoinDuel {}).await.unwrap();
    b.call(JoinDuel {}).await.unwrap();
    let code = app.while_time_passes(started(&mut a_stream)).await;
    assert_eq!(app.while_time_passes(started(&mut b_stream)).await, code);
    Duel { a, b, a_stream, b_stream, code }
}

/// The match of the next `game-start`.
pub(crate) async fn started(stream: &mut EventStream) -> MatchCode {
    use common::api::event::{GameEvent, ServerEvent};
    let heard = stream.next_of("game-start").await.event;
    let ServerEvent::Game(GameEvent::Start(found)) = heard else { panic!("{heard:?}") };
    found.code
}

impl Duel {
    /// Both sit down, and the clock runs.
    pub(crate) async fn begin(&self) -> (Socket, Socket) {
        let (mut a, mut b) = (Socket::sit(&self.a, self.code).await, Socket::sit(&self.b, self.code).await);
        self.a.app.while_time_passes(async { (a.welcome().await, b.welcome().await) }).await;
        (a, b)
    }
}
