//! idx files, good and hostile.

use data::limits::{MAX_BYTES, MAX_SAMPLES, MAX_SIDE};
use data::{DataError, idx, mnist};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use std::io::Write;

fn file(magic: u32, sizes: &[u32], body: &[u8]) -> Vec<u8> {
    let words = [&[magic], sizes].concat();
    let mut bytes: Vec<u8> = words.into_iter().flat_map(u32::to_be_bytes).collect();
    bytes.extend(body);
    bytes
}

fn images(count: u32, height: u32, width: u32) -> Vec<u8> {
    let body: Vec<u8> = (0..count * height * width).map(|value| value as u8).collect();
    file(0x803, &[count, height, width], &body)
}

fn labels(values: &[u8]) -> Vec<u8> {
    file(0x801, &[values.len() as u32], values)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn plain_and_gzipped_files_hold_the_same() {
    let plain = images(3, 2, 5);
    let read = idx::images(&plain).unwrap();
    assert_eq!((read.count, read.height, read.width), (3, 2, 5));
    assert_eq!(read.pixels, (0..30).collect::<Vec<u8>>());
    assert_eq!(idx::images(&gzip(&plain)).unwrap(), read);
    assert_eq!(idx::labels(&gzip(&labels(&[1, 2]))).unwrap(), [1, 2]);
}

#[test]
fn images_and_labels_may_share_a_file() {
    let both = [images(3, 2, 5), labels(&[1, 2, 0])].concat();
    for bytes in [&both, &gzip(&both)] {
        let (read, named) = idx::pair(bytes).unwrap();
        assert_eq!((read, named), (idx::images(&images(3, 2, 5)).unwrap(), vec![1, 2, 0]));
    }
    for length in 0..both.len() {
        assert!(idx::pair(&both[..length]).is_err(), "{length} bytes");
    }
    let lying = file(0x803, &[u32::MAX, u32::MAX, u32::MAX], &[0; 30]);
    assert!(matches!(idx::pair(&lying), Err(DataError::Sizes { .. })));
}

#[test]
fn swapped_files_are_named() {
    let error = idx::images(&labels(&[1])).unwrap_err();
    assert_eq!(error, DataError::Magic { what: "images", expected: 0x803, found: 0x801 });
    assert!(matches!(idx::labels(&images(1, 1, 1)), Err(DataError::Magic { what: "labels", .. })));
    assert!(matches!(idx::labels(b"<!doctype html>"), Err(DataError::Magic { .. })));
}

#[test]
fn counts_that_lie_are_found() {
    for count in [1, 3, 99_999] {
        let lie = file(0x803, &[count, 2, 2], &[0; 8]);
        let declared = u64::from(count) * 4;
        assert_eq!(idx::images(&lie), Err(DataError::Length { declared, held: 8 }));
    }
    for sizes in [[u32::MAX; 3], [0, 1, 1], [1, 0, 1], [1, 1, MAX_SIDE as u32 + 1]] {
        assert!(matches!(idx::images(&file(0x803, &sizes, &[])), Err(DataError::Sizes { .. })));
    }
}

#[test]
fn the_number_of_samples_is_limited() {
    for count in [MAX_SAMPLES - 1, MAX_SAMPLES] {
        assert_eq!(idx::labels(&labels(&vec![0; count])).unwrap().len(), count);
    }
    assert!(matches!(
        idx::labels(&labels(&vec![0; MAX_SAMPLES + 1])),
        Err(DataError::Sizes { .. })
    ));
}

#[test]
fn a_gzip_bomb_is_refused() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let block = vec![0; 1 << 20];
    for _ in 0..=MAX_BYTES >> 20 {
        encoder.write_all(&block).unwrap();
    }
    assert_eq!(idx::images(&encoder.finish().unwrap()), Err(DataError::TooLarge));
}

#[test]
fn damaged_gzip_is_an_error() {
    let good = gzip(&images(10, 4, 4));
    for length in 2..good.len() {
        assert!(idx::images(&good[..length]).is_err());
    }
}

#[test]
fn mnist_must_be_mnist() {
    let set = mnist::parse(&images(2, 28, 28), &labels(&[3, 9])).unwrap();
    assert_eq!((set.len(), set.channels, set.height, set.width), (2, 1, 28, 28));
    assert_eq!(set.labels, [3, 9]);
    assert_eq!(
        mnist::parse(&images(2, 28, 28), &labels(&[3])),
        Err(DataError::Disagree { images: 2, labels: 1 })
    );
    let high = mnist::parse(&images(2, 28, 28), &labels(&[3, 10]));
    assert_eq!(high, Err(DataError::Label { record: 1, label: 10, last: 9 }));
    assert!(matches!(
        mnist::parse(&images(1, 27, 28), &labels(&[3])),
        Err(DataError::NotMnist { .. })
    ));
}

proptest! {
    #[test]
    fn any_bytes_are_an_answer(mut bytes in prop::collection::vec(any::<u8>(), 0..64), kind in 0usize..3) {
        let starts: [&[u8]; 3] = [&[], &[0, 0, 8, 3], &[0x1f, 0x8b, 8, 0]];
        bytes.splice(0..0, starts[kind].iter().copied());
        let _ = idx::labels(&bytes);
        if let Ok(read) = idx::images(&bytes) {
            prop_assert_eq!(read.pixels.len(), read.count * read.height * read.width);
        }
    }
}
