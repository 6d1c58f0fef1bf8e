//! Who plays three against three with whom. Pure.
//!
//! People who want to play clash come in teams of one to three, which stay together. Two sides of three are made of them: 3, 2+1 or 1+1+1.
//! In the order of arrival: whoever has waited longest plays as soon as there is anybody to play with, with those who came first of
//! all who may.

/// Players of a side.
pub(super) const SIDE: usize = 3;
/// Teams that are looked at for the match of one who waits, besides [`LOOKED_AT_PER_TEAM`] for each who waits. Only when many keep each other
/// away does it come to so many; then the next one's turn comes, and so nobody holds up the others.
const LOOKED_AT_MAX: usize = 10_000;
const LOOKED_AT_PER_TEAM: usize = 4;

/// How many there are of one, two and three.
type Counts = [usize; SIDE];

/// Teams of one, two and three that make two sides: every way there is.
const FULL: [Counts; 6] = [[0, 0, 2], [1, 1, 1], [3, 0, 1], [2, 2, 0], [4, 1, 0], [6, 0, 0]];

/// Two sides, each as places in the list of teams.
pub(crate) type Sides = [Vec<usize>; 2];

/// Matches of teams of these sizes, one to three each, which are in the order of arrival; `may_play` says whether nobody of the one keeps
/// anybody of the other away.
pub(crate) fn matches(sizes: &[usize], may_play: impl Fn(usize, usize) -> bool) -> Vec<Sides> {
    let mut search = Search::new(sizes, may_play);
    let mut made = Vec::new();
    for first in 0..sizes.len() {
        if let Some(chosen) = search.match_of(first) {
            made.push(split(sizes, &chosen));
        }
    }
    made
}

/// The search for those with whom somebody plays.
struct Search<'a, F> {
    sizes: &'a [usize],
    may_play: F,
    /// Teams of one, two and three, in the order of arrival.
    of_size: [Vec<usize>; SIDE],
    /// Where in each of those the first is who is not settled.
    firsts: Counts,
    /// Who plays, or cannot be helped.
    is_settled: Vec<bool>,
    /// How many there are of each size of the others.
    supply: Counts,
    /// Teams that may still be looked at for the present match.
    looks_left: usize,
}

/// What is still to choose from.
#[derive(Clone, Copy)]
struct Rest {
    /// How many teams of each size were chosen.
    counts: Counts,
    /// Where in the teams of each size the next one is, and how many there are from there on.
    next: Counts,
    supply: Counts,
}

impl<'a, F: Fn(usize, usize) -> bool> Search<'a, F> {
    fn new(sizes: &'a [usize], may_play: F) -> Self {
        let of_size = std::array::from_fn(|size| (0..sizes.len()).filter(|team| sizes[*team] == size + 1).collect::<Vec<_>>());
        let supply = std::array::from_fn(|size| of_size[size].len());
        Self { sizes, may_play, of_size, firsts: [0; SIDE], is_settled: vec![false; sizes.len()], supply, looks_left: 0 }
    }

    /// Who plays in the match of this one, with the first of those who came later; this one is the first of them. `None`: plays already, or
    /// with nobody.
    fn match_of(&mut self, first: usize) -> Option<Vec<usize>> {
        if self.is_settled[first] {
            return None;
        }
        self.settle(first);
        self.looks_left = LOOKED_AT_MAX + LOOKED_AT_PER_TEAM * self.sizes.len();
        let mut counts = [0; SIDE];
        counts[self.sizes[first] - 1] = 1;
        let mut chosen = vec![first];
        if !self.choose(&mut chosen, Rest { counts, next: self.firsts, supply: self.supply }) {
            return None;
        }
        chosen[1..].iter().for_each(|team| self.settle(*team));
        Some(chosen)
    }

    /// Chooses from the rest until the court is full. False: there is no way, or too many were looked at.
    fn choose(&mut self, chosen: &mut Vec<usize>, mut rest: Rest) -> bool {
        if FULL.contains(&rest.counts) {
            return true;
        }
        while let Some((size, team)) = self.next(&mut rest) {
            if self.looks_left == 0 {
                return false;
            }
            self.looks_left -= 1;
            rest.next[size] += 1;
            rest.supply[size] -= 1;
            if chosen.iter().all(|other| (self.may_play)(*other, team)) {
                chosen.push(team);
                let mut with = rest;
                with.counts[size] += 1;
                if self.choose(chosen, with) {
                    return true;
                }
                chosen.pop();
            }
        }
        false
    }

    /// Who came first of those who could be chosen next, and the place of their size.
    fn next(&self, rest: &mut Rest) -> Option<(usize, usize)> {
        let mut found: Option<(usize, usize)> = None;
        for size in 0..SIDE {
            if !rest.has_use_for(size) {
                continue;
            }
            while self.is_settled[self.of_size[size][rest.next[size]]] {
                rest.next[size] += 1;
            }
            let team = self.of_size[size][rest.next[size]];
            if found.is_none_or(|(_, other)| team < other) {
                found = Some((size, team));
            }
        }
        found
    }

    /// This one is looked at no more.
    fn settle(&mut self, team: usize) {
        let size = self.sizes[team] - 1;
        self.is_settled[team] = true;
        self.supply[size] -= 1;
        let first = &mut self.firsts[size];
        while self.of_size[size].get(*first).is_some_and(|team| self.is_settled[*team]) {
            *first += 1;
        }
    }
}

impl Rest {
    /// Whether there is another of this size, and with it the court can be filled.
    fn has_use_for(&self, size: usize) -> bool {
        let (mut with, mut supply) = (self.counts, self.supply);
        with[size] += 1;
        supply[size] > 0 && {
            supply[size] -= 1;
            can_be_filled(with, supply)
        }
    }
}

/// Whether two sides can be made of all of these and some of those who follow.
fn can_be_filled(counts: Counts, supply: Counts) -> bool {
    let reaches = |full: &Counts| (0..SIDE).all(|size| (counts[size]..=counts[size] + supply[size]).contains(&full[size]));
    FULL.iter().any(reaches)
}

/// The two sides: the one who has waited longest is in the first.
fn split(sizes: &[usize], chosen: &[usize]) -> Sides {
    let mut sides: Sides = [vec![chosen[0]], Vec::new()];
    let mut room = [SIDE - sizes[chosen[0]], SIDE];
    let mut others: Vec<usize> = chosen[1..].to_vec();
    // The larger first: whoever is alone fits everywhere.
    others.sort_by_key(|team| std::cmp::Reverse(sizes[*team]));
    for team in others {
        let side = usize::from(room[0] < sizes[team]);
        room[side] -= sizes[team];
        sides[side].push(team);
    }
    sides
}
