//! Where the matches of a bracket stand: a tree from left to right that fits its room, as many rounds of it as can be read.

use egui::{Pos2, Rect, Vec2, pos2, vec2};

/// Narrowest and widest that a match is, points.
const WIDTH_MIN: f32 = 164.0;
const WIDTH_MAX: f32 = 296.0;
/// Least and most height of a match, and least space between two, points.
const HEIGHT_MIN: f32 = 38.0;
const HEIGHT_MAX: f32 = 58.0;
const GAP_MIN: f32 = 6.0;
/// Most space that the matches of the first round have, each, points.
const PITCH_MAX: f32 = 112.0;
/// Space between two rounds, where the lines are, points.
const LANE: f32 = 26.0;
/// Height of the names of the rounds, points.
pub(super) const HEAD: f32 = 28.0;
/// Room above the last match, for whoever won, points.
const CROWN: f32 = 64.0;

/// Where everything stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    /// The first round that is seen, and how many are.
    pub(super) first: usize,
    pub(super) columns: usize,
    cell: Vec2,
    /// From one match of the first round that is seen to the next, points.
    pitch: f32,
    /// Room above the first matches, points.
    crown: f32,
    /// What is needed of the room.
    pub(super) size: Vec2,
}

impl Plan {
    /// For rounds of so many matches each, in this room. `wanted`: the first round that somebody wants to see.
    pub(super) fn of(rounds: &[usize], room: Vec2, wanted: usize) -> Self {
        let mut columns = 1;
        let mut needed = WIDTH_MIN * 2.0 + LANE;
        while columns < rounds.len() && needed <= room.x {
            columns += 1;
            needed += WIDTH_MIN + LANE;
        }
        let first = wanted.min(rounds.len().saturating_sub(columns));
        let lanes = times(columns.saturating_sub(1)) * LANE;
        let width = ((room.x - lanes) / times(columns)).clamp(WIDTH_MIN.min(room.x), WIDTH_MAX);
        let matches = times(rounds.get(first).copied().unwrap_or(1).max(1));
        // Two matches or one leave no room above the last one by themselves.
        let crown = if matches <= 2.0 { CROWN } else { 0.0 };
        let pitch = ((room.y - HEAD - crown) / matches).clamp(HEIGHT_MIN + GAP_MIN, PITCH_MAX);
        let height = (pitch - GAP_MIN).clamp(HEIGHT_MIN, HEIGHT_MAX);
        let size = vec2(width * times(columns) + lanes, HEAD + crown + pitch * matches);
        Self { first, columns, cell: vec2(width, height), pitch, crown, size }
    }

    /// Where a match stands, from the upper left corner of it all. None: its round is not seen.
    pub(super) fn rect(&self, round: usize, place: usize) -> Option<Rect> {
        let column = round.checked_sub(self.first).filter(|column| *column < self.columns)?;
        // Each round has half as many matches: each stands in the middle of the two before it.
        let span = self.pitch * times(1 << column);
        let middle = pos2(self.left(column) + self.cell.x * 0.5, HEAD + self.crown + span * (times(place) + 0.5));
        Some(Rect::from_center_size(middle, self.cell))
    }

    /// Where the name of a round stands.
    pub(super) fn head(&self, round: usize) -> Option<Rect> {
        let column = round.checked_sub(self.first).filter(|column| *column < self.columns)?;
        Some(Rect::from_min_size(pos2(self.left(column), 0.0), vec2(self.cell.x, HEAD)))
    }

    fn left(&self, column: usize) -> f32 {
        times(column) * (self.cell.x + LANE)
    }
}

/// The line from a match to the next: out of its right edge, and into the left edge of the other.
pub(super) fn line(from: Rect, to: Rect) -> [Pos2; 4] {
    let (out, into) = (from.right_center(), to.left_center());
    let turn = out.x + (into.x - out.x) * 0.5;
    [out, pos2(turn, out.y), pos2(turn, into.y), into]
}

/// A number that is small as what it is multiplied with.
fn times(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIXTEEN: [usize; 4] = [8, 4, 2, 1];

    fn rects(plan: &Plan, rounds: &[usize]) -> Vec<Rect> {
        let all = rounds.iter().enumerate().flat_map(|(round, count)| (0..*count).map(move |place| (round, place)));
        all.filter_map(|(round, place)| plan.rect(round, place)).collect()
    }

    #[test]
    fn sixteen_fit_a_usual_window_whole_and_no_match_lies_over_another() {
        for (rounds, room) in
            [(&SIXTEEN[..], vec2(1210.0, 500.0)), (&SIXTEEN[1..], vec2(1210.0, 500.0)), (&SIXTEEN[2..], vec2(900.0, 360.0))]
        {
            let plan = Plan::of(rounds, room, 0);
            assert_eq!(plan.columns, rounds.len());
            assert!(plan.size.x <= room.x && plan.size.y <= room.y, "{:?} in {room}", plan.size);
            let rects = rects(&plan, rounds);
            assert_eq!(rects.len(), rounds.iter().sum::<usize>());
            for (at, one) in rects.iter().enumerate() {
                assert!(one.min.y >= HEAD && one.max.y <= plan.size.y + 0.01 && one.max.x <= plan.size.x + 0.01, "{one}");
                assert!(rects[at + 1..].iter().all(|other| !one.shrink(0.5).intersects(*other)));
            }
        }
    }

    #[test]
    fn in_a_narrow_window_the_rounds_that_are_played_now_are_seen() {
        let plan = Plan::of(&SIXTEEN, vec2(430.0, 700.0), 1);
        assert_eq!((plan.first, plan.columns), (1, 2));
        assert!(plan.rect(0, 0).is_none() && plan.rect(1, 0).is_some() && plan.rect(3, 0).is_none());
        assert_eq!(Plan::of(&SIXTEEN, vec2(430.0, 700.0), 3).first, 2, "the last rounds fill the room");
        assert_eq!(Plan::of(&SIXTEEN, vec2(120.0, 100.0), 0).columns, 1);
    }

    #[test]
    fn a_match_stands_in_the_middle_of_the_two_before_it() {
        let plan = Plan::of(&SIXTEEN, vec2(1210.0, 500.0), 0);
        for (round, count) in SIXTEEN.iter().enumerate().skip(1) {
            for place in 0..*count {
                let y = |round, place| plan.rect(round, place).unwrap().center().y;
                let middle = (y(round - 1, place * 2) + y(round - 1, place * 2 + 1)) * 0.5;
                assert!((y(round, place) - middle).abs() < 0.1);
            }
        }
    }
}
