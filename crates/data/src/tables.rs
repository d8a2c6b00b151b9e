//! Files that hold many samples each, as their publishers name them: idx and CIFAR-10's.

use std::borrow::Cow;

use crate::cifar;
use crate::dataset::Dataset;
use crate::error::DataError;
use crate::gzip;
use crate::idx;
use crate::limits::MAX_BYTES;
use crate::packed::Packed;
use crate::paths::name;
use crate::zip::Zip;

/// A file and its name.
pub type Named = (String, Vec<u8>);

/// What the names of such files have that lie beside others.
const FAMILIAR: [&str; 4] = ["data_batch", "test_batch", "idx", "ubyte"];

/// What MNIST's publishers call the files to be scored on, and CIFAR-10's.
const TESTS: [&str; 2] = ["t10k", "test"];

/// What stands in the first header of every tar archive.
const TAR: &[u8] = b"ustar";

/// The classes that digits are counted in, where the labels name no higher one.
const DIGITS: usize = 10;

/// Takes the files of such a set out of a zip archive.
///
/// Fails if there are none, if they are damaged, or if they unpack to more than [`MAX_BYTES`].
pub fn unzip(zip: &Zip) -> Result<Vec<Named>, DataError> {
    let mut left = MAX_BYTES;
    let mut files = Vec::new();
    for entry in zip.entries.iter().filter(|entry| is_familiar(&entry.path)) {
        let bytes = zip.read(entry, left).map_err(|error| match error {
            DataError::FileTooLarge(..) => DataError::TooLarge,
            other => other,
        })?;
        left -= bytes.len();
        files.push((entry.path.clone(), bytes));
    }
    if files.is_empty() { Err(DataError::Unknown) } else { Ok(files) }
}

/// Reads the files of one set: idx images and labels in two files or in one, gzipped or not; CIFAR-10's
/// records, or its archive. Other files beside them are left alone. Files whose names begin with `t10k` or `test` judge.
///
/// Fails if they are damaged, of no such set, or exceed the [limits](crate::limits).
pub fn read(mut files: Vec<Named>) -> Result<Packed, DataError> {
    if files.iter().any(|(path, _)| is_familiar(path)) {
        files.retain(|(path, _)| is_familiar(path));
    }
    let tests = |(path, _): &Named| TESTS.iter().any(|part| name(path).starts_with(part));
    let (tests, trains): (Vec<Named>, Vec<Named>) = files.into_iter().partition(tests);
    if trains.is_empty() {
        return half(&tests).map(|(train, test)| Packed { train, test });
    }
    let (train, archived) = half(&trains)?;
    let test = if tests.is_empty() { None } else { Some(half(&tests)?.0) };
    let Some(mut test) = test.or(archived) else { return Ok(Packed { train, test: None }) };
    let shape = |set: &Dataset| [set.channels, set.height, set.width];
    let known = test.labels.iter().all(|label| usize::from(*label) < train.classes.len());
    if shape(&train) != shape(&test) || !known {
        return Err(DataError::Disagree { images: train.len(), labels: test.len() });
    }
    test.classes.clone_from(&train.classes);
    Ok(Packed { train, test: Some(test) })
}

fn is_familiar(path: &str) -> bool {
    FAMILIAR.iter().any(|part| name(path).contains(part))
}

/// Reads the files of one half; an archive may bring the other one, too.
fn half(files: &[Named]) -> Result<(Dataset, Option<Dataset>), DataError> {
    let opened = files.iter().map(|(_, bytes)| gzip::unpack(bytes));
    let opened = opened.collect::<Result<Vec<Cow<[u8]>>, _>>()?;
    let is_idx = |bytes: &[u8]| bytes.starts_with(&[0, 0, 8]);
    match &opened[..] {
        [pair] if is_idx(pair) => {
            let (images, labels) = idx::pair(pair)?;
            Ok((grey(images, labels)?, None))
        }
        [one, other] if is_idx(one) && is_idx(other) => {
            let swapped = one.get(3) == Some(&1);
            let (images, labels) = if swapped { (other, one) } else { (one, other) };
            Ok((grey(idx::images(images)?, idx::labels(labels)?)?, None))
        }
        [archive] if archive.get(257..262) == Some(TAR) => archived(archive),
        _ => {
            let mut files: Vec<_> = files.iter().zip(opened).collect();
            files.sort_by(|a, b| a.0.0.cmp(&b.0.0));
            let files: Vec<Vec<u8>> =
                files.into_iter().map(|(_, bytes)| bytes.into_owned()).collect();
            Ok((cifar::parse(&files).map_err(unknown)?, None))
        }
    }
}

/// The halves in CIFAR-10's archive.
fn archived(archive: &[u8]) -> Result<(Dataset, Option<Dataset>), DataError> {
    let names: Vec<&'static str> = cifar::TRAIN.into_iter().chain(cifar::TEST).collect();
    let files = cifar::unpack(archive, &names).map_err(unknown)?;
    let (train, test) = files.split_at(cifar::TRAIN.len());
    Ok((cifar::parse(train)?, Some(cifar::parse(test)?)))
}

/// What is not even the outside of such a set is of no set.
fn unknown(error: DataError) -> DataError {
    match error {
        DataError::Tar(_) | DataError::Records { .. } => DataError::Unknown,
        other => other,
    }
}

fn grey(images: idx::Images, labels: Vec<u8>) -> Result<Dataset, DataError> {
    let most = labels.iter().copied().max().unwrap_or_default();
    let classes = (0..DIGITS.max(usize::from(most) + 1)).map(|class| class.to_string());
    Dataset::new([1, images.height, images.width], images.pixels, labels, classes.collect())
}
