//! The way from a room to one socket: a bounded queue of frames that are already encoded, shared by all who get them.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI16, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use common::wire::Refusal;
use tokio::sync::Notify;

use crate::http::listen::{Outlet, Sent};

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

/// The queue did not take the frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

/// Shared by the worker, which fills it and never waits, and the task of the socket, which empties it. What a player is told the worker
/// sends itself, while the task has nothing to send.
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

impl State {
    fn pop(&mut self) -> Option<Bytes> {
        let frame = self.frames.pop_front()?;
        self.bytes -= frame.len();
        Some(frame)
    }

    /// False: the task has to.
    fn deliver(&mut self) -> bool {
        while let (Some(frame), Some(outlet), false, false) = (self.frames.front(), &self.outlet, self.is_sending, self.is_begun) {
            match outlet.send(frame) {
                Sent::All => {}
                Sent::Begun => self.is_begun = true,
                Sent::Nothing => return false,
            }
            self.pop();
        }
        self.frames.is_empty() && !self.is_begun
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

    use super::*;
    use crate::http::listen::Shared;

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

    /// A queue with a stream that takes so many bytes, and the other end.
    fn open_line(bytes: usize) -> (Line, Shared<DuplexStream>, DuplexStream) {
        let (ours, theirs) = tokio::io::duplex(bytes);
        let (line, shared) = (Line::default(), Shared::new(ours));
        line.open(shared.outlet());
        (line, shared, theirs)
    }

    async fn read(theirs: &mut DuplexStream, len: usize) -> Vec<u8> {
        let mut bytes = vec![0; len];
        theirs.read_exact(&mut bytes).await.unwrap();
        bytes
    }

    #[tokio::test]
    async fn what_the_worker_delivers_is_sent_at_once_and_wakes_nobody() {
        let (line, _shared, mut theirs) = open_line(64);
        line.push(Bytes::from_static(b"ab")).unwrap();
        line.push(Bytes::from_static(b"cd")).unwrap();
        line.deliver();
        assert_eq!(read(&mut theirs, 4).await, b"abcd");
        assert_eq!((line.waiting(), line.was_woken(), line.pop()), ((0, 0), false, None));
    }

    #[tokio::test]
    async fn what_the_stream_does_not_take_the_task_sends_in_the_same_order() {
        let (line, mut shared, mut theirs) = open_line(3);
        for frame in [b"ab", b"cd", b"ef"] {
            line.push(Bytes::from_static(frame)).unwrap();
        }
        line.deliver();
        assert!(line.was_woken());
        let writes = async {
            while let Some(next) = line.pop() {
                if let Next::Frame(frame) = next {
                    shared.write_all(&frame).await.unwrap();
                }
                shared.flush().await.unwrap();
            }
            line.sent();
        };
        assert_eq!(tokio::join!(read(&mut theirs, 6), writes).0, b"abcdef");
        line.push(Bytes::from_static(b"gh")).unwrap();
        line.deliver();
        assert_eq!(read(&mut theirs, 2).await, b"gh");
        assert!(!line.was_woken(), "the worker sends by itself again");
    }

    #[tokio::test]
    async fn the_task_is_woken_to_flush_what_was_begun() {
        let (line, mut shared, mut theirs) = open_line(1);
        line.push(Bytes::from_static(b"ab")).unwrap();
        line.deliver();
        assert!(line.was_woken());
        assert_eq!(line.pop(), Some(Next::Flush));
        assert_eq!(line.pop(), None);
        assert_eq!(tokio::join!(read(&mut theirs, 2), shared.flush()).0, b"ab");
    }

    #[tokio::test]
    async fn while_the_task_sends_the_worker_does_not_and_nothing_is_overtaken() {
        let (line, _shared, _theirs) = open_line(64);
        line.push(Bytes::from_static(b"ab")).unwrap();
        assert_eq!(line.pop(), Some(Next::Frame(Bytes::from_static(b"ab"))));
        line.push(Bytes::from_static(b"cd")).unwrap();
        line.deliver();
        assert!(line.was_woken());
        assert_eq!(line.pop(), Some(Next::Frame(Bytes::from_static(b"cd"))));
        line.sent();
        // An answer to a ping.
        line.send();
        line.push(Bytes::from_static(b"ef")).unwrap();
        line.deliver();
        assert!(line.was_woken());
        line.sent();
        line.close();
        line.deliver();
        assert!(line.was_woken(), "a closed line has no stream any more");
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
