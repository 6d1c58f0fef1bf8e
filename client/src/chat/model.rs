//! What is known of all conversations, and what the server has to be asked for next. Time is given, never taken.

use std::collections::BTreeMap;

use bevy::prelude::Resource;
use common::api::chat::Chat;
use common::api::chat_socket::{Action, ActionFrame, Group, Opened};
use common::api::profiles::FoundUser;
use common::api::time::Timestamp;
use common::ids::{ChatId, MessageId, UserId};

use super::thread::{Place, Reading, Thread};
use super::unsent;
use crate::net::NetError;

/// Most conversations that are kept, whatever a server sends.
pub(super) const THREADS_MAX: usize = 200;
/// How often it is asked how many are in a channel that is looked at, seconds: nobody tells.
const MEMBERS_EVERY_S: f64 = 15.0;
/// Most actions without an answer.
const ASKED_MAX: usize = 256;

/// What an action was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// A message of this place.
    Message(Place),
    /// Opening the conversation that somebody wants to see.
    Open,
    /// Something of this place: what is refused is said there.
    Part(Place),
}

/// What has to be asked of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// This, over the socket.
    Act(ActionFrame),
    /// The conversations.
    Chats,
    /// The newest messages of a place.
    Newest(Place),
    /// Those before this one.
    Older(Place, MessageId),
    /// How many are in the channels.
    Members,
    /// Shows a conversation no more.
    Hide(ChatId),
    /// Users whose name contains this.
    Find(String),
}

/// A conversation that is being opened by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// With whom.
    pub name: String,
    /// Why it was not.
    pub problem: Option<NetError>,
}

/// People found by a part of their name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What was looked for.
    pub name: String,
    /// Who was found, once that is known.
    pub people: Option<Result<Vec<FoundUser>, NetError>>,
}

/// All conversations of whoever is signed in.
#[derive(Resource, Clone, Debug, Default)]
pub struct ChatModel {
    pub(super) me: Option<UserId>,
    /// Guests have the channels only.
    pub(super) guest: bool,
    /// The number of the connection, while there is one.
    pub(super) connection: Option<u64>,
    pub(super) threads: BTreeMap<Place, Thread>,
    /// Whether the conversations were read once.
    pub(super) listed: bool,
    /// Whether the panel is unfolded.
    pub open: bool,
    /// What is looked at in it.
    pub(super) shown: Option<Place>,
    /// Whether the panel can be seen now.
    pub(super) seen: bool,
    /// The conversation that the server was told to be open.
    pub(super) open_there: Option<ChatId>,
    /// Whether the public channel is heard.
    pub(super) joined: bool,
    /// When it was asked last how many are there, seconds.
    members_asked_s: f64,
    pub(super) asked: BTreeMap<String, Asked>,
    next: u64,
    pub(super) now_s: f64,
    /// How far the server's clock is ahead of this machine's, milliseconds.
    pub(super) ahead_ms: i64,
    /// A conversation that is being opened.
    pub opening: Option<Opening>,
    /// People who are looked for.
    pub found: Found,
    /// Why something else was refused, and where.
    pub(super) problems: BTreeMap<Place, NetError>,
    pub(super) wants: Vec<Want>,
}

impl ChatModel {
    /// Somebody else is signed in, or nobody.
    pub fn belong_to(&mut self, me: Option<UserId>, guest: bool) {
        if (self.me, self.guest) == (me, guest) {
            return;
        }
        let threads = [Place::Notices, Place::General].map(|place| (place, Thread::new(place, None)));
        *self = Self {
            me,
            guest,
            // It may be that of the new user already; if not, its end is on its way.
            connection: self.connection,
            threads: if me.is_some() { threads.into() } else { BTreeMap::new() },
            shown: me.map(|_| Place::General),
            open: self.open,
            next: self.next,
            now_s: self.now_s,
            ahead_ms: self.ahead_ms,
            ..Self::default()
        };
        if self.connection.is_some() {
            self.refresh();
        }
    }

    /// What is known may be out of date.
    pub(super) fn refresh(&mut self) {
        if !self.guest {
            self.want(Want::Chats);
        }
        let outdated: Vec<Place> = self
            .threads
            .values()
            .filter(|thread| self.visible() == Some(thread.place) || thread.unsent.iter().any(|one| one.fate == unsent::Fate::Unknown))
            .map(|thread| thread.place)
            .collect();
        outdated.into_iter().for_each(|place| self.read_newest(place));
    }

    /// What has to be asked for now.
    pub(super) fn take_wants(&mut self) -> Vec<Want> {
        std::mem::take(&mut self.wants)
    }

    pub(super) fn want(&mut self, want: Want) {
        if !self.wants.contains(&want) {
            self.wants.push(want);
        }
    }

    /// Does something over the socket. None: there is no connection, or too much is unanswered.
    pub(super) fn act(&mut self, action: Action, asked: Asked) -> Option<String> {
        self.connection?;
        if self.asked.len() >= ASKED_MAX {
            return None;
        }
        self.next += 1;
        let reference = self.next.to_string();
        self.asked.insert(reference.clone(), asked);
        self.wants.push(Want::Act(ActionFrame { action, reference: Some(reference.clone()) }));
        Some(reference)
    }

    pub(super) fn read_newest(&mut self, place: Place) {
        if let Some(thread) = self.threads.get_mut(&place) {
            thread.reading = Reading::Newest;
            self.want(Want::Newest(place));
        }
    }

    /// Lets the server know what is looked at, whenever that has changed; lets time pass.
    pub fn go_on(&mut self, now_s: f64, seen: bool) {
        (self.now_s, self.seen) = (now_s, seen);
        for thread in self.threads.values_mut() {
            for one in &mut thread.unsent {
                if one.fate == unsent::Fate::OnItsWay && now_s - one.sent_s > unsent::ANSWER_S {
                    one.fate = unsent::Fate::Unanswered;
                }
            }
        }
        if self.connection.is_none() {
            return;
        }
        self.tell_what_is_open();
        self.tell_what_is_read();
    }

    fn tell_what_is_open(&mut self) {
        let visible = self.visible();
        let chat = match visible {
            Some(Place::Chat(id)) => Some(id),
            Some(Place::General | Place::Notices) | None => None,
        };
        if chat != self.open_there {
            if let Some(before) = self.open_there.take() {
                if let Some(thread) = self.threads.get_mut(&Place::Chat(before)) {
                    thread.close();
                }
                self.act(Action::CloseChat { chat_id: before }, Asked::Part(Place::Chat(before)));
            }
            if let Some(id) = chat {
                self.open_there = chat;
                self.act(Action::OpenChat { with: Opened::ChatId(id) }, Asked::Part(Place::Chat(id)));
                self.read_newest(Place::Chat(id));
            }
        }
        if visible == Some(Place::General) && !self.joined {
            self.joined = true;
            self.act(Action::JoinChannel { channel: common::api::channel::GENERAL.to_owned() }, Asked::Part(Place::General));
            self.read_newest(Place::General);
            self.members_asked_s = f64::NEG_INFINITY;
        }
        if visible == Some(Place::General) && self.now_s - self.members_asked_s >= MEMBERS_EVERY_S {
            self.members_asked_s = self.now_s;
            self.want(Want::Members);
        }
        let notices = self.threads.get(&Place::Notices).is_some_and(|thread| !thread.current && thread.reading == Reading::Nothing);
        if visible == Some(Place::Notices) && notices {
            self.read_newest(Place::Notices);
        }
    }

    fn tell_what_is_read(&mut self) {
        let (Some(place), Some(me)) = (self.visible(), self.me) else { return };
        let Some(thread) = self.threads.get_mut(&place) else { return };
        if !thread.current || thread.away {
            return;
        }
        thread.unread = 0;
        let newest = thread.newest_of_others(me);
        if let (Place::Chat(chat_id), Some(message_id)) = (place, newest)
            && thread.read_told < newest
        {
            thread.read_told = newest;
            self.act(Action::MarkRead { chat_id, message_id }, Asked::Part(place));
        }
    }

    /// What can be seen now.
    pub(super) fn visible(&self) -> Option<Place> {
        self.shown.filter(|_| self.seen && self.open)
    }

    /// Whether a message of this place is heard as it happens.
    pub(super) fn is_open_there(&self, place: Place) -> bool {
        match place {
            Place::Chat(id) => self.open_there == Some(id),
            Place::General => self.joined,
            Place::Notices => self.connection.is_some(),
        }
    }

    /// The place of a conversation that is known or now is. None: there are too many.
    pub(super) fn keep(&mut self, chat: Chat) -> Option<&mut Thread> {
        let place = Place::Chat(chat.id);
        if !self.threads.contains_key(&place) && self.threads.len() >= THREADS_MAX {
            return None;
        }
        Some(self.threads.entry(place).or_insert_with(|| Thread::new(place, Some(chat))))
    }

    /// Who looks.
    #[must_use]
    pub const fn me(&self) -> Option<UserId> {
        self.me
    }

    /// Whether that is a guest.
    #[must_use]
    pub const fn is_guest(&self) -> bool {
        self.guest
    }

    /// Whether the socket is open.
    #[must_use]
    pub const fn is_connected(&self) -> bool {
        self.connection.is_some()
    }

    /// Whether the conversations are known.
    #[must_use]
    pub const fn is_listed(&self) -> bool {
        self.listed
    }

    /// What is looked at.
    #[must_use]
    pub fn shown(&self) -> Option<&Thread> {
        self.threads.get(&self.shown?)
    }

    /// Every place with a tab: the channels, then conversations by their newest message.
    #[must_use]
    pub fn tabs(&self) -> Vec<&Thread> {
        let listed = |thread: &&Thread| thread.is_listed() || self.shown == Some(thread.place);
        let mut tabs: Vec<&Thread> = self.threads.values().filter(listed).collect();
        tabs.sort_by_key(|thread| match thread.place {
            Place::Notices | Place::General => (false, std::cmp::Reverse(0)),
            Place::Chat(_) => (true, std::cmp::Reverse(thread.newest())),
        });
        tabs
    }

    /// Conversations with something unread; none while that is not known.
    #[must_use]
    pub fn unread(&self) -> Option<u32> {
        if self.me.is_some() && !self.listed && !self.guest {
            return None;
        }
        let unread = self.threads.values().filter(|thread| thread.is_listed() && thread.unread > 0 && thread.place != Place::General);
        Some(u32::try_from(unread.count()).unwrap_or(u32::MAX))
    }

    /// Whether the other types in this place now.
    #[must_use]
    pub fn is_typing(&self, thread: &Thread) -> bool {
        self.now_s < thread.typing_until_s
    }

    /// How long nothing more is taken in this place, whole seconds.
    #[must_use]
    pub fn throttled_s(&self, thread: &Thread) -> u32 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of a short wait, bounded just before")]
        let left = (thread.throttled_until_s - self.now_s).clamp(0.0, 3600.0).ceil() as u32;
        left
    }

    /// Why something was refused in this place.
    #[must_use]
    pub fn problem(&self, place: Place) -> Option<&NetError> {
        self.problems.get(&place)
    }

    /// What time it is at the server, when it is this time here.
    #[must_use]
    pub const fn server_time(&self, here: Timestamp) -> Timestamp {
        Timestamp(here.0.saturating_add(self.ahead_ms))
    }

    /// Where something written in a place goes.
    pub(super) fn group(place: Place) -> Option<Group> {
        place.group()
    }
}
