//! The border of the engine that trains, on wasm.

#![cfg(all(target_arch = "wasm32", not(feature = "gpu")))]

mod support;

use engine::Trainer;
use js_sys::{Array, Float32Array, Reflect, Uint8Array};
use net::{Builtin, Model};
use support::{code, get, open, weights};
use train::limits::MAX_EPOCHS;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

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
        r#"{{"data": "digits", "noise": 0, "start": "scratch", "samples": 80, "epochs": {epochs}, "batch": 20, "optimizer": "adam",
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

    let lesson = lesson(2);
    Reflect::set(&lesson, &"seed".into(), &8.into()).unwrap();
    let other = Trainer::new(&engine, &data, lesson, Some(checkpoint)).err().unwrap();
    assert_eq!(code(&other), "train.checkpoint");
}

#[wasm_bindgen_test]
async fn any_network_learns_shapes_and_then_knows_their_names() {
    let engine = open().await;
    engine.load(&weights(Builtin::Objects)).unwrap();
    let lesson = lesson(1);
    Reflect::set(&lesson, &"data".into(), &"shapes".into()).unwrap();
    Reflect::set(&lesson, &"start".into(), &"shipped".into()).unwrap();
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

/// 100 epochs of 20 steps and a validation, with weights and a checkpoint after each, as the page asks.
#[wasm_bindgen_test]
async fn two_thousand_steps_keep_the_memory_flat() {
    let engine = open().await;
    engine.load(&weights(Builtin::Vision)).unwrap();
    let lesson = lesson(100);
    Reflect::set(&lesson, &"batch".into(), &4.into()).unwrap();
    let mut trainer = Trainer::new(&engine, &bars(), lesson, None).unwrap();
    let mut sizes = Vec::new();
    for _ in 0..100 {
        let events = trainer.advance(1e6).await.unwrap().unchecked_into::<Array>();
        assert_eq!(get(&events.pop(), "event").as_string().as_deref(), Some("epoch"));
        engine.load(&trainer.weights().await.unwrap().to_vec()).unwrap();
        trainer.checkpoint().await.unwrap();
        sizes.push(core::arch::wasm32::memory_size::<0>());
    }
    let (early, late) = (sizes[9], sizes[99]);
    assert!(late * 10 <= early * 11, "{early} pages after 200 steps, {late} after 2,000");
}

#[wasm_bindgen_test]
async fn a_run_can_change_its_step_size_and_its_end() {
    let engine = open().await;
    engine.load(&weights(Builtin::Vision)).unwrap();
    let mut trainer = Trainer::new(&engine, &bars(), lesson(1), None).unwrap();
    assert_eq!(to_the_end(&mut trainer).await.len(), 1);
    let fault = |done: Result<usize, JsValue>| code(&done.unwrap_err());
    assert_eq!(fault(trainer.alter(0.001, 0)), "train.malformed");
    assert_eq!(fault(trainer.alter(0.001, MAX_EPOCHS + 1)), "train.malformed");
    assert_eq!(fault(trainer.alter(f32::NAN, 3)), "train.data");
    assert_eq!(trainer.alter(0.0005, 3).unwrap(), 3);
    let rates = to_the_end(&mut trainer).await;
    let rates: Vec<f64> = rates.iter().map(|e| get(e, "learning_rate").as_f64().unwrap()).collect();
    assert_eq!(rates, [f64::from(0.0005_f32); 2]);
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
        ("dropout", 1.0),
    ];
    for (name, value) in senseless {
        let lesson = lesson(1);
        Reflect::set(&lesson, &name.into(), &value.into()).unwrap();
        assert_eq!(fault(&data, lesson, None), "train.malformed", "{name}");
    }
}

#[wasm_bindgen_test]
async fn a_shared_step_is_the_whole_step() {
    let engine = open().await;
    engine.load(&weights(Builtin::Vision)).unwrap();
    let data = bars();
    let trainer = || Trainer::new(&engine, &data, lesson(1), None).unwrap();
    let (mut whole, mut lead, mut follower) = (trainer(), trainer(), trainer());
    let row = Float32Array::new_with_length(lead.row_length() as u32);
    for step in 0..4 {
        whole.advance(0.0).await.unwrap();
        assert_eq!((lead.next_batch(), lead.next_step()), (20, f64::from(step)));
        lead.hand_out(row.clone()).await.unwrap();
        follower.contribute(f64::from(step), 1, 2, row.clone()).await.unwrap();
        lead.find_next(2).await.unwrap();
        lead.collect_next(2, &row).unwrap();
        let events = lead.apply().unwrap().unchecked_into::<Array>();
        assert_eq!(get(&events.get(0), "step").as_f64(), Some(f64::from(step + 1)));
    }
    assert_eq!(lead.next_batch(), 0, "the validation comes next");
    let one = Model::parse(&whole.weights().await.unwrap().to_vec()).unwrap();
    let two = Model::parse(&lead.weights().await.unwrap().to_vec()).unwrap();
    for (one, two) in one.parameters.iter().flatten().zip(two.parameters.iter().flatten()) {
        assert!((one - two).abs() < 1e-5, "{one} {two}");
    }
    let short = Float32Array::new_with_length(3);
    assert_eq!(code(&lead.hand_out(short.clone()).await.unwrap_err()), "train.data");
    assert_eq!(code(&follower.contribute(0.0, 1, 2, short).await.unwrap_err()), "train.data");
    assert_eq!(code(&follower.contribute(0.0, 2, 2, row).await.unwrap_err()), "train.data");
    assert_eq!(code(&lead.apply().unwrap_err()), "train.data");
}
