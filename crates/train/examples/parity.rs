//! Writes the files of `tests/parity`: where a run is before and after three of its steps.

#[path = "../../../tests/parity/parity.rs"]
mod parity;

use std::path::PathBuf;

use net::Backend;
use pollster::block_on;
use train::Event;

/// The steps done before each of the files.
const STEPS: [usize; 3] = [0, 50, 200];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/parity");
    let mut run = parity::run(block_on(net::open(Backend::Cpu))?);
    let mut done = 0;
    for step in STEPS {
        while done < step {
            done += usize::from(matches!(block_on(run.step())?, Event::Step { .. }));
        }
        // Validation and the end of an epoch may lie between.
        let mut before = block_on(run.checkpoint())?;
        while !matches!(block_on(run.step())?, Event::Step { .. }) {
            before = block_on(run.checkpoint())?;
        }
        done += 1;
        std::fs::write(folder.join(format!("{step}-before.safetensors")), before)?;
        let after = block_on(run.checkpoint())?;
        std::fs::write(folder.join(format!("{step}-after.safetensors")), after)?;
    }
    Ok(())
}
