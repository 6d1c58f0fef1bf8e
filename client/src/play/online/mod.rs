//! A match of a server: a connection that comes back when it is lost, and what is said over it.

mod channel;
mod show;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::Arc;

use common::ids::MatchCode;
use common::sim::Log;
use common::wire::{Refusal, ToServer};

use self::channel::Channel;
use super::contract::{LostReason, PlayFact, PlayResult, PlaySpec, Replay, ReplayPlayer, ResultPlayer};
use super::scene::{Role, Scene, Stage};
use super::steering::Steering;
use crate::net::Bearer;
use crate::net::socket::{MatchSocket, SocketNews};

/// How long a lost connection is tried again, as long as the referee keeps the seat, microseconds.
const LOST_US: u64 = 30_000_000;
/// First and longest pause between two tries, microseconds.
const PAUSE_MIN_US: u64 = 250_000;
const PAUSE_MAX_US: u64 = 2_000_000;
/// How long the court stays after the end, so that the last goal is seen, microseconds.
const AFTERGLOW_US: u64 = 1_900_000;

/// Opens a connection to the match.
pub(super) trait Dial {
    /// Comes back at once; failure is heard from the socket. `watch`: without a seat, whoever it is.
    fn dial(&self, code: MatchCode, bearers: Vec<Bearer>, watch: bool) -> MatchSocket;
}

impl Dial for crate::net::socket::Sockets {
    fn dial(&self, code: MatchCode, bearers: Vec<Bearer>, watch: bool) -> MatchSocket {
        self.open(code, bearers, watch)
    }
}

/// A match of a server, as this client plays it.
pub(super) struct OnlineMatch {
    code: MatchCode,
    bearers: Vec<Bearer>,
    /// Without a seat.
    watch: bool,
    socket: Option<MatchSocket>,
    channel: Channel,
    /// Since when there has been no welcome.
    lost_us: Option<u64>,
    retry_us: u64,
    pause_us: u64,
    ended_us: Option<u64>,
    reported: bool,
}

impl OnlineMatch {
    pub(super) fn new(code: MatchCode, bearers: Vec<Bearer>) -> Self {
        Self {
            code,
            bearers,
            watch: false,
            socket: None,
            channel: Channel::default(),
            lost_us: None,
            retry_us: 0,
            pause_us: PAUSE_MIN_US,
            ended_us: None,
            reported: false,
        }
    }

    /// The same, without a seat in it.
    pub(super) fn watched(code: MatchCode, bearers: Vec<Bearer>) -> Self {
        Self { watch: true, ..Self::new(code, bearers) }
    }

    /// Hears, steers, and shows what there is to see at `now_us`, microseconds of the client's clock.
    pub(super) fn advance(&mut self, now_us: u64, dial: Option<&dyn Dial>, steering: &mut Steering, scene: &mut Scene) {
        self.hear(now_us, dial, steering);
        self.show(now_us, scene);
    }

    /// Hears, and says what is to be said.
    pub(super) fn hear(&mut self, now_us: u64, dial: Option<&dyn Dial>, steering: &mut Steering) {
        self.connect(now_us, dial);
        let mut out = Vec::new();
        self.listen(now_us, &mut out);
        self.channel.speak(now_us, steering, &mut out);
        self.send(out, now_us);
    }

    /// Shows what there is to see at `now_us`, microseconds of the client's clock.
    pub(super) fn show(&mut self, now_us: u64, scene: &mut Scene) {
        self.channel.show(now_us, scene);
        if let Some(lost_us) = self.lost_us.filter(|_| !self.is_over()) {
            scene.stage = Stage::Connecting { left_s: left_s(lost_us, now_us) };
            scene.role = Role::Match;
        }
        if self.is_over() {
            self.ended_us.get_or_insert(now_us);
        }
    }

    /// Whether its result is known.
    pub(super) fn is_over(&self) -> bool {
        self.channel.finished.is_some() && !self.channel.unreadable
    }

    /// The log as far as it is known; none before the first welcome.
    pub(super) fn log(&self) -> Option<Cow<'_, Log>> {
        let log = self.channel.match_.as_ref()?.timeline.log();
        Some(match self.channel.finished.as_ref().and_then(|finished| finished.forfeit) {
            None => Cow::Borrowed(log),
            Some(forfeit) => {
                let mut log = log.clone();
                log.forfeit(forfeit);
                Cow::Owned(log)
            }
        })
    }

    /// Whether the log is there as far as it had come when this client was welcomed.
    pub(super) fn has_caught_up(&self) -> bool {
        self.channel.match_.as_ref().is_some_and(|known| known.timeline.log().through() >= known.welcome.through)
    }

    /// Announces nothing of what has happened until now.
    pub(super) fn hush(&mut self) {
        if let Some(known) = &mut self.channel.match_ {
            known.news.clear();
        }
    }

    /// Who plays.
    pub(super) fn players(&self) -> Vec<ReplayPlayer> {
        let seats = self.channel.match_.iter().flat_map(|known| &known.welcome.seats);
        seats.map(|seat| ReplayPlayer { seat: seat.seat, name: seat.username.clone(), picture: seat.picture }).collect()
    }

    fn connect(&mut self, now_us: u64, dial: Option<&dyn Dial>) {
        if self.socket.is_some() || self.is_over() || self.channel.unreadable || self.refusal().is_some() {
            return;
        }
        self.lost_us.get_or_insert(now_us);
        if let Some(dial) = dial.filter(|_| now_us >= self.retry_us) {
            self.socket = Some(dial.dial(self.code, self.bearers.clone(), self.watch));
            self.retry_us = now_us + self.pause_us;
            self.pause_us = (self.pause_us * 2).min(PAUSE_MAX_US);
        }
    }

    fn listen(&mut self, now_us: u64, out: &mut Vec<ToServer>) {
        let Some(socket) = &self.socket else { return };
        let mut closed = false;
        while let Some(fact) = socket.receive() {
            match fact.news {
                SocketNews::Opened => {}
                SocketNews::Message(message) => {
                    let welcomed = matches!(message, common::wire::ToClient::Welcome(_));
                    if welcomed {
                        self.channel.begin_anew();
                        self.lost_us = None;
                        self.pause_us = PAUSE_MIN_US;
                    }
                    self.channel.hear(message, fact.at_us, out);
                }
                SocketNews::Closed { code, reason } => {
                    tracing::info!(?code, %reason, "the connection to the match ended");
                    closed = true;
                }
            }
        }
        if closed {
            self.drop_connection(now_us);
        }
    }

    fn drop_connection(&mut self, now_us: u64) {
        self.socket = None;
        self.lost_us.get_or_insert(now_us);
        if self.channel.refused.is_some_and(comes_back) {
            self.channel.refused = None;
        }
    }

    fn send(&mut self, messages: Vec<ToServer>, now_us: u64) {
        let Some(socket) = &self.socket else { return };
        let mut taken = true;
        for message in messages {
            taken &= socket.send(message);
        }
        if !taken && !self.is_over() {
            self.drop_connection(now_us);
        }
    }

    fn refusal(&self) -> Option<Refusal> {
        self.channel.refused.filter(|refusal| !comes_back(*refusal))
    }

    /// How it ended, once: the result, or why it cannot go on.
    pub(super) fn outcome(&mut self, now_us: u64) -> Option<PlayFact> {
        if self.reported {
            return None;
        }
        let fact = if self.channel.unreadable {
            Some(PlayFact::Lost(LostReason::Unreadable))
        } else if self.ended_us.is_some_and(|ended_us| now_us.saturating_sub(ended_us) > AFTERGLOW_US) {
            self.result().map(PlayFact::Ended)
        } else if let Some(refusal) = self.refusal() {
            Some(PlayFact::Lost(LostReason::Refused(refusal)))
        } else if self.lost_us.is_some_and(|lost_us| !self.is_over() && now_us.saturating_sub(lost_us) > LOST_US) {
            Some(PlayFact::Lost(LostReason::Unreachable))
        } else {
            None
        };
        self.reported = fact.is_some();
        fact
    }

    fn result(&self) -> Option<PlayResult> {
        let (finished, known) = (self.channel.finished.as_ref()?, self.channel.match_.as_ref()?);
        let players = known.welcome.seats.iter().map(|seat| ResultPlayer {
            seat: seat.seat,
            name: seat.username.clone(),
            picture: seat.picture,
            tally: finished.players.iter().find(|player| player.seat == seat.seat).map(|player| player.tally).unwrap_or_default(),
            mine: known.welcome.mine.contains(&seat.seat),
        });
        Some(PlayResult {
            spec: PlaySpec::Online { code: self.code, bearers: self.bearers.clone() },
            players: players.collect(),
            score: finished.score,
            winner: finished.winner,
            reason: finished.reason,
            code: Some(self.code),
            ticks: known.timeline.confirmed().play_ticks(),
            longest_rally: known.longest_rally.max(known.timeline.confirmed().ball().returns),
            replay: self.log().map(|log| Arc::new(Replay { log: log.into_owned(), players: self.players(), code: Some(self.code) })),
        })
    }
}

/// Whether it is worth connecting again after this refusal.
const fn comes_back(refusal: Refusal) -> bool {
    match refusal {
        Refusal::TooSlow | Refusal::Ending => true,
        Refusal::Protocol { .. }
        | Refusal::NotFound
        | Refusal::Token
        | Refusal::NotASeat
        | Refusal::TakenOver
        | Refusal::Rules
        | Refusal::Full
        | Refusal::NotWatchable => false,
    }
}

#[expect(clippy::cast_precision_loss, reason = "half a minute in milliseconds is exact")]
fn left_s(since_us: u64, now_us: u64) -> f32 {
    (LOST_US.saturating_sub(now_us.saturating_sub(since_us)) / 1000) as f32 / 1000.0
}
