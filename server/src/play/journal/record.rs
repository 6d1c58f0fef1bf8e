//! What lies in the journal: records that can be read back up to the first one that was not written whole.

use std::collections::BTreeMap;

use common::ids::MatchId;
use common::sim::Tick;
use common::sim::log::Change;
use common::wire;
use serde::{Deserialize, Serialize};

/// The first bytes of a journal, with the version of its form.
pub(super) const MAGIC: &[u8; 8] = b"RBNDJ\0\0\x01";
/// Longest record, bytes. A longer length is a torn or foreign one.
const RECORD_BYTES_MAX: usize = 1 << 20;
/// Before each record: its length and its checksum.
const HEAD_BYTES: usize = 8;

/// One entry.
#[derive(Serialize, Deserialize)]
enum Record {
    /// The log of a match has grown: these are its changes from place `from` on, and it is decided up to `through`.
    Grew { id: MatchId, from: u32, through: Tick, changes: Vec<Change> },
    /// The match has ended; its result is stored.
    Ended { id: MatchId },
}

/// The log of a running match, as far as it was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) through: Tick,
    pub(crate) changes: Vec<Change>,
}

/// Adds to `batch`: the log of a match has grown by the changes from place `from` on.
pub(crate) fn grew(batch: &mut Vec<u8>, id: MatchId, from: usize, through: Tick, changes: &[Change]) {
    let from = u32::try_from(from).expect("a log has at most 65,536 changes");
    append(batch, &Record::Grew { id, from, through, changes: changes.to_vec() });
}

/// Adds to `batch`: the match has ended.
pub(crate) fn ended(batch: &mut Vec<u8>, id: MatchId) {
    append(batch, &Record::Ended { id });
}

fn append(batch: &mut Vec<u8>, record: &Record) {
    let payload = wire::encode(record);
    let len = u32::try_from(payload.len()).expect("a record is far below 4 GiB");
    batch.extend_from_slice(&len.to_le_bytes());
    batch.extend_from_slice(&checksum(&payload).to_le_bytes());
    batch.extend_from_slice(&payload);
}

/// Adds what a file of the journal says to what the files before it said. Says how many of its bytes are whole; `None`: this is no
/// journal of this version.
pub(super) fn read_into(kept: &mut BTreeMap<MatchId, Kept>, bytes: &[u8]) -> Option<usize> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    while let Some((record, after)) = next(rest) {
        apply(kept, record);
        rest = after;
    }
    Some(bytes.len() - rest.len())
}

/// Everything that is still wanted, in as few records as possible.
pub(super) fn write(kept: &BTreeMap<MatchId, Kept>) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    for (id, Kept { through, changes }) in kept {
        grew(&mut bytes, *id, 0, *through, changes);
    }
    bytes
}

fn next(bytes: &[u8]) -> Option<(Record, &[u8])> {
    let (head, rest) = bytes.split_at_checked(HEAD_BYTES)?;
    let (len, sum) = head.split_at(4);
    let len = usize::try_from(u32::from_le_bytes(len.try_into().ok()?)).ok()?;
    let (payload, after) = rest.split_at_checked(len)?;
    if checksum(payload) != u32::from_le_bytes(sum.try_into().ok()?) {
        return None;
    }
    Some((wire::decode(payload, RECORD_BYTES_MAX).ok()?, after))
}

fn apply(kept: &mut BTreeMap<MatchId, Kept>, record: Record) {
    match record {
        Record::Grew { id, from, through, changes } => {
            let log = kept.entry(id).or_default();
            // Whatever was written twice says the same twice: what is there already stays.
            let from = usize::try_from(from).unwrap_or(usize::MAX);
            if let Some(known) = log.changes.len().checked_sub(from) {
                log.changes.extend(changes.into_iter().skip(known));
                log.through = log.through.max(through);
            }
        }
        Record::Ended { id } => _ = kept.remove(&id),
    }
}

/// FNV-1a in 32 bits: against torn writes, not against forgers.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811C_9DC5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use common::sim::{Seat, Side, Steer};

    use super::*;

    fn read(bytes: &[u8]) -> Option<(BTreeMap<MatchId, Kept>, usize)> {
        let mut kept = BTreeMap::new();
        let whole = read_into(&mut kept, bytes)?;
        Some((kept, whole))
    }

    fn change(tick: u32) -> Change {
        Change { tick: Tick(tick), seat: Seat::new(Side::A, 0), steer: Steer::Up }
    }

    #[test]
    fn what_was_written_is_read_back_and_what_has_ended_is_gone() {
        let mut bytes = MAGIC.to_vec();
        grew(&mut bytes, MatchId(1), 0, Tick(10), &[change(1), change(2)]);
        grew(&mut bytes, MatchId(2), 0, Tick(9), &[]);
        grew(&mut bytes, MatchId(1), 2, Tick(20), &[change(15)]);
        ended(&mut bytes, MatchId(2));
        let (kept, whole) = read(&bytes).unwrap();
        assert_eq!(whole, bytes.len());
        let only = Kept { through: Tick(20), changes: vec![change(1), change(2), change(15)] };
        assert_eq!(kept, BTreeMap::from([(MatchId(1), only)]));
        assert_eq!(read(&write(&kept)).unwrap().0, kept);
    }

    #[test]
    fn a_torn_end_costs_the_last_record_and_nothing_else() {
        let mut bytes = MAGIC.to_vec();
        grew(&mut bytes, MatchId(1), 0, Tick(10), &[change(1)]);
        let whole = bytes.len();
        grew(&mut bytes, MatchId(1), 1, Tick(20), &[change(15)]);
        for end in whole..bytes.len() {
            let (kept, read_whole) = read(&bytes[..end]).unwrap();
            assert_eq!((kept[&MatchId(1)].through, read_whole), (Tick(10), whole));
        }
        bytes[whole + HEAD_BYTES] ^= 1;
        assert_eq!(read(&bytes).unwrap().1, whole);
    }

    #[test]
    fn a_batch_that_was_written_twice_counts_once() {
        let mut bytes = MAGIC.to_vec();
        grew(&mut bytes, MatchId(1), 0, Tick(10), &[change(1)]);
        grew(&mut bytes, MatchId(1), 0, Tick(20), &[change(1), change(12)]);
        let (kept, _) = read(&bytes).unwrap();
        assert_eq!(kept[&MatchId(1)].changes, [change(1), change(12)]);
    }

    #[test]
    fn another_file_is_no_journal() {
        assert!(read(b"").is_none());
        assert!(read(b"something else").is_none());
    }
}
