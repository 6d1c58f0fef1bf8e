//! Everybody who lives through the deaths of the server: players, and those who write.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tokio::task::JoinHandle;

use crate::audit::Auditor;
use crate::child::{Home, Served};
use crate::ledger::Ledger;
use crate::pals::Pals;
use crate::player::Player;
use crate::rows::Rows;
use crate::stage::Stage;
use crate::table::Table;
use crate::writers::{self, Counter};

/// Guests who queue for duels, an odd number, so that kills find somebody waiting; and tables of two.
const GUESTS: u8 = 7;
const TABLES: usize = 2;
const COUNTERS: usize = 3;
const PALS: usize = 2;
/// What a broken connection takes to be noticed.
pub(crate) const NOTICE_WITHIN: Duration = Duration::from_secs(30);
/// What the last matches take to be played out.
const PLAYED_OUT_WITHIN: Duration = Duration::from_secs(120);

/// Everybody who lives through the deaths of the server.
#[derive(Default)]
pub(crate) struct People {
    guests: Vec<Player>,
    tables: Vec<Table>,
    counters: Vec<Counter>,
    pals: Vec<Pals>,
}

/// Everybody at work.
pub(crate) struct Load {
    guests: Vec<JoinHandle<Player>>,
    tables: Vec<JoinHandle<Table>>,
    counters: Vec<JoinHandle<Counter>>,
    pals: Vec<JoinHandle<Pals>>,
    others: Vec<JoinHandle<()>>,
}

impl People {
    /// New users.
    pub(crate) async fn new(stage: &Stage) -> Result<Self> {
        let mut people = Self::default();
        let told = |fault: crate::web::Fault| anyhow::anyhow!("before the first kill: {fault}");
        for level in 1..=GUESTS {
            people.guests.push(Player::guest(stage, level).await.map_err(told)?);
        }
        for table in 0..TABLES {
            people.tables.push(Table::new(stage, [&format!("t{table}a"), &format!("t{table}b")], 1).await.map_err(told)?);
        }
        for counter in 0..COUNTERS {
            people.counters.push(Counter::new(stage, &format!("counter{counter}")).await.map_err(told)?);
        }
        for pals in 0..PALS {
            people.pals.push(Pals::new(stage, &format!("pals{pals}")).await.map_err(told)?);
        }
        Ok(people)
    }

    /// Everybody works until the server is killed.
    pub(crate) fn work(self, stage: &Stage, life: usize) -> Load {
        stage.ledger().begin();
        let others = vec![tokio::spawn(writers::register(stage.clone(), life)), tokio::spawn(writers::welcome(stage.clone()))];
        Load { others, ..self.finish(stage) }
    }

    /// Everybody plays.
    fn finish(self, stage: &Stage) -> Load {
        Load {
            guests: self.guests.into_iter().map(|player| tokio::spawn(player.play_on(stage.clone()))).collect(),
            tables: self.tables.into_iter().map(|table| tokio::spawn(table.play_on(stage.clone()))).collect(),
            counters: self.counters.into_iter().map(|counter| tokio::spawn(counter.count_on(stage.clone()))).collect(),
            pals: self.pals.into_iter().map(|pals| tokio::spawn(pals.write_on(stage.clone()))).collect(),
            others: Vec::new(),
        }
    }

    /// Looks for everything that was acknowledged.
    pub(crate) async fn audit(&mut self, auditor: &mut Auditor, home: &Home, stage: &Stage) -> Result<()> {
        let tables = self.tables.iter_mut().flat_map(|table| [&mut table.a, &mut table.b]);
        let mut players: Vec<&mut Player> = self.guests.iter_mut().chain(tables).collect();
        auditor.audit(stage, &home.data(), &mut players).await?;
        for counter in &mut self.counters {
            let outcome = counter.audit(stage).await;
            stage.ledger().faults.extend(outcome.err());
        }
        for pals in &mut self.pals {
            let outcome = pals.audit(stage).await;
            stage.ledger().faults.extend(outcome.err());
        }
        Ok(())
    }
    /// No kill any more: all matches end, all results are told, and nobody is left in a match.
    pub(crate) async fn play_out(self, home: &Home, served: &Served, ledger: &Arc<Mutex<Ledger>>, auditor: &mut Auditor) -> Result<()> {
        let stage = Stage::new(served, ledger, true)?;
        stage.over.cancel();
        stage.ledger().begin();
        let mut people = self.finish(&stage).end(PLAYED_OUT_WITHIN).await.context("the last matches are not over")?;
        faultless(home, ledger)?;
        people.audit(auditor, home, &stage).await?;
        let rows = Rows::read(&home.data()).await?;
        let running: Vec<_> = rows.matches.iter().filter(|(_, row)| row.result.is_none()).map(|(code, _)| code).collect();
        ensure!(running.is_empty(), "matches that nobody plays still run: {running:?}");
        ensure!(rows.places.is_empty(), "somebody who left the queue is still in it: {:?}", rows.places);
        let told = stage.ledger().announced.values().map(std::collections::BTreeSet::len).sum::<usize>();
        ensure!(told == 2 * rows.matches.len(), "{} matches, whose end was told to {told} players", rows.matches.len());
        faultless(home, ledger)
    }
}

impl Load {
    /// Waits until everybody has noticed that it is over.
    pub(crate) async fn end(self, within: Duration) -> Result<People> {
        let mut people = People::default();
        for guest in self.guests {
            people.guests.push(noticed(guest, within).await?);
        }
        for table in self.tables {
            people.tables.push(noticed(table, within).await?);
        }
        for counter in self.counters {
            people.counters.push(noticed(counter, within).await?);
        }
        for pals in self.pals {
            people.pals.push(noticed(pals, within).await?);
        }
        for other in self.others {
            noticed(other, within).await?;
        }
        Ok(people)
    }
}

async fn noticed<T>(task: JoinHandle<T>, within: Duration) -> Result<T> {
    Ok(tokio::time::timeout(within, task).await.context("somebody did not notice the end")??)
}

/// Whether anything happened that must not.
pub(crate) fn faultless(home: &Home, ledger: &Mutex<Ledger>) -> Result<()> {
    let mut faults = ledger.lock().unwrap().faults.clone();
    faults.extend(home.complaints());
    if faults.is_empty() { Ok(()) } else { bail!("{}", faults.join("\n")) }
}
