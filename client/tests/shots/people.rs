//! Friends, profiles and the own account: each with people, empty, with a menu and with a question.

use client::account::data::Shelves;
use client::account::model::{AccountDraft, Download};
use client::clock;
use client::friends::model::{Ask, Draft, Find, Tab};
use client::net::loaded::Loaded;
use client::net::{Session, SessionState};
use client::people::circle::Circle;
use client::people::listed::Listed;
use client::people::{PeopleAction, Unseen};
use client::profile::model::{Edit, ProfileDraft, Viewed};
use client::replays::model::{Matches, Part};
use client::screen::{Question, Screen};
use common::api::Page;
use common::api::auth::SessionView;
use common::api::friends::{Blocked, Friend, FriendRequest};
use common::api::matches::Match;
use common::api::profiles::{FoundUser, ProfilePicture, User};
use common::api::stats::{RankedStat, Stats};
use common::api::time::Timestamp;
use common::api::users::{MyRank, PlayMode};
use common::ids::{PictureId, RankedStatId, SessionId, UserId};
use serde_json::{Value, json};

use crate::places::{Place, place, signed_in};
use crate::studio::Studio;
use crate::watch::a_match;

/// As wide as a name can be.
const WIDE: &str = "WWWWWWWWWWWWWWW";

pub(crate) const ALL: [Place; 21] = [
    place("friends", |studio| friends(studio, Tab::Friends)).then(forget),
    place("friends_menu", |studio| menu(studio, None)).then(forget),
    place("friends_question", |studio| menu(studio, Some(Ask::Block))).then(forget),
    place("friends_requests", |studio| friends(studio, Tab::Requests)).then(forget),
    place("friends_search", |studio| {
        friends(studio, Tab::Find);
        let id = studio.request();
        studio.know(|draft: &mut Draft| draft.typed = "w".to_owned());
        studio.know(move |find: &mut Find| {
            find.typed("w", 0);
            find.asked(id, "w".to_owned());
            let results = vec![found(40, "Wanda_77"), found(41, WIDE), found(8, "bob_the_builder"), found(22, "finn")];
            find.answered(id, &Ok(Page { count: 31, next: None, previous: None, results }));
        });
    })
    .then(forget),
    place("friends_blocked", |studio| friends(studio, Tab::Blocked)).then(forget),
    place("friends_empty", |studio| nobody(studio, Tab::Friends)).then(forget),
    place("friends_requests_empty", |studio| nobody(studio, Tab::Requests)).then(forget),
    place("friends_search_empty", |studio| nobody(studio, Tab::Find)).then(forget),
    place("friends_guest", |studio| {
        studio.session(signed_in(true));
        studio.go(Screen::Friends);
    })
    .then(forget),
    place("profile_own", own).then(forget),
    place("profile_edit", |studio| {
        own(studio);
        let bio = "I play on Sundays.\nNever against the sun.".to_owned();
        let edit = Edit { catchphrase: "The ball is round, the court is not.".to_owned(), bio, ..Edit::default() };
        studio.know(|draft: &mut ProfileDraft| draft.edit = Some(edit));
    })
    .then(forget),
    place("profile_pictures", |studio| {
        own(studio);
        studio.insert(Question(true));
        studio.know(|draft: &mut ProfileDraft| draft.choosing = true);
    })
    .then(forget),
    place("profile_friend", |studio| other(studio, 9, WIDE)).then(forget),
    place("profile_stranger", |studio| other(studio, 60, "Zoe-Marguerite")).then(forget),
    place("profile_guest", |studio| {
        studio.session(signed_in(true));
        studio.write(PeopleAction::Profile(UserId(7)));
        studio.know(|viewed: &mut Viewed| {
            viewed.stats = Loaded::of(Vec::new());
            viewed.changes = Loaded::of(Vec::new());
        });
        let none = matches(studio, 0, 7);
        studio.know(|viewed: &mut Viewed| (viewed.matches, viewed.matches_wanted) = (none, false));
    })
    .then(forget),
    place("account", account).then(forget),
    place("account_delete", |studio| {
        account(studio);
        studio.insert(Question(true));
        studio.know(|draft: &mut AccountDraft| {
            draft.deleting = true;
            draft.download = Download::Done("/home/somebody/Downloads/rebound-Wilhelmina-M-25.json".into());
        });
    })
    .then(forget),
    place("account_guest", |studio| {
        studio.session(signed_in(true));
        studio.go(Screen::Account);
    })
    .then(forget),
    place("start_offline_by_choice", |studio| {
        let mut session = signed_in(false);
        if let SessionState::Account(me) = &mut session.state {
            me.play_mode = PlayMode::Offline;
        }
        studio.session(session);
    }),
    place("bar_with_dots", |studio| {
        studio.session(signed_in(false));
        studio.insert(Unseen { requests: 2, chats: 1, challenges: 1, due: true });
        studio.wait(0.1);
    })
    .then(forget),
];

pub(crate) fn small(id: i64, name: &str) -> Value {
    json!({"id": id, "username": name, "profile_picture": {"id": id % 23, "name": "", "small": "", "medium": ""}})
}

fn ago(minutes: i64) -> String {
    Timestamp(clock::today().0 - minutes * 60_000 - 30_000).to_string()
}

fn status(activity: &str) -> Value {
    let playing = (activity == "playing").then_some("7KDW3Q");
    json!({"is_online": activity != "offline", "game_playing": playing, "last_online": ago(190), "activity": activity})
}

fn with(mut user: Value, more: Value) -> Value {
    if let (Some(user), Value::Object(more)) = (user.as_object_mut(), more) {
        user.extend(more);
    }
    user
}

pub(crate) fn friend(id: i64, name: &str, activity: &str) -> Friend {
    serde_json::from_value(json!({
        "id": id, "friend": with(small(id, name), json!({"status": status(activity), "trophies": 1240})), "friend_win": 3, "me_win": 5,
        "friends_since": ago(20_000), "matches_play_against": 8, "matches_played_together": 4, "matches_won_together": 2,
    }))
    .expect("a friend as the contract has it")
}

fn request(id: i64, name: &str, to_me: bool) -> FriendRequest {
    let (me, other) = (small(7, "Wilhelmina-M-25"), small(id, name));
    let (sender, receiver) = if to_me { (other, me) } else { (me, other) };
    serde_json::from_value(json!({"id": id, "sender": sender, "receiver": receiver, "send_at": ago(id)})).expect("a request")
}

fn blocked(id: i64, name: &str) -> Blocked {
    serde_json::from_value(json!({"id": id, "blocked": small(id, name), "blocked_at": ago(id * 60)})).expect("a block")
}

fn found(id: i64, name: &str) -> FoundUser {
    serde_json::from_value(with(small(id, name), json!({"status": status(if id % 2 == 0 { "idle" } else { "offline" })}))).expect("a user")
}

fn people(circle: &mut Circle) {
    circle.friends = Listed::of(vec![
        friend(8, "bob_the_builder", "offline"),
        friend(9, WIDE, "playing"),
        friend(10, "cleo", "idle"),
        friend(11, "Dora", "queue"),
        friend(12, "emil", "watching"),
        friend(13, "Maximiliane_W_1", "offline"),
    ]);
    circle.requests = Listed::of(vec![request(20, "eve", true), request(21, WIDE, true), request(22, "finn", false)]);
    circle.blocked = Listed::of(vec![blocked(30, "gus"), blocked(31, WIDE)]);
}

fn session() -> Session {
    let mut session = signed_in(false);
    if let SessionState::Account(me) = &mut session.state {
        let rank = |game: &str, tier: &str, trophies: i64, played: i64| {
            json!({"game": game, "trophies": trophies, "tier": tier, "icon": "", "ranked_played": played, "ranked_won": played * 2 / 3,
                "ranked_lost": played - played * 2 / 3, "challenged_by": [], "challenged": [], "tournaments": []})
        };
        let ranks = json!([rank("duel", "gold", 1240, 42), rank("clash", "unranked", 0, 0)]);
        me.ranks = serde_json::from_value::<Vec<MyRank>>(ranks).expect("ranks as the contract has them");
        me.trophies = 1240;
        me.catchphrase = common::text::Catchphrase::parse("The ball is round, the court is not.").expect("short enough");
        me.bio = common::text::Bio::parse("I play on Sundays.\nNever against the sun.").expect("short enough");
        me.profile_picture.id = PictureId(13);
    }
    session
}

fn circle(studio: &mut Studio, known: fn(&mut Circle)) {
    studio.session(session());
    studio.know(|circle: &mut Circle| {
        (circle.friends, circle.requests, circle.blocked) = (Listed::of(Vec::new()), Listed::of(Vec::new()), Listed::of(Vec::new()));
        known(circle);
    });
}

fn friends(studio: &mut Studio, tab: Tab) {
    circle(studio, people);
    studio.go(Screen::Friends);
    studio.know(|draft: &mut Draft| draft.tab = tab);
}

fn nobody(studio: &mut Studio, tab: Tab) {
    circle(studio, |_| {});
    studio.go(Screen::Friends);
    studio.know(|draft: &mut Draft| draft.tab = tab);
}

fn menu(studio: &mut Studio, asking: Option<Ask>) {
    friends(studio, Tab::Friends);
    studio.insert(Question(true));
    studio.know(|draft: &mut Draft| (draft.open, draft.asking) = (Some(UserId(9)), asking));
}

fn matches(studio: &Studio, count: i64, user: i64) -> Matches {
    let (mut list, id) = (Matches::default(), studio.request());
    let modes = ["ranked", "duel", "ranked", "ranked", "tournament", "duel", "ranked", "clash"];
    let mut results: Vec<Match> = modes.iter().cycle().zip(0..count).map(|(mode, n)| a_match(mode, n, true)).collect();
    for player in results.iter_mut().flat_map(|found| &mut found.teams.a.players).filter(|player| player.user.id == UserId(7)) {
        player.user.id = UserId(user);
    }
    list.ask(id, Part::First);
    list.answered(id, &Ok(Page { count, next: None, previous: None, results }));
    list
}

fn stats() -> Vec<Stats> {
    let of = |id: i64, mode: &str, played: i64, wins: i64| {
        json!({"id": id, "game_mode": mode, "game_played": played, "wins": wins, "scored": 311, "longest_win_streak": 9, "current_win_streak": 2,
            "own_goals": if mode == "clash" { Some(3) } else { None }, "tournament_wins": if mode == "tournament" { Some(1) } else { None }})
    };
    let all =
        json!([of(1, "global", 120, 77), of(2, "duel", 60, 40), of(3, "clash", 10, 3), of(4, "ranked", 42, 30), of(5, "tournament", 8, 4)]);
    serde_json::from_value(all).expect("statistics as the contract has them")
}

fn changes() -> Vec<RankedStat> {
    let (mut total, mut changes) = (0_i64, Vec::new());
    for n in 0..42_i64 {
        let trophies = if n % 3 == 2 { -(n % 7) * 4 } else { 30 + n % 5 * 9 };
        total += trophies;
        changes.push(RankedStat { id: RankedStatId(n), trophies, total_trophies: total, at: Timestamp(n) });
    }
    changes
}

fn own(studio: &mut Studio) {
    circle(studio, people);
    studio.write(PeopleAction::Profile(UserId(7)));
    let list = matches(studio, 19, 7);
    studio.know(|viewed: &mut Viewed| {
        viewed.stats = Loaded::of(stats());
        viewed.changes = Loaded::of(changes());
        viewed.pictures =
            Loaded::of((0..23).map(|id| ProfilePicture::of(PictureId(id), id == 1 || id > 10 && id < 14 || id == 20, id == 13)).collect());
        (viewed.matches, viewed.matches_wanted) = (list, false);
    });
}

fn other(studio: &mut Studio, id: i64, name: &str) {
    circle(studio, people);
    studio.write(PeopleAction::Profile(UserId(id)));
    let list = matches(studio, 8, id);
    let rank = |game: &str, tier: &str, trophies: i64| json!({"game": game, "trophies": trophies, "tier": tier, "icon": "", "ranked_played": 9, "ranked_won": 5, "ranked_lost": 4});
    let more = json!({
        "is_guest": false, "status": status("playing"), "trophies": 3120, "catchphrase": "First come, first served.", "bio": "",
        "ranks": [rank("duel", "master", 3120), rank("clash", "bronze", 140)], "friends": null,
    });
    let user: User = serde_json::from_value(with(small(id, name), more)).expect("a user as the contract has it");
    studio.know(|viewed: &mut Viewed| {
        viewed.who = Loaded::of(user);
        viewed.stats = Loaded::of(stats());
        (viewed.matches, viewed.matches_wanted) = (list, false);
    });
}

fn account(studio: &mut Studio) {
    studio.session(session());
    studio.insert(Shelves::default());
    studio.go(Screen::Account);
    let of = |id, client: &str, current| SessionView {
        id: SessionId(id),
        created_at: Timestamp(clock::today().0 - 86_400_000),
        last_used_at: Timestamp(clock::today().0 - id * 3_700_000),
        address: "203.0.113.195".to_owned(),
        client: client.to_owned(),
        current,
    };
    studio.know(|draft: &mut AccountDraft| {
        draft.sessions = Loaded::of(vec![of(0, "Rebound 0.1.0 (Linux)", true), of(3, "Rebound 0.1.0 (Windows)", false)]);
    });
}

fn forget(studio: &mut Studio) {
    studio.insert(Question(false));
    studio.insert(Unseen::default());
    studio.know(|draft: &mut Draft| *draft = Draft::default());
    studio.know(|find: &mut Find| *find = Find::default());
    studio.know(|viewed: &mut Viewed| *viewed = Viewed::default());
    studio.know(|draft: &mut ProfileDraft| *draft = ProfileDraft::default());
}
