//! The way to one chat socket: a bounded queue of frames that are already written. Costs an idle socket next to nothing.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// Frames that may wait for a socket.
pub(super) const FRAMES_MAX: usize = 256;
/// Bytes that may wait for a socket.
pub(super) const BYTES_MAX: usize = 128 * 1024;

/// Why the server ends a chat socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The reader is further behind than the queue is long.
    TooSlow,
    /// The token has run out, or its session has ended.
    SignInAgain,
    /// The server ends.
    Away,
}

/// What a socket has to do next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Frame(Utf8Bytes),
    End(End),
}

/// Shared by those who tell, who never wait, and the task of the socket, which empties it.
#[derive(Debug, Default)]
pub(crate) struct Line {
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct State {
    frames: VecDeque<Utf8Bytes>,
    bytes: usize,
    end: Option<End>,
}

impl Line {
    /// Puts a frame at the end of the queue; one that does not fit ends the socket.
    pub(crate) fn push(&self, frame: Utf8Bytes) {
        let mut state = self.state();
        if state.end.is_some() {
            return;
        }
        if state.frames.len() >= FRAMES_MAX || state.bytes + frame.len() > BYTES_MAX {
            drop(state);
            metrics::counter!("chat_sockets_too_slow_total").increment(1);
            self.end(End::TooSlow);
            return;
        }
        state.bytes += frame.len();
        state.frames.push_back(frame);
        drop(state);
        self.wake.notify_one();
    }

    /// The socket ends now. The first end counts.
    pub(crate) fn end(&self, end: End) {
        let mut state = self.state();
        if state.end.is_none() {
            *state = State { end: Some(end), ..State::default() };
        }
        drop(state);
        self.wake.notify_one();
    }

    /// Whether an end was said.
    pub(crate) fn is_ended(&self) -> bool {
        self.state().end.is_some()
    }

    /// What the socket has to do, if there is anything.
    pub(crate) fn pop(&self) -> Option<Next> {
        let mut state = self.state();
        if let Some(frame) = state.frames.pop_front() {
            state.bytes -= frame.len();
            if state.frames.is_empty() {
                // Who has been told much once does not keep the room for it.
                state.frames = VecDeque::new();
            }
            return Some(Next::Frame(frame));
        }
        state.end.map(Next::End)
    }

    /// Waits for something to do. For one task only.
    pub(crate) async fn next(&self) -> Next {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_bounded_in_frames_and_in_bytes_and_who_is_behind_is_ended() {
        let line = Line::default();
        for _ in 0..FRAMES_MAX {
            line.push("x".into());
        }
        assert!(!line.is_ended());
        line.push("x".into());
        assert_eq!(line.pop(), Some(Next::End(End::TooSlow)));
        let line = Line::default();
        line.push("x".repeat(BYTES_MAX).into());
        assert!(!line.is_ended());
        line.push("x".into());
        line.end(End::Away);
        assert_eq!(line.pop(), Some(Next::End(End::TooSlow)));
    }

    #[tokio::test]
    async fn a_frame_wakes_who_waits_for_it() {
        let line = std::sync::Arc::new(Line::default());
        let waiting = tokio::spawn({
            let line = line.clone();
            async move { line.next().await }
        });
        tokio::task::yield_now().await;
        line.push("x".into());
        assert_eq!(waiting.await.unwrap(), Next::Frame("x".into()));
    }
}
