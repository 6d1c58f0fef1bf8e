//! A list of the server that is read whole, part by part, and then kept up by events.

use common::api::Page;

use crate::net::{NetError, RequestId};

/// Most entries of a list that are held.
pub const HELD_MAX: usize = 2000;

/// A list of the server. What is known stays until the whole list has come again.
#[derive(Clone, Debug)]
pub struct Listed<T> {
    /// What is known.
    pub items: Vec<T>,
    /// Whether anything came yet.
    pub known: bool,
    /// Why it did not come.
    pub problem: Option<NetError>,
    coming: Vec<T>,
    load: Load,
    /// Something changed while it was read: what comes may be older than that.
    again: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Load {
    #[default]
    Rest,
    Wanted,
    Asked(RequestId),
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { items: Vec::new(), known: false, problem: None, coming: Vec::new(), load: Load::Rest, again: false }
    }
}

impl<T: Clone> Listed<T> {
    /// It is to be read.
    pub fn want(&mut self) {
        if self.load == Load::Rest {
            self.load = Load::Wanted;
        } else {
            self.again = true;
        }
    }

    /// Something in it was changed here.
    pub fn touch(&mut self) {
        self.again |= self.load != Load::Rest && (!self.coming.is_empty() || self.is_asked());
    }

    const fn is_asked(&self) -> bool {
        matches!(self.load, Load::Asked(_))
    }

    /// Whether it is being read.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.load != Load::Rest
    }

    /// How many entries to pass over in the next part, if one is to be asked for now.
    #[must_use]
    pub fn next(&self) -> Option<u32> {
        (self.load == Load::Wanted).then(|| u32::try_from(self.coming.len()).unwrap_or(u32::MAX))
    }

    /// The next part was asked for.
    pub fn asked(&mut self, id: RequestId) {
        self.load = Load::Asked(id);
    }

    /// A part came, or did not.
    pub fn answered(&mut self, id: RequestId, result: &Result<Page<T>, NetError>) {
        if self.load != Load::Asked(id) {
            return;
        }
        self.load = Load::Rest;
        match result {
            Err(error) => {
                self.problem = Some(error.clone());
                self.coming.clear();
                self.again = false;
            }
            Ok(page) => {
                self.problem = None;
                self.coming.extend(page.results.iter().cloned());
                let total = usize::try_from(page.count).unwrap_or_default().min(HELD_MAX);
                if !page.results.is_empty() && self.coming.len() < total {
                    self.load = Load::Wanted;
                    return;
                }
                let came = std::mem::take(&mut self.coming);
                if std::mem::take(&mut self.again) {
                    self.load = Load::Wanted;
                    if self.known {
                        return;
                    }
                }
                self.items = came;
                self.known = true;
            }
        }
    }

    /// All of it, as if it had come.
    #[must_use]
    pub fn of(items: Vec<T>) -> Self {
        Self { items, known: true, ..Self::default() }
    }

    /// One that did not come.
    #[must_use]
    pub fn failed(error: NetError) -> Self {
        Self { problem: Some(error), ..Self::default() }
    }
}
