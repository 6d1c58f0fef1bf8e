//! What friends hear of each other's presence: what has changed since they heard last, a moment after it.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use common::api::event::{ServerEvent, UserStatus, UsersEvent};
use common::api::time::Timestamp;
use common::api::users::Status;
use common::ids::UserId;

use crate::App;
use crate::events::Presence;
use crate::http::ApiError;
use crate::{relations, users};

/// Changes are gathered for so long: who changes three things at once, as when a match begins, is told of once.
const GATHERED_FOR: Duration = Duration::from_millis(100);
/// Users whose friends are told in one transaction, so that a crowd that comes at once holds up nobody else.
const USERS_AT_ONCE: usize = 64;

/// What was told of each user last; who is not here is offline. As long as the list of those who are connected or play.
#[derive(Debug, Default)]
struct Told(HashMap<UserId, Presence>);

impl Told {
    fn is_news(&self, user: UserId, presence: Presence) -> bool {
        self.0.get(&user).copied().unwrap_or(Presence::OFFLINE) != presence
    }

    fn was_online(&self, user: UserId) -> bool {
        self.0.get(&user).is_some_and(|presence| presence.is_online)
    }

    fn note(&mut self, user: UserId, presence: Presence) {
        if presence == Presence::OFFLINE {
            self.0.remove(&user);
        } else {
            self.0.insert(user, presence);
        }
    }
}

/// Tells friends of each other, until the server ends.
pub(crate) async fn tell(app: App) {
    let gathered = async {
        let mut told = Told::default();
        loop {
            let mut changed = app.events.changed().await;
            tokio::time::sleep(GATHERED_FOR).await;
            changed.extend(app.events.changed_since());
            tell_of(&app, &mut told, changed).await;
        }
    };
    tokio::select! {
        () = gathered => {}
        () = app.stop.cancelled() => {}
    }
}

async fn tell_of(app: &App, told: &mut Told, changed: BTreeSet<UserId>) {
    let now = changed.into_iter().map(|user| (user, app.events.presence(user)));
    let news: Vec<_> = now.filter(|(user, presence)| told.is_news(*user, *presence)).collect();
    for part in news.chunks(USERS_AT_ONCE) {
        match tell_friends(app, told, part).await {
            Ok(()) => part.iter().for_each(|(user, presence)| told.note(*user, *presence)),
            Err(error) => {
                tracing::warn!(?error, "friends are not told of each other yet");
                app.events.look_again(part.iter().map(|(user, _)| *user));
            }
        }
    }
}

/// Tells all friends of these users who can hear it, with a number of queries that does not depend on how many they are.
async fn tell_friends(app: &App, told: &Told, news: &[(UserId, Presence)]) -> Result<(), ApiError> {
    let ids: Vec<_> = news.iter().map(|(user, _)| *user).collect();
    let can_hear = |pairs: Vec<(UserId, UserId)>| pairs.into_iter().filter(|(_, friend)| app.events.can_hear(*friend)).collect::<Vec<_>>();
    // Most of a crowd has nobody who hears of it, and then nothing is written.
    if can_hear(relations::friends_of_all(&mut *app.db.read().await?, &ids).await?).is_empty() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    // Asked again: who has just been left hears nothing any more.
    let pairs = can_hear(relations::friends_of_all(&mut tx, &ids).await?);
    let last_online = users::last_online(&mut tx, &ids).await?;
    let now_ms = tx.now_ms();
    let statuses: HashMap<UserId, Status> = news
        .iter()
        .map(|(user, presence)| {
            // The row of somebody who has just gone may not say so yet.
            let stored = last_online.get(user).copied().unwrap_or_default();
            let last_online = if told.was_online(*user) { now_ms } else { stored };
            (*user, users::status_of(*presence, last_online, Timestamp(now_ms)))
        })
        .collect();
    for (user, friend) in pairs {
        if let Some(status) = statuses.get(&user) {
            tx.emit(friend, ServerEvent::Users(UsersEvent::Status(UserStatus { id: user, status: status.clone() })));
        }
    }
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use common::api::users::Activity;

    use super::*;

    #[test]
    fn what_was_told_last_is_no_news_and_somebody_who_is_offline_takes_no_room() {
        let mut told = Told::default();
        let ada = UserId(1);
        let idle = Presence { is_online: true, activity: Activity::Idle, playing: None };
        assert!(!told.is_news(ada, Presence::OFFLINE) && told.is_news(ada, idle));
        told.note(ada, idle);
        assert!(!told.is_news(ada, idle) && told.is_news(ada, Presence { activity: Activity::Queue, ..idle }));
        assert!(told.was_online(ada) && told.is_news(ada, Presence::OFFLINE));
        told.note(ada, Presence::OFFLINE);
        assert!(told.0.is_empty() && !told.was_online(ada));
    }
}
