//! What is said in the corner, from wherever it comes: a match that was lost, a word from the server.

use bevy::prelude::*;
use common::api::event::{NoticeKind, ServerEvent, ServerOwnEvent};

use crate::net::Heard;
use crate::play::{LostReason, PlayFact};
use crate::screen::AppSystems;
use crate::ui::text::Text;
use crate::ui::toast::Toast;
use crate::ui::words;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, (say_lost, say_notice).in_set(AppSystems::Domain));
}

fn say_lost(mut facts: MessageReader<PlayFact>, mut toasts: MessageWriter<Toast>, text: Res<Text>) {
    for fact in facts.read() {
        match fact {
            PlayFact::Lost(reason) => {
                if let Some(toast) = words_of(*reason, &text) {
                    toasts.write(toast);
                }
            }
            PlayFact::Began | PlayFact::Ended(_) => {}
        }
    }
}

/// Nothing for somebody who left on purpose.
fn words_of(reason: LostReason, text: &Text) -> Option<Toast> {
    match reason {
        LostReason::Refused(refusal) => Some(Toast::problem("toast-match-lost-refused").naming(words::of_match_refusal(text, refusal))),
        LostReason::Unreachable => Some(Toast::problem("toast-match-lost")),
        LostReason::Unreadable => Some(Toast::problem("toast-match-unreadable")),
        LostReason::Left => None,
    }
}

fn say_notice(mut events: MessageReader<Heard>, mut toasts: MessageWriter<Toast>) {
    for Heard(event) in events.read() {
        if let ServerEvent::Server(ServerOwnEvent::Notice(notice)) = event {
            let key = match notice.kind {
                NoticeKind::Restart => "toast-server-restart",
                NoticeKind::News => "toast-server-news",
            };
            toasts.write(Toast::news(key).naming(notice.text.clone()));
        }
    }
}
