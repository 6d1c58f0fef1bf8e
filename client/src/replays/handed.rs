//! Links from outside: from the command line of this program, and from another one with the same data folder, which hands its
//! link over to the game that runs already, and ends.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bevy::prelude::*;
use bevy::tasks::futures::check_ready;
use bevy::tasks::{IoTaskPool, Task};
use bevy::window::PrimaryWindow;
use serde::{Deserialize, Serialize};

use crate::config::Server;
use crate::link::{Open, Target};
use crate::screen::{AppSystems, Screen};
use crate::storage;

/// Held by the game that takes the links of others.
const LOCK: &str = "open.lock";
/// Where a link lies until it is taken.
const NOTE: &str = "open.json";
/// Largest note that is read, bytes.
const NOTE_BYTES_MAX: u64 = 16 * 1024;
/// How often the folder is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Longest wait of the other program; the game may be starting.
const TAKEN_TIMEOUT: Duration = Duration::from_secs(10);

/// The right to the links of others.
#[derive(Resource)]
pub(crate) struct Desk {
    note: PathBuf,
    /// Let go when the program ends, however it ends.
    _lock: File,
}

/// A link on its way from one program to the other.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Note {
    Link(String),
    File(PathBuf),
}

/// What the command line said.
#[derive(Resource)]
struct AtStart(Option<Target>);

/// The look that is under way.
#[derive(Resource)]
struct Looking {
    timer: Timer,
    task: Option<Task<Option<Target>>>,
}

impl Desk {
    /// For a game that plays on this server. None: another game has the folder, or it cannot be locked.
    pub(crate) fn open(folder: &Path, server: &Server) -> Option<Self> {
        // Not cut off before it is locked: what stands there is the other game's.
        let mut lock = File::options().write(true).create(true).truncate(false).open(folder.join(LOCK)).ok()?;
        lock.try_lock().ok()?;
        lock.set_len(0).and_then(|()| lock.write_all(place(server).as_bytes())).ok()?;
        let note = folder.join(NOTE);
        // Meant for a game that has ended.
        let _ = fs::remove_file(&note);
        Some(Self { note, _lock: lock })
    }
}

/// Where a game plays, as the lock says it.
fn place(server: &Server) -> String {
    match server {
        Server::At(url) => url.to_string(),
        Server::Own | Server::Host(_) | Server::Nowhere => String::new(),
    }
}

/// Whether the game that has the folder is the one to open a link of this server. Whoever names no server means that game's.
pub(crate) fn is_for(folder: &Path, server: &Server) -> bool {
    match server {
        Server::Own => true,
        Server::At(_) => fs::read_to_string(folder.join(LOCK)).is_ok_and(|known| known == place(server)),
        Server::Host(_) | Server::Nowhere => false,
    }
}

/// Hands something over to the game that runs with this folder. False: nobody took it.
pub(crate) fn give(folder: &Path, target: &Target) -> bool {
    give_within(folder, target, TAKEN_TIMEOUT)
}

fn give_within(folder: &Path, target: &Target, patience: Duration) -> bool {
    let note = match target {
        Target::Match(_) | Target::Lobby(_) | Target::Tournament(_) | Target::Place(_) => Note::Link(target.to_string()),
        Target::File(path) => Note::File(path.clone()),
        // A name means something only to the program that listed it.
        Target::Kept(_) | Target::Bracket(_) => return false,
    };
    // A path that is no text cannot be written down.
    let Ok(bytes) = serde_json::to_vec(&note) else { return false };
    let file = folder.join(NOTE);
    if let Err(error) = storage::write(&file, &bytes) {
        tracing::warn!(%error, "the link could not be handed over");
        return false;
    }
    let begun = Instant::now();
    while begun.elapsed() < patience {
        std::thread::park_timeout(LOOK_EVERY / 5);
        if !file.exists() {
            return true;
        }
    }
    // Taken at the last moment counts.
    fs::remove_file(&file).is_err()
}

/// Takes what lies there, if anything does. What is not understood is thrown away.
fn take(file: &Path) -> Option<Target> {
    let mut bytes = Vec::new();
    File::open(file).ok()?.take(NOTE_BYTES_MAX).read_to_end(&mut bytes).ok()?;
    if let Err(error) = fs::remove_file(file) {
        tracing::warn!(%error, "a link from another program cannot be taken away, so it is not opened");
        return None;
    }
    match serde_json::from_slice(&bytes) {
        Ok(Note::Link(link)) => Target::link(&link),
        Ok(Note::File(path)) => path.is_absolute().then_some(Target::File(path)),
        Err(error) => {
            tracing::warn!(%error, "what another program handed over is no link");
            None
        }
    }
}

/// Opens what the command line named, and what other programs hand over.
pub(crate) fn plugin(app: &mut App, desk: Option<Desk>, at_start: Option<Target>) {
    app.insert_resource(AtStart(at_start)).add_systems(OnEnter(Screen::Start), open_first);
    if let Some(desk) = desk {
        app.insert_resource(desk)
            .insert_resource(Looking { timer: Timer::new(LOOK_EVERY, TimerMode::Repeating), task: None })
            .add_systems(Update, (look, hear).chain().in_set(AppSystems::Input));
    }
}

fn open_first(mut at_start: ResMut<AtStart>, mut open: MessageWriter<Open>) {
    open.write_batch(at_start.0.take().map(Open));
}

fn look(desk: Res<Desk>, mut looking: ResMut<Looking>, time: Res<Time<Real>>) {
    if looking.timer.tick(time.delta()).just_finished() && looking.task.is_none() {
        let note = desk.note.clone();
        looking.task = Some(IoTaskPool::get().spawn(async move { take(&note) }));
    }
}

fn hear(mut looking: ResMut<Looking>, mut windows: Query<&mut Window, With<PrimaryWindow>>, mut open: MessageWriter<Open>) {
    let Some(taken) = looking.task.as_mut().and_then(check_ready) else { return };
    looking.task = None;
    let Some(target) = taken else { return };
    open.write(Open(target));
    for mut window in &mut windows {
        window.set_minimized(false);
        window.focused = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(folder: &Path, at_start: Option<Target>) -> App {
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, bevy::state::app::StatesPlugin, bevy::input::InputPlugin)).add_message::<Open>();
        crate::screen::plugin(&mut app);
        plugin(&mut app, Desk::open(folder, &Server::Own), at_start);
        app
    }

    fn opened(app: &mut App) -> Option<Target> {
        app.update();
        app.world_mut().resource_mut::<Messages<Open>>().drain().map(|Open(target)| target).next()
    }

    fn link() -> Target {
        Target::Match("rebound://m/7KDW3Q#t=73".parse().unwrap())
    }

    #[test]
    fn the_command_line_is_opened_once_the_first_screen_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let mut app = app(folder.path(), Some(link()));
        let opened: Vec<Target> = (0..6).filter_map(|_| opened(&mut app)).collect();
        assert_eq!(opened, [link()]);
    }

    #[test]
    fn a_second_program_hands_its_link_to_the_first_which_opens_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut app = app(folder.path(), None);
        assert!(Desk::open(folder.path(), &Server::Own).is_none(), "there is one game for a folder");
        for target in [link(), Target::File(folder.path().join("a.rebound"))] {
            let (at, given) = (folder.path().to_owned(), target.clone());
            let second = std::thread::spawn(move || give(&at, &given));
            let taken = std::iter::repeat_with(|| opened(&mut app)).find_map(|opened| opened);
            assert_eq!(taken, Some(target));
            assert!(second.join().unwrap());
        }
    }

    #[test]
    fn what_nobody_takes_is_taken_back_and_the_second_program_starts_as_usual() {
        let folder = tempfile::tempdir().unwrap();
        let _hung = Desk::open(folder.path(), &Server::Own).unwrap();
        assert!(!give_within(folder.path(), &link(), Duration::ZERO));
        assert!(!folder.path().join(NOTE).exists());
    }

    #[test]
    fn nonsense_that_lies_there_is_thrown_away_and_what_is_left_of_an_earlier_game_too() {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join(NOTE);
        let endless = vec![b' '; usize::try_from(NOTE_BYTES_MAX).unwrap() * 2];
        let cases: [&[u8]; 6] =
            [b"", b"{}", b"{\"link\":\"http://x\"}", b"{\"link\":\"rebound://m/1\"}", b"{\"file\":\"relative.rebound\"}", &endless];
        for bytes in cases {
            fs::write(&note, bytes).unwrap();
            assert_eq!(take(&note), None);
            assert!(!note.exists());
        }
        fs::write(&note, b"{\"link\":\"rebound://m/7KDW3Q\"}").unwrap();
        let _desk = Desk::open(folder.path(), &Server::Own).unwrap();
        assert!(!note.exists());
    }

    #[test]
    fn a_link_of_a_server_goes_to_the_game_that_plays_there_and_to_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let at = |url: &str| Server::At(url.parse().unwrap());
        let desk = Desk::open(folder.path(), &at("https://play.example")).unwrap();
        assert!(Desk::open(folder.path(), &Server::Own).is_none());
        assert!(is_for(folder.path(), &at("https://play.example/")));
        assert!(is_for(folder.path(), &Server::Own), "whoever names no server means that game's");
        assert!(!is_for(folder.path(), &at("https://other.example")));
        drop(desk);
        let _own = Desk::open(folder.path(), &Server::Own).unwrap();
        assert!(!is_for(folder.path(), &at("https://play.example")));
    }
}
