//! What is made of brackets as the server tells them.

use common::api::tournament::Tournament;
use common::ids::UserId;

use super::{Bracket, Next, Slot, State};
use crate::tournaments::samples::{ME, NAMES, begun, waiting};

fn next(tournament: &Tournament, user: i64) -> Next<'_> {
    Bracket::of(tournament, None).unwrap().next(UserId(user))
}

#[test]
fn before_the_start_there_is_no_bracket() {
    assert_eq!(Bracket::of(&waiting(8, 5), None), None);
}

#[test]
fn places_that_are_not_known_yet_are_told_apart_from_those_that_nobody_will_take() {
    // Six in eight: the first two have nobody to play against.
    let tournament = begun(8, 6, 0);
    let bracket = Bracket::of(&tournament, Some(UserId(ME))).unwrap();
    let byes: Vec<_> = bracket.rounds[0].iter().filter(|cell| cell.state == State::Bye).collect();
    assert_eq!(byes.len(), 2);
    assert!(byes.iter().all(|cell| cell.slots.contains(&Slot::Nobody) && cell.won_by().is_some()));
    let semi = &bracket.rounds[1][0];
    assert!(matches!(semi.slots, [Slot::Known(who), Slot::Open] if who.id == UserId(ME)), "{semi:?}");
    assert_eq!((semi.state, semi.mine, bracket.rounds[2][0].slots), (State::Ahead, true, [Slot::Open, Slot::Open]));
    assert_eq!(bracket.current(), 0);
    assert_eq!(bracket.running().count(), 2);
}

#[test]
fn a_player_is_told_who_comes_next_from_the_first_match_to_the_last() {
    let before = begun(4, 4, 0);
    assert!(matches!(next(&before, ME), Next::Play { against, .. } if against == NAMES[3]));
    let through = begun(4, 4, 1);
    assert_eq!(next(&through, ME), Next::Either(NAMES[1], NAMES[2]));
    assert_eq!(next(&through, 4), Next::Out);
    let last = begun(4, 4, 2);
    assert!(matches!(next(&last, ME), Next::Play { .. }));
    let over = begun(4, 4, 3);
    assert_eq!([next(&over, ME), next(&over, 2)], [Next::Won, Next::Out]);
    assert_eq!(next(&over, 99), Next::Out, "somebody who only looks");
    assert_eq!(next(&begun(8, 8, 1), ME), Next::Either(NAMES[3], NAMES[4]));
    assert_eq!(next(&begun(16, 11, 0), ME), Next::Either(NAMES[7], NAMES[8]));
}

#[test]
fn goals_stand_with_whose_they_are_and_a_forfeit_with_who_gave_up() {
    let tournament = begun(16, 16, 8);
    let bracket = Bracket::of(&tournament, None).unwrap();
    let lower_won = &bracket.rounds[0][2];
    assert_eq!((lower_won.winner, lower_won.goals), (Some(1), [Some(2), Some(3)]));
    let forfeit = &bracket.rounds[0][4];
    assert_eq!((forfeit.state, forfeit.gave_up(0), forfeit.gave_up(1)), (State::Forfeit, false, true));
    let live = &bracket.rounds[1][0];
    assert_eq!((live.state, live.goals), (State::Running, [Some(2), Some(1)]));
    assert_eq!(bracket.current(), 1);
}

#[test]
fn when_both_gave_up_nobody_stands_in_the_next_round() {
    let mut tournament = begun(4, 4, 1);
    let first = tournament.matches.as_mut().unwrap().values_mut().next().unwrap().first_mut().unwrap();
    (first.winner, first.looser, first.score_winner, first.score_looser) = (None, None, None, None);
    first.finish_reason = Some(common::api::matches::FinishReason::PlayersTimeout);
    tournament.matches.as_mut().unwrap().values_mut().last().unwrap()[0].user_1 = None;
    let bracket = Bracket::of(&tournament, None).unwrap();
    assert!(bracket.rounds[0][0].gave_up(0) && bracket.rounds[0][0].gave_up(1));
    assert_eq!(bracket.rounds[1][0].slots[0], Slot::Nobody);
}
