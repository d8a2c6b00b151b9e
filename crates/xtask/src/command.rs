//! Starts other programs the same way everywhere: from the project's root, with its tools on PATH.

use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the project's root folder.
pub fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).unwrap_or(manifest)
}

/// Returns cargo's target folder, where everything that can be made again is kept.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Returns a command that runs `program` in the project's root and finds what `setup` installed.
pub fn tool(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).env("PATH", path());
    command
}

/// Returns a command that runs a program of an npm package.
pub fn npm_tool(program: &str) -> Command {
    tool(&root().join("node_modules/.bin").join(program).to_string_lossy())
}

/// Returns a cargo command with the given words, split at spaces.
pub fn cargo(words: &str) -> Command {
    let mut command = tool(&env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
    command.args(words.split_whitespace());
    command
}

/// Runs a command to its end with its output on the terminal.
///
/// Fails if it cannot start or ends with anything but success.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = show(command);
    let status = command.status().with_context(|| format!("could not start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Runs a command and returns what it printed, without the final line break.
///
/// Fails if it cannot start or ends with anything but success.
pub fn read(command: &mut Command) -> Result<String> {
    let shown = show(command);
    let output = command.output().with_context(|| format!("could not start `{shown}`"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("`{shown}` failed ({}): {}", output.status, complaint.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// Returns the first of `programs` that is on PATH.
pub fn find(programs: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(&path()).collect();
    let candidates =
        programs.iter().flat_map(|program| folders.iter().map(move |folder| folder.join(program)));
    candidates.into_iter().find(|candidate| candidate.is_file())
}

/// Returns PATH with cargo's own folder first: `cargo install` puts tools there even where the shell does not look.
fn path() -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let folders = home.map(|home| home.join("bin")).into_iter().chain(env::split_paths(&path));
    env::join_paths(folders).unwrap_or(path)
}

fn show(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
