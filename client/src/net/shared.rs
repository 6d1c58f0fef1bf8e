//! What the tasks of the network thread share.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::redirect::Policy;
use tokio::sync::{Notify, Semaphore, mpsc, watch};
use url::Url;

use super::Arrival;
use super::beside::Kept;
use super::session::Session;
use super::task::NetConfig;
use super::vault::Vault;

/// Longest wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an unused connection is kept: less than the server keeps it, or a request could meet its end.
const IDLE_MAX: Duration = Duration::from_secs(5);
/// Longest wait for an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);
/// Longest silence of the event stream, which says something every 15 seconds.
const STREAM_SILENCE_MAX: Duration = Duration::from_secs(40);
/// Most requests at a time.
const REQUESTS_MAX: usize = 16;

/// What the tasks of the network thread share.
pub(super) struct Net {
    /// For requests.
    pub(super) client: reqwest::Client,
    /// For the event stream, which never ends.
    pub(super) stream_client: reqwest::Client,
    /// The one configuration of TLS.
    pub(super) tls: Arc<rustls::ClientConfig>,
    /// Where the server is, once that is known.
    pub(super) base: watch::Sender<Option<Url>>,
    /// Whether the server answers and speaks our protocol.
    pub(super) up: watch::Sender<bool>,
    /// Tokens.
    pub(super) vault: Vault,
    /// Tokens of those beside whoever is signed in.
    pub(super) beside: Kept,
    /// The newest event, and for which sign-in it came.
    pub(super) last_event: Mutex<Option<(u64, String)>>,
    /// Wakes whoever waits before trying again.
    pub(super) nudge: Notify,
    /// A place for each request that runs.
    pub(super) places: Semaphore,
    arrivals: mpsc::Sender<Arrival>,
}

impl Net {
    /// # Panics
    /// When TLS cannot be set up, which means that this build is broken.
    pub(super) fn new(config: &NetConfig, arrivals: mpsc::Sender<Arrival>) -> Self {
        let tls = tls();
        let builder = || {
            reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .connect_timeout(CONNECT_TIMEOUT)
                .pool_idle_timeout(IDLE_MAX)
                .redirect(Policy::none())
                .no_proxy()
                .user_agent(concat!("rebound/", env!("CARGO_PKG_VERSION")))
        };
        Self {
            client: builder().timeout(ANSWER_TIMEOUT).build().expect("nothing in this can fail"),
            stream_client: builder().read_timeout(STREAM_SILENCE_MAX).build().expect("nothing in this can fail"),
            tls: Arc::new(tls.clone()),
            base: watch::Sender::new(None),
            up: watch::Sender::new(false),
            vault: Vault::open(config.tokens.clone()),
            beside: Kept::default(),
            last_event: Mutex::default(),
            nudge: Notify::new(),
            places: Semaphore::new(REQUESTS_MAX),
            arrivals,
        }
    }

    /// Has something done in the app. Waits while the app has too much to do; does nothing once the app is gone.
    pub(super) async fn tell(&self, arrival: Arrival) {
        let _ = self.arrivals.send(arrival).await;
    }

    /// Changes what the app knows of the session.
    pub(super) async fn change(&self, change: impl FnOnce(&mut Session) + Send + 'static) {
        self.tell(Box::new(move |world| change(&mut world.resource_mut::<Session>()))).await;
    }
}

/// The machine's own certificates, checked by the machine's own rules where it has them.
fn tls() -> rustls::ClientConfig {
    use rustls_platform_verifier::ConfigVerifierExt;
    rustls::ClientConfig::with_platform_verifier().expect("the provider was installed first thing in main")
}
