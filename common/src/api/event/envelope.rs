//! An event as it travels: its name, a sentence for people, what can be done with it, and its content.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `data` of an event of the stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Envelope {
    /// Part of the game it comes from.
    pub service: String,
    /// Its name.
    pub event_code: String,
    /// `event`, or `notification` if a person should see it.
    #[serde(rename = "type")]
    pub kind: EventKind,
    /// An English sentence.
    pub message: String,
    /// What can be done with it.
    pub target: Option<Vec<Target>>,
    /// Its content.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub data: Value,
}

/// Whether a person should see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    /// For the program.
    Event,
    /// For the person.
    Notification,
}

/// What can be done with an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Target {
    /// Where.
    pub url: String,
    /// What kind of place.
    #[serde(rename = "type")]
    pub kind: TargetKind,
    /// Method, for `api`.
    pub method: Option<String>,
    /// Words for a button.
    pub display_name: Option<String>,
    /// Icon for a button.
    pub display_icon: Option<String>,
}

/// Kind of place that a target names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum TargetKind {
    /// To be opened.
    Url,
    /// To be called.
    Api,
}

impl Envelope {
    /// Whether the streams of the user end after it.
    #[must_use]
    pub fn ends_streams(&self) -> bool {
        self.event_code == super::DELETE_USER
    }
}
