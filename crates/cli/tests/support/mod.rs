//! What the tests of the command line share.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// Runs the binary to its end.
pub fn loupe(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_loupe")).args(arguments).output().unwrap()
}

pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

/// A folder of one test's own, gone when the test is over.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("loupe-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn root(&self) -> &str {
        self.0.to_str().unwrap()
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        fs::write(self.0.join(name), bytes).unwrap();
        self.path(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays behind in the system's temporary folder does no harm.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A 28x28 bitmap, white where the digit is and black elsewhere.
pub fn digit_bmp(digit: impl Fn(usize, usize) -> bool) -> Vec<u8> {
    const SIDE: usize = 28;
    const HEADER: usize = 54;
    let size = HEADER + SIDE * SIDE * 3;
    let mut bytes = b"BM".to_vec();
    for number in
        [size, 0, HEADER, 40, SIDE, SIDE, 1 | 24 << 16, 0, size - HEADER, 2835, 2835, 0, 0]
    {
        bytes.extend((number as u32).to_le_bytes());
    }
    // Bitmaps start with their lowest row.
    for y in (0..SIDE).rev() {
        for x in 0..SIDE {
            bytes.extend([if digit(x, y) { 255 } else { 0 }; 3]);
        }
    }
    bytes
}

/// A folder laid out as MNIST, of bars instead of digits: 9,088 to train on, the 1,000 unseen ones
/// among them, 20 to test on.
pub fn idx_folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    for (stem, count) in [("train", 10_088_u32), ("t10k", 20)] {
        let mut images = [&[0, 0, 8, 3][..], &count.to_be_bytes()].concat();
        images.extend([28_u32, 28].map(u32::to_be_bytes).concat());
        for image in 0..count as usize {
            let (label, shade) = (image % 10, (image * 37 % 200) as u8);
            images.extend((0..784).map(
                |pixel| {
                    if pixel % 28 / 3 == label { 255 - shade } else { 0 }
                },
            ));
        }
        let mut labels = [&[0, 0, 8, 1][..], &count.to_be_bytes()].concat();
        labels.extend((0..count).map(|image| (image % 10) as u8));
        folder.file(&format!("{stem}-images-idx3-ubyte"), &images);
        folder.file(&format!("{stem}-labels-idx1-ubyte"), &labels);
    }
    folder
}
