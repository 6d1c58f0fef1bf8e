//! What people do with challenges. Each verb is one transaction that looks before it changes, so whoever comes second sees what the
//! first has done.

use common::api::challenge::{CHAT_CHALLENGE_MS, Challenge, ChallengeState};
use common::api::chat_socket::ChallengeAnswer;
use common::api::error::{ErrorCode, FieldCode};
use common::api::event::{ChallengeEvent, ServerEvent};
use common::api::matches::{Game, GameMode, Match};
use common::api::users::PlayMode;
use common::ids::{ChallengeId, UserId};
use common::sim::{Court, Rules, Seat, Side};
use http::StatusCode;

use super::outcome;
use crate::App;
use crate::challenge::{self, Wish, store};
use crate::db::Tx;
use crate::http::{ApiError, keep_answer};
use crate::play::MatchSpec;
use crate::{chat, places, users};

/// What challenge somebody wants to send.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) receiver: UserId,
    pub(crate) game: Game,
    /// Lasts [`CHAT_CHALLENGE_MS`], and is shown in the conversation of the two.
    pub(crate) chat: bool,
}

/// Whether this user may challenge that one at all.
///
/// # Errors
/// Why not.
pub(super) async fn may_send(tx: &mut Tx, sender: UserId, receiver: UserId) -> Result<(), ApiError> {
    users::still_there(tx, sender).await?;
    if sender == receiver {
        return Err(ErrorCode::Yourself.into());
    }
    let person = users::person(tx, sender, receiver).await?;
    if person.is_guest {
        return Err(ErrorCode::NotFound.into());
    }
    if person.relation.blocks() {
        return Err(ErrorCode::BlockedByYou.into());
    }
    if !person.accept_challenges || person.play_mode == PlayMode::Offline {
        return Err(ErrorCode::NotAccepting.into());
    }
    Ok(())
}

/// Challenges somebody.
///
/// # Errors
/// Those of the API, and of the database.
pub(crate) async fn send(app: &App, sender: UserId, wanted: Wanted) -> Result<Challenge, ApiError> {
    let mut tx = app.db.begin().await?;
    may_send(&mut tx, sender, wanted.receiver).await?;
    send_in(app, tx, sender, wanted).await
}

/// The second half of [`send`], once it is clear that the two may.
pub(super) async fn send_in(app: &App, mut tx: Tx, sender: UserId, wanted: Wanted) -> Result<Challenge, ApiError> {
    if wanted.game == Game::Clash {
        // Two people do not fill a court of six: nothing could come of it.
        return Err(ApiError::field("game", FieldCode::InvalidChoice));
    }
    if !app.events.is_online(sender) {
        // Somebody who has gone in the meantime: nobody would take it back.
        return Err(ErrorCode::SseConnectionRequired.into());
    }
    outcome::expire(app, &mut tx).await?;
    let now_ms = tx.now_ms();
    let expires_at = wanted.chat.then_some(now_ms + CHAT_CHALLENGE_MS);
    let players = [sender, wanted.receiver];
    let id = store::insert(&mut tx, players, wanted.game, now_ms, expires_at).await?.ok_or(ErrorCode::AlreadyExists)?;
    let received = challenge::show(app, &mut tx, wanted.receiver, id).await?;
    tx.emit(wanted.receiver, ServerEvent::Challenge(ChallengeEvent::Received(Box::new(received))));
    if wanted.chat {
        chat::post_challenge(app, &mut tx, id, sender, wanted.receiver).await?;
    }
    let sent = challenge::show(app, &mut tx, sender, id).await?;
    keep_answer(&mut tx, StatusCode::CREATED, &sent).await?;
    tx.commit().await?;
    if wanted.chat {
        app.challenging.sent.notify_one();
    }
    Ok(sent)
}

/// Answers a challenge, or takes it back.
///
/// # Errors
/// Those of [`accept`], [`decline`], [`cancel`].
pub(crate) async fn answer(app: &App, user: UserId, id: ChallengeId, answer: ChallengeAnswer) -> Result<(), ApiError> {
    match answer {
        ChallengeAnswer::Accept => accept(app, user, id).await.map(drop),
        ChallengeAnswer::Decline => decline(app, user, id).await.map(drop),
        ChallengeAnswer::Cancel => cancel(app, user, id).await,
    }
}

/// The challenged plays: one match, of which both hear, and both leave the queue, lobby or tournament that they waited in.
///
/// # Errors
/// [`ErrorCode::Unavailable`] while the challenger is not back yet after a restart of the server; those of the API and the database.
pub(super) async fn accept(app: &App, user: UserId, id: ChallengeId) -> Result<Match, ApiError> {
    let seen = store::by_id(&mut *app.db.read().await?, id).await?.ok_or(ErrorCode::NotFound)?;
    seen.answered(user, ChallengeAnswer::Accept)?;
    for player in seen.players() {
        // A match that is over, and only waits for its result to be stored, is waited for; the answer counts below.
        app.play.is_playing(player).await;
    }
    let (mut tx, wish) = open(app, user, id, ChallengeAnswer::Accept).await?;
    places::vacate(app, &mut tx, &wish.players()).await?;
    if !app.events.is_online(wish.sender) {
        return Err(ErrorCode::Unavailable.into());
    }
    let prepared = app.play.prepare(app, &mut tx, wished(&wish)).await?;
    outcome::settle(app, &mut tx, &wish, ChallengeState::Accepted, Some(prepared.code())).await?;
    app.play.begin(app, tx, prepared).await
}

/// The challenged does not play.
///
/// # Errors
/// Those of the API and the database.
pub(super) async fn decline(app: &App, user: UserId, id: ChallengeId) -> Result<Challenge, ApiError> {
    let (mut tx, wish) = open(app, user, id, ChallengeAnswer::Decline).await?;
    outcome::settle(app, &mut tx, &wish, ChallengeState::Declined, None).await?;
    let declined = challenge::show(app, &mut tx, user, id).await?;
    keep_answer(&mut tx, StatusCode::OK, &declined).await?;
    tx.commit().await?;
    Ok(declined)
}

/// The challenger takes it back.
///
/// # Errors
/// Those of the API and the database.
pub(super) async fn cancel(app: &App, user: UserId, id: ChallengeId) -> Result<(), ApiError> {
    let (mut tx, wish) = open(app, user, id, ChallengeAnswer::Cancel).await?;
    outcome::settle(app, &mut tx, &wish, ChallengeState::Cancelled, None).await?;
    Ok(tx.commit().await?)
}

/// A transaction with a challenge in it that waits, and that this user may answer so. One whose time is over ends here, if
/// nobody has noted that yet.
async fn open(app: &App, user: UserId, id: ChallengeId, answer: ChallengeAnswer) -> Result<(Tx, Wish), ApiError> {
    let mut tx = app.db.begin().await?;
    let wish = store::by_id(&mut tx, id).await?.ok_or(ErrorCode::NotFound)?;
    wish.answered(user, answer)?;
    if wish.is_due(tx.now_ms()) {
        outcome::expire(app, &mut tx).await?;
        tx.commit().await?;
        return Err(ErrorCode::NotPending.into());
    }
    Ok((tx, wish))
}

/// The match that was wished for, the challenger on side `a`. Only accounts challenge, so it counts.
fn wished(wish: &Wish) -> MatchSpec {
    let [sender, receiver] = wish.players();
    MatchSpec {
        game_mode: GameMode::CustomGame,
        rules: Rules::new(Court::Duel),
        players: vec![(Seat::new(Side::A, 0), sender), (Seat::new(Side::B, 0), receiver)],
        counts: true,
    }
}
