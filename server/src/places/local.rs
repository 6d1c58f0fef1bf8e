//! Two on one keyboard, refereed: both are signed in, so it counts.

use common::api::error::{ErrorCode, FieldCode};
use common::api::matches::{GameMode, Match};
use common::sim::{Court, GOALS_DEFAULT, GOALS_MAX, GOALS_MIN, Rules, Seat, Side};

use super::leaving;
use crate::App;
use crate::auth;
use crate::http::{ApiError, Caller, Fields};
use crate::play::MatchSpec;

/// Makes the match of the caller, on side `a`, and of the one whose access token the body has, on side `b`.
pub(super) async fn start(app: &App, caller: Caller, mut fields: Fields) -> Result<Match, ApiError> {
    let access: Option<String> = fields.required("access");
    let goals = goals(&mut fields);
    let (Some(access), Some(goals)) = (access, goals) else { return Err(fields.refusal()) };
    let second = auth::verify_access(app, &access).await?;
    if second.is_guest {
        return Err(ErrorCode::GuestNotAllowed.into());
    }
    if second.id == caller.id {
        return Err(ApiError::field("access", FieldCode::Yourself));
    }
    let players = [caller.id, second.id];
    for user in players {
        // A match that is over, and only waits for its result to be stored, is waited for; the answer counts below.
        app.play.is_playing(user).await;
    }
    let mut tx = app.db.begin().await?;
    leaving::vacate(app, &mut tx, &players).await?;
    let spec = MatchSpec {
        game_mode: GameMode::Local,
        rules: Rules::new(Court::Local).with_goals(goals),
        players: vec![(Seat::new(Side::A, 0), caller.id), (Seat::new(Side::B, 0), second.id)],
        counts: true,
    };
    let prepared = app.play.prepare(app, &mut tx, spec).await?;
    app.play.begin(app, tx, prepared).await
}

/// Goals to win, if they are not wrong.
fn goals(fields: &mut Fields) -> Option<u8> {
    if !fields.has("goals") {
        return Some(GOALS_DEFAULT);
    }
    let goals: i64 = fields.optional("goals")?;
    match u8::try_from(goals) {
        Ok(goals) if (GOALS_MIN..=GOALS_MAX).contains(&goals) => Some(goals),
        Ok(_) | Err(_) => {
            fields.fail("goals", FieldCode::OutOfRange);
            None
        }
    }
}
