//! `cargo xtask fuzz`: feeds every target, or one, until the time is over or one does not come back well.

#![allow(clippy::print_stdout, reason = "a command line answers on standard output")]

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime};

use fuzz::{LONGEST, TARGETS, Target, mutated};
use net::Stream;

/// Where inputs stay that must never be a fault again: `cargo test` feeds them, too.
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let seconds = words.first().and_then(|seconds| seconds.parse().ok());
    let chosen = |target: &&Target| words.get(1).is_none_or(|name| name == target.name);
    let targets: Vec<&Target> = TARGETS.iter().filter(chosen).collect();
    let (Some(seconds), false) = (seconds, targets.is_empty()) else {
        eprintln!("usage: fuzz SECONDS [{}]", TARGETS.map(|target| target.name).join("|"));
        return ExitCode::from(2);
    };
    let start = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let start = start.map_or(0, |time| time.as_nanos() as u64);
    for target in &targets {
        let share = Duration::from_secs(seconds) / targets.len() as u32;
        if let Err(sentence) = feed(target, share, start) {
            eprintln!("fuzz: {sentence}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Feeds one target for so long. What it does not answer well is kept.
fn feed(target: &Target, time: Duration, start: u64) -> Result<(), String> {
    let folder = Path::new(CORPUS).join(target.name);
    let seeds = (target.seeds)();
    let began = Instant::now();
    let (mut inputs, mut slowest) = (0_u64, Duration::ZERO);
    while began.elapsed() < time {
        let input = mutated(&seeds, &mut Stream::new(start, &[inputs]));
        let before = Instant::now();
        let outcome = catch_unwind(|| (target.reads)(&input));
        slowest = slowest.max(before.elapsed());
        inputs += 1;
        if outcome.is_err() || slowest > LONGEST {
            let path = folder.join(format!("{start:016x}-{inputs}"));
            fs::create_dir_all(&folder)
                .and_then(|()| fs::write(&path, &input))
                .map_err(|error| format!("{} cannot be written ({error})", path.display()))?;
            let what = if outcome.is_err() { "panics" } else { "is slow" };
            return Err(format!(
                "{} {what} on {}; mend it, and keep the file",
                target.name,
                path.display()
            ));
        }
    }
    println!("{:>10}: {inputs} inputs, the slowest took {} ms", target.name, slowest.as_millis());
    Ok(())
}
