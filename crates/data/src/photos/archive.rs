use pixels::limits::MAX_FILE_BYTES;

use crate::error::DataError;
use crate::limits::{MAX_CLASS_BYTES, MAX_SAMPLES};
use crate::zip::{Entry, Zip};

/// How the names of photo files end; whether a file is a photo, its bytes tell.
const ENDINGS: [&str; 6] = ["jpg", "jpeg", "png", "webp", "gif", "bmp"];

/// What macOS packs beside every file.
const SHADOWS: &str = "__MACOSX";

/// The two halves of a publisher's set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// What networks learn from.
    Train,
    /// What they are scored on, once.
    Test,
}

impl Half {
    /// The name of its folder.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Test => "test",
        }
    }
}

/// What archives with halves call the folders of them, and of what Keras validates on.
const HALVES: [&str; 4] = ["train", "test", "validation", "val"];

/// The photos of a zip archive, each with its class: the name of the folder in which it lies, or, where all
/// lie in one folder, what its own name begins with up to the first dot, as in Kaggle's `cat.0.jpg`.
pub struct Archive<'a> {
    zip: Zip<'a>,
    classes: Vec<String>,
    photos: Vec<Photo>,
}

struct Photo {
    /// Its place in the archive.
    entry: usize,
    class: usize,
}

impl<'a> Archive<'a> {
    /// Lists the photos of one half: those below its folder, or all where there are no such folders. No
    /// photo is unpacked.
    ///
    /// Fails if the archive is damaged, hostile or too large, if the half is missing, or if there are no
    /// photos, photos without a class, or too many of either.
    pub fn open(bytes: &'a [u8], half: Half) -> Result<Self, DataError> {
        let zip = Zip::open(bytes)?;
        let entries = &zip.entries;
        let mut found: Vec<usize> =
            (0..entries.len()).filter(|index| is_photo(&entries[*index])).collect();
        if !(1..=MAX_SAMPLES).contains(&found.len()) {
            return Err(DataError::Count(found.len()));
        }
        if found.iter().all(|index| below(&entries[*index], &HALVES)) {
            found.retain(|index| below(&entries[*index], &[half.folder()]));
            if found.is_empty() {
                return Err(DataError::NoHalf(half.folder()));
            }
        }
        let folder = |index: &usize| entries[*index].folders().next_back();
        let flat = found.iter().all(|index| folder(index) == folder(&found[0]));
        let names = found.iter().map(|index| {
            let entry = &entries[*index];
            let class = if flat { prefix(entry.name()) } else { folder(index) };
            class.ok_or_else(|| DataError::Classless(entry.path.clone()))
        });
        let names = names.collect::<Result<Vec<_>, _>>()?;
        let mut classes = names.clone();
        classes.sort_unstable();
        classes.dedup();
        if classes.iter().any(|class| class.len() > MAX_CLASS_BYTES) {
            return Err(DataError::ClassName);
        }
        if classes.len() > usize::from(u8::MAX) + 1 {
            return Err(DataError::Classes(classes.len()));
        }
        let class = |name| classes.partition_point(|class| *class < name);
        let photos = found.iter().zip(names);
        let mut photos: Vec<Photo> =
            photos.map(|(entry, name)| Photo { entry: *entry, class: class(name) }).collect();
        photos.sort_by(|a, b| {
            (a.class, &entries[a.entry].path).cmp(&(b.class, &entries[b.entry].path))
        });
        let classes = classes.into_iter().map(str::to_owned).collect();
        Ok(Self { classes, photos, zip })
    }

    /// The names of the classes, in alphabetical order.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The class of each photo: class after class, and within a class by path.
    pub fn labels(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.photos.iter().map(|photo| photo.class)
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
        self.entry(photo).name()
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
        &self.zip.entries[self.photos[photo].entry]
    }
}

fn is_photo(entry: &Entry) -> bool {
    let ending = entry.name().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
        && !entry.name().starts_with('.')
        && entry.folders().all(|folder| folder != SHADOWS)
}

/// Whether one of its folders has one of these names.
fn below(entry: &Entry, names: &[&str]) -> bool {
    entry.folders().any(|folder| names.iter().any(|name| folder.eq_ignore_ascii_case(name)))
}

/// `cat` of `cat.0.jpg`; nothing of `0.jpg`.
fn prefix(name: &str) -> Option<&str> {
    let (class, rest) = name.split_once('.')?;
    (!class.is_empty() && rest.contains('.')).then_some(class)
}
