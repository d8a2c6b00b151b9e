//! Relative paths with `/` between folders, as archives and browsers write them.

/// The name without the folders.
pub fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folders in which it lies, outermost first.
pub fn folders(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    let folders = &path[..path.len() - name(path).len()];
    folders.split('/').filter(|folder| !matches!(*folder, "" | "."))
}
