//! The same packets without a game: what this machine asks of whoever does nothing but send and receive them. A figure of processor
//! time means little without it, as most of it is the kernel's.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use common::sim::TICK_HZ;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use super::server;
use crate::process;

/// Readiness that is taken in at once.
const EVENTS: usize = 1024;
/// More than a message has.
const READ_BYTES: usize = 4096;

/// What goes over all connections together, one way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flow {
    /// Messages a second.
    pub(super) messages_s: f64,
    /// Bytes of each.
    pub(super) bytes: usize,
}

/// Sends `out` from a thread with a core of its own to this one, and `back` from here, over so many connections on loopback, each thread
/// at the ends of ticks. Returns the processor time of that thread, microseconds.
///
/// # Errors
/// Sockets fail, or the system does not say what a thread used (none but Linux does).
pub(super) fn exchange(connections: usize, out: Flow, back: Flow, time: Duration) -> Result<u64> {
    let listener = std::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    let (mut near, mut far) = (Vec::new(), Vec::new());
    for _ in 0..connections {
        near.push(std::net::TcpStream::connect(listener.local_addr()?)?);
        far.push(listener.accept()?.0);
    }
    let core = server::servers_core();
    let sender = thread::spawn(move || {
        keep_to(core);
        let mut far = End::new(far)?;
        Ok((far.talk(out, time)?, far))
    });
    let mut near = End::new(near)?;
    near.talk(back, time)?;
    let sent: Result<_> = sender.join().map_err(|_| anyhow::anyhow!("the thread that sends failed"))?;
    // Both ends are closed only now: whoever is first would end the other one.
    sent.map(|(used_us, _far)| used_us)
}

/// Keeps this thread to a core, if there is one to spare.
fn keep_to(core: Option<u32>) {
    let own = fs::read_link("/proc/thread-self").ok().and_then(|link| Some(link.file_name()?.to_str()?.to_owned()));
    if let (Some(core), Some(own)) = (core, own) {
        // Where it cannot be done, the figure is that of any core.
        let _ = process::output(Command::new("taskset").args(["--cpu-list", "--pid", &core.to_string(), &own]));
    }
}

/// One end of all the connections.
struct End {
    poll: Poll,
    streams: Vec<TcpStream>,
}

impl End {
    fn new(streams: Vec<std::net::TcpStream>) -> Result<Self> {
        let poll = Poll::new()?;
        let register = |(place, stream): (usize, std::net::TcpStream)| {
            stream.set_nodelay(true)?;
            stream.set_nonblocking(true)?;
            let mut stream = TcpStream::from_std(stream);
            poll.registry().register(&mut stream, Token(place), Interest::READABLE)?;
            anyhow::Ok(stream)
        };
        let streams = streams.into_iter().enumerate().map(register).collect::<Result<_>>()?;
        Ok(Self { poll, streams })
    }

    /// Reads what comes, and sends what is due at the end of each tick. Returns the processor time of this thread, microseconds.
    fn talk(&mut self, flow: Flow, time: Duration) -> Result<u64> {
        let (mut events, mut buffer, message) = (Events::with_capacity(EVENTS), [0; READ_BYTES], vec![0; flow.bytes]);
        let before = used_us().context("only Linux says what a thread used")?;
        let (begun, tick) = (Instant::now(), Duration::from_secs(1) / TICK_HZ);
        let (mut ticks, mut sent) = (0_u32, 0_usize);
        while begun.elapsed() < time {
            let due = tick * (ticks + 1);
            match self.poll.poll(&mut events, Some(due.saturating_sub(begun.elapsed()))) {
                Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error.into()),
                Ok(()) | Err(_) => {}
            }
            for event in &events {
                // What is not there yet wakes us again; what is gone is so at the end.
                let _ = self.streams[event.token().0].read(&mut buffer);
            }
            if begun.elapsed() < due {
                continue;
            }
            ticks += 1;
            while as_f64(sent) < flow.messages_s * begun.elapsed().as_secs_f64() {
                let place = sent % self.streams.len();
                self.streams[place].write_all(&message).context("what is sent is not read")?;
                sent += 1;
            }
        }
        Ok(used_us().context("only Linux says what a thread used")?.saturating_sub(before))
    }
}

/// Processor time of this thread so far, microseconds.
fn used_us() -> Option<u64> {
    server::used_us(&fs::read_to_string("/proc/thread-self/stat").ok()?)
}

#[expect(clippy::cast_precision_loss, reason = "messages of a few seconds")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn messages_go_both_ways_and_what_they_cost_is_told() {
        let flow = |messages_s| Flow { messages_s, bytes: 20 };
        let used = exchange(4, flow(20_000.0), flow(1000.0), Duration::from_millis(200)).unwrap();
        assert!(used < 1_000_000, "{used} us of processor time in a fifth of a second");
    }
}
