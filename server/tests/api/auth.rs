//! Accounts and sessions.

use std::time::Duration;

use common::api::auth::{EndSession, ListSessions, Login, Logout, Refresh, Register, RegisterGuest};
use common::api::error::{ErrorBody, ErrorCode, FieldCode};
use common::api::users::GetMe;
use common::ids::SessionId;

use crate::harness::{PASSWORD, TestApp};

#[tokio::test(start_paused = true)]
async fn a_guest_plays_without_a_name_of_its_own_and_keeps_its_id_as_an_account() {
    let app = TestApp::start().await;
    let guest = app.guest().await;
    assert!(guest.name.starts_with("Guest"), "{}", guest.name);
    let tokens = guest.call(RegisterGuest { username: "ada".into(), password: PASSWORD.into() }).await.unwrap();
    assert!(app.call(Refresh { refresh: tokens.refresh, rotate: false }).await.is_ok());
    let me = guest.call(GetMe {}).await.unwrap();
    assert_eq!((me.id, me.username.as_str(), me.is_guest, me.profile_picture.id.0), (guest.id, "ada", false, 1));
    assert_eq!(guest.refused(RegisterGuest { username: "bob".into(), password: PASSWORD.into() }).await, ErrorCode::NotAGuest);
    assert_eq!(app.login("ADA", PASSWORD).await.unwrap().id, guest.id);
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_with_a_name_and_a_password_is_said_for_both_at_once() {
    let app = TestApp::start().await;
    app.user("ada").await;
    let rows: [(&str, &[(&str, FieldCode)]); 12] = [
        ("{}", &[("password", FieldCode::Required), ("username", FieldCode::Required)]),
        (r#"{"username": null, "password": null}"#, &[("password", FieldCode::Required), ("username", FieldCode::Required)]),
        (r#"{"username": 7, "password": "correct horse"}"#, &[("username", FieldCode::WrongType)]),
        (r#"{"username": "bob", "password": 7}"#, &[("password", FieldCode::WrongType)]),
        (r#"{"username": "ab", "password": "short"}"#, &[("password", FieldCode::TooShort), ("username", FieldCode::TooShort)]),
        (r#"{"username": "abcdefghijklmnop", "password": "correct horse"}"#, &[("username", FieldCode::TooLong)]),
        (r#"{"username": "a b", "password": "correct horse"}"#, &[("username", FieldCode::InvalidCharacters)]),
        (r#"{"username": "Guest12", "password": "correct horse"}"#, &[("username", FieldCode::Reserved)]),
        (r#"{"username": "xAdminx", "password": "correct horse"}"#, &[("username", FieldCode::Reserved)]),
        (r#"{"username": "ADA", "password": "correct horse"}"#, &[("username", FieldCode::Taken)]),
        (r#"{"username": "bob", "password": "Password1"}"#, &[("password", FieldCode::TooCommon)]),
        (r#"{"username": "charlotte9", "password": "Charlotte9"}"#, &[("password", FieldCode::SameAsUsername)]),
    ];
    for (body, expected) in rows {
        let reply = app.send("POST", "/api/auth/register/", None, body).await;
        assert_eq!(reply.refusal(), (400, ErrorCode::Invalid), "{body}");
        let found: Vec<_> = reply.json::<ErrorBody>().fields.into_iter().collect();
        let expected: Vec<_> = expected.iter().map(|(name, code)| ((*name).to_owned(), vec![*code])).collect();
        assert_eq!(found, expected, "{body}");
    }
    let long = format!(r#"{{"username": "bob", "password": "{}"}}"#, "x".repeat(129));
    let reply = app.send("POST", "/api/auth/register/", None, &long).await;
    assert_eq!(reply.json::<ErrorBody>().fields["password"], [FieldCode::TooLong]);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_password_and_an_unknown_name_get_the_same_answer() {
    let app = TestApp::start().await;
    app.user("ada").await;
    let wrong = app.send("POST", "/api/auth/login/", None, r#"{"username": "ada", "password": "wrong horse"}"#).await;
    let unknown = app.send("POST", "/api/auth/login/", None, r#"{"username": "eve", "password": "wrong horse"}"#).await;
    assert_eq!((wrong.status, &wrong.body), (unknown.status, &unknown.body));
    assert_eq!(wrong.refusal(), (401, ErrorCode::IncorrectPassword));
    assert_eq!(wrong.headers["www-authenticate"], "Bearer");
    let guest = app.guest().await;
    assert_eq!(app.login(&guest.name, PASSWORD).await.err().unwrap().code, ErrorCode::IncorrectPassword);
}

#[tokio::test(start_paused = true)]
async fn an_access_token_is_valid_for_15_minutes_and_a_refresh_token_for_30_days() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    app.jump(Duration::from_secs(15 * 60 - 1)).await;
    ada.call(GetMe {}).await.unwrap();
    app.jump(Duration::from_secs(1)).await;
    assert_eq!(ada.refused(GetMe {}).await, ErrorCode::TokenNotValid);
    app.jump(Duration::from_secs(30 * 24 * 60 * 60 - 15 * 60 - 1)).await;
    let refresh = ada.tokens.refresh.clone();
    let fresh = app.call(Refresh { refresh: refresh.clone(), rotate: false }).await.unwrap();
    assert_eq!(fresh.refresh, None);
    assert_eq!(app.send("GET", "/api/users/me/", Some(&fresh.access), "").await.status, 200);
    app.jump(Duration::from_secs(1)).await;
    assert_eq!(app.call(Refresh { refresh, rotate: false }).await.err().unwrap().code, ErrorCode::TokenNotValid);
}

#[tokio::test(start_paused = true)]
async fn a_spent_refresh_token_that_comes_back_ends_the_whole_session() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let other = app.login("ada", PASSWORD).await.unwrap();
    let first = ada.tokens.refresh.clone();
    let second = app.call(Refresh { refresh: first.clone(), rotate: true }).await.unwrap().refresh.unwrap();
    let third = app.call(Refresh { refresh: second, rotate: true }).await.unwrap().refresh.unwrap();
    assert_eq!(app.call(Refresh { refresh: first, rotate: true }).await.err().unwrap().code, ErrorCode::TokenNotValid);
    assert_eq!(app.call(Refresh { refresh: third, rotate: false }).await.err().unwrap().code, ErrorCode::TokenNotValid);
    assert_eq!(ada.refused(GetMe {}).await, ErrorCode::TokenNotValid);
    other.call(GetMe {}).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn tokens_that_are_none_are_refused_with_401_and_nothing_breaks() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let [header, claims, signature] = ada.tokens.access.split('.').collect::<Vec<_>>().try_into().unwrap();
    // {"alg":"none"} and {"alg":"RS256"}
    let (none, rs256) = ("eyJhbGciOiJub25lIn0", "eyJhbGciOiJSUzI1NiJ9");
    let forged = [
        "x".to_owned(),
        "..".to_owned(),
        format!("{header}.{claims}."),
        format!("{header}.{claims}"),
        format!("{none}.{claims}."),
        format!("{none}.{claims}.{signature}"),
        format!("{rs256}.{claims}.{signature}"),
        format!("{header}.{signature}.{claims}"),
        format!("{header}.{claims}.{}", signature.chars().rev().collect::<String>()),
        ada.tokens.refresh.clone(),
        "a".repeat(8000),
    ];
    for token in &forged {
        assert_eq!(app.send("GET", "/api/users/me/", Some(token), "").await.refusal(), (401, ErrorCode::TokenNotValid), "{token}");
    }
    assert_eq!(app.send("GET", "/api/users/me/", None, "").await.refusal(), (401, ErrorCode::NotAuthenticated));
    for value in ["", "Bearer", "Bearer ", "Basic abc", "token"] {
        let request = http::Request::get("/api/users/me/").header("authorization", value).body(Default::default()).unwrap();
        assert_eq!(app.request(ada.address, request).await.refusal(), (401, ErrorCode::AuthenticationFailed), "{value:?}");
    }
    assert_eq!(app.call(Refresh { refresh: ada.tokens.access.clone(), rotate: false }).await.err().unwrap().code, ErrorCode::TokenNotValid);
    ada.call(GetMe {}).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn signing_out_ends_the_session_of_the_token_or_all_of_them_and_never_somebody_elses() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (desk, sofa) = (app.login("ada", PASSWORD).await.unwrap(), app.login("ada", PASSWORD).await.unwrap());
    ada.call(Logout { refresh: Some(bob.tokens.refresh.clone()) }).await.unwrap();
    ada.call(Logout { refresh: Some("nothing".into()) }).await.unwrap();
    bob.call(GetMe {}).await.unwrap();
    ada.call(Logout { refresh: Some(desk.tokens.refresh.clone()) }).await.unwrap();
    assert_eq!(desk.refused(GetMe {}).await, ErrorCode::TokenNotValid);
    sofa.call(GetMe {}).await.unwrap();
    ada.call(Logout { refresh: None }).await.unwrap();
    assert_eq!((ada.refused(GetMe {}).await, sofa.refused(GetMe {}).await), (ErrorCode::TokenNotValid, ErrorCode::TokenNotValid));
    assert_eq!(app.call(Refresh { refresh: sofa.tokens.refresh, rotate: false }).await.err().unwrap().code, ErrorCode::TokenNotValid);
}

#[tokio::test(start_paused = true)]
async fn a_user_sees_the_own_sessions_and_can_end_them_one_by_one() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    app.jump(Duration::from_secs(5)).await;
    let sofa = app.login("ada", PASSWORD).await.unwrap();
    let sessions = sofa.call(ListSessions {}).await.unwrap();
    assert_eq!(sessions.iter().map(|session| session.current).collect::<Vec<_>>(), [true, false]);
    assert_eq!(sessions[0].address, sofa.address.to_string());
    assert!(sessions[0].created_at > sessions[1].created_at);
    assert_eq!(bob.refused(EndSession { id: sessions[1].id }).await, ErrorCode::NotFound);
    assert_eq!(sofa.refused(EndSession { id: SessionId(999) }).await, ErrorCode::NotFound);
    sofa.call(EndSession { id: sessions[1].id }).await.unwrap();
    assert_eq!(ada.refused(GetMe {}).await, ErrorCode::TokenNotValid);
    assert_eq!(sofa.call(ListSessions {}).await.unwrap().len(), 1);
    assert_eq!(app.guest().await.refused(ListSessions {}).await, ErrorCode::GuestNotAllowed);
}

#[tokio::test(start_paused = true)]
async fn guessing_is_slowed_down_and_does_not_lock_out_somebody_at_a_known_address() {
    let app = TestApp::start_limited(server::config::Limits::default()).await;
    let ada = app.user("ada").await;
    for _ in 0..5 {
        assert_eq!(app.login("Ada", "wrong horse").await.err().unwrap().code, ErrorCode::IncorrectPassword);
    }
    let (code, retry) = guess(&app).await;
    assert_eq!((code, retry.as_deref()), (ErrorCode::Throttled, Some("1")));
    let home = crate::harness::request_of(&Login { username: "ada".into(), password: PASSWORD.into() }, None);
    assert_eq!(app.request(ada.address, home).await.status, 200, "the owner, at home");
    // Signing in has forgiven what was guessed so far; five more are free again, and then each costs more.
    for _ in 0..5 {
        assert_eq!(guess(&app).await.0, ErrorCode::IncorrectPassword);
    }
    for seconds in [1, 2, 4, 8, 16, 30, 30] {
        assert_eq!(guess(&app).await, (ErrorCode::Throttled, Some(seconds.to_string())));
        app.jump(Duration::from_secs(seconds)).await;
        assert_eq!(guess(&app).await.0, ErrorCode::IncorrectPassword, "after {seconds} s");
    }
}

/// A stranger's guess: how it is answered, and when to come back.
async fn guess(app: &TestApp) -> (ErrorCode, Option<String>) {
    let reply = app.send("POST", "/api/auth/login/", None, r#"{"username": "ada", "password": "wrong horse"}"#).await;
    (reply.refusal().1, reply.headers.get("retry-after").map(|value| value.to_str().unwrap().to_owned()))
}

#[tokio::test(start_paused = true)]
async fn registrations_of_one_address_are_bounded() {
    let app = TestApp::start_limited(server::config::Limits {
        register_per_address: server::config::Rate { count: 2, seconds: 60 },
        ..server::config::Limits::default()
    })
    .await;
    let from = std::net::IpAddr::from([192, 0, 2, 1]);
    let register = |name: &str| crate::harness::request_of(&Register { username: name.into(), password: PASSWORD.into() }, None);
    assert_eq!(app.request(from, register("ada")).await.status, 201);
    assert_eq!(app.request(from, register("bob")).await.status, 201);
    let refused = app.request(from, register("eve")).await;
    assert_eq!(refused.refusal(), (429, ErrorCode::Throttled));
    assert_eq!(refused.json::<ErrorBody>().detail, "Request was throttled.");
    assert_eq!(refused.headers["retry-after"], "30");
    app.jump(Duration::from_secs(30)).await;
    assert_eq!(app.request(from, register("eve")).await.status, 201);
}
