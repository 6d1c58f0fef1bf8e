//! Talk: conversations, the public channel and the game's notices, in a panel at the lower edge of every menu.

mod doing;
mod draft;
mod hearing;
mod lines;
mod log;
pub mod model;
#[cfg(test)]
mod samples;
mod seek;
mod show;
mod spans;
mod tabs;
mod talk;
#[cfg(test)]
mod tests;
pub mod thread;
pub mod unsent;
pub mod view;
mod write;

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use common::api::PAGE_LIMIT_MAX;
use common::api::channel::{ListChannelMessages, ListChannels};
use common::api::chat::{HideChat, ListChats, ListMessages, MessageKind};
use common::api::event::{ChallengeEvent, ServerEvent, ServerOwnEvent, UsersEvent};
use common::api::profiles::ListUsers;

use crate::audio::{PlaySound, Sound};
use crate::clock;
use crate::net::requests::AddEndpoint;
use crate::net::{ChatFact, ChatSocket, Heard, Replied, RequestId, Requests, Session, SessionState};
use crate::people::{PeopleAction, ToggleChat, Unseen};
use crate::screen::AppSystems;
use crate::ui::toast::{Followed, Lead, Toast};
use model::{ChatModel, Want};
use thread::Place;

pub(crate) fn plugin(app: &mut App) {
    unseen(app);
    show::plugin(app);
}

/// What happens here without being seen.
pub(crate) fn unseen(app: &mut App) {
    app.init_resource::<ChatModel>()
        .init_resource::<InFlight>()
        .add_message::<ToggleChat>()
        .add_message::<Followed>()
        .add_endpoint::<ListChats>()
        .add_endpoint::<ListMessages>()
        .add_endpoint::<ListChannels>()
        .add_endpoint::<ListChannelMessages>()
        .add_endpoint::<ListUsers>()
        .add_endpoint::<HideChat>()
        .add_systems(Update, (follow, hear_socket, hear_events, hear_answers, obey).chain().in_set(AppSystems::Domain))
        .add_systems(Update, (go_on, ask, count).chain().after(AppSystems::Domain).before(AppSystems::Present));
}

/// What was asked, and not answered yet.
#[derive(Resource, Default)]
struct InFlight(Vec<(RequestId, Want)>);

impl InFlight {
    /// What this answers.
    fn take(&mut self, id: RequestId) -> Option<Want> {
        let at = self.0.iter().position(|(known, _)| *known == id)?;
        Some(self.0.swap_remove(at).1)
    }
}

fn follow(mut chat: ResMut<ChatModel>, mut in_flight: ResMut<InFlight>, session: Res<Session>) {
    let (me, guest) = match &session.state {
        SessionState::SignedOut | SessionState::Returning => (None, false),
        SessionState::Guest(me) => (Some(me.id), true),
        SessionState::Account(me) => (Some(me.id), false),
    };
    if chat.me() != me {
        in_flight.0.clear();
    }
    chat.belong_to(me, guest);
}

/// Where something that was said is told, when nobody looks at it.
#[derive(SystemParam)]
struct Teller<'w> {
    toasts: MessageWriter<'w, Toast>,
    sounds: MessageWriter<'w, PlaySound>,
}

impl Teller<'_> {
    fn tell(&mut self, message: &common::api::chat::Message) {
        // A challenge is told by its own room.
        let (Some(author), Some(chat), MessageKind::Text) = (&message.author, message.chat_id, message.kind) else { return };
        let toast = Toast::news("chat-toast").naming(log::tidy_user(author.clone()).username).saying(&message.content);
        self.toasts.write(toast.with_face(author.profile_picture.id).leading(Lead::Chat(chat)));
        self.sounds.write(PlaySound::new(Sound::Notice));
    }
}

fn hear_socket(mut chat: ResMut<ChatModel>, mut facts: MessageReader<ChatFact>, mut teller: Teller) {
    for fact in facts.read() {
        match fact {
            ChatFact::Opened(connection) => chat.connected(*connection),
            ChatFact::Closed => chat.disconnected(),
            ChatFact::Heard(frame) => {
                if let Some(message) = chat.heard((**frame).clone(), clock::today()) {
                    teller.tell(&message);
                }
            }
        }
    }
}

fn hear_events(mut chat: ResMut<ChatModel>, mut heard: MessageReader<Heard>, mut teller: Teller) {
    for Heard(event) in heard.read() {
        match event {
            ServerEvent::Chat(news) => {
                if let Some(message) = chat.news(news) {
                    teller.tell(&message);
                }
            }
            ServerEvent::Challenge(ChallengeEvent::Received(challenge) | ChallengeEvent::Updated(challenge)) => chat.settle(challenge),
            ServerEvent::Users(UsersEvent::Updated(user)) => chat.rename(user),
            ServerEvent::Users(UsersEvent::Status(status)) => chat.status(status),
            ServerEvent::Server(ServerOwnEvent::Resync) => chat.refresh(),
            ServerEvent::Users(UsersEvent::PictureUnlocked(_))
            | ServerEvent::Auth(_)
            | ServerEvent::Friends(_)
            | ServerEvent::Lobby(_)
            | ServerEvent::Tournament(_)
            | ServerEvent::Invite(_)
            | ServerEvent::Game(_)
            | ServerEvent::Server(ServerOwnEvent::Notice(_)) => {}
        }
    }
}

/// Answers to everything that is asked here.
#[derive(SystemParam)]
struct Answers<'w, 's> {
    chats: MessageReader<'w, 's, Replied<ListChats>>,
    messages: MessageReader<'w, 's, Replied<ListMessages>>,
    channel: MessageReader<'w, 's, Replied<ListChannelMessages>>,
    channels: MessageReader<'w, 's, Replied<ListChannels>>,
    people: MessageReader<'w, 's, Replied<ListUsers>>,
}

fn hear_answers(mut chat: ResMut<ChatModel>, mut in_flight: ResMut<InFlight>, mut answers: Answers) {
    for reply in answers.chats.read() {
        if in_flight.take(reply.id).is_some() {
            chat.chats(reply.result.as_ref());
        }
    }
    let pages = answers.messages.read().map(|reply| (reply.id, reply.result.as_ref()));
    for (id, result) in pages.chain(answers.channel.read().map(|reply| (reply.id, reply.result.as_ref()))) {
        match in_flight.take(id) {
            Some(Want::Newest(place)) => chat.newest(place, result),
            Some(Want::Older(place, _)) => chat.older(place, result),
            Some(Want::Act(_) | Want::Chats | Want::Members | Want::Hide(_) | Want::Find(_)) | None => {}
        }
    }
    for reply in answers.channels.read() {
        if let (Some(_), Ok(channels)) = (in_flight.take(reply.id), &reply.result) {
            chat.channels(channels);
        }
    }
    for reply in answers.people.read() {
        if let Some(Want::Find(name)) = in_flight.take(reply.id) {
            chat.people(&name, reply.result.as_ref().map(|page| page.results.clone()).map_err(Clone::clone));
        }
    }
}

/// What is wanted of the panel from elsewhere.
fn obey(
    mut chat: ResMut<ChatModel>,
    mut people: MessageReader<PeopleAction>,
    mut toggles: MessageReader<ToggleChat>,
    mut followed: MessageReader<Followed>,
) {
    for action in people.read() {
        match action {
            PeopleAction::Message(user, name) => chat.talk_to(Some(*user), name),
            PeopleAction::Challenge(_) | PeopleAction::Watch(_) | PeopleAction::Profile(_) => {}
        }
    }
    for ToggleChat in toggles.read() {
        chat.toggle();
    }
    for Followed(lead) in followed.read() {
        match lead {
            Lead::Chat(id) => chat.follow(*id),
            Lead::Challenges | Lead::Friends | Lead::Lobby(_) | Lead::Tournament(_) | Lead::Profile(_) => {}
        }
    }
}

/// Whether the panel has its place on the screen now.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Seen(bool);

fn go_on(mut chat: ResMut<ChatModel>, seen: Option<Res<Seen>>, time: Res<Time<Real>>) {
    // Where nothing is drawn, whatever is open can be seen.
    chat.go_on(time.elapsed_secs_f64(), seen.is_none_or(|seen| seen.0));
}

/// Asks the server for what is wanted.
fn ask(mut chat: ResMut<ChatModel>, mut in_flight: ResMut<InFlight>, requests: Res<Requests>, socket: Res<ChatSocket>) {
    for want in chat.take_wants() {
        let id = match &want {
            Want::Act(frame) => {
                let taken = chat.connection.is_some_and(|connection| socket.send(connection, frame));
                if let (false, Some(reference)) = (taken, &frame.reference) {
                    chat.not_taken(reference);
                }
                continue;
            }
            Want::Chats => requests.send(ListChats { q: String::new(), limit: PAGE_LIMIT_MAX, offset: 0 }),
            Want::Newest(place) => ask_messages(&requests, *place, None),
            Want::Older(place, before) => ask_messages(&requests, *place, Some(*before)),
            Want::Members => requests.send(ListChannels {}),
            Want::Find(name) => requests.send(ListUsers { q: name.clone(), limit: doing::FOUND_MAX, offset: 0 }),
            Want::Hide(id) => requests.send(HideChat { id: *id }),
        };
        if !matches!(want, Want::Hide(_)) {
            in_flight.0.push((id, want));
        }
    }
}

fn ask_messages(requests: &Requests, place: Place, before: Option<common::ids::MessageId>) -> RequestId {
    match place {
        Place::Chat(chat) => requests.send(ListMessages { chat, before, limit: log::PAGE }),
        Place::General | Place::Notices => {
            let channel = place.channel().unwrap_or_default().to_owned();
            requests.send(ListChannelMessages { channel, before, limit: log::PAGE })
        }
    }
}

/// The number in the bar.
fn count(chat: Res<ChatModel>, mut unseen: ResMut<Unseen>) {
    if let Some(unread) = chat.unread()
        && unseen.chats != unread
    {
        unseen.chats = unread;
    }
}
