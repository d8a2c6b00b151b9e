//! `loupe`: trains, scores and uses Loupe's networks without a browser, on the same crates as the
//! page.

#![allow(clippy::print_stdout, reason = "a command line answers on standard output")]

mod arguments;
mod calibrate;
mod evaluate;
mod failure;
mod files;
mod models;
mod photos;
mod predict;
mod progress;
mod recipe;
mod sets;
mod training;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;

/// The system's gives large blocks back to the kernel, which fills them with zeros again at the next
/// training step: up to a third of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit code of a command line that makes no sense; clap uses the same.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    match pollster::block_on(run(Arguments::parse())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("loupe: {failure}");
            match failure {
                Failure::Failed(_) => ExitCode::FAILURE,
                Failure::Usage(_) => ExitCode::from(USAGE),
            }
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    match arguments.command {
        Command::Summary { model } => {
            print!("{}", net::summary(&models::plan(&model)?));
            Ok(())
        }
        Command::Train(options) => training::train(options).await,
        Command::Eval(options) => evaluate::evaluate(options).await,
        Command::Calibrate(options) => calibrate::calibrate(options).await,
        Command::Predict(options) => predict::predict(options).await,
    }
}
