//! Hostile bytes for everything that reads bytes. A target takes any bytes and must come back: with an
//! error or a value, in [`LONGEST`], without a panic.
//!
//! Inputs are honest files, changed at random: this finds less than fuzzing that watches which code runs,
//! which takes a nightly compiler, but it runs anywhere, and the same way each time it is told to.

mod mutation;
mod seeds;
mod targets;

use std::time::Duration;

pub use mutation::mutated;
pub use targets::{TARGETS, Target};

/// No input may take longer.
pub const LONGEST: Duration = Duration::from_secs(2);
