//! Pooling by halves: the largest of every two by two values. With each goes a byte that says which of
//! the four it was, so that the way back needs a sixteenth of the maps' memory, and not the maps.

use super::simd::{Simd, Task, dispatch};
use super::threads::for_each;
use super::tile::copy_few;

/// The byte of a square whose values are all behind a closed ReLU: nobody gets its gradient. Others
/// are 0 to 3, row by row.
const NOBODY: u8 = 4;

/// Squares that are worked on at once: the numbers of the widest vector, and its bytes.
const STRIP: usize = 16;

/// What is left of maps, row by row.
#[derive(Debug)]
pub struct Halved<'a> {
    /// The largest of every two by two values.
    pub largest: &'a mut [f32],
    /// Which it was: what [`pool_backward`] needs.
    pub winners: &'a mut [u8],
}

impl Halved<'_> {
    /// Some of them.
    #[inline(always)]
    pub(super) fn cells(&mut self, first: usize, count: usize) -> Halved<'_> {
        Halved {
            largest: &mut self.largest[first..first + count],
            winners: &mut self.winners[first..first + count],
        }
    }

    /// Takes the first of what was found, as many as there is room for.
    #[inline(always)]
    pub(super) fn fill<const N: usize>(&mut self, (largest, winners): ([f32; N], [u8; N])) {
        match (self.largest.first_chunk_mut(), self.winners.first_chunk_mut()) {
            (Some(first), Some(who)) => (*first, *who) = (largest, winners),
            _ => {
                let count = self.largest.len();
                copy_few(&largest[..count], self.largest);
                copy_few(&winners[..count], self.winners);
            }
        }
    }
}

/// Halves maps of `size` rows and columns. Of equal values the first wins. An odd last row or column
/// counts nowhere.
///
/// # Panics
///
/// Panics if a length does not fit the size.
pub fn pool(size: [usize; 2], maps: &[f32], halved: Halved<'_>) {
    let squares = squares(size, maps.len());
    assert_eq!(halved.largest.len(), halved.winners.len(), "maps of another size");
    assert_eq!(
        halved.largest.len() * size[0] * size[1],
        maps.len() * squares,
        "maps of another size"
    );
    if squares == 0 {
        return;
    }
    let maps = maps
        .chunks_exact(size[0] * size[1])
        .zip(halved.largest.chunks_exact_mut(squares))
        .zip(halved.winners.chunks_exact_mut(squares));
    for_each(maps.collect(), |((map, largest), winners)| {
        dispatch(Halving { size, map, halved: Halved { largest, winners } });
    });
}

/// Gives the gradient of each square back to the winner, and 0 to all others.
///
/// # Panics
///
/// Panics if a length does not fit the size.
pub fn pool_backward(size: [usize; 2], winners: &[u8], gradient: &[f32], returned: &mut [f32]) {
    let squares = squares(size, returned.len());
    assert_eq!(gradient.len(), winners.len(), "a gradient of another size");
    assert_eq!(winners.len() * size[0] * size[1], returned.len() * squares, "maps of another size");
    if squares == 0 {
        returned.fill(0.0);
        return;
    }
    let maps = returned
        .chunks_exact_mut(size[0] * size[1])
        .zip(winners.chunks_exact(squares))
        .zip(gradient.chunks_exact(squares));
    for_each(maps.collect(), |((map, winners), gradient)| spread(size, winners, gradient, map));
}

/// Squares of a map.
fn squares(size: [usize; 2], values: usize) -> usize {
    assert_eq!(values % (size[0] * size[1]).max(1), 0, "part of a map");
    (size[0] / 2) * (size[1] / 2)
}

/// [`pool`] of one map.
struct Halving<'a> {
    size: [usize; 2],
    map: &'a [f32],
    halved: Halved<'a>,
}

impl Task for Halving<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(mut self) {
        halve_rows(self.size[1], self.map, false, &mut self.halved);
    }
}

/// Halves rows of so many numbers, at least two; whether a ReLU gave them, the winners tell.
#[inline(always)]
pub fn halve_rows(width: usize, rows: &[f32], relu: bool, halved: &mut Halved<'_>) {
    let columns = width / 2;
    for (row, pair) in rows.chunks_exact(2 * width).enumerate() {
        let (upper, lower) = pair.split_at(width);
        let rows = [upper.as_chunks().0, lower.as_chunks().0];
        let mut halved = halved.cells(row * columns, columns);
        let whole = columns - columns % STRIP;
        for column in (0..whole).step_by(STRIP) {
            halve_strip::<STRIP>(column, rows, relu, &mut halved);
        }
        for column in whole..columns {
            halve_strip::<1>(column, rows, relu, &mut halved);
        }
    }
}

/// Halves the `N` squares from this column on.
#[inline(always)]
fn halve_strip<const N: usize>(
    column: usize,
    rows: [&[[f32; 2]]; 2],
    relu: bool,
    halved: &mut Halved<'_>,
) {
    let mut values = [[0.0; N]; 4];
    for (row, squares) in rows.into_iter().enumerate() {
        let squares = squares[column..].first_chunk::<N>().expect("N more");
        for (index, [left, right]) in squares.iter().enumerate() {
            values[2 * row][index] = *left;
            values[2 * row + 1][index] = *right;
        }
    }
    halved.cells(column, N).fill(largest_of(&values, relu));
}

/// The largest of the four values of some squares, and who it was. One that is no number always wins,
/// so that a diverging run is noticed.
#[inline(always)]
pub fn largest_of<const N: usize>(values: &[[f32; N]; 4], relu: bool) -> ([f32; N], [u8; N]) {
    let (mut largest, mut winners) = ([0.0; N], [0; N]);
    for index in 0..N {
        let (upper, right) = larger(values[0][index], values[1][index]);
        let (lower, lower_right) = larger(values[2][index], values[3][index]);
        let (value, below) = larger(upper, lower);
        let closed = mask(relu & (value <= 0.0));
        let winner = choose(below, right & 1, 2 | lower_right & 1);
        largest[index] = value;
        winners[index] = choose(closed, winner, NOBODY.into()) as u8;
    }
    (largest, winners)
}

/// The larger one, and whether it is the second.
#[inline(always)]
fn larger(first: f32, second: f32) -> (f32, u32) {
    let second_wins = mask((second > first) | second.is_nan());
    (f32::from_bits(choose(second_wins, first.to_bits(), second.to_bits())), second_wins)
}

/// All ones or all zeros: a branch would be taken at random.
#[inline(always)]
fn mask(condition: bool) -> u32 {
    u32::from(condition).wrapping_neg()
}

/// The second where the mask has ones, the first elsewhere.
#[inline(always)]
fn choose(mask: u32, first: u32, second: u32) -> u32 {
    first & !mask | second & mask
}

/// [`pool_backward`] on one thread. There must be squares.
pub fn spread(size: [usize; 2], winners: &[u8], gradient: &[f32], maps: &mut [f32]) {
    dispatch(Spreading { size, winners, gradient, maps });
}

struct Spreading<'a> {
    size: [usize; 2],
    winners: &'a [u8],
    gradient: &'a [f32],
    maps: &'a mut [f32],
}

impl Task for Spreading<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self) {
        let [height, width] = self.size;
        let (rows, columns) = (height / 2, width / 2);
        if height % 2 + width % 2 > 0 {
            self.maps.fill(0.0);
        }
        let pairs = self
            .maps
            .chunks_exact_mut(height * width)
            .flat_map(|map| map.chunks_exact_mut(2 * width).take(rows));
        let winners = self.winners.chunks_exact(columns);
        let gradients = self.gradient.chunks_exact(columns);
        for ((pair, winners), gradient) in pairs.zip(winners).zip(gradients) {
            let (upper, lower) = pair.split_at_mut(width);
            for (row, values) in [upper, lower].into_iter().enumerate() {
                let (squares, _) = values.as_chunks_mut::<2>();
                for ((square, winner), gradient) in squares.iter_mut().zip(winners).zip(gradient) {
                    let left = 2 * row as u8;
                    *square =
                        [share(*gradient, *winner, left), share(*gradient, *winner, left + 1)];
                }
            }
        }
    }
}

/// The gradient for one of the four.
#[inline(always)]
fn share(gradient: f32, winner: u8, place: u8) -> f32 {
    f32::from_bits(gradient.to_bits() & mask(winner == place))
}
