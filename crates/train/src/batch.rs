use burn::tensor::{Device, Tensor, TensorData};
use data::Dataset;
use net::{Plan, Stream};

use crate::augment::Augmenter;
use crate::event::RunError;
use crate::settings::Settings;

/// Tells the stream of the data order from the others of a run.
const ORDER: u64 = 2;
/// Tells the streams of augmentation from the others of a run.
const AUGMENT: u64 = 4;

/// Some samples as a network eats them, with their classes.
pub struct Batch {
    /// `[samples, channels, height, width]`, in the network's own scale.
    pub input: Tensor<4>,
    /// One class per sample.
    pub labels: Vec<u8>,
}

impl Batch {
    /// The samples as they are, in the order given.
    #[must_use]
    pub fn plain(dataset: &Dataset, indices: &[usize], device: &Device) -> Self {
        Self::build(dataset, indices, device, |_, sample, values| {
            for (value, byte) in values.iter_mut().zip(sample) {
                *value = scale(*byte);
            }
        })
    }

    /// The samples of a training step, changed as the settings ask. The same seed, epoch and
    /// sample give the same picture, whatever batch it comes in.
    #[must_use]
    pub(crate) fn training(
        dataset: &Dataset,
        indices: &[usize],
        settings: &Settings,
        epoch: usize,
        device: &Device,
    ) -> Self {
        let Some(augmentation) = &settings.augmentation else {
            return Self::plain(dataset, indices, device);
        };
        let augmenter = Augmenter::new(augmentation, dataset.height, dataset.width);
        Self::build(dataset, indices, device, |index, sample, values| {
            let stream = Stream::new(settings.seed, &[AUGMENT, epoch as u64, index as u64]);
            augmenter.apply(stream, sample, dataset.labels[index], values);
        })
    }

    fn build(
        dataset: &Dataset,
        indices: &[usize],
        device: &Device,
        fill: impl Fn(usize, &[u8], &mut [f32]) + Send + Sync,
    ) -> Self {
        let shape = [indices.len(), dataset.channels, dataset.height, dataset.width];
        let mut values = vec![0.0; shape.iter().product()];
        let size = (shape[1] * shape[2] * shape[3]).max(1);
        let samples = indices.iter().zip(values.chunks_exact_mut(size)).collect();
        net::for_each(samples, |(index, values): (&usize, &mut [f32])| {
            fill(*index, dataset.sample(*index), values);
        });
        Self {
            input: Tensor::from_data(TensorData::new(values, shape), device),
            labels: indices.iter().map(|index| dataset.labels[*index]).collect(),
        }
    }
}

/// The preprocessing of every model so far ([`net::Preprocessing::Unit`]).
#[must_use]
pub fn scale(byte: u8) -> f32 {
    f32::from(byte) / 255.0
}

/// Every sample once, in the order of the epoch.
pub fn order(samples: usize, seed: u64, epoch: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..samples).collect();
    Stream::new(seed, &[ORDER, epoch as u64]).shuffle(&mut order);
    order
}

/// Whether a set can be fed to a network.
pub(crate) fn check(plan: &Plan, name: &str, set: &Dataset) -> Result<(), RunError> {
    let input = plan.spec().input;
    let wanted = [input.channels, input.height, input.width];
    let found = [set.channels, set.height, set.width];
    if set.is_empty() {
        return Err(RunError::Data(format!("the {name} set is empty")));
    }
    if wanted != found {
        return Err(RunError::Data(format!(
            "the {name} set has samples of {found:?} channels, rows and columns; the network takes \
             {wanted:?}"
        )));
    }
    if set.classes.len() > plan.classes() {
        return Err(RunError::Data(format!(
            "the {name} set has {} classes; the network tells {} apart",
            set.classes.len(),
            plan.classes()
        )));
    }
    Ok(())
}
