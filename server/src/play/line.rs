//! The way from a room to one socket: a bounded queue of frames that are already encoded, shared by all who get them.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI16, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use common::wire::Refusal;
use tokio::sync::Notify;

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
    Frame(Bytes),
    End(End),
}

/// The queue did not take the frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

/// Shared by the worker, which fills it and never waits, and the task of the socket, which empties it.
#[derive(Debug, Default)]
pub(super) struct Line {
    state: Mutex<State>,
    wake: Notify,
    late_ticks: AtomicI16,
}

#[derive(Debug, Default)]
struct State {
    frames: VecDeque<Bytes>,
    bytes: usize,
    end: Option<End>,
}

impl Line {
    /// Puts a frame at the end of the queue. The socket hears of it with [`Line::wake`]: all sockets of a tick are woken
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

    /// Forgets what waits.
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
                state.frames.clear();
                state.bytes = 0;
            }
        }
        drop(state);
        self.wake.notify_one();
    }

    /// Whether an end was said.
    pub(super) fn is_ended(&self) -> bool {
        self.state().end.is_some()
    }

    /// What the socket has to do, if there is anything.
    pub(super) fn pop(&self) -> Option<Next> {
        let mut state = self.state();
        match state.frames.pop_front() {
            Some(frame) => {
                state.bytes -= frame.len();
                Some(Next::Frame(frame))
            }
            None => state.end.map(Next::End),
        }
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

    /// Notes how late the last steer came; the answer to a ping tells it.
    pub(super) fn set_late_ticks(&self, late: i16) {
        self.late_ticks.store(late, Ordering::Relaxed);
    }

    pub(super) fn late_ticks(&self) -> i16 {
        self.late_ticks.load(Ordering::Relaxed)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_bounded_in_frames_and_in_bytes() {
        let line = Line::default();
        for _ in 0..FRAMES_MAX {
            assert_eq!(line.push(Bytes::from_static(b"x")), Ok(()));
        }
        assert_eq!(line.push(Bytes::from_static(b"x")), Err(Full));
        line.clear();
        assert_eq!(line.push(Bytes::from(vec![0; BYTES_MAX])), Ok(()));
        assert_eq!(line.push(Bytes::from_static(b"x")), Err(Full));
    }

    #[test]
    fn a_finished_match_is_told_to_the_end_and_a_refusal_at_once() {
        let line = Line::default();
        line.push(Bytes::from_static(b"x")).unwrap();
        line.end(End::Finished);
        line.end(End::Refused(Refusal::TooSlow));
        assert_eq!(line.pop(), Some(Next::Frame(Bytes::from_static(b"x"))));
        assert_eq!(line.pop(), Some(Next::End(End::Finished)));
        let line = Line::default();
        line.push(Bytes::from_static(b"x")).unwrap();
        line.end(End::Refused(Refusal::TooSlow));
        assert_eq!(line.pop(), Some(Next::End(End::Refused(Refusal::TooSlow))));
    }

    #[tokio::test]
    async fn a_frame_wakes_who_waits_for_it() {
        let line = std::sync::Arc::new(Line::default());
        let waiting = tokio::spawn({
            let line = line.clone();
            async move { line.next().await }
        });
        tokio::task::yield_now().await;
        line.push(Bytes::from_static(b"x")).unwrap();
        line.wake();
        assert_eq!(waiting.await.unwrap(), Next::Frame(Bytes::from_static(b"x")));
    }
}
