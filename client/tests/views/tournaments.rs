//! The page of tournaments: lists, a new one, the room, the bracket and the winner, by label and at every size.

use client::clock;
use client::net::Reader;
use client::people::circle::Circle;
use client::people::gathering::talk::Talk;
use client::play::scene::{PlayerView, Scene, Stage};
use client::play::wall::Wall;
use client::screen::Screen;
use client::tournaments::doing::{Doing, Wish};
use client::tournaments::lists::{Named, Open, Past, Polled, Running, Seen};
use client::tournaments::model::Own;
use client::tournaments::page::{Asking, Draft, Form, PageModel, Showing, Tab};
use client::tournaments::view::{TournamentAction, tournaments_ui};
use client::ui::Look;
use client::ui::frame::{Around, Strip};
use client::ui::text::Language;
use common::api::matches::Game;
use common::api::tournament::{Tournament, TournamentRow};
use common::ids::{MatchCode, PictureId, TournamentId, UserId};
use common::sim::{Seat, Side};
use egui::{Key, Ui};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

use crate::cut::never_cut_in;
use crate::samples::{ME, NAMES, begun, waiting};
use crate::{Stand, around, open};

/// Everything the page is shown with.
struct Page {
    reader: Reader,
    own: Own,
    open: Open,
    running: Running,
    past: Past,
    seen: Seen,
    doing: Doing,
    circle: Circle,
    wall: Wall,
    draft: Draft,
    talk: Talk,
}

impl Default for Page {
    fn default() -> Self {
        let mut open = Open::default();
        open.list = Polled::of(rows());
        Self {
            reader: Reader::Account(UserId(ME)),
            own: Own::default(),
            open,
            running: Running(Polled::of(vec![begun(16, 16, 9), begun(4, 4, 1)])),
            past: Past::of(UserId(ME), vec![begun(4, 4, 3)]),
            seen: Seen::default(),
            doing: Doing::default(),
            circle: Circle::default(),
            wall: Wall::default(),
            draft: Draft::default(),
            talk: Talk::default(),
        }
    }
}

fn rows() -> Vec<TournamentRow> {
    let row = |id, name: &str, n_participants, size| TournamentRow {
        id: TournamentId(id),
        code: "R2CV8N".parse().expect("a code"),
        name: name.to_owned(),
        game: Game::Duel,
        n_participants,
        size,
        created_by: NAMES[1].to_owned(),
    };
    vec![row(1, "The Great Sunday Evening Cup", 11, 16), row(2, "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", 4, 4)]
}

/// The own tournament fills the page.
fn own(tournament: Tournament) -> Page {
    let mut page = Page { draft: Draft { showing: Showing::Own, ..Draft::default() }, ..Page::default() };
    page.own.take(tournament);
    page
}

fn shown(ui: &mut Ui, look: Look<'_>, page: &mut Page) -> Option<TournamentAction> {
    let model = PageModel {
        reader: page.reader,
        now: clock::today(),
        own: &page.own,
        open: &page.open,
        running: &page.running,
        past: &page.past,
        seen: &page.seen,
        doing: &page.doing,
        circle: &page.circle,
        wall: &page.wall,
    };
    tournaments_ui(ui, look, model, &mut page.draft, &mut page.talk)
}

fn quiet() -> Around {
    Around { screen: Screen::Tournaments, place: Screen::Tournaments, strip: Strip::Fine, ..around() }
}

fn stand(page: Page) -> Harness<'static, Stand<Page, TournamentAction>> {
    let width = if page.draft.showing == Showing::Lists { 760.0 } else { f32::INFINITY };
    open(quiet(), (Language::En, (1280.0, 720.0), 1.0), page, width, shown)
}

fn labels(harness: &Harness<'static, Stand<Page, TournamentAction>>) -> Vec<String> {
    harness.root().children_recursive().filter_map(|node| node.accesskit_node().label()).collect()
}

#[test]
fn every_match_of_a_bracket_says_who_plays_how_it_stands_and_what_goes_on() {
    let harness = stand(own(begun(16, 16, 9)));
    let all = labels(&harness);
    let matches: Vec<_> = all.iter().filter(|label| label.contains(", match ")).collect();
    assert_eq!(matches.len(), 15);
    for said in [
        "Round of 16, match 1: Wilhelmina-M-25 3, Anne-Sophie_M-2 0. Over",
        "Round of 16, match 5: WWWWWWWWWWWWWWW 3, Hieronymus-1516 1. Over by forfeit",
        "Quarter-finals, match 2: Konstantinopel1 0, Guest4821937461 2. Is being played",
        "Semi-finals, match 1: Wilhelmina-M-25, still open. Not yet",
    ] {
        assert!(all.iter().any(|label| label == said), "{said} in {matches:#?}");
    }
    assert!(harness.query_by_label("You play next against Konstantinopel1 or Guest4821937461").is_some());
}

#[test]
fn a_match_is_pressed_to_be_watched_and_ones_own_to_be_played() {
    let mut harness = stand(own(begun(4, 4, 0)));
    harness.get_by_label("Semi-finals, match 2: WWWWWWWWWWWWWWW 0, Maximiliane_W_1 2. Is being played").click();
    harness.run_steps(2);
    harness.get_by_label("Semi-finals, match 1: Wilhelmina-M-25 2, bob_the_builder 1. Is being played").click();
    harness.run_steps(2);
    harness.get_by_label("Play now").click();
    harness.run_steps(2);
    let own = harness.state().model.own.due();
    assert_eq!(own, None, "nobody is signed in here");
    let pressed: Vec<_> = harness.state().pressed.iter().collect();
    assert!(
        matches!(pressed[..], [TournamentAction::Watch(_), TournamentAction::Play(one), TournamentAction::Play(other)] if one == other)
    );
}

#[test]
fn the_matches_of_a_bracket_are_reached_with_the_keyboard_alone() {
    let mut harness = stand(own(begun(4, 4, 0)));
    let goal = "Final, match 1: still open, still open. Not yet";
    let mut visited = Vec::new();
    for _ in 0..40 {
        harness.key_press(Key::Tab);
        harness.run_steps(2);
        let focused = harness.root().children_recursive().find(|node| node.accesskit_node().is_focused());
        visited.extend(focused.and_then(|node| node.accesskit_node().label()));
    }
    assert!(visited.iter().any(|label| label == goal), "{visited:?}");
}

#[test]
fn whoever_has_won_sees_the_cup_first_and_the_bracket_after_it() {
    let mut page = own(begun(4, 4, 3));
    page.own.triumph = true;
    let mut harness = stand(page);
    harness.get_by_label("See the bracket").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [TournamentAction::Dismiss]);
    harness.state_mut().model.own.triumph = false;
    harness.run_steps(2);
    assert!(harness.query_by_label("Wilhelmina-M-25 has won").is_some());
}

#[test]
fn leaving_one_that_runs_is_asked_about_and_leaving_one_that_waits_is_not() {
    let mut harness = stand(own(begun(8, 8, 1)));
    harness.get_by_label("Give up").click();
    harness.run_steps(3);
    assert_eq!(harness.state().model.draft.asking, Some(Asking::Leave));
    assert!(harness.state().pressed.is_empty());
    harness.get_by_label("Give up").click();
    harness.run_steps(3);
    let mut harness = {
        assert!(matches!(harness.state().pressed[..], [TournamentAction::Wish(Wish::Leave(_))]));
        stand(own(waiting(8, 5)))
    };
    harness.get_by_label("Leave the tournament").click();
    harness.run_steps(2);
    assert!(matches!(harness.state().pressed[..], [TournamentAction::Wish(Wish::Leave(_))]));
}

#[test]
fn the_organiser_puts_somebody_out_after_a_question_and_nobody_else_can() {
    let mut page = own(waiting(8, 5));
    page.reader = Reader::Account(UserId(3));
    let mut harness = stand(page);
    assert!(harness.query_by_label("Put Maximiliane_W_1 out").is_none(), "not oneself");
    harness.get_by_label("Put bob_the_builder out").click();
    harness.run_steps(3);
    harness.get_by_label("Put out").click();
    harness.run_steps(2);
    assert!(matches!(harness.state().pressed[..], [TournamentAction::Wish(Wish::Ban(_, UserId(4)))]));
    let harness = stand(own(waiting(8, 5)));
    assert!(harness.query_by_label("Put bob_the_builder out").is_none());
}

#[test]
fn a_code_that_is_typed_leads_to_the_tournament_and_nonsense_says_so() {
    let mut page = Page::default();
    page.draft.typed = "rebound://tournament/r2cv8n".to_owned();
    let mut harness = stand(page);
    harness.get_by_label("Open").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed, [TournamentAction::Look(Named::Code("R2CV8N".parse().unwrap()))]);
    harness.state_mut().model.draft.typed = "what".to_owned();
    harness.get_by_label("Open").click();
    harness.run_steps(2);
    assert_eq!(harness.state().pressed.last(), Some(&TournamentAction::Nonsense));
}

#[test]
fn a_tournament_is_made_with_a_name_of_three_letters_at_least_and_by_accounts_only() {
    let page = || Page { draft: Draft { showing: Showing::Create, ..Draft::default() }, ..Page::default() };
    let mut harness = stand(page());
    assert!(harness.get_by_label("Open it for players").accesskit_node().is_disabled());
    harness.state_mut().model.draft.form.name = "Cup".to_owned();
    harness.get_by_label("16").click();
    harness.run_steps(2);
    harness.get_by_label("Open it for players").click();
    harness.run_steps(2);
    let form = Form { name: "Cup".to_owned(), size: 16, ..Form::default() };
    assert_eq!(harness.state().pressed, [TournamentAction::Wish(Wish::Create(form))]);
    let guest = stand(Page { reader: Reader::Guest(UserId(ME)), ..page() });
    assert!(guest.query_by_label("Open it for players").is_none() && guest.query_by_label("Sign in").is_some());
}

/// Two matches beside each other.
fn side_by_side() -> Page {
    let mut page = own(begun(8, 8, 2));
    page.draft.courts = true;
    let codes: Vec<MatchCode> = page
        .own
        .tournament
        .iter()
        .flat_map(Tournament::all_matches)
        .filter(|(_, found)| !found.finished)
        .filter_map(|(_, found)| found.code)
        .collect();
    page.wall.show(&codes);
    for (code, other) in codes.iter().zip(4..) {
        let player = |side, name: usize| PlayerView {
            seat: Seat::new(side, 0),
            name: NAMES[name].to_owned(),
            picture: PictureId(3),
            mine: false,
            away_ms: None,
        };
        let players = vec![player(Side::A, 1), player(Side::B, other)];
        page.wall.stage(*code, Scene { players, stage: Stage::Rally, score: [2, 1], ..Scene::default() });
    }
    page
}

#[test]
fn the_courts_of_a_round_stand_side_by_side_and_one_is_pressed_to_be_seen_alone() {
    let mut harness = stand(side_by_side());
    let courts: Vec<_> = labels(&harness).into_iter().filter(|label| label.ends_with(", watch")).collect();
    assert!(courts.len() >= 2, "{courts:?}");
    assert!(courts.contains(&format!("{} 1 : 2 {}, watch", NAMES[4], NAMES[1])), "{courts:?}");
    harness.get_by_label(&courts[0]).click();
    harness.run_steps(2);
    assert!(matches!(harness.state().pressed[..], [TournamentAction::Watch(_)]));
    harness.get_by_label("Back to the bracket").click();
    harness.run_steps(2);
    assert!(!harness.state().model.draft.courts);
}

#[test]
fn no_word_of_a_tournament_is_cut_in_any_language_at_any_size() {
    let lists = |tab| move || Page { draft: Draft { tab, ..Draft::default() }, ..Page::default() };
    let (at, all) = (quiet(), f32::INFINITY);
    for tab in Tab::ALL {
        never_cut_in(&at, "the lists", lists(tab), 760.0, shown);
    }
    never_cut_in(&at, "nobody", || Page { reader: Reader::Nobody, ..Page::default() }, 760.0, shown);
    never_cut_in(
        &at,
        "a new one",
        || Page { draft: Draft { showing: Showing::Create, ..Draft::default() }, ..Page::default() },
        520.0,
        shown,
    );
    never_cut_in(&at, "the room", || own(waiting(16, 13)), 760.0, shown);
    never_cut_in(&at, "the bracket of 16", || own(begun(16, 16, 9)), all, shown);
    never_cut_in(&at, "the bracket of 16 with byes", || own(begun(16, 11, 0)), all, shown);
    never_cut_in(&at, "the bracket of 8", || own(begun(8, 8, 7)), all, shown);
    never_cut_in(&at, "the bracket of 4", || own(begun(4, 4, 1)), all, shown);
    never_cut_in(&at, "the courts", side_by_side, all, shown);
    let won = || {
        let mut page = own(begun(4, 4, 3));
        page.own.triumph = true;
        page
    };
    never_cut_in(&at, "the winner", won, all, shown);
}
