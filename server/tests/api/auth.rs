//! Accounts and sessions.

use std::time::Duration;

use common::api::auth::{CreateGuest, EndSession, ListSessions, Login, Logout, Refresh, Register, RegisterGuest};
use common::api::error::{ErrorBody, ErrorCode, FieldCode};
use common::api::users::GetMe;

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
