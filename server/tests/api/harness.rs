//! One server for one test: the real router, the real database in a directory of its own, and the code that serves connections,
//! over streams in memory.
//!
//! **Time stands still** unless the test moves it. `#[tokio::test(start_paused = true)]` alone would jump to the next timer whenever the
//! runtime has nothing to do, and it has nothing to do while SQLite works on its own thread; so the jump is held back (by a parked
//! blocking task, which is what tokio looks for), and [`TestApp::advance`] moves time in steps of one tick, never while the
//! database works. A call over HTTP takes no time at all.
//!
//! * `app.guest().await`, `app.user("ada").await`: somebody to speak for.
//! * `ada.call(Endpoint { .. }).await`: the typed API. `app.send(..)`: anything, for bad input.
//! * `ada.stream().await`: an open event stream; `stream.next().await` is the next event, `stream.next_of("game-start")` the next of that name.
//! * `app.connect()`: a raw connection, for sockets.
//! * `app.while_time_passes(future).await`: lets time pass until something has happened.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use common::api::auth::{CreateGuest, Login, Register, Tokens};
use common::api::error::{ErrorBody, ErrorCode};
use common::api::event::{STREAM_PATH, ServerEvent};
use common::api::users::GetMe;
use common::api::{Endpoint, Method};
use common::ids::UserId;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use server::config::{Config, Limits, PasswordCosts};
use server::{Clock, Server};
use tokio::io::DuplexStream;
use tokio_util::sync::CancellationToken;

/// One step of time: a tick of the simulation.
pub(crate) const STEP: Duration = Duration::from_nanos(1_000_000_000 / common::sim::TICK_HZ as u64 + 1);
/// When the virtual clock begins: 2026-01-31T11:28:04Z.
pub(crate) const BEGIN_MS: i64 = 1_769_858_884_000;
/// Password of everybody that [`TestApp::user`] makes.
pub(crate) const PASSWORD: &str = "correct horse battery";
/// Longest that [`TestApp::while_time_passes`] lets pass.
const PATIENCE: Duration = Duration::from_secs(20 * 60);
/// Turns given to the tasks of the server after a step of time.
const TURNS: usize = 16;

/// A running server.
#[derive(Clone)]
pub(crate) struct TestApp {
    pub(crate) server: Server,
    pub(crate) data_dir: Arc<tempfile::TempDir>,
    pub(crate) stop: CancellationToken,
    /// Where requests come from; another one for each user, so that bounds per address do not meet.
    addresses: Arc<AtomicU32>,
    /// When the virtual clock began.
    began: tokio::time::Instant,
    /// Ends the parked task.
    _held: Arc<std::sync::mpsc::SyncSender<()>>,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct User {
    pub(crate) app: TestApp,
    pub(crate) id: UserId,
    pub(crate) name: String,
    pub(crate) tokens: Tokens,
    pub(crate) address: IpAddr,
}

/// An open event stream.
pub(crate) struct EventStream {
    body: Incoming,
    read: String,
}

/// An event as it came.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) id: i64,
    pub(crate) code: String,
    pub(crate) event: ServerEvent,
}

impl TestApp {
    /// A server without limits.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// A server with limits.
    pub(crate) async fn start_limited(limits: Limits) -> Self {
        Self::start_with(|config| config.limits = Some(limits)).await
    }

    /// A server with another configuration than usual.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let held = hold_time();
        let data_dir = Arc::new(tempfile::tempdir().unwrap());
        Self::start_in(data_dir, held, tokio::time::Instant::now(), change).await
    }

    /// The same server after a restart: everything in memory is lost, the data directory stays, time goes on.
    pub(crate) async fn restart(self) -> Self {
        self.stop.cancel();
        self.while_time_passes(self.server.end()).await;
        Self::start_in(self.data_dir, self._held, self.began, |_| {}).await
    }

    async fn start_in(
        data_dir: Arc<tempfile::TempDir>,
        held: Arc<std::sync::mpsc::SyncSender<()>>,
        began: tokio::time::Instant,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let mut config = Config::for_host(data_dir.path().to_owned(), ([127, 0, 0, 1], 4443).into());
        config.limits = None;
        config.play.workers = 0;
        config.play.drain_seconds = 5;
        config.passwords = PasswordCosts { memory_kib: 8, passes: 1 };
        change(&mut config);
        let stop = CancellationToken::new();
        let now_ms = BEGIN_MS + i64::try_from(began.elapsed().as_millis()).unwrap();
        let server = Server::start(config, Clock::following_tokio(now_ms), stop.clone()).await.unwrap();
        Self { server, data_dir, stop, addresses: Arc::default(), began, _held: held }
    }

    /// A new guest.
    pub(crate) async fn guest(&self) -> User {
        let address = self.address();
        let tokens = self.call_from(address, None, &CreateGuest {}).await.unwrap();
        self.speaker(tokens, address).await
    }

    /// A new account of this name.
    pub(crate) async fn user(&self, name: &str) -> User {
        let address = self.address();
        let register = Register { username: name.to_owned(), password: PASSWORD.to_owned() };
        let tokens = self.call_from(address, None, &register).await.unwrap();
        self.speaker(tokens, address).await
    }

    /// Another session of an account.
    pub(crate) async fn login(&self, name: &str, password: &str) -> Result<User, ErrorBody> {
        let address = self.address();
        let tokens = self.call_from(address, None, &Login { username: name.to_owned(), password: password.to_owned() }).await?;
        Ok(self.speaker(tokens, address).await)
    }

    /// Calls an endpoint as nobody.
    pub(crate) async fn call<E: Endpoint>(&self, endpoint: E) -> Result<E::Response, ErrorBody> {
        self.call_from(self.address(), None, &endpoint).await
    }

    /// Any request, as nobody or with a token; the body is JSON, whatever it is.
    pub(crate) async fn send(&self, method: &str, path: &str, token: Option<&str>, body: &str) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header("host", "rebound.test");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if !body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        self.request(self.address(), request.body(Full::from(body.to_owned())).unwrap()).await
    }

    /// Any request at all, on a connection of its own.
    pub(crate) async fn request(&self, from: IpAddr, request: Request<Full<Bytes>>) -> Reply {
        let (parts, body) = self.open(from, request).await.into_parts();
        Reply { status: parts.status, headers: parts.headers, body: body.collect().await.unwrap().to_bytes() }
    }

    /// A raw connection.
    pub(crate) fn connect(&self) -> DuplexStream {
        self.connect_from(self.address())
    }

    /// A raw connection from this address.
    pub(crate) fn connect_from(&self, from: IpAddr) -> DuplexStream {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let server = self.server.clone();
        tokio::spawn(async move { server.serve(theirs, from).await });
        ours
    }

    /// Lets this much time pass, tick by tick; what is due happens on the way.
    pub(crate) async fn advance(&self, time: Duration) {
        let steps = time.as_nanos().div_ceil(STEP.as_nanos());
        for _ in 0..steps {
            self.step(STEP).await;
        }
    }

    /// Lets this much time pass at once, for times in which nothing in between matters.
    pub(crate) async fn jump(&self, time: Duration) {
        self.step(time).await;
    }

    /// Lets time pass until the future is ready.
    pub(crate) async fn while_time_passes<F: Future>(&self, future: F) -> F::Output {
        let mut future = std::pin::pin!(future);
        let end = tokio::time::Instant::now() + PATIENCE;
        loop {
            tokio::select! {
                biased;
                output = &mut future => return output,
                () = self.step(STEP) => assert!(tokio::time::Instant::now() < end, "nothing came of waiting"),
            }
        }
    }

    async fn step(&self, time: Duration) {
        tokio::time::advance(time).await;
        for _ in 0..TURNS {
            tokio::task::yield_now().await;
        }
        // The database works in real time; virtual time waits for it, or bounds on waiting would be met at once.
        let began = std::time::Instant::now();
        while self.server.database_work() > 0 && began.elapsed() < Duration::from_secs(2) {
            tokio::task::yield_now().await;
        }
    }

    async fn speaker(&self, tokens: Tokens, address: IpAddr) -> User {
        let me = self.call_from(address, Some(&tokens.access), &GetMe {}).await.unwrap();
        User { app: self.clone(), id: me.id, name: me.username.to_string(), tokens, address }
    }

    async fn call_from<E: Endpoint>(&self, from: IpAddr, token: Option<&str>, endpoint: &E) -> Result<E::Response, ErrorBody> {
        let reply = self.request(from, request_of(endpoint, token)).await;
        if reply.status.is_success() { Ok(reply.json()) } else { Err(reply.json()) }
    }

    /// Any request whose answer goes on for a while.
    pub(crate) async fn open(&self, from: IpAddr, request: Request<Full<Bytes>>) -> http::Response<Incoming> {
        let (mut sender, connection) = http1::handshake(TokioIo::new(self.connect_from(from))).await.unwrap();
        tokio::spawn(connection);
        sender.send_request(request).await.unwrap()
    }

    fn address(&self) -> IpAddr {
        let number = self.addresses.fetch_add(1, Ordering::Relaxed);
        IpAddr::V4(Ipv4Addr::from_bits(Ipv4Addr::new(10, 0, 0, 1).to_bits() + number))
    }
}

impl User {
    /// Calls an endpoint as this user.
    pub(crate) async fn call<E: Endpoint>(&self, endpoint: E) -> Result<E::Response, ErrorBody> {
        self.app.call_from(self.address, Some(&self.tokens.access), &endpoint).await
    }

    /// Calls an endpoint that is refused, and says how.
    pub(crate) async fn refused<E: Endpoint>(&self, endpoint: E) -> ErrorCode {
        match self.call(endpoint).await {
            Ok(_) => panic!("it was not refused"),
            Err(error) => error.code,
        }
    }

    /// Any request as this user; the body is JSON, whatever it is.
    pub(crate) async fn send(&self, method: &str, path: &str, body: &str) -> Reply {
        self.app.send(method, path, Some(&self.tokens.access), body).await
    }

    /// Opens the event stream.
    pub(crate) async fn stream(&self) -> EventStream {
        self.stream_after(None).await
    }

    /// Opens the event stream again after this event.
    pub(crate) async fn stream_after(&self, last: Option<i64>) -> EventStream {
        let mut request = Request::get(STREAM_PATH).header("authorization", format!("Bearer {}", self.tokens.access));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = self.app.open(self.address, request.body(Full::default()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK);
        let mut stream = EventStream { body: response.into_body(), read: String::new() };
        stream.comment().await;
        stream
    }
}

impl EventStream {
    /// The next event; `None`: the stream has ended.
    pub(crate) async fn next(&mut self) -> Option<Heard> {
        loop {
            let piece = self.piece().await?;
            if piece.starts_with(':') {
                continue;
            }
            let field = |name: &str| piece.lines().find_map(|line| line.strip_prefix(name)).map(str::trim_start);
            let event = ServerEvent::parse(field("data:").unwrap()).unwrap();
            return Some(Heard { id: field("id:").unwrap().parse().unwrap(), code: field("event:").unwrap().to_owned(), event });
        }
    }

    /// The next event of this name; others are passed over.
    pub(crate) async fn next_of(&mut self, code: &str) -> Heard {
        loop {
            let heard = self.next().await.unwrap_or_else(|| panic!("the stream ended without {code}"));
            if heard.code == code {
                return heard;
            }
        }
    }

    /// The next comment, which must be next.
    pub(crate) async fn comment(&mut self) {
        let piece = self.piece().await.expect("the stream is open");
        assert!(piece.starts_with(':'), "{piece}");
    }

    /// What comes next, to its empty line.
    async fn piece(&mut self) -> Option<String> {
        loop {
            if let Some((piece, rest)) = self.read.split_once("\n\n") {
                let piece = piece.to_owned();
                self.read = rest.to_owned();
                return Some(piece);
            }
            let frame = self.body.frame().await?.ok()?;
            if let Ok(data) = frame.into_data() {
                self.read.push_str(std::str::from_utf8(&data).unwrap());
            }
        }
    }
}

impl Reply {
    /// The body as this type.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self) -> T {
        let body: &[u8] = if self.body.is_empty() { b"null" } else { &self.body };
        serde_json::from_slice(body).unwrap_or_else(|error| panic!("{error} in {} {:?}", self.status, self.body))
    }

    /// Status and code of a refusal.
    pub(crate) fn refusal(&self) -> (u16, ErrorCode) {
        (self.status.as_u16(), self.json::<ErrorBody>().code)
    }
}

/// The request of an endpoint.
pub(crate) fn request_of<E: Endpoint>(endpoint: &E, token: Option<&str>) -> Request<Full<Bytes>> {
    let method = match E::METHOD {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Patch => "PATCH",
        Method::Delete => "DELETE",
    };
    let mut request = Request::builder().method(method).uri(endpoint.path().as_ref()).header("host", "rebound.test");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    if E::METHOD == Method::Post {
        // As every client of ours does; whatever takes effect must keep its answer.
        request = request.header("idempotency-key", format!("{:x}", rand::random::<u128>()));
    }
    if E::METHOD == Method::Get {
        return request.body(Full::default()).unwrap();
    }
    request.header("content-type", "application/json").body(Full::from(serde_json::to_vec(endpoint).unwrap())).unwrap()
}

/// Time does not jump while this lives.
fn hold_time() -> Arc<std::sync::mpsc::SyncSender<()>> {
    let (held, parked) = std::sync::mpsc::sync_channel::<()>(0);
    // Ends with an error once the sender is gone, which is what it waits for.
    tokio::task::spawn_blocking(move || parked.recv());
    Arc::new(held)
}
