//! `cargo xtask test`: everything that must hold, cheapest first, until something does not.

use crate::command::{self, cargo, npm_tool, root, target, tool};
use crate::serve::Server;
use crate::setup::{self, Need};
use crate::{bundle, keras, tidy};
use anyhow::{Context, Result, anyhow};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Each engine's own tests, in its profile and target folder, so that nothing is compiled twice.
const WASM_TESTS: &str =
    "test --package engine --package conv --profile web --target wasm32-unknown-unknown";
const WEBGPU_TESTS: &str = "test --package engine --profile web-gpu --target wasm32-unknown-unknown \
                            --no-default-features --features gpu --target-dir target/gpu";

/// The page is tested where it is hardest: not at the root of its host.
const SUB_PATH: &str = "/some/where/";

/// Runs every check and test.
///
/// Fails with the name of the first step that does.
pub fn run() -> Result<()> {
    let mut suite = Suite::default();
    suite.step("setup", || setup::provide(&Need::ALL))?;
    suite.step("tidy", tidy::check)?;
    suite.cargo("format", "fmt --all --check")?;
    suite.cargo("lint", "clippy --workspace --all-targets -- --deny warnings")?;
    suite.cargo(
        "lint, wasm",
        "clippy --package engine --all-targets --target wasm32-unknown-unknown -- --deny warnings",
    )?;
    suite.cargo("tests, native", "test --workspace")?;
    suite.step("the Keras program, in Keras", keras::test)?;
    suite.step("tests, address sanitizer", sanitized_tests)?;
    suite
        .cargo("check, ndarray", "check --package net --no-default-features --features ndarray")?;
    suite.step("tests, wasm in Chromium", || wasm_tests(WASM_TESTS))?;
    suite.step("types of the page", || command::run(npm_tool("tsc").args(["--project", "."])))?;
    suite.step("tests of the page's texts", || node_tests("tests/page", |_| {}))?;
    suite.step("build dist/", || bundle::publish(true).map(drop))?;
    suite.step("tests, WebGPU in Chromium", || wasm_tests(WEBGPU_TESTS))?;
    suite.step("tests in the browser", browser_tests)?;
    suite.summary();
    Ok(())
}

#[derive(Default)]
struct Suite {
    done: Vec<(&'static str, Duration)>,
}

impl Suite {
    fn step(&mut self, name: &'static str, action: impl FnOnce() -> Result<()>) -> Result<()> {
        println!("\n=== {name}");
        let start = Instant::now();
        let outcome = action();
        let took = start.elapsed();
        self.done.push((name, took));
        if outcome.is_err() {
            self.summary();
        }
        outcome.with_context(|| format!("step \"{name}\" failed after {:.0} s", took.as_secs_f32()))
    }

    fn cargo(&mut self, name: &'static str, words: &str) -> Result<()> {
        self.step(name, || command::run(&mut cargo(words)))
    }

    fn summary(&self) {
        println!("\n=== summary");
        for (name, took) in &self.done {
            println!("{:>7.1} s  {name}", took.as_secs_f32());
        }
        let total: Duration = self.done.iter().map(|(_, took)| *took).sum();
        println!("{:>7.1} s  in all", total.as_secs_f32());
    }
}

/// The crate with `unsafe` once more, every access to memory checked. Compilers of the stable channel
/// know the sanitizer, but want to be told that an unstable flag is meant.
fn sanitized_tests() -> Result<()> {
    const TARGET: &str = "x86_64-unknown-linux-gnu";
    if !cfg!(all(target_arch = "x86_64", target_os = "linux", target_env = "gnu")) {
        println!("SKIPPED: the address sanitizer is used on {TARGET} only");
        return Ok(());
    }
    // With assertions, without which buffers are kept and hide a step too far.
    let mut test = cargo(&format!(
        "test --config profile.dev.package.conv.debug-assertions=true \
         --config profile.dev.package.conv.overflow-checks=true --package conv --features threads --tests --target {TARGET} --target-dir target/sanitizer"
    ));
    command::run(test.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Zsanitizer=address"))
}

fn wasm_tests(words: &str) -> Result<()> {
    let driver = setup::driver().ok_or_else(|| anyhow!("chromedriver is not on PATH"))?;
    let mut test = cargo(words);
    command::run(test.env("CHROMEDRIVER", driver).env("WASM_BINDGEN_TEST_TIMEOUT", "300"))
}

fn browser_tests() -> Result<()> {
    let screenshots = target().join("screenshots");
    let server = Server::start(&root().join("dist"), 0, SUB_PATH)?;
    fs::create_dir_all(&screenshots)?;
    node_tests("tests/browser", |command| {
        drive(command, &server.url);
        command.env("LOUPE_SCREENSHOTS", &screenshots);
    })?;
    println!("Screenshots are in {}", screenshots.display());
    Ok(())
}

/// Tells a node program where the page and the browser are.
pub fn drive(command: &mut Command, url: &str) {
    command.env("LOUPE_URL", url).env("CHROMIUM", setup::browser().unwrap_or_default());
}

fn node_tests(folder: &str, prepare: impl FnOnce(&mut Command)) -> Result<()> {
    let mut command = tool("node");
    command.args(["--test", "--test-reporter=spec"]).args(test_files(&root().join(folder))?);
    prepare(&mut command);
    command::run(&mut command)
}

fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let is_test = |path: &PathBuf| path.to_string_lossy().ends_with(".test.mjs");
    let mut files: Vec<PathBuf> = paths.into_iter().filter(is_test).collect();
    files.sort();
    Ok(files)
}
