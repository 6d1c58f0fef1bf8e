//! The pictures to choose from: those that are unlocked, and what unlocks the others.

use common::api::profiles::{ProfilePicture, User};
use common::api::users::PICTURES;
use common::ids::PictureId;
use egui::{Align2, CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, WidgetType, pos2, vec2};

use super::model::{ProfileDraft, ProfileModel};
use super::view::ProfileAction;
use crate::ui::icon::Icon;
use crate::ui::lists::{again_ui, coming_ui};
use crate::ui::text::Text;
use crate::ui::theme::{height, radius, size, space};
use crate::ui::widgets::{self, Button};
use crate::ui::{Look, controls, fonts, words};

/// Narrowest card of a picture, and its height, points.
const CARD_WIDTH: f32 = 168.0;
const CARD_HEIGHT: f32 = 152.0;
/// Size of a picture, points.
const FACE: f32 = 64.0;

/// The name of a picture, in the language in use; the server's for one that this version does not know.
#[must_use]
pub(super) fn name_of(text: &Text, picture: &ProfilePicture) -> String {
    text.find(&format!("picture-{}", picture.id.0)).unwrap_or_else(|| picture.name.clone())
}

/// What unlocks it.
#[must_use]
fn reason_of(text: &Text, picture: &ProfilePicture) -> String {
    text.find(&format!("picture-{}-reason", picture.id.0)).unwrap_or_else(|| picture.unlock_reason.clone())
}

/// Shows them.
pub(super) fn gallery_ui(ui: &mut Ui, look: Look<'_>, model: ProfileModel<'_>, who: &User, draft: &ProfileDraft) -> Option<ProfileAction> {
    let text = look.text;
    let mut action = None;
    ui.horizontal_wrapped(|ui| {
        let back = text.get("back");
        if Button::quiet(&back).icon(Icon::ArrowLeft).height(height::LOW).first().show(ui, look).clicked() {
            action = Some(ProfileAction::StopChoosing);
        }
        controls::title(ui, look, &text.get("pictures-title"));
    });
    let pictures = &model.viewed.pictures;
    if let Some(error) = &pictures.problem {
        action = again_ui(ui, look, error, pictures.is_busy()).then_some(ProfileAction::TryAgain).or(action);
    }
    let Some(all) = &pictures.value else {
        if pictures.problem.is_none() {
            coming_ui(ui, look);
        }
        return action;
    };
    let unlocked = all.iter().filter(|picture| picture.unlock).count();
    controls::note(ui, look, &text.with("pictures-count", [("count", unlocked), ("all", PICTURES.len())]));
    if let Some((_, error)) = &draft.equip_problem {
        controls::problem(ui, look, &words::of_error(text, error));
    }
    ui.add_space(space::XS);
    action = grid_ui(ui, look, all, who.profile_picture.id, draft).or(action);
    action
}

fn grid_ui(ui: &mut Ui, look: Look<'_>, all: &[ProfilePicture], worn: PictureId, draft: &ProfileDraft) -> Option<ProfileAction> {
    let mut action = None;
    let room = ui.available_width();
    let columns = (1_u8..=6).rev().find(|count| f32::from(*count) * (CARD_WIDTH + space::S) <= room + space::S).unwrap_or(1);
    let width = (room - space::S * (f32::from(columns) - 1.0)) / f32::from(columns);
    for row in all.chunks(usize::from(columns)) {
        ui.horizontal(|ui| {
            for picture in row {
                let busy = draft.equipping.is_some_and(|(_, id)| id == picture.id);
                if picture_ui(ui, look, picture, picture.id == worn, busy, width) {
                    action = Some(ProfileAction::Equip(picture.id));
                }
            }
        });
    }
    action
}

/// One picture. True: it is to be put on.
fn picture_ui(ui: &mut Ui, look: Look<'_>, picture: &ProfilePicture, worn: bool, busy: bool, width: f32) -> bool {
    let (theme, text) = (look.theme, look.text);
    let can = picture.unlock && !worn && !busy;
    // Those that are locked take the focus too: what unlocks them is read there.
    let (rect, response) = ui.allocate_exact_size(vec2(width, CARD_HEIGHT), Sense::click());
    let (name, reason) = (name_of(text, picture), reason_of(text, picture));
    let state = if worn { "picture-worn" } else { "picture-choose" };
    let below = if picture.unlock { text.get(state) } else { reason.clone() };
    response.widget_info(|| WidgetInfo::selected(WidgetType::Button, picture.unlock, worn, format!("{name}: {below}")));
    widgets::sound(&response);
    let over = can && (response.hovered() || response.has_focus());
    let fill = if worn {
        theme.wash(theme.accent)
    } else if over {
        theme.lifted
    } else {
        theme.raised
    };
    let line = if worn || over { theme.accent } else { theme.line };
    let fill = if picture.unlock { fill } else { theme.surface };
    ui.painter().rect(rect, CornerRadius::same(radius::MEDIUM), fill, Stroke::new(1.0, line), StrokeKind::Inside);
    let face = Rect::from_center_size(pos2(rect.center().x, rect.min.y + space::S + FACE * 0.5), vec2(FACE, FACE));
    look.pictures.paint(ui.painter(), picture.id, face, if picture.unlock { 1.0 } else { 0.28 });
    if !picture.unlock {
        ui.painter().text(face.center(), Align2::CENTER_CENTER, Icon::Lock.glyph(), fonts::icons(size::LEAD), theme.text_quiet);
    }
    if busy {
        let place = Rect::from_center_size(face.center(), vec2(size::TITLE, size::TITLE));
        ui.put(place, |ui: &mut Ui| {
            widgets::spinner(ui, look, size::TITLE);
            ui.response()
        });
    }
    let room = width - space::S * 2.0;
    let mut y = face.max.y + space::XS;
    for (words, font, color) in [
        (&name, fonts::medium(size::SMALL), if picture.unlock { theme.text } else { theme.text_quiet }),
        (&below, fonts::text(size::SMALL), if worn { theme.accent } else { theme.text_quiet }),
    ] {
        let mut job = egui::text::LayoutJob::simple(words.clone(), font, color, room);
        job.halign = egui::Align::Center;
        let galley = ui.painter().layout_job(job);
        let high = galley.size().y;
        ui.painter().galley(pos2(rect.center().x, y), galley, color);
        y += high + 2.0;
    }
    widgets::focus_ring(ui, theme, rect, &response, radius::MEDIUM);
    let clicked = response.clicked();
    response.on_hover_text(reason);
    clicked && can
}
