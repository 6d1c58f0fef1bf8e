//! The talk of a place, and the friends who can be asked to come there, as they are seen.

use common::ids::UserId;
use common::text::ChatText;
use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Label, Layout, Rect, ScrollArea, Sense, Ui, WidgetInfo, WidgetType, vec2};

use super::inviting::Inviting;
use super::talk::{Line, Talk};
use crate::people::circle::Circle;
use crate::ui::controls::{self, Field};
use crate::ui::icon::Icon;
use crate::ui::lists::fact_ui;
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::Button;
use crate::ui::{Look, fonts, words};

/// Width of the button that sends, points.
const SEND_WIDTH: f32 = 44.0;
/// Diameter of a picture, points.
const FACE: f32 = 30.0;

/// The talk, with `room` points for what was said. True: what is typed is to be said.
pub fn talk_ui(ui: &mut Ui, look: Look<'_>, talk: &mut Talk, room: f32) -> bool {
    controls::heading(ui, look, &look.text.get("gathering-talk"));
    ScrollArea::vertical()
        .id_salt("gathering-talk")
        .max_height(room)
        .min_scrolled_height(room)
        .stick_to_bottom(true)
        .auto_shrink(false)
        .show(ui, |ui| {
            if talk.lines().next().is_none() {
                controls::note(ui, look, &look.text.get("gathering-talk-empty"));
            }
            ui.spacing_mut().item_spacing.y = space::XS;
            for line in talk.lines() {
                ui.add(Label::new(said(look, line)).wrap());
            }
        });
    let mut send = false;
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Max), |ui| {
            let words = look.text.get("chat-send");
            let can = talk.to_say().is_some();
            let button = Button::primary("").icon(Icon::Send).height(height::NORMAL).enabled(can).busy(talk.is_busy());
            let response = ui.allocate_ui(vec2(SEND_WIDTH, height::NORMAL), |ui| button.show(ui, look)).inner;
            response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, can, &words));
            send |= response.on_hover_text(&words).clicked();
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                let label = look.text.get("gathering-say");
                let field = Field { label: &label, secret: false, chars_max: ChatText::LEN_MAX, problem: None, first: false };
                send |= field.show(ui, look, &mut talk.draft) && can;
            });
        });
    });
    if let Some(problem) = &talk.problem {
        controls::problem(ui, look, &words::of_error(look.text, problem));
    }
    send && talk.to_say().is_some()
}

fn said(look: Look<'_>, line: &Line) -> LayoutJob {
    let mut job = LayoutJob::default();
    let name = if line.mine { look.theme.text_quiet } else { look.theme.accent };
    let mut add = |words: &str, font_id, color| job.append(words, 0.0, TextFormat { font_id, color, ..TextFormat::default() });
    add(&line.author.username, fonts::medium(size::SMALL), name);
    add("  ", fonts::text(size::SMALL), name);
    add(&line.content, fonts::text(size::SMALL), look.theme.text);
    job
}

/// Friends who are not here, those who are online first; the one who is to be asked.
pub fn invite_ui(ui: &mut Ui, look: Look<'_>, circle: &Circle, inviting: &Inviting, is_here: impl Fn(UserId) -> bool) -> Option<UserId> {
    let friends: Vec<_> = circle.friends_in_order().into_iter().filter(|friend| !is_here(friend.friend.user.id)).collect();
    if friends.is_empty() {
        controls::note(ui, look, &look.text.get("gathering-no-friends"));
    }
    let mut invited = None;
    for friend in friends {
        let (user, status) = (&friend.friend.user, &friend.friend.status);
        let asked = ui
            .horizontal(|ui| {
                let (rect, _) = ui.allocate_exact_size(vec2(FACE, FACE), Sense::hover());
                look.pictures.paint(ui.painter(), user.profile_picture.id, rect, if status.is_online { 1.0 } else { 0.55 });
                if status.is_online {
                    ui.painter().circle_filled(rect.max - vec2(4.0, 4.0), 4.0, look.theme.turn);
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let pressed = asked_ui(ui, look, inviting, user.id, &user.username);
                    let room = ui.available_width() - space::S;
                    let galley = fonts::fitting(ui.painter(), &user.username, size::BODY, room, look.theme.text);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| ui.label(galley));
                    pressed
                })
                .inner
            })
            .inner;
        invited = asked.or(invited);
        if let Some(problem) = inviting.refused(user.id) {
            controls::problem(ui, look, &words::of_error(look.text, problem));
        }
    }
    invited
}

/// Asks a friend, or says that this was done. The friend, who is to be asked.
fn asked_ui(ui: &mut Ui, look: Look<'_>, inviting: &Inviting, friend: UserId, name: &str) -> Option<UserId> {
    if inviting.is_asked(friend) {
        fact_ui(ui, look, &look.text.get("gathering-invited"));
        return None;
    }
    let words = look.text.get("gathering-invite");
    let button = Button::secondary(&words).icon(Icon::UserPlus).height(height::LOW).busy(inviting.is_asking(friend));
    let response = button.show(ui, look);
    let named = look.text.with("gathering-invite-name", [("name", name)]);
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, &named));
    response.clicked().then_some(friend)
}

/// A code to read out, large, in a frame of its own.
pub fn code_ui(ui: &mut Ui, look: Look<'_>, code: &str) {
    let galley = ui.painter().layout_no_wrap(code.to_owned(), fonts::score(size::TITLE), look.theme.text);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(space::L * 2.0, space::S), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, code));
    let line = egui::Stroke::new(1.0, look.theme.line);
    let corner = egui::CornerRadius::same(crate::ui::theme::radius::MEDIUM);
    ui.painter().rect(rect, corner, look.theme.ink, line, egui::StrokeKind::Inside);
    ui.painter().galley(Rect::from_center_size(rect.center(), galley.size()).min, galley, look.theme.text);
}
