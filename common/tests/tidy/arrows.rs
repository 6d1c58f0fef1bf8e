//! Who may know whom: between the crates, between the rooms of each crate.

use std::fs;

use crate::source::Source;
use crate::{hold, root};

/// What a crate never depends on.
const NEVER: [(&str, &[&str]); 2] = [
    (
        "common",
        &[
            "client",
            "server",
            "bevy",
            "bevy_egui",
            "egui",
            "warp",
            "hyper",
            "tokio",
            "sqlx",
            "reqwest",
            "tokio-tungstenite",
            "jsonwebtoken",
        ],
    ),
    ("server", &["client", "bevy", "bevy_egui", "egui"]),
];

/// The rooms of `common`, and whom each may know. The orders of `wire` name modes and reasons of the API, which names sides of the court.
const COMMON: [(&str, &[&str]); 6] = [
    ("ids", &[]),
    ("text", &[]),
    ("sim", &["ids"]),
    ("api", &["ids", "text", "sim"]),
    ("wire", &["sim", "ids", "api"]),
    ("netcode", &["sim", "wire"]),
];

/// What a slice of the server may stand on.
const FOUNDATION: [&str; 6] = ["db", "http", "events", "clock", "config", "telemetry"];
/// The slices of the server, and which others each may know, through their doors. A user who changes the password ends
/// sessions, so `users` knows `auth`. `relations` says who may find and reach whom, so everybody may ask it. A message can show a
/// challenge, and a challenge is sent into a conversation: so `challenge` is the noun, and `challenging` the verbs; who accepts
/// leaves the `places`, which lead out of one place into another. `chat_socket` speaks for all that can be done in a conversation; `blocks` and `account` end
/// what two people, or one, had with the others. `play` leaves results as notices in the `chat` of each player.
const SERVER: [(&str, &[&str]); 20] = [
    ("auth", &[]),
    ("relations", &[]),
    ("stats", &["relations"]),
    ("users", &["auth", "relations", "stats"]),
    ("matches", &["users", "relations", "stats"]),
    ("play", &["matches", "users", "auth", "stats", "relations", "chat"]),
    ("queue", &["users", "play", "relations", "stats"]),
    ("invites", &["users", "chat"]),
    ("lobby", &["users", "relations", "play", "matches", "chat", "invites"]),
    ("tournament", &["users", "relations", "stats", "play", "matches", "chat", "invites"]),
    ("places", &["auth", "play", "queue", "lobby", "tournament", "relations"]),
    ("friends", &["users", "relations", "stats"]),
    ("challenge", &["users", "relations", "matches"]),
    ("chat", &["users", "relations", "challenge"]),
    ("challenging", &["users", "relations", "challenge", "chat", "play", "matches", "places"]),
    ("blocks", &["users", "relations", "friends", "chat", "challenging", "invites", "lobby", "tournament"]),
    ("profiles", &["users", "relations", "friends", "stats"]),
    ("chat_socket", &["auth", "users", "relations", "chat", "challenging", "blocks"]),
    (
        "account",
        &[
            "auth",
            "users",
            "relations",
            "friends",
            "chat",
            "challenge",
            "challenging",
            "blocks",
            "stats",
            "matches",
            "profiles",
            "play",
            "places",
            "invites",
            "lobby",
            "tournament",
        ],
    ),
    ("meta", &[]),
];

/// Rooms of the client that everybody may know: the ground, and the two doors of the court and the settings. `people` says what
/// can be done with somebody, and is where the rooms of people meet.
const CLIENT_GROUND: [&str; 10] = ["net", "ui", "screen", "assets", "config", "audio", "settings", "play", "people", "waiting"];
/// The other rooms of the client; none knows another, but those of [`CLIENT_DOORS`].
const CLIENT_SLICES: [&str; 13] = [
    "auth",
    "start",
    "queue",
    "lobby",
    "local",
    "replays",
    "friends",
    "profile",
    "account",
    "chat",
    "challenges",
    "companions",
    "tournaments",
];
/// Each half of the shared keyboard, and whoever comes beside others, has the form of a sign-in; a profile ends with matches, line by line as the page of matches
/// has them; the play page lists the challenges that wait; whoever plays at the same machine comes along into a lobby.
const CLIENT_DOORS: [(&str, &str); 5] =
    [("local", "auth"), ("companions", "auth"), ("lobby", "companions"), ("profile", "replays"), ("start", "challenges")];

/// The rooms of its own crate that a file names, with where.
fn named(source: &Source) -> Vec<(usize, String)> {
    let Some((_, inside)) = source.path.split_once("/src/") else { return Vec::new() };
    let depth = inside.trim_end_matches(".rs").trim_end_matches("/mod").split('/').count();
    let ways = ["crate::".to_owned(), "super::".repeat(depth)];
    let mut found = Vec::new();
    for way in &ways {
        for at in source.product_finds(way) {
            // Part of a longer run of `super`, which leads somewhere else.
            if source.product[..at].ends_with("super::") || source.product[..at].ends_with("$") {
                continue;
            }
            let rest = &source.product[at + way.len()..];
            let names = if rest.starts_with('{') { group(rest) } else { vec![first_name(rest)] };
            found.extend(names.into_iter().map(|name| (at, name)));
        }
    }
    found
}

fn first_name(rest: &str) -> String {
    rest.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The first name of each member of `{a::b, c::{d, e}}`.
fn group(rest: &str) -> Vec<String> {
    let (mut depth, mut names) = (0, Vec::new());
    for (at, c) in rest.char_indices() {
        match c {
            '{' => {
                depth += 1;
                if depth == 1 {
                    names.push(first_name(&rest[at + 1..]));
                }
            }
            '}' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            ',' if depth == 1 => names.push(first_name(&rest[at + 1..])),
            _ => {}
        }
    }
    names
}

/// The room that a file of this crate belongs to.
fn room<'a>(source: &'a Source, krate: &str) -> Option<&'a str> {
    let inside = source.path.strip_prefix(krate)?.strip_prefix("/src/")?;
    Some(inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs"))
}

fn faults(source: &Source, from: &str, forbidden: impl Fn(&str) -> bool) -> Vec<String> {
    let bad = named(source).into_iter().filter(|(_, name)| name != from && forbidden(name));
    bad.map(|(at, name)| source.fault(at, &format!("{from} does not know {name}"))).collect()
}

fn common_points_downwards(source: &Source) -> Vec<String> {
    let Some(from) = room(source, "common") else { return Vec::new() };
    let Some((_, known)) = COMMON.iter().find(|(name, _)| *name == from) else { return Vec::new() };
    let is_room = |name: &str| COMMON.iter().any(|(room, _)| *room == name);
    faults(source, from, |name| is_room(name) && !known.contains(&name))
}

fn server_points_downwards(source: &Source) -> Vec<String> {
    let Some(from) = room(source, "server") else { return Vec::new() };
    let is_slice = |name: &str| SERVER.iter().any(|(slice, _)| *slice == name);
    // Where the slices are listed.
    if source.path == "server/src/http/mod.rs" || ["lib", "main", "housekeeping", "ending"].contains(&from) {
        return Vec::new();
    }
    if FOUNDATION.contains(&from) {
        // The one exception: the doors ask who calls.
        return faults(source, from, |name| is_slice(name) && !(["http", "events"].contains(&from) && name == "auth"));
    }
    let known = SERVER.iter().find(|(slice, _)| *slice == from).map_or(&[][..], |(_, known)| known);
    faults(source, from, |name| is_slice(name) && !known.contains(&name))
}

fn client_points_downwards(source: &Source) -> Vec<String> {
    let Some(from) = room(source, "client") else { return Vec::new() };
    if from == "net" || from == "ui" {
        let knows_a_room = |name: &str| CLIENT_SLICES.contains(&name) || name == "play" || from == "net" && name == "ui";
        return faults(source, from, knows_a_room);
    }
    if CLIENT_SLICES.contains(&from) || CLIENT_GROUND.contains(&from) {
        return faults(source, from, |name| CLIENT_SLICES.contains(&name) && !CLIENT_DOORS.contains(&(from, name)));
    }
    Vec::new()
}

/// The client uses of the server only the way to run it, and what that takes and gives.
fn client_only_runs_the_server(source: &Source) -> Vec<String> {
    if !source.path.starts_with("client/") {
        return Vec::new();
    }
    let allowed = ["run", "Ready", "config", "Config"];
    let uses = source.product_finds("server::").into_iter().filter(|at| !source.product[..*at].ends_with("::"));
    let names = uses.flat_map(|at| {
        let rest = &source.product[at + "server::".len()..];
        let names = if rest.starts_with('{') { group(rest) } else { vec![first_name(rest)] };
        names.into_iter().map(move |name| (at, name))
    });
    let bad = names.filter(|(_, name)| !allowed.contains(&name.as_str()));
    bad.map(|(at, name)| source.fault(at, &format!("the client only runs the server, it does not use server::{name}"))).collect()
}

/// A view draws a model and gives back what the person wants; it sees no engine.
fn views_know_egui_only(source: &Source) -> Vec<String> {
    // The one at the top is about cameras.
    if source.path == "client/src/view.rs" || !source.path.starts_with("client/src/") || !source.path.ends_with("/view.rs") {
        return Vec::new();
    }
    let engine = ["bevy::", "Commands", "Res<", "ResMut<", "Query<", "NextState"].into_iter().flat_map(|word| source.product_finds(word));
    engine.map(|at| source.fault(at, "a view knows egui and its model, not the engine")).collect()
}

/// A model is what a screen knows; systems move it, it has none.
fn models_have_no_systems(source: &Source) -> Vec<String> {
    if !source.path.starts_with("client/src/") || !source.path.ends_with("/model.rs") {
        return Vec::new();
    }
    let systems = ["Commands", "Res<", "ResMut<", "Query<", "MessageReader", "MessageWriter", "NextState", "egui::Ui"];
    systems.into_iter().flat_map(|word| source.product_finds(word)).map(|at| source.fault(at, "a model has no systems")).collect()
}

#[test]
fn the_crates_point_in_one_direction() {
    for (krate, never) in NEVER {
        let manifest = fs::read_to_string(root().join(krate).join("Cargo.toml")).expect("every crate has a manifest");
        let dependency = |name: &&&str| manifest.lines().any(|line| line.split(['.', ' ', '=']).next() == Some(name));
        let known: Vec<_> = never.iter().filter(dependency).collect();
        assert!(known.is_empty(), "{krate} depends on {known:?}");
        assert!(manifest.lines().any(|line| line.starts_with("serde.")), "the manifest is not read as it is written");
    }
}

#[test]
fn the_simulation_has_no_floats() {
    let sim = fs::read_to_string(root().join("common/src/sim/mod.rs")).expect("the simulation is there");
    assert!(sim.contains("#![deny(clippy::float_arithmetic)]"));
}

#[test]
fn the_rooms_of_common_point_in_one_direction() {
    hold(common_points_downwards, "common/src/sim/pong.rs", "use crate::wire::ToClient;");
    assert_eq!(common_points_downwards(&Source::new("common/src/sim/mod.rs", "use super::{wire::Log, ids::A};")).len(), 1);
}

#[test]
fn the_slices_of_the_server_know_only_whom_they_may() {
    hold(server_points_downwards, "server/src/users/service.rs", "use crate::{db::Db, play::Play};");
    assert_eq!(server_points_downwards(&Source::new("server/src/events/mod.rs", "fn f() { crate::users::small(); }")).len(), 1);
}

#[test]
fn the_rooms_of_the_client_do_not_know_each_other() {
    hold(client_points_downwards, "client/src/queue/mod.rs", "use crate::start::StartModel;");
    assert_eq!(client_points_downwards(&Source::new("client/src/net/http.rs", "use crate::play::PlayAction;")).len(), 1);
}

#[test]
fn the_client_uses_the_server_only_by_running_it() {
    hold(client_only_runs_the_server, "client/src/net/host.rs", "use server::{run, db::Db};");
}

#[test]
fn views_know_egui_and_their_model_only() {
    hold(views_know_egui_only, "client/src/start/view.rs", "use bevy::prelude::*;");
}

#[test]
fn models_have_no_systems_of_the_engine() {
    hold(models_have_no_systems, "client/src/start/model.rs", "fn act(model: ResMut<StartModel>) {}");
}
