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

    /// A ping has come. Its answer goes with what is said next.
    pub(super) fn ask(&self, asked: Asked) {
        let mut state = self.state();
        if state.end.is_some() {
            return;
        }
        if state.asked.len() == PINGS_MAX {
            state.asked.pop_front();
        }
        state.asked.push_back(asked);
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
                state.clear();
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
        if let Some(asked) = self.asked.pop_front() {
            return Some(asked.answer(Instant::now(), self.late_ticks));
        }
        let frame = self.frames.pop_front()?;
        self.bytes -= frame.len();
        Some(frame)
    }

    /// Nothing waits any more.
    fn clear(&mut self) {
        self.asked.clear();
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
        self.clear();
        !self.is_begun
    }

    /// What waits, in order.
    fn all(&self) -> Bytes {
        if let (true, [frame]) = (self.asked.is_empty(), self.frames.as_slices().0) && self.frames.len() == 1 {
            return frame.clone();
        }
        let now = Instant::now();
        let mut all = BytesMut::new();
        self.asked.iter().for_each(|asked| all.extend_from_slice(&asked.answer(now, self.late_ticks)));
        self.frames.iter().for_each(|frame| all.extend_from_slice(frame));
        all.freeze()
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

    fn asked(nonce: u64) -> Asked {
        Asked { nonce, at: Instant::now(), tick: Tick(7), micros: 8 }
    }

    /// The payload of a short frame.
    fn pong(frame: &[u8]) -> ToClient {
        wire::decode(&frame[2..], wire::FRAME_TO_CLIENT_BYTES_MAX).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_goes_before_what_is_said_next_in_the_same_write_and_says_how_long_it_waited() {
        let (line, _shared, mut theirs) = open_line(64);
        line.set_late_ticks(-3);
        line.ask(asked(1));
        tokio::time::advance(std::time::Duration::from_micros(41_000)).await;
        line.push(Bytes::from_static(b"ab")).unwrap();
        line.deliver();
        let mut bytes = [0; 64];
        let len = theirs.read(&mut bytes).await.unwrap();
        let (answer, said) = bytes[..len].split_at(len - 2);
        assert_eq!(pong(answer), ToClient::Pong { nonce: 1, tick: Tick(7), micros: 8, lay_us: 41_000, late_ticks: -3 });
        assert_eq!(said, b"ab");
        assert!(!line.was_woken());
    }

    #[tokio::test(start_paused = true)]
    async fn of_too_many_pings_the_last_are_answered_also_when_the_task_has_to_say_it() {
        let line = Line::default();
        line.push(Bytes::from_static(b"ab")).unwrap();
        for nonce in 1..=PINGS_MAX as u64 + 1 {
            line.ask(asked(nonce));
        }
        line.deliver();
        assert!(line.was_woken());
        for nonce in 2..=PINGS_MAX as u64 + 1 {
            let Some(Next::Frame(frame)) = line.pop() else { panic!("an answer is missing") };
            assert_eq!(pong(&frame), ToClient::Pong { nonce, tick: Tick(7), micros: 8, lay_us: 0, late_ticks: 0 });
        }
        assert_eq!(line.pop(), Some(Next::Frame(Bytes::from_static(b"ab"))));
        line.ask(asked(9));
        line.end(End::Refused(Refusal::TooSlow));
        line.ask(asked(10));
        assert_eq!(line.pop(), Some(Next::End(End::Refused(Refusal::TooSlow))));
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
