//! Turns picture files and pen strokes into the samples that a network was trained on.
//!
//! Bytes or points go in, values come out: nothing here reads files, tells the time or prints.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod decode;
pub mod digit;
pub mod ink;
pub mod limits;
mod outline;
pub mod photo;
mod plane;
mod resize;
mod strokes;

pub use decode::{DecodeError, Picture, decode};
pub use plane::Plane;
pub use strokes::{Kind, Point, Stroke, Strokes, StrokesError};
