use burn::tensor::Device;
use data::Dataset;
use net::Network;

use crate::batch::check;
use crate::evaluate::score_all;
use crate::event::RunError;
use crate::metrics::Evaluated;
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
    let mut reliability = Reliability::default();
    let (mut guesses, mut certainties) = (Vec::new(), Vec::new());
    let hear = |sums: &[f32], labels: &[u8]| {
        for (guess, certainty) in reliability.add(plan.answer(), sums, labels) {
            guesses.push(guess as u8);
            certainties.push(certainty);
        }
    };
    let tally = score_all(network, set, device, hear).await?;
    Ok(Judged { scores: tally.finish(labels, &reliability), guesses, certainties })
}
