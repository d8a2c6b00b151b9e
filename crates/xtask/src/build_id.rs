//! The name of a build: a hash over everything that the page is made from.

use crate::command::root;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

const SOURCES: [&str; 9] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "crates",
    "index.html",
    "models",
    "package-lock.json",
    "web",
];

/// Returns 12 hexadecimal digits that change whenever a source of the page changes.
///
/// Fails if a source cannot be read.
pub fn of_sources() -> Result<String> {
    let mut hash = Sha256::new();
    for source in SOURCES {
        let mut files = Vec::new();
        list(&root().join(source), &mut files)?;
        files.sort();
        for file in files.iter().filter(|file| reaches_the_page(file)) {
            let bytes =
                fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
            hash.update(file.strip_prefix(root())?.to_string_lossy().as_bytes());
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
    }
    Ok(hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect())
}

/// Tests and native programs are no part of the page: changing them must not rebuild it.
fn reaches_the_page(file: &Path) -> bool {
    let path = file.strip_prefix(root()).unwrap_or(file);
    let is_native = ["crates/xtask", "crates/cli"].iter().any(|room| path.starts_with(room));
    let is_test =
        path.starts_with("crates") && path.components().any(|part| part.as_os_str() == "tests");
    // It packs the digits that the page trains on.
    let is_packer = path.ends_with("crates/xtask/src/digits.mjs");
    is_packer || !is_native && !is_test
}

/// Collects every file of ours at or under `path`; a missing path has none.
pub fn list(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if path.is_dir() {
        for entry in
            fs::read_dir(path).with_context(|| format!("{} cannot be read", path.display()))?
        {
            let path = entry?.path();
            // npm's packages lie beside the bench that needs them.
            if !path.ends_with("node_modules") {
                list(&path, files)?;
            }
        }
    }
    Ok(())
}
