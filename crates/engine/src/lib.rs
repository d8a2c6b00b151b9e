//! The border between the page and Loupe's crates: it parses what comes in, calls one thing and
//! maps one error. There is no logic here, and no panic that a caller could cause.

mod crew;
mod engine;
mod fault;
mod film;
mod kernels;
mod lesson;
mod look;
mod model;
mod photo;
mod reader;
mod trainer;

pub use engine::Engine;
pub use photo::Photo;
pub use reader::Reader;
pub use trainer::Trainer;

use wasm_bindgen::prelude::*;

/// Runs once when the module is loaded: panics and warnings go to the console, where the worker's
/// shell reads them.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    // Fails only if there is a logger already, which then serves as well.
    let _ = console_log::init_with_level(log::Level::Warn);
}

/// The build that this engine belongs to; the page has one too, and they must agree.
#[wasm_bindgen]
#[must_use]
pub fn build_id() -> String {
    option_env!("LOUPE_BUILD").unwrap_or("dev").to_owned()
}

/// Panics, so that the tests can prove of the very build that ships that it recovers.
#[wasm_bindgen]
#[allow(clippy::panic, reason = "it is what the function is for")]
pub fn crash() {
    panic!("asked to crash");
}
