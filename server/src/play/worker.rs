//! A worker: one ticker for many rooms, apart from requests and streams. It owns its rooms, hears of everything through one
//! bounded inbox, and waits for nobody.

use std::collections::HashMap;
use std::sync::Arc;

use common::ids::{MatchCode, UserId};
use common::wire::{Refusal, SteerAt};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::hosted::{Ended, Hosted, Joining, NewRoom};
use super::journal;
use super::line::End;
use super::presence::ConnId;
use super::ticker::{Lateness, Ticker};

/// Commands that may wait for a worker. Sockets wait when it is full, which slows down only those who send.
pub(super) const INBOX_LEN: usize = 4096;
/// Commands that are taken in one tick.
const COMMANDS_PER_TICK_MAX: usize = 4096;
/// How often logs are handed to the journal, ticks: half of the 250 ms that may be lost. The other half is for two writes, the
/// one that is under way and the one that takes this batch.
pub(super) const JOURNAL_EVERY_TICKS: u32 = 15;

/// What a worker can be told.
pub(super) enum Command {
    /// Run this room.
    Open(Box<NewRoom>),
    /// Somebody comes to a room.
    Join(MatchCode, Joining),
    /// A connection has ended.
    Leave(MatchCode, ConnId),
    /// A player steers.
    Steer(MatchCode, ConnId, SteerAt),
    /// A connection asks what time it is, in a message that arrived then.
    Ping(MatchCode, ConnId, u64, Instant),
    /// A player gives a match up.
    Resign(MatchCode, UserId),
    /// Somebody asks for the log again.
    Resync(MatchCode, ConnId),
    /// Somebody wants the log as a file.
    Log(MatchCode, oneshot::Sender<Vec<u8>>),
    /// The result of a match is stored, or the match was never made: the room ends.
    Stored(MatchCode),
    /// The server ends: connections are closed, logs are kept.
    Stop,
}

/// One thread's rooms.
pub(super) struct Worker {
    pub(super) inbox: mpsc::Receiver<Command>,
    pub(super) ended: mpsc::Sender<Ended>,
    pub(super) journal: journal::Batches,
    pub(super) lateness: Arc<Lateness>,
    rooms: HashMap<MatchCode, Hosted>,
    ticker: Ticker,
    /// When the last tick began.
    ticked: Instant,
    ticks_to_journal: u32,
    /// Ends of matches that the journal does not know yet.
    to_journal: Vec<u8>,
    stopping: bool,
}

impl Worker {
    pub(super) fn new(
        inbox: mpsc::Receiver<Command>,
        ended: mpsc::Sender<Ended>,
        journal: journal::Batches,
        lateness: Arc<Lateness>,
    ) -> Self {
        Self {
            inbox,
            ended,
            journal,
            lateness,
            rooms: HashMap::new(),
            ticker: Ticker::new(Instant::now()),
            ticked: Instant::now(),
            ticks_to_journal: JOURNAL_EVERY_TICKS,
            to_journal: Vec::new(),
            stopping: false,
        }
    }

    /// Works until it is told to stop, or until nobody can tell it anything any more.
    pub(super) async fn run(mut self) {
        while !self.stopping {
            // 1. Time. Without rooms there is none.
            if self.rooms.is_empty() {
                self.lateness.forget();
                let Some(command) = self.inbox.recv().await else { return };
                self.ticker = Ticker::new(Instant::now());
                self.apply(command);
                continue;
            }
            tokio::time::sleep_until(self.ticker.next()).await;
            let now = Instant::now();
            let due = self.ticker.due(now);
            self.lateness.note(due.late);
            metrics::histogram!("play_tick_late_seconds").record(due.late);
            // 2. Input, bounded.
            for _ in 0..COMMANDS_PER_TICK_MAX {
                let Ok(command) = self.inbox.try_recv() else { break };
                self.apply(command);
            }
            // 3. Rules, and their output into queues that never make this wait.
            for _ in 0..due.ticks {
                self.rooms.values_mut().for_each(Hosted::tick);
            }
            self.ticked = now;
            // 4. Output.
            self.rooms.values_mut().for_each(Hosted::wake);
            // 5. Ends.
            self.hand_on_ended();
            self.keep_logs(due.ticks);
            metrics::histogram!("play_tick_seconds").record(now.elapsed());
        }
        self.keep_everything().await;
    }

    fn apply(&mut self, command: Command) {
        match command {
            Command::Open(new) => _ = self.rooms.insert(new.handle.code, Hosted::new(*new)),
            Command::Join(code, joining) => match self.rooms.get_mut(&code) {
                Some(hosted) => hosted.join(joining),
                None => joining.line.end(End::Refused(Refusal::NotFound)),
            },
            Command::Leave(code, conn) => self.with(code, |hosted| hosted.leave(conn)),
            Command::Steer(code, conn, steer) => self.with(code, |hosted| hosted.steer(conn, steer)),
            Command::Ping(code, conn, nonce, at) => {
                let ticked = self.ticked;
                self.with(code, |hosted| hosted.ping(conn, nonce, at, ticked));
            }
            Command::Resign(code, user) => self.with(code, |hosted| hosted.resign(user)),
            Command::Resync(code, conn) => self.with(code, |hosted| hosted.resync(conn)),
            // Whoever asked may have gone.
            Command::Log(code, reply) => self.with(code, |hosted| drop(reply.send(hosted.log()))),
            Command::Stored(code) => {
                if let Some(hosted) = self.rooms.remove(&code) {
                    journal::ended(&mut self.to_journal, hosted.id());
                    hosted.stored();
                }
            }
            Command::Stop => {
                self.rooms.values_mut().for_each(Hosted::close);
                self.stopping = true;
            }
        }
    }

    fn with(&mut self, code: MatchCode, act: impl FnOnce(&mut Hosted)) {
        if let Some(hosted) = self.rooms.get_mut(&code) {
            act(hosted);
        }
    }

    /// Matches that have ended go to be stored. When that place is full, they are offered again in the next tick.
    fn hand_on_ended(&mut self) {
        for hosted in self.rooms.values_mut() {
            let Some(ended) = hosted.take_ended() else { continue };
            if self.ended.try_send(ended).is_err() {
                hosted.keep_ended();
            }
        }
    }

    /// What the journal has no place for now stays in the rooms, and is offered again in the next tick.
    fn keep_logs(&mut self, ticks: u32) {
        self.ticks_to_journal = self.ticks_to_journal.saturating_sub(ticks);
        if self.ticks_to_journal > 0 {
            return;
        }
        let Ok(permit) = self.journal.try_reserve() else { return };
        self.ticks_to_journal = JOURNAL_EVERY_TICKS;
        let batch = batch_of(&mut self.rooms, &mut self.to_journal);
        if !batch.is_empty() {
            permit.send(batch);
        }
    }

    /// The last batch, when there are no ticks any more that could come late.
    async fn keep_everything(mut self) {
        let batch = batch_of(&mut self.rooms, &mut self.to_journal);
        if self.journal.send(batch).await.is_err() {
            tracing::error!("the journal ended before its last batch");
        }
    }
}

fn batch_of(rooms: &mut HashMap<MatchCode, Hosted>, to_journal: &mut Vec<u8>) -> Vec<u8> {
    let mut batch = std::mem::take(to_journal);
    for hosted in rooms.values_mut() {
        hosted.append_to(&mut batch);
    }
    batch
}
