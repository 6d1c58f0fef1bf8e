//! Others who play at this machine: each a user of its own beside whoever is signed in, with tokens and an event stream.
//!
//! Nothing of them is kept on disk: whoever came for an evening is gone with the program.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use bevy::prelude::{Message, Resource};
use common::api::auth::{Logout, Refresh, Tokens};
use common::api::error::ErrorCode;
use common::api::event::{AuthEvent, EventError, ServerEvent};
use common::api::users::{GetMe, UserMe};
use futures_util::StreamExt;
use sse_stream::SseByteStream;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::requests::NetError;
use super::shared::Net;
use super::task::Line;
use super::vault::ACCESS_FRESH;
use super::{Bearer, http, sse, user};

/// Somebody beside whoever is signed in, for as long as this program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BesideId(u32);

/// Lets others in beside whoever is signed in, and out again.
#[derive(Resource)]
pub struct Beside {
    line: Line,
    next: AtomicU32,
}

/// What becomes of somebody beside.
#[derive(Message, Clone, Debug)]
pub struct HeardBeside {
    /// Of whom.
    pub who: BesideId,
    /// What.
    pub news: BesideNews,
}

/// What becomes of somebody beside.
#[derive(Clone, Debug)]
pub enum BesideNews {
    /// The server said who it is.
    Known(Box<UserMe>),
    /// Their events come in, or do so no more.
    Stream(bool),
    /// One of their events.
    Event(ServerEvent),
    /// Their session is over: nothing can be done in their name any more.
    Ended,
}

impl BesideId {
    /// Somebody whom no server knows.
    #[cfg(test)]
    pub(crate) const fn for_tests(number: u32) -> Self {
        Self(number)
    }
}

impl Beside {
    pub(super) const fn new(line: Line) -> Self {
        Self { line, next: AtomicU32::new(0) }
    }

    /// Lets somebody in whom these tokens belong to. Who it is, and what they hear, follows as [`HeardBeside`].
    pub fn let_in(&self, tokens: Tokens) -> BesideId {
        let who = BesideId(self.next.fetch_add(1, Ordering::Relaxed));
        let taken = self.line.run(move |net| async move { attend(&net, who, tokens).await });
        if !taken {
            tracing::warn!("too much waits for the network; nobody was let in");
        }
        who
    }

    /// Lets somebody out: the stream ends, and so does the session.
    pub fn let_out(&self, who: BesideId) {
        self.line.run(move |net| async move {
            let Some(kept) = net.beside.take(who) else { return };
            kept.stop.cancel();
            let logout = Logout { refresh: Some(kept.refresh) };
            if let Err(error) = http::call(&net, &Bearer::Access(kept.access), &logout).await {
                tracing::debug!(%error, "the session of somebody beside ends later by itself");
            }
        });
    }
}

/// The tokens of all who are beside.
#[derive(Default)]
pub(super) struct Kept {
    inner: Mutex<BTreeMap<BesideId, One>>,
}

#[derive(Clone)]
struct One {
    access: String,
    since: Option<Instant>,
    refresh: String,
    stop: CancellationToken,
    /// Held while the tokens are renewed, so that a refresh token is never spent twice.
    renewing: Arc<tokio::sync::Mutex<()>>,
}

impl One {
    fn fresh(&self) -> Option<String> {
        self.since.filter(|since| since.elapsed() < ACCESS_FRESH).map(|_| self.access.clone())
    }
}

impl Kept {
    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<BesideId, One>> {
        self.inner.lock().expect("nothing panics while it is held")
    }

    fn get(&self, who: BesideId) -> Option<One> {
        self.lock().get(&who).cloned()
    }

    fn take(&self, who: BesideId) -> Option<One> {
        self.lock().remove(&who)
    }

    /// Forgets the access token: the server did not take it.
    pub(super) fn stale(&self, who: BesideId) {
        if let Some(one) = self.lock().get_mut(&who) {
            one.since = None;
        }
    }
}

/// A fresh access token of somebody beside.
pub(super) async fn access(net: &Net, who: BesideId) -> Result<String, NetError> {
    let known = || net.beside.get(who).ok_or(NetError::SignedOut);
    if let Some(access) = known()?.fresh() {
        return Ok(access);
    }
    let renewing = known()?.renewing;
    let _alone = renewing.lock().await;
    let one = known()?;
    if let Some(access) = one.fresh() {
        return Ok(access);
    }
    let renewed = http::renew(net, &Refresh { refresh: one.refresh.clone(), rotate: true }).await?;
    if let Some(one) = net.beside.lock().get_mut(&who) {
        one.access.clone_from(&renewed.access);
        one.since = Some(Instant::now());
        if let Some(refresh) = renewed.refresh {
            one.refresh = refresh;
        }
    }
    Ok(renewed.access)
}

/// Keeps somebody's event stream open until they go, or their session is over.
async fn attend(net: &Arc<Net>, who: BesideId, tokens: Tokens) {
    let stop = CancellationToken::new();
    let one =
        One { access: tokens.access, since: Some(Instant::now()), refresh: tokens.refresh, stop: stop.clone(), renewing: Arc::default() };
    net.beside.lock().insert(who, one);
    let mut pause = user::pauses();
    let listens = async {
        loop {
            match listen(net, who).await {
                Ok(()) => pause = user::pauses(),
                Err(error) if is_over(&error) => break,
                Err(error) => tracing::debug!(%error, "no event stream of somebody beside"),
            }
            sleep(pause.next().unwrap_or(user::PAUSE_MAX)).await;
        }
        net.beside.take(who);
        tell(net, who, BesideNews::Ended).await;
    };
    tokio::select! { () = listens => {} () = stop.cancelled() => {} }
}

/// Asks who it is and listens, until the stream ends.
async fn listen(net: &Net, who: BesideId) -> Result<(), NetError> {
    let bearer = Bearer::Beside(who);
    let me = http::call(net, &bearer, &GetMe {}).await?;
    tell(net, who, BesideNews::Known(Box::new(me))).await;
    let response = sse::open(net, &bearer, None).await?;
    tell(net, who, BesideNews::Stream(true)).await;
    let mut events = SseByteStream::new(sse::bounded(response.bytes_stream()));
    while let Some(Ok(event)) = events.next().await {
        let Some(data) = event.data.filter(|data| !data.is_empty()) else { continue };
        match ServerEvent::parse(&data) {
            Ok(ServerEvent::Auth(AuthEvent::Deleted)) => return Err(NetError::SignedOut),
            Ok(event) => tell(net, who, BesideNews::Event(event)).await,
            Err(EventError::UnknownCode(code)) => tracing::debug!(code, "an event of a newer server"),
            Err(error) => tracing::warn!(%error, "an event could not be read"),
        }
    }
    tell(net, who, BesideNews::Stream(false)).await;
    Ok(())
}

fn is_over(error: &NetError) -> bool {
    *error == NetError::SignedOut
        || matches!(error.code(), Some(ErrorCode::TokenNotValid | ErrorCode::UserNotFound | ErrorCode::NotAuthenticated))
}

async fn tell(net: &Net, who: BesideId, news: BesideNews) {
    net.tell(Box::new(move |world| {
        world.write_message(HeardBeside { who, news });
    }))
    .await;
}
