//! The kernels against the definition of a convolution. These tests run natively, in a browser, and
//! under the address sanitizer.

mod support;

use conv::kernels::{self, Halved};
use support::{Case, Numbers, any_geometry, ordinary, same};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[test]
fn convolutions_of_any_kind_are_what_the_definition_says() {
    let mut numbers = Numbers::new(1);
    for round in 0..120 {
        let geometry = any_geometry(&mut numbers, 9);
        let images = [0, 1, 2, 9][round % 4];
        Case::new(&mut numbers, geometry, images, round % 3 == 0)
            .check(&format!("round {round}, {images} images"));
    }
}

#[test]
fn every_number_of_channels_and_filters_is_right() {
    let mut numbers = Numbers::new(2);
    for count in 1..=65 {
        let other = numbers.between(1, 65);
        let side = numbers.between(1, 9);
        let [channels, filters] = if count % 2 == 0 { [count, other] } else { [other, count] };
        Case::new(&mut numbers, ordinary(channels, side, filters), 1, count % 3 == 0)
            .check("channels");
    }
}

#[test]
fn the_layers_of_the_four_networks_are_right_for_odd_batches() {
    let mut numbers = Numbers::new(3);
    for (channels, side, filters) in [
        (1, 28, 32),
        (32, 28, 16),
        (16, 28, 16),
        (3, 32, 64),
        (64, 32, 64),
        (64, 16, 64),
        (64, 8, 64),
    ] {
        let images = if channels * side < 1000 { 3 } else { 1 };
        Case::new(&mut numbers, ordinary(channels, side, filters), images, true).check("layer");
    }
    Case::new(&mut numbers, ordinary(2, 7, 5), 33, true).check("33 images");
}

#[test]
fn rounding_stays_small() {
    // Multiples of 1/48 are exact in no step: here the ways round, each in its own manner.
    let mut numbers = Numbers::new(7);
    let mut case = Case::new(&mut numbers, ordinary(64, 16, 64), 1, false);
    for operand in [&mut case.input, &mut case.kernel, &mut case.bias, &mut case.gradient] {
        operand.iter_mut().for_each(|value| *value /= 3.0);
    }
    let (computed, defined) = (case.computed(), case.defined());
    for (computed, defined) in [
        (computed.output, defined.output),
        (computed.input, defined.input),
        (computed.kernel, defined.kernel),
        (computed.bias, defined.bias),
    ] {
        let largest = defined.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        for (computed, defined) in computed.iter().zip(&defined) {
            assert!((computed - defined).abs() <= 1e-5 * largest, "{computed} for {defined}");
        }
    }
}

#[test]
fn gradients_are_the_slopes_of_the_output() {
    // A convolution is linear in each of its operands, so that two evaluations give the slope.
    let mut numbers = Numbers::new(4);
    for round in 0..12 {
        let geometry = any_geometry(&mut numbers, 6);
        let case = Case::new(&mut numbers, geometry, 2, false);
        let results = case.computed();
        let loss = |case: &Case| dot(&case.computed().output, &case.gradient);
        let before = loss(&case);

        let step = numbers.values(case.input.len());
        let moved = Case { input: add(&case.input, &step), ..copy(&case) };
        same_slope(loss(&moved) - before, dot(&results.input, &step), round);

        let step = numbers.values(case.kernel.len());
        let moved = Case { kernel: add(&case.kernel, &step), ..copy(&case) };
        same_slope(loss(&moved) - before, dot(&results.kernel, &step), round);

        let step = numbers.values(case.bias.len());
        let moved = Case { bias: add(&case.bias, &step), ..copy(&case) };
        same_slope(loss(&moved) - before, dot(&results.bias, &step), round);
    }
}

#[test]
fn a_number_that_is_none_is_not_hidden_and_spreads_as_far_as_a_kernel_sees() {
    for geometry in [ordinary(3, 16, 4), ordinary(8, 16, 9)] {
        for [row, column] in [[0, 0], [15, 15], [6, 9]] {
            let mut case = Case::new(&mut Numbers::new(5), geometry, 1, true);
            case.input[(2 * 16 + row) * 16 + column] = f32::NAN;
            let results = case.computed();
            for (place, value) in results.output.iter().enumerate() {
                let near = (place / 16 % 16).abs_diff(row) < 2 && (place % 16).abs_diff(column) < 2;
                assert_eq!(value.is_nan(), near, "{place}, {geometry:?}");
            }
            assert!(results.kernel.iter().any(|value| value.is_nan()));
        }
    }
}

#[test]
fn pooling_takes_the_first_of_the_largest() {
    let input = [
        1.0, 2.0, 5.0, 5.0, 9.0, //
        3.0, 3.0, 5.0, 5.0, 9.0, //
        -1.0, -2.0, 0.0, 7.0, 9.0, //
        -4.0, -3.0, 7.0, 0.0, 9.0, //
        9.0, 9.0, 9.0, 9.0, 9.0,
    ];
    let mut output = [f32::NAN; 4];
    let mut winners = [9; 4];
    kernels::pool([5, 5], &input, Halved { largest: &mut output, winners: &mut winners });
    assert_eq!(output, [3.0, 5.0, -1.0, 7.0]);

    let mut returned = [f32::NAN; 25];
    kernels::pool_backward([5, 5], &winners, &[1.0, 2.0, 3.0, 4.0], &mut returned);
    let mut expected = [0.0; 25];
    for (place, gradient) in [(5, 1.0), (2, 2.0), (10, 3.0), (13, 4.0)] {
        expected[place] = gradient;
    }
    assert_eq!(returned, expected);
}

#[test]
fn pooling_of_any_size_gives_every_gradient_once() {
    let mut numbers = Numbers::new(6);
    for round in 0..40 {
        let size = [numbers.between(1, 21), numbers.between(1, 21)];
        let maps = numbers.between(0, 5);
        let input = numbers.values(maps * size[0] * size[1]);
        let [rows, columns] = size.map(|side| side / 2);
        let mut output = vec![f32::NAN; maps * rows * columns];
        let mut winners = vec![9; output.len()];
        kernels::pool(size, &input, Halved { largest: &mut output, winners: &mut winners });
        let gradient = numbers.values(output.len());
        let mut returned = vec![f32::NAN; input.len()];
        kernels::pool_backward(size, &winners, &gradient, &mut returned);
        for (place, largest) in output.iter().enumerate() {
            let (map, row, column) =
                (place / (rows * columns), place / columns % rows, place % columns);
            let square: Vec<usize> = [(0, 0), (0, 1), (1, 0), (1, 1)]
                .map(|(down, right)| {
                    (map * size[0] + 2 * row + down) * size[1] + 2 * column + right
                })
                .to_vec();
            let expected = square.iter().map(|index| input[*index]).fold(f32::MIN, f32::max);
            assert_eq!(*largest, expected, "round {round}");
            let first = square.iter().position(|index| input[*index] == expected).unwrap();
            for (corner, index) in square.into_iter().enumerate() {
                let due = if corner == first { gradient[place] } else { 0.0 };
                assert_eq!(returned[index], due, "round {round}");
            }
        }
        same(&[returned.iter().sum()], &[gradient.iter().sum()], "all of the gradient");
    }
}

fn dot(left: &[f32], right: &[f32]) -> f64 {
    left.iter().zip(right).map(|(left, right)| f64::from(*left) * f64::from(*right)).sum()
}

fn add(left: &[f32], right: &[f32]) -> Vec<f32> {
    left.iter().zip(right).map(|(left, right)| left + right).collect()
}

fn copy(case: &Case) -> Case {
    Case {
        geometry: case.geometry,
        input: case.input.clone(),
        kernel: case.kernel.clone(),
        bias: case.bias.clone(),
        gradient: case.gradient.clone(),
        relu: case.relu,
    }
}

fn same_slope(found: f64, expected: f64, round: usize) {
    let error = (found - expected).abs();
    assert!(error <= 1e-4 * expected.abs().max(1.0), "round {round}: {found} for {expected}");
}
