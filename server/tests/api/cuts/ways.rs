//! How people come to their matches: by the queues, in lobbies, as teams, in tournaments, and at one keyboard.

use std::sync::Arc;
use std::time::Duration;

use common::api::lobby::JoinLobby;
use common::api::matches::MatchType;
use common::api::queue::{JoinDuel, JoinRanked, StartLocal};
use common::api::tournament::{GetTournament, JoinTournament};
use common::api::users::GetMe;
use common::ids::{MatchCode, TournamentCode};
use futures_util::future::join_all;
use tokio::sync::Mutex;

use super::Tally;
use super::client::{Client, Stay};
use crate::lobbies::{custom, ready, team};
use crate::players::started;
use crate::tournaments::wanted;

const LOCAL_GOALS: u8 = 5;
/// How often somebody in a tournament looks whether there is a match to play; there are 60 seconds to come to it.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// How two find each other.
#[derive(Clone)]
pub(super) enum Way {
    Duel(Turn),
    Ranked(Turn),
    Lobby,
}

/// One pair at a time in a queue, so that those meet who belong together.
pub(super) type Turn = Arc<Mutex<()>>;

impl Way {
    async fn meet(&self, a: &mut Client, b: &mut Client) -> MatchCode {
        let both = [&a.users[0], &b.users[0]];
        let _turn = match self {
            Self::Duel(turn) => {
                let turn = turn.lock().await;
                for user in both {
                    user.call(JoinDuel {}).await.unwrap();
                }
                Some(turn)
            }
            Self::Ranked(turn) => {
                let turn = turn.lock().await;
                for user in both {
                    user.call(JoinRanked {}).await.unwrap();
                }
                Some(turn)
            }
            Self::Lobby => {
                let code = custom(both[0], MatchType::OneOnOne).await.code;
                both[1].call(JoinLobby { code }).await.unwrap();
                for user in both {
                    user.call(ready(code)).await.unwrap();
                }
                None
            }
        };
        let code = started(&mut a.streams[0]).await;
        assert_eq!(started(&mut b.streams[0]).await, code);
        code
    }
}

/// Two who play each other until there was enough trouble.
pub(super) async fn pair(mut a: Client, mut b: Client, way: Way, tally: Tally) -> Vec<Stay> {
    let mut stays = Vec::new();
    a.listen().await;
    b.listen().await;
    while !tally.is_enough() {
        let code = way.meet(&mut a, &mut b).await;
        let (one, other) = tokio::join!(a.play(code), b.play(code));
        stays.extend([one, other]);
    }
    stays
}

/// Two on one keyboard, one match after the other until there was enough trouble.
pub(super) async fn table(mut client: Client, tally: Tally) -> Vec<Stay> {
    let mut stays = Vec::new();
    client.listen().await;
    while !tally.is_enough() {
        let access = client.users[1].tokens.access.clone();
        let made = client.users[0].call(StartLocal { access, goals: Some(LOCAL_GOALS) }).await.unwrap();
        stays.push(client.play(made.code).await);
    }
    stays
}

/// Two teams of three, against each other or against other teams of these.
pub(super) async fn teams(mut clients: Vec<Client>) -> Vec<Stay> {
    for three in clients.chunks_mut(3) {
        for client in &mut *three {
            client.listen().await;
        }
        let code = team(&three[0].users[0]).await.code;
        for client in &three[1..] {
            client.users[0].call(JoinLobby { code }).await.unwrap();
        }
        for client in three {
            client.users[0].call(ready(code)).await.unwrap();
        }
    }
    let playing = clients.iter_mut().map(async |client| {
        let code = started(&mut client.streams[0]).await;
        client.play(code).await
    });
    join_all(playing).await
}

/// A tournament of four, to its end.
pub(super) async fn tournament(mut clients: Vec<Client>, name: String) -> Vec<Stay> {
    for client in &mut clients {
        client.listen().await;
    }
    let code = clients[0].users[0].call(wanted(&name, 4)).await.unwrap().code;
    for client in &clients[1..] {
        client.users[0].call(JoinTournament { code }).await.unwrap();
    }
    let stays: Vec<Stay> = join_all(clients.iter_mut().map(|client| rounds(client, code))).await.into_iter().flatten().collect();
    let over = clients[0].users[0].call(GetTournament { code }).await.unwrap();
    let won = over.participants.iter().filter(|who| who.still_in).map(|who| who.id);
    assert_eq!(over.winner.iter().map(|winner| winner.id).collect::<Vec<_>>(), won.collect::<Vec<_>>(), "who is still in has won");
    stays
}

/// One match after the other, until the tournament is over.
async fn rounds(client: &mut Client, tournament: TournamentCode) -> Vec<Stay> {
    let mut stays = Vec::new();
    loop {
        client.renew().await;
        let user = &client.users[0];
        if let Some(code) = user.call(GetMe {}).await.unwrap().game_playing {
            stays.push(client.play(code).await);
        } else if user.call(GetTournament { code: tournament }).await.unwrap().is_finished {
            return stays;
        } else {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}
