//! The publishers' sets on disk: which one a network takes, and how its files are named.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use data::photos::{self, Collection};
use data::{Dataset, cifar, mnist};
use net::Plan;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::failure::Failure;
use crate::files::{find, idx, read};

/// What is wrong with a list of photos to leave out where there are none.
pub const NO_PHOTOS: &str = "--exclude names photo files, and this set is not made of photo files";

/// The two halves of a publisher's set.
#[derive(Clone, Copy)]
pub enum Half {
    /// What networks learn from.
    Train,
    /// What they are scored on, once.
    Test,
}

/// What a network's pictures come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// MNIST's digits.
    Mnist,
    /// CIFAR-10's photos.
    Cifar,
    /// Photo files, one folder a class, each stretched to so many rows and columns.
    Photos([usize; 2]),
}

impl Source {
    /// Where pictures for a network come from.
    pub fn of(plan: &Plan) -> Result<Self, Failure> {
        let input = plan.spec().input;
        match [input.channels, input.height, input.width] {
            [1, 28, 28] => Ok(Self::Mnist),
            [3, 32, 32] if plan.classes() == 10 => Ok(Self::Cifar),
            [3, height, width] => Ok(Self::Photos([height, width])),
            other => Err(Failure::Failed(format!("no set has pictures of {other:?}"))),
        }
    }

    /// Reads one half from the set's own folder, or from one that holds it. Photos on the list are left
    /// out.
    pub fn read(
        self,
        folder: &Path,
        half: Half,
        left_out: &HashSet<String>,
    ) -> Result<Dataset, Failure> {
        match self {
            Self::Mnist => {
                let stem = match half {
                    Half::Train => "train",
                    Half::Test => "t10k",
                };
                let images = find(folder, "mnist", &format!("{stem}-images-idx3-ubyte"))?;
                let labels = find(folder, "mnist", &format!("{stem}-labels-idx1-ubyte"))?;
                idx(&images, &labels)
            }
            Self::Cifar => cifar(folder, half),
            Self::Photos(size) => photos(folder, half, size, left_out),
        }
    }

    /// Splits the training half into what networks learn from and what runs are chosen by.
    pub fn split(self, train: Dataset) -> (Dataset, Dataset) {
        match self {
            Self::Mnist => mnist::split(train),
            Self::Cifar => cifar::split(&train),
            Self::Photos(_) => photos::split(&train),
        }
    }

    /// What so many samples of the training half are, for a model's card.
    pub fn describe(self, samples: usize) -> String {
        match self {
            Self::Mnist => {
                format!("MNIST, the {samples} training images that are not among 9,000 to 9,999")
            }
            Self::Cifar => format!("CIFAR-10, the first {samples} training images"),
            Self::Photos([height, width]) => format!(
                "{samples} photos, stretched to {height}x{width}: of each folder the first nine tenths"
            ),
        }
    }
}

fn cifar(folder: &Path, half: Half) -> Result<Dataset, Failure> {
    let names: &[&'static str] = match half {
        Half::Train => &cifar::TRAIN,
        Half::Test => &cifar::TEST,
    };
    let (path, files) = match find(folder, "cifar-10-batches-bin", names[0]) {
        Ok(first) => {
            let files = names.iter().map(|name| read(&first.with_file_name(name)));
            let files = files.collect::<Result<_, _>>()?;
            (first, files)
        }
        Err(none) => {
            let path = find(folder, ".", "cifar-10-binary.tar").map_err(|_| none)?;
            let files = cifar::unpack(&read(&path)?, names);
            let files = files.map_err(|error| Failure::file(&path, error))?;
            (path, files)
        }
    };
    cifar::parse(&files).map_err(|error| Failure::file(&path, error))
}

/// Reads photos as Keras' `flow_from_directory` does. One that cannot be read is named and left out.
fn photos(
    folder: &Path,
    half: Half,
    size: [usize; 2],
    left_out: &HashSet<String>,
) -> Result<Dataset, Failure> {
    let name = match half {
        Half::Train => "train",
        Half::Test => "test",
    };
    let folder = half_folder(folder, name)?;
    let classes = children(&folder, Path::is_dir)?;
    let names = classes.iter().map(|class| file_name(class)).collect();
    let mut collection =
        Collection::new(size, names).map_err(|error| Failure::file(&folder, error))?;
    for (class, path) in classes.iter().enumerate() {
        let mut files = children(path, Path::is_file)?;
        files.retain(|file| !left_out.contains(&file_name(file)));
        let samples: Vec<Result<Vec<u8>, String>> = files
            .par_iter()
            .map(|file| {
                let bytes = read(file).map_err(|failure| failure.to_string())?;
                photos::sample(&bytes, size).map_err(|error| Failure::file(file, error).to_string())
            })
            .collect();
        for sample in samples {
            match sample {
                Ok(sample) => {
                    collection.add(class, &sample).map_err(|error| Failure::file(path, error))?
                }
                Err(sentence) => eprintln!("left out: {sentence}"),
            }
        }
    }
    collection.finish().map_err(|error| Failure::file(&folder, error))
}

/// The folder of a half: in the given one, or in a folder of it.
fn half_folder(folder: &Path, name: &str) -> Result<PathBuf, Failure> {
    let inner = children(folder, Path::is_dir)?;
    std::iter::once(folder.to_path_buf())
        .chain(inner)
        .map(|folder| folder.join(name))
        .find(|folder| folder.is_dir())
        .ok_or_else(|| {
            let sentence = format!("there is no folder {name} here, with one folder a class in it");
            Failure::file(folder, sentence)
        })
}

/// What is in a folder, by name.
fn children(folder: &Path, wanted: fn(&Path) -> bool) -> Result<Vec<PathBuf>, Failure> {
    let fault = |error| Failure::file(folder, format!("the folder cannot be read ({error})"));
    let entries = fs::read_dir(folder).map_err(fault)?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(fault)?;
    paths.retain(|path| wanted(path));
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
