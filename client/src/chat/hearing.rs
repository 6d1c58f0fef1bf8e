//! What the server says, on the socket, on the stream of events and in answers: how it changes what is known.

use common::api::Page;
use common::api::challenge::Challenge;
use common::api::channel::{Channel, GENERAL};
use common::api::chat::{Chat, Message, MessageKind};
use common::api::chat_socket::{ChannelMembers, ChatEvent, ChatRefusal, EventFrame, TYPING_SHOWN_MS, Typing};
use common::api::error::{ErrorBody, ErrorCode};
use common::api::event::{ChatNews, UserStatus};
use common::api::profiles::FoundUser;
use common::api::time::Timestamp;
use common::api::users::SmallUser;
use common::ids::ChatId;

use super::log::tidy_user;
use super::model::{Asked, ChatModel, Opening, Want};
use super::thread::{Place, Reading, Thread, count};
use super::unsent::{self, Fate};
use crate::net::NetError;

/// Longest wait that a server can ask for, milliseconds.
const THROTTLED_MS_MAX: u64 = 600_000;

impl ChatModel {
    /// The socket is open. What was missed is read again.
    pub fn connected(&mut self, connection: u64) {
        self.disconnected();
        self.connection = Some(connection);
        self.refresh();
    }

    /// The socket is closed.
    pub fn disconnected(&mut self) {
        (self.connection, self.open_there, self.joined) = (None, None, false);
        self.asked.clear();
        self.wants.retain(|want| !matches!(want, Want::Act(_)));
        for thread in self.threads.values_mut() {
            thread.close();
            unsent::disconnect(&mut thread.unsent);
        }
        if let Some(opening) = &mut self.opening
            && opening.problem.is_none()
        {
            opening.problem = Some(NetError::Offline("the connection was lost".to_owned()));
        }
    }

    /// A frame of the socket. Returns what somebody should be told of.
    pub fn heard(&mut self, frame: EventFrame, here: Timestamp) -> Option<Message> {
        let reference = frame.reference;
        let asked = reference.as_ref().and_then(|reference| self.asked.remove(reference));
        match frame.event {
            ChatEvent::Message(message) => {
                self.ahead_ms = message.sent_at.0.saturating_sub(here.0);
                let place = Place::of(&message);
                if let (Some(reference), Some(thread)) = (&reference, place.and_then(|place| self.threads.get_mut(&place))) {
                    thread.unsent.retain(|one| one.reference != *reference);
                }
                return self.take(*message);
            }
            ChatEvent::Notice(message) => {
                return self.take(Message { channel: None, chat_id: None, kind: MessageKind::Notice, ..*message });
            }
            ChatEvent::MessageUpdated(message) => self.updated(*message),
            ChatEvent::ChatUpdated(chat) => {
                let id = chat.id;
                self.chat_updated(*chat);
                if asked == Some(Asked::Open) {
                    self.opened(id);
                }
            }
            ChatEvent::Typing(typing) => self.typing(typing),
            ChatEvent::ChannelJoined(members) | ChatEvent::ChannelLeft(members) => self.members(&members),
            ChatEvent::Ok {} => {}
            ChatEvent::Error(refusal) => self.refused(reference.as_deref(), asked, refusal),
        }
        None
    }

    /// An event of the stream. Returns what somebody should be told of.
    pub(super) fn news(&mut self, news: &ChatNews) -> Option<Message> {
        match news {
            ChatNews::Message(message) => self.take((**message).clone()),
            ChatNews::Updated(chat) => {
                self.chat_updated((**chat).clone());
                None
            }
        }
    }

    /// A message. Returned if it is news from somebody that nobody looks at.
    fn take(&mut self, message: Message) -> Option<Message> {
        let place = Place::of(&message)?;
        let (open, visible, now_s) = (self.is_open_there(place), self.visible() == Some(place), self.now_s);
        let me = self.me?;
        let own = message.author.as_ref().is_some_and(|author| author.id == me);
        let Some(thread) = self.threads.get_mut(&place) else {
            // A conversation that was hidden, or is new.
            self.want(Want::Chats);
            return (!own).then_some(message);
        };
        let new = thread.take(message.clone(), open);
        if !new {
            return None;
        }
        if !own {
            thread.typing_until_s = thread.typing_until_s.min(now_s);
        }
        if let Some(chat) = thread.chat.as_mut().filter(|chat| !chat.view_chat && chat.writable) {
            // It comes back with the next message.
            chat.view_chat = true;
        }
        if own || visible {
            return None;
        }
        thread.unread = thread.unread.saturating_add(1);
        matches!(place, Place::Chat(_)).then_some(message)
    }

    fn updated(&mut self, message: Message) {
        let Some(thread) = Place::of(&message).and_then(|place| self.threads.get_mut(&place)) else { return };
        if let (true, Some(author)) = (message.is_read, &message.author) {
            thread.log.mark_read(author.id, message.id);
        }
        thread.log.update(message);
    }

    /// A conversation as it is now. No window is opened by it.
    fn chat_updated(&mut self, chat: Chat) {
        let (visible, me) = (self.visible(), self.me);
        let chat =
            Chat { chat_with: common::api::chat::ChatUser { user: tidy_user(chat.chat_with.user.clone()), ..chat.chat_with }, ..chat };
        let Some(thread) = self.keep(chat.clone()) else { return };
        let was_unread = thread.unread;
        thread.unread = if visible == Some(thread.place) { was_unread } else { count(chat.unread_messages) };
        thread.away = !chat.writable;
        if let Some(last) = &chat.last_message {
            thread.newest_id = thread.newest_id.max(Some(last.id));
            if let (true, Some(me)) = (last.is_read && last.author.as_ref().map(|author| author.id) == me, me) {
                thread.log.mark_read(me, last.id);
            }
        }
        if chat.writable {
            self.problems.remove(&Place::Chat(chat.id));
        }
        if let Some(thread) = self.threads.get_mut(&Place::Chat(chat.id)) {
            thread.chat = Some(chat);
        }
    }

    /// The conversation that somebody wanted to see is there.
    fn opened(&mut self, id: ChatId) {
        self.opening = None;
        self.found = super::model::Found::default();
        (self.open, self.shown) = (true, Some(Place::Chat(id)));
    }

    fn typing(&mut self, typing: Typing) {
        let until_s = self.now_s + std::time::Duration::from_millis(TYPING_SHOWN_MS).as_secs_f64();
        if let Some(thread) = self.threads.get_mut(&Place::Chat(typing.chat_id))
            && thread.chat.as_ref().is_some_and(|chat| chat.chat_with.user.id == typing.user_id)
        {
            thread.typing_until_s = until_s;
        }
    }

    fn members(&mut self, members: &ChannelMembers) {
        if let Some(thread) = self.threads.get_mut(&Place::General).filter(|_| members.channel == GENERAL) {
            thread.members = Some(count(members.members));
        }
    }

    fn refused(&mut self, reference: Option<&str>, asked: Option<Asked>, refusal: ChatRefusal) {
        let wait_s = std::time::Duration::from_millis(refusal.retry_after_ms.unwrap_or_default().min(THROTTLED_MS_MAX)).as_secs_f64();
        let until_s = self.now_s + wait_s;
        let problem = NetError::Refused(ErrorBody { code: refusal.code, detail: String::new(), fields: Default::default() });
        match asked {
            Some(Asked::Message(place)) => {
                let Some(thread) = self.threads.get_mut(&place) else { return };
                for one in thread.unsent.iter_mut().filter(|one| Some(one.reference.as_str()) == reference) {
                    one.fate = Fate::Refused(refusal.code);
                }
                if refusal.code == ErrorCode::Throttled {
                    thread.throttled_until_s = until_s;
                }
            }
            Some(Asked::Open) => {
                if let Some(opening) = &mut self.opening {
                    opening.problem = Some(problem);
                }
            }
            // What is said for the comfort of others, and too often, is of no interest.
            Some(Asked::Part(_)) if refusal.code == ErrorCode::Throttled => {}
            Some(Asked::Part(place)) => {
                self.problems.insert(place, problem);
            }
            None => {}
        }
    }

    /// The conversations, as the server lists them.
    pub fn chats(&mut self, result: Result<&Page<Chat>, &NetError>) {
        let Ok(page) = result else { return };
        self.listed = true;
        let there: Vec<ChatId> = page.results.iter().map(|chat| chat.id).collect();
        for chat in &page.results {
            let id = chat.id;
            self.chat_updated(chat.clone());
            if let Some(thread) = self.threads.get_mut(&Place::Chat(id)) {
                thread.away = false;
            }
        }
        // What was hidden elsewhere meanwhile, and what is kept from us, is gone from here too.
        let whole = usize::try_from(page.count).is_ok_and(|count| count <= there.len());
        for thread in self.threads.values_mut().filter(|_| whole) {
            if let Place::Chat(id) = thread.place {
                thread.away |= !there.contains(&id);
            }
        }
    }

    /// The newest messages of a place.
    pub fn newest(&mut self, place: Place, result: Result<&Page<Message>, &NetError>) {
        let (open, me) = (self.is_open_there(place), self.me);
        let Some(thread) = self.threads.get_mut(&place) else { return };
        match result {
            Ok(page) => {
                thread.take_newest(page.results.clone(), open);
                if let Some(me) = me {
                    unsent::reconcile(&mut thread.unsent, &thread.log, me);
                }
            }
            // What was read meanwhile in another way is not put in doubt.
            Err(problem) if thread.reading == Reading::Newest => thread.reading = Reading::Failed(problem.clone()),
            Err(_) => {}
        }
    }

    /// Older messages of a place.
    pub(super) fn older(&mut self, place: Place, result: Result<&Page<Message>, &NetError>) {
        let Some(thread) = self.threads.get_mut(&place).filter(|thread| thread.reading == Reading::Older) else { return };
        match result {
            Ok(page) => {
                thread.log.put_older(page.results.clone());
                thread.reading = Reading::Nothing;
            }
            Err(problem) => thread.reading = Reading::Failed(problem.clone()),
        }
    }

    /// How many are in the channels.
    pub fn channels(&mut self, channels: &[Channel]) {
        for channel in channels {
            self.members(&ChannelMembers { channel: channel.name.clone(), members: channel.members });
        }
    }

    /// Who was found by this part of a name.
    pub fn people(&mut self, name: &str, result: Result<Vec<FoundUser>, NetError>) {
        if self.found.name == name {
            self.found.people = Some(result);
        }
    }

    /// A challenge has changed, in whichever conversation it is.
    pub(super) fn settle(&mut self, challenge: &Challenge) {
        self.threads.values_mut().for_each(|thread| thread.log.settle(challenge));
    }

    /// Somebody is online, or not any more.
    pub(super) fn status(&mut self, status: &UserStatus) {
        let chats = self.threads.values_mut().filter_map(|thread| thread.chat.as_mut());
        for chat in chats.filter(|chat| chat.chat_with.user.id == status.id) {
            chat.chat_with.status = status.status.clone();
        }
    }

    /// Somebody has another name or picture.
    pub(super) fn rename(&mut self, user: &SmallUser) {
        for thread in self.threads.values_mut() {
            thread.log.rename(user);
            if let Some(chat) = thread.chat.as_mut().filter(|chat| chat.chat_with.user.id == user.id) {
                chat.chat_with.user = tidy_user(user.clone());
            }
        }
    }

    /// Nothing with this name is being opened any more.
    pub(super) fn opening(&mut self, name: &str) {
        self.opening = Some(Opening { name: name.to_owned(), problem: None });
    }

    /// The conversation with somebody, if it is known.
    pub(super) fn with_user(&self, user: common::ids::UserId) -> Option<&Thread> {
        self.threads.values().find(|thread| thread.chat.as_ref().is_some_and(|chat| chat.chat_with.user.id == user))
    }
}
