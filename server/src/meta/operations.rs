//! What each route takes and gives, in words and types. Who may call is not said here: the routes themselves know.

use common::api::Page;
use common::api::auth::{Login, Logout, Refresh, Refreshed, Register, RegisterGuest, SessionView, Tokens};
use common::api::challenge::{Challenge, Challenges, SendChallenge};
use common::api::channel::Channel;
use common::api::chat::{Chat, CreateChat, Message, PostMessage, ReadChat};
use common::api::event::Envelope;
use common::api::friends::{BlockUser, Blocked, Friend, FriendRequest, SendFriendRequest};
use common::api::lobby::{CreateLobby, Lobby, LobbyParticipant, PatchLobby, PatchLobbyParticipant, SaidInPlace, WriteInLobby};
use common::api::matches::{LOG_CONTENT_TYPE, Match};
use common::api::meta::Meta;
use common::api::profiles::{FoundUser, ProfilePicture, User};
use common::api::queue::{QueueEntry, StartLocal};
use common::api::stats::{Ranked, RankedStat, Stats};
use common::api::tournament::{CreateTournament, SayInTournament, Tournament, TournamentParticipant, TournamentRow};
use common::api::users::{DeleteMe, PatchMe, UserMe};
use utoipa::ToSchema;
use utoipa::openapi::schema::Components;
use utoipa::openapi::{ArrayBuilder, ComponentsBuilder, Ref, RefOr, Schema};

/// A type of the API.
#[derive(Clone, Copy)]
pub(super) struct Type {
    /// How a place names it.
    pub(super) schema: fn() -> RefOr<Schema>,
    /// Adds it, and what it is made of.
    pub(super) define: fn(Components) -> Components,
}

/// What is in an answer.
#[derive(Clone, Copy)]
pub(super) enum Content {
    /// Nothing.
    Nothing,
    /// JSON of this type.
    Json(Type),
    /// Something else, of this content type.
    Other(&'static str),
}

/// One route, described.
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    pub(super) body: Option<Type>,
    pub(super) status: u16,
    pub(super) answer: Content,
    /// Whether `limit` and `offset` choose a part.
    pub(super) paged: bool,
}

fn of<T: ToSchema>() -> Type {
    Type {
        schema: || RefOr::Ref(Ref::from_schema_name(T::name())),
        define: |components| {
            let mut parts = Vec::new();
            T::schemas(&mut parts);
            parts.push((T::name().into_owned(), T::schema()));
            ComponentsBuilder::from(components).schemas_from_iter(parts).build()
        },
    }
}

fn list_of<T: ToSchema>() -> Type {
    Type { schema: || RefOr::T(Schema::Array(ArrayBuilder::new().items((of::<T>().schema)()).build())), ..of::<T>() }
}

impl Operation {
    const fn new(method: &'static str, path: &'static str, summary: &'static str, status: u16, answer: Content) -> Self {
        Self { method, path, summary, body: None, status, answer, paged: false }
    }

    fn takes(self, body: Type) -> Self {
        Self { body: Some(body), ..self }
    }

    fn paged(self) -> Self {
        Self { paged: true, ..self }
    }
}

/// Every operation.
pub(super) fn all() -> Vec<Operation> {
    [accounts(), people(), play(), talk(), server()].into_iter().flatten().collect()
}

fn accounts() -> Vec<Operation> {
    use Content::{Json, Nothing, Other};
    let op = Operation::new;
    vec![
        op("POST", "/api/auth/guest/", "Makes a guest", 201, Json(of::<Tokens>())),
        op("POST", "/api/auth/register/", "Makes an account", 201, Json(of::<Tokens>())).takes(of::<Register>()),
        op("PUT", "/api/auth/register/guest/", "Makes the calling guest an account", 200, Json(of::<Tokens>()))
            .takes(of::<RegisterGuest>()),
        op("POST", "/api/auth/login/", "Signs in", 200, Json(of::<Tokens>())).takes(of::<Login>()),
        op("POST", "/api/auth/refresh/", "Another access token", 200, Json(of::<Refreshed>())).takes(of::<Refresh>()),
        op("POST", "/api/auth/logout/", "Ends one session, or all", 204, Nothing).takes(of::<Logout>()),
        op("GET", "/api/auth/sessions/", "The caller's sessions", 200, Json(list_of::<SessionView>())),
        op("DELETE", "/api/auth/sessions/{id}/", "Ends a session of the caller", 204, Nothing),
        op("GET", "/api/users/me/", "The caller", 200, Json(of::<UserMe>())),
        op("PATCH", "/api/users/me/", "Changes the caller", 200, Json(of::<UserMe>())).takes(of::<PatchMe>()),
        op("DELETE", "/api/users/me/", "Deletes the caller", 204, Nothing).takes(of::<DeleteMe>()),
        op("GET", "/api/users/me/download-data/", "Everything that is stored about the caller, as a file", 200, Other("application/json")),
    ]
}

fn people() -> Vec<Operation> {
    use Content::{Json, Nothing};
    let op = Operation::new;
    vec![
        op("GET", "/api/users/me/friend_requests/", "The caller's friend requests, newest first", 200, Json(of::<Page<FriendRequest>>()))
            .paged(),
        op(
            "GET",
            "/api/users/me/friend_requests/received/",
            "Those received; clears their counter",
            200,
            Json(of::<Page<FriendRequest>>()),
        )
        .paged(),
        op("POST", "/api/users/me/friend_requests/", "Asks for friendship", 201, Json(of::<FriendRequest>()))
            .takes(of::<SendFriendRequest>()),
        op("GET", "/api/users/me/friend_requests/{id}/", "A friend request", 200, Json(of::<FriendRequest>())),
        op("DELETE", "/api/users/me/friend_requests/{id}/", "Rejects it, or takes it back", 204, Nothing),
        op("POST", "/api/users/me/friend_requests/{id}/", "Accepts it", 201, Json(of::<Friend>())),
        op("GET", "/api/users/me/friends/", "The caller's friends, by name", 200, Json(of::<Page<Friend>>())).paged(),
        op("DELETE", "/api/users/me/friends/{id}/", "Ends a friendship", 204, Nothing),
        op("GET", "/api/users/me/blocked/", "Whom the caller keeps away, newest first", 200, Json(of::<Page<Blocked>>())).paged(),
        op("POST", "/api/users/me/blocked/", "Keeps somebody away", 201, Json(of::<Blocked>())).takes(of::<BlockUser>()),
        op("DELETE", "/api/users/me/blocked/{id}/", "Keeps them away no more", 204, Nothing),
        op("GET", "/api/users/", "Accounts whose name contains `q`, by name", 200, Json(of::<Page<FoundUser>>())).paged(),
        op("GET", "/api/users/profile-pictures/", "All pictures as the caller has them", 200, Json(list_of::<ProfilePicture>())),
        op("PUT", "/api/users/profile-picture/{id}/", "Puts a picture on", 200, Json(of::<ProfilePicture>())),
        op("GET", "/api/users/me/stats/", "The caller's statistics by mode", 200, Json(list_of::<Stats>())),
        op("GET", "/api/users/me/stats/ranked/", "How the caller's trophies changed, oldest first", 200, Json(of::<Page<RankedStat>>()))
            .paged(),
        op("GET", "/api/users/{id}/", "A user", 200, Json(of::<User>())),
        op("GET", "/api/users/{id}/stats/", "Statistics of a user by mode", 200, Json(list_of::<Stats>())),
        op("GET", "/api/game/leaderboard/", "Who has most trophies in `game`", 200, Json(of::<Page<Ranked>>())).paged(),
    ]
}

fn play() -> Vec<Operation> {
    use Content::{Json, Nothing, Other};
    let op = Operation::new;
    vec![
        op("POST", "/api/play/duel/", "Wants a duel", 201, Json(of::<QueueEntry>())),
        op("DELETE", "/api/play/duel/", "Wants it no more", 204, Nothing),
        op("POST", "/api/play/ranked/", "Wants a ranked match", 201, Json(of::<QueueEntry>())),
        op("DELETE", "/api/play/ranked/", "Wants it no more", 204, Nothing),
        op("POST", "/api/play/lobby/", "Makes a lobby with the caller in it", 201, Json(of::<Lobby>())).takes(of::<CreateLobby>()),
        op("GET", "/api/play/lobby/", "The lobby that the caller is in", 200, Json(of::<Lobby>())),
        op("PATCH", "/api/play/lobby/", "The creator sets it up", 200, Json(of::<Lobby>())).takes(of::<PatchLobby>()),
        op("POST", "/api/play/lobby/{code}/", "Comes into a lobby", 201, Json(of::<LobbyParticipant>())),
        op("PATCH", "/api/play/lobby/{code}/", "Is ready, or goes to another side", 200, Json(of::<LobbyParticipant>()))
            .takes(of::<PatchLobbyParticipant>()),
        op("DELETE", "/api/play/lobby/{code}/", "Leaves it", 204, Nothing),
        op("DELETE", "/api/play/lobby/{code}/ban/{user}/", "The creator sends somebody away for good", 204, Nothing),
        op("POST", "/api/play/lobby/{code}/invite/{user}/", "The creator invites a friend", 204, Nothing),
        op("POST", "/api/play/lobby/{code}/message/", "Says something to those who are there", 201, Json(of::<SaidInPlace>()))
            .takes(of::<WriteInLobby>()),
        op("POST", "/api/play/tournament/", "Organises a tournament", 201, Json(of::<Tournament>())).takes(of::<CreateTournament>()),
        op("GET", "/api/play/tournament/", "The tournament that the caller is in", 200, Json(of::<Tournament>())),
        op("GET", "/api/play/tournament/search/", "Public ones that can be joined, newest first", 200, Json(of::<Page<TournamentRow>>()))
            .paged(),
        op("GET", "/api/play/tournament/live/", "Public ones that run, newest first", 200, Json(of::<Page<Tournament>>())).paged(),
        op("GET", "/api/play/tournament/{code}/", "A tournament", 200, Json(of::<Tournament>())),
        op("POST", "/api/play/tournament/{code}/", "Takes a place", 201, Json(of::<TournamentParticipant>())),
        op("DELETE", "/api/play/tournament/{code}/", "Leaves it", 204, Nothing),
        op("DELETE", "/api/play/tournament/{code}/ban/{user}/", "The organiser sends somebody away for good", 204, Nothing),
        op("POST", "/api/play/tournament/{code}/invite/{user}/", "Invites a friend", 204, Nothing),
        op("POST", "/api/play/tournament/{code}/message/", "Says something to those who are there", 201, Json(of::<SaidInPlace>()))
            .takes(of::<SayInTournament>()),
        op("GET", "/api/game/tournaments/{id}/", "A tournament, also of the past", 200, Json(of::<Tournament>())),
        op("POST", "/api/play/local/", "A refereed match for two on one keyboard", 201, Json(of::<Match>())).takes(of::<StartLocal>()),
        op("GET", "/api/play/challenges/", "The caller's pending challenges, newest first", 200, Json(of::<Challenges>())),
        op("POST", "/api/play/challenges/", "Challenges somebody", 201, Json(of::<Challenge>())).takes(of::<SendChallenge>()),
        op("DELETE", "/api/play/challenges/{id}/", "The challenger takes it back", 204, Nothing),
        op("POST", "/api/play/challenges/{id}/accept/", "The challenged plays", 201, Json(of::<Match>())),
        op("POST", "/api/play/challenges/{id}/decline/", "The challenged does not play", 200, Json(of::<Challenge>())),
        op("GET", "/api/game/matches/{user}/", "Finished matches of a user, newest first", 200, Json(of::<Page<Match>>())).paged(),
        op("GET", "/api/game/match/{code}/", "A match", 200, Json(of::<Match>())),
        op("GET", "/api/game/match/{code}/log/", "The log of a match, for replays", 200, Other(LOG_CONTENT_TYPE)),
        op("GET", "/api/game/live/", "Matches that can be watched now, most spectators first", 200, Json(of::<Page<Match>>())).paged(),
    ]
}

fn talk() -> Vec<Operation> {
    use Content::{Json, Nothing};
    let op = Operation::new;
    vec![
        op("GET", "/api/chat/channels/", "The public channels", 200, Json(list_of::<Channel>())),
        op(
            "GET",
            "/api/chat/channels/{name}/messages/",
            "Messages of a channel, or notices, newest first",
            200,
            Json(of::<Page<Message>>()),
        )
        .paged(),
        op("GET", "/api/chat/", "The caller's conversations, last message first", 200, Json(of::<Page<Chat>>())).paged(),
        op("POST", "/api/chat/", "Begins a conversation", 201, Json(of::<Chat>())).takes(of::<CreateChat>()),
        op("GET", "/api/chat/{id}/", "A conversation, which is shown from now on", 200, Json(of::<Chat>())),
        op("DELETE", "/api/chat/{id}/", "Shows a conversation no more", 204, Nothing),
        op("GET", "/api/chat/{id}/messages/", "Messages of a conversation, newest first", 200, Json(of::<Page<Message>>())).paged(),
        op("POST", "/api/chat/{id}/messages/", "Writes", 201, Json(of::<Message>())).takes(of::<PostMessage>()),
        op("POST", "/api/chat/{id}/read/", "Everything up to this message is read", 204, Nothing).takes(of::<ReadChat>()),
        op("GET", "/ws/chat/", "The chat socket: JSON text frames, each an action or an event", 101, Nothing),
    ]
}

fn server() -> Vec<Operation> {
    use Content::{Json, Nothing, Other};
    let op = Operation::new;
    vec![
        op("GET", "/ws/match/{code}/", "The socket of a match: binary frames, see the protocol number in /api/meta/", 101, Nothing),
        op("GET", "/sse/users/", "The event stream; each `data` is an Envelope", 200, Other("text/event-stream")),
        op("GET", "/api/meta/", "The server in a few words", 200, Json(of::<Meta>())),
        op("GET", "/api/openapi.json", "This description", 200, Other("application/json")),
        op("GET", "/api/docs/", "This description, for reading", 200, Other("text/html")),
        op("GET", "/api/docs/{file}", "What the page for reading is made of", 200, Other("application/octet-stream")),
        op("GET", "/assets/profile_pictures/{file}", "A picture of a user", 200, Other("image/png")),
        op("GET", "/assets/tiers/{file}", "The icon of a tier", 200, Other("image/png")),
        op("GET", "/healthz", "Alive", 204, Nothing),
        op("GET", "/readyz", "Can serve", 204, Nothing),
    ]
}

/// Types that no operation names, but readers need.
pub(super) fn others() -> Vec<Type> {
    vec![of::<common::api::error::ErrorBody>(), of::<Envelope>()]
}
