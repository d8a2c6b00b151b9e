use net::ReadError;
use serde::Serialize;
use thiserror::Error;

/// What happened in one piece of work.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// One training step was done.
    Step {
        /// Epoch, from 1.
        epoch: usize,
        /// Step of the epoch, from 1.
        step: usize,
        /// Steps of an epoch.
        steps: usize,
        /// Mean loss of the epoch so far, as Keras reports it.
        loss: f64,
        /// Accuracy of the epoch so far, 0 to 1.
        accuracy: f64,
    },
    /// Some validation samples were looked at.
    Validation {
        /// Epoch, from 1.
        epoch: usize,
        /// Samples seen.
        seen: usize,
        /// Samples in all.
        samples: usize,
    },
    /// An epoch is over.
    Epoch {
        /// Epoch, from 1.
        epoch: usize,
        /// Mean training loss.
        loss: f64,
        /// Training accuracy, 0 to 1.
        accuracy: f64,
        /// Mean validation loss.
        val_loss: f64,
        /// Validation accuracy, 0 to 1.
        val_accuracy: f64,
        /// The step size of its last step.
        learning_rate: f32,
        /// The epoch, from 1, whose weights are the run's if this is the last: this one, or with patience
        /// the one with the lowest validation loss.
        kept: usize,
    },
    /// All epochs are over, or the run's patience is; nothing is left to do.
    Finished,
}

/// Why a run cannot go on.
#[derive(Debug, Error)]
pub enum RunError {
    /// The numbers ran away.
    #[error("the loss became infinite in epoch {epoch} at step {step}; use a lower learning rate")]
    Diverged {
        /// Epoch, from 1.
        epoch: usize,
        /// Step of the epoch, from 1.
        step: usize,
    },
    /// The device stopped answering.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Data and network do not fit.
    #[error("{0}")]
    Data(String),
}
