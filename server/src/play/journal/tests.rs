//! What is on disk, and when.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use common::sim::log::Change;
use common::sim::{Seat, Side, Steer, Tick};

use super::super::worker::JOURNAL_EVERY_TICKS;
use super::*;

/// The promise: 250 ms, in ticks.
const LOST_TICKS_MAX: u32 = 30;
/// Where these tests begin another segment, bytes.
const SEGMENT: usize = 4096;

fn change(tick: u32) -> Change {
    Change { tick: Tick(tick), seat: Seat::new(Side::A, 0), steer: Steer::Up }
}

/// The record of a match whose log has grown by the change of this tick; each tick has one.
fn growth(id: i64, tick: u32) -> Vec<u8> {
    let mut batch = Vec::new();
    grew(&mut batch, MatchId(id), usize::try_from(tick).unwrap(), Tick(tick + 1), &[change(tick)]);
    batch
}

/// What fills a segment: matches that begin and end.
fn filling() -> Vec<u8> {
    let mut one = growth(9, 0);
    ended(&mut one, MatchId(9));
    one.repeat(SEGMENT.div_ceil(one.len()))
}

fn through(dir: &Path, id: i64) -> Option<(u32, usize)> {
    segments::read(dir).unwrap().get(&MatchId(id)).map(|kept| (kept.through.0, kept.changes.len()))
}

fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A journal whose folds wait until they are let go; they say what became of them.
fn gated(dir: &Path) -> (Segments, SyncSender<()>, Receiver<io::Result<()>>) {
    let (open, gate) = sync_channel::<()>(8);
    let (tell, told) = sync_channel(8);
    let gate = std::sync::Arc::new(std::sync::Mutex::new(gate));
    let fold = move |dir: std::path::PathBuf, before| {
        let (gate, tell) = (gate.clone(), tell.clone());
        thread::spawn(move || {
            gate.lock().unwrap().recv().unwrap();
            let outcome = segments::fold(&dir, before);
            tell.send(outcome).unwrap();
            Ok(())
        })
    };
    (Segments::begin_with(dir, &BTreeMap::new(), u64::try_from(SEGMENT).unwrap(), Box::new(fold)).unwrap(), open, told)
}

#[test]
fn everything_is_on_disk_at_once_however_long_the_journal_takes_to_be_put_together() {
    let dir = tempfile::tempdir().unwrap();
    let (mut segments, open, told) = gated(dir.path());
    segments.append(&growth(1, 0)).unwrap();
    segments.append(&filling()).unwrap();
    for tick in 1..100 {
        segments.append(&growth(1, tick)).unwrap();
        assert_eq!(through(dir.path(), 1), Some((tick + 1, usize::try_from(tick).unwrap() + 1)));
    }
    segments.append(&filling()).unwrap();
    segments.append(&growth(1, 100)).unwrap();
    assert_eq!(files(dir.path()), ["matches.journal", "matches.journal.1", "matches.journal.2"], "one fold at a time");
    open.send(()).unwrap();
    told.recv().unwrap().unwrap();
    assert_eq!(files(dir.path()), ["matches.journal", "matches.journal.2"]);
    assert_eq!(through(dir.path(), 1), Some((101, 101)));
    assert!(std::fs::metadata(dir.path().join("matches.journal")).unwrap().len() < 100, "matches that have ended are gone");
    open.send(()).unwrap();
    while segments.append(&growth(1, 100)).is_ok() && !files(dir.path()).contains(&"matches.journal.3".to_owned()) {
        thread::yield_now();
    }
    told.recv().unwrap().unwrap();
    segments.end();
    assert_eq!(files(dir.path()), ["matches.journal", "matches.journal.3"]);
    assert_eq!(through(dir.path(), 1), Some((101, 101)));
}

#[test]
fn a_kill_in_the_middle_of_putting_it_together_costs_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (mut segments, ..) = gated(dir.path());
    segments.append(&[growth(1, 0), growth(2, 0), growth(1, 1)].concat()).unwrap();
    segments.append(&filling()).unwrap();
    let mut end = growth(1, 2);
    ended(&mut end, MatchId(2));
    segments.append(&end).unwrap();
    let first = |name: &str| dir.path().join(name);
    let before = std::fs::read(first("matches.journal.1")).unwrap();
    segments::fold(dir.path(), 2).unwrap();
    // As if it was killed after the first file was there, and before the segment was gone.
    std::fs::write(first("matches.journal.1"), before).unwrap();
    let there = segments::read(dir.path()).unwrap();
    assert_eq!(there, BTreeMap::from([(MatchId(1), Kept { through: Tick(3), changes: vec![change(0), change(1), change(2)] })]));
    drop(Segments::begin(dir.path(), &there).unwrap());
    assert_eq!(segments::read(dir.path()).unwrap(), there);
    assert_eq!(files(dir.path()), ["matches.journal", "matches.journal.1"]);
}

#[test]
fn what_was_running_is_found_again_up_to_a_torn_end() {
    let dir = tempfile::tempdir().unwrap();
    let mut bytes = record::write(&BTreeMap::new());
    grew(&mut bytes, MatchId(3), 0, Tick(5), &[]);
    bytes.extend_from_slice(b"torn");
    std::fs::write(dir.path().join("matches.journal"), &bytes).unwrap();
    let journal = open(dir.path()).unwrap();
    assert_eq!(journal.kept[&MatchId(3)].through, Tick(5));
    journal.batches.blocking_send(growth(4, 0)).unwrap();
    drop(journal.batches);
    journal.closed.blocking_recv().unwrap();
    assert_eq!((through(dir.path(), 3), through(dir.path(), 4)), (Some((5, 0)), Some((1, 1))));
}

/// A disk on which every write takes so many ticks, and the worker that hands over batches meanwhile, as workers do. Time is
/// counted, and nothing waits.
struct SlowDisk {
    write_ticks: u32,
    now: u32,
    until: u32,
    worker: Option<mpsc::Sender<Vec<u8>>>,
    /// Batches that the queue had no room for stay with the worker; how long the oldest of their ticks waits.
    handed: VecDeque<u32>,
    /// The present less what is on disk, at its worst.
    lost_ticks: u32,
}

impl SlowDisk {
    /// One tick: the worker hands over what it has when it is time.
    fn tick(&mut self) {
        self.now += 1;
        if self.now.is_multiple_of(JOURNAL_EVERY_TICKS)
            && let Some(worker) = &self.worker
            && worker.try_send(self.now.to_le_bytes().to_vec()).is_ok()
        {
            self.handed.push_back(self.now);
        }
        if self.now >= self.until {
            self.worker = None;
        }
    }
}

impl Disk for SlowDisk {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let newest = u32::from_le_bytes(bytes[bytes.len() - 4..].try_into().unwrap());
        // Until this write is through, a kill goes back to the newest tick before it.
        let on_disk = self.handed.front().map_or(0, |oldest| oldest - JOURNAL_EVERY_TICKS);
        (0..self.write_ticks).for_each(|_| self.tick());
        self.lost_ticks = self.lost_ticks.max(self.now - on_disk);
        self.handed.retain(|tick| *tick > newest);
        // The disk has nothing to do until the next batch comes.
        while self.worker.is_some() && self.handed.is_empty() {
            self.tick();
        }
        Ok(())
    }
}

/// What a kill costs at worst when a write takes so long, in ticks.
fn lost(write_ticks: u32) -> u32 {
    let (sender, inbox) = mpsc::channel(BATCHES_MAX);
    sender.try_send(0_u32.to_le_bytes().to_vec()).unwrap();
    let mut disk = SlowDisk { write_ticks, now: 0, until: 10_000, worker: Some(sender), handed: VecDeque::new(), lost_ticks: 0 };
    keep(inbox, &mut disk);
    disk.lost_ticks
}

#[test]
fn a_kill_costs_at_most_250_ms_on_a_disk_whose_writes_take_up_to_60_ms_and_little_more_on_a_slower_one() {
    assert_eq!(lost(0), JOURNAL_EVERY_TICKS);
    assert!((0..=7).all(|ticks| lost(ticks) <= LOST_TICKS_MAX), "{:?}", (0..=7).map(lost).collect::<Vec<_>>());
    assert!(lost(60) <= JOURNAL_EVERY_TICKS + 2 * 60, "{}: everything that waits is written together", lost(60));
}
