use std::borrow::Cow;

use pixels::limits::MAX_FILE_BYTES;

use crate::error::DataError;
use crate::paths;
use crate::photos::{Half, Listing};
use crate::zip::{Entry, Zip};

/// The photos of a zip archive, each with its class; see [`Listing`].
pub struct Archive<'a> {
    zip: Zip<'a>,
    listing: Listing,
}

impl<'a> Archive<'a> {
    /// Lists the photos of one half: those below its folder, or all where there are no such folders. No
    /// photo is unpacked.
    ///
    /// Fails if the archive is damaged, hostile or too large, if the half is missing, or if there are no
    /// photos, photos without a class, or too many of either.
    pub fn open(bytes: impl Into<Cow<'a, [u8]>>, half: Half) -> Result<Self, DataError> {
        let zip = Zip::open(bytes)?;
        let listing = Listing::of(&zip.paths(), half)?;
        Ok(Self { zip, listing })
    }

    /// The names of the classes, in alphabetical order.
    pub fn classes(&self) -> &[String] {
        &self.listing.classes
    }

    /// The class of each photo: class after class, and within a class by path.
    pub fn labels(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.listing.photos.iter().map(|(_, class)| *class)
    }

    /// The path of a photo.
    ///
    /// # Panics
    /// If `photo` is not below the number of labels.
    pub fn path(&self, photo: usize) -> &str {
        &self.entry(photo).path
    }

    /// The file name of a photo, without its folders.
    ///
    /// # Panics
    /// If `photo` is not below the number of labels.
    pub fn name(&self, photo: usize) -> &str {
        paths::name(self.path(photo))
    }

    /// Unpacks the file of a photo.
    ///
    /// Fails if it is damaged, encrypted, packed in a rare way or larger than a picture may be.
    ///
    /// # Panics
    /// If `photo` is not below the number of labels.
    pub fn read(&self, photo: usize) -> Result<Vec<u8>, DataError> {
        self.zip.read(self.entry(photo), MAX_FILE_BYTES)
    }

    fn entry(&self, photo: usize) -> &Entry {
        &self.zip.entries[self.listing.photos[photo].0]
    }
}
