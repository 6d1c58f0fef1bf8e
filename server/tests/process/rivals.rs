//! Two accounts, one of whom challenges the other, again and again. Challenge and answer are asked for with a key, and again with the same
//! one when a kill left them in doubt: so nothing is sent twice, and nothing is lost.

use common::api::challenge::{AcceptChallenge, SendChallenge};
use common::api::matches::Game;
use common::ids::ChallengeId;

use crate::court::Style;
use crate::player::{Player, Signed, sign_in_all};
use crate::stage::{Stage, Stop};
use crate::web::Fault;
use crate::writers::{begin, end};

const STYLE: Style = Style { level: 3, is_brief: true };

/// Two who challenge each other.
pub(crate) struct Rivals {
    name: String,
    /// Who challenges, and who is challenged.
    pub(crate) players: [Player; 2],
    /// Challenges that were accepted, and known to be.
    before: usize,
    /// One was asked for.
    asks: bool,
    /// Waits for its answer.
    challenge: Option<ChallengeId>,
}

impl Rivals {
    /// Two new accounts, whose names begin with this.
    pub(crate) async fn new(stage: &Stage, name: &str) -> Result<Self, Fault> {
        let one = Player::account(stage, &format!("{name}a"), STYLE).await?;
        let other = Player::account(stage, &format!("{name}b"), STYLE).await?;
        Ok(Self { name: name.to_owned(), players: [one, other], before: 0, asks: false, challenge: None })
    }

    /// Plays until the server is killed, or until no new match is wanted and the last one is over.
    pub(crate) async fn play_on(mut self, stage: Stage) -> Self {
        let outcome = self.play_all(&stage).await;
        stage.settle(&self.name, outcome);
        self
    }

    async fn play_all(&mut self, stage: &Stage) -> Result<(), Stop> {
        let mut signed = sign_in_all(stage, &mut self.players).await?;
        loop {
            let [one, other] = &mut self.players;
            let [a, b] = &mut signed[..] else { return Err(Stop::Fault("two have signed in".to_owned())) };
            let (one, other) = tokio::join!(one.finish(stage, a), other.finish(stage, b));
            one.and(other)?;
            if stage.over.is_cancelled() && !self.asks {
                return Ok(());
            }
            self.challenge(stage, &signed[0]).await?;
            self.accept(stage, &signed[1]).await?;
        }
    }

    async fn challenge(&mut self, stage: &Stage, signed: &Signed) -> Result<(), Stop> {
        if self.challenge.is_some() {
            return Ok(());
        }
        begin(stage);
        if !self.asks {
            self.asks = true;
            stage.ledger().challenges[1] += 1;
        }
        let send = SendChallenge { user_id: self.players[1].id, game: Game::Duel, chat: false };
        let key = format!("send-{}", self.before);
        let sent = end(stage, "a challenge", stage.insist(&send, &signed.access, Some(&key)).await)?;
        stage.ledger().challenges[0] += 1;
        self.challenge = sent.map(|sent| sent.id);
        Ok(())
    }

    async fn accept(&mut self, stage: &Stage, signed: &Signed) -> Result<(), Stop> {
        let Some(id) = self.challenge else { return Ok(()) };
        stage.ledger().asked.extend(self.players.each_ref().map(|player| player.id));
        stage.moments.match_asked.notify_waiters();
        let key = format!("accept-{}", self.before);
        let accepted = stage.insist(&AcceptChallenge { id }, &signed.access, Some(&key)).await;
        let made = accepted.map_err(|fault| stage.stop("accepting a challenge", &fault))?;
        (self.challenge, self.asks, self.before) = (None, false, self.before + 1);
        self.players.iter_mut().for_each(|player| player.sit_at(stage, made.code));
        Ok(())
    }
}
