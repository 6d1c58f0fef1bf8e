//! What is around every menu: the veil over the court, the bar at the top, the strip that says how the server is.

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use bevy_egui::{EguiContexts, egui};
use common::ids::PictureId;
use egui::{Align, Id, Layout, Rect, ScrollArea, Sense, Ui, UiBuilder, vec2};

use super::theme::{height, space};
use super::widgets::{self, Noise};
use super::{Look, Looks, bar, dock, fonts, strip};
use crate::audio::{PlaySound, Sound};
use crate::net::{Account, ServerState, Session, SessionState};
use crate::people::{PeopleAction, ToggleChat, Unseen};
use crate::screen::{AppSystems, Navigate, Overlay, ProfileDoor, Screen};
use crate::waiting::{Seek, Waiting};

/// Width of a page with one column, points.
pub const NARROW: f32 = 440.0;
/// Width of a page with two columns, points.
pub const WIDE: f32 = 760.0;

/// Everything that is shown.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ViewSystems;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, make_noise.in_set(AppSystems::Present));
}

/// Who is signed in, for the bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Name.
    pub name: String,
    /// Picture.
    pub picture: PictureId,
    /// Guest or account.
    pub guest: bool,
}

/// How the server is, for the strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Strip {
    /// There is nothing to say.
    Fine,
    /// It is not known yet.
    Connecting,
    /// It does not answer.
    Down,
    /// This program's own server cannot run, for this reason.
    OwnDown(String),
    /// It speaks this other protocol.
    WrongVersion(u16),
}

/// What is around a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Around {
    /// Which screen this is.
    pub screen: Screen,
    /// Which place of the bar it belongs to.
    pub place: Screen,
    /// Whether the settings are open.
    pub settings: bool,
    /// Who is signed in.
    pub who: Option<Who>,
    /// How the server is.
    pub strip: Strip,
    /// What waits to be seen.
    pub unseen: Unseen,
    /// What goes on meanwhile.
    pub waiting: Waiting,
}

/// What was pressed around a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AroundAction {
    /// To the first screen.
    Play,
    /// Tournaments.
    Tournaments,
    /// Matches that run, and those of the past.
    Watch,
    /// Friends and requests.
    Friends,
    /// Opens the chat, or folds it.
    Chat,
    /// The own profile.
    Profile,
    /// The settings.
    Settings,
    /// The own account.
    Me,
    /// Ask the server again now.
    TryNow,
    /// To where somebody waits for a match.
    Return(Screen),
    /// Look for no match any more.
    StopSearching,
}

impl Around {
    /// What is around the screens now.
    #[must_use]
    pub fn of(session: &Session, screen: Screen, place: Screen, overlay: Overlay, unseen: Unseen, waiting: Waiting) -> Self {
        let who = |me: &common::api::users::UserMe, guest| Who { name: me.username.to_string(), picture: me.profile_picture.id, guest };
        Self {
            unseen,
            waiting,
            screen,
            place,
            settings: overlay == Overlay::Settings,
            who: match &session.state {
                SessionState::SignedOut | SessionState::Returning => None,
                SessionState::Guest(me) => Some(who(me, true)),
                SessionState::Account(me) => Some(who(me, false)),
            },
            strip: match &session.server {
                ServerState::Connecting => Strip::Connecting,
                ServerState::Up(_) => Strip::Fine,
                ServerState::Down { reason: None, .. } => Strip::Down,
                ServerState::Down { reason: Some(reason), .. } => Strip::OwnDown(reason.clone()),
                ServerState::WrongVersion { server } => Strip::WrongVersion(*server),
            },
        }
    }
}

/// A menu: the bar, the strip, and between them a column of at most `width` points that scrolls when it must.
pub fn page<R>(ui: &mut Ui, look: Look<'_>, around: &Around, width: f32, body: impl FnOnce(&mut Ui) -> R) -> (Option<AroundAction>, R) {
    let whole = ui.max_rect();
    ui.painter().rect_filled(whole, 0.0, look.theme.veil());
    opened(ui, around);
    let top = Rect::from_min_size(whole.min, vec2(whole.width(), height::BAR));
    let strip_height = strip::height(ui, look, around, whole.width());
    let edge = whole.max - vec2(0.0, dock::reserved(ui.ctx()));
    let bottom = Rect::from_min_max(egui::pos2(whole.min.x, edge.y - strip_height), edge);
    let middle = Rect::from_min_max(top.left_bottom(), bottom.right_top());
    let bar = bar::bar_ui(&mut ui.new_child(UiBuilder::new().max_rect(top).layout(Layout::left_to_right(Align::Center))), look, around);
    let inner = column(&mut ui.new_child(UiBuilder::new().max_rect(middle)), around, width, body);
    let strip = strip::strips_ui(&mut ui.new_child(UiBuilder::new().max_rect(bottom)), look, around);
    (bar.or(strip), inner)
}

/// Gives the focus to what comes first when this is another page than before.
fn opened(ui: &Ui, around: &Around) {
    let id = Id::new("rebound-page");
    let now = (around.screen, around.settings);
    let before = ui.ctx().data_mut(|data| data.get_temp::<(Screen, bool)>(id));
    if before != Some(now) {
        ui.ctx().data_mut(|data| data.insert_temp(id, now));
        widgets::ask_for_focus(ui.ctx());
    } else {
        widgets::keep_focus(ui.ctx());
    }
}

/// A column in the middle; it stands in the middle of the height as well when there is room.
fn column<R>(ui: &mut Ui, around: &Around, width: f32, body: impl FnOnce(&mut Ui) -> R) -> R {
    let room = ui.max_rect();
    // Each page keeps how far it is scrolled, and how high it is.
    let id = ui.id().with(("column", around.screen, around.settings));
    // Not known yet, it may fill the room: then nothing is scrolled away before what is first on it has the focus.
    let known: f32 = ui.ctx().data_mut(|data| data.get_temp(id)).unwrap_or_else(|| room.height());
    let margin = space::L.min(room.width() * 0.04);
    let width = width.min(room.width() - margin * 2.0);
    ScrollArea::vertical()
        .id_salt(id)
        .auto_shrink(false)
        .show(ui, |ui| {
            let air = ((room.height() - known) * 0.42).max(space::S);
            ui.add_space(air);
            let inner = ui
                .horizontal(|ui| {
                    ui.add_space((room.width() - width) * 0.5);
                    ui.vertical(|ui| {
                        ui.set_width(width);
                        body(ui)
                    })
                })
                .inner;
            ui.add_space(space::L);
            ui.ctx().data_mut(|data| data.insert_temp(id, inner.response.rect.height()));
            inner.inner
        })
        .inner
}

/// What a system needs to show a menu and to do what is pressed around it.
#[derive(SystemParam)]
pub struct Shell<'w, 's> {
    contexts: EguiContexts<'w, 's>,
    looks: Looks<'w>,
    session: Res<'w, Session>,
    screen: Res<'w, State<Screen>>,
    overlay: Res<'w, State<Overlay>>,
    account: Res<'w, Account>,
    unseen: Res<'w, Unseen>,
    waiting: Res<'w, Waiting>,
    profile: Res<'w, ProfileDoor>,
    go: MessageWriter<'w, Navigate>,
    /// By these, so that whoever has a shell may write the same messages.
    commands: Commands<'w, 's>,
}

impl Shell<'_, '_> {
    /// Shows a menu. Nothing before the window is there.
    pub fn page<R>(&mut self, width: f32, body: impl FnOnce(&mut Ui, Look<'_>) -> R) -> Option<R> {
        let ctx = self.contexts.ctx_mut().ok()?;
        let screen = *self.screen.get();
        let place = self.profile.place(screen);
        let around = Around::of(&self.session, screen, place, *self.overlay.get(), *self.unseen, self.waiting.clone());
        let look = self.looks.look();
        let mut ui = root(ctx, if around.settings { "settings" } else { "page" });
        let (action, inner) = page(&mut ui, look, &around, width, |ui| body(ui, look));
        if let Some(action) = action {
            self.act(action);
        }
        Some(inner)
    }

    /// Whoever is signed in, and how the server is.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Goes somewhere.
    pub fn go(&mut self, to: Navigate) {
        self.go.write(to);
    }

    /// Something is wanted of another person.
    pub fn people(&mut self, wish: PeopleAction) {
        self.commands.write_message(wish);
    }

    /// Puts words where they can be pasted from.
    pub fn copy(&mut self, words: String) {
        if let Ok(ctx) = self.contexts.ctx_mut() {
            ctx.copy_text(words);
        }
    }

    fn act(&mut self, action: AroundAction) {
        match action {
            AroundAction::Play => {
                self.go.write(Navigate::CloseSettings);
                if *self.screen.get() != Screen::Start {
                    self.go.write(Navigate::Back);
                }
            }
            AroundAction::Tournaments => self.leave_for(Screen::Tournaments),
            AroundAction::Watch => self.leave_for(Screen::Watch),
            AroundAction::Friends => self.leave_for(Screen::Friends),
            AroundAction::Me => self.leave_for(Screen::Account),
            AroundAction::Profile => {
                if let Some(me) = self.session.user().map(|me| me.id)
                    && *self.screen.get() != Screen::Court
                {
                    self.go.write(Navigate::CloseSettings);
                    self.people(PeopleAction::Profile(me));
                }
            }
            AroundAction::Chat => {
                self.commands.write_message(ToggleChat);
            }
            AroundAction::Settings => {
                self.go.write(Navigate::OpenSettings);
            }
            AroundAction::TryNow => self.account.try_now(),
            AroundAction::Return(to) => self.leave_for(to),
            AroundAction::StopSearching => {
                self.commands.write_message(Seek::Stop);
            }
        }
    }

    /// The settings may lie over a match, which nobody leaves by accident.
    fn leave_for(&mut self, to: Screen) {
        self.go.write(Navigate::CloseSettings);
        if *self.screen.get() != Screen::Court {
            self.go.write(Navigate::To(to));
        }
    }
}

/// A card in the middle, as high as it was in the last frame.
pub fn middle_card<R>(ui: &mut Ui, look: Look<'_>, name: &str, width: f32, body: impl FnOnce(&mut Ui) -> R) -> R {
    let room = ui.max_rect();
    let id = Id::new((name, "height"));
    let height: f32 = ui.ctx().data_mut(|data| data.get_temp(id)).unwrap_or(room.height() * 0.4);
    let size = vec2(width.min(room.width() - space::XL), height.min(room.height()));
    let mut child = ui.new_child(UiBuilder::new().max_rect(Rect::from_center_size(room.center(), size)));
    let inner = widgets::card(&mut child, look, |ui| {
        ui.set_width(ui.available_width());
        body(ui)
    });
    let grown = child.min_rect().height();
    child.ctx().data_mut(|data| data.insert_temp(id, grown));
    if (grown - height).abs() > 0.5 {
        child.ctx().request_repaint();
    }
    inner
}

/// A Ui over the whole window.
#[must_use]
pub fn root(ctx: &egui::Context, name: &str) -> Ui {
    let builder = UiBuilder::new().layer_id(egui::LayerId::background()).max_rect(ctx.viewport_rect());
    Ui::new(ctx.clone(), Id::new(name), builder)
}

/// The name of the game.
pub fn wordmark(ui: &mut Ui, look: Look<'_>, size: f32) {
    let words = look.text.get("app-name");
    let galley = ui.painter().layout_no_wrap(words, fonts::score(size), look.theme.text);
    let (rect, _) = ui.allocate_exact_size(galley.size(), Sense::hover());
    ui.painter().galley(rect.min, galley, look.theme.text);
    let ball = size * 0.13;
    let at = egui::pos2(rect.max.x + ball * 1.6, rect.center().y + size * 0.2);
    ui.painter().rect_filled(Rect::from_center_size(at, vec2(ball, ball)), 1.0, look.theme.ball);
}

/// Lets the interface be heard.
fn make_noise(mut contexts: EguiContexts, mut sounds: MessageWriter<PlaySound>) {
    let Ok(ctx) = contexts.ctx_mut() else { return };
    match widgets::take_noise(ctx) {
        Some(Noise::Click) => {
            sounds.write(PlaySound::new(Sound::Click));
        }
        Some(Noise::Hover) => {
            sounds.write(PlaySound::new(Sound::Hover));
        }
        None => {}
    }
}
