//! What the actions of a chat socket do: the same as the calls of the API, by the same verbs.

use std::time::Duration;

use common::api::chat_socket::{Action, ChallengeAnswer, ChatEvent, ChatRefusal, Group};
use common::api::error::ErrorCode;
use common::ids::UserId;
use common::text::ChatText;
use tokio::time::Instant;

use super::frames::{self, Frame};
use crate::App;
use crate::challenging::{self, Wanted};
use crate::events::sockets::{self, Asked, Seat};
use crate::http::{ApiError, Caller};
use crate::{auth, blocks, chat};

/// A refusal, and how long to wait where that is known better than in seconds.
struct Refused {
    error: ApiError,
    wait: Option<Duration>,
}

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        let wait = error.retry_after.map(Duration::from_secs);
        Self { error, wait }
    }
}

/// Who sends more than may be sent is listened to only so often.
const FLOOD_PAUSE: Duration = Duration::from_millis(50);

/// Carries out what a frame asks for, and answers it: with the event that it caused, or with `ok`, or with why not.
pub(super) async fn hear(app: &App, seat: &Seat, caller: Caller, text: &str) {
    let bound = app.limiter.write_of(caller.id);
    if bound.is_err() {
        tokio::time::sleep(FLOOD_PAUSE).await;
    }
    let Frame { reference, action } = frames::read(text);
    let asked = Asked::new(seat.id, reference);
    let done = match bound.and(action) {
        Ok(action) => sockets::asking(asked.clone(), carry_out(app, seat, caller, action)).await,
        Err(error) => Err(error.into()),
    };
    let answer = match done {
        // A refusal too: a challenge whose time was over, and that ended when somebody answered it, says so by its message.
        Ok(None) | Err(_) if asked.is_answered() => return,
        Ok(event) => event.unwrap_or(ChatEvent::Ok {}),
        Err(refused) => ChatEvent::Error(refusal(&refused)),
    };
    seat.line.push(sockets::written(&answer, asked.reference()));
}

/// There are no binary frames here.
pub(super) fn refuse_binary(seat: &Seat) {
    let refused = ApiError::new(ErrorCode::Malformed).into();
    seat.line.push(sockets::written(&ChatEvent::Error(refusal(&refused)), None));
}

fn refusal(refused: &Refused) -> ChatRefusal {
    let wait = refused.wait.filter(|_| refused.error.code == ErrorCode::Throttled);
    let whole_ms = |wait: Duration| u64::try_from(wait.as_micros().div_ceil(1000)).unwrap_or(u64::MAX);
    ChatRefusal { code: refused.error.code, detail: frames::detail(&refused.error), retry_after_ms: wait.map(whole_ms) }
}

/// The answer, if it is none of the events that are told with a commit.
async fn carry_out(app: &App, seat: &Seat, caller: Caller, action: Action) -> Result<Option<ChatEvent>, Refused> {
    if let Action::SendMessage { .. } = action {
        let written = app.messages.write(caller.id, Instant::now());
        written.map_err(|wait| Refused { error: ErrorCode::Throttled.into(), wait: Some(wait) })?;
    }
    if !for_guests(&action) {
        account(app, caller).await?;
    }
    let user = caller.id;
    match action {
        Action::SendMessage { to: Group::ChatId(chat), content } => {
            chat::service::send(app, user, chat, words(&content)).await?;
        }
        Action::SendMessage { to: Group::Channel(channel), content } => chat::say(app, user, &channel, words(&content)).await?,
        Action::MarkRead { chat_id, message_id } => chat::service::read(app, user, chat_id, Ok(message_id)).await?,
        Action::Typing { chat_id } => chat::service::typing(app, user, chat_id).await?,
        Action::OpenChat { with } => chat::service::open(app, user, with, seat.id).await?,
        Action::CloseChat { chat_id } => chat::service::close(app, seat.id, chat_id).await?,
        Action::JoinChannel { channel } => return Ok(Some(ChatEvent::ChannelJoined(chat::join(app, seat.id, &channel)?))),
        Action::LeaveChannel { channel } => return Ok(Some(ChatEvent::ChannelLeft(chat::leave(app, seat.id, &channel)?))),
        Action::BlockUser { user_id } => block(app, user, user_id).await?,
        Action::UnblockUser { user_id } => unblock(app, user, user_id).await?,
        Action::Challenge { user_id, game } => {
            streaming(app, user).await?;
            challenging::send(app, user, Wanted { receiver: user_id, game, chat: true }).await?;
        }
        Action::AnswerChallenge { challenge_id, answer } => {
            if answer != ChallengeAnswer::Cancel {
                streaming(app, user).await?;
            }
            challenging::answer(app, user, challenge_id, answer).await?;
        }
    }
    Ok(None)
}

async fn block(app: &App, user: UserId, other: UserId) -> Result<(), ApiError> {
    let mut tx = app.db.begin().await?;
    blocks::block(app, &mut tx, user, other).await?;
    Ok(tx.commit().await?)
}

async fn unblock(app: &App, user: UserId, other: UserId) -> Result<(), ApiError> {
    let mut tx = app.db.begin().await?;
    blocks::unblock_user(app, &mut tx, user, other).await?;
    Ok(tx.commit().await?)
}

/// As with the calls: who plays hears of the match on the event stream.
async fn streaming(app: &App, user: UserId) -> Result<(), ApiError> {
    if app.events.has_stream(user).await { Ok(()) } else { Err(ErrorCode::SseConnectionRequired.into()) }
}

/// Public channels are for guests too.
fn for_guests(action: &Action) -> bool {
    match action {
        Action::SendMessage { to, .. } => matches!(to, Group::Channel(_)),
        Action::JoinChannel { .. } | Action::LeaveChannel { .. } => true,
        Action::MarkRead { .. }
        | Action::Typing { .. }
        | Action::OpenChat { .. }
        | Action::CloseChat { .. }
        | Action::BlockUser { .. }
        | Action::UnblockUser { .. }
        | Action::Challenge { .. }
        | Action::AnswerChallenge { .. } => false,
    }
}

/// Refuses guests; one who became an account while the socket was open is none any more.
async fn account(app: &App, caller: Caller) -> Result<(), ApiError> {
    if caller.is_guest && auth::still_live(app, caller).await?.is_guest { Err(ErrorCode::GuestNotAllowed.into()) } else { Ok(()) }
}

fn words(content: &str) -> Result<ChatText, ApiError> {
    ChatText::parse(content).map_err(|wrong| ApiError::field("content", wrong.into()))
}
