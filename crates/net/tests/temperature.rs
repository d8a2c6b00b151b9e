//! The temperature on a model's card: written, read, bounded and obeyed.

use net::archive::{self, Precision};
use net::limits::{MAX_TEMPERATURE, MIN_TEMPERATURE};
use net::{
    Backend, Builtin, Card, Model, Plan, Preprocessing, Temperature, Tensor, TensorData,
    WeightsError, initial_parameters, read,
};

fn model(builtin: Builtin, temperature: f32) -> Model {
    let plan = Plan::new(&builtin.spec()).unwrap();
    Model {
        parameters: initial_parameters(&plan, 3),
        plan,
        labels: builtin.labels(),
        preprocessing: Preprocessing::Unit,
        card: Card { temperature: Temperature::new(temperature).unwrap(), ..Card::default() },
    }
}

#[test]
fn it_is_kept_in_the_file_and_1_is_not_written() {
    let warm = model(Builtin::Vision, 1.75);
    let bytes = warm.to_bytes(Precision::Single);
    assert_eq!(Model::parse(&bytes).unwrap(), warm);
    let (_, text) = archive::read(&model(Builtin::Vision, 1.0).to_bytes(Precision::Half)).unwrap();
    assert!(!text.contains("temperature"), "{text}");
    // A file from before there were temperatures says as little.
    let plain = Model::parse(&model(Builtin::Vision, 1.0).to_bytes(Precision::Half)).unwrap();
    assert!(plain.card.temperature.is_one());
}

#[test]
fn one_out_of_range_is_a_damaged_file() {
    let (tensors, text) =
        archive::read(&model(Builtin::Vision, 2.5).to_bytes(Precision::Half)).unwrap();
    let read = |written: &str| {
        let text = text.replace(r#""temperature":2.5"#, &format!(r#""temperature":{written}"#));
        Model::parse(&archive::write(&tensors, text, Precision::Half))
    };
    for temperature in ["0.05", "20", "1e0"] {
        assert!(read(temperature).is_ok(), "{temperature}");
    }
    for lie in ["0", "-1", "0.0499", "20.01", "1e999", "null", "\"warm\""] {
        assert!(matches!(read(lie), Err(WeightsError::Description(_))), "{lie}");
    }
    assert_eq!(Temperature::new(f32::NAN), None);
    assert_eq!(Temperature::new(MIN_TEMPERATURE).map(Temperature::value), Some(MIN_TEMPERATURE));
    assert_eq!(Temperature::new(MAX_TEMPERATURE * 1.001), None);
}

/// The sums, the answer and the last layer of the trace for one sample.
fn answers(builtin: Builtin, temperature: f32) -> [Vec<f32>; 3] {
    let device = pollster::block_on(net::open(Backend::Cpu)).unwrap();
    let model = model(builtin, temperature);
    let network = model.network(&device);
    let input = model.plan.spec().input;
    let shape = [1, input.channels, input.height, input.width];
    let values: Vec<f32> =
        (0..shape.iter().product()).map(|index| (index % 7) as f32 / 6.0).collect();
    let sample = || Tensor::<4>::from_data(TensorData::new(values.clone(), shape), &device);
    let outputs =
        vec![network.logits(sample()).flatten(0, 1), network.forward(sample()).flatten(0, 1)];
    let outputs = pollster::block_on(read(outputs)).unwrap();
    let trace = pollster::block_on(network.trace(sample())).unwrap();
    [outputs[0].clone(), outputs[1].clone(), trace.last().unwrap().values.clone()]
}

#[test]
fn it_divides_the_sums_and_softens_the_answer() {
    let close = |found: &[f32], expected: &[f32]| {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
    };
    let [sums, ..] = answers(Builtin::Vision, 1.0);
    let [softened, answer, traced] = answers(Builtin::Vision, 0.25);
    close(&softened, &sums.iter().map(|sum| sum * 4.0).collect::<Vec<_>>());
    let shares: Vec<f32> = sums.iter().map(|sum| (sum * 4.0).exp()).collect();
    let total: f32 = shares.iter().sum();
    close(&answer, &shares.iter().map(|share| share / total).collect::<Vec<_>>());
    assert_eq!(traced, answer);

    let [sums, ..] = answers(Builtin::CatDog, 1.0);
    let [_, answer, traced] = answers(Builtin::CatDog, 0.1);
    close(&answer, &[1.0 / (1.0 + (-10.0 * sums[0]).exp())]);
    assert_eq!(traced, answer);
}

#[test]
fn a_precision_loses_nothing() {
    assert_eq!(Precision::of(&[vec![1.0, -0.5], vec![65_504.0]]), Precision::Half);
    assert_eq!(Precision::of(&[vec![1.0], vec![0.1]]), Precision::Single);
    assert_eq!(Precision::of(&[vec![70_000.0]]), Precision::Single);
}
