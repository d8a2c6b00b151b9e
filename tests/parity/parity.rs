//! One step of a run, three times: where the run is at steps 0, 50 and 200, and where it is a step later, as the
//! native CPU wrote it down (`cargo run --release -p train --example parity`). Whatever computes must come to
//! the same place: the same pictures in the same order, changed and silenced alike, the same gradients (they are in
//! Adam's state), the same new weights.

use data::Dataset;
use net::{
    Activation, Device, InputSpec, LayerSpec, Padding, Plan, Spec, Stream, archive,
    initial_parameters,
};
use train::{Augmentation, Run, Schedule, Settings};

/// For each step the checkpoints before and after it.
#[allow(dead_code, reason = "the program that writes the files reads none")]
pub const FILES: [[&[u8]; 2]; 3] = [
    [include_bytes!("0-before.safetensors"), include_bytes!("0-after.safetensors")],
    [include_bytes!("50-before.safetensors"), include_bytes!("50-after.safetensors")],
    [include_bytes!("200-before.safetensors"), include_bytes!("200-after.safetensors")],
];

const SIDE: usize = 8;

/// The run, with something of everything: every kind of layer, every extra of the trainer.
pub fn run(device: Device) -> Run {
    let conv = LayerSpec::Conv2D {
        filters: 8,
        kernel_size: [3, 3],
        strides: [1, 1],
        padding: Padding::Same,
        activation: Activation::Relu,
    };
    let pool =
        LayerSpec::MaxPooling2D { pool_size: [2, 2], strides: None, padding: Padding::Valid };
    let answer = LayerSpec::Dense { units: 10, activation: Activation::Softmax };
    let layers = vec![
        conv.clone(),
        conv,
        pool,
        LayerSpec::Dropout { rate: 0.25 },
        LayerSpec::Flatten,
        answer,
    ];
    let input = InputSpec { height: SIDE, width: SIDE, channels: 1 };
    let plan = Plan::new(&Spec { name: "parity".to_owned(), input, layers }).unwrap();
    let settings = Settings {
        seed: 3,
        epochs: 30,
        batch: 8,
        learning_rate: 3e-3,
        schedule: Schedule::OneCycle,
        weight_decay: 0.01,
        label_smoothing: 0.1,
        augmentation: Some(Augmentation::handwriting(0.5)),
        averaging: 0.9,
        ..Settings::default()
    };
    let parameters = initial_parameters(&plan, settings.seed);
    Run::new(plan, &parameters, settings, [pictures(60), pictures(10)], device).unwrap()
}

/// Noise with a bright row for the class.
fn pictures(count: usize) -> Dataset {
    let mut stream = Stream::new(1, &[count as u64]);
    let labels: Vec<u8> = (0..count).map(|index| (index % 10) as u8).collect();
    let mut samples = Vec::new();
    for label in &labels {
        for pixel in 0..SIDE * SIDE {
            let bright = pixel / SIDE == usize::from(*label) % SIDE;
            samples.push(if bright { 200 } else { stream.below(60) as u8 });
        }
    }
    let classes = (0..10).map(|class| class.to_string()).collect();
    Dataset::new([1, SIDE, SIDE], samples, labels, classes).unwrap()
}

/// Does the step after each checkpoint, and gives the largest deviation from where it should lead: of each
/// tensor, as a share of its largest value.
#[allow(dead_code, reason = "the program that writes the files compares nothing")]
pub async fn deviation(device: &Device) -> f32 {
    let mut worst: f32 = 0.0;
    for [before, after] in FILES {
        let mut run = run(device.clone());
        run.resume_from(before).unwrap();
        run.step().await.unwrap();
        let (mut found, _) = archive::read(&run.checkpoint().await.unwrap()).unwrap();
        let (mut expected, _) = archive::read(after).unwrap();
        found.sort_by(|one, other| one.name.cmp(&other.name));
        expected.sort_by(|one, other| one.name.cmp(&other.name));
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!((&found.name, &found.shape), (&expected.name, &expected.shape));
            let largest =
                expected.values.iter().fold(f32::MIN_POSITIVE, |most, v| most.max(v.abs()));
            for (found, expected) in found.values.iter().zip(&expected.values) {
                worst = worst.max((found - expected).abs() / largest);
            }
        }
    }
    worst
}
