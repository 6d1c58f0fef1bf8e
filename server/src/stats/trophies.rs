//! What a ranked match moves. Pure.

use common::api::matches::Stakes;
use common::api::users::Tier;

/// Most that a winner can gain, and a loser can lose.
const GAIN_MAX: f64 = 40.0;
const LOSS_MAX: f64 = 30.0;
/// With so many trophies more, the chance of winning is ten times that of losing.
const GAP_OF_TEN: f64 = 400.0;
/// Beyond this gap nothing changes any more: the chance is 1 or 0 to the last digit that counts.
const GAP_MAX: i64 = 10_000;
const PERCENT: f64 = 100.0;

/// What a match is about for a player with these trophies, whose side is as strong as `mine` trophies, against `theirs`.
pub(crate) fn stakes(trophies: i64, mine: i64, theirs: i64) -> Stakes {
    let ((win, _), (_, loss)) = (exchange(mine, theirs), exchange(theirs, mine));
    let chance = u8::try_from(whole(PERCENT * chance(mine, theirs))).expect("a chance is 0 to 100 percent");
    Stakes { trophies, tier: Tier::of(trophies), chance, win, loss: -fallen(trophies, loss) }
}

/// What of a loss can be lost: nobody falls below 0.
pub(super) fn fallen(trophies: i64, loss: i64) -> i64 {
    loss.min(trophies.max(0))
}

/// How strong a side is: as its members on average. 0 for nobody.
pub(crate) fn strength(trophies: impl Iterator<Item = i64>) -> i64 {
    let (sum, count) = trophies.fold((0, 0), |(sum, count), trophies| (sum + trophies, count + 1));
    sum / i64::max(count, 1)
}

/// What the winner gains, and what the loser loses unless there is less to lose, for these trophies beforehand.
pub(super) fn exchange(winner: i64, loser: i64) -> (i64, i64) {
    let upset = 1.0 - chance(winner, loser);
    (whole(GAIN_MAX * upset), whole(LOSS_MAX * upset))
}

/// How likely the first is to win, 0 to 1.
fn chance(mine: i64, theirs: i64) -> f64 {
    let gap = i32::try_from(theirs.saturating_sub(mine).clamp(-GAP_MAX, GAP_MAX)).expect("it was clamped");
    1.0 / (1.0 + 10_f64.powf(f64::from(gap) / GAP_OF_TEN))
}

#[expect(clippy::cast_possible_truncation, reason = "it is between 0 and 100")]
fn whole(amount: f64) -> i64 {
    amount.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_move_half_an_upset_moves_most_and_a_sure_win_nothing() {
        assert_eq!(exchange(0, 0), (20, 15));
        assert_eq!(exchange(1000, 1400), (36, 27));
        assert_eq!(exchange(1400, 1000), (4, 3));
        assert_eq!(exchange(0, 5000), (40, 30));
        assert_eq!(exchange(5000, 0), (0, 0));
        assert_eq!(exchange(i64::MIN, i64::MAX), (40, 30));
    }

    #[test]
    fn the_stakes_say_what_both_outcomes_would_move_and_nobody_falls_below_nothing() {
        let told = |mine, theirs| {
            let stakes = stakes(mine, mine, theirs);
            (stakes.tier, stakes.chance, stakes.win, stakes.loss)
        };
        assert_eq!(told(0, 0), (Tier::Unranked, 50, 20, 0));
        assert_eq!(told(1400, 1000), (Tier::Gold, 91, 4, -27));
        assert_eq!(told(1000, 1400), (Tier::Gold, 9, 36, -3));
        assert_eq!(told(10, 0), (Tier::Unranked, 51, 19, -10));
        assert_eq!(strength([1, 2, 6].into_iter()), 3);
        assert_eq!(strength(std::iter::empty()), 0);
    }

    #[test]
    fn the_better_the_loser_was_the_more_is_moved() {
        let moved: Vec<_> = (-1000..=1000).map(|gap| exchange(1000, 1000 + gap)).collect();
        assert!(moved.is_sorted_by_key(|(gain, _)| *gain) && moved.is_sorted_by_key(|(_, loss)| *loss));
        assert!(moved.iter().all(|(gain, loss)| (0..=40).contains(gain) && (0..=30).contains(loss)));
    }
}
