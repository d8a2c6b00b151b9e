//! What the width of vectors must not change. A file of its own, because the limit holds for the whole
//! program. Other processors than these have one width only; NEON is compiled, but tested nowhere.

#![cfg(target_arch = "x86_64")]

mod support;

use support::{Case, Numbers, any_geometry};

#[test]
fn narrower_vectors_give_the_same_numbers() {
    for lanes in [16, 8, 4] {
        conv::kernels::limit_lanes(lanes);
        let mut numbers = Numbers::new(2);
        for round in 0..30 {
            let geometry = any_geometry(&mut numbers, 40);
            let case = Case::new(&mut numbers, geometry, 2, round % 2 == 0);
            case.check(&format!("at most {lanes} lanes, round {round}"));
        }
    }
}
