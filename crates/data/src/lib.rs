//! Turns the bytes of dataset files into a [`Dataset`].
//!
//! Bytes go in, values come out: nothing here reads files, tells the time or prints.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod cifar;
mod dataset;
mod error;
mod gzip;
pub mod idx;
pub mod limits;
pub mod mnist;
mod packed;
mod paths;
pub mod photos;
mod reader;
mod shapes;
mod tables;
mod zip;

pub use dataset::Dataset;
pub use error::DataError;
pub use packed::Packed;
pub use reader::Reader;
pub use shapes::Shapes;
