//! The way from a room to one socket: a bounded queue of frames that are already encoded, shared by all who get them.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::{Bytes, BytesMut};
use common::sim::Tick;
use common::wire::{self, PINGS_MAX, Refusal, ToClient};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::http::listen::{Outlet, Sent};
use crate::http::upgrade;

/// Frames that may wait for a socket: five seconds of a lively match.
const FRAMES_MAX: usize = 96;
/// Bytes that may wait for a socket.
const BYTES_MAX: usize = 48 * 1024;

/// How the server ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The match is over, and everything has been said.
    Finished,
    /// For this reason.
    Refused(Refusal),
}

/// What a socket has to do next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// To write this to its stream, as it is.
    Frame(Bytes),
    /// To flush what the worker has begun to send.
    Flush,
    End(End),
}

/// A ping that waits for something to be said, with which its answer goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) nonce: u64,
    /// When it arrived: by our clock, and by the room's, in ticks and microseconds.
    pub(super) at: Instant,
    pub(super) tick: Tick,
    pub(super) micros: u16,
}

impl Asked {
    fn answer(&self, now: Instant, late_ticks: i16) -> Bytes {
        let Self { nonce, at, tick, micros } = *self;
        let lay_us = u32::try_from(now.saturating_duration_since(at).as_micros()).unwrap_or(u32::MAX);
        frame(&ToClient::Pong { nonce, tick, micros, lay_us, late_ticks })
    }
}

/// A message, ready for every socket that it goes to.
pub(super) fn frame(message: &ToClient) -> Bytes {
    upgrade::binary(&wire::encode(message))
}

/// The queue did not take the frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

/// Shared by the worker, which fills it and never waits, and the task of the socket, which empties it. What a player is told the worker
/// sends itself, while the task has nothing to send.
#[derive(Debug, Default)]
pub(super) struct Line {
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// At most [`PINGS_MAX`]. Their answers go before everything else, so that they are under way for as short as may be.
    asked: VecDeque<Asked>,
    /// Answers do not wait for a frame with which they could go.
    answers_now: bool,
    late_ticks: i16,
    frames: VecDeque<Bytes>,
    bytes: usize,
    end: Option<End>,
    outlet: Option<Outlet>,
    /// The task is sending.
    is_sending: bool,
    /// What the worker has begun to send the task has to flush.
    is_begun: bool,
}

impl Line {
    /// From now on the worker may send by itself.
    pub(super) fn open(&self, outlet: Outlet) {
        self.state().outlet = Some(outlet);
    }

    /// The worker sends nothing by itself any more.
    pub(super) fn close(&self) {
        self.state().outlet = None;
    }

    /// The task sends something of its own, until [`Line::sent`].
    pub(super) fn send(&self) {
        self.state().is_sending = true;
    }

    /// The task has sent everything.
    pub(super) fn sent(&self) {
        self.state().is_sending = false;
    }

    /// Puts a frame at the end of the queue. The socket hears of it with [`Line::deliver`] or [`Line::wake`]: all sockets of a tick are woken
    /// together, because to wake one costs as much as to fill many.
    pub(super) fn push(&self, frame: Bytes) -> Result<(), Full> {
        let mut state = self.state();
        if state.end.is_some() {
            return Ok(());
        }
        if state.frames.len() >= FRAMES_MAX || state.bytes + frame.len() > BYTES_MAX {
            return Err(Full);
        }
        state.bytes += frame.len();
        state.frames.push_back(frame);
        Ok(())
    }

    /// A ping has come. Its answer goes with what is said next, or by itself with the next [`Line::deliver`] or [`Line::wake`].
    pub(super) fn ask(&self, asked: Asked, by_itself: bool) {
        let mut state = self.state();
        if state.end.is_some() {
            return;
        }
        if state.asked.len() == PINGS_MAX {
            state.asked.pop_front();
        }
        state.asked.push_back(asked);
        state.answers_now |= by_itself;
    }

    /// How late the last steer came, in ticks; the answer to a ping tells it.
    pub(super) fn set_late_ticks(&self, late: i16) {
        self.state().late_ticks = late;
    }

    /// Sends what is in the queue, or wakes the socket if it does not take that at once.
    pub(super) fn deliver(&self) {
        if !self.state().deliver() {
            self.wake();
        }
    }

    /// Wakes the socket: there is something in the queue.
    pub(super) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Whether the socket was woken since it was last asked.
    #[cfg(test)]
    pub(super) fn was_woken(&self) -> bool {
        use futures_util::FutureExt;
        self.wake.notified().now_or_never().is_some()
    }

    /// Forgets the frames that wait; pings are answered all the same.
    pub(super) fn clear(&self) {
        let mut state = self.state();
        state.frames.clear();
        state.bytes = 0;
    }

    /// Frames and bytes that wait.
    pub(super) fn waiting(&self) -> (usize, usize) {
        let state = self.state();
        (state.frames.len(), state.bytes)
    }

    /// The connection ends: after a finished match when the queue is empty, otherwise at once. The first end counts.
    pub(super) fn end(&self, end: End) {
        let mut state = self.state();
        if state.end.is_none() {
            state.end = Some(end);
            if end != End::Finished {
                state.clear_all();
            }
        }
        drop(state);
        self.wake.notify_one();
    }

    /// Whether an end was said.
    pub(super) fn is_ended(&self) -> bool {
        self.state().end.is_some()
    }

    /// What the socket has to do, if there is anything; then it says when it is [`Line::sent`].
    pub(super) fn pop(&self) -> Option<Next> {
        let mut state = self.state();
        let next = match state.pop() {
            Some(frame) => Some(Next::Frame(frame)),
            None if state.is_begun => Some(Next::Flush),
            None => state.end.map(Next::End),
        };
        state.is_begun = false;
        state.is_sending |= next.is_some();
        next
    }

    /// Waits for something to do. For one task only.
    pub(super) async fn next(&self) -> Next {
        loop {
            if let Some(next) = self.pop() {
                return next;
            }
            self.wake.notified().await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn pop(&mut self) -> Option<Bytes> {
        if (self.answers_now || !self.frames.is_empty())
            && let Some(asked) = self.asked.pop_front()
        {
            self.answers_now &= !self.asked.is_empty();
            return Some(asked.answer(Instant::now(), self.late_ticks));
        }
        let frame = self.frames.pop_front()?;
        self.bytes -= frame.len();
        Some(frame)
    }

    /// Nothing waits any more, pings neither.
    fn clear_all(&mut self) {
        self.asked.clear();
        self.answers_now = false;
        self.frames.clear();
        self.bytes = 0;
    }

    /// Sends everything that waits in one go. False: the task has to.
    fn deliver(&mut self) -> bool {
        if self.asked.is_empty() && self.frames.is_empty() {
            return !self.is_begun;
        }
        let (Some(outlet), false, false) = (&self.outlet, self.is_sending, self.is_begun) else { return false };
        match outlet.send(&self.all()) {
            Sent::All => {}
            Sent::Begun => self.is_begun = true,
            Sent::Nothing => return false,
        }
        self.clear_all();
        !self.is_begun
    }

    /// What waits, in order.
    fn all(&self) -> Bytes {
        if self.asked.is_empty() && self.frames.len() == 1 {
            return self.frames[0].clone();
        }
        let now = Instant::now();
        let mut all = BytesMut::new();
        self.asked.iter().for_each(|asked| all.extend_from_slice(&asked.answer(now, self.late_ticks)));
        self.frames.iter().for_each(|frame| all.extend_from_slice(frame));
        all.freeze()
    }
}

#[cfg(test)]
mod tests;
