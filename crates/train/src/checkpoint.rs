use burn::tensor::{Tensor, TensorData};
use net::archive::{self, ArchiveError, Precision};
use net::weights::{named, take_parameters};
use net::{ReadError, Spec, WeightsError, read};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::event::RunError;
use crate::limits::MAX_EPOCHS;
use crate::progress::Progress;
use crate::run::Run;
use crate::settings::Settings;

/// Prefixes of the tensors beside the parameters.
const FIRST: &str = "first-moment/";
const SECOND: &str = "second-moment/";
const AVERAGED: &str = "averaged/";
const BEST: &str = "best/";

/// Why a run cannot be taken up again.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "each variant's sentence is its documentation")]
pub enum CheckpointError {
    #[error("{0}")]
    Archive(#[from] ArchiveError),
    #[error("the checkpoint's description cannot be read ({0})")]
    Description(#[from] serde_json::Error),
    #[error("the checkpoint does not fit its own network: {0}")]
    Weights(#[from] WeightsError),
    #[error("the checkpoint is of another network")]
    OtherNetwork,
    #[error("the checkpoint's run had other settings ({0:?}); repeat its command")]
    OtherSettings(Box<Settings>),
    #[error(
        "the checkpoint says that {steps} steps were done in epoch {epoch} of {samples} samples; it is for another training set"
    )]
    OtherData { steps: u64, epoch: usize, samples: usize },
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Run(#[from] RunError),
}

#[derive(Serialize, Deserialize)]
struct Description {
    spec: Spec,
    settings: Settings,
    progress: Progress,
    samples: usize,
}

impl Run {
    /// The whole state of the run as the bytes of a file, read from the device in one round trip.
    ///
    /// # Errors
    ///
    /// Fails if the device stopped answering.
    pub async fn checkpoint(&self) -> Result<Vec<u8>, ReadError> {
        let plan = self.network.plan();
        let groups = [
            ("", Some(self.network.parameters())),
            (FIRST, Some(self.optimizer.first.as_slice())),
            (SECOND, Some(self.optimizer.second.as_slice())),
            (AVERAGED, self.averaged.as_deref()),
            (BEST, self.best.as_deref()),
        ];
        let groups = groups.into_iter().filter_map(|(prefix, group)| Some((prefix, group?)));
        let all = groups.clone().flat_map(|(_, group)| group.iter().cloned()).collect();
        let values = read(all).await?;
        let count = self.network.parameters().len();
        let tensors: Vec<archive::Tensor> = groups
            .zip(values.chunks(count))
            .flat_map(|((prefix, _), values)| named(plan, values, prefix))
            .collect();
        let description = Description {
            spec: plan.spec().clone(),
            settings: self.settings.clone(),
            progress: self.progress.clone(),
            samples: self.samples(),
        };
        let text = serde_json::to_string(&description).expect("plain data");
        Ok(archive::write(&tensors, text, Precision::Single))
    }

    /// Goes to the place of a checkpoint of this very run: same network, settings and data. What
    /// follows is, bit for bit, what would have followed there.
    ///
    /// # Errors
    ///
    /// Fails if the bytes are not a checkpoint, or one of another network, other settings or another
    /// training set; the run is then as it was.
    pub fn resume_from(&mut self, bytes: &[u8]) -> Result<(), CheckpointError> {
        let (mut tensors, text) = archive::read(bytes)?;
        let description: Description = serde_json::from_str(&text)?;
        let plan = self.network.plan();
        if description.spec != *plan.spec() {
            return Err(CheckpointError::OtherNetwork);
        }
        if description.settings != self.settings {
            return Err(CheckpointError::OtherSettings(Box::new(description.settings)));
        }
        let progress = description.progress;
        if description.samples != self.samples() || !self.could_be_at(&progress) {
            return Err(CheckpointError::OtherData {
                steps: progress.step,
                epoch: progress.epoch,
                samples: description.samples,
            });
        }
        let device = self.device().clone();
        let mut take = |prefix: &str| -> Result<Vec<Tensor<1>>, WeightsError> {
            let values = take_parameters(plan, take_group(&mut tensors, prefix))?;
            let load = |values: Vec<f32>| {
                let length = values.len();
                Tensor::from_data(TensorData::new(values, [length]), &device)
            };
            Ok(values.into_iter().map(load).collect())
        };
        let (first, second) = (take(FIRST)?, take(SECOND)?);
        let averaged = if self.averaged.is_some() { Some(take(AVERAGED)?) } else { None };
        let has_best = self.settings.patience > 0 && progress.epoch > 0;
        let best = if has_best { Some(take(BEST)?) } else { None };
        let parameters = take("")?;
        self.resume(parameters, [first, second], [averaged, best], progress);
        Ok(())
    }

    /// As [`Run::resume_from`], but from a run that may have had another step size or another number of
    /// epochs: it goes on with this one's, as [`Run::alter`] says.
    ///
    /// # Errors
    ///
    /// As [`Run::resume_from`].
    pub fn continue_from(&mut self, bytes: &[u8]) -> Result<(), CheckpointError> {
        let (_, text) = archive::read(bytes)?;
        let Description { settings: theirs, .. } = serde_json::from_str(&text)?;
        let ours = self.settings.clone();
        let Settings { learning_rate, epochs, .. } = theirs;
        // Beyond the limit it is a lie, which makes the settings differ.
        let epochs = epochs.min(MAX_EPOCHS);
        self.settings = Settings { learning_rate, epochs, ..ours.clone() };
        let resumed = self.resume_from(bytes);
        if resumed.is_err() {
            self.settings = ours;
            return resumed;
        }
        Ok(self.alter(ours.learning_rate, ours.epochs).map(drop)?)
    }
}

/// Takes the tensors of one prefix out, and the prefix off their names. No prefix takes all.
fn take_group(tensors: &mut Vec<archive::Tensor>, prefix: &str) -> Vec<archive::Tensor> {
    let (group, rest) = std::mem::take(tensors)
        .into_iter()
        .partition(|tensor: &archive::Tensor| tensor.name.starts_with(prefix));
    *tensors = rest;
    let mut group: Vec<archive::Tensor> = group;
    for tensor in &mut group {
        tensor.name.drain(..prefix.len());
    }
    group
}
