//! Channels: the public ones, and the notices that belong to each user alone.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::chat::Message;
use super::{Endpoint, Method, Page, in_query, paged};
use crate::ids::MessageId;

/// The public channel that exists always.
pub const GENERAL: &str = "general";
/// The channel of the game's notices: each user's own, read-only.
pub const NOTICES: &str = "notices";
/// Messages that a public channel keeps.
pub const CHANNEL_KEEPS: i64 = 200;
/// How long notices are kept, milliseconds.
pub const NOTICES_KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// A public channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Channel {
    /// Its name.
    pub name: String,
    /// Users in it now.
    pub members: i64,
}

/// The public channels.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct ListChannels {}

impl Endpoint for ListChannels {
    const METHOD: Method = Method::Get;
    type Response = Vec<Channel>;
    fn path(&self) -> Cow<'static, str> {
        "/api/chat/channels/".into()
    }
}

/// Messages of a channel, newest first.
#[derive(Clone, Debug, Serialize)]
pub struct ListChannelMessages {
    /// Which.
    #[serde(skip)]
    pub channel: String,
    /// Only older ones than this.
    #[serde(skip)]
    pub before: Option<MessageId>,
    /// Length of the page.
    #[serde(skip)]
    pub limit: u32,
}

impl Endpoint for ListChannelMessages {
    const METHOD: Method = Method::Get;
    type Response = Page<Message>;
    fn path(&self) -> Cow<'static, str> {
        let before = self.before.map_or(String::new(), |before| format!("?before={before}"));
        paged(&format!("/api/chat/channels/{}/messages/{before}", in_query(&self.channel)), self.limit, 0)
    }
}
