//! CIFAR-10's binary layout, whole and damaged.

use std::io::Write;

use data::{DataError, cifar};
use flate2::Compression;
use flate2::write::GzEncoder;

const RECORD: usize = 3_073;

/// Records whose bytes tell where they are.
fn records(labels: &[u8]) -> Vec<u8> {
    let record = |(index, label): (usize, &u8)| {
        let pixels = (0..RECORD - 1).map(move |place| ((index * 5 + place) % 251) as u8);
        std::iter::once(*label).chain(pixels).collect::<Vec<u8>>()
    };
    labels.iter().enumerate().flat_map(record).collect()
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append_data(&mut header, format!("cifar-10-batches-bin/{name}"), *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn records_become_samples_in_the_order_of_the_files() {
    let set = cifar::parse(&[records(&[3, 9]), records(&[0])]).unwrap();
    assert_eq!((set.channels, set.height, set.width, set.len()), (3, 32, 32, 3));
    assert_eq!(set.labels, [3, 9, 0]);
    assert_eq!(set.sample(1)[..3], [5, 6, 7]);
    assert_eq!(set.sample(2)[1_024], (1_024 % 251) as u8);
    assert_eq!(set.classes[3], "cat");
}

#[test]
fn damage_is_named() {
    let whole = records(&[1, 2]);
    for length in [1, RECORD - 1, RECORD + 1, 2 * RECORD - 1] {
        let error = cifar::parse(&[whole[..length].to_vec()]).unwrap_err();
        assert_eq!(error, DataError::Records { held: length, record: RECORD });
    }
    assert_eq!(cifar::parse(&[]).unwrap_err(), DataError::Count(0));
    let error = cifar::parse(&[records(&[4, 10])]).unwrap_err();
    assert_eq!(error, DataError::Label { record: 1, label: 10, last: 9 });
}

#[test]
fn the_publishers_archive_is_unpacked_plain_and_gzipped() {
    let test = records(&[7, 7, 2]);
    let plain = archive(&[("readme.html", b"<html>"), ("test_batch.bin", &test)]);
    for bytes in [&plain, &gzip(&plain)] {
        assert_eq!(cifar::unpack(bytes, &cifar::TEST).unwrap(), std::slice::from_ref(&test));
        let error = cifar::unpack(bytes, &cifar::TRAIN).unwrap_err();
        assert_eq!(error, DataError::Missing("data_batch_1.bin"));
    }
}

#[test]
fn a_damaged_archive_is_an_error_and_never_a_panic() {
    let packed = gzip(&archive(&[("test_batch.bin", &records(&[7]))]));
    for length in 0..packed.len() {
        assert!(cifar::unpack(&packed[..length], &cifar::TEST).is_err(), "{length} bytes");
    }
    // The plain archive has no sum over its bytes: its headers are taken at their word. Any answer will do, as
    // long as there is one.
    let plain = archive(&[("test_batch.bin", &records(&[7]))]);
    for bytes in [packed, plain[..1_024].to_vec()] {
        for bit in 0..bytes.len() * 8 {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            let _ = cifar::unpack(&damaged, &cifar::TEST);
        }
    }
}

#[test]
fn a_file_of_nothing_but_holes_is_not_filled_with_zeros() {
    let mut header = tar::Header::new_gnu();
    header.set_path("test_batch.bin").unwrap();
    header.set_entry_type(tar::EntryType::GNUSparse);
    header.set_size(0);
    header.as_gnu_mut().unwrap().realsize = *b"177777777777";
    header.set_cksum();
    let mut builder = tar::Builder::new(Vec::new());
    builder.append(&header, &[][..]).unwrap();
    let bomb = builder.into_inner().unwrap();
    assert!(cifar::unpack(&bomb, &cifar::TEST).is_err());
}

#[test]
fn validation_is_the_end_of_the_training_set() {
    let labels: Vec<u8> = (0..40).map(|index| index % 10).collect();
    let set = cifar::parse(&[records(&labels)]).unwrap();
    let (train, validation) = cifar::split(&set);
    assert_eq!((train.len(), validation.len()), (36, 4));
    assert_eq!(validation.sample(0), set.sample(36));
}
