//! The shapes that the project draws itself.

use data::{DataError, Dataset, Shapes};

const CLASSES: usize = 8;

fn grey(seed: u64, noise: f32) -> Shapes {
    Shapes::new([1, 28, 28], seed, noise).unwrap()
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

#[test]
fn the_same_seed_gives_the_same_bytes_everywhere() {
    assert_eq!(crc(&grey(1, 0.3).draw(0..64).unwrap().samples), 671_659_422);
    let colour = Shapes::new([3, 40, 24], 7, 0.0).unwrap();
    assert_eq!(crc(&colour.draw(0..64).unwrap().samples), 3_573_897_732);
}

#[test]
fn a_sample_depends_on_seed_and_position_alone() {
    let whole = grey(5, 0.5).draw(0..40).unwrap();
    let part = grey(5, 0.5).draw(17..40).unwrap();
    assert_eq!((part.sample(3), part.labels[3]), (whole.sample(20), whole.labels[20]));
    let other = grey(6, 0.5).draw(0..40).unwrap();
    assert!((0..40).all(|index| whole.sample(index) != other.sample(index)));
    assert!((1..40).all(|index| whole.sample(index) != whole.sample(0)));
    let last = grey(5, 0.5).draw(u64::MAX - 1..u64::MAX).unwrap();
    assert_eq!(last.len(), 1, "the set has no end");
}

#[test]
fn every_class_comes_as_often() {
    let set = grey(2, 0.0).draw(0..800).unwrap();
    assert_eq!(set.counts(), [100; CLASSES]);
    assert_eq!(set.classes.len(), CLASSES);
}

#[test]
fn every_shape_lies_inside_its_picture_and_can_be_seen() {
    for shape in [[1, 28, 28], [3, 32, 32], [3, 64, 64], [1, 8, 8], [3, 10, 90]] {
        let [_, height, width] = shape;
        let set = Shapes::new(shape, 3, 0.0).unwrap().draw(0..400).unwrap();
        for index in 0..set.len() {
            for channel in set.sample(index).chunks_exact(height * width) {
                let ground = channel[0];
                let at = |row: usize, column: usize| channel[row * width + column];
                let mut frame = (0..width)
                    .flat_map(|column| [at(0, column), at(height - 1, column)])
                    .chain((0..height).flat_map(|row| [at(row, 0), at(row, width - 1)]));
                assert!(frame.all(|value| value == ground), "{shape:?} {index}");
                let drawn = channel.iter().filter(|value| value.abs_diff(ground) > 30).count();
                let smallest = height.min(width).pow(2) / 64;
                assert!(drawn >= smallest, "{shape:?} {index}: {drawn} pixels");
            }
        }
    }
}

#[test]
fn edges_are_soft_and_ink_is_light_on_dark() {
    let set = grey(4, 0.0).draw(0..200).unwrap();
    for index in 0..set.len() {
        let sample = set.sample(index);
        let ink = *sample.iter().max().unwrap();
        assert!(sample[0] <= 39 && ink >= 150, "{index}: {ink} on {}", sample[0]);
        let soft = sample.iter().filter(|value| (sample[0] + 20..ink - 20).contains(value)).count();
        assert!(soft > 8, "{index}: {soft} soft pixels");
    }
}

/// Share of the second set's samples whose nearest neighbour in the first is of their class.
fn nearest_neighbour(known: &Dataset, asked: &Dataset) -> f64 {
    let distance = |a: &[u8], b: &[u8]| -> u32 {
        a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum()
    };
    let right = (0..asked.len()).filter(|index| {
        let sample = asked.sample(*index);
        let nearest = (0..known.len()).min_by_key(|other| distance(known.sample(*other), sample));
        known.labels[nearest.unwrap()] == asked.labels[*index]
    });
    right.count() as f64 / asked.len() as f64
}

#[test]
fn noise_makes_it_harder() {
    let accuracy = |noise| {
        let shapes = Shapes::new([1, 16, 16], 1, noise).unwrap();
        nearest_neighbour(&shapes.draw(0..200).unwrap(), &shapes.draw(200..1_000).unwrap())
    };
    let [clean, half, full] = [0.0, 0.5, 1.0].map(accuracy);
    assert!(clean > half + 0.02 && half > full + 0.2, "{clean} {half} {full}");
    assert!(full > 1.5 / CLASSES as f64, "full noise still shows something: {full}");
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    for shape in [[2, 28, 28], [0, 28, 28], [1, 7, 28], [1, 28, 7], [3, 1_025, 28]] {
        let [channels, height, width] = shape;
        let refused = Err(DataError::Canvas { channels, height, width });
        assert_eq!(Shapes::new(shape, 1, 0.0), refused);
    }
    for noise in [-0.1, 1.1, f32::NAN] {
        assert_eq!(Shapes::new([1, 8, 8], 1, noise), Err(DataError::Noise(noise.to_string())));
    }
    let large = Shapes::new([3, 1_024, 1_024], 1, 0.0).unwrap();
    assert_eq!(large.draw(0..102), Err(DataError::TooLarge));
    assert_eq!(large.draw(5..5), Err(DataError::Count(0)));
    assert_eq!(large.draw(0..100_001), Err(DataError::Count(100_001)));
}
