//! What must be true of all that was played.

use std::collections::{BTreeMap, BTreeSet};

use common::api::matches::{FinishReason, GetMatch, ListMatches, TeamName, log_path};
use common::api::queue::{JoinDuel, LeaveDuel};
use common::api::users::GetMe;
use common::ids::{MatchCode, UserId};
use common::sim::Side;
use common::sim::log::Log;

use super::client::Stay;
use crate::harness::{TestApp, User};

/// Looks at every match, and at everybody who played.
pub(super) async fn everything(app: &TestApp, people: &[User], stays: &[Stay]) {
    let mut matches: BTreeMap<MatchCode, Vec<&Stay>> = BTreeMap::new();
    stays.iter().for_each(|stay| matches.entry(stay.code).or_default().push(stay));
    for (code, stays) in &matches {
        has_one_true_result(app, *code, stays).await;
    }
    for user in people {
        let user = app.login(&user.name, crate::harness::PASSWORD).await.unwrap();
        let played = stays.iter().filter(|stay| stay.users.contains(&user.id)).map(|stay| stay.code);
        let mut played: Vec<_> = played.collect();
        played.sort_unstable();
        let history = user.call(ListMatches { user: user.id, limit: 100, offset: 0 }).await.unwrap();
        let mut told: Vec<_> = history.results.iter().map(|found| found.code).collect();
        told.sort_unstable();
        assert_eq!(told, played, "each match is in the history of {} once, and no other", user.name);
        is_free(&user).await;
    }
}

/// Whether the match has a result, its log leads to it, and nobody lost by the referee's word who was not gone for too long.
async fn has_one_true_result(app: &TestApp, code: MatchCode, stays: &[&Stay]) {
    let found = app.call(GetMatch { code }).await.unwrap();
    assert!(found.finished, "{code} is not over");
    let file = app.send("GET", &log_path(code), None, "").await;
    let proven = Log::verify(&file.body).unwrap();
    let gone: BTreeSet<UserId> = stays.iter().filter(|stay| stay.forfeited).flat_map(|stay| &stay.users).copied().collect();
    let lost = |side: Side| {
        let team = if side == Side::A { &found.teams.a } else { &found.teams.b };
        team.players.iter().any(|player| gone.contains(&player.user.id))
    };
    assert_eq!(found.winner, proven.winner.map(TeamName::from), "{code}");
    assert_eq!([found.teams.a.score, found.teams.b.score], proven.score.map(i64::from), "{code}");
    match found.finish_reason.unwrap() {
        FinishReason::NormalEnd => assert!(proven.winner.is_some() && proven.forfeit.is_none(), "{code}"),
        FinishReason::PlayerDisconnect => assert!(lost(proven.forfeit.unwrap().loser), "{code}: who lost was there"),
        FinishReason::Aborted => assert!(lost(Side::A) && lost(Side::B), "{code}: somebody was there"),
        other @ (FinishReason::PlayerNotConnected | FinishReason::PlayersTimeout | FinishReason::GameNotPlayed) => {
            panic!("{code} ended with {other:?}, and everybody had come");
        }
    }
}

/// Whether the user is in no match any more, and can play again.
async fn is_free(user: &User) {
    assert_eq!(user.call(GetMe {}).await.unwrap().game_playing, None, "{}", user.name);
    let _stream = user.stream().await;
    user.call(JoinDuel {}).await.unwrap();
    user.call(LeaveDuel {}).await.unwrap();
}
