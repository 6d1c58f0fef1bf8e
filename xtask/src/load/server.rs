//! The server's process: started for the occasion, held to one core, and measured from outside.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};

use crate::process;

/// Ticks of the clock in which Linux counts processor time, per second; the same on all its machines.
const CLOCK_HZ: u64 = 100;

/// A server of our own. Ends with this value.
pub(super) struct Spawned {
    child: Child,
    data: PathBuf,
    /// Where it listens.
    pub(super) url: String,
    /// Its page of figures, if it was asked for.
    pub(super) figures: Option<String>,
}

impl Spawned {
    /// Starts the server that was built beside this program.
    ///
    /// # Errors
    /// It is not there, or does not come up.
    pub(super) fn start(with_figures: bool) -> Result<Self> {
        let here = std::env::current_exe()?;
        let binary = here.with_file_name(format!("rebound-server{}", std::env::consts::EXE_SUFFIX));
        if !binary.is_file() {
            bail!("there is no server beside this program; `cargo xtask load --spawn` builds both");
        }
        let data = std::env::temp_dir().join(format!("rebound-load-{}", std::process::id()));
        let mut command = process::with_many_files(&binary);
        // Held to its core from the start, so that it also sees only one.
        if let Some(core) = servers_core() {
            command = process::with_many_files(Path::new("taskset"));
            command.args(["--cpu-list", &core.to_string()]).arg(&binary);
        }
        command.args(["--listen", "127.0.0.1:0", "--no-limits", "--data-dir"]).arg(&data);
        let figures = if with_figures { Some(free_address()?) } else { None };
        if let Some(address) = figures {
            command.args(["--metrics-listen", &address.to_string()]);
        }
        let figures = figures.map(|address| format!("http://{address}/metrics"));
        let child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("the server did not start")?;
        let mut spawned = Self { child, data, url: String::new(), figures };
        spawned.url = spawned.listening()?;
        Ok(spawned)
    }

    /// Its process.
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the line that says where; what follows is read and forgotten, so that the server never waits for us.
    fn listening(&mut self) -> Result<String> {
        let mut lines = BufReader::new(self.child.stdout.take().context("its output is ours")?).lines();
        let url = loop {
            let Some(Ok(line)) = lines.next() else { bail!("the server ended before it could serve; try `cargo serve`") };
            if let Some((_, url)) = line.split_once("listening on ") {
                break url.trim().to_owned();
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        Ok(url)
    }
}

impl Drop for Spawned {
    fn drop(&mut self) {
        // Nothing is kept, so it need not end gracefully; if it is gone already, so much the better.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.data);
    }
}

/// An address that nobody listens on now.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?)
}

/// The core that the server gets, once we are kept to another one.
static SERVERS_CORE: OnceLock<Option<u32>> = OnceLock::new();

/// The core that is left to the server, or to what stands in its place; none where there is none to spare.
pub(super) fn servers_core() -> Option<u32> {
    *SERVERS_CORE.get_or_init(keep_to_one_core)
}

/// Keeps us to one core and leaves another one, which is the answer, to the server; none where that cannot be done.
fn keep_to_one_core() -> Option<u32> {
    let [server, own, ..] = cores()[..] else { return None };
    let own_pid = std::process::id().to_string();
    process::output(Command::new("taskset").args(["--all-tasks", "--cpu-list", "--pid", &own.to_string(), &own_pid]))?;
    Some(server)
}

/// The cores that we may use.
fn cores() -> Vec<u32> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap_or_default();
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        Some(first.parse::<u32>().ok()?..=last.parse::<u32>().ok()?)
    };
    list.trim().split(',').filter_map(range).flatten().collect()
}

/// Processor time of a process so far, microseconds.
pub(super) fn cpu_us(pid: u32) -> Option<u64> {
    used_us(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// The same of a process or a thread, from what Linux says of it in `stat`.
pub(super) fn used_us(stat: &str) -> Option<u64> {
    // The name of the program may contain anything, so what counts is counted behind it.
    let mut numbers = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system) = (numbers.next()?.parse::<u64>().ok()?, numbers.next()?.parse::<u64>().ok()?);
    Some((user + system) * (1_000_000 / CLOCK_HZ))
}

/// Memory of a process, KiB.
pub(super) fn rss_kib(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_measured_from_outside() {
        let me = std::process::id();
        assert!(rss_kib(me).unwrap() > 100);
        assert!(cpu_us(me).is_some());
        assert!(!cores().is_empty());
        assert_eq!(cpu_us(0), None);
    }
}
