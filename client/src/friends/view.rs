//! The page of friends, as it is seen: four lists of people.

use common::api::friends::FriendRequest;
use common::api::users::SmallUser;
use common::text::Username;
use egui::{RichText, Ui};

use super::model::{Ask, Draft, FriendsModel, Tab};
use super::person::{self, Person};
use crate::net::Reader;
use crate::people::PeopleAction;
use crate::people::circle::{Circle, CircleAction, Relation};
use crate::people::listed::Listed;
use crate::screen::Screen;
use crate::ui::controls::{self, Field};
use crate::ui::icon::Icon;
use crate::ui::lists::{again_ui, coming_ui, empty_ui, fact_ui, when_ui};
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::{Button, card, spinner};
use crate::ui::{Look, fonts};

/// Room for what can be done with somebody, points: their menu and one thing more; two things to press.
const ONE_WIDTH: f32 = 214.0;
const TWO_WIDTH: f32 = 262.0;

/// What was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FriendsAction {
    /// Changes what two are to each other.
    Circle(CircleAction),
    /// Something with a person that another room does.
    People(PeopleAction),
    /// Another list.
    Show(Tab),
    /// Look for the same people again.
    FindAgain,
    /// Become a guest.
    BeGuest,
    /// To another screen.
    Go(Screen),
}

/// Shows it.
pub fn friends_ui(ui: &mut Ui, look: Look<'_>, model: FriendsModel<'_>, draft: &mut Draft) -> Option<FriendsAction> {
    card(ui, look, |ui| {
        controls::title(ui, look, &look.text.get("friends-title"));
        match model.reader {
            Reader::Offline => return empty_ui(ui, look, Icon::WifiOff, "friends-offline", "friends-offline-note", &[]),
            Reader::Guest(_) => {
                let steps = [("start-register", Icon::UserPlus, FriendsAction::Go(Screen::Register)), sign_in_step()];
                return empty_ui(ui, look, Icon::Users, "friends-guest", "friends-guest-note", &steps);
            }
            Reader::Nobody => {
                let steps = [sign_in_step(), ("start-register", Icon::UserPlus, FriendsAction::Go(Screen::Register))];
                return empty_ui(ui, look, Icon::Users, "friends-guest", "friends-guest-note", &steps);
            }
            Reader::Account(_) => {}
        }
        let tab = tabs_ui(ui, look, model, draft);
        ui.add_space(space::XS);
        let listed = match draft.tab {
            Tab::Friends => list_ui(ui, look, model, draft),
            Tab::Requests => requests_ui(ui, look, model, draft),
            Tab::Find => find_ui(ui, look, model, draft),
            Tab::Blocked => blocked_ui(ui, look, model),
        };
        tab.or(listed)
    })
}

const fn sign_in_step() -> (&'static str, Icon, FriendsAction) {
    ("start-sign-in", Icon::LogIn, FriendsAction::Go(Screen::SignIn))
}

fn tabs_ui(ui: &mut Ui, look: Look<'_>, model: FriendsModel<'_>, draft: &Draft) -> Option<FriendsAction> {
    let mut action = None;
    ui.horizontal_wrapped(|ui| {
        for tab in Tab::ALL {
            let (key, icon, count) = match tab {
                Tab::Friends => ("friends-friends", Icon::Users, model.circle.friends.items.len()),
                Tab::Requests => ("friends-requests", Icon::UserCheck, model.circle.received().count()),
                Tab::Find => ("friends-find", Icon::Search, 0),
                Tab::Blocked => ("friends-blocked", Icon::Ban, 0),
            };
            let mut words = look.text.get(key);
            if count > 0 {
                words = look.text.with("bar-new", [("name", words.as_str()), ("count", count.to_string().as_str())]);
            }
            let chosen = draft.tab == tab;
            let button = Button::quiet(&words).icon(icon).height(height::LOW).chosen(chosen);
            // What is open in the list, or is to be typed there, takes the focus before it.
            let button = if chosen && draft.open.is_none() && tab != Tab::Find { button.first() } else { button };
            let response = button.show(ui, look);
            if tab == Tab::Requests && model.unseen > 0 {
                let at = response.rect.right_top() + egui::vec2(-space::S, space::S);
                ui.painter().circle_filled(at, space::XS, look.theme.attention);
            }
            if response.clicked() && !chosen {
                action = Some(FriendsAction::Show(tab));
            }
        }
    });
    action
}

/// What stands before a list of the server: that it comes, that it did not. True: the list can be seen.
fn before_ui<T: Clone>(ui: &mut Ui, look: Look<'_>, list: &Listed<T>) -> (bool, Option<FriendsAction>) {
    if let Some(error) = &list.problem {
        let again = again_ui(ui, look, error, list.is_busy());
        return (list.known, again.then_some(FriendsAction::Circle(CircleAction::Reload)));
    }
    if !list.known {
        coming_ui(ui, look);
    }
    (list.known, None)
}

fn list_ui(ui: &mut Ui, look: Look<'_>, model: FriendsModel<'_>, draft: &mut Draft) -> Option<FriendsAction> {
    let (known, mut action) = before_ui(ui, look, &model.circle.friends);
    if !known {
        return action;
    }
    if model.circle.friends.items.is_empty() {
        let steps = [("friends-find", Icon::Search, FriendsAction::Show(Tab::Find))];
        return action.or_else(|| empty_ui(ui, look, Icon::Users, "friends-empty", "friends-empty-note", &steps));
    }
    for friend in model.circle.friends_in_order() {
        let who = Person::of(&friend.friend.user).doing(&friend.friend.status);
        action = person::row_ui(ui, look, model.now, &who, ONE_WIDTH, |ui| {
            let menu = person::menu_button(ui, look, &who, draft);
            menu.or_else(|| person::watch_button(ui, look, &who))
        })
        .or(action);
        action = menu_ui(ui, look, model.circle, &friend.friend.user, &who, draft).or(action);
    }
    action
}

/// The menu of somebody, when it is open, or the question in it.
fn menu_ui(ui: &mut Ui, look: Look<'_>, circle: &Circle, user: &SmallUser, who: &Person<'_>, draft: &mut Draft) -> Option<FriendsAction> {
    if draft.open != Some(user.id) {
        return None;
    }
    let action = person::below_ui(ui, |ui| open_menu_ui(ui, look, circle, user, who, draft));
    ui.add_space(space::S);
    action
}

fn open_menu_ui(
    ui: &mut Ui,
    look: Look<'_>,
    circle: &Circle,
    user: &SmallUser,
    who: &Person<'_>,
    draft: &mut Draft,
) -> Option<FriendsAction> {
    let relation = circle.relation(user.id);
    let unfriend = if let Relation::Friend(friend) = relation { Some(CircleAction::Unfriend(friend.id)) } else { None };
    let block = CircleAction::Block(user.id);
    let mut action = match (draft.asking, &unfriend) {
        (Some(Ask::Unfriend), Some(unfriend)) => question_ui(ui, look, "friends-remove-question", "friends-remove", who, draft, unfriend),
        (Some(Ask::Block), _) => question_ui(ui, look, "friends-block-question", "friends-block", who, draft, &block),
        (Some(Ask::Unfriend), None) | (None, _) => {
            let pressed = person::actions_ui(ui, look, who);
            person::harm_ui(ui, look, circle, unfriend.as_ref(), &block, draft);
            pressed
        }
    };
    for harm in unfriend.iter().chain([&block]) {
        if let Some(error) = circle.problem(harm)
            && again_ui(ui, look, error, circle.is_busy(harm))
        {
            action = Some(FriendsAction::Circle(harm.clone()));
        }
    }
    action
}

fn question_ui(
    ui: &mut Ui,
    look: Look<'_>,
    question: &str,
    yes: &str,
    who: &Person<'_>,
    draft: &mut Draft,
    harm: &CircleAction,
) -> Option<FriendsAction> {
    let mut action = None;
    controls::line(ui, look, &look.text.with(question, [("name", who.name)]));
    ui.horizontal_wrapped(|ui| {
        let (no, yes) = (look.text.get("cancel"), look.text.get(yes));
        if Button::secondary(&no).height(height::LOW).first().show(ui, look).clicked() {
            draft.asking = None;
            crate::ui::widgets::ask_for_focus(ui.ctx());
        }
        ui.add_space(space::XXL);
        if Button::danger(&yes).height(height::LOW).show(ui, look).clicked() {
            draft.asking = None;
            crate::ui::widgets::ask_for_focus(ui.ctx());
            action = Some(FriendsAction::Circle(harm.clone()));
        }
    });
    action
}

fn requests_ui(ui: &mut Ui, look: Look<'_>, model: FriendsModel<'_>, draft: &mut Draft) -> Option<FriendsAction> {
    let circle = model.circle;
    let (known, mut action) = before_ui(ui, look, &circle.requests);
    if !known {
        return action;
    }
    if circle.requests.items.is_empty() {
        let steps = [("friends-find", Icon::Search, FriendsAction::Show(Tab::Find))];
        return action.or_else(|| empty_ui(ui, look, Icon::UserCheck, "friends-requests-empty", "friends-requests-empty-note", &steps));
    }
    if circle.received().next().is_some() {
        part_ui(ui, look, "friends-received");
    }
    for request in circle.received() {
        let accept = CircleAction::Accept(request.id);
        let pressed = request_ui(ui, look, model, request, &request.sender, "friends-reject", |ui| {
            let words = look.text.get("friends-accept");
            let button = Button::primary(&words).icon(Icon::Check).height(height::LOW).busy(circle.is_busy(&accept));
            button.show(ui, look).clicked().then(|| FriendsAction::Circle(accept.clone()))
        });
        action = pressed.or(action);
        action = problem_ui(ui, look, circle, &accept).or(action);
        let who = Person::of(&request.sender);
        action = menu_ui(ui, look, circle, &request.sender, &who, draft).or(action);
    }
    if circle.sent().next().is_some() {
        part_ui(ui, look, "friends-sent");
    }
    for request in circle.sent() {
        action = request_ui(ui, look, model, request, &request.receiver, "friends-take-back", |_| None).or(action);
    }
    action
}

fn part_ui(ui: &mut Ui, look: Look<'_>, key: &str) {
    ui.add_space(space::S);
    ui.label(RichText::new(look.text.get(key)).font(fonts::medium(size::SMALL)).color(look.theme.text_quiet));
}

/// A request, from either side: who, since when, and what ends it.
fn request_ui(
    ui: &mut Ui,
    look: Look<'_>,
    model: FriendsModel<'_>,
    request: &FriendRequest,
    other: &SmallUser,
    end: &str,
    more: impl FnOnce(&mut Ui) -> Option<FriendsAction>,
) -> Option<FriendsAction> {
    let refuse = CircleAction::Refuse(request.id);
    let who = Person::of(other);
    let action = person::line_ui(
        ui,
        look,
        &who,
        TWO_WIDTH,
        |ui| when_ui(ui, look, model.now, request.send_at),
        |ui| {
            let words = look.text.get(end);
            let button = Button::quiet(&words).icon(Icon::X).height(height::LOW).busy(model.circle.is_busy(&refuse));
            let refused = button.show(ui, look).clicked().then(|| FriendsAction::Circle(refuse.clone()));
            refused.or(more(ui))
        },
    );
    action.or(problem_ui(ui, look, model.circle, &refuse))
}

/// Why something did not work, and the way to try it again.
fn problem_ui(ui: &mut Ui, look: Look<'_>, circle: &Circle, action: &CircleAction) -> Option<FriendsAction> {
    let error = circle.problem(action)?;
    again_ui(ui, look, error, circle.is_busy(action)).then(|| FriendsAction::Circle(action.clone()))
}

fn find_ui(ui: &mut Ui, look: Look<'_>, model: FriendsModel<'_>, draft: &mut Draft) -> Option<FriendsAction> {
    let (label, find) = (look.text.get("friends-find-field"), model.find);
    let field = Field { label: &label, secret: false, chars_max: Username::LEN_MAX, problem: None, first: draft.open.is_none() };
    field.show(ui, look, &mut draft.typed);
    ui.add_space(space::XS);
    if draft.typed.trim().is_empty() {
        return empty_ui(ui, look, Icon::Search, "friends-find-empty", "friends-find-empty-note", &[]);
    }
    if let Some(error) = &find.problem {
        return again_ui(ui, look, error, find.is_busy()).then_some(FriendsAction::FindAgain);
    }
    // What was found before stays until the answer to the new name is there.
    if find.is_busy() && find.found.is_empty() {
        ui.vertical_centered(|ui| spinner(ui, look, size::TITLE));
        return None;
    }
    if find.found.is_empty() && !find.sought.is_empty() {
        return empty_ui(ui, look, Icon::Search, "friends-find-nobody", "friends-find-nobody-note", &[]);
    }
    let mut action = None;
    for found in &find.found {
        let who = Person::of(&found.user).doing(&found.status);
        let row = person::row_ui(ui, look, model.now, &who, ONE_WIDTH, |ui| found_ui(ui, look, model.circle, &who, draft));
        action = row.or(action);
        let befriend = CircleAction::Befriend(found.user.username.clone());
        action = problem_ui(ui, look, model.circle, &befriend).or(action);
        action = menu_ui(ui, look, model.circle, &found.user, &who, draft).or(action);
    }
    if find.total > find.found.len() {
        ui.add_space(space::S);
        controls::note(ui, look, &look.text.with("friends-find-more", [("count", find.total - find.found.len())]));
    }
    action
}

/// What can be done with somebody who was found: it depends on what they are already.
fn found_ui(ui: &mut Ui, look: Look<'_>, circle: &Circle, who: &Person<'_>, draft: &mut Draft) -> Option<FriendsAction> {
    let press = |ui: &mut Ui, key: &str, icon, change: CircleAction| {
        let words = look.text.get(key);
        let button = Button::secondary(&words).icon(icon).height(height::LOW).busy(circle.is_busy(&change));
        button.show(ui, look).clicked().then_some(FriendsAction::Circle(change))
    };
    let state = |ui: &mut Ui, key: &str| {
        fact_ui(ui, look, &look.text.get(key));
        None
    };
    match circle.relation(who.id) {
        Relation::Myself => state(ui, "friends-yourself"),
        Relation::Blocked(blocked) => press(ui, "friends-unblock", Icon::Undo, CircleAction::Unblock(blocked.id)),
        relation @ (Relation::Friend(_) | Relation::Asks(_) | Relation::Asked(_) | Relation::Stranger) => {
            let menu = person::menu_button(ui, look, who, draft);
            let change = match relation {
                Relation::Asks(request) => press(ui, "friends-accept", Icon::Check, CircleAction::Accept(request.id)),
                Relation::Asked(_) => state(ui, "friends-asked"),
                Relation::Friend(_) => state(ui, "friends-is-friend"),
                Relation::Stranger | Relation::Myself | Relation::Blocked(_) => {
                    press(ui, "friends-add", Icon::UserPlus, CircleAction::Befriend(who.name.to_owned()))
                }
            };
            menu.or(change)
        }
    }
}

fn blocked_ui(ui: &mut Ui, look: Look<'_>, model: FriendsModel<'_>) -> Option<FriendsAction> {
    let (known, mut action) = before_ui(ui, look, &model.circle.blocked);
    if !known {
        return action;
    }
    if model.circle.blocked.items.is_empty() {
        return action.or_else(|| empty_ui(ui, look, Icon::Ban, "friends-blocked-empty", "friends-blocked-empty-note", &[]));
    }
    controls::note(ui, look, &look.text.get("friends-blocked-note"));
    for blocked in &model.circle.blocked.items {
        let unblock = CircleAction::Unblock(blocked.id);
        let who = Person::of(&blocked.blocked);
        let pressed = person::line_ui(
            ui,
            look,
            &who,
            ONE_WIDTH,
            |ui| when_ui(ui, look, model.now, blocked.blocked_at),
            |ui| {
                let words = look.text.get("friends-unblock");
                let button = Button::secondary(&words).icon(Icon::Undo).height(height::LOW).busy(model.circle.is_busy(&unblock));
                button.show(ui, look).clicked().then(|| FriendsAction::Circle(unblock.clone()))
            },
        );
        action = pressed.or(action);
        action = problem_ui(ui, look, model.circle, &unblock).or(action);
    }
    action
}
