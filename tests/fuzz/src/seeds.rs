//! Honest files, one or more for each target.

use std::io::{Cursor, Write};

use data::{Dataset, Packed};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use image::{ImageFormat, Rgb, RgbImage};
use net::archive::Precision;
use net::{
    Activation, Backend, Builtin, InputSpec, LayerSpec, Model, Padding, Plan, Preprocessing, Spec,
    initial_parameters,
};
use train::{Run, Settings};

/// A small picture in each format.
pub fn pictures() -> Vec<Vec<u8>> {
    let picture = RgbImage::from_fn(20, 12, |x, y| Rgb([x as u8 * 9, y as u8 * 20, 77]));
    let formats = [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::WebP,
        ImageFormat::Gif,
        ImageFormat::Bmp,
    ];
    let encoded = formats.map(|format| {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("a picture in memory");
        bytes.into_inner()
    });
    encoded.to_vec()
}

/// A zig-zag of a pen.
pub fn strokes() -> Vec<Vec<u8>> {
    let numbers = (0..40).map(|index| (index * 13 % 40) as f32 / 40.0);
    vec![numbers.flat_map(f32::to_le_bytes).collect()]
}

/// A network with every kind of layer.
pub fn spec() -> Spec {
    let conv = LayerSpec::Conv2D {
        filters: 2,
        kernel_size: [3, 3],
        strides: [1, 1],
        padding: Padding::Same,
        activation: Activation::Relu,
    };
    let pool =
        LayerSpec::MaxPooling2D { pool_size: [2, 2], strides: None, padding: Padding::Valid };
    let answer = LayerSpec::Dense { units: 2, activation: Activation::Softmax };
    let layers = vec![conv, pool, LayerSpec::Dropout { rate: 0.5 }, LayerSpec::Flatten, answer];
    let input = InputSpec { height: 4, width: 4, channels: 1 };
    Spec { name: "small".to_owned(), input, layers }
}

/// The course's networks and a small one, as JSON.
pub fn specs() -> Vec<Vec<u8>> {
    let specs = Builtin::ALL.map(Builtin::spec).into_iter().chain([spec()]);
    specs.map(|spec| serde_json::to_vec(&spec).expect("plain data")).collect()
}

/// A weights file of each precision.
pub fn weights() -> Vec<Vec<u8>> {
    let plan = Plan::new(&spec()).expect("a possible network");
    let model = Model {
        parameters: initial_parameters(&plan, 1),
        plan,
        labels: vec!["cats".to_owned(), "dogs".to_owned()],
        preprocessing: Preprocessing::Unit,
        card: net::Card { accuracy: Some(0.5), ..net::Card::default() },
    };
    [Precision::Half, Precision::Single].map(|precision| model.to_bytes(precision)).to_vec()
}

/// A run of the small network with everything that a checkpoint can hold.
pub fn run() -> Run {
    let plan = Plan::new(&spec()).expect("a possible network");
    let settings =
        Settings { epochs: 2, batch: 2, averaging: 0.9, patience: 3, ..Settings::default() };
    let classes = vec!["cats".to_owned(), "dogs".to_owned()];
    let set = Dataset::new([1, 4, 4], (0..64).collect(), vec![0, 1, 1, 0], classes).expect("a set");
    let device = pollster::block_on(net::open(Backend::Cpu)).expect("the processor");
    let parameters = initial_parameters(&plan, 1);
    Run::new(plan, &parameters, settings, [set.clone(), set], device).expect("a run")
}

/// Its checkpoints at the start, in an epoch and after one.
pub fn checkpoints() -> Vec<Vec<u8>> {
    let mut run = run();
    let mut saved = Vec::new();
    for steps in [0, 1, 3] {
        for _ in 0..steps {
            pollster::block_on(run.step()).expect("a step");
        }
        saved.push(pollster::block_on(run.checkpoint()).expect("a checkpoint"));
    }
    saved
}

/// Three images, their labels, both in one file, and that file gzipped.
pub fn idx() -> Vec<Vec<u8>> {
    let mut images = [0x0803_u32, 3, 28, 28].map(u32::to_be_bytes).concat();
    images.extend((0..3 * 784).map(|pixel| pixel as u8));
    let labels = [[0x0801_u32, 3].map(u32::to_be_bytes).concat(), vec![7, 0, 9]].concat();
    let pair = [images.clone(), labels.clone()].concat();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&pair).expect("bytes in memory");
    vec![images, labels, pair, gzip.finish().expect("bytes in memory")]
}

/// Two records, and an archive with them.
pub fn cifar() -> Vec<Vec<u8>> {
    let records: Vec<u8> = (0..2 * 3_073).map(|index| (index % 3_073 % 9) as u8).collect();
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_size(records.len() as u64);
    header.set_mode(0o644);
    archive
        .append_data(&mut header, "cifar/test_batch.bin", records.as_slice())
        .expect("bytes in memory");
    vec![records, archive.into_inner().expect("bytes in memory")]
}

/// An archive with a stored and a deflated file.
pub fn zips() -> Vec<Vec<u8>> {
    let text = b"meow ".repeat(40);
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::fast());
    deflated.write_all(&text).expect("bytes in memory");
    let deflated = deflated.finish().expect("bytes in memory");
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, method, data) in [("train/a/1.jpg", 0, &text), ("train/b/2.jpg", 8, &deflated)] {
        let mut crc = flate2::Crc::new();
        crc.update(&text);
        let mut common = [0, method, 0, 0].map(u16::to_le_bytes).concat();
        common.extend([crc.sum(), data.len() as u32, 200].map(u32::to_le_bytes).concat());
        common.extend([name.len() as u16, 0].map(u16::to_le_bytes).concat());
        directory.extend([b"PK\x01\x02\x14\0\x14\0", common.as_slice(), &[0; 10]].concat());
        directory.extend((bytes.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        bytes.extend([b"PK\x03\x04\x14\0", common.as_slice(), name.as_bytes(), data].concat());
    }
    let places = [directory.len() as u32, bytes.len() as u32].map(u32::to_le_bytes).concat();
    bytes.extend(directory);
    bytes.extend([b"PK\x05\x06\0\0\0\0\x02\0\x02\0", places.as_slice(), &[0; 2]].concat());
    vec![bytes]
}

/// A set of two classes with samples that judge, and one without.
pub fn packed() -> Vec<Vec<u8>> {
    let classes = vec!["cats".to_owned(), "dogs".to_owned()];
    let set = Dataset::new([1, 4, 4], (0..64).collect(), vec![0, 1, 1, 0], classes).expect("a set");
    let halves = [None, Some(set.clone())];
    halves.map(|test| Packed { train: set.clone(), test }.to_bytes()).to_vec()
}

/// Images and labels of two digits in one file.
pub fn opened() -> Vec<Vec<u8>> {
    let mut pair = [0x0803_u32, 12, 9, 9].map(u32::to_be_bytes).concat();
    pair.extend((0..12 * 81).map(|pixel| pixel as u8));
    pair.extend([0x0801_u32, 12].map(u32::to_be_bytes).concat());
    pair.extend([0, 1].repeat(6));
    vec![pair]
}
