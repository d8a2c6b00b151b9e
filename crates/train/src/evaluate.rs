use burn::tensor::Device;
use data::Dataset;
use net::{Activation, Network, ReadError, read};

use crate::batch::{Batch, check};
use crate::event::RunError;
use crate::metrics::{Evaluated, Tally};
use crate::reliability::Reliability;

/// Samples that are looked at together.
pub const BATCH: usize = 100;

/// An evaluation, pulled one batch at a time.
pub struct Evaluation<'a> {
    network: &'a Network,
    dataset: &'a Dataset,
    device: &'a Device,
    tally: Tally,
    reliability: Reliability,
}

impl<'a> Evaluation<'a> {
    /// Of the network on every sample of the set.
    ///
    /// # Errors
    ///
    /// Fails if the set is empty or does not fit the network.
    pub fn new(
        network: &'a Network,
        dataset: &'a Dataset,
        device: &'a Device,
    ) -> Result<Self, RunError> {
        check(network.plan(), "test", dataset)?;
        let tally = Tally::new(network.plan().classes());
        Ok(Self { network, dataset, device, tally, reliability: Reliability::default() })
    }

    /// Looks at one batch and says how many samples were seen so far; none once all were.
    ///
    /// # Errors
    ///
    /// Fails if the device stopped answering.
    pub async fn step(&mut self) -> Result<Option<usize>, ReadError> {
        let seen = self.tally.samples() as usize;
        let indices: Vec<usize> = (seen..self.dataset.len().min(seen + BATCH)).collect();
        if indices.is_empty() {
            return Ok(None);
        }
        let batch = Batch::plain(self.dataset, &indices, self.device);
        let sums = score(self.network, &batch, &mut self.tally).await?;
        self.reliability.add(self.network.plan().answer(), &sums, &batch.labels);
        Ok(Some(seen + indices.len()))
    }

    /// The result over all samples seen.
    #[must_use]
    pub fn finish(self, labels: &[String]) -> Evaluated {
        self.tally.finish(labels, &self.reliability)
    }
}

/// Adds a batch to the tally, and returns the last layer's sums, row by row.
pub async fn score(
    network: &Network,
    batch: &Batch,
    tally: &mut Tally,
) -> Result<Vec<f32>, ReadError> {
    let logits = network.logits(batch.input.clone());
    let sums = read(vec![logits.flatten(0, 1)]).await?.remove(0);
    tally.add(network.plan().answer(), &sums, &batch.labels);
    Ok(sums)
}

/// Scores every sample of a set; `hear` gets the last layer's sums and the labels, batch by batch.
pub async fn score_all(
    network: &Network,
    set: &Dataset,
    device: &Device,
    mut hear: impl FnMut(&[f32], &[u8]),
) -> Result<Tally, ReadError> {
    let mut tally = Tally::new(network.plan().classes());
    for first in (0..set.len()).step_by(BATCH) {
        let indices: Vec<usize> = (first..set.len().min(first + BATCH)).collect();
        let batch = Batch::plain(set, &indices, device);
        hear(&score(network, &batch, &mut tally).await?, &batch.labels);
    }
    Ok(tally)
}

/// One probability per class from a network's answer for one sample: a single sigmoid output is
/// the probability of the second of two classes.
#[must_use]
pub fn classify(answer: Activation, outputs: &[f32]) -> Vec<f32> {
    match (answer, outputs) {
        (Activation::Sigmoid, &[second]) => vec![1.0 - second, second],
        _ => outputs.to_vec(),
    }
}
