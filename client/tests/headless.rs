//! The app without a window: where the screens lead, and what the sessions and settings do there.

use bevy::input::ButtonState;
use bevy::input::keyboard::{Key, KeyboardInput};
use bevy::prelude::*;
use bevy::window::FileDragAndDrop;
use client::link::{Open, Target};
use client::lobby::model::LobbyModel;
use client::net::{Heard, Requests};
use client::people::circle::Circle;
use client::people::{PeopleAction, Unseen};
use client::play::{LostReason, PlayAction, PlayFact, PlaySpec};
use client::profile::model::Viewed;
use client::queue::model::Search;
use client::replays::opening::Opening;
use client::replays::reading::Problem;
use client::screen::{EscapeTaken, Navigate, Overlay, Question, Screen};
use client::ui::toast::{Lead, Toast};
use client::waiting::{Entered, Place, Seek, Waiting, Wanted};
use common::api::event::{FriendsEvent, GameEvent, InviteEvent, LobbyInvite, ServerEvent};
use common::api::matches::Match;
use common::api::queue::LeaveDuel;
use common::ids::{PictureId, UserId};
use common::sim::bot::Skill;
use common::sim::{Court, Log, LogError, Rules, Seed, Tick};

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
    let menus =
        [Screen::SignIn, Screen::Register, Screen::Practice, Screen::HotSeat, Screen::Watch, Screen::Search, Screen::Lobby, Screen::Result];
    for to in menus.into_iter().chain([Screen::Friends, Screen::Profile, Screen::Account]) {
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

fn log() -> Log {
    let mut log = Log::new(Rules::new(Court::Duel), Seed(7));
    log.extend_to(Tick(600));
    log
}

/// Frames until nothing is being opened any more, and what came of it has been done; what began on the court meanwhile. The
/// messages are left to those whom they are for: which of them looks first is nobody's business.
fn opened(app: &mut App) -> Vec<PlaySpec> {
    let mut actions = app.world().resource::<Messages<PlayAction>>().get_cursor_current();
    let mut begun = Vec::new();
    let mut idle = 0;
    while idle < 4 {
        app.update();
        let unread = actions.read(app.world().resource::<Messages<PlayAction>>());
        begun.extend(unread.filter_map(|action| if let PlayAction::Start(spec) = action { Some(spec.clone()) } else { None }));
        idle = if app.world().resource::<Opening>().busy().is_none() { idle + 1 } else { 0 };
        std::thread::yield_now();
    }
    begun
}

fn problem(app: &App) -> Option<Problem> {
    app.world().resource::<Opening>().problem.clone()
}

#[test]
fn a_file_with_a_true_log_comes_onto_the_court_whether_it_is_opened_or_dropped_on_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.rebound");
    std::fs::write(&file, log().to_bytes()).unwrap();
    let mut app = app();
    app.world_mut().write_message(Open(Target::File(file.clone())));
    let [PlaySpec::Replay { replay, at }] = &opened(&mut app)[..] else { panic!() };
    assert_eq!((&replay.log, *at, replay.code, replay.players.len()), (&log(), Tick(0), None, 0));
    assert_eq!(screen(&app), Screen::Theatre);
    app.world_mut().write_message(FileDragAndDrop::DroppedFile { window: Entity::PLACEHOLDER, path_buf: file });
    assert!(matches!(opened(&mut app)[..], [PlaySpec::Replay { .. }]));
}

#[test]
fn a_file_that_is_manipulated_damaged_or_not_there_stays_on_the_page_of_matches_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let mut damaged = log().to_bytes();
    damaged[12] ^= 1;
    let cases: [(&[u8], LogError); 3] =
        [(&log().to_bytes_claiming(1), LogError::Untrue), (&damaged, LogError::Damaged), (b"GIF89a", LogError::NotALog)];
    let mut app = app();
    for (bytes, reason) in cases {
        let file = folder.path().join("a.rebound");
        std::fs::write(&file, bytes).unwrap();
        app.world_mut().write_message(Open(Target::File(file)));
        assert!(opened(&mut app).is_empty());
        assert_eq!((screen(&app), problem(&app)), (Screen::Watch, Some(Problem::Log(reason))));
    }
    app.world_mut().write_message(Open(Target::File(folder.path().join("nothing.rebound"))));
    opened(&mut app);
    assert!(matches!(problem(&app), Some(Problem::Disk(_))));
    go(&mut app, Navigate::Back);
    assert_eq!(problem(&app), None, "the page is as new when it opens again");
}

#[test]
fn a_match_that_is_played_is_not_ended_by_a_link() {
    let mut app = app();
    let skill = Skill::new(1).unwrap();
    app.world_mut().write_message(PlayAction::Start(PlaySpec::Practice { skill, goals: 3 }));
    app.update();
    app.update();
    let mut toasts = app.world().resource::<Messages<Toast>>().get_cursor_current();
    app.world_mut().write_message(Open(Target::File("/nowhere.rebound".into())));
    app.update();
    app.update();
    let said: Vec<_> = toasts.read(app.world().resource::<Messages<Toast>>()).map(|toast| toast.key).collect();
    assert_eq!(said, ["toast-open-later"]);
    assert_eq!((screen(&app), problem(&app)), (Screen::Court, None));
    assert!(app.world().resource::<Opening>().busy().is_none());
}

#[test]
fn a_match_by_its_code_without_a_server_says_that_there_is_none_and_can_be_cancelled() {
    let mut app = app();
    app.world_mut().write_message(Open(Target::Match("rebound://m/7KDW3Q".parse().unwrap())));
    app.update();
    app.update();
    assert_eq!(screen(&app), Screen::Watch);
    assert!(app.world().resource::<Opening>().busy().is_some());
    go(&mut app, Navigate::Back);
    assert!(app.world().resource::<Opening>().busy().is_none(), "whoever leaves does not want it any more");
}

#[test]
fn whoever_looked_at_a_match_comes_back_to_the_page_that_it_was_opened_from() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.rebound");
    std::fs::write(&file, log().to_bytes()).unwrap();
    let mut app = app();
    let same = [Screen::Tournaments, Screen::Lobby, Screen::Profile, Screen::Friends, Screen::Watch].map(|from| (from, from));
    for (from, to) in same.into_iter().chain([(Screen::Start, Screen::Watch)]) {
        go(&mut app, Navigate::To(from));
        app.world_mut().write_message(Open(Target::File(file.clone())));
        opened(&mut app);
        assert_eq!(screen(&app), Screen::Theatre);
        app.world_mut().write_message(PlayFact::Lost(LostReason::Left));
        app.update();
        app.update();
        assert_eq!(screen(&app), to);
    }
}

#[test]
fn escape_answers_a_question_with_no_before_it_leaves_the_page() {
    let mut app = app();
    go(&mut app, Navigate::To(Screen::Watch));
    app.world_mut().resource_mut::<Question>().0 = true;
    press(&mut app, KeyCode::Escape);
    assert_eq!((screen(&app), *app.world().resource::<Question>()), (Screen::Watch, Question(false)));
    press(&mut app, KeyCode::Escape);
    assert_eq!(screen(&app), Screen::Start);
}

#[test]
fn a_profile_opens_from_wherever_somebody_is_named_and_leads_back_there() {
    let mut app = app();
    for from in [Screen::Friends, Screen::Watch] {
        go(&mut app, Navigate::To(from));
        for user in [3, 4] {
            app.world_mut().write_message(PeopleAction::Profile(UserId(user)));
            app.update();
            app.update();
            assert_eq!((screen(&app), app.world().resource::<Viewed>().user), (Screen::Profile, Some(UserId(user))));
        }
        press(&mut app, KeyCode::Escape);
        assert_eq!(screen(&app), from);
    }
    go(&mut app, Navigate::To(Screen::Court));
    app.world_mut().write_message(PeopleAction::Profile(UserId(3)));
    app.update();
    app.update();
    assert_eq!(screen(&app), Screen::Court, "a match is not left by accident");
}

#[test]
fn a_request_that_comes_is_a_dot_in_the_bar_and_a_notice_and_stands_in_the_list() {
    let mut app = app();
    let small =
        |id: i64| serde_json::json!({"id": id, "username": "ada", "profile_picture": {"id": 1, "name": "", "small": "", "medium": ""}});
    let request = serde_json::json!({"id": 5, "sender": small(3), "receiver": small(4), "send_at": "2026-01-31T11:28:04.123Z"});
    let request = serde_json::from_value(request).expect("a request as the contract has it");
    let mut toasts = app.world().resource::<Messages<Toast>>().get_cursor_current();
    app.world_mut().write_message(Heard(ServerEvent::Friends(FriendsEvent::Received(request))));
    app.update();
    let said: Vec<Toast> = toasts.read(app.world().resource::<Messages<Toast>>()).cloned().collect();
    assert_eq!(said, [Toast::news("toast-friend-request").naming("ada".to_owned()).with_face(PictureId(1)).leading(Lead::Friends)]);
    assert_eq!(app.world().resource::<Unseen>().requests, 1);
    assert_eq!(app.world().resource::<Circle>().requests.items.len(), 1);
}

/// A match that has just been made.
fn made() -> Box<Match> {
    let team = serde_json::json!({"score": 0, "players": []});
    let made = serde_json::json!({
        "id": 1, "code": "7KDW3Q", "game_mode": "duel", "game_duration": "00:00:00.000000", "created_at": "2026-01-31T11:28:04.123Z",
        "finished": false, "winner": null, "looser": null, "finish_reason": null, "match_type": "1v1", "spectators_allowed": true,
        "counts": false, "teams": {"a": team, "b": team},
        "tournament_id": null, "tournament_n": null, "tournament_stage_id": null,
    });
    Box::new(serde_json::from_value(made).expect("a match as the contract has it"))
}

/// The online matches that are begun when the server says that there is one.
fn begun(app: &mut App) -> usize {
    let mut actions = app.world().resource::<Messages<PlayAction>>().get_cursor_current();
    app.world_mut().write_message(Heard(ServerEvent::Game(GameEvent::Start(made()))));
    app.update();
    let unread = actions.read(app.world().resource::<Messages<PlayAction>>());
    unread.filter(|action| matches!(action, PlayAction::Start(PlaySpec::Online { .. }))).count()
}

#[test]
fn whoever_leaves_the_search_in_the_moment_in_which_a_match_is_found_plays_it_and_nobody_else_is_drawn_into_one() {
    let leave = |app: &mut App| {
        let id = app.world().resource::<Requests>().send(LeaveDuel {});
        app.insert_resource(Search::left(id));
    };
    let mut app = app();
    assert_eq!(begun(&mut app), 0, "nobody searches");
    leave(&mut app);
    assert_eq!(begun(&mut app), 1);
    assert_eq!(begun(&mut app), 0, "once");
    leave(&mut app);
    let skill = Skill::new(1).unwrap();
    app.world_mut().write_message(PlayAction::Start(PlaySpec::Practice { skill, goals: 3 }));
    app.update();
    assert_eq!(begun(&mut app), 0, "something else was begun");
}

#[test]
fn the_search_goes_on_while_other_pages_are_looked_at_until_somebody_stops_it() {
    let mut app = app();
    app.world_mut().write_message(Seek::For(Wanted::Duel));
    app.update();
    app.update();
    assert_eq!(screen(&app), Screen::Search);
    press(&mut app, KeyCode::Escape);
    go(&mut app, Navigate::To(Screen::Watch));
    assert!(matches!(app.world().resource::<Waiting>(), Waiting::Search { wanted: Wanted::Duel, .. }));
    app.world_mut().write_message(Seek::Stop);
    app.update();
    app.update();
    assert_eq!((screen(&app), app.world().resource::<Waiting>()), (Screen::Watch, &Waiting::Nothing));
}

#[test]
fn whoever_enters_another_place_is_out_of_the_queue() {
    let mut app = app();
    app.world_mut().write_message(Seek::For(Wanted::Ranked));
    app.update();
    app.world_mut().write_message(Entered(Place::Lobby));
    app.update();
    assert!(!app.world().resource::<Search>().is_active());
}

#[test]
fn a_link_to_a_lobby_opens_its_page_and_a_match_goes_before_it() {
    let mut app = app();
    let lobby = || Open(Target::Lobby("4XTH9M".parse().unwrap()));
    go(&mut app, Navigate::To(Screen::Court));
    app.world_mut().write_message(lobby());
    app.update();
    app.update();
    assert_eq!(screen(&app), Screen::Court);
    go(&mut app, Navigate::To(Screen::Start));
    app.world_mut().write_message(lobby());
    app.update();
    app.update();
    assert_eq!(screen(&app), Screen::Lobby);
    assert!(app.world().resource::<LobbyModel>().entering.is_busy());
}

#[test]
fn whoever_is_invited_is_told_who_it_was_and_where_to_come() {
    let mut app = app();
    let mut toasts = app.world().resource::<Messages<Toast>>().get_cursor_current();
    let invite = LobbyInvite { id: UserId(8), code: "4XTH9M".parse().unwrap() };
    app.world_mut().write_message(Heard(ServerEvent::Invite(InviteEvent::Clash(invite))));
    app.update();
    let all = app.world().resource::<Messages<Toast>>();
    let leads: Vec<_> = toasts.read(all).filter_map(|toast| toast.lead).collect();
    assert_eq!(leads, [Lead::Lobby(invite.code)]);
}
