//! How much this crate accepts before it refuses.

/// Most bytes that a file may have, or unpack to (320 MB).
pub const MAX_BYTES: usize = 320_000_000;
/// Most bytes that a zip archive of photos may have, or unpack to, file after file (1 GB). Kaggle's photos
/// of cats and dogs have 570 MB.
pub const MAX_ARCHIVE_BYTES: usize = 1_000_000_000;
/// Longest path of a file in an archive, in bytes.
pub const MAX_PATH_BYTES: usize = 1_024;
/// Longest name of a class, in bytes.
pub const MAX_CLASS_BYTES: usize = 256;
/// Most samples of a dataset.
pub const MAX_SAMPLES: usize = 100_000;
/// Longest side of a sample, in pixels.
pub const MAX_SIDE: usize = 1_024;
/// Shortest side of a picture in which a shape is drawn, in pixels.
pub const MIN_SHAPE_SIDE: usize = 8;
/// Least samples of a class that gives some of them up for validation.
pub const MIN_CLASS_SAMPLES: usize = 5;
