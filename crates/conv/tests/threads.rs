//! What threads and batches must not change.

#![cfg(all(feature = "threads", not(target_arch = "wasm32")))]

mod support;

use conv::kernels::Geometry;
use support::{Case, Numbers, Results, ordinary};

/// Operands whose sums are rounded, so that another order of adding shows.
fn rounded(geometry: Geometry, images: usize) -> Case {
    let mut case = Case::new(&mut Numbers::new(1), geometry, images, true);
    for operand in [&mut case.input, &mut case.kernel, &mut case.bias, &mut case.gradient] {
        operand.iter_mut().for_each(|value| *value /= 3.0);
    }
    case
}

fn shapes() -> [Geometry; 3] {
    [ordinary(5, 13, 18), ordinary(16, 28, 16), ordinary(64, 16, 64)]
}

fn with_threads(threads: usize, case: &Case) -> Results {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| case.computed())
}

fn halved_with_threads(threads: usize, case: &Case) -> [Results; 2] {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| case.halved())
}

#[test]
fn one_thread_and_three_give_the_same_numbers() {
    for geometry in shapes() {
        let case = rounded(geometry, 17);
        assert!(with_threads(1, &case) == with_threads(3, &case), "{geometry:?}");
        let [alone, both] = [1, 2].map(|threads| halved_with_threads(threads, &case));
        assert!(alone == both, "halved {geometry:?}");
    }
}

#[test]
fn an_image_is_seen_alone_as_in_a_batch() {
    for geometry in shapes() {
        let batch = rounded(geometry, 9);
        let all = batch.computed();
        for image in [0, 4, 8] {
            let of = |values: &[f32], length: usize| values[image * length..][..length].to_vec();
            let alone = Case {
                geometry,
                input: of(&batch.input, geometry.input_len()),
                kernel: batch.kernel.clone(),
                bias: batch.bias.clone(),
                gradient: of(&batch.gradient, geometry.output_len()),
                relu: true,
            };
            let alone = alone.computed();
            assert_eq!(alone.output, of(&all.output, geometry.output_len()), "{geometry:?}");
            assert_eq!(alone.input, of(&all.input, geometry.input_len()), "{geometry:?}");
        }
    }
}
