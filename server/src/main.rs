//! The server binary.

use std::io::Write;
use std::process::ExitCode;

use server::config::Config;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

/// Connections come and go in thousands; this allocator gives back what they leave, which the usual one keeps in pieces.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // To people, not to the log: they have just started it, and it says what to do.
            drop(writeln!(std::io::stderr(), "rebound-server: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn start() -> anyhow::Result<()> {
    let config = Config::from_process()?;
    server::telemetry::init(config.log_json);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let stop = CancellationToken::new();
        let (ready, is_ready) = oneshot::channel();
        tokio::spawn(server::signals::cancel_on_signal(stop.clone())?);
        tokio::spawn(async move {
            if let Ok(server::Ready { url, .. }) = is_ready.await {
                // Nobody may be reading; then nobody needs to know.
                drop(writeln!(std::io::stdout(), "listening on {url}"));
            }
        });
        server::run(config, ready, stop).await
    })
}
