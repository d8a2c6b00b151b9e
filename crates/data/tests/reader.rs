//! A visitor's files, from bytes to samples.

mod support;

use std::io::Cursor;

use data::{DataError, Packed, Reader};
use image::{ImageFormat, Rgb, RgbImage};
use support::packed;

const COLOURS: [usize; 3] = [3, 2, 2];
const DIGIT: [usize; 3] = [1, 28, 28];
const ROOM: usize = 1_000_000;

fn png(red: u8) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(5, 4, Rgb([red, 7, 9])).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Reads to the end, and returns what was left out.
fn read(mut reader: Reader) -> (Result<Packed, DataError>, Vec<String>) {
    let mut left_out = Vec::new();
    while reader.done() < reader.len() {
        left_out.extend(reader.step().unwrap());
    }
    (reader.finish(), left_out)
}

/// An idx file of so many images of this side, and one of labels that count to `classes`.
fn idx(count: u32, side: u32, classes: u32) -> [Vec<u8>; 2] {
    let mut images = [0x803, count, side, side].map(u32::to_be_bytes).concat();
    images.extend((0..count).flat_map(|index| vec![index as u8; (side * side) as usize]));
    let mut labels = [0x801, count].map(u32::to_be_bytes).concat();
    labels.extend((0..count).map(|index| (index % classes) as u8));
    [images, labels]
}

fn named(files: &[(&str, &[u8])]) -> Vec<(String, Vec<u8>)> {
    files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect()
}

#[test]
fn an_archive_of_photos_is_read_and_broken_ones_are_named() {
    let photos: Vec<Vec<u8>> = (0..12).map(|index| png(index * 20)).collect();
    let names: Vec<String> =
        (0..12).map(|index| format!("{}/{index:02}.png", ["cats", "dogs"][index % 2])).collect();
    let mut files: Vec<(&str, &[u8])> =
        names.iter().zip(&photos).map(|(name, photo)| (name.as_str(), photo.as_slice())).collect();
    files.push(("cats/broken.jpg", b"no photo"));
    let archive = packed(&files);
    let (set, left_out) = read(Reader::archive(archive.clone(), COLOURS, ROOM).unwrap());
    let set = set.unwrap();
    assert_eq!(left_out, ["cats/broken.jpg"]);
    assert_eq!(set.train.classes, ["cats", "dogs"]);
    assert_eq!((set.train.counts(), set.test.clone()), (vec![6, 6], None));
    assert_eq!(set.train.sample(1), [[40; 4], [7; 4], [9; 4]].concat());
    let refused = Reader::archive(archive, COLOURS, 13 * 12 - 1).err().unwrap();
    assert_eq!(refused, DataError::TooManyBytes { samples: 13, most: 155 });
}

#[test]
fn a_folder_says_which_photo_it_wants_and_its_test_photos_judge() {
    let paths = [
        "set/test/b/1.png",
        "set/train/b/1.png",
        "set/train/a/1.png",
        "set/test/c/1.png",
        "set/notes.txt",
    ];
    let paths = paths.map(str::to_owned).to_vec();
    let mut reader = Reader::folder(paths, COLOURS, ROOM).unwrap();
    let mut wanted = Vec::new();
    while let Some(index) = reader.wanted() {
        wanted.push(index);
        assert_eq!(reader.step(), Ok(None), "it cannot read by itself");
        let photo = pixels::decode(&png(index as u8)).unwrap();
        assert_eq!(reader.take(Some(&photo)), Ok(None));
    }
    // Nothing is learned about c.
    assert_eq!(wanted, [2, 1, 0]);
    let Packed { train, test } = reader.finish().unwrap();
    assert_eq!((train.labels, test.unwrap().labels), (vec![0, 1], vec![1]));
}

#[test]
fn a_photo_that_cannot_be_read_is_skipped_and_a_set_of_such_is_too_few() {
    let paths = ["a/1.png", "b/1.png"].map(str::to_owned).to_vec();
    let mut reader = Reader::folder(paths, COLOURS, ROOM).unwrap();
    assert_eq!(reader.take(None), Ok(Some("a/1.png".to_owned())));
    assert_eq!(reader.take(None), Ok(Some("b/1.png".to_owned())));
    assert_eq!(reader.finish(), Err(DataError::TooFew));
}

#[test]
fn idx_files_are_told_apart_by_what_they_hold() {
    let [images, labels] = idx(60, 28, 10);
    for files in [
        named(&[("images", &images), ("labels", &labels)]),
        named(&[("a", &labels), ("b", &images)]),
        named(&[("digits", &[images.clone(), labels.clone()].concat())]),
    ] {
        let (set, left_out) = read(Reader::tables(files, DIGIT, ROOM).unwrap());
        let set = set.unwrap();
        assert_eq!((set.train.len(), set.train.classes.len(), left_out.len()), (60, 10, 0));
        assert_eq!(set.train.sample(7), [7; 784]);
    }
}

#[test]
fn the_publishers_test_files_judge() {
    let ([images, labels], [few, of_few]) = (idx(60, 28, 10), idx(20, 28, 10));
    let files = named(&[
        ("read.me", b"hello"),
        ("t10k-images-idx3-ubyte", &few),
        ("t10k-labels-idx1-ubyte", &of_few),
        ("train-images-idx3-ubyte", &images),
        ("train-labels-idx1-ubyte", &labels),
    ]);
    let (set, _) = read(Reader::tables(files, DIGIT, ROOM).unwrap());
    assert_eq!(set.unwrap().halves().unwrap().map(|half| half.len()), [60, 20]);
    // The same in an archive, beside other files.
    let zipped =
        packed(&[("mnist/read.me", b"hello"), ("mnist/a.idx", &images), ("mnist/b.idx", &labels)]);
    let (set, _) = read(Reader::archive(zipped, DIGIT, ROOM).unwrap());
    assert_eq!(set.unwrap().train.len(), 60);
}

#[test]
fn samples_take_the_size_and_the_colours_of_the_network() {
    let [images, labels] = idx(60, 4, 12);
    let (set, _) =
        read(Reader::tables(named(&[("i", &images), ("l", &labels)]), COLOURS, ROOM).unwrap());
    let set = set.unwrap();
    assert_eq!((set.train.sample(40), set.train.classes.len()), ([40; 12].as_slice(), 12));
    // CIFAR-10's colours become one grey: the mean of 30, 60 and 90.
    let record = |label| [vec![label], vec![30; 1024], vec![60; 1024], vec![90; 1024]].concat();
    let records: Vec<u8> = (0..20).flat_map(|index| record(index % 2)).collect();
    let (set, _) = read(Reader::tables(named(&[("one.bin", &records)]), DIGIT, ROOM).unwrap());
    assert_eq!(set.unwrap().train.sample(3), [60; 784]);
}

#[test]
fn what_is_no_set_says_so() {
    let tables = |bytes: &[u8]| Reader::tables(named(&[("file", bytes)]), DIGIT, ROOM).err();
    assert_eq!(tables(b"hello"), Some(DataError::Unknown));
    assert!(tables(b"").is_some());
    assert!(Reader::tables(Vec::new(), DIGIT, ROOM).is_err());
    let other = packed(&[("read.me", b"hello")]);
    assert_eq!(Reader::archive(other, DIGIT, ROOM).err(), Some(DataError::Unknown));
    assert!(Reader::archive(packed(&[("../a/1.jpg", b"hello")]), DIGIT, ROOM).is_err());
    assert!(Reader::folder(vec!["photo.jpg".to_owned()], COLOURS, ROOM).is_err());
    // Images without their labels.
    assert!(tables(&idx(20, 28, 10)[0]).is_some());
}
