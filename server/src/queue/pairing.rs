//! Who plays whom. Pure.
//!
//! In the order of arrival: whoever has waited longest plays the first after them whose trophies are within reach, and who may play
//! them. The reach is that of the one who came first, which is the wider one, so nobody refuses who has waited too long to be
//! refused.

/// Somebody who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) trophies: i64,
    /// How far apart trophies may be. `None`: anybody will do.
    pub(super) reach: Option<i64>,
}

/// Pairs of those who wait, as places in `waiting`, which is in the order of arrival. With n who wait and b pairs who may not play each
/// other this takes O((n + b) log n).
pub(super) fn pairs(waiting: &[Waiting], may_play: impl Fn(usize, usize) -> bool) -> Vec<[usize; 2]> {
    let mut left = Left::new(waiting);
    let mut pairs = Vec::new();
    let mut kept_apart = Vec::new();
    for (place, one) in waiting.iter().enumerate() {
        if !left.take(place) {
            // Somebody who came before plays this one.
            continue;
        }
        let within = left.within(one.trophies, one.reach);
        while let Some(other) = left.first(within) {
            left.take(other);
            if may_play(place, other) {
                pairs.push([place, other]);
                break;
            }
            kept_apart.push(other);
        }
        kept_apart.drain(..).for_each(|other| left.put(other));
    }
    pairs
}

/// Those who are not paired, by trophies, with the first of each part of them: a tree of minima, whose leaves are in the order of
/// trophies.
struct Left {
    /// Trophies, in order.
    trophies: Vec<i64>,
    /// The leaf of each who waits.
    leaf_of: Vec<usize>,
    /// Two children below each node, from 1 on; the leaves are the second half. Who came first of those below, or [`NOBODY`].
    firsts: Vec<usize>,
}

const NOBODY: usize = usize::MAX;

impl Left {
    fn new(waiting: &[Waiting]) -> Self {
        let mut by_trophies: Vec<usize> = (0..waiting.len()).collect();
        by_trophies.sort_by_key(|place| waiting[*place].trophies);
        let leaves = waiting.len().next_power_of_two();
        let (mut leaf_of, mut firsts) = (vec![0; waiting.len()], vec![NOBODY; 2 * leaves]);
        for (leaf, place) in by_trophies.iter().enumerate() {
            leaf_of[*place] = leaf;
            firsts[leaves + leaf] = *place;
        }
        for node in (1..leaves).rev() {
            firsts[node] = firsts[2 * node].min(firsts[2 * node + 1]);
        }
        Self { trophies: by_trophies.iter().map(|place| waiting[*place].trophies).collect(), leaf_of, firsts }
    }

    /// The leaves of those with about so many trophies.
    fn within(&self, trophies: i64, reach: Option<i64>) -> [usize; 2] {
        let Some(reach) = reach else { return [0, self.trophies.len()] };
        let (least, most) = (trophies.saturating_sub(reach), trophies.saturating_add(reach));
        [self.trophies.partition_point(|other| *other < least), self.trophies.partition_point(|other| *other <= most)]
    }

    /// Who came first of those on these leaves.
    fn first(&self, [begin, end]: [usize; 2]) -> Option<usize> {
        let leaves = self.firsts.len() / 2;
        let (mut begin, mut end, mut first) = (begin + leaves, end + leaves, NOBODY);
        while begin < end {
            if begin % 2 == 1 {
                first = first.min(self.firsts[begin]);
                begin += 1;
            }
            if end % 2 == 1 {
                end -= 1;
                first = first.min(self.firsts[end]);
            }
            (begin, end) = (begin / 2, end / 2);
        }
        (first != NOBODY).then_some(first)
    }

    /// This one is left no more. False: was not.
    fn take(&mut self, place: usize) -> bool {
        let leaf = self.firsts.len() / 2 + self.leaf_of[place];
        let was_left = self.firsts[leaf] != NOBODY;
        self.set(leaf, NOBODY);
        was_left
    }

    /// This one is left again.
    fn put(&mut self, place: usize) {
        self.set(self.firsts.len() / 2 + self.leaf_of[place], place);
    }

    fn set(&mut self, leaf: usize, first: usize) {
        self.firsts[leaf] = first;
        let mut node = leaf / 2;
        while node > 0 {
            self.firsts[node] = self.firsts[2 * node].min(self.firsts[2 * node + 1]);
            node /= 2;
        }
    }
}
