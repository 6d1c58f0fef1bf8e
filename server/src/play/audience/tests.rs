//! Listeners that read, read late, and never read.

use std::io::Cursor;
use std::num::NonZeroU64;

use common::sim::log::Change;
use common::sim::{Court, Rules, Seed, Side, Steer, Tick};
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;

use super::super::line::Next;
use super::*;

const SEAT: Seat = Seat::new(Side::A, 0);

fn conn(id: u64) -> ConnId {
    ConnId(NonZeroU64::new(id).unwrap())
}

/// A log of this many changes, one each tick.
fn log(changes: u32) -> Log {
    let mut log = Log::new(Rules::new(Court::Duel), Seed(1));
    for tick in 0..changes {
        let steer = if tick % 2 == 0 { Steer::Up } else { Steer::Down };
        log.push(Change { tick: Tick(tick), seat: SEAT, steer }).unwrap();
        log.extend_to(Tick(tick + 1));
    }
    log
}

fn read(line: &Line) -> Vec<ToClient> {
    std::iter::from_fn(|| line.pop())
        .map_while(|next| match next {
            Next::Frame(frame) => {
                let mut cursor = Cursor::new(&frame);
                let (_, len) = FrameHeader::parse(&mut cursor).unwrap().unwrap();
                let payload = &frame[usize::try_from(cursor.position()).unwrap()..];
                assert_eq!(u64::try_from(payload.len()).unwrap(), len);
                Some(wire::decode(payload, wire::FRAME_TO_CLIENT_BYTES_MAX).unwrap())
            }
            Next::Flush | Next::End(_) => None,
        })
        .collect()
}

#[test]
fn who_comes_late_gets_the_whole_log_in_parts_that_fit_a_frame() {
    let log = log(7000);
    let pong = log.replay();
    let mut audience = Audience::default();
    let line = Arc::new(Line::default());
    audience.add(conn(1), line.clone(), Vec::new());
    let mut copy = Log::new(*log.rules(), log.seed());
    while copy.through() < log.through() {
        assert!(audience.feed(&log, &pong).is_empty());
        for message in read(&line) {
            let ToClient::Log(part) = message else { panic!("{message:?}") };
            part.changes.iter().for_each(|change| copy.push(*change).unwrap());
            copy.extend_to(part.through);
        }
    }
    assert_eq!(copy, log);
}

#[test]
fn a_log_is_encoded_once_for_all_who_hear_it() {
    let log = log(5000);
    let pong = log.replay();
    let mut audience = Audience::default();
    let lines: Vec<_> = (1..=500).map(|id| (id, Arc::new(Line::default()))).collect();
    lines.iter().for_each(|(id, line)| audience.add(conn(*id), line.clone(), Vec::new()));
    audience.feed(&log, &pong);
    let frames = || {
        let pop = |line: &Arc<Line>| std::iter::from_fn(|| line.pop()).map(address).collect::<Vec<_>>();
        lines.iter().map(|(_, line)| pop(line)).collect::<Vec<_>>()
    };
    let first = frames();
    assert_eq!(first[0].len(), FEED_FRAMES_MAX);
    assert!(first.iter().all(|frames| *frames == first[0]), "who catches up shares the parts with all who do");
    audience.feed(&log, &pong);
    frames();
    audience.tell_part(LogPart { through: log.through() + 12, changes: Vec::new(), hash: None });
    let growth = frames();
    assert!(growth[0].len() == 1 && growth.iter().all(|frames| *frames == growth[0]), "and so does who is live");
}

#[test]
fn players_are_woken_at_once_and_a_crowd_a_few_at_a_time_but_all_of_it_ten_times_a_second() {
    let log = log(10);
    let pong = log.replay();
    let mut audience = Audience::default();
    let lines: Vec<_> = (1..=501).map(|id| (id, Arc::new(Line::default()))).collect();
    for (id, line) in &lines {
        audience.add(conn(*id), line.clone(), if *id == 501 { vec![SEAT] } else { Vec::new() });
    }
    let frame = Bytes::from_static(b"x");
    let mut woken = vec![0; lines.len()];
    // Two ticks at a time, as a worker does that is late.
    for tick in 0..4 * SPECTATOR_EVERY_TICKS {
        audience.feed(&log, &pong);
        audience.tell(&frame);
        if tick % 2 == 1 {
            audience.wake();
            let now: Vec<_> = lines.iter().map(|(_, line)| u32::from(line.was_woken())).collect();
            assert!(now.iter().sum::<u32>() <= 2 * 500 / SPECTATOR_EVERY_TICKS + 3, "{}", now.iter().sum::<u32>());
            woken.iter_mut().zip(now).for_each(|(all, one)| *all += one);
            lines.iter().for_each(|(_, line)| line.clear());
        }
    }
    assert_eq!(woken[500], 2 * SPECTATOR_EVERY_TICKS);
    assert!(woken[..500].iter().all(|count| *count == 4), "{woken:?}");
}

/// Where the bytes of a frame lie.
fn address(next: Next) -> *const u8 {
    let Next::Frame(frame) = next else { panic!("{next:?}") };
    frame.as_ptr()
}

#[test]
fn who_does_not_read_loses_the_queue_gets_the_log_again_and_is_then_closed() {
    let log = log(10);
    let pong = log.replay();
    let mut audience = Audience::default();
    let line = Arc::new(Line::default());
    audience.add(conn(1), line.clone(), vec![SEAT]);
    audience.feed(&log, &pong);
    let frame = frame(&ToClient::Log(LogPart { through: log.through(), changes: Vec::new(), hash: None }));
    while audience.listeners[0].slow_since.is_none() {
        audience.tell(&frame);
    }
    assert!(audience.feed(&log, &pong).is_empty());
    assert_eq!(line.waiting().0, 2, "the queue holds `Restart` and the log, nothing else");
    let gone: Vec<_> = (0..SLOW_TICKS).flat_map(|_| audience.feed(&log, &pong)).collect();
    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0].seats, [SEAT]);
    assert_eq!(line.pop(), Some(Next::End(End::Refused(Refusal::TooSlow))));
}

#[test]
fn who_reads_again_in_time_goes_on() {
    let log = log(10);
    let pong = log.replay();
    let mut audience = Audience::default();
    let line = Arc::new(Line::default());
    audience.add(conn(1), line.clone(), Vec::new());
    let frame = Bytes::from(vec![0; 1024]);
    while audience.listeners[0].slow_since.is_none() {
        audience.tell(&frame);
    }
    audience.feed(&log, &pong);
    assert_eq!(read(&line)[0], ToClient::Restart);
    assert!((0..2 * SLOW_TICKS).all(|_| audience.feed(&log, &pong).is_empty()));
    assert!(!line.is_ended());
}

#[test]
fn who_is_too_slow_watches_no_more() {
    let log = log(10);
    let pong = log.replay();
    let mut audience = Audience::default();
    audience.add(conn(1), Arc::default(), Vec::new());
    audience.add(conn(2), Arc::default(), vec![SEAT]);
    assert_eq!(audience.spectators(), 1);
    let frame = Bytes::from(vec![0; 1024]);
    while audience.listeners[0].slow_since.is_none() {
        audience.tell(&frame);
    }
    let gone: usize = (0..=SLOW_TICKS).map(|_| audience.feed(&log, &pong).len()).sum();
    assert_eq!((gone, audience.spectators()), (2, 0));
}

#[test]
fn the_log_is_given_again_at_most_once_a_second() {
    let log = log(10);
    let pong = log.replay();
    let mut audience = Audience::default();
    let line = Arc::new(Line::default());
    audience.add(conn(1), line.clone(), Vec::new());
    audience.feed(&log, &pong);
    read(&line);
    audience.resync(conn(1));
    audience.resync(conn(1));
    audience.feed(&log, &pong);
    let heard = read(&line);
    assert!(matches!(heard[..], [ToClient::Restart, ToClient::Log(_)]), "{heard:?}");
    audience.resync(conn(1));
    assert!(read(&line).is_empty());
}
