//! What a tick, a state and a log cost. `cargo bench -p common --bench sim`; the goals are those of the issue: a tick of a
//! duel in 150 ns, of clash in 400 ns, a state in 256 bytes, three busy minutes in 8 KiB.
#![expect(clippy::disallowed_types, reason = "a benchmark measures time")]

use std::hint::black_box;
use std::time::Instant;

use common::sim::{Bot, Change, Court, Inputs, Log, Phase, Pong, Reel, Rng, Rules, Seed, Skill, Steer, Tick};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

const THREE_MINUTES: u32 = 3 * 60 * 120;

/// The steer of all seats in each tick of three minutes of a match of bots. Of `fidgets` ticks in 256, a bot presses
/// something else instead.
fn course(court: Court, fidgets: u32) -> Vec<Inputs> {
    let mut pong = start(court);
    let mut rng = Rng::new(Seed(2));
    let mut bots: Vec<Bot> = court.seats().map(|seat| Bot::new(Skill::new(6).expect("a level"), seat, 1)).collect();
    let course = (0..THREE_MINUTES)
        .map(|_| {
            let mut inputs = Inputs::default();
            for bot in &mut bots {
                let (steer, other) = (bot.steer(&pong), Steer::ALL[usize::from(rng.below(2) == 0)]);
                inputs.set(bot.seat(), if rng.below(256) < fidgets { other } else { steer });
            }
            pong.step(&inputs);
            inputs
        })
        .collect();
    assert!(pong.phase() != Phase::Over, "only a match that goes on is worth timing");
    course
}

fn start(court: Court) -> Pong {
    Pong::new(Rules::new(court).with_goals(21), Seed(1))
}

/// Two players who each change their steer about ten times a second.
fn busy_log() -> Log {
    let mut log = Log::new(*start(Court::Duel).rules(), Seed(1));
    for (inputs, tick) in course(Court::Duel, 18).iter().zip(0..) {
        for seat in Court::Duel.seats().filter(|seat| inputs.get(*seat) != log.latest().get(*seat)).collect::<Vec<_>>() {
            log.push(Change { tick: Tick(tick), seat, steer: inputs.get(seat) }).expect("in order");
        }
    }
    log.extend_to(Tick(THREE_MINUTES));
    log
}

fn ticks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("tick");
    for court in Court::ALL {
        let course = course(court, 0);
        let start = start(court);
        let (mut pong, mut at) = (start, 0);
        group.bench_function(format!("{court:?}").to_lowercase(), |bencher| {
            bencher.iter(|| {
                if at == course.len() {
                    (pong, at) = (start, 0);
                }
                at += 1;
                black_box(pong.step(&course[at - 1]));
            });
        });
    }
    group.finish();
}

fn logs(criterion: &mut Criterion) {
    let log = busy_log();
    let bytes = log.to_bytes();
    let end = log.replay();
    let mut group = criterion.benchmark_group("log of 3 busy minutes");
    group.throughput(Throughput::Elements(u64::from(THREE_MINUTES)));
    group.bench_function("encode", |bencher| bencher.iter(|| black_box(&log).to_bytes_claiming(end.hash())));
    group.bench_function("decode", |bencher| bencher.iter(|| Log::from_bytes(black_box(&bytes)).expect("a good file")));
    group.bench_function("verify", |bencher| bencher.iter(|| Log::verify(black_box(&bytes)).expect("a true file")));
    group.finish();
}

fn states(criterion: &mut Criterion) {
    let pong = Pong::new(Rules::new(Court::Clash), Seed(1));
    criterion.bench_function("hash of a clash", |bencher| bencher.iter(|| black_box(&pong).hash()));
    let skill = Skill::new(7).expect("a level");
    criterion.bench_function("steer of a bot", |bencher| {
        bencher.iter_batched_ref(
            || Bot::new(skill, common::sim::Seat::ALL[0], 1),
            |bot| black_box(bot.steer(&pong)),
            BatchSize::LargeInput,
        );
    });
}

/// The longest log of a match without holds of the serve: nobody scores for nine minutes.
const NINE_MINUTES: u32 = 3 * THREE_MINUTES;

/// Microseconds that something takes, in the mean and at most, over so many times.
fn micros(times: u32, mut something: impl FnMut(u32)) -> (f64, f64) {
    let (mut sum, mut most) = (0.0, 0.0_f64);
    for time in 0..times {
        let begun = Instant::now();
        something(time);
        let took = begun.elapsed().as_secs_f64() * 1e6;
        sum += took;
        most = most.max(took);
    }
    (sum / f64::from(times), most)
}

/// Nanoseconds of a tick, over three minutes of bots.
fn tick_ns(court: Court) -> f64 {
    let (course, start) = (course(court, 0), start(court));
    let (mean, _) = micros(20, |_| {
        let mut pong = start;
        for inputs in &course {
            black_box(pong.step(inputs));
        }
    });
    mean * 1e3 / f64::from(THREE_MINUTES)
}

/// A log in which the ball is in play for nine minutes.
fn long_log() -> Log {
    let mut log = Log::new(*start(Court::Duel).rules(), Seed(1));
    for (inputs, tick) in course(Court::Duel, 18).iter().cycle().zip(0..NINE_MINUTES) {
        for seat in Court::Duel.seats().filter(|seat| inputs.get(*seat) != log.latest().get(*seat)).collect::<Vec<_>>() {
            log.push(Change { tick: Tick(tick), seat, steer: inputs.get(seat) }).expect("in order");
        }
    }
    log.extend_to(Tick(NINE_MINUTES));
    log
}

#[expect(clippy::print_stdout, reason = "a table for people, after the timings")]
fn table(_: &mut Criterion) {
    let (busy, long) = (busy_log(), Reel::new(long_log()));
    let (open, _) = micros(20, |_| _ = black_box(Reel::new(busy.clone())));
    let mut rng = Rng::new(Seed(3));
    let (jump, longest) = micros(10_000, |_| _ = black_box(long.enter(Tick(rng.below(long.end().0 + 1)))));
    println!("\n| what | measured | goal |\n|---|--:|--:|");
    println!("| a tick of a duel | {:.0} ns | 150 ns |", tick_ns(Court::Duel));
    println!("| a tick of clash | {:.0} ns | 400 ns |", tick_ns(Court::Clash));
    println!("| a state | {} bytes | 256 bytes |", size_of::<Pong>());
    println!("| a log of 3 minutes, {} changes, on disk | {} bytes | 8192 bytes |", busy.changes().len(), busy.to_bytes().len());
    println!("| opening a replay of 3 minutes | {:.1} ms | |", open / 1e3);
    let minutes = f64::from(long.end().0) / 7_200.0;
    println!("| a jump in a replay of {minutes:.1} minutes, the slowest of 10,000 (mean {jump:.0} µs) | {:.2} ms | 50 ms |", longest / 1e3);
}

criterion_group!(benches, ticks, logs, states, table);
criterion_main!(benches);
