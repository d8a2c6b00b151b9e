//! The two inner loops: a tile of sums that stays in registers from the first product to the last.

use std::mem::MaybeUninit;

use super::simd::{MOST_LANES, Simd};

/// A tile of sums: `ROWS` rows of `WIDTH` vectors.
pub type Tile<S, const ROWS: usize, const WIDTH: usize> = [[<S as Simd>::Vector; WIDTH]; ROWS];

/// `rows[k][r] * columns[k][c]`, summed over `k`.
///
/// # Safety
///
/// `rows` must hold `depth * ROWS` numbers and `columns` `depth * WIDTH * S::LANES`.
#[inline(always)]
pub unsafe fn product<S: Simd, const ROWS: usize, const WIDTH: usize>(
    depth: usize,
    rows: *const f32,
    columns: *const f32,
) -> Tile<S, ROWS, WIDTH> {
    let mut tile = [[S::splat(0.0); WIDTH]; ROWS];
    for place in 0..depth {
        // SAFETY: place < depth.
        unsafe {
            let rows = rows.add(place * ROWS);
            let columns = load::<S, WIDTH>(columns.add(place * WIDTH * S::LANES));
            for (row, sums) in tile.iter_mut().enumerate() {
                add_product::<S, WIDTH>(*rows.add(row), columns, sums);
            }
        }
    }
    tile
}

/// How a walk over all places of the output moves through the padded input, or over the squares of a
/// point through the transformed input.
#[derive(Clone, Copy)]
pub struct Walk {
    /// Rows and columns of the output.
    pub output: [usize; 2],
    /// Numbers from one row of places to the next.
    pub down: usize,
    /// Numbers from one place to the next.
    pub right: usize,
}

/// Adds to `sums` what every place of the output gives: the input there times the gradient there.
///
/// `inputs` points to the first value of each row of the tile in the padded input; `gradient` holds
/// the gradients of `WIDTH * S::LANES` filters for the first place, then for the second, and so on.
///
/// # Safety
///
/// Every place of the walk from each pointer in `inputs` must be readable; `gradient` must hold
/// `WIDTH * S::LANES` numbers for each place, and `sums` as many for each row, rows being
/// `sums_step` numbers apart.
#[inline(always)]
pub unsafe fn correlate<S: Simd, const ROWS: usize, const WIDTH: usize>(
    walk: Walk,
    inputs: [*const f32; ROWS],
    gradient: *const f32,
    sums: *mut f32,
    sums_step: usize,
) {
    // SAFETY: the caller's promises.
    unsafe {
        let mut tile = [[S::splat(0.0); WIDTH]; ROWS];
        for (row, tile) in tile.iter_mut().enumerate() {
            *tile = load::<S, WIDTH>(sums.add(row * sums_step));
        }
        let [rows, columns] = walk.output;
        let mut gradient = gradient;
        for row in 0..rows {
            let mut inputs = inputs;
            for input in &mut inputs {
                *input = input.add(row * walk.down);
            }
            for column in 0..columns {
                let filters = load::<S, WIDTH>(gradient);
                gradient = gradient.add(WIDTH * S::LANES);
                for (input, sums) in inputs.iter().zip(&mut tile) {
                    add_product::<S, WIDTH>(*input.add(column * walk.right), filters, sums);
                }
            }
        }
        for (row, tile) in tile.into_iter().enumerate() {
            store::<S, WIDTH>(sums.add(row * sums_step), tile);
        }
    }
}

/// Reads a row of a tile.
///
/// # Safety
///
/// `WIDTH * S::LANES` numbers must be readable.
#[inline(always)]
pub unsafe fn load<S: Simd, const WIDTH: usize>(from: *const f32) -> [S::Vector; WIDTH] {
    let mut row = [S::splat(0.0); WIDTH];
    for (index, vector) in row.iter_mut().enumerate() {
        // SAFETY: the caller's promise.
        *vector = unsafe { S::load(from.add(index * S::LANES)) };
    }
    row
}

/// Writes a row of a tile.
///
/// # Safety
///
/// `WIDTH * S::LANES` numbers must be writable.
#[inline(always)]
pub unsafe fn store<S: Simd, const WIDTH: usize>(to: *mut f32, row: [S::Vector; WIDTH]) {
    for (index, vector) in row.into_iter().enumerate() {
        // SAFETY: the caller's promise.
        unsafe { S::store(to.add(index * S::LANES), vector) };
    }
}

/// Writes the first numbers of two vectors: as many as there is room for.
///
/// # Panics
///
/// Panics if there is room for more than two vectors.
#[inline(always)]
pub fn fill<S: Simd>(to: &mut [f32], row: [S::Vector; 2]) {
    if to.len() == S::COLUMNS {
        // SAFETY: just so many numbers.
        unsafe { store::<S, 2>(to.as_mut_ptr(), row) };
    } else {
        let mut whole = [MaybeUninit::uninit(); 2 * MOST_LANES];
        let whole = &mut whole[..S::COLUMNS];
        // SAFETY: just so many numbers, and after this each is one.
        let whole = unsafe {
            store::<S, 2>(whole.as_mut_ptr().cast(), row);
            whole.assume_init_ref()
        };
        copy_few(&whole[..to.len()], to);
    }
}

/// A vector's numbers, `N` of them, one by one.
#[inline(always)]
pub fn numbers<S: Simd, const N: usize>(vector: S::Vector) -> [f32; N] {
    assert!(N == S::LANES, "a vector of another kind");
    let mut numbers = MaybeUninit::<[f32; N]>::uninit();
    // SAFETY: just so many numbers, and after this each is one.
    unsafe {
        S::store(numbers.as_mut_ptr().cast(), vector);
        numbers.assume_init()
    }
}

/// Copies less than two of the widest vectors to as much room. A browser takes longer to be asked for a
/// copy of unknown length than for the work before it: so these are copies of known lengths.
#[inline(always)]
pub fn copy_few<T: Copy>(from: &[T], to: &mut [T]) {
    let (from, to) = copy_first::<T, 16>(from, to);
    let (from, to) = copy_first::<T, 8>(from, to);
    let (from, to) = copy_first::<T, 4>(from, to);
    let (from, to) = copy_first::<T, 2>(from, to);
    let (from, to) = copy_first::<T, 1>(from, to);
    assert!(from.is_empty() && to.is_empty(), "too many to copy");
}

/// Copies the first `N` if there are so many, and gives what is left.
#[inline(always)]
fn copy_first<'a, T: Copy, const N: usize>(
    from: &'a [T],
    to: &'a mut [T],
) -> (&'a [T], &'a mut [T]) {
    if from.len() < N || to.len() < N {
        return (from, to);
    }
    let (first, from) = from.split_at(N);
    let (place, to) = to.split_at_mut(N);
    place.copy_from_slice(first);
    (from, to)
}

#[inline(always)]
fn add_product<S: Simd, const WIDTH: usize>(
    factor: f32,
    row: [S::Vector; WIDTH],
    sums: &mut [S::Vector; WIDTH],
) {
    let factor = S::splat(factor);
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum = S::multiply_add(factor, value, *sum);
    }
}
