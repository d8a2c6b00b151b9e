//! A small network, and data that it learns in a few steps.

#![allow(dead_code, reason = "each test binary uses its own part")]

use data::Dataset;
use net::{
    Activation, Backend, Device, InputSpec, LayerSpec, Padding, Plan, Spec, initial_parameters,
    read,
};
use train::{Event, Run, Settings};

pub const SIDE: usize = 8;

/// Bars: class 0 stands, class 1 lies. Learnable in a few steps.
pub fn bars(samples: usize) -> Dataset {
    let mut pixels = Vec::new();
    let labels: Vec<u8> = (0..samples).map(|index| (index % 2) as u8).collect();
    for (index, label) in labels.iter().enumerate() {
        let at = index / 2 % SIDE;
        pixels.extend((0..SIDE * SIDE).map(|pixel| {
            let place = if *label == 0 { pixel % SIDE } else { pixel / SIDE };
            if place == at { 255 } else { 0 }
        }));
    }
    let classes = vec!["standing".to_owned(), "lying".to_owned()];
    Dataset::new([1, SIDE, SIDE], pixels, labels, classes).unwrap()
}

/// A small network with every kind of layer.
pub fn plan(answer: LayerSpec) -> Plan {
    let conv = LayerSpec::Conv2D {
        filters: 4,
        kernel_size: [3, 3],
        strides: [1, 1],
        padding: Padding::Same,
        activation: Activation::Relu,
    };
    let pool =
        LayerSpec::MaxPooling2D { pool_size: [2, 2], strides: None, padding: Padding::Valid };
    let layers = vec![conv, pool, LayerSpec::Dropout { rate: 0.25 }, LayerSpec::Flatten, answer];
    let input = InputSpec { height: SIDE, width: SIDE, channels: 1 };
    Plan::new(&Spec { name: "bars".to_owned(), input, layers }).unwrap()
}

pub fn softmax() -> LayerSpec {
    LayerSpec::Dense { units: 2, activation: Activation::Softmax }
}

pub fn device() -> Device {
    pollster::block_on(net::open(Backend::Cpu)).unwrap()
}

pub fn start(plan: &Plan, settings: &Settings) -> Run {
    let parameters = initial_parameters(plan, settings.seed);
    let data = [bars(48), bars(16)];
    Run::new(plan.clone(), &parameters, settings.clone(), data, device()).unwrap()
}

pub fn step(run: &mut Run) -> Event {
    pollster::block_on(run.step()).unwrap()
}

pub fn parameters(run: &Run) -> Vec<Vec<f32>> {
    pollster::block_on(read(run.network().parameters().to_vec())).unwrap()
}
