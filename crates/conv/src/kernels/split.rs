use super::geometry::Geometry;
use super::layout::room;
use super::simd::MOST_LANES;

/// An image in its border, the even columns of each row before the odd ones: so neighbouring squares
/// of the output find each of their inputs side by side.
#[derive(Clone, Copy)]
pub struct Split {
    /// Squares down and across.
    pub squares: [usize; 2],
    /// Even columns of a row; as many odd ones follow.
    pub half: usize,
    /// Rows of a channel.
    rows: usize,
}

impl Split {
    /// The sizes for a 3x3 convolution.
    pub fn new(geometry: &Geometry) -> Self {
        let squares = geometry.output().map(|side| side.div_ceil(2));
        Self { squares, half: squares[1] + 1, rows: 2 * squares[0] + 2 }
    }

    /// Numbers from one channel to the next.
    pub fn channel(&self) -> usize {
        self.rows * 2 * self.half
    }

    /// Copies an image into its place, with [`MOST_LANES`] numbers behind it, which the last vectors
    /// may read and not use.
    ///
    /// # Panics
    ///
    /// Panics if the image has another size.
    pub fn pad(&self, geometry: &Geometry, input: &[f32], padded: &mut Vec<f32>) {
        assert_eq!(input.len(), geometry.input_len(), "an image of another size");
        let padded = room(padded, geometry.channels * self.channel() + MOST_LANES);
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
