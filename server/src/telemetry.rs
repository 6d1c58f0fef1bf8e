//! What the server writes about itself.

use tracing_subscriber::EnvFilter;

/// Begins to write to standard error: as text, or as one JSON object a line. `RUST_LOG` chooses what; without it, what matters.
/// Does nothing when the program has a subscriber already.
pub fn init(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,hyper=warn,sqlx=warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let begun = if json { builder.json().try_init() } else { builder.try_init() };
    if let Err(error) = begun {
        tracing::debug!(%error, "somebody else writes already");
    }
}
