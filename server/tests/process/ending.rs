//! A server that is asked to end, under load.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use common::api::auth::CreateGuest;
use common::api::error::ErrorCode;
use common::api::event::{NoticeKind, ServerEvent, ServerOwnEvent};
use common::api::queue::JoinDuel;

use crate::audit::Auditor;
use crate::child::Home;
use crate::ledger::Ledger;
use crate::moment::enough;
use crate::people::{NOTICE_WITHIN, People, faultless};
use crate::stage::Stage;
use crate::web::{Events, Fault};

const DRAIN: Duration = Duration::from_secs(2);
const DRAIN_FLAGS: &[&str] = &["--drain-seconds", "2"];
/// What a machine that does other things too may add to that.
const BUSY: Duration = Duration::from_secs(3);
const LISTENERS: usize = 3;

/// All of it.
pub(crate) async fn run() {
    let mut home = Home::new(DRAIN_FLAGS).unwrap();
    if let Err(error) = end_and_come_back(&mut home).await {
        panic!("{error:#}\nThe last words of the server:\n{}", home.last_words());
    }
}

async fn end_and_come_back(home: &mut Home) -> Result<()> {
    let ledger = Arc::new(Mutex::new(Ledger::default()));
    let mut auditor = Auditor::default();
    let mut served = home.start()?;
    let stage = Stage::new(&served, &ledger, true)?;
    let people = People::new(&stage).await?;
    let (mut listeners, token) = listeners(&stage).await?;
    let load = people.work(&stage, 1);
    ensure!(enough(&stage).await, "too little happened: {:?}", stage.ledger().faults);
    stage.expect_the_end();
    let asked = Instant::now();
    served.ask_to_end()?;
    for listener in &mut listeners {
        hear_notice(listener).await?;
    }
    let refused = stage.web.call(&JoinDuel {}, Some(&token)).await;
    ensure!(matches!(refused, Err(Fault::Refused(ErrorCode::Unavailable))), "a server that ends takes who wants a match: {refused:?}");
    let status = served.ended(DRAIN + BUSY).await?;
    ensure!(status.success(), "it ended with {status} after {:?}", asked.elapsed());
    let mut people = load.end(NOTICE_WITHIN).await?;
    faultless(home, &ledger)?;
    let served = home.start()?;
    people.audit(&mut auditor, home, &Stage::new(&served, &ledger, true)?).await?;
    faultless(home, &ledger)?;
    ensure!(auditor.resumed > 0, "no match was kept");
    ensure!(auditor.back_ticks.iter().all(|back| *back == 0), "matches that were kept lost something: {:?}", auditor.back_ticks);
    people.play_out(home, &served, &ledger, &mut auditor).await
}

/// People with an open event stream, and the token of one of them.
async fn listeners(stage: &Stage) -> Result<(Vec<Events>, String)> {
    let mut listeners = Vec::new();
    let mut access = String::new();
    for _ in 0..LISTENERS {
        let told = |fault: Fault| anyhow::anyhow!("a listener: {fault}");
        access = stage.web.call(&CreateGuest {}, None).await.map_err(told)?.access;
        stage.ledger().guests.iter_mut().for_each(|count| *count += 1);
        listeners.push(stage.web.events(&access, 0).await.map_err(told)?);
    }
    Ok((listeners, access))
}

async fn hear_notice(listener: &mut Events) -> Result<()> {
    while let Some(told) = listener.next().await {
        if let ServerEvent::Server(ServerOwnEvent::Notice(notice)) = told.event {
            ensure!(notice.kind == NoticeKind::Restart, "another notice: {notice:?}");
            return Ok(());
        }
    }
    anyhow::bail!("somebody was not told that the server ends")
}
