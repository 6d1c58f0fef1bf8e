//! A form with a name and a password, and what became of it.

use common::api::error::FieldCode;
use common::text::{Password, Username};

use crate::net::{NetError, RequestId};

/// What is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Name.
    pub username: String,
    /// Password.
    pub password: String,
}

/// Name, password, and what became of them.
#[derive(Default)]
pub struct Form {
    /// What is typed.
    pub username: String,
    /// What is typed.
    pub password: String,
    /// It has just been opened on a page with other things: its first field takes the focus.
    pub fresh: bool,
    waiting: Option<RequestId>,
    refused: Option<NetError>,
    /// What is wrong with the name and the password before anything is asked.
    problems: [Option<FieldCode>; 2],
}

impl Form {
    /// A form that opens on a page with other things.
    #[must_use]
    pub fn fresh() -> Self {
        Self { fresh: true, ..Self::default() }
    }

    /// The screen opens: the name stays, the rest goes.
    pub fn open(&mut self) {
        *self = Self { username: std::mem::take(&mut self.username), ..Self::default() };
    }

    /// A request is under way.
    pub fn sent(&mut self, id: RequestId) {
        self.waiting = Some(id);
        self.refused = None;
    }

    /// Whether a reply is to this form.
    #[must_use]
    pub fn is_mine(&self, id: RequestId) -> bool {
        self.waiting == Some(id)
    }

    /// The request did not work. What was typed stays.
    pub fn refused(&mut self, error: NetError) {
        self.waiting = None;
        self.refused = Some(error);
    }

    /// Whether a request is under way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.waiting.is_some()
    }

    /// Why the last request did not work.
    #[must_use]
    pub const fn error(&self) -> Option<&NetError> {
        self.refused.as_ref()
    }

    /// What is wrong with the name (0) or the password (1).
    #[must_use]
    pub fn problem(&self, field: usize) -> Option<FieldCode> {
        self.problems[field]
    }

    /// What to send for a sign-in, if anything is typed at all.
    pub fn sign_in(&mut self) -> Option<Credentials> {
        let missing = |value: &str| value.is_empty().then_some(FieldCode::Required);
        self.submit([missing(&self.username), missing(&self.password)])
    }

    /// What to send for a new account, if it keeps the rules that can be checked here.
    pub fn register(&mut self) -> Option<Credentials> {
        let name = Username::parse(&self.username).err().map(FieldCode::from);
        let password = Password::parse(&self.password, &self.username).err().map(FieldCode::from);
        self.submit([name, password])
    }

    fn submit(&mut self, problems: [Option<FieldCode>; 2]) -> Option<Credentials> {
        self.problems = problems;
        self.refused = None;
        let fine = problems == [None, None] && !self.is_busy();
        fine.then(|| Credentials { username: self.username.clone(), password: self.password.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(username: &str, password: &str) -> Form {
        Form { username: username.to_owned(), password: password.to_owned(), ..Form::default() }
    }

    #[test]
    fn what_breaks_the_rules_is_not_sent() {
        let mut typed = form("ab", "short");
        assert!(typed.register().is_none());
        assert_eq!([0, 1].map(|field| typed.problem(field)), [Some(FieldCode::TooShort); 2]);
        assert!(form("Ada", "correct horse").register().is_some());
        assert!(form("ada", "").sign_in().is_none());
    }

    #[test]
    fn after_a_refusal_what_was_typed_is_still_there() {
        let mut typed = form("ada", "wrong password");
        assert!(typed.sign_in().is_some());
        typed.refused(NetError::Timeout);
        assert_eq!(typed.username, "ada");
        assert_eq!(typed.password, "wrong password");
        assert_eq!(typed.error(), Some(&NetError::Timeout));
        assert!(typed.sign_in().is_some());
        assert_eq!(typed.error(), None);
    }
}
