//! Opens what somebody wants to see, from wherever the wish comes: the court follows, or the reason why not.

use bevy::prelude::*;
use bevy::tasks::futures::check_ready;
use bevy::tasks::{IoTaskPool, Task};
use bevy::window::FileDragAndDrop;
use common::api::matches::{GetMatch, log_path};
use common::sim::log::LOG_BYTES_MAX;

use super::model::Draft;
use super::opening::{Opening, Raw, Step};
use super::reading::{self, Problem};
use super::shelf::{Shelf, folder};
use crate::link::{Open, Target};
use crate::net::requests::AddEndpoint;
use crate::net::{Fetched, Replied, Requests, Session};
use crate::play::{PlayAction, PlayFact, PlaySpec, Replay};
use crate::screen::{AppSystems, Navigate, Screen, TheatreDoor, theatre_door};
use crate::ui::text::Text;
use crate::ui::toast::Toast;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Opening>()
        .init_resource::<Reading>()
        .init_resource::<Playing>()
        .add_message::<Open>()
        .add_message::<FileDragAndDrop>()
        .add_endpoint::<GetMatch>()
        .add_systems(Update, (take_dropped, follow_play, begin, go_on, hear, read, say).chain().in_set(AppSystems::Domain));
}

/// What is being read away from the frame.
#[derive(Resource, Default)]
struct Reading(Option<Task<Result<Replay, Problem>>>);

/// Whether somebody plays a match here that would be lost if something else came onto the court.
#[derive(Resource, Default)]
struct Playing(bool);

/// A file that is dropped on the window is opened.
fn take_dropped(mut drops: MessageReader<FileDragAndDrop>, mut open: MessageWriter<Open>) {
    for drop in drops.read() {
        if let FileDragAndDrop::DroppedFile { path_buf, .. } = drop {
            open.write(Open(Target::File(path_buf.clone())));
        }
    }
}

fn follow_play(mut facts: MessageReader<PlayFact>, mut actions: MessageReader<PlayAction>, mut playing: ResMut<Playing>) {
    for fact in facts.read() {
        match fact {
            PlayFact::Began => {}
            PlayFact::Ended(_) | PlayFact::Lost(_) => playing.0 = false,
        }
    }
    for action in actions.read() {
        playing.0 = match action {
            PlayAction::Start(
                PlaySpec::Online { .. } | PlaySpec::HotSeat { .. } | PlaySpec::Practice { .. } | PlaySpec::FromHere { .. },
            ) => true,
            PlayAction::Start(PlaySpec::WarmUp { .. } | PlaySpec::Replay { .. } | PlaySpec::Watch { .. }) | PlayAction::Leave => false,
        };
    }
}

/// Takes up a wish; a match that is being played goes before it.
#[expect(clippy::too_many_arguments, reason = "a system takes what it reads")]
fn begin(
    mut wishes: MessageReader<Open>,
    playing: Res<Playing>,
    screen: Res<State<Screen>>,
    mut opening: ResMut<Opening>,
    mut draft: ResMut<Draft>,
    mut toasts: MessageWriter<Toast>,
    mut door: ResMut<TheatreDoor>,
    mut go: MessageWriter<Navigate>,
) {
    for Open(target) in wishes.read() {
        if playing.0 {
            toasts.write(Toast::problem("toast-open-later").naming(target.to_string()));
            continue;
        }
        if target.is_place() {
            continue;
        }
        opening.begin(target.clone());
        if *screen.get() != Screen::Theatre {
            door.0 = theatre_door(*screen.get());
        }
        // Where the waiting is seen, and can be ended.
        if *screen.get() != Screen::Watch && *screen.get() != Screen::Court {
            draft.typed = target.to_string();
            go.write(Navigate::To(Screen::Watch));
        }
        go.write(Navigate::CloseSettings);
    }
}

fn go_on(
    mut opening: ResMut<Opening>,
    mut reading: ResMut<Reading>,
    session: Res<Session>,
    requests: Res<Requests>,
    shelf: Res<Shelf>,
    time: Res<Time<Real>>,
) {
    if opening.busy().is_none() {
        reading.0 = None;
        return;
    }
    match opening.go_on(&session, time.delta_secs()) {
        Some(Step::Ask(code)) => opening.asked(requests.send(GetMatch { code })),
        Some(Step::Fetch(code)) => opening.asked(requests.fetch(log_path(code), LOG_BYTES_MAX)),
        Some(Step::Read(raw)) => {
            let shelf = shelf.folder.clone();
            let work = async move {
                match raw {
                    Raw::File(file) => reading::of_file(&file),
                    Raw::Kept(name) => {
                        let file = shelf.and_then(|shelf| folder::log(&shelf, &name));
                        file.map_or_else(|| Err(Problem::Disk(name)), |file| reading::of_file(&file))
                    }
                    Raw::Log(found, bytes, _) => reading::of_match(&found, &bytes),
                }
            };
            reading.0 = Some(IoTaskPool::get().spawn(work));
        }
        None => {}
    }
}

fn hear(
    mut replies: MessageReader<Replied<GetMatch>>,
    mut logs: MessageReader<Fetched>,
    mut opening: ResMut<Opening>,
    session: Res<Session>,
    playing: Res<Playing>,
    mut play: MessageWriter<PlayAction>,
) {
    for reply in replies.read() {
        if let Some(spec) = opening.answered(reply.id, &reply.result, &session)
            && !playing.0
        {
            play.write(PlayAction::Start(spec));
        }
    }
    for log in logs.read() {
        opening.fetched(log.id, &log.result);
    }
}

fn read(mut opening: ResMut<Opening>, mut reading: ResMut<Reading>, playing: Res<Playing>, mut play: MessageWriter<PlayAction>) {
    let Some(result) = reading.0.as_mut().and_then(check_ready) else { return };
    reading.0 = None;
    if let Some(spec) = opening.read(result)
        && !playing.0
    {
        play.write(PlayAction::Start(spec));
    }
}

/// What went wrong is said on the page for it, and in the corner wherever that is not seen.
fn say(
    opening: Res<Opening>,
    screen: Res<State<Screen>>,
    text: Res<Text>,
    mut toasts: MessageWriter<Toast>,
    mut said: Local<Option<Problem>>,
) {
    if *said == opening.problem {
        return;
    }
    said.clone_from(&opening.problem);
    if let Some(problem) = &opening.problem
        && *screen.get() != Screen::Watch
    {
        toasts.write(Toast::problem("toast-not-opened").naming(problem.words(&text)));
    }
}
