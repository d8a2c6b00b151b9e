//! The publishers' sets on disk: which one a network takes, and how its files are named.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use data::photos::{self, Collection};
use data::{Dataset, Shapes, cifar, mnist};
use net::InputSpec;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::arguments::Drawn;
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
pub enum Source {
    /// MNIST's digits in this folder.
    Mnist(PathBuf),
    /// CIFAR-10's photos in this folder.
    Cifar(PathBuf),
    /// Photo files in this folder, one folder a class, each stretched to so many rows and columns.
    Photos(PathBuf, [usize; 2]),
    /// So many shapes that are drawn here.
    Shapes(Shapes, u64),
}

/// Where the shapes to be scored on begin: far behind all that are learned from.
const TEST_SHAPES: u64 = 1 << 32;

/// Where the randomness of shapes starts, so that all commands mean the same ones.
const SHAPES_SEED: u64 = 1;

impl Source {
    /// Where pictures of this size and of so many classes come from: the folder, or else the program.
    pub fn of(
        input: InputSpec,
        classes: usize,
        folder: Option<&Path>,
        drawn: Drawn,
    ) -> Result<Self, Failure> {
        let shape = [input.channels, input.height, input.width];
        match (shape, folder, drawn.shapes) {
            (_, _, Some(count)) => {
                let shapes =
                    Shapes::new(shape, SHAPES_SEED, drawn.noise).map_err(Failure::failed)?;
                Ok(Self::Shapes(shapes, count.into()))
            }
            ([1, 28, 28], Some(folder), _) => Ok(Self::Mnist(folder.to_path_buf())),
            ([3, 32, 32], Some(folder), _) if classes == 10 => {
                Ok(Self::Cifar(folder.to_path_buf()))
            }
            ([3, height, width], Some(folder), _) => {
                Ok(Self::Photos(folder.to_path_buf(), [height, width]))
            }
            (_, Some(_), _) => Err(Failure::Failed(format!("no set has pictures of {shape:?}"))),
            (_, None, None) => unreachable!("clap asks for a folder or for shapes"),
        }
    }

    /// The classes, where they are not the network's own.
    pub fn classes(&self) -> Option<Vec<String>> {
        matches!(self, Self::Shapes(..)).then(Shapes::classes)
    }

    /// Reads one half from the set's own folder, or from one that holds it, or draws it. Photos on the
    /// list are left out.
    pub fn read(&self, half: Half, left_out: &HashSet<String>) -> Result<Dataset, Failure> {
        match self {
            Self::Mnist(folder) => {
                let stem = match half {
                    Half::Train => "train",
                    Half::Test => "t10k",
                };
                let images = find(folder, "mnist", &format!("{stem}-images-idx3-ubyte"))?;
                let labels = find(folder, "mnist", &format!("{stem}-labels-idx1-ubyte"))?;
                idx(&images, &labels)
            }
            Self::Cifar(folder) => cifar(folder, half),
            Self::Photos(folder, size) => photos(folder, half, *size, left_out),
            Self::Shapes(shapes, count) => {
                let first = match half {
                    Half::Train => 0,
                    Half::Test => TEST_SHAPES,
                };
                shapes.draw(first..first + count).map_err(Failure::failed)
            }
        }
    }

    /// Splits the training half into what networks learn from and what runs are chosen by.
    pub fn split(&self, train: Dataset) -> (Dataset, Dataset) {
        match self {
            Self::Mnist(_) => mnist::split(train),
            Self::Cifar(_) => cifar::split(&train),
            Self::Photos(..) | Self::Shapes(..) => photos::split(&train),
        }
    }

    /// What so many samples of the training half are, for a model's card.
    pub fn describe(&self, samples: usize) -> String {
        match self {
            Self::Mnist(_) => {
                format!("MNIST, the {samples} training images that are not among 9,000 to 9,999")
            }
            Self::Cifar(_) => format!("CIFAR-10, the first {samples} training images"),
            Self::Photos(_, [height, width]) => format!(
                "{samples} photos, stretched to {height}x{width}: of each folder the first nine tenths"
            ),
            Self::Shapes(shapes, _) => {
                format!("{samples} shapes that Loupe drew, with noise {}", shapes.noise())
            }
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
