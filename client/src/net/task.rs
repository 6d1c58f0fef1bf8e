//! The network thread: one runtime, a bounded line of work into it.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::thread;

use tokio::sync::{mpsc, watch};
use url::Url;

use super::shared::Net;
use super::{Arrival, user};

/// Most work that waits for the network thread; more is dropped, and a request fails at once.
const LINE_LEN: usize = 64;

/// Where the server is.
#[derive(Clone, Debug)]
pub(crate) enum Home {
    /// At this address.
    At(Url),
    /// This program's own: the address, or why there is none, comes later.
    Own(watch::Receiver<OwnServer>),
    /// Nowhere: tests, pictures, and a build that cannot host.
    Nowhere,
}

/// What is known of this program's own server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum OwnServer {
    /// It is starting.
    #[default]
    Starting,
    /// It serves here.
    At(Url),
    /// It cannot run; a sentence for people.
    Failed(String),
}

/// What the network needs to know.
#[derive(Clone, Debug)]
pub(crate) struct NetConfig {
    /// Where the server is.
    pub(crate) home: Home,
    /// File of the tokens; none: they are forgotten at the end.
    pub(crate) tokens: Option<PathBuf>,
}

type Work = Box<dyn FnOnce(Arc<Net>) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send>;

/// The way into the network thread.
#[derive(Clone)]
pub(super) struct Line(mpsc::Sender<Work>);

impl Line {
    /// Runs something there. False: too much waits, and it was dropped.
    pub(super) fn run<F, R>(&self, work: F) -> bool
    where
        F: FnOnce(Arc<Net>) -> R + Send + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        let taken = self.0.try_send(Box::new(move |net| Box::pin(work(net)))).is_ok();
        if !taken {
            tracing::warn!("too much waits for the network; something was dropped");
        }
        taken
    }
}

/// Starts the thread.
pub(super) fn start(config: &NetConfig, arrivals: mpsc::Sender<Arrival>) -> Line {
    let (line, mut work) = mpsc::channel::<Work>(LINE_LEN);
    let config = config.clone();
    let run = move || {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime needs only memory and a few handles");
        runtime.block_on(async move {
            let net = Arc::new(Net::new(&config, arrivals));
            if !matches!(config.home, Home::Nowhere) {
                tokio::spawn(user::follow_server(net.clone(), config.home));
                tokio::spawn(user::follow_user(net.clone()));
            }
            while let Some(work) = work.recv().await {
                tokio::spawn(work(net.clone()));
            }
        });
    };
    thread::Builder::new().name("network".to_owned()).spawn(run).expect("a thread needs only memory");
    Line(line)
}
