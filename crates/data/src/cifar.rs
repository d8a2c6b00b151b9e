//! CIFAR-10's photos in the publishers' binary layout: one byte of label, then three planes of
//! 32 x 32 bytes, record after record.

use std::io::Read;

use crate::dataset::Dataset;
use crate::error::DataError;
use crate::gzip;
use crate::limits::{MAX_BYTES, MAX_SAMPLES};
use crate::paths;
use crate::zip::{self, Zip};

/// The publishers' names of the files to train on, in order.
pub const TRAIN: [&str; 5] = [
    "data_batch_1.bin",
    "data_batch_2.bin",
    "data_batch_3.bin",
    "data_batch_4.bin",
    "data_batch_5.bin",
];

/// The publishers' name of the file to be scored on.
pub const TEST: [&str; 1] = ["test_batch.bin"];

const CLASSES: [&str; 10] =
    ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
const SIDE: usize = 32;
const PIXELS: usize = 3 * SIDE * SIDE;
const RECORD: usize = 1 + PIXELS;

/// Training photos that are kept back for choosing between runs: the last of the file.
const VALIDATION: usize = 2_500;

/// Reads the records of some files, in their order.
///
/// Fails if a file is no whole number of records, a label is above 9, or there are none or more than
/// [`MAX_SAMPLES`].
pub fn parse(files: &[Vec<u8>]) -> Result<Dataset, DataError> {
    let count = files.iter().map(|file| file.len() / RECORD).sum();
    if let Some(file) = files.iter().find(|file| file.len() % RECORD > 0) {
        return Err(DataError::Records { held: file.len(), record: RECORD });
    }
    if !(1..=MAX_SAMPLES).contains(&count) {
        return Err(DataError::Count(count));
    }
    let (mut samples, mut labels) = (Vec::with_capacity(count * PIXELS), Vec::with_capacity(count));
    for record in files.iter().flat_map(|file| file.chunks_exact(RECORD)) {
        labels.push(record[0]);
        samples.extend_from_slice(&record[1..]);
    }
    Dataset::new([3, SIDE, SIDE], samples, labels, CLASSES.map(str::to_owned).into())
}

/// Takes files of these names out of the publishers' archive, `.tar` or `.tar.gz`, or out of a `.zip`.
///
/// Fails if the archive is damaged, too large, or lacks one of them.
pub fn unpack(archive: &[u8], names: &[&'static str]) -> Result<Vec<Vec<u8>>, DataError> {
    if archive.starts_with(zip::MAGIC) {
        return unzip(archive, names);
    }
    let fault = |error: std::io::Error| DataError::Tar(error.to_string());
    let bytes = gzip::unpack(archive)?;
    let mut found: Vec<Option<Vec<u8>>> = vec![None; names.len()];
    for entry in tar::Archive::new(bytes.as_ref()).entries().map_err(fault)? {
        let mut entry = entry.map_err(fault)?;
        let name = entry.path_bytes().rsplit(|byte| *byte == b'/').next().map(<[u8]>::to_vec);
        let wanted = names.iter().position(|wanted| name.as_deref() == Some(wanted.as_bytes()));
        // Other kinds, such as sparse files, may claim far more bytes than the archive holds.
        let ordinary = entry.header().entry_type().is_file();
        if let Some(index) = wanted.filter(|_| ordinary) {
            let mut file = Vec::new();
            entry.read_to_end(&mut file).map_err(fault)?;
            found[index] = Some(file);
        }
    }
    let found = names.iter().zip(found).map(|(name, file)| file.ok_or(DataError::Missing(name)));
    found.collect()
}

fn unzip(archive: &[u8], names: &[&'static str]) -> Result<Vec<Vec<u8>>, DataError> {
    let zip = Zip::open(archive)?;
    let file = |name: &&'static str| {
        let entry = zip.entries.iter().find(|entry| paths::name(&entry.path) == *name);
        zip.read(entry.ok_or(DataError::Missing(name))?, MAX_BYTES)
    };
    names.iter().map(file).collect()
}

/// Splits the training set into what networks are trained on and what runs are chosen by: the last
/// 2,500 photos, or fewer of a small set.
pub fn split(train: &Dataset) -> (Dataset, Dataset) {
    let kept = VALIDATION.min(train.len() / 10);
    let end = train.len() - kept;
    (train.slice(0..end), train.slice(end..train.len()))
}
