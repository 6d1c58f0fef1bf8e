//! Somebody who plays one match after the other, and comes back to a running one after every death of the server.

use std::time::Duration;

use common::api::auth::{CreateGuest, Refresh, Register, Tokens};
use common::api::error::ErrorCode;
use common::api::event::{GameEvent, ServerEvent};
use common::api::queue::{JoinDuel, JoinRanked, LeaveDuel, LeaveRanked, QueueEntry};
use common::api::users::GetMe;
use common::ids::{MatchCode, UserId};
use common::wire::Refusal;
use futures_util::future::join_all;
use tokio_util::sync::CancellationToken;

use crate::court::{self, End, Style};
use crate::heard::Heard;
use crate::stage::{Stage, Stop};
use crate::web::{Events, Fault};
use crate::writers::PASSWORD;

/// What is on its way on the stream comes within this time, also on a busy machine.
const TOLD_WITHIN: Duration = Duration::from_secs(20);

/// A player, over all lives of the server.
pub(crate) struct Player {
    pub(crate) id: UserId,
    refresh: String,
    style: Style,
    /// Waits for ranked matches.
    is_ranked: bool,
    /// The last event that was read.
    last_event: i64,
    /// Asked for a match, and was not told of one.
    asks: bool,
    /// The match that the player sits in.
    pub(crate) code: Option<MatchCode>,
    /// The stream has told that it is over.
    is_told: bool,
    pub(crate) heard: Heard,
}

/// A player in this life of the server.
pub(crate) struct Signed {
    pub(crate) access: String,
    pub(crate) events: Events,
}

impl Player {
    /// A new guest.
    pub(crate) async fn guest(stage: &Stage, style: Style) -> Result<Self, Fault> {
        let tokens = stage.web.call(&CreateGuest {}, None).await?;
        stage.ledger().guests.iter_mut().for_each(|count| *count += 1);
        Self::of(stage, tokens, style).await
    }

    /// A new account of this name.
    pub(crate) async fn account(stage: &Stage, name: &str, style: Style) -> Result<Self, Fault> {
        let register = Register { username: name.to_owned(), password: PASSWORD.to_owned() };
        let tokens = stage.web.call(&register, None).await?;
        stage.ledger().accounts.insert(name.to_owned(), true);
        Self::of(stage, tokens, style).await
    }

    /// The same, who waits for ranked matches.
    pub(crate) async fn climber(stage: &Stage, name: &str, level: u8) -> Result<Self, Fault> {
        Ok(Self { is_ranked: true, ..Self::account(stage, name, Style { level, is_brief: true }).await? })
    }

    async fn of(stage: &Stage, tokens: Tokens, style: Style) -> Result<Self, Fault> {
        let me = stage.web.call(&GetMe {}, Some(&tokens.access)).await?;
        let (refresh, heard) = (tokens.refresh, Heard::default());
        Ok(Self { id: me.id, refresh, style, is_ranked: false, last_event: 0, asks: false, code: None, is_told: false, heard })
    }

    /// Plays until the server is killed, or until no new match is wanted and the last one is over.
    pub(crate) async fn play_on(mut self, stage: Stage) -> Self {
        let outcome = self.play_all(&stage).await;
        stage.settle(&format!("player {}", self.id), outcome);
        self
    }

    async fn play_all(&mut self, stage: &Stage) -> Result<(), Stop> {
        let mut signed = self.sign_in(stage).await?;
        loop {
            if self.code.is_none() && !self.queue(stage, &mut signed).await? {
                return Ok(());
            }
            self.finish(stage, &mut signed).await?;
        }
    }

    /// A fresh access token, and the event stream from where it was left.
    pub(crate) async fn sign_in(&mut self, stage: &Stage) -> Result<Signed, Stop> {
        let refresh = Refresh { refresh: self.refresh.clone(), rotate: false };
        let access = stage.web.call(&refresh, None).await.map_err(|fault| stage.stop("a refresh", &fault))?.access;
        let events = stage.web.events(&access, self.last_event).await.map_err(|fault| stage.stop("the event stream", &fault))?;
        Ok(Signed { access, events })
    }

    /// Waits for a match. False: none is wanted any more.
    async fn queue(&mut self, stage: &Stage, signed: &mut Signed) -> Result<bool, Stop> {
        // What was asked for before a kill may have been granted.
        if stage.over.is_cancelled() && !self.asks {
            return Ok(false);
        }
        self.asks = true;
        stage.ledger().asked.insert(self.id);
        stage.moments.match_asked.notify_waiters();
        match self.join(stage, &signed.access).await {
            Ok(entry) => stage.ledger().queue(self.id, &entry),
            // The match was made in the moment of the kill; the stream tells of it.
            Err(Fault::Refused(ErrorCode::AlreadyPlaying)) => return self.started(stage, signed).await.map(|()| true),
            Err(fault) => return Err(stage.stop("the queue", &fault)),
        }
        let over = stage.over.clone();
        tokio::select! {
            started = self.next_start(stage, &mut signed.events) => started?,
            () = over.cancelled() => match self.leave(stage, &signed.access).await {
                Ok(()) => {
                    self.asks = false;
                    stage.ledger().places.remove(&self.id);
                    return Ok(false);
                }
                Err(Fault::Refused(ErrorCode::NotFound)) => self.started(stage, signed).await?,
                Err(fault) => return Err(stage.stop("leaving the queue", &fault)),
            },
        }
        Ok(true)
    }

    async fn join(&self, stage: &Stage, access: &str) -> Result<QueueEntry, Fault> {
        if self.is_ranked { stage.insist(&JoinRanked {}, access, None).await } else { stage.insist(&JoinDuel {}, access, None).await }
    }

    async fn leave(&self, stage: &Stage, access: &str) -> Result<(), Fault> {
        if self.is_ranked { stage.web.call(&LeaveRanked {}, Some(access)).await } else { stage.web.call(&LeaveDuel {}, Some(access)).await }
    }

    /// A match was made; the stream says so.
    pub(crate) async fn started(&mut self, stage: &Stage, signed: &mut Signed) -> Result<(), Stop> {
        match tokio::time::timeout(TOLD_WITHIN, self.next_start(stage, &mut signed.events)).await {
            Ok(started) => started,
            Err(_) => Err(Stop::Fault("in a match that the stream does not tell of".to_owned())),
        }
    }

    /// Waits until a match is made, and is in it.
    pub(crate) async fn next_start(&mut self, stage: &Stage, events: &mut Events) -> Result<(), Stop> {
        loop {
            if let ServerEvent::Game(GameEvent::Start(made)) = self.next(stage, events).await? {
                self.sit_at(stage, made.code);
                return Ok(());
            }
        }
    }

    /// The player is in this match from now on.
    pub(crate) fn sit_at(&mut self, stage: &Stage, code: MatchCode) {
        (self.code, self.asks, self.is_told) = (Some(code), false, false);
        self.heard = Heard::default();
        stage.ledger().made(self.id, code);
    }

    /// Plays the match to its end, if the player is in one, and hears of it on the socket and on the stream.
    pub(crate) async fn finish(&mut self, stage: &Stage, signed: &mut Signed) -> Result<(), Stop> {
        let Some(code) = self.code else { return Ok(()) };
        let over = CancellationToken::new();
        let Self { id, style, heard, last_event, is_told, .. } = self;
        let Signed { access, events } = signed;
        let played = async {
            let outcome = played(stage, code, (*id, access), *style, heard).await;
            over.cancel();
            outcome
        };
        // Whoever plays reads the stream all the same: the server keeps nothing for those who do not. It can tell of the end, and the
        // socket break before it does.
        let told = async {
            if *is_told {
                return Ok(());
            }
            tokio::select! {
                told = told_of_the_end(stage, code, events, last_event) => told.inspect(|()| *is_told = true),
                () = async { over.cancelled().await; tokio::time::sleep(TOLD_WITHIN).await } => Err(untold(code)),
            }
        };
        let (played, told) = tokio::join!(played, told);
        played.and(told)?;
        self.is_over(stage, code);
        Ok(())
    }

    /// Waits for the end of the match that the player is in, without being at the seat.
    pub(crate) async fn stay_away(&mut self, stage: &Stage, signed: &mut Signed) -> Result<(), Stop> {
        let Some(code) = self.code else { return Ok(()) };
        let told = told_of_the_end(stage, code, &mut signed.events, &mut self.last_event);
        tokio::time::timeout(TOLD_WITHIN, told).await.unwrap_or_else(|_| Err(untold(code)))?;
        self.is_over(stage, code);
        Ok(())
    }

    fn is_over(&mut self, stage: &Stage, code: MatchCode) {
        stage.ledger().announce(code, self.id);
        self.code = None;
    }

    /// The next event of the stream.
    pub(crate) async fn next(&mut self, stage: &Stage, events: &mut Events) -> Result<ServerEvent, Stop> {
        next(stage, events, &mut self.last_event).await
    }
}

/// Everybody signs in.
pub(crate) async fn sign_in_all(stage: &Stage, players: impl IntoIterator<Item = &mut Player>) -> Result<Vec<Signed>, Stop> {
    join_all(players.into_iter().map(|player| player.sign_in(stage))).await.into_iter().collect()
}

/// Plays the match until it is over, and notes its result.
async fn played(stage: &Stage, code: MatchCode, (id, access): (UserId, &str), style: Style, heard: &mut Heard) -> Result<(), Stop> {
    let seated = || _ = stage.ledger().seated.insert(id, code);
    match court::play(stage, code, access, style, heard, seated).await? {
        End::Finished(finished) => stage.ledger().finish(code, *finished),
        // It ended while we were away.
        End::Refused(Refusal::NotFound) => {}
        End::Refused(why) => return Err(Stop::Fault(format!("{code} refused its player: {why}"))),
        End::Broken => return Err(stage.broken("the socket of a match")),
    }
    stage.ledger().seated.remove(&id);
    Ok(())
}

/// Reads the stream until it tells of the end of this match.
async fn told_of_the_end(stage: &Stage, code: MatchCode, events: &mut Events, last: &mut i64) -> Result<(), Stop> {
    loop {
        if let ServerEvent::Game(GameEvent::Finish(over)) = next(stage, events, last).await?
            && over.code == code
        {
            return Ok(());
        }
    }
}

fn untold(code: MatchCode) -> Stop {
    Stop::Fault(format!("{code} is over, and the stream does not tell"))
}

async fn next(stage: &Stage, events: &mut Events, last: &mut i64) -> Result<ServerEvent, Stop> {
    let Some(told) = events.next().await else { return Err(stage.broken("the event stream")) };
    if told.id <= *last {
        return Err(Stop::Fault(format!("event {} after event {last}", told.id)));
    }
    *last = told.id;
    Ok(told.event)
}
