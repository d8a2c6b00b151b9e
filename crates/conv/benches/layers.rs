//! The kernels on the layers of the four networks: GFLOP/s of the products alone, a multiply-add
//! counted as two.
//!
//! `RAYON_NUM_THREADS=1 cargo bench --package conv --features threads`

#![allow(missing_docs, clippy::print_stdout, reason = "a program for measuring")]

use std::time::Instant;

use conv::kernels::{
    Behind, Finish, Geometry, Halved, Passed, backward, forward, pool, pool_backward,
};

/// Channels, rows and columns, filters.
const LAYERS: [[usize; 3]; 9] = [
    [1, 28, 32],
    [32, 28, 16],
    [1, 28, 16],
    [16, 28, 16],
    [3, 32, 64],
    [64, 32, 64],
    [64, 16, 64],
    [64, 8, 64],
    [3, 64, 64],
];
const IMAGES: usize = 32;

fn main() {
    println!("layer              forward  kernels' gradient  input's gradient");
    for [channels, side, filters] in LAYERS {
        let geometry = Geometry {
            channels,
            input: [side, side],
            filters,
            kernel: [3, 3],
            strides: [1, 1],
            border: [(1, 1), (1, 1)],
            spread: [1, 1],
        };
        let input = numbers(IMAGES * geometry.input_len());
        let kernel = numbers(filters * geometry.depth());
        let bias = numbers(filters);
        let gradient = numbers(IMAGES * geometry.output_len());
        let mut output = vec![0.0; gradient.len()];
        let mut returned = vec![0.0; input.len()];
        let finish = Finish { bias: Some(&bias), relu: true };
        let ahead = seconds(|| forward(&geometry, &input, &kernel, finish, &mut output));
        let passed = Passed { input: &input, kernel: &kernel, behind: Behind::Relu(&output) };
        let kernels = seconds(|| drop(backward(&geometry, passed, &gradient, None)));
        let both = seconds(|| drop(backward(&geometry, passed, &gradient, Some(&mut returned))));
        let giga = 2e-9 * (geometry.depth() * gradient.len()) as f64;
        println!(
            "{:<18} {:>7.0}  {:>17.0}  {:>16.0}",
            format!("{channels} to {filters}, {side}x{side}"),
            giga / ahead,
            giga / kernels,
            giga / (both - kernels)
        );
    }
    let size = [64, 64];
    let input = numbers(IMAGES * 64 * 64 * 64);
    let mut output = vec![0.0; input.len() / 4];
    let mut winners = vec![0; output.len()];
    let ahead = seconds(|| {
        let halved = Halved { largest: &mut output, winners: &mut winners };
        pool(size, &input, halved);
    });
    let mut returned = vec![0.0; input.len()];
    let back = seconds(|| pool_backward(size, &winners, &output, &mut returned));
    let each = 1e9 / output.len() as f64;
    println!("pooling 64x64: {:.2} ns an output, {:.2} ns back", ahead * each, back * each);
}

/// The quickest of some calls.
fn seconds(mut call: impl FnMut()) -> f64 {
    call();
    let times = (0..12).map(|_| {
        let start = Instant::now();
        call();
        start.elapsed().as_secs_f64()
    });
    times.fold(f64::INFINITY, f64::min)
}

/// Numbers from -1 to 1 without a pattern that a processor could profit from.
fn numbers(count: usize) -> Vec<f32> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}
