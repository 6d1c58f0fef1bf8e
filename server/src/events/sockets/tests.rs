//! Who hears what, and who is counted where.

use super::*;

const ADA: UserId = UserId(1);
const BOB: UserId = UserId(2);

fn enter(sockets: &Sockets, user: UserId, session: i64) -> Seat {
    sockets.enter(user, SessionId(session), None).unwrap()
}

/// Events that wait for a socket, as they were written.
fn heard(seat: &Seat) -> Vec<String> {
    let frames = std::iter::from_fn(|| match seat.line.pop() {
        Some(Next::Frame(frame)) => Some(frame.to_string()),
        Some(Next::End(_)) | None => None,
    });
    frames.collect()
}

#[test]
fn a_user_has_so_many_sockets_and_no_more() {
    let sockets = Sockets::default();
    let enter = || sockets.enter(ADA, SessionId(1), Some(2));
    let first = enter().unwrap();
    let _second = enter().unwrap();
    assert_eq!(enter().err(), Some(EnterError::TooMany));
    drop(first);
    assert!(enter().is_ok());
    sockets.end_all();
    assert_eq!(enter().err(), Some(EnterError::Ended));
}

#[test]
fn members_of_a_channel_are_users_however_many_sockets_they_have() {
    let sockets = Sockets::default();
    let (one, two, bob) = (enter(&sockets, ADA, 1), enter(&sockets, ADA, 2), enter(&sockets, BOB, 3));
    for seat in [&one, &one, &two, &bob] {
        sockets.join(seat.id, "general");
    }
    assert_eq!(sockets.members("general"), 2);
    sockets.leave(one.id, "general");
    assert_eq!(sockets.members("general"), 2);
    drop(two);
    assert_eq!(sockets.members("general"), 1);
    sockets.leave(bob.id, "general");
    sockets.leave(bob.id, "general");
    assert_eq!((sockets.members("general"), sockets.members("nowhere")), (0, 0));
}

#[test]
fn a_conversation_is_open_for_a_user_while_it_is_on_one_socket() {
    let sockets = Sockets::default();
    let (one, two) = (enter(&sockets, ADA, 1), enter(&sockets, ADA, 2));
    let chat = ChatId(7);
    assert!(sockets.open(one.id, chat) && sockets.open(one.id, chat) && sockets.open(two.id, chat));
    sockets.close(one.id, chat);
    assert!(sockets.has_open(ADA, chat) && !sockets.has_open(BOB, chat));
    two.line.end(End::TooSlow);
    assert!(!sockets.has_open(ADA, chat), "who is too slow hears nothing any more");
    for number in 0..OPEN_MAX {
        assert!(sockets.open(one.id, ChatId(i64::try_from(number).unwrap() + 100)));
    }
    assert!(!sockets.open(one.id, chat));
}

#[tokio::test]
async fn an_answer_goes_to_the_socket_that_asked_and_the_same_without_its_ref_to_the_others() {
    let sockets = Sockets::default();
    let (one, two) = (enter(&sockets, ADA, 1), enter(&sockets, ADA, 2));
    let asked = Asked::new(one.id, Some("r".to_owned()));
    let frames = asking(asked.clone(), async {
        let first = said(Hearers::User(ADA), &ChatEvent::Ok {}, true);
        assert!(first.is_answer());
        vec![first, said(Hearers::User(ADA), &ChatEvent::Ok {}, false), said(Hearers::Asker(BOB), &ChatEvent::Ok {}, true)]
    });
    sockets.publish(frames.await);
    let plain = r#"{"event":"ok","data":{}}"#;
    assert_eq!(heard(&one), [r#"{"event":"ok","data":{},"ref":"r"}"#, plain]);
    assert_eq!(heard(&two), [plain, plain]);
    assert!(asked.is_answered());
}

#[tokio::test(start_paused = true)]
async fn typing_is_told_once_a_second() {
    let sockets = Sockets::default();
    let _seat = enter(&sockets, ADA, 1);
    let now = Instant::now();
    let told = [0, 1, 999, 1000, 1500].map(|ms| sockets.may_type(ADA, now + Duration::from_millis(ms)));
    assert_eq!(told, [true, false, false, true, false]);
}

#[test]
fn the_end_of_a_session_closes_its_sockets_and_no_others() {
    let sockets = Sockets::default();
    let (one, other) = (enter(&sockets, ADA, 10), enter(&sockets, ADA, 11));
    sockets.end_session(SessionId(10));
    assert!(one.line.is_ended() && !other.line.is_ended());
}
