//! What is written and asked in the panel, and known to nobody else yet.

use std::collections::BTreeMap;

use bevy::prelude::Resource;
use common::api::users::SmallUser;
use common::ids::UserId;

use super::thread::Place;

/// What is written, and what is asked before it is done.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub struct ChatDraft {
    /// What is written in each place.
    pub texts: BTreeMap<Place, String>,
    /// Whether somebody is looked for.
    pub seeking: bool,
    /// By this part of a name.
    pub name: String,
    /// Whom the open menu is about.
    pub about: Option<SmallUser>,
    /// Whether it asks if that user is to be kept away.
    pub blocking: bool,
    /// The field is to have the focus: something was opened by somebody who looks at it.
    pub focus: bool,
    /// Whom it was to keep away last.
    pub blocked: Option<UserId>,
}

impl ChatDraft {
    /// Something else is looked at.
    pub(super) fn leave(&mut self) {
        (self.seeking, self.about, self.blocking, self.blocked) = (false, None, false, None);
        self.name.clear();
    }
}
