use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use data::{Dataset, mnist};

use crate::failure::Failure;

/// The two halves of a publisher's set.
#[derive(Clone, Copy)]
pub enum Half {
    /// What networks learn from.
    Train,
    /// What they are scored on, once.
    Test,
}

/// Reads a whole file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::file(path, "there is no such file"),
        _ => Failure::file(path, format!("the file cannot be read ({error})")),
    })
}

/// Writes a whole file or leaves what was there: a program that is killed leaves no half file.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".part");
    fs::write(&temporary, bytes)
        .and_then(|()| fs::rename(&temporary, path))
        .map_err(|error| Failure::file(path, format!("the file cannot be written ({error})")))
}

/// Reads MNIST from its own folder, or from one that holds it as `mnist`.
pub fn mnist(folder: &Path, half: Half) -> Result<Dataset, Failure> {
    let stem = match half {
        Half::Train => "train",
        Half::Test => "t10k",
    };
    let images = find(folder, &format!("{stem}-images-idx3-ubyte"))?;
    let labels = find(folder, &format!("{stem}-labels-idx1-ubyte"))?;
    idx(&images, &labels)
}

/// Reads a set from two idx files.
pub fn idx(images: &Path, labels: &Path) -> Result<Dataset, Failure> {
    mnist::parse(&read(images)?, &read(labels)?)
        .map_err(|error| Failure::file(images, format!("with {}: {error}", labels.display())))
}

fn find(folder: &Path, name: &str) -> Result<PathBuf, Failure> {
    let folders = [folder.to_path_buf(), folder.join("mnist")];
    let names = [format!("{name}.gz"), name.to_owned()];
    folders
        .iter()
        .flat_map(|folder| names.iter().map(|name| folder.join(name)))
        .find(|path| path.is_file())
        .ok_or_else(|| {
            Failure::file(folder, format!("there is no {name}.gz here; give the folder of MNIST"))
        })
}
