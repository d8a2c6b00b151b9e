use super::simd::MOST_LANES;

/// Room is made for whole tiles of any vectors.
pub const TILE_ROWS: usize = 8;
const TILE_COLUMNS: usize = 2 * MOST_LANES;

/// Gradients of kernels and biases while they are summed: rows of a number for each filter, filled up
/// to whole tiles; last a row for the biases.
#[derive(Clone)]
pub struct Sums {
    filters: usize,
    width: usize,
    values: Vec<f32>,
}

impl Sums {
    /// So many rows beside that of the biases, all 0.
    pub fn new(rows: usize, filters: usize) -> Self {
        let width = filters.next_multiple_of(TILE_COLUMNS);
        Self { filters, width, values: vec![0.0; (rows + 1) * width] }
    }

    /// Numbers from one row to the next.
    pub fn width(&self) -> usize {
        self.width
    }

    /// One row.
    pub fn row(&self, index: usize) -> &[f32] {
        &self.values[index * self.width..][..self.filters]
    }

    /// From a place in a row to the last row.
    pub fn from(&mut self, row: usize, filter: usize) -> &mut [f32] {
        let end = self.values.len() - self.width;
        &mut self.values[row * self.width + filter..end]
    }

    /// The sums of the biases.
    pub fn biases(&self) -> &[f32] {
        &self.values[self.values.len() - self.width..][..self.filters]
    }

    /// Adds to the biases, from a filter on, the gradients of all places: `[places, columns]`.
    #[inline(always)]
    pub fn add_biases(&mut self, first: usize, turned: &[f32], columns: usize) {
        let start = self.values.len() - self.width + first;
        let biases = &mut self.values[start..];
        for gradients in turned.chunks_exact(columns) {
            for (sum, gradient) in biases.iter_mut().zip(gradients) {
                *sum += gradient;
            }
        }
    }

    /// Adds what another part of the batch gave.
    pub fn merge(&mut self, other: &Self) {
        for (sum, value) in self.values.iter_mut().zip(&other.values) {
            *sum += value;
        }
    }
}
