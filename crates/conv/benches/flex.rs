//! The convolutions and poolings of the objects network, there and back, batch 32: ours beside those
//! of Burn's flex backend, in turn.
//!
//! `cargo bench --package conv --features flex,threads --bench flex`

#![allow(missing_docs, clippy::print_stdout, reason = "a program for measuring")]

use std::time::Instant;

use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use burn::tensor::{Device, Tensor, TensorData, activation, module};

const BATCH: usize = 32;
const ROUNDS: usize = 15;

struct Layer {
    kernel: Tensor<4>,
    bias: Tensor<1>,
    pooled: bool,
}

type Way = fn(Tensor<4>, &Layer) -> Tensor<4>;

fn main() {
    let device = Device::flex().autodiff();
    let layers: Vec<Layer> = [(3, false), (64, true), (64, true), (64, false)]
        .map(|(channels, pooled)| Layer {
            kernel: tensor([64, channels, 3, 3], &device).require_grad(),
            bias: tensor([64], &device).require_grad(),
            pooled,
        })
        .into();
    let input = tensor([BATCH, 3, 32, 32], &device);
    let ways: [(&str, Way); 2] = [("ours", ours), ("flex", theirs)];
    let mut times = [const { Vec::new() }; 2];
    for _ in 0..ROUNDS {
        for ((_, way), times) in ways.iter().zip(&mut times) {
            let start = Instant::now();
            let output = layers.iter().fold(input.clone(), way);
            let gradients = output.sum().backward();
            for layer in &layers {
                assert!(layer.kernel.grad(&gradients).is_some());
            }
            times.push(start.elapsed().as_secs_f64());
        }
    }
    let rates = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        BATCH as f64 / times[ROUNDS / 2]
    });
    for ((name, _), rate) in ways.iter().zip(rates) {
        println!("{name}: {rate:.0} images/s");
    }
    println!("ours is {:.2} times as fast", rates[0] / rates[1]);
}

fn ours(input: Tensor<4>, layer: &Layer) -> Tensor<4> {
    let (border, halve) = ([(1, 1); 2], layer.pooled);
    let options = conv::Options { strides: [1, 1], border, relu: true, halve };
    conv::conv2d(input, layer.kernel.clone(), layer.bias.clone(), options)
}

fn theirs(input: Tensor<4>, layer: &Layer) -> Tensor<4> {
    let options = ConvOptions::new([1, 1], [1, 1], [1, 1], 1);
    let bias = Some(layer.bias.clone());
    let maps = activation::relu(module::conv2d(input, layer.kernel.clone(), bias, options));
    if layer.pooled {
        module::max_pool2d(maps, MaxPoolOptions::new([2, 2]).with_stride([2, 2]))
    } else {
        maps
    }
}

/// Numbers that look random, small enough for sums to stay small.
fn tensor<const D: usize>(size: [usize; D], device: &Device) -> Tensor<D> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 28) as f32
    };
    let values: Vec<f32> = (0..size.iter().product()).map(|_| next()).collect();
    Tensor::from_data(TensorData::new(values, size), device)
}
