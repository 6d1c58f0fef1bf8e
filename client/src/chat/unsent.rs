//! What was written and is not yet at the server: it stays where it was written until it has arrived or is given up.

use common::api::error::ErrorCode;
use common::ids::{MessageId, UserId};

use super::log::Log;

/// Most unsent messages in one place.
pub(super) const UNSENT_MAX: usize = 20;
/// Longest wait for the answer to a message, seconds.
pub(super) const ANSWER_S: f64 = 15.0;

/// A message that is not yet at the server, as far as is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsent {
    /// Its words.
    pub content: String,
    /// The `ref` it was sent with last.
    pub reference: String,
    /// What became of it.
    pub fate: Fate,
    /// The newest message when it was sent: it comes after that.
    pub(super) after: Option<MessageId>,
    /// When it was sent, seconds.
    pub(super) sent_s: f64,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// On its way.
    OnItsWay,
    /// The connection was lost before the answer: the history will say whether it arrived.
    Unknown,
    /// It did not arrive, because the connection was lost.
    Lost,
    /// No answer in time.
    Unanswered,
    /// The server refused it.
    Refused(ErrorCode),
}

impl Fate {
    /// Whether it can be sent again.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        match self {
            Self::OnItsWay | Self::Unknown => false,
            Self::Lost | Self::Unanswered | Self::Refused(_) => true,
        }
    }
}

/// The connection is gone: what was on its way may have arrived.
pub(super) fn disconnect(unsent: &mut [Unsent]) {
    for one in unsent {
        if one.fate == Fate::OnItsWay {
            one.fate = Fate::Unknown;
        }
    }
}

/// The newest messages are known again: what is among them has arrived, everything else has not.
pub(super) fn reconcile(unsent: &mut Vec<Unsent>, log: &Log, me: UserId) {
    let mut taken: Vec<MessageId> = Vec::new();
    unsent.retain_mut(|one| {
        if one.fate != Fate::Unknown {
            return true;
        }
        let is_it = |id: MessageId, author: Option<UserId>, content: &str| {
            author == Some(me) && content == one.content && one.after.is_none_or(|after| id > after) && !taken.contains(&id)
        };
        let arrived = log.iter().find(|message| is_it(message.id, message.author.as_ref().map(|user| user.id), &message.content));
        if let Some(arrived) = arrived {
            taken.push(arrived.id);
            return false;
        }
        one.fate = Fate::Lost;
        true
    });
}

#[cfg(test)]
mod tests {
    use super::super::samples::message;
    use super::*;

    fn unsent(content: &str, after: i64) -> Unsent {
        let after = Some(MessageId(after));
        Unsent { content: content.to_owned(), reference: "1".to_owned(), fate: Fate::OnItsWay, after, sent_s: 0.0 }
    }

    #[test]
    fn what_was_on_its_way_when_the_line_broke_is_found_in_the_history_or_can_be_sent_again() {
        let mut log = Log::default();
        for (id, author, content) in [(1, 7, "again"), (2, 2, "lost"), (3, 7, "arrived")] {
            log.put(message(id, author, content));
        }
        let mut all = vec![unsent("arrived", 2), unsent("lost", 2), unsent("again", 1)];
        disconnect(&mut all);
        reconcile(&mut all, &log, UserId(7));
        let left: Vec<_> = all.iter().map(|one| (one.content.as_str(), one.fate)).collect();
        assert_eq!(left, [("lost", Fate::Lost), ("again", Fate::Lost)], "the first `again` was there before");
    }

    #[test]
    fn two_messages_with_the_same_words_are_two() {
        let mut log = Log::default();
        log.put(message(3, 7, "hi"));
        let mut all = vec![unsent("hi", 2), unsent("hi", 2)];
        disconnect(&mut all);
        reconcile(&mut all, &log, UserId(7));
        assert_eq!(all.len(), 1);
    }
}
