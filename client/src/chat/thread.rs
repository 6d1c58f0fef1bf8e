//! One place where people talk: a conversation, the public channel, or the game's notices.

use common::api::channel::{GENERAL, NOTICES};
use common::api::chat::{Chat, Message, MessageKind};
use common::api::chat_socket::Group;
use common::ids::{ChatId, MessageId, UserId};

use super::log::Log;
use super::unsent::Unsent;
use crate::net::NetError;

/// Most messages that wait for the page before them.
const EARLY_MAX: usize = 64;

/// A place where people talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The game's notices, which only the user sees.
    Notices,
    /// The public channel.
    General,
    /// A conversation.
    Chat(ChatId),
}

impl Place {
    /// Where a message belongs; none for a channel that this version does not know.
    #[must_use]
    pub(super) fn of(message: &Message) -> Option<Self> {
        match (message.chat_id, message.channel.as_deref()) {
            (Some(chat), _) => Some(Self::Chat(chat)),
            (None, Some(GENERAL)) => Some(Self::General),
            (None, Some(NOTICES)) => Some(Self::Notices),
            (None, None) if message.kind == MessageKind::Notice => Some(Self::Notices),
            (None, Some(_) | None) => None,
        }
    }

    /// Where something written goes; nothing can be written among the notices.
    #[must_use]
    pub(super) fn group(self) -> Option<Group> {
        match self {
            Self::Notices => None,
            Self::General => Some(Group::Channel(GENERAL.to_owned())),
            Self::Chat(id) => Some(Group::ChatId(id)),
        }
    }

    /// The name of a channel.
    #[must_use]
    pub(super) const fn channel(self) -> Option<&'static str> {
        match self {
            Self::Notices => Some(NOTICES),
            Self::General => Some(GENERAL),
            Self::Chat(_) => None,
        }
    }
}

/// What is being read from the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// Nothing.
    #[default]
    Nothing,
    /// The newest messages.
    Newest,
    /// Older ones.
    Older,
    /// It did not work.
    Failed(NetError),
}

/// What is known of one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Thread {
    /// Which.
    pub place: Place,
    /// The conversation, for one.
    pub chat: Option<Chat>,
    /// Its messages.
    pub log: Log,
    /// What was written and has not arrived.
    pub unsent: Vec<Unsent>,
    /// Messages that were not seen.
    pub unread: u32,
    /// Users in a channel.
    pub members: Option<u32>,
    /// What is being read.
    pub reading: Reading,
    /// It was taken away: it is seen until one leaves it.
    pub away: bool,
    /// Whether the log goes up to what is being said now, so that the next message follows it.
    pub(super) current: bool,
    /// What was said while the newest messages were being read.
    pub(super) early: Vec<Message>,
    /// The newest message that was ever heard of.
    pub(super) newest_id: Option<MessageId>,
    /// The other types, until then, seconds.
    pub(super) typing_until_s: f64,
    /// Nothing more is taken until then, seconds.
    pub(super) throttled_until_s: f64,
    /// The newest message that the server was told is read.
    pub(super) read_told: Option<MessageId>,
    /// When the other side was told last that somebody types here, seconds.
    pub(super) typing_told_s: f64,
}

impl Thread {
    pub(super) fn new(place: Place, chat: Option<Chat>) -> Self {
        let unread = chat.as_ref().map_or(0, |chat| count(chat.unread_messages));
        let newest_id = chat.as_ref().and_then(|chat| chat.last_message.as_ref()).map(|last| last.id);
        Self {
            place,
            chat,
            log: Log::default(),
            unsent: Vec::new(),
            unread,
            members: None,
            reading: Reading::Nothing,
            away: false,
            current: false,
            early: Vec::new(),
            newest_id,
            typing_until_s: 0.0,
            throttled_until_s: 0.0,
            read_told: None,
            typing_told_s: f64::MIN,
        }
    }

    /// Whether something can be written here.
    #[must_use]
    pub fn writable(&self) -> bool {
        match self.place {
            Place::Notices => false,
            Place::General => true,
            Place::Chat(_) => self.chat.as_ref().is_some_and(|chat| chat.writable),
        }
    }

    /// Whether it has a tab while something else is looked at.
    #[must_use]
    pub(super) fn is_listed(&self) -> bool {
        !self.away && self.chat.as_ref().is_none_or(|chat| chat.view_chat)
    }

    /// A message of this place. True: it is news. What is said while the log is not up to date waits, or comes with the next page.
    pub(super) fn take(&mut self, message: Message, open: bool) -> bool {
        let new = self.newest_id.is_none_or(|newest| message.id > newest);
        self.newest_id = self.newest_id.max(Some(message.id));
        if let Some(chat) = self.chat.as_mut()
            && new
        {
            chat.last_message = Some(message.clone());
        }
        if self.current {
            self.log.put(message);
        } else {
            self.log.update(message.clone());
            if open && self.early.len() < EARLY_MAX {
                self.early.push(message);
            }
        }
        new
    }

    /// The newest messages were read. What was said since follows them.
    pub(super) fn take_newest(&mut self, page: Vec<Message>, open: bool) {
        self.log.put_newest(page);
        for message in std::mem::take(&mut self.early) {
            self.log.put(message);
        }
        self.newest_id = self.newest_id.max(self.log.last_id());
        (self.current, self.reading) = (open, Reading::Nothing);
    }

    /// It is not heard of as it happens any more.
    pub(super) fn close(&mut self) {
        self.current = false;
        self.early.clear();
    }

    /// The newest message of somebody else.
    pub(super) fn newest_of_others(&self, me: UserId) -> Option<MessageId> {
        self.log.iter().rev().find(|message| message.author.as_ref().is_none_or(|author| author.id != me)).map(|message| message.id)
    }

    /// What orders the tabs: the newest message, or the beginning.
    pub(super) fn newest(&self) -> i64 {
        let said = self.log.iter().next_back().map(|message| message.sent_at.0);
        let known = self.chat.as_ref().map(|chat| chat.last_message.as_ref().map_or(chat.created_at.0, |last| last.sent_at.0));
        said.max(known).unwrap_or_default()
    }
}

/// A number of the contract as one of things.
pub(super) fn count(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}
