//! Photos in a zip archive are the photos in its folders.

mod support;

use std::fs;

use support::{Folder, code, digit_bmp, json, loupe, stderr, stdout};

/// An archive of these files, none of them compressed.
fn stored(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, data) in files {
        let size = (data.len() as u32).to_le_bytes();
        let common = [&[0; 8], &crc(data).to_le_bytes()[..], &size, &size].concat();
        let length = [name.len() as u8, 0, 0, 0];
        let start = (bytes.len() as u32).to_le_bytes();
        directory.extend([b"PK\x01\x02\x14\0\x14\0", &common[..], &length, &[0; 10]].concat());
        directory.extend([&start[..], name.as_bytes()].concat());
        bytes.extend([b"PK\x03\x04\x14\0", &common[..], &length, name.as_bytes(), data].concat());
    }
    let (count, start) = (files.len() as u8, (bytes.len() as u32).to_le_bytes());
    let length = (directory.len() as u32).to_le_bytes();
    bytes.extend(directory);
    bytes.extend(
        [b"PK\x05\x06\0\0\0\0", &[count, 0, count, 0][..], &length, &start, &[0; 2]].concat(),
    );
    bytes
}

/// The check sum of zip archives, bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[test]
fn an_archive_is_scored_as_its_folders_are() {
    let folder = Folder::new("archive");
    let mut files: Vec<(String, Vec<u8>)> = (0..6)
        .map(|index| {
            let class = ["cats", "dogs"][index % 2];
            (format!("test/{class}/{index}.bmp"), digit_bmp(|x, y| x * index % 28 > y))
        })
        .collect();
    for (name, bytes) in &files {
        let path = folder.path(name);
        fs::create_dir_all(std::path::Path::new(&path).parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    files.push(("test/dogs/broken.jpg".to_owned(), b"no photo".to_vec()));
    let archive = folder.file("photos.zip", &stored(&files));

    let of_folder = loupe(&["eval", "catdog", "--data", folder.root(), "--json"]);
    assert_eq!(code(&of_folder), 0, "{}", stderr(&of_folder));
    assert_eq!(json(&stdout(&of_folder))["n"], 6);
    let of_archive = loupe(&["eval", "catdog", "--data", &archive, "--json"]);
    assert_eq!(stdout(&of_archive), stdout(&of_folder));
    assert!(stderr(&of_archive).contains("left out: test/dogs/broken.jpg: "));

    let other_half = loupe(&["train", "catdog", "--data", &archive]);
    assert_eq!(code(&other_half), 1);
    assert!(stderr(&other_half).contains("photos.zip: "), "{}", stderr(&other_half));
}
