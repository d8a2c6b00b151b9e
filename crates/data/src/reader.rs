//! A visitor's files to samples of one network, piece by piece.

use pixels::Picture;
use pixels::limits::MAX_FILE_BYTES;

use crate::dataset::Dataset;
use crate::error::DataError;
use crate::packed::Packed;
use crate::photos::{Collection, Half, Listing, fitted};
use crate::tables::{self, Named};
use crate::zip::Zip;

/// Files of which some pieces are samples already. A piece is one photo, or one sample of a table.
pub struct Reader {
    shape: [usize; 3],
    source: Source,
    /// What there is to read.
    pieces: Vec<Piece>,
    /// How many of them are done.
    done: usize,
    train: Collection,
    test: Collection,
}

enum Source {
    /// Photos in an archive.
    Archive(Zip<'static>),
    /// Photos that somebody else unpacks, and their paths.
    Folder(Vec<String>),
    /// Samples that have only to take the network's size.
    Tables(Packed),
}

struct Piece {
    /// Its place in the source.
    index: usize,
    class: usize,
    half: Half,
}

impl Reader {
    /// An archive of photos by class, or of a published set.
    ///
    /// Fails if it is damaged, hostile or of neither, or if its samples take more than `most` bytes.
    pub fn archive(bytes: Vec<u8>, shape: [usize; 3], most: usize) -> Result<Self, DataError> {
        let zip = Zip::open(bytes)?;
        match listings(&zip.paths()) {
            Ok(listings) => Self::photos(Source::Archive(zip), listings, shape, most),
            Err(DataError::Count(0)) => Self::tables(tables::unzip(&zip)?, shape, most),
            Err(error) => Err(error),
        }
    }

    /// Photos by class that the caller unpacks: see [`Reader::wanted`].
    ///
    /// Fails if the paths name no classes, or if their samples take more than `most` bytes.
    pub fn folder(paths: Vec<String>, shape: [usize; 3], most: usize) -> Result<Self, DataError> {
        let names: Vec<&str> = paths.iter().map(String::as_str).collect();
        let listings = listings(&names)?;
        Self::photos(Source::Folder(paths), listings, shape, most)
    }

    /// The files of a published set.
    ///
    /// Fails if they are damaged or of no such set, or if its samples take more than `most` bytes.
    pub fn tables(files: Vec<Named>, shape: [usize; 3], most: usize) -> Result<Self, DataError> {
        let packed = tables::read(files)?;
        let piece = |half| {
            move |(index, label): (usize, &u8)| Piece { index, class: usize::from(*label), half }
        };
        let train = packed.train.labels.iter().enumerate().map(piece(Half::Train));
        let test = packed.test.iter().flat_map(|test| test.labels.iter().enumerate());
        let pieces = train.chain(test.map(piece(Half::Test))).collect();
        let classes = packed.train.classes.clone();
        Self::new(Source::Tables(packed), pieces, classes, shape, most)
    }

    fn photos(
        source: Source,
        (train, test): (Listing, Option<Listing>),
        shape: [usize; 3],
        most: usize,
    ) -> Result<Self, DataError> {
        let Listing { classes, photos, .. } = train;
        let mut pieces: Vec<Piece> = photos
            .into_iter()
            .map(|(index, class)| Piece { index, class, half: Half::Train })
            .collect();
        for (index, class) in test.iter().flat_map(|test| &test.photos) {
            let name = test.as_ref().map(|test| test.classes[*class].as_str());
            // What no photo teaches cannot be asked for.
            if let Some(class) = classes.iter().position(|class| Some(class.as_str()) == name) {
                pieces.push(Piece { index: *index, class, half: Half::Test });
            }
        }
        Self::new(source, pieces, classes, shape, most)
    }

    fn new(
        source: Source,
        pieces: Vec<Piece>,
        classes: Vec<String>,
        shape: [usize; 3],
        most: usize,
    ) -> Result<Self, DataError> {
        if pieces.len().saturating_mul(shape.iter().product()) > most {
            return Err(DataError::TooManyBytes { samples: pieces.len(), most });
        }
        let train = Collection::new(shape, classes.clone())?;
        Ok(Self { shape, source, pieces, done: 0, train, test: Collection::new(shape, classes)? })
    }

    /// How many pieces there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// How many pieces are done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.done
    }

    /// The place among the paths of [`Reader::folder`] of the photo that [`Reader::take`] waits for.
    #[must_use]
    pub fn wanted(&self) -> Option<usize> {
        matches!(self.source, Source::Folder(_))
            .then(|| self.pieces.get(self.done))
            .flatten()
            .map(|piece| piece.index)
    }

    /// Takes the photo that is wanted, or nothing where it cannot be read. Returns its path if it was left
    /// out.
    ///
    /// Fails if the set would be larger than the [limits](crate::limits) allow.
    pub fn take(&mut self, photo: Option<&Picture>) -> Result<Option<String>, DataError> {
        self.put(photo.and_then(|photo| fitted(photo, self.shape)))
    }

    /// Reads the next piece, if it needs nobody's help. Returns the path of a photo that was left out
    /// because it cannot be read.
    ///
    /// Fails if the set would be larger than the [limits](crate::limits) allow.
    pub fn step(&mut self) -> Result<Option<String>, DataError> {
        let Some(piece) = self.pieces.get(self.done) else { return Ok(None) };
        let sample = match &self.source {
            Source::Folder(_) => return Ok(None),
            Source::Archive(zip) => {
                let file = zip.read(&zip.entries[piece.index], MAX_FILE_BYTES).ok();
                let photo = file.and_then(|bytes| pixels::decode(&bytes).ok());
                photo.and_then(|photo| fitted(&photo, self.shape))
            }
            Source::Tables(Packed { train, test }) => {
                let set = if piece.half == Half::Train { Some(train) } else { test.as_ref() };
                set.and_then(|set| resized(set, piece.index, self.shape))
            }
        };
        self.put(sample)
    }

    fn put(&mut self, sample: Option<Vec<u8>>) -> Result<Option<String>, DataError> {
        let Some(piece) = self.pieces.get(self.done) else { return Ok(None) };
        let half = if piece.half == Half::Train { &mut self.train } else { &mut self.test };
        let refused = match sample {
            Some(sample) => half.add(piece.class, &sample).map(|()| None)?,
            None => Some(self.path(piece.index).to_owned()),
        };
        self.done += 1;
        Ok(refused)
    }

    fn path(&self, index: usize) -> &str {
        match &self.source {
            Source::Archive(zip) => &zip.entries[index].path,
            Source::Folder(paths) => &paths[index],
            Source::Tables(_) => "",
        }
    }

    /// The set of what was read.
    ///
    /// Fails if that is too little to learn from and judge by.
    pub fn finish(self) -> Result<Packed, DataError> {
        let train = self.train.finish().map_err(|_| DataError::TooFew)?;
        let packed = Packed { train, test: self.test.finish().ok() };
        if packed.is_enough() { Ok(packed) } else { Err(DataError::TooFew) }
    }
}

/// The photos to learn from, and those that judge where they have folders of their own.
fn listings(paths: &[&str]) -> Result<(Listing, Option<Listing>), DataError> {
    let train = Listing::of(paths, Half::Train)?;
    let test = if train.halved { Listing::of(paths, Half::Test).ok() } else { None };
    Ok((train, test))
}

/// A sample as a network of another size takes it: colours become one grey, and grey three colours.
fn resized(set: &Dataset, index: usize, shape: [usize; 3]) -> Option<Vec<u8>> {
    let sample = set.sample(index);
    if [set.channels, set.height, set.width] == shape {
        return Some(sample.to_vec());
    }
    let size = set.height * set.width;
    let colour =
        |pixel: usize| (0..3).map(move |channel| sample[(channel % set.channels) * size + pixel]);
    let photo = Picture::new(set.width, set.height, (0..size).flat_map(colour).collect())?;
    let [channels, height, width] = shape;
    let colours = pixels::photo::sample(&photo, pixels::photo::Cut::Whole, width, height);
    if channels == 3 {
        return Some(colours);
    }
    let (planes, size) = (&colours, height * width);
    let sum =
        |pixel: usize| (0..3).map(|channel| u16::from(planes[channel * size + pixel])).sum::<u16>();
    Some((0..size).map(|pixel| (sum(pixel) / 3) as u8).collect())
}
