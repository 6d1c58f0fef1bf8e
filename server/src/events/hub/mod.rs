//! The hub: open streams by user, what they are told, and who is online.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use common::api::users::Activity;
use common::ids::{EventId, MatchCode, SessionId, UserId};
use tokio::sync::{Notify, broadcast, mpsc, watch};
use tokio::time::Instant;

use super::place::Place;
use super::presence::{Connected, Presence, Stream};
use super::watching::Watching;
use super::{Emitted, KEPT_FOR, OFFLINE_AFTER, STREAM_QUEUE_LEN, STREAM_WAIT};

/// Notices of ended sessions and of users who went offline that a listener may be behind.
const NOTICES_LEN: usize = 1024;

/// Why a stream is not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StreamError {
    /// As many as one user may have.
    TooMany,
}

/// Handle to the hub; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct EventHub(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    state: Mutex<State>,
    offline: broadcast::Sender<UserId>,
    sessions: broadcast::Sender<SessionId>,
    /// Changes whenever a stream opens.
    opened: watch::Sender<u64>,
    /// Somebody's presence may have changed.
    stirred: Notify,
}

#[derive(Debug, Default)]
struct State {
    users: HashMap<UserId, Connected>,
    /// Where each user waits for a match, or is between matches.
    places: HashMap<UserId, Place>,
    /// The match that each user is in.
    playing: HashMap<UserId, MatchCode>,
    /// How many matches each user watches.
    watching: HashMap<UserId, usize>,
    /// Users whose presence may have changed since somebody asked.
    changed: BTreeSet<UserId>,
    /// When those left who can come back for what they missed.
    left: HashMap<UserId, Instant>,
    next_stream: u64,
    /// The newest event that streams were told.
    told: Option<EventId>,
}

/// The receiving end of one stream; dropping it closes the stream.
#[derive(Debug)]
pub(crate) struct Subscription {
    pub(crate) queue: mpsc::Receiver<Emitted>,
    /// The newest event that was told before this stream was there; whatever is newer comes through the queue.
    pub(crate) after: EventId,
    hub: EventHub,
    user: UserId,
    stream: u64,
}

impl EventHub {
    pub(crate) fn new() -> Self {
        let (offline, _) = broadcast::channel(NOTICES_LEN);
        let (sessions, _) = broadcast::channel(NOTICES_LEN);
        let (opened, _) = watch::channel(0);
        Self(Arc::new(Inner { state: Mutex::default(), offline, sessions, opened, stirred: Notify::new() }))
    }

    /// Whether a stream of the user is open, or was until 10 seconds ago.
    pub(crate) fn is_online(&self, user: UserId) -> bool {
        self.state().users.contains_key(&user)
    }

    /// What the user is doing: playing before anything else, then waiting for a match, then watching one.
    pub(crate) fn presence(&self, user: UserId) -> Presence {
        let state = self.state();
        let is_online = state.users.contains_key(&user);
        let playing = state.playing.get(&user).copied();
        let place = state.places.get(&user).map(|place| place.activity());
        let watching = state.watching.contains_key(&user).then_some(Activity::Watching);
        let activity = playing.map(|_| Activity::Playing).or(place).or(watching).unwrap_or(Activity::Idle);
        Presence { is_online, activity: if is_online { activity } else { Activity::Offline }, playing }
    }

    /// The user is in this match from now on; `None`: in none.
    pub(crate) fn plays(&self, user: UserId, code: Option<MatchCode>) {
        let mut state = self.state();
        let before = match code {
            Some(code) => state.playing.insert(user, code),
            None => state.playing.remove(&user),
        };
        if before != code {
            self.stir(&mut state, user);
        }
    }

    /// The user is at this place from now on, and at no other. Within a transaction, [`crate::db::Tx::enters`] is the way.
    pub(crate) fn enters(&self, user: UserId, place: Place) {
        self.moves(user, |_| Some(place));
    }

    /// Changes where the user is. Where that was before.
    pub(crate) fn moves(&self, user: UserId, to: impl FnOnce(Option<Place>) -> Option<Place>) -> Option<Place> {
        let mut state = self.state();
        let before = state.places.get(&user).copied();
        let after = to(before);
        match after {
            Some(place) => state.places.insert(user, place),
            None => state.places.remove(&user),
        };
        if before != after {
            self.stir(&mut state, user);
        }
        before
    }

    /// The user watches a match until what this gives is dropped. Whoever does something else besides is doing that.
    pub(crate) fn watch(&self, user: UserId) -> Watching {
        let mut state = self.state();
        *state.watching.entry(user).or_default() += 1;
        self.stir(&mut state, user);
        Watching::new(self.clone(), user)
    }

    pub(super) fn watches_no_more(&self, user: UserId) {
        let mut state = self.state();
        match state.watching.get_mut(&user) {
            Some(matches) if *matches > 1 => *matches -= 1,
            Some(_) | None => drop(state.watching.remove(&user)),
        }
        self.stir(&mut state, user);
    }

    /// Users whose presence may have changed since this was asked last. Waits for one; there is one who asks.
    pub(crate) async fn changed(&self) -> BTreeSet<UserId> {
        loop {
            {
                let mut state = self.state();
                state.left.retain(|_, at| at.elapsed() < KEPT_FOR);
                if !state.changed.is_empty() {
                    return std::mem::take(&mut state.changed);
                }
            }
            self.0.stirred.notified().await;
        }
    }

    /// The same, without waiting.
    pub(crate) fn changed_since(&self) -> BTreeSet<UserId> {
        std::mem::take(&mut self.state().changed)
    }

    /// Their presence is to be looked at again.
    pub(crate) fn look_again(&self, users: impl IntoIterator<Item = UserId>) {
        let mut state = self.state();
        users.into_iter().for_each(|user| self.stir(&mut state, user));
    }

    /// Whether an event for the user can still be heard: by a stream that is open, or by one that comes back for what it missed.
    pub(crate) fn can_hear(&self, user: UserId) -> bool {
        let state = self.state();
        state.users.contains_key(&user) || state.left.get(&user).is_some_and(|at| at.elapsed() < KEPT_FOR)
    }

    /// The others who are in the match that the user is in, or in the same lobby or tournament.
    pub(crate) fn in_same_place(&self, user: UserId) -> BTreeSet<UserId> {
        let state = self.state();
        let (playing, place) = (state.playing.get(&user), state.places.get(&user).filter(|place| place.is_shared()));
        let players = state.playing.iter().filter(|(_, code)| playing == Some(*code)).map(|(other, _)| *other);
        let members = state.places.iter().filter(|(_, other)| place == Some(*other)).map(|(other, _)| *other);
        players.chain(members).filter(|other| *other != user).collect()
    }

    /// Users who went offline: 10 seconds after their last stream closed. A listener that lags reads presence itself.
    pub(crate) fn offline(&self) -> broadcast::Receiver<UserId> {
        self.0.offline.subscribe()
    }

    /// Sessions that ended. Their streams are closed already; sockets have to listen.
    pub(crate) fn session_ended(&self) -> broadcast::Receiver<SessionId> {
        self.0.sessions.subscribe()
    }

    /// Closes the streams of a session, and tells those who listen. Called once the end is durable.
    pub(crate) fn end_session(&self, user: UserId, session: SessionId) {
        self.close_where(user, |stream| stream.session == session);
        // Nobody listening is fine: no socket is open then.
        drop(self.0.sessions.send(session));
    }

    /// Whether a stream is open now; waits up to 2 seconds for one that is being opened.
    pub(crate) async fn has_stream(&self, user: UserId) -> bool {
        let mut opened = self.0.opened.subscribe();
        let open = async {
            while self.state().users.get(&user).is_none_or(|connected| connected.streams.is_empty()) {
                if opened.changed().await.is_err() {
                    return;
                }
            }
        };
        tokio::time::timeout(STREAM_WAIT, open).await.is_ok()
    }

    /// Opens a stream of the user.
    ///
    /// # Errors
    /// [`StreamError::TooMany`] when `streams_max` are open.
    pub(crate) fn subscribe(&self, user: UserId, session: SessionId, streams_max: usize) -> Result<Subscription, StreamError> {
        let (sender, queue) = mpsc::channel(STREAM_QUEUE_LEN);
        let (stream, after) = {
            let mut state = self.state();
            state.next_stream += 1;
            let id = state.next_stream;
            if !state.users.contains_key(&user) {
                state.left.remove(&user);
                self.stir(&mut state, user);
            }
            let connected = state.users.entry(user).or_insert_with(Connected::new);
            if connected.streams.len() >= streams_max {
                return Err(StreamError::TooMany);
            }
            connected.streams.push(Stream { id, session, queue: sender });
            (id, state.told.unwrap_or(EventId(0)))
        };
        metrics::gauge!("event_streams_open").increment(1);
        self.0.opened.send_modify(|count| *count += 1);
        Ok(Subscription { queue, after, hub: self.clone(), user, stream })
    }

    /// Events up to this one were told before the server started.
    pub(crate) fn begins_after(&self, newest: EventId) {
        self.state().told = Some(newest);
    }

    /// Carries events that are durable, in the order of their ids.
    pub(crate) fn publish(&self, events: Vec<Emitted>) {
        for event in events {
            let slow = {
                let mut state = self.state();
                state.told = Some(event.id);
                match event.to {
                    Some(user) => state.users.get_mut(&user).map_or(0, |connected| connected.tell(&event)),
                    None => state.users.values_mut().map(|connected| connected.tell(&event)).sum(),
                }
            };
            if slow > 0 {
                metrics::counter!("event_streams_too_slow_total").increment(slow.try_into().unwrap_or(u64::MAX));
            }
            if let (true, Some(user)) = (event.last, event.to) {
                self.close_where(user, |_| true);
            }
        }
    }

    /// Closes every stream; what is in their queues is still sent.
    pub(crate) fn close_all(&self) {
        self.state().users.values_mut().for_each(|connected| connected.streams.clear());
    }

    fn close_where(&self, user: UserId, closes: impl Fn(&Stream) -> bool) {
        if let Some(connected) = self.state().users.get_mut(&user) {
            // What is in the queues is still sent; a stream ends when its sender is gone and its queue is empty.
            connected.streams.retain(|stream| !closes(stream));
        }
    }

    fn unsubscribe(&self, user: UserId, stream: u64) {
        metrics::gauge!("event_streams_open").decrement(1);
        let mut state = self.state();
        let Some(connected) = state.users.get_mut(&user) else { return };
        connected.streams.retain(|open| open.id != stream);
        if !connected.streams.is_empty() {
            return;
        }
        connected.closings += 1;
        let closing = connected.closings;
        drop(state);
        let hub = self.clone();
        // Streams are dropped by tasks of the runtime; when there is none any more, nobody is left to hear it.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                tokio::time::sleep(OFFLINE_AFTER).await;
                hub.leave(user, closing);
            });
        }
    }

    fn leave(&self, user: UserId, closing: u64) {
        let mut state = self.state();
        let gone = state.users.get(&user).is_some_and(|connected| connected.streams.is_empty() && connected.closings == closing);
        if gone {
            state.users.remove(&user);
            state.left.insert(user, Instant::now());
            self.stir(&mut state, user);
            drop(state);
            drop(self.0.offline.send(user));
        }
    }

    fn stir(&self, state: &mut State, user: UserId) {
        state.changed.insert(user);
        self.0.stirred.notify_one();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.unsubscribe(self.user, self.stream);
    }
}

#[cfg(test)]
mod tests;
