//! Reads the profile that is looked at, follows the events that change it, and changes the own one.

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use common::api::PAGE_LIMIT_DEFAULT;
use common::api::event::{GameEvent, ServerEvent, UsersEvent};
use common::api::matches::{ListMatches, Match};
use common::api::profiles::{EquipPicture, GetUser, ListPictures};
use common::api::stats::{GetMyStats, GetStats, ListMyRankedStats};
use common::api::users::{PatchMe, SmallProfilePicture};
use common::ids::{PictureId, UserId};

use super::gallery;
use super::model::{CHANGES_MAX, ProfileDraft, Viewed};
use crate::net::requests::AddEndpoint;
use crate::net::{Account, Heard, Replied, Requests, Session};
use crate::replays::model::Part;
use crate::screen::{AppSystems, Screen};
use crate::ui::text::Text;
use crate::ui::toast::{Lead, Toast};

pub(super) fn plugin(app: &mut App) {
    app.add_endpoint::<GetUser>()
        .add_endpoint::<GetStats>()
        .add_endpoint::<GetMyStats>()
        .add_endpoint::<ListMyRankedStats>()
        .add_endpoint::<ListPictures>()
        .add_endpoint::<EquipPicture>()
        .add_endpoint::<ListMatches>()
        .add_endpoint::<PatchMe>()
        .add_systems(
            Update,
            (hear_parts, hear_own, hear_changes, follow, ask.run_if(in_state(Screen::Profile))).chain().in_set(AppSystems::Domain),
        );
}

/// Changes the own profile.
#[derive(SystemParam)]
pub(super) struct Changing<'w> {
    requests: Res<'w, Requests>,
}

impl Changing<'_> {
    /// Keeps what was typed.
    pub(super) fn save(&mut self, draft: &mut ProfileDraft) {
        let Some(edit) = draft.edit.as_mut().filter(|edit| edit.asked.is_none()) else { return };
        edit.problem = None;
        let (catchphrase, bio) = (Some(edit.catchphrase.clone()), Some(edit.bio.clone()));
        edit.asked = Some(self.requests.send(PatchMe { catchphrase, bio, ..PatchMe::default() }));
    }

    /// Puts a picture on.
    pub(super) fn equip(&mut self, draft: &mut ProfileDraft, picture: PictureId) {
        if draft.equipping.is_none() {
            draft.equip_problem = None;
            draft.equipping = Some((self.requests.send(EquipPicture { id: picture }), picture));
        }
    }
}

fn ask(mut viewed: ResMut<Viewed>, session: Res<Session>, requests: Res<Requests>) {
    let (Some(user), Some(me), true) = (viewed.user, session.user().map(|me| (me.id, me.is_guest)), session.is_up()) else { return };
    // Somebody else has signed in meanwhile: what was the own profile is that of another user, or the other way round.
    if viewed.own != (me.0 == user) {
        *viewed = Viewed::of(user, me.0 == user);
    }
    if viewed.who.is_due() {
        viewed.who.asked(requests.send(GetUser { id: user }));
    }
    if viewed.stats.is_due() {
        let id = if viewed.own { requests.send(GetMyStats {}) } else { requests.send(GetStats { user }) };
        viewed.stats.asked(id);
    }
    // A guest has no trophies.
    if viewed.changes.is_due() && !me.1 {
        let offset = viewed.changes_offset;
        viewed.changes.asked(requests.send(ListMyRankedStats { limit: CHANGES_MAX, offset }));
    }
    if viewed.pictures.is_due() {
        viewed.pictures.asked(requests.send(ListPictures {}));
    }
    if !viewed.matches.is_busy() && (viewed.matches_wanted || viewed.more) {
        let (part, offset) = if viewed.matches_wanted { (Part::First, 0) } else { (Part::Next, viewed.matches.items.len()) };
        (viewed.matches_wanted, viewed.more) = (false, false);
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        let id = requests.send(ListMatches { user, limit: PAGE_LIMIT_DEFAULT, offset });
        viewed.matches.ask(id, part);
    }
}

fn hear_parts(
    mut users: MessageReader<Replied<GetUser>>,
    mut stats: MessageReader<Replied<GetStats>>,
    mut matches: MessageReader<Replied<ListMatches>>,
    mut viewed: ResMut<Viewed>,
) {
    for reply in users.read() {
        viewed.who.answered(reply.id, reply.result.clone());
    }
    for reply in stats.read() {
        viewed.stats.answered(reply.id, reply.result.clone());
    }
    for reply in matches.read() {
        viewed.matches.answered(reply.id, &reply.result);
    }
}

fn hear_own(
    mut stats: MessageReader<Replied<GetMyStats>>,
    mut changes: MessageReader<Replied<ListMyRankedStats>>,
    mut pictures: MessageReader<Replied<ListPictures>>,
    mut viewed: ResMut<Viewed>,
) {
    for reply in stats.read() {
        viewed.stats.answered(reply.id, reply.result.clone());
    }
    for reply in changes.read() {
        viewed.changes_came(reply.id, reply.result.clone().map(|page| (page.count, page.results)));
    }
    for reply in pictures.read() {
        viewed.pictures.answered(reply.id, reply.result.clone());
    }
}

fn hear_changes(
    mut saved: MessageReader<Replied<PatchMe>>,
    mut equipped: MessageReader<Replied<EquipPicture>>,
    mut draft: ResMut<ProfileDraft>,
    mut viewed: ResMut<Viewed>,
    mut session: ResMut<Session>,
) {
    for reply in saved.read() {
        let Some(edit) = draft.edit.as_mut().filter(|edit| edit.asked == Some(reply.id)) else { continue };
        edit.asked = None;
        match &reply.result {
            Ok(me) => {
                draft.edit = None;
                session.know(me.clone());
            }
            Err(error) => edit.problem = Some(error.clone()),
        }
    }
    for reply in equipped.read() {
        let Some((_, picture)) = draft.equipping.take_if(|(asked, _)| *asked == reply.id) else { continue };
        match &reply.result {
            Ok(_) => {
                viewed.equipped(picture);
                let worn = session
                    .user()
                    .cloned()
                    .map(|me| common::api::users::UserMe { profile_picture: SmallProfilePicture::of(picture), ..me });
                if let Some(me) = worn {
                    session.know(me);
                }
            }
            Err(error) => draft.equip_problem = Some((picture, error.clone())),
        }
    }
}

/// What the server tells: a new name, what they are doing, a match that has ended, a picture that is unlocked.
fn follow(
    mut heard: MessageReader<Heard>,
    mut viewed: ResMut<Viewed>,
    account: Res<Account>,
    session: Res<Session>,
    text: Res<Text>,
    mut toasts: MessageWriter<Toast>,
) {
    for Heard(event) in heard.read() {
        match event {
            ServerEvent::Users(UsersEvent::Updated(user)) => {
                if let Some(who) = viewed.who.value.as_mut().filter(|who| who.id == user.id) {
                    who.username.clone_from(&user.username);
                    who.profile_picture = user.profile_picture.clone();
                }
            }
            ServerEvent::Users(UsersEvent::Status(news)) => {
                if let Some(who) = viewed.who.value.as_mut().filter(|who| who.id == news.id) {
                    who.status = news.status.clone();
                }
            }
            ServerEvent::Users(UsersEvent::PictureUnlocked(picture)) => {
                let toast = Toast::news("toast-picture-unlocked").naming(gallery::name_of(&text, picture)).with_face(picture.id);
                toasts.write(session.user().map_or_else(|| toast.clone(), |me| toast.clone().leading(Lead::Profile(me.id))));
                viewed.pictures.want();
            }
            ServerEvent::Game(GameEvent::Finish(over)) => {
                if viewed.user.is_some_and(|user| plays(over, user)) {
                    viewed.refresh();
                    account.refresh();
                }
            }
            ServerEvent::Game(GameEvent::Start(_))
            | ServerEvent::Auth(_)
            | ServerEvent::Friends(_)
            | ServerEvent::Chat(_)
            | ServerEvent::Challenge(_)
            | ServerEvent::Tournament(_)
            | ServerEvent::Lobby(_)
            | ServerEvent::Invite(_)
            | ServerEvent::Server(_) => {}
        }
    }
}

fn plays(over: &Match, user: UserId) -> bool {
    over.teams.a.players.iter().chain(&over.teams.b.players).any(|player| player.user.id == user)
}
