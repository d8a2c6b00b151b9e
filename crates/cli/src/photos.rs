//! Photos on disk, one folder a class, or packed in a zip archive.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use data::Dataset;
use data::photos::{Archive, Collection, Half, sample};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::failure::Failure;
use crate::files::read;

/// Photos that are unpacked and held at once.
const TOGETHER: usize = 256;

/// Reads photos as Keras' `flow_from_directory` does. One that cannot be read is named and left out, and
/// those on the list are left out.
pub fn photos(
    place: &Path,
    half: Half,
    size: [usize; 2],
    left_out: &HashSet<String>,
) -> Result<Dataset, Failure> {
    if place.is_file() {
        return from_archive(place, half, size, left_out);
    }
    let folder = half_folder(place, half.folder())?;
    let classes = children(&folder, Path::is_dir)?;
    let mut files = Vec::new();
    for (class, folder) in classes.iter().enumerate() {
        let inside = children(folder, Path::is_file)?;
        files.extend(inside.into_iter().map(|file| (class, file)));
    }
    files.retain(|(_, file)| !left_out.contains(&file_name(file)));
    let names = classes.iter().map(|class| file_name(class)).collect();
    let photo = |(class, file): &(usize, PathBuf)| {
        let bytes = read(file).map_err(|failure| failure.to_string())?;
        let sample = sample(&bytes, size);
        Ok((*class, sample.map_err(|error| Failure::file(file, error).to_string())?))
    };
    collect(&folder, size, names, &files, photo)
}

fn from_archive(
    path: &Path,
    half: Half,
    size: [usize; 2],
    left_out: &HashSet<String>,
) -> Result<Dataset, Failure> {
    let bytes = read(path)?;
    let archive = Archive::open(&bytes, half).map_err(|error| Failure::file(path, error))?;
    let photos: Vec<(usize, usize)> = archive.labels().enumerate().collect();
    let wanted = |(photo, _): &(usize, usize)| !left_out.contains(archive.name(*photo));
    let photos: Vec<_> = photos.into_iter().filter(wanted).collect();
    let photo = |(photo, class): &(usize, usize)| {
        let named = |reason: String| format!("{}: {reason}", archive.path(*photo));
        let bytes = archive.read(*photo).map_err(|error| named(error.to_string()))?;
        Ok((*class, sample(&bytes, size).map_err(|error| named(error.to_string()))?))
    };
    collect(path, size, archive.classes().to_vec(), &photos, photo)
}

/// Makes the set out of what `photo` reads, in order, on all cores.
fn collect<T: Sync>(
    place: &Path,
    size: [usize; 2],
    classes: Vec<String>,
    photos: &[T],
    photo: impl Fn(&T) -> Result<(usize, Vec<u8>), String> + Sync,
) -> Result<Dataset, Failure> {
    let fault = |error| Failure::file(place, error);
    let mut collection = Collection::new([3, size[0], size[1]], classes).map_err(fault)?;
    for some in photos.chunks(TOGETHER) {
        let samples: Vec<_> = some.into_par_iter().map(&photo).collect();
        for sample in samples {
            match sample {
                Ok((class, sample)) => collection.add(class, &sample).map_err(fault)?,
                Err(sentence) => eprintln!("left out: {sentence}"),
            }
        }
    }
    collection.finish().map_err(fault)
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
