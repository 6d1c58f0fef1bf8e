//! The rule of clash against itself written plainly, and over a hundred thousand random queues.

use std::collections::BTreeSet;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::queue::teams::{SIDE, Sides, matches};

const SEQUENCES: usize = 100_000;
const STEPS_MAX: usize = 12;

/// Matches of teams of these sizes, of which these are kept apart.
fn made(sizes: &[usize], apart: &[[usize; 2]]) -> Vec<Sides> {
    matches(sizes, |one, other| !apart.contains(&[one, other]) && !apart.contains(&[other, one]))
}

#[test]
fn two_sides_are_made_in_every_way_there_is() {
    assert_eq!(made(&[3, 3], &[]), [[vec![0], vec![1]]]);
    assert_eq!(made(&[1, 2, 3], &[]), [[vec![0, 1], vec![2]]]);
    assert_eq!(made(&[3, 1, 1, 1], &[]), [[vec![0], vec![1, 2, 3]]]);
    assert_eq!(made(&[2, 2, 1, 1], &[]), [[vec![0, 2], vec![1, 3]]]);
    assert_eq!(made(&[1, 1, 2, 1, 1], &[]), [[vec![0, 2], vec![1, 3, 4]]]);
    assert_eq!(made(&[1; 6], &[]), [[vec![0, 1, 2], vec![3, 4, 5]]]);
}

#[test]
fn who_cannot_be_completed_waits_and_holds_up_nobody() {
    assert_eq!(made(&[2, 2, 2, 2], &[]), Vec::<Sides>::new());
    assert_eq!(made(&[2, 3, 2, 3], &[]), [[vec![1], vec![3]]]);
    assert_eq!(made(&[2, 2, 1, 2, 1], &[]), [[vec![0, 2], vec![1, 4]]], "who came first of those who fit");
    assert_eq!(made(&[3; 5], &[]), [[vec![0], vec![1]], [vec![2], vec![3]]]);
}

#[test]
fn nobody_is_on_a_court_with_somebody_they_are_kept_apart_from_on_either_side() {
    assert_eq!(made(&[3, 3, 3], &[[0, 1]]), [[vec![0], vec![2]]]);
    assert_eq!(made(&[2, 1, 3], &[[1, 0]]), Vec::<Sides>::new(), "not on the same side either");
    assert_eq!(made(&[2, 1, 3, 1], &[[0, 1]]), [[vec![0, 3], vec![2]]]);
    assert_eq!(made(&[1; 7], &[[0, 1], [0, 2]]), [[vec![1, 2, 3], vec![4, 5, 6]]], "who cannot be helped holds up nobody");
}

#[test]
fn many_who_all_keep_each_other_away_are_looked_at_in_bounded_time() {
    let sizes = vec![1; 100];
    assert_eq!(matches(&sizes, |one, other| one % 5 != other % 5), Vec::<Sides>::new(), "five of them can be together, and not six");
    assert_eq!(matches(&[2; 5_000], |_, _| true), Vec::<Sides>::new());
}

/// The first that can be chosen of all these, by the words of the rule.
fn plainly(sizes: &[usize], left: &[usize], chosen: &[usize], may_play: &impl Fn(usize, usize) -> bool) -> Option<Vec<usize>> {
    let players: usize = chosen.iter().map(|team| sizes[*team]).sum();
    let halves = (0..1_usize << chosen.len()).any(|half| {
        let side = chosen.iter().enumerate().filter(|(place, _)| half >> place & 1 == 1);
        side.map(|(_, team)| sizes[*team]).sum::<usize>() == SIDE
    });
    if players == 2 * SIDE {
        return halves.then(|| chosen.to_vec());
    }
    left.iter().enumerate().find_map(|(place, team)| {
        let fits = players + sizes[*team] <= 2 * SIDE && chosen.iter().all(|other| may_play(*other, *team));
        fits.then(|| plainly(sizes, &left[place + 1..], &[chosen, &[*team]].concat(), may_play)).flatten()
    })
}

#[test]
fn it_is_the_rule_as_it_is_said_whoever_waits_and_whoever_is_kept_apart() {
    let seed: u64 = rand::random();
    let mut rng = StdRng::seed_from_u64(seed);
    for _ in 0..5_000 {
        let count = rng.random_range(0..11);
        let sizes: Vec<usize> = (0..count).map(|_| rng.random_range(1..=SIDE)).collect();
        let apart: BTreeSet<[usize; 2]> =
            (0..rng.random_range(0..12)).map(|_| [rng.random_range(0..11), rng.random_range(0..11)]).collect();
        let may_play = |one: usize, other: usize| !apart.contains(&[one, other]) && !apart.contains(&[other, one]);
        let mut left: Vec<usize> = (0..count).collect();
        let mut expected = Vec::new();
        let mut first = 0;
        while first < left.len() {
            match plainly(&sizes, &left[first + 1..], &[left[first]], &may_play) {
                Some(chosen) => {
                    left.retain(|team| !chosen.contains(team));
                    expected.push(chosen);
                }
                None => first += 1,
            }
        }
        let made = matches(&sizes, may_play);
        let chosen = made.iter().map(|[one, other]| {
            let mut both = [&one[..], &other[..]].concat();
            both.sort_unstable();
            both
        });
        assert_eq!(chosen.collect::<Vec<_>>(), expected, "seed {seed}, {sizes:?} without {apart:?}");
    }
}

/// A team in the queue over time; teams with the same mark keep each other away.
#[derive(Clone, Copy, Debug)]
struct Party {
    size: usize,
    mark: usize,
}

/// One round; what was wrong with it.
fn round(parties: &mut Vec<Party>) -> Result<(), String> {
    let sizes: Vec<_> = parties.iter().map(|party| party.size).collect();
    let may_play = |one: usize, other: usize| parties[one].mark != parties[other].mark;
    let mut playing = BTreeSet::new();
    for sides in matches(&sizes, may_play) {
        for side in &sides {
            if side.iter().map(|team| sizes[*team]).sum::<usize>() != SIDE {
                return Err(format!("{side:?} is no side"));
            }
        }
        let together = sides.concat();
        for (place, one) in together.iter().enumerate() {
            if !playing.insert(*one) || !together[place + 1..].iter().all(|other| may_play(*one, *other)) {
                return Err(format!("{one} is in {sides:?}"));
            }
        }
    }
    let left = (0..parties.len()).filter(|team| !playing.contains(team));
    *parties = left.map(|team| parties[team]).collect();
    Ok(())
}

/// Who could play and waits.
fn missed(parties: &[Party]) -> Option<Vec<usize>> {
    let sizes: Vec<_> = parties.iter().map(|party| party.size).collect();
    let left: Vec<_> = (0..parties.len()).collect();
    let may_play = |one: usize, other: usize| parties[one].mark != parties[other].mark;
    left.iter().find_map(|one| plainly(&sizes, &left[one + 1..], &[*one], &may_play))
}

#[test]
fn over_a_hundred_thousand_random_queues_nobody_plays_whom_they_may_not_and_nobody_waits_for_nothing() {
    let seed: u64 = rand::random();
    let mut rng = StdRng::seed_from_u64(seed);
    for sequence in 0..SEQUENCES {
        let mut parties = Vec::new();
        let marks = rng.random_range(5..20);
        for _ in 0..rng.random_range(1..=STEPS_MAX) {
            if rng.random_ratio(1, 5) && !parties.is_empty() {
                parties.remove(rng.random_range(0..parties.len()));
            } else {
                parties.push(Party { size: rng.random_range(1..=SIDE), mark: rng.random_range(0..marks) });
            }
            round(&mut parties).unwrap_or_else(|fault| panic!("seed {seed}, sequence {sequence}: {fault} of {parties:?}"));
        }
        assert_eq!(missed(&parties), None, "seed {seed}, sequence {sequence}: {parties:?}");
    }
}
