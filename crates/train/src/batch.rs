use burn::tensor::{Device, Tensor, TensorData};
use data::Dataset;
use net::Stream;

use crate::augment::Augmenter;
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
            values.extend(sample.iter().map(|byte| scale(*byte)));
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
        mut fill: impl FnMut(usize, &[u8], &mut Vec<f32>),
    ) -> Self {
        let shape = [indices.len(), dataset.channels, dataset.height, dataset.width];
        let mut values = Vec::with_capacity(shape.iter().product());
        for index in indices {
            fill(*index, dataset.sample(*index), &mut values);
        }
        Self {
            input: Tensor::from_data(TensorData::new(values, shape), device),
            labels: indices.iter().map(|index| dataset.labels[*index]).collect(),
        }
    }
}

/// The preprocessing of every model so far ([`net::Preprocessing::Unit`]).
pub fn scale(byte: u8) -> f32 {
    f32::from(byte) / 255.0
}

/// Every sample once, in the order of the epoch.
pub fn order(samples: usize, seed: u64, epoch: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..samples).collect();
    Stream::new(seed, &[ORDER, epoch as u64]).shuffle(&mut order);
    order
}
