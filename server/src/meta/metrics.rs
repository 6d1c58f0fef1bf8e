//! Figures for Prometheus, on an address of their own.

use std::sync::OnceLock;
use std::time::Duration;

use common::api::error::ErrorCode;
use http::Method;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::App;
use crate::http::{Answer, Call, Route, reply};

/// How often what was measured is put together, so that memory does not grow when nobody asks.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);
/// Bounds of the histograms of durations, seconds.
const SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// Bounds for what happens within a tick: a tenth of a millisecond matters there.
const TICK_SECONDS: [f64; 30] = [
    0.00005, 0.0001, 0.0002, 0.0003, 0.0004, 0.0005, 0.0006, 0.0007, 0.0008, 0.0009, 0.001, 0.0011, 0.0012, 0.0013, 0.0014, 0.0015, 0.0016,
    0.0017, 0.0018, 0.0019, 0.002, 0.0021, 0.0022, 0.0025, 0.003, 0.004, 0.006, 0.00833, 0.025, 0.1,
];

/// What is measured so finely.
const OF_TICKS: [&str; 2] = ["play_tick_late_seconds", "play_tick_seconds"];

/// One for the process, like the recorder that it reads.
static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to measure.
///
/// # Errors
/// When somebody else in this process measures already.
pub(crate) fn begin(app: &App) -> anyhow::Result<()> {
    if HANDLE.get().is_none() {
        let mut builder = PrometheusBuilder::new().set_buckets(&SECONDS)?;
        for name in OF_TICKS {
            builder = builder.set_buckets_for_metric(Matcher::Full(name.to_owned()), &TICK_SECONDS)?;
        }
        let handle = builder.install_recorder()?;
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
