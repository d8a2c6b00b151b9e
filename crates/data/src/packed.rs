//! A set in one piece of bytes, as the page keeps it and hands it to a run. All numbers are 32 bits, small
//! end first:
//!
//! | | |
//! |---|---|
//! | `LOUPESET` | 8 bytes |
//! | version, channels, height, width | numbers; the version is 1 |
//! | classes, samples to learn from, samples that judge | numbers; the last may be 0 |
//! | each class's name | its length in bytes, a number, and so many bytes of UTF-8 |
//! | labels | a byte for each sample: first those to learn from, then those that judge |
//! | samples | likewise; channels first, 0 to 255 |

use crate::dataset::Dataset;
use crate::error::DataError;
use crate::limits::{MAX_BYTES, MAX_CLASS_BYTES, MAX_SAMPLES, MAX_SIDE, MIN_CLASS_SAMPLES};

const MAGIC: &[u8] = b"LOUPESET";
const VERSION: usize = 1;

/// A set of a visitor's own, and what its makers set aside to judge by, if they did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// What is learned from, and validated on where there is no test set.
    pub train: Dataset,
    /// Of the same shape and classes.
    pub test: Option<Dataset>,
}

impl Packed {
    /// Reads the bytes of [`Packed::to_bytes`].
    ///
    /// Fails if they are damaged or of another version, or exceed the [limits](crate::limits).
    pub fn parse(bytes: &[u8]) -> Result<Self, DataError> {
        let mut rest = bytes;
        if take(&mut rest, MAGIC.len())? != MAGIC {
            return Err(DataError::Packed("it is no set"));
        }
        let mut numbers = [0; 7];
        for value in &mut numbers {
            *value = number(&mut rest)?;
        }
        let [version, channels, height, width, classes, train, test] = numbers;
        if version != VERSION {
            return Err(DataError::Packed("it is of another version"));
        }
        let side = 1..=MAX_SIDE;
        if ![1, 3].contains(&channels) || !side.contains(&height) || !side.contains(&width) {
            return Err(DataError::Packed("no network takes its samples"));
        }
        let most = 1..=MAX_SAMPLES;
        if !most.contains(&train) || test > MAX_SAMPLES || !most.contains(&(train + test)) {
            return Err(DataError::Count(train.saturating_add(test)));
        }
        if !(1..=usize::from(u8::MAX) + 1).contains(&classes) {
            return Err(DataError::Classes(classes));
        }
        let names = (0..classes).map(|_| name(&mut rest)).collect::<Result<Vec<_>, _>>()?;
        let size = channels * height * width;
        if (train + test).saturating_mul(size) > MAX_BYTES {
            return Err(DataError::TooLarge);
        }
        let labels = take(&mut rest, train + test)?.split_at(train);
        let samples = take(&mut rest, (train + test) * size)?.split_at(train * size);
        if !rest.is_empty() {
            return Err(DataError::Packed("it goes on after its end"));
        }
        let half = |samples: &[u8], labels: &[u8]| {
            let shape = [channels, height, width];
            Dataset::new(shape, samples.to_vec(), labels.to_vec(), names.clone())
        };
        let test = (test > 0).then(|| half(samples.1, labels.1)).transpose()?;
        Ok(Self { train: half(samples.0, labels.0)?, test })
    }

    /// The bytes that [`Packed::parse`] reads.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Dataset { channels, height, width, classes, .. } = &self.train;
        let halves = || [Some(&self.train), self.test.as_ref()].into_iter().flatten();
        let test = self.test.as_ref().map_or(0, Dataset::len);
        let numbers = [VERSION, *channels, *height, *width, classes.len(), self.train.len(), test];
        let mut bytes = MAGIC.to_vec();
        bytes.extend(numbers.iter().flat_map(|number| (*number as u32).to_le_bytes()));
        for name in classes {
            bytes.extend((name.len() as u32).to_le_bytes());
            bytes.extend(name.as_bytes());
        }
        halves().for_each(|half| bytes.extend(&half.labels));
        bytes.reserve_exact(halves().map(|half| half.samples.len()).sum());
        halves().for_each(|half| bytes.extend(&half.samples));
        bytes
    }

    /// Whether there are two classes to tell apart, and something to judge by.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        let counts = self.train.counts();
        let judged = self.test.is_some() || counts.iter().any(|count| held(*count) > 0);
        judged && counts.iter().filter(|count| **count > 0).count() > 1
    }

    /// How many samples are learned from.
    #[must_use]
    pub fn learned(&self) -> usize {
        let judge = |counts: Vec<usize>| counts.into_iter().map(held).sum::<usize>();
        self.train.len() - if self.test.is_some() { 0 } else { judge(self.train.counts()) }
    }

    /// What is learned from, and what judges: the test set, or where there is none the last tenth of each
    /// class, rounded up. A class of few samples keeps them all.
    ///
    /// Fails if the set [is not enough](Packed::is_enough).
    pub fn halves(self) -> Result<[Dataset; 2], DataError> {
        if !self.is_enough() {
            return Err(DataError::TooFew);
        }
        let (train, test) = match self.test {
            Some(test) => (self.train, test),
            None => self.train.split(held),
        };
        Ok([train, test])
    }
}

/// How many samples of a class of so many judge.
fn held(count: usize) -> usize {
    if count < MIN_CLASS_SAMPLES { 0 } else { count.div_ceil(10) }
}

/// The next bytes.
fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], DataError> {
    let (taken, after) = rest.split_at_checked(length).ok_or(DataError::Packed("it breaks off"))?;
    *rest = after;
    Ok(taken)
}

fn number(rest: &mut &[u8]) -> Result<usize, DataError> {
    let bytes = take(rest, 4)?;
    Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize)
}

/// A name that can be shown.
fn name(rest: &mut &[u8]) -> Result<String, DataError> {
    let length = number(rest)?;
    if !(1..=MAX_CLASS_BYTES).contains(&length) {
        return Err(DataError::ClassName);
    }
    let name = str::from_utf8(take(rest, length)?).ok();
    let name = name.filter(|name| !name.contains(char::is_control));
    Ok(name.ok_or(DataError::Packed("a class has an impossible name"))?.to_owned())
}
