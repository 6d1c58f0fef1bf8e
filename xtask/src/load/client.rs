//! One client on the match socket: a bot at a paddle, or somebody who watches.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use common::api::matches::socket_path;
use common::ids::MatchCode;
use common::sim::{Seat, Side, Steer};
use common::wire::{self, FRAME_TO_CLIENT_BYTES_MAX, Hello, LogPart, PROTOCOL_VERSION, SteerAt, ToClient, ToServer};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::counted::Counted;
use super::follow::Follow;
use super::measure::Meter;

/// How often a client asks for the server's clock, as the game does.
const PING_EVERY: Duration = Duration::from_secs(1);
/// A steer that is not confirmed for so long was overtaken by another one.
const CONFIRM_WITHIN: Duration = Duration::from_millis(500);

/// What a WebSocket puts before a short message of a client: two bytes and the mask.
const FRAME_HEAD_BYTES: usize = 6;

/// Plays or watches one match to its end.
pub(super) struct Client {
    socket: WebSocketStream<Counted>,
    meter: Arc<Meter>,
    code: MatchCode,
    follow: Option<Follow>,
    bytes_told: u64,
    seq: u32,
    steer: Steer,
    sent: Option<Instant>,
    pinged: Instant,
    begun: bool,
}

impl Client {
    /// Takes a seat with a token, or watches without.
    ///
    /// # Errors
    /// No connection, or it is refused.
    pub(super) async fn connect(address: &str, code: MatchCode, token: Option<String>, meter: Arc<Meter>) -> Result<Self> {
        let tcp = TcpStream::connect(address).await.with_context(|| format!("no connection to {address}"))?;
        tcp.set_nodelay(true)?;
        let url = format!("ws://{address}{}", socket_path(code));
        let (socket, _) = tokio_tungstenite::client_async(url, Counted::new(tcp)).await.context("no match socket")?;
        let now = Instant::now();
        let mut client =
            Self { socket, meter, code, follow: None, bytes_told: 0, seq: 0, steer: Steer::Still, sent: None, pinged: now, begun: false };
        let watch = token.is_none();
        client.say(&ToServer::Hello(Hello { protocol: PROTOCOL_VERSION, tokens: token.into_iter().collect(), watch })).await?;
        Ok(client)
    }

    /// Until the match is over.
    ///
    /// # Errors
    /// The server breaks off, refuses, or says something that is none of its messages.
    pub(super) async fn play(mut self) -> Result<()> {
        while let Some(frame) = self.socket.next().await {
            let frame = match frame.context("the match socket broke")? {
                Message::Binary(frame) => frame,
                Message::Close(why) => bail!("the server closed the match socket: {why:?}"),
                Message::Text(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => continue,
            };
            let bytes = self.socket.get_ref().bytes_in;
            self.meter.message(bytes - self.bytes_told);
            self.bytes_told = bytes;
            let message = wire::decode(&frame, FRAME_TO_CLIENT_BYTES_MAX).context("a broken frame from the server")?;
            if self.hear(message).await? {
                return Ok(());
            }
        }
        bail!("the server closed the match socket before the match was over")
    }

    /// Takes in a message; true: the match is over.
    async fn hear(&mut self, message: ToClient) -> Result<bool> {
        match message {
            ToClient::Welcome(welcome) => {
                let follow = Follow::new(&welcome, self.meter.is_lasting);
                if follow.seat().is_none() {
                    self.meter.watch(true);
                }
                self.follow = Some(follow);
            }
            ToClient::Log(part) => self.log(&part).await?,
            ToClient::Restart => self.follow.iter_mut().for_each(Follow::restart),
            ToClient::Finished(finished) => {
                let agrees = self.follow.as_ref().is_some_and(|follow| follow.agrees(&finished));
                if !agrees {
                    self.meter.mismatch();
                }
                if self.tells_of_the_match() {
                    self.meter.finished.fetch_add(1, Ordering::Relaxed);
                    self.meter.goals(self.code, None);
                } else if self.follow.as_ref().is_some_and(|follow| follow.seat().is_none()) {
                    self.meter.watch(false);
                }
                return Ok(true);
            }
            ToClient::Refused(why) => bail!("the server refused: {why}"),
            ToClient::Waiting(_) | ToClient::Away(_) | ToClient::Pong { .. } | ToClient::Watched { .. } => {}
        }
        Ok(false)
    }

    async fn log(&mut self, part: &LogPart) -> Result<()> {
        if self.tells_of_the_match() {
            self.meter.progress(self.code, part.through);
        }
        let Some(follow) = &mut self.follow else { bail!("a log before the welcome") };
        let goals = follow.goals();
        let followed = follow.hear(part);
        let now_goals = follow.goals();
        let (tick, seated) = (follow.tick(), follow.seat().is_some());
        if followed.mismatch {
            self.meter.mismatch();
            self.say(&ToServer::Resync).await?;
        }
        if self.tells_of_the_match() && (now_goals != goals || !self.begun) {
            self.meter.goals(self.code, Some(now_goals));
        }
        if seated && !self.begun {
            self.begun = true;
            self.meter.playing.fetch_add(1, Ordering::Relaxed);
        }
        if followed.confirmed == Some(self.steer) {
            self.sent.take().into_iter().for_each(|sent| self.meter.confirmed(sent));
        }
        let now = Instant::now();
        self.sent = self.sent.filter(|sent| now.duration_since(*sent) < CONFIRM_WITHIN);
        if let Some(wanted) = followed.wanted.filter(|wanted| *wanted != self.steer && self.sent.is_none()) {
            self.seq += 1;
            self.steer = wanted;
            self.sent = Some(now);
            self.say(&ToServer::Steer(SteerAt { player: 0, seq: self.seq, tick, steer: wanted })).await?;
        }
        if now.duration_since(self.pinged) >= PING_EVERY {
            self.pinged = now;
            self.say(&ToServer::Ping { nonce: u64::from(self.seq) }).await?;
        }
        Ok(())
    }

    /// One client speaks for each match: the player of side `a`.
    fn tells_of_the_match(&self) -> bool {
        self.follow.as_ref().and_then(Follow::seat) == Some(Seat::new(Side::A, 0))
    }

    async fn say(&mut self, message: &ToServer) -> Result<()> {
        let frame = wire::encode(message);
        self.meter.said(frame.len() + FRAME_HEAD_BYTES);
        self.socket.send(Message::Binary(frame.into())).await.context("the match socket broke")
    }
}
