//! Everything that is stored about a user, as one file. A test goes through all tables and counts that nothing is missing.
//!
//! Left out, because it is a secret or somebody else's: what is kept of passwords and tokens, and who blocked the user.

mod conversations;
mod places;
mod shape;
mod store;

use std::collections::BTreeMap;

use common::api::challenge::Challenge;
use common::api::error::ErrorCode;
use common::api::friends::{Blocked, FriendRequest};
use common::api::profiles::ProfilePicture;
use common::api::time::Timestamp;
use common::api::users::SmallUser;
use common::ids::{BlockId, ChallengeId, FriendRequestId, UserId};
use http::HeaderValue;
use http::header::CONTENT_DISPOSITION;
use sqlx::{Connection, SqliteConnection};

use crate::App;
use crate::http::{Answer, ApiError, Call, Caller, reply};
use crate::{auth, friends, matches, profiles, stats, tournament, users};
use shape::{Download, FriendsData, GameData, PictureData, RankedData, SessionData};

pub(super) async fn answer(caller: Caller, call: Call) -> Answer {
    let download = gather(&call.app, caller).await?;
    let name = format!("attachment; filename=\"rebound-{}.json\"", download.user_data.username);
    let mut response = reply::json(&download);
    let name = HeaderValue::from_str(&name).map_err(|error| ApiError::internal(&error))?;
    response.headers_mut().insert(CONTENT_DISPOSITION, name);
    Ok(response)
}

async fn gather(app: &App, caller: Caller) -> Result<Download, ApiError> {
    let user = caller.id;
    // These two read by themselves; before the snapshot, so that nobody holds one reader and waits for another.
    let user_data = users::service::me(app, user).await?;
    let sessions = auth::service::sessions(app, caller).await?;
    let mut reader = app.db.read().await?;
    // All of it as it was at one moment.
    let mut reader = reader.begin().await?;
    let others = store::others(&mut reader, user).await?;
    let names = users::small_many(&mut reader, &others).await?;
    let challenges = challenges(&mut reader, user, &names).await?;
    let conversations = conversations::gather(app, &mut reader, user, &names, &challenges).await?;
    let matches = store::matches(&mut reader, user).await?;
    Ok(Download {
        profile_pictures_data: pictures(&mut reader, user).await?,
        friends_data: FriendsData {
            friends: friends::all(app, &mut reader, user).await?,
            friend_requests_sent: requests(&mut reader, user, true, &names).await?,
            friend_requests_received: requests(&mut reader, user, false, &names).await?,
            blocked_users: blocked(&mut reader, user, &names).await?,
        },
        stats_data: stats::of_user(&mut reader, user).await?,
        ranked_data: ranked(&mut reader, user).await?,
        chat_data: conversations.chats,
        channel_data: conversations.channels,
        notice_data: conversations.notices,
        challenge_data: challenges.into_values().collect(),
        game_data: GameData {
            matches: matches::show_all(&mut reader, &app.matches, &matches).await?,
            tournament: tournament::of_user(app, &mut reader, user).await?,
            queue: store::places(&mut reader, user, user_data.trophies).await?,
            places: places::gather(&mut reader, user).await?,
        },
        session_data: SessionData {
            sessions,
            known_addresses: store::addresses(&mut reader, user).await?,
            requests: store::answered(&mut reader, user).await?,
        },
        event_data: store::events(&mut reader, user).await?,
        user_data,
    })
}

async fn pictures(reader: &mut SqliteConnection, user: UserId) -> Result<Vec<PictureData>, ApiError> {
    let unlocked = store::unlocked_at(reader, user).await?;
    let pictures = profiles::pictures(reader, user).await?;
    let data = |picture: ProfilePicture| PictureData { unlocked_at: unlocked.get(&picture.id).copied(), picture };
    Ok(pictures.into_iter().map(data).collect())
}

async fn ranked(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<RankedData>> {
    let (_, changes) = stats::changes(reader, user, i64::MAX, 0).await?;
    let of_matches = store::changes_of_matches(reader, user).await?;
    let data = |change: common::api::stats::RankedStat| {
        let (game, match_id) = *of_matches.get(&change.id)?;
        Some(RankedData { change, game, match_id })
    };
    Ok(changes.into_iter().filter_map(data).collect())
}

async fn requests(
    reader: &mut SqliteConnection,
    user: UserId,
    sent: bool,
    names: &BTreeMap<UserId, SmallUser>,
) -> Result<Vec<FriendRequest>, ApiError> {
    let rows = store::requests(reader, user, sent).await?;
    let request = |row: store::RequestRow| {
        let (sender, receiver) = (named(names, row.sender_id)?, named(names, row.receiver_id)?);
        Ok(FriendRequest { id: FriendRequestId(row.id), sender, receiver, send_at: Timestamp(row.send_at) })
    };
    rows.into_iter().map(request).collect()
}

async fn blocked(reader: &mut SqliteConnection, user: UserId, names: &BTreeMap<UserId, SmallUser>) -> Result<Vec<Blocked>, ApiError> {
    let rows = store::blocked(reader, user).await?;
    let block = |(id, blocked, at)| Ok(Blocked { id: BlockId(id), blocked: named(names, blocked)?, blocked_at: Timestamp(at) });
    rows.into_iter().map(block).collect()
}

/// Challenges that the user sent or received, settled ones too.
async fn challenges(
    reader: &mut SqliteConnection,
    user: UserId,
    names: &BTreeMap<UserId, SmallUser>,
) -> Result<BTreeMap<ChallengeId, Challenge>, ApiError> {
    let rows = store::challenges(reader, user).await?;
    let challenge = |row: store::ChallengeRow| {
        let challenge = Challenge {
            id: ChallengeId(row.id),
            game: store::read(&row.game)?,
            sender: named(names, row.sender_id)?,
            receiver: named(names, row.receiver_id)?,
            state: store::read(&row.state)?,
            created_at: Timestamp(row.created_at),
            expires_at: row.expires_at.map(Timestamp),
            match_code: row.match_code.map(|code| code.parse()).transpose().map_err(|error| ApiError::internal(&error))?,
            watch: None,
        };
        Ok((challenge.id, challenge))
    };
    rows.into_iter().map(challenge).collect()
}

/// The user of this id, of whom the download speaks.
fn named(names: &BTreeMap<UserId, SmallUser>, id: i64) -> Result<SmallUser, ApiError> {
    names.get(&UserId(id)).cloned().ok_or_else(|| ErrorCode::Internal.into())
}
