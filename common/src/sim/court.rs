//! The three courts: their measures, their seats and where the paddles stand.

use serde::{Deserialize, Serialize};

use super::ball::BALL_HALF;
use super::fx::{Fx, Point};
use super::paddle::Paddle;
use super::seat::{Seat, Side};
use super::trig::Angle;

/// Which court a match is played on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Court {
    /// One against one.
    Duel,
    /// Three against three; the paddles of a side stand one behind the other.
    Clash,
    /// One against one at one keyboard: wider than a duel.
    Local,
}

/// The measures of a court, in court units.
#[derive(Debug, PartialEq, Eq)]
pub struct CourtDims {
    /// From the wall of side `b` to the wall of side `a`.
    pub width: Fx,
    /// From the top to the bottom.
    pub height: Fx,
    /// Half the width of a paddle.
    pub paddle_half_width: Fx,
    /// Half the height of a paddle.
    pub paddle_half_height: Fx,
    /// From the middle of the outermost paddle of a side to that side's wall.
    pub paddle_from_wall: Fx,
    /// From the middle of a paddle to the middle of the next one of its side; zero where there is none.
    pub paddle_spacing: Fx,
    /// The steepest return, measured from horizontal.
    pub(super) steepest: Angle,
}

static DUEL: CourtDims = CourtDims {
    width: Fx::units(1000),
    height: Fx::units(600),
    paddle_half_width: Fx::units(15),
    paddle_half_height: Fx::units(100),
    paddle_from_wall: Fx::units(100),
    paddle_spacing: Fx::ZERO,
    steepest: Angle::degrees(72),
};

static CLASH: CourtDims = CourtDims {
    width: Fx::units(1800),
    height: Fx::units(750),
    paddle_half_width: Fx::units(15),
    paddle_half_height: Fx::units(50),
    paddle_from_wall: Fx::units(100),
    paddle_spacing: Fx::units(200),
    steepest: Angle::degrees(60),
};

static LOCAL: CourtDims = CourtDims {
    width: Fx::units(1500),
    height: Fx::units(750),
    paddle_half_width: Fx::units(15),
    paddle_half_height: Fx::units(100),
    paddle_from_wall: Fx::units(100),
    paddle_spacing: Fx::ZERO,
    steepest: Angle::degrees(72),
};

impl Court {
    /// Every court there is.
    pub const ALL: [Self; 3] = [Self::Duel, Self::Clash, Self::Local];

    /// The measures.
    #[must_use]
    pub fn dims(self) -> &'static CourtDims {
        match self {
            Self::Duel => &DUEL,
            Self::Clash => &CLASH,
            Self::Local => &LOCAL,
        }
    }

    /// 1, or 3 for `clash`.
    #[must_use]
    pub const fn seats_per_side(self) -> u8 {
        match self {
            Self::Duel | Self::Local => 1,
            Self::Clash => 3,
        }
    }

    /// The seats of this court, by slot.
    pub fn seats(self) -> impl Iterator<Item = Seat> {
        Seat::ALL.into_iter().filter(move |seat| self.has(*seat))
    }

    /// Whether this court has that seat.
    #[must_use]
    pub const fn has(self, seat: Seat) -> bool {
        seat.index < self.seats_per_side()
    }

    /// Whether the next serve waits for a player who is away.
    #[must_use]
    pub const fn holds_serve(self) -> bool {
        match self {
            Self::Duel | Self::Local => true,
            Self::Clash => false,
        }
    }

    /// 0..3, as in log files and hashes.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Duel => 0,
            Self::Clash => 1,
            Self::Local => 2,
        }
    }

    pub(crate) fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

impl CourtDims {
    /// The middle of the paddle of a seat along x; it never changes.
    #[must_use]
    pub fn paddle_x(&self, seat: Seat) -> Fx {
        let from_wall = Fx::from_bits(self.paddle_from_wall.bits() + self.paddle_spacing.bits() * i32::from(seat.index));
        match seat.side {
            Side::A => self.width - from_wall,
            Side::B => from_wall,
        }
    }

    /// The highest and the lowest place of the middle of a paddle along y.
    #[must_use]
    pub fn paddle_range(&self) -> (Fx, Fx) {
        (self.paddle_half_height, self.height - self.paddle_half_height)
    }

    /// The highest and the lowest place of the middle of the ball along y.
    #[must_use]
    pub fn ball_range(&self) -> (Fx, Fx) {
        (BALL_HALF, self.height - BALL_HALF)
    }

    /// The middle of the court, where the ball is served.
    #[must_use]
    pub fn middle(&self) -> Point {
        Point::new(self.width.scaled(1, 2), self.height.scaled(1, 2))
    }

    /// Where the paddle of a seat stands when a match begins.
    pub(super) fn paddle_at_start(&self, seat: Seat) -> Paddle {
        Paddle { at: Point::new(self.paddle_x(seat), self.middle().y) }
    }
}
