//! Sockets that are open, by session: a session that ends closes its sockets, and nobody has too many.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use common::ids::{SessionId, UserId};
use common::wire::Refusal;
use tokio::sync::broadcast::error::RecvError;

use super::Speaker;
use crate::App;
use crate::play::line::{End, Line};

/// Everybody who speaks through a socket; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sockets(Arc<Mutex<HashMap<UserId, Vec<Open>>>>);

#[derive(Debug)]
struct Open {
    session: SessionId,
    line: Arc<Line>,
}

/// The entry of one socket; dropping it closes the entry.
#[derive(Debug)]
pub(super) struct Entry {
    sockets: Sockets,
    speakers: Vec<Speaker>,
    line: Arc<Line>,
}

impl Sockets {
    /// Notes a socket of these users. `None` when one of them has as many as may be.
    pub(super) fn enter(&self, speakers: Vec<Speaker>, line: Arc<Line>, most: Option<usize>) -> Option<Entry> {
        let mut sockets = self.sockets();
        let full = |speaker: &Speaker| most.is_some_and(|most| sockets.get(&speaker.user).map_or(0, Vec::len) >= most);
        if speakers.iter().any(full) {
            return None;
        }
        for Speaker { user, session } in &speakers {
            sockets.entry(*user).or_default().push(Open { session: *session, line: line.clone() });
        }
        drop(sockets);
        Some(Entry { sockets: self.clone(), speakers, line })
    }

    fn close_session(&self, session: SessionId) {
        for open in self.sockets().values().flatten().filter(|open| open.session == session) {
            open.line.end(End::Refused(Refusal::Token));
        }
    }

    fn close_all(&self) {
        self.sockets().values().flatten().for_each(|open| open.line.end(End::Refused(Refusal::Token)));
    }

    fn sockets(&self) -> MutexGuard<'_, HashMap<UserId, Vec<Open>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut sockets = self.sockets.sockets();
        for Speaker { user, .. } in &self.speakers {
            if let Some(open) = sockets.get_mut(user) {
                open.retain(|open| !Arc::ptr_eq(&open.line, &self.line));
                if open.is_empty() {
                    sockets.remove(user);
                }
            }
        }
    }
}

/// Closes the sockets of sessions that end, for as long as the server runs.
pub(crate) async fn close_ended_sessions(app: App) {
    let mut ended = app.events.session_ended();
    loop {
        let next = tokio::select! {
            next = ended.recv() => next,
            () = app.stop.cancelled() => return,
        };
        match next {
            Ok(session) => app.play.0.sockets.close_session(session),
            // Which sessions ended is not known any more: everybody shows a token again, and nobody loses a seat by it.
            Err(RecvError::Lagged(_)) => app.play.0.sockets.close_all(),
            Err(RecvError::Closed) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaker(user: i64, session: i64) -> Speaker {
        Speaker { user: UserId(user), session: SessionId(session) }
    }

    #[test]
    fn a_user_has_so_many_sockets_and_no_more() {
        let sockets = Sockets::default();
        let enter = || sockets.enter(vec![speaker(1, 1)], Arc::default(), Some(2));
        let first = enter().unwrap();
        let _second = enter().unwrap();
        assert!(enter().is_none());
        drop(first);
        assert!(enter().is_some());
        assert!(sockets.enter(vec![speaker(2, 2)], Arc::default(), Some(2)).is_some());
    }

    #[test]
    fn the_end_of_a_session_closes_its_sockets_and_no_others() {
        let sockets = Sockets::default();
        let (one, other) = (Arc::<Line>::default(), Arc::<Line>::default());
        let _one = sockets.enter(vec![speaker(1, 10)], one.clone(), None);
        let _other = sockets.enter(vec![speaker(1, 11)], other.clone(), None);
        sockets.close_session(SessionId(10));
        assert!(one.is_ended());
        assert!(!other.is_ended());
    }
}
