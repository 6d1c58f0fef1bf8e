//! Figures for Prometheus, on an address of their own.

use std::sync::OnceLock;
use std::time::Duration;

use common::api::error::ErrorCode;
use http::Method;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::App;
use crate::http::{Answer, Call, Route, reply};

/// How often what was measured is put together, so that memory does not grow when nobody asks.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);
/// Bounds of the histograms of durations, seconds.
const SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// One for the process, like the recorder that it reads.
static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to measure.
///
/// # Errors
/// When somebody else in this process measures already.
pub(crate) fn begin(app: &App) -> anyhow::Result<()> {
    if HANDLE.get().is_none() {
        let handle = PrometheusBuilder::new().set_buckets(&SECONDS)?.install_recorder()?;
        // Whoever was first has installed the same.
        drop(HANDLE.set(handle));
    }
    let over = app.over.clone();
    app.tracker.spawn(async move {
        loop {
            tokio::select! {
                () = tokio::time::sleep(UPKEEP_EVERY) => HANDLE.get().into_iter().for_each(PrometheusHandle::run_upkeep),
                () = over.cancelled() => return,
            }
        }
    });
    Ok(())
}

/// What is served on the address for figures, and nowhere else.
pub(crate) fn routes() -> Vec<Route> {
    vec![Route::open(Method::GET, "/metrics", show)]
}

async fn show(_: Call) -> Answer {
    let handle = HANDLE.get().ok_or(ErrorCode::NotFound)?;
    Ok(reply::bytes("text/plain; version=0.0.4", handle.render()))
}
