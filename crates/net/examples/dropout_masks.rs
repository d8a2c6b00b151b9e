//! Prints dropout masks as JSON, so that `tests/keras/make_fixtures.py` can give Keras the same.
//!
//! `cargo run --example dropout_masks -- SEED STEP LAYER RATE LENGTH SAMPLES`

#![allow(clippy::print_stdout, reason = "an example answers on standard output")]

use net::Dropouts;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [seed, step, layer, rate, length, samples] = arguments.as_slice() else {
        return Err("give SEED STEP LAYER RATE LENGTH SAMPLES".into());
    };
    let dropouts = Dropouts { seed: seed.parse()?, step: step.parse()?, first_sample: 0 };
    let mask = dropouts.mask(layer.parse()?, rate.parse()?, length.parse()?, samples.parse()?);
    println!("{mask:?}");
    Ok(())
}
