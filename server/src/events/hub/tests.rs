//! The hub by itself, in virtual time.

use bytes::Bytes;
use common::ids::EventId;

use super::*;

fn event(id: i64, to: Option<UserId>) -> Emitted {
    Emitted { id: EventId(id), to, frame: Bytes::from("x"), last: false }
}

fn ids(subscription: &mut Subscription) -> Vec<i64> {
    std::iter::from_fn(|| subscription.queue.try_recv().ok()).map(|event| event.id.0).collect()
}

#[tokio::test(start_paused = true)]
async fn every_stream_of_a_user_hears_what_is_for_the_user_and_for_everybody() {
    let hub = EventHub::new();
    let (ada, bob) = (UserId(1), UserId(2));
    let mut streams = [(ada, 1), (ada, 2), (bob, 3)].map(|(user, session)| hub.subscribe(user, SessionId(session), 8).unwrap());
    hub.publish(vec![event(1, Some(ada)), event(2, None), event(3, Some(bob)), event(4, Some(UserId(9)))]);
    assert_eq!(streams.each_mut().map(ids), [vec![1, 2], vec![1, 2], vec![2, 3]]);
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_is_too_slow_is_closed_after_what_fits_and_the_others_go_on() {
    let hub = EventHub::new();
    let ada = UserId(1);
    let mut slow = hub.subscribe(ada, SessionId(1), 8).unwrap();
    let mut quick = hub.subscribe(ada, SessionId(2), 8).unwrap();
    let sent = i64::try_from(STREAM_QUEUE_LEN).unwrap() + 10;
    for id in 1..=sent {
        hub.publish(vec![event(id, Some(ada))]);
        assert_eq!(ids(&mut quick), [id]);
    }
    for id in 1..=sent - 10 {
        assert_eq!(slow.queue.recv().await.unwrap().id.0, id);
    }
    assert!(slow.queue.recv().await.is_none());
    assert!(hub.is_online(ada));
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_stream_that_is_being_opened_gets_it_and_else_hears_after_2_seconds() {
    let hub = EventHub::new();
    let ada = UserId(1);
    let began = tokio::time::Instant::now();
    assert!(!hub.has_stream(ada).await);
    assert_eq!(began.elapsed(), STREAM_WAIT);
    let opening = async {
        tokio::time::sleep(STREAM_WAIT / 2).await;
        hub.subscribe(ada, SessionId(1), 8).unwrap()
    };
    let (has, _open) = tokio::join!(hub.has_stream(ada), opening);
    assert!(has);
}

#[tokio::test(start_paused = true)]
async fn listeners_hear_once_that_a_user_left_10_seconds_after_the_last_stream() {
    let hub = EventHub::new();
    let ada = UserId(1);
    let mut left = hub.offline();
    drop(hub.subscribe(ada, SessionId(1), 8).unwrap());
    tokio::time::sleep(OFFLINE_AFTER / 2).await;
    drop(hub.subscribe(ada, SessionId(1), 8).unwrap());
    tokio::time::sleep(OFFLINE_AFTER / 2 + std::time::Duration::from_secs(1)).await;
    assert!(left.try_recv().is_err(), "the user was back in between");
    tokio::time::sleep(OFFLINE_AFTER / 2).await;
    assert_eq!(left.try_recv(), Ok(ada));
    assert!(left.try_recv().is_err() && !hub.is_online(ada));
}

#[tokio::test(start_paused = true)]
async fn whoever_comes_goes_or_does_something_else_has_changed_and_nobody_twice() {
    let hub = EventHub::new();
    let (ada, bob) = (UserId(1), UserId(2));
    let stream = hub.subscribe(ada, SessionId(1), 8).unwrap();
    let _second = hub.subscribe(bob, SessionId(2), 8).unwrap();
    assert_eq!(hub.changed().await, BTreeSet::from([ada, bob]));
    hub.moves(ada, |_| None);
    drop(hub.subscribe(bob, SessionId(2), 8).unwrap());
    hub.enters(bob, Place::Queue);
    hub.enters(bob, Place::Queue);
    assert_eq!(hub.changed().await, BTreeSet::from([bob]), "another stream, or the same again, is no change");
    drop(stream);
    assert_eq!(hub.changed().await, BTreeSet::from([ada]), "10 seconds later");
    assert!(!hub.is_online(ada) && hub.can_hear(ada));
    tokio::time::sleep(KEPT_FOR).await;
    assert!(!hub.can_hear(ada) && hub.can_hear(bob));
}

#[tokio::test(start_paused = true)]
async fn who_watches_is_watching_until_the_last_match_and_unless_something_else_is_done() {
    let hub = EventHub::new();
    let ada = UserId(1);
    let _stream = hub.subscribe(ada, SessionId(1), 8).unwrap();
    let doing = || hub.presence(ada).activity;
    let (one, other) = (hub.watch(ada), hub.watch(ada));
    drop(one);
    assert_eq!(doing(), Activity::Watching);
    hub.enters(ada, Place::Queue);
    assert_eq!(doing(), Activity::Queue);
    hub.moves(ada, |_| None);
    assert_eq!(doing(), Activity::Watching);
    drop(other);
    assert_eq!(doing(), Activity::Idle);
}

#[tokio::test(start_paused = true)]
async fn who_plays_is_playing_and_is_at_the_old_place_afterwards_together_with_those_who_stayed() {
    let hub = EventHub::new();
    let ([ada, bob, eve], code) = ([1, 2, 3].map(UserId), MatchCode::from_draws([4; 6]));
    let _streams = [ada, bob, eve].map(|user| hub.subscribe(user, SessionId(user.0), 8).unwrap());
    [ada, bob].into_iter().for_each(|user| hub.enters(user, Place::Lobby(7)));
    hub.enters(eve, Place::Tournament(7));
    hub.plays(ada, Some(code));
    assert_eq!((hub.presence(ada).activity, hub.presence(ada).playing), (Activity::Playing, Some(code)));
    hub.plays(eve, Some(code));
    assert_eq!(hub.in_same_place(ada), BTreeSet::from([bob, eve]), "one shares the lobby, the other the match");
    hub.plays(ada, None);
    assert_eq!((hub.presence(ada).activity, hub.presence(ada).playing), (Activity::Lobby, None));
    assert_eq!(hub.in_same_place(ada), BTreeSet::from([bob]));
    hub.enters(ada, Place::Queue);
    hub.enters(bob, Place::Queue);
    assert!(hub.in_same_place(ada).is_empty(), "who waits does so alone");
}
