//! The first screen: what a person wants first, in one press.

pub mod model;
mod places;
pub mod view;

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use common::api::event::{GameEvent, ServerEvent};
use common::api::matches::GetMatch;
use common::api::users::{PatchMe, PlayMode};

use crate::challenges::model::Challenges;
use crate::challenges::view::pending_ui;
use crate::clock;
use crate::link::{Link, Open, Target};
use crate::net::requests::AddEndpoint;
use crate::net::{Account, Bearer, Heard, Replied, RequestId, Requests, Session};
use crate::people::challenge::view::{ChallengePress, Setting};
use crate::people::challenge::{ChallengeWish, Wishes};
use crate::play::{PlayAction, PlaySpec};
use crate::screen::{AppSystems, Navigate, Overlay, Screen};
use crate::ui::frame::{Shell, ViewSystems};
use crate::ui::text::Text;
use crate::ui::theme::space;
use crate::ui::toast::Toast;
use crate::ui::words;
use crate::waiting::{Gather, Seek, Wanted};
use model::{Hosting, StartDraft, WayBack};
use view::{StartAction, StartModel};

pub(crate) fn plugin(app: &mut App) {
    unseen(app);
    app.add_systems(EguiPrimaryContextPass, show.run_if(in_state(Screen::Start).and_then(in_state(Overlay::None))).in_set(ViewSystems));
}

/// What the first screen does without being seen.
pub(crate) fn unseen(app: &mut App) {
    app.init_resource::<WayBack>()
        .init_resource::<Hosting>()
        .init_resource::<StartDraft>()
        .init_resource::<OnlineAgain>()
        .add_endpoint::<GetMatch>()
        .add_endpoint::<PatchMe>()
        // Whoever comes here from a match may sit in it still.
        .add_systems(OnEnter(Screen::Start), |account: Res<Account>| account.refresh())
        .add_systems(Update, (find_way_back, hear_patch).in_set(AppSystems::Domain));
}

fn find_way_back(
    mut way: ResMut<WayBack>,
    mut replies: MessageReader<Replied<GetMatch>>,
    mut events: MessageReader<Heard>,
    session: Res<Session>,
    requests: Res<Requests>,
) {
    if let Some(code) = way.follow(&session) {
        way.asked(requests.send(GetMatch { code }));
    }
    for reply in replies.read() {
        way.answered(reply.id, &reply.result);
    }
    for Heard(event) in events.read() {
        if let ServerEvent::Game(GameEvent::Finish(over)) = event {
            way.ended(over.code);
        }
    }
}

/// Whoever plays with others again is known to, wherever that was said.
fn hear_patch(
    mut replies: MessageReader<Replied<PatchMe>>,
    mut session: ResMut<Session>,
    mut toasts: MessageWriter<Toast>,
    text: Res<Text>,
    mut asked: ResMut<OnlineAgain>,
) {
    for reply in replies.read() {
        if asked.0.take_if(|id| *id == reply.id).is_none() {
            continue;
        }
        match &reply.result {
            Ok(me) => session.know(me.clone()),
            Err(error) => {
                toasts.write(Toast::problem("toast-not-online").naming(words::of_error(&text, error)));
            }
        }
    }
}

/// What is shown of the challenges that wait.
#[derive(SystemParam)]
struct Waiting<'w> {
    challenges: Res<'w, Challenges>,
    wishes: Res<'w, Wishes>,
    wish: MessageWriter<'w, ChallengeWish>,
    open: MessageWriter<'w, Open>,
}

impl Waiting<'_> {
    fn act(&mut self, pressed: ChallengePress) {
        match pressed {
            ChallengePress::Wish(wish) => {
                self.wish.write(wish);
            }
            ChallengePress::See(code) => {
                self.open.write(Open(Target::Match(Link::to(code))));
            }
        }
    }
}

/// Ways to a match with others.
#[derive(SystemParam)]
struct Ways<'w> {
    seek: MessageWriter<'w, Seek>,
    gather: MessageWriter<'w, Gather>,
}

/// Goes where what is typed leads.
fn join(draft: &mut StartDraft, open: &mut MessageWriter<Open>) {
    match Target::typed_to_join(&draft.code) {
        Some(target) => {
            *draft = StartDraft::default();
            open.write(Open(target));
        }
        None => draft.nonsense = true,
    }
}

/// The wish to play with others again, on its way.
#[derive(Resource, Default)]
struct OnlineAgain(Option<RequestId>);

#[expect(clippy::too_many_arguments, reason = "a system takes what it reads")]
fn show(
    mut shell: Shell,
    way: Res<WayBack>,
    hosting: Res<Hosting>,
    mut draft: ResMut<StartDraft>,
    requests: Res<Requests>,
    mut online: ResMut<OnlineAgain>,
    mut waiting: Waiting,
    mut ways: Ways,
    mut exit: MessageWriter<AppExit>,
    mut play: MessageWriter<PlayAction>,
) {
    let model = StartModel::of(shell.session(), way.unfinished.as_ref(), hosting.0.as_deref());
    let me = shell.session().user().map(|me| me.id).filter(|_| waiting.challenges.are_listed(shell.session()));
    let typed = &mut *draft;
    let (pressed, action) = shell
        .page(view::WIDTH, |ui, look| {
            let pressed = me.and_then(|me| {
                let setting = Setting { me, now: waiting.challenges.server_time(clock::today()), wishes: &waiting.wishes };
                let pressed = pending_ui(ui, look, &waiting.challenges, setting);
                ui.add_space(space::M);
                pressed
            });
            (pressed, view::start_ui(ui, look, &model, typed))
        })
        .unwrap_or_default();
    if let Some(pressed) = pressed {
        waiting.act(pressed);
    }
    let Some(action) = action else { return };
    let to = match action {
        StartAction::PlayNow => {
            ways.seek.write(Seek::For(Wanted::Duel));
            return;
        }
        StartAction::Ranked => {
            ways.seek.write(Seek::For(Wanted::Ranked));
            return;
        }
        StartAction::Gather(mode) => {
            ways.gather.write(Gather(mode));
            return;
        }
        StartAction::Join => {
            join(&mut draft, &mut waiting.open);
            return;
        }
        StartAction::Tournaments => Screen::Tournaments,
        StartAction::HotSeat => Screen::HotSeat,
        StartAction::Practice => Screen::Practice,
        StartAction::SignIn => Screen::SignIn,
        StartAction::Register => Screen::Register,
        StartAction::PlayOnline => {
            online.0 = Some(requests.send(PatchMe { play_mode: Some(PlayMode::Online), ..PatchMe::default() }));
            return;
        }
        StartAction::GoBack(code) => {
            play.write(PlayAction::Start(PlaySpec::Online { code, bearers: vec![Bearer::Session] }));
            return;
        }
        StartAction::Quit => {
            exit.write(AppExit::Success);
            return;
        }
    };
    shell.go(Navigate::To(to));
}
