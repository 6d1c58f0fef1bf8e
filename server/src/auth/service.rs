//! The verbs of accounts and sessions.

use std::net::IpAddr;

use common::api::auth::{Refreshed, SessionView, Tokens};
use common::api::error::{ErrorCode, FieldCode};
use common::ids::{SessionId, UserId};
use common::text::{Lines, Password, Username, clean};
use http::StatusCode;

use super::refresh::RefreshToken;
use super::store::{self, Account, Spending};
use crate::App;
use crate::db::Tx;
use crate::http::{ApiError, Caller, keep_answer};

/// Characters of a `User-Agent` that are kept.
const CLIENT_CHARS_MAX: usize = 80;

/// Where a session is used from.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(super) address: IpAddr,
    pub(super) name: String,
}

impl Client {
    pub(crate) fn new(address: IpAddr, user_agent: &str) -> Self {
        Self { address, name: clean(user_agent, Lines::One).chars().take(CLIENT_CHARS_MAX).collect() }
    }
}

pub(crate) async fn guest(app: &App, client: Client) -> Result<Tokens, ApiError> {
    let mut tx = app.db.begin().await?;
    let user = store::insert_guest(&mut tx).await?;
    let tokens = open_session(app, &mut tx, user, &client).await?;
    tx.commit().await?;
    Ok(tokens)
}

pub(crate) async fn register(app: &App, username: Username, password: Password, client: Client) -> Result<Tokens, ApiError> {
    refuse_taken(app, &username).await?;
    let hash = app.hasher.hash(password).await?;
    let mut tx = app.db.begin().await?;
    let user = store::insert_account(&mut tx, &username, &hash).await?.ok_or_else(taken)?;
    store::note_address(&mut tx, user, &client.address.to_string()).await?;
    let tokens = open_session(app, &mut tx, user, &client).await?;
    tx.commit().await?;
    Ok(tokens)
}

pub(crate) async fn login(app: &App, username: &str, password: Password, client: Client) -> Result<Tokens, ApiError> {
    let name = username.to_lowercase();
    let address = client.address.to_string();
    let account = store::account(&mut *app.db.read().await?, &name, &address).await?;
    let known = account.as_ref().is_some_and(|account| account.address_known);
    if !known {
        app.limiter.may_guess(&name)?;
    }
    let (user, hash) = account.map_or((None, None), |Account { id, password_hash, .. }| (Some(UserId(id)), password_hash));
    let right = app.hasher.is_right(password, hash).await?;
    let Some(user) = user.filter(|_| right) else {
        if !known {
            app.limiter.guessed_wrong(&name);
        }
        return Err(ErrorCode::IncorrectPassword.into());
    };
    app.limiter.guessed_right(&name);
    let mut tx = app.db.begin().await?;
    store::note_address(&mut tx, user, &address).await?;
    let tokens = open_session(app, &mut tx, user, &client).await?;
    tx.commit().await?;
    Ok(tokens)
}

pub(crate) async fn refresh(app: &App, token: &str, rotate: bool, client: &Client) -> Result<Refreshed, ApiError> {
    let token = RefreshToken::given(token);
    let mut tx = app.db.begin().await?;
    let (user, session) = match store::spend(&mut tx, &token, rotate).await? {
        Spending::Unknown => return Err(ErrorCode::TokenNotValid.into()),
        Spending::Stolen(user, session) => {
            // Somebody has a token that was used up: they, or the owner, lost it to the other. Nobody goes on.
            store::delete_session(&mut tx, user, session).await?;
            tx.commit().await?;
            app.events.end_session(user, session);
            tracing::warn!(%user, %session, "a spent refresh token came back; its session was ended");
            return Err(ErrorCode::TokenNotValid.into());
        }
        Spending::Good(user, session) => (user, session),
    };
    let next = rotate.then(RefreshToken::draw);
    if let Some(next) = &next {
        store::insert_refresh(&mut tx, session, next).await?;
    }
    store::touch_session(&mut tx, session, client).await?;
    tx.commit().await?;
    Ok(Refreshed { access: app.keys.access(user, session, app.clock.now_ms()), refresh: next.map(RefreshToken::into_string) })
}

pub(crate) async fn logout(app: &App, caller: Caller, token: Option<&str>) -> Result<(), ApiError> {
    let mut tx = app.db.begin().await?;
    let ended = match token {
        Some(token) => store::delete_session_of(&mut tx, caller.id, &RefreshToken::given(token)).await?,
        None => store::delete_sessions(&mut tx, caller.id, None).await?,
    };
    keep_answer(&mut tx, StatusCode::NO_CONTENT, &()).await?;
    tx.commit().await?;
    end_all(app, caller.id, ended);
    Ok(())
}

pub(crate) async fn sessions(app: &App, caller: Caller) -> Result<Vec<SessionView>, ApiError> {
    Ok(store::sessions(&mut *app.db.read().await?, caller.id, caller.session).await?)
}

pub(crate) async fn end_session(app: &App, caller: Caller, session: SessionId) -> Result<(), ApiError> {
    let mut tx = app.db.begin().await?;
    if !store::delete_session(&mut tx, caller.id, session).await? {
        return Err(ErrorCode::NotFound.into());
    }
    tx.commit().await?;
    app.events.end_session(caller.id, session);
    Ok(())
}

/// Whether it is the password of the user; guessing is slowed down like at sign-in.
pub(crate) async fn confirm_password(app: &App, user: UserId, given: Option<String>) -> Result<(), ApiError> {
    let given = given.ok_or(ErrorCode::PasswordConfirmationRequired)?;
    let (name, hash) = store::credentials(&mut *app.db.read().await?, user).await?.ok_or(ErrorCode::UserNotFound)?;
    // Not slowed down by what strangers guess at the sign-in, nor the other way round.
    let account = format!("{name} (signed in)");
    app.limiter.may_guess(&account)?;
    if app.hasher.is_right(Password::given(given), hash).await? {
        app.limiter.guessed_right(&account);
        return Ok(());
    }
    app.limiter.guessed_wrong(&account);
    Err(ErrorCode::IncorrectPassword.into())
}

/// Another pair of tokens for the session of the caller, which goes on, so that streams and sockets do too.
pub(crate) async fn more_tokens(app: &App, tx: &mut Tx, caller: Caller) -> sqlx::Result<Tokens> {
    let refresh = RefreshToken::draw();
    store::insert_refresh(tx, caller.session, &refresh).await?;
    Ok(Tokens { access: app.keys.access(caller.id, caller.session, tx.now_ms()), refresh: refresh.into_string() })
}

/// Ends sessions in the transaction; [`end_all`] says so once it is durable.
pub(crate) async fn delete_sessions(tx: &mut Tx, user: UserId, except: Option<SessionId>) -> sqlx::Result<Vec<SessionId>> {
    store::delete_sessions(tx, user, except).await
}

/// Closes the streams and sockets of sessions that have ended.
pub(crate) fn end_all(app: &App, user: UserId, sessions: Vec<SessionId>) {
    for session in sessions {
        app.events.end_session(user, session);
    }
}

async fn open_session(app: &App, tx: &mut Tx, user: UserId, client: &Client) -> Result<Tokens, ApiError> {
    let session = store::insert_session(tx, user, client).await?;
    let refresh = RefreshToken::draw();
    store::insert_refresh(tx, session, &refresh).await?;
    Ok(Tokens { access: app.keys.access(user, session, tx.now_ms()), refresh: refresh.into_string() })
}

/// Refuses a name that somebody has, before the password is hashed, which takes long; the insertion decides.
pub(crate) async fn refuse_taken(app: &App, username: &Username) -> Result<(), ApiError> {
    if store::is_taken(&mut *app.db.read().await?, username).await? { Err(taken()) } else { Ok(()) }
}

/// Somebody has the name.
pub(crate) fn taken() -> ApiError {
    ApiError::field("username", FieldCode::Taken)
}
