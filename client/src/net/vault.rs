//! Tokens, in memory and on disk. One entry per server; a guest stays beside an account and comes back when that signs out.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use common::api::auth::Tokens;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::storage;

/// Access tokens live 15 minutes; one that is older than this is renewed before it is used.
pub(super) const ACCESS_FRESH: Duration = Duration::from_secs(13 * 60);

/// The refresh tokens for one server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Entry {
    #[serde(skip_serializing_if = "Option::is_none")]
    guest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
}

impl Entry {
    fn active(&self) -> Option<&String> {
        self.account.as_ref().or(self.guest.as_ref())
    }
}

/// What sort of user tokens belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Guest,
    Account,
}

/// Tokens of this client.
pub(super) struct Vault {
    file: Option<PathBuf>,
    inner: Mutex<Inner>,
    /// Grows whenever somebody else is signed in.
    pub(super) changed: watch::Sender<u64>,
    /// Held while tokens are renewed, so that a refresh token is never spent twice.
    pub(super) renewing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Inner {
    server: String,
    entry: Entry,
    access: Option<(String, Instant)>,
}

impl Vault {
    /// Nothing is read before [`Vault::choose`] says for which server.
    pub(super) fn open(file: Option<PathBuf>) -> Self {
        Self { file, inner: Mutex::default(), changed: watch::Sender::new(0), renewing: tokio::sync::Mutex::default() }
    }

    /// Reads the tokens for a server. A file that cannot be read counts as empty, and is kept aside.
    pub(super) fn choose(&self, server: &str) {
        let entry = self.read().remove(server).unwrap_or_default();
        *self.lock() = Inner { server: server.to_owned(), entry, access: None };
        self.changed.send_modify(|count| *count += 1);
    }

    /// Whether somebody is signed in.
    pub(super) fn is_signed_in(&self) -> bool {
        self.lock().entry.active().is_some()
    }

    /// The access token, if it is fresh.
    pub(super) fn access(&self) -> Option<String> {
        self.lock().access.as_ref().filter(|(_, since)| since.elapsed() < ACCESS_FRESH).map(|(access, _)| access.clone())
    }

    /// The refresh token as it is on disk now: another program with the same folder may have renewed it.
    pub(super) fn refresh(&self) -> Option<String> {
        let server = self.lock().server.clone();
        if self.file.is_some()
            && let Some(entry) = self.read().remove(&server)
        {
            self.lock().entry = entry;
        }
        self.lock().entry.active().cloned()
    }

    /// Keeps what a renewal gave. Returns once it is on disk.
    pub(super) fn renewed(&self, spent: &str, access: String, refresh: Option<String>) {
        let mut guard = self.lock();
        let inner = &mut *guard;
        inner.access = Some((access, Instant::now()));
        if let Some(refresh) = refresh {
            for kept in [&mut inner.entry.guest, &mut inner.entry.account] {
                if kept.as_deref() == Some(spent) {
                    *kept = Some(refresh.clone());
                }
            }
            self.write(inner);
        }
    }

    /// Somebody signed in.
    pub(super) fn sign_in(&self, kind: Kind, tokens: Tokens) {
        let mut inner = self.lock();
        match kind {
            Kind::Guest => inner.entry.guest = Some(tokens.refresh),
            Kind::Account => inner.entry.account = Some(tokens.refresh),
        }
        inner.access = Some((tokens.access, Instant::now()));
        self.write(&inner);
        drop(inner);
        self.changed.send_modify(|count| *count += 1);
    }

    /// The guest has become an account.
    pub(super) fn promote(&self, tokens: Tokens) {
        self.lock().entry.guest = None;
        self.sign_in(Kind::Account, tokens);
    }

    /// Forgets whoever is signed in, and gives the refresh token of the session that should end.
    pub(super) fn forget(&self) -> Option<String> {
        let mut inner = self.lock();
        let forgotten = if inner.entry.account.is_some() { inner.entry.account.take() } else { inner.entry.guest.take() };
        inner.access = None;
        self.write(&inner);
        drop(inner);
        self.changed.send_modify(|count| *count += 1);
        forgotten
    }

    /// Forgets the access token: the server did not take it.
    pub(super) fn stale(&self) {
        self.lock().access = None;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().expect("nothing panics while it is held")
    }

    fn read(&self) -> BTreeMap<String, Entry> {
        let Some(file) = &self.file else { return BTreeMap::new() };
        let Ok(bytes) = std::fs::read(file) else { return BTreeMap::new() };
        serde_json::from_slice(&bytes).unwrap_or_else(|error| {
            tracing::warn!(file = %file.display(), %error, "the tokens could not be read; the file is kept aside");
            storage::set_aside(file);
            BTreeMap::new()
        })
    }

    fn write(&self, inner: &Inner) {
        let Some(file) = &self.file else { return };
        let mut all = self.read();
        all.insert(inner.server.clone(), inner.entry.clone());
        let bytes = serde_json::to_vec_pretty(&all).expect("strings only");
        if let Err(error) = storage::write(file, &bytes) {
            tracing::error!(file = %file.display(), %error, "the tokens could not be kept; whoever is signed in has to sign in again next time");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(name: &str) -> Tokens {
        Tokens { access: format!("access-{name}"), refresh: format!("refresh-{name}") }
    }

    fn opened(file: &std::path::Path) -> Vault {
        let vault = Vault::open(Some(file.to_owned()));
        vault.choose("http://one");
        vault
    }

    #[test]
    fn a_guest_stays_the_same_guest_and_comes_back_when_an_account_signs_out() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tokens.json");
        opened(&file).sign_in(Kind::Guest, tokens("guest"));
        let vault = opened(&file);
        assert_eq!(vault.refresh().as_deref(), Some("refresh-guest"));
        vault.sign_in(Kind::Account, tokens("ada"));
        assert_eq!(opened(&file).refresh().as_deref(), Some("refresh-ada"));
        assert_eq!(vault.forget().as_deref(), Some("refresh-ada"));
        assert_eq!(opened(&file).refresh().as_deref(), Some("refresh-guest"));
    }

    #[test]
    fn tokens_belong_to_one_server() {
        let folder = tempfile::tempdir().unwrap();
        let vault = opened(&folder.path().join("tokens.json"));
        vault.sign_in(Kind::Guest, tokens("guest"));
        vault.choose("http://two");
        assert!(!vault.is_signed_in());
        vault.choose("http://one");
        assert!(vault.is_signed_in());
    }

    #[test]
    fn a_token_that_another_program_renewed_is_taken_from_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tokens.json");
        let (one, other) = (opened(&file), opened(&file));
        one.sign_in(Kind::Guest, tokens("guest"));
        one.renewed("refresh-guest", "access-2".into(), Some("refresh-2".into()));
        assert_eq!(other.refresh().as_deref(), Some("refresh-2"));
    }

    #[test]
    fn a_broken_file_is_kept_aside() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tokens.json");
        std::fs::write(&file, "{").unwrap();
        let vault = opened(&file);
        assert!(!vault.is_signed_in());
        vault.sign_in(Kind::Guest, tokens("guest"));
        assert!(opened(&file).is_signed_in());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_the_tokens() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tokens.json");
        opened(&file).sign_in(Kind::Guest, tokens("guest"));
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
