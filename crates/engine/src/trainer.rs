use data::mnist;
use js_sys::{Date, Float32Array, Uint8Array};
use net::archive::Precision;
use net::{Card, Model, Network, initial_parameters, read};
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use train::limits::{MAX_BATCH, MAX_EPOCHS};
use train::{Augmentation, Event, Judged, OptimizerKind, Run, Settings, judge};
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::look::object;

/// What the visitor chose for a run.
#[derive(Deserialize)]
struct Lesson {
    /// Whether it starts from random numbers, or from those of the engine's model.
    scratch: bool,
    /// Training samples that are used, from the first on.
    samples: usize,
    epochs: usize,
    batch: usize,
    optimizer: OptimizerKind,
    learning_rate: f32,
    /// Strength of the augmentation; 0 for none.
    augmentation: f32,
    seed: u32,
}

/// A training run of an engine's model, on the engine's device.
#[wasm_bindgen]
pub struct Trainer {
    run: Run,
    /// The model that the run began with, whose numbers are replaced by the run's.
    model: Model,
}

#[wasm_bindgen]
impl Trainer {
    /// A run of the engine's model on digits: `data` is a file of images and then labels, of which the
    /// samples from 9,000 on are for validation. With a checkpoint it goes on where that was made.
    ///
    /// # Errors
    ///
    /// Fails if no model is loaded, if the data is damaged or not the model's, or if the checkpoint is
    /// of another run.
    #[wasm_bindgen(constructor)]
    pub fn new(
        engine: &Engine,
        data: &[u8],
        lesson: JsValue,
        checkpoint: Option<Vec<u8>>,
    ) -> Result<Trainer, JsValue> {
        let lesson = parse(lesson)?;
        let model = engine.model()?;
        let (seen, unseen) = mnist::split(mnist::parse_pair(data).map_err(Fault::from)?);
        let settings = settings(&lesson);
        let parameters = if lesson.scratch {
            initial_parameters(&model.plan, settings.seed)
        } else {
            model.parameters.clone()
        };
        let sets = [seen.slice(0..lesson.samples), unseen];
        let device = engine.device();
        let run = Run::new(model.plan.clone(), &parameters, settings, sets, device);
        let mut run = run.map_err(Fault::from)?;
        if let Some(checkpoint) = checkpoint {
            run.resume_from(&checkpoint).map_err(Fault::from)?;
        }
        let card = Card { trained_on: Some("digits, in the page".to_owned()), ..Card::default() };
        Ok(Self { run, model: Model { card, ..model } })
    }

    /// Trains for about so many milliseconds, at least a step and at most to the end of an epoch, and
    /// returns what happened: of the steps and of the validation the last.
    ///
    /// # Errors
    ///
    /// Fails if the loss is no longer finite, or if the device stopped answering.
    pub async fn advance(&mut self, milliseconds: f64) -> Result<JsValue, JsValue> {
        let start = Date::now();
        let mut events: Vec<Event> = Vec::new();
        loop {
            let event = self.run.step().await.map_err(Fault::from)?;
            let ended = matches!(event, Event::Epoch { .. } | Event::Finished);
            events.retain(|earlier| !replaces(&event, earlier));
            events.push(event);
            if ended || Date::now() - start >= milliseconds {
                break;
            }
        }
        let events = events.serialize(&Serializer::json_compatible());
        Ok(events.map_err(|error| Fault::new("engine.damaged", error))?)
    }

    /// The network as it is now, as the bytes of a weights file.
    ///
    /// # Errors
    ///
    /// Fails if the device stopped answering.
    pub async fn weights(&self) -> Result<Uint8Array, JsValue> {
        let parameters = self.run.network().parameters().to_vec();
        let parameters = read(parameters).await.map_err(Fault::from)?;
        let model = Model { parameters, ..self.model.clone() };
        Ok(Uint8Array::from(model.to_bytes(Precision::Single).as_slice()))
    }

    /// How good weights of this run are on the samples that it never learns from, and what they answer
    /// for each.
    ///
    /// # Errors
    ///
    /// Fails if the bytes are not weights of this network, or if the device stopped answering.
    pub async fn judge(&self, weights: Vec<u8>) -> Result<JsValue, JsValue> {
        let model = Model::parse(&weights).map_err(Fault::from)?;
        if model.plan.spec() != self.model.plan.spec() {
            let sentence = "the weights are of another network than the run's";
            return Err(Fault::new("weights.other-input", sentence).into());
        }
        let network = Network::new(model.plan, &model.parameters, self.run.device());
        let (set, labels) = (self.run.validation(), &self.model.labels);
        let judged = judge(&network, set, labels, self.run.device()).await;
        let Judged { scores, guesses, certainties } = judged.map_err(Fault::from)?;
        let scores = scores.serialize(&Serializer::json_compatible());
        Ok(object([
            ("scores", scores.map_err(|error| Fault::new("engine.damaged", error))?),
            ("labels", Uint8Array::from(set.labels.as_slice()).into()),
            ("guesses", Uint8Array::from(guesses.as_slice()).into()),
            ("certainties", Float32Array::from(certainties.as_slice()).into()),
        ]))
    }

    /// The samples that it never learns from, one after the other, 0 to 255.
    #[must_use]
    pub fn unseen(&self) -> Uint8Array {
        Uint8Array::from(self.run.validation().samples.as_slice())
    }

    /// The whole state of the run, from which [`Trainer::new`] goes on.
    ///
    /// # Errors
    ///
    /// Fails if the device stopped answering.
    pub async fn checkpoint(&self) -> Result<Uint8Array, JsValue> {
        let bytes = self.run.checkpoint().await.map_err(Fault::from)?;
        Ok(Uint8Array::from(bytes.as_slice()))
    }
}

/// The lesson, if its numbers make sense.
fn parse(lesson: JsValue) -> Result<Lesson, Fault> {
    let malformed = |what: &dyn ToString| Fault::new("train.malformed", what.to_string());
    let lesson: Lesson =
        serde_wasm_bindgen::from_value(lesson).map_err(|error| malformed(&error))?;
    let sensible = (1..=MAX_EPOCHS).contains(&lesson.epochs)
        && (1..=MAX_BATCH).contains(&lesson.batch)
        && lesson.samples > 0
        && lesson.learning_rate.is_finite()
        && lesson.learning_rate > 0.0
        && (0.0..=1.0).contains(&lesson.augmentation);
    if sensible { Ok(lesson) } else { Err(malformed(&"a number of the lesson is out of range")) }
}

fn settings(lesson: &Lesson) -> Settings {
    let strength = lesson.augmentation;
    Settings {
        seed: u64::from(lesson.seed),
        epochs: lesson.epochs,
        batch: lesson.batch,
        optimizer: lesson.optimizer,
        learning_rate: lesson.learning_rate,
        augmentation: (strength > 0.0).then(|| Augmentation::handwriting(strength)),
        ..Settings::default()
    }
}

/// Whether an event says all that an earlier one said.
fn replaces(event: &Event, earlier: &Event) -> bool {
    matches!(
        (event, earlier),
        (Event::Step { .. }, Event::Step { .. })
            | (Event::Validation { .. }, Event::Validation { .. })
    )
}
