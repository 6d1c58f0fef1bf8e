//! What the page of friends knows besides the circle itself: which list is seen, whose menu is open, what is sought.

use bevy::prelude::Resource;
use common::api::Page;
use common::api::profiles::FoundUser;
use common::api::time::Timestamp;
use common::ids::UserId;

use crate::net::{NetError, Reader, RequestId};
use crate::people::circle::Circle;

/// How long somebody must have stopped typing before it is looked for, microseconds.
pub const PAUSE_US: u64 = 300_000;
/// Most people that are found at a time.
pub const FOUND_MAX: u32 = 20;

/// A list of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Friends.
    #[default]
    Friends,
    /// Requests, received and sent.
    Requests,
    /// People by name.
    Find,
    /// Who is kept away.
    Blocked,
}

impl Tab {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Friends, Self::Requests, Self::Find, Self::Blocked];
}

/// A question before something that cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// End the friendship?
    Unfriend,
    /// Keep this user away?
    Block,
}

/// What somebody chose and typed on the page.
#[derive(Resource, Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Which list is seen.
    pub tab: Tab,
    /// A name, or part of one.
    pub typed: String,
    /// Whose menu is open.
    pub open: Option<UserId>,
    /// What is asked in that menu.
    pub asking: Option<Ask>,
}

impl Draft {
    /// Opens the menu of somebody, or closes it.
    pub fn toggle(&mut self, user: UserId) {
        self.open = (self.open != Some(user)).then_some(user);
        self.asking = None;
    }

    /// One step back: from the question to the menu, from the menu to the list.
    pub const fn step_back(&mut self) {
        if self.asking.is_some() {
            self.asking = None;
        } else {
            self.open = None;
        }
    }
}

/// People by name.
#[derive(Resource, Clone, Debug, Default)]
pub struct Find {
    /// What the results are for.
    pub sought: String,
    /// Who has it in the name.
    pub found: Vec<FoundUser>,
    /// How many there are in all.
    pub total: usize,
    /// Why nobody was looked for.
    pub problem: Option<NetError>,
    asked: Option<(RequestId, String)>,
    /// What was typed when somebody typed last, and when.
    typed: (String, u64),
}

impl Find {
    /// Looks at what is typed now. Returns what to look for, once nothing was typed for a moment.
    pub fn typed(&mut self, text: &str, now_us: u64) -> Option<String> {
        let text = text.trim();
        if self.typed.0 != text {
            self.typed = (text.to_owned(), now_us);
        }
        if text.is_empty() {
            *self = Self::default();
            return None;
        }
        let underway = self.asked.as_ref().map(|(_, name)| name.as_str());
        let known = underway.unwrap_or(&self.sought) == text && (underway.is_some() || self.problem.is_none());
        let tried = self.problem.is_some() && self.sought == text && underway.is_none();
        let rested = now_us.saturating_sub(self.typed.1) >= PAUSE_US;
        (rested && !known && !tried).then(|| text.to_owned())
    }

    /// This is looked for.
    pub fn asked(&mut self, id: RequestId, name: String) {
        self.asked = Some((id, name));
    }

    /// The same again.
    pub fn again(&mut self) {
        self.sought.clear();
        self.problem = None;
    }

    /// Whether somebody is being looked for.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.asked.is_some()
    }

    /// They came, or did not; an answer to what was typed before is late.
    pub fn answered(&mut self, id: RequestId, result: &Result<Page<FoundUser>, NetError>) {
        let Some((_, name)) = self.asked.take_if(|(asked, _)| *asked == id) else { return };
        self.sought = name;
        match result {
            Ok(page) => {
                self.problem = None;
                self.found.clone_from(&page.results);
                self.total = usize::try_from(page.count).unwrap_or_default();
            }
            Err(error) => {
                self.problem = Some(error.clone());
                self.found.clear();
            }
        }
    }
}

/// Everything that the page shows.
#[derive(Clone, Copy)]
pub struct FriendsModel<'a> {
    /// Who looks at it.
    pub reader: Reader,
    /// What time it is.
    pub now: Timestamp,
    /// Friends, requests, blocks.
    pub circle: &'a Circle,
    /// People by name.
    pub find: &'a Find,
    /// Requests that nobody has looked at.
    pub unseen: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn an_id(n: usize) -> RequestId {
        let app = crate::logic(None, None);
        let requests = app.world().resource::<crate::net::Requests>();
        (0..=n).map(|_| requests.send(common::api::meta::GetMeta {})).last().unwrap()
    }

    #[test]
    fn a_name_is_looked_for_once_after_a_pause_in_typing() {
        let mut find = Find::default();
        assert_eq!(find.typed("ad", 0), None);
        assert_eq!(find.typed("ada", PAUSE_US - 1), None);
        assert_eq!(find.typed("ada", PAUSE_US), None, "the pause begins with the last letter");
        assert_eq!(find.typed("ada ", 2 * PAUSE_US), Some("ada".to_owned()));
        find.asked(an_id(0), "ada".to_owned());
        assert_eq!(find.typed("ada", 3 * PAUSE_US), None);
    }

    #[test]
    fn an_answer_to_what_was_typed_before_is_not_shown_and_one_that_failed_is_asked_again_only_on_demand() {
        let (early, late) = (an_id(0), an_id(1));
        let mut find = Find::default();
        find.typed("ad", 0);
        find.asked(early, "ad".to_owned());
        find.asked(late, "ada".to_owned());
        find.answered(early, &Err(NetError::Timeout));
        assert_eq!((find.problem.clone(), find.is_busy()), (None, true));
        find.answered(late, &Err(NetError::Timeout));
        assert_eq!((find.problem.clone(), find.is_busy()), (Some(NetError::Timeout), false));
        find.typed("ada", PAUSE_US);
        assert_eq!(find.typed("ada", 9 * PAUSE_US), None);
        find.again();
        assert_eq!(find.typed("ada", 9 * PAUSE_US), Some("ada".to_owned()));
        assert_eq!(find.typed("", 9 * PAUSE_US), None);
    }

    #[test]
    fn escape_goes_back_from_the_question_to_the_menu_and_then_to_the_list() {
        let mut draft = Draft::default();
        draft.toggle(UserId(3));
        draft.asking = Some(Ask::Block);
        draft.step_back();
        assert_eq!((draft.open, draft.asking), (Some(UserId(3)), None));
        draft.step_back();
        assert_eq!(draft.open, None);
    }
}
