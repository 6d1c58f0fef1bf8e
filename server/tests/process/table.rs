//! Two accounts who play each other, again and again, to one goal: results fall often, so that kills meet them. Each match is
//! asked for with a key, and asked for again with the same key when a kill left it in doubt.

use std::sync::atomic::{AtomicU64, Ordering};

use common::api::error::ErrorCode;
use common::api::queue::StartLocal;

use crate::court::Style;
use crate::player::{Player, Signed};
use crate::stage::{Stage, Stop};
use crate::web::Fault;
use crate::writers::befriend;

static KEYS: AtomicU64 = AtomicU64::new(1);

/// Two who play.
pub(crate) struct Table {
    pub(crate) a: Player,
    pub(crate) b: Player,
    /// What was asked and not answered: the key, and the body.
    asked: Option<(String, String)>,
}

impl Table {
    /// Two new accounts with these names, who are friends: so it is counted who of them wins.
    pub(crate) async fn new(stage: &Stage, names: [&str; 2], style: Style) -> Result<Self, Fault> {
        let a = Player::account(stage, names[0], style).await?;
        let b = Player::account(stage, names[1], style).await?;
        befriend(stage, names).await?;
        Ok(Self { a, b, asked: None })
    }

    /// Plays until the server is killed, or until no new match is wanted and the last one is over.
    pub(crate) async fn play_on(mut self, stage: Stage) -> Self {
        let outcome = self.play_all(&stage).await;
        stage.settle(&format!("players {} and {}", self.a.id, self.b.id), outcome);
        self
    }

    async fn play_all(&mut self, stage: &Stage) -> Result<(), Stop> {
        let mut a = self.a.sign_in(stage).await?;
        let mut b = self.b.sign_in(stage).await?;
        loop {
            let (one, other) = tokio::join!(self.a.finish(stage, &mut a), self.b.finish(stage, &mut b));
            one.and(other)?;
            if stage.over.is_cancelled() && self.asked.is_none() {
                return Ok(());
            }
            self.start(stage, &mut a, &b).await?;
        }
    }

    /// Asks for a match, or again for the one that is in doubt.
    async fn start(&mut self, stage: &Stage, a: &mut Signed, b: &Signed) -> Result<(), Stop> {
        let is_again = self.asked.is_some();
        let (key, access) = self.asked.get_or_insert_with(|| (KEYS.fetch_add(1, Ordering::Relaxed).to_string(), b.access.clone())).clone();
        stage.ledger().asked.extend([self.a.id, self.b.id]);
        stage.moments.match_asked.notify_waiters();
        let code = match stage.insist(&StartLocal { access, goals: Some(1) }, &a.access, Some(&key)).await {
            Ok(made) => made.code,
            // It was made, and what was said about it is lost: the stream tells.
            Err(Fault::Refused(ErrorCode::Conflict)) if is_again => {
                self.a.started(stage, a).await?;
                self.a.code.ok_or_else(|| Stop::Fault("a match without a code".to_owned()))?
            }
            Err(fault) => return Err(stage.stop("a match of two", &fault)),
        };
        self.asked = None;
        self.a.sit_at(stage, code);
        self.b.sit_at(stage, code);
        Ok(())
    }
}
