use super::geometry::Geometry;
use super::layout::{SLACK, room};
use super::simd::Simd;

/// Points of the transformed domain.
pub const POINTS: usize = 16;

/// The sizes of an image in its border, the even columns of each row before the odd ones: so
/// neighbouring squares of the output find each of their inputs side by side.
#[derive(Clone, Copy)]
pub struct Split {
    /// Maps.
    channels: usize,
    /// Squares down and across.
    pub squares: [usize; 2],
    /// Even columns of a row; as many odd ones follow.
    half: usize,
    /// Rows of a channel.
    rows: usize,
}

impl Split {
    /// The sizes for a 3x3 convolution without strides.
    pub fn new(geometry: &Geometry) -> Self {
        let squares = geometry.output().map(|side| side.div_ceil(2));
        let (half, rows) = (squares[1] + 1, 2 * squares[0] + 2);
        Self { channels: geometry.channels, squares, half, rows }
    }

    /// Numbers from one channel to the next.
    fn channel(&self) -> usize {
        self.rows * 2 * self.half
    }

    /// Copies an image into its place, with [`SLACK`] numbers behind it, which the last vectors
    /// may read and not use.
    ///
    /// # Panics
    ///
    /// Panics if the image has another size.
    pub fn pad(&self, geometry: &Geometry, input: &[f32], padded: &mut Vec<f32>) {
        assert_eq!(input.len(), geometry.input_len(), "an image of another size");
        let padded = room(padded, geometry.channels * self.channel() + SLACK);
        padded.fill(0.0);
        let [height, width] = geometry.input;
        let [(top, _), (left, _)] = geometry.border;
        for (index, row) in input.chunks_exact(width).enumerate() {
            let (channel, place) = (index / height, index % height);
            let start = channel * self.channel() + (top + place) * 2 * self.half;
            let (even, odd) = padded[start..start + 2 * self.half].split_at_mut(self.half);
            let [first, second] = if left % 2 == 0 { [even, odd] } else { [odd, even] };
            let (pairs, last) = row.as_chunks::<2>();
            let (first, second) = (&mut first[left / 2..], &mut second[left.div_ceil(2)..]);
            for ((pair, first), second) in pairs.iter().zip(&mut *first).zip(second) {
                [*first, *second] = *pair;
            }
            if let [last] = last {
                first[pairs.len()] = *last;
            }
        }
    }
}

/// Neighbouring squares in one row of squares, at most a vector of them.
pub struct Run {
    /// Row and column of the first square among the squares.
    pub square: [usize; 2],
    /// Place among the squares that are worked on at once.
    pub lane: usize,
    /// How many.
    pub length: usize,
}

/// Cuts the squares from `first` to before `end` into runs.
#[inline(always)]
pub fn choose<S: Simd>(across: usize, first: usize, end: usize, runs: &mut Vec<Run>) {
    runs.clear();
    let mut place = first;
    while place < end {
        let column = place % across;
        let length = (across - column).min(end - place).min(S::LANES);
        runs.push(Run { square: [place / across, column], lane: place - first, length });
        place += length;
    }
}

/// `Bᵀ d B` for all channels of some squares: `[points, channels, squares]`; `steps` are the numbers
/// from one channel to the next and from one point to the next. Whole vectors are written over the end
/// of a row: over what follows and is written later, or, behind the last row of a point, over a
/// vector's room that must be there for this.
///
/// # Safety
///
/// `padded` must have been filled by [`Split::pad`] of this very split; the runs must lie within its
/// squares. For right results they must be in order.
#[inline(always)]
pub unsafe fn transform_inputs<S: Simd>(
    split: &Split,
    padded: &[f32],
    runs: &[Run],
    steps: [usize; 2],
    transformed: &mut [f32],
) {
    let (half, row_step) = (split.half, 2 * split.half);
    let [channel_step, point] = steps;
    for channel in 0..split.channels {
        for Run { square: [row, column], lane, .. } in runs {
            let from = channel * split.channel() + 2 * row * row_step + column;
            let to = &mut transformed[channel * channel_step + lane..];
            assert!(to.len() >= (POINTS - 1) * point + S::LANES);
            // SAFETY: a square's lowest row is 2 * row + 3 < rows, its last columns column + half + 1 <
            // 2 * half, so that the last vector ends LANES - 1 numbers behind the image, which SLACK
            // covers. What is written was just asserted.
            unsafe {
                let from = padded.as_ptr().add(from);
                let mut columns = [[S::splat(0.0); 4]; 4];
                for row in 0..4 {
                    let from = from.add(row * row_step);
                    let [a, c] = [S::load(from), S::load(from.add(1))];
                    let [b, d] = [S::load(from.add(half)), S::load(from.add(half + 1))];
                    let values = spread::<S>([a, b, c, d]);
                    for (column, value) in columns.iter_mut().zip(values) {
                        column[row] = value;
                    }
                }
                let to = to.as_mut_ptr();
                for (column, values) in columns.iter().enumerate() {
                    for (row, value) in spread::<S>(*values).into_iter().enumerate() {
                        S::store(to.add((4 * row + column) * point), value);
                    }
                }
            }
        }
    }
}

/// `Bᵀ` times four values.
#[inline(always)]
fn spread<S: Simd>([a, b, c, d]: [S::Vector; 4]) -> [S::Vector; 4] {
    [S::subtract(a, c), S::add(b, c), S::subtract(c, b), S::subtract(b, d)]
}
