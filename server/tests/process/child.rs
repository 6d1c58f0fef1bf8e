//! The server's process. It ends with its value, whatever becomes of the test.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// A server that runs.
pub(crate) struct Served {
    child: Child,
    /// How it is reached, without a slash at the end.
    pub(crate) url: String,
    /// The same as an address.
    pub(crate) address: String,
    /// From the start of the process to its word that it can serve.
    pub(crate) ready_after: Duration,
}

/// Where one server after the other lives.
pub(crate) struct Home {
    dir: tempfile::TempDir,
    /// The port of the first one; the others want it too.
    port: u16,
    more: &'static [&'static str],
    /// What its servers tell in their log.
    log_filter: &'static str,
    /// The one core that its servers run on.
    core: Option<u32>,
}

impl Home {
    /// A new one; `more` are flags for its servers.
    pub(crate) fn new(more: &'static [&'static str]) -> Result<Self> {
        Ok(Self { dir: tempfile::tempdir()?, port: 0, more, log_filter: "info", core: None })
    }

    /// Starts a server here.
    ///
    /// # Errors
    /// It ends before it can serve.
    pub(crate) fn start(&mut self) -> Result<Served> {
        let log = OpenOptions::new().create(true).append(true).open(self.log())?;
        let served = Served::start(&self.data(), self.port, self.more, (self.log_filter, self.core), log)?;
        let (_, port) = served.address.rsplit_once(':').context("an address has a port")?;
        self.port = port.parse()?;
        Ok(served)
    }

    /// Its next servers tell every statement that they give to the database.
    pub(crate) fn tell_statements(&mut self) {
        self.log_filter = "info,sqlx::query=trace";
    }

    /// Its next servers run on this core alone, if one is named.
    pub(crate) fn keep_to(&mut self, core: Option<u32>) {
        self.core = core;
    }

    /// Times that the servers took to answer calls, microseconds, in the order of their log, after the first `passed` of them.
    pub(crate) fn took_us(&self, passed: usize) -> Vec<u128> {
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        let times = log.lines().filter_map(|line| line.rsplit_once("took_us=")?.1.trim().parse().ok());
        times.skip(passed).collect()
    }

    /// How many statements were told so far.
    pub(crate) fn statements(&self) -> usize {
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        log.lines().filter(|line| line.contains("sqlx::query")).count()
    }

    /// The data directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// What the servers had to say that nobody should ever read: errors and panics.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        log.lines().filter(|line| line.contains(" ERROR ") || line.contains("panicked")).map(str::to_owned).collect()
    }

    /// The last words of the servers.
    pub(crate) fn last_words(&self) -> String {
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    fn log(&self) -> PathBuf {
        self.dir.path().join("log")
    }
}

impl Served {
    fn start(data: &Path, port: u16, more: &[&str], (log_filter, core): (&str, Option<u32>), log: File) -> Result<Self> {
        const PROGRAM: &str = env!("CARGO_BIN_EXE_rebound-server");
        let began = Instant::now();
        let mut command = Command::new(if core.is_some() { "taskset" } else { PROGRAM });
        if let Some(core) = core {
            // From the start, so that it also sees only one.
            command.args(["--cpu-list", &core.to_string(), PROGRAM]);
        }
        let mut child = command
            .args(["--listen", &format!("127.0.0.1:{port}"), "--no-limits", "--data-dir"])
            .arg(data)
            .args(more)
            .env("RUST_LOG", log_filter)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("the server did not start")?;
        let stdout = child.stdout.take().context("its output is ours")?;
        let mut served = Self { child, url: String::new(), address: String::new(), ready_after: Duration::ZERO };
        let mut lines = BufReader::new(stdout).lines();
        loop {
            let Some(Ok(line)) = lines.next() else { bail!("the server ended before it could serve") };
            if let Some(url) = line.strip_prefix("listening on ") {
                url.trim().clone_into(&mut served.url);
                break;
            }
        }
        served.ready_after = began.elapsed();
        served.address = served.url.strip_prefix("http://").context("the server speaks http")?.to_owned();
        Ok(served)
    }

    /// Its memory, KiB; none where that cannot be known.
    pub(crate) fn rss_kib(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
    }

    /// Ends it at once: no signal that it could hear.
    pub(crate) fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

/// Asking a server to end is done by a signal.
#[cfg(unix)]
impl Served {
    /// Asks it to end.
    pub(crate) fn ask_to_end(&self) -> Result<()> {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        anyhow::ensure!(asked.success(), "the server could not be asked to end");
        Ok(())
    }

    /// How it ended, if it does within this time.
    pub(crate) async fn ended(&mut self, within: Duration) -> Result<std::process::ExitStatus> {
        const LOOK_EVERY: Duration = Duration::from_millis(10);
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if began.elapsed() > within {
                bail!("the server has not ended after {within:?}");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // If it is gone already, so much the better.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
