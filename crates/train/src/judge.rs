use burn::tensor::Device;
use data::Dataset;
use net::Network;

use crate::batch::{Batch, check};
use crate::evaluate::{BATCH, score};
use crate::event::RunError;
use crate::metrics::{Evaluated, Tally};
use crate::reliability::Reliability;

/// How good a network is on a set, and what it answers for each of its samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The scores.
    pub scores: Evaluated,
    /// The class that it names, sample by sample.
    pub guesses: Vec<u8>,
    /// How sure it is of that class, 0 to 1, sample by sample.
    pub certainties: Vec<f32>,
}

/// Asks a network about every sample of a set.
///
/// # Errors
///
/// Fails if the set is empty or does not fit the network, or if the device stopped answering.
pub async fn judge(
    network: &Network,
    set: &Dataset,
    labels: &[String],
    device: &Device,
) -> Result<Judged, RunError> {
    let plan = network.plan();
    check(plan, "test", set)?;
    let mut tally = Tally::new(plan.classes());
    let mut reliability = Reliability::default();
    let (mut guesses, mut certainties) = (Vec::new(), Vec::new());
    for first in (0..set.len()).step_by(BATCH) {
        let indices: Vec<usize> = (first..set.len().min(first + BATCH)).collect();
        let batch = Batch::plain(set, &indices, device);
        let sums = score(network, &batch, &mut tally).await?;
        for (guess, certainty) in reliability.add(plan.answer(), &sums, &batch.labels) {
            guesses.push(guess as u8);
            certainties.push(certainty);
        }
    }
    Ok(Judged { scores: tally.finish(labels, &reliability), guesses, certainties })
}
