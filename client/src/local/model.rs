//! Two on one keyboard, before the court: who sits in each half, and whether the match counts.

use bevy::prelude::Resource;
use common::api::auth::Tokens;
use common::api::users::UserMe;
use common::ids::{PictureId, UserId};
use common::sim::{Court, GOALS_DEFAULT, Rules, Side};
use common::text::{Lines, clean};

use crate::auth::model::Form;
use crate::net::{Bearer, NetError, RequestId};
use crate::play::PlaySpec;

/// Longest name of a guest of a half, characters.
pub const NAME_LEN_MAX: usize = 15;

/// Both halves.
#[derive(Resource)]
pub struct HotSeat {
    /// Half of side `a` (on the right), half of side `b`.
    pub halves: [Half; 2],
    /// Goals to win.
    pub goals: u8,
    /// The server is asked for a match.
    pub asking: Option<RequestId>,
    /// Why it said no.
    pub refused: Option<NetError>,
}

/// One half.
#[derive(Default)]
pub struct Half {
    /// Name of the guest, as it is typed.
    pub name: String,
    /// The form, when it is open.
    pub form: Option<Form>,
    /// Who signed in for this match.
    pub player: Option<Player>,
    /// A sign-in that has tokens and asks whose they are.
    pub pending: Option<(RequestId, Tokens)>,
}

/// Somebody who signed in for this match only.
#[derive(Clone, PartialEq, Eq)]
pub struct Player {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
    /// Picture.
    pub picture: PictureId,
    /// Speaks for the player.
    pub bearer: Bearer,
    /// Names the session that ends with this match.
    pub refresh: String,
}

/// What can be begun.
#[derive(Clone, Debug)]
pub enum Start {
    /// A match that counts for nobody.
    Free(PlaySpec),
    /// A match that the server referees: who asks, and the access token of the other.
    Counted(Bearer, String),
}

impl Default for HotSeat {
    fn default() -> Self {
        Self { halves: Default::default(), goals: GOALS_DEFAULT, asking: None, refused: None }
    }
}

impl HotSeat {
    /// Whether both are signed in.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.halves.iter().all(|half| half.player.is_some())
    }

    /// Whether the same account sits on both sides, which no match has.
    #[must_use]
    pub fn is_same_twice(&self) -> bool {
        let [a, b] = &self.halves;
        a.player.as_ref().zip(b.player.as_ref()).is_some_and(|(a, b)| a.id == b.id)
    }

    /// What begins when these two start; nothing while it cannot.
    #[must_use]
    pub fn start(&self, standing_names: [String; 2]) -> Option<Start> {
        if self.asking.is_some() || self.is_same_twice() {
            return None;
        }
        let [a, b] = &self.halves;
        if let (Some(a), Some(Player { bearer: Bearer::Access(b), .. })) = (&a.player, &b.player) {
            return Some(Start::Counted(a.bearer.clone(), b.clone()));
        }
        let shown = |half: &Half, standing: String| match &half.player {
            Some(player) => (player.name.clone(), player.picture),
            None => (Some(clean(&half.name, Lines::One)).filter(|name| !name.is_empty()).unwrap_or(standing), PictureId(0)),
        };
        let [standing_a, standing_b] = standing_names;
        let (a, b) = (shown(a, standing_a), shown(b, standing_b));
        Some(Start::Free(PlaySpec::HotSeat {
            rules: Rules::new(Court::Local).with_goals(self.goals),
            names: [a.0, b.0],
            pictures: [a.1, b.1],
        }))
    }

    /// Both who signed in, in the order of the sides.
    #[must_use]
    pub fn bearers(&self) -> Vec<Bearer> {
        self.halves.iter().filter_map(|half| half.player.as_ref().map(|player| player.bearer.clone())).collect()
    }

    /// The half of a side.
    #[must_use]
    pub fn half(&mut self, side: Side) -> &mut Half {
        &mut self.halves[side.index()]
    }
}

impl Half {
    /// The sign-in gave tokens; the server is asked whose they are.
    pub fn admitted(&mut self, id: RequestId, tokens: Tokens) {
        self.pending = Some((id, tokens));
    }

    /// The server said whose the token is. False: it was not asked by this half.
    pub fn known(&mut self, id: RequestId, me: &UserMe) -> bool {
        let Some((_, Tokens { access, refresh })) = self.pending.take_if(|(asked, _)| *asked == id) else { return false };
        let bearer = Bearer::Access(access);
        self.player = Some(Player { id: me.id, name: me.username.to_string(), picture: me.profile_picture.id, bearer, refresh });
        self.form = None;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn player(id: i64) -> Player {
        Player {
            id: UserId(id),
            name: format!("user{id}"),
            picture: PictureId(1),
            bearer: Bearer::Access(format!("token{id}")),
            refresh: String::new(),
        }
    }

    fn names() -> [String; 2] {
        ["One".to_owned(), "Two".to_owned()]
    }

    #[test]
    fn a_match_counts_only_when_both_are_signed_in() {
        let mut seats = HotSeat::default();
        assert!(matches!(seats.start(names()), Some(Start::Free(_))));
        seats.half(Side::A).player = Some(player(1));
        assert!(!seats.counts());
        let Some(Start::Free(PlaySpec::HotSeat { names: shown, .. })) = seats.start(names()) else { panic!() };
        assert_eq!(shown, ["user1".to_owned(), "Two".to_owned()]);
        seats.half(Side::B).player = Some(player(2));
        let Some(Start::Counted(asks, other)) = seats.start(names()) else { panic!() };
        assert_eq!((asks, other.as_str()), (Bearer::Access("token1".into()), "token2"));
    }

    #[test]
    fn the_same_account_cannot_sit_on_both_sides() {
        let mut seats = HotSeat::default();
        for side in Side::ALL {
            seats.half(side).player = Some(player(1));
        }
        assert!(seats.is_same_twice());
        assert!(seats.start(names()).is_none());
    }

    #[test]
    fn a_guest_may_have_a_name_of_any_letters_but_no_tricks() {
        let mut seats = HotSeat::default();
        seats.half(Side::B).name = "  \u{202E}Zoé  ".to_owned();
        let Some(Start::Free(PlaySpec::HotSeat { names: shown, .. })) = seats.start(names()) else { panic!() };
        assert_eq!(shown, ["One".to_owned(), "Zoé".to_owned()]);
    }
}
