//! Photos by class, as Keras' `flow_from_directory` reads them: one folder for each class, the classes
//! in the alphabetical order of their names. The folders may be packed in a zip archive.

mod archive;

use pixels::photo::{self, Cut};

pub use archive::{Archive, Half};

use crate::dataset::Dataset;
use crate::error::DataError;
use crate::limits::{MAX_BYTES, MAX_SAMPLES};

/// Photos of 3 channels while they are collected, each as the sample that it becomes.
pub struct Collection {
    height: usize,
    width: usize,
    classes: Vec<String>,
    samples: Vec<u8>,
    labels: Vec<u8>,
}

impl Collection {
    /// No photos yet, for samples of this many rows and columns and for these classes.
    ///
    /// Fails if there are no classes or more than a label can name.
    pub fn new([height, width]: [usize; 2], classes: Vec<String>) -> Result<Self, DataError> {
        if !(1..=usize::from(u8::MAX) + 1).contains(&classes.len()) {
            return Err(DataError::Classes(classes.len()));
        }
        Ok(Self { height, width, classes, samples: Vec::new(), labels: Vec::new() })
    }

    /// Adds a photo's [`sample`] to a class.
    ///
    /// Fails if the set would be larger than the [limits](crate::limits) allow.
    ///
    /// # Panics
    ///
    /// Panics if the sample has another size or the class is not one of these.
    pub fn add(&mut self, class: usize, sample: &[u8]) -> Result<(), DataError> {
        assert_eq!(sample.len(), 3 * self.height * self.width, "a sample of another size");
        assert!(class < self.classes.len(), "a class of another set");
        if self.labels.len() == MAX_SAMPLES || self.samples.len() + sample.len() > MAX_BYTES {
            return Err(DataError::TooLarge);
        }
        self.samples.extend_from_slice(sample);
        self.labels.push(class as u8);
        Ok(())
    }

    /// The set, in the order in which the photos came.
    ///
    /// Fails if there are none.
    pub fn finish(self) -> Result<Dataset, DataError> {
        if self.labels.is_empty() {
            return Err(DataError::Count(0));
        }
        let shape = [3, self.height, self.width];
        Dataset::new(shape, self.samples, self.labels, self.classes)
    }
}

/// The sample of a photo's file: upright, the whole photo stretched to this many rows and columns, red
/// before green before blue.
///
/// Fails if the file is not a picture within the limits of `pixels`.
pub fn sample(bytes: &[u8], [height, width]: [usize; 2]) -> Result<Vec<u8>, pixels::DecodeError> {
    Ok(photo::sample(&pixels::decode(bytes)?, Cut::Whole, width, height))
}

/// Splits a training set into what networks are trained on and what runs are chosen by: the last tenth
/// of each class.
pub fn split(train: &Dataset) -> (Dataset, Dataset) {
    let counts = train.counts();
    let mut seen = vec![0; counts.len()];
    let (mut kept, mut held) = (Vec::new(), Vec::new());
    for (index, label) in train.labels.iter().enumerate() {
        let class = usize::from(*label);
        seen[class] += 1;
        if seen[class] > counts[class] - counts[class] / 10 {
            held.push(index);
        } else {
            kept.push(index);
        }
    }
    (train.select(&kept), train.select(&held))
}
