//! `cargo xtask bench`: what a visitor waits for, and how fast the networks run beside their peers,
//! measured in Chromium on this machine.

use crate::command::{cargo, read, root, run as run_command, target, tool};
use crate::serve::Server;
use crate::setup::{self, Need};
use crate::{bundle, suite};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FILE: &str = "BENCHMARKS.md";

/// Measures the publishable page and the networks, and writes the tables into BENCHMARKS.md. No
/// timing fails.
///
/// Fails if something cannot be built or measured, or the file has no place for a table.
pub fn run() -> Result<()> {
    setup::provide(&Need::ALL)?;
    let dist = bundle::publish(true)?;
    let server = Server::start(&dist, 0, "/")?;
    println!("\nMeasuring the page (half a minute) ...");
    let mut command = tool("node");
    suite::drive(&mut command, &server.url);
    write("page", &read(command.arg("tests/browser/bench.mjs").arg(&dist))?)?;

    let networks = target().join("bench");
    bind("cpu", "web", &[], &target(), &networks)?;
    let gpu = ["--no-default-features", "--features", "gpu"];
    bind("gpu", "web-gpu", &gpu, &target().join("gpu"), &networks)?;
    run_command(&mut cargo("build --release --workspace --bin bench"))?;
    run_command(
        tool("npm")
            .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
            .args(["--prefix", "tests/bench"]),
    )?;
    println!("\nMeasuring the networks (ten minutes; let the machine do nothing else) ...");
    let mut command = tool("node");
    suite::drive(&mut command, "");
    let native = target().join("release/bench");
    write("networks", &read(command.arg("tests/bench/run.mjs").arg(&networks).arg(native))?)
}

/// Builds the crate that measures for one backend, and its JavaScript.
fn bind(name: &str, profile: &str, features: &[&str], folder: &Path, to: &Path) -> Result<()> {
    println!("Building the {name} networks ...");
    let words =
        format!("build --package bench --lib --profile {profile} --target wasm32-unknown-unknown");
    let mut build: Command = cargo(&words);
    run_command(build.args(features).arg("--target-dir").arg(folder))?;
    let compiled: PathBuf = folder.join("wasm32-unknown-unknown").join(profile).join("bench.wasm");
    let mut bindgen = tool("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]);
    run_command(bindgen.arg(to.join(name)).arg(compiled))
}

/// Prints a table and puts it between its marks in the file.
fn write(name: &str, table: &str) -> Result<()> {
    println!("\n{table}");
    let path = root().join(FILE);
    let text = fs::read_to_string(&path).with_context(|| format!("{FILE} cannot be read"))?;
    fs::write(&path, with_table(&text, name, table)?)
        .with_context(|| format!("{FILE} cannot be written"))
}

fn with_table(text: &str, name: &str, table: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- bench:{name} -->"), format!("<!-- /bench:{name} -->"));
    let parts =
        text.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let Some((before, after)) = parts else {
        bail!("{FILE} needs the lines {begin} and {end} where the table goes");
    };
    Ok(format!("{before}{begin}\n{table}\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_replaces_only_what_stands_between_the_marks() -> Result<()> {
        let page = |table: &str| format!("<!-- bench:page -->\n{table}\n<!-- /bench:page -->");
        let text = format!("# Before\n{}\nafter\n", page("old"));
        let expected = format!("# Before\n{}\nafter\n", page("new"));
        assert_eq!(with_table(&text, "page", "new")?, expected);
        assert!(with_table(&text, "networks", "new").is_err());
        Ok(())
    }
}
