//! What threads must not change.

#![cfg(all(feature = "threads", not(target_arch = "wasm32")))]

mod support;

use support::{Case, Numbers, ordinary};

#[test]
fn one_thread_and_two_give_the_same_numbers() {
    let case = Case::new(&mut Numbers::new(1), ordinary(5, 13, 18), 33, true);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| case.computed())
    };
    assert!(with(1) == with(2), "the results depend on the number of threads");
}
