//! Sets in one piece of bytes.

use data::limits::MAX_SAMPLES;
use data::{DataError, Dataset, Packed};

/// `count` samples of two classes in turn, whose bytes tell where they are.
fn set(count: usize) -> Dataset {
    let samples = (0..count * 12).map(|place| (place % 251) as u8).collect();
    let labels = (0..count).map(|index| (index % 2) as u8).collect();
    Dataset::new([3, 2, 2], samples, labels, vec!["Ünal".to_owned(), "b".to_owned()]).unwrap()
}

fn packed(train: usize, test: usize) -> Packed {
    Packed { train: set(train), test: (test > 0).then(|| set(test)) }
}

#[test]
fn what_is_packed_comes_out_again() {
    for packed in [packed(1, 0), packed(7, 0), packed(7, 3)] {
        assert_eq!(Packed::parse(&packed.to_bytes()), Ok(packed));
    }
}

/// The page writes such bytes by itself, so that they must not change by chance.
#[test]
fn the_bytes_are_those_that_the_page_writes() {
    let names = vec!["a".to_owned(), "é".to_owned()];
    let train = Dataset::new([1, 1, 2], vec![9, 8, 7, 6], vec![1, 0], names).unwrap();
    let numbers = |numbers: &[u32]| -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
    };
    let expected = [
        b"LOUPESET".as_slice(),
        &numbers(&[1, 1, 1, 2, 2, 2, 0, 1]),
        b"a",
        &numbers(&[2]),
        "é".as_bytes(),
        &[1, 0, 9, 8, 7, 6],
    ];
    assert_eq!(Packed { train, test: None }.to_bytes(), expected.concat());
}

#[test]
fn every_truncation_is_an_error() {
    let bytes = packed(7, 3).to_bytes();
    for end in 0..bytes.len() {
        assert!(Packed::parse(&bytes[..end]).is_err(), "{end} bytes");
    }
    assert!(Packed::parse(&[bytes, vec![0]].concat()).is_err());
}

#[test]
fn lies_are_found_before_anything_is_allocated() {
    let lie = |place: usize, value: u32| {
        let mut bytes = packed(7, 3).to_bytes();
        bytes[8 + place * 4..12 + place * 4].copy_from_slice(&value.to_le_bytes());
        Packed::parse(&bytes).unwrap_err()
    };
    let largest = u32::MAX;
    assert_eq!(lie(0, 2), DataError::Packed("it is of another version"));
    for (place, name) in [(1, "channels"), (2, "height"), (3, "width")] {
        for value in [0, largest] {
            assert_eq!(
                lie(place, value),
                DataError::Packed("no network takes its samples"),
                "{name}"
            );
        }
    }
    assert_eq!(lie(4, 0), DataError::Classes(0));
    assert_eq!(lie(4, largest), DataError::Classes(largest as usize));
    assert_eq!(lie(5, 0), DataError::Count(3));
    assert!(matches!(lie(5, largest), DataError::Count(_)));
    assert_eq!(lie(6, MAX_SAMPLES as u32), DataError::Count(MAX_SAMPLES + 7));
    assert_eq!(lie(5, 8), DataError::Packed("it breaks off"));
    assert_eq!(lie(6, 2), DataError::Packed("it goes on after its end"));
    // The length of the first name.
    assert_eq!(lie(7, 0), DataError::ClassName);
    assert_eq!(lie(7, largest), DataError::ClassName);
}

#[test]
fn names_that_cannot_be_shown_and_labels_of_no_class_are_errors() {
    let bytes = packed(7, 0).to_bytes();
    let name = bytes.windows(2).position(|pair| pair == "Ü".as_bytes()).unwrap();
    for wrong in [0xff, 7] {
        let mut bytes = bytes.clone();
        bytes[name] = wrong;
        assert!(Packed::parse(&bytes).is_err(), "{wrong}");
    }
    let mut bytes = packed(7, 3).to_bytes();
    let labels = bytes.len() - 10 * 13;
    bytes[labels + 8] = 2;
    assert_eq!(Packed::parse(&bytes), Err(DataError::Label { record: 1, label: 2, last: 1 }));
}

#[test]
fn a_test_set_judges_or_a_tenth_to_a_fifth_of_each_class() {
    for count in [10, 11, 12, 30, 40, 42, 200] {
        let [train, unseen] = packed(count, 0).halves().unwrap();
        for (class, held) in unseen.counts().into_iter().enumerate() {
            let all = held + train.counts()[class];
            assert!(held * 10 >= all && held * 5 <= all, "{held} of {all}");
        }
        assert_eq!((train.len(), train.len() + unseen.len()), (packed(count, 0).learned(), count));
    }
    let [train, unseen] = packed(7, 3).halves().unwrap();
    assert_eq!((train, unseen, packed(7, 3).learned()), (set(7), set(3), 7));
}

#[test]
fn too_little_is_refused() {
    assert_eq!(packed(8, 0).halves(), Err(DataError::TooFew));
    assert_eq!(packed(1, 4).halves(), Err(DataError::TooFew));
    assert!(packed(2, 4).halves().is_ok());
}

#[test]
fn fewer_samples_are_spread_over_all_classes() {
    let mut labels = vec![0; 30];
    labels.extend([1; 10]);
    let set = Dataset::new([1, 1, 1], (0..40).collect(), labels, vec!["a".into(), "b".into()]);
    let few = set.unwrap().spread(8);
    assert_eq!(few.samples, [0, 5, 10, 15, 20, 25, 30, 35]);
    assert_eq!(few.counts(), [6, 2]);
    assert_eq!(few.spread(100), few);
    assert!(few.spread(0).is_empty());
}
