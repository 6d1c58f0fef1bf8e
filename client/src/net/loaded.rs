//! One thing that the server is asked for: wanted, under way, there, or why not.

use super::requests::{NetError, RequestId};

/// Something of the server. What was there stays while it is asked for again.
#[derive(Clone, Debug)]
pub struct Loaded<T> {
    /// What came last.
    pub value: Option<T>,
    /// Why it did not come.
    pub problem: Option<NetError>,
    wanted: bool,
    asked: Option<RequestId>,
}

impl<T> Default for Loaded<T> {
    fn default() -> Self {
        Self { value: None, problem: None, wanted: false, asked: None }
    }
}

impl<T> Loaded<T> {
    /// Nothing yet, but it is to be asked for.
    #[must_use]
    pub fn wanted() -> Self {
        Self { wanted: true, ..Self::default() }
    }

    /// There already.
    #[must_use]
    pub fn of(value: T) -> Self {
        Self { value: Some(value), ..Self::default() }
    }

    /// It is to be asked for.
    pub const fn want(&mut self) {
        self.wanted = true;
    }

    /// Whether it is to be asked for now.
    #[must_use]
    pub const fn is_due(&self) -> bool {
        self.wanted && self.asked.is_none()
    }

    /// Whether it is under way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.asked.is_some() || self.wanted
    }

    /// It was asked for.
    pub const fn asked(&mut self, id: RequestId) {
        self.wanted = false;
        self.asked = Some(id);
    }

    /// It came, or did not. False: this is the answer to something else.
    pub fn answered(&mut self, id: RequestId, result: Result<T, NetError>) -> bool {
        if self.asked != Some(id) {
            return false;
        }
        self.asked = None;
        match result {
            Ok(value) => (self.value, self.problem) = (Some(value), None),
            Err(error) => self.problem = Some(error),
        }
        true
    }
}
