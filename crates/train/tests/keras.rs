//! Every layer's answer, every gradient and an Adam step agree with Keras.

use std::path::PathBuf;

use net::Backend;
use train::{Reference, self_test};

/// Largest error, as a share of the largest value of the tensor.
const TOLERANCE: f32 = 1e-5;

#[test]
fn the_cpu_agrees_with_keras_on_every_network() {
    let device = pollster::block_on(net::open(Backend::Cpu)).unwrap();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/keras");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let cases: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|end| end == "safetensors")).collect();
    assert_eq!(cases.len(), 8, "the fixtures of tests/keras/make_fixtures.py");
    for path in cases {
        let reference = Reference::parse(&std::fs::read(&path).unwrap()).unwrap();
        let deviation = pollster::block_on(reference.deviation(&device)).unwrap();
        assert!(deviation.error <= TOLERANCE, "{}: {deviation:?}", path.display());
    }
}

#[test]
fn the_cpu_passes_the_self_test() {
    let device = pollster::block_on(net::open(Backend::Cpu)).unwrap();
    let error = pollster::block_on(self_test(&device)).unwrap();
    assert!(error <= TOLERANCE, "{error}");
}
