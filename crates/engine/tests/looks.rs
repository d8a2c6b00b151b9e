//! The border of the engine that looks, on wasm.

#![cfg(all(target_arch = "wasm32", not(feature = "gpu")))]

mod support;

use engine::{Engine, Photo};
use js_sys::{Array, Float32Array, Reflect, Uint8Array};
use net::Builtin;
use support::{code, get, open, weights, weights_of};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn all_on() -> JsValue {
    let switches = js_sys::Object::new();
    for key in ["crop", "ratio", "centre", "scale"] {
        Reflect::set(&switches, &key.into(), &true.into()).unwrap();
    }
    switches.into()
}

#[wasm_bindgen_test]
async fn a_drawing_is_seen_by_every_layer() {
    let engine = open().await;
    let model = engine.load(&weights(Builtin::Digits)).unwrap();
    assert_eq!(get(&model, "parameters").as_f64(), Some(130_394.0));
    let points = [0.3, 0.2, 0.5, 0.0, 0.7, 0.2, 0.5, 90.0, 0.4, 0.9, 0.5, 200.0].to_vec();
    let seen = engine.look(points, vec![3], vec![0], all_on()).await.unwrap();
    assert_eq!(get(&seen, "empty"), JsValue::FALSE);

    let probabilities = get(&seen, "probabilities").unchecked_into::<Float32Array>().to_vec();
    let sum: f32 = probabilities.iter().sum();
    assert_eq!(probabilities.len(), 10);
    assert!((sum - 1.0).abs() < 1e-5, "{sum}");

    let layers = get(&seen, "layers").unchecked_into::<Array>();
    let sizes: Vec<u32> = layers
        .iter()
        .map(|layer| get(&layer, "tiles").unchecked_into::<Uint8Array>().length())
        .collect();
    assert_eq!(sizes, [32 * 784, 16 * 784, 12_544, 10]);
    // The exact number under a pixel, the map's range and the pixel's shade are one.
    let first = layers.get(0);
    let range = |key| get(&first, key).unchecked_into::<Float32Array>().get_index(5);
    let shade =
        get(&first, "tiles").unchecked_into::<Uint8Array>().get_index(5 * 784 + 28 * 9 + 13);
    let value = engine.peek(0, 5, 9, 13).unwrap();
    let (lowest, highest) = (range("minima"), range("maxima"));
    let expected = (value - lowest) / (highest - lowest).max(f32::MIN_POSITIVE) * 255.0;
    assert!((expected - f32::from(shade)).abs() <= 0.5, "{expected} {shade}");
    assert!(engine.peek(-1, 0, 14, 14).is_some());
    assert_eq!(engine.peek(0, 32, 0, 0), None);
    assert_eq!(engine.peek(i32::MAX, 0, 0, 0), None);
    assert_eq!(engine.peek(-2, 0, 0, 0), None);
}

/// Rows of samples are answered like one at a time, whatever the seams between pieces of work.
#[wasm_bindgen_test]
async fn samples_are_classified_one_by_one() {
    let engine = open().await;
    engine.load(&weights(Builtin::Vision)).unwrap();
    let samples: Vec<u8> = (0..103 * 784_u32).map(|index| (index * 37 % 251) as u8).collect();
    let all = engine.classify(samples.clone()).await.unwrap().to_vec();
    assert_eq!(all.len(), 103 * 10);
    for index in [0, 1, 99, 100, 102] {
        let one = samples[index * 784..(index + 1) * 784].to_vec();
        let one = engine.classify(one).await.unwrap().to_vec();
        let row = &all[index * 10..(index + 1) * 10];
        assert!(one.iter().zip(row).all(|(one, row)| (one - row).abs() < 1e-6), "{index}");
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{index}");
    }
    assert_eq!(engine.classify(Vec::new()).await.unwrap().length(), 0);
    assert_eq!(code(&engine.classify(vec![0; 785]).await.unwrap_err()), "weights.other-input");
}

#[wasm_bindgen_test]
async fn kernels_are_those_of_the_file() {
    let engine = open().await;
    assert!(engine.kernels(0).is_undefined(), "nothing is loaded");
    let bytes = weights(Builtin::CatDog);
    engine.load(&bytes).unwrap();
    let model = net::Model::parse(&bytes).unwrap();
    // Three times a convolution, a pooling and a dropout; only convolutions have kernels.
    for (layer, group) in [(0, 0), (3, 2), (6, 4)] {
        let kernels = engine.kernels(layer);
        let numbers = |key| get(&kernels, key).unchecked_into::<Float32Array>().to_vec();
        assert_eq!(get(&kernels, "layer").as_f64(), Some(layer as f64));
        assert_eq!(numbers("values"), model.parameters[group]);
        assert_eq!(numbers("biases"), model.parameters[group + 1]);
    }
    for layer in [1, 2, 9, 10, 99] {
        assert!(engine.kernels(layer).is_undefined(), "{layer}");
    }
}

/// A look leaves its memory to the next one: what it needs is asked of the browser once.
#[wasm_bindgen_test]
async fn looks_reuse_their_memory() {
    let engine = open().await;
    engine.load(&weights(Builtin::Digits)).unwrap();
    let pages = || {
        let memory = wasm_bindgen::memory().unchecked_into::<js_sys::WebAssembly::Memory>();
        memory.buffer().unchecked_into::<js_sys::ArrayBuffer>().byte_length()
    };
    let points = [0.3, 0.2, 0.5, 0.0, 0.7, 0.2, 0.5, 90.0, 0.4, 0.9, 0.5, 200.0].to_vec();
    let look = async || {
        engine.look(points.clone(), vec![3], vec![0], all_on()).await.unwrap();
    };
    for _ in 0..300 {
        look().await;
    }
    let before = pages();
    for _ in 0..600 {
        look().await;
    }
    assert_eq!(pages(), before);
}

#[wasm_bindgen_test]
async fn a_photo_is_seen_whole_and_in_part() {
    let engine = open().await;
    // Red on the left, blue on the right.
    let rgba: Vec<u8> = (0..64 * 32)
        .flat_map(|place| if place % 64 < 32 { [255, 0, 0, 255] } else { [0, 0, 255, 255] })
        .collect();
    assert_eq!(code(&Photo::from_pixels(&rgba, 64, 33).err().unwrap()), "picture.unreadable");
    let photo = Photo::from_pixels(&rgba, 64, 32).unwrap();
    let early = engine.look_at_photo(&photo, JsValue::NULL).await.unwrap_err();
    assert_eq!(code(&early), "weights.absent");
    engine.load(&weights(Builtin::Objects)).unwrap();
    let input = |seen: &JsValue| get(seen, "input").unchecked_into::<Uint8Array>().to_vec();
    let whole = engine.look_at_photo(&photo, JsValue::NULL).await.unwrap();
    assert_eq!([input(&whole)[0], input(&whole)[31], input(&whole)[2 * 1_024 + 31]], [255, 0, 255]);
    assert_eq!(engine.peek(-1, 2, 5, 31), Some(1.0));
    let part = js_sys::JSON::parse(r#"{"x": 0.0, "y": 0.5, "side": 1.0}"#).unwrap();
    let left = engine.look_at_photo(&photo, part).await.unwrap();
    assert!(input(&left)[..1_024].iter().all(|red| *red == 255));
    let film = get(&left, "film").unchecked_into::<Array>();
    assert_eq!(film.length(), 4);
    assert_eq!(code(&engine.look_at_photo(&photo, 7.into()).await.unwrap_err()), "photo.malformed");
    let nowhere = js_sys::JSON::parse(r#"{"x": 0.5, "y": 0.5, "side": 1e99}"#).unwrap();
    let nowhere = engine.look_at_photo(&photo, nowhere).await.unwrap_err();
    assert_eq!(code(&nowhere), "photo.malformed");
    // A glance answers the same, and the look before it stays.
    let glanced = engine.glance(&photo).await.unwrap().to_vec();
    assert_eq!(engine.peek(-1, 0, 5, 31), Some(1.0));
    let probabilities = get(&whole, "probabilities").unchecked_into::<Float32Array>().to_vec();
    for (one, other) in glanced.iter().zip(&probabilities) {
        assert!((one - other).abs() < 1e-6, "{one} {other}");
    }
    let broken = Photo::decode(b"GIF89a").err().unwrap();
    assert_eq!(code(&broken), "picture.unreadable");
    assert_eq!(input(&engine.look_at_photo(&photo, JsValue::NULL).await.unwrap()), input(&whole));
    // A drawing is nothing for a network that takes photos.
    let drawing = engine.look(vec![0.5; 4], vec![1], vec![0], all_on()).await.unwrap_err();
    assert_eq!(code(&drawing), "weights.other-input");
}

#[wasm_bindgen_test]
async fn nothing_drawn_is_a_state() {
    let engine = open().await;
    engine.load(&weights(Builtin::Vision)).unwrap();
    let seen = engine.look(vec![], vec![], vec![], all_on()).await.unwrap();
    assert_eq!(get(&seen, "empty"), JsValue::TRUE);
    assert_eq!(get(&seen, "layers").unchecked_into::<Array>().length(), 0);
}

#[wasm_bindgen_test]
async fn bad_input_gets_a_code_and_a_sentence_and_changes_nothing() {
    let engine = open().await;
    let early = engine.look(vec![0.5; 4], vec![1], vec![0], all_on()).await.unwrap_err();
    assert_eq!(code(&early), "weights.absent");

    engine.load(&weights(Builtin::Digits)).unwrap();
    let damaged = engine.load(b"no weights").unwrap_err();
    assert_eq!(code(&damaged), "weights.damaged");
    assert!(!get(&damaged, "message").as_string().unwrap().is_empty());
    let mut spec = Builtin::Digits.spec();
    spec.input.height = 27;
    let tall = engine.load(&weights_of(&spec, Builtin::Digits.labels())).unwrap_err();
    assert_eq!(code(&tall), "weights.other-input");

    let lying = engine.look(vec![0.5; 4], vec![9], vec![0], all_on()).await.unwrap_err();
    assert_eq!(code(&lying), "strokes.malformed");
    let switches = engine.look(vec![0.5; 4], vec![1], vec![0], 7.into()).await.unwrap_err();
    assert_eq!(code(&switches), "strokes.malformed");
    let picture = engine.look_at_picture(b"GIF89a".to_vec(), all_on()).await.unwrap_err();
    assert_eq!(code(&picture), "picture.unreadable");
    let backend = Engine::open("tpu".to_owned()).await.err().unwrap();
    assert_eq!(code(&backend), "engine.damaged");

    let seen = engine.look(vec![0.5; 4], vec![1], vec![0], all_on()).await.unwrap();
    assert_eq!(get(&seen, "empty"), JsValue::FALSE);
}
