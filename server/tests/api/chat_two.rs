//! What becomes of a conversation when the two challenge each other, keep each other away, or one of them goes for ever; and what is left
//! of a match that they played.

use std::time::Duration;

use common::api::challenge::{ChallengeState, DeclineChallenge};
use common::api::channel::{ListChannelMessages, NOTICES};
use common::api::chat::{CreateChat, GetChat, ListMessages, MessageKind, PostMessage};
use common::api::chat_socket::{Action, ChallengeAnswer, ChatEvent, Group};
use common::api::error::ErrorCode;
use common::api::event::{ChatNews, ServerEvent};
use common::api::friends::{BlockUser, ListBlocked, Unblock};
use common::api::matches::{Game, GetMatch, TeamName};
use common::api::users::DeleteMe;
use common::ids::{ChallengeId, ChatId};

use crate::challenges::to;
use crate::chatter::{Chatter, couple, open_to_all, shown};
use crate::harness::{EventStream, PASSWORD, TestApp, User};
use crate::players::{Player, duel};

/// Both have a socket on which their conversation is open, and an event stream.
struct Two {
    ada: User,
    bob: User,
    chat: ChatId,
    at_ada: Chatter,
    at_bob: Chatter,
    ada_stream: EventStream,
    bob_stream: EventStream,
}

async fn two(app: &TestApp) -> Two {
    let (ada, bob, chat) = couple(app).await;
    ada.call(PostMessage { chat, content: "hello".into() }).await.unwrap();
    let (mut at_ada, mut at_bob) = (Chatter::open(&ada).await, Chatter::open(&bob).await);
    at_ada.open_chat("bob").await;
    at_bob.open_chat("ada").await;
    let (ada_stream, bob_stream) = (ada.stream().await, bob.stream().await);
    Two { ada, bob, chat, at_ada, at_bob, ada_stream, bob_stream }
}

fn challenge(user: &User) -> Action {
    Action::Challenge { user_id: user.id, game: Game::Duel }
}

fn answer(challenge_id: ChallengeId, answer: ChallengeAnswer) -> Action {
    Action::AnswerChallenge { challenge_id, answer }
}

/// The challenge of a message that shows one, and how it stands.
fn shown_in(event: ChatEvent) -> (ChallengeId, ChallengeState) {
    let (ChatEvent::Message(message) | ChatEvent::MessageUpdated(message)) = event else { panic!("{event:?}") };
    assert_eq!(message.kind, MessageKind::Challenge);
    let challenge = message.challenge.unwrap();
    (challenge.id, challenge.state)
}

async fn updated(stream: &mut EventStream) -> common::api::chat::Chat {
    let heard = stream.next_of("chat-updated").await.event;
    let ServerEvent::Chat(ChatNews::Updated(chat)) = heard else { panic!("{heard:?}") };
    *chat
}

#[tokio::test(start_paused = true)]
async fn a_challenge_is_a_message_that_both_see_and_that_shows_how_it_stands() {
    let app = TestApp::start().await;
    let Two { ada, bob, chat, mut at_ada, mut at_bob, ada_stream: _ada, bob_stream: _bob } = two(&app).await;
    let (id, state) = shown_in(at_ada.ask(challenge(&bob)).await);
    assert_eq!((state, shown_in(at_bob.event().await)), (ChallengeState::Pending, (id, ChallengeState::Pending)));
    assert_eq!(at_ada.refused(challenge(&bob)).await, ErrorCode::AlreadyExists);
    assert_eq!(at_ada.refused(answer(id, ChallengeAnswer::Accept)).await, ErrorCode::Forbidden);
    let declined = shown_in(at_bob.ask(answer(id, ChallengeAnswer::Decline)).await);
    assert_eq!((declined, shown_in(at_ada.event().await)), ((id, ChallengeState::Declined), (id, ChallengeState::Declined)));
    assert_eq!(at_bob.refused(answer(id, ChallengeAnswer::Accept)).await, ErrorCode::NotPending);
    let (id, _) = shown_in(at_ada.ask(challenge(&bob)).await);
    at_bob.event().await;
    assert_eq!(shown_in(at_ada.ask(answer(id, ChallengeAnswer::Cancel)).await), (id, ChallengeState::Cancelled));
    at_bob.event().await;
    let (id, _) = shown_in(at_bob.ask(challenge(&ada)).await);
    at_ada.event().await;
    assert_eq!(shown_in(at_ada.ask(answer(id, ChallengeAnswer::Accept)).await), (id, ChallengeState::Accepted));
    assert_eq!(shown_in(at_bob.event().await), (id, ChallengeState::Accepted));
    let page = bob.call(ListMessages { chat, before: None, limit: 10 }).await.unwrap().results;
    let states: Vec<_> = page.iter().filter_map(|message| Some(message.challenge.as_ref()?.state)).collect();
    assert_eq!(states, [ChallengeState::Accepted, ChallengeState::Cancelled, ChallengeState::Declined]);
    assert!(page[0].challenge.as_ref().unwrap().match_code.is_some());
    assert!(!page[0].content.is_empty(), "who cannot show a challenge has words for it");
}

#[tokio::test(start_paused = true)]
async fn a_challenge_of_a_conversation_runs_out_there_after_a_minute() {
    let app = TestApp::start().await;
    let Two { bob, mut at_ada, mut at_bob, ada_stream: _stream, .. } = two(&app).await;
    let (id, _) = shown_in(at_ada.ask(challenge(&bob)).await);
    at_bob.event().await;
    app.jump(Duration::from_secs(59)).await;
    assert_eq!(at_bob.so_far().await, []);
    let expired = app.while_time_passes(at_bob.event()).await;
    assert_eq!(shown_in(expired), (id, ChallengeState::Expired));
    assert_eq!(shown_in(at_ada.event().await), (id, ChallengeState::Expired));
}

#[tokio::test(start_paused = true)]
async fn a_challenge_makes_the_conversation_if_there_is_none_and_is_told_where_it_is_not_open() {
    let app = TestApp::start().await;
    let (ada, bob) = (open_to_all(&app, "ada").await, open_to_all(&app, "bob").await);
    let (mut ada_stream, mut bob_stream) = (ada.stream().await, bob.stream().await);
    ada.call(to(&bob, false)).await.unwrap();
    assert_eq!(bob.call(shown()).await.unwrap().count, 0, "one from a menu is in no conversation");
    let mut socket = Chatter::open(&bob).await;
    let (id, _) = shown_in(socket.ask(challenge(&ada)).await);
    let ServerEvent::Chat(ChatNews::Message(told)) = ada_stream.next_of("receive-message").await.event else { panic!("another event") };
    assert_eq!(shown_in(ChatEvent::Message(told)), (id, ChallengeState::Pending));
    assert_eq!(updated(&mut bob_stream).await.last_message.unwrap().challenge.unwrap().id, id);
    assert_eq!(ada.call(shown()).await.unwrap().results[0].unread_messages, 1);
    ada.call(DeclineChallenge { id }).await.unwrap();
    assert_eq!(socket.so_far().await, [], "it is not open there");
    drop(bob_stream);
    app.advance(Duration::from_millis(100)).await;
    app.jump(Duration::from_secs(11)).await;
    let asked = app.while_time_passes(socket.refused(challenge(&ada))).await;
    assert_eq!(asked, ErrorCode::SseConnectionRequired, "as with the call");
}

#[tokio::test(start_paused = true)]
async fn a_block_is_seen_at_once_by_both_where_the_conversation_is_open_and_opens_it_nowhere() {
    let app = TestApp::start().await;
    let Two { ada, bob, chat, mut at_ada, mut at_bob, mut ada_stream, mut bob_stream } = two(&app).await;
    let mut elsewhere = Chatter::open(&open_to_all(&app, "eve").await).await;
    let answer = at_ada.ask(Action::BlockUser { user_id: bob.id }).await;
    let ChatEvent::ChatUpdated(mine) = answer else { panic!("{answer:?}") };
    let ChatEvent::ChatUpdated(theirs) = at_bob.event().await else { panic!("another event") };
    for seen in [&*mine, &*theirs, &updated(&mut ada_stream).await, &updated(&mut bob_stream).await] {
        assert!(seen.id == chat && !seen.writable && seen.view_chat && !seen.chat_with.status.is_online, "{seen:?}");
    }
    assert_eq!((ada.call(shown()).await.unwrap().count, bob.call(shown()).await.unwrap().count), (0, 0));
    for (socket, code) in [(&mut at_ada, ErrorCode::NotWritable), (&mut at_bob, ErrorCode::NotWritable)] {
        let say = Action::SendMessage { to: Group::ChatId(chat), content: "x".into() };
        assert_eq!(socket.refused(say).await, code);
        assert_eq!(socket.refused(Action::Typing { chat_id: chat }).await, code);
    }
    assert_eq!(at_bob.refused(challenge(&ada)).await, ErrorCode::NotFound);
    assert_eq!(at_ada.refused(challenge(&bob)).await, ErrorCode::BlockedByYou);
    assert_eq!(at_bob.refused(Action::BlockUser { user_id: ada.id }).await, ErrorCode::NotFound);
    assert_eq!(at_bob.refused(Action::UnblockUser { user_id: ada.id }).await, ErrorCode::NotFound);
    let answer = at_ada.ask(Action::UnblockUser { user_id: bob.id }).await;
    let ChatEvent::ChatUpdated(mine) = answer else { panic!("{answer:?}") };
    let ChatEvent::ChatUpdated(theirs) = at_bob.event().await else { panic!("another event") };
    for seen in [&*mine, &*theirs, &updated(&mut ada_stream).await, &updated(&mut bob_stream).await] {
        assert!(seen.writable && seen.view_chat && seen.chat_with.status.is_online, "{seen:?}");
    }
    assert_eq!((ada.call(shown()).await.unwrap().count, bob.call(shown()).await.unwrap().count), (1, 1));
    at_bob.ask(Action::CloseChat { chat_id: chat }).await;
    ada.call(BlockUser { user_id: bob.id }).await.unwrap();
    assert!(matches!(at_ada.event().await, ChatEvent::ChatUpdated(chat) if !chat.writable));
    let id = ada.call(ListBlocked { limit: 20, offset: 0 }).await.unwrap().results[0].id;
    ada.call(Unblock { id }).await.unwrap();
    assert!(matches!(at_ada.event().await, ChatEvent::ChatUpdated(chat) if chat.writable));
    assert_eq!((at_bob.so_far().await, elsewhere.so_far().await), (vec![], vec![]), "it is open there no more");
    let eve = Action::BlockUser { user_id: bob.id };
    assert_eq!(elsewhere.ask(eve).await, ChatEvent::Ok {}, "there is no conversation");
}

#[tokio::test(start_paused = true)]
async fn two_who_write_while_one_blocks_the_other_end_in_one_state() {
    let app = TestApp::start().await;
    let Two { ada, bob, chat, .. } = two(&app).await;
    let writing = futures_util::future::join_all((0..20).map(|number| {
        let author = if number % 2 == 0 { ada.clone() } else { bob.clone() };
        async move { author.call(PostMessage { chat, content: number.to_string() }).await }
    }));
    let (written, blocked) = tokio::join!(writing, ada.call(BlockUser { user_id: bob.id }));
    blocked.unwrap();
    let kept = written.iter().filter(|result| result.is_ok()).count();
    assert!(written.iter().filter_map(|result| result.as_ref().err()).all(|error| error.code == ErrorCode::NotWritable));
    let seen = bob.call(ListMessages { chat, before: None, limit: 100 }).await.unwrap();
    assert_eq!(usize::try_from(seen.count).unwrap(), 1 + kept);
    assert!(!ada.call(GetChat { id: chat }).await.unwrap().writable);
}

#[tokio::test(start_paused = true)]
async fn who_stays_is_told_that_the_other_has_gone_for_ever() {
    let app = TestApp::start().await;
    let Two { ada, bob, chat, mut at_ada, mut ada_stream, .. } = two(&app).await;
    let eve = open_to_all(&app, "eve").await;
    eve.call(CreateChat { username: "bob".into() }).await.unwrap();
    bob.call(DeleteMe { password: Some(PASSWORD.into()) }).await.unwrap();
    let told = updated(&mut ada_stream).await;
    let heard = at_ada.so_far().await;
    assert!(matches!(heard.last(), Some(ChatEvent::ChatUpdated(seen)) if **seen == told), "{heard:?}");
    assert_eq!((told.id, told.chat_with.user.username.as_str(), told.writable), (chat, "deleted user", false));
    let say = Action::SendMessage { to: Group::ChatId(chat), content: "x".into() };
    assert_eq!(at_ada.refused(say).await, ErrorCode::NotWritable);
    assert_eq!(ada.call(ListMessages { chat, before: None, limit: 10 }).await.unwrap().count, 1);
}

#[tokio::test(start_paused = true)]
async fn a_result_is_a_notice_for_each_player_alone_and_is_kept_for_30_days() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let (mut at_a, mut elsewhere) = (Chatter::open(&duel.a).await, Chatter::open(&app.user("eve").await).await);
    let a = Player::sit(&app, duel.code, &[&duel.a.tokens.access], 3).await;
    let b = Player::sit(&app, duel.code, &[&duel.b.tokens.access], 1).await;
    let playing = async { tokio::join!(a.play(), b.play(), at_a.event()) };
    let (_, _, told) = app.while_time_passes(playing).await;
    let ChatEvent::Notice(told) = told else { panic!("{told:?}") };
    let ended = duel.a.call(GetMatch { code: duel.code }).await.unwrap();
    let (mine, theirs) = (ended.teams.a.score, ended.teams.b.score);
    let outcome = |won: bool| if won { "won" } else { "lost" };
    assert_eq!(told.content, format!("You {} {mine} to {theirs} against bob.", outcome(ended.winner == Some(TeamName::A))));
    assert_eq!((told.kind, told.author.as_ref(), told.chat_id, told.channel.as_deref()), (MessageKind::Notice, None, None, Some(NOTICES)));
    assert_eq!(elsewhere.so_far().await, []);
    let list = || ListChannelMessages { channel: NOTICES.to_owned(), before: None, limit: 20 };
    assert_eq!(duel.a.call(list()).await.unwrap().results, [*told]);
    let theirs = duel.b.call(list()).await.unwrap();
    assert!(theirs.count == 1 && theirs.results[0].content.ends_with("against ada."), "{theirs:?}");
    let ada = duel.a.clone();
    drop((duel, at_a, elsewhere));
    app.jump(Duration::from_secs(30 * 24 * 60 * 60)).await;
    let again = app.login(&ada.name, PASSWORD).await.unwrap();
    assert_eq!(again.call(list()).await.unwrap().count, 0);
}
