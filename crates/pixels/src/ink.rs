//! Ink on an empty background: from strokes of a pen, and from pictures of paper.

mod background;
mod brush;
mod paper;
mod specks;

pub use brush::{ERASER_WIDTH, PAD, from_strokes};
pub(crate) use brush::{closely, middle_line, pen_width};
pub(crate) use paper::{find, grey};

use crate::decode::Picture;
use crate::plane::Plane;

/// Finds the ink of a picture: 0 where there is none, 1 where it is full. Pictures with a side
/// above 800 pixels give a smaller plane.
///
/// Digits may be darker or lighter than their background, which may be unevenly lit and noisy.
/// Specks, and what shows at the picture's edges, are left out. A clean light digit on black, as
/// in MNIST, comes back with its highest value brought to 1 and otherwise unchanged. A picture
/// without anything that stands out gives a plane of zeros.
pub fn from_picture(picture: &Picture) -> Plane {
    find(&grey(picture))
}
