//! What a profile knows: whose it is, what the server said of them, what is being changed in the own one.

use bevy::prelude::Resource;
use common::api::matches::{Match, TeamName};
use common::api::profiles::{ProfilePicture, User};
use common::api::stats::{Rank, RankedStat, Stats};
use common::api::time::Timestamp;
use common::api::users::{Activity, SmallProfilePicture, Status, UserMe};
use common::ids::{PictureId, UserId};

use crate::net::loaded::Loaded;
use crate::net::{NetError, RequestId};
use crate::people::circle::Circle;
use crate::replays::model::Matches;

/// Matches that the form is made of.
pub const FORM_LEN: usize = 20;
/// Most changes of trophies in the line.
pub const CHANGES_MAX: u32 = 100;

/// The profile that is looked at.
#[derive(Resource, Debug, Default)]
pub struct Viewed {
    /// Whose.
    pub user: Option<UserId>,
    /// Whether it is the own one of whoever is signed in.
    pub own: bool,
    /// The user.
    pub who: Loaded<User>,
    /// What they have done, by mode.
    pub stats: Loaded<Vec<Stats>>,
    /// How the own trophies changed.
    pub changes: Loaded<Vec<RankedStat>>,
    /// Pictures to choose from.
    pub pictures: Loaded<Vec<ProfilePicture>>,
    /// What they have played.
    pub matches: Matches,
    /// Whether the beginning of that is to be asked for.
    pub matches_wanted: bool,
    /// Whether the next part is.
    pub more: bool,
    /// Changes of trophies to pass over, so that the latest are seen.
    pub changes_offset: u32,
}

impl Viewed {
    /// The profile of this user, read anew.
    #[must_use]
    pub fn of(user: UserId, own: bool) -> Self {
        let mut viewed = Self { user: Some(user), own, ..Self::default() };
        viewed.refresh();
        viewed
    }

    /// Everything is to be read again; what is there stays until then.
    pub fn refresh(&mut self) {
        self.stats.want();
        self.matches_wanted = true;
        if self.own {
            self.changes.want();
            self.pictures.want();
        } else {
            self.who.want();
        }
    }

    /// Part of the changes of trophies came. When they are not the latest, those are asked for.
    pub fn changes_came(&mut self, id: RequestId, result: Result<(i64, Vec<RankedStat>), NetError>) {
        let latest = result.as_ref().ok().and_then(|(count, _)| u32::try_from(*count).ok()).map(|count| count.saturating_sub(CHANGES_MAX));
        if self.changes.answered(id, result.map(|(_, changes)| changes))
            && let Some(latest) = latest.filter(|latest| *latest > self.changes_offset)
        {
            self.changes_offset = latest;
            self.changes.want();
        }
    }

    /// A picture was put on.
    pub fn equipped(&mut self, picture: PictureId) {
        for known in self.pictures.value.iter_mut().flatten() {
            known.is_equiped = known.id == picture;
        }
    }
}

/// What is being changed.
#[derive(Resource, Clone, Debug, Default)]
pub struct ProfileDraft {
    /// Line and biography, while they are edited.
    pub edit: Option<Edit>,
    /// Whether a picture is being chosen.
    pub choosing: bool,
    /// The picture that is being put on.
    pub equipping: Option<(RequestId, PictureId)>,
    /// Why a picture could not be put on.
    pub equip_problem: Option<(PictureId, NetError)>,
    /// What is asked before it is done.
    pub asking: Option<Harm>,
}

/// Something that is asked about first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    /// End the friendship.
    Unfriend,
    /// Keep the user away.
    Block,
}

/// Line and biography, as they are typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// The line under the name.
    pub catchphrase: String,
    /// The biography.
    pub bio: String,
    /// Being saved.
    pub asked: Option<RequestId>,
    /// Why that did not work.
    pub problem: Option<NetError>,
}

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Nobody is signed in.
    Nobody,
    /// A guest, who has no friends.
    Guest,
    /// Somebody with an account.
    Account,
}

/// Everything that the page shows.
#[derive(Clone, Copy)]
pub struct ProfileModel<'a> {
    /// Who looks.
    pub viewer: Viewer,
    /// Whether the server can be asked.
    pub online: bool,
    /// What time it is.
    pub now: Timestamp,
    /// The profile.
    pub viewed: &'a Viewed,
    /// The user, if they are known.
    pub who: Option<&'a User>,
    /// What they are to whoever looks.
    pub circle: &'a Circle,
}

/// The own profile as others see it: known without asking.
#[must_use]
pub fn of_me(me: &UserMe) -> User {
    let rank = |rank: &common::api::users::MyRank| Rank {
        game: rank.game,
        trophies: rank.trophies,
        tier: rank.tier,
        icon: rank.icon.clone(),
        ranked_played: rank.ranked_played,
        ranked_won: rank.ranked_won,
        ranked_lost: rank.ranked_lost,
    };
    let activity = if me.is_online { Activity::Idle } else { Activity::Offline };
    User {
        id: me.id,
        username: me.username.to_string(),
        is_guest: me.is_guest,
        profile_picture: SmallProfilePicture::of(me.profile_picture.id),
        status: Status { is_online: me.is_online, game_playing: me.game_playing, last_online: me.last_online, activity },
        trophies: me.trophies,
        catchphrase: me.catchphrase.clone(),
        bio: me.bio.clone(),
        ranks: me.ranks.iter().map(rank).collect(),
        friends: None,
    }
}

/// How a match ended for a user, for the strip of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Whether their side won; none when nobody did.
    pub won: Option<bool>,
    /// Their goals and those of the others.
    pub score: [i64; 2],
    /// Names of the other side.
    pub against: String,
}

/// The last matches, the oldest first.
#[must_use]
pub fn form(matches: &[Match], user: UserId) -> Vec<Outcome> {
    let mut form: Vec<Outcome> = matches.iter().take(FORM_LEN).filter_map(|found| outcome(found, user)).collect();
    form.reverse();
    form
}

fn outcome(found: &Match, user: UserId) -> Option<Outcome> {
    let sides = [(TeamName::A, &found.teams.a, &found.teams.b), (TeamName::B, &found.teams.b, &found.teams.a)];
    let (side, own, other) = sides.into_iter().find(|(_, own, _)| own.players.iter().any(|player| player.user.id == user))?;
    let against = other.players.iter().map(|player| player.user.username.as_str()).collect::<Vec<_>>().join(", ");
    Some(Outcome { won: found.winner.map(|winner| winner == side), score: [own.score, other.score], against })
}

/// Trophies over time, the oldest first: of the own changes, or else from the matches that are known, back from what there is now.
#[must_use]
pub fn trophies(now: i64, changes: Option<&[RankedStat]>, matches: &[Match], user: UserId) -> Vec<i64> {
    if let Some(changes) = changes {
        let before = changes.first().map(|first| first.total_trophies - first.trophies);
        return before.into_iter().chain(changes.iter().map(|change| change.total_trophies)).collect();
    }
    let players = |found: &Match| found.teams.a.players.iter().chain(&found.teams.b.players).cloned().collect::<Vec<_>>();
    let of_user = |found: &Match| players(found).into_iter().find(|player| player.user.id == user).and_then(|player| player.trophies);
    let mut line = vec![now];
    for change in matches.iter().filter_map(of_user) {
        let last = line.last().copied().unwrap_or_default();
        line.push((last - change).max(0));
    }
    line.reverse();
    if line.len() > 1 { line } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn played(won: bool, trophies: Option<i64>) -> Match {
        let player = |id: i64, trophies: Option<i64>| {
            let picture = json!({"id": 1, "name": "", "small": "", "medium": ""});
            json!({"id": id, "username": format!("user{id}"), "profile_picture": picture, "score": 3, "own_goal": 0, "returns": 1,
                "trophies": trophies})
        };
        let (winner, looser) = if won { ("b", "a") } else { ("a", "b") };
        serde_json::from_value(json!({
            "id": 1, "code": "7KDW3Q", "game_mode": "ranked", "game_duration": "00:01:13.500000",
            "created_at": "2026-01-31T11:25:04.123Z", "finished": true, "winner": winner, "looser": looser,
            "finish_reason": "normal-end", "match_type": "1v1", "spectators_allowed": true, "counts": true,
            "tournament_id": null, "tournament_stage_id": null, "tournament_n": null,
            "teams": {"a": {"score": 1, "players": [player(1, None)]}, "b": {"score": 3, "players": [player(7, trophies)]}},
        }))
        .expect("a match as the contract has it")
    }

    #[test]
    fn the_form_is_the_last_twenty_with_the_latest_at_the_end() {
        let mut matches = vec![played(true, None)];
        matches.extend((0..30).map(|_| played(false, None)));
        let form = form(&matches, UserId(7));
        assert_eq!(form.len(), FORM_LEN);
        assert_eq!(form.last().map(|last| (last.won, last.score, last.against.as_str())), Some((Some(true), [3, 1], "user1")));
        assert_eq!(super::form(&matches, UserId(99)), []);
    }

    #[test]
    fn trophies_of_others_are_counted_back_from_what_they_have_now() {
        let matches = [played(true, Some(20)), played(true, None), played(false, Some(-10))];
        assert_eq!(trophies(110, None, &matches, UserId(7)), [100, 90, 110]);
        assert!(trophies(110, None, &[], UserId(7)).is_empty());
    }

    #[test]
    fn the_own_line_begins_before_the_first_change() {
        let change = |trophies, total| RankedStat { id: common::ids::RankedStatId(1), trophies, total_trophies: total, at: Timestamp(0) };
        assert_eq!(trophies(0, Some(&[change(20, 20), change(-5, 15)]), &[], UserId(7)), [0, 20, 15]);
        assert!(trophies(0, Some(&[]), &[], UserId(7)).is_empty());
    }

    #[test]
    fn of_many_changes_the_latest_are_read() {
        let app = crate::logic(None, None);
        let requests = app.world().resource::<crate::net::Requests>();
        let mut viewed = Viewed::of(UserId(7), true);
        for expected in [150, 150] {
            let id = requests.send(common::api::meta::GetMeta {});
            viewed.changes.asked(id);
            viewed.changes_came(id, Ok((250, Vec::new())));
            assert_eq!(viewed.changes_offset, expected);
        }
        assert!(!viewed.changes.is_due(), "once they are the latest nothing more is asked");
    }
}
