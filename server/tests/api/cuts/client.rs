//! A client that loses its connection, and whose process is killed, again and again, and comes back each time.

use std::time::Duration;

use common::api::auth::{Logout, Refresh};
use common::api::users::GetMe;
use common::ids::{MatchCode, UserId};
use common::sim::Tick;
use common::sim::log::{Change, Log};
use common::wire::{LOG_EVERY_TICKS, Refusal, ToClient, ToServer, Welcome};
use rand::RngExt;
use rand::rngs::StdRng;
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;

use super::Tally;
use crate::follow::Follow;
use crate::harness::{EventStream, PASSWORD, TestApp, User};
use crate::players::{Ended, Socket};

/// From the moment at which a client plays to its next trouble.
const TROUBLE_AFTER_MS: std::ops::Range<u64> = 500..8000;
/// How long a client is gone, seconds, and how often for so long.
const GONE: [(u64, u32); 4] = [(1, 6), (5, 4), (29, 1), (31, 1)];
/// Absences of one player in one match add up to 2 minutes at most; who comes near it has no more trouble.
const ABSENCES_MAX: Duration = Duration::from_secs(90);
/// A seat is kept for so long.
const GRACE: Duration = Duration::from_secs(30);
/// What a player knows lies at most so far behind the present: the log's pace, and what is on its way.
const BEHIND_TICKS_MAX: i32 = 2 * LOG_EVERY_TICKS.cast_signed();

/// A client: one player, or two on one keyboard.
pub(super) struct Client {
    app: TestApp,
    pub(super) users: Vec<User>,
    pub(super) streams: Vec<EventStream>,
    tally: Tally,
    rng: StdRng,
    level: u8,
}

/// One client in one match.
pub(super) struct Stay {
    pub(super) code: MatchCode,
    pub(super) users: Vec<UserId>,
    /// Was gone for longer than a seat is kept.
    pub(super) forfeited: bool,
    absent: Duration,
    /// What was heard on earlier connections.
    heard: Option<(Vec<Change>, Tick)>,
    /// An older connection that is still open, and whether it must hear that it was taken over.
    older: Option<(Socket, bool)>,
}

/// How a connection ended.
enum End {
    /// The match is over.
    Over,
    /// By some trouble; the client is to come back.
    Trouble,
}

/// What can happen to a client.
#[derive(Clone, Copy)]
enum Trouble {
    /// The connection breaks in the middle of a frame.
    MidFrame,
    /// The connection stays, and nothing goes through it any more.
    Silence,
    /// The user connects again, from another window.
    Second,
    /// The session ends, and the user signs in again.
    SignedOut,
    /// The process is killed, with all its connections.
    Kill,
}

impl Client {
    pub(super) fn new(app: &TestApp, users: Vec<User>, tally: &Tally, rng: StdRng) -> Self {
        Self { app: app.clone(), users, streams: Vec::new(), tally: tally.clone(), rng, level: 4 }
    }

    /// Opens the event stream of every user.
    pub(super) async fn listen(&mut self) {
        self.streams.clear();
        for user in &self.users {
            self.streams.push(user.stream().await);
        }
    }

    /// Gets new access tokens.
    pub(super) async fn renew(&mut self) {
        for user in &mut self.users {
            let refresh = Refresh { refresh: user.tokens.refresh.clone(), rotate: false };
            user.tokens.access = self.app.call(refresh).await.unwrap().access;
        }
    }

    /// Plays a match to its end, through all trouble.
    pub(super) async fn play(&mut self, code: MatchCode) -> Stay {
        let users = self.users.iter().map(|user| user.id).collect();
        let mut stay = Stay { code, users, forfeited: false, absent: Duration::ZERO, heard: None, older: None };
        while let End::Trouble = self.connect(&mut stay).await {}
        stay
    }

    /// One connection.
    async fn connect(&mut self, stay: &mut Stay) -> End {
        let tokens: Vec<_> = self.users.iter().map(|user| user.tokens.access.as_str()).collect();
        let mut socket = Socket::greet(&self.app, stay.code, &tokens, false).await;
        let welcome = match socket.next().await {
            Some(ToClient::Welcome(welcome)) => *welcome,
            Some(ToClient::Refused(Refusal::NotFound)) => return End::Over,
            other => panic!("{} came back to {other:?}", self.users[0].name),
        };
        assert!(!stay.forfeited, "{} has a seat that was not kept", self.users[0].name);
        stay.is_back(&welcome).await;
        let mut follow = Follow::new(&welcome, self.level);
        let mut trouble_at = None;
        loop {
            let message = tokio::select! {
                message = socket.next() => message.expect("nobody broke it"),
                () = until(trouble_at) => break,
            };
            match message {
                ToClient::Log(part) => {
                    for steer in follow.hear(&part) {
                        socket.say(&ToServer::Steer(steer)).await;
                    }
                    if trouble_at.is_none() && part.through >= welcome.through {
                        stay.heard_the_same(&follow.log);
                        socket.say(&ToServer::Ping { nonce: 1 }).await;
                        trouble_at = Some(self.trouble_at(stay));
                    }
                }
                ToClient::Pong { tick, .. } => {
                    let behind = tick - follow.log.through();
                    assert!((0..=BEHIND_TICKS_MAX).contains(&behind), "{tick} is present, {} is known", follow.log.through());
                    self.tally.add(|count| count.right_ticks += usize::from(stay.heard.is_some()));
                }
                ToClient::Restart => follow.restart(),
                ToClient::Finished(finished) => {
                    follow.finish(&finished);
                    return End::Over;
                }
                ToClient::Waiting(_) | ToClient::Away(_) | ToClient::Watched { .. } => {}
                other @ (ToClient::Welcome(_) | ToClient::Refused(_)) => panic!("{} hears {other:?}", self.users[0].name),
            }
        }
        stay.heard = Some((follow.log.changes().to_vec(), follow.log.through()));
        self.trouble(stay, socket).await
    }

    /// When the next trouble comes; far away when there was enough.
    fn trouble_at(&mut self, stay: &Stay) -> Instant {
        let after = Duration::from_millis(self.rng.random_range(TROUBLE_AFTER_MS));
        let is_enough = self.tally.is_enough() || stay.absent > ABSENCES_MAX;
        Instant::now() + if is_enough { Duration::from_secs(24 * 60 * 60) } else { after }
    }

    /// Something happens to the client, and it comes back after a while.
    async fn trouble(&mut self, stay: &mut Stay, mut socket: Socket) -> End {
        let trouble = match self.rng.random_range(0..8) {
            0 => Trouble::MidFrame,
            1 => Trouble::Silence,
            2 => Trouble::Second,
            3 => Trouble::SignedOut,
            _ => Trouble::Kill,
        };
        let gone = self.gone();
        match trouble {
            Trouble::MidFrame => {
                self.tally.add(|count| count.cuts += 1);
                // The head of a frame with 254 bytes that never come.
                socket.ws.get_mut().write_all(&[0x82, 0xFE, 0x00]).await.unwrap();
                drop(socket);
                stay.is_gone(gone).await;
            }
            Trouble::Silence => {
                self.tally.add(|count| count.cuts += 1);
                stay.older = Some((socket, false));
                // The server notices after 15 seconds, so the seat is kept for longer.
                stay.is_gone(gone.min(GRACE - Duration::from_secs(1))).await;
            }
            Trouble::Second => {
                self.tally.add(|count| count.cuts += 1);
                stay.older = Some((socket, true));
            }
            Trouble::SignedOut => {
                self.tally.add(|count| count.cuts += 1);
                self.users[0].call(Logout { refresh: None }).await.unwrap();
                assert_eq!(socket.ended().await, Ended { refusal: Some(Refusal::Token), code: Some(4401) });
                stay.is_gone(gone).await;
                self.users[0] = self.app.login(&self.users[0].name, PASSWORD).await.unwrap();
                self.listen().await;
            }
            Trouble::Kill => {
                self.tally.add(|count| count.kills += 1);
                drop(socket);
                self.streams.clear();
                stay.is_gone(gone).await;
                return self.start_again(stay).await;
            }
        }
        End::Trouble
    }

    /// The game is started again, and looks for its way back.
    async fn start_again(&mut self, stay: &mut Stay) -> End {
        self.renew().await;
        self.listen().await;
        match self.users[0].call(GetMe {}).await.unwrap().game_playing {
            Some(code) if code == stay.code => End::Trouble,
            // Another one: the tournament has gone on meanwhile.
            Some(_) | None => End::Over,
        }
    }

    fn gone(&mut self) -> Duration {
        let mut draw = self.rng.random_range(0..GONE.iter().map(|(_, share)| share).sum());
        for (seconds, share) in GONE {
            if draw < share {
                return Duration::from_secs(seconds);
            }
            draw -= share;
        }
        unreachable!("a draw lies in one of the shares")
    }
}

impl Stay {
    /// Time in which the player is not there.
    async fn is_gone(&mut self, time: Duration) {
        self.absent += time;
        self.forfeited |= time > GRACE;
        tokio::time::sleep(time).await;
    }

    /// The seat is taken again.
    async fn is_back(&mut self, welcome: &Welcome) {
        assert_eq!((welcome.code, welcome.mine.len()), (self.code, self.users.len()));
        if let Some((_, through)) = &self.heard {
            assert!(welcome.through >= *through, "the match went back from {through} to {}", welcome.through);
        }
        if let Some((mut older, hears_why)) = self.older.take()
            && hears_why
        {
            assert_eq!(older.ended().await, Ended { refusal: Some(Refusal::TakenOver), code: Some(4001) });
        }
    }

    /// The log begins as it was told on earlier connections.
    fn heard_the_same(&self, log: &Log) {
        let Some((changes, through)) = &self.heard else { return };
        let before = |changes: &[Change]| changes.partition_point(|change| change.tick < *through);
        assert_eq!(changes[..before(changes)], log.changes()[..before(log.changes())]);
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
