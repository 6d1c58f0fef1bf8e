//! Tournaments: finding one, organising one, waiting for it, its bracket, and its end.

pub mod bracket;
mod create;
pub mod doing;
mod hearing;
pub mod lists;
pub mod model;
pub mod page;
mod reading;
mod room;
mod rows;
#[cfg(test)]
#[path = "../../tests/samples/tournaments.rs"]
mod samples;
mod seat;
#[cfg(test)]
mod tests;
mod tree;
pub mod view;
mod winner;

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;

use self::doing::{Doing, Wish};
use self::lists::{Named, Open as OpenOnes, Past, Running, Seen};
use self::model::Own;
use self::page::{Draft, PageModel, Showing};
use self::view::TournamentAction;
use crate::clock;
use crate::link::{Link, Open, Target};
use crate::net::{Account, Bearer, Session};
use crate::people::PeopleAction;
use crate::people::circle::Circle;
use crate::play::wall::Wall;
use crate::play::{PlayAction, PlaySpec};
use crate::screen::{AppSystems, Navigate, Overlay, Question, Screen};
use crate::ui::frame::{Shell, ViewSystems};
use crate::ui::toast::{Followed, Lead, Toast};

pub(crate) fn plugin(app: &mut App) {
    unseen(app);
    let here = in_state(Screen::Tournaments).and_then(in_state(Overlay::None));
    app.add_systems(EguiPrimaryContextPass, show.run_if(here).in_set(ViewSystems));
}

/// What happens here without being seen.
pub(crate) fn unseen(app: &mut App) {
    app.init_resource::<Own>()
        .init_resource::<OpenOnes>()
        .init_resource::<Running>()
        .init_resource::<Past>()
        .init_resource::<Seen>()
        .init_resource::<Draft>()
        .init_resource::<Question>()
        .init_resource::<Wall>()
        .add_message::<Open>()
        .add_message::<Followed>()
        .add_message::<PeopleAction>()
        .add_systems(OnEnter(Screen::Tournaments), open)
        .add_systems(OnExit(Screen::Tournaments), close)
        .add_systems(Update, (follow_links, hang_wall).in_set(AppSystems::Domain));
    doing::plugin(app);
    reading::plugin(app);
    hearing::plugin(app);
    seat::plugin(app);
}

/// The page opens at the own tournament, unless another one is to be seen.
fn open(mut draft: ResMut<Draft>, own: Res<Own>, mut open: ResMut<OpenOnes>, mut running: ResMut<Running>, mut past: ResMut<Past>) {
    if own.tournament.is_some() && draft.showing != Showing::Seen {
        draft.show(Showing::Own);
    } else if draft.showing == Showing::Own {
        draft.show(Showing::Lists);
    }
    open.list.again();
    running.0.again();
    past.want();
}

fn close(mut wall: ResMut<Wall>, mut draft: ResMut<Draft>, mut doing: ResMut<Doing>, mut question: ResMut<Question>) {
    wall.show(&[]);
    (draft.asking, question.0) = (None, false);
    if draft.showing == Showing::Create {
        draft.show(Showing::Lists);
    }
    doing.forget();
}

/// A link, a notice, or a line of a history leads to a tournament.
fn follow_links(
    mut wishes: MessageReader<Open>,
    mut followed: MessageReader<Followed>,
    mut draft: ResMut<Draft>,
    mut seen: ResMut<Seen>,
    own: Res<Own>,
    screen: Res<State<Screen>>,
    mut go: MessageWriter<Navigate>,
) {
    let links = wishes.read().filter_map(|Open(target)| match target {
        Target::Tournament(code) => Some(Some(Named::Code(*code))),
        Target::Bracket(id) => Some(Some(Named::Id(*id))),
        Target::Match(_) | Target::Lobby(_) | Target::Place(_) | Target::File(_) | Target::Kept(_) => None,
    });
    let leads =
        followed.read().filter_map(|Followed(lead)| if let Lead::Tournament(code) = lead { Some(code.map(Named::Code)) } else { None });
    let Some(wanted) = links.chain(leads).last() else { return };
    // A match that is played goes before it.
    if *screen.get() == Screen::Court {
        return;
    }
    look_at(&mut draft, &mut seen, &own, wanted);
    go.write(Navigate::CloseSettings);
    go.write(Navigate::To(Screen::Tournaments));
}

/// None: the own one.
fn look_at(draft: &mut Draft, seen: &mut Seen, own: &Own, wanted: Option<Named>) {
    let is_own = match (wanted, &own.tournament) {
        (None, own) => own.is_some(),
        (Some(Named::Code(code)), Some(own)) => own.code == code,
        (Some(Named::Id(id)), Some(own)) => own.id == id,
        (Some(_), None) => false,
    };
    match wanted {
        _ if is_own => draft.show(Showing::Own),
        Some(named) => {
            seen.look_at(named);
            draft.show(Showing::Seen);
        }
        None => draft.show(Showing::Lists),
    }
}

/// The matches of the round hang side by side while they are looked at.
fn hang_wall(mut wall: ResMut<Wall>, draft: Res<Draft>, own: Res<Own>, seen: Res<Seen>, screen: Res<State<Screen>>) {
    if *screen.get() != Screen::Tournaments {
        return;
    }
    let shown = match draft.showing {
        Showing::Own => own.tournament.as_ref(),
        Showing::Seen => seen.tournament.as_ref(),
        Showing::Lists | Showing::Create => None,
    };
    let bracket = shown.filter(|_| draft.courts).and_then(|shown| bracket::Bracket::of(shown, None));
    let mut codes: Vec<_> = bracket.iter().flat_map(bracket::Bracket::running).collect();
    // Those of a round stay until the last of them is over, so that nobody is taken away from what is being seen.
    let hanging: Vec<_> = wall.courts().map(|court| court.code).collect();
    if !codes.is_empty() && codes.iter().all(|code| hanging.contains(code)) {
        codes = hanging;
    }
    wall.show(&codes);
}

/// Everything that the page shows.
#[derive(SystemParam)]
struct Known<'w> {
    own: ResMut<'w, Own>,
    open: ResMut<'w, OpenOnes>,
    running: ResMut<'w, Running>,
    past: ResMut<'w, Past>,
    seen: ResMut<'w, Seen>,
    doing: Res<'w, Doing>,
    circle: Res<'w, Circle>,
    wall: Res<'w, Wall>,
}

impl Known<'_> {
    fn page(&self, session: &Session) -> PageModel<'_> {
        PageModel {
            reader: session.reader(),
            now: clock::today(),
            own: &self.own,
            open: &self.open,
            running: &self.running,
            past: &self.past,
            seen: &self.seen,
            doing: &self.doing,
            circle: &self.circle,
            wall: &self.wall,
        }
    }
}

fn show(
    mut shell: Shell,
    mut draft: ResMut<Draft>,
    mut known: Known,
    mut question: ResMut<Question>,
    account: Res<Account>,
    mut ways: Ways,
) {
    // Escape answered what was asked with no.
    if !question.0 {
        draft.asking = None;
    }
    let mut talk = std::mem::take(&mut known.own.bypass_change_detection().talk);
    let model = known.page(shell.session());
    let chosen = &mut *draft;
    let width = view::width(&model, chosen);
    let action = shell.page(width, |ui, look| view::tournaments_ui(ui, look, model, chosen, &mut talk)).flatten();
    known.own.bypass_change_detection().talk = talk;
    question.0 = draft.asking.is_some();
    let Some(action) = action else { return };
    match action {
        TournamentAction::BeGuest => account.be_guest(),
        TournamentAction::Go(screen) => shell.go(Navigate::To(screen)),
        TournamentAction::Profile(user) => shell.people(PeopleAction::Profile(user)),
        TournamentAction::CopyCode(code) => {
            shell.copy(code.to_string());
            ways.toasts.write(Toast::news("toast-link-copied").naming(code.to_string()));
        }
        TournamentAction::CopyLink(code) => {
            let link = Target::Tournament(code).to_string();
            shell.copy(link.clone());
            ways.toasts.write(Toast::news("toast-link-copied").naming(link));
        }
        TournamentAction::Play(code) => {
            ways.play.write(PlayAction::Start(PlaySpec::Online { code, bearers: vec![Bearer::Session] }));
        }
        TournamentAction::Watch(code) => ways.watch(code, &known, shell.session()),
        TournamentAction::Wish(wish) => {
            ways.wishes.write(wish);
        }
        TournamentAction::Invite(_)
        | TournamentAction::Say
        | TournamentAction::Show(_)
        | TournamentAction::Tab(_)
        | TournamentAction::Look(_)
        | TournamentAction::Nonsense
        | TournamentAction::TryAgain
        | TournamentAction::Dismiss
        | TournamentAction::Close => turn(action, &mut draft, &mut known, &mut ways),
    }
}

/// Where a press leads out of the page.
#[derive(SystemParam)]
struct Ways<'w> {
    wishes: MessageWriter<'w, Wish>,
    play: MessageWriter<'w, PlayAction>,
    open: MessageWriter<'w, Open>,
    toasts: MessageWriter<'w, Toast>,
}

impl Ways<'_> {
    /// A match that runs comes onto the court at once; one of the past has to be fetched.
    fn watch(&mut self, code: common::ids::MatchCode, known: &Known<'_>, session: &Session) {
        let all = known.own.tournament.iter().chain(&known.seen.tournament).flat_map(common::api::tournament::Tournament::all_matches);
        let runs = all.filter(|(_, found)| found.code == Some(code)).any(|(_, found)| !found.finished);
        if runs {
            let bearer = session.user().map(|_| Bearer::Session);
            self.play.write(PlayAction::Start(PlaySpec::Watch { code, bearer, at: None }));
        } else {
            self.open.write(Open(Target::Match(Link::to(code))));
        }
    }
}

/// What was pressed that changes only what is seen here, or is about the own tournament.
fn turn(action: TournamentAction, draft: &mut Draft, known: &mut Known<'_>, ways: &mut Ways<'_>) {
    let code = known.own.tournament.as_ref().map(|own| own.code);
    match action {
        TournamentAction::Invite(friend) => {
            ways.wishes.write_batch(code.map(|code| Wish::Invite(code, friend)));
        }
        TournamentAction::Say => {
            let said = known.own.talk.to_say();
            ways.wishes.write_batch(code.zip(said).map(|(code, words)| Wish::Say(code, words)));
        }
        TournamentAction::Show(showing) => draft.show(showing),
        TournamentAction::Tab(tab) => {
            draft.tab = tab;
            known.open.list.again();
            known.running.0.again();
        }
        TournamentAction::Look(named) => {
            (draft.typed, draft.nonsense) = (String::new(), false);
            look_at(draft, &mut known.seen, &known.own, Some(named));
        }
        TournamentAction::Nonsense => draft.nonsense = true,
        TournamentAction::TryAgain => {
            known.open.list.again();
            known.running.0.again();
            known.past.want();
            known.seen.again();
        }
        TournamentAction::Dismiss => known.own.triumph = false,
        TournamentAction::Close => {
            known.own.drop_it();
            known.past.want();
            draft.show(Showing::Lists);
        }
        // Done by whoever shows the page.
        TournamentAction::BeGuest
        | TournamentAction::Go(_)
        | TournamentAction::Profile(_)
        | TournamentAction::CopyCode(_)
        | TournamentAction::CopyLink(_)
        | TournamentAction::Play(_)
        | TournamentAction::Watch(_)
        | TournamentAction::Wish(_) => {}
    }
}
