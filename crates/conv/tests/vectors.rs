//! What the width of vectors must not change. A file of its own, because the limit holds for the whole
//! program. Other processors than these have one width only; NEON is compiled, but tested nowhere.

#![cfg(target_arch = "x86_64")]

mod support;

use conv::kernels::Geometry;
use support::{Case, Numbers, any_geometry};

/// 3x3 convolutions that take Winograd's way with vectors of every width, there and back: odd sizes,
/// every border, part of a block of squares, of channels, of filters.
const WINOGRAD: [Geometry; 4] = [
    squared(65, [3, 16], 97, [(2, 2), (1, 2)]),
    squared(71, [9, 34], 66, [(0, 1), (2, 1)]),
    squared(64, [1, 16], 64, [(1, 1), (0, 2)]),
    squared(8, [2, 33], 9, [(1, 1), (1, 1)]),
];

const fn squared(
    channels: usize,
    input: [usize; 2],
    filters: usize,
    border: [(usize, usize); 2],
) -> Geometry {
    let (kernel, strides, spread) = ([3, 3], [1, 1], [1, 1]);
    Geometry { channels, input, filters, kernel, strides, border, spread }
}

#[test]
fn narrower_vectors_give_the_same_numbers() {
    for lanes in [16, 8, 4] {
        conv::kernels::limit_lanes(lanes);
        let mut numbers = Numbers::new(2);
        for round in 0..30 {
            let geometry = any_geometry(&mut numbers, 40);
            let case = Case::new(&mut numbers, geometry, 2, round % 2 == 0);
            case.check(&format!("at most {lanes} lanes, round {round}"));
            if geometry.halved_len() > 0 {
                case.check_halved(&format!("at most {lanes} lanes, round {round}"));
            }
        }
        for (round, geometry) in WINOGRAD.into_iter().enumerate() {
            let case = Case::new(&mut numbers, geometry, 2, round % 2 == 0);
            case.check(&format!("at most {lanes} lanes, squares"));
            if geometry.halved_len() > 0 {
                case.check_halved(&format!("at most {lanes} lanes, squares"));
            }
        }
        // What is left in the buffers must not come back.
        let mut spoilt = Case::new(&mut numbers, WINOGRAD[1], 2, false);
        for operand in [&mut spoilt.input, &mut spoilt.kernel, &mut spoilt.gradient] {
            operand.fill(f32::NAN);
        }
        assert!(spoilt.computed().output.iter().all(|value| value.is_nan()));
        for geometry in [WINOGRAD[0], WINOGRAD[3]] {
            Case::new(&mut numbers, geometry, 1, false).check(&format!("{lanes} lanes, after NaN"));
        }
    }
}
