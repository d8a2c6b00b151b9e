//! The programs that the page writes, run with Keras itself, in a Python environment under target/.

use crate::command::{cargo, root, run, target, tool};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The oldest Python that Keras and JAX still run on, and what a venv is made with.
const CAPABLE: &str = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))";

/// Returns whether there is a Python that an environment can be made with.
pub fn has_python() -> bool {
    let answer = tool("python3").args(["-c", CAPABLE]).output();
    answer.is_ok_and(|output| output.status.success())
}

/// Returns whether the environment holds what the test's requirements name.
///
/// Fails if they cannot be read.
pub fn is_installed() -> Result<bool> {
    let wanted = fs::read(requirements()).context("tests/keras has no requirements.txt")?;
    Ok(fs::read(stamp()).is_ok_and(|installed| installed == wanted)
        && python()
            .args(["-c", "import keras"])
            .env("KERAS_BACKEND", "jax")
            .output()
            .is_ok_and(|output| output.status.success()))
}

/// Makes the environment anew.
///
/// Fails if Python cannot, or if the packages cannot be fetched.
pub fn install() -> Result<()> {
    run(tool("python3").args(["-m", "venv", "--clear"]).arg(environment()))?;
    let mut pip = python();
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    run(pip.arg(requirements())).context(
        "Keras could not be installed: the test of the Keras program needs the Python registry, once",
    )?;
    fs::copy(requirements(), stamp())?;
    Ok(())
}

/// Writes networks with Loupe's answers, and the programs for them, and lets Keras run these.
///
/// Fails if a program does, or if Keras answers something else.
pub fn test() -> Result<()> {
    let folder = target().join("keras-programs");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    // As the native tests have just built it, with the same features.
    run(&mut cargo("build --workspace --example answers"))?;
    let mut answers = tool(&target().join("debug/examples/answers").to_string_lossy());
    run(answers.arg(&folder).args(networks()?))?;
    run(tool("node").arg("tests/keras/programs.mjs").arg(&folder))?;
    run(python().arg("tests/keras/program_test.py").arg(&folder))
}

/// The weights that ship, and the networks that Keras once answered for.
fn networks() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in ["models", "tests/keras"] {
        for entry in fs::read_dir(root().join(folder))? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "safetensors") {
                files.push(path);
            }
        }
    }
    if files.is_empty() {
        bail!("there are no networks to write programs for");
    }
    files.sort();
    Ok(files)
}

fn python() -> Command {
    let folder = if cfg!(windows) { "Scripts" } else { "bin" };
    tool(&environment().join(folder).join("python").to_string_lossy())
}

fn environment() -> PathBuf {
    target().join("keras")
}

fn requirements() -> PathBuf {
    root().join("tests/keras/requirements.txt")
}

/// The copy of the requirements that pip last installed from.
fn stamp() -> PathBuf {
    environment().join("loupe-requirements.txt")
}
