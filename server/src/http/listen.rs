//! The accept loop around the filters.

use std::net::IpAddr;
use std::pin::pin;
use std::time::Duration;

use anyhow::Context;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::{Router, filter};
use crate::{App, Ready};

/// Address of the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Longest time for the headers of a request, and for a connection without one.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);

pub(crate) async fn run(app: App, router: Router, ready: oneshot::Sender<Ready>) -> anyhow::Result<()> {
    let listener = TcpListener::bind(app.config.listen).await.with_context(|| format!("cannot listen on {}", app.config.listen))?;
    let addr = listener.local_addr()?;
    drop(ready.send(Ready { url: format!("http://{addr}"), addr }));
    let stop = app.stop.clone();
    loop {
        let (tcp, peer) = tokio::select! {
            accepted = listener.accept() => accepted?,
            () = stop.cancelled() => return Ok(()),
        };
        tcp.set_nodelay(true)?;
        let serving = serve(app.clone(), router.clone(), tcp, Peer(peer.ip()));
        tokio::spawn(serving);
    }
}

/// Serves one connection to its end.
pub(crate) async fn serve<S>(app: App, router: Router, stream: S, peer: Peer)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let stop = app.stop.clone();
    let service = WithPeer { inner: warp::service(filter(app, router)), peer };
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)).with_upgrades());
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => { connection.as_mut().graceful_shutdown(); connection.await }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended");
    }
}

/// Tells the filters who is at the other end.
#[derive(Clone)]
struct WithPeer<S> {
    inner: S,
    peer: Peer,
}

impl<S, B> tower_service::Service<http::Request<B>> for WithPeer<S>
where
    S: tower_service::Service<http::Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: http::Request<B>) -> S::Future {
        request.extensions_mut().insert(self.peer);
        self.inner.call(request)
    }
}
