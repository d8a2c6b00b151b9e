use burn::tensor::{Device, Tensor, TensorData};

use crate::layer::{Features, activate, halves, output};
use crate::plan::Plan;
use crate::random::Stream;
use crate::read::{ReadError, read};
use crate::shape::Shape;
use crate::spec::LayerSpec;
use crate::temperature::Temperature;

/// Tells the streams of dropout masks from the others of a run.
const DROPOUT: u64 = 3;

/// A plan with numbers in it, on one device.
///
/// Every kernel and bias is held as one row of numbers, in the order of [`Plan::tensors`], so that
/// an optimiser, a file and an average over workers need to know nothing about layers.
#[derive(Clone)]
pub struct Network {
    plan: Plan,
    parameters: Vec<Tensor<1>>,
    temperature: Temperature,
}

/// Which values the dropout layers silence: a function of seed, step and sample alone.
#[derive(Clone, Copy, Debug)]
pub struct Dropouts {
    /// The run's seed.
    pub seed: u64,
    /// Steps done before this one.
    pub step: u64,
    /// Place in the whole batch of the first sample given, so that a shard of a batch gets the
    /// masks that its samples would get in the whole.
    pub first_sample: u64,
}

/// The output of one layer for one sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Activations {
    /// Its shape.
    pub shape: Shape,
    /// Its numbers, channels before rows before columns.
    pub values: Vec<f32>,
}

impl Network {
    /// Puts the numbers onto the device.
    ///
    /// # Panics
    ///
    /// Panics if the numbers are not the plan's: they come from [`crate::initial_parameters`] or
    /// from a [`crate::Model`], which were checked when they were made.
    #[must_use]
    pub fn new(plan: Plan, parameters: &[Vec<f32>], device: &Device) -> Self {
        let lengths = plan.tensors().map(|(_, shape)| shape.iter().product::<usize>());
        assert!(lengths.eq(parameters.iter().map(Vec::len)), "parameters of another network");
        let parameters = parameters
            .iter()
            .map(|values| {
                Tensor::from_data(TensorData::new(values.clone(), [values.len()]), device)
            })
            .collect();
        Self { plan, parameters, temperature: Temperature::default() }
    }

    /// The same network, whose last sums are divided by this before anything else sees them. A new one
    /// has a temperature of 1, at which networks are trained.
    #[must_use]
    pub fn at_temperature(mut self, temperature: Temperature) -> Self {
        self.temperature = temperature;
        self
    }

    /// The network's plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Kernels and biases in the order of [`Plan::tensors`].
    #[must_use]
    pub fn parameters(&self) -> &[Tensor<1>] {
        &self.parameters
    }

    /// The same network with other numbers, of the same lengths and in the same order.
    #[must_use]
    pub fn with_parameters(&self, parameters: Vec<Tensor<1>>) -> Self {
        Self { plan: self.plan.clone(), parameters, temperature: self.temperature }
    }

    /// The answers for `[samples, channels, height, width]`, as `[samples, outputs]`.
    #[must_use]
    pub fn forward(&self, input: Tensor<4>) -> Tensor<2> {
        flat(self.run(input, None, None, true))
    }

    /// The last layer's sums, before softmax or sigmoid: losses are stable only from these.
    #[must_use]
    pub fn logits(&self, input: Tensor<4>) -> Tensor<2> {
        flat(self.run(input, None, None, false))
    }

    /// The last layer's sums while training: dropout is on.
    #[must_use]
    pub fn training_logits(&self, input: Tensor<4>, dropouts: Dropouts) -> Tensor<2> {
        flat(self.run(input, Some(dropouts), None, false))
    }

    /// The output of every layer for one sample, read back in one round trip.
    ///
    /// # Errors
    ///
    /// Fails if the device stopped answering.
    pub async fn trace(&self, input: Tensor<4>) -> Result<Vec<Activations>, ReadError> {
        let mut outputs = Vec::with_capacity(self.plan.layers().len());
        let mut visit = |features: &Features| outputs.push(features.clone().numbers());
        self.run(input, None, Some(&mut visit), true);
        let shapes = self.plan.layers().iter().map(|layer| layer.output);
        let values = read(outputs).await?;
        Ok(shapes.zip(values).map(|(shape, values)| Activations { shape, values }).collect())
    }

    /// The last layer's output, or its sums only. Every layer's is shown to `visit`; if nobody looks, a
    /// convolution does the pooling behind it, too, with the same result.
    fn run(
        &self,
        input: Tensor<4>,
        dropouts: Option<Dropouts>,
        mut visit: Option<&mut dyn FnMut(&Features)>,
        answer: bool,
    ) -> Features {
        let samples = input.dims()[0];
        let device = input.device();
        let last = self.plan.layers().len() - 1;
        let mut parameters = self.parameters.iter();
        let mut features = Features::Map(input);
        let mut layers = self.plan.layers().iter().enumerate().peekable();
        while let Some((index, layer)) = layers.next() {
            let weights =
                (layer.parameters > 0).then(|| parameters.next().zip(parameters.next())).flatten();
            let halve =
                visit.is_none() && layers.next_if(|(_, next)| halves(layer, next)).is_some();
            features = output(layer, weights, features, index == last, halve);
            if index == last {
                features = Features::Flat(self.answer(flat(features), answer));
            }
            if let (LayerSpec::Dropout { rate }, Some(dropouts)) = (&layer.spec, dropouts) {
                let mask = dropouts.mask(index, *rate, layer.output.len(), samples);
                features = silence(features, mask, &device);
            }
            if let Some(visit) = &mut visit {
                visit(&features);
            }
        }
        features
    }

    /// The last layer's sums at the network's temperature, or the answer that its activation makes of them.
    fn answer(&self, sums: Tensor<2>, activated: bool) -> Tensor<2> {
        let sums = if self.temperature.is_one() { sums } else { sums / self.temperature.value() };
        if activated { activate(self.plan.answer(), sums) } else { sums }
    }
}

impl Dropouts {
    /// The factors of one dropout layer for so many samples, each of so many values: 0 for a
    /// silenced value, 1 / (1 - rate) for the others, as Keras scales them.
    #[must_use]
    pub fn mask(self, layer: usize, rate: f32, length: usize, samples: usize) -> Vec<f32> {
        let kept = 1.0 / (1.0 - rate);
        let mut mask = vec![0.0; samples * length];
        let samples = mask.chunks_exact_mut(length).enumerate();
        conv::for_each(samples.collect(), |(sample, mask)| {
            let sample = self.first_sample + sample as u64;
            let place = [DROPOUT, self.step, layer as u64, sample];
            let mut stream = Stream::new(self.seed, &place);
            stream.fill(mask, |unit| if unit < rate { 0.0 } else { kept });
        });
        mask
    }
}

fn silence(features: Features, mask: Vec<f32>, device: &Device) -> Features {
    match features {
        Features::Map(tensor) => {
            let mask = TensorData::new(mask, tensor.dims());
            Features::Map(tensor * Tensor::from_data(mask, device))
        }
        Features::Flat(tensor) => {
            let mask = TensorData::new(mask, tensor.dims());
            Features::Flat(tensor * Tensor::from_data(mask, device))
        }
    }
}

fn flat(features: Features) -> Tensor<2> {
    match features {
        Features::Flat(tensor) => tensor,
        Features::Map(_) => unreachable!("a plan ends with Dense"),
    }
}

#[cfg(all(test, feature = "flex", not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::{Builtin, initial_parameters};

    /// A network of ours with a training device, and three pictures for it.
    fn network(builtin: Builtin) -> (Network, Tensor<4>) {
        let device = Device::flex().autodiff();
        let plan = Plan::new(&builtin.spec()).unwrap();
        let input = plan.spec().input;
        let shape = [3, input.channels, input.height, input.width];
        let mut pictures = vec![0.0; shape.iter().product()];
        Stream::new(1, &[7]).fill(&mut pictures, |unit| unit - 0.3);
        let network = Network::new(plan.clone(), &initial_parameters(&plan, 1), &device);
        (network, Tensor::from_data(TensorData::new(pictures, shape), &device))
    }

    #[test]
    fn convolutions_do_the_poolings_behind_them() {
        let halving = |builtin: Builtin| {
            let plan = Plan::new(&builtin.spec()).unwrap();
            let pairs = plan.layers().windows(2).enumerate();
            pairs
                .filter(|(_, pair)| halves(&pair[0], &pair[1]))
                .map(|(index, _)| index)
                .collect::<Vec<_>>()
        };
        let found = Builtin::ALL.map(halving);
        assert_eq!(found, [vec![], vec![1, 3], vec![0, 3, 6], vec![1]]);
    }

    #[test]
    fn whether_somebody_looks_changes_no_bit() {
        for builtin in Builtin::ALL {
            let (network, pictures) = network(builtin);
            let dropouts = Dropouts { seed: 1, step: 2, first_sample: 0 };
            let answers = |visit: Option<&mut dyn FnMut(&Features)>| {
                let lifted: Vec<_> = network
                    .parameters
                    .iter()
                    .map(|numbers| numbers.clone().require_grad())
                    .collect();
                let network = network.with_parameters(lifted.clone());
                let sums = network.run(pictures.clone(), Some(dropouts), visit, false);
                let found = flat(sums.clone()).square().sum().backward();
                let gradients = lifted.iter().map(|numbers| numbers.grad(&found).unwrap());
                std::iter::once(sums.numbers().inner())
                    .chain(gradients)
                    .map(|numbers| numbers.into_data().try_to_vec::<f32>().unwrap())
                    .collect::<Vec<_>>()
            };
            let mut shapes = Vec::new();
            let seen =
                answers(Some(&mut |features| shapes.push(features.clone().numbers().dims()[0])));
            assert!(seen == answers(None), "{builtin:?}");
            let planned = network.plan.layers().iter().map(|layer| 3 * layer.output.len());
            assert!(planned.eq(shapes), "every layer of {builtin:?} was shown");
        }
    }

    #[test]
    fn masks_are_those_of_single_draws() {
        let dropouts = Dropouts { seed: 3, step: 5, first_sample: 7 };
        let mask = dropouts.mask(2, 0.25, 3001, 3);
        for (sample, mask) in (7..).zip(mask.chunks_exact(3001)) {
            let mut stream = Stream::new(3, &[DROPOUT, 5, 2, sample]);
            let draws = std::iter::repeat_with(|| stream.unit());
            let expected = draws.map(|unit| if unit < 0.25 { 0.0 } else { 1.0 / 0.75 });
            assert!(mask.iter().copied().eq(expected.take(3001)));
        }
    }
}
