use serde::{Deserialize, Serialize};

use crate::event::RunError;
use crate::metrics::Tally;
use crate::run::Run;

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// Training steps done since the start of the run.
    pub step: u64,
    /// Training samples of the current epoch.
    pub training: Tally,
    /// Validation samples of the current epoch, once its training is done.
    pub validation: Option<Tally>,
    /// Epochs finished, validation included.
    pub epoch: usize,
    /// The step size of the newest step.
    #[serde(default)]
    pub learning_rate: f32,
    /// The validation loss of each, where the settings make it decide something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub losses: Vec<f64>,
}

impl Run {
    /// Another step size, and another number of epochs, from the next step on; returns the number that
    /// holds, for an epoch that has begun comes to its end. A run that had come to its end by epochs goes on
    /// if there are more. With a schedule the share of the run that is over changes, and the step size with it.
    ///
    /// # Errors
    ///
    /// Fails if the step size is not above 0 and finite; the run is then as it was.
    pub fn alter(&mut self, learning_rate: f32, epochs: usize) -> Result<usize, RunError> {
        if !(learning_rate.is_finite() && learning_rate > 0.0) {
            return Err(RunError::Data("a learning rate must be above 0".to_owned()));
        }
        let begun = self.progress.step.div_ceil(self.steps_per_epoch() as u64) as usize;
        let epochs = epochs.max(begun);
        (self.settings.learning_rate, self.settings.epochs) = (learning_rate, epochs);
        Ok(epochs)
    }

    /// Whether this very run comes through such a place.
    pub(crate) fn could_be_at(&self, progress: &Progress) -> bool {
        let (steps, classes) = (self.steps_per_epoch(), self.network.plan().classes());
        let done = (progress.epoch <= self.settings.epochs)
            .then(|| progress.step.checked_sub((progress.epoch * steps) as u64))
            .flatten()
            .and_then(|done| usize::try_from(done).ok())
            .filter(|done| *done <= steps && (*done == 0 || progress.epoch < self.settings.epochs));
        let Some(done) = done else { return false };
        let seen = self.samples().min(done * self.settings.batch);
        let watched = if self.settings.watches_validation() { progress.epoch } else { 0 };
        progress.training.holds(classes, seen)
            && progress.losses.len() == watched
            && progress.losses.iter().all(|loss| loss.is_finite())
            && progress.validation.is_some() == (done == steps)
            && progress.validation.iter().all(|tally| {
                (0..=self.validation().len()).contains(&(tally.samples() as usize))
                    && tally.holds(classes, tally.samples() as usize)
            })
    }
}
