//! The messages of one place: each once, in the order of their ids, without a hole, within bounds whatever a server sends.

use std::collections::BTreeMap;

use common::api::challenge::Challenge;
use common::api::chat::Message;
use common::api::users::SmallUser;
use common::ids::{MessageId, UserId};
use common::text::{ChatText, Lines, clean};

/// Messages asked for at a time.
pub(super) const PAGE: u32 = 40;
/// Most messages that are kept of a place. Nothing older is asked for, and new ones push out the oldest.
pub(super) const KEPT_MAX: usize = 2000;
/// Most characters of a name that are shown, whatever a server sends.
const NAME_CHARS_MAX: usize = 32;

/// The messages of one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    messages: BTreeMap<MessageId, Message>,
    /// Whether the first message of all is among them.
    whole: bool,
}

impl Log {
    /// One more, or one as it is now. True: it was not known.
    pub(super) fn put(&mut self, message: Message) -> bool {
        let new = self.messages.insert(message.id, tidy(message)).is_none();
        if self.messages.len() > KEPT_MAX {
            self.messages.pop_first();
            self.whole = false;
        }
        new
    }

    /// One as it is now, if it is known.
    pub(super) fn update(&mut self, message: Message) {
        if let Some(known) = self.messages.get_mut(&message.id) {
            *known = tidy(message);
        }
    }

    /// The newest messages there are. What is known from before stays if nothing is missing between.
    pub(super) fn put_newest(&mut self, page: Vec<Message>) {
        let short = is_short(&page);
        let oldest = page.iter().map(|message| message.id).min();
        let hole = !short && oldest.is_some_and(|oldest| self.last_id().is_some_and(|last| last < oldest));
        if hole {
            *self = Self::default();
        }
        if self.messages.is_empty() || short {
            self.whole = short;
        }
        for message in page {
            self.put(message);
        }
    }

    /// The messages before the first one.
    pub(super) fn put_older(&mut self, page: Vec<Message>) {
        let short = is_short(&page);
        let room = KEPT_MAX.saturating_sub(self.messages.len());
        let full = room < page.len();
        let before = self.first_id();
        let older = page.into_iter().filter(|message| before.is_none_or(|first| message.id < first));
        let mut older: Vec<Message> = older.collect();
        older.sort_by_key(|message| std::cmp::Reverse(message.id));
        older.truncate(room);
        self.messages.extend(older.into_iter().map(|message| (message.id, tidy(message))));
        self.whole |= short || full;
    }

    /// The other has read everything of this user up to that message.
    pub(super) fn mark_read(&mut self, author: UserId, through: MessageId) {
        for (_, message) in self.messages.range_mut(..=through) {
            message.is_read |= message.author.as_ref().is_some_and(|by| by.id == author);
        }
    }

    /// This is how a challenge stands now.
    pub(super) fn settle(&mut self, challenge: &Challenge) {
        let known = self.messages.values_mut().filter_map(|message| message.challenge.as_mut());
        for shown in known.filter(|shown| shown.id == challenge.id) {
            *shown = tidy_challenge(challenge.clone());
        }
    }

    /// Somebody has another name or picture.
    pub(super) fn rename(&mut self, user: &SmallUser) {
        let authors = self.messages.values_mut().filter_map(|message| message.author.as_mut());
        authors.filter(|author| author.id == user.id).for_each(|author| *author = tidy_user(user.clone()));
    }

    /// Oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.values()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Whether there are none older than these.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.whole
    }

    /// The oldest.
    #[must_use]
    pub fn first_id(&self) -> Option<MessageId> {
        self.messages.keys().next().copied()
    }

    /// The newest.
    #[must_use]
    pub fn last_id(&self) -> Option<MessageId> {
        self.messages.keys().next_back().copied()
    }
}

/// Whether there is nothing beyond this page.
fn is_short(page: &[Message]) -> bool {
    page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX)
}

/// A message as it can be shown: what a server sends may be longer than what it takes.
fn tidy(mut message: Message) -> Message {
    message.content = clean(&message.content, Lines::One).chars().take(ChatText::LEN_MAX).collect();
    message.author = message.author.map(tidy_user);
    message.challenge = message.challenge.map(tidy_challenge);
    message
}

/// A user as one can be shown.
pub(super) fn tidy_user(mut user: SmallUser) -> SmallUser {
    user.username = clean(&user.username, Lines::One).chars().take(NAME_CHARS_MAX).collect();
    user
}

fn tidy_challenge(mut challenge: Challenge) -> Challenge {
    challenge.sender = tidy_user(challenge.sender);
    challenge.receiver = tidy_user(challenge.receiver);
    challenge
}

#[cfg(test)]
mod tests {
    use super::super::samples::{message, page};
    use super::*;

    fn ids(log: &Log) -> Vec<i64> {
        log.iter().map(|message| message.id.0).collect()
    }

    #[test]
    fn what_comes_twice_is_there_once_and_in_the_order_of_the_ids() {
        let mut log = Log::default();
        assert!(log.put(message(3, 2, "c")) && log.put(message(1, 2, "a")));
        assert!(!log.put(message(3, 2, "c")));
        log.put_newest(vec![message(3, 2, "c"), message(2, 2, "b"), message(1, 2, "a")]);
        assert_eq!(ids(&log), [1, 2, 3]);
        assert!(log.is_whole());
    }

    #[test]
    fn after_a_long_absence_there_is_no_hole_between_old_and_new() {
        let mut log = Log::default();
        log.put_newest(page(1..=40));
        log.put_newest(page(100..=139));
        assert_eq!((log.first_id(), log.last_id()), (Some(MessageId(100)), Some(MessageId(139))));
        assert!(!log.is_whole());
        log.put_newest(page(120..=159));
        assert_eq!((log.first_id(), log.last_id()), (Some(MessageId(100)), Some(MessageId(159))));
    }

    #[test]
    fn history_is_read_back_to_its_beginning_and_not_beyond_the_bound() {
        let mut log = Log::default();
        log.put_newest(page(50..=89));
        log.put_older(page(10..=49));
        assert!(!log.is_whole());
        log.put_older(page(1..=9));
        assert!(log.is_whole());
        assert_eq!(log.iter().count(), 89);
        let mut endless = Log::default();
        endless.put_newest(page(1_000_000..=1_000_039));
        for n in 1..100 {
            endless.put_older(page(1_000_000 - n * 40..=1_000_039 - n * 40));
        }
        assert!(endless.is_whole() && endless.iter().count() == KEPT_MAX);
        assert_eq!(endless.last_id(), Some(MessageId(1_000_039)));
    }

    #[test]
    fn a_flood_of_messages_pushes_out_the_oldest() {
        let mut log = Log::default();
        for id in 1..5000 {
            log.put(message(id, 2, "x"));
        }
        assert_eq!((log.iter().count(), log.last_id()), (KEPT_MAX, Some(MessageId(4999))));
    }

    #[test]
    fn what_a_hostile_server_sends_is_cut_and_cannot_turn_the_line_around() {
        let mut log = Log::default();
        let mut long = message(1, 2, &"\u{202E}\u{7}x".repeat(6000));
        long.author = long.author.map(|user| SmallUser { username: "n\n".repeat(9000), ..user });
        log.put(long);
        let shown = log.iter().next().unwrap();
        assert_eq!(shown.content, "x".repeat(500));
        assert_eq!(shown.author.as_ref().unwrap().username.chars().count(), NAME_CHARS_MAX);
    }
}
