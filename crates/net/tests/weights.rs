//! A weights file comes back as it was written, and every lie in one gets a sentence.

use net::archive::{self, ArchiveError, Precision, Tensor};
use net::weights::named;
use net::{Builtin, Card, Model, Plan, Preprocessing, WeightsError, initial_parameters, limits};

fn model() -> Model {
    let plan = Plan::new(&Builtin::Vision.spec()).unwrap();
    Model {
        parameters: initial_parameters(&plan, 3),
        plan,
        labels: Builtin::Vision.labels(),
        preprocessing: Preprocessing::Unit,
        card: Card { accuracy: Some(0.5), samples: Some(10_000), ..Card::default() },
    }
}

/// The file of a model whose tensors and text were changed.
fn forged(change: impl Fn(&mut Vec<Tensor>, &mut String)) -> Vec<u8> {
    let honest = model();
    let (_, mut text) = archive::read(&honest.to_bytes(Precision::Single)).unwrap();
    let mut tensors = named(&honest.plan, &honest.parameters, "");
    change(&mut tensors, &mut text);
    archive::write(&tensors, text, Precision::Single)
}

/// A safetensors file with this header and so many zero bytes of numbers.
fn raw(header: &str, numbers: usize) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    bytes.resize(bytes.len() + numbers, 0);
    bytes
}

#[test]
fn single_precision_comes_back_exactly() {
    assert_eq!(Model::parse(&model().to_bytes(Precision::Single)).unwrap(), model());
}

#[test]
fn half_precision_comes_back_rounded_and_then_stays() {
    let rounded = Model::parse(&model().to_bytes(Precision::Half)).unwrap();
    let pairs = model().parameters.concat().into_iter().zip(rounded.parameters.concat());
    for (exact, rounded) in pairs {
        assert!((exact - rounded).abs() <= exact.abs() / 2048.0 + 1e-7, "{exact} {rounded}");
    }
    assert_eq!(Model::parse(&rounded.to_bytes(Precision::Half)).unwrap(), rounded);
}

#[test]
fn the_same_model_gives_the_same_bytes() {
    assert_eq!(model().to_bytes(Precision::Half), model().to_bytes(Precision::Half));
}

#[test]
fn every_truncation_is_an_error() {
    let bytes = model().to_bytes(Precision::Half);
    for length in (0..bytes.len()).step_by(97).chain(0..600) {
        assert!(Model::parse(&bytes[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn lying_headers_are_refused_before_anything_is_allocated() {
    let mut huge = u64::MAX.to_le_bytes().to_vec();
    huge.extend([0; 64]);
    assert!(matches!(archive::read(&huge), Err(ArchiveError::HeaderTooLarge(u64::MAX))));

    let text = r#""__metadata__":{"loupe":"{}"}"#;
    let lies = [
        // Beyond the file, before its start, overlapping, with a gap, twice the same name.
        (format!(r#"{{{text},"a":{{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}}}"#), 8),
        (format!(r#"{{{text},"a":{{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}}}"#), 8),
        (
            format!(
                r#"{{{text},"a":{{"dtype":"F32","shape":[2],"data_offsets":[0,8]}},"b":{{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}}}"#
            ),
            12,
        ),
        (format!(r#"{{{text},"a":{{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}}}"#), 8),
        (
            format!(
                r#"{{{text},"a":{{"dtype":"F32","shape":[1],"data_offsets":[0,4]}},"a":{{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}}}"#
            ),
            8,
        ),
        // A shape that overflows, a shape that is not its length, and what is no header at all.
        (
            format!(
                r#"{{{text},"a":{{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,8]}}}}"#
            ),
            8,
        ),
        (format!(r#"{{{text},"a":{{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}}}"#), 8),
        ("[[[[[[".to_owned(), 8),
    ];
    for (header, numbers) in lies {
        let error = archive::read(&raw(&header, numbers)).unwrap_err();
        assert!(matches!(error, ArchiveError::Damaged(_)), "{header}: {error}");
    }
}

#[test]
fn numbers_that_are_none_are_refused() {
    for poison in [f32::NAN, f32::INFINITY] {
        let bytes = forged(|tensors, _| tensors[2].values[7] = poison);
        let error = Model::parse(&bytes).unwrap_err();
        assert!(matches!(error, WeightsError::Archive(ArchiveError::NotFinite(_))), "{error}");
    }
    let integers =
        r#"{"__metadata__":{"loupe":"{}"},"a":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}"#;
    let error = archive::read(&raw(integers, 4)).unwrap_err();
    assert!(matches!(error, ArchiveError::Numbers { .. }), "{error}");
}

#[test]
fn files_over_the_limits_are_refused() {
    let tensor =
        |index: usize| Tensor { name: index.to_string(), shape: vec![1], values: vec![0.0] };
    let file = |count| {
        let tensors: Vec<Tensor> = (0..count).map(tensor).collect();
        archive::write(&tensors, String::new(), Precision::Half)
    };
    assert!(archive::read(&file(limits::MAX_TENSORS)).is_ok());
    let error = archive::read(&file(limits::MAX_TENSORS + 1)).unwrap_err();
    assert!(matches!(error, ArchiveError::TooManyTensors(_)), "{error}");

    let large = vec![0; limits::MAX_WEIGHTS_BYTES + 1];
    assert!(matches!(archive::read(&large), Err(ArchiveError::TooLarge(_))));
}

#[test]
fn tensors_of_another_network_name_the_first_that_differs() {
    let shape = forged(|tensors, _| {
        let kernel = &mut tensors[2];
        kernel.shape = vec![3, 3, 16, 16];
    });
    let error = Model::parse(&shape).unwrap_err().to_string();
    assert!(error.starts_with("conv2d_1/kernel: the network needs [16, 16, 3, 3]"), "{error}");

    let missing = Model::parse(&forged(|tensors, _| drop(tensors.remove(1)))).unwrap_err();
    assert!(missing.to_string().starts_with("conv2d/bias: "), "{missing}");

    let more = forged(|tensors, _| {
        tensors.push(Tensor { name: "more".to_owned(), shape: vec![1], values: vec![0.0] });
    });
    assert!(matches!(Model::parse(&more), Err(WeightsError::Unused(name)) if name == "more"));
}

#[test]
fn descriptions_that_lie_are_refused() {
    let change = |from: &str, to: &str| {
        let bytes = forged(|_, text| *text = text.replacen(from, to, 1));
        Model::parse(&bytes).unwrap_err()
    };
    assert!(matches!(change(r#""format":1"#, r#""format":2"#), WeightsError::Format(2)));
    assert!(matches!(change(r#","9"]"#, "]"), WeightsError::Labels { found: 9, expected: 10 }));
    assert!(matches!(change(r#""9"]"#, r#"""]"#), WeightsError::Label));
    assert!(matches!(change("v/255", "v/127"), WeightsError::Description(_)));
    assert!(matches!(change(r#""filters":16"#, r#""filters":0"#), WeightsError::Plan(_)));
    let nested = "[".repeat(100_000);
    let bytes = forged(|_, text| text.clone_from(&nested));
    assert!(matches!(Model::parse(&bytes), Err(WeightsError::Description(_))));
}
