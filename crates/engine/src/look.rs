use js_sys::{Array, Float32Array, Object, Reflect, Uint8Array};
use net::{Activations, Shape};
use wasm_bindgen::JsValue;

use crate::film::Picture;

/// All that the page shows of one drawing or photo, as one object of typed arrays; `input` is what the
/// network got, as it is shown, if there was anything to get.
pub fn look(
    film: &[Picture],
    input: Option<&[u8]>,
    probabilities: &[f32],
    layers: &[Activations],
) -> JsValue {
    let pictures = film.iter().map(|picture| {
        object([
            ("step", picture.step.into()),
            ("width", (picture.width as u32).into()),
            ("height", (picture.height as u32).into()),
            ("pixels", Uint8Array::from(picture.bytes.as_slice()).into()),
        ])
    });
    object([
        ("empty", input.is_none().into()),
        ("film", pictures.collect::<Array>().into()),
        ("input", Uint8Array::from(input.unwrap_or_default()).into()),
        ("probabilities", Float32Array::from(probabilities).into()),
        ("layers", layers.iter().map(layer).collect::<Array>().into()),
    ])
}

/// Number of maps of a layer's output, their height and their width. A row of numbers is one map.
pub fn maps(shape: Shape) -> [usize; 3] {
    match shape {
        Shape::Map { channels, height, width } => [channels, height, width],
        Shape::Flat(length) => [1, 1, length],
    }
}

/// A plain object.
pub fn object<const N: usize>(entries: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &key.into(), &value);
    }
    object.into()
}

/// Each map stretched from its own lowest to its own highest value, 0 to 255, and those values. A lone
/// value, such as a sigmoid's, has no range of its own: it is shown as a share of 1.
fn layer(activations: &Activations) -> JsValue {
    let [count, height, width] = maps(activations.shape);
    let mut tiles = Vec::with_capacity(activations.values.len());
    let (mut minima, mut maxima) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for map in activations.values.chunks_exact(height * width) {
        let lowest = map.iter().copied().fold(f32::INFINITY, f32::min);
        let highest = map.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let darkest = if activations.values.len() == 1 { 0.0 } else { lowest };
        let brightest = if activations.values.len() == 1 { 1.0 } else { highest };
        let stretch = if brightest > darkest { 255.0 / (brightest - darkest) } else { 0.0 };
        tiles.extend(map.iter().map(|value| ((value - darkest) * stretch).round() as u8));
        minima.push(lowest);
        maxima.push(highest);
    }
    object([
        ("tiles", Uint8Array::from(tiles.as_slice()).into()),
        ("minima", Float32Array::from(minima.as_slice()).into()),
        ("maxima", Float32Array::from(maxima.as_slice()).into()),
    ])
}
