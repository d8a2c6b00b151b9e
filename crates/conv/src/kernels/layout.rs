//! Copies of the operands in the order in which the tiles read them.

use super::geometry::Geometry;
use super::simd::{MOST_LANES, Simd};

/// Makes room for so many numbers. What was there stays, as anything.
pub fn room(buffer: &mut Vec<f32>, length: usize) -> &mut [f32] {
    if buffer.len() < length {
        buffer.resize(length, 0.0);
    }
    &mut buffer[..length]
}

/// Numbers behind a padded image that may be read (never used) by the last whole vector.
pub const SLACK: usize = MOST_LANES - 1;

/// An image in its border: made by [`pad`] alone, so that the numbers are as many as the geometry
/// says.
#[derive(Clone, Copy)]
pub struct Padded<'a> {
    geometry: &'a Geometry,
    values: &'a [f32],
}

impl<'a> Padded<'a> {
    /// The convolution that it was padded for.
    pub fn geometry(&self) -> &'a Geometry {
        self.geometry
    }

    /// The numbers from a place of the first channel on.
    pub fn from(&self, place: usize) -> &'a [f32] {
        &self.values[place..]
    }
}

/// Copies an image into its border of zeros, spread out.
///
/// # Panics
///
/// Panics if the image has another size.
pub fn pad<'a>(geometry: &'a Geometry, image: &[f32], buffer: &'a mut Vec<f32>) -> Padded<'a> {
    assert_eq!(image.len(), geometry.input_len(), "an image of another size");
    let [rows, columns] = geometry.padded();
    let [height, width] = geometry.input;
    let [(top, _), (left, _)] = geometry.border;
    let [down, right] = geometry.spread;
    let values = room(buffer, geometry.channels * rows * columns + SLACK);
    values.fill(0.0);
    for (index, row) in image.chunks_exact(width).enumerate() {
        let (channel, place) = (index / height, index % height);
        let to = (channel * rows + top + place * down) * columns + left;
        if right == 1 {
            values[to..to + width].copy_from_slice(row);
        } else {
            for (place, value) in values[to..].iter_mut().step_by(right).zip(row) {
                *place = *value;
            }
        }
    }
    Padded { geometry, values }
}

/// Turns filters of so many places each, `[filters, places]`, in blocks of as many as there are
/// columns, to `[blocks, places, columns]`, with zeros in the columns without a filter.
pub fn turn<'a>(
    filters: &[f32],
    places: usize,
    columns: usize,
    turned: &'a mut Vec<f32>,
) -> &'a [f32] {
    let blocks = (filters.len() / places).div_ceil(columns);
    let turned = room(turned, blocks * places * columns);
    let filters = filters.chunks(places * columns);
    for (filters, turned) in filters.zip(turned.chunks_exact_mut(places * columns)) {
        turn_block(filters, places, columns, turned);
    }
    turned
}

fn turn_block(filters: &[f32], places: usize, columns: usize, turned: &mut [f32]) {
    /// So few places at once that what is written stays in the cache from filter to filter.
    const STRIP: usize = 16;
    let whole = filters.len() / places;
    for (strip, turned) in turned.chunks_mut(STRIP * columns).enumerate() {
        for column in 0..columns {
            let column_values = turned[column..].iter_mut().step_by(columns);
            if column < whole {
                let values = &filters[column * places + strip * STRIP..(column + 1) * places];
                column_values.zip(values).for_each(|(to, value)| *to = *value);
            } else {
                column_values.for_each(|to| *to = 0.0);
            }
        }
    }
}

/// Kernels in blocks of so many filters, and within a block value by value: `[blocks, depth, rows]`,
/// with zeros for the filters that the last block lacks.
///
/// `weight` gives the value of a filter at a place of its kernel.
pub fn blocks(
    filters: usize,
    depth: usize,
    rows: usize,
    weight: impl Fn(usize, usize) -> f32,
) -> Vec<f32> {
    let mut packed = vec![0.0; filters.div_ceil(rows) * depth * rows];
    for (block, packed) in packed.chunks_exact_mut(depth * rows).enumerate() {
        for (place, packed) in packed.chunks_exact_mut(rows).enumerate() {
            for (row, packed) in packed.iter_mut().enumerate() {
                let filter = block * rows + row;
                if filter < filters {
                    *packed = weight(filter, place);
                }
            }
        }
    }
    packed
}

/// Some neighbouring places of the output, as copies of whole vectors or of single numbers.
pub struct Places {
    /// For each copy: where it begins in the padded input, and where among the places.
    copies: Vec<(usize, usize)>,
}

impl Places {
    /// No places yet.
    pub fn new() -> Self {
        Self { copies: Vec::new() }
    }

    /// The places from `first` to before `end`, row by row.
    pub fn choose<S: Simd>(&mut self, geometry: &Geometry, first: usize, end: usize) {
        let width = geometry.output()[1];
        let [down, right] = geometry.strides;
        let row_step = geometry.padded()[1] * down;
        let lanes = if right == 1 { S::LANES } else { 1 };
        self.copies.clear();
        let mut place = first;
        while place < end {
            let (row, column) = (place / width, place % width);
            let length = (width - column).min(end - place);
            let begin = row * row_step + column * right;
            let copies = (0..length).step_by(lanes);
            self.copies.extend(copies.map(|lane| (begin + lane * right, place - first + lane)));
            place += length;
        }
    }

    /// Copies what lies under the kernel at these places: `[depth, COLUMNS]`.
    ///
    /// # Safety
    ///
    /// The places must have been chosen for the same `S` and for the geometry of the image, from
    /// which the offsets are too; `panel` must hold `depth + 1` times `S::COLUMNS` numbers.
    #[inline(always)]
    pub unsafe fn gather<S: Simd>(&self, image: Padded<'_>, offsets: &[usize], panel: *mut f32) {
        let padded = image.values.as_ptr();
        // SAFETY: a place plus an offset lies in the padded image. Whole vectors may read up to
        // LANES - 1 numbers further, which SLACK covers, and may write as far beyond their row of
        // places: over places that the next copy writes later, or the next row of the panel, or
        // the row of the panel that is there for this.
        unsafe {
            let rows = offsets.iter().enumerate();
            match self.copies.as_slice() {
                // Nearly always: no vector crosses from one row of the output to the next.
                &[(first, 0), (second, lanes)] if lanes == S::LANES => {
                    for (index, offset) in rows {
                        let to = panel.add(index * S::COLUMNS);
                        S::store(to, S::load(padded.add(first + offset)));
                        S::store(to.add(S::LANES), S::load(padded.add(second + offset)));
                    }
                }
                copies if image.geometry.strides[1] == 1 => {
                    for (index, offset) in rows {
                        let to = panel.add(index * S::COLUMNS);
                        for (from, place) in copies {
                            S::store(to.add(*place), S::load(padded.add(from + offset)));
                        }
                    }
                }
                copies => {
                    for (index, offset) in rows {
                        let to = panel.add(index * S::COLUMNS);
                        for (from, place) in copies {
                            *to.add(*place) = *padded.add(from + offset);
                        }
                    }
                }
            }
        }
    }
}
