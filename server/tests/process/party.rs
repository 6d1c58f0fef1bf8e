//! People who gather in a lobby and play again and again: two who play each other in a custom game while somebody comes and goes who only
//! watches, or a team of clash, which is put together with others. Their lobby outlives the server as long as they come back.

use std::time::Duration;

use common::api::error::ErrorCode;
use common::api::lobby::{CreateLobby, GetLobby, JoinLobby, LeaveLobby, LobbyMode, LobbyTeam, PatchLobby, PatchLobbyParticipant};
use common::ids::LobbyCode;
use futures_util::future::join_all;

use crate::court::Style;
use crate::player::{Player, Signed, sign_in_all};
use crate::stage::{Stage, Stop};
use crate::web::Fault;
use crate::whereabouts::{Place, Wish, go};
use crate::writers::{befriend, begin, end};

const STYLE: Style = Style { level: 4, is_brief: true };
/// How long somebody stays who comes and goes, and stays away.
const VISIT: Duration = Duration::from_millis(100);
/// What the creator tries, and what it is played to: matches are to be short.
const GOALS: [u8; 2] = [7, 1];

/// Those who gather in one lobby.
pub(crate) struct Party {
    name: String,
    mode: LobbyMode,
    /// In the order in which they come; the first makes the lobby.
    members: Vec<Player>,
    visitor: Option<Player>,
    code: Option<LobbyCode>,
    /// A lobby was asked for.
    asks: bool,
}

/// A lobby, for one who is in it.
#[derive(Clone, Copy)]
struct Seat {
    code: LobbyCode,
    mode: LobbyMode,
    team: LobbyTeam,
    is_creator: bool,
}

impl Party {
    /// New accounts, whose names begin with this: two who play each other, and a visitor.
    pub(crate) async fn custom(stage: &Stage, name: &str) -> Result<Self, Fault> {
        let visitor = Player::account(stage, &format!("{name}v"), STYLE).await?;
        Ok(Self { visitor: Some(visitor), ..Self::new(stage, name, LobbyMode::CustomGame, 2).await? })
    }

    /// The same, a team of so many.
    pub(crate) async fn team(stage: &Stage, name: &str, size: usize) -> Result<Self, Fault> {
        Self::new(stage, name, LobbyMode::Clash, size).await
    }

    async fn new(stage: &Stage, name: &str, mode: LobbyMode, size: usize) -> Result<Self, Fault> {
        let names: Vec<_> = (0..size).map(|member| format!("{name}m{member}")).collect();
        let mut members = Vec::new();
        for name in &names {
            members.push(Player::account(stage, name, STYLE).await?);
        }
        if let [one, other, ..] = &names[..] {
            // So it is counted who of them wins, or that they do.
            befriend(stage, [one, other]).await?;
        }
        Ok(Self { name: name.to_owned(), mode, members, visitor: None, code: None, asks: false })
    }

    pub(crate) fn players(&mut self) -> impl Iterator<Item = &mut Player> {
        self.members.iter_mut().chain(&mut self.visitor)
    }

    /// Plays until the server is killed, or until no new match is wanted and the last one is over; then everybody leaves.
    pub(crate) async fn play_on(mut self, stage: Stage) -> Self {
        let outcome = self.play_all(&stage).await;
        stage.settle(&self.name, outcome);
        self
    }

    async fn play_all(&mut self, stage: &Stage) -> Result<(), Stop> {
        if stage.over.is_cancelled() && self.code.is_none() && !self.asks {
            return Ok(());
        }
        let mut signed = sign_in_all(stage, &mut self.members).await?;
        let code = match self.code {
            Some(code) => code,
            None => self.open(stage, &signed[0]).await?,
        };
        let seats = (0..self.members.len()).map(|member| Seat {
            code,
            mode: self.mode,
            team: if self.mode == LobbyMode::CustomGame && member > 0 { LobbyTeam::B } else { LobbyTeam::A },
            is_creator: member == 0,
        });
        let seats: Vec<_> = seats.collect();
        for ((player, signed), seat) in self.members.iter().zip(&signed).zip(&seats) {
            seat.take(stage, player, signed).await?;
        }
        let members = self.members.iter_mut().zip(&mut signed).zip(seats).map(|((player, signed), seat)| seat.stay(stage, player, signed));
        let visitor = &mut self.visitor;
        let visitor = async {
            match visitor {
                Some(visitor) => visit(stage, visitor, code).await,
                None => Ok(()),
            }
        };
        let (members, visitor) = tokio::join!(join_all(members), visitor);
        members.into_iter().collect::<Result<(), Stop>>().and(visitor)?;
        self.code = None;
        Ok(())
    }

    /// Makes the lobby.
    async fn open(&mut self, stage: &Stage, signed: &Signed) -> Result<LobbyCode, Stop> {
        let create = CreateLobby { game_mode: self.mode, match_type: None };
        self.asks = true;
        let caller = (self.members[0].id, &*signed.access);
        let there = |code| Place::Lobby { code, team: LobbyTeam::A, is_ready: false };
        let made = go(stage, caller, (&create, Some(&self.name)), Wish::Lobby, |made| there(made.code)).await;
        let made = made.map_err(|fault| stage.stop("a lobby", &fault))?;
        stage.ledger().whereabouts.set_goals(made.code, made.goals);
        (self.asks, self.code) = (false, Some(made.code));
        Ok(made.code)
    }
}

impl Seat {
    fn place(self, is_ready: bool) -> Place {
        Place::Lobby { code: self.code, team: self.team, is_ready }
    }

    /// Comes into the lobby, or finds it as it was left.
    async fn take(self, stage: &Stage, player: &Player, signed: &Signed) -> Result<(), Stop> {
        if stage.ledger().whereabouts.of(player.id) == Place::Nowhere {
            let caller = (player.id, &*signed.access);
            let place = self.place(false);
            let joined = go(stage, caller, (&JoinLobby { code: self.code }, None), Wish::Place(place), |_| place).await;
            joined.map_err(|fault| stage.stop("coming into a lobby", &fault))?;
        }
        let lobby = stage.web.call(&GetLobby {}, Some(&signed.access)).await.map_err(|fault| stage.stop("the own lobby", &fault))?;
        let is_known = stage.ledger().whereabouts.goals(self.code) == Some(lobby.goals);
        if lobby.code != self.code || !lobby.participants.iter().any(|other| other.user.id == player.id) || !is_known {
            return Err(Stop::Fault(format!("{} should be in {}, and is in {lobby:?}", player.id, self.code)));
        }
        Ok(())
    }

    /// Plays one match after the other, and leaves in the end.
    async fn stay(self, stage: &Stage, player: &mut Player, signed: &mut Signed) -> Result<(), Stop> {
        loop {
            if player.code.is_some() {
                player.finish(stage, signed).await?;
                stage.ledger().whereabouts.match_is_over(player.id);
            }
            let is_ready = stage.ledger().whereabouts.of(player.id) == self.place(true);
            if stage.over.is_cancelled() && !is_ready {
                return self.leave(stage, player, signed).await;
            }
            stage.ledger().asked.insert(player.id);
            if !is_ready {
                if self.is_creator && self.mode == LobbyMode::CustomGame {
                    self.set_up(stage, signed).await?;
                }
                stage.moments.match_asked.notify_waiters();
                self.be_ready(stage, player, signed, true).await.map_err(|fault| stage.stop("being ready", &fault))?;
            }
            tokio::select! {
                started = player.next_start(stage, &mut signed.events) => started?,
                () = stage.over.cancelled() => match self.be_ready(stage, player, signed, false).await {
                    Ok(()) => {}
                    // The match was made in this moment.
                    Err(Fault::Refused(ErrorCode::MatchRunning)) => player.started(stage, signed).await?,
                    Err(fault) => return Err(stage.stop("being ready no more", &fault)),
                },
            }
        }
    }

    async fn be_ready(self, stage: &Stage, player: &Player, signed: &Signed, is_ready: bool) -> Result<(), Fault> {
        let place = self.place(is_ready);
        let patch = PatchLobbyParticipant { code: self.code, is_ready: Some(is_ready), team: None };
        go(stage, (player.id, &signed.access), (&patch, None), Wish::Place(place), |_| place).await.map(drop)
    }

    /// The creator sets the lobby up.
    async fn set_up(self, stage: &Stage, signed: &Signed) -> Result<(), Stop> {
        for goals in GOALS {
            begin(stage);
            stage.ledger().whereabouts.ask_for_goals(self.code, goals);
            let patch = PatchLobby { match_type: None, goals: Some(goals) };
            if end(stage, "setting a lobby up", stage.insist(&patch, &signed.access, None).await)?.is_some() {
                stage.ledger().whereabouts.set_goals(self.code, goals);
            }
        }
        Ok(())
    }

    async fn leave(self, stage: &Stage, player: &Player, signed: &Signed) -> Result<(), Stop> {
        leave(stage, player, signed, self.code).await.map_err(|fault| stage.stop("leaving a lobby", &fault))
    }
}

async fn leave(stage: &Stage, player: &Player, signed: &Signed, code: LobbyCode) -> Result<(), Fault> {
    let caller = (player.id, &*signed.access);
    go(stage, caller, (&LeaveLobby { code }, None), Wish::Place(Place::Nowhere), |()| Place::Nowhere).await
}

/// Comes and goes, and only watches: the others have both sides.
async fn visit(stage: &Stage, player: &mut Player, code: LobbyCode) -> Result<(), Stop> {
    let signed = player.sign_in(stage).await?;
    let place = Place::Lobby { code, team: LobbyTeam::Spectator, is_ready: false };
    loop {
        match go(stage, (player.id, &signed.access), (&JoinLobby { code }, None), Wish::Place(place), |_| place).await {
            Ok(_) => {}
            // The others have gone already.
            Err(Fault::Refused(ErrorCode::NotFound)) if stage.over.is_cancelled() => return Ok(()),
            Err(fault) => return Err(stage.stop("coming into a lobby", &fault)),
        }
        tokio::time::sleep(VISIT).await;
        leave(stage, player, &signed, code).await.map_err(|fault| stage.stop("leaving a lobby", &fault))?;
        if stage.over.is_cancelled() || stage.is_killed() {
            return Ok(());
        }
        tokio::time::sleep(VISIT).await;
    }
}
