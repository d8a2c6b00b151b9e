//! A convolution that halves its maps against the same in two steps. These tests run natively, in a
//! browser, and under the address sanitizer.

mod support;

use conv::kernels::{self, Finish, Halved};
use support::{Case, Numbers, any_geometry, ordinary};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[test]
fn any_convolution_halves_as_a_pooling_behind_it_would() {
    let mut numbers = Numbers::new(1);
    let mut rounds = 0;
    while rounds < 120 {
        let geometry = any_geometry(&mut numbers, 9);
        if geometry.halved_len() > 0 {
            let images = [0, 1, 2, 33][rounds % 4];
            Case::new(&mut numbers, geometry, images, rounds % 3 > 0)
                .check_halved(&format!("round {rounds}, {images} images"));
            rounds += 1;
        }
    }
}

#[test]
fn every_side_halves_by_either_way() {
    let mut numbers = Numbers::new(2);
    for side in 2..=37 {
        for [channels, filters] in [[3, 17], [8, 9], [64, 64]] {
            Case::new(&mut numbers, ordinary(channels, side, filters), 1, side % 4 > 1)
                .check_halved("side");
        }
    }
}

#[test]
fn the_layers_of_the_four_networks_halve_for_odd_batches() {
    let mut numbers = Numbers::new(3);
    for (channels, side, filters) in
        [(16, 28, 16), (64, 32, 64), (64, 16, 64), (3, 64, 64), (2, 7, 5)]
    {
        let mut case = Case::new(&mut numbers, ordinary(channels, side, filters), 3, true);
        // Sums that are rounded: still the same arithmetic, so still the same numbers.
        for operand in [&mut case.input, &mut case.kernel, &mut case.bias, &mut case.gradient] {
            operand.iter_mut().for_each(|value| *value /= 3.0);
        }
        case.check_halved("layer");
    }
}

#[test]
fn a_number_that_is_none_is_not_hidden() {
    for geometry in [ordinary(3, 16, 4), ordinary(8, 16, 9)] {
        for relu in [false, true] {
            for [row, column] in [[0, 0], [15, 15], [6, 9]] {
                let mut case = Case::new(&mut Numbers::new(4), geometry, 1, relu);
                case.input[(2 * 16 + row) * 16 + column] = f32::NAN;
                let [together, _] = case.halved();
                for (place, value) in together.output.iter().enumerate() {
                    let reached = |cell: usize, at: usize| {
                        (2 * cell..2 * cell + 2).any(|side| side.abs_diff(at) < 2)
                    };
                    let near = reached(place / 8 % 8, row) && reached(place % 8, column);
                    assert_eq!(value.is_nan(), near, "{place}, {geometry:?}");
                }
                assert!(together.kernel.iter().any(|value| value.is_nan()));
            }
        }
    }
}

#[test]
#[should_panic(expected = "nothing left")]
#[cfg_attr(target_arch = "wasm32", ignore = "a panic ends a wasm program")]
fn what_cannot_be_halved_is_refused() {
    let geometry = ordinary(1, 1, 1);
    let halved = Halved { largest: &mut [], winners: &mut [] };
    kernels::forward_halved(
        &geometry,
        &[1.0],
        &[1.0; 9],
        Finish { bias: None, relu: false },
        halved,
    );
}
