//! Zip archives for the tests, made byte by byte.
#![allow(dead_code, reason = "not every test uses all of it")]

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// What Info-ZIP 3.0 wrote (`zip -rX - cats dogs | cat`): `cats/1.jpg`, which is 40 times "meow ", and
/// `dogs/2.jpg`, which is "wuff". Not knowing the lengths in time, it wrote them behind each file.
pub const INFO_ZIP: &[u8] =
    b"PK\x03\x04\x0a\0\0\0\0\0\0\0!\\\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0cats/PK\x03\x04\x14\0\x08\0\
    \x08\0\0\0!\\\0\0\0\0\0\0\0\0\xc8\0\0\0\x0a\0\0\0cats/1.jpg\xcbM\xcd/W\xc8\x1d\xfa\x04\0PK\x07\
    \x08u\xfd\xe7\xba\x0a\0\0\0\xc8\0\0\0PK\x03\x04\x0a\0\0\0\0\0\0\0!\\\0\0\0\0\0\0\0\0\0\0\0\0\
    \x05\0\0\0dogs/PK\x03\x04\x14\0\x08\0\x08\0\0\0!\\\0\0\0\0\0\0\0\0\x04\0\0\0\x0a\0\0\0dogs/2.j\
    pg+/MK\x03\0PK\x07\x08\xce\xe5\xe0\x12\x06\0\0\0\x04\0\0\0PK\x01\x02\x1e\x03\x0a\0\0\0\0\0\0\0\
    !\\\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0\0\0\x10\0\xedA\0\0\0\0cats/PK\x01\x02\x1e\x03\
    \x14\0\x08\0\x08\0\0\0!\\u\xfd\xe7\xba\x0a\0\0\0\xc8\0\0\0\x0a\0\0\0\0\0\0\0\x01\0\0\0\xa4\x81\
    #\0\0\0cats/1.jpgPK\x01\x02\x1e\x03\x0a\0\0\0\0\0\0\0!\\\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\0\0\
    \0\0\0\0\x10\0\xedAe\0\0\0dogs/PK\x01\x02\x1e\x03\x14\0\x08\0\x08\0\0\0!\\\xce\xe5\xe0\x12\x06\
    \0\0\0\x04\0\0\0\x0a\0\0\0\0\0\0\0\x01\0\0\0\xa4\x81\x88\0\0\0dogs/2.jpgPK\x05\x06\0\0\0\0\x04\
    \0\x04\0\xd6\0\0\0\xc6\0\0\0\0\0";

/// An archive of these files, each deflated.
pub fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let packed: Vec<Vec<u8>> = files.iter().map(|(_, data)| deflated(data)).collect();
    let files = files.iter().zip(&packed);
    let files = files.map(|((name, data), packed)| File {
        data: packed,
        method: 8,
        ..File::stored(name, data)
    });
    handmade(&files.collect::<Vec<_>>())
}

pub fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A file of which a test may claim anything.
#[derive(Clone)]
pub struct File<'a> {
    pub name: &'a [u8],
    pub data: &'a [u8],
    pub size: usize,
    pub crc: u32,
    pub method: u16,
    pub flags: u16,
}

impl<'a> File<'a> {
    pub fn stored(name: &'a str, data: &'a [u8]) -> Self {
        let mut crc = flate2::Crc::new();
        crc.update(data);
        let (size, crc) = (data.len(), crc.sum());
        Self { name: name.as_bytes(), data, size, crc, method: 0, flags: 0 }
    }

    fn local(&self) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04\x14\0".to_vec();
        bytes.extend(self.described());
        bytes.extend([self.name.len() as u16, 0].map(u16::to_le_bytes).concat());
        bytes.extend(self.name);
        bytes.extend(self.data);
        bytes
    }

    fn directory(&self, start: usize) -> Vec<u8> {
        let mut bytes = b"PK\x01\x02\x14\0\x14\0".to_vec();
        bytes.extend(self.described());
        bytes.extend([self.name.len() as u16, 0, 0, 0, 0, 0, 0].map(u16::to_le_bytes).concat());
        bytes.extend((start as u32).to_le_bytes());
        bytes.extend(self.name);
        bytes
    }

    /// What both headers say.
    fn described(&self) -> Vec<u8> {
        let numbers = [self.crc, self.data.len() as u32, self.size as u32];
        [
            [self.flags, self.method, 0, 0].map(u16::to_le_bytes).concat(),
            numbers.map(u32::to_le_bytes).concat(),
        ]
        .concat()
    }
}

/// An archive of these files, whatever they claim.
pub fn handmade(files: &[File]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for file in files {
        directory.extend(file.directory(bytes.len()));
        bytes.extend(file.local());
    }
    finished(bytes, &directory, files.len())
}

/// An archive whose directory lists one file many times (after Fifield, *A better zip bomb*, 2019).
pub fn overlapping(file: &File, count: usize) -> Vec<u8> {
    let names: Vec<String> = (0..count).map(|index| format!("{}/1.jpg", index % 2)).collect();
    let listed =
        names.iter().map(|name| File { name: name.as_bytes(), ..file.clone() }.directory(0));
    finished(file.local(), &listed.collect::<Vec<_>>().concat(), count)
}

fn finished(mut bytes: Vec<u8>, directory: &[u8], count: usize) -> Vec<u8> {
    let start = bytes.len() as u32;
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count as u16; 2].map(u16::to_le_bytes).concat());
    bytes.extend([directory.len() as u32, start].map(u32::to_le_bytes).concat());
    bytes.extend(b"\x09\0a comment");
    bytes
}
