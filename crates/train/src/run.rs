use burn::tensor::{Device, Tensor};
use data::Dataset;
use net::{Network, Plan, ReadError, read};

use crate::batch::{Batch, check, order};
use crate::evaluate::score;
use crate::event::{Event, RunError};
use crate::metrics::Tally;
use crate::optimizer::Optimizer;
use crate::patience;
use crate::progress::Progress;
use crate::settings::Settings;
use crate::shard::Shard;

/// Samples of the validation set that are looked at in one piece of work.
const VALIDATION_BATCH: usize = 100;

/// A training run: what [`Run::step`] moves forward.
pub struct Run {
    pub(crate) settings: Settings,
    pub(crate) network: Network,
    pub(crate) optimizer: Optimizer,
    /// Moving average of the parameters, where the settings ask for one.
    pub(crate) averaged: Option<Vec<Tensor<1>>>,
    /// The parameters of the epoch with the lowest validation loss, where the settings have patience.
    pub(crate) best: Option<Vec<Tensor<1>>>,
    pub(crate) progress: Progress,
    /// Of the newest step.
    gradients: Vec<Tensor<1>>,
    /// Whose answers the run learns from, where the settings say how.
    pub(crate) teachers: Vec<Network>,
    pub(crate) train: Dataset,
    validation: Dataset,
    device: Device,
    /// The samples of the current epoch in the order in which they are seen.
    pub(crate) order: Vec<usize>,
}

impl Run {
    /// A run from these parameters, which are [`net::initial_parameters`] of the settings' seed
    /// when it starts from scratch.
    ///
    /// # Errors
    ///
    /// Fails if a set is empty, has another size or more classes than the network, or if the
    /// settings ask for empty batches.
    pub fn new(
        plan: Plan,
        parameters: &[Vec<f32>],
        settings: Settings,
        data: [Dataset; 2],
        device: Device,
    ) -> Result<Self, RunError> {
        let [train, validation] = data;
        for (name, set) in [("training", &train), ("validation", &validation)] {
            check(&plan, name, set)?;
        }
        if settings.batch == 0 {
            return Err(RunError::Data("a batch must have at least 1 sample".to_owned()));
        }
        if settings.frozen >= parameters.len() {
            return Err(RunError::Data("some layer must learn".to_owned()));
        }
        let digits = settings.augmentation.as_ref().is_some_and(|change| change.digits.is_some());
        if digits && train.channels != 1 {
            return Err(RunError::Data(
                "what hands do to digits fits grey pictures only".to_owned(),
            ));
        }
        let training = Tally::new(plan.classes());
        let progress = Progress {
            step: 0,
            training,
            validation: None,
            epoch: 0,
            learning_rate: 0.0,
            losses: Vec::new(),
        };
        let network = Network::new(plan, parameters, &device);
        let optimizer = Optimizer::new(settings.optimizer, network.parameters());
        let averaged = (settings.averaging > 0.0).then(|| network.parameters().to_vec());
        let order = order(train.len(), settings.seed, 0);
        let teachers = Vec::new();
        Ok(Self {
            settings,
            network,
            optimizer,
            averaged,
            best: None,
            progress,
            gradients: Vec::new(),
            teachers,
            train,
            validation,
            device,
            order,
        })
    }

    /// Learns from the answers of these networks, too, as [`Settings::distillation`] says.
    ///
    /// # Errors
    ///
    /// Fails if one takes other pictures or gives other answers than the run's own network, or if there
    /// are teachers and no such setting, or the other way round.
    pub fn learn_from(&mut self, teachers: Vec<Network>) -> Result<(), RunError> {
        let own = self.network.plan();
        let alike = |plan: &Plan| {
            (plan.spec().input, plan.classes(), plan.answer())
                == (own.spec().input, own.classes(), own.answer())
        };
        if !teachers.iter().all(|teacher| alike(teacher.plan())) {
            return Err(RunError::Data("a teacher has another input or other answers".to_owned()));
        }
        if teachers.is_empty() == self.settings.distillation.is_some() {
            return Err(RunError::Data(
                "teachers need a share of the loss, and it them".to_owned(),
            ));
        }
        self.teachers = teachers;
        Ok(())
    }

    /// The network as it is now: the moving average where there is one. When a run with patience is
    /// over, it is that of the epoch with the lowest validation loss.
    #[must_use]
    pub fn network(&self) -> Network {
        let best = self.best.as_ref().filter(|_| self.is_over());
        match best.or(self.averaged.as_ref()) {
            Some(parameters) => self.network.with_parameters(parameters.clone()),
            None => self.network.clone(),
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.progress.epoch >= self.settings.epochs
            || patience::ends(&self.progress.losses, self.settings.patience)
    }

    /// The size of each gradient of the newest step: the root of the mean square of its numbers, in the
    /// order of [`Plan::tensors`]; nothing before the first step.
    ///
    /// # Errors
    ///
    /// Fails if the device stopped answering.
    pub async fn gradient_sizes(&self) -> Result<Vec<f32>, ReadError> {
        let means =
            self.gradients.iter().map(|gradient| gradient.clone().square().mean()).collect();
        Ok(read(means).await?.iter().flatten().map(|mean| mean.sqrt()).collect())
    }

    /// What decides the run.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The set that it is checked on.
    #[must_use]
    pub fn validation(&self) -> &Dataset {
        &self.validation
    }

    /// Steps of one epoch; the last may have fewer samples.
    #[must_use]
    pub fn steps_per_epoch(&self) -> usize {
        self.train.len().div_ceil(self.settings.batch)
    }

    /// Does one piece of work: a training step, some validation, or the end of an epoch.
    ///
    /// # Errors
    ///
    /// Fails if the loss is no longer finite, or if the device stopped answering. The parameters
    /// are then those before the step.
    pub async fn step(&mut self) -> Result<Event, RunError> {
        if self.is_over() {
            return Ok(Event::Finished);
        }
        match &self.progress.validation {
            None => {
                let found = self.find(Shard::WHOLE).await?;
                self.apply(vec![found])
            }
            // A copy, so that a failed read leaves the run as it was.
            Some(tally) => self.validate(tally.clone()).await,
        }
    }

    /// Moves the parameters along their gradients, and the average after them.
    pub(crate) fn learn(&mut self, gradients: &[Tensor<1>]) {
        self.progress.learning_rate = self.learning_rate(self.progress.step);
        let mut parameters = self.optimizer.step(
            self.progress.step,
            self.progress.learning_rate,
            self.settings.weight_decay,
            self.network.parameters(),
            gradients,
        );
        // Neither decay nor what a momentum remembers may move them.
        let frozen = self.settings.frozen;
        parameters[..frozen].clone_from_slice(&self.network.parameters()[..frozen]);
        self.gradients = gradients.to_vec();
        self.network = self.network.with_parameters(parameters);
        self.average();
    }

    /// The step size after so many steps of which none is later than the current epoch.
    fn learning_rate(&self, step: u64) -> f32 {
        let steps = self.settings.epochs * self.steps_per_epoch();
        self.settings.learning_rate_at(step as f64 / steps as f64, &self.progress.losses)
    }

    /// Moves the average towards the parameters. Early in a run the average forgets faster, or it
    /// would hold on to the random start: after n steps its decay is at most (1 + n) / (10 + n).
    fn average(&mut self) {
        let steps = self.progress.step as f32;
        let decay = self.settings.averaging.min((1.0 + steps) / (10.0 + steps));
        for (mean, now) in self.averaged.iter_mut().flatten().zip(self.network.parameters()) {
            *mean = mean.clone() * decay + now.clone() * (1.0 - decay);
        }
    }

    async fn validate(&mut self, mut tally: Tally) -> Result<Event, RunError> {
        let seen = tally.samples() as usize;
        let samples = self.validation.len();
        let epoch = self.progress.epoch + 1;
        if seen < samples {
            let indices: Vec<usize> = (seen..samples.min(seen + VALIDATION_BATCH)).collect();
            let batch = Batch::plain(&self.validation, &indices, &self.device);
            score(&self.network(), &batch, &mut tally).await?;
            self.progress.validation = Some(tally);
            return Ok(Event::Validation { epoch, seen: seen + indices.len(), samples });
        }
        if !tally.loss().is_finite() {
            return Err(RunError::Diverged { epoch, step: self.steps_per_epoch() });
        }
        if self.settings.watches_validation() {
            self.progress.losses.push(tally.loss());
        }
        let patient = self.settings.patience > 0;
        let kept = patience::best(&self.progress.losses).filter(|_| patient);
        let kept = kept.map_or(epoch, |best| best + 1);
        if patient && kept == epoch {
            let validated = self.averaged.as_deref().unwrap_or(self.network.parameters());
            self.best = Some(validated.to_vec());
        }
        let event = Event::Epoch {
            epoch,
            loss: self.progress.training.loss(),
            accuracy: self.progress.training.accuracy(),
            val_loss: tally.loss(),
            val_accuracy: tally.accuracy(),
            learning_rate: self.progress.learning_rate,
            kept,
        };
        self.progress.epoch = epoch;
        self.progress.validation = None;
        self.progress.training = Tally::new(self.network.plan().classes());
        self.order = order(self.train.len(), self.settings.seed, epoch);
        Ok(event)
    }

    /// Goes to the place of a checkpoint, whose tensors were put on the device.
    pub(crate) fn resume(
        &mut self,
        parameters: Vec<Tensor<1>>,
        [first, second]: [Vec<Tensor<1>>; 2],
        [averaged, best]: [Option<Vec<Tensor<1>>>; 2],
        progress: Progress,
    ) {
        self.order = order(self.train.len(), self.settings.seed, progress.epoch);
        self.network = self.network.with_parameters(parameters);
        (self.optimizer.first, self.optimizer.second) = (first, second);
        (self.averaged, self.best) = (averaged, best);
        self.progress = progress;
    }

    /// Training samples of one epoch.
    pub(crate) fn samples(&self) -> usize {
        self.train.len()
    }

    /// The device that the run computes on.
    #[must_use]
    pub fn device(&self) -> &Device {
        &self.device
    }
}
