//! Who sits at this machine, as it is seen in the lobby: a line for each with what they steer with, and the way in for others.

use common::api::lobby::{Lobby, LobbyMode, LobbyParticipant, LobbyTeam};
use common::ids::PictureId;
use egui::{Sense, Ui, vec2};

use super::model::{Companion, Companions, CompanionsAction, Stage};
use crate::auth::model::Form;
use crate::auth::short::{ShortAction, short_form_ui};
use crate::net::BesideId;
use crate::play::steering::Hand;
use crate::settings::{Action, Controls, Key};
use crate::ui::icon::Icon;
use crate::ui::lists::{icon_ui, lines_ui, row_ui};
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::{Button, card, spinner};
use crate::ui::{Look, controls, words};

/// Diameter of a picture, points.
const FACE: f32 = 34.0;
/// Room for what somebody steers with, and the way out.
const HAND_WIDTH: f32 = 220.0;

/// Whoever is signed in, as their line shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLine {
    /// Name.
    pub name: String,
    /// Picture.
    pub picture: PictureId,
}

/// What the lines are written with.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// Whoever is signed in.
    pub own: &'a OwnLine,
    /// What is bound to what.
    pub controls: &'a Controls,
    /// Gamepads that are connected.
    pub pads: usize,
    /// Whether the server answers.
    pub online: bool,
    /// The lobby that all of them are in.
    pub lobby: Option<&'a Lobby>,
}

/// Shows it. What is typed into the form of somebody with an account is kept in `companions`.
pub fn companions_ui(ui: &mut Ui, look: Look<'_>, companions: &mut Companions, around: Around<'_>) -> Option<CompanionsAction> {
    card(ui, look, |ui| {
        controls::heading(ui, look, &look.text.get("companions-title"));
        if companions.list.is_empty() {
            controls::note(ui, look, &look.text.get("companions-note"));
        }
        let listed = list_ui(ui, look, companions, around);
        if let Some(error) = &companions.problem {
            controls::problem(ui, look, &words::of_error(look.text, error));
        }
        ui.add_space(space::XS);
        listed.or_else(|| add_ui(ui, look, companions, around))
    })
}

fn list_ui(ui: &mut Ui, look: Look<'_>, companions: &Companions, around: Around<'_>) -> Option<CompanionsAction> {
    if companions.list.is_empty() {
        return None;
    }
    let own = companions.own_hand.unwrap_or(Hand::keys(0));
    let what = |ui: &mut Ui| {
        face_ui(ui, look, around.own.picture);
        controls::line(ui, look, &around.own.name);
    };
    let mut action = row_ui(ui, look, HAND_WIDTH, what, |ui| hand_ui(ui, look, None, &around.own.name, own, around));
    for companion in &companions.list {
        action = companion_ui(ui, look, companion, around).or(action);
    }
    action
}

fn companion_ui(ui: &mut Ui, look: Look<'_>, companion: &Companion, around: Around<'_>) -> Option<CompanionsAction> {
    let text = look.text;
    let name = companion.user.as_ref().map_or_else(|| text.get("companions-coming"), |user| user.username.to_string());
    let what = |ui: &mut Ui| {
        match &companion.user {
            Some(user) => face_ui(ui, look, user.profile_picture.id),
            None => spinner(ui, look, FACE),
        }
        let problem = match &companion.stage {
            Stage::Refused(error) => Some(words::of_error(text, error)),
            Stage::Banned => Some(text.get("companions-banned")),
            Stage::Outside | Stage::Asking(_) | Stage::Inside(_) | Stage::Going(_) => None,
        };
        match problem {
            // One line stands in the middle of the row, as whoever is signed in does.
            None => controls::line(ui, look, &name),
            Some(problem) => lines_ui(ui, |ui| {
                controls::line(ui, look, &name);
                controls::problem(ui, look, &problem);
            }),
        }
    };
    let pressed = row_ui(ui, look, HAND_WIDTH, what, |ui| {
        let remove = text.with("companions-remove", [("name", name.as_str())]);
        let gone = icon_ui(ui, look, Icon::LogOut, &remove).then_some(CompanionsAction::Remove(companion.who));
        if matches!(companion.stage, Stage::Refused(_)) {
            let again = text.get("try-again");
            let again = Button::quiet(&again).icon(Icon::Refresh).height(height::LOW).show(ui, look).clicked();
            return gone.or_else(|| again.then_some(CompanionsAction::TryAgain(companion.who)));
        }
        gone.or_else(|| hand_ui(ui, look, Some(companion.who), &name, companion.hand, around))
    });
    let member = around.lobby.zip(companion.user.as_ref());
    let member = member.and_then(|(lobby, user)| Some((lobby, lobby.participants.iter().find(|one| one.user.id == user.id)?)));
    let wished = member.and_then(|(lobby, member)| member_ui(ui, look, companion.who, lobby, member));
    pressed.or(wished)
}

/// What somebody beside can do in the lobby: say that they are ready, and go to another side.
fn member_ui(ui: &mut Ui, look: Look<'_>, who: BesideId, lobby: &Lobby, member: &LobbyParticipant) -> Option<CompanionsAction> {
    if lobby.game_playing.is_some() {
        return None;
    }
    let name = member.user.username.as_str();
    let mut action = None;
    ui.horizontal_wrapped(|ui| {
        if member.team != Some(LobbyTeam::Spectator) {
            let key = if member.is_ready { "companions-not-ready" } else { "companions-ready" };
            let words = look.text.with(key, [("name", name)]);
            let button = Button::secondary(&words).icon(Icon::Check).height(height::LOW).chosen(member.is_ready);
            if button.show(ui, look).clicked() {
                action = Some(CompanionsAction::Ready(who, !member.is_ready));
            }
        }
        for (team, key) in
            [(LobbyTeam::A, "companions-side-a"), (LobbyTeam::B, "companions-side-b"), (LobbyTeam::Spectator, "companions-bench")]
        {
            let taken = lobby.participants.iter().filter(|one| one.team == Some(team)).count();
            let room = team == LobbyTeam::Spectator || taken < lobby.match_type.side_len();
            let free = lobby.game_mode == LobbyMode::CustomGame && member.team != Some(team) && room;
            let words = look.text.get(key);
            if free && Button::quiet(&words).height(height::LOW).show(ui, look).clicked() {
                action = Some(CompanionsAction::Side(who, team));
            }
        }
    });
    action
}

/// What somebody steers with; a press gives them the next thing there is.
fn hand_ui(ui: &mut Ui, look: Look<'_>, who: Option<BesideId>, name: &str, hand: Hand, around: Around<'_>) -> Option<CompanionsAction> {
    let words = hand_words(look, hand, around.controls);
    let icon = if hand.keys.is_some() { Icon::Keyboard } else { Icon::Gamepad };
    let response = Button::secondary(&words).icon(icon).height(height::LOW).show(ui, look);
    let said = look.text.with("companions-hand", [("name", name), ("hand", words.as_str())]);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &said));
    let next = next_hand(hand, around.pads);
    response.on_hover_text(said).clicked().then_some(CompanionsAction::Give(who, next))
}

/// Keys as they are bound, or the number of a pad.
fn hand_words(look: Look<'_>, hand: Hand, controls: &Controls) -> String {
    let cap = |action: Action| controls.key(action).and_then(Key::of).map_or("-", Key::cap);
    match (hand.keys, hand.pad) {
        (Some(half), _) => Action::of_player(half).map(cap).join(" "),
        (None, Some(pad)) => look.text.with("court-pad", [("number", pad + 1)]),
        (None, None) => "-".to_owned(),
    }
}

/// Among what there is, the one after this.
fn next_hand(hand: Hand, pads: usize) -> Hand {
    let there: Vec<Hand> = Hand::all().into_iter().filter(|one| one.pad.is_none_or(|pad| pad < pads)).collect();
    let place = there.iter().position(|one| *one == hand);
    there[place.map_or(0, |place| (place + 1) % there.len())]
}

/// The way in for somebody else: as a guest, or with an account.
fn add_ui(ui: &mut Ui, look: Look<'_>, companions: &mut Companions, around: Around<'_>) -> Option<CompanionsAction> {
    let text = look.text;
    if let Some(form) = &mut companions.form {
        return match short_form_ui(ui, look, form)? {
            ShortAction::Send(credentials) => Some(CompanionsAction::SignIn(credentials)),
            ShortAction::Close => {
                companions.form = None;
                None
            }
        };
    }
    let mut action = None;
    let free = companions.has_room() && around.online;
    ui.horizontal_wrapped(|ui| {
        let (guest, account) = (text.get("companions-guest"), text.get("companions-account"));
        let busy = companions.is_busy();
        if Button::secondary(&guest).icon(Icon::UserPlus).height(height::LOW).enabled(free).busy(busy).show(ui, look).clicked() {
            action = Some(CompanionsAction::AddGuest);
        }
        if Button::quiet(&account).icon(Icon::LogIn).height(height::LOW).enabled(free).show(ui, look).clicked() {
            companions.form = Some(Form::fresh());
        }
    });
    action
}

fn face_ui(ui: &mut Ui, look: Look<'_>, picture: PictureId) {
    let (rect, _) = ui.allocate_exact_size(vec2(FACE, FACE), Sense::hover());
    look.pictures.paint(ui.painter(), picture, rect, 1.0);
    ui.add_space(size::SMALL * 0.5);
}
