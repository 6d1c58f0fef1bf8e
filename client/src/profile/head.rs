//! The head of a profile: picture, name, what they say of themselves; what can be done, which depends on who looks.

use common::api::friends::Friend;
use common::api::profiles::User;
use common::text::{Bio, Catchphrase};
use egui::{EventFilter, Label, RichText, Sense, TextEdit, Ui, vec2};

use super::model::{Edit, Harm, ProfileDraft, ProfileModel, Viewer};
use super::view::ProfileAction;
use crate::people::PeopleAction;
use crate::people::circle::{CircleAction, Relation};
use crate::screen::Screen;
use crate::ui::controls::{self, Field};
use crate::ui::icon::Icon;
use crate::ui::lists::{again_ui, fact_ui};
use crate::ui::theme::{height, radius, size, space};
use crate::ui::widgets::{Button, ask_for_focus, focus_ring, follow_focus};
use crate::ui::{Look, fonts, moments, words};

/// Size of the picture, points.
const FACE: f32 = 88.0;
/// Lines of the field for the biography.
const BIO_LINES: usize = 4;

/// Shows it.
pub(super) fn head_ui(ui: &mut Ui, look: Look<'_>, model: ProfileModel<'_>, who: &User, draft: &mut ProfileDraft) -> Option<ProfileAction> {
    let mut action = None;
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(FACE, FACE), Sense::hover());
        look.pictures.paint(ui.painter(), who.profile_picture.id, rect, 1.0);
        ui.add_space(space::S);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            ui.add(Label::new(RichText::new(&who.username).font(fonts::bold(size::TITLE)).color(look.theme.text)).wrap());
            if !who.catchphrase.as_str().is_empty() && draft.edit.is_none() {
                let line = RichText::new(who.catchphrase.as_str()).font(fonts::text(size::BODY)).color(look.theme.text);
                ui.add(Label::new(line).wrap());
            }
            facts_ui(ui, look, model, who);
        });
    });
    if let Some(edit) = draft.edit.as_mut().filter(|_| model.viewed.own) {
        action = edit_ui(ui, look, edit).or(action);
    } else if !who.bio.as_str().is_empty() {
        ui.add_space(space::S);
        ui.add(Label::new(RichText::new(who.bio.as_str()).font(fonts::text(size::BODY)).color(look.theme.text)).wrap());
    }
    ui.add_space(space::S);
    let pressed = if model.viewed.own { own_ui(ui, look, model, who, draft) } else { other_ui(ui, look, model, who, draft) };
    pressed.or(action)
}

fn facts_ui(ui: &mut Ui, look: Look<'_>, model: ProfileModel<'_>, who: &User) {
    let text = look.text;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        if who.is_guest {
            fact_ui(ui, look, &text.get("profile-guest"));
        }
        if model.viewed.own {
            let friends = model.circle.friends.items.len();
            if model.circle.friends.known {
                fact_ui(ui, look, &text.with("profile-friends", [("count", friends)]));
            }
        } else {
            let key = if who.status.is_online { "status-idle" } else { "status-offline" };
            let ago = moments::ago(text, model.now, who.status.last_online);
            let key = if who.status.game_playing.is_some() { "status-playing" } else { key };
            fact_ui(ui, look, &text.with(key, [("ago", ago.as_str())]));
        }
        if let Relation::Friend(friend) = model.circle.relation(who.id) {
            let since = moments::ago(text, model.now, friend.friends_since);
            fact_ui(ui, look, &text.with("profile-friends-since", [("ago", since.as_str())]))
                .on_hover_text(moments::exactly(text, friend.friends_since));
        }
        fact_ui(ui, look, &text.with("profile-trophies-count", [("count", who.trophies)]));
    });
}

/// Line and biography in fields, in place.
fn edit_ui(ui: &mut Ui, look: Look<'_>, edit: &mut Edit) -> Option<ProfileAction> {
    let text = look.text;
    let wrong = |field: &str| edit.problem.as_ref().and_then(|error| words::of_field(text, error, field));
    let (wrong_line, wrong_bio) = (wrong("catchphrase"), wrong("bio"));
    let label = text.get("profile-catchphrase");
    ui.add_space(space::S);
    Field { label: &label, secret: false, chars_max: Catchphrase::LEN_MAX, problem: wrong_line.as_deref(), first: true }.show(
        ui,
        look,
        &mut edit.catchphrase,
    );
    let count = edit.bio.chars().count();
    let label = text.with("profile-bio", [("count", count), ("max", Bio::LEN_MAX)]);
    let label = ui.label(RichText::new(label).font(fonts::medium(size::SMALL)).color(look.theme.text_quiet));
    let field = TextEdit::multiline(&mut edit.bio)
        .char_limit(Bio::LEN_MAX)
        .font(fonts::text(size::BODY))
        .event_filter(EventFilter { horizontal_arrows: true, vertical_arrows: true, tab: false, escape: false })
        .margin(vec2(space::M, space::S))
        .desired_rows(BIO_LINES)
        .desired_width(f32::INFINITY);
    let response = ui.add(field).labelled_by(label.id);
    follow_focus(&response);
    focus_ring(ui, look.theme, response.rect, &response, radius::MEDIUM);
    if let Some(wrong) = &wrong_bio {
        controls::problem(ui, look, wrong);
    } else if let (Some(error), None) = (&edit.problem, &wrong_line) {
        controls::problem(ui, look, &words::of_error(text, error));
    }
    let mut action = None;
    ui.horizontal_wrapped(|ui| {
        let (save, cancel) = (text.get("save"), text.get("cancel"));
        if Button::primary(&save).icon(Icon::Check).height(height::LOW).busy(edit.asked.is_some()).show(ui, look).clicked() {
            action = Some(ProfileAction::Save);
        }
        if Button::quiet(&cancel).height(height::LOW).show(ui, look).clicked() {
            action = Some(ProfileAction::StopEditing);
        }
    });
    action
}

fn own_ui(ui: &mut Ui, look: Look<'_>, model: ProfileModel<'_>, who: &User, draft: &ProfileDraft) -> Option<ProfileAction> {
    let mut action = None;
    let edit = Edit { catchphrase: who.catchphrase.as_str().to_owned(), bio: who.bio.as_str().to_owned(), ..Edit::default() };
    let choices = [
        ("profile-edit", Icon::Pencil, ProfileAction::Edit(edit), model.viewer == Viewer::Account && draft.edit.is_none()),
        ("profile-choose-picture", Icon::Image, ProfileAction::ChoosePicture, true),
        ("start-register", Icon::UserPlus, ProfileAction::Go(Screen::Register), model.viewer == Viewer::Guest),
        ("profile-account", Icon::Key, ProfileAction::Go(Screen::Account), true),
    ];
    ui.horizontal_wrapped(|ui| {
        let mut first = draft.edit.is_none();
        for (key, icon, press, there) in choices {
            if !there {
                continue;
            }
            let words = look.text.get(key);
            let button = Button::secondary(&words).icon(icon).height(height::LOW);
            let button = if std::mem::take(&mut first) { button.first() } else { button };
            if button.show(ui, look).clicked() {
                action = Some(press);
            }
        }
    });
    action
}

/// What can be done with somebody else, by what they are already.
fn other_ui(ui: &mut Ui, look: Look<'_>, model: ProfileModel<'_>, who: &User, draft: &mut ProfileDraft) -> Option<ProfileAction> {
    let mut action = None;
    let watch = who.status.game_playing;
    let social = model.viewer == Viewer::Account && !who.is_guest;
    let relation = model.circle.relation(who.id);
    if let Some(harm) = draft.asking {
        return question_ui(ui, look, model, who, draft, harm);
    }
    ui.horizontal_wrapped(|ui| {
        let change = |ui: &mut Ui, key: &str, icon, change: CircleAction, strong: bool| {
            let words = look.text.get(key);
            let button = if strong { Button::primary(&words) } else { Button::secondary(&words) };
            let button = button.icon(icon).height(height::LOW).busy(model.circle.is_busy(&change));
            let button = if strong { button.first() } else { button };
            button.show(ui, look).clicked().then_some(ProfileAction::Circle(change))
        };
        if social {
            action = match relation {
                Relation::Stranger => change(ui, "friends-add", Icon::UserPlus, CircleAction::Befriend(who.username.clone()), true),
                Relation::Asks(request) => {
                    let accept = change(ui, "friends-accept", Icon::Check, CircleAction::Accept(request.id), true);
                    accept.or(change(ui, "friends-reject", Icon::X, CircleAction::Refuse(request.id), false))
                }
                Relation::Asked(request) => change(ui, "friends-take-back", Icon::X, CircleAction::Refuse(request.id), false),
                Relation::Blocked(blocked) => change(ui, "friends-unblock", Icon::Undo, CircleAction::Unblock(blocked.id), true),
                Relation::Friend(_) | Relation::Myself => None,
            };
            if !matches!(relation, Relation::Blocked(_) | Relation::Myself) {
                action = action.take().or(wishes_ui(ui, look, who, matches!(relation, Relation::Friend(_))));
            }
        }
        if let Some(code) = watch {
            let words = look.text.get("watch-watch");
            if Button::secondary(&words).icon(Icon::Eye).height(height::LOW).show(ui, look).clicked() {
                action = Some(ProfileAction::People(PeopleAction::Watch(code)));
            }
        }
    });
    action = problems_ui(ui, look, model, who, relation).or(action);
    if social && !matches!(relation, Relation::Blocked(_) | Relation::Myself) {
        harm_ui(ui, look, model, relation, who, draft);
    }
    action
}

fn wishes_ui(ui: &mut Ui, look: Look<'_>, who: &User, friend: bool) -> Option<ProfileAction> {
    let mut action = None;
    let wishes = [
        ("people-message", Icon::Message, PeopleAction::Message(who.id, who.username.clone())),
        ("people-challenge", Icon::Swords, PeopleAction::Challenge(who.id)),
    ];
    for (place, (key, icon, wish)) in wishes.into_iter().enumerate() {
        let words = look.text.get(key);
        let button = Button::secondary(&words).icon(icon).height(height::LOW);
        let button = if friend && place == 0 { button.first() } else { button };
        if button.show(ui, look).clicked() {
            action = Some(ProfileAction::People(wish));
        }
    }
    action
}

fn changes_of(who: &User, relation: Relation<'_>) -> Vec<CircleAction> {
    let block = CircleAction::Block(who.id);
    match relation {
        Relation::Myself => Vec::new(),
        Relation::Stranger => vec![CircleAction::Befriend(who.username.clone()), block],
        Relation::Asks(request) => vec![CircleAction::Accept(request.id), CircleAction::Refuse(request.id), block],
        Relation::Asked(request) => vec![CircleAction::Refuse(request.id), block],
        Relation::Friend(Friend { id, .. }) => vec![CircleAction::Unfriend(*id), block],
        Relation::Blocked(blocked) => vec![CircleAction::Unblock(blocked.id)],
    }
}

fn problems_ui(ui: &mut Ui, look: Look<'_>, model: ProfileModel<'_>, who: &User, relation: Relation<'_>) -> Option<ProfileAction> {
    let mut action = None;
    for change in changes_of(who, relation) {
        if let Some(error) = model.circle.problem(&change)
            && again_ui(ui, look, error, model.circle.is_busy(&change))
        {
            action = Some(ProfileAction::Circle(change));
        }
    }
    action
}

/// What does harm: below, apart, and asked about first.
fn harm_ui(ui: &mut Ui, look: Look<'_>, model: ProfileModel<'_>, relation: Relation<'_>, who: &User, draft: &mut ProfileDraft) {
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        let unfriend = if let Relation::Friend(friend) = relation { Some(CircleAction::Unfriend(friend.id)) } else { None };
        let harms = unfriend.map(|change| ("friends-remove", Icon::UserMinus, change, Harm::Unfriend));
        for (key, icon, change, harm) in harms.into_iter().chain([("friends-block", Icon::Ban, CircleAction::Block(who.id), Harm::Block)]) {
            let words = look.text.get(key);
            let button = Button::quiet(&words).icon(icon).height(height::LOW).busy(model.circle.is_busy(&change));
            if button.show(ui, look).clicked() {
                draft.asking = Some(harm);
                ask_for_focus(ui.ctx());
            }
        }
    });
}

fn question_ui(
    ui: &mut Ui,
    look: Look<'_>,
    model: ProfileModel<'_>,
    who: &User,
    draft: &mut ProfileDraft,
    harm: Harm,
) -> Option<ProfileAction> {
    let text = look.text;
    let (question, yes, change) = match (harm, model.circle.relation(who.id)) {
        (Harm::Unfriend, Relation::Friend(friend)) => ("friends-remove-question", "friends-remove", CircleAction::Unfriend(friend.id)),
        (
            Harm::Block | Harm::Unfriend,
            Relation::Friend(_) | Relation::Stranger | Relation::Asks(_) | Relation::Asked(_) | Relation::Blocked(_) | Relation::Myself,
        ) => ("friends-block-question", "friends-block", CircleAction::Block(who.id)),
    };
    let mut action = None;
    controls::line(ui, look, &text.with(question, [("name", who.username.as_str())]));
    ui.horizontal_wrapped(|ui| {
        let (no, yes) = (text.get("cancel"), text.get(yes));
        let no = Button::secondary(&no).height(height::LOW).first().show(ui, look).clicked();
        ui.add_space(space::XXL);
        let yes = Button::danger(&yes).height(height::LOW).show(ui, look).clicked();
        if no || yes {
            draft.asking = None;
            ask_for_focus(ui.ctx());
        }
        action = yes.then_some(ProfileAction::Circle(change));
    });
    action
}
