//! What fills the scene in the theatre: a film, and for a match that still runs the connection from which it grows.

use std::sync::Arc;
use std::time::Duration;

use common::ids::{MatchCode, PictureId};
use common::sim::bot::Skill;
use common::sim::{Phase, Reel, Seat, TICK_HZ, Tick};
use common::wire::Refusal;

use super::film::Film;
use super::model::{Speed, TheatreAction, TheatreModel};
use crate::link::Link;
use crate::net::Bearer;
use crate::play::contract::{LostReason, PlayFact, PlaySpec, Replay, ReplayPlayer};
use crate::play::online::{Dial, OnlineMatch};
use crate::play::scene::{PlayerView, Role, Scene, Stage};
use crate::play::steering::Steering;

/// How far what is seen live is behind what is known, when one stops following it.
const LIVE_LAG_TICKS: u32 = TICK_HZ / 5;

/// A match that is seen.
pub(in crate::play) struct Theatre {
    film: Option<Film>,
    watched: Option<Box<OnlineMatch>>,
    /// Whether what happens now is seen, as far as there is a connection.
    live: bool,
    /// What is seen live does not go on from what the last frame showed.
    cut: bool,
    ended: Option<Link>,
    /// Where to begin, until there is a film.
    begin: Tick,
    players: Vec<ReplayPlayer>,
    code: Option<MatchCode>,
}

impl Theatre {
    /// A match of the past.
    pub(in crate::play) fn replay(replay: &Replay, at: Tick) -> Self {
        Self {
            film: Some(Film::new(Reel::new(replay.log.clone()), at)),
            watched: None,
            live: false,
            cut: false,
            ended: None,
            begin: at,
            players: replay.players.clone(),
            code: replay.code,
        }
    }

    /// A match that runs.
    pub(in crate::play) fn watch(code: MatchCode, bearer: Option<Bearer>, at: Option<Tick>) -> Self {
        Self {
            film: None,
            watched: Some(Box::new(OnlineMatch::watched(code, bearer.into_iter().collect()))),
            live: at.is_none(),
            cut: false,
            ended: None,
            begin: at.unwrap_or(Tick(0)),
            players: Vec::new(),
            code: Some(code),
        }
    }

    /// Hears of a running match, lets time pass, and shows what there is to see. `foot`: logical pixels that the controls take.
    pub(in crate::play) fn advance(&mut self, now_us: u64, elapsed: Duration, dial: Option<&dyn Dial>, foot: f32, scene: &mut Scene) {
        scene.spectators = 0;
        scene.link = None;
        self.hear(now_us, dial);
        // Whoever has caught up with what happens now goes on seeing it.
        if self.film.as_ref().is_some_and(|film| film.playing && film.is_at_end()) {
            self.go_live();
        }
        match (&mut self.watched, &mut self.film) {
            (Some(online), film) if self.live || film.is_none() => {
                online.show(now_us, scene);
                scene.cut = std::mem::take(&mut self.cut);
            }
            (_, Some(film)) => {
                film.advance(elapsed, scene);
                scene.players = self.players.iter().map(seated).collect();
                if let Some(forfeit) = film.reel.log().forfeited().filter(|_| film.is_at_end()) {
                    scene.stage = Stage::Over { winner: Some(forfeit.loser.other()) };
                }
            }
            (None, None) | (Some(_), None) => {}
        }
        scene.mirrored = false;
        scene.own.clear();
        scene.role = Role::Theatre;
        scene.foot = foot;
    }

    /// Takes in what the server says of a running match.
    fn hear(&mut self, now_us: u64, dial: Option<&dyn Dial>) {
        let Some(online) = &mut self.watched else { return };
        // Nobody steers here.
        online.hear(now_us, dial, &mut Steering::default());
        // The log follows the welcome in parts: before all of it is there, the moment to begin with may not be.
        if let Some(log) = online.log().filter(|_| online.has_caught_up()) {
            match &mut self.film {
                Some(film) => film.follow(&log),
                None => self.film = Some(Film::new(Reel::new(log.into_owned()), self.begin)),
            }
            self.players = online.players();
        }
        if !self.live {
            // It is seen in the film, and not to be announced once more afterwards.
            online.hush();
        }
        if online.is_over() {
            // From here on it is a replay.
            self.watched = None;
            if std::mem::take(&mut self.live)
                && let Some(film) = &mut self.film
            {
                // Its last moments were seen, or are in the film.
                film.seek(film.reel.end());
            }
        }
    }

    /// From here on what happens now is seen, as fast as it happens, if the match still runs.
    fn go_live(&mut self) {
        if self.watched.is_some() {
            self.cut |= !self.live;
            self.live = true;
            if let Some(film) = &mut self.film {
                (film.playing, film.speed) = (true, Speed::PLAIN);
            }
        }
    }

    /// What was seen live goes on from the film.
    fn back_to_the_film(&mut self) {
        if let Some(film) = &mut self.film {
            film.seek(film.reel.end().earlier(LIVE_LAG_TICKS));
        }
    }

    /// Does what was pressed.
    pub(super) fn direct(&mut self, action: TheatreAction) {
        if action == TheatreAction::Live {
            self.go_live();
            return;
        }
        if self.film.is_none() {
            return;
        }
        if std::mem::take(&mut self.live) {
            self.back_to_the_film();
        }
        let Some(film) = &mut self.film else { return };
        match action {
            TheatreAction::Toggle => film.toggle(),
            TheatreAction::Pause => film.playing = false,
            TheatreAction::Seek(at) => film.seek(at),
            TheatreAction::Skip(ticks) => film.skip(ticks),
            TheatreAction::Step(ticks) => {
                film.playing = false;
                film.skip(ticks);
            }
            TheatreAction::RallyBefore => film.rally_before(),
            TheatreAction::RallyAfter => film.rally_after(),
            TheatreAction::Slower => film.speed = film.speed.slower().unwrap_or(film.speed),
            TheatreAction::Faster => film.speed = film.speed.faster().unwrap_or(film.speed),
            TheatreAction::Live | TheatreAction::TakeOver { .. } | TheatreAction::CopyLink | TheatreAction::Leave => {}
        }
    }

    /// The match that goes another way from this moment on; none when it is over here.
    pub(super) fn take_over(&self, seat: Seat, skill: Skill) -> Option<PlaySpec> {
        let film = self.film.as_ref()?;
        let at = if self.live { film.reel.end() } else { film.at() };
        if film.reel.enter(at).pong().phase() == Phase::Over {
            return None;
        }
        let replay = Replay { log: film.reel.log().clone(), players: self.players.clone(), code: self.code };
        Some(PlaySpec::FromHere { replay: Arc::new(replay), at, seat, skill })
    }

    /// What the controls show.
    pub(super) fn model(&self) -> TheatreModel {
        let Some(film) = &self.film else {
            return TheatreModel { running: self.watched.is_some(), live: self.live, code: self.code, ..TheatreModel::default() };
        };
        let live = self.live && self.watched.is_some();
        let court = film.reel.log().rules().court;
        TheatreModel {
            at: if live { film.reel.end() } else { film.at() },
            end: film.reel.end(),
            playing: film.playing && (self.watched.is_some() || !film.is_at_end()),
            speed: film.speed,
            rallies: film.reel.rallies().to_vec(),
            running: self.watched.is_some(),
            live,
            seats: court.seats().map(|seat| (seat, self.name(seat))).collect(),
            over: film.reel.last().phase() == Phase::Over && film.is_at_end(),
            code: self.code,
        }
    }

    fn name(&self, seat: Seat) -> String {
        self.players.iter().find(|player| player.seat == seat).map_or_else(String::new, |player| player.name.clone())
    }

    /// Why it cannot be seen any more, if so. What was seen of it until the connection was lost for good stays; a match that is
    /// not there any more has ended, and is to be opened where one was.
    pub(in crate::play) fn outcome(&mut self, now_us: u64) -> Option<PlayFact> {
        let lost = self.watched.as_mut()?.outcome(now_us)?;
        self.watched = None;
        if std::mem::take(&mut self.live) {
            self.back_to_the_film();
        }
        let Some(film) = &self.film else { return Some(lost) };
        if let (PlayFact::Lost(LostReason::Refused(Refusal::NotFound)), Some(code)) = (lost, self.code) {
            self.ended = Some(Link { code, at_s: Some(film.at().0 / TICK_HZ) });
        }
        None
    }

    /// The match that ended while there was no connection, once.
    pub(in crate::play) const fn take_ended(&mut self) -> Option<Link> {
        self.ended.take()
    }
}

fn seated(player: &ReplayPlayer) -> PlayerView {
    let ReplayPlayer { seat, name, picture: PictureId(picture) } = player;
    PlayerView { seat: *seat, name: name.clone(), picture: PictureId(*picture), mine: false, away_ms: None }
}
