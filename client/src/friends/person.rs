//! One person of a list: picture, name, what they are doing; and their menu.

use common::api::time::Timestamp;
use common::api::users::{Activity, SmallUser, Status};
use common::ids::{MatchCode, PictureId, UserId};
use egui::{Label, RichText, Sense, Stroke, Ui, WidgetInfo, WidgetType, vec2};

use super::model::{Ask, Draft};
use super::view::FriendsAction;
use crate::people::PeopleAction;
use crate::people::circle::{Circle, CircleAction};
use crate::ui::icon::Icon;
use crate::ui::lists::{self, fact_ui, lines_ui};
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::{Button, ask_for_focus};
use crate::ui::{Look, fonts, moments};

/// Diameter of a picture, points.
const FACE: f32 = 36.0;
/// Radius of the dot of who is online, points.
const DOT: f32 = 5.0;

/// Somebody, as a list shows them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person<'a> {
    pub(super) id: UserId,
    pub(super) name: &'a str,
    picture: PictureId,
    status: Option<&'a Status>,
}

impl<'a> Person<'a> {
    pub(super) fn of(user: &'a SmallUser) -> Self {
        Self { id: user.id, name: &user.username, picture: user.profile_picture.id, status: None }
    }

    pub(super) const fn doing(mut self, status: &'a Status) -> Self {
        self.status = Some(status);
        self
    }

    /// The match that they are in, if there is one.
    fn plays(&self) -> Option<MatchCode> {
        self.status.and_then(|status| status.game_playing)
    }
}

/// What somebody is doing, in words.
fn doing(look: Look<'_>, now: Timestamp, status: &Status) -> String {
    let key = match status.activity {
        Activity::Offline => {
            let ago = moments::ago(look.text, now, status.last_online);
            return look.text.with("status-offline", [("ago", ago.as_str())]);
        }
        Activity::Idle => "status-idle",
        Activity::Queue => "status-queue",
        Activity::Lobby => "status-lobby",
        Activity::Tournament => "status-tournament",
        Activity::Playing => "status-playing",
        Activity::Watching => "status-watching",
    };
    look.text.get(key)
}

/// A line with what somebody is doing.
pub(super) fn row_ui(
    ui: &mut Ui,
    look: Look<'_>,
    now: Timestamp,
    who: &Person<'_>,
    right: f32,
    actions: impl FnOnce(&mut Ui) -> Option<FriendsAction>,
) -> Option<FriendsAction> {
    let second = |ui: &mut Ui| {
        let Some(status) = who.status else { return };
        let line = fact_ui(ui, look, &doing(look, now, status));
        if status.activity == Activity::Offline {
            line.on_hover_text(moments::exactly(look.text, status.last_online));
        }
    };
    line_ui(ui, look, who, right, second, actions)
}

/// A line with anything else below the name. The name leads to the profile.
pub(super) fn line_ui(
    ui: &mut Ui,
    look: Look<'_>,
    who: &Person<'_>,
    right: f32,
    second: impl FnOnce(&mut Ui),
    actions: impl FnOnce(&mut Ui) -> Option<FriendsAction>,
) -> Option<FriendsAction> {
    let mut profile = false;
    let what = |ui: &mut Ui| {
        profile |= face_ui(ui, look, who);
        lines_ui(ui, |ui| {
            let name = RichText::new(who.name).font(fonts::medium(size::LEAD)).color(look.theme.text);
            ui.add(Label::new(name).wrap());
            second(ui);
        });
    };
    let pressed = ui.push_id(who.id, |ui| lists::row_ui(ui, look, right, what, actions)).inner;
    pressed.or_else(|| profile.then_some(FriendsAction::People(PeopleAction::Profile(who.id))))
}

/// The picture, which leads to the profile, with a dot for who is online.
fn face_ui(ui: &mut Ui, look: Look<'_>, who: &Person<'_>) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(FACE, FACE), Sense::CLICK);
    let opacity = if who.status.is_some_and(|status| !status.is_online) { 0.55 } else { 1.0 };
    look.pictures.paint(ui.painter(), who.picture, rect, opacity);
    if who.status.is_some_and(|status| status.is_online) {
        let at = rect.max - vec2(DOT, DOT);
        ui.painter().circle(at, DOT, look.theme.turn, Stroke::new(2.0, look.theme.surface));
    }
    ui.add_space(space::XS);
    response.on_hover_text(look.text.with("friends-profile-of", [("name", who.name)])).clicked()
}

/// What belongs to somebody, below their line: it begins where the name does.
pub(super) fn below_ui<R>(ui: &mut Ui, body: impl FnOnce(&mut Ui) -> R) -> R {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        ui.add_space(FACE + space::XS);
        ui.vertical(body).inner
    })
    .inner
}

/// Opens the menu of somebody, and closes it.
pub(super) fn menu_button(ui: &mut Ui, look: Look<'_>, who: &Person<'_>, draft: &mut Draft) -> Option<FriendsAction> {
    let open = draft.open == Some(who.id);
    let response = Button::quiet("").icon(Icon::More).height(height::LOW).chosen(open).show(ui, look);
    let words = look.text.with("friends-menu", [("name", who.name)]);
    response.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, open, &words));
    if response.on_hover_text(words).clicked() {
        draft.toggle(who.id);
        ask_for_focus(ui.ctx());
    }
    None
}

/// Watches the match that somebody is in.
pub(super) fn watch_button(ui: &mut Ui, look: Look<'_>, who: &Person<'_>) -> Option<FriendsAction> {
    let code = who.plays()?;
    let words = look.text.get("watch-watch");
    let button = Button::secondary(&words).icon(Icon::Eye).height(height::LOW);
    button.show(ui, look).clicked().then_some(FriendsAction::People(PeopleAction::Watch(code)))
}

/// What can be done with somebody that does no harm.
pub(super) fn actions_ui(ui: &mut Ui, look: Look<'_>, who: &Person<'_>) -> Option<FriendsAction> {
    let mut action = None;
    let name = who.name.to_owned();
    let choices = [
        ("people-challenge", Icon::Swords, PeopleAction::Challenge(who.id)),
        ("people-message", Icon::Message, PeopleAction::Message(who.id, name)),
        ("people-profile", Icon::User, PeopleAction::Profile(who.id)),
    ];
    let watch = who.plays().map(|code| ("watch-watch", Icon::Eye, PeopleAction::Watch(code)));
    ui.horizontal_wrapped(|ui| {
        for (place, (key, icon, wish)) in choices.into_iter().chain(watch).enumerate() {
            let words = look.text.get(key);
            let button = Button::secondary(&words).icon(icon).height(height::LOW);
            let button = if place == 0 { button.first() } else { button };
            if button.show(ui, look).clicked() {
                action = Some(FriendsAction::People(wish));
            }
        }
    });
    action
}

/// What does harm: in a line of its own, and asked about first.
pub(super) fn harm_ui(
    ui: &mut Ui,
    look: Look<'_>,
    circle: &Circle,
    unfriend: Option<&CircleAction>,
    block: &CircleAction,
    draft: &mut Draft,
) {
    ui.add_space(space::M);
    ui.horizontal_wrapped(|ui| {
        let harms = unfriend.map(|harm| ("friends-remove", Icon::UserMinus, harm, Ask::Unfriend));
        for (key, icon, harm, ask) in harms.into_iter().chain([("friends-block", Icon::Ban, block, Ask::Block)]) {
            let words = look.text.get(key);
            if Button::danger(&words).icon(icon).height(height::LOW).busy(circle.is_busy(harm)).show(ui, look).clicked() {
                draft.asking = Some(ask);
                ask_for_focus(ui.ctx());
            }
        }
    });
}
