//! A log as a file.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `RBND` |
//! | 1 | version of this format |
//! | 2 | version of the simulation, little-endian |
//! | 1, 1, varint | court, goals to win, time limit in ticks |
//! | 8 | seed, little-endian |
//! | varint | `through` |
//! | 1 (, varint) | 0: no forfeit; 1 or 2: `a` or `b` lost by forfeit, at this tick |
//! | varint | number of changes |
//! | varint each | (ticks since the change before * seats of the court + place of the seat) * 4 + steer |
//! | 8, 8 | hash of the log (its checksum), hash of the last state (its claim), little-endian |

use super::varint::{Reader, write};
use super::{CHANGES_MAX, Change, Forfeit, LOG_TICKS_MAX, Log, LogError, Outcome};
use crate::sim::court::Court;
use crate::sim::pong::Phase;
use crate::sim::rng::Seed;
use crate::sim::rules::{Rules, SIM_VERSION};
use crate::sim::seat::{Seat, Side};
use crate::sim::steer::Steer;
use crate::sim::tick::Tick;

/// The largest file that is read, in bytes: `CHANGES_MAX` changes of three bytes and their frame.
pub const LOG_BYTES_MAX: usize = 3 * CHANGES_MAX + 256;
/// The version of the arrangement of bytes.
pub const FORMAT_VERSION: u8 = 1;

const MAGIC: [u8; 4] = *b"RBND";

impl Log {
    /// The log as a file, with the hash of the state that it leads to.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_bytes_claiming(self.replay().hash())
    }

    /// As [`Log::to_bytes`] for somebody who has the last state already and need not play the match again.
    #[must_use]
    pub fn to_bytes_claiming(&self, state_hash: u64) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64 + 2 * self.changes.len());
        bytes.extend(MAGIC);
        bytes.push(FORMAT_VERSION);
        bytes.extend(SIM_VERSION.to_le_bytes());
        bytes.extend([self.rules.court.code(), self.rules.goals_to_win]);
        write(&mut bytes, u64::from(self.rules.time_limit_ticks));
        bytes.extend(self.seed.0.to_le_bytes());
        write(&mut bytes, u64::from(self.through.0));
        match self.forfeit {
            None => bytes.push(0),
            Some(forfeit) => {
                bytes.push(1 + u8::from(forfeit.loser == Side::B));
                write(&mut bytes, u64::from(forfeit.at.0));
            }
        }
        write(&mut bytes, self.changes.len() as u64);
        let mut before = Tick(0);
        for change in &self.changes {
            write(&mut bytes, pack(self.rules.court, before, *change));
            before = change.tick;
        }
        bytes.extend(self.hash().to_le_bytes());
        bytes.extend(state_hash.to_le_bytes());
        bytes
    }

    /// Reads a file. Whether its result is true is left to [`Log::verify`].
    ///
    /// # Errors
    /// Any [`LogError`] but `Untrue`; never panics, whatever the bytes are.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LogError> {
        read(bytes).map(|(log, _)| log)
    }

    /// Reads a file, plays the match and compares its end with the claim.
    ///
    /// # Errors
    /// As [`Log::from_bytes`]; `Illegal` when something is logged after the end of the match; `Untrue` when the claim is wrong.
    pub fn verify(bytes: &[u8]) -> Result<Outcome, LogError> {
        let (log, claimed) = read(bytes)?;
        let end = log.replay();
        if end.phase() == Phase::Over && log.changes.last().is_some_and(|last| last.tick >= end.tick()) {
            return Err(LogError::Illegal("a change after the end of the match"));
        }
        if end.tick() < log.through {
            return Err(LogError::Illegal("time after the end of the match"));
        }
        let outcome = log.outcome_of(&end);
        if outcome.state_hash == claimed { Ok(outcome) } else { Err(LogError::Untrue) }
    }
}

fn read(bytes: &[u8]) -> Result<(Log, u64), LogError> {
    let mut reader = Reader(bytes);
    if reader.bytes() != Ok(MAGIC) {
        return Err(LogError::NotALog);
    }
    if bytes.len() > LOG_BYTES_MAX {
        return Err(LogError::TooLarge);
    }
    let format = reader.u8()?;
    if format != FORMAT_VERSION {
        return Err(LogError::Version { found: u16::from(format), known: u16::from(FORMAT_VERSION) });
    }
    let version = u16::from_le_bytes(reader.bytes()?);
    if version != SIM_VERSION {
        return Err(LogError::Version { found: version, known: SIM_VERSION });
    }
    let court = Court::from_code(reader.u8()?).ok_or(LogError::Damaged)?;
    let rules = Rules { court, goals_to_win: reader.u8()?, time_limit_ticks: reader.u32()? };
    rules.check().map_err(|_| LogError::Illegal("rules that nobody can play by"))?;
    let mut log = Log::new(rules, Seed(u64::from_le_bytes(reader.bytes()?)));
    let through = reader.u32()?;
    let forfeit = match reader.u8()? {
        0 => None,
        1 => Some(Forfeit { loser: Side::A, at: Tick(reader.u32()?) }),
        2 => Some(Forfeit { loser: Side::B, at: Tick(reader.u32()?) }),
        _ => return Err(LogError::Damaged),
    };
    read_changes(&mut reader, &mut log)?;
    if through > LOG_TICKS_MAX {
        return Err(LogError::TooLarge);
    }
    log.extend_to(Tick(through));
    log.forfeit = forfeit;
    let (checksum, claimed) = (u64::from_le_bytes(reader.bytes()?), u64::from_le_bytes(reader.bytes()?));
    if checksum != log.hash() || !reader.0.is_empty() {
        return Err(LogError::Damaged);
    }
    Ok((log, claimed))
}

fn read_changes(reader: &mut Reader<'_>, log: &mut Log) -> Result<(), LogError> {
    let count = usize::try_from(reader.varint()?).map_err(|_| LogError::TooLarge)?;
    if count > CHANGES_MAX {
        return Err(LogError::TooLarge);
    }
    // A change is at least a byte, so that a short file cannot ask for much memory.
    log.changes.reserve(count.min(reader.0.len()));
    let mut before = Tick(0);
    for _ in 0..count {
        let change = unpack(log.rules.court, before, reader.varint()?)?;
        log.push(change)?;
        before = change.tick;
    }
    Ok(())
}

fn pack(court: Court, before: Tick, change: Change) -> u64 {
    let sides = u64::from(court.seats_per_side());
    let place = change.seat.side.index() as u64 * sides + u64::from(change.seat.index);
    let delta = u64::from(change.tick.0.saturating_sub(before.0));
    (delta * 2 * sides + place) * 4 + u64::from(change.steer.code())
}

fn unpack(court: Court, before: Tick, packed: u64) -> Result<Change, LogError> {
    let sides = u64::from(court.seats_per_side());
    let (rest, steer) = (packed / 4, (packed % 4) as u8);
    let (delta, place) = (rest / (2 * sides), rest % (2 * sides));
    let side = if place < sides { Side::A } else { Side::B };
    let index = u8::try_from(place % sides).map_err(|_| LogError::Damaged)?;
    let delta = u32::try_from(delta).map_err(|_| LogError::TooLarge)?;
    let steer = Steer::from_code(steer).ok_or(LogError::Damaged)?;
    Ok(Change { tick: before + delta, seat: Seat::new(side, index), steer })
}
