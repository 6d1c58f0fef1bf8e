//! Lobbies and tournaments as rows.

use std::collections::BTreeMap;

use anyhow::Result;
use common::api::lobby::LobbyTeam;
use common::ids::{LobbyCode, TournamentCode, UserId};
use serde_json::Value;
use sqlx::SqliteConnection;

use crate::whereabouts::Place;

/// All of them.
#[derive(Default)]
pub(crate) struct Gathered {
    /// Who is in which lobby.
    pub(crate) lobbies: BTreeMap<UserId, Place>,
    /// Goals to win in the matches of each lobby.
    pub(crate) goals: BTreeMap<LobbyCode, u8>,
    pub(crate) tournaments: BTreeMap<TournamentCode, TournamentRow>,
}

/// A tournament.
#[derive(Clone, Default)]
pub(crate) struct TournamentRow {
    pub(crate) phase: String,
    /// 4 is the round of 16, 1 the final. None: it does not run.
    pub(crate) stage: Option<i64>,
    pub(crate) winner: Option<UserId>,
    /// And who of them has left it.
    pub(crate) players: BTreeMap<UserId, bool>,
    /// By stage and place in it.
    pub(crate) bracket: BTreeMap<(i64, i64), PairingRow>,
}

/// A match of a bracket, made or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct PairingRow {
    tournament_id: i64,
    stage: i64,
    n: i64,
    user_1: Option<i64>,
    user_2: Option<i64>,
    match_id: Option<i64>,
    winner: Option<i64>,
    finish_reason: Option<String>,
    score_winner: Option<i64>,
    score_looser: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    user_id: i64,
    code: String,
    team: String,
    ready: bool,
}

impl Gathered {
    pub(crate) async fn read(file: &mut SqliteConnection) -> Result<Self> {
        let members: Vec<MemberRow> =
            sqlx::query_as("SELECT p.user_id, l.code, p.team, p.ready FROM lobby_members p JOIN lobbies l ON l.id = p.lobby_id")
                .fetch_all(&mut *file)
                .await?;
        let members = members.into_iter().map(|row| {
            let team: LobbyTeam = serde_json::from_value(Value::from(row.team))?;
            Ok((UserId(row.user_id), Place::Lobby { code: row.code.parse()?, team, is_ready: row.ready }))
        });
        let goals: Vec<(String, i64)> = sqlx::query_as("SELECT code, goals FROM lobbies").fetch_all(&mut *file).await?;
        Ok(Self {
            lobbies: members.collect::<Result<_>>()?,
            goals: goals.into_iter().map(|(code, goals)| Ok((code.parse()?, u8::try_from(goals)?))).collect::<Result<_>>()?,
            tournaments: tournaments(file).await?,
        })
    }

    /// Whether there is no lobby, and no tournament that has not ended.
    pub(crate) fn is_empty(&self) -> bool {
        self.goals.is_empty() && self.tournaments.values().all(TournamentRow::is_finished)
    }

    /// Everybody who is in a lobby, or in a tournament that has not ended.
    pub(crate) fn everybody(&self) -> impl Iterator<Item = UserId> {
        let running = self.tournaments.values().filter(|tournament| !tournament.is_finished());
        self.lobbies.keys().copied().chain(running.flat_map(TournamentRow::audience))
    }

    pub(crate) fn place_of(&self, user: UserId) -> Place {
        let is_in = |tournament: &TournamentRow| !tournament.is_finished() && tournament.audience().any(|other| other == user);
        let tournament = self.tournaments.iter().find(|(_, tournament)| is_in(tournament)).map(|(code, _)| Place::Tournament(*code));
        self.lobbies.get(&user).copied().or(tournament).unwrap_or_default()
    }

    pub(crate) fn is_finished(&self, code: TournamentCode) -> bool {
        self.tournaments.get(&code).is_some_and(TournamentRow::is_finished)
    }
}

impl TournamentRow {
    pub(crate) fn is_finished(&self) -> bool {
        self.phase == "finished"
    }

    /// Those who have not left.
    fn audience(&self) -> impl Iterator<Item = UserId> {
        self.players.iter().filter(|(_, has_left)| !**has_left).map(|(user, _)| *user)
    }

    /// Whether this can have become of it: rounds do not come again, nobody is paired anew, and what is over stays as it is.
    pub(crate) fn goes_on_from(&self, before: &Self) -> bool {
        let is_later = match (before.stage, self.stage) {
            (Some(before), Some(now)) => now <= before,
            (Some(_), None) => self.is_finished(),
            (None, _) => !before.is_finished() || self.is_finished(),
        };
        let is_kept = |(place, then): (_, &PairingRow)| self.bracket.get(place).is_some_and(|now| now.goes_on_from(then));
        is_later && before.bracket.iter().all(is_kept)
    }
}

impl PairingRow {
    fn goes_on_from(&self, before: &Self) -> bool {
        let is_kept = |then: Option<i64>, now: Option<i64>| then.is_none() || then == now;
        let users = is_kept(before.user_1, self.user_1) && is_kept(before.user_2, self.user_2);
        users && is_kept(before.match_id, self.match_id) && (before.finish_reason.is_none() || before == self)
    }
}

async fn tournaments(file: &mut SqliteConnection) -> Result<BTreeMap<TournamentCode, TournamentRow>> {
    type Head = (i64, String, String, Option<i64>, Option<i64>);
    let heads: Vec<Head> = sqlx::query_as("SELECT id, code, phase, stage, winner_id FROM tournaments").fetch_all(&mut *file).await?;
    let players: Vec<(i64, i64, bool)> =
        sqlx::query_as("SELECT tournament_id, user_id, has_left FROM tournament_players").fetch_all(&mut *file).await?;
    let bracket: Vec<PairingRow> = sqlx::query_as(
        "SELECT tournament_id, stage, n, user_1, user_2, match_id, winner, finish_reason, score_winner, score_looser
         FROM tournament_matches",
    )
    .fetch_all(file)
    .await?;
    let tournament = |(id, code, phase, stage, winner): Head| {
        let players = players.iter().filter(|player| player.0 == id).map(|(_, user, has_left)| (UserId(*user), *has_left)).collect();
        let bracket = bracket.iter().filter(|row| row.tournament_id == id).map(|row| ((row.stage, row.n), row.clone())).collect();
        Ok((code.parse()?, TournamentRow { phase, stage, winner: winner.map(UserId), players, bracket }))
    };
    heads.into_iter().map(tournament).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tournament(phase: &str, stage: Option<i64>, pairing: PairingRow) -> TournamentRow {
        TournamentRow { phase: phase.to_owned(), stage, bracket: BTreeMap::from([((2, 1), pairing)]), ..TournamentRow::default() }
    }

    #[test]
    fn a_tournament_goes_on_and_never_back() {
        let due = PairingRow { user_1: Some(1), user_2: Some(2), ..PairingRow::default() };
        let made = PairingRow { match_id: Some(5), ..due.clone() };
        let over = PairingRow { winner: Some(1), finish_reason: Some("normal-end".to_owned()), ..made };
        let turned = PairingRow { winner: Some(2), ..over.clone() };
        let anew = PairingRow { match_id: Some(6), ..made.clone() };
        let semi = |pairing: &PairingRow| tournament("running", Some(2), pairing.clone());
        let last = |phase: &str, stage| tournament(phase, stage, over.clone());
        for (before, now) in [(semi(&due), semi(&made)), (semi(&made), last("running", Some(1))), (semi(&over), last("finished", None))] {
            assert!(now.goes_on_from(&before) && before.goes_on_from(&before) && !before.goes_on_from(&now));
        }
        assert!(!semi(&anew).goes_on_from(&semi(&made)) && !semi(&turned).goes_on_from(&semi(&over)));
    }
}
