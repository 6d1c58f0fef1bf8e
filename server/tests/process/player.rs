//! Somebody who plays one match after the other, and comes back to a running one after every death of the server.

use std::time::Duration;

use common::api::auth::{CreateGuest, Refresh};
use common::api::error::ErrorCode;
use common::api::event::{GameEvent, ServerEvent};
use common::api::queue::{JoinDuel, LeaveDuel};
use common::api::users::GetMe;
use common::ids::{MatchCode, UserId};
use common::wire::Refusal;

use crate::court::{self, End};
use crate::heard::Heard;
use crate::stage::{Stage, Stop};
use crate::web::{Events, Fault};

/// What is on its way on the stream comes within this time, also on a busy machine.
const TOLD_WITHIN: Duration = Duration::from_secs(20);

/// A player, over all lives of the server.
pub(crate) struct Player {
    pub(crate) id: UserId,
    refresh: String,
    level: u8,
    /// The last event that was read.
    last_event: i64,
    /// Asked for a match, and was not told of one.
    asks: bool,
    /// The match that the player sits in.
    pub(crate) code: Option<MatchCode>,
    pub(crate) heard: Heard,
}

/// A player in this life of the server.
pub(crate) struct Signed {
    pub(crate) access: String,
    pub(crate) events: Events,
}

impl Player {
    /// A new guest.
    pub(crate) async fn guest(stage: &Stage, level: u8) -> Result<Self, Fault> {
        let tokens = stage.web.call(&CreateGuest {}, None).await?;
        stage.ledger().guests.iter_mut().for_each(|count| *count += 1);
        Self::of(stage, tokens, level).await
    }

    /// Who has these tokens.
    pub(crate) async fn of(stage: &Stage, tokens: common::api::auth::Tokens, level: u8) -> Result<Self, Fault> {
        let me = stage.web.call(&GetMe {}, Some(&tokens.access)).await?;
        Ok(Self { id: me.id, refresh: tokens.refresh, level, last_event: 0, asks: false, code: None, heard: Heard::default() })
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
        stage.ledger().acknowledged += 1;
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
        match stage.insist(&JoinDuel {}, &signed.access, None).await {
            Ok(entry) => stage.ledger().queue(self.id, &entry),
            // The match was made in the moment of the kill; the stream tells of it.
            Err(Fault::Refused(ErrorCode::AlreadyPlaying)) => return self.started(stage, signed).await.map(|()| true),
            Err(fault) => return Err(stage.stop("the queue", &fault)),
        }
        let over = stage.over.clone();
        tokio::select! {
            started = self.next_start(stage, &mut signed.events) => started?,
            () = over.cancelled() => match stage.web.call(&LeaveDuel {}, Some(&signed.access)).await {
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

    /// A match was made; the stream says so.
    pub(crate) async fn started(&mut self, stage: &Stage, signed: &mut Signed) -> Result<(), Stop> {
        match tokio::time::timeout(TOLD_WITHIN, self.next_start(stage, &mut signed.events)).await {
            Ok(started) => started,
            Err(_) => Err(Stop::Fault("in a match that the stream does not tell of".to_owned())),
        }
    }

    async fn next_start(&mut self, stage: &Stage, events: &mut Events) -> Result<(), Stop> {
        loop {
            if let ServerEvent::Game(GameEvent::Start(made)) = self.next(stage, events).await? {
                self.sit_at(stage, made.code);
                return Ok(());
            }
        }
    }

    /// The player is in this match from now on.
    pub(crate) fn sit_at(&mut self, stage: &Stage, code: MatchCode) {
        (self.code, self.asks) = (Some(code), false);
        self.heard = Heard::default();
        stage.ledger().made(self.id, code);
    }

    /// Plays the match to its end, if the player is in one, and hears of it on the socket and on the stream.
    pub(crate) async fn finish(&mut self, stage: &Stage, signed: &mut Signed) -> Result<(), Stop> {
        let Some(code) = self.code else { return Ok(()) };
        let id = self.id;
        let seated = || _ = stage.ledger().seated.insert(id, code);
        match court::play(stage, code, &signed.access, self.level, &mut self.heard, seated).await? {
            End::Finished(finished) => stage.ledger().finish(code, *finished),
            // It ended while we were away.
            End::Refused(Refusal::NotFound) => {}
            End::Refused(why) => return Err(Stop::Fault(format!("{code} refused its player: {why}"))),
            End::Broken => return Err(stage.broken("the socket of a match")),
        }
        stage.ledger().seated.remove(&id);
        let told = async {
            loop {
                if let ServerEvent::Game(GameEvent::Finish(over)) = self.next(stage, &mut signed.events).await?
                    && over.code == code
                {
                    return Ok(());
                }
            }
        };
        match tokio::time::timeout(TOLD_WITHIN, told).await {
            Ok(told) => told?,
            Err(_) => return Err(Stop::Fault(format!("{code} is over, and the stream does not tell"))),
        }
        stage.ledger().announce(code, id);
        self.code = None;
        Ok(())
    }

    async fn next(&mut self, stage: &Stage, events: &mut Events) -> Result<ServerEvent, Stop> {
        let Some(told) = events.next().await else { return Err(stage.broken("the event stream")) };
        if told.id <= self.last_event {
            return Err(Stop::Fault(format!("event {} after event {}", told.id, self.last_event)));
        }
        self.last_event = told.id;
        Ok(told.event)
    }
}
