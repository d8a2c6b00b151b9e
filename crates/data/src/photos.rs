//! Photos by class, as Keras' `flow_from_directory` reads them: one folder for each class, the classes
//! in the alphabetical order of their names. The folders may be packed in a zip archive.

mod archive;
mod listing;

use pixels::Picture;
use pixels::digit::{self, Frame, Switches};
use pixels::photo::{self, Cut};

pub use archive::Archive;
pub use listing::{Half, Listing};

use crate::dataset::Dataset;
use crate::error::DataError;
use crate::limits::{MAX_BYTES, MAX_SAMPLES};

/// Photos while they are collected, each as the sample that it becomes.
pub struct Collection {
    shape: [usize; 3],
    classes: Vec<String>,
    samples: Vec<u8>,
    labels: Vec<u8>,
}

impl Collection {
    /// No photos yet, for samples of these channels, rows and columns and for these classes.
    ///
    /// Fails if there are no classes or more than a label can name.
    pub fn new(shape: [usize; 3], classes: Vec<String>) -> Result<Self, DataError> {
        if !(1..=usize::from(u8::MAX) + 1).contains(&classes.len()) {
            return Err(DataError::Classes(classes.len()));
        }
        Ok(Self { shape, classes, samples: Vec::new(), labels: Vec::new() })
    }

    /// Adds a photo's [`sample`] to a class.
    ///
    /// Fails if the set would be larger than the [limits](crate::limits) allow.
    ///
    /// # Panics
    ///
    /// Panics if the sample has another size or the class is not one of these.
    pub fn add(&mut self, class: usize, sample: &[u8]) -> Result<(), DataError> {
        assert_eq!(sample.len(), self.shape.iter().product(), "a sample of another size");
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
        Dataset::new(self.shape, self.samples, self.labels, self.classes)
    }
}

/// The sample of a photo's file: upright, the whole photo stretched to this many rows and columns, red
/// before green before blue.
///
/// Fails if the file is not a picture within the limits of `pixels`.
pub fn sample(bytes: &[u8], [height, width]: [usize; 2]) -> Result<Vec<u8>, pixels::DecodeError> {
    Ok(photo::sample(&pixels::decode(bytes)?, Cut::Whole, width, height))
}

/// What a network that takes samples of this shape gets of a picture: three channels get all of it,
/// stretched; one gets the ink that is on it, as [`digit::from_picture`] fits it, or nothing where there is
/// none.
///
/// # Panics
///
/// Panics if the shape is neither 3 channels nor 1 channel of MNIST's size: no network here takes others.
pub fn fitted(picture: &Picture, shape: [usize; 3]) -> Option<Vec<u8>> {
    let [channels, height, width] = shape;
    if channels == 3 {
        return Some(photo::sample(picture, Cut::Whole, width, height));
    }
    assert_eq!(shape, [1, Frame::MNIST.side, Frame::MNIST.side], "a sample of no network");
    let film = digit::from_picture(picture, &Switches::default(), &Frame::MNIST);
    film.sample.map(|sample| sample.bytes())
}

/// Splits a training set into what networks are trained on and what runs are chosen by: the last tenth
/// of each class.
pub fn split(train: &Dataset) -> (Dataset, Dataset) {
    train.split(|count| count / 10)
}
