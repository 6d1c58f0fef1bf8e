//! What is said in a place: the last of it is kept here, and nowhere else.

use std::collections::VecDeque;

use common::api::users::SmallUser;
use common::text::ChatText;

use crate::net::{NetError, RequestId};

/// Most lines that are kept.
pub const LINES_MAX: usize = 100;

/// One thing that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// By whom.
    pub author: SmallUser,
    /// What.
    pub content: String,
    /// Whether it was said here.
    pub mine: bool,
}

/// What was said, and what is about to be.
#[derive(Clone, Debug, Default)]
pub struct Talk {
    lines: VecDeque<Line>,
    /// What is typed.
    pub draft: String,
    /// Why the last one was not said.
    pub problem: Option<NetError>,
    sending: Option<RequestId>,
}

impl Talk {
    /// Oldest first.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter()
    }

    /// Somebody has said something.
    pub fn heard(&mut self, author: SmallUser, content: String) {
        self.push(Line { author, content, mine: false });
    }

    /// What is typed, if it can be said now.
    #[must_use]
    pub fn to_say(&self) -> Option<ChatText> {
        if self.sending.is_some() {
            return None;
        }
        ChatText::parse(&self.draft).ok()
    }

    /// What is typed is on its way.
    pub fn saying(&mut self, id: RequestId) {
        self.sending = Some(id);
        self.problem = None;
    }

    /// Whether something is on its way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.sending.is_some()
    }

    /// It was said, as the server has it, or was not, and is still typed. False: this is the answer to something else.
    pub fn said(&mut self, id: RequestId, me: &SmallUser, result: Result<&str, &NetError>) -> bool {
        if self.sending.take_if(|sending| *sending == id).is_none() {
            return false;
        }
        match result {
            Ok(content) => {
                self.draft.clear();
                self.push(Line { author: me.clone(), content: content.to_owned(), mine: true });
            }
            Err(error) => self.problem = Some(error.clone()),
        }
        true
    }

    fn push(&mut self, line: Line) {
        self.lines.push_back(line);
        while self.lines.len() > LINES_MAX {
            self.lines.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use common::api::users::SmallProfilePicture;
    use common::ids::{PictureId, UserId};

    use super::*;

    fn user(id: i64) -> SmallUser {
        SmallUser { id: UserId(id), username: format!("user{id}"), profile_picture: SmallProfilePicture::of(PictureId(1)) }
    }

    fn an_id() -> RequestId {
        let app = crate::logic(None, None);
        app.world().resource::<crate::net::Requests>().send(common::api::meta::GetMeta {})
    }

    #[test]
    fn what_was_not_said_stays_typed_and_what_was_said_is_the_servers_words() {
        let mut talk = Talk { draft: " hello ".to_owned(), ..Talk::default() };
        let id = an_id();
        assert_eq!(talk.to_say().unwrap().as_str(), "hello");
        talk.saying(id);
        assert_eq!(talk.to_say(), None, "one after the other");
        assert!(talk.said(id, &user(1), Err(&NetError::Timeout)));
        assert_eq!((talk.draft.as_str(), talk.problem.clone()), (" hello ", Some(NetError::Timeout)));
        talk.saying(id);
        assert!(talk.said(id, &user(1), Ok("hello")) && talk.draft.is_empty());
        assert!(talk.lines().all(|line| line.mine && line.content == "hello"));
    }

    #[test]
    fn only_the_last_of_a_long_talk_is_kept() {
        let mut talk = Talk::default();
        for n in 0..500 {
            talk.heard(user(2), n.to_string());
        }
        assert_eq!((talk.lines().count(), talk.lines().last().unwrap().content.as_str()), (LINES_MAX, "499"));
    }
}
