//! What somebody wants of tournaments: asked of the server, and what came of it.

use bevy::prelude::*;
use common::api::matches::Game;
use common::api::tournament::{
    BanFromTournament, CreateTournament, GetTournament, InviteToTournament, JoinTournament, LeaveTournament, SayInTournament, Tournament,
};
use common::api::users::SmallUser;
use common::ids::{TournamentCode, UserId};
use common::text::{ChatText, TournamentName};

use super::lists::{Named, Seen};
use super::model::Own;
use super::page::{Draft, Form, Showing};
use crate::net::requests::AddEndpoint;
use crate::net::{NetError, Replied, RequestId, Requests, Session};
use crate::screen::AppSystems;
use crate::waiting::{Entered, Place};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Doing>()
        .add_message::<Wish>()
        .add_endpoint::<CreateTournament>()
        .add_endpoint::<JoinTournament>()
        .add_endpoint::<LeaveTournament>()
        .add_endpoint::<BanFromTournament>()
        .add_endpoint::<InviteToTournament>()
        .add_endpoint::<SayInTournament>()
        .add_systems(Update, (begin, hear_places, hear_words).chain().in_set(AppSystems::Domain));
}

/// Something that is wanted.
#[derive(Message, Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Organise this one.
    Create(Form),
    /// Take a place.
    Join(TournamentCode),
    /// Give the place up.
    Leave(TournamentCode),
    /// Put somebody out.
    Ban(TournamentCode, UserId),
    /// Ask a friend to come.
    Invite(TournamentCode, UserId),
    /// Say this.
    Say(TournamentCode, ChatText),
}

/// What is under way, and what did not work.
#[derive(Resource, Debug, Default)]
pub struct Doing {
    work: Vec<(RequestId, Wish)>,
    refused: Option<(Wish, NetError)>,
}

impl Doing {
    /// Whether this is under way.
    #[must_use]
    pub fn is_busy(&self, wish: impl Fn(&Wish) -> bool) -> bool {
        self.work.iter().any(|(_, busy)| wish(busy))
    }

    /// Why the last such wish did not work.
    #[must_use]
    pub fn refused(&self, wish: impl Fn(&Wish) -> bool) -> Option<&NetError> {
        self.refused.as_ref().filter(|(refused, _)| wish(refused)).map(|(_, error)| error)
    }

    /// What did not work is not to be seen any more.
    pub fn forget(&mut self) {
        self.refused = None;
    }

    /// The same, for pictures and tests.
    pub fn refuse(&mut self, wish: Wish, error: NetError) {
        self.refused = Some((wish, error));
    }

    fn finish(&mut self, id: RequestId, error: Option<&NetError>) -> Option<Wish> {
        let at = self.work.iter().position(|(asked, _)| *asked == id)?;
        let (_, wish) = self.work.swap_remove(at);
        if let Some(error) = error {
            self.refused = Some((wish.clone(), error.clone()));
        }
        Some(wish)
    }
}

fn begin(mut wishes: MessageReader<Wish>, mut doing: ResMut<Doing>, mut own: ResMut<Own>, requests: Res<Requests>) {
    for wish in wishes.read() {
        if doing.is_busy(|busy| busy == wish) {
            continue;
        }
        doing.forget();
        let id = match wish {
            Wish::Create(form) => {
                let Ok(name) = TournamentName::parse(&form.name) else { continue };
                let (size, private, forfeit_after) = (form.size, form.private, form.forfeit_after);
                requests.send(CreateTournament { name, size, private, game: Game::Duel, forfeit_after })
            }
            Wish::Join(code) => requests.send(JoinTournament { code: *code }),
            Wish::Leave(code) => requests.send(LeaveTournament { code: *code }),
            Wish::Ban(code, user) => requests.send(BanFromTournament { code: *code, user: *user }),
            Wish::Invite(code, user) => {
                let id = requests.send(InviteToTournament { code: *code, user: *user });
                own.inviting.ask(id, *user);
                continue;
            }
            Wish::Say(code, content) => {
                let id = requests.send(SayInTournament { code: *code, content: content.clone() });
                own.talk.saying(id);
                continue;
            }
        };
        doing.work.push((id, wish.clone()));
    }
}

#[expect(clippy::too_many_arguments, reason = "a system takes what it reads")]
fn hear_places(
    mut created: MessageReader<Replied<CreateTournament>>,
    mut joined: MessageReader<Replied<JoinTournament>>,
    mut left: MessageReader<Replied<LeaveTournament>>,
    mut banned: MessageReader<Replied<BanFromTournament>>,
    mut doing: ResMut<Doing>,
    mut own: ResMut<Own>,
    mut seen: ResMut<Seen>,
    mut draft: ResMut<Draft>,
    mut entered: MessageWriter<Entered>,
) {
    for reply in created.read() {
        if doing.finish(reply.id, reply.result.as_ref().err()).is_some()
            && let Ok(tournament) = &reply.result
        {
            entered.write(Entered(Place::Tournament));
            own.take(tournament.clone());
            draft.form = Form::default();
            draft.show(Showing::Own);
        }
    }
    for reply in joined.read() {
        if let (Some(Wish::Join(code)), Ok(_)) = (doing.finish(reply.id, reply.result.as_ref().err()), &reply.result) {
            entered.write(Entered(Place::Tournament));
            enter(&mut own, &seen, code);
            seen.again();
            draft.show(Showing::Own);
        }
    }
    for reply in left.read() {
        let wish = doing.finish(reply.id, reply.result.as_ref().err());
        if let (Some(Wish::Leave(code)), Ok(())) = (wish, &reply.result) {
            leave(&mut own, &mut seen, &mut draft, code);
        }
    }
    for reply in banned.read() {
        if let (Some(Wish::Ban(_, user)), Ok(()), Some(tournament)) =
            (doing.finish(reply.id, reply.result.as_ref().err()), &reply.result, &mut own.tournament)
        {
            tournament.participants.retain(|known| known.id != user);
        }
    }
}

/// What is known of the tournament that one has entered is shown until the server says how it is now.
fn enter(own: &mut Own, seen: &Seen, code: TournamentCode) {
    if !own.is(code) {
        match seen.tournament.as_ref().filter(|known| known.code == code) {
            Some(known) => own.take(known.clone()),
            None => own.drop_it(),
        }
    }
    own.again();
}

/// Whoever leaves one that has started can go on looking at it.
fn leave(own: &mut Own, seen: &mut Seen, draft: &mut Draft, code: TournamentCode) {
    let started = own.tournament.as_ref().is_some_and(|known| known.is_started);
    if started {
        seen.look_at(Named::Code(code));
    }
    own.drop_it();
    draft.show(if started { Showing::Seen } else { Showing::Lists });
}

fn hear_words(
    mut invited: MessageReader<Replied<InviteToTournament>>,
    mut said: MessageReader<Replied<SayInTournament>>,
    mut own: ResMut<Own>,
    session: Res<Session>,
) {
    for reply in invited.read() {
        own.inviting.answered(reply.id, reply.result.as_ref().copied());
    }
    for reply in said.read() {
        let Some(me) = session.user() else { continue };
        let me = SmallUser { id: me.id, username: me.username.to_string(), profile_picture: me.profile_picture.clone() };
        own.talk.said(reply.id, &me, reply.result.as_ref().map(|talk| talk.content.as_str()));
    }
}

/// Asks for a tournament by its code or its row.
pub(super) fn ask(requests: &Requests, named: Named) -> RequestId {
    match named {
        Named::Code(code) => requests.send(GetTournament { code }),
        Named::Id(id) => requests.send(common::api::tournament::GetPastTournament { id }),
    }
}

/// Whether whoever looks may take a place in it.
#[must_use]
pub fn can_join(tournament: &Tournament, me: Option<UserId>) -> bool {
    let full = tournament.participants.len() >= usize::from(tournament.size);
    !tournament.is_started && !full && me.is_some_and(|me| tournament.participant(me).is_none())
}
