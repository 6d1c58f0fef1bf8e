//! Passwords: which are refused, and how they are kept. Hashing is slow on purpose, so only a few are hashed at once.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use common::api::error::ErrorCode;
use common::text::{Password, TextError};
use tokio::sync::Semaphore;

use crate::config::PasswordCosts;
use crate::http::ApiError;

/// Hashes computed at once: play on the other cores is not disturbed.
const AT_ONCE: usize = 2;
/// Hashes that may wait; one more is told to come back.
const WAITING_MAX: usize = 32;

/// The 10,000 commonest passwords of at least 8 characters, in lower case, one a line.
/// From zxcvbn (MIT, see `LICENSE-common-passwords.txt`), whose list derives from published leaks.
static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// A password that somebody may choose.
///
/// # Errors
/// The first rule that it breaks.
pub(crate) fn parse(raw: &str, username: &str) -> Result<Password, TextError> {
    let password = Password::parse(raw, username)?;
    if COMMON.contains(raw.to_lowercase().as_str()) { Err(TextError::TooCommon) } else { Ok(password) }
}

/// Hashes and compares passwords.
#[derive(Clone)]
pub(crate) struct Hasher(Arc<Inner>);

struct Inner {
    argon: Argon2<'static>,
    /// Compared with when there is no account, so that this takes as long.
    dummy: String,
    waiting: Semaphore,
    running: Semaphore,
}

impl Hasher {
    /// # Errors
    /// Costs that Argon2 does not take.
    pub(crate) fn new(costs: PasswordCosts) -> anyhow::Result<Self> {
        let params =
            Params::new(costs.memory_kib, costs.passes, 1, None).map_err(|error| anyhow::anyhow!("costs of passwords: {error}"))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let dummy = hash(&argon, "no account has this").map_err(|error| anyhow::anyhow!("hashing does not work: {error}"))?;
        Ok(Self(Arc::new(Inner { argon, dummy, waiting: Semaphore::new(AT_ONCE + WAITING_MAX), running: Semaphore::new(AT_ONCE) })))
    }

    /// What is stored for a password.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] when too many wait.
    pub(crate) async fn hash(&self, password: Password) -> Result<String, ApiError> {
        self.slowly(move |inner| hash(&inner.argon, password.expose())).await?.map_err(|error| ApiError::internal(&error))
    }

    /// Whether it is the password of which this was stored; takes as long when nothing is.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] when too many wait.
    pub(crate) async fn is_right(&self, password: Password, stored: Option<String>) -> Result<bool, ApiError> {
        self.slowly(move |inner| {
            let exists = stored.is_some();
            let stored = stored.unwrap_or_else(|| inner.dummy.clone());
            let matches =
                PasswordHash::new(&stored).is_ok_and(|hash| inner.argon.verify_password(password.expose().as_bytes(), &hash).is_ok());
            matches && exists
        })
        .await
    }

    async fn slowly<T: Send + 'static>(&self, work: impl FnOnce(&Inner) -> T + Send + 'static) -> Result<T, ApiError> {
        let _place = self.0.waiting.try_acquire().map_err(|_| ErrorCode::Unavailable)?;
        let _turn = self.0.running.acquire().await.map_err(|error| ApiError::internal(&error))?;
        let inner = self.0.clone();
        tokio::task::spawn_blocking(move || work(&inner)).await.map_err(|error| ApiError::internal(&error))
    }
}

fn hash(argon: &Argon2<'_>, password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(argon.hash_password(password.as_bytes())?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: PasswordCosts = PasswordCosts { memory_kib: 8, passes: 1 };

    #[test]
    fn the_commonest_passwords_are_refused_in_any_case() {
        for raw in ["password", "PASSWORD", "12345678", "Football1"] {
            assert_eq!(parse(raw, "ada"), Err(TextError::TooCommon), "{raw}");
        }
        assert!(parse("correct horse battery", "ada").is_ok());
        assert_eq!(COMMON.len(), 10_000);
    }

    #[tokio::test]
    async fn only_the_right_password_of_an_account_is_right() {
        let hasher = Hasher::new(CHEAP).unwrap();
        let given = |raw: &str| Password::given(raw.to_owned());
        let stored = hasher.hash(given("correct horse")).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{stored}");
        assert!(hasher.is_right(given("correct horse"), Some(stored.clone())).await.unwrap());
        assert!(!hasher.is_right(given("correct hors"), Some(stored)).await.unwrap());
        assert!(!hasher.is_right(given("no account has this"), None).await.unwrap());
    }

    #[tokio::test]
    async fn too_many_at_once_are_told_to_come_back() {
        let hasher = Hasher::new(CHEAP).unwrap();
        let busy = hasher.0.waiting.try_acquire_many((AT_ONCE + WAITING_MAX).try_into().unwrap()).unwrap();
        assert_eq!(hasher.hash(Password::given("x".into())).await.unwrap_err().code, ErrorCode::Unavailable);
        drop(busy);
        assert!(hasher.hash(Password::given("x".into())).await.is_ok());
    }
}
