//! The real MNIST, where it is at hand: the variable LOUPE_DATA names a folder with `mnist/` in it, or
//! the folder of the set itself.

use data::mnist;
use pixels::Picture;
use pixels::digit::{Frame, Switches, from_picture};
use std::io::{Write, stderr};
use std::path::PathBuf;

fn folder() -> Option<PathBuf> {
    let given = std::env::var_os("LOUPE_DATA").map(PathBuf::from);
    let found = given.and_then(|folder| {
        [folder.join("mnist"), folder]
            .into_iter()
            .find(|folder| read(folder, "t10k-images-idx3-ubyte").is_some())
    });
    if found.is_none() {
        // Past the test harness, which would keep it to itself.
        let _ = writeln!(stderr(), "SKIPPED: LOUPE_DATA names no folder with MNIST's files");
    }
    found
}

fn read(folder: &std::path::Path, name: &str) -> Option<Vec<u8>> {
    let plain = std::fs::read(folder.join(name));
    plain.or_else(|_| std::fs::read(folder.join(format!("{name}.gz")))).ok()
}

#[test]
fn real_digits_come_back_from_pictures_nearly_unchanged() {
    let Some(folder) = folder() else { return };
    let images = read(&folder, "t10k-images-idx3-ubyte").unwrap();
    let labels = read(&folder, "t10k-labels-idx1-ubyte").unwrap();
    let set = mnist::parse(&images, &labels).unwrap();
    assert_eq!(set.len(), 10_000);
    let count = 500;
    let (mut same, mut off) = (0, 0.0);
    for index in 0..count {
        let rgb = set.sample(index).iter().flat_map(|&value| [value; 3]).collect();
        let picture = Picture::new(28, 28, rgb).unwrap();
        let film = from_picture(&picture, &Switches::default(), &Frame::MNIST);
        let bytes = film.sample.unwrap().bytes();
        let difference: u32 =
            bytes.iter().zip(set.sample(index)).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
        same += usize::from(difference == 0);
        off += f64::from(difference) / 784.0;
    }
    let (same, off) = (same as f64 / f64::from(count as u32), off / f64::from(count as u32));
    eprintln!(
        "{:.1} % of the digits unchanged, mean absolute difference {off:.4} of 255",
        same * 100.0
    );
    assert!(same > 0.95, "only {same} are unchanged");
    assert!(off < 0.2, "mean absolute difference {off} of 255");
}
