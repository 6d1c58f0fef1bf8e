//! Two watches that never end: over the server, and over whoever is signed in there.

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use common::api::auth::{CreateGuest, Logout, Tokens};
use common::api::error::ErrorCode;
use common::api::meta::{GetMeta, Meta};
use common::api::users::{GetMe, UserMe};
use common::wire::PROTOCOL_VERSION;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::Bearer;
use super::http;
use super::requests::NetError;
use super::session::{ServerState, SessionFact, SessionState};
use super::shared::Net;
use super::sse;
use super::task::{Home, OwnServer};
use super::vault::Kind;

/// How often a server that answers is asked how it is.
const LOOK_EVERY: Duration = Duration::from_secs(20);
/// First and longest pause before a server that does not answer is asked again.
const PAUSE_MIN: Duration = Duration::from_millis(400);
pub(super) const PAUSE_MAX: Duration = Duration::from_secs(10);

/// Pauses that grow, each a little different from those of others.
pub(super) fn pauses() -> impl Iterator<Item = Duration> {
    ExponentialBuilder::default().with_jitter().with_min_delay(PAUSE_MIN).with_max_delay(PAUSE_MAX).without_max_times().build()
}

/// Finds the server, and says whether it answers.
pub(super) async fn follow_server(net: Arc<Net>, home: Home) {
    if !find(&net, home).await {
        return;
    }
    let mut pause = pauses();
    let mut down_since = None;
    loop {
        let found = http::call(&net, &Bearer::Session, &GetMeta {}).await;
        let state = match found {
            Ok(meta) => {
                down_since = None;
                pause = pauses();
                known(meta)
            }
            Err(error) => {
                tracing::debug!(%error, "the server does not answer");
                let since_s = *down_since.get_or_insert_with(|| crate::clock::now_us() / 1_000_000);
                ServerState::Down { since_s, reason: None }
            }
        };
        let up = matches!(state, ServerState::Up(_));
        net.up.send_replace(up);
        net.change(move |session| session.server = state).await;
        let wait = if up { LOOK_EVERY } else { pause.next().unwrap_or(PAUSE_MAX) };
        tokio::select! { () = sleep(wait) => {} () = net.nudge.notified() => sleep(PAUSE_MIN).await }
    }
}

fn known(meta: Meta) -> ServerState {
    if meta.protocol == PROTOCOL_VERSION { ServerState::Up(meta) } else { ServerState::WrongVersion { server: meta.protocol } }
}

/// Waits until there is an address. False: there will be none.
async fn find(net: &Arc<Net>, home: Home) -> bool {
    match home {
        Home::Nowhere => false,
        Home::At(url) => {
            net.vault.choose(url.as_str());
            net.base.send_replace(Some(url));
            true
        }
        Home::Own(mut own) => {
            net.vault.choose("own");
            net.change(|session| session.own_server = true).await;
            own.mark_changed();
            let there = follow_own(net, &mut own).await;
            if there {
                let net = net.clone();
                // Another program's server may end; then this one serves, at another address.
                tokio::spawn(async move { while follow_own(&net, &mut own).await {} });
            }
            there
        }
    }
}

/// Waits for the next address of this machine's own server. False: there will be none.
async fn follow_own(net: &Net, own: &mut watch::Receiver<OwnServer>) -> bool {
    loop {
        if own.changed().await.is_err() {
            return false;
        }
        let seen = own.borrow_and_update().clone();
        match seen {
            OwnServer::Starting => {}
            OwnServer::At(url) => {
                net.base.send_replace(Some(url));
                net.nudge.notify_waiters();
                return true;
            }
            OwnServer::Failed(reason) => {
                let since_s = crate::clock::now_us() / 1_000_000;
                net.change(move |session| session.server = ServerState::Down { since_s, reason: Some(reason) }).await;
            }
        }
    }
}

/// Says who is signed in, and keeps the event stream of that user open.
pub(super) async fn follow_user(net: Arc<Net>) {
    let mut up = net.up.subscribe();
    let mut changed = net.vault.changed.subscribe();
    let mut pause = pauses();
    loop {
        changed.mark_unchanged();
        let signed_in = net.vault.is_signed_in();
        net.change(move |session| {
            session.stream_open = false;
            match (signed_in, &session.state) {
                (true, SessionState::SignedOut) => session.state = SessionState::Returning,
                (false, _) => session.state = SessionState::SignedOut,
                (true, SessionState::Returning | SessionState::Guest(_) | SessionState::Account(_)) => {}
            }
        })
        .await;
        if !signed_in {
            if changed.changed().await.is_err() {
                return;
            }
            pause = pauses();
            continue;
        }
        if up.wait_for(|up| *up).await.is_err() {
            return;
        }
        tokio::select! {
            went_well = attend(&net) => if went_well { pause = pauses() },
            _ = changed.changed() => { changed.mark_changed(); }
        }
        let wait = pause.next().unwrap_or(PAUSE_MAX);
        tokio::select! { () = sleep(wait) => {} _ = changed.changed() => { changed.mark_changed(); } () = net.nudge.notified() => {} }
    }
}

/// Asks who is signed in and listens, until the stream ends. Whether it was open.
async fn attend(net: &Net) -> bool {
    match read_user(net).await {
        Ok(()) => sse::listen(net).await,
        Err(error) => {
            end_if_over(net, &error).await;
            false
        }
    }
}

async fn read_user(net: &Net) -> Result<(), NetError> {
    let me = http::call(net, &Bearer::Session, &GetMe {}).await?;
    net.tell(Box::new(move |world| {
        let mut session = world.resource_mut::<super::Session>();
        let was = session.user().map(|user| user.id);
        let news = was != Some(me.id);
        session.state = known_user(me);
        if news {
            world.write_message(SessionFact::SignedIn);
        }
    }))
    .await;
    Ok(())
}

fn known_user(me: UserMe) -> SessionState {
    if me.is_guest { SessionState::Guest(Box::new(me)) } else { SessionState::Account(Box::new(me)) }
}

/// Forgets a session that the server has ended.
pub(super) async fn end_if_over(net: &Net, error: &NetError) {
    if matches!(error.code(), Some(ErrorCode::TokenNotValid | ErrorCode::UserNotFound | ErrorCode::NotAuthenticated)) {
        net.vault.forget();
        tell(net, SessionFact::SignedOut { ended: true }).await;
    }
}

async fn tell(net: &Net, fact: SessionFact) {
    net.tell(Box::new(move |world| {
        world.write_message(fact);
    }))
    .await;
}

/// See [`super::Account::be_guest`].
pub(super) async fn be_guest(net: &Net) {
    if net.vault.is_signed_in() {
        return;
    }
    match http::call(net, &Bearer::Session, &CreateGuest {}).await {
        Ok(tokens) => net.vault.sign_in(Kind::Guest, tokens),
        Err(error) => tell(net, SessionFact::Failed(error)).await,
    }
}

/// See [`super::Account::sign_in`].
pub(super) async fn sign_in(net: &Net, tokens: Tokens) {
    net.vault.sign_in(Kind::Account, tokens);
}

/// See [`super::Account::promote`].
pub(super) async fn promote(net: &Net, tokens: Tokens) {
    net.vault.promote(tokens);
    refresh(net).await;
}

/// See [`super::Account::sign_out`].
pub(super) async fn sign_out(net: &Net) {
    let access = http::access(net).await;
    let refresh = net.vault.forget();
    tell(net, SessionFact::SignedOut { ended: false }).await;
    // The session is over here whatever the server says; it is told so that the tokens die there too.
    if let (Ok(access), Some(_)) = (access, &refresh) {
        let _ = timeout(PAUSE_MAX, http::call(net, &Bearer::Access(access), &Logout { refresh })).await;
    }
}

/// See [`super::Account::refresh`].
pub(super) async fn refresh(net: &Net) {
    if let Err(error) = read_user(net).await {
        tracing::debug!(%error, "the user could not be read");
    }
}
