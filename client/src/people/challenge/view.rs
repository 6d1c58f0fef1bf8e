//! A challenge, as it is seen wherever it is shown: who wants what, how long still, and what can be done.

use common::api::challenge::{Challenge, ChallengeState};
use common::api::chat_socket::ChallengeAnswer;
use common::api::time::{Span, Timestamp};
use common::ids::{MatchCode, UserId};
use egui::{RichText, Ui};

use super::{ChallengeWish, Choices, Wishes, seconds_left};
use crate::ui::icon::Icon;
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::Button;
use crate::ui::{Look, controls, fonts, moments, words};

/// What was pressed on a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengePress {
    /// This is wished.
    Wish(ChallengeWish),
    /// This match is to be seen.
    See(MatchCode),
}

/// Everything that a challenge is shown with.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Who looks.
    pub me: UserId,
    /// What time it is at the server.
    pub now: Timestamp,
    /// What is under way.
    pub wishes: &'a Wishes,
}

/// Shows one.
pub fn challenge_ui(ui: &mut Ui, look: Look<'_>, challenge: &Challenge, setting: Setting<'_>) -> Option<ChallengePress> {
    let choices = Choices::of(challenge, setting.me, setting.now);
    let open = choices != Choices::Nothing;
    // A line is as high as what is in it.
    ui.spacing_mut().interact_size.y = 0.0;
    ui.horizontal_wrapped(|ui| {
        let color = if open { look.theme.accent } else { look.theme.text_quiet };
        ui.label(RichText::new(Icon::Swords.glyph()).font(fonts::icons(size::LEAD)).color(color));
        ui.label(RichText::new(sentence(look, challenge, setting)).font(fonts::medium(size::BODY)).color(look.theme.text));
        if let (true, Some(left)) = (open, seconds_left(challenge, setting.now)) {
            let clock = moments::clock(Span(u64::from(left) * 1_000_000));
            ui.label(RichText::new(clock).font(fonts::score(size::BODY)).color(look.theme.text_quiet));
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(250));
        }
    });
    let pressed = match choices {
        Choices::Nothing => outcome_ui(ui, look, challenge),
        Choices::Cancel | Choices::Answer | Choices::Watch(_) | Choices::Wait => choices_ui(ui, look, challenge, choices, setting),
    };
    if let Some(problem) = setting.wishes.answer_refused(challenge.id).filter(|_| open) {
        controls::problem(ui, look, &words::of_error(look.text, problem));
    }
    pressed
}

fn sentence(look: Look<'_>, challenge: &Challenge, setting: Setting<'_>) -> String {
    let (key, name) = if challenge.sender.id == setting.me {
        ("challenge-from-me", &challenge.receiver.username)
    } else {
        ("challenge-to-me", &challenge.sender.username)
    };
    look.text.with(key, [("name", name.as_str())])
}

fn choices_ui(ui: &mut Ui, look: Look<'_>, challenge: &Challenge, choices: Choices, setting: Setting<'_>) -> Option<ChallengePress> {
    let text = look.text;
    let busy = setting.wishes.is_answering(challenge.id);
    let wish = |answer| ChallengePress::Wish(ChallengeWish::Answer(challenge.id, answer));
    let mut pressed = None;
    let name = [("name", challenge.sender.username.as_str())];
    match choices {
        Choices::Watch(_) => controls::note(ui, look, &text.with("challenge-busy-watch", name)),
        Choices::Wait => controls::note(ui, look, &text.with("challenge-busy", name)),
        Choices::Nothing | Choices::Cancel | Choices::Answer => {}
    }
    ui.horizontal_wrapped(|ui| {
        let low = |button: Button<'_>, ui: &mut Ui| button.height(height::LOW).show(ui, look).clicked();
        match choices {
            Choices::Cancel => {
                if low(Button::secondary(&text.get("challenge-cancel")).icon(Icon::X).busy(busy), ui) {
                    pressed = Some(wish(ChallengeAnswer::Cancel));
                }
                return;
            }
            Choices::Watch(code) => {
                if low(Button::primary(&text.get("challenge-watch")).icon(Icon::Eye), ui) {
                    pressed = Some(ChallengePress::See(code));
                }
            }
            Choices::Answer | Choices::Wait => {
                let accept = text.get("challenge-accept");
                if low(Button::primary(&accept).icon(Icon::Check).busy(busy).enabled(choices == Choices::Answer), ui) {
                    pressed = Some(wish(ChallengeAnswer::Accept));
                }
            }
            Choices::Nothing => return,
        }
        ui.add_space(space::XS);
        if low(Button::quiet(&text.get("challenge-decline")).icon(Icon::X).enabled(!busy), ui) {
            pressed = Some(wish(ChallengeAnswer::Decline));
        }
    });
    pressed
}

fn outcome_ui(ui: &mut Ui, look: Look<'_>, challenge: &Challenge) -> Option<ChallengePress> {
    let key = match challenge.state {
        ChallengeState::Accepted => "challenge-accepted",
        ChallengeState::Declined => "challenge-declined",
        ChallengeState::Cancelled => "challenge-cancelled",
        // Its time is over here, though the server has not said so yet.
        ChallengeState::Expired | ChallengeState::Pending => "challenge-expired",
    };
    let mut pressed = None;
    ui.horizontal_wrapped(|ui| {
        controls::note(ui, look, &look.text.get(key));
        if let Some(code) = challenge.match_code
            && Button::quiet(code.as_str()).icon(Icon::Film).height(height::LOW).show(ui, look).clicked()
        {
            pressed = Some(ChallengePress::See(code));
        }
    });
    pressed
}
