//! Queues and lobbies at a real server: ranked, a lobby that people come into by a link, a code and an invitation, and its match.

use bevy::ecs::message::Messages;
use client::lobby::action::LobbyAction;
use client::lobby::model::{LobbyModel, LobbyWish};
use client::people::gathering::talk::Line;
use client::queue::model::{Search, Stage};
use client::ui::toast::{Followed, Lead, Toast};
use client::waiting::{Gather, Seek, Waiting, Wanted};
use common::api::friends::{AcceptFriendRequest, SendFriendRequest};
use common::api::lobby::{LobbyMode, LobbyTeam};
use common::ids::LobbyCode;

use super::people::{answer, sign_up, tell};
use super::*;

fn lobby(client: &Client) -> &LobbyModel {
    client.app.world().resource::<LobbyModel>()
}

fn code(client: &Client) -> Option<LobbyCode> {
    lobby(client).code()
}

fn people(client: &Client) -> usize {
    lobby(client).lobby.as_ref().map_or(0, |lobby| lobby.participants.len())
}

fn stage(client: &Client) -> &Stage {
    client.app.world().resource::<Search>().stage()
}

/// Ada in a new private lobby, alone.
fn gathered(server: &Server) -> (Client, LobbyCode) {
    let mut ada = sign_up(server, "ada");
    tell(&mut ada, Gather(LobbyMode::CustomGame));
    until([&mut ada], "a lobby", |[ada]| code(ada).is_some());
    let code = code(&ada).unwrap();
    (ada, code)
}

#[test]
fn two_with_accounts_who_want_a_ranked_match_get_one_and_a_guest_is_told_why_not() {
    let server = serve();
    let (mut ada, mut bob) = (sign_up(&server, "ada"), sign_up(&server, "bob"));
    let mut guest = Client::new(&server, None);
    guest.app.world().resource::<client::net::Account>().be_guest();
    until([&mut guest], "a guest", |[guest]| guest.is_ready());
    tell(&mut guest, Seek::For(Wanted::Ranked));
    until([&mut guest], "a refusal", |[guest]| matches!(stage(guest), Stage::Failed(_)));
    let Stage::Failed(why) = stage(&guest).clone() else { panic!() };
    assert_eq!(why.code(), Some(ErrorCode::GuestNotAllowed));
    tell(&mut ada, Seek::For(Wanted::Ranked));
    until([&mut ada], "a place", |[ada]| stage(ada) == &Stage::Waiting);
    // Whoever looks at something else is found all the same.
    ada.go(Screen::Watch);
    tell(&mut bob, Seek::For(Wanted::Ranked));
    until([&mut ada, &mut bob], "a match", |all| all.iter().all(|client| client.online().is_some()));
    assert_eq!(ada.online(), bob.online());
}

#[test]
fn people_come_into_a_lobby_by_a_link_and_by_its_code_talk_and_play_and_it_is_still_there() {
    let server = serve_within(2);
    let (mut ada, code) = gathered(&server);
    let mut bob = sign_up(&server, "bob");
    tell(&mut bob, Open(Target::Lobby(code)));
    // Nobody is signed in here: whoever comes is a guest.
    let mut guest = Client::new(&server, None);
    until([&mut guest], "the first screen", |[guest]| *guest.app.world().resource::<State<Screen>>().get() == Screen::Start);
    tell(&mut guest, Open(Target::Place(code)));
    until([&mut ada, &mut bob, &mut guest], "three people", |all| all.iter().all(|client| people(client) == 3));
    let team = |client: &Client| lobby(client).me().and_then(|me| me.team);
    assert_eq!([team(&ada), team(&bob), team(&guest)], [Some(LobbyTeam::A), Some(LobbyTeam::B), Some(LobbyTeam::Spectator)]);
    ada.app.world_mut().resource_mut::<LobbyModel>().talk.draft = "hello".to_owned();
    tell(&mut ada, LobbyAction::Say);
    let heard = |client: &Client| lobby(client).talk.lines().map(|line: &Line| line.content.clone()).collect::<Vec<_>>() == ["hello"];
    until([&mut ada, &mut bob, &mut guest], "what was said", |all| all.iter().all(|client| heard(client)));
    for client in [&mut ada, &mut bob] {
        tell(client, LobbyAction::Wish(LobbyWish::Ready(true)));
    }
    until([&mut ada, &mut bob, &mut guest], "the match", |[ada, bob, _]| ada.online().is_some() && bob.online().is_some());
    assert_eq!(ada.online(), bob.online());
    until([&mut ada, &mut bob, &mut guest], "the bench at the match", |[_, _, guest]| {
        guest.begun.iter().any(|spec| matches!(spec, PlaySpec::Watch { .. }))
    });
    // Nobody takes a seat, so it is over soon; the lobby is not.
    until([&mut ada, &mut bob, &mut guest], "the lobby after the match", |all| {
        all.iter().all(|client| {
            lobby(client).lobby.as_ref().is_some_and(|lobby| {
                lobby.game_playing.is_none() && lobby.participants.len() == 3 && lobby.participants.iter().all(|who| !who.is_ready)
            })
        })
    });
    assert!(matches!(ada.app.world().resource::<Waiting>(), Waiting::Lobby { people: 3, .. }));
    tell(&mut bob, LobbyAction::Wish(LobbyWish::Leave));
    until([&mut ada, &mut bob], "who has left", |[ada, bob]| people(ada) == 2 && self::code(bob).is_none());
}

#[test]
fn a_friend_is_invited_comes_and_is_sent_away_and_whoever_looks_for_a_match_is_out_of_the_lobby() {
    let server = serve();
    let (mut ada, code) = gathered(&server);
    let mut bob = sign_up(&server, "bob");
    let request = answer(&mut bob, SendFriendRequest { username: "ada".to_owned() }, |request| request.id);
    answer(&mut ada, AcceptFriendRequest { id: request }, |_| ());
    let user = bob.me().unwrap();
    let mut toasts = bob.app.world().resource::<Messages<Toast>>().get_cursor_current();
    tell(&mut ada, LobbyAction::Invite(user));
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < PATIENCE, "nobody is invited");
        ada.frame();
        bob.frame();
        let all = bob.app.world().resource::<Messages<Toast>>();
        if toasts.read(all).any(|toast| toast.lead == Some(Lead::Lobby(code))) {
            break;
        }
        thread::park_timeout(Duration::from_millis(2));
    }
    tell(&mut bob, Followed(Lead::Lobby(code)));
    until([&mut ada, &mut bob], "both", |all| all.iter().all(|client| people(client) == 2));
    tell(&mut ada, LobbyAction::Wish(LobbyWish::Ban(user)));
    until([&mut ada, &mut bob], "who was sent away", |[ada, bob]| people(ada) == 1 && lobby(bob).ended.is_some());
    tell(&mut bob, Open(Target::Lobby(code)));
    until([&mut ada, &mut bob], "a closed door", |[_, bob]| lobby(bob).entering.problem.is_some());
    tell(&mut ada, Seek::For(Wanted::Duel));
    until([&mut ada], "the queue instead of the lobby", |[ada]| stage(ada) == &Stage::Waiting && self::code(ada).is_none());
}
