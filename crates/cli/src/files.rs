use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use data::{Dataset, mnist};

use crate::failure::Failure;

/// Reads a whole file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::file(path, "there is no such file"),
        _ => Failure::file(path, format!("the file cannot be read ({error})")),
    })
}

/// The lines of a list, without those that are empty.
pub fn lines(path: &Path) -> Result<HashSet<String>, Failure> {
    let text = String::from_utf8(read(path)?)
        .map_err(|_| Failure::file(path, "this is not a list of names"))?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// Writes a whole file or leaves what was there: a program that is killed leaves no half file.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".part");
    fs::write(&temporary, bytes)
        .and_then(|()| fs::rename(&temporary, path))
        .map_err(|error| Failure::file(path, format!("the file cannot be written ({error})")))
}

/// Reads a set from two idx files.
pub fn idx(images: &Path, labels: &Path) -> Result<Dataset, Failure> {
    mnist::parse(&read(images)?, &read(labels)?)
        .map_err(|error| Failure::file(images, format!("with {}: {error}", labels.display())))
}

/// Finds a file, gzipped or not, in a set's own folder or in one that holds it.
pub fn find(folder: &Path, inner: &str, name: &str) -> Result<PathBuf, Failure> {
    let folders = [folder.to_path_buf(), folder.join(inner)];
    let names = [format!("{name}.gz"), name.to_owned()];
    folders
        .iter()
        .flat_map(|folder| names.iter().map(|name| folder.join(name)))
        .find(|path| path.is_file())
        .ok_or_else(|| Failure::file(folder, format!("there is no {name} here; give its folder")))
}
