//! What the width of vectors must not change. A file of its own, because the limit holds for the whole
//! program.

#![cfg(not(target_arch = "wasm32"))]

mod support;

use support::{Case, Numbers, close};

#[test]
fn narrower_vectors_give_the_same_numbers_to_rounding() {
    let mut numbers = Numbers::new(2);
    for round in 0..12 {
        let geometry = support::any_geometry(&mut numbers, 40);
        let case = Case::new(&mut numbers, geometry, 2, round % 2 == 0);
        let widest = case.computed();
        for lanes in [8, 4] {
            let narrow = conv::kernels::with_at_most(lanes, || case.computed());
            let about = format!("{lanes} lanes, {geometry:?}");
            close(&narrow.output, &widest.output, &about);
            close(&narrow.kernel, &widest.kernel, &about);
            close(&narrow.bias, &widest.bias, &about);
            close(&narrow.input, &widest.input, &about);
        }
    }
}
