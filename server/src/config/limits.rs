//! The bounds of section `[limits]`: how often and how many.

use serde::Deserialize;

/// How often something may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// So many times,
    pub count: u32,
    /// in so many seconds.
    pub seconds: u32,
}

/// All of them, with the names that the API gives them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// POST, PUT, PATCH, DELETE of one user.
    pub writes_per_user: Rate,
    /// The same of one address.
    pub writes_per_address: Rate,
    /// Failed sign-ins of one account before the delay begins, which doubles from 1 to 30 seconds.
    pub sign_in_per_account: u32,
    /// Sign-ins from one address.
    pub sign_in_per_address: Rate,
    /// Registrations from one address, guests too.
    pub register_per_address: Rate,
    /// Messages of one user.
    pub messages_per_user: Rate,
    /// Open event streams of one user.
    pub streams_per_user: u32,
    /// Open sockets of one user.
    pub sockets_per_user: u32,
    /// Open connections of one address.
    pub connections_per_address: u32,
}

impl Limits {
    /// What makes no sense is refused by name.
    pub(super) fn check(&self) -> Result<(), String> {
        let rates = [
            ("writes_per_user", self.writes_per_user),
            ("writes_per_address", self.writes_per_address),
            ("sign_in_per_address", self.sign_in_per_address),
            ("register_per_address", self.register_per_address),
            ("messages_per_user", self.messages_per_user),
        ];
        let wrong = rates.iter().find(|(_, rate)| rate.count == 0 || rate.seconds == 0);
        wrong.map_or(Ok(()), |(name, _)| Err(format!("[limits] {name}: count and seconds must be at least 1")))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            writes_per_user: Rate { count: 120, seconds: 10 },
            writes_per_address: Rate { count: 600, seconds: 10 },
            sign_in_per_account: 5,
            sign_in_per_address: Rate { count: 60, seconds: 60 },
            register_per_address: Rate { count: 60, seconds: 60 },
            messages_per_user: Rate { count: 10, seconds: 10 },
            streams_per_user: 8,
            sockets_per_user: 8,
            connections_per_address: 256,
        }
    }
}
