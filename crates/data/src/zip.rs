//! Zip archives as far as sets of photos need them: the stored and deflated files of the central directory
//! (PKWARE, *APPNOTE.TXT* 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16; no Zip64).
//!
//! Written here because every visitor downloads what reads them, and the `zip` library would be 45 KB of it,
//! compressed. Nothing is allocated that the archive's length does not bound.

use std::borrow::Cow;
use std::io::Read;

use flate2::Crc;
use flate2::read::DeflateDecoder;

use crate::error::DataError;
use crate::limits::{MAX_ARCHIVE_BYTES, MAX_PATH_BYTES};

/// The first bytes of every archive that holds a file.
pub const MAGIC: &[u8] = b"PK\x03\x04";

const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const LOCAL_SIZE: usize = 30;
const ENTRY_SIZE: usize = 46;
const END_SIZE: usize = 22;
/// Longest comment after the end record.
const MAX_COMMENT: usize = u16::MAX as usize;

/// Bit of the flags that says that a file is encrypted.
const ENCRYPTED: usize = 1;
const STORED: usize = 0;
const DEFLATED: usize = 8;

/// An archive whose directory was read and makes sense.
pub struct Zip<'a> {
    bytes: Cow<'a, [u8]>,
    /// Its files, without the folders.
    pub entries: Vec<Entry>,
}

/// A file of an archive.
pub struct Entry {
    /// Relative, with `/` between folders, and without `..`.
    pub path: String,
    /// Unpacked bytes, as the directory declares.
    pub size: usize,
    packed: usize,
    crc: u32,
    method: usize,
    encrypted: bool,
    /// Where its local header starts.
    start: usize,
}

impl<'a> Zip<'a> {
    /// Reads the directory.
    ///
    /// Fails if it is damaged, if the archive is longer than [`MAX_ARCHIVE_BYTES`] or declares to unpack
    /// to more, or if a name leads out of it or cannot be shown.
    pub fn open(bytes: impl Into<Cow<'a, [u8]>>) -> Result<Self, DataError> {
        let bytes = bytes.into();
        if bytes.len() > MAX_ARCHIVE_BYTES {
            return Err(DataError::ArchiveTooLarge);
        }
        let end = end_record(&bytes).ok_or_else(|| damaged("it has no directory at its end"))?;
        let record = &bytes[end..];
        let (count, start) = (short(record, 10), word(record, 16));
        if count == usize::from(u16::MAX) || start == u32::MAX as usize {
            return Err(damaged("it has more than 65,534 files"));
        }
        let mut directory =
            bytes.get(start..end).ok_or_else(|| damaged("its directory is not where it says"))?;
        let mut entries = Vec::new();
        let mut total = 0_usize;
        for _ in 0..count {
            if directory.len() < ENTRY_SIZE || !directory.starts_with(DIRECTORY_ENTRY) {
                return Err(damaged("its directory breaks off"));
            }
            let name = ENTRY_SIZE + short(directory, 28);
            let next = name + short(directory, 30) + short(directory, 32);
            let raw = directory.get(ENTRY_SIZE..name);
            let entry = entry(directory, raw.ok_or_else(|| damaged("its directory breaks off"))?)?;
            total = total.saturating_add(entry.size);
            if total > MAX_ARCHIVE_BYTES {
                return Err(DataError::ArchiveTooLarge);
            }
            if !entry.path.ends_with('/') {
                entries.push(entry);
            }
            directory = directory.get(next..).unwrap_or_default();
        }
        Ok(Self { bytes, entries })
    }

    /// The paths of its files, in their order.
    pub fn paths(&self) -> Vec<&str> {
        self.entries.iter().map(|entry| entry.path.as_str()).collect()
    }

    /// Unpacks a file.
    ///
    /// Fails if it has more than `most` bytes, is encrypted or packed in another way than stored or
    /// deflated, or is not what the directory declares: in length, or in its check sum.
    pub fn read(&self, entry: &Entry, most: usize) -> Result<Vec<u8>, DataError> {
        if entry.size > most {
            return Err(DataError::FileTooLarge(entry.size, most));
        }
        if entry.encrypted || ![STORED, DEFLATED].contains(&entry.method) {
            return Err(DataError::Packing);
        }
        let packed = self.packed(entry).ok_or_else(|| damaged("a file is not where it says"))?;
        let mut file = Vec::new();
        // One byte more than declared tells a file that is too long from one that just fits.
        let limit = entry.size as u64 + 1;
        let outcome = if entry.method == STORED {
            packed.take(limit).read_to_end(&mut file)
        } else {
            DeflateDecoder::new(packed).take(limit).read_to_end(&mut file)
        };
        outcome.map_err(|error| DataError::Zip(error.to_string()))?;
        let mut crc = Crc::new();
        crc.update(&file);
        if file.len() != entry.size || crc.sum() != entry.crc {
            return Err(damaged("a file is not what the directory says"));
        }
        Ok(file)
    }

    /// The packed bytes of a file, which follow its local header.
    fn packed(&self, entry: &Entry) -> Option<&[u8]> {
        let local = self.bytes.get(entry.start..)?;
        if local.len() < LOCAL_SIZE || !local.starts_with(MAGIC) {
            return None;
        }
        let start = LOCAL_SIZE + short(local, 26) + short(local, 28);
        local.get(start..)?.get(..entry.packed)
    }
}

/// Where the end record starts: it closes the archive, with a comment as long as it says.
fn end_record(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END_SIZE)?;
    let first = last.saturating_sub(MAX_COMMENT);
    let ends = |start: usize| short(&bytes[start..], 20) == last - start;
    (first..=last).rev().find(|start| bytes[*start..].starts_with(END) && ends(*start))
}

fn entry(record: &[u8], name: &[u8]) -> Result<Entry, DataError> {
    Ok(Entry {
        path: path(name)?,
        encrypted: short(record, 8) & ENCRYPTED != 0,
        method: short(record, 10),
        crc: word(record, 16) as u32,
        packed: word(record, 20),
        size: word(record, 24),
        start: word(record, 42),
    })
}

/// The path of an entry; a folder's ends in `/`.
fn path(name: &[u8]) -> Result<String, DataError> {
    let refused = || {
        let shown = String::from_utf8_lossy(&name[..name.len().min(MAX_PATH_BYTES)]);
        DataError::ZipName(shown.escape_debug().to_string())
    };
    // Old programs for Windows write backslashes.
    let path = str::from_utf8(name).map_err(|_| refused())?.replace('\\', "/");
    let inner = path.strip_suffix('/').unwrap_or(&path);
    let hostile = path.len() > MAX_PATH_BYTES
        || path.contains(char::is_control)
        || path.as_bytes().get(1) == Some(&b':')
        || inner.split('/').any(|part| matches!(part, "" | ".."));
    if hostile { Err(refused()) } else { Ok(path) }
}

/// Two bytes, small end first, of a record that is long enough.
fn short(record: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([record[at], record[at + 1]]))
}

/// Four bytes, small end first, of a record that is long enough.
fn word(record: &[u8], at: usize) -> usize {
    short(record, at) | short(record, at + 2) << 16
}

fn damaged(how: &str) -> DataError {
    DataError::Zip(how.to_owned())
}
