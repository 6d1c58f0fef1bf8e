//! The mark that the system puts on a window that is not in front: something waits for the person, who looks elsewhere.

use bevy::ecs::system::NonSendMarker;
use bevy::prelude::*;
use bevy::window::PrimaryWindow;
use bevy::winit::WINIT_WINDOWS;
use common::api::event::{ChallengeEvent, GameEvent, ServerEvent, TournamentEvent};

use crate::net::Heard;
use crate::screen::AppSystems;

pub(crate) fn plugin(app: &mut App) {
    unseen(app);
    app.add_systems(Update, mark.run_if(resource_changed::<Attention>).in_set(AppSystems::Present));
}

/// Everything but the mark itself.
pub(crate) fn unseen(app: &mut App) {
    app.init_resource::<Attention>().add_systems(Update, follow.in_set(AppSystems::Domain));
}

/// Whether the window bears the mark.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attention(pub bool);

/// What somebody else waits for, or a match that would be lost.
fn calls(event: &ServerEvent) -> bool {
    match event {
        ServerEvent::Game(GameEvent::Start(_))
        | ServerEvent::Challenge(ChallengeEvent::Received(_))
        | ServerEvent::Tournament(TournamentEvent::MatchDue(_)) => true,
        ServerEvent::Game(GameEvent::Finish(_))
        | ServerEvent::Challenge(ChallengeEvent::Updated(_))
        | ServerEvent::Tournament(_)
        | ServerEvent::Lobby(_)
        | ServerEvent::Invite(_)
        | ServerEvent::Auth(_)
        | ServerEvent::Users(_)
        | ServerEvent::Friends(_)
        | ServerEvent::Chat(_)
        | ServerEvent::Server(_) => false,
    }
}

/// The mark comes with what calls while the window is not in front, and goes when it comes there.
fn follow(mut heard: MessageReader<Heard>, windows: Query<&Window, With<PrimaryWindow>>, mut attention: ResMut<Attention>) {
    let called = heard.read().filter(|Heard(event)| calls(event)).count() > 0;
    let elsewhere = windows.iter().any(|window| !window.focused);
    attention.set_if_neq(Attention(elsewhere && (called || attention.0)));
}

/// Tells the system. Only its main thread may.
fn mark(attention: Res<Attention>, windows: Query<Entity, With<PrimaryWindow>>, _main_thread: NonSendMarker) {
    WINIT_WINDOWS.with_borrow(|known| {
        for window in windows.iter().filter_map(|window| known.get_window(window)) {
            // The gentle kind: it does not bounce until somebody gives in.
            window.request_user_attention(attention.0.then(Default::default));
        }
    });
}

#[cfg(test)]
mod tests {
    use common::api::event::ServerOwnEvent;
    use common::api::tournament::TournamentMatch;

    use super::*;

    fn app() -> (App, Entity) {
        let mut app = crate::logic(None, None);
        let window = app.world_mut().spawn((Window { focused: false, ..Window::default() }, PrimaryWindow)).id();
        app.update();
        (app, window)
    }

    fn due() -> ServerEvent {
        let team = serde_json::json!({"score": 0, "players": []});
        let due = serde_json::json!({
            "id": 1, "code": "7KDW3Q", "game_mode": "tournament", "game_duration": "00:00:00.000000", "n": 1, "finished": false,
            "created_at": "2026-01-31T11:28:04.123Z", "match_type": "1v1", "spectators_allowed": true, "counts": true,
            "teams": {"a": team, "b": team},
        });
        let due: TournamentMatch = serde_json::from_value(due).unwrap();
        ServerEvent::Tournament(TournamentEvent::MatchDue(Box::new(due)))
    }

    fn hear(app: &mut App, event: ServerEvent) -> bool {
        app.world_mut().write_message(Heard(event));
        app.update();
        app.world().resource::<Attention>().0
    }

    #[test]
    fn a_match_that_is_due_marks_a_window_that_is_not_in_front_until_it_comes_there() {
        let (mut app, window) = app();
        assert!(!hear(&mut app, ServerEvent::Server(ServerOwnEvent::Resync)), "nobody waits for that");
        assert!(hear(&mut app, due()));
        assert!(hear(&mut app, ServerEvent::Server(ServerOwnEvent::Resync)), "it stays");
        app.world_mut().get_mut::<Window>(window).unwrap().focused = true;
        app.update();
        assert!(!app.world().resource::<Attention>().0);
        assert!(!hear(&mut app, due()), "whoever looks here sees it anyway");
    }
}
