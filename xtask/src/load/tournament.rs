//! Guests who join a tournament and play their matches, so that one person can try one out.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use common::api::auth::{CreateGuest, Refresh, Tokens};
use common::api::event::{GameEvent, ServerEvent, TournamentEvent};
use common::api::tournament::{JoinTournament, TournamentFinish};
use common::ids::TournamentCode;
use futures_util::future::try_join_all;

use super::client::Client;
use super::measure::Meter;
use super::web::Web;
use crate::process;

/// So many guests join the tournament of this code, and play until it is over.
///
/// # Errors
/// The server is not there, or does not let them in.
pub(super) fn run(server: &str, code: &str, bots: usize) -> Result<()> {
    let code: TournamentCode = code.parse().ok().with_context(|| format!("{code} is no code of a tournament"))?;
    let address = server.strip_prefix("http://").context("the load tool speaks http, not https")?.trim_end_matches('/').to_owned();
    let (web, meter) = (Web::new(server)?, Arc::new(Meter::new(false)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let over = runtime.block_on(try_join_all((0..bots).map(|_| bot(&web, &address, code, &meter))))?;
    let winner = over.iter().find_map(|over| over.username.as_deref()).unwrap_or("nobody");
    process::say(&format!("the tournament is over; the winner is {winner}"));
    Ok(())
}

/// One guest, to the end of the tournament.
async fn bot(web: &Web, address: &str, code: TournamentCode, meter: &Arc<Meter>) -> Result<TournamentFinish> {
    let tokens = web.call(&CreateGuest {}, None).await?;
    let mut events = web.events(&tokens.access).await?;
    let joined = web.call(&JoinTournament { code }, Some(&tokens.access)).await?;
    process::say(&format!("{} has joined", joined.username));
    while let Some(event) = events.recv().await {
        if let ServerEvent::Game(GameEvent::Start(started)) = &event
            && started.tournament_id == Some(joined.tournament.0)
        {
            let client = Client::connect(address, started.code, Some(access(web, &tokens).await?), Arc::clone(meter)).await?;
            tokio::spawn(async move {
                if let Err(error) = client.play().await {
                    process::say_error(&format!("a bot could not play on: {error:#}"));
                }
            });
        }
        if let ServerEvent::Tournament(TournamentEvent::Banned(_) | TournamentEvent::Destroyed(_)) = &event {
            bail!("{} is not in the tournament any more", joined.username)
        }
        if let ServerEvent::Tournament(TournamentEvent::Finish(over)) = event {
            return Ok(*over);
        }
    }
    bail!("the server closed the event stream")
}

/// A fresh token: a tournament can take longer than one is good for.
async fn access(web: &Web, tokens: &Tokens) -> Result<String> {
    Ok(web.call(&Refresh { refresh: tokens.refresh.clone(), rotate: false }, None).await?.access)
}
