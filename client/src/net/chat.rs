//! The chat socket: open while somebody is signed in, back by itself with growing pauses, bounded in both directions.

use std::time::{Duration, Instant};

use bevy::prelude::*;
use common::api::chat_socket::{ActionFrame, CHAT_FRAME_BYTES_MAX, CHAT_SOCKET_PATH, CLOSE_SIGN_IN_AGAIN, EventFrame};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode, header::AUTHORIZATION};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message as Piece};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};

use super::shared::Net;
use super::task::Line;
use super::{http, user};

/// Most actions that wait to be sent; more are not taken.
const OUT_LEN: usize = 64;
/// Longest wait for a connection.
const OPEN_TIMEOUT: Duration = Duration::from_secs(8);
/// Longest wait for a frame to leave.
const SEND_TIMEOUT: Duration = Duration::from_secs(5);
/// How often the server is asked for a sign of life.
const PING_EVERY: Duration = Duration::from_secs(20);
/// Longest silence of a server that is asked.
const SILENCE_MAX: Duration = Duration::from_secs(50);
/// A connection that lived for so long was a good one: the next pause is short again.
const GOOD_AFTER: Duration = Duration::from_secs(15);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What came of the chat socket.
#[derive(Message, Clone, Debug, PartialEq, Eq)]
pub enum ChatFact {
    /// It is open, as the connection of this number.
    Opened(u64),
    /// The server said something.
    Heard(Box<EventFrame>),
    /// It is closed. What was sent and not answered may have arrived or not.
    Closed,
}

/// The way to the chat socket.
#[derive(Resource)]
pub struct ChatSocket {
    out: mpsc::Sender<Outgoing>,
}

/// A frame for one connection: on another one it would come twice, or too late.
struct Outgoing {
    connection: u64,
    frame: String,
}

impl ChatSocket {
    /// Starts what keeps the socket open.
    pub(super) fn new(line: &Line) -> Self {
        let (out, outgoing) = mpsc::channel(OUT_LEN);
        line.run(move |net| async move { follow(&net, outgoing).await });
        Self { out }
    }

    /// Sends an action on the connection of this number. False: it was not taken, because too much waits or it is too large.
    pub fn send(&self, connection: u64, action: &ActionFrame) -> bool {
        let Ok(frame) = serde_json::to_string(action) else { return false };
        frame.len() <= CHAT_FRAME_BYTES_MAX && self.out.try_send(Outgoing { connection, frame }).is_ok()
    }
}

/// Keeps the socket open while somebody is signed in and the server answers.
async fn follow(net: &Net, mut outgoing: mpsc::Receiver<Outgoing>) {
    let mut up = net.up.subscribe();
    let mut changed = net.vault.changed.subscribe();
    let mut pause = user::pauses();
    let mut connection = 0;
    loop {
        changed.mark_unchanged();
        if !net.vault.is_signed_in() {
            if changed.changed().await.is_err() {
                return;
            }
            pause = user::pauses();
            continue;
        }
        if up.wait_for(|up| *up).await.is_err() {
            return;
        }
        connection += 1;
        let begun = Instant::now();
        tokio::select! {
            end = talk(net, connection, &mut outgoing) => match end {
                Ok(()) => return,
                Err(reason) => tracing::debug!(reason, "the chat socket is closed"),
            },
            _ = changed.changed() => changed.mark_changed(),
        }
        tell(net, ChatFact::Closed).await;
        if begun.elapsed() > GOOD_AFTER {
            pause = user::pauses();
        }
        let wait = pause.next().unwrap_or(SILENCE_MAX);
        tokio::select! { () = sleep(wait) => {} _ = changed.changed() => changed.mark_changed() }
    }
}

async fn tell(net: &Net, fact: ChatFact) {
    net.tell(Box::new(move |world| {
        world.write_message(fact);
    }))
    .await;
}

/// One connection. Ends well only when the app is gone.
async fn talk(net: &Net, connection: u64, outgoing: &mut mpsc::Receiver<Outgoing>) -> Result<(), String> {
    let mut socket = timeout(OPEN_TIMEOUT, open(net)).await.map_err(|_| "no connection in time".to_owned())??;
    tell(net, ChatFact::Opened(connection)).await;
    let mut ping = tokio::time::interval(PING_EVERY);
    let mut heard = Instant::now();
    loop {
        tokio::select! {
            action = outgoing.recv() => match action {
                Some(action) if action.connection == connection => send(&mut socket, Piece::text(action.frame)).await?,
                Some(_) => {}
                None => {
                    let _ = timeout(SEND_TIMEOUT, socket.close(None)).await;
                    return Ok(());
                }
            },
            _ = ping.tick() => {
                if heard.elapsed() > SILENCE_MAX {
                    return Err("the server fell silent".to_owned());
                }
                send(&mut socket, Piece::Ping(bytes::Bytes::new())).await?;
            }
            piece = socket.next() => {
                heard = Instant::now();
                hear(net, piece.ok_or("ended")?.map_err(|error| error.to_string())?).await?;
            }
        }
    }
}

async fn hear(net: &Net, piece: Piece) -> Result<(), String> {
    match piece {
        Piece::Text(words) => {
            if let Some(frame) = read(&words) {
                tell(net, ChatFact::Heard(Box::new(frame))).await;
            }
            Ok(())
        }
        Piece::Ping(_) | Piece::Pong(_) => Ok(()),
        Piece::Close(close) => {
            let code = close.map(|close| u16::from(close.code));
            if code == Some(CLOSE_SIGN_IN_AGAIN) {
                net.vault.stale();
            }
            Err(format!("closed with {code:?}"))
        }
        Piece::Binary(_) | Piece::Frame(_) => Err("a frame that is no text".to_owned()),
    }
}

/// What the server says; nothing for what this version does not know.
fn read(words: &str) -> Option<EventFrame> {
    serde_json::from_str(words).inspect_err(|error| tracing::debug!(%error, "a frame of the chat could not be read")).ok()
}

async fn open(net: &Net) -> Result<Socket, String> {
    let access = match http::access(net).await {
        Ok(access) => access,
        Err(error) => {
            user::end_if_over(net, &error).await;
            return Err(error.to_string());
        }
    };
    let mut url = http::base(net).await.map_err(|error| error.to_string())?.join(CHAT_SOCKET_PATH).map_err(|error| error.to_string())?;
    let scheme = if url.scheme() == "https" { "wss" } else { "ws" };
    url.set_scheme(scheme).map_err(|()| "not an address of the web".to_owned())?;
    let mut request = url.as_str().into_client_request().map_err(|error| error.to_string())?;
    let bearer = HeaderValue::from_str(&format!("Bearer {access}")).map_err(|_| "a token that is none".to_owned())?;
    request.headers_mut().insert(AUTHORIZATION, bearer);
    let config = WebSocketConfig::default()
        .read_buffer_size(16 * 1024)
        .write_buffer_size(0)
        .max_write_buffer_size(64 * 1024)
        .max_message_size(Some(CHAT_FRAME_BYTES_MAX))
        .max_frame_size(Some(CHAT_FRAME_BYTES_MAX));
    let connector = Connector::Rustls(net.tls.clone());
    match connect_async_tls_with_config(request, Some(config), true, Some(connector)).await {
        Ok((socket, _)) => Ok(socket),
        Err(error) => {
            if matches!(&error, Error::Http(answer) if answer.status() == StatusCode::UNAUTHORIZED) {
                // The next attempt comes with a new token.
                net.vault.stale();
            }
            Err(error.to_string())
        }
    }
}

async fn send(socket: &mut Socket, piece: Piece) -> Result<(), String> {
    match timeout(SEND_TIMEOUT, socket.send(piece)).await {
        Ok(sent) => sent.map_err(|error| error.to_string()),
        Err(_) => Err("the server does not read".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use common::api::auth::Tokens;
    use common::api::chat_socket::ChatEvent;
    use tokio::net::TcpListener;
    use tokio_tungstenite::accept_async;

    use super::*;
    use crate::net::task::{Home, NetConfig};
    use crate::net::vault::Kind;

    /// One connection to a server that says these pieces; the facts of it, and how it ended.
    async fn met_with(pieces: Vec<Piece>) -> (Vec<ChatFact>, Result<(), String>) {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = async {
            let mut socket = accept_async(listener.accept().await.unwrap().0).await.unwrap();
            for piece in pieces {
                let _ = socket.send(piece).await;
            }
            let _ = socket.close(None).await;
            while let Some(Ok(_)) = socket.next().await {}
        };
        let (arrivals, mut came) = mpsc::channel(64);
        let net = Net::new(&NetConfig { home: Home::Nowhere, tokens: None }, arrivals);
        net.vault.sign_in(Kind::Guest, Tokens { access: "a".to_owned(), refresh: "r".to_owned() });
        net.base.send_replace(Some(format!("http://{address}").parse().unwrap()));
        let (_out, mut outgoing) = mpsc::channel(1);
        let (end, ()) = tokio::join!(talk(&net, 1, &mut outgoing), server);
        let mut world = World::new();
        world.init_resource::<Messages<ChatFact>>();
        while let Ok(arrival) = came.try_recv() {
            arrival(&mut world);
        }
        (world.resource_mut::<Messages<ChatFact>>().drain().collect(), end)
    }

    #[tokio::test]
    async fn what_a_hostile_server_says_is_passed_over_and_the_next_word_is_still_heard() {
        let nested = "[".repeat(9000);
        let said = ["", "null", "[]", "{\"event\":\"from_the_future\",\"data\":{}}", "{\"event\":\"message\",\"data\":7}", &nested];
        let mut pieces: Vec<Piece> = said.into_iter().map(Piece::text).collect();
        pieces.push(Piece::text("{\"event\":\"ok\",\"data\":{},\"ref\":\"7\"}"));
        let (facts, end) = met_with(pieces).await;
        let heard = ChatFact::Heard(Box::new(EventFrame { event: ChatEvent::Ok {}, reference: Some("7".to_owned()) }));
        assert_eq!(facts, [ChatFact::Opened(1), heard]);
        assert!(end.is_err());
    }

    #[tokio::test]
    async fn a_frame_that_is_too_large_or_no_text_ends_the_connection() {
        for piece in [Piece::text("x".repeat(CHAT_FRAME_BYTES_MAX + 1)), Piece::binary(vec![1, 2, 3])] {
            let after = Piece::text("{\"event\":\"ok\",\"data\":{}}");
            let (facts, end) = met_with(vec![piece, after]).await;
            assert_eq!(facts, [ChatFact::Opened(1)]);
            assert!(end.is_err());
        }
    }

    #[test]
    fn an_action_that_is_too_large_is_not_taken() {
        let (out, _outgoing) = mpsc::channel(1);
        let socket = ChatSocket { out };
        let of = |len: usize| ActionFrame {
            action: common::api::chat_socket::Action::JoinChannel { channel: "x".repeat(len) },
            reference: None,
        };
        assert!(!socket.send(1, &of(CHAT_FRAME_BYTES_MAX)));
        assert!(socket.send(1, &of(7)));
        assert!(!socket.send(1, &of(7)), "the queue is full");
    }
}
