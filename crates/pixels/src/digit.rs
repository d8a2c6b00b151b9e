//! MNIST's own recipe: crop, fit into 20 x 20, centre of mass to the centre of 28 x 28, 0 to 1.

mod fit;

use crate::decode::Picture;
use crate::ink;
use crate::plane::{Area, Plane};
use crate::resize::resize;
use crate::strokes::Strokes;
use fit::Cut;

/// Which steps of the recipe are done. The default is all of them, as MNIST's makers did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switches {
    /// Crops to the digit; off, the whole pad or picture is fitted.
    pub crop: bool,
    /// Keeps the ratio of height to width; off, the box is stretched to a square.
    pub ratio: bool,
    /// Brings the centre of mass to the centre of the frame; off, the middle of the box.
    pub centre: bool,
    /// Divides by 255; off, the sample's values are 0 to 255.
    pub scale: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self { crop: true, ratio: true, centre: true, scale: true }
    }
}

/// The sizes of a data set's frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Width and height of a sample, in pixels.
    pub side: usize,
    /// Width and height of the box into which a digit is fitted, in pixels; 1 to `side`.
    pub fit: usize,
}

impl Frame {
    /// The frame of MNIST: 20 x 20 in 28 x 28.
    pub const MNIST: Self = Self { side: 28, fit: 20 };
}

/// A step on the way to a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The picture in grey, as it was taken: here white is 1.
    Photo,
    /// The ink that was found in the picture.
    Ink,
    /// The ink of the strokes on the whole pad.
    Drawing,
    /// The box around the digit.
    Crop,
    /// The digit in the fit box.
    Fit,
    /// The digit in its frame.
    Centre,
    /// The sample, shown with 0 for black and 1 for white whatever its unit.
    Scale,
}

impl Step {
    /// Returns the step's name as the page knows it, such as `"crop"`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Ink => "ink",
            Self::Drawing => "drawing",
            Self::Crop => "crop",
            Self::Fit => "fit",
            Self::Centre => "centre",
            Self::Scale => "scale",
        }
    }
}

/// A sample with the pictures of the steps that led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Film {
    /// The steps in order, values 0 to 1. A step that is switched off is there too: its picture
    /// shows that nothing was done. Without ink the film ends before `Crop`.
    pub steps: Vec<(Step, Plane)>,
    /// The sample, `side` x `side`, values 0 to 1, or 0 to 255 when `scale` is off. `None` if
    /// there is no ink.
    pub sample: Option<Plane>,
}

/// Share of the fitted box that the pen's width takes, as in MNIST.
const PEN_SHARE: f32 = 0.12;

/// Drawings smaller than this, in pad sides, are fitted as if they were this large: a dot stays
/// a dot, and does not become a blot of the fit box's size.
const SMALLEST: f32 = 0.1;

/// Ink above this counts for the box of a digit that already has the size of the fit box.
const FAINT: f32 = 0.02;

/// Ink above this counts for a digit's box: less is noise of a camera or of JPEG.
const VISIBLE: f32 = 0.1;

/// Turns a drawing into a sample.
///
/// The pen is as wide as MNIST's pens are, seen from the box that is fitted: it is drawn that
/// wide from the start, so that a small drawing does not become thick when it is enlarged.
pub fn from_strokes(strokes: &Strokes, switches: &Switches, frame: &Frame) -> Film {
    // Nothing drawn is a drawing of no size.
    let line = ink::middle_line(strokes).unwrap_or_default();
    let longer = line.width.max(line.height).max(SMALLEST);
    let pen = if switches.crop { ink::pen_width(longer, PEN_SHARE) } else { PEN_SHARE };
    let drawing = ink::from_strokes(strokes, pen);
    let steps = vec![(Step::Drawing, drawing.clone())];
    if drawing.bounds(FAINT).is_none() {
        return Film { steps, sample: None };
    }
    let digit = if switches.crop { close_up(strokes, line, pen) } else { drawing };
    finish(steps, Cut { ink: digit, fitted: false }, switches, frame)
}

/// Draws the digit again, as large as its box allows. Of the pen, what lies past the pad's border
/// is kept: a digit drawn along the border would lose half a line.
fn close_up(strokes: &Strokes, line: Area, pen: f32) -> Plane {
    // A pen pressed hard is wider than its width.
    let near = ink::closely(strokes, pen, line.grown(pen).widened(SMALLEST));
    let is_dot = line.width.max(line.height) < SMALLEST;
    match near.bounds(FAINT) {
        Some(bounds) if !is_dot => near.cut(bounds),
        _ => near,
    }
}

/// Turns a picture of a digit into a sample.
///
/// A picture of one of MNIST's samples gives that sample. Other digits are fitted as MNIST's were;
/// strokes that, seen from the digit's box, are thinner or thicker than is usual in MNIST are
/// redrawn first. The picture of `Crop` shows them so.
pub fn from_picture(picture: &Picture, switches: &Switches, frame: &Frame) -> Film {
    let grey = ink::grey(picture);
    let ink = ink::find(&grey);
    let steps = vec![(Step::Photo, grey), (Step::Ink, ink.clone())];
    let Some(visible) = ink.bounds(VISIBLE) else { return Film { steps, sample: None } };
    let whole = ink.bounds(FAINT).filter(|whole| whole.width.max(whole.height) <= frame.fit as f32);
    let area = if switches.crop { whole.unwrap_or(visible) } else { ink.area() };
    finish(steps, fit::cut(&ink, area, frame.fit, switches.crop), switches, frame)
}

fn finish(mut steps: Vec<(Step, Plane)>, digit: Cut, switches: &Switches, frame: &Frame) -> Film {
    let (width, height) = (digit.ink.width as f32, digit.ink.height as f32);
    let longer = if digit.fitted { frame.fit as f32 } else { width.max(height) };
    let side = |length: f32| {
        let length =
            if switches.ratio { frame.fit as f32 * length / longer } else { frame.fit as f32 };
        (length.round() as usize).clamp(1, frame.fit)
    };
    let fitted = resize(&digit.ink, digit.ink.area(), side(width), side(height));
    steps.push((Step::Crop, digit.ink));
    steps.push((Step::Fit, place(&fitted, frame.fit, middle(&fitted, frame.fit))));
    let offset =
        if switches.centre { balance(&fitted, frame.side) } else { middle(&fitted, frame.side) };
    let centred = place(&fitted, frame.side, offset);
    steps.push((Step::Centre, centred.clone()));
    steps.push((Step::Scale, centred.clone()));
    let sample = if switches.scale { centred } else { centred.map(|value| value * 255.0) };
    Film { steps, sample: Some(sample) }
}

/// Returns the offset that brings the middle of the box to the middle of the frame.
fn middle(fitted: &Plane, side: usize) -> (isize, isize) {
    let half = |length: usize| (side as isize - length as isize) / 2;
    (half(fitted.width), half(fitted.height))
}

/// Returns the whole-pixel offset that brings the centre of mass nearest to pixel `side / 2`.
fn balance(fitted: &Plane, side: usize) -> (isize, isize) {
    let Some((column, row)) = fitted.centre_of_mass() else { return middle(fitted, side) };
    let goal = (side / 2) as f32;
    ((goal - column).round() as isize, (goal - row).round() as isize)
}

fn place(fitted: &Plane, side: usize, offset: (isize, isize)) -> Plane {
    Plane::from_fn(side, side, |column, row| {
        fitted.get(column as isize - offset.0, row as isize - offset.1)
    })
}
