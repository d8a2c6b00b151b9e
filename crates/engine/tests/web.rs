//! What differs on wasm: the arithmetic of the browser's own backends, and the border.
//!
//! Built with `cpu` (the default) this tests the CPU engine, with `gpu` alone the GPU engine; the
//! latter says SKIPPED where the browser has no WebGPU adapter.

#![cfg(target_arch = "wasm32")]

#[path = "../../../tests/parity/parity.rs"]
mod parity;

use net::Backend;
use train::Reference;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[cfg(feature = "gpu")]
const BACKEND: (Backend, f32) = (Backend::Gpu, 1e-4);
#[cfg(not(feature = "gpu"))]
const BACKEND: (Backend, f32) = (Backend::Cpu, 1e-5);

macro_rules! fixtures {
    ($($name:literal),*) => {
        [$(($name, include_bytes!(concat!("../../../tests/keras/", $name, ".safetensors")).as_slice())),*]
    };
}

/// Every layer's answer, every gradient and an Adam step agree with Keras, and training with the native CPU.
#[wasm_bindgen_test]
async fn the_backend_agrees_with_keras_and_with_the_native_trainer() {
    let (backend, tolerance) = BACKEND;
    let device = match net::open(backend).await {
        Ok(device) => device,
        Err(error) if backend == Backend::Gpu => {
            console_log!("SKIPPED: no WebGPU adapter ({error})");
            return;
        }
        Err(error) => panic!("{error}"),
    };
    let fixtures = fixtures![
        "digits_small",
        "one_sample",
        "odd_pooling",
        "valid_strides",
        "same_strides",
        "even_kernel",
        "binary",
        "wide"
    ];
    for (name, bytes) in fixtures {
        let deviation = Reference::parse(bytes).unwrap().deviation(&device).await.unwrap();
        console_log!("{name}: {deviation:?}");
        assert!(deviation.error <= tolerance, "{name}: {deviation:?}");
    }
    // A step of a run leads where it led natively. Here, because a worker opens a GPU once.
    let deviation = parity::deviation(&device).await;
    console_log!("parity: {deviation}");
    assert!(deviation <= 1e-4, "parity: {deviation}");
}
