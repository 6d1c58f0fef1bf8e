//! Tournaments: the lists, a new one, the room, brackets of every size, the courts of a round, the winner.

use client::clock;
use client::net::{Session, SessionState};
use client::people::circle::Circle;
use client::people::listed::Listed;
use client::play::scene::{BallView, PlayerView, Scene, Stage};
use client::play::wall::Wall;
use client::screen::{Question, Screen};
use client::tournaments::lists::{Open, Polled, Running, Seen};
use client::tournaments::model::Own;
use client::tournaments::page::{Asking, Draft, Showing, Tab};
use common::api::friends::Friend;
use common::api::matches::Game;
use common::api::time::Timestamp;
use common::api::tournament::{Tournament, TournamentRow};
use common::api::users::{SmallProfilePicture, SmallUser};
use common::ids::{MatchCode, PictureId, TournamentId, UserId};
use common::sim::{Seat, Side};
use serde_json::json;

use crate::places::{Place, place, signed_in};
use crate::samples::{ME, NAMES, begun, waiting};
use crate::studio::Studio;

pub(crate) const ALL: [Place; 12] = [
    place("tournaments", |studio| {
        enter(studio, false);
        studio.know(|open: &mut Open| open.list = Polled::of(rows()));
    })
    .then(forget),
    place("tournaments_empty", |studio| {
        enter(studio, false);
        studio.know(|open: &mut Open| open.list = Polled::of(Vec::new()));
    })
    .then(forget),
    place("tournaments_running", |studio| {
        enter(studio, true);
        studio.know(|draft: &mut Draft| draft.tab = Tab::Running);
        studio.know(|running: &mut Running| running.0 = Polled::of(vec![begun(16, 16, 9), begun(4, 4, 1)]));
    })
    .then(forget),
    place("tournaments_create", |studio| {
        enter(studio, false);
        studio.know(|draft: &mut Draft| {
            draft.show(Showing::Create);
            draft.form.name = "The Great Sunday Evening Cup".to_owned();
        });
    })
    .then(forget),
    place("tournament_room", room).then(forget),
    place("tournament_join", |studio| {
        enter(studio, true);
        studio.know(|seen: &mut Seen| *seen = Seen::of(without_me(waiting(16, 11))));
        studio.know(|draft: &mut Draft| draft.show(Showing::Seen));
    })
    .then(forget),
    place("bracket_16", |studio| own(studio, begun(16, 16, 9))).then(forget),
    place("bracket_16_byes", |studio| own(studio, begun(16, 11, 0))).then(forget),
    place("bracket_8_question", |studio| {
        own(studio, begun(8, 8, 4));
        studio.insert(Question(true));
        studio.know(|draft: &mut Draft| draft.asking = Some(Asking::Leave));
    })
    .then(forget),
    place("bracket_4_over", |studio| own(studio, begun(4, 4, 3))).then(forget),
    place("bracket_courts", courts).then(forget),
    place("tournament_won", |studio| {
        own(studio, begun(4, 4, 3));
        studio.know(|own: &mut Own| own.triumph = true);
    })
    .then(forget),
];

fn me(guest: bool) -> Session {
    let mut session = signed_in(guest);
    match &mut session.state {
        SessionState::Guest(me) | SessionState::Account(me) => me.id = UserId(ME),
        SessionState::SignedOut | SessionState::Returning => {}
    }
    session
}

fn enter(studio: &mut Studio, guest: bool) {
    studio.session(me(guest));
    studio.go(Screen::Tournaments);
}

fn own(studio: &mut Studio, tournament: Tournament) {
    enter(studio, false);
    studio.know(|own: &mut Own| own.take(tournament));
    studio.know(|draft: &mut Draft| draft.show(Showing::Own));
}

/// The same seen by somebody who is not in it.
fn without_me(mut tournament: Tournament) -> Tournament {
    tournament.participants.retain(|who| who.id != UserId(ME));
    tournament
}

fn rows() -> Vec<TournamentRow> {
    let names = ["The Great Sunday Evening Cup", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", "Four friends", "Lunch break"];
    let places = [(11, 16), (5, 8), (3, 4), (4, 4)];
    let row = |(id, (name, (taken, size))): (i64, (&str, (u8, u8)))| TournamentRow {
        id: TournamentId(id),
        code: format!("R2CV8{id}").parse().expect("a code"),
        name: name.to_owned(),
        game: Game::Duel,
        n_participants: taken,
        size,
        created_by: NAMES[usize::try_from(id).expect("a small number")].to_owned(),
    };
    (2..).zip(names.into_iter().zip(places)).map(row).collect()
}

/// It starts in a moment; friends can still be asked, and there is talk.
fn room(studio: &mut Studio) {
    let mut tournament = waiting(8, 7);
    tournament.start_at = Some(Timestamp(clock::today().0 + 14_500));
    tournament.participants.swap(0, 2);
    own(studio, tournament);
    let friend = |id: i64, name: &str, online: bool| -> Friend {
        let status = json!({"is_online": online, "game_playing": null, "last_online": "2026-01-31T11:28:04.123Z", "activity": "idle"});
        let picture = json!({"id": id % 23, "name": "", "small": "", "medium": ""});
        serde_json::from_value(json!({
            "id": id, "friend": {"id": id, "username": name, "profile_picture": picture, "status": status, "trophies": 3}, "friend_win": 0,
            "me_win": 0, "friends_since": "2026-01-31T11:28:04.123Z", "matches_play_against": 0, "matches_played_together": 0,
            "matches_won_together": 0,
        }))
        .expect("a friend as the contract has it")
    };
    let friends = Listed::of(vec![friend(40, "Wanda_77", true), friend(41, "WWWWWWWWWWWWWWW", false)]);
    studio.know(move |circle: &mut Circle| circle.friends = friends);
    studio.know(|own: &mut Own| {
        let said = |place: u8| SmallUser {
            id: UserId(i64::from(place)),
            username: NAMES[usize::from(place)].to_owned(),
            profile_picture: SmallProfilePicture::of(PictureId(place)),
        };
        own.talk.heard(said(2), "One more and we start!".to_owned());
        own.talk.heard(said(1), "My cousin is on her way, she only has to find her glasses and the cat.".to_owned());
    });
}

/// Four matches of a round, with something on each court.
fn courts(studio: &mut Studio) {
    let tournament = begun(16, 16, 8);
    let codes: Vec<MatchCode> = tournament.all_matches().filter(|(_, found)| !found.finished).filter_map(|(_, found)| found.code).collect();
    own(studio, tournament);
    studio.know(|draft: &mut Draft| draft.courts = true);
    studio.know(|wall: &mut Wall| {
        for (code, place) in codes.iter().zip(0_u8..) {
            wall.stage(*code, court(place));
        }
    });
}

fn court(place: u8) -> Scene {
    let shift = f32::from(place);
    let player = |side, name: u8| PlayerView {
        seat: Seat::new(side, 0),
        name: NAMES[usize::from(name)].to_owned(),
        picture: PictureId(name),
        mine: false,
        away_ms: None,
    };
    let mut scene = Scene {
        players: vec![player(Side::A, place * 2), player(Side::B, place * 2 + 1)],
        stage: if place == 3 { Stage::Waiting { left_s: 20.0 } } else { Stage::Rally },
        score: [place % 3, 2],
        ..Scene::default()
    };
    scene.paddles[Seat::new(Side::A, 0).slot()] = Some(bevy::math::Vec2::new(885.0, 180.0 + 70.0 * shift));
    scene.paddles[Seat::new(Side::B, 0).slot()] = Some(bevy::math::Vec2::new(115.0, 420.0 - 60.0 * shift));
    let at = bevy::math::Vec2::new(300.0 + 120.0 * shift, 150.0 + 90.0 * shift);
    scene.ball = Some(BallView { at, velocity: bevy::math::Vec2::new(500.0, 200.0), touched_by: None });
    scene
}

fn forget(studio: &mut Studio) {
    studio.insert(Question(false));
    studio.know(|draft: &mut Draft| *draft = Draft::default());
    studio.know(|own: &mut Own| *own = Own::default());
    studio.know(|seen: &mut Seen| *seen = Seen::default());
    studio.know(|open: &mut Open| *open = Open::default());
    studio.know(|running: &mut Running| *running = Running::default());
    studio.know(|circle: &mut Circle| *circle = Circle::default());
    studio.know(|wall: &mut Wall| wall.show(&[]));
}
