//! Tournaments as the API shows them, in a number of queries that does not grow with how many they are.

use std::collections::{BTreeMap, BTreeSet};

use common::api::matches::{FinishReason, Game, GameMode, Match, MatchType, Team, TeamName, Teams};
use common::api::time::{Span, Timestamp};
use common::api::tournament::{Stage, Tournament, TournamentMatch, TournamentParticipant};
use common::api::users::SmallUser;
use common::ids::{MatchId, UserId};
use sqlx::SqliteConnection;

use super::bracket::{Corner, Pairing, State};
use super::life::{Entrant, Phase};
use super::store::Held;
use crate::App;
use crate::http::ApiError;
use crate::{matches, users};

/// What is looked up for several tournaments at once.
struct Known {
    users: BTreeMap<UserId, SmallUser>,
    matches: BTreeMap<MatchId, Match>,
}

/// These tournaments, in their order.
pub(super) async fn all(app: &App, reader: &mut SqliteConnection, held: &[Held]) -> Result<Vec<Tournament>, ApiError> {
    let pairings = held.iter().flat_map(|held| &held.life.bracket.0);
    let played: Vec<_> = pairings.filter_map(played).collect();
    let people: BTreeSet<_> = held.iter().flat_map(|held| held.life.players.iter().map(|entrant| entrant.user)).collect();
    let known = Known {
        users: users::small_many(reader, &people.into_iter().collect::<Vec<_>>()).await?,
        matches: matches::show_all(reader, &app.matches, &played).await?.into_iter().map(|shown| (shown.id, shown)).collect(),
    };
    Ok(held.iter().map(|held| known.tournament(held)).collect())
}

/// One of them.
pub(super) async fn one(app: &App, reader: &mut SqliteConnection, held: &Held) -> Result<Tournament, ApiError> {
    let mut shown = all(app, reader, std::slice::from_ref(held)).await?;
    shown.pop().ok_or_else(|| ApiError::internal(&"a tournament that was read is not shown"))
}

/// The match of a pairing, if there is or was one.
fn played(pairing: &Pairing) -> Option<MatchId> {
    pairing.made().map(|made| made.id).or(pairing.outcome().and_then(|outcome| outcome.played))
}

impl Known {
    fn tournament(&self, held: &Held) -> Tournament {
        let Held { card, life } = held;
        let (is_started, is_finished, start_at, winner) = match life.phase {
            Phase::Gathering { start_at } => (false, false, start_at, None),
            Phase::Running { started_at, .. } => (true, false, Some(started_at), None),
            Phase::Finished { started_at, winner } => (true, true, Some(started_at), winner),
            Phase::CalledOff => (false, true, None, None),
        };
        let mut entrants: Vec<_> = life.players.iter().collect();
        entrants.sort_by_key(|entrant| entrant.seed);
        let stages = || Stage::of_size(life.size).map(|stage| (stage, self.stage(held, stage))).collect();
        Tournament {
            id: card.id,
            code: card.code,
            name: card.name.clone(),
            game: Game::Duel,
            size: life.size,
            private: card.private,
            is_started,
            is_finished,
            start_at: start_at.map(Timestamp),
            forfeit_after: card.forfeit_after,
            created_at: Timestamp(card.created_at),
            created_by: life.organiser,
            participants: entrants.into_iter().filter_map(|entrant| self.participant(held, entrant)).collect(),
            winner: winner.and_then(|winner| self.users.get(&winner).cloned()),
            matches: is_started.then(stages),
        }
    }

    fn participant(&self, held: &Held, entrant: &Entrant) -> Option<TournamentParticipant> {
        let user = self.users.get(&entrant.user)?.clone();
        Some(TournamentParticipant {
            id: user.id,
            username: user.username,
            profile_picture: user.profile_picture,
            tournament: held.card.id,
            stage: entrant.stage.map(Stage::id),
            seed: entrant.seed.map(i64::from),
            still_in: entrant.still_in,
            creator: entrant.user == held.life.organiser,
            join_at: Timestamp(entrant.join_at),
        })
    }

    fn stage(&self, held: &Held, stage: Stage) -> Vec<TournamentMatch> {
        let of_stage = held.life.bracket.0.iter().filter(|pairing| pairing.stage == stage);
        of_stage.map(|pairing| self.pairing(held, pairing)).collect()
    }

    fn pairing(&self, held: &Held, pairing: &Pairing) -> TournamentMatch {
        let outcome = pairing.outcome();
        let made = played(pairing).and_then(|id| self.matches.get(&id));
        let nobody = || Team { score: 0, players: Vec::new() };
        let side = |corner| if corner == Corner::One { TeamName::A } else { TeamName::B };
        let user = |corner| pairing.user(corner).and_then(|user| self.participant(held, held.life.entrant(user)?));
        let winner = outcome.and_then(|outcome| outcome.winner);
        let score = outcome.and_then(|outcome| outcome.score);
        TournamentMatch {
            id: made.map(|made| made.id),
            code: made.map(|made| made.code),
            game_mode: GameMode::Tournament,
            game_duration: made.map_or(Span(0), |made| made.game_duration),
            created_at: made.map_or(Timestamp(started_at(held)), |made| made.created_at),
            finished: outcome.is_some(),
            winner: winner.map(side),
            looser: winner.filter(|winner| pairing.user(winner.other()).is_some()).map(|winner| side(winner.other())),
            finish_reason: outcome.map(|outcome| outcome.reason),
            match_type: MatchType::OneOnOne,
            spectators_allowed: true,
            counts: made.is_some_and(|made| made.counts),
            tournament_id: Some(held.card.id.0),
            tournament_stage_id: Some(pairing.stage.id()),
            tournament_n: Some(i64::from(pairing.n)),
            teams: made.map_or_else(|| Teams { a: nobody(), b: nobody() }, |made| made.teams.clone()),
            n: i64::from(pairing.n),
            user_1: user(Corner::One),
            user_2: user(Corner::Two),
            due_at: match pairing.state {
                State::Due { by } | State::Made { by, .. } => Some(Timestamp(by)),
                State::Open | State::Over(_) => None,
            },
            score_winner: score.map(|(winner, _)| winner),
            score_looser: score.map(|(_, looser)| looser),
        }
    }
}

fn started_at(held: &Held) -> i64 {
    match held.life.phase {
        Phase::Running { started_at, .. } | Phase::Finished { started_at, .. } => started_at,
        Phase::Gathering { .. } | Phase::CalledOff => held.card.created_at,
    }
}

/// A participant of a tournament that is shown.
pub(super) fn participant(shown: &Tournament, user: UserId) -> Result<TournamentParticipant, ApiError> {
    shown.participant(user).cloned().ok_or_else(|| ApiError::internal(&"somebody who is in a tournament is not shown"))
}

/// The match at this place of the bracket, of a tournament that is shown.
pub(super) fn pairing(shown: &Tournament, pairing: &Pairing) -> Result<TournamentMatch, ApiError> {
    let mut of_stage = shown.matches.iter().filter_map(|stages| stages.get(&pairing.stage)).flatten();
    let found = of_stage.find(|other| other.n == i64::from(pairing.n)).cloned();
    found.ok_or_else(|| ApiError::internal(&"a match of a bracket is not shown"))
}

/// Why the match is over; only asked of those that are.
pub(super) fn reason(shown: &TournamentMatch) -> FinishReason {
    shown.finish_reason.unwrap_or(FinishReason::GameNotPlayed)
}
