//! Several running matches side by side: each has a connection, and a scene, of its own. Nobody steers here, and nothing is heard.

pub mod view;

use bevy::prelude::*;
use common::ids::MatchCode;

use super::PlayFact;
use super::online::{Dial, OnlineMatch};
use super::scene::{Scene, Stage};
use super::steering::Steering;
use crate::clock;
use crate::net::Sockets;
use crate::screen::AppSystems;

/// Most matches at a time: the first round of the largest tournament.
pub const COURTS_MAX: usize = 8;

/// What happens here without being seen.
pub(super) fn unseen(app: &mut App) {
    app.init_resource::<Wall>().add_systems(Update, advance.in_set(AppSystems::Domain));
}

/// The matches that are seen side by side.
#[derive(Resource, Default)]
pub struct Wall {
    courts: Vec<Court>,
}

/// One of them.
struct Court {
    code: MatchCode,
    /// None: what is on the court comes from elsewhere.
    online: Option<Box<OnlineMatch>>,
    scene: Scene,
    /// Why there is nothing more to be seen of it.
    lost: bool,
}

/// What there is to see of one match.
#[derive(Clone, Copy, Debug)]
pub struct CourtView<'a> {
    /// Its name.
    pub code: MatchCode,
    /// What is on the court.
    pub scene: &'a Scene,
    /// Whether the connection was lost for good, or refused.
    pub lost: bool,
}

impl Wall {
    /// Shows these matches, in this order, and no others. What is seen already goes on; those beyond [`COURTS_MAX`] are left out.
    pub fn show(&mut self, codes: &[MatchCode]) {
        if self.courts.iter().map(|court| court.code).eq(codes.iter().copied().take(COURTS_MAX)) {
            return;
        }
        let mut before = std::mem::take(&mut self.courts);
        for code in codes.iter().copied().take(COURTS_MAX) {
            let known = before.iter().position(|court| court.code == code).map(|at| before.swap_remove(at));
            self.courts.push(known.unwrap_or_else(|| Court::new(code)));
        }
    }

    /// What there is to see, in order.
    pub fn courts(&self) -> impl Iterator<Item = CourtView<'_>> {
        self.courts.iter().map(|court| CourtView { code: court.code, scene: &court.scene, lost: court.lost })
    }

    /// The same match with this on its court, for pictures and tests.
    pub fn stage(&mut self, code: MatchCode, scene: Scene) {
        if let Some(court) = self.courts.iter_mut().find(|court| court.code == code) {
            (court.scene, court.online) = (scene, None);
        }
    }
}

impl Court {
    /// In nobody's name: matches that are shown here may be watched by everybody, and the bound of one user's connections is
    /// not for them.
    fn new(code: MatchCode) -> Self {
        let online = Some(Box::new(OnlineMatch::watched(code, Vec::new())));
        Self { code, online, scene: Scene { stage: Stage::Connecting { left_s: 0.0 }, ..Scene::default() }, lost: false }
    }

    fn advance(&mut self, now_us: u64, dial: &dyn Dial) {
        let Some(online) = self.online.as_mut().filter(|_| !self.lost) else { return };
        self.scene.moments.clear();
        online.hear(now_us, Some(dial), &mut Steering::default());
        online.show(now_us, &mut self.scene);
        self.scene.mirrored = false;
        if let Some(PlayFact::Lost(_)) = online.outcome(now_us) {
            self.lost = true;
        }
    }
}

fn advance(mut wall: ResMut<Wall>, sockets: Option<Res<Sockets>>) {
    let Some(sockets) = sockets.filter(|_| !wall.courts.is_empty()) else { return };
    let now_us = clock::now_us();
    for court in &mut wall.courts {
        court.advance(now_us, &*sockets);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::net::{Bearer, MatchSocket};

    fn code(last: char) -> MatchCode {
        format!("7KDW3{last}").parse().unwrap()
    }

    /// Counts who is called, and hangs up at once.
    #[derive(Default)]
    struct Calls(RefCell<Vec<(MatchCode, usize, bool)>>);

    impl Dial for Calls {
        fn dial(&self, code: MatchCode, bearers: Vec<Bearer>, watch: bool) -> MatchSocket {
            self.0.borrow_mut().push((code, bearers.len(), watch));
            MatchSocket::for_tests().0
        }
    }

    #[test]
    fn each_match_has_one_connection_in_nobodys_name_and_what_is_seen_goes_on_when_others_come() {
        let (mut wall, calls) = (Wall::default(), Calls::default());
        for shown in [&[code('2'), code('3')][..], &[code('4'), code('3')]] {
            wall.show(shown);
            for court in &mut wall.courts {
                court.advance(1, &calls);
            }
            assert!(wall.courts().map(|court| court.code).eq(shown.iter().copied()));
        }
        assert_eq!(calls.0.into_inner(), [(code('2'), 0, true), (code('3'), 0, true), (code('4'), 0, true)]);
    }

    #[test]
    fn a_wall_has_a_bound() {
        let mut wall = Wall::default();
        wall.show(&"23456789BCDF".chars().map(code).collect::<Vec<_>>());
        assert_eq!(wall.courts().count(), COURTS_MAX);
        wall.show(&[]);
        assert_eq!(wall.courts().count(), 0);
    }
}
