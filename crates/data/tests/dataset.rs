//! Taking datasets apart.

use data::{DataError, Dataset, mnist};

/// Samples whose one value tells their position.
fn numbered(count: usize) -> Dataset {
    let samples = (0..count).flat_map(|index| (index as u16).to_be_bytes()).collect();
    let labels = (0..count).map(|index| (index % 10) as u8).collect();
    let classes = (0..10).map(|digit| digit.to_string()).collect();
    Dataset::new([2, 1, 1], samples, labels, classes).unwrap()
}

#[test]
fn parts_keep_samples_and_labels_together() {
    let set = numbered(25);
    assert_eq!(set.counts(), [3, 3, 3, 3, 3, 2, 2, 2, 2, 2]);
    let some = set.select(&[24, 0, 7]);
    assert_eq!(some.labels, [4, 0, 7]);
    assert_eq!([some.sample(0), some.sample(1), some.sample(2)], [[0, 24], [0, 0], [0, 7]]);
    let tail = set.slice(20..90);
    assert_eq!((tail.len(), tail.sample(0)), (5, [0, 20].as_slice()));
    assert!(set.slice(30..40).is_empty());
}

#[test]
fn the_unseen_digits_are_never_trained_on() {
    let (train, unseen) = mnist::split(numbered(12_000));
    assert_eq!((train.len(), unseen.len()), (11_000, 1_000));
    let number = |set: &Dataset, index| u16::from_be_bytes(set.sample(index).try_into().unwrap());
    assert!((0..unseen.len()).all(|index| usize::from(number(&unseen, index)) == 9_000 + index));
    let seen: Vec<u16> = (0..train.len()).map(|index| number(&train, index)).collect();
    assert!(seen.iter().all(|&number| !mnist::UNSEEN.contains(&usize::from(number))));
    assert!(seen.is_sorted());
}

#[test]
fn parts_that_disagree_are_no_dataset() {
    let classes = vec!["cat".to_owned(), "dog".to_owned()];
    let short = Dataset::new([1, 2, 2], vec![0; 9], vec![0, 1], classes.clone());
    assert_eq!(short, Err(DataError::Disagree { images: 2, labels: 2 }));
    let unknown = Dataset::new([1, 1, 1], vec![0; 2], vec![0, 2], classes);
    assert_eq!(unknown, Err(DataError::Label { record: 1, label: 2, last: 1 }));
}
