//! Ink on an empty background: from strokes of a pen, and from pictures of paper.

mod background;
mod brush;
mod paper;
mod specks;

pub use brush::{ERASER_WIDTH, PAD, from_strokes};
pub(crate) use brush::{closely, middle_line, pen_width};
pub(crate) use paper::{find, grey};
