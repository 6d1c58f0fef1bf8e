//! What an online match looks like: the scene of a frame, from what the channel knows.

use common::netcode::Moment as When;
use common::sim::Side;

use super::channel::{Channel, Known, ROLLBACKS_MAX, signed};
use crate::play::scene::{LinkView, Moment, PlayerView, Role, Scene, Stage};

impl Channel {
    /// Fills the scene for the moment `now_us`, and lets prediction run up to it.
    pub(super) fn show(&mut self, now_us: u64, scene: &mut Scene) {
        scene.role = Role::Match;
        (scene.foot, scene.cut) = (0.0, false);
        scene.link = Some(self.link_view(now_us));
        if let Some(known) = &mut self.match_ {
            scene.spectators = known.welcome.spectators;
            known.show(now_us, scene);
        }
        self.show_players(now_us, scene);
        self.show_stage(now_us, scene);
    }

    fn link_view(&mut self, now_us: u64) -> LinkView {
        self.link.rollbacks.push_back(std::mem::take(&mut self.link.deepest));
        while self.link.rollbacks.len() > ROLLBACKS_MAX {
            self.link.rollbacks.pop_front();
        }
        let clock = self.match_.as_ref().map(|known| &known.clock).filter(|clock| clock.is_set());
        LinkView {
            rtt_ms: millis(clock.map_or_else(|| signed(self.link.rtt_us), |clock| clock.round_trip_us())),
            jitter_ms: millis(clock.map_or(0, |clock| clock.jitter_us())),
            late_inputs: self.link.late_inputs,
            resyncs: self.link.resyncs,
            rollbacks: self.link.rollbacks.iter().copied().collect(),
            alive: self.is_alive(now_us),
        }
    }

    fn show_players(&self, now_us: u64, scene: &mut Scene) {
        scene.players.clear();
        let Some(known) = &self.match_ else { return };
        for seat in &known.welcome.seats {
            let missing = self.waiting.as_ref().filter(|waiting| waiting.what.missing.contains(&seat.seat));
            let away = self.away.iter().find(|away| away.what.seat == seat.seat);
            let away_ms = missing
                .map(|waiting| left_ms(waiting.what.left_ms, waiting.at_us, now_us))
                .or_else(|| away.and_then(|away| Some(left_ms(away.what.left_ms?, away.at_us, now_us))));
            scene.players.push(PlayerView {
                seat: seat.seat,
                name: seat.username.clone(),
                picture: seat.picture,
                mine: known.welcome.mine.contains(&seat.seat),
                away_ms,
            });
        }
    }

    fn show_stage(&self, now_us: u64, scene: &mut Scene) {
        if let Some(finished) = &self.finished {
            scene.stage = Stage::Over { winner: finished.winner };
            scene.score = finished.score;
            scene.ball = None;
        } else if let Some(waiting) = &self.waiting {
            let left_s = seconds(left_ms(waiting.what.left_ms, waiting.at_us, now_us));
            // All are there: after a restart of the server the clock runs again soon.
            let all_there = waiting.what.missing.is_empty();
            scene.stage = if all_there { Stage::Countdown { left_s, held: false } } else { Stage::Waiting { left_s } };
        }
    }
}

impl Known {
    fn show(&mut self, now_us: u64, scene: &mut Scene) {
        let mine = &self.welcome.mine;
        // Who sits on both sides of it looks at it as it is: `a` on the right.
        scene.mirrored = !mine.is_empty() && mine.iter().all(|seat| seat.side == Side::B);
        scene.own.clone_from(mine);
        if self.running && self.clock.is_set() {
            let when: When = self.clock.target_tick(signed(now_us));
            self.timeline.advance_to(when.tick());
            let picture = self.perception.frame(&self.timeline, when, self.clock.lag());
            scene.show_picture(&picture, &self.timeline);
            scene.moments.extend(picture.heard.iter().map(Moment::from));
        } else {
            scene.show(self.timeline.confirmed(), self.timeline.confirmed(), 0.0);
        }
        scene.moments.extend(self.news.drain(..).map(|event| Moment::from(&event)));
    }
}

/// What is left of a time that was said at `said_us`.
fn left_ms(left_ms: u32, said_us: u64, now_us: u64) -> u32 {
    let passed_ms = u32::try_from(now_us.saturating_sub(said_us) / 1000).unwrap_or(u32::MAX);
    left_ms.saturating_sub(passed_ms)
}

#[expect(clippy::cast_precision_loss, reason = "shown to people in whole milliseconds")]
fn millis(us: i64) -> f32 {
    us as f32 / 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "half a minute in milliseconds is exact")]
fn seconds(ms: u32) -> f32 {
    ms as f32 / 1000.0
}
