//! One client at one seat of one match, for as long as its connection lives.

use std::time::Duration;

use common::api::matches::socket_path;
use common::ids::MatchCode;
use common::sim::bot::{Bot, Skill};
use common::sim::log::Log;
use common::sim::{Inputs, Pong, Side, Steer, TICK_HZ};
use common::wire::{self, FRAME_TO_CLIENT_BYTES_MAX, Finished, Hello, LogPart, PROTOCOL_VERSION, Refusal, SteerAt, ToClient, ToServer};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::heard::Heard;
use crate::stage::{Stage, Stop};

/// The server says something at least once a second; so long it may say nothing on a busy machine.
const SILENCE: Duration = Duration::from_secs(20);
/// How long somebody who has given up presses a key, and lets it go, in ticks.
const FIDGET_TICKS: u32 = TICK_HZ / 10;

/// How a connection ended.
#[derive(Debug)]
pub(crate) enum End {
    /// The match is over.
    Finished(Box<Finished>),
    /// The server will not have us.
    Refused(Refusal),
    /// It broke.
    Broken,
}

/// How somebody plays.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) level: u8,
    /// Is not out for long matches: whoever is on the weaker side, which is drawn for each match, gives up.
    pub(crate) is_brief: bool,
}

/// Somebody at a paddle.
struct Court<'a> {
    socket: WebSocketStream<TcpStream>,
    stage: &'a Stage,
    heard: &'a mut Heard,
    pong: Option<Pong>,
    inputs: Inputs,
    bot: Option<Bot>,
    style: Style,
    /// The side that gives up, if somebody does.
    weaker: Side,
    steer: Steer,
    seq: u32,
}

/// Takes the seat and plays until the connection ends. `seated` is called when the seat is taken.
///
/// # Errors
/// The server says something that is not true.
pub(crate) async fn play(
    stage: &Stage,
    code: MatchCode,
    token: &str,
    style: Style,
    heard: &mut Heard,
    seated: impl Fn(),
) -> Result<End, Stop> {
    let Ok(tcp) = TcpStream::connect(&*stage.address).await else { return Ok(End::Broken) };
    let url = format!("ws://{}{}", stage.address, socket_path(code));
    let Ok((socket, _)) = tokio_tungstenite::client_async(url, tcp).await else { return Ok(End::Broken) };
    let (inputs, weaker, steer) = (Inputs::default(), Side::B, Steer::Still);
    let mut court = Court { socket, stage, heard, pong: None, inputs, bot: None, style, weaker, steer, seq: 0 };
    court.say(&ToServer::Hello(Hello { protocol: PROTOCOL_VERSION, tokens: vec![token.to_owned()], watch: false })).await;
    loop {
        let Ok(frame) = tokio::time::timeout(SILENCE, court.socket.next()).await else {
            return Err(Stop::Fault(format!("{code}: nothing was said for {SILENCE:?}")));
        };
        let frame = match frame {
            Some(Ok(Message::Binary(frame))) => frame,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            Some(Ok(Message::Text(_) | Message::Close(_) | Message::Frame(_)) | Err(_)) | None => return Ok(End::Broken),
        };
        let message = wire::decode(&frame, FRAME_TO_CLIENT_BYTES_MAX).map_err(|error| Stop::Fault(error.to_string()))?;
        match court.hear(message).await.map_err(|what| Stop::Fault(format!("{code}: {what}")))? {
            Some(End::Refused(Refusal::Ending)) => return Ok(End::Broken),
            Some(end) => return Ok(end),
            None => seated(),
        }
    }
}

impl Court<'_> {
    async fn hear(&mut self, message: ToClient) -> Result<Option<End>, String> {
        match message {
            ToClient::Welcome(welcome) => {
                let [seat] = welcome.mine[..] else { return Err(format!("seats of one player: {:?}", welcome.mine)) };
                self.heard.begin(&welcome);
                self.pong = Some(Pong::new(welcome.rules, welcome.seed));
                let level = if self.stage.is_short { *Skill::LEVELS.end() } else { self.style.level };
                self.weaker = if welcome.seed.0.is_multiple_of(2) { Side::A } else { Side::B };
                self.bot = Some(Bot::new(Skill::new(level).unwrap(), seat, welcome.seed.0));
            }
            ToClient::Log(part) => self.log(&part).await?,
            // A machine that is busy with other things may read too slowly.
            ToClient::Restart => {
                self.heard.restart();
                self.pong = self.heard.log().map(Log::replay);
                self.inputs = Inputs::default();
            }
            ToClient::Finished(finished) => {
                let log = self.heard.log().ok_or("a result before the welcome")?;
                let mut log = log.clone();
                if let Some(forfeit) = finished.forfeit {
                    log.forfeit(forfeit);
                }
                if log.hash() != finished.log_hash {
                    return Err(format!("the result at {} is that of another log", finished.through));
                }
                return Ok(Some(End::Finished(finished)));
            }
            ToClient::Refused(why) => return Ok(Some(End::Refused(why))),
            ToClient::Waiting(_) | ToClient::Away(_) | ToClient::Pong { .. } | ToClient::Watched { .. } => {}
        }
        Ok(None)
    }

    async fn log(&mut self, part: &LogPart) -> Result<(), String> {
        self.heard.grow(part)?;
        let (Some(mut pong), Some(mut bot)) = (self.pong.take(), self.bot.take()) else {
            return Err("a log before the welcome".to_owned());
        };
        let mut changes = part.changes.iter().peekable();
        let mut wanted = self.steer;
        while pong.tick() < part.through {
            let tick = pong.tick();
            while let Some(change) = changes.next_if(|change| change.tick <= tick) {
                self.inputs.set(change.seat, change.steer);
            }
            let steer = bot.steer(&pong);
            let gives_up = self.style.is_brief || self.stage.is_short || self.stage.over.is_cancelled();
            wanted = if gives_up && bot.seat().side == self.weaker { flee(&pong) } else { steer };
            pong.step(&self.inputs);
            if pong.tick() == tick {
                return Err(format!("time after the end, at {tick}"));
            }
        }
        if pong.winner().is_some() {
            self.stage.moments.result_due.notify_waiters();
        }
        let (tick, hash) = (pong.tick(), pong.hash());
        (self.pong, self.bot) = (Some(pong), Some(bot));
        if part.hash.is_some_and(|told| told != hash) {
            return Err(format!("another state than ours at {tick}"));
        }
        if wanted != self.steer {
            (self.steer, self.seq) = (wanted, self.seq + 1);
            self.say(&ToServer::Steer(SteerAt { player: 0, seq: self.seq, tick, steer: wanted })).await;
        }
        Ok(())
    }

    async fn say(&mut self, message: &ToServer) {
        // A connection that broke is noticed by reading, after everything that came before its end.
        drop(self.socket.send(Message::Binary(wire::encode(message).into())).await);
    }
}

/// Goes where the ball is not, so that goals fall; not without letting go of the key now and then, or there would be no log.
fn flee(pong: &Pong) -> Steer {
    let middle = pong.rules().court.dims().height.scaled(1, 2);
    match () {
        () if (pong.tick().0 / FIDGET_TICKS).is_multiple_of(2) => Steer::Still,
        () if pong.ball().at.y < middle => Steer::Down,
        () => Steer::Up,
    }
}
