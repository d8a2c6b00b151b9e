use super::threads::for_each;

/// The largest of every two by two values of maps of `size` rows and columns, written to `output`.
/// An odd last row or column counts nowhere.
///
/// # Panics
///
/// Panics if a length does not fit the size.
pub fn pool(size: [usize; 2], input: &[f32], output: &mut [f32]) {
    let [rows, columns] = size.map(|side| side / 2);
    assert_eq!(input.len() % (size[0] * size[1]).max(1), 0, "part of a map");
    if rows * columns == 0 {
        assert!(output.is_empty(), "maps of another size");
        return;
    }
    assert_eq!(
        input.len() * rows * columns,
        output.len() * size[0] * size[1],
        "maps of another size"
    );
    let maps = input.chunks_exact(size[0] * size[1]).zip(output.chunks_exact_mut(rows * columns));
    for_each(maps.collect(), |(input, output)| {
        let pairs = input.chunks_exact(2 * size[1]);
        for (pair, output) in pairs.zip(output.chunks_exact_mut(columns)) {
            let [upper, lower] = halves(pair, size[1]);
            for ((upper, lower), output) in upper.iter().zip(lower).zip(output) {
                *output = larger(larger(upper[0], upper[1]), larger(lower[0], lower[1]));
            }
        }
    });
}

/// A pair of rows in twos.
fn halves(pair: &[f32], width: usize) -> [&[[f32; 2]]; 2] {
    let (upper, lower) = pair.split_at(width);
    [upper.as_chunks().0, lower.as_chunks().0]
}

/// Gives the gradient of each output of [`pool`] back to the first of the four values that was the
/// largest, and 0 to all others.
///
/// # Panics
///
/// Panics if a length does not fit the size.
pub fn pool_backward(size: [usize; 2], input: &[f32], gradient: &[f32], returned: &mut [f32]) {
    let [rows, columns] = size.map(|side| side / 2);
    assert_eq!(input.len(), returned.len(), "a gradient of another size");
    assert_eq!(input.len() % (size[0] * size[1]).max(1), 0, "part of a map");
    if rows * columns == 0 {
        returned.fill(0.0);
        return;
    }
    assert_eq!(
        input.len() * rows * columns,
        gradient.len() * size[0] * size[1],
        "maps of another size"
    );
    let maps = input
        .chunks_exact(size[0] * size[1])
        .zip(returned.chunks_exact_mut(size[0] * size[1]))
        .zip(gradient.chunks_exact(rows * columns));
    for_each(maps.collect(), |((input, returned), gradient)| {
        if size[0] % 2 + size[1] % 2 > 0 {
            returned.fill(0.0);
        }
        let pairs = input.chunks_exact(2 * size[1]).zip(returned.chunks_exact_mut(2 * size[1]));
        for ((pair, returned), gradient) in pairs.zip(gradient.chunks_exact(columns)) {
            let [upper, lower] = halves(pair, size[1]);
            let (to_upper, to_lower) = returned.split_at_mut(size[1]);
            let (to_upper, to_lower) = (to_upper.as_chunks_mut().0, to_lower.as_chunks_mut().0);
            let whole = columns - columns % STRIP;
            for column in (0..whole).step_by(STRIP) {
                give_back::<STRIP>(column, [upper, lower], gradient, [to_upper, to_lower]);
            }
            for column in whole..columns {
                give_back::<1>(column, [upper, lower], gradient, [to_upper, to_lower]);
            }
        }
    });
}

/// Squares that are worked on at once: as many as four vectors of a browser hold.
const STRIP: usize = 4;

/// Gives back the gradients of `N` squares from this column on. All is read before any is written,
/// or the compiler, who cannot know that they are different memory, would not use vectors.
#[inline(always)]
fn give_back<const N: usize>(
    column: usize,
    rows: [&[[f32; 2]]; 2],
    gradient: &[f32],
    targets: [&mut [[f32; 2]]; 2],
) {
    let [upper, lower] = rows.map(|row| *row[column..].first_chunk::<N>().expect("N more"));
    let gradient = gradient[column..].first_chunk::<N>().expect("N more");
    let given: [[[f32; 2]; 2]; N] = std::array::from_fn(|index| {
        let (upper, lower) = (upper[index], lower[index]);
        // Of two equal values the first counts, as `larger` has it.
        let largest = [larger(upper[0], upper[1]), larger(lower[0], lower[1])];
        let [of_upper, of_lower] = share(largest, gradient[index]);
        [share(upper, of_upper), share(lower, of_lower)]
    });
    for (row, target) in targets.into_iter().enumerate() {
        let target = target[column..].first_chunk_mut::<N>().expect("N more");
        *target = given.map(|square| square[row]);
    }
}

/// The gradient where the larger of two values is, 0 at the other.
#[inline(always)]
fn share([first, second]: [f32; 2], gradient: f32) -> [f32; 2] {
    let second_wins = wins(first, second);
    [gradient.to_bits() & !second_wins, gradient.to_bits() & second_wins].map(f32::from_bits)
}

/// The larger one, the first of two equal ones; but one that is no number always wins, so that a
/// diverging run is noticed.
#[inline(always)]
fn larger(first: f32, second: f32) -> f32 {
    let second_wins = wins(first, second);
    f32::from_bits(first.to_bits() & !second_wins | second.to_bits() & second_wins)
}

/// All ones if the second wins, else all zeros: a branch would be taken at random.
#[inline(always)]
fn wins(first: f32, second: f32) -> u32 {
    u32::from((second > first) | second.is_nan()).wrapping_neg()
}
