//! Friends who write to each other, and one of whom keeps somebody else away and lets them back, again and again. Each message has a
//! number and a key: one that a kill left in doubt is sent again with its key, and must be there once.

use common::api::Endpoint;
use common::api::auth::Register;
use common::api::chat::{CreateChat, ListMessages, PostMessage};
use common::api::friends::{BlockUser, ListBlocked, ListFriends, Unblock};
use common::api::users::GetMe;
use common::ids::{BlockId, ChatId, UserId};

use crate::stage::{Stage, Stop};
use crate::web::Fault;
use crate::writers::{PACE, PASSWORD, befriend, begin, end, sign_in};

/// After so many messages somebody is kept away, or let back.
const TURN_EVERY: u64 = 3;

/// Two friends and somebody who is kept away.
pub(crate) struct Pals {
    name: String,
    chat: ChatId,
    foe: UserId,
    /// Messages that were acknowledged, and asked for.
    said: [u64; 2],
    /// The block that was acknowledged last, and whether another turn was asked for after it.
    block: Option<BlockId>,
    turn_in_doubt: bool,
}

impl Pals {
    /// Three new accounts, whose names begin with this; two are friends, and have a conversation.
    pub(crate) async fn new(stage: &Stage, name: &str) -> Result<Self, Fault> {
        let names = ["a", "b", "c"].map(|letter| format!("{name}{letter}"));
        let mut tokens = Vec::new();
        for name in &names {
            let register = Register { username: name.clone(), password: PASSWORD.to_owned() };
            tokens.push(stage.web.call(&register, None).await?.access);
            stage.ledger().accounts.insert(name.clone(), true);
        }
        befriend(stage, [&names[0], &names[1]]).await?;
        let chat = stage.web.call(&CreateChat { username: names[1].clone() }, Some(&tokens[0])).await?.id;
        let foe = stage.web.call(&GetMe {}, Some(&tokens[2])).await?.id;
        let [name, ..] = names;
        Ok(Self { name, chat, foe, said: [0, 0], block: None, turn_in_doubt: false })
    }

    /// Writes until the server is killed.
    pub(crate) async fn write_on(mut self, stage: Stage) -> Self {
        let outcome = self.write(&stage).await;
        stage.settle(&self.name, outcome);
        self
    }

    async fn write(&mut self, stage: &Stage) -> Result<(), Stop> {
        let access = sign_in(stage, &self.name).await.map_err(|fault| stage.stop("a sign-in", &fault))?;
        while !stage.over.is_cancelled() && !stage.is_killed() {
            let [said, asked] = self.said;
            // What is in doubt is asked for again.
            let number = if asked > said { asked } else { asked + 1 };
            begin(stage);
            self.said[1] = number;
            let message = PostMessage { chat: self.chat, content: number.to_string() };
            let key = format!("message-{number}");
            if end(stage, "a message", stage.web.call_with_key(&message, Some(&access), Some(&key)).await)?.is_some() {
                self.said[0] = number;
            }
            if number % TURN_EVERY == 0 {
                self.turn(stage, &access).await?;
            }
            tokio::time::sleep(PACE).await;
        }
        Ok(())
    }

    /// Keeps somebody away, or lets them back.
    async fn turn(&mut self, stage: &Stage, access: &str) -> Result<(), Stop> {
        begin(stage);
        self.turn_in_doubt = true;
        let turned = match self.block {
            None => self.turned(stage, &BlockUser { user_id: self.foe }, access, |blocked| Some(blocked.id)).await?,
            Some(id) => self.turned(stage, &Unblock { id }, access, |()| None).await?,
        };
        if let Some(block) = turned {
            self.block = block;
        }
        self.turn_in_doubt = false;
        Ok(())
    }

    async fn turned<E: Endpoint>(
        &self,
        stage: &Stage,
        endpoint: &E,
        access: &str,
        then: impl FnOnce(E::Response) -> Option<BlockId>,
    ) -> Result<Option<Option<BlockId>>, Stop> {
        Ok(end(stage, "a block", stage.web.call(endpoint, Some(access)).await)?.map(then))
    }

    /// Every message that was acknowledged is there once, the two are friends still, and who was kept away is.
    pub(crate) async fn audit(&mut self, stage: &Stage) -> Result<(), String> {
        let told = |fault: Fault| format!("{}: {fault}", self.name);
        let access = sign_in(stage, &self.name).await.map_err(told)?;
        let messages = stage.web.call(&ListMessages { chat: self.chat, before: None, limit: 100 }, Some(&access)).await.map_err(told)?;
        let friends = stage.web.call(&ListFriends { online: None, limit: 100, offset: 0 }, Some(&access)).await.map_err(told)?;
        let blocked = stage.web.call(&ListBlocked { limit: 100, offset: 0 }, Some(&access)).await.map_err(told)?;
        let there = u64::try_from(messages.count).unwrap_or(0);
        let numbers: Vec<u64> = messages.results.iter().filter_map(|message| message.content.parse().ok()).collect();
        let wanted: Vec<u64> = (1..=there).rev().take(numbers.len()).collect();
        if numbers != wanted || !(self.said[0]..=self.said[1]).contains(&there) {
            return Err(format!(
                "{}: messages {numbers:?} of {there}; {} were acknowledged, {} asked",
                self.name, self.said[0], self.said[1]
            ));
        }
        if friends.count != 1 {
            return Err(format!("{}: {} friends", self.name, friends.count));
        }
        let block = blocked.results.first().map(|found| found.id);
        if block != self.block && !self.turn_in_doubt {
            return Err(format!("{}: the block is {block:?}, {:?} was acknowledged", self.name, self.block));
        }
        (self.block, self.turn_in_doubt) = (block, false);
        Ok(())
    }
}
