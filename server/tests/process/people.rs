//! Everybody who lives through the deaths of the server: players, and those who write.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tokio::task::JoinHandle;

use crate::audit::Auditor;
use crate::child::{Home, Served};
use crate::court::Style;
use crate::cup::Cup;
use crate::ledger::Ledger;
use crate::pals::Pals;
use crate::party::Party;
use crate::player::Player;
use crate::rivals::Rivals;
use crate::rows::Rows;
use crate::stage::Stage;
use crate::table::Table;
use crate::web::Fault;
use crate::writers::{self, Counter};

/// Guests who queue for duels, and accounts who queue for ranked matches: odd numbers, so that kills find somebody waiting; tables of
/// two, and two who challenge each other.
const GUESTS: u8 = 7;
const CLIMBERS: u8 = 3;
const TABLES: usize = 2;
const RIVALS: usize = 2;
const COUNTERS: usize = 3;
const PALS: usize = 2;
/// Lobbies in which two play each other, and teams of clash, which make one match.
const CUSTOM_GAMES: usize = 2;
const TEAMS: [usize; 3] = [3, 2, 1];
/// Tournaments at a time, their places, and how many of their players leave them; for a quick check so many that they end soon.
const CUPS: (usize, usize, usize) = (8, 16, 1);
const CUPS_QUICK: (usize, usize, usize) = (1, 4, 2);
/// How often it is looked whether something has gone wrong.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// What a broken connection takes to be noticed.
pub(crate) const NOTICE_WITHIN: Duration = Duration::from_secs(30);
/// What the last matches take to be played out, and a tournament that has just begun.
const PLAYED_OUT_WITHIN: Duration = Duration::from_secs(300);

/// Everybody who lives through the deaths of the server.
pub(crate) struct People {
    /// Those who queue.
    queuing: Vec<Player>,
    tables: Vec<Table>,
    rivals: Vec<Rivals>,
    parties: Vec<Party>,
    cups: Vec<Cup>,
    counters: Vec<Counter>,
    pals: Vec<Pals>,
}

/// Everybody at work.
pub(crate) struct Load {
    queuing: Vec<JoinHandle<Player>>,
    tables: Vec<JoinHandle<Table>>,
    rivals: Vec<JoinHandle<Rivals>>,
    parties: Vec<JoinHandle<Party>>,
    cups: Vec<JoinHandle<Cup>>,
    counters: Vec<JoinHandle<Counter>>,
    pals: Vec<JoinHandle<Pals>>,
    others: Vec<JoinHandle<()>>,
}

impl People {
    /// New users.
    pub(crate) async fn new(stage: &Stage) -> Result<Self> {
        Self::sign_up(stage).await.map_err(|fault| anyhow::anyhow!("before the first kill: {fault}"))
    }

    async fn sign_up(stage: &Stage) -> Result<Self, Fault> {
        let (cups, size, leavers) = if stage.is_short { CUPS_QUICK } else { CUPS };
        let patient = |level| Style { level, is_brief: false };
        let customs = (0..CUSTOM_GAMES).map(|party| async move { Party::custom(stage, &format!("custom{party}")).await });
        let teams = (0..).zip(TEAMS).map(|(team, size)| async move { Party::team(stage, &format!("team{team}"), size).await });
        let (mut queuing, climbers, tables, rivals, mut parties, teams, cups, counters, pals) = tokio::try_join!(
            one_by_one((1..=GUESTS).map(|level| Player::guest(stage, patient(level)))),
            one_by_one((1..=CLIMBERS).map(|level| async move { Player::climber(stage, &format!("climber{level}"), level).await })),
            one_by_one(
                (0..TABLES).map(|table| async move { Table::new(stage, [&format!("t{table}a"), &format!("t{table}b")], patient(1)).await })
            ),
            one_by_one((0..RIVALS).map(|rivals| async move { Rivals::new(stage, &format!("rivals{rivals}")).await })),
            one_by_one(customs),
            one_by_one(teams),
            one_by_one((0..cups).map(|cup| async move { Cup::new(stage, &format!("cup{cup}"), size, leavers).await })),
            one_by_one((0..COUNTERS).map(|counter| async move { Counter::new(stage, &format!("counter{counter}")).await })),
            one_by_one((0..PALS).map(|pals| async move { Pals::new(stage, &format!("pals{pals}")).await })),
        )?;
        queuing.extend(climbers);
        parties.extend(teams);
        Ok(Self { queuing, tables, rivals, parties, cups, counters, pals })
    }

    /// Everybody who plays.
    fn players(&mut self) -> Vec<&mut Player> {
        let tables = self.tables.iter_mut().flat_map(|table| [&mut table.a, &mut table.b]);
        let rivals = self.rivals.iter_mut().flat_map(|rivals| &mut rivals.players);
        let parties = self.parties.iter_mut().flat_map(Party::players);
        let cups = self.cups.iter_mut().flat_map(Cup::players);
        self.queuing.iter_mut().chain(tables).chain(rivals).chain(parties).chain(cups).collect()
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
            queuing: self.queuing.into_iter().map(|player| tokio::spawn(player.play_on(stage.clone()))).collect(),
            tables: self.tables.into_iter().map(|table| tokio::spawn(table.play_on(stage.clone()))).collect(),
            rivals: self.rivals.into_iter().map(|rivals| tokio::spawn(rivals.play_on(stage.clone()))).collect(),
            parties: self.parties.into_iter().map(|party| tokio::spawn(party.play_on(stage.clone()))).collect(),
            cups: self.cups.into_iter().map(|cup| tokio::spawn(cup.play_on(stage.clone()))).collect(),
            counters: self.counters.into_iter().map(|counter| tokio::spawn(counter.count_on(stage.clone()))).collect(),
            pals: self.pals.into_iter().map(|pals| tokio::spawn(pals.write_on(stage.clone()))).collect(),
            others: Vec::new(),
        }
    }

    /// Looks for everything that was acknowledged.
    pub(crate) async fn audit(&mut self, auditor: &mut Auditor, home: &Home, stage: &Stage) -> Result<()> {
        auditor.audit(stage, &home.data(), &mut self.players()).await?;
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
        let mut people = tokio::select! {
            people = self.finish(&stage).end(PLAYED_OUT_WITHIN) => people.context("the last matches are not over")?,
            // Others would wait for whoever has stopped.
            () = fault(&stage) => return faultless(home, ledger),
        };
        faultless(home, ledger)?;
        people.audit(auditor, home, &stage).await?;
        let rows = Rows::read(&home.data()).await?;
        let running: Vec<_> = rows.matches.iter().filter(|(_, row)| row.result.is_none()).map(|(code, _)| code).collect();
        ensure!(running.is_empty(), "matches that nobody plays still run: {running:?}");
        ensure!(rows.places.is_empty(), "somebody who left the queue is still in it: {:?}", rows.places);
        ensure!(rows.gathered.is_empty(), "somebody who left a lobby is still in it, or a tournament has not ended");
        let told = stage.ledger().announced.values().map(std::collections::BTreeSet::len).sum::<usize>();
        let played = rows.matches.values().map(|row| row.players.len()).sum::<usize>();
        ensure!(told == played, "{played} players were to be told of the end of their match, and {told} were");
        faultless(home, ledger)
    }
}

/// All of them, one after the other: passwords take their time, and the server keeps few waiting for that.
async fn one_by_one<T>(all: impl Iterator<Item = impl Future<Output = Result<T, Fault>>>) -> Result<Vec<T>, Fault> {
    let mut there = Vec::new();
    for one in all {
        there.push(one.await?);
    }
    Ok(there)
}

impl Load {
    /// Waits until everybody has noticed that it is over.
    pub(crate) async fn end(self, within: Duration) -> Result<People> {
        for other in self.others {
            noticed(other, within).await?;
        }
        Ok(People {
            queuing: all(self.queuing, within).await?,
            tables: all(self.tables, within).await?,
            rivals: all(self.rivals, within).await?,
            parties: all(self.parties, within).await?,
            cups: all(self.cups, within).await?,
            counters: all(self.counters, within).await?,
            pals: all(self.pals, within).await?,
        })
    }
}

async fn all<T>(tasks: Vec<JoinHandle<T>>, within: Duration) -> Result<Vec<T>> {
    let mut there = Vec::new();
    for task in tasks {
        there.push(noticed(task, within).await?);
    }
    Ok(there)
}

async fn noticed<T>(task: JoinHandle<T>, within: Duration) -> Result<T> {
    Ok(tokio::time::timeout(within, task).await.context("somebody did not notice the end")??)
}

/// Until something happens that must not.
async fn fault(stage: &Stage) {
    while stage.ledger().faults.is_empty() {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Whether anything happened that must not.
pub(crate) fn faultless(home: &Home, ledger: &Mutex<Ledger>) -> Result<()> {
    let mut faults = ledger.lock().unwrap().faults.clone();
    faults.extend(home.complaints());
    if faults.is_empty() { Ok(()) } else { bail!("{}", faults.join("\n")) }
}
