//! The search for a duel or a ranked match: a warm-up rally until somebody is found, then the same court with the match on it.
//! It goes on while other pages are looked at; the strip below them says so.

pub mod model;
pub mod view;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use common::api::event::{GameEvent, ServerEvent};
use common::api::queue::{JoinDuel, JoinRanked, LeaveDuel, LeaveRanked, QueueEntry};
use common::sim::bot::Skill;

use crate::audio::{PlaySound, Sound};
use crate::net::requests::AddEndpoint;
use crate::net::{Account, Bearer, Heard, NetError, Replied, RequestId, Requests, Session, SessionFact};
use crate::play::{PlayAction, PlaySpec};
use crate::screen::{AppSystems, Navigate, Overlay, Screen};
use crate::ui::frame::{self, ViewSystems};
use crate::waiting::{Entered, Place, Seek, Waiting, Wanted};
use model::{Search, Stage, Step};
use view::SearchAction;

/// Level of the bot of the warm-up.
const WARM_UP_LEVEL: u8 = 3;

pub(crate) fn plugin(app: &mut App) {
    let here = in_state(Screen::Search);
    app.init_resource::<Search>()
        .init_resource::<WarmUp>()
        .add_endpoint::<JoinDuel>()
        .add_endpoint::<LeaveDuel>()
        .add_endpoint::<JoinRanked>()
        .add_endpoint::<LeaveRanked>()
        .add_systems(OnEnter(Screen::Search), come)
        .add_systems(OnExit(Screen::Search), go)
        .add_systems(Update, (hear_session, seek, hear_joined, go_on, hear_left, hear_found).chain().in_set(AppSystems::Domain))
        .add_systems(Update, (follow_play, tell).chain().in_set(AppSystems::Present))
        .add_systems(EguiPrimaryContextPass, show.run_if(here.and_then(in_state(Overlay::None))).in_set(ViewSystems));
}

/// Whether the warm-up is what is on the court.
#[derive(Resource, Default)]
struct WarmUp(bool);

/// The page opens: with the search that goes on, or else with one for a duel.
fn come(mut search: ResMut<Search>, mut play: MessageWriter<PlayAction>) {
    if !search.is_active() {
        search.begin(Wanted::Duel);
    }
    let skill = Skill::new(WARM_UP_LEVEL).expect("there are more levels than that");
    play.write(PlayAction::Start(PlaySpec::WarmUp { skill }));
}

/// Whoever looks at something else leaves the warm-up, and stays in the queue.
fn go(mut search: ResMut<Search>, warm_up: Res<WarmUp>, mut play: MessageWriter<PlayAction>) {
    if matches!(search.stage(), Stage::Failed(_)) {
        search.rest();
    }
    if warm_up.0 {
        play.write(PlayAction::Leave);
    }
}

/// Begins to look for something, and stops.
fn seek(
    mut wishes: MessageReader<Seek>,
    mut entered: MessageReader<Entered>,
    mut search: ResMut<Search>,
    screen: Res<State<Screen>>,
    requests: Res<Requests>,
    mut go: MessageWriter<Navigate>,
) {
    // The server gave the place up with the entry elsewhere.
    if entered.read().any(|Entered(place)| *place != Place::Queue) && (search.is_active() || search.is_queued()) {
        search.rest();
    }
    for wish in wishes.read() {
        match wish {
            Seek::For(wanted) => {
                search.begin(*wanted);
                go.write(Navigate::To(Screen::Search));
            }
            Seek::Stop => {
                stop(&mut search, &requests);
                if *screen.get() == Screen::Search {
                    go.write(Navigate::Back);
                }
            }
        }
    }
}

fn stop(search: &mut Search, requests: &Requests) {
    if search.is_found() {
        return;
    }
    *search = match (search.is_queued(), search.wanted()) {
        (false, _) => Search::default(),
        (true, Wanted::Duel) => Search::left(requests.send(LeaveDuel {})),
        (true, Wanted::Ranked) => Search::left(requests.send(LeaveRanked {})),
    };
}

fn hear_session(mut search: ResMut<Search>, mut facts: MessageReader<SessionFact>, screen: Res<State<Screen>>) {
    for fact in facts.read() {
        match fact {
            SessionFact::Failed(error) => search.fail(error.clone()),
            // Whoever looks at the search wants a match, whoever they are.
            SessionFact::SignedOut { .. } if *screen.get() == Screen::Search => search.again(),
            SessionFact::SignedOut { .. } => search.rest(),
            SessionFact::SignedIn => {}
        }
    }
}

fn hear_joined(
    mut search: ResMut<Search>,
    mut duels: MessageReader<Replied<JoinDuel>>,
    mut ranked: MessageReader<Replied<JoinRanked>>,
    mut entered: MessageWriter<Entered>,
) {
    let mut hear = |id: RequestId, result: &Result<QueueEntry, NetError>| {
        if search.joined(id, result.as_ref().map(|entry| entry.estimated_wait).map_err(Clone::clone)) {
            entered.write(Entered(Place::Queue));
        }
    };
    for reply in duels.read() {
        hear(reply.id, &reply.result);
    }
    for reply in ranked.read() {
        hear(reply.id, &reply.result);
    }
}

/// Hears whether the place is given up.
fn hear_left(mut search: ResMut<Search>, mut duels: MessageReader<Replied<LeaveDuel>>, mut ranked: MessageReader<Replied<LeaveRanked>>) {
    for reply in duels.read() {
        search.left_answered(reply.id, reply.result.is_ok());
    }
    for reply in ranked.read() {
        search.left_answered(reply.id, reply.result.is_ok());
    }
}

/// Takes whoever searches, or had just stopped to, to the match.
fn hear_found(
    mut search: ResMut<Search>,
    mut events: MessageReader<Heard>,
    mut play: MessageWriter<PlayAction>,
    mut sounds: MessageWriter<PlaySound>,
    mut go: MessageWriter<Navigate>,
) {
    for Heard(event) in events.read() {
        if let ServerEvent::Game(GameEvent::Start(found)) = event
            && search.found(found.code)
        {
            sounds.write(PlaySound::new(Sound::MatchFound));
            go.write(Navigate::CloseSettings);
            play.write(PlayAction::Start(PlaySpec::Online { code: found.code, bearers: vec![Bearer::Session] }));
        }
    }
}

/// What else begins on the court: an accepted challenge ends the search and takes nothing away from it, and so do two who sit down
/// at one keyboard. Practice is one more way to spend the wait.
fn follow_play(mut search: ResMut<Search>, mut warm_up: ResMut<WarmUp>, mut actions: MessageReader<PlayAction>, requests: Res<Requests>) {
    for action in actions.read() {
        warm_up.0 = matches!(action, PlayAction::Start(PlaySpec::WarmUp { .. }));
        match action {
            PlayAction::Start(PlaySpec::WarmUp { .. }) | PlayAction::Leave => {}
            PlayAction::Start(PlaySpec::Online { code, .. }) => search.begun(*code),
            PlayAction::Start(PlaySpec::HotSeat { .. }) => {
                stop(&mut search, &requests);
                search.forget_leaving();
            }
            PlayAction::Start(PlaySpec::Practice { .. } | PlaySpec::FromHere { .. } | PlaySpec::Replay { .. } | PlaySpec::Watch { .. }) => {
                search.forget_leaving()
            }
        }
    }
}

fn go_on(mut search: ResMut<Search>, session: Res<Session>, requests: Res<Requests>, account: Res<Account>, time: Res<Time<Real>>) {
    match search.go_on(&session, time.delta_secs()) {
        Some(Step::BeGuest) => account.be_guest(),
        Some(Step::Join(Wanted::Duel)) => search.asked(requests.send(JoinDuel {})),
        Some(Step::Join(Wanted::Ranked)) => search.asked(requests.send(JoinRanked {})),
        None => {}
    }
}

/// Says to whoever looks at other pages that the search goes on.
fn tell(search: Res<Search>, mut waiting: ResMut<Waiting>) {
    if search.is_active() {
        waiting.set_if_neq(Waiting::Search { wanted: search.wanted(), seconds: view::whole(search.waited_s()) });
    } else if matches!(*waiting, Waiting::Search { .. }) {
        *waiting = Waiting::Nothing;
    }
}

fn show(
    mut contexts: bevy_egui::EguiContexts,
    looks: crate::ui::Looks,
    mut search: ResMut<Search>,
    mut go: MessageWriter<Navigate>,
    mut seek: MessageWriter<Seek>,
) {
    let Ok(ctx) = contexts.ctx_mut() else { return };
    let mut ui = frame::root(ctx, "search");
    match view::search_ui(&mut ui, looks.look(), &search) {
        Some(SearchAction::Stop) => {
            seek.write(Seek::Stop);
        }
        Some(SearchAction::LookAround) => {
            go.write(Navigate::Back);
        }
        Some(SearchAction::TryAgain) => search.again(),
        None => {}
    }
}
