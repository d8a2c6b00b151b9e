//! MNIST's handwritten digits.

use crate::dataset::Dataset;
use crate::error::DataError;
use crate::idx::{self, Images};
use std::ops::Range;

/// The training images, by position in the publishers' file, that no shipped network is ever
/// trained on: Loupe's unseen digits.
pub const UNSEEN: Range<usize> = 9_000..10_000;

const SIDE: usize = 28;
const CLASSES: usize = 10;

/// Reads a file of images with its file of labels, each gzipped or not.
///
/// Fails if a file is damaged, the two disagree in number, a label is above 9, or the images
/// are not 28 x 28.
pub fn parse(images: &[u8], labels: &[u8]) -> Result<Dataset, DataError> {
    from_idx(idx::images(images)?, idx::labels(labels)?)
}

/// Reads one file of images and then labels, gzipped or not.
///
/// Fails as [`parse`] does.
pub fn parse_pair(bytes: &[u8]) -> Result<Dataset, DataError> {
    let (images, labels) = idx::pair(bytes)?;
    from_idx(images, labels)
}

fn from_idx(images: Images, labels: Vec<u8>) -> Result<Dataset, DataError> {
    if (images.height, images.width) != (SIDE, SIDE) {
        return Err(DataError::NotMnist { height: images.height, width: images.width });
    }
    let classes = (0..CLASSES).map(|digit| digit.to_string()).collect();
    Dataset::new([1, SIDE, SIDE], images.pixels, labels, classes)
}

/// Splits the training set into what networks are trained on and the [`UNSEEN`] digits, each in
/// the file's order.
pub fn split(train: Dataset) -> (Dataset, Dataset) {
    let unseen = train.slice(UNSEEN);
    let seen: Vec<usize> = (0..train.len()).filter(|index| !UNSEEN.contains(index)).collect();
    (train.select(&seen), unseen)
}
