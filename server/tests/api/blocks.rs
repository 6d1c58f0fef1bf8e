//! Keeping somebody away.

use std::time::Duration;

use common::api::Page;
use common::api::challenge::{AcceptChallenge, ChallengeState, ListChallenges};
use common::api::chat::{GetChat, PostMessage};
use common::api::error::{ErrorBody, ErrorCode, FieldCode};
use common::api::event::{ChallengeEvent, ChatNews, EndedFriendship, EndedRequest, FriendsEvent, ServerEvent};
use common::api::friends::{AcceptFriendRequest, BLOCKED_MAX, BlockUser, Blocked, ListBlocked, SendFriendRequest, Unblock};
use common::api::matches::{GetMatch, ListLive, ListMatches, log_path};
use common::api::queue::JoinDuel;
use common::ids::{BlockId, UserId};
use common::wire::Refusal;

use crate::challenges::to;
use crate::chatter::{couple, shown};
use crate::friends::{ask, befriend, friends_of, next, requests_of};
use crate::harness::{BEGIN_MS, EventStream, TestApp, User};
use crate::players::{Socket, duel, started};

/// `one` keeps `other` away.
pub(crate) async fn block(one: &User, other: &User) -> Blocked {
    one.call(BlockUser { user_id: other.id }).await.unwrap()
}

async fn blocked_by(user: &User) -> Page<Blocked> {
    user.call(ListBlocked { limit: 100, offset: 0 }).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_block_ends_the_friendship_and_both_hear_of_that_and_of_nothing_else() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let id = befriend(&ada, &bob).await.id;
    let (mut ada_hears, mut bob_hears) = (ada.stream().await, bob.stream().await);
    let blocked = block(&ada, &bob).await;
    assert_eq!((blocked.blocked.id, blocked.blocked_at.0), (bob.id, BEGIN_MS));
    for stream in [&mut ada_hears, &mut bob_hears] {
        assert_eq!(next(stream).await, FriendsEvent::Ended(EndedFriendship { id }));
    }
    app.jump(Duration::from_millis(15_100)).await;
    for stream in [&mut ada_hears, &mut bob_hears] {
        stream.comment().await;
    }
    assert_eq!(blocked_by(&ada).await.results, [blocked]);
    assert_eq!((blocked_by(&bob).await.count, friends_of(&ada, None).await.count), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_block_ends_the_request_of_either_and_both_hear_of_that() {
    let app = TestApp::start().await;
    let (ada, bob, carl) = (app.user("ada").await, app.user("bob").await, app.user("carl").await);
    let [received, sent] = [ask(&bob, &ada).await, ask(&ada, &carl).await].map(|request| EndedRequest { id: request.id });
    let (mut ada_hears, mut bob_hears, mut carl_hears) = (ada.stream().await, bob.stream().await, carl.stream().await);
    block(&ada, &bob).await;
    assert_eq!(next(&mut bob_hears).await, FriendsEvent::Rejected(received), "as any other who is rejected");
    assert_eq!(next(&mut ada_hears).await, FriendsEvent::Cancelled(received));
    block(&ada, &carl).await;
    assert_eq!(next(&mut carl_hears).await, FriendsEvent::Cancelled(sent), "as any other whose request is taken back");
    assert_eq!(next(&mut ada_hears).await, FriendsEvent::Cancelled(sent));
    for user in [&ada, &bob, &carl] {
        assert_eq!(requests_of(user).await.count, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_blocked_finds_nobody_there_and_cannot_block_back() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let id = block(&ada, &bob).await.id;
    assert_eq!(bob.refused(BlockUser { user_id: ada.id }).await, ErrorCode::NotFound);
    assert_eq!(bob.refused(SendFriendRequest { username: "ada".into() }).await, ErrorCode::NotFound);
    assert_eq!(bob.refused(ListMatches { user: ada.id, limit: 20, offset: 0 }).await, ErrorCode::NotFound);
    assert_eq!(bob.refused(Unblock { id }).await, ErrorCode::NotFound);
    assert!(ada.call(ListMatches { user: bob.id, limit: 20, offset: 0 }).await.is_ok(), "the other way round there is somebody");
    ada.call(Unblock { id }).await.unwrap();
    assert_eq!(ada.refused(Unblock { id }).await, ErrorCode::NotFound);
    assert_eq!(blocked_by(&ada).await.count, 0);
    befriend(&bob, &ada).await;
}

#[tokio::test(start_paused = true)]
async fn who_cannot_be_blocked_is_said_and_a_guest_can() {
    let app = TestApp::start().await;
    let (ada, bob, guest) = (app.user("ada").await, app.user("bob").await, app.guest().await);
    assert_eq!(block(&ada, &guest).await.blocked.id, guest.id);
    assert_eq!(guest.refused(BlockUser { user_id: bob.id }).await, ErrorCode::GuestNotAllowed);
    assert_eq!(guest.refused(ListBlocked { limit: 20, offset: 0 }).await, ErrorCode::GuestNotAllowed);
    block(&ada, &bob).await;
    assert_eq!(ada.refused(BlockUser { user_id: bob.id }).await, ErrorCode::AlreadyExists);
    assert_eq!(ada.refused(BlockUser { user_id: ada.id }).await, ErrorCode::Yourself);
    for id in [0, -1, 999, i64::MAX] {
        assert_eq!(ada.refused(BlockUser { user_id: UserId(id) }).await, ErrorCode::NotFound, "{id}");
    }
    let rows = [
        ("{}", FieldCode::Required),
        (r#"{"user_id": "bob"}"#, FieldCode::WrongType),
        (r#"{"user_id": 1.5}"#, FieldCode::WrongType),
        (r#"{"user_id": [2]}"#, FieldCode::WrongType),
        (r#"{"user_id": 99999999999999999999}"#, FieldCode::WrongType),
        (r#"{"user_id": "99999999999999999999"}"#, FieldCode::OutOfRange),
    ];
    for (body, code) in rows {
        let reply = ada.send("POST", "/api/users/me/blocked/", body).await;
        assert_eq!(reply.refusal(), (400, ErrorCode::Invalid), "{body}");
        assert_eq!(reply.json::<ErrorBody>().fields["user_id"], [code], "{body}");
    }
    for id in ["0", "x", "999"] {
        let reply = ada.send("DELETE", &format!("/api/users/me/blocked/{id}/"), "").await;
        assert_eq!(reply.refusal(), (404, ErrorCode::NotFound), "{id}");
    }
    assert_eq!(app.send("GET", "/api/users/me/blocked/", None, "").await.refusal(), (401, ErrorCode::NotAuthenticated));
    let page = ada.call(ListBlocked { limit: 1, offset: 0 }).await.unwrap();
    assert_eq!((page.count, page.results[0].blocked.id), (2, bob.id), "the newest first");
}

#[tokio::test(start_paused = true)]
async fn so_many_may_be_blocked() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let mut first = None;
    for _ in 0..BLOCKED_MAX {
        let blocked = block(&ada, &app.guest().await).await;
        first.get_or_insert(blocked.id);
    }
    let one_more = app.guest().await;
    assert_eq!(ada.refused(BlockUser { user_id: one_more.id }).await, ErrorCode::TooManyBlocked);
    ada.call(Unblock { id: first.unwrap() }).await.unwrap();
    block(&ada, &one_more).await;
}

#[tokio::test(start_paused = true)]
async fn a_running_match_is_hidden_from_whom_a_player_blocked_and_from_who_blocked_a_player() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let (_a, _b) = duel.begin().await;
    let (eve, carl, dora) = (app.user("eve").await, app.user("carl").await, app.user("dora").await);
    block(&duel.b, &eve).await;
    block(&carl, &duel.b).await;
    let live = async |user: &User| user.call(ListLive { limit: 20, offset: 0 }).await.unwrap().count;
    assert_eq!((live(&eve).await, live(&carl).await, live(&dora).await, live(&duel.a).await), (0, 0, 1, 1));
    let code = duel.code;
    assert_eq!(eve.refused(GetMatch { code }).await, ErrorCode::NotFound);
    assert_eq!(eve.send("GET", &log_path(code), "").await.refusal(), (404, ErrorCode::NotFound));
    let mut refused = Socket::greet(&app, code, &[&eve.tokens.access], true).await;
    assert_eq!(app.while_time_passes(refused.ended()).await.refusal, Some(Refusal::NotFound));
    assert!(carl.call(GetMatch { code }).await.is_ok(), "who blocked may look");
    assert!(app.call(GetMatch { code }).await.is_ok(), "and everybody who does not say who it is");
    let mut watches = Socket::greet(&app, code, &[], true).await;
    app.while_time_passes(watches.welcome()).await;
}

#[tokio::test(start_paused = true)]
async fn two_who_block_each_other_during_their_match_find_it_still_and_its_past_stays() {
    let app = TestApp::start().await;
    let mut duel = duel(&app).await;
    let mut a = Socket::sit(&duel.a, duel.code).await;
    block(&duel.a, &duel.b).await;
    assert_eq!(duel.b.call(ListLive { limit: 20, offset: 0 }).await.unwrap().count, 1);
    assert!(duel.b.call(GetMatch { code: duel.code }).await.is_ok());
    app.while_time_passes(a.finished()).await;
    app.while_time_passes(duel.b_stream.next_of("match-finish")).await;
    let history = duel.b.call(ListMatches { user: duel.b.id, limit: 20, offset: 0 }).await.unwrap();
    assert_eq!(history.results[0].teams.a.players[0].user.username, "ada");
    let eve = app.user("eve").await;
    block(&duel.a, &eve).await;
    assert!(eve.call(GetMatch { code: duel.code }).await.is_ok(), "what is over hides nobody");
}

#[tokio::test(start_paused = true)]
async fn the_queue_does_not_pair_two_who_are_kept_apart() {
    let app = TestApp::start().await;
    let (ada, bob, carl) = (app.user("ada").await, app.user("bob").await, app.user("carl").await);
    let (mut ada_hears, mut bob_hears, mut carl_hears) = (ada.stream().await, bob.stream().await, carl.stream().await);
    let id = block(&bob, &ada).await.id;
    ada.call(JoinDuel {}).await.unwrap();
    bob.call(JoinDuel {}).await.unwrap();
    app.advance(Duration::from_secs(5)).await;
    let kept = bob.call(JoinDuel {}).await.unwrap();
    carl.call(JoinDuel {}).await.unwrap();
    let code = app.while_time_passes(started(&mut ada_hears)).await;
    assert_eq!(app.while_time_passes(started(&mut carl_hears)).await, code, "who came first plays the first who may");
    assert_eq!(bob.call(JoinDuel {}).await.unwrap().id, kept.id);
    bob.call(Unblock { id }).await.unwrap();
    let dora = app.user("dora").await;
    let _dora_hears = dora.stream().await;
    dora.call(JoinDuel {}).await.unwrap();
    app.while_time_passes(started(&mut bob_hears)).await;
}

#[tokio::test(start_paused = true)]
async fn of_two_who_block_each_other_at_the_same_moment_one_does() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let by = |one: &User, other: &User| {
        let (one, user_id) = (one.clone(), other.id);
        async move { one.call(BlockUser { user_id }).await.map(drop).map_err(|error| error.code) }
    };
    for first in [true, false] {
        let (mine, theirs) = if first {
            tokio::join!(by(&ada, &bob), by(&bob, &ada))
        } else {
            let (theirs, mine) = tokio::join!(by(&bob, &ada), by(&ada, &bob));
            (mine, theirs)
        };
        assert!(matches!((mine, theirs), (Ok(()), Err(ErrorCode::NotFound)) | (Err(ErrorCode::NotFound), Ok(()))));
        let blocks = [blocked_by(&ada).await.results, blocked_by(&bob).await.results];
        assert_eq!(blocks.each_ref().map(Vec::len), [usize::from(mine.is_ok()), usize::from(theirs.is_ok())]);
        for (user, blocks) in [&ada, &bob].into_iter().zip(blocks) {
            for block in blocks {
                user.call(Unblock { id: block.id }).await.unwrap();
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_block_and_an_acceptance_at_the_same_moment_leave_no_friends_in_any_order() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    for (sender_blocks, block_is_first) in [(true, true), (true, false), (false, true), (false, false)] {
        let id = ask(&ada, &bob).await.id;
        let (blocker, other) = if sender_blocks { (&ada, &bob) } else { (&bob, &ada) };
        let accept = || async { bob.call(AcceptFriendRequest { id }).await.map(drop).map_err(|error| error.code) };
        let (accepted, blocked) = if block_is_first {
            let (blocked, accepted) = tokio::join!(block(blocker, other), accept());
            (accepted, blocked)
        } else {
            tokio::join!(accept(), block(blocker, other))
        };
        assert!(matches!(accepted, Ok(()) | Err(ErrorCode::NotFound)), "{accepted:?}");
        for user in [&ada, &bob] {
            assert_eq!((friends_of(user, None).await.count, requests_of(user).await.count), (0, 0));
        }
        blocker.call(Unblock { id: blocked.id }).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_block_a_hundred_times_at_once_is_one_and_so_is_its_end() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let blocks = (0..100).map(|_| ada.call(BlockUser { user_id: bob.id }));
    let outcomes = futures_util::future::join_all(blocks).await;
    let made: Vec<BlockId> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).map(|blocked| blocked.id).collect();
    assert_eq!(blocked_by(&ada).await.results.iter().map(|blocked| blocked.id).collect::<Vec<_>>(), made);
    assert!(outcomes.into_iter().filter_map(Result::err).all(|error| error.code == ErrorCode::AlreadyExists));
    let ends = futures_util::future::join_all((0..100).map(|_| ada.call(Unblock { id: made[0] }))).await;
    assert_eq!(ends.iter().filter(|ended| ended.is_ok()).count(), 1);
    assert_eq!(blocked_by(&ada).await.count, 0);
}

#[tokio::test(start_paused = true)]
async fn a_block_takes_back_what_either_challenged_the_other_to() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let (mut ada_hears, mut bob_hears, _eve_hears) = (ada.stream().await, bob.stream().await, eve.stream().await);
    ada.call(to(&bob, false)).await.unwrap();
    bob.call(to(&ada, false)).await.unwrap();
    let kept = eve.call(to(&bob, false)).await.unwrap();
    block(&ada, &bob).await;
    for stream in [&mut ada_hears, &mut bob_hears] {
        for _ in 0..2 {
            let heard = stream.next_of("challenge-updated").await.event;
            let ServerEvent::Challenge(ChallengeEvent::Updated(ended)) = heard else { panic!("{heard:?}") };
            assert_eq!(ended.state, ChallengeState::Cancelled);
        }
    }
    let listed = bob.call(ListChallenges {}).await.unwrap();
    assert_eq!((listed.received.as_slice(), listed.sent.len()), ([kept].as_slice(), 0));
    assert_eq!(ada.refused(to(&bob, false)).await, ErrorCode::BlockedByYou);
    assert_eq!(bob.refused(to(&ada, false)).await, ErrorCode::NotFound);
}

#[tokio::test(start_paused = true)]
async fn a_block_and_an_accepted_challenge_at_the_same_moment_have_one_outcome_in_any_order() {
    for block_is_first in [true, false] {
        let app = TestApp::start().await;
        let (ada, bob) = (app.user("ada").await, app.user("bob").await);
        let (mut hears, _bob_hears) = (ada.stream().await, bob.stream().await);
        let id = ada.call(to(&bob, false)).await.unwrap().id;
        let accept = || async { bob.call(AcceptChallenge { id }).await.map(|made| made.code).map_err(|error| error.code) };
        let accepted =
            if block_is_first { tokio::join!(block(&ada, &bob), accept()).1 } else { tokio::join!(accept(), block(&ada, &bob)).0 };
        let heard = hears.next_of("challenge-updated").await.event;
        let ServerEvent::Challenge(ChallengeEvent::Updated(ended)) = heard else { panic!("{heard:?}") };
        match accepted {
            Ok(code) => assert_eq!((ended.state, ended.match_code), (ChallengeState::Accepted, Some(code))),
            Err(code) => {
                assert!(matches!(code, ErrorCode::NotPending | ErrorCode::NotFound), "{code:?}");
                assert_eq!((ended.state, ended.match_code), (ChallengeState::Cancelled, None));
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_block_hides_the_conversation_on_both_screens_at_once_and_its_end_brings_it_back() {
    let app = TestApp::start().await;
    let (ada, bob, chat) = couple(&app).await;
    ada.call(PostMessage { chat, content: "hello".into() }).await.unwrap();
    let mut streams = [ada.stream().await, bob.stream().await];
    let updated = async |stream: &mut EventStream| {
        let heard = stream.next_of("chat-updated").await.event;
        let ServerEvent::Chat(ChatNews::Updated(chat)) = heard else { panic!("{heard:?}") };
        (chat.writable, chat.chat_with.status.is_online)
    };
    let id = block(&ada, &bob).await.id;
    for stream in &mut streams {
        assert_eq!(updated(stream).await, (false, false));
    }
    for user in [&ada, &bob] {
        assert_eq!(user.call(shown()).await.unwrap().count, 0);
        assert!(!user.call(GetChat { id: chat }).await.unwrap().writable, "by its id it can be read");
        assert_eq!(user.refused(PostMessage { chat, content: "hello".into() }).await, ErrorCode::NotWritable);
    }
    ada.call(Unblock { id }).await.unwrap();
    for stream in &mut streams {
        assert_eq!(updated(stream).await, (true, true));
    }
    assert_eq!(ada.call(shown()).await.unwrap().count, 1);
}
