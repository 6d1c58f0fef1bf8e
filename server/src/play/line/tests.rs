//! A queue that is bounded, and a stream that takes little.

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
    line.ask(asked(1), false);
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
async fn the_task_sends_no_answer_by_itself_as_long_as_it_can_go_with_something() {
    let line = Line::default();
    line.ask(asked(1), false);
    assert_eq!(line.pop(), None);
    line.push(Bytes::from_static(b"ab")).unwrap();
    assert!(matches!(line.pop(), Some(Next::Frame(answer)) if answer.len() > 2));
    assert_eq!(line.pop(), Some(Next::Frame(Bytes::from_static(b"ab"))));
    line.ask(asked(2), true);
    assert!(matches!(line.pop(), Some(Next::Frame(answer)) if answer.len() > 2));
    line.ask(asked(3), false);
    assert_eq!(line.pop(), None);
}

#[tokio::test(start_paused = true)]
async fn of_too_many_pings_the_last_are_answered_also_when_the_task_has_to_say_it() {
    let line = Line::default();
    line.push(Bytes::from_static(b"ab")).unwrap();
    for nonce in 1..=PINGS_MAX as u64 + 1 {
        line.ask(asked(nonce), false);
    }
    line.deliver();
    assert!(line.was_woken());
    for nonce in 2..=PINGS_MAX as u64 + 1 {
        let Some(Next::Frame(frame)) = line.pop() else { panic!("an answer is missing") };
        assert_eq!(pong(&frame), ToClient::Pong { nonce, tick: Tick(7), micros: 8, lay_us: 0, late_ticks: 0 });
    }
    assert_eq!(line.pop(), Some(Next::Frame(Bytes::from_static(b"ab"))));
    line.ask(asked(9), true);
    line.end(End::Refused(Refusal::TooSlow));
    line.ask(asked(10), true);
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
    // A ping of its own.
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
