//! Measures the four networks natively: one JSON line each.
//!
//! `RAYON_NUM_THREADS=2 cargo run --release --package bench -- [SECONDS] [NETWORK...]`

#![allow(clippy::print_stdout, reason = "a program for measuring answers on standard output")]

use std::time::Instant;

use bench::Bench;
use net::{Builtin, Plan};
use pollster::block_on;

/// The trainer's own: see `crates/cli`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let seconds: f64 = arguments.next().map_or(Ok(2.0), |word| word.parse())?;
    let names: Vec<String> = arguments.collect();
    for builtin in Builtin::ALL {
        if !names.is_empty() && !names.iter().any(|name| name == builtin.name()) {
            continue;
        }
        let mut bench = block_on(Bench::open("cpu", builtin.name()))?;
        let input = Plan::new(&builtin.spec())?.spec().input;
        let picture = vec![0.5; input.channels * input.height * input.width];
        let one = median(seconds, || block_on(bench.predict(picture.clone())).map(drop))?;
        let hundred = picture.repeat(100);
        let hundred = median(seconds, || block_on(bench.predict(hundred.clone())).map(drop))?;
        let step = median(seconds, || block_on(bench.train_step()).map(drop))?;
        println!(
            "{{\"network\":\"{}\",\"latency_ms\":{:.3},\"predict_per_s\":{:.0},\"train_per_s\":{:.0}}}",
            builtin.name(),
            one * 1e3,
            100.0 / hundred,
            32.0 / step
        );
    }
    Ok(())
}

/// Seconds of the middle one of all calls that fit into so many seconds, after a warm-up.
fn median(
    seconds: f64,
    mut call: impl FnMut() -> Result<(), String>,
) -> Result<f64, Box<dyn std::error::Error>> {
    for _ in 0..3 {
        call()?;
    }
    let start = Instant::now();
    let mut times = Vec::new();
    while start.elapsed().as_secs_f64() < seconds || times.is_empty() {
        let before = Instant::now();
        call()?;
        times.push(before.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}
