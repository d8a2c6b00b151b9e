//! Drawings, good and hostile, to samples.

mod common;

use common::{centre, difference, extent, sample, step};
use pixels::digit::{Frame, Step, Switches, from_strokes};
use pixels::limits::{MAX_POINTS, MAX_STROKES};
use pixels::{Strokes, StrokesError};
use proptest::prelude::*;

fn stroke(points: &[(f32, f32)]) -> Vec<f32> {
    points.iter().flat_map(|&(x, y)| [x, y, 0.5, 0.0]).collect()
}

fn drawing(points: &[(f32, f32)]) -> Strokes {
    Strokes::new(&stroke(points), &[points.len() as u32], &[0]).unwrap()
}

/// A seven in a box of `size` at `left`, `top`.
fn seven(left: f32, top: f32, size: f32) -> Strokes {
    let corners = [(0.1, 0.0), (0.8, 0.0), (0.35, 1.0)];
    drawing(&corners.map(|(x, y)| (left + x * size, top + y * size)))
}

fn film(strokes: &Strokes) -> pixels::digit::Film {
    from_strokes(strokes, &Switches::default(), &Frame::MNIST)
}

#[test]
fn a_sample_has_the_size_place_and_pen_of_mnist() {
    let film = film(&seven(0.2, 0.1, 0.7));
    let sample = sample(&film);
    assert_eq!((sample.width, sample.height), (28, 28));
    assert_eq!(extent(sample).1, 20);
    let (column, row) = centre(sample);
    assert!((column - 14.0).abs() <= 0.5 && (row - 14.0).abs() <= 0.5, "{column} {row}");
    // The bar of the seven is as wide as MNIST's pens: 2 to 3 pixels of 20.
    let bar: f32 = (0..28).map(|row| sample.values[row * 28 + 13]).take(12).sum();
    assert!((1.8..3.2).contains(&bar), "{bar}");
    let names: Vec<&str> = film.steps.iter().map(|(step, _)| step.name()).collect();
    assert_eq!(names, ["drawing", "crop", "fit", "centre", "scale"]);
}

#[test]
fn size_and_place_of_a_drawing_do_not_matter() {
    let large = film(&seven(0.05, 0.05, 0.9));
    for (left, top, size) in [(0.7, 0.7, 0.2), (0.0, 0.5, 0.4), (0.3, 0.0, 0.6)] {
        let small = film(&seven(left, top, size));
        assert!(difference(sample(&large), sample(&small)) < 0.02, "{size}");
    }
}

#[test]
fn nothing_drawn_is_a_state() {
    for strokes in [Strokes::new(&[], &[], &[]), Strokes::new(&[], &[0, 0], &[0, 1])] {
        let film = film(&strokes.unwrap());
        assert!(film.sample.is_none());
        assert_eq!(film.steps.len(), 1);
        assert_eq!(film.steps[0].1.values.iter().sum::<f32>(), 0.0);
    }
}

#[test]
fn a_dot_stays_a_dot() {
    let film = film(&drawing(&[(0.9, 0.2)]));
    let mass: f32 = sample(&film).values.iter().sum();
    assert!((2.0..12.0).contains(&mass), "{mass}");
    assert!(sample(&film).values[14 * 28 + 14] > 0.8);
}

#[test]
fn points_that_are_no_numbers_are_left_out() {
    let mut points = stroke(&[(0.2, 0.1), (0.5, 0.5), (0.2, 0.9)]);
    points[4] = f32::NAN;
    points[2] = f32::INFINITY;
    let broken = Strokes::new(&points, &[3], &[0]).unwrap();
    assert_eq!(broken, drawing(&[(0.2, 0.1), (0.2, 0.9)]));
    let nothing = Strokes::new(&[f32::INFINITY, f32::NAN, f32::NAN, f32::NAN], &[1], &[0]).unwrap();
    assert!(nothing.is_empty());
}

#[test]
fn off_the_pad_there_is_no_ink() {
    for crop in [true, false] {
        let switches = Switches { crop, ..Switches::default() };
        let strokes = drawing(&[(3.0, 4.0), (1e30, 5.0), (f32::MAX, f32::MAX)]);
        assert!(from_strokes(&strokes, &switches, &Frame::MNIST).sample.is_none());
    }
}

#[test]
fn a_stroke_that_leaves_the_pad_is_cut_at_its_border() {
    let film = film(&drawing(&[(0.5, 0.5), (1.5, 0.5)]));
    let width = extent(step(&film, Step::Drawing)).0;
    assert!((145..155).contains(&width), "{width}");
}

#[test]
fn a_million_points_are_thinned() {
    let points: Vec<f32> = (0..1_000_000)
        .flat_map(|index| [(index as f32 * 1e-4).sin().abs(), index as f32 * 1e-6, 0.5, 0.0])
        .collect();
    let strokes = Strokes::new(&points, &[1_000_000], &[0]).unwrap();
    assert!(strokes.iter().map(|stroke| stroke.points.len()).sum::<usize>() <= MAX_POINTS);
    assert!(film(&strokes).sample.is_some());
}

#[test]
fn limits_hold_at_their_border() {
    for (count, thinned) in [(MAX_POINTS - 1, false), (MAX_POINTS, false), (MAX_POINTS + 1, true)] {
        let strokes = Strokes::new(&vec![0.5; count * 4], &[count as u32], &[0]).unwrap();
        let kept = strokes.iter().next().unwrap().points.len();
        assert_eq!(kept < count, thinned);
    }
    for count in [MAX_STROKES - 1, MAX_STROKES] {
        assert!(Strokes::new(&vec![0.5; count * 4], &vec![1; count], &vec![0; count]).is_ok());
    }
    let count = MAX_STROKES + 1;
    let error = Strokes::new(&vec![0.5; count * 4], &vec![1; count], &vec![0; count]).unwrap_err();
    assert_eq!(error, StrokesError::TooMany(count));
}

#[test]
fn lists_that_contradict_each_other_are_malformed() {
    let cases: [(&[f32], &[u32], &[u8]); 6] = [
        (&[0.1; 4], &[2], &[0]),
        (&[0.1; 5], &[1], &[0]),
        (&[0.1; 4], &[u32::MAX, u32::MAX], &[0, 0]),
        (&[0.1; 4], &[1], &[]),
        (&[0.1; 4], &[], &[]),
        (&[0.1; 4], &[1], &[2]),
    ];
    for (points, lengths, kinds) in cases {
        assert!(matches!(Strokes::new(points, lengths, kinds), Err(StrokesError::Malformed(_))));
    }
}

#[test]
fn an_eraser_takes_ink_away() {
    let mut points = stroke(&[(0.3, 0.1), (0.3, 0.9)]);
    points.extend(stroke(&[(0.8, 0.5)]));
    points.extend(stroke(&[(0.8, 0.4), (0.8, 0.6)]));
    let strokes = Strokes::new(&points, &[2, 1, 2], &[0, 0, 1]).unwrap();
    let line = drawing(&[(0.3, 0.1), (0.3, 0.9)]);
    assert!(difference(sample(&film(&strokes)), sample(&film(&line))) < 0.01);
    let mut points = stroke(&[(0.3, 0.5)]);
    points.extend(stroke(&[(0.3, 0.5)]));
    let strokes = Strokes::new(&points, &[1, 1], &[0, 1]).unwrap();
    assert!(film(&strokes).sample.is_none());
}

#[test]
fn a_press_makes_the_line_wider() {
    let width = |pressure: f32| {
        let points = [0.5, 0.1, pressure, 0.0, 0.5, 0.9, pressure, 0.0];
        extent(step(&film(&Strokes::new(&points, &[2], &[0]).unwrap()), Step::Drawing)).0
    };
    assert!(width(0.0) < width(0.5) && width(0.5) < width(1.0));
}

#[test]
fn each_switch_turns_one_step_off() {
    let strokes = seven(0.6, 0.1, 0.3);
    let with = |change: fn(&mut Switches)| {
        let mut switches = Switches::default();
        change(&mut switches);
        from_strokes(&strokes, &switches, &Frame::MNIST)
    };
    let all = film(&strokes);
    let uncropped = with(|switches| switches.crop = false);
    assert!(extent(sample(&uncropped)).1 <= 10);
    let stretched = with(|switches| switches.ratio = false);
    assert_eq!(extent(sample(&stretched)), (20, 20));
    let uncentred = with(|switches| switches.centre = false);
    assert!(difference(sample(&uncentred), sample(&all)) > 0.01);
    assert_eq!(step(&uncentred, Step::Fit), step(&all, Step::Fit));
    let unscaled = with(|switches| switches.scale = false);
    let scaled_after: Vec<f32> =
        sample(&unscaled).values.iter().map(|value| value / 255.0).collect();
    assert!(scaled_after.iter().zip(&sample(&all).values).all(|(a, b)| (a - b).abs() < 1e-6));
}

proptest! {
    #[test]
    fn any_drawing_gives_finite_values_in_range(
        numbers in prop::collection::vec(any::<f32>(), 0..200),
        scale in prop::sample::select(vec![1.0f32, 1e-3, 1e30]),
        kind in 0u8..2,
    ) {
        let count = numbers.len() / 4;
        let points: Vec<f32> = numbers[..count * 4].iter().map(|number| number % 2.0 * scale).collect();
        let first = count / 2;
        let lengths = [first as u32, (count - first) as u32];
        let film = film(&Strokes::new(&points, &lengths, &[0, kind]).unwrap());
        for plane in film.steps.iter().map(|(_, plane)| plane).chain(&film.sample) {
            prop_assert_eq!(plane.values.len(), plane.width * plane.height);
            prop_assert!(plane.values.iter().all(|value| (0.0..=1.0).contains(value)));
        }
    }
}
