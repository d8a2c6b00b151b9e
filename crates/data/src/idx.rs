//! The idx format of MNIST's publishers, plain or gzipped: a magic number, big-endian sizes, bytes.

use crate::error::DataError;
use crate::gzip;
use crate::limits::{MAX_SAMPLES, MAX_SIDE};
use std::borrow::Cow;

const IMAGES_MAGIC: u32 = 0x0803;
const LABELS_MAGIC: u32 = 0x0801;

/// The grey images of a file, all of one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Images {
    /// Number of images, at least 1.
    pub count: usize,
    /// Height of each in pixels.
    pub height: usize,
    /// Width of each in pixels.
    pub width: usize,
    /// `count * height * width` values 0 to 255, image by image, row by row.
    pub pixels: Vec<u8>,
}

/// Reads a file of images, gzipped or not.
///
/// Fails if the file is damaged, holds something else, or exceeds the [limits](crate::limits).
pub fn images(bytes: &[u8]) -> Result<Images, DataError> {
    let file = File::open(bytes, "images", IMAGES_MAGIC)?;
    let (count, height, width) = (file.word(1)?, file.word(2)?, file.word(3)?);
    let pixels = file.body(count, height, width, 16)?;
    Ok(Images { count: count as usize, height: height as usize, width: width as usize, pixels })
}

/// Reads a file of labels, gzipped or not.
///
/// Fails if the file is damaged, holds something else, or exceeds the [limits](crate::limits).
pub fn labels(bytes: &[u8]) -> Result<Vec<u8>, DataError> {
    let file = File::open(bytes, "labels", LABELS_MAGIC)?;
    file.body(file.word(1)?, 1, 1, 8)
}

/// Reads one file, gzipped or not, that holds a file of images and then the file of their labels.
///
/// Fails if either part is damaged, or they exceed the [limits](crate::limits).
pub fn pair(bytes: &[u8]) -> Result<(Images, Vec<u8>), DataError> {
    let bytes = gzip::unpack(bytes)?;
    let file = File::open(&bytes, "images", IMAGES_MAGIC)?;
    let sizes = [file.word(1)?, file.word(2)?, file.word(3)?].map(u64::from);
    // Saturating: three large sides are more than any number holds, and than the file.
    let end = sizes.into_iter().fold(1, u64::saturating_mul).saturating_add(16);
    let end = usize::try_from(end).unwrap_or(usize::MAX).min(bytes.len());
    Ok((images(&bytes[..end])?, labels(&bytes[end..])?))
}

/// The unpacked bytes of a file whose magic number is right.
struct File<'a> {
    bytes: Cow<'a, [u8]>,
}

impl<'a> File<'a> {
    fn open(bytes: &'a [u8], what: &'static str, expected: u32) -> Result<Self, DataError> {
        let file = Self { bytes: gzip::unpack(bytes)? };
        let found = file.word(0)?;
        if found == expected { Ok(file) } else { Err(DataError::Magic { what, expected, found }) }
    }

    fn word(&self, index: usize) -> Result<u32, DataError> {
        let word = self.bytes.get(index * 4..index * 4 + 4).and_then(|word| word.try_into().ok());
        word.map(u32::from_be_bytes).ok_or(DataError::NoHeader(self.bytes.len()))
    }

    /// Returns what follows the header, which must be as long as the header declares.
    fn body(
        &self,
        count: u32,
        height: u32,
        width: u32,
        header: usize,
    ) -> Result<Vec<u8>, DataError> {
        let side = 1..=MAX_SIDE as u32;
        if !(1..=MAX_SAMPLES as u32).contains(&count)
            || !side.contains(&height)
            || !side.contains(&width)
        {
            return Err(DataError::Sizes { count, height, width });
        }
        // At most 100,000 x 1,024 x 1,024, which a 32-bit usize cannot hold.
        let declared = u64::from(count) * u64::from(height) * u64::from(width);
        let held = self.bytes.len() - header;
        if declared != held as u64 {
            return Err(DataError::Length { declared, held });
        }
        Ok(self.bytes[header..].to_vec())
    }
}
