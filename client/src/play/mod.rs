//! The court: what is played, seen and heard. One scene, whoever fills it.

mod contract;
pub mod effects;
pub mod fit;
mod handover;
mod hud;
pub mod input;
mod local;
mod look;
mod online;
pub mod pause;
pub mod result;
pub mod scene;
mod sounds;
pub mod stakes;
pub mod steering;
pub mod theatre;
pub mod wall;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use common::ids::PictureId;
use common::sim::bot::Skill;

pub use self::contract::{LostReason, PlayAction, PlayFact, PlayResult, PlaySpec, Replay, ReplayPlayer, ResultPlayer};
use self::effects::Effects;
pub use self::fit::Fit;
use self::handover::Handover;
use self::input::Typing;
use self::local::LocalMatch;
use self::online::{Dial, OnlineMatch};
use self::pause::Pause;
use self::result::LastResult;
use self::scene::{Role, Scene};
use self::steering::{Hands, Steering};
use self::theatre::Theatre;
use crate::audio::PlaySound;
use crate::clock;
use crate::net::{Session, Sockets};
use crate::screen::{AppSystems, Overlay, Screen};
use crate::settings::Settings;
use crate::ui::frame::ViewSystems;
use crate::ui::text::Text;

pub(crate) fn plugin(app: &mut App) {
    unseen(app);
    app.add_systems(EguiPrimaryContextPass, (hud::show.before(ViewSystems), input::notice_typing.after(ViewSystems)));
    look::plugin(app);
    pause::plugin(app);
    result::plugin(app);
    theatre::plugin(app);
}

/// Everything of the court but what is drawn: for tests of what it does.
pub fn unseen(app: &mut App) {
    app.add_message::<PlayAction>()
        .add_message::<PlayFact>()
        .init_resource::<Scene>()
        .init_resource::<Effects>()
        .init_resource::<Steering>()
        .init_resource::<Hands>()
        .init_resource::<Typing>()
        .init_resource::<Handover>()
        .init_resource::<Pause>()
        .init_resource::<LastResult>()
        .init_resource::<Game>()
        .add_systems(Update, input::read.in_set(AppSystems::Input))
        .add_systems(Update, (begin, advance, report).chain().in_set(AppSystems::Domain))
        .add_systems(Update, (feel, result::remember).in_set(AppSystems::Present))
        .add_systems(OnExit(Screen::Court), |mut pause: ResMut<Pause>| pause.close());
    stakes::plugin(app);
    theatre::unseen(app);
    wall::unseen(app);
}

/// What fills the scene.
#[derive(Resource)]
pub(crate) struct Game {
    source: Source,
}

enum Source {
    Local(Box<LocalMatch>),
    Online(Box<OnlineMatch>),
    Theatre(Box<Theatre>),
}

impl Default for Game {
    fn default() -> Self {
        Self { source: Source::Local(Box::new(LocalMatch::backdrop(rand::random()))) }
    }
}

impl Game {
    /// Whether a server referees what is played.
    fn is_online(&self) -> bool {
        match &self.source {
            Source::Local(_) => false,
            Source::Online(_) => true,
            // Nobody plays.
            Source::Theatre(_) => false,
        }
    }
}

impl Source {
    /// The source that plays this.
    fn of(spec: PlaySpec, text: &Text, session: &Session) -> Self {
        let seed = rand::random();
        let me = session.user();
        let own_picture = me.map_or(PictureId(0), |me| me.profile_picture.id);
        let against = |skill: Skill| {
            let own = me.map_or_else(|| text.get("court-you"), |me| me.username.to_string());
            [own, text.get(&format!("practice-level-{}", skill.level()))]
        };
        Self::Local(Box::new(match spec {
            PlaySpec::WarmUp { skill } => LocalMatch::warm_up(skill, seed, against(skill)),
            PlaySpec::Practice { skill, goals } => LocalMatch::practice(skill, goals, seed, against(skill), own_picture),
            PlaySpec::HotSeat { rules, names, pictures } => LocalMatch::hot_seat(rules, seed, names, pictures),
            PlaySpec::FromHere { replay, at, seat, skill } => {
                let [own, bot] = against(skill);
                LocalMatch::from_here(&replay, at, seat, skill, seed, (own, own_picture), &bot)
            }
            PlaySpec::Online { code, bearers } => return Self::Online(Box::new(OnlineMatch::new(code, bearers))),
            PlaySpec::Replay { replay, at } => return Self::Theatre(Box::new(Theatre::replay(&replay, at))),
            PlaySpec::Watch { code, bearer, at } => return Self::Theatre(Box::new(Theatre::watch(code, bearer, at))),
        }))
    }

    /// Whether somebody plays a match here that has not ended.
    fn role(&self) -> Role {
        match self {
            Self::Local(local) => local.role(),
            Self::Online(_) => Role::Match,
            Self::Theatre(_) => Role::Theatre,
        }
    }
}

/// Begins and leaves what others ask for.
#[expect(clippy::too_many_arguments, reason = "a system takes what it reads")]
fn begin(
    mut actions: MessageReader<PlayAction>,
    mut facts: MessageWriter<PlayFact>,
    mut game: ResMut<Game>,
    mut handover: ResMut<Handover>,
    mut pause: ResMut<Pause>,
    scene: Res<Scene>,
    text: Res<Text>,
    session: Res<Session>,
) {
    for action in actions.read() {
        handover.begin(&scene);
        pause.close();
        match action {
            PlayAction::Start(spec) => {
                game.source = Source::of(spec.clone(), &text, &session);
                facts.write(PlayFact::Began);
            }
            PlayAction::Leave => {
                let left = std::mem::take(&mut *game);
                if left.source.role() == Role::Match {
                    facts.write(PlayFact::Lost(LostReason::Left));
                }
            }
        }
    }
}

/// Lets time pass on the court and fills the scene.
#[expect(clippy::too_many_arguments, reason = "a system takes what it reads")]
fn advance(
    time: Res<Time<Real>>,
    overlay: Res<State<Overlay>>,
    pause: Res<Pause>,
    sockets: Option<Res<Sockets>>,
    settings: Res<Settings>,
    mut game: ResMut<Game>,
    mut steering: ResMut<Steering>,
    mut scene: ResMut<Scene>,
    mut handover: ResMut<Handover>,
) {
    scene.moments.clear();
    let dial = sockets.as_deref().map(|sockets| sockets as &dyn Dial);
    match &mut game.source {
        Source::Local(local) => {
            local.paused = local.role() == Role::Match && (pause.open || *overlay.get() == Overlay::Settings);
            local.advance(time.delta(), &mut steering, &mut scene);
        }
        Source::Online(online) => {
            online.advance(clock::now_us(), dial, &mut steering, &mut scene);
        }
        Source::Theatre(theatre) => theatre.advance(clock::now_us(), time.delta(), dial, theatre::foot(&settings), &mut scene),
    }
    handover.apply(&mut scene, time.delta_secs());
}

/// Tells the others when a match is over; bots take over behind the menus.
fn report(mut game: ResMut<Game>, mut facts: MessageWriter<PlayFact>, mut handover: ResMut<Handover>, scene: Res<Scene>) {
    let fact = match &mut game.source {
        Source::Local(local) => local.result().map(PlayFact::Ended),
        Source::Online(online) => online.outcome(clock::now_us()),
        Source::Theatre(theatre) => theatre.outcome(clock::now_us()),
    };
    if let Some(fact) = fact {
        facts.write(fact);
        handover.begin(&scene);
        *game = Game::default();
    }
}

/// Lights and sounds follow what happened.
fn feel(
    time: Res<Time<Real>>,
    settings: Res<Settings>,
    scene: Res<Scene>,
    mut effects: ResMut<Effects>,
    mut play: MessageWriter<PlaySound>,
) {
    effects.follow(&scene, time.delta_secs(), !settings.interface.reduced_motion);
    let fit = Fit::new(Vec2::ONE, scene.size(), scene.mirrored);
    play.write_batch(scene.moments.iter().filter_map(|moment| sounds::sound_of(moment, &scene, &fit)));
}
