//! Every honest file is read, and no changed one is a fault: some hundred of each kind, the same ones each
//! time, and all that ever were one.

use std::fs;
use std::path::Path;
use std::time::Instant;

use fuzz::{LONGEST, TARGETS, mutated};
use net::Stream;

/// Changed inputs for each target.
const INPUTS: u64 = 500;

#[test]
fn honest_files_are_read() {
    for target in &TARGETS {
        for (index, seed) in (target.seeds)().iter().enumerate() {
            assert!((target.reads)(seed), "{} {index}", target.name);
        }
    }
}

#[test]
fn changed_files_are_answered_in_time() {
    for (place, target) in TARGETS.iter().enumerate() {
        let seeds = (target.seeds)();
        let mut refused = 0;
        for input in 0..INPUTS {
            let bytes = mutated(&seeds, &mut Stream::new(1, &[place as u64, input]));
            let start = Instant::now();
            refused += u64::from(!(target.reads)(&bytes));
            assert!(start.elapsed() < LONGEST, "{} {input}", target.name);
        }
        assert!(refused > INPUTS / 20, "{}: {refused} refused, so little was changed", target.name);
    }
}

#[test]
fn what_was_a_fault_once_is_none_now() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for target in &TARGETS {
        // A target that never failed has no folder.
        let Ok(files) = fs::read_dir(corpus.join(target.name)) else { continue };
        for file in files {
            let path = file.unwrap().path();
            let start = Instant::now();
            (target.reads)(&fs::read(&path).unwrap());
            assert!(start.elapsed() < LONGEST, "{}", path.display());
        }
    }
}
