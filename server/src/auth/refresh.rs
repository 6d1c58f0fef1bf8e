//! Refresh tokens: 256 random bits, of which the server keeps only a hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// How long a refresh token is valid, milliseconds.
pub(super) const REFRESH_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// How long a session may stay unused before nothing can continue it any more.
pub(super) const SESSION_KEPT_MS: i64 = REFRESH_MS;

/// A refresh token as a client has it.
pub(super) struct RefreshToken(String);

impl RefreshToken {
    /// A new one.
    pub(super) fn draw() -> Self {
        Self(URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
    }

    /// One that a client sent; anything.
    pub(super) fn given(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// What is stored and looked for.
    pub(super) fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}
