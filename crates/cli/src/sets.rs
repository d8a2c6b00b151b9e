//! The publishers' sets on disk: which one a network takes, and how its files are named.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use data::photos::{self, Half};
use data::{Dataset, Shapes, cifar, mnist};
use net::InputSpec;

use crate::arguments::Drawn;
use crate::failure::Failure;
use crate::files::{find, idx, read};
use crate::photos::photos;

/// What is wrong with a list of photos to leave out where there are none.
pub const NO_PHOTOS: &str = "--exclude names photo files, and this set is not made of photo files";

/// What a network's pictures come from.
pub enum Source {
    /// MNIST's digits in this folder.
    Mnist(PathBuf),
    /// CIFAR-10's photos in this folder or archive.
    Cifar(PathBuf),
    /// Photo files in this folder or zip archive, one folder a class, each stretched to so many rows and columns.
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
    if folder.is_file() {
        let files = cifar::unpack(&read(folder)?, names);
        let set = files.and_then(|files| cifar::parse(&files));
        return set.map_err(|error| Failure::file(folder, error));
    }
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
