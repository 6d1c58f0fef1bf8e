//! Two bots play each other over a simulated line, in virtual time: what the players see is measured frame by frame.

mod line;
mod player;
mod referee;

use crate::sim::{Bot, Court, Phase, Rules, Side, Skill};
use line::Profile;
use player::{Client, FRAME_US, Report};
use referee::{Server, ToClient, ToServer};

const TICK_US: i64 = 8_333;
const STEP_US: i64 = 250;

/// Plays a match for so many seconds, and lets both clients tell what they saw.
fn play(court: Court, profile: Profile, seed: u64, seconds: i64) -> Vec<Report> {
    let rules = Rules::new(court).with_goals(21);
    let skill = Skill::new(6).expect("a level");
    let bots = |side| court.seats().filter(|seat| seat.side == side).map(|seat| Bot::new(skill, seat, seed)).collect::<Vec<_>>();
    let mut clients: Vec<Client> = Side::ALL.map(|side| Client::new(rules, seed, bots(side), profile)).into();
    clients.push(Client::new(rules, seed, Vec::new(), profile));
    let mut server = Server::new(rules, seed);
    let (mut next_tick_us, mut now_us) = (TICK_US, 0);
    while now_us < seconds * 1_000_000 {
        now_us += STEP_US;
        for client in &mut clients {
            while let Some(message) = client.up.receive(now_us) {
                match message {
                    ToServer::Steer { tick, seat, steer } => server.meant.push_back((tick, seat, steer)),
                    ToServer::Ping { sent_us } => {
                        let micros = u16::try_from(TICK_US - (next_tick_us - now_us)).unwrap_or(0);
                        client.down.send(now_us, ToClient::Pong { sent_us, tick: server.pong.tick(), micros });
                    }
                }
            }
        }
        if now_us >= next_tick_us && server.pong.phase() != Phase::Over {
            next_tick_us += TICK_US;
            if let Some(message) = server.tick() {
                clients.iter_mut().for_each(|client| client.down.send(now_us, message.clone()));
            }
        }
        for (client, phase) in clients.iter_mut().zip([0, 5_000, 9_000]) {
            client.hear(now_us);
            if (now_us + phase) / FRAME_US != (now_us + phase - STEP_US) / FRAME_US {
                client.frame(now_us);
            }
        }
    }
    let counted = |client: &Client| client.timeline.mine().iter().map(|seat| u32::from(server.pong.tally(*seat).returns)).sum();
    clients.iter().map(|client| Report { returns: counted(client), ..client.report }).collect()
}

/// The worst of several matches.
fn worst(court: Court, profile: Profile, matches: u64) -> Report {
    (0..matches).flat_map(|seed| play(court, profile, seed, 40)).fold(Report::default(), |worst, one| Report {
        frames: worst.frames + one.frames,
        mismatches: worst.mismatches + one.mismatches,
        keys: worst.keys + one.keys,
        answered_at_once: worst.answered_at_once + one.answered_at_once,
        late_inputs: worst.late_inputs + one.late_inputs,
        deepest_ticks: worst.deepest_ticks.max(one.deepest_ticks),
        ball_percent: worst.ball_percent.max(one.ball_percent),
        paddle_percent: worst.paddle_percent.max(one.paddle_percent),
        own_percent: worst.own_percent.max(one.own_percent),
        returns_heard: worst.returns_heard + one.returns_heard,
        returns: worst.returns + one.returns,
    })
}

/// What must hold on every line.
fn assert_true(report: &Report) {
    println!("{report:?}");
    assert_eq!(report.mismatches, 0, "{report:?}");
    assert!(report.keys > 100 && report.answered_at_once == report.keys, "{report:?}");
    let difference = report.returns_heard.abs_diff(report.returns);
    assert!(difference * 50 <= report.returns, "sounds and returns differ: {report:?}");
}

#[test]
fn beside_the_server_everything_is_as_it_is() {
    let report = worst(Court::Duel, Profile::round_trip(0), 4);
    assert_true(&report);
    assert!(report.ball_percent <= 120 && report.paddle_percent <= 150 && report.own_percent <= 110, "{report:?}");
}

#[test]
fn at_60_ms_nothing_moves_more_than_its_speed_explains_by_half() {
    let report = worst(Court::Duel, Profile::round_trip(60), 8);
    assert_true(&report);
    assert!(report.ball_percent <= 150 && report.paddle_percent <= 150 && report.own_percent <= 150, "{report:?}");
}

#[test]
fn at_200_ms_nothing_moves_more_than_its_speed_explains_by_half() {
    let report = worst(Court::Duel, Profile::round_trip(200), 8);
    assert_true(&report);
    assert!(report.ball_percent <= 150 && report.paddle_percent <= 150 && report.own_percent <= 150, "{report:?}");
}

#[test]
fn clash_is_as_even() {
    let report = worst(Court::Clash, Profile::round_trip(60), 4);
    assert_true(&report);
    assert!(report.ball_percent <= 150 && report.paddle_percent <= 150 && report.own_percent <= 150, "{report:?}");
}

#[test]
fn stalls_as_long_as_a_round_trip_are_outlived() {
    for ms in [60, 200] {
        let report = worst(Court::Duel, Profile::round_trip(ms).with_stalls(), 6);
        assert_true(&report);
        assert!(report.ball_percent <= 150 && report.paddle_percent <= 150 && report.own_percent <= 150, "{report:?}");
    }
}
