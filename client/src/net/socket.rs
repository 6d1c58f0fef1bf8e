//! Match sockets: frames of the contract in both directions, bounded, with the moment of their arrival.

use std::sync::Arc;
use std::time::Duration;

use bevy::prelude::Resource;
use bytes::Bytes;
use common::api::matches::socket_path;
use common::ids::MatchCode;
use common::wire::{self, FRAME_TO_CLIENT_BYTES_MAX, Hello, PROTOCOL_VERSION, ToClient, ToServer};
use crossbeam_channel::{Receiver, Sender, TrySendError};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};

use super::shared::Net;
use super::task::Line;
use super::{Bearer, http};

/// Most messages that wait to be sent.
const OUT_LEN: usize = 256;
/// Most messages that wait to be read by the frame; a client that does not read for so long is cut off.
const IN_LEN: usize = 4096;
/// Longest wait for a connection.
const OPEN_TIMEOUT: Duration = Duration::from_secs(8);
/// Longest wait for a message to leave.
const SEND_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest silence of the server, which says something every second at least.
const SILENCE_MAX: Duration = Duration::from_secs(10);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Opens match sockets.
#[derive(Resource)]
pub struct Sockets {
    line: Line,
}

/// Something that came from a match socket.
#[derive(Clone, Debug, PartialEq)]
pub struct SocketFact {
    /// When, microseconds of [`crate::clock::now_us`].
    pub at_us: u64,
    /// What.
    pub news: SocketNews,
}

/// What came from a match socket.
#[derive(Clone, Debug, PartialEq)]
pub enum SocketNews {
    /// The connection is open, and `Hello` is on its way.
    Opened,
    /// A message.
    Message(ToClient),
    /// It is over. Nothing follows.
    Closed {
        /// The code of the close frame, if there was one.
        code: Option<u16>,
        /// For the log.
        reason: String,
    },
}

/// One connection to a match. Dropping it closes it.
#[derive(Debug)]
pub struct MatchSocket {
    out: mpsc::Sender<ToServer>,
    facts: Receiver<SocketFact>,
}

impl MatchSocket {
    /// Sends a message. False: it was not taken, because the connection is over or does not keep up.
    pub fn send(&self, message: ToServer) -> bool {
        self.out.try_send(message).is_ok()
    }

    /// A connection to nobody, and the way to let it hear something. It takes whatever is sent for as long as that way is open.
    #[cfg(test)]
    pub(crate) fn for_tests() -> (Self, Sender<SocketFact>) {
        let (out, mut outgoing) = mpsc::channel(OUT_LEN);
        let (ears, facts) = crossbeam_channel::bounded(IN_LEN);
        std::thread::spawn(move || while outgoing.blocking_recv().is_some() {});
        (Self { out, facts }, ears)
    }

    /// The next thing that came, if there is one.
    #[must_use]
    pub fn receive(&self) -> Option<SocketFact> {
        self.facts.try_recv().ok()
    }
}

impl Sockets {
    pub(super) const fn new(line: Line) -> Self {
        Self { line }
    }

    /// Opens a connection to a match in the name of those who play at this client, or, to watch, of somebody or nobody. Comes
    /// back at once; everything else, also failure, is heard from [`MatchSocket::receive`].
    #[must_use]
    pub fn open(&self, code: MatchCode, bearers: Vec<Bearer>, watch: bool) -> MatchSocket {
        let (out, outgoing) = mpsc::channel(OUT_LEN);
        let (incoming, facts) = crossbeam_channel::bounded(IN_LEN);
        let ears = Ears(incoming);
        self.line.run(move |net| async move {
            let end = talk(&net, code, &bearers, watch, outgoing, &ears).await.unwrap_or_else(|reason| (None, reason));
            ears.say(SocketNews::Closed { code: end.0, reason: end.1 });
        });
        MatchSocket { out, facts }
    }
}

/// Where facts go.
struct Ears(Sender<SocketFact>);

impl Ears {
    /// False: nobody listens any more, or not fast enough.
    fn say(&self, news: SocketNews) -> bool {
        let fact = SocketFact { at_us: crate::clock::now_us(), news };
        match self.0.try_send(fact) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => false,
        }
    }
}

type End = (Option<u16>, String);

async fn talk(
    net: &Arc<Net>,
    code: MatchCode,
    bearers: &[Bearer],
    watch: bool,
    mut outgoing: mpsc::Receiver<ToServer>,
    ears: &Ears,
) -> Result<End, String> {
    let mut tokens = Vec::with_capacity(bearers.len());
    for bearer in bearers {
        tokens.push(http::token(net, bearer).await.map_err(|error| error.to_string())?);
    }
    let mut socket = timeout(OPEN_TIMEOUT, open(net, code)).await.map_err(|_| "no connection in time".to_owned())??;
    send(&mut socket, [ToServer::Hello(Hello { protocol: PROTOCOL_VERSION, tokens, watch })]).await?;
    ears.say(SocketNews::Opened);
    let mut messages = Vec::new();
    loop {
        tokio::select! {
            count = outgoing.recv_many(&mut messages, OUT_LEN) => {
                if count == 0 {
                    let _ = timeout(SEND_TIMEOUT, socket.close(None)).await;
                    return Ok((None, "left".to_owned()));
                }
                send(&mut socket, messages.drain(..)).await?;
            }
            frame = timeout(SILENCE_MAX, socket.next()) => match frame {
                Err(_) => return Err("the server fell silent".to_owned()),
                Ok(None) => return Ok((None, "ended".to_owned())),
                Ok(Some(Err(error))) => return Err(error.to_string()),
                Ok(Some(Ok(Message::Binary(bytes)))) => {
                    let message = wire::decode(&bytes, FRAME_TO_CLIENT_BYTES_MAX).map_err(|error| error.to_string())?;
                    if !ears.say(SocketNews::Message(message)) {
                        return Err("the frame does not read".to_owned());
                    }
                }
                Ok(Some(Ok(Message::Close(close)))) => {
                    return Ok(close.map_or((None, "closed".to_owned()), |close| (Some(close.code.into()), close.reason.to_string())));
                }
                Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
                Ok(Some(Ok(Message::Text(_) | Message::Frame(_)))) => return Err("a frame that is no message".to_owned()),
            },
        }
    }
}

async fn open(net: &Net, code: MatchCode) -> Result<Socket, String> {
    let mut url = http::base(net).await.map_err(|error| error.to_string())?.join(&socket_path(code)).map_err(|error| error.to_string())?;
    let scheme = if url.scheme() == "https" { "wss" } else { "ws" };
    url.set_scheme(scheme).map_err(|()| "not an address of the web".to_owned())?;
    let config = WebSocketConfig::default()
        .read_buffer_size(16 * 1024)
        .write_buffer_size(4 * 1024)
        .max_write_buffer_size(64 * 1024)
        .max_message_size(Some(FRAME_TO_CLIENT_BYTES_MAX))
        .max_frame_size(Some(FRAME_TO_CLIENT_BYTES_MAX));
    let connector = Connector::Rustls(net.tls.clone());
    let opened = connect_async_tls_with_config(url.as_str(), Some(config), true, Some(connector)).await;
    opened.map(|(socket, _)| socket).map_err(|error| error.to_string())
}

/// What is said together goes out together.
async fn send(socket: &mut Socket, messages: impl IntoIterator<Item = ToServer>) -> Result<(), String> {
    let sending = async {
        for message in messages {
            socket.feed(Message::Binary(Bytes::from(wire::encode(&message)))).await?;
        }
        socket.flush().await
    };
    match timeout(SEND_TIMEOUT, sending).await {
        Ok(sent) => sent.map_err(|error| error.to_string()),
        Err(_) => Err("the server does not read".to_owned()),
    }
}
