//! Does what is pressed on the page of the account.

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use common::api::auth::EndSession;
use common::api::profiles::DOWNLOAD_DATA_PATH;
use common::api::users::{DeleteMe, PatchMe, UserMe};

use super::data::DATA_BYTES_MAX;
use super::model::{AccountDraft, Download, Sending};
use super::view::AccountAction;
use crate::net::{Account, Requests};

/// Asks the server for changes of the account.
#[derive(SystemParam)]
pub(super) struct Doing<'w> {
    requests: Res<'w, Requests>,
    account: Res<'w, Account>,
}

impl Doing<'_> {
    /// Ends the session.
    pub(super) fn sign_out(&self) {
        self.account.sign_out();
    }

    /// Does it. What leads away from the page is done by whoever shows it.
    pub(super) fn act(&mut self, draft: &mut AccountDraft, me: Option<&UserMe>, action: AccountAction) {
        let Some(me) = me else { return };
        match action {
            AccountAction::Rename => {
                draft.naming = Sending::default();
                if let Some(name) = draft.new_name(me) {
                    draft.naming.begin(self.requests.send(PatchMe { username: Some(name), ..PatchMe::default() }));
                }
            }
            AccountAction::Secure => {
                draft.securing = Sending::default();
                if let Some((old, new)) = draft.new_secret(me) {
                    let change = PatchMe { old_password: Some(old), password: Some(new), ..PatchMe::default() };
                    draft.securing.begin(self.requests.send(change));
                }
            }
            AccountAction::Set(switch) => {
                draft.switch_problem = None;
                draft.switching.push((self.requests.send(switch.patch()), switch));
            }
            AccountAction::EndSession(id) => {
                draft.ending = Some(id);
                draft.ended.begin(self.requests.send(EndSession { id }));
            }
            AccountAction::ReadSessions => draft.sessions.want(),
            AccountAction::Download => {
                let id = self.requests.fetch(DOWNLOAD_DATA_PATH.to_owned(), DATA_BYTES_MAX);
                draft.download = Download::Fetching(id);
            }
            AccountAction::Delete => {
                let password = (!me.is_guest).then(|| draft.delete_password.clone());
                draft.deletion.begin(self.requests.send(DeleteMe { password }));
            }
            AccountAction::Go(_) | AccountAction::SignOut => {}
        }
    }
}
