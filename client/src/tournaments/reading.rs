//! Asks the server for what is seen: the own tournament whenever events may have been missed, the lists while they are looked at.

use bevy::prelude::*;
use common::api::PAGE_LIMIT_MAX;
use common::api::matches::ListMatches;
use common::api::tournament::{GetMyTournament, GetPastTournament, GetTournament, ListLiveTournaments, SearchTournaments};

use super::bracket::Bracket;
use super::doing::ask;
use super::lists::{Open, Past, PastStep, Running, Seen};
use super::model::{Ask, Own};
use super::page::{Draft, Showing, Tab};
use crate::clock;
use crate::net::requests::AddEndpoint;
use crate::net::{Replied, Requests, Session};
use crate::screen::{AppSystems, Overlay, Screen};

/// Most tournaments of a list that are shown.
const LISTED_MAX: u32 = 50;
/// How often the goals of running matches are asked for while the bracket is seen, microseconds.
const GOALS_EVERY_US: u64 = 2_000_000;

pub(super) fn plugin(app: &mut App) {
    let here = in_state(Screen::Tournaments).and_then(in_state(Overlay::None));
    app.add_endpoint::<GetMyTournament>()
        .add_endpoint::<GetTournament>()
        .add_endpoint::<GetPastTournament>()
        .add_endpoint::<SearchTournaments>()
        .add_endpoint::<ListLiveTournaments>()
        .add_endpoint::<ListMatches>()
        .add_systems(Update, (hear_own, hear_lists, keep_own, (keep_lists, keep_goals).run_if(here)).chain().in_set(AppSystems::Domain));
}

fn keep_own(mut own: ResMut<Own>, session: Res<Session>, requests: Res<Requests>) {
    if own.follow(&session) {
        own.asked(requests.send(GetMyTournament {}));
    }
}

/// Events tell when a match is over, not how it stands.
fn keep_goals(mut own: ResMut<Own>, draft: Res<Draft>, mut asked_us: Local<u64>) {
    let now_us = clock::now_us();
    let runs = own.tournament.as_ref().and_then(|own| Some(Bracket::of(own, None)?.running().count() > 0)).unwrap_or_default();
    if draft.showing == Showing::Own && runs && !own.is_busy() && now_us.saturating_sub(*asked_us) >= GOALS_EVERY_US {
        *asked_us = now_us;
        own.again();
    }
}

fn hear_own(
    mut mine: MessageReader<Replied<GetMyTournament>>,
    mut named: MessageReader<Replied<GetTournament>>,
    mut past_ones: MessageReader<Replied<GetPastTournament>>,
    mut own: ResMut<Own>,
    mut seen: ResMut<Seen>,
    mut past: ResMut<Past>,
    requests: Res<Requests>,
) {
    for reply in mine.read() {
        match own.answered(reply.id, &reply.result) {
            Some(Ask::Past(id)) => own.asked_past(requests.send(GetPastTournament { id })),
            Some(Ask::Mine) => own.again(),
            None => {}
        }
    }
    for reply in named.read() {
        seen.answered(reply.id, &reply.result);
    }
    for reply in past_ones.read() {
        own.answered_past(reply.id, &reply.result);
        seen.answered(reply.id, &reply.result);
        past.tournament(reply.id, &reply.result);
    }
}

fn hear_lists(
    mut found: MessageReader<Replied<SearchTournaments>>,
    mut live: MessageReader<Replied<ListLiveTournaments>>,
    mut matches: MessageReader<Replied<ListMatches>>,
    mut open: ResMut<Open>,
    mut running: ResMut<Running>,
    mut past: ResMut<Past>,
) {
    for reply in found.read() {
        open.list.answered(reply.id, &reply.result);
    }
    for reply in live.read() {
        running.0.answered(reply.id, &reply.result);
    }
    for reply in matches.read() {
        past.matches(reply.id, &reply.result);
    }
}

fn keep_lists(
    mut open: ResMut<Open>,
    mut running: ResMut<Running>,
    mut past: ResMut<Past>,
    mut seen: ResMut<Seen>,
    draft: Res<Draft>,
    session: Res<Session>,
    requests: Res<Requests>,
) {
    if !session.is_up() {
        return;
    }
    let (now_us, me) = (clock::now_us(), session.user().map(|me| me.id));
    if draft.showing == Showing::Seen
        && let Some(named) = seen.next(now_us)
    {
        seen.asked(ask(&requests, named), now_us);
    }
    if draft.showing != Showing::Lists || me.is_none() {
        return;
    }
    match draft.tab {
        Tab::Open => {
            if let Some(q) = open.next(&draft.search, now_us) {
                let id = requests.send(SearchTournaments { q: q.clone(), limit: LISTED_MAX, offset: 0 });
                open.asked(id, q, now_us);
            }
        }
        Tab::Running => {
            if running.0.is_due(now_us) {
                running.0.asked(requests.send(ListLiveTournaments { limit: LISTED_MAX, offset: 0 }), now_us);
            }
        }
        Tab::Past => match past.next(me) {
            Some(PastStep::Matches(user)) => past.asked(requests.send(ListMatches { user, limit: PAGE_LIMIT_MAX, offset: 0 })),
            Some(PastStep::Tournament(id)) => past.asked(requests.send(GetPastTournament { id })),
            None => {}
        },
    }
}
