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

#[cfg(not(feature = "gpu"))]
mod border {
    use engine::{Engine, Trainer};
    use js_sys::{Array, Float32Array, Reflect, Uint8Array};
    use net::archive::Precision;
    use net::{Builtin, Card, Model, Plan, Preprocessing, initial_parameters};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn weights(builtin: Builtin) -> Vec<u8> {
        let plan = Plan::new(&builtin.spec()).unwrap();
        let parameters = initial_parameters(&plan, 1);
        let (labels, card) = (builtin.labels(), Card::default());
        let preprocessing = Preprocessing::Unit;
        Model { plan, labels, preprocessing, card, parameters }.to_bytes(Precision::Half)
    }

    async fn open() -> Engine {
        Engine::open("cpu".to_owned()).await.unwrap_or_else(|fault| panic!("{fault:?}"))
    }

    fn get(object: &JsValue, key: &str) -> JsValue {
        Reflect::get(object, &key.into()).unwrap()
    }

    fn code(fault: &JsValue) -> String {
        get(fault, "code").as_string().unwrap()
    }

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
        let early = engine.look_at_photo(JsValue::NULL).await.unwrap_err();
        assert_eq!(code(&early), "photo.absent");
        engine.load(&weights(Builtin::Objects)).unwrap();
        // Red on the left, blue on the right.
        let rgba: Vec<u8> = (0..64 * 32)
            .flat_map(|place| if place % 64 < 32 { [255, 0, 0, 255] } else { [0, 0, 255, 255] })
            .collect();
        assert_eq!(code(&engine.open_pixels(&rgba, 64, 33).unwrap_err()), "picture.unreadable");
        engine.open_pixels(&rgba, 64, 32).unwrap();
        let input = |seen: &JsValue| get(seen, "input").unchecked_into::<Uint8Array>().to_vec();
        let whole = engine.look_at_photo(JsValue::NULL).await.unwrap();
        assert_eq!(
            [input(&whole)[0], input(&whole)[31], input(&whole)[2 * 1_024 + 31]],
            [255, 0, 255]
        );
        assert_eq!(engine.peek(-1, 2, 5, 31), Some(1.0));
        let part = js_sys::JSON::parse(r#"{"x": 0.0, "y": 0.5, "side": 1.0}"#).unwrap();
        let left = engine.look_at_photo(part).await.unwrap();
        assert!(input(&left)[..1_024].iter().all(|red| *red == 255));
        let film = get(&left, "film").unchecked_into::<Array>();
        assert_eq!(film.length(), 4);
        assert_eq!(code(&engine.look_at_photo(7.into()).await.unwrap_err()), "photo.malformed");
        let broken = engine.open_photo(b"GIF89a").unwrap_err();
        assert_eq!(code(&broken), "picture.unreadable");
        assert_eq!(input(&engine.look_at_photo(JsValue::NULL).await.unwrap()), input(&whole));
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
        let colour = engine.load(&weights(Builtin::Objects)).unwrap_err();
        assert_eq!(code(&colour), "weights.other-input");

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

    /// A file of images and labels as the page fetches it: bars that stand or lie, 40 of them unseen.
    fn bars() -> Vec<u8> {
        let count = 9_040_u32;
        let mut bytes = [0x803, count, 28, 28].map(u32::to_be_bytes).concat();
        for index in 0..count as usize {
            let at = index / 2 % 28;
            bytes.extend((0..784).map(|pixel| {
                let place = if index % 2 == 0 { pixel % 28 } else { pixel / 28 };
                if place == at { 255 } else { 0 }
            }));
        }
        bytes.extend([0x801, count].map(u32::to_be_bytes).concat());
        bytes.extend((0..count).map(|index| (index % 2) as u8));
        bytes
    }

    fn lesson(epochs: u32) -> JsValue {
        let text = format!(
            r#"{{"data": "digits", "noise": 0, "scratch": true, "samples": 80, "epochs": {epochs}, "batch": 20, "optimizer": "adam",
                "learning_rate": 0.001, "augmentation": 0, "seed": 7}}"#
        );
        js_sys::JSON::parse(&text).unwrap()
    }

    async fn to_the_end(trainer: &mut Trainer) -> Vec<JsValue> {
        let mut epochs = Vec::new();
        loop {
            for event in trainer.advance(1e6).await.unwrap().unchecked_into::<Array>().iter() {
                match get(&event, "event").as_string().unwrap().as_str() {
                    "finished" => return epochs,
                    "epoch" => epochs.push(event),
                    _ => {}
                }
            }
        }
    }

    #[wasm_bindgen_test]
    async fn a_run_learns_and_goes_on_from_its_checkpoint() {
        let engine = open().await;
        engine.load(&weights(Builtin::Vision)).unwrap();
        let data = bars();
        let mut whole = Trainer::new(&engine, &data, lesson(2), None).unwrap();
        // One piece of work: a step.
        let events = whole.advance(0.0).await.unwrap().unchecked_into::<Array>();
        assert_eq!(events.length(), 1);
        assert_eq!(get(&events.get(0), "steps").as_f64(), Some(4.0));
        let checkpoint = whole.checkpoint().await.unwrap().to_vec();
        let epochs = to_the_end(&mut whole).await;
        assert_eq!(epochs.len(), 2);
        let loss = |index: usize| get(&epochs[index], "val_loss").as_f64().unwrap();
        assert!(loss(1) < loss(0) && loss(0) < 2.4, "{} {}", loss(0), loss(1));

        let mut rest = Trainer::new(&engine, &data, lesson(2), Some(checkpoint.clone())).unwrap();
        to_the_end(&mut rest).await;
        let learned = whole.weights().await.unwrap().to_vec();
        let judged = whole.judge(learned.clone()).await.unwrap();
        let scores = get(&judged, "scores");
        assert_eq!(get(&scores, "n").as_f64(), Some(40.0));
        assert_eq!(get(&scores, "loss").as_f64().unwrap().to_bits(), loss(1).to_bits());
        assert_eq!(get(&judged, "guesses").unchecked_into::<Uint8Array>().length(), 40);
        assert_eq!(whole.unseen().to_vec(), data[16 + 9_000 * 784..16 + 9_040 * 784]);
        let other = whole.judge(weights(Builtin::Digits)).await.unwrap_err();
        assert_eq!(code(&other), "weights.other-input");
        assert!(rest.weights().await.unwrap().to_vec() == learned, "another run");
        engine.load(&learned).unwrap();

        let other = Trainer::new(&engine, &data, lesson(3), Some(checkpoint)).err().unwrap();
        assert_eq!(code(&other), "train.checkpoint");
    }

    #[wasm_bindgen_test]
    async fn any_network_learns_shapes_and_then_knows_their_names() {
        let engine = open().await;
        engine.load(&weights(Builtin::Objects)).unwrap();
        let lesson = lesson(1);
        Reflect::set(&lesson, &"data".into(), &"shapes".into()).unwrap();
        Reflect::set(&lesson, &"scratch".into(), &false.into()).unwrap();
        let mut trainer = Trainer::new(&engine, &[], lesson, None).unwrap();
        assert_eq!(trainer.unseen().length(), 1_000 * 3 * 32 * 32);
        trainer.advance(0.0).await.unwrap();
        let learned = Model::parse(&trainer.weights().await.unwrap().to_vec()).unwrap();
        assert_eq!(learned.labels.len(), 8);
        assert!(learned.labels.contains(&"heart".to_owned()), "{:?}", learned.labels);
        // All layers but the last start from what they knew: one step of Adam moves each number by 0.001.
        let known = Model::parse(&weights(Builtin::Objects)).unwrap();
        let moved = |index: usize| {
            let pairs = learned.parameters[index].iter().zip(&known.parameters[index]);
            pairs.map(|(after, before)| (after - before).abs()).fold(0.0, f32::max)
        };
        assert!(moved(0) < 0.0011 && moved(6) < 0.0011, "{} {}", moved(0), moved(6));
        assert_eq!(learned.parameters.last().unwrap().len(), 8);
        assert!(engine.load(&trainer.weights().await.unwrap().to_vec()).is_ok());
    }

    #[wasm_bindgen_test]
    async fn a_run_that_makes_no_sense_is_refused() {
        let engine = open().await;
        let data = bars();
        let fault = |data: &[u8], lesson: JsValue, checkpoint: Option<Vec<u8>>| {
            code(&Trainer::new(&engine, data, lesson, checkpoint).err().unwrap())
        };
        assert_eq!(fault(&data, lesson(1), None), "weights.absent");
        engine.load(&weights(Builtin::Vision)).unwrap();
        assert_eq!(fault(b"no digits", lesson(1), None), "data.damaged");
        assert_eq!(fault(&data[..5_000], lesson(1), None), "data.damaged");
        assert_eq!(fault(&data, 7.into(), None), "train.malformed");
        assert_eq!(fault(&data, lesson(1), Some(b"nothing".to_vec())), "train.checkpoint");
        let senseless = [
            ("samples", 0.0),
            ("epochs", 0.0),
            ("batch", 1e9),
            ("learning_rate", f64::NAN),
            ("augmentation", 2.0),
            ("noise", -1.0),
        ];
        for (name, value) in senseless {
            let lesson = lesson(1);
            Reflect::set(&lesson, &name.into(), &value.into()).unwrap();
            assert_eq!(fault(&data, lesson, None), "train.malformed", "{name}");
        }
    }
}
