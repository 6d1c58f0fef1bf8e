//! The levels of a bot, and the habits that make the difference between them.

/// How well a bot plays: 1, who has never seen the game, to 7, who is very good and still human.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Skill(u8);

impl Skill {
    /// The lowest and the highest level.
    pub const LEVELS: std::ops::RangeInclusive<u8> = 1..=7;

    /// A level, if there is such a one.
    #[must_use]
    pub fn new(level: u8) -> Option<Self> {
        Self::LEVELS.contains(&level).then_some(Self(level))
    }

    /// 1 to 7.
    #[must_use]
    pub const fn level(self) -> u8 {
        self.0
    }

    /// Every level, the lowest first.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::LEVELS.map(Self)
    }

    pub(super) fn habits(self) -> &'static Habits {
        &HABITS[usize::from(self.0 - *Self::LEVELS.start())]
    }
}

/// What a player of some level is like.
#[derive(Debug)]
pub(super) struct Habits {
    /// How old the picture of the ball is that the player acts on, in ticks.
    pub(super) reaction: u8,
    /// How much older it is, in ticks, for a whole approach of the ball when the mind has wandered.
    pub(super) lapse: u8,
    /// How often that happens, of 256 approaches.
    pub(super) lapses: u8,
    /// A key stays as it is for at least so many ticks.
    pub(super) hold: u8,
    /// How far the ball's arrival is misjudged at most while the ball is a court away, in court units at 1000 units a
    /// second, for a paddle of 200 units.
    pub(super) misjudged_far: i16,
    /// As above, when the ball is there.
    pub(super) misjudged_near: i16,
    /// How far ahead the player sees.
    pub(super) foresight: Foresight,
    /// How far from the middle of the paddle the player dares to take the ball, of 256 half paddles.
    pub(super) daring: i16,
    /// Whether it is taken so that it goes where the opponent is not.
    pub(super) placing: bool,
}

/// How a player guesses where the ball will arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foresight {
    /// Where it is now.
    None,
    /// Along its present line, up to the wall.
    Line,
    /// With all bounces.
    Bounces,
}

const HABITS: [Habits; 7] = [
    habits(44, 40, 64, 18, 260, 140, Foresight::None, 0, false),
    habits(38, 34, 48, 16, 400, 340, Foresight::Line, 0, false),
    habits(33, 28, 36, 14, 340, 280, Foresight::Bounces, 50, false),
    habits(29, 24, 26, 13, 300, 230, Foresight::Bounces, 70, false),
    habits(25, 20, 18, 12, 260, 185, Foresight::Bounces, 85, false),
    habits(21, 16, 12, 10, 220, 150, Foresight::Bounces, 100, true),
    habits(18, 12, 8, 9, 180, 120, Foresight::Bounces, 115, true),
];

#[expect(clippy::too_many_arguments, reason = "the table above reads better as rows of numbers")]
const fn habits(
    reaction: u8,
    lapse: u8,
    lapses: u8,
    hold: u8,
    misjudged_far: i16,
    misjudged_near: i16,
    foresight: Foresight,
    daring: i16,
    placing: bool,
) -> Habits {
    Habits { reaction, lapse, lapses, hold, misjudged_far, misjudged_near, foresight, daring, placing }
}
