use std::cell::RefCell;
use std::rc::Rc;

use data::photos::fitted;
use js_sys::{Float32Array, Uint8Array};
use net::{
    Activations, Backend, Device, InputSpec, Model, Network, Shape, Tensor, TensorData, read,
};
use pixels::Strokes;
use pixels::digit::{self, Frame, Switches};
use serde::Deserialize;
use train::{classify, self_test};
use wasm_bindgen::prelude::*;

use crate::fault::Fault;
use crate::film::Film;
use crate::look::{look, maps, object};
use crate::model::describe;
use crate::photo::Photo;

/// Samples that are looked at in one piece of work.
const TOGETHER: usize = 100;

/// An open device with at most one model on it.
///
/// Every method takes `&self` and holds no borrow while it waits, so that calls may overlap.
#[wasm_bindgen]
pub struct Engine {
    backend: Backend,
    device: Device,
    self_test_error: f32,
    model: RefCell<Option<Rc<Loaded>>>,
    /// The input and the layers of the newest look, for [`Engine::peek`].
    seen: RefCell<Vec<Activations>>,
}

pub(crate) struct Loaded {
    pub model: Model,
    network: Network,
}

/// The steps of MNIST's recipe, as the page names them.
#[derive(Deserialize)]
struct Steps {
    crop: bool,
    ratio: bool,
    centre: bool,
    scale: bool,
}

#[wasm_bindgen]
impl Engine {
    /// Opens `"cpu"` or `"gpu"` and proves that it computes right. A GPU opens once in a worker's
    /// life.
    ///
    /// # Errors
    ///
    /// Fails if the backend is not in this engine, is not there, or computes wrong numbers.
    pub async fn open(backend: String) -> Result<Engine, JsValue> {
        let backend = match backend.as_str() {
            "cpu" => Backend::Cpu,
            "gpu" => Backend::Gpu,
            other => return Err(Fault::new("engine.damaged", format!("no backend {other}")).into()),
        };
        let device = net::open(backend).await.map_err(Fault::from)?;
        let self_test_error = self_test(&device).await.map_err(Fault::from)?;
        let (model, seen) = (RefCell::default(), RefCell::default());
        Ok(Self { backend, device, self_test_error, model, seen })
    }

    /// Backend, device, build and the self-test's largest error.
    #[must_use]
    pub fn about(&self) -> JsValue {
        let backend = match self.backend {
            Backend::Cpu => "cpu",
            Backend::Gpu => "gpu",
        };
        object([
            ("backend", backend.into()),
            ("device", format!("{:?}", self.device).into()),
            ("build", crate::build_id().into()),
            ("self_test_error", self.self_test_error.into()),
        ])
    }

    /// Takes the bytes of a weights file and returns the model's description. The model before it,
    /// if any, stays when the new one is refused.
    ///
    /// # Errors
    ///
    /// Fails if the file is not a model, or one that reads neither photos nor drawings of digits.
    pub fn load(&self, bytes: &[u8]) -> Result<JsValue, JsValue> {
        let model = Model::parse(bytes).map_err(Fault::from)?;
        if !takes_photos(&model) && !takes_drawings(&model) {
            let side = Frame::MNIST.side;
            let sentence =
                format!("the model takes neither photos nor grey pictures of {side}x{side}");
            return Err(Fault::new("weights.other-input", sentence).into());
        }
        let description = describe(&model)?;
        let network = model.network(&self.device);
        self.model.replace(Some(Rc::new(Loaded { model, network })));
        self.seen.take();
        Ok(description)
    }

    /// What the network sees in a drawing: `points` holds x, y, pressure and time of every point,
    /// `lengths` the points of every stroke, `kinds` 0 for a pen and 1 for an eraser.
    ///
    /// # Errors
    ///
    /// Fails if the lengths lie, if no model is loaded, or if the device stopped answering.
    pub async fn look(
        &self,
        points: Vec<f32>,
        lengths: Vec<u32>,
        kinds: Vec<u8>,
        switches: JsValue,
    ) -> Result<JsValue, JsValue> {
        let strokes = Strokes::new(&points, &lengths, &kinds).map_err(Fault::from)?;
        let film = digit::from_strokes(&strokes, &parse(switches)?, &Frame::MNIST);
        Ok(self.see(film.into()).await?)
    }

    /// What the network sees in a picture file of a digit.
    ///
    /// # Errors
    ///
    /// Fails if the file is not a picture within the limits, if no model is loaded, or if the
    /// device stopped answering.
    pub async fn look_at_picture(
        &self,
        bytes: Vec<u8>,
        switches: JsValue,
    ) -> Result<JsValue, JsValue> {
        let picture = pixels::decode(&bytes).map_err(Fault::from)?;
        let film = digit::from_picture(&picture, &parse(switches)?, &Frame::MNIST);
        Ok(self.see(film.into()).await?)
    }

    /// What the network sees in all of a photo, or in the square `part` (`x`, `y`, `side`; see
    /// [`Square`](pixels::photo::Square)).
    ///
    /// # Errors
    ///
    /// Fails if there is no model that takes photos, if the part is malformed, or if the device stopped
    /// answering.
    pub async fn look_at_photo(&self, photo: &Photo, part: JsValue) -> Result<JsValue, JsValue> {
        let InputSpec { height, width, .. } = self.loaded()?.model.plan.spec().input;
        let values = photo.sample(part, width, height)?;
        Ok(self.see(Film::of_photo(values, width, height)).await?)
    }

    /// The probabilities for all of a photo; the newest look stays what it is.
    ///
    /// # Errors
    ///
    /// Fails if there is no model that takes photos, or if the device stopped answering.
    pub async fn glance(&self, photo: &Photo) -> Result<Float32Array, JsValue> {
        let loaded = self.loaded()?;
        let InputSpec { height, width, channels } = loaded.model.plan.spec().input;
        let film = Film::of_photo(photo.sample(JsValue::NULL, width, height)?, width, height);
        let values = film.sample.map(|sample| sample.values).unwrap_or_default();
        fits(&loaded.model, &values)?;
        let input = TensorData::new(values, [1, channels, height, width]);
        Ok(Float32Array::from(self.answers(&loaded, input).await?.as_slice()))
    }

    /// The probabilities for samples of 0 to 255, as [`Trainer::unseen`](crate::Trainer::unseen) gives
    /// them: all of the first, then all of the second; the newest look stays what it is.
    ///
    /// # Errors
    ///
    /// Fails if no model is loaded, if the bytes are no whole samples for it, or if the device stopped
    /// answering.
    pub async fn classify(&self, samples: Vec<u8>) -> Result<Float32Array, JsValue> {
        let loaded = self.loaded()?;
        let InputSpec { height, width, channels } = loaded.model.plan.spec().input;
        let size = channels * height * width;
        if !samples.len().is_multiple_of(size) {
            return Err(other_input().into());
        }
        let mut probabilities = Vec::new();
        for samples in samples.chunks(size * TOGETHER) {
            let values: Vec<f32> = samples.iter().map(|value| f32::from(*value) / 255.0).collect();
            let input = TensorData::new(values, [samples.len() / size, channels, height, width]);
            probabilities.extend(self.answers(&loaded, input).await?);
        }
        Ok(Float32Array::from(probabilities.as_slice()))
    }

    /// What the network would get of all of a photo, as [`Engine::look_at_photo`] or
    /// [`Engine::look_at_picture`] show it in `input`, 0 to 255; the newest look stays what it is.
    ///
    /// # Errors
    ///
    /// Fails if no model is loaded, or if there is nothing on the picture.
    pub fn sample(&self, photo: &Photo) -> Result<Uint8Array, JsValue> {
        let InputSpec { height, width, channels } = self.loaded()?.model.plan.spec().input;
        let sample = fitted(photo.picture(), [channels, height, width]);
        let empty = || Fault::new("picture.empty", "there is nothing on the picture");
        Ok(Uint8Array::from(sample.ok_or_else(empty)?.as_slice()))
    }

    /// One number of the newest look, exactly; layer -1 is the input. Undefined where there is none.
    #[must_use]
    pub fn peek(&self, layer: i32, map: usize, y: usize, x: usize) -> Option<f32> {
        let seen = self.seen.borrow();
        let activations = seen.get(usize::try_from(layer.checked_add(1)?).ok()?)?;
        let [count, height, width] = maps(activations.shape);
        let inside = map < count && y < height && x < width;
        inside.then(|| activations.values[(map * height + y) * width + x])
    }
}

impl Engine {
    /// A copy of the model.
    pub(crate) fn model(&self) -> Result<Model, Fault> {
        Ok(self.loaded()?.model.clone())
    }

    /// What computes.
    pub(crate) fn device(&self) -> Device {
        self.device.clone()
    }

    pub(crate) fn loaded(&self) -> Result<Rc<Loaded>, Fault> {
        let loaded = self.model.borrow().clone();
        loaded.ok_or_else(|| Fault::new("weights.absent", "no model is loaded"))
    }

    /// The probabilities for samples, one after the other.
    async fn answers(&self, loaded: &Loaded, samples: TensorData) -> Result<Vec<f32>, Fault> {
        let output = loaded.network.forward(Tensor::from_data(samples, &self.device));
        let outputs = loaded.model.plan.outputs();
        let values = read(vec![output.flatten(0, 1)]).await?;
        let answer = loaded.model.plan.answer();
        Ok(values[0].chunks(outputs).flat_map(|values| classify(answer, values)).collect())
    }

    async fn see(&self, film: Film) -> Result<JsValue, Fault> {
        let loaded = self.loaded()?;
        let Film { pictures, sample } = film;
        let Some(sample) = sample else {
            self.seen.take();
            return Ok(look(&pictures, None, &[], &[]));
        };
        let InputSpec { height, width, channels } = loaded.model.plan.spec().input;
        fits(&loaded.model, &sample.values)?;
        let input = TensorData::new(sample.values.clone(), [1, channels, height, width]);
        let layers = loaded.network.trace(Tensor::from_data(input, &self.device)).await?;
        let outputs = layers.last().map_or(&[][..], |layer| &layer.values);
        let probabilities = classify(loaded.model.plan.answer(), outputs);
        let answer = look(&pictures, Some(&sample.shown), &probabilities, &layers);
        let shape = Shape::Map { channels, height, width };
        let input = Activations { shape, values: sample.values };
        self.seen.replace([input].into_iter().chain(layers).collect());
        Ok(answer)
    }
}

/// Whether a sample is one for the model.
fn fits(model: &Model, values: &[f32]) -> Result<(), Fault> {
    let InputSpec { height, width, channels } = model.plan.spec().input;
    if values.len() == channels * height * width {
        return Ok(());
    }
    Err(other_input())
}

fn other_input() -> Fault {
    Fault::new("weights.other-input", "the model takes other pictures than this one")
}

fn takes_photos(model: &Model) -> bool {
    model.plan.spec().input.channels == 3
}

fn takes_drawings(model: &Model) -> bool {
    let InputSpec { height, width, channels } = model.plan.spec().input;
    [height, width, channels] == [Frame::MNIST.side, Frame::MNIST.side, 1]
}

fn parse(switches: JsValue) -> Result<Switches, Fault> {
    let steps: Steps = serde_wasm_bindgen::from_value(switches)
        .map_err(|error| Fault::new("strokes.malformed", error))?;
    let Steps { crop, ratio, centre, scale } = steps;
    Ok(Switches { crop, ratio, centre, scale })
}
