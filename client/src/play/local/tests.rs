//! Matches of this process, played by bots, and by nobody.

use common::sim::Tick;

use super::*;
use crate::play::steering::Press;

const FRAME: Duration = Duration::from_micros(16_667);

fn skill(level: u8) -> Skill {
    Skill::new(level).unwrap()
}

fn practice() -> LocalMatch {
    LocalMatch::practice(skill(3), 1, 7, ["me".into(), "bot".into()], PictureId(1))
}

#[test]
fn a_pressed_key_moves_the_own_paddle_in_the_same_frame() {
    let (mut local, mut scene) = (practice(), Scene::default());
    let mut steering = Steering::default();
    while scene.stage != crate::play::scene::Stage::Rally {
        scene.moments.clear();
        local.advance(FRAME, &mut steering, &mut scene);
    }
    let own = Seat::new(Side::A, 0).slot();
    let before = scene.paddles[own].unwrap();
    steering.players[0].follow(Press { held: true, struck: true }, Press::default());
    local.advance(Duration::from_micros(4_000), &mut steering, &mut scene);
    assert!(scene.paddles[own].unwrap().y < before.y, "even in a frame that is shorter than a tick");
}

#[test]
fn a_match_of_two_bots_ends_once_and_has_a_result() {
    let mut local = practice().with_bot_for_the_person(skill(4), 9);
    let (mut steering, mut scene) = (Steering::default(), Scene::default());
    let mut results = Vec::new();
    for _ in 0..60 * 60 * 20 {
        scene.moments.clear();
        local.advance(FRAME, &mut steering, &mut scene);
        results.extend(local.result());
        if results.len() == 1 && local.over_for > AFTERGLOW * 3 {
            break;
        }
    }
    assert_eq!(results.len(), 1);
    let result = &results[0];
    assert_eq!(result.score.iter().max(), Some(&1));
    assert_eq!(result.winner.map(|side| result.score[side.index()]), Some(1));
    assert!(result.players.iter().map(|player| player.tally.returns).sum::<u16>() >= result.longest_rally);
    let outcome = Log::verify(&result.replay.as_ref().unwrap().log.to_bytes()).unwrap();
    assert_eq!((outcome.score, outcome.winner), (result.score, result.winner), "its log leads to its result");
}

/// Plays until there is a result.
fn played(mut local: LocalMatch) -> PlayResult {
    let (mut steering, mut scene) = (Steering::default(), Scene::default());
    for _ in 0..60 * 60 * 20 {
        scene.moments.clear();
        local.advance(FRAME, &mut steering, &mut scene);
        if let Some(result) = local.result() {
            return result;
        }
    }
    panic!("no match takes so long");
}

#[test]
fn a_replay_that_goes_another_way_keeps_what_lies_before_and_is_a_match_of_its_own() {
    let first = played(practice().with_bot_for_the_person(skill(4), 9)).replay.unwrap();
    let at = Tick(first.log.through().0 / 2);
    let seat = Seat::new(Side::B, 0);
    let begin = || LocalMatch::from_here(&first, at, seat, skill(2), 77, ("me".into(), PictureId(1)), "bot");
    let (mut waiting, mut scene) = (begin(), Scene::default());
    waiting.advance(LEAD_IN / 2, &mut Steering::default(), &mut scene);
    assert_eq!(waiting.pong.tick(), at, "nothing moves at first");
    assert!(matches!(scene.stage, Stage::Countdown { .. }) && scene.mirrored);
    assert_eq!(scene.players.iter().filter(|player| player.mine).map(|player| player.seat).collect::<Vec<_>>(), [seat]);
    let second = played(begin().with_bot_for_the_person(skill(6), 3));
    let replay = second.replay.clone().unwrap();
    assert_eq!(replay.log.until(at), first.log.until(at));
    assert_ne!(replay.log, first.log);
    let outcome = Log::verify(&replay.log.to_bytes()).unwrap();
    assert_eq!((outcome.score, outcome.winner), (second.score, second.winner));
}

#[test]
fn a_paused_match_stands_still_and_a_long_stop_of_the_machine_does_not_rush_it() {
    let (mut local, mut scene) = (practice(), Scene::default());
    let mut steering = Steering::default();
    local.paused = true;
    local.advance(Duration::from_secs(3), &mut steering, &mut scene);
    assert_eq!(local.pong.tick().0, 0);
    local.paused = false;
    local.advance(Duration::from_secs(3600), &mut steering, &mut scene);
    assert_eq!(u64::from(local.pong.tick().0), CATCH_UP_TICKS_MAX);
}
