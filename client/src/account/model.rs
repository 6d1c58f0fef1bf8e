//! What the page of the own account knows: what is typed, what is being changed, where the data went.

use std::path::PathBuf;

use bevy::prelude::Resource;
use common::api::auth::SessionView;
use common::api::error::FieldCode;
use common::api::time::Timestamp;
use common::api::users::{AcceptChat, PatchMe, PlayMode, UserMe};
use common::ids::{SessionId, UserId};
use common::text::{Password, Username};

use crate::net::loaded::Loaded;
use crate::net::{NetError, RequestId};

/// A switch of the account, with what it is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// May be asked for friendship.
    FriendRequests(bool),
    /// Who may open a conversation.
    Chat(AcceptChat),
    /// May be challenged.
    Challenges(bool),
    /// Matches may be watched.
    Spectators(bool),
    /// Wants other people.
    Play(PlayMode),
}

impl Switch {
    /// The change that it asks for.
    #[must_use]
    pub fn patch(self) -> PatchMe {
        let none = PatchMe::default();
        match self {
            Self::FriendRequests(on) => PatchMe { accept_friend_request: Some(on), ..none },
            Self::Chat(who) => PatchMe { accept_chat_from: Some(who), ..none },
            Self::Challenges(on) => PatchMe { accept_challenges: Some(on), ..none },
            Self::Spectators(on) => PatchMe { allow_spectators: Some(on), ..none },
            Self::Play(mode) => PatchMe { play_mode: Some(mode), ..none },
        }
    }

    /// Shows it in a user as if it were so already.
    pub const fn put(self, me: &mut UserMe) {
        match self {
            Self::FriendRequests(on) => me.accept_friend_request = on,
            Self::Chat(who) => me.accept_chat_from = who,
            Self::Challenges(on) => me.accept_challenges = on,
            Self::Spectators(on) => me.allow_spectators = on,
            Self::Play(mode) => me.play_mode = mode,
        }
    }
}

/// Something that is sent, and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sending {
    asked: Option<RequestId>,
    /// Why it did not work.
    pub problem: Option<NetError>,
    /// Whether it has just worked.
    pub done: bool,
}

impl Sending {
    /// It is under way.
    pub fn begin(&mut self, id: RequestId) {
        *self = Self { asked: Some(id), ..Self::default() };
    }

    /// Whether it is under way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.asked.is_some()
    }

    /// It worked, or not. False: this is the answer to something else.
    pub fn answered<T>(&mut self, id: RequestId, result: &Result<T, NetError>) -> bool {
        if self.asked != Some(id) {
            return false;
        }
        *self = Self { asked: None, problem: result.as_ref().err().cloned(), done: result.is_ok() };
        true
    }
}

/// Where the data of the account is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Download {
    /// Nobody asked.
    #[default]
    Rest,
    /// It comes from the server.
    Fetching(RequestId),
    /// It is being written.
    Writing,
    /// It is here.
    Done(PathBuf),
    /// The server did not give it.
    Failed(NetError),
    /// It could not be written, for this reason.
    NotWritten(String),
}

impl Download {
    /// Whether it is under way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        matches!(self, Self::Fetching(_) | Self::Writing)
    }
}

/// What is typed and under way on the page.
#[derive(Resource, Clone, Debug, Default)]
pub struct AccountDraft {
    /// Whose.
    pub whose: Option<UserId>,
    /// A new name.
    pub name: String,
    /// What is wrong with it.
    pub name_wrong: Option<FieldCode>,
    /// The new name on its way.
    pub naming: Sending,
    /// The present password.
    pub old_password: String,
    /// A new one.
    pub new_password: String,
    /// What is wrong with the present (0) and the new one (1).
    pub password_wrong: [Option<FieldCode>; 2],
    /// The new password on its way.
    pub securing: Sending,
    /// Switches on their way, the oldest first.
    pub switching: Vec<(RequestId, Switch)>,
    /// The switch that could not be moved, and why.
    pub switch_problem: Option<(Switch, NetError)>,
    /// Sessions of the account.
    pub sessions: Loaded<Vec<SessionView>>,
    /// The session that is being ended.
    pub ending: Option<SessionId>,
    /// That on its way.
    pub ended: Sending,
    /// The data of the account.
    pub download: Download,
    /// Whether it is asked whether to delete the account.
    pub deleting: bool,
    /// The password for that.
    pub delete_password: String,
    /// That on its way.
    pub deletion: Sending,
}

impl AccountDraft {
    /// The page opens: what went wrong or well before is over, and what is secret is forgotten.
    pub fn open(&mut self, me: Option<&UserMe>) {
        let download = std::mem::take(&mut self.download);
        let keeps = self.whose == me.map(|me| me.id) && download.is_busy();
        let sessions = Loaded::wanted();
        *self = Self { whose: me.map(|me| me.id), sessions, ..Self::default() };
        if keeps {
            self.download = download;
        }
        self.name = me.map(|me| me.username.to_string()).unwrap_or_default();
    }

    /// The new name, if it is one.
    pub fn new_name(&mut self, me: &UserMe) -> Option<String> {
        self.name_wrong = Username::parse(&self.name).err().map(FieldCode::from);
        (self.name_wrong.is_none() && !self.naming.is_busy() && self.name != me.username.as_str()).then(|| self.name.clone())
    }

    /// The present password and the new one, if they keep the rules that can be checked here.
    pub fn new_secret(&mut self, me: &UserMe) -> Option<(String, String)> {
        let old = self.old_password.is_empty().then_some(FieldCode::Required);
        let new = Password::parse(&self.new_password, me.username.as_str()).err().map(FieldCode::from);
        self.password_wrong = [old, new];
        let fine = self.password_wrong == [None, None] && !self.securing.is_busy();
        fine.then(|| (self.old_password.clone(), self.new_password.clone()))
    }

    /// How the account is, with the switches that are on their way where they are wanted.
    #[must_use]
    pub fn shown(&self, me: &UserMe) -> UserMe {
        let mut shown = me.clone();
        for (_, switch) in &self.switching {
            switch.put(&mut shown);
        }
        shown
    }

    /// A switch has arrived, or not. False: this is the answer to something else.
    pub fn switched<T>(&mut self, id: RequestId, result: &Result<T, NetError>) -> bool {
        let Some(place) = self.switching.iter().position(|(asked, _)| *asked == id) else { return false };
        let (_, switch) = self.switching.remove(place);
        if let Err(error) = result {
            self.switch_problem = Some((switch, error.clone()));
        }
        true
    }
}

/// Everything that the page shows besides the draft.
#[derive(Clone, Copy)]
pub struct AccountModel<'a> {
    /// Whoever is signed in.
    pub me: Option<&'a UserMe>,
    /// Whether the server can be asked.
    pub online: bool,
    /// What time it is.
    pub now: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn me() -> UserMe {
        serde_json::from_value(json!({
            "id": 7, "username": "Ada", "is_guest": false, "created_at": "2026-01-31T11:28:04.123Z",
            "profile_picture": {"id": 1, "name": "", "small": "", "medium": ""},
            "accept_friend_request": true, "accept_chat_from": "friends_only", "accept_challenges": true, "allow_spectators": true,
            "play_mode": "online", "catchphrase": "", "bio": "", "trophies": 0, "ranks": [],
            "notifications": {"friend_requests": 0, "chats": 0, "challenges": 0}, "is_online": true,
            "last_online": "2026-01-31T11:28:04.123Z",
        }))
        .expect("a user as the contract has it")
    }

    fn ids() -> [RequestId; 2] {
        let app = crate::logic(None, None);
        let requests = app.world().resource::<crate::net::Requests>();
        [(); 2].map(|()| requests.send(common::api::meta::GetMeta {}))
    }

    #[test]
    fn a_switch_is_seen_where_it_was_put_until_the_server_says_no() {
        let [first, second] = ids();
        let mut draft = AccountDraft::default();
        draft.switching.push((first, Switch::Challenges(false)));
        draft.switching.push((second, Switch::Challenges(true)));
        assert!(draft.shown(&me()).accept_challenges, "the last press counts");
        assert!(draft.switched(second, &Err::<(), _>(NetError::Timeout)));
        assert!(!draft.shown(&me()).accept_challenges);
        assert_eq!(draft.switch_problem, Some((Switch::Challenges(true), NetError::Timeout)));
        assert!(!draft.switched(second, &Ok(())), "it has arrived already");
    }

    #[test]
    fn names_and_passwords_that_break_the_rules_are_not_sent() {
        let mut draft = AccountDraft::default();
        draft.open(Some(&me()));
        assert_eq!(draft.new_name(&me()), None, "it is the present one");
        draft.name = "a".to_owned();
        assert_eq!((draft.new_name(&me()), draft.name_wrong), (None, Some(FieldCode::TooShort)));
        draft.name = "Ada_3".to_owned();
        assert_eq!(draft.new_name(&me()), Some("Ada_3".to_owned()));
        draft.new_password = "short".to_owned();
        assert_eq!(draft.new_secret(&me()), None);
        assert_eq!(draft.password_wrong, [Some(FieldCode::Required), Some(FieldCode::TooShort)]);
    }

    #[test]
    fn what_is_secret_is_forgotten_when_the_page_opens_again() {
        let mut draft =
            AccountDraft { old_password: "secret".into(), delete_password: "secret".into(), deleting: true, ..AccountDraft::default() };
        draft.open(Some(&me()));
        assert_eq!((draft.old_password.as_str(), draft.delete_password.as_str(), draft.deleting), ("", "", false));
    }
}
