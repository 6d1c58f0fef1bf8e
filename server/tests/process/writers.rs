//! Writers: they do one thing after the other and note each before it is asked for and after it was acknowledged.

use std::time::Duration;

use common::api::auth::{CreateGuest, Login, Register};
use common::api::error::ErrorCode;
use common::api::friends::{AcceptFriendRequest, SendFriendRequest};
use common::api::users::{GetMe, PatchMe};

use crate::stage::{Stage, Stop};
use crate::web::Fault;

pub(crate) const PASSWORD: &str = "correct horse battery";
/// Between two writes of one writer, so that matches have some of the machine too.
pub(crate) const PACE: Duration = Duration::from_millis(15);

/// Registers accounts until the server is killed. `life` makes their names unlike those of others.
pub(crate) async fn register(stage: Stage, life: usize) {
    let outcome = async {
        for number in 0.. {
            if stage.is_killed() {
                return Err(Stop::Killed);
            }
            let name = format!("k{life}n{number}");
            begin(&stage);
            stage.ledger().accounts.insert(name.clone(), false);
            let register = Register { username: name.clone(), password: PASSWORD.to_owned() };
            if end(&stage, "a registration", stage.web.call(&register, None).await)?.is_some() {
                stage.ledger().accounts.insert(name, true);
            }
            tokio::time::sleep(PACE).await;
        }
        Ok(())
    };
    stage.settle("who registers", outcome.await);
}

/// Makes guests until the server is killed.
pub(crate) async fn welcome(stage: Stage) {
    let outcome = async {
        while !stage.is_killed() {
            begin(&stage);
            stage.ledger().guests[1] += 1;
            if let Some(tokens) = end(&stage, "a guest", stage.web.call(&CreateGuest {}, None).await)? {
                let mut ledger = stage.ledger();
                ledger.guests[0] += 1;
                ledger.new_guests.push(tokens);
            }
            tokio::time::sleep(PACE).await;
        }
        Ok(())
    };
    stage.settle("who welcomes guests", outcome.await);
}

/// An account that counts up in the line under its name.
pub(crate) struct Counter {
    name: String,
    acknowledged: u64,
    asked: u64,
}

impl Counter {
    /// A new account of this name.
    pub(crate) async fn new(stage: &Stage, name: &str) -> Result<Self, Fault> {
        stage.web.call(&Register { username: name.to_owned(), password: PASSWORD.to_owned() }, None).await?;
        stage.ledger().accounts.insert(name.to_owned(), true);
        Ok(Self { name: name.to_owned(), acknowledged: 0, asked: 0 })
    }

    /// Counts until the server is killed.
    pub(crate) async fn count_on(mut self, stage: Stage) -> Self {
        let outcome = self.count(&stage).await;
        stage.settle(&self.name, outcome);
        self
    }

    async fn count(&mut self, stage: &Stage) -> Result<(), Stop> {
        let access = sign_in(stage, &self.name).await.map_err(|fault| stage.stop("a sign-in", &fault))?;
        stage.ledger().acknowledged += 1;
        while !stage.over.is_cancelled() && !stage.is_killed() {
            begin(stage);
            self.asked += 1;
            let change = PatchMe { catchphrase: Some(self.asked.to_string()), ..PatchMe::default() };
            if end(stage, "a change", stage.web.call(&change, Some(&access)).await)?.is_some() {
                self.acknowledged = self.asked;
            }
            tokio::time::sleep(PACE).await;
        }
        Ok(())
    }

    /// The number must be one that was acknowledged last, or the one that was asked for after it.
    pub(crate) async fn audit(&mut self, stage: &Stage) -> Result<(), String> {
        let told = |fault: Fault| format!("{}: {fault}", self.name);
        let access = sign_in(stage, &self.name).await.map_err(told)?;
        let me = stage.web.call(&GetMe {}, Some(&access)).await.map_err(told)?;
        let found: u64 = me.catchphrase.as_str().parse().unwrap_or(0);
        if !(self.acknowledged..=self.asked).contains(&found) {
            return Err(format!("{}: {found} is there, {} was acknowledged and {} asked", self.name, self.acknowledged, self.asked));
        }
        (self.acknowledged, self.asked) = (found, found);
        Ok(())
    }
}

/// These two accounts are friends from now on.
pub(crate) async fn befriend(stage: &Stage, names: [&str; 2]) -> Result<(), Fault> {
    let [one, other] = names.map(str::to_owned);
    let access = sign_in(stage, &one).await?;
    let request = stage.web.call(&SendFriendRequest { username: other.clone() }, Some(&access)).await?;
    let access = sign_in(stage, &other).await?;
    stage.web.call(&AcceptFriendRequest { id: request.id }, Some(&access)).await?;
    Ok(())
}

/// An access token of this account.
pub(crate) async fn sign_in(stage: &Stage, name: &str) -> Result<String, Fault> {
    let login = Login { username: name.to_owned(), password: PASSWORD.to_owned() };
    Ok(stage.web.call(&login, None).await?.access)
}

/// A write begins.
pub(crate) fn begin(stage: &Stage) {
    stage.ledger().in_doubt += 1;
}

/// The answer of a write. `None`: the server had no time, and it was not done.
pub(crate) fn end<T>(stage: &Stage, what: &str, answer: Result<T, Fault>) -> Result<Option<T>, Stop> {
    match answer {
        Ok(done) => {
            let mut ledger = stage.ledger();
            ledger.in_doubt -= 1;
            ledger.acknowledged += 1;
            Ok(Some(done))
        }
        Err(Fault::Refused(ErrorCode::Unavailable)) => {
            stage.ledger().in_doubt -= 1;
            Ok(None)
        }
        Err(fault) => Err(stage.stop(what, &fault)),
    }
}
