use super::threads::for_each;

/// The largest of every two by two values of maps of `size` rows and columns, written to `output`.
/// An odd last row or column counts nowhere.
///
/// # Panics
///
/// Panics if a length does not fit the size.
pub fn pool(size: [usize; 2], input: &[f32], output: &mut [f32]) {
    let [rows, columns] = size.map(|side| side / 2);
    if rows * columns == 0 {
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
            let (upper, lower) = pair.split_at(size[1]);
            let squares = upper.chunks_exact(2).zip(lower.chunks_exact(2));
            for ((upper, lower), output) in squares.zip(output) {
                let [up, low] = [larger(upper[0], upper[1]), larger(lower[0], lower[1])];
                *output = larger(up, low);
            }
        }
    });
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
            let (upper, lower) = pair.split_at(size[1]);
            let (to_upper, to_lower) = returned.split_at_mut(size[1]);
            let squares = upper.chunks_exact(2).zip(lower.chunks_exact(2));
            let targets = to_upper.chunks_exact_mut(2).zip(to_lower.chunks_exact_mut(2));
            for (((upper, lower), (to_upper, to_lower)), gradient) in
                squares.zip(targets).zip(gradient)
            {
                let [up, low] = [larger(upper[0], upper[1]), larger(lower[0], lower[1])];
                // Of two equal values `larger` keeps the first.
                let [of_upper, of_lower] =
                    if low > up { [0.0, *gradient] } else { [*gradient, 0.0] };
                to_upper[0] = if upper[1] > upper[0] { 0.0 } else { of_upper };
                to_upper[1] = if upper[1] > upper[0] { of_upper } else { 0.0 };
                to_lower[0] = if lower[1] > lower[0] { 0.0 } else { of_lower };
                to_lower[1] = if lower[1] > lower[0] { of_lower } else { 0.0 };
            }
        }
    });
}

/// The larger one; the first of two equal ones, or if there is no order.
#[inline(always)]
fn larger(first: f32, second: f32) -> f32 {
    if second > first { second } else { first }
}
