//! Tournaments, as rows are about them, and what happens in them.

use std::time::Duration;

use common::api::tournament::{
    BanFromTournament, CreateTournament, GetMyTournament, InviteToTournament, JoinTournament, LeaveTournament, SayInTournament, Tournament,
};
use common::text::ChatText;
use serde_json::json;

use super::about::Asked;
use super::cast::{Cast, befriend};
use super::news::Crowd;
use super::table::Role;
use crate::harness::{TestApp, User};
use crate::tournaments::wanted;

/// What is asked for about a tournament. `None`: there is no such case.
pub(super) async fn asked(cast: &Cast, about: &str) -> Option<Asked> {
    let name = format!("cup-{}", cast.number);
    let organised = |size| wanted(&name, size);
    let kept_apart = matches!(cast.role, Role::Blocked | Role::Blocker);
    let (user, somebody) = (&cast.user, &cast.somebody);
    Some(match about {
        "a tournament to be organised" => Asked { body: json!({ "name": name, "size": 4 }), ..Asked::default() },
        "a tournament of the user" => to(&user.call(organised(8)).await.unwrap(), ""),
        "a private tournament of the user" => to(&private(user, &name).await, ""),
        "a private tournament of the user, by id" => Asked { segment: private(user, &name).await.id.to_string(), ..Asked::default() },
        "a tournament of the user with the caller in it" if !kept_apart => {
            let made = user.call(organised(8)).await.unwrap();
            if let Some(caller) = &cast.caller {
                caller.call(JoinTournament { code: made.code }).await.unwrap();
            }
            to(&made, "")
        }
        "a tournament of the user with somebody in it" => {
            let made = user.call(organised(8)).await.unwrap();
            somebody.call(JoinTournament { code: made.code }).await.unwrap();
            to(&made, &somebody.id.to_string())
        }
        "a tournament of the user, and a friend" => {
            befriend(&cast.app, user, somebody).await;
            to(&user.call(organised(8)).await.unwrap(), &somebody.id.to_string())
        }
        "a running tournament of the user" => to(&running(cast, &name).await, ""),
        "a running tournament of the user, by id" => Asked { segment: running(cast, &name).await.id.to_string(), ..Asked::default() },
        "a tournament of the user with the caller in it" => return None,
        unknown => panic!("nobody knows how to make {unknown}"),
    })
}

fn to(made: &Tournament, rest: &str) -> Asked {
    let segment = format!("{} {rest}", made.code).trim().to_owned();
    Asked { segment, query: format!("?q={}", made.name), body: json!({ "content": "hi" }) }
}

async fn private(user: &User, name: &str) -> Tournament {
    user.call(CreateTournament { private: true, ..wanted(name, 8) }).await.unwrap()
}

async fn running(cast: &Cast, name: &str) -> Tournament {
    let made = cast.user.call(wanted(name, 4)).await.unwrap();
    cast.somebody.call(JoinTournament { code: made.code }).await.unwrap();
    guests_join(&cast.app, &made, 2).await;
    made
}

/// So many guests come, and go offline later.
async fn guests_join(app: &TestApp, made: &Tournament, count: usize) {
    for _ in 0..count {
        let guest = app.guest().await;
        let _stream = guest.stream().await;
        guest.call(JoinTournament { code: made.code }).await.unwrap();
    }
}

/// Makes the tournament that something is going to happen in.
pub(super) async fn prepare(crowd: &Crowd, when: &str) {
    let (app, user, concerned) = (&crowd.app, crowd.person(Role::User), crowd.person(Role::Concerned));
    let size = if when.ends_with("nearly full") { 8 } else { 4 };
    let made = user.call(CreateTournament { forfeit_after: Some(10), ..wanted("cup", size) }).await.unwrap();
    let join = JoinTournament { code: made.code };
    let others = match when {
        "the concerned joins the user's tournament" => return,
        "the user asks the concerned into a tournament" => {
            befriend(app, user, concerned).await;
            return;
        }
        "the user leaves a tournament with a guest in it" => return drop(crowd.person(Role::Guest).call(join).await.unwrap()),
        "the user's tournament is nearly full" => 4,
        "the concerned leaves the tournament that was nearly full" => 5,
        "the user's tournament is full" => 1,
        "the matches of the tournament are due" | "nobody comes to the matches of the tournament" => 2,
        _ => 0,
    };
    concerned.call(join).await.unwrap();
    guests_join(app, &made, others).await;
}

/// Lets it happen.
pub(super) async fn happen(crowd: &Crowd, when: &str) {
    let (app, user, concerned) = (&crowd.app, crowd.person(Role::User), crowd.person(Role::Concerned));
    let made = user.call(GetMyTournament {}).await.unwrap();
    let code = made.code;
    match when {
        "the concerned joins the user's tournament" => drop(concerned.call(JoinTournament { code }).await.unwrap()),
        "the concerned leaves the user's tournament" | "the concerned leaves the tournament that was nearly full" => {
            concerned.call(LeaveTournament { code }).await.unwrap();
        }
        "the user bans the concerned from the tournament" => user.call(BanFromTournament { code, user: concerned.id }).await.unwrap(),
        "the concerned speaks in the user's tournament" => {
            drop(concerned.call(SayInTournament { code, content: ChatText::parse("hi").unwrap() }).await.unwrap());
        }
        "the user asks the concerned into a tournament" => user.call(InviteToTournament { code, user: concerned.id }).await.unwrap(),
        "the user leaves the tournament" | "the user leaves a tournament with a guest in it" => {
            user.call(LeaveTournament { code }).await.unwrap();
        }
        "the user's tournament is nearly full" | "the user's tournament is full" => guests_join(app, &made, 1).await,
        "the matches of the tournament are due" => app.advance(Duration::from_secs(4)).await,
        "nobody comes to the matches of the tournament" => app.advance(Duration::from_secs(25)).await,
        unknown => panic!("nobody knows how to let happen that {unknown}"),
    }
}
