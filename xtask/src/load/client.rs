//! One client on the match socket: a bot at a paddle, or somebody who watches.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use common::api::matches::socket_path;
use common::ids::MatchCode;
use common::netcode::Pace;
use common::sim::{Seat, Side, Steer};
use common::wire::{self, FRAME_TO_CLIENT_BYTES_MAX, Hello, LogPart, PROTOCOL_VERSION, SteerAt, ToClient, ToServer};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::counted::Counted;
use super::follow::Follow;
use super::measure::Meter;

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
    unsent_bytes: usize,
    came: Instant,
    pace: Pace,
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
        let mut client = Self {
            socket,
            meter,
            code,
            follow: None,
            bytes_told: 0,
            seq: 0,
            steer: Steer::Still,
            sent: None,
            unsent_bytes: 0,
            came: Instant::now(),
            pace: Pace::new(),
            begun: false,
        };
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
        let wanted = followed.wanted.filter(|wanted| *wanted != self.steer && self.sent.is_none());
        if let Some(wanted) = wanted {
            self.seq += 1;
            self.steer = wanted;
            self.sent = Some(now);
            self.feed(&ToServer::Steer(SteerAt { player: 0, seq: self.seq, tick, steer: wanted })).await?;
        }
        // As the game does.
        let now_us = i64::try_from(self.came.elapsed().as_micros()).context("nobody plays for so long")?;
        let asks = self.pace.asks(now_us, wanted.is_some());
        if asks {
            self.feed(&ToServer::Ping { nonce: now_us.unsigned_abs() }).await?;
        }
        if asks || wanted.is_some() {
            self.flush().await?;
        }
        Ok(())
    }

    /// One client speaks for each match: the player of side `a`.
    fn tells_of_the_match(&self) -> bool {
        self.follow.as_ref().and_then(Follow::seat) == Some(Seat::new(Side::A, 0))
    }

    async fn say(&mut self, message: &ToServer) -> Result<()> {
        self.feed(message).await?;
        self.flush().await
    }

    /// Says something together with what follows.
    async fn feed(&mut self, message: &ToServer) -> Result<()> {
        let frame = wire::encode(message);
        self.unsent_bytes += frame.len() + FRAME_HEAD_BYTES;
        self.socket.feed(Message::Binary(frame.into())).await.context("the match socket broke")
    }

    async fn flush(&mut self) -> Result<()> {
        self.meter.said(std::mem::take(&mut self.unsent_bytes));
        self.socket.flush().await.context("the match socket broke")
    }
}
