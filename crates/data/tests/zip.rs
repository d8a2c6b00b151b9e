//! Photos in zip archives: how classes are told, what is broken, and what is hostile.

mod support;

use data::DataError;
use data::cifar;
use data::limits::MAX_ARCHIVE_BYTES;
use data::photos::{Archive, Half, sample};
use proptest::prelude::*;
use support::{File, INFO_ZIP, handmade, packed};

fn open(bytes: &[u8]) -> Archive<'_> {
    Archive::open(bytes, Half::Train).unwrap_or_else(|error| panic!("{error}"))
}

/// Paths with the names of their classes.
fn listed(bytes: &[u8], half: Half) -> Result<Vec<(String, String)>, DataError> {
    let archive = Archive::open(bytes, half)?;
    let photos = archive.labels().enumerate();
    Ok(photos
        .map(|(photo, class)| (archive.path(photo).to_owned(), archive.classes()[class].clone()))
        .collect())
}

fn pairs(expected: &[(&str, &str)]) -> Result<Vec<(String, String)>, DataError> {
    Ok(expected.iter().map(|(path, class)| ((*path).to_owned(), (*class).to_owned())).collect())
}

#[test]
fn what_another_program_packed_is_read() {
    let archive = open(INFO_ZIP);
    assert_eq!(archive.classes(), ["cats", "dogs"]);
    assert_eq!(archive.read(0), Ok(b"meow ".repeat(40)));
    assert_eq!(archive.read(1), Ok(b"wuff".to_vec()));
}

#[test]
fn names_tell_the_class_in_one_folder_or_none() {
    for folder in ["", "train/", "kaggle/train/"] {
        let paths = ["dog.1.jpg", "cat.20.jpg", "cat.3.JPG", "dog.0.png"]
            .map(|name| format!("{folder}{name}"));
        let files: Vec<(&str, &[u8])> =
            paths.iter().map(|path| (path.as_str(), [7].as_slice())).collect();
        let found = listed(&packed(&files), Half::Train).unwrap();
        let classes: Vec<&str> = found.iter().map(|(_, class)| class.as_str()).collect();
        assert_eq!(classes, ["cat", "cat", "dog", "dog"]);
        let order = [1, 2, 3, 0].map(|index| paths[index].clone());
        assert!(found.iter().map(|(path, _)| path).eq(&order));
    }
}

#[test]
fn folders_tell_the_class_and_the_half() {
    let photo: &[u8] = &[1];
    let both = packed(&[
        ("set/train/dogs/a.jpg", photo),
        ("set/train/cats/cat.9.jpg", photo),
        ("set/test/cats/b.jpg", photo),
        ("set/validation/cats/c.jpg", photo),
    ]);
    let train = [("set/train/cats/cat.9.jpg", "cats"), ("set/train/dogs/a.jpg", "dogs")];
    assert_eq!(listed(&both, Half::Train), pairs(&train));
    let train_only = packed(&[("train/x/a.jpg", photo), ("train/y/b.jpg", photo)]);
    assert_eq!(listed(&train_only, Half::Test), Err(DataError::NoHalf("test")));
    // A train is a thing, too.
    let things = packed(&[("plane/1.jpg", photo), ("train/1.jpg", photo)]);
    let expected = [("plane/1.jpg", "plane"), ("train/1.jpg", "train")];
    for half in [Half::Train, Half::Test] {
        assert_eq!(listed(&things, half), pairs(&expected));
    }
}

#[test]
fn only_photos_count() {
    let one: &[u8] = &[1];
    let bytes = packed(&[
        ("cats/a.jpg", one),
        ("cats/notes.txt", one),
        ("cats/.hidden.jpg", one),
        ("dogs/b.webp", one),
        ("dogs/Thumbs.db", one),
        ("__MACOSX/cats/._a.jpg", one),
        ("__MACOSX/dogs/b.jpg", one),
    ]);
    assert_eq!(
        listed(&bytes, Half::Train),
        pairs(&[("cats/a.jpg", "cats"), ("dogs/b.webp", "dogs")])
    );
    assert_eq!(listed(&packed(&[("notes.txt", one)]), Half::Train), Err(DataError::Count(0)));
    let classless = packed(&[("cats/a.jpg", one), ("cats/b.jpg", one)]);
    assert_eq!(listed(&classless, Half::Train), Err(DataError::Classless("cats/a.jpg".to_owned())));
    let loose = packed(&[("cats/a.jpg", one), ("dogs/b.jpg", one), ("c.jpg", one)]);
    assert_eq!(listed(&loose, Half::Train), Err(DataError::Classless("c.jpg".to_owned())));
}

#[test]
fn every_byte_comes_back_stored_or_deflated() {
    let large: Vec<u8> =
        (0..100_000_u32).map(|index| (index.wrapping_mul(index) >> 7) as u8).collect();
    let files: [(&str, &[u8]); 3] = [("a/1.jpg", &large), ("b/2.jpg", b""), ("c/3.jpg", b"three")];
    for bytes in [packed(&files), handmade(&files.map(|(path, data)| File::stored(path, data)))] {
        let archive = open(&bytes);
        for (photo, (path, data)) in files.iter().enumerate() {
            assert_eq!((archive.path(photo), archive.read(photo).as_deref()), (*path, Ok(*data)));
        }
    }
}

#[test]
fn a_real_photo_becomes_a_sample_and_a_broken_one_says_so() {
    let mut jpeg = Vec::new();
    let picture = image::RgbImage::from_pixel(16, 16, image::Rgb([200, 100, 50]));
    picture.write_to(&mut std::io::Cursor::new(&mut jpeg), image::ImageFormat::Jpeg).unwrap();
    let mut bytes =
        packed(&[("cat.1.jpg", &jpeg), ("dog.1.jpg", b"some text"), ("dog.2.jpg", &jpeg)]);
    let found = sample(&open(&bytes).read(0).unwrap(), [2, 2]).unwrap();
    for (value, expected) in found.iter().zip([200, 200, 200, 200, 100, 100, 100, 100, 50]) {
        assert!(value.abs_diff(expected) < 4, "{found:?}");
    }
    assert!(sample(&open(&bytes).read(1).unwrap(), [2, 2]).is_err());
    // One wrong bit in the packed bytes of the first: the others are as they were.
    let name = bytes.windows(9).position(|bytes| bytes == b"cat.1.jpg").unwrap();
    bytes[name + 30] ^= 1;
    let archive = open(&bytes);
    assert!(matches!(archive.read(0), Err(DataError::Zip(_))));
    assert_eq!(archive.read(2), Ok(jpeg));
}

#[test]
fn what_is_encrypted_or_packed_in_a_rare_way_is_refused_alone() {
    let files = [
        File { flags: 1, ..File::stored("a/1.jpg", b"secret") },
        File { method: 12, ..File::stored("b/1.jpg", b"bzip2") },
        File::stored("c/1.jpg", b"plain"),
    ];
    let bytes = handmade(&files);
    let archive = open(&bytes);
    let read: Vec<_> = (0..3).map(|photo| archive.read(photo)).collect();
    assert_eq!(read, [Err(DataError::Packing), Err(DataError::Packing), Ok(b"plain".to_vec())]);
}

#[test]
fn a_bomb_costs_nothing() {
    // All at once: 41 files share the same few KB, which unpack to 25 MB.
    let zeros = support::deflated(&vec![0; 25_000_000]);
    let kernel = File { method: 8, size: 25_000_000, ..File::stored("a/1.jpg", &zeros) };
    assert!(kernel.data.len() < 40_000);
    let bytes = support::overlapping(&kernel, 41);
    assert_eq!(Archive::open(&bytes, Half::Train).err(), Some(DataError::ArchiveTooLarge));
    let bytes = support::overlapping(&kernel, 40);
    assert_eq!(open(&bytes).labels().len(), 40);
    // One file that unpacks to more than it declares, or than a picture may have.
    let lies = [(100, "is not what"), (24_999_999, "is not what"), (25_000_001, "25000001 bytes")];
    for (size, sentence) in lies {
        let bytes = handmade(&[File { size, ..kernel.clone() }, File::stored("b/1.jpg", b"")]);
        let error = open(&bytes).read(0).unwrap_err().to_string();
        assert!(error.contains(sentence), "{size}: {error}");
    }
}

#[test]
fn an_archive_may_declare_so_much_and_no_more() {
    let declared = |size| {
        let other = File { size, ..File::stored("b/1.jpg", b"") };
        let bytes = handmade(&[File::stored("a/1.jpg", b"x"), other]);
        Archive::open(&bytes, Half::Train).map(|archive| archive.labels().len())
    };
    assert_eq!(declared(MAX_ARCHIVE_BYTES - 2), Ok(2));
    assert_eq!(declared(MAX_ARCHIVE_BYTES - 1), Ok(2));
    assert_eq!(declared(MAX_ARCHIVE_BYTES), Err(DataError::ArchiveTooLarge));
}

#[test]
fn hostile_names_are_refused() {
    let long = format!("a/{}.jpg", "x".repeat(1_100));
    let hostile: [&[u8]; 12] = [
        b"",
        b"/",
        b"/etc/cat.1.jpg",
        b"../cat.1.jpg",
        b"a/../../cat.1.jpg",
        b"a//cat.1.jpg",
        b"..\\cat.1.jpg",
        b"C:\\cat.1.jpg",
        b"a/\x1b[2Jcat.jpg",
        b"a/\0.jpg",
        b"\xff\xfe.jpg",
        long.as_bytes(),
    ];
    for name in hostile {
        let bytes =
            handmade(&[File::stored("a/1.jpg", b""), File { name, ..File::stored("", b"") }]);
        let error = Archive::open(&bytes, Half::Train).err();
        assert!(matches!(error, Some(DataError::ZipName(_))), "{name:?}: {error:?}");
        assert!(!error.unwrap().to_string().contains(char::is_control));
    }
    let honest = handmade(&[
        File { name: "é/1.jpg".as_bytes(), ..File::stored("", b"") },
        File::stored("./b\\x:y.jpg", b""),
    ]);
    assert_eq!(open(&honest).classes(), ["b", "é"]);
    let long = handmade(&[
        File::stored(&format!("{}/1.jpg", "x".repeat(257)), b""),
        File::stored("b/1.jpg", b""),
    ]);
    assert_eq!(Archive::open(&long, Half::Train).err(), Some(DataError::ClassName));
}

#[test]
fn a_prefix_of_an_archive_is_none() {
    for length in 0..INFO_ZIP.len() {
        let found = Archive::open(&INFO_ZIP[..length], Half::Train).err();
        assert!(matches!(found, Some(DataError::Zip(_))), "{length}: {found:?}");
    }
}

#[test]
fn cifar_is_read_from_a_zip_archive_too() {
    let bytes = packed(&[("cifar/readme.html", b"?"), ("cifar/test_batch.bin", &[5; 3_073])]);
    assert_eq!(cifar::unpack(&bytes, &cifar::TEST), Ok(vec![vec![5; 3_073]]));
    assert_eq!(cifar::unpack(&bytes, &cifar::TRAIN), Err(DataError::Missing("data_batch_1.bin")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn flipped_bytes_are_an_answer(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = INFO_ZIP.to_vec();
        for (place, value) in flips {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if let Ok(archive) = Archive::open(&bytes, Half::Train) {
            for (photo, class) in archive.labels().enumerate() {
                prop_assert!(class < archive.classes().len());
                let _ = archive.read(photo);
            }
        }
    }
}
