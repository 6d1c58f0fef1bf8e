//! How users stand to each other: the one place that says who may find, see and reach whom.
//!
//! Every list, event, socket and search goes through it: by [`between`] and [`with_all`], or in SQL by [`COLUMNS`] and the views
//! `hidden` (whom a viewer may not find) and `apart` (who is kept away from whom, in both directions).

mod store;

use std::collections::{BTreeMap, BTreeSet};

use common::ids::UserId;
use sqlx::SqliteConnection;

pub(crate) use store::{COLUMNS, apart_among, apart_from, befriend, block, forget, friends_of_all, unblock, unfriend};

/// How two users stand to each other, as one of them, the viewer, sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Relation {
    pub(crate) friends: bool,
    /// Since when the viewer keeps the other away, milliseconds since 1970 UTC.
    pub(crate) blocked_since: Option<i64>,
    /// Since when the other keeps the viewer away.
    pub(crate) blocked_by_since: Option<i64>,
}

impl Relation {
    /// Whether the viewer may find the other at all: by name, by id, in a list. Otherwise the other does not exist.
    pub(crate) fn may_find(self) -> bool {
        self.blocked_by_since.is_none()
    }

    /// Whether the viewer keeps the other away.
    pub(crate) fn blocks(self) -> bool {
        self.blocked_since.is_some()
    }

    /// Whether the two are kept apart, whoever of them wants it: no status, no message, no invitation, no pairing.
    pub(crate) fn is_apart(self) -> bool {
        self.apart_since().is_some()
    }

    /// Since when they are kept apart: the moment at which each other's `last_online` stands still.
    pub(crate) fn apart_since(self) -> Option<i64> {
        match (self.blocked_since, self.blocked_by_since) {
            (Some(mine), Some(theirs)) => Some(mine.min(theirs)),
            (mine, theirs) => mine.or(theirs),
        }
    }
}

/// Counts a match that ended at this moment for the friendships of those who played it: of every two on different sides, the winner
/// first, and of every two on the same side, with whether they won. Who were no friends by then stay as they are.
pub(crate) async fn count_match(
    tx: &mut SqliteConnection,
    rivals: &[(UserId, UserId)],
    mates: &[(UserId, UserId, bool)],
    at: i64,
) -> sqlx::Result<()> {
    for (winner, loser) in rivals {
        store::count_against(tx, *winner, *loser, at).await?;
    }
    for (one, other, won) in mates {
        store::count_together(tx, *one, *other, *won, at).await?;
    }
    Ok(())
}

/// How `viewer` stands to `other`.
pub(crate) async fn between(connection: &mut SqliteConnection, viewer: UserId, other: UserId) -> sqlx::Result<Relation> {
    Ok(with_all(connection, viewer, &[other]).await?.remove(&other).unwrap_or_default())
}

/// How `viewer` stands to each of these; those who are strangers may be left out.
pub(crate) async fn with_all(
    connection: &mut SqliteConnection,
    viewer: UserId,
    others: &[UserId],
) -> sqlx::Result<BTreeMap<UserId, Relation>> {
    store::relations(connection, viewer, others).await
}

/// Whether `viewer` may find each of these.
pub(crate) async fn may_find_all(connection: &mut SqliteConnection, viewer: UserId, others: &[UserId]) -> sqlx::Result<bool> {
    Ok(with_all(connection, viewer, others).await?.values().all(|relation| relation.may_find()))
}

/// Pairs of users who are kept apart, whoever of the two wants it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Apart(BTreeSet<(UserId, UserId)>);

impl Apart {
    pub(crate) fn new(pairs: impl IntoIterator<Item = (UserId, UserId)>) -> Self {
        Self(pairs.into_iter().map(|(one, other)| (one.min(other), one.max(other))).collect())
    }

    pub(crate) fn has(&self, one: UserId, other: UserId) -> bool {
        self.0.contains(&(one.min(other), one.max(other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_hides_the_blocker_from_the_blocked_and_keeps_both_apart() {
        let blocked = Relation { blocked_by_since: Some(20), ..Relation::default() };
        assert!(!blocked.may_find() && blocked.is_apart() && !blocked.blocks());
        let blocker = Relation { blocked_since: Some(20), ..Relation::default() };
        assert!(blocker.may_find() && blocker.is_apart() && blocker.blocks());
        let both = Relation { blocked_since: Some(20), blocked_by_since: Some(10), friends: false };
        assert!(!both.may_find());
        assert_eq!(both.apart_since(), Some(10));
        assert!(Relation::default().may_find() && !Relation::default().is_apart());
    }
}
