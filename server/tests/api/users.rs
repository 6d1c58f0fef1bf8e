//! The caller's own profile.

use std::time::Duration;

use common::api::auth::{Login, Refresh, RegisterGuest};
use common::api::error::{ErrorBody, ErrorCode, FieldCode};
use common::api::users::{AcceptChat, DeleteMe, GetMe, PatchMe, PlayMode, UserMe};

use crate::harness::{BEGIN_MS, PASSWORD, TestApp};

#[tokio::test(start_paused = true)]
async fn a_new_account_has_the_defaults_of_the_api() {
    let app = TestApp::start().await;
    let me = app.user("Ada-1").await.call(GetMe {}).await.unwrap();
    assert_eq!((me.username.as_str(), me.is_guest, me.created_at.0), ("Ada-1", false, BEGIN_MS));
    assert!(me.accept_friend_request && me.accept_challenges && me.allow_spectators);
    assert_eq!((me.accept_chat_from, me.play_mode), (AcceptChat::FriendsOnly, PlayMode::Online));
    assert_eq!((me.catchphrase.as_str(), me.bio.as_str(), me.trophies, me.ranks.len()), ("", "", 0, 2));
    assert_eq!((me.is_online, me.last_online), (false, me.created_at));
}

#[tokio::test(start_paused = true)]
async fn what_is_given_is_changed_and_the_rest_stays() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let patch = PatchMe {
        username: Some("Lovelace".into()),
        catchphrase: Some("  Poetical\tscience\u{202E} ".into()),
        bio: Some("One\nTwo".into()),
        accept_chat_from: Some(AcceptChat::Everyone),
        play_mode: Some(PlayMode::Offline),
        allow_spectators: Some(false),
        ..PatchMe::default()
    };
    let me = ada.call(patch).await.unwrap();
    assert_eq!(me.username.as_str(), "Lovelace");
    assert_eq!((me.catchphrase.as_str(), me.bio.as_str()), ("Poetical science", "One\nTwo"));
    assert_eq!((me.accept_chat_from, me.play_mode, me.allow_spectators), (AcceptChat::Everyone, PlayMode::Offline, false));
    assert!(me.accept_friend_request && me.accept_challenges);
    assert_eq!(ada.call(GetMe {}).await.unwrap(), me);
    let same = ada.call(PatchMe { username: Some("LOVELACE".into()), ..PatchMe::default() }).await.unwrap();
    assert_eq!(same.username.as_str(), "LOVELACE", "the own name in another case is not taken");
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_with_a_change_is_said_and_nothing_is_changed() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    app.user("bob").await;
    let before = ada.call(GetMe {}).await.unwrap();
    let long = format!(r#"{{"bio": "{}", "accept_challenges": false}}"#, "x".repeat(501));
    let rows: [(&str, &str, FieldCode); 7] = [
        (r#"{"username": "Bob", "bio": "x"}"#, "username", FieldCode::Taken),
        (r#"{"username": "Guest77"}"#, "username", FieldCode::Reserved),
        (r#"{"accept_chat_from": "enemies"}"#, "accept_chat_from", FieldCode::InvalidChoice),
        (r#"{"accept_chat_from": true}"#, "accept_chat_from", FieldCode::WrongType),
        (r#"{"allow_spectators": "yes", "bio": "x"}"#, "allow_spectators", FieldCode::WrongType),
        (&long, "bio", FieldCode::TooLong),
        (r#"{"password": "adaadaad", "old_password": 5}"#, "old_password", FieldCode::WrongType),
    ];
    for (body, field, code) in rows {
        let reply = ada.send("PATCH", "/api/users/me/", body).await;
        assert_eq!(reply.refusal(), (400, ErrorCode::Invalid), "{body}");
        assert_eq!(reply.json::<ErrorBody>().fields.into_iter().collect::<Vec<_>>(), [(field.to_owned(), vec![code])], "{body}");
    }
    assert_eq!(ada.call(GetMe {}).await.unwrap(), before);
}

#[tokio::test(start_paused = true)]
async fn a_new_password_needs_the_old_one_and_ends_every_other_session() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let sofa = app.login("ada", PASSWORD).await.unwrap();
    let change = |old: Option<&str>| PatchMe {
        password: Some("quite another horse".into()),
        old_password: old.map(str::to_owned),
        ..PatchMe::default()
    };
    assert_eq!(ada.refused(change(None)).await, ErrorCode::PasswordConfirmationRequired);
    assert_eq!(ada.refused(change(Some("wrong horse"))).await, ErrorCode::IncorrectPassword);
    sofa.call(GetMe {}).await.unwrap();
    ada.call(change(Some(PASSWORD))).await.unwrap();
    assert_eq!(sofa.refused(GetMe {}).await, ErrorCode::TokenNotValid);
    ada.call(GetMe {}).await.unwrap();
    let old = app.call(Login { username: "ada".into(), password: PASSWORD.into() }).await;
    assert_eq!(old.err().unwrap().code, ErrorCode::IncorrectPassword);
    app.login("ada", "quite another horse").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_guest_changes_its_name_and_switches_and_nothing_else_and_stays_a_guest() {
    let app = TestApp::start().await;
    let guest = app.guest().await;
    for body in [r#"{"bio": "x"}"#, r#"{"catchphrase": "x"}"#, r#"{"password": "x", "old_password": "y"}"#] {
        assert_eq!(guest.send("PATCH", "/api/users/me/", body).await.refusal(), (403, ErrorCode::GuestNotAllowed), "{body}");
    }
    let own = PatchMe { username: Some(guest.name.clone()), accept_challenges: Some(false), ..PatchMe::default() };
    assert_eq!(guest.call(own).await.unwrap().username.as_str(), guest.name, "sending the own name back changes nothing");
    assert_eq!(guest.refused(PatchMe { username: Some("Guest999999".into()), ..PatchMe::default() }).await, ErrorCode::Invalid);
    let me = guest.call(PatchMe { username: Some("Passerby".into()), ..PatchMe::default() }).await.unwrap();
    assert_eq!((me.username.as_str(), me.is_guest, me.accept_challenges), ("Passerby", true, false));
    assert_eq!(guest.refused(RegisterGuest { username: "xx".into(), password: PASSWORD.into() }).await, ErrorCode::Invalid);
}

#[tokio::test(start_paused = true)]
async fn a_deleted_account_is_gone_its_name_is_free_and_its_streams_hear_of_it_and_end() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let sofa = app.login("ada", PASSWORD).await.unwrap();
    let (mut here, mut there) = (ada.stream().await, sofa.stream().await);
    assert_eq!(ada.refused(DeleteMe { password: None }).await, ErrorCode::PasswordConfirmationRequired);
    assert_eq!(ada.refused(DeleteMe { password: Some("wrong horse".into()) }).await, ErrorCode::IncorrectPassword);
    ada.call(DeleteMe { password: Some(PASSWORD.into()) }).await.unwrap();
    for stream in [&mut here, &mut there] {
        assert_eq!(stream.next().await.unwrap().code, "delete-user");
        assert!(stream.next().await.is_none());
    }
    assert_eq!((ada.refused(GetMe {}).await, sofa.refused(GetMe {}).await), (ErrorCode::UserNotFound, ErrorCode::UserNotFound));
    assert_eq!(app.login("ada", PASSWORD).await.err().unwrap().code, ErrorCode::IncorrectPassword);
    assert_ne!(app.user("ada").await.id, ada.id);
}

#[tokio::test(start_paused = true)]
async fn a_guest_deletes_itself_without_a_password() {
    let app = TestApp::start().await;
    let guest = app.guest().await;
    guest.call(DeleteMe { password: None }).await.unwrap();
    assert_eq!(guest.refused(GetMe {}).await, ErrorCode::UserNotFound);
}

#[tokio::test(start_paused = true)]
async fn guests_who_are_not_seen_for_30_days_are_removed_and_accounts_and_the_others_stay() {
    let app = TestApp::start().await;
    let (ada, idle, busy) = (app.user("ada").await, app.guest().await, app.guest().await);
    let day = Duration::from_secs(24 * 60 * 60);
    app.jump(29 * day).await;
    let refreshed = app.call(Refresh { refresh: busy.tokens.refresh.clone(), rotate: true }).await.unwrap();
    app.jump(2 * day).await;
    // Whoever cleans up does it once a minute.
    app.jump(Duration::from_secs(61)).await;
    let fresh = app.call(Refresh { refresh: refreshed.refresh.unwrap(), rotate: false }).await.unwrap();
    assert_eq!(app.send("GET", "/api/users/me/", Some(&fresh.access), "").await.json::<UserMe>().id, busy.id);
    assert_eq!(app.call(Refresh { refresh: idle.tokens.refresh, rotate: false }).await.err().unwrap().code, ErrorCode::TokenNotValid);
    assert_eq!(app.login("ada", PASSWORD).await.unwrap().id, ada.id);
}
