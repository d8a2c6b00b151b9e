//! Installs what the other commands need, and nothing that is already there.

use crate::command::{cargo, find, read, root, run, tool};
use crate::keras;
use anyhow::{Context, Result, anyhow, bail};
use std::fs;
use std::path::PathBuf;

const TRUNK: &str = "0.21.14";
const WASM: &str = "wasm32-unknown-unknown";
const NODE_MAJOR: u32 = 18;

/// One thing that a command may need.
#[derive(Clone, Copy, PartialEq)]
pub enum Need {
    /// Rust's standard library for wasm.
    Wasm,
    /// Trunk, which assembles the page.
    Trunk,
    /// wasm-bindgen's command, at the version of the crate.
    Bindgen,
    /// Node and npm.
    Node,
    /// The npm packages of package.json.
    Packages,
    /// Chromium and its driver.
    Browser,
    /// Python with venv and pip.
    Python,
    /// Keras in a Python environment of its own.
    Keras,
}

impl Need {
    /// What it takes to build the page.
    pub const BUILD: [Need; 5] =
        [Need::Wasm, Need::Trunk, Need::Bindgen, Need::Node, Need::Packages];
    /// What it takes to test it, too.
    pub const ALL: [Need; 8] = [
        Need::Wasm,
        Need::Trunk,
        Need::Bindgen,
        Need::Node,
        Need::Packages,
        Need::Browser,
        Need::Python,
        Need::Keras,
    ];

    fn is_met(self) -> Result<bool> {
        Ok(match self {
            Need::Wasm => wasm_library()?.is_dir(),
            Need::Trunk => version_of("trunk").as_deref() == Some(TRUNK),
            Need::Bindgen => version_of("wasm-bindgen") == Some(bindgen_version()?),
            Need::Node => has_node() && find(&["npm"]).is_some(),
            Need::Packages => {
                fs::read(packages_stamp()).ok() == Some(fs::read(root().join("package-lock.json"))?)
            }
            Need::Browser => browser().is_some() && driver().is_some(),
            Need::Python => keras::has_python(),
            Need::Keras => keras::is_installed()?,
        })
    }

    /// Debian's packages that meet this need; empty for what other installers bring.
    fn debian(self) -> &'static [&'static str] {
        match self {
            Need::Node => &["nodejs", "npm"],
            Need::Browser => &["chromium", "chromium-driver"],
            Need::Python => &["python3", "python3-venv", "python3-pip"],
            _ => &[],
        }
    }

    fn install(self) -> Result<()> {
        match self {
            Need::Wasm => {
                say("Rust's standard library for wasm");
                run(tool("rustup").args(["target", "add", WASM]))
            }
            Need::Trunk => {
                say(&format!("Trunk {TRUNK} (compiled once, three minutes or so)"));
                // Unoptimised it works as fast: cargo and wasm-bindgen do the work that it waits for.
                run(cargo(&format!("install trunk --version ={TRUNK} --locked --debug")).args([
                    "--no-default-features",
                    "--features",
                    "rustls",
                ]))
            }
            Need::Bindgen => {
                let version = bindgen_version()?;
                say(&format!("wasm-bindgen {version} (compiled once, three minutes or so)"));
                // Without --locked: its lock file may name a yanked crate. Half optimised, for twenty megabytes pass through it.
                run(cargo(&format!("install wasm-bindgen-cli --version ={version} --debug"))
                    .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
                    .env("CARGO_PROFILE_DEV_DEBUG", "0"))
            }
            Need::Packages => {
                say("the npm packages of package-lock.json");
                run(tool("npm").args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]))?;
                fs::copy(root().join("package-lock.json"), packages_stamp())?;
                Ok(())
            }
            Need::Keras => {
                say("Keras with JAX, which computes for it (150 MB, once)");
                keras::install()
            }
            Need::Node | Need::Browser | Need::Python => install_debian(self.debian()),
        }
    }
}

/// Installs those of `needs` that are missing. Without root it installs what it can,
/// then fails with the one line that installs the rest.
pub fn provide(needs: &[Need]) -> Result<()> {
    let mut debian = Vec::new();
    for need in needs {
        // Both come through what Debian has.
        let waits = matches!(need, Need::Packages | Need::Keras) && !debian.is_empty();
        if need.is_met()? || waits {
            continue;
        }
        if need.debian().is_empty() || can_apt()? {
            need.install()?;
            if !need.is_met()? {
                bail!(
                    "{} was installed but cannot be used: is another version first on PATH?",
                    need.name()
                );
            }
        } else {
            debian.extend_from_slice(need.debian());
        }
    }
    if debian.is_empty() {
        return Ok(());
    }
    let packages = debian.join(" ");
    bail!(
        "these system packages are missing: {packages}. Run this line, then the same command again:\n\n  \
         sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}\n\n\
         (on another system install Node {NODE_MAJOR} or newer with npm, Chromium, chromedriver, and Python \
         3.11 or newer with venv and pip by its own means)"
    )
}

impl Need {
    fn name(self) -> &'static str {
        match self {
            Need::Wasm => "the wasm target",
            Need::Trunk => "Trunk",
            Need::Bindgen => "wasm-bindgen",
            Need::Node => "Node with npm",
            Need::Packages => "the npm packages",
            Need::Browser => "Chromium with its driver",
            Need::Python => "Python 3.11 or newer with venv and pip",
            Need::Keras => "Keras",
        }
    }
}

/// Returns the browser that tests drive: the variable CHROMIUM, or the first one on PATH.
pub fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    named.or_else(|| find(&["chromium", "chromium-browser", "google-chrome"]))
}

/// Returns the browser's driver: the variable CHROMEDRIVER, or the one on PATH.
pub fn driver() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMEDRIVER").map(PathBuf::from);
    named.or_else(|| find(&["chromedriver"]))
}

fn say(what: &str) {
    println!("Installing {what} ...");
}

fn install_debian(packages: &[&str]) -> Result<()> {
    say(&format!("{} with apt-get", packages.join(" ")));
    let apt = || {
        let mut command = tool("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    run(apt().args(["update", "-qq"]))?;
    run(apt().args(["install", "-y", "-q", "--no-install-recommends"]).args(packages))
}

fn can_apt() -> Result<bool> {
    Ok(find(&["apt-get"]).is_some() && read(tool("id").arg("-u"))? == "0")
}

fn wasm_library() -> Result<PathBuf> {
    let sysroot = read(tool("rustc").args(["--print", "sysroot"]))?;
    Ok(PathBuf::from(sysroot).join("lib/rustlib").join(WASM))
}

/// Returns the second word of `program --version`, or nothing if it does not run.
fn version_of(program: &str) -> Option<String> {
    let answer = read(tool(program).arg("--version")).ok()?;
    answer.split_whitespace().nth(1).map(str::to_owned)
}

fn has_node() -> bool {
    let answer = read(tool("node").arg("--version")).unwrap_or_default();
    let major = answer
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    major.is_some_and(|major| major >= NODE_MAJOR)
}

/// Returns the version of the `wasm-bindgen` crate: crate and command must match exactly.
fn bindgen_version() -> Result<String> {
    let lock =
        fs::read_to_string(root().join("Cargo.lock")).context("Cargo.lock cannot be read")?;
    let (_, after) = lock.split_once("name = \"wasm-bindgen\"\nversion = \"").ok_or_else(|| {
        anyhow!("Cargo.lock does not name wasm-bindgen: run `cargo metadata` once")
    })?;
    Ok(after.split('"').next().unwrap_or_default().to_owned())
}

/// The copy of package-lock.json that npm last installed from.
fn packages_stamp() -> PathBuf {
    root().join("node_modules/.loupe-lock.json")
}
