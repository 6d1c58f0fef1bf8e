//! The shelf on real folders: what is kept can be proved, the oldest go, and nothing that others put there is touched.

use std::fs;
use std::sync::Arc;

use common::api::matches::FinishReason;
use common::api::time::Timestamp;
use common::ids::PictureId;
use common::sim::bot::Skill;
use common::sim::{Court, Rules, Seat, Seed, Side, Tick};
use tempfile::TempDir;

use super::folder::{KEPT_MAX, keep, list, log, read, remove};
use super::note::{KeptMode, Note, NotedPlayer};
use super::*;
use crate::play::{PlayResult, PlaySpec, Replay, ResultPlayer};
use crate::replays::verify::verify;

const NOON: i64 = 1_769_858_884_123;

fn a_log(seed: u64) -> common::sim::Log {
    let mut log = common::sim::Log::new(Rules::new(Court::Local), Seed(seed));
    log.extend_to(Tick(600));
    log
}

fn a_note(when: i64) -> Note {
    let players = [(Side::A, "Ada"), (Side::B, "Bob")].map(|(side, name)| NotedPlayer {
        seat: Seat::new(side, 0),
        name: name.to_owned(),
        picture: PictureId(3),
    });
    Note { mode: KeptMode::HotSeat, when: Timestamp(when), score: [3, 1], winner: Some(Side::A), ticks: 600, players: players.to_vec() }
}

#[test]
fn a_match_is_kept_under_its_date_as_bytes_that_can_be_proved_with_a_note_beside_them() {
    let folder = tempfile::tempdir().unwrap();
    let name = keep(folder.path(), &a_note(NOON), &a_log(7), 0xab).unwrap();
    assert_eq!(name, "20260131-112804-hotseat-00ab");
    let file = log(folder.path(), &name).unwrap();
    assert_eq!(read(&file).unwrap(), a_log(7).to_bytes());
    assert!(verify(&file).unwrap().contains("true"));
    let listed = list(folder.path()).unwrap();
    assert_eq!(listed, [Entry { name, when: Timestamp(NOON), note: Some(a_note(NOON)) }]);
}

#[test]
fn the_newest_is_listed_first_whether_it_has_a_note_or_not() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(list(&folder.path().join("not-there")).unwrap(), []);
    let old = keep(folder.path(), &a_note(NOON), &a_log(1), 1).unwrap();
    let new = keep(folder.path(), &a_note(NOON + 60_000), &a_log(2), 2).unwrap();
    fs::remove_file(folder.path().join(format!("{old}.json"))).unwrap();
    fs::write(folder.path().join(format!("{new}.json")), "{ broken").unwrap();
    fs::write(folder.path().join("from a friend.rebound"), "anything").unwrap();
    fs::write(folder.path().join("notes.txt"), "").unwrap();
    let listed = list(folder.path()).unwrap();
    let names: Vec<_> = listed.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["from a friend", new.as_str(), old.as_str()]);
    assert!(listed.iter().all(|entry| entry.note.is_none()));
    assert_eq!(listed[2].when, Timestamp(NOON / 1000 * 1000), "its name says when");
}

#[test]
fn the_oldest_go_when_there_are_too_many_but_never_what_somebody_else_put_there() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.rebound"), "").unwrap();
    let bytes = a_log(1).to_bytes();
    for n in 0..KEPT_MAX {
        fs::write(folder.path().join(format!("20200101-00{:02}{:02}-practice-0000.rebound", n / 60, n % 60)), &bytes).unwrap();
    }
    keep(folder.path(), &a_note(NOON), &a_log(2), 2).unwrap();
    let is_there = |name: &str| folder.path().join(name).exists();
    assert!(!is_there("20200101-000000-practice-0000.rebound"));
    assert!(is_there("20200101-000001-practice-0000.rebound") && is_there("a.rebound"));
    assert_eq!(list(folder.path()).unwrap().len(), KEPT_MAX + 1, "all that are there can be seen");
}

#[test]
fn what_is_removed_is_gone_with_its_note() {
    let folder = tempfile::tempdir().unwrap();
    let name = keep(folder.path(), &a_note(NOON), &a_log(1), 1).unwrap();
    remove(folder.path(), &name).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    assert!(remove(folder.path(), &name).is_err());
}

#[test]
fn a_name_leads_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["", "..", "../x", "a/b", "a\\b", "C:x", ".hidden"] {
        assert_eq!(log(folder.path(), name), None, "{name}");
    }
}

#[test]
fn names_in_a_note_are_cut_to_what_can_be_shown() {
    let mut note = a_note(NOON);
    note.players[0].name = format!("Ada\n{}", "x".repeat(1000));
    note.players.extend(vec![note.players[1].clone(); 100]);
    let read = Note::read(&serde_json::to_vec(&note).unwrap()).unwrap();
    assert_eq!((read.players.len(), read.players[0].name.chars().count()), (6, 24));
    assert!(read.players[0].name.starts_with("Adaxx"));
    assert_eq!(Note::read(b"{}"), None);
}

fn ended(spec: PlaySpec, code: Option<&str>) -> PlayFact {
    let player = |side, name: &str| ResultPlayer {
        seat: Seat::new(side, 0),
        name: name.to_owned(),
        picture: PictureId(0),
        tally: common::sim::Tally::default(),
        mine: true,
    };
    PlayFact::Ended(PlayResult {
        spec,
        players: vec![player(Side::A, "Ada"), player(Side::B, "Bob")],
        score: [3, 1],
        winner: Some(Side::A),
        reason: FinishReason::NormalEnd,
        code: code.map(|code| code.parse().unwrap()),
        ticks: 600,
        longest_rally: 4,
        replay: Some(Arc::new(Replay { log: a_log(5), players: Vec::new(), code: None })),
    })
}

fn app(data_dir: Option<&Path>) -> App {
    let mut app = App::new();
    app.add_plugins((MinimalPlugins, bevy::state::app::StatesPlugin, bevy::input::InputPlugin)).add_message::<Toast>();
    crate::screen::plugin(&mut app);
    plugin(&mut app, data_dir);
    app
}

/// Frames until the disk has nothing to do any more, and everything that was said meanwhile.
fn settle(app: &mut App) -> Vec<Toast> {
    let mut said = Vec::new();
    for frame in 0.. {
        app.update();
        said.extend(app.world_mut().resource_mut::<Messages<Toast>>().drain());
        if frame > 2 && !app.world().resource::<Shelf>().is_busy() {
            break;
        }
        std::thread::yield_now();
    }
    said
}

fn practice() -> PlaySpec {
    PlaySpec::Practice { skill: Skill::new(3).unwrap(), goals: 3 }
}

#[test]
fn what_was_played_on_this_machine_is_on_the_shelf_once_it_has_ended_and_what_a_server_keeps_is_not() {
    let data: TempDir = tempfile::tempdir().unwrap();
    let mut app = app(Some(data.path()));
    app.world_mut().write_message(ended(practice(), None));
    app.world_mut().write_message(ended(PlaySpec::WarmUp { skill: Skill::new(3).unwrap() }, None));
    app.world_mut().write_message(ended(practice(), Some("7KDW3Q")));
    assert_eq!(settle(&mut app), []);
    let shelf = app.world().resource::<Shelf>();
    assert_eq!(shelf.entries.len(), 1);
    let note = shelf.entries[0].note.clone().unwrap();
    assert_eq!((note.mode, note.score, note.players[1].name.as_str()), (KeptMode::Practice(3), [3, 1], "Bob"));
    let file = log(&data.path().join("replays"), &shelf.entries[0].name).unwrap();
    assert!(verify(&file).is_ok());
}

#[test]
fn a_folder_that_cannot_be_written_is_said_and_nothing_else_is_lost() {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("replays"), "in the way").unwrap();
    let mut app = app(Some(data.path()));
    app.world_mut().write_message(ended(practice(), None));
    let said = settle(&mut app);
    assert_eq!(said.iter().map(|toast| toast.key).collect::<Vec<_>>(), ["toast-replay-not-kept"]);
    app.world_mut().resource_mut::<Shelf>().look();
    settle(&mut app);
    assert!(app.world().resource::<Shelf>().problem.is_some());
}

#[test]
fn without_a_data_folder_nothing_is_kept() {
    let mut app = app(None);
    app.world_mut().write_message(ended(practice(), None));
    assert_eq!(settle(&mut app), []);
    assert!(app.world().resource::<Shelf>().entries.is_empty());
}
