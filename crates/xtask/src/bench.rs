//! `cargo xtask bench`: what a visitor waits for, measured in Chromium on this machine.

use crate::command::{read, root, tool};
use crate::serve::Server;
use crate::setup::{self, Need};
use crate::{bundle, suite};
use anyhow::{Context, Result, bail};
use std::fs;

const FILE: &str = "BENCHMARKS.md";
const BEGIN: &str = "<!-- bench:page -->";
const END: &str = "<!-- /bench:page -->";

/// Measures the publishable page and writes the table into BENCHMARKS.md. No timing fails.
///
/// Fails if the page cannot be built or measured, or the file has no place for the table.
pub fn run() -> Result<()> {
    setup::provide(&Need::ALL)?;
    let dist = bundle::publish(true)?;
    let server = Server::start(&dist, 0, "/")?;
    println!("\nMeasuring (half a minute) ...");
    let mut command = tool("node");
    suite::drive(&mut command, &server.url);
    let table = read(command.arg("tests/browser/bench.mjs").arg(&dist))?;
    println!("\n{table}");

    let path = root().join(FILE);
    let text = fs::read_to_string(&path).with_context(|| format!("{FILE} cannot be read"))?;
    fs::write(&path, with_table(&text, &table)?)
        .with_context(|| format!("{FILE} cannot be written"))
}

fn with_table(text: &str, table: &str) -> Result<String> {
    let parts =
        text.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let Some((before, after)) = parts else {
        bail!("{FILE} needs the lines {BEGIN} and {END} where the table goes");
    };
    Ok(format!("{before}{BEGIN}\n{table}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_replaces_only_what_stands_between_the_marks() -> Result<()> {
        let text = format!("# Before\n{BEGIN}\nold\n{END}\nafter\n");
        assert_eq!(with_table(&text, "new")?, format!("# Before\n{BEGIN}\nnew\n{END}\nafter\n"));
        assert!(with_table("nothing", "new").is_err());
        Ok(())
    }
}
