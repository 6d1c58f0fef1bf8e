//! The server: referee, accounts, API. [`run`] is the only way in.

mod account;
mod auth;
mod blocks;
mod challenge;
mod challenging;
mod chat;
mod chat_socket;
mod clock;
pub mod config;
mod data_dir;
mod db;
mod ending;
mod events;
mod friends;
mod housekeeping;
mod http;
mod invites;
mod lobby;
mod matches;
mod meta;
mod places;
mod play;
mod profiles;
mod queue;
mod relations;
pub mod signals;
mod stats;
pub mod telemetry;
mod tournament;
mod users;

use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use clock::Clock;
use config::Config;

/// Who does something when a match ends, in its transaction.
const AFTERMATHS: [play::Aftermath; 2] = [lobby::aftermath, tournament::aftermath];

/// Said once the server can serve.
#[derive(Clone, Debug)]
pub struct Ready {
    /// How a client on this machine reaches it.
    pub url: String,
    /// Where it listens, with the port it got.
    pub addr: SocketAddr,
}

/// Everything that handlers share; cheap to clone.
#[derive(Clone)]
pub(crate) struct App(Arc<Shared>);

/// What [`App`] gives access to.
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) db: db::Db,
    pub(crate) events: events::EventHub,
    /// Chat sockets.
    pub(crate) sockets: events::Sockets,
    /// How often people write.
    pub(crate) messages: chat::Throttle,
    pub(crate) keys: auth::Keys,
    pub(crate) hasher: auth::Hasher,
    /// What lets other programs of the operator in, if anything does.
    pub(crate) service_key: Option<events::service_key::ServiceKey>,
    pub(crate) limiter: http::Limiter,
    pub(crate) running: http::idempotency::Running,
    pub(crate) matches: matches::LiveMatches,
    pub(crate) play: play::Play,
    pub(crate) queue: queue::Queue,
    pub(crate) lobbies: lobby::Lobbies,
    pub(crate) tournaments: tournament::Tournaments,
    pub(crate) challenging: challenging::Challenging,
    pub(crate) names: profiles::Names,
    /// Tasks that the end of the server waits for.
    pub(crate) tracker: TaskTracker,
    pub(crate) data_dir: data_dir::DataDir,
    /// The server is ending: nothing new begins.
    pub(crate) stop: CancellationToken,
    /// The server is over: streams and connections end.
    pub(crate) over: CancellationToken,
    /// Connections, which the end of the server waits for too.
    pub(crate) connections: TaskTracker,
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    /// How the outside reaches the server, without a slash at the end.
    pub(crate) fn public_url(&self, host: Option<&str>) -> String {
        self.config
            .public_url
            .clone()
            .unwrap_or_else(|| format!("{}://{}", self.scheme(), host.map_or_else(|| self.config.listen.to_string(), str::to_owned)))
    }

    fn scheme(&self) -> &'static str {
        if self.config.tls.is_some() { "https" } else { "http" }
    }

    /// Opens the database and makes what handlers share.
    async fn start(config: Config, clock: Clock, stop: CancellationToken) -> anyhow::Result<Self> {
        let data_dir = data_dir::DataDir::open(&config.data_dir)?;
        let events = events::EventHub::new();
        let sockets = events::Sockets::default();
        let messages = chat::Throttle::new(config.limits.as_ref().map(|limits| limits.messages_per_user));
        let db = db::open(&data_dir.database(config.database.as_deref())?, &clock, &events, &sockets).await?;
        let keys = auth::Keys::new(&data_dir.signing_key()?);
        let hasher = auth::Hasher::new(config.passwords)?;
        let service_key = config.service_key_file.as_deref().map(events::service_key::ServiceKey::read).transpose()?;
        let limiter = http::Limiter::new(config.limits.as_ref());
        let play = play::Play::new(&config, &AFTERMATHS);
        let queue = queue::Queue::default();
        let shared = Shared {
            config,
            clock,
            db,
            events,
            sockets,
            messages,
            keys,
            hasher,
            service_key,
            limiter,
            running: http::idempotency::Running::default(),
            matches: matches::LiveMatches::default(),
            play,
            queue,
            lobbies: lobby::Lobbies::default(),
            tournaments: tournament::Tournaments::default(),
            challenging: challenging::Challenging::default(),
            names: profiles::Names::default(),
            tracker: TaskTracker::new(),
            data_dir,
            stop,
            over: CancellationToken::new(),
            connections: TaskTracker::new(),
        };
        let app = Self(Arc::new(shared));
        stats::count_history(&app.db).await?;
        app.events.begins_after(events::store::newest(&mut *app.db.read().await?).await?);
        play::start(&app).await?;
        queue::start(&app).await?;
        lobby::start(&app).await?;
        tournament::start(&app).await?;
        places::start(&app);
        challenging::start(&app);
        app.tracker.spawn(profiles::warm_names(app.clone()));
        app.tracker.spawn(housekeeping::run(app.clone()));
        app.tracker.spawn(users::note_offline(app.clone()));
        app.tracker.spawn(friends::tell(app.clone()));
        app.tracker.spawn(chat_socket::close_ended_sessions(app.clone()));
        Ok(app)
    }
}

/// A server without a listener: who has a stream of bytes is served on it. [`run`] adds the listener; tests do without.
#[derive(Clone)]
pub struct Server {
    app: App,
    router: http::Router,
    answers: http::listen::Answers,
}

impl Server {
    /// Opens the data directory and starts what runs by itself. Once `stop` is cancelled, nothing new begins.
    ///
    /// # Errors
    /// Why the server cannot start; the text says what to do.
    pub async fn start(config: Config, clock: Clock, stop: CancellationToken) -> anyhow::Result<Self> {
        let app = App::start(config, clock, stop).await?;
        let mut routes = http::slices();
        if app.service_key.is_some() {
            routes.extend(events::service_key::routes());
        }
        let router = http::Router::new(routes);
        let answers = http::filter(app.clone(), router.clone());
        Ok(Self { app, router, answers })
    }

    /// Serves HTTP on one stream, to its end.
    pub async fn serve<S>(&self, stream: S, peer: IpAddr)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        http::listen::serve(self.app.clone(), self.answers.clone(), stream, http::listen::Peer(peer), None).await;
    }

    /// Method and path of everything that is served; `{name}` stands for what varies.
    #[must_use]
    pub fn routes(&self) -> Vec<(String, &'static str)> {
        self.router.routes().iter().map(|route| (route.method.to_string(), route.pattern)).collect()
    }

    /// Uses of the database that have not ended yet. Who moves time by hand waits for none before moving it.
    #[must_use]
    pub fn database_work(&self) -> usize {
        self.app.db.in_flight()
    }

    /// Ends: a notice to everybody, time for running matches, then the end of every stream and connection.
    pub async fn end(&self) {
        ending::end(&self.app).await;
    }
}

/// Serves until `stop` is cancelled, and then ends gracefully.
///
/// # Errors
/// Why the server cannot start; the text says what to do.
pub async fn run(config: Config, ready: oneshot::Sender<Ready>, stop: CancellationToken) -> anyhow::Result<()> {
    let tls = config.tls.as_ref().map(http::listen::Tls::read).transpose()?;
    let server = Server::start(config, Clock::system(), stop).await?;
    let app = &server.app;
    let listener = http::listen::bind(app.config.listen)?;
    let addr = listener.local_addr()?;
    if let Some(metrics) = app.config.metrics_listen {
        meta::metrics::begin(app)?;
        let figures = http::listen::bind(metrics)?;
        let routes = http::filter(app.clone(), http::Router::new(meta::metrics::routes()));
        app.tracker.spawn(http::listen::accept(app.clone(), routes, figures, None));
    }
    let accepting = tokio::spawn(http::listen::accept(app.clone(), server.answers.clone(), listener, tls));
    let url = format!("{}://{addr}", app.scheme());
    tracing::info!(%url, data_dir = %app.config.data_dir.display(), "serving");
    if app.config.limits.is_none() {
        tracing::warn!("there are no limits: for tests only");
    }
    // A caller that does not listen does not need to know.
    drop(ready.send(Ready { url, addr }));
    app.stop.cancelled().await;
    server.end().await;
    accepting.await?;
    Ok(())
}
