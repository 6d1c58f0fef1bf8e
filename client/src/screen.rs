//! Where in the game somebody is, and how they get from place to place.

use bevy::prelude::*;

use crate::play::{PlayAction, PlayFact, PlaySpec};

/// What fills the window.
#[derive(States, Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Screen {
    /// The first frames, until everything is there.
    #[default]
    Loading,
    /// What somebody wants first, in one press.
    Start,
    /// Name and password.
    SignIn,
    /// A new account, or one for the present guest.
    Register,
    /// A bot and its level.
    Practice,
    /// Two on one keyboard, before the court.
    HotSeat,
    /// Matches that run, and those of the past.
    Watch,
    /// The search for a match, over a warm-up rally.
    Search,
    /// A lobby: who is there, on which side, and what they say.
    Lobby,
    /// Tournaments: those that can be joined, and the one that somebody is in.
    Tournaments,
    /// A match.
    Court,
    /// A match that is seen: a replay, or one that others play.
    Theatre,
    /// How it ended.
    Result,
    /// Friends, requests, and who is kept away.
    Friends,
    /// Somebody's profile, or the own one.
    Profile,
    /// The own account: name, password, sessions, switches, data.
    Account,
}

/// What lies over the screen, whatever that is. A match goes on below it.
#[derive(States, Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// The settings.
    Settings,
}

/// The order of a frame.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AppSystems {
    /// What the network brought.
    Net,
    /// What was pressed.
    Input,
    /// What follows from both.
    Domain,
    /// What is to be seen and heard of it.
    Present,
}

/// Goes somewhere.
#[derive(Message, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Navigate {
    /// To this screen.
    To(Screen),
    /// Where Escape leads.
    Back,
    /// Opens the settings over whatever is there.
    OpenSettings,
    /// Closes the settings.
    CloseSettings,
}

/// Where one comes out of the theatre.
#[derive(Resource, Clone, Copy, Debug, PartialEq, Eq)]
pub struct TheatreDoor(pub Screen);

impl Default for TheatreDoor {
    fn default() -> Self {
        Self(Screen::Watch)
    }
}

/// The way out of a profile.
#[derive(Resource, Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileDoor {
    /// Where it leads.
    pub to: Screen,
    /// Whether the profile is the own one: a place of its own, and not part of where it was opened from.
    pub own: bool,
}

impl Default for ProfileDoor {
    fn default() -> Self {
        Self { to: Screen::Start, own: true }
    }
}

impl ProfileDoor {
    /// The place that a screen belongs to: somebody else's profile to where it was opened from.
    #[must_use]
    pub fn place(self, screen: Screen) -> Screen {
        if screen == Screen::Profile && !self.own { self.to } else { screen }
    }
}

/// Where one goes on after a match: to the place that it belongs to. Kept by the room whose place that is.
#[derive(Resource, Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResultDoor(pub Screen);

impl Default for ResultDoor {
    fn default() -> Self {
        Self(Screen::Start)
    }
}

/// Escape means something else just now: a key is being bound.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EscapeTaken(pub bool);

/// A question is open on the screen: Escape answers it with no, which whoever asked sees here.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Question(pub bool);

/// A panel lies open over the page: Escape folds it, which whoever opened it sees here.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drawer(pub bool);

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<EscapeTaken>()
        .init_resource::<Drawer>()
        .init_resource::<TheatreDoor>()
        .init_resource::<ProfileDoor>()
        .init_resource::<ResultDoor>()
        .init_resource::<Question>()
        .init_state::<Screen>()
        .init_state::<Overlay>()
        .add_message::<Navigate>()
        .add_message::<PlayAction>()
        .add_message::<PlayFact>()
        .configure_sets(Update, (AppSystems::Net, AppSystems::Input, AppSystems::Domain, AppSystems::Present).chain())
        .add_systems(Update, finish_loading.run_if(in_state(Screen::Loading)).in_set(AppSystems::Domain))
        .add_systems(Update, (go_back_on_escape.in_set(AppSystems::Input), (follow_play, navigate).chain().in_set(AppSystems::Present)));
}

impl Screen {
    /// Where Escape leads from here; the court asks first, and the first screen is the end of the way.
    #[must_use]
    pub const fn back(self) -> Option<Self> {
        match self {
            Self::Loading | Self::Start | Self::Court => None,
            Self::SignIn
            | Self::Register
            | Self::Practice
            | Self::HotSeat
            | Self::Watch
            | Self::Search
            | Self::Lobby
            | Self::Tournaments
            | Self::Result
            | Self::Friends
            | Self::Profile
            | Self::Account => Some(Self::Start),
            Self::Theatre => Some(Self::Watch),
        }
    }

    /// Whether a menu fills the window, with the court dimmed behind it.
    #[must_use]
    pub const fn is_menu(self) -> bool {
        match self {
            Self::Start
            | Self::SignIn
            | Self::Register
            | Self::Practice
            | Self::HotSeat
            | Self::Watch
            | Self::Lobby
            | Self::Tournaments
            | Self::Friends
            | Self::Profile
            | Self::Account => true,
            Self::Loading | Self::Search | Self::Court | Self::Theatre | Self::Result => false,
        }
    }
}

/// Everything is part of the program, so there is nothing to wait for but the first frame.
fn finish_loading(mut go: MessageWriter<Navigate>) {
    go.write(Navigate::To(Screen::Start));
}

#[expect(clippy::too_many_arguments, reason = "a system takes what it reads")]
fn go_back_on_escape(
    keys: Res<ButtonInput<KeyCode>>,
    pads: Query<&Gamepad>,
    screen: Res<State<Screen>>,
    overlay: Res<State<Overlay>>,
    taken: Res<EscapeTaken>,
    mut question: ResMut<Question>,
    mut drawer: ResMut<Drawer>,
    mut go: MessageWriter<Navigate>,
) {
    if taken.0 {
        return;
    }
    let pressed = keys.just_pressed(KeyCode::Escape) || pads.iter().any(|pad| pad.just_pressed(GamepadButton::East));
    if !pressed {
        return;
    }
    if *overlay.get() == Overlay::None && question.0 {
        question.0 = false;
        return;
    }
    if *overlay.get() == Overlay::None && drawer.0 {
        drawer.0 = false;
        return;
    }
    match (overlay.get(), screen.get()) {
        (Overlay::Settings, _) => go.write(Navigate::CloseSettings),
        // They ask first, or have something of their own to take back.
        (Overlay::None, Screen::Court | Screen::Theatre) => return,
        (Overlay::None, _) => go.write(Navigate::Back),
    };
}

/// Where one comes out of the theatre again who looks at a match from here: a page with more than one match to look at, or with
/// something to go on with; for all others, that of matches.
#[must_use]
pub const fn theatre_door(from: Screen) -> Screen {
    match from {
        Screen::Result | Screen::Lobby | Screen::Tournaments | Screen::Profile | Screen::Friends => from,
        Screen::Loading
        | Screen::Start
        | Screen::SignIn
        | Screen::Register
        | Screen::Practice
        | Screen::HotSeat
        | Screen::Watch
        | Screen::Search
        | Screen::Court
        | Screen::Theatre
        | Screen::Account => Screen::Watch,
    }
}

/// The court takes the window when a match begins, and gives it back when it is over. Whoever looked at a match comes back to
/// the page that it was opened from.
fn follow_play(
    mut actions: MessageReader<PlayAction>,
    mut facts: MessageReader<PlayFact>,
    screen: Res<State<Screen>>,
    mut door: ResMut<TheatreDoor>,
    result: Res<ResultDoor>,
    mut go: MessageWriter<Navigate>,
) {
    for action in actions.read() {
        match action {
            PlayAction::Start(
                PlaySpec::Online { .. } | PlaySpec::HotSeat { .. } | PlaySpec::Practice { .. } | PlaySpec::FromHere { .. },
            ) => {
                go.write(Navigate::To(Screen::Court));
            }
            PlayAction::Start(PlaySpec::Replay { .. } | PlaySpec::Watch { .. }) => {
                // The page of matches is also where one waits for what was opened elsewhere: the door is known by then.
                if *screen.get() != Screen::Theatre && *screen.get() != Screen::Watch {
                    door.0 = theatre_door(*screen.get());
                }
                go.write(Navigate::To(Screen::Theatre));
            }
            PlayAction::Start(PlaySpec::WarmUp { .. }) | PlayAction::Leave => {}
        }
    }
    for fact in facts.read() {
        match fact {
            PlayFact::Began => {}
            PlayFact::Ended(_) => {
                go.write(Navigate::To(Screen::Result));
            }
            PlayFact::Lost(_) => {
                go.write(Navigate::To(if *screen.get() == Screen::Theatre { door.0 } else { result.0 }));
            }
        }
    }
}

fn navigate(
    mut wishes: MessageReader<Navigate>,
    screen: Res<State<Screen>>,
    door: Res<ProfileDoor>,
    result: Res<ResultDoor>,
    mut next_screen: ResMut<NextState<Screen>>,
    mut next_overlay: ResMut<NextState<Overlay>>,
) {
    for wish in wishes.read() {
        match wish {
            Navigate::To(to) => next_screen.as_mut().set_if_neq(*to),
            Navigate::Back => {
                let doors = [(Screen::Profile, door.to), (Screen::Result, result.0)];
                let back = doors.into_iter().find(|(from, _)| from == screen.get()).map_or_else(|| screen.back(), |(_, to)| Some(to));
                if let Some(to) = back {
                    next_screen.as_mut().set_if_neq(to);
                }
            }
            Navigate::OpenSettings => next_overlay.as_mut().set_if_neq(Overlay::Settings),
            Navigate::CloseSettings => next_overlay.as_mut().set_if_neq(Overlay::None),
        }
    }
}
