//! What fills the scene in the theatre: a film, and for a match that still runs the connection from which it grows.

use std::sync::Arc;
use std::time::Duration;

use common::ids::{MatchCode, PictureId};
use common::sim::bot::Skill;
use common::sim::{Phase, Reel, Seat, TICK_HZ, Tick};

use super::film::Film;
use super::model::{Speed, TheatreAction, TheatreModel};
use crate::net::Bearer;
use crate::play::contract::{PlayFact, PlaySpec, Replay, ReplayPlayer};
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

    /// Why it cannot be seen any more, if so. What was seen of it until the connection was lost for good stays.
    pub(in crate::play) fn outcome(&mut self, now_us: u64) -> Option<PlayFact> {
        let lost = self.watched.as_mut()?.outcome(now_us)?;
        self.watched = None;
        if std::mem::take(&mut self.live) {
            self.back_to_the_film();
        }
        self.film.is_none().then_some(lost)
    }
}

fn seated(player: &ReplayPlayer) -> PlayerView {
    let ReplayPlayer { seat, name, picture: PictureId(picture) } = player;
    PlayerView { seat: *seat, name: name.clone(), picture: PictureId(*picture), mine: false, away_ms: None }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use common::api::matches::{FinishReason, GameMode};
    use common::ids::UserId;
    use common::sim::{Court, Log, Rules, Seed, Side};
    use common::wire::{Finished, LogPart, Refusal, SeatView, ToClient, Welcome};
    use crossbeam_channel::Sender;

    use super::*;
    use crate::net::socket::{MatchSocket, SocketFact, SocketNews};
    use crate::play::contract::LostReason;

    const FRAME_US: u64 = 16_667;
    const B0: Seat = Seat::new(Side::B, 0);

    /// A server with one match, of which a second passes with every call.
    #[derive(Default)]
    struct Server {
        calls: RefCell<Vec<(Sender<SocketFact>, bool)>>,
    }

    impl Dial for Server {
        fn dial(&self, _code: MatchCode, _bearers: Vec<Bearer>, watch: bool) -> MatchSocket {
            let (socket, ears) = MatchSocket::for_tests();
            self.calls.borrow_mut().push((ears, watch));
            socket
        }
    }

    impl Server {
        fn say(&self, message: ToClient) {
            self.calls.borrow().last().unwrap().0.send(SocketFact { at_us: 0, news: SocketNews::Message(message) }).unwrap();
        }

        fn welcome(&self, through: u32) {
            let seats = [Seat::new(Side::A, 0), B0].map(|seat| SeatView {
                seat,
                user_id: UserId(1),
                username: if seat == B0 { "bob" } else { "ada" }.to_owned(),
                picture: PictureId(1),
            });
            self.say(ToClient::Welcome(Box::new(Welcome {
                code: code(),
                game_mode: GameMode::Duel,
                rules: Rules::new(Court::Duel),
                seed: Seed(11),
                seats: seats.into(),
                mine: Vec::new(),
                through: Tick(through),
                running: true,
                away: Vec::new(),
                spectators: 1,
            })));
            self.grow(through);
        }

        fn grow(&self, through: u32) {
            self.say(ToClient::Log(LogPart { through: Tick(through), changes: Vec::new(), hash: None }));
        }

        fn finish(&self, through: u32) {
            let finished = Finished {
                through: Tick(through),
                winner: Some(Side::A),
                reason: FinishReason::PlayerDisconnect,
                score: [3, 0],
                players: Vec::new(),
                forfeit: Some(common::sim::Forfeit { at: Tick(through), loser: Side::B }),
                log_hash: 0,
            };
            self.say(ToClient::Finished(Box::new(finished)));
        }
    }

    fn code() -> MatchCode {
        "7KDW3Q".parse().unwrap()
    }

    struct Spectator {
        server: Server,
        theatre: Theatre,
        scene: Scene,
        now_us: u64,
    }

    impl Spectator {
        fn new(at: Option<Tick>) -> Self {
            Self { server: Server::default(), theatre: Theatre::watch(code(), None, at), scene: Scene::default(), now_us: 0 }
        }

        fn frames(&mut self, count: u32) {
            for _ in 0..count {
                self.now_us += FRAME_US;
                self.scene.moments.clear();
                self.theatre.advance(self.now_us, Duration::from_micros(FRAME_US), Some(&self.server), 80.0, &mut self.scene);
            }
        }
    }

    #[test]
    fn a_running_match_is_watched_live_rewound_and_caught_up_with() {
        let mut seat = Spectator::new(None);
        seat.frames(1);
        assert!(seat.server.calls.borrow()[0].1, "no seat is asked for");
        assert!(matches!(seat.scene.stage, Stage::Connecting { .. }) && seat.scene.role == Role::Theatre);
        seat.server.welcome(1200);
        seat.frames(2);
        let model = seat.theatre.model();
        assert_eq!((model.live, model.running, model.at, model.end), (true, true, Tick(1200), Tick(1200)));
        assert_eq!(model.seats[1], (B0, "bob".to_owned()));
        assert_eq!((seat.scene.players.len(), seat.scene.spectators), (2, 1));
        seat.theatre.direct(TheatreAction::Seek(Tick(300)));
        seat.server.grow(1320);
        seat.frames(1);
        let model = seat.theatre.model();
        assert_eq!((model.live, model.end), (false, Tick(1320)));
        assert!(model.at.0.abs_diff(300) <= 2 && seat.scene.link.is_none());
        seat.theatre.direct(TheatreAction::Faster);
        seat.theatre.direct(TheatreAction::Faster);
        seat.theatre.direct(TheatreAction::Faster);
        seat.frames(120);
        let model = seat.theatre.model();
        assert_eq!((model.live, model.speed), (true, Speed::PLAIN), "whoever has caught up is live again");
    }

    #[test]
    fn a_link_to_a_moment_begins_there_and_leads_on_to_now() {
        let mut seat = Spectator::new(Some(Tick(240)));
        seat.frames(1);
        seat.server.welcome(2400);
        seat.frames(2);
        assert!(!seat.theatre.model().live && seat.theatre.model().at.0.abs_diff(240) <= 6);
        seat.theatre.direct(TheatreAction::Live);
        seat.frames(1);
        assert!(seat.theatre.model().live);
    }

    #[test]
    fn when_it_ends_it_becomes_a_replay_with_its_end_and_who_won() {
        let mut seat = Spectator::new(None);
        seat.frames(1);
        seat.server.welcome(1200);
        seat.frames(2);
        seat.server.finish(1200);
        seat.frames(60);
        let model = seat.theatre.model();
        assert_eq!((model.running, model.live, model.at), (false, false, Tick(1200)));
        assert_eq!(seat.scene.stage, Stage::Over { winner: Some(Side::A) });
        assert_eq!(seat.server.calls.borrow().len(), 1, "nothing to connect to any more");
        assert!(seat.theatre.outcome(seat.now_us + 90_000_000).is_none());
    }

    #[test]
    fn what_was_seen_stays_when_the_match_is_gone_and_nothing_was_seen_is_said() {
        let mut seat = Spectator::new(None);
        seat.frames(1);
        seat.server.welcome(1200);
        seat.frames(2);
        seat.server.say(ToClient::Refused(Refusal::NotFound));
        seat.frames(1);
        assert!(seat.theatre.outcome(seat.now_us).is_none());
        seat.frames(1);
        assert_eq!((seat.theatre.model().running, seat.theatre.model().end), (false, Tick(1200)));
        let mut stranger = Spectator::new(None);
        stranger.frames(1);
        stranger.server.say(ToClient::Refused(Refusal::NotFound));
        stranger.frames(1);
        let fact = stranger.theatre.outcome(stranger.now_us);
        assert!(matches!(fact, Some(PlayFact::Lost(LostReason::Refused(Refusal::NotFound)))), "{fact:?}");
    }

    #[test]
    fn a_paddle_of_a_running_match_is_taken_over_at_what_was_last_known() {
        let mut seat = Spectator::new(None);
        seat.frames(1);
        seat.server.welcome(500);
        seat.frames(2);
        let Some(PlaySpec::FromHere { replay, at, seat, .. }) = seat.theatre.take_over(B0, Skill::new(2).unwrap()) else { panic!() };
        assert_eq!((at, seat, replay.code), (Tick(500), B0, Some(code())));
        assert_eq!(replay.log, {
            let mut log = Log::new(Rules::new(Court::Duel), Seed(11));
            log.extend_to(Tick(500));
            log
        });
    }
}
