//! What others play: tournaments that run, and the matches of friends, kept up to date while they are seen.

use std::collections::VecDeque;

use bevy::prelude::*;
use common::api::Page;
use common::api::matches::{ListMatches, Match};
use common::api::tournament::{ListLiveTournaments, Tournament};
use common::ids::UserId;

use super::model::{Draft, Tab};
use crate::clock;
use crate::net::requests::AddEndpoint;
use crate::net::{NetError, Replied, RequestId, Requests, Session};
use crate::people::circle::Circle;
use crate::screen::{AppSystems, Overlay, Screen};

/// How often running tournaments are asked for while they are seen, microseconds.
const CUPS_EVERY_US: u64 = 3_000_000;
/// Most running tournaments that are listed.
const CUPS_MAX: u32 = 20;
/// Friends whose matches are asked for: those who were here last.
pub const FRIENDS_READ: usize = 12;
/// Matches of each that are asked for.
const MATCHES_EACH: u32 = 5;
/// Matches of all of them together that are shown.
pub const MATCHES_SHOWN: usize = 30;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Cups>()
        .init_resource::<Friendly>()
        .add_endpoint::<ListLiveTournaments>()
        .add_endpoint::<ListMatches>()
        .add_systems(OnEnter(Screen::Watch), |mut friendly: ResMut<Friendly>| friendly.again())
        .add_systems(
            Update,
            (hear, (ask_cups, ask_friends).run_if(in_state(Screen::Watch).and_then(in_state(Overlay::None))))
                .chain()
                .in_set(AppSystems::Domain),
        );
}

/// Tournaments that run now and that everybody may see.
#[derive(Resource, Clone, Debug, Default)]
pub struct Cups {
    /// Newest first.
    pub items: Vec<Tournament>,
    /// Whether anything came yet.
    pub known: bool,
    /// Why it did not come.
    pub problem: Option<NetError>,
    asked: Option<RequestId>,
    asked_us: Option<u64>,
}

impl Cups {
    /// Asks at once.
    pub const fn again(&mut self) {
        self.asked_us = None;
    }

    /// It was asked for.
    pub const fn ask(&mut self, id: RequestId, now_us: u64) {
        (self.asked, self.asked_us) = (Some(id), Some(now_us));
    }

    /// Whether an answer is under way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.asked.is_some()
    }

    /// It came, or did not.
    pub fn answered(&mut self, id: RequestId, result: &Result<Page<Tournament>, NetError>) {
        if self.asked.take_if(|asked| *asked == id).is_none() {
            return;
        }
        match result {
            Ok(page) => {
                self.items.clone_from(&page.results);
                (self.known, self.problem) = (true, None);
            }
            Err(error) => self.problem = Some(error.clone()),
        }
    }
}

/// What friends have played of late, newest first; each match once, however many of them were in it.
#[derive(Resource, Clone, Debug, Default)]
pub struct Friendly {
    /// The matches.
    pub items: Vec<Match>,
    /// Whether everybody was asked once.
    pub known: bool,
    /// Why the last one did not come.
    pub problem: Option<NetError>,
    whose: Option<UserId>,
    coming: Vec<Match>,
    waiting: VecDeque<UserId>,
    asked: Option<RequestId>,
    wanted: bool,
}

impl Friendly {
    /// Asks at once.
    pub const fn again(&mut self) {
        self.wanted = true;
    }

    /// Whether an answer is under way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.asked.is_some() || self.wanted
    }

    /// Whom to ask for next; `friends` are those of `whose`, who were here last first.
    pub fn next(&mut self, whose: UserId, friends: impl Iterator<Item = UserId>) -> Option<UserId> {
        if self.whose != Some(whose) {
            *self = Self { whose: Some(whose), wanted: true, ..Self::default() };
        }
        if self.asked.is_some() {
            return None;
        }
        if std::mem::take(&mut self.wanted) {
            self.waiting = friends.take(FRIENDS_READ).collect();
            self.coming.clear();
            self.known |= self.waiting.is_empty();
        }
        self.waiting.pop_front()
    }

    /// One of them was asked for.
    pub const fn ask(&mut self, id: RequestId) {
        self.asked = Some(id);
    }

    /// The matches of one came, or did not. When everybody was asked, the list is as they say.
    pub fn answered(&mut self, id: RequestId, result: &Result<Page<Match>, NetError>) {
        if self.asked.take_if(|asked| *asked == id).is_none() {
            return;
        }
        match result {
            Ok(page) => {
                let new = page.results.iter().filter(|new| !self.coming.iter().any(|known| known.code == new.code));
                let new: Vec<Match> = new.cloned().collect();
                self.coming.extend(new);
            }
            Err(error) => {
                self.problem = Some(error.clone());
                self.waiting.clear();
                return;
            }
        }
        if self.waiting.is_empty() {
            self.coming.sort_by_key(|found| (std::cmp::Reverse(found.created_at), std::cmp::Reverse(found.id)));
            self.coming.truncate(MATCHES_SHOWN);
            self.items = std::mem::take(&mut self.coming);
            (self.known, self.problem) = (true, None);
        }
    }
}

fn hear(
    mut cups_replies: MessageReader<Replied<ListLiveTournaments>>,
    mut match_replies: MessageReader<Replied<ListMatches>>,
    mut cups: ResMut<Cups>,
    mut friendly: ResMut<Friendly>,
) {
    for reply in cups_replies.read() {
        cups.answered(reply.id, &reply.result);
    }
    for reply in match_replies.read() {
        friendly.answered(reply.id, &reply.result);
    }
}

fn ask_cups(mut cups: ResMut<Cups>, draft: Res<Draft>, session: Res<Session>, requests: Res<Requests>) {
    if draft.tab != Tab::Cups || !session.is_up() || session.user().is_none() || cups.is_busy() {
        return;
    }
    let now_us = clock::now_us();
    if cups.asked_us.is_none_or(|asked| now_us.saturating_sub(asked) >= CUPS_EVERY_US) {
        let id = requests.send(ListLiveTournaments { limit: CUPS_MAX, offset: 0 });
        cups.ask(id, now_us);
    }
}

fn ask_friends(mut friendly: ResMut<Friendly>, draft: Res<Draft>, circle: Res<Circle>, session: Res<Session>, requests: Res<Requests>) {
    let Some(whose) = circle.whose().filter(|_| draft.tab == Tab::Friends && session.is_up() && circle.friends.known) else { return };
    let mut friends: Vec<_> = circle.friends.items.iter().map(|friend| &friend.friend).collect();
    friends.sort_by_key(|friend| (!friend.status.is_online, std::cmp::Reverse(friend.status.last_online), friend.user.id));
    if let Some(user) = friendly.next(whose, friends.into_iter().map(|friend| friend.user.id)) {
        friendly.ask(requests.send(ListMatches { user, limit: MATCHES_EACH, offset: 0 }));
    }
}

#[cfg(test)]
mod tests {
    use common::api::time::Timestamp;
    use serde_json::json;

    use super::*;

    fn a_match(id: i64) -> Match {
        let team = json!({"score": 0, "players": []});
        let code = ["22222B", "22222C", "22222D"][usize::try_from(id).unwrap()];
        serde_json::from_value(json!({
            "id": id, "code": code, "game_mode": "duel", "game_duration": "00:00:10.000000", "created_at": Timestamp(id * 1000).to_string(),
            "finished": true, "winner": "a", "looser": "b", "finish_reason": "normal-end", "match_type": "1v1", "spectators_allowed": true,
            "counts": true, "tournament_id": null, "tournament_stage_id": null, "tournament_n": null, "teams": {"a": team, "b": team},
        }))
        .unwrap()
    }

    fn page(results: Vec<Match>) -> Result<Page<Match>, NetError> {
        Ok(Page { count: 9, next: None, previous: None, results })
    }

    #[test]
    fn the_matches_of_friends_are_one_list_newest_first_and_a_match_of_two_of_them_is_in_it_once() {
        let (mut friendly, me) = (Friendly::default(), UserId(1));
        let friends = || [UserId(2), UserId(3)].into_iter();
        assert_eq!(friendly.next(me, friends()), Some(UserId(2)));
        friendly.ask(RequestId::for_tests(1));
        assert_eq!(friendly.next(me, friends()), None, "one after the other");
        friendly.answered(RequestId::for_tests(1), &page(vec![a_match(1), a_match(0)]));
        assert!(!friendly.known);
        assert_eq!(friendly.next(me, friends()), Some(UserId(3)));
        friendly.ask(RequestId::for_tests(2));
        friendly.answered(RequestId::for_tests(2), &page(vec![a_match(2), a_match(1)]));
        assert!(friendly.known);
        assert_eq!(friendly.items.iter().map(|found| found.id.0).collect::<Vec<_>>(), [2, 1, 0]);
        assert_eq!(friendly.next(me, friends()), None, "until they are wanted again");
        friendly.again();
        assert_eq!(friendly.next(me, friends()), Some(UserId(2)));
        assert_eq!(friendly.items.len(), 3, "what is known stays meanwhile");
        assert_eq!(friendly.next(UserId(9), std::iter::empty()), None);
        assert!(friendly.items.is_empty(), "those of somebody else's friends go");
    }
}
