//! Directions: sine and cosine in integers, by their power series.

use super::fx::{Fx, Point};

/// An angle from horizontal in 65,536ths of a full turn; positive angles point downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Angle(i32);

/// 2 pi with 30 fractional bits.
const TURN_Q30: i64 = 6_746_518_852;

impl Angle {
    pub(super) const fn degrees(degrees: i32) -> Self {
        Self(degrees * 65_536 / 360)
    }

    pub(super) const fn from_bits(bits: i32) -> Self {
        Self(bits)
    }

    pub(super) const fn bits(self) -> i32 {
        self.0
    }

    /// Cosine and sine with 30 fractional bits, for angles of at most a quarter of a turn either way. The error is below
    /// 2^-22, far below what is left of it in an [`Fx`].
    const fn cos_sin_q30(self) -> (i64, i64) {
        let x = (self.0 as i64 * TURN_Q30) >> 16;
        let square = (x * x) >> 30;
        // Horner's scheme of 1 - x^2/2 (1 - x^2/12 (1 - x^2/30 ...)), each divisor being 2k(2k-1) or 2k(2k+1).
        let one = 1 << 30;
        let (mut cos, mut sin) = (one, one);
        let mut k = 7;
        while k > 0 {
            cos = one - (((square * cos) >> 30) / (2 * k * (2 * k - 1)));
            sin = one - (((square * sin) >> 30) / (2 * k * (2 * k + 1)));
            k -= 1;
        }
        (cos, (x * sin) >> 30)
    }

    /// The velocity per tick at `speed` (per tick) in this direction, to the right or to the left.
    pub(super) fn velocity(self, speed: Fx, to_the_right: bool) -> Point {
        let (cos, sin) = self.cos_sin_q30();
        let x = scale_q30(speed, cos);
        Point::new(if to_the_right { x } else { -x }, scale_q30(speed, sin))
    }
}

fn scale_q30(speed: Fx, by: i64) -> Fx {
    let bits = i64::from(speed.bits()) * by / (1 << 30);
    Fx::from_bits(i32::try_from(bits).expect("a sine is at most one"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_angles_have_their_known_sines() {
        let cases = [(0, 1_000_000, 0), (30, 866_025, 500_000), (60, 500_000, 866_025), (72, 309_017, 951_057), (-60, 500_000, -866_025)];
        for (degrees, cos, sin) in cases {
            let (c, s) = Angle::degrees(degrees).cos_sin_q30();
            // An angle is a whole number of 65,536ths of a turn, which is up to 0.0001 radians off a whole degree.
            assert!((((c * 1_000_000) >> 30) - cos).abs() < 120, "cosine of {degrees}");
            assert!((((s * 1_000_000) >> 30) - sin).abs() < 120, "sine of {degrees}");
        }
    }

    #[test]
    fn every_direction_has_the_length_that_was_asked_for() {
        let speed = Fx::from_bits(546_133);
        for bits in -13_108..=13_108 {
            let v = Angle::from_bits(bits).velocity(speed, bits % 2 == 0);
            let length = i64::from(v.x.bits()).pow(2) + i64::from(v.y.bits()).pow(2);
            let wanted = i64::from(speed.bits()).pow(2);
            assert!((length - wanted).abs() < 4 * i64::from(speed.bits()), "angle {bits}: {length} instead of {wanted}");
        }
    }
}
