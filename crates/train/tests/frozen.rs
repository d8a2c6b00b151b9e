//! Layers that keep what they know, and how large the gradients of the others are.

mod support;

use support::{parameters, plan, softmax, start, step};
use train::{Event, OptimizerKind, Run, Settings};

fn sizes(run: &Run) -> Vec<f32> {
    pollster::block_on(run.gradient_sizes()).unwrap()
}

#[test]
fn frozen_layers_stay_as_they_are_and_the_others_learn() {
    let plan = plan(softmax());
    for (optimizer, learning_rate) in [(OptimizerKind::Adam, 0.01), (OptimizerKind::Momentum, 0.1)]
    {
        let settings = Settings {
            frozen: 2,
            optimizer,
            epochs: 40,
            learning_rate,
            weight_decay: 0.01,
            ..Settings::default()
        };
        let mut run = start(&plan, &settings);
        let before = parameters(&run);
        let mut last = 0.0;
        loop {
            match step(&mut run) {
                Event::Finished => break,
                Event::Epoch { val_accuracy, .. } => last = val_accuracy,
                _ => {}
            }
        }
        let after = parameters(&run);
        assert_eq!(after[..2], before[..2], "{optimizer:?}: the convolution");
        assert!(after[2] != before[2] && after[3] != before[3]);
        assert!(last > 0.9, "{optimizer:?}: random features tell bars apart: {last}");
        let found = sizes(&run);
        assert_eq!(found[..2], [0.0, 0.0]);
        assert!(found[2] > 0.0 && found[3] > 0.0, "{found:?}");
    }
}

/// What Adam's first moment is after one step: a tenth of the gradient.
#[test]
fn sizes_are_those_of_the_newest_gradients() {
    let plan = plan(softmax());
    let mut run = start(&plan, &Settings::default());
    assert!(sizes(&run).is_empty());
    step(&mut run);
    let bytes = pollster::block_on(run.checkpoint()).unwrap();
    let (tensors, _) = net::archive::read(&bytes).unwrap();
    let moments = tensors.iter().filter(|tensor| tensor.name.starts_with("first-moment/"));
    let expected: Vec<f32> = moments
        .map(|tensor| {
            let squares = tensor.values.iter().map(|value| (value * 10.0).powi(2));
            (squares.sum::<f32>() / tensor.values.len() as f32).sqrt()
        })
        .collect();
    let mut found = sizes(&run);
    assert_eq!(found.len(), 4);
    // A file has its tensors in the order of their names, which may be another one.
    found.sort_by(f32::total_cmp);
    let mut expected = expected;
    expected.sort_by(f32::total_cmp);
    for (found, expected) in found.iter().zip(&expected) {
        assert!((found - expected).abs() <= 1e-5 * expected, "{found} {expected}");
    }
}

#[test]
fn some_layer_must_learn() {
    let plan = plan(softmax());
    let data = [support::bars(8), support::bars(8)];
    let parameters = net::initial_parameters(&plan, 1);
    let settings = Settings { frozen: 4, ..Settings::default() };
    assert!(Run::new(plan, &parameters, settings, data, support::device()).is_err());
}
