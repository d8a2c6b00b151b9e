//! What a pen did on a pad, checked once.

use crate::limits::{MAX_POINTS, MAX_STROKES};
use thiserror::Error;

/// Numbers that each point of a flat list takes: x, y, pressure, time.
const NUMBERS_PER_POINT: usize = 4;

/// How far outside the pad, in pad sides, a point is still followed. Farther points are moved
/// to this border, so that a stroke that leaves the pad leaves it in the right direction.
const REACH: f32 = 1.0;

/// What a stroke does to the ink below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Leaves ink.
    Pen,
    /// Takes ink away.
    Eraser,
}

/// One point of a stroke.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Distance from the pad's left side, in pad sides: 0 to 1 on the pad, finite.
    pub x: f32,
    /// Distance from the pad's top, in pad sides: 0 to 1 on the pad, finite.
    pub y: f32,
    /// Pressure of the pen, 0 to 1; 0.5 for a mouse.
    pub pressure: f32,
}

/// One unbroken line of a pen or an eraser. It has at least one point.
#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    /// What the stroke does.
    pub kind: Kind,
    /// Where it went, in order.
    pub points: Vec<Point>,
}

/// A drawing: strokes in the order in which they were made, every number finite.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strokes {
    strokes: Vec<Stroke>,
}

/// Why a list of numbers is not a drawing.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StrokesError {
    /// The lists contradict each other.
    #[error(
        "the strokes are malformed: {0}; send x, y, pressure and time for each point, and one length and one kind for each stroke"
    )]
    Malformed(String),
    /// There are more strokes than [`MAX_STROKES`].
    #[error(
        "the drawing has {0} strokes, {MAX_STROKES} at most are read; clear the pad and draw again"
    )]
    TooMany(usize),
}

impl Strokes {
    /// Reads a drawing from flat lists.
    ///
    /// `points` holds x, y (pad sides, from the top left), pressure (0 to 1) and time (ms, not
    /// used for ink) of each point; `lengths` the number of points of each stroke; `kinds` 0 for
    /// a pen and 1 for an eraser. Points with an x or y that is not finite are left out, a
    /// pressure that is not finite counts as 0.5, and a drawing of more than
    /// [`MAX_POINTS`] points is thinned evenly.
    ///
    /// Fails if the lengths do not add up to the points, if the number of kinds differs from
    /// the number of lengths, if a kind is unknown, or if there are more than [`MAX_STROKES`].
    pub fn new(points: &[f32], lengths: &[u32], kinds: &[u8]) -> Result<Self, StrokesError> {
        if lengths.len() > MAX_STROKES {
            return Err(StrokesError::TooMany(lengths.len()));
        }
        if kinds.len() != lengths.len() {
            let text = format!("{} kinds for {} strokes", kinds.len(), lengths.len());
            return Err(StrokesError::Malformed(text));
        }
        let announced: u64 = lengths.iter().map(|&length| u64::from(length)).sum();
        if announced.checked_mul(NUMBERS_PER_POINT as u64) != Some(points.len() as u64) {
            let text = format!("{} numbers for {announced} points", points.len());
            return Err(StrokesError::Malformed(text));
        }
        let step = (announced as usize).div_ceil(MAX_POINTS).max(1);
        let mut rest = points;
        let mut strokes = Vec::with_capacity(lengths.len());
        for (&length, &kind) in lengths.iter().zip(kinds) {
            let (own, after) = rest.split_at(length as usize * NUMBERS_PER_POINT);
            rest = after;
            let kind = match kind {
                0 => Kind::Pen,
                1 => Kind::Eraser,
                other => return Err(StrokesError::Malformed(format!("unknown kind {other}"))),
            };
            let points: Vec<Point> =
                own.chunks_exact(NUMBERS_PER_POINT).filter_map(point).step_by(step).collect();
            if !points.is_empty() {
                strokes.push(Stroke { kind, points });
            }
        }
        Ok(Self { strokes })
    }

    /// The strokes in the order in which they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Stroke> {
        self.strokes.iter()
    }

    /// Returns whether nothing at all was drawn.
    pub fn is_empty(&self) -> bool {
        self.strokes.is_empty()
    }
}

fn point(numbers: &[f32]) -> Option<Point> {
    let (x, y, pressure) = (numbers[0], numbers[1], numbers[2]);
    (x.is_finite() && y.is_finite()).then(|| Point {
        x: x.clamp(-REACH, 1.0 + REACH),
        y: y.clamp(-REACH, 1.0 + REACH),
        pressure: if pressure.is_finite() { pressure.clamp(0.0, 1.0) } else { 0.5 },
    })
}
