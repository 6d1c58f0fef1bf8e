//! What somebody does in the panel: how it changes what is known, and what the server is asked for.

use common::api::chat_socket::{Action, Opened, TYPING_EVERY_MS};
use common::ids::{ChatId, UserId};
use common::text::ChatText;

use super::model::{Asked, ChatModel, Found, Opening, Want};
use super::thread::{Place, Reading};
use super::unsent::{Fate, UNSENT_MAX, Unsent};
use crate::net::NetError;

/// Most people that are shown for a part of a name.
pub(super) const FOUND_MAX: u32 = 8;

impl ChatModel {
    /// Unfolds the panel, or folds it.
    pub const fn toggle(&mut self) {
        self.open = !self.open;
    }

    /// Looks at a place. What was taken away is gone once one leaves it.
    pub fn select(&mut self, place: Place) {
        if self.threads.contains_key(&place) {
            self.shown = Some(place);
            self.problems.remove(&place);
            self.close_search();
        }
    }

    /// Opens the conversation with somebody, and the panel.
    pub fn talk_to(&mut self, user: Option<UserId>, name: &str) {
        self.open = true;
        let known = user.and_then(|user| self.with_user(user)).filter(|thread| thread.is_listed()).map(|thread| thread.place);
        if let Some(place) = known {
            self.select(place);
            return;
        }
        self.opening(name);
        if self.act(Action::OpenChat { with: Opened::Username(name.to_owned()) }, Asked::Open).is_none() {
            let problem = Some(NetError::Offline("no connection".to_owned()));
            self.opening = Some(Opening { name: name.to_owned(), problem });
        }
    }

    /// Looks at the conversation of this id, which a notice was about.
    pub(super) fn follow(&mut self, id: ChatId) {
        self.open = true;
        if self.threads.contains_key(&Place::Chat(id)) {
            self.select(Place::Chat(id));
        } else {
            self.act(Action::OpenChat { with: Opened::ChatId(id) }, Asked::Open);
        }
    }

    /// Looks for people whose name contains this.
    pub fn find(&mut self, name: &str) {
        let name = name.trim();
        if self.found.name == name {
            return;
        }
        self.opening = None;
        self.found = Found { name: name.to_owned(), people: None };
        if !name.is_empty() {
            self.wants.retain(|want| !matches!(want, Want::Find(_)));
            self.want(Want::Find(name.to_owned()));
        }
    }

    /// Nobody is looked for any more.
    pub(super) fn close_search(&mut self) {
        (self.opening, self.found) = (None, Found::default());
    }

    /// Sends what was written. False: it was not taken, and stays where it was written.
    pub fn send(&mut self, place: Place, written: &str) -> bool {
        let Ok(content) = ChatText::parse(written) else { return false };
        let Some(thread) = self.threads.get(&place).filter(|thread| thread.writable()) else { return false };
        if self.throttled_s(thread) > 0 || thread.unsent.len() >= UNSENT_MAX {
            return false;
        }
        self.dispatch(place, content.as_str().to_owned());
        true
    }

    fn dispatch(&mut self, place: Place, content: String) {
        let Some(to) = Self::group(place) else { return };
        let sent = self.act(Action::SendMessage { to, content: content.clone() }, Asked::Message(place));
        let (now_s, fate) = (self.now_s, if sent.is_some() { Fate::OnItsWay } else { Fate::Lost });
        let reference = sent.unwrap_or_else(|| format!("unsent-{now_s}-{content}"));
        if let Some(thread) = self.threads.get_mut(&place) {
            thread.unsent.push(Unsent { content, reference, fate, after: thread.newest_id, sent_s: now_s });
        }
    }

    /// The line does not take this action.
    pub(super) fn not_taken(&mut self, reference: &str) {
        self.asked.remove(reference);
        for one in self.threads.values_mut().flat_map(|thread| &mut thread.unsent).filter(|one| one.reference == reference) {
            one.fate = Fate::Lost;
        }
    }

    /// Sends once more what did not arrive.
    pub(super) fn send_again(&mut self, place: Place, reference: &str) {
        if let Some(content) = self.take_back(place, reference) {
            self.dispatch(place, content);
        }
    }

    /// Gives up what did not arrive. Returns its words.
    pub(super) fn take_back(&mut self, place: Place, reference: &str) -> Option<String> {
        let thread = self.threads.get_mut(&place)?;
        let at = thread.unsent.iter().position(|one| one.reference == reference && one.fate.is_settled())?;
        Some(thread.unsent.remove(at).content)
    }

    /// Somebody types here: the other side is told, not too often.
    pub(super) fn typed(&mut self, place: Place) {
        let Place::Chat(chat_id) = place else { return };
        let now_s = self.now_s;
        let every_s = std::time::Duration::from_millis(TYPING_EVERY_MS).as_secs_f64();
        let Some(thread) = self.threads.get_mut(&place).filter(|thread| thread.writable()) else { return };
        if now_s - thread.typing_told_s >= every_s {
            thread.typing_told_s = now_s;
            self.act(Action::Typing { chat_id }, Asked::Part(place));
        }
    }

    /// Reads back.
    pub(super) fn read_older(&mut self, place: Place) {
        let Some(thread) = self.threads.get_mut(&place) else { return };
        let Some(first) = thread.log.first_id().filter(|_| !thread.log.is_whole()) else { return };
        if thread.reading == Reading::Nothing {
            thread.reading = Reading::Older;
            self.want(Want::Older(place, first));
        }
    }

    /// Reads again what could not be read.
    pub(super) fn try_again(&mut self, place: Place) {
        let Some(thread) = self.threads.get_mut(&place) else { return };
        if thread.current {
            thread.reading = Reading::Nothing;
            self.read_older(place);
        } else {
            self.read_newest(place);
        }
    }

    /// Shows a conversation no more.
    pub(super) fn hide(&mut self, id: ChatId) {
        if let Some(chat) = self.threads.get_mut(&Place::Chat(id)).and_then(|thread| thread.chat.as_mut()) {
            chat.view_chat = false;
            self.want(Want::Hide(id));
        }
        if self.shown == Some(Place::Chat(id)) {
            self.shown = Some(Place::General);
        }
    }
}
