//! The match's own generator (SplitMix64): every draw of a match comes from its seed.

use serde::{Deserialize, Serialize};

/// Where the draws of a match begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(pub u64);

/// A small generator with 64 bits of state. Good for games, not for secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rng(u64);

impl Rng {
    /// The generator that starts at a seed.
    #[must_use]
    pub const fn new(seed: Seed) -> Self {
        Self(seed.0)
    }

    /// 64 even bits.
    pub const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// An even number in `0..bound`; 0 when the bound is 0.
    pub const fn below(&mut self, bound: u32) -> u32 {
        (((self.draw() >> 32) * bound as u64) >> 32) as u32
    }

    /// An even number in `-limit..=limit`, for a limit in `0..=2^30`.
    #[expect(clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "the limit is documented to be in 0..=2^30")]
    pub const fn spread(&mut self, limit: i32) -> i32 {
        self.below(2 * limit as u32 + 1) as i32 - limit
    }

    /// The whole state, for hashes.
    pub(super) const fn state(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_splitmix64() {
        let mut rng = Rng::new(Seed(1_234_567));
        let drawn = [rng.draw(), rng.draw(), rng.draw()];
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn a_spread_reaches_both_of_its_ends_and_goes_no_further() {
        let mut rng = Rng::new(Seed(1));
        let drawn: Vec<i32> = (0..1_000).map(|_| rng.spread(3)).collect();
        assert_eq!(drawn.iter().min(), Some(&-3));
        assert_eq!(drawn.iter().max(), Some(&3));
    }
}
