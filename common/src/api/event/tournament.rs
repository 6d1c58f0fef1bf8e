//! What the event stream tells about tournaments.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{EventError, EventKind, Target, TargetKind, Told, json};
use crate::api::matches::socket_path;
use crate::api::tournament::{
    Tournament, TournamentFinish, TournamentGone, TournamentLeft, TournamentMatch, TournamentMatchFinish, TournamentParticipant,
    TournamentPromoted, TournamentSaid, TournamentStartAt,
};
use crate::ids::{MatchCode, MatchId};

/// About tournaments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TournamentEvent {
    /// `tournament-join`, to the others.
    Join(Box<TournamentParticipant>),
    /// `tournament-leave`, to the others.
    Leave(TournamentLeft),
    /// `tournament-banned`, to the banned.
    Banned(TournamentGone),
    /// `tournament-message`, to all but the author.
    Message(Box<TournamentSaid>),
    /// `tournament-update-participant`: somebody else organises it now. To all.
    Promoted(TournamentPromoted),
    /// `tournament-destroy`, to the guests who were left.
    Destroyed(TournamentGone),
    /// `tournament-start-at`, to all.
    StartAt(TournamentStartAt),
    /// `tournament-start-cancel`, to all.
    StartCancel(TournamentStartAt),
    /// `tournament-start`, to all; the first matches are made 3 seconds later.
    Start(Box<Tournament>),
    /// `tournament-match-due`, to its two players.
    MatchDue(Box<TournamentMatch>),
    /// `tournament-match-finish`, to all.
    MatchFinish(Box<TournamentMatchFinish>),
    /// `tournament-available-spectate-matches`, to those who are out.
    Spectate(BTreeMap<MatchId, MatchCode>),
    /// `tournament-finish`, to all.
    Finish(Box<TournamentFinish>),
}

impl TournamentEvent {
    /// Every code, in the order of the variants.
    pub(super) const CODES: [&'static str; 13] = [
        "tournament-join",
        "tournament-leave",
        "tournament-banned",
        "tournament-message",
        "tournament-update-participant",
        "tournament-destroy",
        "tournament-start-at",
        "tournament-start-cancel",
        "tournament-start",
        "tournament-match-due",
        "tournament-match-finish",
        "tournament-available-spectate-matches",
        "tournament-finish",
    ];

    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Join(_) => "tournament-join",
            Self::Leave(_) => "tournament-leave",
            Self::Banned(_) => "tournament-banned",
            Self::Message(_) => "tournament-message",
            Self::Promoted(_) => "tournament-update-participant",
            Self::Destroyed(_) => "tournament-destroy",
            Self::StartAt(_) => "tournament-start-at",
            Self::StartCancel(_) => "tournament-start-cancel",
            Self::Start(_) => "tournament-start",
            Self::MatchDue(_) => "tournament-match-due",
            Self::MatchFinish(_) => "tournament-match-finish",
            Self::Spectate(_) => "tournament-available-spectate-matches",
            Self::Finish(_) => "tournament-finish",
        }
    }

    pub(super) fn told(&self) -> Told {
        let (kind, message, data) = match self {
            Self::Join(who) => (EventKind::Event, "{username} has joined the tournament.", json(who)),
            Self::Leave(who) => (EventKind::Event, "Somebody has left the tournament.", json(who)),
            Self::Banned(gone) => (EventKind::Notification, "You have been put out of the tournament.", json(gone)),
            Self::Message(said) => (EventKind::Event, "{content}", json(said)),
            Self::Promoted(who) => (EventKind::Event, "Somebody else organises the tournament now.", json(who)),
            Self::Destroyed(gone) => (EventKind::Notification, "The tournament has been called off.", json(gone)),
            Self::StartAt(at) => (EventKind::Event, "The tournament starts at {start_at}.", json(at)),
            Self::StartCancel(at) => (EventKind::Event, "The tournament waits for more players.", json(at)),
            Self::Start(tournament) => (EventKind::Notification, "The tournament {name} starts.", json(tournament)),
            Self::MatchDue(due) => (EventKind::Notification, "Your match of the tournament is due.", json(due)),
            Self::MatchFinish(over) => (EventKind::Event, "A match of the tournament {name} is over.", json(over)),
            Self::Spectate(matches) => (EventKind::Event, "Matches of the tournament can be watched.", json(matches)),
            Self::Finish(over) => (EventKind::Notification, "The tournament {name} is over.", json(over)),
        };
        Told { service: "tournament", kind, message, target: self.target(), data }
    }

    fn target(&self) -> Option<Vec<Target>> {
        let Self::MatchDue(due) = self else { return None };
        let (kind, display_name) = (TargetKind::Url, Some("Play".to_owned()));
        Some(vec![Target { url: socket_path(due.code?), kind, method: None, display_name, display_icon: None }])
    }

    pub(super) fn from_parts(code: &str, data: Value) -> Result<Self, EventError> {
        use serde_json::from_value as read;
        Ok(match code {
            "tournament-join" => Self::Join(read(data)?),
            "tournament-leave" => Self::Leave(read(data)?),
            "tournament-banned" => Self::Banned(read(data)?),
            "tournament-message" => Self::Message(read(data)?),
            "tournament-update-participant" => Self::Promoted(read(data)?),
            "tournament-destroy" => Self::Destroyed(read(data)?),
            "tournament-start-at" => Self::StartAt(read(data)?),
            "tournament-start-cancel" => Self::StartCancel(read(data)?),
            "tournament-start" => Self::Start(read(data)?),
            "tournament-match-due" => Self::MatchDue(read(data)?),
            "tournament-match-finish" => {
                let mut over: TournamentMatchFinish = read(data)?;
                // The winner of the match stands where that of the tournament would; whoever wins the final has won both.
                over.tournament.winner = over.winner.clone().filter(|_| over.tournament.is_finished);
                Self::MatchFinish(Box::new(over))
            }
            "tournament-available-spectate-matches" => Self::Spectate(read(data)?),
            "tournament-finish" => Self::Finish(read(data)?),
            unknown => return Err(EventError::UnknownCode(unknown.to_owned())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::event::ServerEvent;
    use crate::api::matches::{FinishReason, Game, GameMode, MatchType, Team, TeamName, Teams};
    use crate::api::time::{Span, Timestamp};
    use crate::api::tournament::Stage;
    use crate::api::users::{SmallProfilePicture, SmallUser};
    use crate::ids::{PictureId, TournamentId, UserId};

    fn picture() -> SmallProfilePicture {
        SmallProfilePicture::of(PictureId(0))
    }

    fn participant(id: i64, name: &str) -> TournamentParticipant {
        TournamentParticipant {
            id: UserId(id),
            username: name.to_owned(),
            profile_picture: picture(),
            tournament: TournamentId(5),
            stage: Some(Stage::Final.id()),
            seed: Some(id),
            still_in: id == 1,
            creator: id == 2,
            join_at: Timestamp(1_000),
        }
    }

    fn final_match() -> TournamentMatch {
        let team = |score| Team { score, players: Vec::new() };
        TournamentMatch {
            id: Some(MatchId(9)),
            code: Some("7KDW3Q".parse().unwrap()),
            game_mode: GameMode::Tournament,
            game_duration: Span(0),
            created_at: Timestamp(2_000),
            finished: true,
            winner: Some(TeamName::A),
            looser: Some(TeamName::B),
            finish_reason: Some(FinishReason::NormalEnd),
            match_type: MatchType::OneOnOne,
            spectators_allowed: true,
            counts: true,
            tournament_id: Some(5),
            tournament_stage_id: Some(Stage::Final.id()),
            tournament_n: Some(1),
            teams: Teams { a: team(3), b: team(1) },
            n: 1,
            user_1: Some(participant(1, "ada")),
            user_2: Some(participant(2, "bob")),
            due_at: None,
            score_winner: Some(3),
            score_looser: Some(1),
        }
    }

    fn winner() -> SmallUser {
        SmallUser { id: UserId(1), username: "ada".to_owned(), profile_picture: picture() }
    }

    fn finished() -> Tournament {
        Tournament {
            id: TournamentId(5),
            code: "7KDW3Q".parse().unwrap(),
            name: "Sunday cup".into(),
            game: Game::Duel,
            size: 4,
            private: false,
            is_started: true,
            is_finished: true,
            start_at: Some(Timestamp(1_500)),
            forfeit_after: Some(30),
            created_at: Timestamp(1_000),
            created_by: UserId(2),
            participants: vec![participant(1, "ada"), participant(2, "bob")],
            winner: Some(winner()),
            matches: Some(BTreeMap::from([(Stage::SemiFinal, Vec::new()), (Stage::Final, vec![final_match()])])),
        }
    }

    #[test]
    fn what_is_told_of_a_tournament_is_read_back_as_it_was_written() {
        let tournament = TournamentId(5);
        let start_at = TournamentStartAt { id: tournament, start_at: Some(Timestamp(20_000)) };
        let over = TournamentMatchFinish {
            tournament: finished(),
            winner: Some(winner()),
            looser: None,
            score_winner: Some(3),
            score_looser: Some(1),
            finish_reason: FinishReason::NormalEnd,
        };
        let finish = TournamentFinish { id: tournament, name: "Sunday cup".into(), username: None };
        let said = TournamentSaid { author: winner(), content: "good luck".into(), tournament };
        let events = [
            TournamentEvent::Join(Box::new(participant(1, "ada"))),
            TournamentEvent::Leave(TournamentLeft { id: UserId(1), tournament }),
            TournamentEvent::Banned(TournamentGone { tournament }),
            TournamentEvent::Message(Box::new(said)),
            TournamentEvent::Promoted(TournamentPromoted { id: UserId(1), tournament, creator: true }),
            TournamentEvent::Destroyed(TournamentGone { tournament }),
            TournamentEvent::StartAt(start_at),
            TournamentEvent::StartCancel(TournamentStartAt { start_at: None, ..start_at }),
            TournamentEvent::Start(Box::new(finished())),
            TournamentEvent::MatchDue(Box::new(final_match())),
            TournamentEvent::MatchFinish(Box::new(over)),
            TournamentEvent::Spectate(BTreeMap::from([(MatchId(9), "7KDW3Q".parse().unwrap())])),
            TournamentEvent::Finish(Box::new(finish)),
        ];
        assert_eq!(events.iter().map(TournamentEvent::code).collect::<Vec<_>>(), TournamentEvent::CODES);
        for event in events.map(ServerEvent::Tournament) {
            let line = serde_json::to_string(&event.envelope()).unwrap();
            assert_eq!(ServerEvent::parse(&line).unwrap(), event);
        }
    }

    #[test]
    fn stages_are_named_as_in_the_contract_and_found_again_by_number() {
        let written = serde_json::to_value(finished()).unwrap();
        assert!(written["matches"].get("semi-final").is_some());
        assert_eq!(Stage::of_size(8).collect::<Vec<_>>(), [Stage::QuarterFinal, Stage::SemiFinal, Stage::Final]);
        assert!(Stage::ALL.into_iter().all(|stage| Stage::from_id(stage.id()) == Some(stage)));
        assert_eq!(serde_json::to_value(Stage::RoundOf16).unwrap(), "round-of-16");
    }
}
