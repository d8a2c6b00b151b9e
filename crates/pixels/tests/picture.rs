//! Pictures of digits, clean and photographed, to samples.

mod common;

use common::{centre, difference, extent, grey, noise, sample, seven};
use pixels::Picture;
use pixels::digit::{Film, Frame, Switches, from_picture};

fn film(picture: &Picture) -> Film {
    from_picture(picture, &Switches::default(), &Frame::MNIST)
}

/// The sample of a clean seven with MNIST's pen.
fn reference() -> Film {
    film(&grey(200, 200, seven(20.0, 20.0, 160.0, 20.0)))
}

#[test]
fn a_clean_sample_comes_back_unchanged() {
    let film = reference();
    let original = sample(&film);
    for dark_on_light in [false, true] {
        let again = grey(28, 28, |column, row| {
            let value = original.values[row * 28 + column];
            if dark_on_light { 1.0 - value } else { value }
        });
        let again = self::film(&again);
        assert!(difference(sample(&again), original) < 0.003);
    }
}

#[test]
fn either_polarity_gives_the_same_sample() {
    let ink = seven(60.0, 40.0, 200.0, 24.0);
    let light = film(&grey(400, 300, &ink));
    let dark = film(&grey(400, 300, |column, row| 1.0 - ink(column, row)));
    assert!(difference(sample(&light), sample(&dark)) < 0.005);
    assert_eq!(extent(sample(&light)).1, 20);
    let (column, row) = centre(sample(&light));
    assert!((column - 14.0).abs() <= 0.5 && (row - 14.0).abs() <= 0.5);
}

#[test]
fn shadow_noise_and_specks_do_not_matter() {
    let reference = reference();
    for (size, pen) in [(160.0, 20.0), (300.0, 36.0)] {
        let ink = seven(120.0, 60.0, size, pen);
        let photo = grey(500, 420, |column, row| {
            let light = 0.95 - 0.5 * column as f32 / 500.0 - 0.1 * (row as f32 / 420.0).powi(2);
            let speck =
                if (column as f32 - 40.0).hypot(row as f32 - 380.0) < 3.0 { 0.7 } else { 0.0 };
            let ink = ink(column, row).max(speck);
            (light * (1.0 - 0.75 * ink) + 0.05 * noise(column, row)).clamp(0.0, 1.0)
        });
        let film = film(&photo);
        assert!(difference(sample(&film), sample(&reference)) < 0.03);
    }
}

#[test]
fn a_fine_pen_on_a_large_sheet_is_seen() {
    let ink = seven(100.0, 80.0, 400.0, 4.0);
    let film = film(&grey(600, 600, |column, row| {
        0.9 - 0.7 * ink(column, row) + 0.02 * noise(column, row)
    }));
    let strong = sample(&film).values.iter().filter(|&&value| value > 0.9).count();
    assert!(strong > 20, "{strong}");
    assert!(difference(sample(&film), sample(&reference())) < 0.05);
}

#[test]
fn small_scans_are_enlarged() {
    let large = seven(0.0, 0.0, 160.0, 24.0);
    let average = |column: usize, row: usize| {
        let sum: f32 =
            (0..400).map(|index| large(column * 20 + index % 20, row * 20 + index / 20)).sum();
        sum / 400.0
    };
    let film = film(&grey(8, 8, average));
    assert!(difference(sample(&film), sample(&reference())) < 0.06);
}

#[test]
fn a_coloured_pen_is_seen() {
    let ink = seven(30.0, 30.0, 140.0, 18.0);
    for pen in [[250.0, 220.0, 20.0], [60.0, 80.0, 230.0], [230.0, 50.0, 40.0]] {
        let rgb = (0..200 * 200).flat_map(|index| {
            let ink = ink(index % 200, index / 200);
            pen.map(|colour| (245.0 * (1.0 - ink) + colour * ink) as u8)
        });
        let film = film(&Picture::new(200, 200, rgb.collect()).unwrap());
        assert!(difference(sample(&film), sample(&reference())) < 0.02, "{pen:?}");
    }
}

#[test]
fn empty_paper_has_no_sample() {
    let pages: [fn(usize, usize) -> f32; 5] = [
        |_, _| 0.0,
        |_, _| 1.0,
        |_, _| 0.5,
        |column, row| 0.8 + 0.05 * noise(column, row),
        |column, _| 0.9 - column as f32 / 1000.0,
    ];
    for (index, page) in pages.into_iter().enumerate() {
        let film = film(&grey(300, 200, page));
        assert!(film.sample.is_none(), "page {index}");
        assert_eq!(film.steps.len(), 2);
    }
}

#[test]
fn any_size_gives_a_defined_result() {
    let sizes = [
        (1, 1),
        (1, 2),
        (2, 1),
        (1, 2000),
        (2000, 1),
        (3, 3),
        (63, 64),
        (801, 5),
        (99, 100),
        (1601, 900),
    ];
    for (width, height) in sizes {
        for picture in
            [grey(width, height, |_, _| 1.0), grey(width, height, |x, y| 0.5 + 0.5 * noise(x, y))]
        {
            let film = film(&picture);
            for plane in film.steps.iter().map(|(_, plane)| plane).chain(&film.sample) {
                assert_eq!(plane.values.len(), plane.width * plane.height);
                assert!(
                    plane.values.iter().all(|value| (0.0..=1.0).contains(value)),
                    "{width} x {height}"
                );
            }
        }
    }
}

#[test]
fn switches_work_for_pictures_too() {
    let picture = grey(300, 300, seven(150.0, 20.0, 120.0, 14.0));
    let off = Switches { crop: false, ..Switches::default() };
    let film = from_picture(&picture, &off, &Frame::MNIST);
    assert!(extent(sample(&film)).1 < 12);
    let names: Vec<&str> = film.steps.iter().map(|(step, _)| step.name()).collect();
    assert_eq!(names, ["photo", "ink", "crop", "fit", "centre", "scale"]);
}
