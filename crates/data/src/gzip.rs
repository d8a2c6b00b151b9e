use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;

use crate::error::DataError;
use crate::limits::MAX_BYTES;

const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The bytes of a file, unpacked if they are gzipped.
///
/// Fails if the stream is damaged, or if there are more bytes than [`MAX_BYTES`] before or after.
pub fn unpack(bytes: &[u8]) -> Result<Cow<'_, [u8]>, DataError> {
    if bytes.len() > MAX_BYTES {
        return Err(DataError::TooLarge);
    }
    if !bytes.starts_with(&MAGIC) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut unpacked = Vec::new();
    // One byte more than allowed tells a file that is too large from one that just fits.
    let mut limited = MultiGzDecoder::new(bytes).take(MAX_BYTES as u64 + 1);
    limited.read_to_end(&mut unpacked).map_err(|error| DataError::Gzip(error.to_string()))?;
    if unpacked.len() > MAX_BYTES { Err(DataError::TooLarge) } else { Ok(Cow::Owned(unpacked)) }
}
