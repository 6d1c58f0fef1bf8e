//! Tournaments as the server would tell of them, for tests of what is made of them.

use common::api::tournament::{Stage, Tournament};
use serde_json::{Value, json};

/// As wide as a name can be, at the places where there is the least room.
pub(crate) const NAMES: [&str; 16] = [
    "Wilhelmina-M-25",
    "WWWWWWWWWWWWWWW",
    "Maximiliane_W_1",
    "bob_the_builder",
    "Guest4821937461",
    "Cleopatra-VII-x",
    "MMMMMMMMMMMMMMM",
    "Zoe-Marguerite3",
    "Bartholomew_III",
    "ada",
    "Jean-Christophe",
    "finn",
    "Konstantinopel1",
    "Wanda_77_winner",
    "Hieronymus-1516",
    "Anne-Sophie_M-2",
];

/// Who looks: the first of the names.
pub(crate) const ME: i64 = 1;

fn person(place: usize) -> Value {
    let picture = json!({"id": (place * 5 + 1) % 23, "name": "", "small": "", "medium": ""});
    json!({
        "id": place + 1, "username": NAMES[place], "profile_picture": picture, "tournament": 5, "stage": null, "seed": place + 1,
        "still_in": true, "creator": place == 2, "join_at": "2026-01-31T11:28:04.123Z",
    })
}

fn whole(size: usize, people: usize) -> Value {
    json!({
        "id": 5, "code": "R2CV8N", "name": "The Great Sunday Evening Cup", "game": "duel", "size": size, "private": false, "is_started": false,
        "is_finished": false, "start_at": null, "forfeit_after": 60, "created_at": "2026-01-31T11:28:04.123Z", "created_by": 3,
        "participants": (0..people).map(person).collect::<Vec<_>>(), "winner": null,
    })
}

/// One that waits for players.
pub(crate) fn waiting(size: usize, people: usize) -> Tournament {
    serde_json::from_value(whole(size, people)).expect("a tournament as the contract has it")
}

/// One that has begun, with so many people, of which so many matches have been played. Each is won by the upper one, but for every
/// third; the fifth of each round is a forfeit. Whatever can be played after those is being played.
pub(crate) fn begun(size: usize, people: usize, played: usize) -> Tournament {
    let mut tournament = whole(size, people);
    let (mut matches, mut left) = (serde_json::Map::new(), played);
    let mut slots: Vec<Option<usize>> = (0..size).map(|place| order(place, size)).map(|seed| (seed < people).then_some(seed)).collect();
    // Nobody yet is something else than nobody for good.
    let mut open = vec![false; size];
    for stage in Stage::of_size(u8::try_from(size).expect("a small number")) {
        let (mut round, mut next, mut next_open) = (Vec::new(), Vec::new(), Vec::new());
        for place in 0..slots.len() / 2 {
            let (one, other) = (slots[place * 2], slots[place * 2 + 1]);
            let waits = open[place * 2] || open[place * 2 + 1];
            let state = match (one, other) {
                _ if waits => State::Ahead,
                (Some(_), Some(_)) if left > 0 => {
                    left -= 1;
                    State::Over { upper: place % 3 != 2, forfeit: place == 4 }
                }
                (Some(_), Some(_)) => State::Running,
                _ => State::Bye,
            };
            round.push(a_match(stage, place, [one, other], state));
            next_open.push(!matches!(state, State::Over { .. } | State::Bye));
            next.push(match state {
                State::Over { upper, .. } => {
                    if upper {
                        one
                    } else {
                        other
                    }
                }
                State::Bye => one.or(other),
                State::Running | State::Ahead => None,
            });
        }
        let name = serde_json::to_value(stage).expect("a name");
        matches.insert(name.as_str().expect("a name").to_owned(), Value::Array(round));
        (slots, open) = (next, next_open);
    }
    tournament["is_started"] = json!(true);
    if let (Some(winner), [false]) = (slots[0], &open[..]) {
        tournament["is_finished"] = json!(true);
        tournament["winner"] = person(winner);
    }
    tournament["matches"] = Value::Object(matches);
    serde_json::from_value(tournament).expect("a tournament as the contract has it")
}

/// The seed at a place of the first round, from 0: the first two can only meet at the end.
fn order(place: usize, size: usize) -> usize {
    let mut seeds = vec![0];
    while seeds.len() < size {
        let all = seeds.len() * 2;
        seeds = seeds.iter().flat_map(|seed| [*seed, all - 1 - seed]).collect();
    }
    seeds[place]
}

#[derive(Clone, Copy)]
enum State {
    Ahead,
    Running,
    Over { upper: bool, forfeit: bool },
    Bye,
}

fn a_match(stage: Stage, place: usize, [one, other]: [Option<usize>; 2], state: State) -> Value {
    let made = matches!(state, State::Running | State::Over { .. });
    let number = stage.id() * 10 + i64::try_from(place).expect("a small number");
    let digit = |n: i64| char::from(common::ids::MatchCode::ALPHABET[usize::try_from(n).expect("a small number") % 28]);
    let code = made.then(|| format!("7KDW{}{}", digit(number / 10), digit(number % 10)));
    let winner = match state {
        State::Over { upper, .. } => Some(if upper { "a" } else { "b" }),
        State::Bye if one.is_some() => Some("a"),
        State::Bye if other.is_some() => Some("b"),
        State::Bye | State::Ahead | State::Running => None,
    };
    let over = matches!(state, State::Over { .. } | State::Bye);
    let reason = match state {
        State::Over { forfeit: true, .. } => Some("player-not-connected"),
        State::Over { .. } => Some("normal-end"),
        State::Bye => Some("game-not-played"),
        State::Ahead | State::Running => None,
    };
    let team = |score: usize| json!({"score": score, "players": []});
    let played = matches!(state, State::Over { .. });
    json!({
        "id": made.then_some(number), "code": code, "game_mode": "tournament",
        "game_duration": if made { "00:00:42.000000" } else { "00:00:00.000000" }, "created_at": "2026-01-31T11:28:04.123Z",
        "finished": over, "winner": winner, "looser": winner.map(|winner| if winner == "a" { "b" } else { "a" }), "finish_reason": reason,
        "match_type": "1v1", "spectators_allowed": true, "counts": true, "tournament_id": 5, "tournament_stage_id": stage.id(),
        "tournament_n": place + 1, "teams": {"a": team((place + 2) % 3), "b": team((place + 1) % 3)}, "n": place + 1,
        "user_1": one.map(person), "user_2": other.map(person), "due_at": null,
        "score_winner": played.then_some(3), "score_looser": played.then_some(place % 3),
    })
}
