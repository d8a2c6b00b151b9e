//! Labelled samples in memory.

use crate::error::DataError;
use std::ops::Range;

/// Labelled samples of one size. Made by [`Dataset::new`], its parts agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// Channels of a sample.
    pub channels: usize,
    /// Height of a sample in pixels.
    pub height: usize,
    /// Width of a sample in pixels.
    pub width: usize,
    /// `len() * channels * height * width` values 0 to 255, sample by sample, channels first.
    pub samples: Vec<u8>,
    /// The class of each sample, an index into `classes`.
    pub labels: Vec<u8>,
    /// The names of the classes.
    pub classes: Vec<String>,
}

impl Dataset {
    /// Puts a dataset together. `shape` is channels, height and width of a sample.
    ///
    /// Fails if the number of samples is not the number of labels or a label names no class.
    pub fn new(
        shape: [usize; 3],
        samples: Vec<u8>,
        labels: Vec<u8>,
        classes: Vec<String>,
    ) -> Result<Self, DataError> {
        let [channels, height, width] = shape;
        let size = (channels * height * width).max(1);
        if samples.len() != labels.len() * size {
            return Err(DataError::Disagree { images: samples.len() / size, labels: labels.len() });
        }
        if let Some(record) = labels.iter().position(|&label| usize::from(label) >= classes.len()) {
            let last = classes.len().saturating_sub(1);
            return Err(DataError::Label { record, label: labels[record], last });
        }
        Ok(Self { channels, height, width, samples, labels, classes })
    }

    /// Returns the number of samples.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Returns whether there are no samples.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Returns the values of one sample, channels first.
    ///
    /// # Panics
    /// If `index` is not below [`Dataset::len`].
    pub fn sample(&self, index: usize) -> &[u8] {
        let size = self.sample_size();
        &self.samples[index * size..(index + 1) * size]
    }

    /// Returns the samples of a range, in order. What lies beyond the end is left out.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        let size = self.sample_size();
        self.with(self.samples[start * size..end * size].to_vec(), self.labels[start..end].to_vec())
    }

    /// Returns the samples at these positions, in this order.
    ///
    /// # Panics
    /// If a position is not below [`Dataset::len`].
    pub fn select(&self, positions: &[usize]) -> Self {
        let samples = positions.iter().flat_map(|&index| self.sample(index)).copied().collect();
        let labels = positions.iter().map(|&index| self.labels[index]).collect();
        self.with(samples, labels)
    }

    /// Returns the number of samples of each class.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.classes.len()];
        for &label in &self.labels {
            counts[usize::from(label)] += 1;
        }
        counts
    }

    /// Splits the last samples of each class off, in order: as many as `held` says of that class's number.
    pub fn split(&self, held: impl Fn(usize) -> usize) -> (Self, Self) {
        let counts = self.counts();
        let mut seen = vec![0; counts.len()];
        let last = |index: &usize| {
            let class = usize::from(self.labels[*index]);
            seen[class] += 1;
            seen[class] > counts[class].saturating_sub(held(counts[class]))
        };
        let (off, kept): (Vec<usize>, Vec<usize>) = (0..self.len()).partition(last);
        (self.select(&kept), self.select(&off))
    }

    /// Returns so many samples, evenly spread over all of them, in order; all of them if there are no more.
    pub fn spread(&self, count: usize) -> Self {
        let count = count.min(self.len());
        self.select(&(0..count).map(|index| index * self.len() / count).collect::<Vec<_>>())
    }

    fn sample_size(&self) -> usize {
        self.channels * self.height * self.width
    }

    fn with(&self, samples: Vec<u8>, labels: Vec<u8>) -> Self {
        Self { samples, labels, classes: self.classes.clone(), ..*self }
    }
}
