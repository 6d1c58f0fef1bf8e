//! The app without a window: where the screens lead, and what the sessions and settings do there.

use bevy::input::ButtonState;
use bevy::input::keyboard::{Key, KeyboardInput};
use bevy::prelude::*;
use client::play::{LostReason, PlayAction, PlayFact, PlaySpec};
use client::screen::{EscapeTaken, Navigate, Overlay, Screen};
use common::sim::bot::Skill;

fn app() -> App {
    let mut app = client::logic(None, None);
    for _ in 0..3 {
        app.update();
    }
    app
}

fn screen(app: &App) -> Screen {
    *app.world().resource::<State<Screen>>().get()
}

fn overlay(app: &App) -> Overlay {
    *app.world().resource::<State<Overlay>>().get()
}

fn go(app: &mut App, to: Navigate) {
    app.world_mut().write_message(to);
    app.update();
    app.update();
}

fn press(app: &mut App, key: KeyCode) {
    for state in [ButtonState::Pressed, ButtonState::Released] {
        app.world_mut().write_message(KeyboardInput {
            key_code: key,
            logical_key: Key::Escape,
            state,
            text: None,
            repeat: false,
            window: Entity::PLACEHOLDER,
        });
        app.update();
        app.update();
    }
}

#[test]
fn the_first_screen_comes_by_itself() {
    assert_eq!(screen(&app()), Screen::Start);
}

#[test]
fn escape_leads_back_to_the_first_screen_from_every_menu() {
    let mut app = app();
    for to in [Screen::SignIn, Screen::Register, Screen::Practice, Screen::HotSeat, Screen::Search, Screen::Result] {
        go(&mut app, Navigate::To(to));
        assert_eq!(screen(&app), to);
        press(&mut app, KeyCode::Escape);
        assert_eq!(screen(&app), Screen::Start, "{to:?}");
    }
}

#[test]
fn escape_on_the_court_leads_nowhere_because_the_pause_has_it() {
    let mut app = app();
    go(&mut app, Navigate::To(Screen::Court));
    press(&mut app, KeyCode::Escape);
    assert_eq!(screen(&app), Screen::Court);
}

#[test]
fn settings_lie_over_the_court_and_escape_closes_them_first() {
    let mut app = app();
    go(&mut app, Navigate::To(Screen::Court));
    go(&mut app, Navigate::OpenSettings);
    assert_eq!((screen(&app), overlay(&app)), (Screen::Court, Overlay::Settings));
    press(&mut app, KeyCode::Escape);
    assert_eq!((screen(&app), overlay(&app)), (Screen::Court, Overlay::None));
}

#[test]
fn escape_belongs_to_a_binding_that_waits_for_a_key() {
    let mut app = app();
    go(&mut app, Navigate::OpenSettings);
    app.world_mut().resource_mut::<EscapeTaken>().0 = true;
    press(&mut app, KeyCode::Escape);
    assert_eq!(overlay(&app), Overlay::Settings);
}

#[test]
fn a_match_takes_the_window_and_a_warm_up_does_not() {
    let mut app = app();
    let skill = Skill::new(1).unwrap();
    app.world_mut().write_message(PlayAction::Start(PlaySpec::WarmUp { skill }));
    app.update();
    app.update();
    assert_eq!(screen(&app), Screen::Start);
    app.world_mut().write_message(PlayAction::Start(PlaySpec::Practice { skill, goals: 3 }));
    app.update();
    app.update();
    assert_eq!(screen(&app), Screen::Court);
}

#[test]
fn a_match_that_is_lost_leads_back_to_the_first_screen() {
    let mut app = app();
    go(&mut app, Navigate::To(Screen::Court));
    app.world_mut().write_message(PlayFact::Lost(LostReason::Unreachable));
    app.update();
    app.update();
    assert_eq!(screen(&app), Screen::Start);
}
