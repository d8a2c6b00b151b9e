//! The border of the engine that learns what a visitor brings, on wasm.

#![cfg(all(target_arch = "wasm32", not(feature = "gpu")))]

mod support;

use data::{Dataset, Packed};
use engine::{Photo, Reader, Trainer};
use js_sys::{Array, Uint8Array};
use net::{Builtin, Model};
use support::{code, get, open, weights};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Bars that stand or lie, so many of them in turn, as the page packs them.
fn bars(count: usize) -> Packed {
    let bar = |index: usize| {
        let at = index / 2 % 28;
        (0..784).map(move |pixel| {
            let place = if index.is_multiple_of(2) { pixel % 28 } else { pixel / 28 };
            if place == at { 255 } else { 0 }
        })
    };
    let labels = (0..count).map(|index| (index % 2) as u8).collect();
    let classes = vec!["debout".to_owned(), "<couché>".to_owned()];
    let train = Dataset::new([1, 28, 28], (0..count).flat_map(bar).collect(), labels, classes);
    Packed { train: train.unwrap(), test: None }
}

fn lesson(data: &str, samples: usize) -> JsValue {
    let text = format!(
        r#"{{"data": "{data}", "noise": 0, "start": "scratch", "samples": {samples}, "epochs": 6, "batch": 8,
            "optimizer": "adam", "learning_rate": 0.001, "augmentation": 0.3, "seed": 7}}"#
    );
    js_sys::JSON::parse(&text).unwrap()
}

#[wasm_bindgen_test]
async fn a_run_on_own_samples_learns_two_classes_and_their_names() {
    let engine = open().await;
    engine.load(&weights(Builtin::Vision)).unwrap();
    let mut trainer = Trainer::new(&engine, &bars(80).to_bytes(), lesson("own", 72), None).unwrap();
    // Of each class the last tenth judges.
    assert_eq!(trainer.unseen().length(), 8 * 784);
    let mut accuracy = 0.0;
    loop {
        let events = trainer.advance(1e6).await.unwrap().unchecked_into::<Array>();
        let last = events.get(events.length() - 1);
        match get(&last, "event").as_string().unwrap().as_str() {
            "finished" => break,
            _ => accuracy = get(&last, "val_accuracy").as_f64().unwrap(),
        }
    }
    assert!(accuracy > 0.9, "{accuracy}");
    let learned = Model::parse(&trainer.weights().await.unwrap().to_vec()).unwrap();
    assert_eq!(learned.labels, ["debout", "<couché>"]);
}

#[wasm_bindgen_test]
async fn too_little_damaged_and_other_samples_are_refused() {
    let engine = open().await;
    engine.load(&weights(Builtin::Vision)).unwrap();
    let fault =
        |bytes: &[u8]| code(&Trainer::new(&engine, bytes, lesson("file", 10), None).err().unwrap());
    assert_eq!(fault(&bars(8).to_bytes()), "set.too-few");
    assert_eq!(fault(&bars(20).to_bytes()[..900]), "set.damaged");
    assert_eq!(fault(b""), "set.damaged");
    engine.load(&weights(Builtin::Objects)).unwrap();
    assert_eq!(fault(&bars(20).to_bytes()), "train.data");
}

#[wasm_bindgen_test]
async fn a_photo_gives_what_the_network_gets() {
    let engine = open().await;
    let red = [[200, 10, 30, 255]; 12].concat();
    let photo = Photo::from_pixels(&red, 4, 3).unwrap();
    assert_eq!(code(&engine.sample(&photo).unwrap_err()), "weights.absent");
    engine.load(&weights(Builtin::Objects)).unwrap();
    let look = engine.look_at_photo(&photo, JsValue::NULL).await.unwrap();
    let input = get(&look, "input").unchecked_into::<Uint8Array>().to_vec();
    assert_eq!(engine.sample(&photo).unwrap().to_vec(), input);
    assert_eq!((input.len(), input[0]), (3 * 32 * 32, 200));
    // Nothing is drawn on an even sheet.
    engine.load(&weights(Builtin::Vision)).unwrap();
    assert_eq!(code(&engine.sample(&photo).unwrap_err()), "picture.empty");
}

#[wasm_bindgen_test]
fn files_become_a_set_piece_by_piece() {
    let paths = ["pets/a/1.png", "pets/a/2.png", "pets/b/1.png"].map(str::to_owned).to_vec();
    let size = || vec![3, 2, 2];
    assert_eq!(code(&Reader::folder(paths.clone(), size(), 35).err().unwrap()), "set.too-large");
    assert_eq!(
        code(&Reader::folder(paths.clone(), vec![2, 2], 36).err().unwrap()),
        "set.malformed"
    );
    let mut reader = Reader::folder(paths, size(), 36).unwrap();
    let photo = Photo::from_pixels(&[[9, 8, 7, 255]; 4].concat(), 2, 2).unwrap();
    assert!(reader.advance(f64::INFINITY).unwrap().is_empty(), "it waits for what is wanted");
    assert_eq!(reader.wanted(), Some(0));
    assert_eq!(reader.take(&photo).unwrap(), None);
    assert_eq!(reader.skip().unwrap().as_deref(), Some("pets/a/2.png"));
    reader.take(&photo).unwrap();
    assert_eq!((reader.progress(), reader.wanted()), (vec![3, 3], None));
    assert_eq!(code(&reader.finish().err().unwrap()), "set.too-few");

    let images = [0x803_u32, 20, 28, 28].map(u32::to_be_bytes).concat();
    let images = [images, vec![9; 20 * 784]].concat();
    let labels = [[0x801_u32, 20].map(u32::to_be_bytes).concat(), [0, 1].repeat(10)].concat();
    let files = [&images, &labels].map(|bytes| Uint8Array::from(bytes.as_slice()));
    let files = files.iter().collect::<Array>();
    let names = vec!["images".to_owned(), "labels".to_owned()];
    let mut reader = Reader::tables(names, &files, vec![1, 28, 28], 100_000).unwrap();
    while reader.progress()[0] < 20 {
        assert!(reader.advance(1e3).unwrap().is_empty());
    }
    let set = reader.finish().unwrap();
    assert_eq!(get(&set, "samples").as_f64(), Some(18.0));
    let bytes = get(&set, "bytes").unchecked_into::<Uint8Array>().to_vec();
    assert_eq!(Packed::parse(&bytes).unwrap().train.len(), 20);
}
