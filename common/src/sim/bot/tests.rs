//! Bots play like people: in levels, with limits.

use super::*;
use crate::sim::court::Court;
use crate::sim::event::Event;
use crate::sim::pong::Phase;
use crate::sim::rules::Rules;
use crate::sim::steer::Inputs;

const A0: Seat = Seat::new(Side::A, 0);
const B0: Seat = Seat::new(Side::B, 0);

fn level(level: u8) -> Skill {
    Skill::new(level).expect("a level")
}

/// Plays a match to its end, showing each step to `each`.
fn play(rules: Rules, skills: [Skill; 2], seed: u64, mut each: impl FnMut(&Pong, &Inputs)) -> Pong {
    let mut pong = Pong::new(rules, Seed(seed));
    let mut bots: Vec<Bot> = rules.court.seats().map(|seat| Bot::new(skills[seat.side.index()], seat, seed)).collect();
    while pong.phase() != Phase::Over {
        let mut inputs = Inputs::default();
        for bot in &mut bots {
            inputs.set(bot.seat(), bot.steer(&pong));
        }
        each(&pong, &inputs);
        pong.step(&inputs);
    }
    pong
}

/// How many of 200 matches `a` wins, the sides being changed half way.
fn wins(court: Court, a: u8, b: u8) -> u32 {
    let won = |seed| {
        let (skills, side) = if seed % 2 == 0 { ([level(a), level(b)], Side::A) } else { ([level(b), level(a)], Side::B) };
        play(Rules::new(court), skills, seed, |_, _| {}).winner() == Some(side)
    };
    (0..200).map(|seed| u32::from(won(seed))).sum()
}

#[test]
fn a_higher_level_beats_the_one_below_it() {
    for lower in 1..7 {
        let won = wins(Court::Duel, lower + 1, lower);
        assert!(won >= 115, "level {} won {won} of 200 duels against level {lower}", lower + 1);
    }
}

#[test]
fn two_levels_apart_there_is_little_doubt() {
    for lower in 1..6 {
        let won = wins(Court::Duel, lower + 2, lower);
        assert!(won >= 150, "level {} won {won} of 200 duels against level {lower}", lower + 2);
    }
}

#[test]
fn the_court_favours_no_side() {
    let won = |seed| play(Rules::new(Court::Duel), [level(4); 2], seed, |_, _| {}).winner() == Some(Side::A);
    let for_a = (0..400).filter(|seed| won(*seed)).count();
    // Within four standard deviations.
    assert!((160..=240).contains(&for_a), "a won {for_a} of 400");
}

#[test]
fn levels_count_in_clash_too() {
    let won = wins(Court::Clash, 6, 3);
    assert!(won >= 130, "level 6 won {won} of 200 clashes against level 3");
}

#[test]
fn the_best_bot_lets_balls_pass_and_the_worst_returns_some() {
    let missed = |skill: u8| {
        let (mut returns, mut goals) = (0, 0);
        for seed in 0..50 {
            let end = play(Rules::new(Court::Duel).with_goals(5), [level(skill); 2], seed, |_, _| {});
            returns += u32::from(end.tally(A0).returns) + u32::from(end.tally(B0).returns);
            goals += u32::from(end.score(Side::A)) + u32::from(end.score(Side::B));
        }
        goals * 1_000 / (goals + returns)
    };
    let (worst, best) = (missed(1), missed(7));
    assert!((20..=80).contains(&best), "level 7 misses {best} of 1000 balls");
    assert!((best + 100..=700).contains(&worst), "level 1 misses {worst} of 1000 balls");
}

#[test]
fn no_bot_presses_keys_faster_than_a_person() {
    for skill in Skill::all() {
        let mut last = [(Steer::Still, 0_u32); 2];
        play(Rules::new(Court::Duel), [skill; 2], 11, |pong, inputs| {
            for (seat, (steer, since)) in [A0, B0].into_iter().zip(&mut last) {
                if inputs.get(seat) != *steer {
                    let waited = pong.tick().0 - *since;
                    assert!(*since == 0 || waited >= u32::from(Bot::hold_ticks(skill)), "{skill:?} changed after {waited} ticks");
                    (*steer, *since) = (inputs.get(seat), pong.tick().0);
                }
            }
        });
    }
}

#[test]
fn a_bot_does_not_know_the_present() {
    // Two matches that differ only in the serve's direction: for as long as the bot's reaction takes, it cannot tell.
    for skill in Skill::all() {
        let mut seen = Vec::new();
        for seed in [1, 2, 3, 4] {
            let mut pong = Pong::new(Rules::new(Court::Duel), Seed(seed));
            let mut bot = Bot::new(skill, A0, 5);
            let steers: Vec<Steer> = (0..240 + u32::from(skill.habits().reaction))
                .map(|_| {
                    let steer = bot.steer(&pong);
                    pong.step(&Inputs::default());
                    steer
                })
                .collect();
            seen.push(steers);
        }
        seen.dedup();
        assert_eq!(seen.len(), 1, "{skill:?}");
    }
}

#[test]
fn a_bot_is_a_function_of_what_it_was_shown() {
    let record = || {
        let mut steers = Vec::new();
        play(Rules::new(Court::Clash), [level(4), level(5)], 3, |_, inputs| steers.push(*inputs));
        steers
    };
    assert_eq!(record(), record());
}

#[test]
fn in_clash_bots_keep_rallies_up_and_most_goals_are_no_own_goals() {
    let (mut own, mut goals) = (0, 0);
    let mut returns = 0;
    for seed in 0..30 {
        let mut pong = Pong::new(Rules::new(Court::Clash), Seed(seed));
        let mut bots: Vec<Bot> = Court::Clash.seats().map(|seat| Bot::new(level(5), seat, seed)).collect();
        while pong.phase() != Phase::Over {
            let mut inputs = Inputs::default();
            bots.iter_mut().for_each(|bot| inputs.set(bot.seat(), bot.steer(&pong)));
            for event in &pong.step(&inputs) {
                match event {
                    Event::Goal { own: is_own, .. } => {
                        goals += 1;
                        own += u32::from(*is_own);
                    }
                    Event::Return { .. } => returns += 1,
                    Event::CountdownTick { .. } | Event::Serve { .. } | Event::Wall { .. } | Event::Edge { .. } | Event::Over { .. } => {}
                }
            }
        }
    }
    assert!(own * 2 < goals, "{own} own goals among {goals}");
    assert!(returns >= 10 * goals, "{returns} returns for {goals} goals");
}
