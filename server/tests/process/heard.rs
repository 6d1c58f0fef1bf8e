//! What one client has heard of its match, over all its connections.

use common::sim::Tick;
use common::sim::log::{Change, Log};
use common::wire::{LogPart, Welcome};

/// The confirmed log.
#[derive(Default)]
pub(crate) struct Heard {
    /// As far as this connection has told it.
    now: Option<Log>,
    /// As far as earlier connections did, less what the server may have lost.
    before: Option<(Vec<Change>, Tick)>,
}

impl Heard {
    /// The log is told from its start, on a new connection.
    pub(crate) fn begin(&mut self, welcome: &Welcome) {
        self.keep();
        self.now = Some(Log::new(welcome.rules, welcome.seed));
    }

    /// The log is told from its start again, on the same connection.
    pub(crate) fn restart(&mut self) {
        let again = self.now.as_ref().map(|log| Log::new(*log.rules(), log.seed()));
        self.keep();
        self.now = again;
    }

    /// The log has grown.
    ///
    /// # Errors
    /// It is not the log that was told before.
    pub(crate) fn grow(&mut self, part: &LogPart) -> Result<(), String> {
        let Some(log) = &mut self.now else { return Err("a log before the welcome".to_owned()) };
        for change in &part.changes {
            log.push(*change).map_err(|error| format!("a log that breaks its own rules: {error}"))?;
        }
        log.extend_to(part.through);
        if let Some((changes, through)) = &self.before
            && log.through() >= *through
        {
            same(changes, log.changes(), *through)?;
            self.before = None;
        }
        Ok(())
    }

    /// The moment up to which it was ever heard.
    pub(crate) fn through(&self) -> Tick {
        let before = self.before.as_ref().map_or(Tick(0), |(_, through)| *through);
        self.now.as_ref().map_or(Tick(0), Log::through).max(before)
    }

    /// The log of this connection.
    pub(crate) fn log(&self) -> Option<&Log> {
        self.now.as_ref()
    }

    /// The server was killed, and this is the log that it goes on with: the common part must be the same, and the rest is
    /// forgotten. Says how many ticks that are.
    ///
    /// # Errors
    /// It is another log.
    pub(crate) fn meet(&mut self, kept: &Log) -> Result<i32, String> {
        self.keep();
        let Some((mut changes, through)) = self.before.take() else { return Ok(0) };
        let common = through.min(kept.through());
        same(&changes, kept.changes(), common)?;
        changes.retain(|change| change.tick < common);
        self.before = Some((changes, common));
        Ok((through - common).max(0))
    }

    /// Whatever connection has told more of it.
    fn keep(&mut self) {
        if let Some(log) = self.now.take()
            && self.before.as_ref().is_none_or(|(_, through)| log.through() >= *through)
        {
            self.before = Some((log.changes().to_vec(), log.through()));
        }
    }
}

/// Whether two logs say the same of all steps before this moment.
fn same(one: &[Change], other: &[Change], through: Tick) -> Result<(), String> {
    let before = |changes: &[Change]| changes.partition_point(|change| change.tick < through);
    let (one, other) = (&one[..before(one)], &other[..before(other)]);
    if one == other { Ok(()) } else { Err(format!("another log than the one that was told, before {through}")) }
}
