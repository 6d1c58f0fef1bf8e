//! How the server is asked to end.

use std::future::Future;

use tokio_util::sync::CancellationToken;

/// Cancels `stop` at the first SIGTERM or SIGINT (or Ctrl-C).
///
/// # Errors
/// When signals cannot be listened to.
#[cfg(unix)]
pub fn cancel_on_signal(stop: CancellationToken) -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => tracing::info!("asked to end by SIGTERM"),
            _ = interrupt.recv() => tracing::info!("asked to end by SIGINT"),
        }
        stop.cancel();
    })
}

/// Cancels `stop` at Ctrl-C.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn cancel_on_signal(stop: CancellationToken) -> std::io::Result<impl Future<Output = ()>> {
    Ok(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            stop.cancel();
        }
    })
}
