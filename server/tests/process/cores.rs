//! Who runs on which core: where there are two, the server has one for itself and the load another one, so that what the load takes is
//! not taken for the server's.

use std::process::{Command, Stdio};

/// Keeps this process to one core and leaves another one, which is the answer, to the server; none where that cannot be done.
pub(crate) fn apart() -> Option<u32> {
    let [server, own, ..] = allowed()[..] else { return None };
    let mut keep = Command::new("taskset");
    keep.args(["--all-tasks", "--cpu-list", "--pid", &own.to_string(), &std::process::id().to_string()]);
    let kept = keep.stdout(Stdio::null()).status().ok()?;
    kept.success().then_some(server)
}

/// The cores that we may use.
fn allowed() -> Vec<u32> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap_or_default();
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        Some(first.parse::<u32>().ok()?..=last.parse::<u32>().ok()?)
    };
    list.trim().split(',').filter_map(range).flatten().collect()
}
