//! The accept loop around the filters: who may connect, how many, and how long somebody may say nothing.

mod bound;
mod shared;
mod timed;
mod tls;

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::Duration;

use common::api::error::ErrorCode;
use futures_util::future::{Either, Ready, ready};
use http::{Method, Request};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tower_service::Service;
use warp::filters::BoxedFilter;
use warp::reply::Response;

use self::bound::Bound;
pub(crate) use self::bound::Place;
pub(crate) use self::shared::{Outlet, Sent, Shared};
use self::timed::Timed;
pub(crate) use self::tls::Tls;
use super::{ApiError, HEADERS_MAX};
use crate::App;

/// What answers the requests of every connection.
pub(crate) type Answers = BoxedFilter<(Response,)>;

/// Address of the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Longest time for the headers of a request, for a handshake, and for a connection on which nothing is asked.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// Longest that the head of a request can get before hyper gives up by itself, bytes. Our own bound is lower, and answered in our own form.
const HEAD_BYTES_MAX: usize = 64 * 1024;
/// Bytes of answers that the kernel keeps for somebody who does not read.
const SEND_BUFFER_BYTES: u32 = 32 * 1024;
/// Connections that may wait to be accepted.
const BACKLOG: u32 = 1024;
/// After an error of accepting, such as no more file descriptors: somebody may leave meanwhile.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// Listens, so that the port is known and ours.
///
/// # Errors
/// What to do about it.
pub(crate) fn bind(addr: SocketAddr) -> anyhow::Result<TcpListener> {
    let bind = || {
        let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // A server that starts again at once takes its port back; on Windows it means something else.
        if cfg!(unix) {
            socket.set_reuseaddr(true)?;
        }
        // Accepted connections inherit it.
        socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
        socket.bind(addr)?;
        socket.listen(BACKLOG)
    };
    bind().map_err(|error: std::io::Error| {
        let hints = [
            (ErrorKind::AddrInUse, "another program listens there; give --listen another port, or port 0 for any"),
            (ErrorKind::PermissionDenied, "this user may not; give --listen a port from 1024 on"),
            (ErrorKind::AddrNotAvailable, "this machine does not have that address; 0.0.0.0 and [::] mean all that it has"),
        ];
        let hint = hints.iter().find(|(kind, _)| *kind == error.kind()).map_or("give --listen another address", |(_, hint)| hint);
        anyhow::anyhow!("cannot listen on {addr}: {error}; {hint}")
    })
}

/// Accepts connections until the server is over.
pub(crate) async fn accept(app: App, answers: Answers, listener: TcpListener, tls: Option<Tls>) {
    let bound = Bound::new(app.config.limits.as_ref(), &app.config.trusted_proxies);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = app.over.cancelled() => return,
        };
        let (tcp, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_AGAIN_AFTER).await;
                continue;
            }
        };
        let peer = Peer(peer.ip().to_canonical());
        let Some(place) = bound.enter(peer.0) else {
            metrics::counter!("connections_refused_total").increment(1);
            continue;
        };
        app.connections.spawn(greet(app.clone(), answers.clone(), tcp, peer, place, tls.clone()));
    }
}

/// What comes before HTTP.
async fn greet(app: App, answers: Answers, tcp: TcpStream, peer: Peer, place: Place, tls: Option<Tls>) {
    if let Err(error) = tcp.set_nodelay(true) {
        tracing::debug!(%error, "a connection ended at once");
        return;
    }
    match tls {
        None => serve(app, answers, tcp, peer, Some(place)).await,
        // Boxed: a connection without TLS does not pay for one with it.
        Some(tls) => Box::pin(greet_tls(app, answers, tcp, peer, place, tls)).await,
    }
}

async fn greet_tls(app: App, answers: Answers, tcp: TcpStream, peer: Peer, place: Place, tls: Tls) {
    match tokio::time::timeout(HEADERS_WITHIN, tls.accept(tcp)).await {
        Ok(Ok(stream)) => serve(app, answers, stream, peer, Some(place)).await,
        Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
        Err(_) => tracing::debug!("a handshake took too long"),
    }
}

/// Serves one connection to its end. Its place among the connections is kept as long as its stream, also when a socket takes that over.
pub(crate) async fn serve<S>(app: App, answers: Answers, stream: S, peer: Peer, place: Option<Place>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let over = app.over.clone();
    let stream = Shared::new(stream);
    let service = Door { inner: warp::service(answers), peer, outlet: stream.outlet() };
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN).max_headers(2 * HEADERS_MAX).max_buf_size(HEAD_BYTES_MAX);
    let stream = TokioIo::new(Timed::new(stream, place));
    let mut connection = pin!(builder.serve_connection(stream, TowerToHyperService::new(service)).with_upgrades());
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = over.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Tells the filters who is at the other end, and how else to write to it, and keeps from them what they cannot take: requests without a path.
#[derive(Clone)]
struct Door<S> {
    inner: S,
    peer: Peer,
    outlet: Outlet,
}

impl<S, B> Service<Request<B>> for Door<S>
where
    S: Service<Request<B>, Response = Response>,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Either<Ready<Result<Response, S::Error>>, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        if request.method() == Method::CONNECT || !request.uri().path().starts_with('/') {
            return Either::Left(ready(Ok(ApiError::new(ErrorCode::Malformed).into_response())));
        }
        request.extensions_mut().insert(self.peer);
        request.extensions_mut().insert(self.outlet.clone());
        Either::Right(self.inner.call(request))
    }
}
