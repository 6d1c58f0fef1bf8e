//! What is to be heard in a frame: each thing when it is seen, and once, whatever is predicted anew.

use super::blend::Blend;
use super::moment::{Lag, Moment};
use super::timeline::Timeline;
use crate::sim::{Event, Fx, Point, SEATS_MAX, Tick};

/// Voices: the paddles, the two walls, the countdown and the serve.
const VOICES: usize = SEATS_MAX + 4;
const TOP: usize = SEATS_MAX;
const BOTTOM: usize = SEATS_MAX + 1;
const COUNTDOWN: usize = SEATS_MAX + 2;
const SERVE: usize = SEATS_MAX + 3;

/// A voice is silent for so many ticks after it was heard: no ball can come back to the same paddle or wall in that time,
/// so that a second sound would be the same contact, predicted otherwise.
const SILENCE_TICKS: i32 = 24;

/// When each voice was heard last.
#[derive(Clone, Debug, Default)]
pub(super) struct Hearing {
    last: [Option<Tick>; VOICES],
}

impl Hearing {
    /// What comes to be seen between two presents. Goals and ends are no part of it: they are announced when they are
    /// confirmed.
    pub(super) fn listen(&mut self, timeline: &Timeline, from: (Blend, Moment), to: (Blend, Moment)) -> Vec<Event> {
        let mut heard = Vec::new();
        let middle = timeline.predicted().rules().court.dims().middle().x;
        let first = from.1.after(Lag(-from.0.lag().0)).tick().max(timeline.oldest());
        for tick in first.0..=to.1.tick().0 {
            for event in timeline.events_at(Tick(tick)).into_iter().flatten() {
                let Some((voice, x)) = voice(event, middle) else { continue };
                let moment = Moment::new(Tick(tick), 0);
                let is_new = to.0.moment(to.1, x) >= moment && from.0.moment(from.1, x) < moment;
                if is_new && self.last[voice].is_none_or(|last| (Tick(tick) - last).abs() >= SILENCE_TICKS) {
                    self.last[voice] = Some(Tick(tick));
                    heard.push(*event);
                }
            }
        }
        heard
    }
}

/// Whose sound an event is, and where it is along x.
fn voice(event: &Event, middle: Fx) -> Option<(usize, Fx)> {
    match event {
        Event::Return { seat, at: Point { x, .. }, .. } | Event::Edge { seat, at: Point { x, .. } } => Some((seat.slot(), *x)),
        Event::Wall { at, .. } => Some((if at.y < Fx::units(100) { TOP } else { BOTTOM }, at.x)),
        Event::CountdownTick { .. } => Some((COUNTDOWN, middle)),
        Event::Serve { .. } => Some((SERVE, middle)),
        Event::Goal { .. } | Event::Over { .. } => None,
    }
}
