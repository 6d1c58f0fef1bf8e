//! Where somebody is between matches, as far as others see it.

use common::api::users::Activity;

/// A place that a user is in; one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a queue, alone.
    Queue,
    /// In the lobby of this row.
    Lobby(i64),
    /// In the tournament of this row.
    Tournament(i64),
}

impl Place {
    /// How others see it.
    pub(super) fn activity(self) -> Activity {
        match self {
            Self::Queue => Activity::Queue,
            Self::Lobby(_) => Activity::Lobby,
            Self::Tournament(_) => Activity::Tournament,
        }
    }

    /// Whether those who are in it are there together.
    pub(super) fn is_shared(self) -> bool {
        match self {
            Self::Queue => false,
            Self::Lobby(_) | Self::Tournament(_) => true,
        }
    }
}
