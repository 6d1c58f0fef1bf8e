//! What can be done with people from wherever they are named, and how much waits to be seen: the ground of friends, profiles,
//! chat and challenges.

pub mod challenge;
pub mod circle;
pub mod gathering;
mod keeping;
pub mod listed;
#[cfg(test)]
mod tests;

use bevy::prelude::*;
use common::api::event::{FriendsEvent, ServerEvent};
use common::api::users::{Notifications, UserMe};
use common::ids::{MatchCode, UserId};

use crate::link::{Link, Open, Target};
use crate::net::{Heard, Session};
use crate::screen::AppSystems;

pub(crate) fn plugin(app: &mut App) {
    keeping::plugin(app);
    app.init_resource::<Unseen>()
        .add_message::<PeopleAction>()
        .add_message::<ToggleChat>()
        .add_message::<Open>()
        .add_systems(Update, (count_unseen, watch).in_set(AppSystems::Domain));
}

/// What somebody wants of another person. Each is taken up by the room that can do it.
#[derive(Message, Clone, Debug, PartialEq, Eq)]
pub enum PeopleAction {
    /// Opens the conversation with this user, of this name.
    Message(UserId, String),
    /// Challenges this user, until it is answered.
    Challenge(UserId),
    /// Watches this match.
    Watch(MatchCode),
    /// Shows this user's profile, also the own one.
    Profile(UserId),
}

/// Opens the chat panel, or folds it.
#[derive(Message, Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToggleChat;

/// How much waits to be seen: each is a dot in the bar. The first numbers are those of [`UserMe`]; `chats` and `challenges` are
/// then kept by the rooms that show them.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unseen {
    /// Friend requests that nobody has looked at.
    pub requests: u32,
    /// Conversations with something unread.
    pub chats: u32,
    /// Challenges that wait for an answer.
    pub challenges: u32,
    /// Whether a match of the own tournament is due: a green dot.
    pub due: bool,
}

impl Unseen {
    fn of(counted: Notifications) -> Self {
        let count = |count: i64| u32::try_from(count).unwrap_or_default();
        Self { requests: count(counted.friend_requests), chats: count(counted.chats), challenges: count(counted.challenges), due: false }
    }
}

/// Begins with what the server counted, whenever it counted anew; a request that comes is one more.
fn count_unseen(
    session: Res<Session>,
    mut heard: MessageReader<Heard>,
    mut unseen: ResMut<Unseen>,
    mut known: Local<Option<(UserId, Notifications)>>,
) {
    let now = session.user().map(|me: &UserMe| (me.id, me.notifications));
    if *known != now {
        *known = now;
        let counted = now.map(|(_, counted)| Unseen::of(counted)).unwrap_or_default();
        let due = unseen.due;
        unseen.set_if_neq(Unseen { due, ..counted });
    }
    for Heard(event) in heard.read() {
        if let ServerEvent::Friends(FriendsEvent::Received(_)) = event {
            unseen.requests += 1;
        }
    }
}

fn watch(mut wishes: MessageReader<PeopleAction>, mut open: MessageWriter<Open>) {
    for wish in wishes.read() {
        if let PeopleAction::Watch(code) = wish {
            open.write(Open(Target::Match(Link::to(*code))));
        }
    }
}
