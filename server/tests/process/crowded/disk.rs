//! What the disk alone takes, under what a message takes.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::quantile_us;

/// About what the commit of a message adds to the log of the database.
const BYTES: usize = 32 * 1024;

/// Overwrites a file in this directory, and waits for the disk, `count` times at this rate; the median and the 99th percentile of the
/// waits, microseconds.
pub(super) async fn measure(dir: &Path, count: u32, every: Duration) -> Result<(u128, u128)> {
    let mut file = File::create(dir.join("disk"))?;
    let (bytes, mut waits) = (vec![1; BYTES], Vec::new());
    let mut beat = tokio::time::interval(every);
    for _ in 0..count {
        beat.tick().await;
        let began = Instant::now();
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        waits.push(began.elapsed().as_micros());
    }
    Ok((quantile_us(&mut waits, 0.5), quantile_us(&mut waits, 0.99)))
}
