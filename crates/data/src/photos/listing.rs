use crate::error::DataError;
use crate::limits::{MAX_CLASS_BYTES, MAX_SAMPLES};
use crate::paths::{folders, name};

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

/// What sets with halves call the folders of them, and of what Keras validates on.
const HALVES: [&str; 4] = ["train", "test", "validation", "val"];

/// The photos among some files, each with its class: the name of the folder in which it lies, or, where
/// all lie in one folder, what its own name begins with up to the first dot, as in Kaggle's `cat.0.jpg`.
pub struct Listing {
    /// Whether the files are in folders of halves.
    pub halved: bool,
    /// The names of the classes, in alphabetical order.
    pub classes: Vec<String>,
    /// The place of each photo among the files, and its class: class after class, and within a class by
    /// path.
    pub photos: Vec<(usize, usize)>,
}

impl Listing {
    /// Lists the photos of one half: those below its folder, or all where there are no such folders.
    ///
    /// Fails if the half is missing, or if there are no photos, photos without a class, or too many of
    /// either.
    pub fn of(paths: &[&str], half: Half) -> Result<Self, DataError> {
        let mut found: Vec<usize> =
            (0..paths.len()).filter(|index| is_photo(paths[*index])).collect();
        if !(1..=MAX_SAMPLES).contains(&found.len()) {
            return Err(DataError::Count(found.len()));
        }
        let halved = found.iter().all(|index| below(paths[*index], &HALVES));
        if halved {
            found.retain(|index| below(paths[*index], &[half.folder()]));
            if found.is_empty() {
                return Err(DataError::NoHalf(half.folder()));
            }
        }
        let folder = |index: &usize| folders(paths[*index]).next_back();
        let flat = found.iter().all(|index| folder(index) == folder(&found[0]));
        let names = found.iter().map(|index| {
            let path = paths[*index];
            let class = if flat { prefix(name(path)) } else { folder(index) };
            class.ok_or_else(|| DataError::Classless(path.to_owned()))
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
        let mut photos: Vec<(usize, usize)> =
            found.iter().zip(names).map(|(file, name)| (*file, class(name))).collect();
        photos.sort_by(|a, b| (a.1, paths[a.0]).cmp(&(b.1, paths[b.0])));
        Ok(Self { halved, classes: classes.into_iter().map(str::to_owned).collect(), photos })
    }
}

fn is_photo(path: &str) -> bool {
    let ending = name(path).rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
        && !name(path).starts_with('.')
        && folders(path).all(|folder| folder != SHADOWS)
}

/// Whether one of its folders has one of these names.
fn below(path: &str, names: &[&str]) -> bool {
    folders(path).any(|folder| names.iter().any(|name| folder.eq_ignore_ascii_case(name)))
}

/// `cat` of `cat.0.jpg`; nothing of `0.jpg`.
fn prefix(name: &str) -> Option<&str> {
    let (class, rest) = name.split_once('.')?;
    (!class.is_empty() && rest.contains('.')).then_some(class)
}
