//! A tournament as rows, and back: what is stored is all there is to know, so a restart changes nothing.

use common::api::matches::FinishReason;
use common::api::tournament::{FORFEIT_SECS_DEFAULT, Stage};
use common::ids::{MatchCode, MatchId, TournamentCode, TournamentId, UserId};
use serde_json::Value;

use super::bracket::{Bracket, Corner, Made, Outcome, Pairing, State};
use super::life::{Entrant, Life, Phase};

/// What a tournament is besides its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Card {
    pub(super) id: TournamentId,
    pub(super) code: TournamentCode,
    pub(super) name: String,
    pub(super) private: bool,
    /// Seconds; `None`: the organiser set none.
    pub(super) forfeit_after: Option<u16>,
    /// Milliseconds since 1970 UTC.
    pub(super) created_at: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct HeadRow {
    pub(super) id: i64,
    pub(super) code: String,
    pub(super) name: String,
    pub(super) size: i64,
    pub(super) private: bool,
    pub(super) forfeit_after: Option<i64>,
    pub(super) created_at: i64,
    pub(super) created_by: i64,
    pub(super) phase: String,
    pub(super) start_at: Option<i64>,
    pub(super) stage: Option<i64>,
    pub(super) round_at: Option<i64>,
    pub(super) winner_id: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct PlayerRow {
    pub(super) tournament_id: i64,
    pub(super) user_id: i64,
    pub(super) is_guest: bool,
    pub(super) join_at: i64,
    pub(super) seed: Option<i64>,
    pub(super) stage: Option<i64>,
    pub(super) still_in: bool,
    pub(super) has_left: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct PairingRow {
    pub(super) tournament_id: i64,
    pub(super) stage: i64,
    pub(super) n: i64,
    pub(super) user_1: Option<i64>,
    pub(super) user_2: Option<i64>,
    pub(super) state: String,
    pub(super) due_at: Option<i64>,
    pub(super) match_id: Option<i64>,
    /// Of the match, while it is played or has been.
    pub(super) code: Option<String>,
    pub(super) aborted: bool,
    pub(super) winner: Option<i64>,
    pub(super) finish_reason: Option<String>,
    pub(super) score_winner: Option<i64>,
    pub(super) score_looser: Option<i64>,
}

const GATHERING: &str = "gathering";
const RUNNING: &str = "running";
const FINISHED: &str = "finished";

/// How long the players of a match have to turn up, milliseconds.
pub(super) fn patience_ms(forfeit_after: Option<u16>) -> i64 {
    i64::from(forfeit_after.unwrap_or(FORFEIT_SECS_DEFAULT)) * 1000
}

impl HeadRow {
    pub(super) fn of(card: &Card, life: &Life) -> Self {
        let (phase, start_at, stage, round_at, winner) = match life.phase {
            Phase::Gathering { start_at } => (GATHERING, start_at, None, None, None),
            Phase::Running { started_at, stage, round_at } => (RUNNING, Some(started_at), Some(stage.id()), round_at, None),
            Phase::Finished { started_at, winner } => (FINISHED, Some(started_at), None, None, winner),
            // Its rows are removed.
            Phase::CalledOff => (FINISHED, None, None, None, None),
        };
        Self {
            id: card.id.0,
            code: card.code.to_string(),
            name: card.name.clone(),
            size: i64::from(life.size),
            private: card.private,
            forfeit_after: card.forfeit_after.map(i64::from),
            created_at: card.created_at,
            created_by: life.organiser.0,
            phase: phase.to_owned(),
            start_at,
            stage,
            round_at,
            winner_id: winner.map(|winner| winner.0),
        }
    }

    pub(super) fn card(&self) -> sqlx::Result<Card> {
        Ok(Card {
            id: TournamentId(self.id),
            code: self.code.parse().map_err(broken)?,
            name: self.name.clone(),
            private: self.private,
            forfeit_after: self.forfeit_after.map(u16::try_from).transpose().map_err(broken)?,
            created_at: self.created_at,
        })
    }

    fn phase(&self) -> sqlx::Result<Phase> {
        let started_at = self.start_at.unwrap_or(self.created_at);
        Ok(match self.phase.as_str() {
            GATHERING => Phase::Gathering { start_at: self.start_at },
            RUNNING => Phase::Running { started_at, stage: stage(self.stage.unwrap_or_default())?, round_at: self.round_at },
            FINISHED => Phase::Finished { started_at, winner: self.winner_id.map(UserId) },
            other => return Err(sqlx::Error::Decode(format!("{other} is no phase").into())),
        })
    }
}

impl PlayerRow {
    fn of(tournament: TournamentId, entrant: &Entrant) -> Self {
        Self {
            tournament_id: tournament.0,
            user_id: entrant.user.0,
            is_guest: entrant.is_guest,
            join_at: entrant.join_at,
            seed: entrant.seed.map(i64::from),
            stage: entrant.stage.map(Stage::id),
            still_in: entrant.still_in,
            has_left: entrant.has_left,
        }
    }

    fn entrant(&self) -> sqlx::Result<Entrant> {
        Ok(Entrant {
            user: UserId(self.user_id),
            is_guest: self.is_guest,
            join_at: self.join_at,
            seed: self.seed.map(u8::try_from).transpose().map_err(broken)?,
            stage: self.stage.map(stage).transpose()?,
            still_in: self.still_in,
            has_left: self.has_left,
        })
    }
}

impl PairingRow {
    fn of(tournament: TournamentId, pairing: &Pairing) -> Self {
        let (state, due_at, made) = match pairing.state {
            State::Open => ("open", None, None),
            State::Due { by } => ("due", Some(by), None),
            State::Made { made, by } => ("made", Some(by), Some(made)),
            State::Over(_) => ("over", None, None),
        };
        let outcome = pairing.outcome();
        let score = outcome.and_then(|outcome| outcome.score);
        Self {
            tournament_id: tournament.0,
            stage: pairing.stage.id(),
            n: i64::from(pairing.n),
            user_1: pairing.users[0].map(|user| user.0),
            user_2: pairing.users[1].map(|user| user.0),
            state: state.to_owned(),
            due_at,
            match_id: made.map(|made| made.id).or(outcome.and_then(|outcome| outcome.played)).map(|id| id.0),
            code: made.map(|made| made.code.to_string()),
            aborted: pairing.aborted,
            winner: outcome.and_then(|outcome| outcome.winner).map(|winner| if winner == Corner::One { 1 } else { 2 }),
            finish_reason: outcome.map(|outcome| name(outcome.reason)),
            score_winner: score.map(|(winner, _)| winner),
            score_looser: score.map(|(_, looser)| looser),
        }
    }

    fn pairing(&self) -> sqlx::Result<Pairing> {
        let by = self.due_at.unwrap_or_default();
        let state = match self.state.as_str() {
            "open" => State::Open,
            "due" => State::Due { by },
            "made" => State::Made { made: self.made()?, by },
            "over" => State::Over(self.outcome()?),
            other => return Err(sqlx::Error::Decode(format!("{other} is no state of a match").into())),
        };
        let n = u8::try_from(self.n).map_err(broken)?;
        Ok(Pairing {
            stage: stage(self.stage)?,
            n,
            users: [self.user_1, self.user_2].map(|user| user.map(UserId)),
            state,
            aborted: self.aborted,
        })
    }

    fn made(&self) -> sqlx::Result<Made> {
        let (Some(id), Some(code)) = (self.match_id, &self.code) else {
            return Err(sqlx::Error::Decode("a match that was made has a name".into()));
        };
        Ok(Made { id: MatchId(id), code: code.parse::<MatchCode>().map_err(broken)? })
    }

    fn outcome(&self) -> sqlx::Result<Outcome> {
        let winner = match self.winner {
            None => None,
            Some(1) => Some(Corner::One),
            Some(2) => Some(Corner::Two),
            Some(other) => return Err(sqlx::Error::Decode(format!("{other} is no place of a match").into())),
        };
        let reason = serde_json::from_value(Value::from(self.finish_reason.clone())).map_err(broken)?;
        Ok(Outcome { winner, reason, score: self.score_winner.zip(self.score_looser), played: self.match_id.map(MatchId) })
    }
}

/// The rows of a life: players in the order in which they came, matches in the order of the bracket.
pub(super) fn written(card: &Card, life: &Life) -> (HeadRow, Vec<PlayerRow>, Vec<PairingRow>) {
    let players = life.players.iter().map(|entrant| PlayerRow::of(card.id, entrant)).collect();
    let pairings = life.bracket.0.iter().map(|pairing| PairingRow::of(card.id, pairing)).collect();
    (HeadRow::of(card, life), players, pairings)
}

/// The life that these rows are of.
pub(super) fn read<'a>(
    head: &HeadRow,
    players: impl IntoIterator<Item = &'a PlayerRow>,
    pairings: impl IntoIterator<Item = &'a PairingRow>,
) -> sqlx::Result<Life> {
    Ok(Life {
        size: u8::try_from(head.size).map_err(broken)?,
        patience_ms: patience_ms(head.card()?.forfeit_after),
        organiser: UserId(head.created_by),
        phase: head.phase()?,
        players: players.into_iter().map(PlayerRow::entrant).collect::<sqlx::Result<_>>()?,
        bracket: Bracket(pairings.into_iter().map(PairingRow::pairing).collect::<sqlx::Result<_>>()?),
    })
}

fn stage(id: i64) -> sqlx::Result<Stage> {
    Stage::from_id(id).ok_or_else(|| sqlx::Error::Decode(format!("{id} is no stage").into()))
}

fn name(reason: FinishReason) -> String {
    let written = serde_json::to_value(reason).ok();
    written.as_ref().and_then(Value::as_str).expect("a reason is written as its name").to_owned()
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}
