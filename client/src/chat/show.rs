//! The panel on the screen: where it is, when, and what a press in it does.

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};

use super::Seen;
use super::model::ChatModel;
use super::thread::Place;
use super::view::{self, ChatAction, ChatDraft, ChatView};
use crate::clock;
use crate::link::{Link, Open, Target};
use crate::net::{Account, Session};
use crate::people::challenge::view::ChallengePress;
use crate::people::challenge::{ChallengeWish, Wishes};
use crate::people::circle::{Circle, CircleAction};
use crate::people::{PeopleAction, ToggleChat};
use crate::play::input::Typing;
use crate::screen::{AppSystems, Drawer, EscapeTaken, Navigate, Screen};
use crate::settings::{Action, Settings};
use crate::ui::Looks;
use crate::ui::dock;
use crate::ui::frame::ViewSystems;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<ChatDraft>()
        .init_resource::<Seen>()
        .add_systems(Update, toggle.in_set(AppSystems::Input))
        .add_systems(Update, (fold, clear).in_set(AppSystems::Domain))
        .add_systems(EguiPrimaryContextPass, show.in_set(ViewSystems));
}

/// The key of the chat opens and folds it on every menu, but means nothing to somebody who writes with it.
fn toggle(
    keys: Res<ButtonInput<KeyCode>>,
    pads: Query<&Gamepad>,
    settings: Res<Settings>,
    screen: Res<State<Screen>>,
    taken: Res<EscapeTaken>,
    typing: Res<Typing>,
    mut toggles: MessageWriter<ToggleChat>,
) {
    let writes = |key: KeyCode| typing.0 && !matches!(key, KeyCode::F1 | KeyCode::F2 | KeyCode::F3 | KeyCode::F4 | KeyCode::F5);
    let key = settings.controls.key(Action::Chat).is_some_and(|key| keys.just_pressed(key) && !writes(key));
    let button = settings.controls.button(Action::Chat).is_some_and(|button| pads.iter().any(|pad| pad.just_pressed(button)));
    if (key || button) && screen.is_menu() && !taken.0 {
        toggles.write(ToggleChat);
    }
}

/// Escape has folded it.
fn fold(mut chat: ResMut<ChatModel>, drawer: Res<Drawer>, mut was_open: Local<bool>) {
    if *was_open && !drawer.0 {
        chat.open = false;
    }
    *was_open = drawer.0;
}

/// What somebody else has written is not for whoever is signed in now.
fn clear(chat: Res<ChatModel>, mut draft: ResMut<ChatDraft>, mut whose: Local<Option<common::ids::UserId>>) {
    if *whose != chat.me() {
        *whose = chat.me();
        *draft = ChatDraft::default();
    }
}

/// Where presses lead.
#[derive(SystemParam)]
struct Ways<'w> {
    people: MessageWriter<'w, PeopleAction>,
    wishes: MessageWriter<'w, ChallengeWish>,
    circle: MessageWriter<'w, CircleAction>,
    open: MessageWriter<'w, Open>,
    go: MessageWriter<'w, Navigate>,
    account: Res<'w, Account>,
}

impl Ways<'_> {
    fn see(&mut self, target: Target) {
        self.open.write(Open(target));
    }
}

#[expect(clippy::too_many_arguments, reason = "a system takes what it reads")]
fn show(
    mut contexts: EguiContexts,
    looks: Looks,
    mut chat: ResMut<ChatModel>,
    mut draft: ResMut<ChatDraft>,
    mut seen: ResMut<Seen>,
    mut drawer: ResMut<Drawer>,
    screen: Res<State<Screen>>,
    session: Res<Session>,
    wishes: Res<Wishes>,
    circle: Res<Circle>,
    mut before: Local<Option<Place>>,
    mut ways: Ways,
) {
    let Ok(ctx) = contexts.ctx_mut() else { return };
    let there = screen.is_menu();
    let shown = chat.shown().map(|thread| thread.place).filter(|_| chat.open);
    if *before != shown {
        *before = shown;
        // Whoever comes back from a match finds it as it was, and the page has the focus.
        draft.focus = shown.is_some() && seen.0;
    }
    seen.set_if_neq(Seen(there));
    dock::reserve(ctx, if there { dock::HEIGHT } else { 0.0 });
    if there {
        let not_blocked = draft.blocked.and_then(|user| circle.problem(&CircleAction::Block(user)));
        let now = chat.server_time(clock::today());
        let model = ChatView { chat: &chat, wishes: &wishes, not_blocked, up: session.is_up(), now };
        let rect = dock::place(ctx, chat.open);
        let actions = egui::Area::new(egui::Id::new("chat"))
            .order(egui::Order::Middle)
            .fixed_pos(rect.min)
            .show(ctx, |ui| view::chat_ui(ui, looks.look(), model, &mut draft, rect.size()))
            .inner;
        for action in actions {
            act(&mut chat, &mut draft, action, &mut ways);
        }
    }
    drawer.set_if_neq(Drawer(there && chat.open));
}

fn act(chat: &mut ChatModel, draft: &mut ChatDraft, action: ChatAction, ways: &mut Ways) {
    match action {
        ChatAction::Toggle => chat.toggle(),
        ChatAction::Select(place) => {
            draft.leave();
            chat.select(place);
        }
        ChatAction::Find(name) => chat.find(&name),
        ChatAction::TalkTo(user, name) => {
            draft.leave();
            chat.talk_to(user, &name);
        }
        ChatAction::StopSeeking => {
            draft.leave();
            chat.close_search();
        }
        ChatAction::Send(place) => {
            if chat.send(place, draft.texts.get(&place).map_or("", String::as_str)) {
                draft.texts.remove(&place);
            }
        }
        ChatAction::Typed(place) => chat.typed(place),
        ChatAction::Again(place, reference) => chat.send_again(place, &reference),
        ChatAction::TakeBack(place, reference) => {
            if let Some(words) = chat.take_back(place, &reference) {
                // What is given up can be written anew, unless something else is there by now.
                let written = draft.texts.entry(place).or_default();
                if written.trim().is_empty() {
                    *written = words;
                }
            }
        }
        ChatAction::Older(place) => chat.read_older(place),
        ChatAction::TryAgain(place) => chat.try_again(place),
        ChatAction::Hide(id) => chat.hide(id),
        ChatAction::Block(user) => {
            draft.blocked = Some(user);
            ways.circle.write(CircleAction::Block(user));
        }
        ChatAction::See(target) => ways.see(target),
        ChatAction::People(action) => {
            ways.people.write(action);
        }
        ChatAction::Challenge(ChallengePress::Wish(wish)) => {
            ways.wishes.write(wish);
        }
        ChatAction::Challenge(ChallengePress::See(code)) => ways.see(Target::Match(Link::to(code))),
        ChatAction::SignIn => {
            ways.go.write(Navigate::CloseSettings);
            ways.go.write(Navigate::To(Screen::SignIn));
        }
        ChatAction::BeGuest => ways.account.be_guest(),
    }
}
