//! What a ranked match moves. Pure.

/// Most that a winner can gain, and a loser can lose.
const GAIN_MAX: f64 = 40.0;
const LOSS_MAX: f64 = 30.0;
/// With so many trophies more, the chance of winning is ten times that of losing.
const GAP_OF_TEN: f64 = 400.0;
/// Beyond this gap nothing changes any more: the chance is 1 or 0 to the last digit that counts.
const GAP_MAX: i64 = 10_000;

/// What the winner gains, and what the loser loses unless there is less to lose, for these trophies beforehand.
pub(super) fn exchange(winner: i64, loser: i64) -> (i64, i64) {
    let gap = i32::try_from(loser.saturating_sub(winner).clamp(-GAP_MAX, GAP_MAX)).expect("it was clamped");
    let chance = 1.0 / (1.0 + 10_f64.powf(f64::from(gap) / GAP_OF_TEN));
    (whole(GAIN_MAX * (1.0 - chance)), whole(LOSS_MAX * (1.0 - chance)))
}

#[expect(clippy::cast_possible_truncation, reason = "it is between 0 and 40")]
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
    fn the_better_the_loser_was_the_more_is_moved() {
        let moved: Vec<_> = (-1000..=1000).map(|gap| exchange(1000, 1000 + gap)).collect();
        assert!(moved.is_sorted_by_key(|(gain, _)| *gain) && moved.is_sorted_by_key(|(_, loss)| *loss));
        assert!(moved.iter().all(|(gain, loss)| (0..=40).contains(gain) && (0..=30).contains(loss)));
    }
}
