use burn::tensor::{Device, Tensor, TensorData, activation};
use net::archive::{self, ArchiveError};
use net::keras::{from_keras, samples_from_keras};
use net::{
    Activation, Activations, Dropouts, LayerSpec, Network, Plan, PlanError, ReadError, Shape,
};
use net::{Spec, read};
use thiserror::Error;

use crate::batch::Batch;
use crate::gradients::{Goal, gradients};
use crate::loss::crossentropy;
use crate::metrics::Tally;
use crate::optimizer::Optimizer;
use crate::settings::OptimizerKind;

/// The seed of the fixtures' dropout masks; Adam's step size in them, and what the gradient is
/// multiplied by in each of its steps.
const SEED: u64 = 7;
const LEARNING_RATE: f32 = 1e-3;
const FACTORS: [f32; 3] = [1.0, -0.5, 2.0];

/// What another program computed for a network: every layer's answer, the loss, its gradients and
/// what Adam makes of them. `tests/keras/make_fixtures.py` makes such files with Keras.
pub struct Reference {
    plan: Plan,
    samples: usize,
    tensors: Vec<archive::Tensor>,
}

/// How far a device is from the reference.
#[derive(Clone, Debug, PartialEq)]
pub struct Deviation {
    /// The tensor that is furthest off.
    pub tensor: String,
    /// Its largest error, as a share of its largest value.
    pub error: f32,
}

/// A reference could not be read or computed.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "each variant's sentence is its documentation")]
pub enum ReferenceError {
    #[error("{0}")]
    Archive(#[from] ArchiveError),
    #[error("the reference's network cannot be read ({0})")]
    Spec(#[from] serde_json::Error),
    #[error("the reference's network is impossible: {0}")]
    Plan(#[from] PlanError),
    #[error("the reference has no tensor {0}")]
    Missing(String),
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl Reference {
    /// Reads a reference from the bytes of a file.
    ///
    /// # Errors
    ///
    /// Fails if the bytes are not such a file.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReferenceError> {
        let (tensors, text) = archive::read(bytes)?;
        let plan = Plan::new(&serde_json::from_str::<Spec>(&text)?)?;
        let labels = tensors.iter().find(|tensor| tensor.name == "labels");
        let samples = labels.ok_or_else(|| ReferenceError::Missing("labels".to_owned()))?;
        Ok(Self { plan, samples: samples.values.len(), tensors })
    }

    /// Computes all that the reference holds on a device, and compares.
    ///
    /// # Errors
    ///
    /// Fails if the reference is not complete or the device stopped answering.
    pub async fn deviation(&self, device: &Device) -> Result<Deviation, ReferenceError> {
        let network = Network::new(self.plan.clone(), &self.tensors("weight")?, device);
        let batch = self.batch(device)?;
        let dropouts = Dropouts { seed: SEED, step: 0, first_sample: 0 };
        let (logits, gradients) = gradients(&network, &batch, dropouts, Goal::default(), 0);
        let answer = match self.plan.answer() {
            Activation::Sigmoid => activation::sigmoid(logits.clone()),
            _ => activation::softmax(logits.clone(), 1),
        };
        let loss = crossentropy(&network, logits.clone(), &batch.labels, 0.0);
        let changed = self.adam(&network)?;

        let last = self.plan.layers().len() - 1;
        let mut names = vec!["loss".to_owned(), "logits".to_owned(), format!("output/{last}")];
        let answers = self.tensor(&names[2])?.to_vec();
        let mut expected = vec![self.tensor("loss")?.to_vec(), Vec::new(), answers];
        let mut found: Vec<Tensor<1>> = vec![loss, logits.flatten(0, 1), answer.flatten(0, 1)];
        for (name, group) in [("gradient", gradients), ("changed", changed)] {
            names.extend((0..group.len()).map(|index| format!("{name}/{index}")));
            expected.extend(self.tensors(name)?);
            found.extend(group);
        }
        let mut found = read(found).await?;
        // The loss again, as evaluations compute it on the host from the same sums.
        let mut tally = Tally::new(self.plan.classes());
        tally.add(self.plan.answer(), &found[1], &batch.labels);
        found[1] = vec![tally.loss() as f32];
        expected[1] = expected[0].clone();
        // Dropout is on in the reference's layers and off in a trace.
        let drops = |layer: &net::PlannedLayer| matches!(layer.spec, LayerSpec::Dropout { .. });
        if !self.plan.layers().iter().any(drops) {
            for (index, layer) in network.trace(batch.input).await?.into_iter().enumerate() {
                names.push(format!("output/{index}"));
                expected.push(self.output(index, &layer)?);
                found.push(layer.values);
            }
        }
        Ok(furthest(&names, &expected, &found))
    }

    /// What three steps of Adam add up to, from the reference's own gradients: from ours, whose last
    /// bits differ, Adam would make other steps wherever a gradient is nearly 0.
    fn adam(&self, network: &Network) -> Result<Vec<Tensor<1>>, ReferenceError> {
        let device = network.parameters()[0].device();
        let gradients: Vec<Tensor<1>> = self
            .tensors("gradient")?
            .into_iter()
            .map(|values| (values.len(), values))
            .map(|(length, values)| Tensor::from_data(TensorData::new(values, [length]), &device))
            .collect();
        let mut adam = Optimizer::new(OptimizerKind::Adam, network.parameters());
        let mut changed: Vec<Tensor<1>> = gradients.iter().map(Tensor::zeros_like).collect();
        for (done, factor) in FACTORS.into_iter().enumerate() {
            let scaled: Vec<Tensor<1>> =
                gradients.iter().map(|gradient| gradient.clone() * factor).collect();
            changed = adam.step(done as u64, LEARNING_RATE, 0.0, &changed, &scaled);
        }
        Ok(changed)
    }

    fn batch(&self, device: &Device) -> Result<Batch, ReferenceError> {
        let input = self.plan.spec().input;
        let [channels, height, width] = [input.channels, input.height, input.width];
        let values =
            samples_from_keras(self.tensor("input")?, Shape::Map { channels, height, width });
        let data = TensorData::new(values, [self.samples, channels, height, width]);
        let labels = self.tensor("labels")?.iter().map(|label| *label as u8).collect();
        Ok(Batch { input: Tensor::from_data(data, device), labels })
    }

    /// A layer's answers for all samples, in Loupe's order.
    fn output(&self, index: usize, layer: &Activations) -> Result<Vec<f32>, ReferenceError> {
        let values = self.tensor(&format!("output/{index}"))?;
        // Flatten only renames the numbers, so that its input tells the order.
        let order = match self.plan.layers()[index].spec {
            LayerSpec::Flatten => self.plan.layers()[index].input,
            _ => layer.shape,
        };
        Ok(samples_from_keras(values, order))
    }

    /// One tensor per kernel and bias, in Loupe's order.
    fn tensors(&self, group: &str) -> Result<Vec<Vec<f32>>, ReferenceError> {
        let count = self.plan.tensors().count();
        let tensors = (0..count).map(|index| self.tensor(&format!("{group}/{index}")));
        let tensors: Result<Vec<_>, _> =
            tensors.map(|tensor| tensor.map(<[f32]>::to_vec)).collect();
        Ok(from_keras(&self.plan, &tensors?))
    }

    fn tensor(&self, name: &str) -> Result<&[f32], ReferenceError> {
        let found = self.tensors.iter().find(|tensor| tensor.name == name);
        let missing = || ReferenceError::Missing(name.to_owned());
        found.map(|tensor| tensor.values.as_slice()).ok_or_else(missing)
    }
}

fn furthest(names: &[String], expected: &[Vec<f32>], found: &[Vec<f32>]) -> Deviation {
    let errors = names.iter().zip(expected.iter().zip(found)).map(|(name, (expected, found))| {
        let largest = expected.iter().fold(f32::MIN_POSITIVE, |most, value| most.max(value.abs()));
        let mut error = if expected.len() == found.len() { 0.0 } else { f32::INFINITY };
        for (expected, found) in expected.iter().zip(found) {
            let difference = (expected - found).abs() / largest;
            // A comparison with NaN is false, so that it must be asked for.
            error = if difference.is_nan() { f32::INFINITY } else { error.max(difference) };
        }
        Deviation { tensor: name.clone(), error }
    });
    let furthest = errors.max_by(|one, other| one.error.total_cmp(&other.error));
    furthest.expect("a network has an answer")
}
