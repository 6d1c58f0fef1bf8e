//! The lists of the page, kept up to date while they are seen.

use bevy::prelude::*;
use common::api::PAGE_LIMIT_DEFAULT;
use common::api::matches::{ListLive, ListMatches};
use common::ids::UserId;

use super::model::{Draft, Matches, Part, Tab};
use super::shelf::Shelf;
use crate::clock;
use crate::net::requests::AddEndpoint;
use crate::net::{Replied, Requests, Session};
use crate::screen::{AppSystems, Overlay, Screen};

/// How often the list of running matches is asked for while it is seen, microseconds.
const LIVE_EVERY_US: u64 = 2_000_000;
/// Most running matches that are listed.
const LIVE_MAX: u32 = 50;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Live>()
        .init_resource::<Mine>()
        .init_resource::<Draft>()
        .add_endpoint::<ListLive>()
        .add_endpoint::<ListMatches>()
        .add_systems(OnEnter(Screen::Watch), refresh)
        .add_systems(
            Update,
            (hear, (ask_live, ask_mine).run_if(in_state(Screen::Watch).and_then(in_state(Overlay::None))))
                .chain()
                .in_set(AppSystems::Domain),
        );
}

/// Matches that run now.
#[derive(Resource, Default)]
pub struct Live {
    /// The list.
    pub list: Matches,
    /// When it was asked for last.
    asked_us: Option<u64>,
}

/// What whoever is signed in has played.
#[derive(Resource, Default)]
pub struct Mine {
    /// The list.
    pub list: Matches,
    whose: Option<UserId>,
    /// Whether the beginning is to be asked for.
    wanted: bool,
    /// Whether the next part is to be asked for.
    more: bool,
}

impl Live {
    /// Asks at once.
    pub(super) const fn again(&mut self) {
        self.asked_us = None;
    }
}

impl Mine {
    /// Asks at once.
    pub(super) const fn again(&mut self) {
        self.wanted = true;
    }

    /// Asks for the next part.
    pub(super) const fn more(&mut self) {
        self.more = true;
    }
}

/// The page opens: what it shows may have changed.
fn refresh(mut live: ResMut<Live>, mut mine: ResMut<Mine>, mut shelf: ResMut<Shelf>, mut draft: ResMut<Draft>) {
    live.again();
    mine.again();
    shelf.look();
    *draft = Draft { tab: draft.tab, typed: std::mem::take(&mut draft.typed), ..Draft::default() };
}

fn hear(
    mut live_replies: MessageReader<Replied<ListLive>>,
    mut mine_replies: MessageReader<Replied<ListMatches>>,
    mut live: ResMut<Live>,
    mut mine: ResMut<Mine>,
) {
    for reply in live_replies.read() {
        live.list.answered(reply.id, &reply.result);
    }
    for reply in mine_replies.read() {
        mine.list.answered(reply.id, &reply.result);
    }
}

fn ask_live(mut live: ResMut<Live>, draft: Res<Draft>, session: Res<Session>, requests: Res<Requests>) {
    if draft.tab != Tab::Live || !session.is_up() || session.user().is_none() || live.list.is_busy() {
        return;
    }
    let now_us = clock::now_us();
    if live.asked_us.is_none_or(|asked| now_us.saturating_sub(asked) >= LIVE_EVERY_US) {
        live.asked_us = Some(now_us);
        live.list.ask(requests.send(ListLive { limit: LIVE_MAX, offset: 0 }), Part::First);
    }
}

fn ask_mine(mut mine: ResMut<Mine>, session: Res<Session>, requests: Res<Requests>) {
    let me = session.user().map(|me| me.id);
    if mine.whose != me {
        *mine = Mine { whose: me, wanted: true, ..Mine::default() };
    }
    let Some(user) = me.filter(|_| session.is_up()) else { return };
    if mine.list.is_busy() || !(mine.wanted || mine.more) {
        return;
    }
    let (part, offset) = if mine.wanted { (Part::First, 0) } else { (Part::Next, mine.list.items.len()) };
    (mine.wanted, mine.more) = (false, false);
    let offset = u32::try_from(offset).unwrap_or(u32::MAX);
    mine.list.ask(requests.send(ListMatches { user, limit: PAGE_LIMIT_DEFAULT, offset }), part);
}
