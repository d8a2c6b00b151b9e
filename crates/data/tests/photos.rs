//! Photos by class.

use data::DataError;
use data::photos::{Collection, sample, split};

fn names(count: usize) -> Vec<String> {
    (0..count).map(|index| format!("class {index}")).collect()
}

#[test]
fn a_photo_is_stretched_and_its_colours_come_one_after_the_other() {
    // BMP: the simplest format that people have.
    let mut bmp = b"BM".to_vec();
    bmp.extend([70_u32, 0, 54].map(u32::to_le_bytes).concat());
    bmp.extend([40_u32.to_le_bytes(), 2_i32.to_le_bytes(), 2_i32.to_le_bytes()].concat());
    bmp.extend([1_u16.to_le_bytes(), 24_u16.to_le_bytes()].concat());
    bmp.extend([0_u32; 6].map(u32::to_le_bytes).concat());
    // Rows from the bottom, blue before red, two bytes of filling.
    bmp.extend([0, 0, 200, 0, 0, 200, 0, 0, 100, 0, 200, 0, 100, 0, 0, 0]);
    assert_eq!(sample(&bmp, [2, 2]).unwrap(), [200, 0, 200, 200, 0, 100, 0, 0, 100, 0, 0, 0]);
    assert_eq!(sample(&bmp, [1, 1]).unwrap(), [150, 25, 25]);
}

#[test]
fn a_file_that_is_no_photo_is_an_error() {
    assert!(sample(b"no photo", [2, 2]).is_err());
}

#[test]
fn a_collection_keeps_order_classes_and_limits() {
    let mut collection = Collection::new([3, 1, 1], names(2)).unwrap();
    collection.add(1, &[1, 2, 3]).unwrap();
    collection.add(0, &[4, 5, 6]).unwrap();
    let set = collection.finish().unwrap();
    assert_eq!((set.labels.as_slice(), set.sample(1)), ([1, 0].as_slice(), [4, 5, 6].as_slice()));
    assert_eq!(Collection::new([3, 1, 1], names(0)).err(), Some(DataError::Classes(0)));
    assert_eq!(Collection::new([3, 1, 1], names(257)).err(), Some(DataError::Classes(257)));
    let empty = Collection::new([3, 1, 1], names(1)).unwrap();
    assert_eq!(empty.finish(), Err(DataError::Count(0)));
}

#[test]
fn a_set_that_is_too_large_is_refused() {
    let mut collection = Collection::new([3, 1_000, 1_000], names(1)).unwrap();
    let photo = vec![0; 3_000_000];
    let added = (0..107).take_while(|_| collection.add(0, &photo).is_ok()).count();
    assert_eq!(added, 106);
}

#[test]
fn validation_is_the_last_tenth_of_each_class() {
    let mut collection = Collection::new([3, 1, 1], names(2)).unwrap();
    for index in 0..30 {
        collection.add(usize::from(index >= 20), &[index as u8; 3]).unwrap();
    }
    let (train, validation) = split(&collection.finish().unwrap());
    assert_eq!(validation.samples, [[18; 3], [19; 3], [29; 3]].concat());
    assert_eq!((train.len(), train.counts()), (27, vec![18, 9]));
}
