//! Whole matches of bots over a simulated line, in virtual time: what each player sees is measured frame by frame, and compared
//! with what the referee counted. For tests and for the figures of `FIGURES.md`; no part of the game.

mod figures;
mod line;
mod player;
mod referee;
mod report;

use crate::sim::{Bot, Pong, Rules, Seat, Side, Skill, TICK_HZ};
use player::{Client, FRAME_US};
use referee::{Server, ToClient, ToServer};

pub use figures::Figures;
pub use line::Profile;
pub use report::{Report, Returns};

const TICK_US: i64 = 8_333;
/// After the end everybody has so long to see it, in microseconds.
const AFTERWARDS_US: i64 = 1_000_000;

/// A match to be played.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// By which rules.
    pub rules: Rules,
    /// Of the match, the bots and the lines.
    pub seed: u64,
    /// How well everybody plays.
    pub skill: Skill,
    /// The lines of side `a` and of side `b`.
    pub lines: [Profile; 2],
    /// Somebody watches too, over the line of side `a`.
    pub watched: bool,
    /// It is left after this many seconds.
    pub seconds_max: u32,
}

/// What became of a match.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The state at its end.
    pub pong: Pong,
    /// What each player saw, by slot; the spectator is the last.
    pub reports: Vec<Report>,
}

impl Outcome {
    /// Who won, or leads in a match that was left.
    #[must_use]
    pub fn leader(&self) -> Option<Side> {
        let [a, b] = Side::ALL.map(|side| self.pong.score(side));
        self.pong.winner().or(match a.cmp(&b) {
            std::cmp::Ordering::Greater => Some(Side::A),
            std::cmp::Ordering::Less => Some(Side::B),
            std::cmp::Ordering::Equal => None,
        })
    }
}

/// Plays a match, each seat at a client of its own, and lets everybody tell what they saw.
///
/// # Panics
/// When the netcode is wrong about the log, which no line can bring about.
#[must_use]
pub fn play(setup: &Setup) -> Outcome {
    let mut server = Server::new(setup.rules, setup.seed);
    let mut clients = clients(setup);
    let mut frames: Vec<i64> = (0_i64..).take(clients.len()).map(|at| at * 5_000 % FRAME_US).collect();
    let (mut next_tick_us, mut end_us) = (TICK_US, i64::from(setup.seconds_max) * 1_000_000);
    loop {
        let (at, frame_us) = frames.iter().copied().enumerate().min_by_key(|(_, us)| *us).expect("somebody plays");
        if frame_us.min(next_tick_us) >= end_us {
            break;
        }
        if next_tick_us <= frame_us {
            clients.iter_mut().for_each(|client| receive(&mut server, client, next_tick_us));
            if !server.is_over() {
                if let Some(message) = server.tick() {
                    clients.iter_mut().for_each(|client| tell(client, &message, next_tick_us));
                }
                if server.is_over() {
                    end_us = end_us.min(next_tick_us + AFTERWARDS_US);
                }
            }
            next_tick_us += TICK_US;
        } else {
            receive(&mut server, &mut clients[at], frame_us);
            clients[at].hear(frame_us);
            clients[at].frame(frame_us, server.is_over());
            clients[at].ask(frame_us);
            frames[at] += FRAME_US;
        }
    }
    // What was returned last in a match that was left, not everybody had time to see.
    let until = if server.is_over() { server.pong.tick() } else { server.pong.tick().earlier(TICK_HZ) };
    let reports = clients.into_iter().map(|client| client.report(&server.returns, until)).collect();
    Outcome { pong: server.pong, reports }
}

fn clients(setup: &Setup) -> Vec<Client> {
    let player = |seat: Seat| {
        let bot = Bot::new(setup.skill, seat, setup.seed);
        Client::new(setup.rules, setup.seed, Some(bot), setup.lines[seat.side.index()])
    };
    let spectator = setup.watched.then(|| Client::new(setup.rules, setup.seed, None, setup.lines[0]));
    setup.rules.court.seats().map(player).chain(spectator).collect()
}

/// A client hears of the log, and with it the answers to its pings.
fn tell(client: &mut Client, message: &ToClient, now_us: i64) {
    client.down.send(now_us, message.clone());
    for asked in client.asked.drain(..) {
        client.down.send_along(asked.answer(now_us));
    }
}

/// What has reached the server from a client by now.
fn receive(server: &mut Server, client: &mut Client, now_us: i64) {
    while let Some((at_us, message)) = client.up.receive(now_us) {
        match message {
            ToServer::Steer { tick, seat, steer } => server.steer(tick, seat, steer),
            // Nobody asks a match that is over what time it is.
            ToServer::Ping { .. } if server.is_over() => {}
            ToServer::Ping { sent_us } => client.asked.push(server.ask(sent_us, at_us)),
        }
    }
}

#[cfg(test)]
mod tests;
