//! What can be wrong with a dataset file.

use crate::limits::{
    MAX_BYTES, MAX_CLASS_BYTES, MAX_SAMPLES, MAX_SIDE, MIN_CLASS_SAMPLES, MIN_SHAPE_SIDE,
};
use thiserror::Error;

/// Why bytes are not a dataset. The caller knows the file's name and adds it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DataError {
    /// The file is longer than [`MAX_BYTES`], or unpacks to more.
    #[error("the file holds more than {MAX_BYTES} bytes (320 MB); use a smaller dataset")]
    TooLarge,
    /// The gzip stream is broken.
    #[error("the gzip file is damaged ({0}); download it again")]
    Gzip(String),
    /// The file is shorter than its header.
    #[error("the file ends within its header, after {0} bytes; download it again")]
    NoHeader(usize),
    /// The first four bytes are not those of this kind of file.
    #[error(
        "the file starts with {found:#010x} instead of {expected:#010x}, so it holds no {what} in idx format; check that images and labels are not swapped"
    )]
    Magic {
        /// What the file should hold.
        what: &'static str,
        /// The magic number of such a file.
        expected: u32,
        /// The file's first four bytes, big end first.
        found: u32,
    },
    /// The header declares no samples, more than [`MAX_SAMPLES`], or sides outside 1 to
    /// [`MAX_SIDE`].
    #[error(
        "the header declares {count} samples of {height} x {width}, 1 to {MAX_SAMPLES} of at most {MAX_SIDE} x {MAX_SIDE} are read; check the file"
    )]
    Sizes {
        /// Declared number of samples.
        count: u32,
        /// Declared height in pixels, 1 for labels.
        height: u32,
        /// Declared width in pixels, 1 for labels.
        width: u32,
    },
    /// The file's length is not what its header declares.
    #[error(
        "the header declares {declared} bytes of data, the file holds {held}; download it again"
    )]
    Length {
        /// Bytes that the header declares.
        declared: u64,
        /// Bytes that follow the header.
        held: usize,
    },
    /// Images and labels differ in number.
    #[error("there are {images} images and {labels} labels; use two files of one set")]
    Disagree {
        /// Number of images.
        images: usize,
        /// Number of labels.
        labels: usize,
    },
    /// A label names no class.
    #[error(
        "label {label} of record {record} is outside 0 to {last}; use the labels that belong to these images"
    )]
    Label {
        /// Position of the record, from 0.
        record: usize,
        /// Its label.
        label: u8,
        /// The last class.
        last: usize,
    },
    /// The images of a set have another size than the set has.
    #[error("the images are {height} x {width}, MNIST's are 28 x 28; use MNIST's files")]
    NotMnist {
        /// Height in pixels.
        height: usize,
        /// Width in pixels.
        width: usize,
    },
    /// The tar archive is broken.
    #[error("the archive is damaged ({0}); download it again")]
    Tar(String),
    /// The zip archive is broken.
    #[error("the zip archive is damaged ({0}); download or pack it again")]
    Zip(String),
    /// The zip archive is longer than [`MAX_ARCHIVE_BYTES`](crate::limits::MAX_ARCHIVE_BYTES), or unpacks
    /// to more.
    #[error("the zip archive holds more than 1 GB; use fewer photos")]
    ArchiveTooLarge,
    /// A name leads out of its zip archive, or cannot be shown.
    #[error("the zip archive has a file with the impossible name \"{0}\"; pack it again")]
    ZipName(String),
    /// A file of a zip archive is too large.
    #[error("the file has {0} bytes, {1} are read; leave it out or make it smaller")]
    FileTooLarge(usize, usize),
    /// A file of a zip archive is encrypted, or packed in a rare way.
    #[error("the file is encrypted or packed in a way that is not read; pack it again without")]
    Packing,
    /// The photos of a zip archive lie in one folder, and this one's name has no class.
    #[error(
        "the archive does not tell the class of {0}; give each class a folder, or names such as cat.1.jpg"
    )]
    Classless(String),
    /// The zip archive has only the other half of a set.
    #[error(
        "the archive has no photos in a folder named {0}; use one that has, or without such folders"
    )]
    NoHalf(&'static str),
    /// A class has a long name.
    #[error(
        "a class has a name of more than {MAX_CLASS_BYTES} bytes; give its folder a shorter one"
    )]
    ClassName,
    /// The archive lacks a file.
    #[error("the archive holds no {0}; use the set's binary version")]
    Missing(&'static str),
    /// A file is no whole number of records.
    #[error(
        "the file's {held} bytes are no whole number of records of {record}; download it again"
    )]
    Records {
        /// Bytes of the file.
        held: usize,
        /// Bytes of a record.
        record: usize,
    },
    /// A set has no samples, or more than [`MAX_SAMPLES`].
    #[error("there are {0} samples, 1 to {MAX_SAMPLES} are read; check the files")]
    Count(usize),
    /// A set has no classes, or more than a label can name.
    #[error("there are {0} classes, 1 to 256 are read; give a folder with one folder a class")]
    Classes(usize),
    /// Shapes are not drawn in pictures of this size.
    #[error(
        "no shape is drawn in {height} x {width} pixels of {channels} channels; use {MIN_SHAPE_SIDE} to {MAX_SIDE} pixels on a side, and 1 channel or 3"
    )]
    Canvas {
        /// Channels asked for.
        channels: usize,
        /// Height asked for, in pixels.
        height: usize,
        /// Width asked for, in pixels.
        width: usize,
    },
    /// A strength of noise is outside 0 to 1.
    #[error("noise has a strength from 0 to 1, not {0}")]
    Noise(String),
    /// A packed set contradicts itself, or exceeds the [limits](crate::limits).
    #[error("the set is damaged ({0}); make it again")]
    Packed(&'static str),
    /// A set has not two classes, or its classes are too small to be learned and judged.
    #[error(
        "a set needs 2 classes of at least {MIN_CLASS_SAMPLES} samples each; add some, or use another"
    )]
    TooFew,
    /// Files are of no set that is read.
    #[error("the files are neither photos by class nor idx nor CIFAR-10's; use one of these")]
    Unknown,
    /// A set takes more memory than there is for it.
    #[error("its {samples} samples take more than {most} bytes here; use fewer")]
    TooManyBytes {
        /// Number of samples.
        samples: usize,
        /// Bytes that they may take.
        most: usize,
    },
}
