//! A training step in two halves: some find gradients, each of its own part of the batch, and one averages
//! and steps.

use std::ops::Range;

use burn::tensor::{Tensor, TensorData};
use net::{Dropouts, ReadError, read};

use crate::batch::{Batch, order};
use crate::event::{Event, RunError};
use crate::gradients::{Goal, gradients};
use crate::limits::MAX_SHARDS;
use crate::metrics::Tally;
use crate::run::Run;

/// One of the parts that a step's batch is cut into: contiguous, and as many samples as the others or one
/// more or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    part: usize,
    parts: usize,
}

impl Shard {
    /// All of the batch.
    pub const WHOLE: Self = Self { part: 0, parts: 1 };

    /// This part, from 0, of so many.
    ///
    /// # Errors
    ///
    /// Fails if there is no such part, or if there are more than [`MAX_SHARDS`].
    pub fn new(part: usize, parts: usize) -> Result<Self, RunError> {
        if part < parts && parts <= MAX_SHARDS {
            Ok(Self { part, parts })
        } else {
            Err(RunError::Data(format!("there is no part {part} of {parts}")))
        }
    }

    /// Its samples of so many.
    fn of(self, samples: usize) -> Range<usize> {
        samples * self.part / self.parts..samples * (self.part + 1) / self.parts
    }
}

/// What was found for a shard of a step: the last layer's sums, sample by sample, and the gradient of the
/// mean loss for every parameter.
pub struct Found {
    step: u64,
    shard: Shard,
    sums: Vec<f32>,
    gradients: Vec<Tensor<1>>,
}

impl Found {
    /// As one row of numbers, which can travel: the gradients in the order of [`net::Plan::tensors`], then
    /// the sums. [`Run::found`] reads it.
    ///
    /// # Errors
    ///
    /// Fails if the device stopped answering.
    pub async fn to_row(&self) -> Result<Vec<f32>, ReadError> {
        let mut row = read(self.gradients.clone()).await?.concat();
        row.extend_from_slice(&self.sums);
        Ok(row)
    }
}

impl Run {
    /// The next training step, counted from the start of the run, and its samples; none where the next piece
    /// of work is another one.
    #[must_use]
    pub fn next_batch(&self) -> Option<(u64, usize)> {
        let training = !self.is_over() && self.progress.validation.is_none();
        training.then(|| (self.progress.step, self.batch().len()))
    }

    /// Finds what the next training step needs of a shard.
    ///
    /// # Errors
    ///
    /// Fails if the shard has no sample, or if the device stopped answering.
    pub async fn find(&self, shard: Shard) -> Result<Found, RunError> {
        let step = self.progress.step;
        let part = shard.of(self.batch().len());
        if part.is_empty() {
            return Err(RunError::Data("a part of the batch is empty".to_owned()));
        }
        let epoch = self.epoch_of(step);
        let first_sample = part.start as u64;
        let indices = &self.batch()[part];
        let batch = Batch::training(&self.train, indices, &self.settings, epoch, self.device());
        let dropouts = Dropouts { seed: self.settings.seed, step, first_sample };
        let lesson = self.settings.distillation.filter(|_| !self.teachers.is_empty());
        let goal = Goal {
            label_smoothing: self.settings.label_smoothing,
            lesson: lesson.map(|lesson| {
                let sums = self.teachers.iter().map(|teacher| teacher.logits(batch.input.clone()));
                (lesson, sums.collect())
            }),
        };
        let (logits, gradients) =
            gradients(&self.network, &batch, dropouts, goal, self.settings.frozen);
        let sums = read(vec![logits.flatten(0, 1)]).await?.remove(0);
        Ok(Found { step, shard, sums, gradients })
    }

    /// Reads what another run found for a shard of this one's next step.
    ///
    /// # Errors
    ///
    /// Fails if the row is not as long as such a row is; behind its end there may be more.
    pub fn found(&self, shard: Shard, row: &[f32]) -> Result<Found, RunError> {
        let plan = self.network.plan();
        let sums = shard.of(self.batch().len()).len() * plan.outputs();
        let (gradients, rest) = split(row, plan.parameters())?;
        let (sums, _) = split(rest, sums)?;
        Ok(Found {
            step: self.progress.step,
            shard,
            sums: sums.to_vec(),
            gradients: self.tensors(gradients),
        })
    }

    /// Numbers of the longest row that travels: the parameters, or what is found for a whole batch.
    #[must_use]
    pub fn row_length(&self) -> usize {
        let plan = self.network.plan();
        plan.parameters() + self.settings.batch.min(self.samples()) * plan.outputs()
    }

    /// The parameters that the next step starts from, as one row of numbers.
    ///
    /// # Errors
    ///
    /// Fails if the device stopped answering.
    pub async fn parameters(&self) -> Result<Vec<f32>, ReadError> {
        Ok(read(self.network.parameters().to_vec()).await?.concat())
    }

    /// Goes to a step of another run of the same settings and data, with that run's parameters, to find
    /// gradients for it. All else of this run stays as it is.
    ///
    /// # Errors
    ///
    /// Fails if the row is too short; behind its end there may be more.
    pub fn follow(&mut self, step: u64, row: &[f32]) -> Result<(), RunError> {
        let (parameters, _) = split(row, self.network.plan().parameters())?;
        self.network = self.network.with_parameters(self.tensors(parameters));
        let epoch = self.epoch_of(step);
        if epoch != self.epoch_of(self.progress.step) {
            self.order = order(self.samples(), self.settings.seed, epoch);
        }
        self.progress.step = step;
        Ok(())
    }

    /// Averages what was found for all shards of the next step, in their order, and does the step.
    ///
    /// # Errors
    ///
    /// Fails if the shards are not those of the step, or if the loss is no longer finite. The parameters
    /// are then those before the step.
    pub fn apply(&mut self, found: Vec<Found>) -> Result<Event, RunError> {
        let samples = self.batch().len();
        let parts = found.len();
        let shards = (0..parts).map(|part| Shard { part, parts });
        let fit = shards.zip(&found).all(|(shard, one)| {
            (one.step, one.shard) == (self.progress.step, shard) && !shard.of(samples).is_empty()
        });
        if parts == 0 || !fit {
            return Err(RunError::Data("the parts are not those of the step".to_owned()));
        }
        let sums: Vec<f32> = found.iter().flat_map(|one| one.sums.iter().copied()).collect();
        let labels: Vec<u8> = self.batch().iter().map(|index| self.train.labels[*index]).collect();
        let plan = self.network.plan();
        let mut seen = Tally::new(plan.classes());
        seen.add(plan.answer(), &sums, &labels);
        let (epoch, steps) = (self.progress.epoch, self.steps_per_epoch());
        let step = self.progress.step as usize - epoch * steps;
        if !seen.loss().is_finite() {
            return Err(RunError::Diverged { epoch: epoch + 1, step: step + 1 });
        }
        self.learn(&mean(found, samples));
        self.progress.training.merge(&seen);
        self.progress.step += 1;
        if step + 1 == steps {
            self.progress.validation = Some(Tally::new(self.network.plan().classes()));
        }
        Ok(Event::Step {
            epoch: epoch + 1,
            step: step + 1,
            steps,
            loss: self.progress.training.loss(),
            accuracy: self.progress.training.accuracy(),
        })
    }

    /// The epoch of a training step, both from 0.
    fn epoch_of(&self, step: u64) -> usize {
        (step / self.steps_per_epoch() as u64) as usize
    }

    /// The samples of the next training step.
    fn batch(&self) -> &[usize] {
        let step = (self.progress.step % self.steps_per_epoch() as u64) as usize;
        let start = step * self.settings.batch;
        &self.order[start..self.order.len().min(start + self.settings.batch)]
    }

    /// A row of as many numbers as there are parameters, as the tensors of the network.
    fn tensors(&self, mut row: &[f32]) -> Vec<Tensor<1>> {
        let plan = self.network.plan();
        let cut = plan.tensors().map(|(_, shape)| {
            let (one, rest) = row.split_at(shape.iter().product());
            row = rest;
            Tensor::from_data(TensorData::new(one.to_vec(), [one.len()]), self.device())
        });
        cut.collect()
    }
}

/// The first numbers of a row, and the others.
fn split(row: &[f32], length: usize) -> Result<(&[f32], &[f32]), RunError> {
    row.split_at_checked(length).ok_or_else(|| RunError::Data("a row is too short".to_owned()))
}

/// The gradient of the mean loss of all samples, from those of the shards.
fn mean(found: Vec<Found>, samples: usize) -> Vec<Tensor<1>> {
    let mut found = found.into_iter();
    let Some(first) = found.next() else { return Vec::new() };
    if first.shard == Shard::WHOLE {
        return first.gradients;
    }
    let weighted = |one: Found| {
        let share = one.shard.of(samples).len() as f32 / samples as f32;
        one.gradients.into_iter().map(move |gradient| gradient * share)
    };
    let start = weighted(first).collect();
    found.fold(start, |sum: Vec<Tensor<1>>, one| {
        sum.into_iter().zip(weighted(one)).map(|(sum, more)| sum + more).collect()
    })
}
