//! Who plays three against three with whom. Pure.
//!
//! People who want to play clash come in teams of one to three, which stay together. Two sides of three are made of them: 3, 2+1 or 1+1+1.
//! In the order of arrival: whoever has waited longest plays as soon as there is anybody to play with, with those who came first of
//! all who may.

/// Players of a side.
const SIDE: usize = 3;
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
    let mut search = Search { sizes, may_play, is_done: vec![false; sizes.len()], supply: [0; SIDE], looks_left: 0 };
    (0..sizes.len()).for_each(|team| search.supply = search.with(search.supply, team));
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
    /// Who plays, or cannot be helped.
    is_done: Vec<bool>,
    /// How many there are of each size of the others.
    supply: Counts,
    /// Teams that may still be looked at for the present match.
    looks_left: usize,
}

impl<F: Fn(usize, usize) -> bool> Search<'_, F> {
    /// Who plays in the match of this one, with the first of those who came later; this one is the first of them. `None`: plays already, or
    /// with nobody.
    fn match_of(&mut self, first: usize) -> Option<Vec<usize>> {
        if !self.settle(first) {
            return None;
        }
        self.looks_left = LOOKED_AT_MAX + LOOKED_AT_PER_TEAM * self.sizes.len();
        let mut chosen = vec![first];
        if !self.choose(&mut chosen, self.with([0; SIDE], first), self.supply) {
            return None;
        }
        chosen[1..].iter().for_each(|team| _ = self.settle(*team));
        Some(chosen)
    }

    /// Chooses from those after the last one chosen, of whom there are so many, until the court is full. False: there is no way, or too
    /// many were looked at.
    fn choose(&mut self, chosen: &mut Vec<usize>, counts: Counts, mut supply: Counts) -> bool {
        if FULL.contains(&counts) {
            return true;
        }
        let after = chosen.last().map_or(0, |last| last + 1);
        for team in after..self.sizes.len() {
            if self.looks_left == 0 || !can_be_filled(counts, supply) {
                return false;
            }
            if self.is_done[team] {
                continue;
            }
            self.looks_left -= 1;
            supply[self.sizes[team] - 1] -= 1;
            let with = self.with(counts, team);
            if can_be_filled(with, supply) && chosen.iter().all(|other| (self.may_play)(*other, team)) {
                chosen.push(team);
                if self.choose(chosen, with, supply) {
                    return true;
                }
                chosen.pop();
            }
        }
        false
    }

    /// This one is looked at no more. False: was not anyway.
    fn settle(&mut self, team: usize) -> bool {
        let was_left = !self.is_done[team];
        if was_left {
            self.is_done[team] = true;
            self.supply[self.sizes[team] - 1] -= 1;
        }
        was_left
    }

    fn with(&self, mut counts: Counts, team: usize) -> Counts {
        counts[self.sizes[team] - 1] += 1;
        counts
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

#[cfg(test)]
mod tests;
