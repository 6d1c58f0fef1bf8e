//! Invitations: to a friend, who is told at once, or on return, or not at all any more.

use std::time::Duration;

use common::api::channel::{ListChannelMessages, NOTICES};
use common::api::chat::{CreateChat, ListMessages, MessageKind};
use common::api::error::ErrorCode;
use common::api::event::{InviteEvent, LobbyInvite, ServerEvent, TargetKind};
use common::api::friends::BlockUser;
use common::api::lobby::{BanFromLobby, InviteToLobby, JoinLobby, LeaveLobby, PatchLobby};
use common::api::matches::MatchType;
use common::ids::UserId;

use crate::friends::befriend;
use crate::harness::{EventStream, TestApp, User};
use crate::lobbies::{custom, team};
use crate::restart::restarted;

/// The next invitation; everything else is passed over.
async fn invited(app: &TestApp, stream: &mut EventStream) -> InviteEvent {
    let next = async {
        loop {
            if let ServerEvent::Invite(invite) = stream.next().await.unwrap().event {
                return invite;
            }
        }
    };
    app.while_time_passes(next).await
}

/// Whether an invitation waits for somebody who opens the stream anew: it would come before anything else.
async fn waits(app: &TestApp, user: &User) -> bool {
    let mut stream = user.stream().await;
    app.advance(Duration::from_millis(200)).await;
    let first = app.while_time_passes(async {
        tokio::select! {
            biased;
            heard = stream.next() => heard,
            () = app.advance(Duration::from_secs(1)) => None,
        }
    });
    first.await.is_some_and(|heard| heard.code.starts_with("invite-"))
}

#[tokio::test(start_paused = true)]
async fn a_friend_is_invited_and_finds_it_in_the_notices_and_in_their_conversation() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    befriend(&ada, &bob).await;
    let (_ada_stream, mut bob_stream) = (ada.stream().await, bob.stream().await);
    let chat = ada.call(CreateChat { username: bob.name.clone() }).await.unwrap().id;
    let code = custom(&ada, MatchType::OneOnOne).await.code;
    ada.call(InviteToLobby { code, user: bob.id }).await.unwrap();
    let invite = LobbyInvite { id: ada.id, code };
    assert_eq!(invited(&app, &mut bob_stream).await, InviteEvent::OneOnOne(invite));
    let target = ServerEvent::Invite(InviteEvent::OneOnOne(invite)).envelope().target.unwrap().remove(0);
    assert_eq!((target.url, target.kind, target.method.as_deref()), (format!("/api/play/lobby/{code}/"), TargetKind::Api, Some("POST")));
    let words = format!("ada invites you to a 1v1: lobby {code}.");
    let notices = ListChannelMessages { channel: NOTICES.to_owned(), before: None, limit: 20 };
    assert_eq!(bob.call(notices).await.unwrap().results[0].content, words);
    let said = bob.call(ListMessages { chat, before: None, limit: 20 }).await.unwrap();
    assert_eq!((said.results[0].content.as_str(), said.results[0].kind), (words.as_str(), MessageKind::Notice));
    ada.call(PatchLobby { match_type: Some(MatchType::ThreeOnThree), goals: None }).await.unwrap();
    assert_eq!(ada.refused(InviteToLobby { code, user: bob.id }).await, ErrorCode::AlreadyExists, "it waits already");
    bob.call(JoinLobby { code }).await.unwrap();
    assert_eq!(ada.refused(InviteToLobby { code, user: bob.id }).await, ErrorCode::AlreadyExists, "bob is in it");
    bob.call(LeaveLobby { code }).await.unwrap();
    ada.call(InviteToLobby { code, user: bob.id }).await.unwrap();
    assert_eq!(invited(&app, &mut bob_stream).await, InviteEvent::ThreeOnThree(invite));
    let clash = team(&ada).await.code;
    ada.call(InviteToLobby { code: clash, user: bob.id }).await.unwrap();
    assert_eq!(invited(&app, &mut bob_stream).await, InviteEvent::Clash(LobbyInvite { id: ada.id, code: clash }));
    let reply = bob.send("POST", &format!("/api/play/lobby/{code}/"), "").await;
    assert_eq!(reply.refusal(), (404, ErrorCode::NotFound), "the first lobby is gone");
}

#[tokio::test(start_paused = true)]
async fn only_the_creator_invites_and_only_friends() {
    let app = TestApp::start().await;
    let (ada, bob, eve, guest) = (app.user("ada").await, app.user("bob").await, app.user("eve").await, app.guest().await);
    befriend(&ada, &bob).await;
    befriend(&bob, &eve).await;
    let _streams = (ada.stream().await, bob.stream().await, eve.stream().await, guest.stream().await);
    let code = custom(&ada, MatchType::OneOnOne).await.code;
    let invite = |user: UserId| InviteToLobby { code, user };
    assert_eq!(bob.refused(invite(eve.id)).await, ErrorCode::Forbidden, "bob is not in it");
    bob.call(JoinLobby { code }).await.unwrap();
    assert_eq!(bob.refused(invite(eve.id)).await, ErrorCode::Forbidden, "bob did not make it");
    assert_eq!(ada.refused(invite(eve.id)).await, ErrorCode::Forbidden, "no friend");
    assert_eq!(ada.refused(invite(ada.id)).await, ErrorCode::Yourself);
    assert_eq!(ada.refused(invite(guest.id)).await, ErrorCode::NotFound);
    assert_eq!(ada.refused(invite(UserId(99))).await, ErrorCode::NotFound);
    assert_eq!(guest.refused(invite(ada.id)).await, ErrorCode::GuestNotAllowed);
    eve.call(BlockUser { user_id: ada.id }).await.unwrap();
    assert_eq!(ada.refused(invite(eve.id)).await, ErrorCode::NotFound);
    let gone = "222222".parse().unwrap();
    assert_eq!(ada.refused(InviteToLobby { code: gone, user: bob.id }).await, ErrorCode::NotFound);
}

#[tokio::test(start_paused = true)]
async fn who_was_banned_may_come_back_when_invited() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    befriend(&ada, &bob).await;
    let _streams = (ada.stream().await, bob.stream().await);
    let code = custom(&ada, MatchType::OneOnOne).await.code;
    bob.call(JoinLobby { code }).await.unwrap();
    ada.call(BanFromLobby { code, user: bob.id }).await.unwrap();
    assert_eq!(bob.refused(JoinLobby { code }).await, ErrorCode::NotFound);
    ada.call(InviteToLobby { code, user: bob.id }).await.unwrap();
    bob.call(JoinLobby { code }).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_friend_who_was_away_finds_it_on_return_also_after_a_restart_until_it_is_taken_or_gone() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    befriend(&ada, &bob).await;
    befriend(&ada, &eve).await;
    let ada_stream = ada.stream().await;
    let code = custom(&ada, MatchType::OneOnOne).await.code;
    for friend in [&bob, &eve] {
        ada.call(InviteToLobby { code, user: friend.id }).await.unwrap();
    }
    app.jump(Duration::from_secs(6 * 60)).await;
    let invite = InviteEvent::OneOnOne(LobbyInvite { id: ada.id, code });
    assert_eq!(invited(&app, &mut bob.stream().await).await, invite, "long after the event itself is forgotten");
    drop(ada_stream);
    let (app, people) = restarted(app, vec![ada, bob, eve]).await;
    let [ada, bob, eve] = people.try_into().ok().unwrap();
    let ada_stream = ada.stream().await;
    let mut bob_stream = bob.stream().await;
    assert_eq!(invited(&app, &mut bob_stream).await, invite);
    let last = app.while_time_passes(async { ada.call(InviteToLobby { code, user: eve.id }).await.unwrap_err().code });
    assert_eq!(last.await, ErrorCode::AlreadyExists);
    bob.call(JoinLobby { code }).await.unwrap();
    drop(bob_stream);
    assert!(!waits(&app, &bob).await, "it was taken");
    assert!(waits(&app, &eve).await);
    eve.call(BlockUser { user_id: ada.id }).await.unwrap();
    assert!(!waits(&app, &eve).await, "eve wants nothing of ada");
    drop(ada_stream);
}

#[tokio::test(start_paused = true)]
async fn nothing_waits_for_a_place_that_is_gone() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    befriend(&ada, &bob).await;
    let _stream = ada.stream().await;
    let code = custom(&ada, MatchType::OneOnOne).await.code;
    ada.call(InviteToLobby { code, user: bob.id }).await.unwrap();
    ada.call(LeaveLobby { code }).await.unwrap();
    assert!(!waits(&app, &bob).await);
    let _bob_stream = bob.stream().await;
    assert_eq!(bob.refused(JoinLobby { code }).await, ErrorCode::NotFound);
}
