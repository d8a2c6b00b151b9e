//! Sets up, serves, builds, tests and measures Loupe: the commands of README.md.

mod bench;
mod build_id;
mod bundle;
mod command;
mod keras;
mod serve;
mod setup;
mod suite;
mod tidy;

use anyhow::{Result, bail};
use setup::Need;

const USAGE: &str = "\
usage: cargo xtask <command>

  serve [--port N]   build the page and serve it on this machine (port 8080, or the next free one)
  build [--no-gpu]   write the publishable dist/
  test               run every check and test, one after the other
  fuzz [SECONDS]     feed hostile bytes to everything that reads bytes (60 seconds)
  tidy               check the rules of the house that need no build
  bench              measure the page and write the table in BENCHMARKS.md
  setup              install what `test` needs and stop";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        ["serve"] => serve(8080),
        ["serve", "--port", port] => match port.parse() {
            Ok(port) => serve(port),
            Err(_) => misused(),
        },
        ["build"] => build(true),
        ["build", "--no-gpu"] => build(false),
        ["test"] => suite::run(),
        ["fuzz"] => fuzz("60"),
        ["fuzz", seconds] => fuzz(seconds),
        ["tidy"] => tidy::check(),
        ["bench"] => bench::run(),
        ["setup"] => setup::provide(&Need::ALL),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => misused(),
    };
    if let Err(error) = outcome {
        eprintln!("\nxtask: {error:#}");
        std::process::exit(1);
    }
}

fn misused() -> Result<()> {
    eprintln!("{USAGE}");
    std::process::exit(2);
}

fn serve(port: u16) -> Result<()> {
    setup::provide(&Need::BUILD)?;
    let build = bundle::assemble()?;
    let server = serve::Server::start(&build.folder, port, "/")?;
    println!("\n  Loupe is at {}   (Ctrl-C stops it)\n", server.url);
    match build.add_gpu() {
        Ok(()) => {
            println!("Both engines are ready; the GPU's is used where the browser has WebGPU.")
        }
        Err(error) => eprintln!("No GPU engine, so the page stays on the CPU: {error:#}"),
    }
    server.wait();
    bail!("the server stopped")
}

/// In the profile of tests, which checks sums and indices that a release does not.
fn fuzz(seconds: &str) -> Result<()> {
    command::run(command::cargo("run --package fuzz --").arg(seconds))
}

fn build(gpu: bool) -> Result<()> {
    setup::provide(&Need::BUILD)?;
    let dist = bundle::publish(gpu)?;
    println!("\nReady to publish: {}", dist.display());
    Ok(())
}
