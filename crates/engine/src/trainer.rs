use js_sys::{Date, Float32Array, Uint8Array};
use net::archive::Precision;
use net::{Card, Model, Plan, initial_parameters, read};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use train::limits::MAX_EPOCHS;
use train::{Event, Found, Judged, Run, judge};
use wasm_bindgen::prelude::*;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::lesson::{Lesson, Start};
use crate::look::object;

/// A training run of an engine's model, on the engine's device.
#[wasm_bindgen]
pub struct Trainer {
    pub(crate) run: Run,
    /// The model that the run began with, whose numbers are replaced by the run's.
    model: Model,
    /// What is known of the next step, part by part, where several workers do it.
    pub(crate) found: Vec<Found>,
}

#[wasm_bindgen]
impl Trainer {
    /// A run of the engine's model. Where the lesson is on digits, `data` is a file of images and then
    /// labels, of which the samples from 9,000 on are for validation; shapes are drawn here. Their classes
    /// are other ones, so that the last layer starts anew, whatever the others start from. With a
    /// checkpoint it goes on where that was made.
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
        let lesson = Lesson::parse(lesson)?;
        let shipped = engine.model()?;
        let input = shipped.plan.spec().input;
        let [seen, unseen] = lesson.sets(data, input)?;
        let (plan, labels) =
            (plan_for(&shipped, &seen.classes, lesson.dropout)?, seen.classes.clone());
        let settings = lesson.settings(&plan);
        let mut parameters = initial_parameters(&plan, settings.seed);
        if lesson.start != Start::Scratch {
            // The last kernel and bias know the shipped model's own classes only.
            let last = if labels == shipped.labels { 0 } else { 2 };
            let known = shipped.parameters.len() - last;
            parameters[..known].clone_from_slice(&shipped.parameters[..known]);
            // A run has no temperature: the last sums are divided by it here, so that it begins as the
            // shipped network answers.
            let temperature = shipped.card.temperature.value();
            let warm = parameters.len() - 2..known.max(parameters.len() - 2);
            parameters[warm].iter_mut().flatten().for_each(|value| *value /= temperature);
        }
        let device = engine.device();
        let run = Run::new(plan.clone(), &parameters, settings, [seen, unseen], device);
        let mut run = run.map_err(Fault::from)?;
        if let Some(checkpoint) = checkpoint {
            run.continue_from(&checkpoint).map_err(Fault::from)?;
        }
        let trained_on = Some(format!("{}, in the page", lesson.data.name()));
        let card = Card { trained_on, ..Card::default() };
        Ok(Self { run, model: Model { plan, labels, card, ..shipped }, found: Vec::new() })
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
        told(&events)
    }

    /// Another learning rate, and another number of epochs, 1 to [`MAX_EPOCHS`], from the next step on;
    /// returns the number that holds, for an epoch that has begun comes to its end.
    ///
    /// # Errors
    ///
    /// Fails if one of them makes no sense; the run is then as it was.
    pub fn alter(&mut self, learning_rate: f32, epochs: usize) -> Result<usize, JsValue> {
        if !(1..=MAX_EPOCHS).contains(&epochs) {
            return Err(
                Fault::new("train.malformed", "the number of epochs is out of range").into()
            );
        }
        Ok(self.run.alter(learning_rate, epochs).map_err(Fault::from)?)
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

    /// The size of the newest gradient of each kernel, in the order of the layers that learn: the root of
    /// the mean square of its numbers, 0 for a layer that keeps what it knows. Empty before the first step.
    ///
    /// # Errors
    ///
    /// Fails if the device stopped answering.
    pub async fn gradient_sizes(&self) -> Result<Float32Array, JsValue> {
        let sizes = self.run.gradient_sizes().await.map_err(Fault::from)?;
        let kernels: Vec<f32> = sizes.into_iter().step_by(2).collect();
        Ok(Float32Array::from(kernels.as_slice()))
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
        let network = model.network(self.run.device());
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

/// What happened, in the page's terms.
pub(crate) fn told(events: &[Event]) -> Result<JsValue, JsValue> {
    let events = events.serialize(&Serializer::json_compatible());
    Ok(events.map_err(|error| Fault::new("engine.damaged", error))?)
}

/// The model's own plan; where the classes are other ones with a last layer for them, and with another
/// dropout where one was chosen.
fn plan_for(model: &Model, classes: &[String], dropout: Option<f32>) -> Result<Plan, Fault> {
    let mut spec = model.plan.spec().clone();
    if model.labels != classes {
        spec = spec.with_classes(classes.len());
    }
    if let Some(share) = dropout {
        spec = spec.with_dropout(share);
    }
    Plan::new(&spec).map_err(|error| Fault::new("train.malformed", error))
}

/// Whether an event says all that an earlier one said.
fn replaces(event: &Event, earlier: &Event) -> bool {
    matches!(
        (event, earlier),
        (Event::Step { .. }, Event::Step { .. })
            | (Event::Validation { .. }, Event::Validation { .. })
    )
}
