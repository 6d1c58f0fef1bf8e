//! The search for a duel: a warm-up rally until somebody is found, then the same court with the match on it.

pub mod model;
pub mod view;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use common::api::event::{GameEvent, ServerEvent};
use common::api::queue::{JoinDuel, LeaveDuel};
use common::sim::bot::Skill;

use crate::audio::{PlaySound, Sound};
use crate::net::requests::AddEndpoint;
use crate::net::{Account, Bearer, Heard, Replied, Requests, Session, SessionFact};
use crate::play::{PlayAction, PlaySpec};
use crate::screen::{AppSystems, Navigate, Overlay, Screen};
use crate::ui::frame::{self, ViewSystems};
use model::{Search, Step};
use view::SearchAction;

/// Level of the bot of the warm-up.
const WARM_UP_LEVEL: u8 = 3;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Search>()
        .add_endpoint::<JoinDuel>()
        .add_endpoint::<LeaveDuel>()
        .add_systems(OnEnter(Screen::Search), begin)
        .add_systems(OnExit(Screen::Search), end)
        .add_systems(Update, (hear, go_on).chain().run_if(in_state(Screen::Search)).in_set(AppSystems::Domain))
        .add_systems(Update, (hear_leave, hear_found).chain().in_set(AppSystems::Domain).after(hear))
        .add_systems(Update, hear_begun.run_if(in_state(Screen::Search)).in_set(AppSystems::Present))
        .add_systems(EguiPrimaryContextPass, show.run_if(in_state(Screen::Search).and_then(in_state(Overlay::None))).in_set(ViewSystems));
}

fn begin(mut search: ResMut<Search>, mut play: MessageWriter<PlayAction>) {
    *search = Search::default();
    let skill = Skill::new(WARM_UP_LEVEL).expect("there are more levels than that");
    play.write(PlayAction::Start(PlaySpec::WarmUp { skill }));
}

/// Whoever leaves the search without a match leaves the queue and the warm-up.
fn end(mut search: ResMut<Search>, requests: Res<Requests>, mut play: MessageWriter<PlayAction>) {
    if search.is_found() {
        return;
    }
    *search = if search.is_queued() { Search::left(requests.send(LeaveDuel {})) } else { Search::default() };
    play.write(PlayAction::Leave);
}

fn hear(mut search: ResMut<Search>, mut replies: MessageReader<Replied<JoinDuel>>, mut facts: MessageReader<SessionFact>) {
    for reply in replies.read() {
        search.joined(reply.id, reply.result.as_ref().map(|_| ()).map_err(Clone::clone));
    }
    for fact in facts.read() {
        match fact {
            SessionFact::Failed(error) => search.fail(error.clone()),
            SessionFact::SignedOut { .. } => search.again(),
            SessionFact::SignedIn => {}
        }
    }
}

/// Hears whether the place is given up; whoever has begun something else is not taken from it.
fn hear_leave(mut search: ResMut<Search>, mut replies: MessageReader<Replied<LeaveDuel>>, mut actions: MessageReader<PlayAction>) {
    for reply in replies.read() {
        search.left_answered(reply.id, reply.result.is_ok());
    }
    if actions.read().any(|action| matches!(action, PlayAction::Start(_))) {
        search.forget_leaving();
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

/// Somebody else leads to a match: an accepted challenge. The search is over, and takes nothing away from it.
fn hear_begun(mut search: ResMut<Search>, mut actions: MessageReader<PlayAction>) {
    for action in actions.read() {
        if let PlayAction::Start(PlaySpec::Online { code, .. }) = action {
            search.begun(*code);
        }
    }
}

fn go_on(mut search: ResMut<Search>, session: Res<Session>, requests: Res<Requests>, account: Res<Account>, time: Res<Time<Real>>) {
    match search.go_on(&session, time.delta_secs()) {
        Some(Step::BeGuest) => account.be_guest(),
        Some(Step::Join) => search.asked(requests.send(JoinDuel {})),
        None => {}
    }
}

fn show(mut contexts: bevy_egui::EguiContexts, looks: crate::ui::Looks, mut search: ResMut<Search>, mut go: MessageWriter<Navigate>) {
    let Ok(ctx) = contexts.ctx_mut() else { return };
    let mut ui = frame::root(ctx, "search");
    match view::search_ui(&mut ui, looks.look(), &search) {
        Some(SearchAction::Cancel) => {
            go.write(Navigate::Back);
        }
        Some(SearchAction::TryAgain) => search.again(),
        None => {}
    }
}
