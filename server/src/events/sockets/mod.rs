//! Chat sockets by user: what is open on them, and what they are told.
//!
//! What is stored reaches them with the commit that stored it, in the order of the commits ([`crate::db::Tx::tell`]); what is only for
//! the moment goes out at once. Whether a conversation is open is changed by those who hold the writer, so that it has one order with
//! the messages.

mod frame;
mod line;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use common::api::chat_socket::{ChatEvent, TYPING_EVERY_MS};
use common::ids::{ChatId, SessionId, UserId};
use tokio::time::Instant;

pub(crate) use frame::{Asked, Hearers, Said, asking, said, written};
pub(crate) use line::{End, Line, Next};

/// Conversations that may be open on one socket.
pub(crate) const OPEN_MAX: usize = 256;

/// Every chat socket; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sockets(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    users: HashMap<UserId, Connected>,
    /// Who is in each channel, with how many sockets.
    channels: HashMap<String, HashMap<UserId, usize>>,
    next: u64,
    /// The server ends: nobody enters any more.
    ended: bool,
}

#[derive(Debug, Default)]
struct Connected {
    sockets: Vec<Open>,
    /// When the user's typing was told last.
    typed: Option<Instant>,
}

#[derive(Debug)]
struct Open {
    number: u64,
    session: SessionId,
    line: Arc<Line>,
    chats: Vec<ChatId>,
    channels: Vec<String>,
}

/// Which socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SocketId {
    pub(crate) user: UserId,
    number: u64,
}

/// The place of one socket; dropping it gives it up.
#[derive(Debug)]
pub(crate) struct Seat {
    sockets: Sockets,
    pub(crate) id: SocketId,
    pub(crate) line: Arc<Line>,
}

/// Why a socket has no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnterError {
    /// As many as one user may have.
    TooMany,
    /// The server ends.
    Ended,
}

impl Sockets {
    /// A place for another socket of the user, of whom `most` may have one.
    ///
    /// # Errors
    /// [`EnterError`].
    pub(crate) fn enter(&self, user: UserId, session: SessionId, most: Option<usize>) -> Result<Seat, EnterError> {
        let mut state = self.state();
        if state.ended {
            return Err(EnterError::Ended);
        }
        if most.is_some_and(|most| state.users.get(&user).map_or(0, |connected| connected.sockets.len()) >= most) {
            return Err(EnterError::TooMany);
        }
        state.next += 1;
        let (number, line) = (state.next, Arc::<Line>::default());
        let open = Open { number, session, line: line.clone(), chats: Vec::new(), channels: Vec::new() };
        state.users.entry(user).or_default().sockets.push(open);
        drop(state);
        metrics::gauge!("chat_sockets_open").increment(1);
        Ok(Seat { sockets: self.clone(), id: SocketId { user, number }, line })
    }

    /// The conversation is open on this socket. False: too many are.
    pub(crate) fn open(&self, id: SocketId, chat: ChatId) -> bool {
        let mut state = self.state();
        let Some(open) = state.socket(id) else { return true };
        if !open.chats.contains(&chat) {
            if open.chats.len() >= OPEN_MAX {
                return false;
            }
            open.chats.push(chat);
        }
        true
    }

    /// It is open there no more.
    pub(crate) fn close(&self, id: SocketId, chat: ChatId) {
        if let Some(open) = self.state().socket(id) {
            open.chats.retain(|other| *other != chat);
        }
    }

    /// Whether the user has the conversation open anywhere.
    pub(crate) fn has_open(&self, user: UserId, chat: ChatId) -> bool {
        let state = self.state();
        let sockets = state.users.get(&user).map_or(&[][..], |connected| &connected.sockets);
        sockets.iter().any(|open| open.chats.contains(&chat) && !open.line.is_ended())
    }

    /// The socket hears the channel from now on.
    pub(crate) fn join(&self, id: SocketId, channel: &str) {
        let mut state = self.state();
        let Some(open) = state.socket(id).filter(|open| !open.channels.iter().any(|joined| joined == channel)) else { return };
        open.channels.push(channel.to_owned());
        *state.channels.entry(channel.to_owned()).or_default().entry(id.user).or_default() += 1;
    }

    /// It hears it no more.
    pub(crate) fn leave(&self, id: SocketId, channel: &str) {
        let mut state = self.state();
        let Some(open) = state.socket(id) else { return };
        let before = open.channels.len();
        open.channels.retain(|joined| joined != channel);
        if open.channels.len() < before {
            state.leave(id.user, channel);
        }
    }

    /// How many users are in the channel.
    pub(crate) fn members(&self, channel: &str) -> i64 {
        let members = self.state().channels.get(channel).map_or(0, HashMap::len);
        i64::try_from(members).unwrap_or(i64::MAX)
    }

    /// Whether the user's typing may be told now: so often and no more. Then it counts as told.
    pub(crate) fn may_type(&self, user: UserId, now: Instant) -> bool {
        let mut state = self.state();
        let Some(connected) = state.users.get_mut(&user) else { return false };
        let every = Duration::from_millis(TYPING_EVERY_MS);
        if connected.typed.is_some_and(|typed| now.saturating_duration_since(typed) < every) {
            return false;
        }
        connected.typed = Some(now);
        true
    }

    /// Tells every socket of the user at once what is only for the moment.
    pub(crate) fn tell(&self, user: UserId, event: &ChatEvent) {
        let state = self.state();
        let Some(connected) = state.users.get(&user) else { return };
        let frame = written(event, None);
        connected.sockets.iter().for_each(|open| open.line.push(frame.clone()));
    }

    /// Carries what is durable now, in order. Called by the writer.
    pub(crate) fn publish(&self, frames: Vec<Said>) {
        if frames.is_empty() {
            return;
        }
        let state = self.state();
        for said in frames {
            state.carry(said);
        }
    }

    /// Closes the sockets of a session that has ended.
    pub(crate) fn end_session(&self, session: SessionId) {
        let state = self.state();
        let all = state.users.values().flat_map(|connected| &connected.sockets);
        all.filter(|open| open.session == session).for_each(|open| open.line.end(End::SignInAgain));
    }

    /// Closes every socket: everybody shows a token again.
    pub(crate) fn sign_in_again(&self) {
        self.state().end(End::SignInAgain);
    }

    /// The server ends.
    pub(crate) fn end_all(&self) {
        let mut state = self.state();
        state.ended = true;
        state.end(End::Away);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn socket(&mut self, id: SocketId) -> Option<&mut Open> {
        self.users.get_mut(&id.user)?.sockets.iter_mut().find(|open| open.number == id.number)
    }

    fn leave(&mut self, user: UserId, channel: &str) {
        let Some(members) = self.channels.get_mut(channel) else { return };
        if let Some(sockets) = members.get_mut(&user) {
            *sockets -= 1;
            if *sockets == 0 {
                members.remove(&user);
            }
        }
        if members.is_empty() {
            self.channels.remove(channel);
        }
    }

    fn carry(&self, said: Said) {
        let asker = said.answer.as_ref().map(|answer| answer.asked.socket());
        if let Some(answer) = said.answer {
            answer.asked.set_answered();
            let sockets = self.sockets_of(answer.asked.socket().user);
            sockets.filter(|open| Some(open.number) == asker.map(|id| id.number)).for_each(|open| open.line.push(answer.frame.clone()));
        }
        let tell = |open: &Open| {
            // It has its answer.
            if asker.is_none_or(|id| id.number != open.number) {
                open.line.push(said.frame.clone());
            }
        };
        match &said.to {
            Hearers::Asker(_) => {}
            Hearers::User(user) => self.sockets_of(*user).for_each(tell),
            Hearers::Channel { name, without } => {
                let members = self.channels.get(name).into_iter().flat_map(HashMap::keys).filter(|member| !without.contains(member));
                let sockets = members.flat_map(|member| self.sockets_of(*member));
                sockets.filter(|open| open.channels.contains(name)).for_each(tell);
            }
        }
    }

    fn sockets_of(&self, user: UserId) -> impl Iterator<Item = &Open> {
        self.users.get(&user).into_iter().flat_map(|connected| &connected.sockets)
    }

    fn end(&self, end: End) {
        self.users.values().flat_map(|connected| &connected.sockets).for_each(|open| open.line.end(end));
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        metrics::gauge!("chat_sockets_open").decrement(1);
        let SocketId { user, number } = self.id;
        let mut state = self.sockets.state();
        let Some(connected) = state.users.get_mut(&user) else { return };
        let gone = connected.sockets.iter().position(|open| open.number == number).map(|place| connected.sockets.swap_remove(place));
        if connected.sockets.is_empty() {
            state.users.remove(&user);
        }
        for channel in gone.into_iter().flat_map(|open| open.channels) {
            state.leave(user, &channel);
        }
    }
}
