use data::{Dataset, Packed, Shapes, mnist};
use net::{InputSpec, LayerSpec, Plan, PlannedLayer};
use serde::Deserialize;
use train::limits::{MAX_BATCH, MAX_EPOCHS};
use train::{Augmentation, OptimizerKind, Photo, Settings};
use wasm_bindgen::JsValue;

use crate::fault::Fault;
use crate::reader::opened;

/// Shapes that judge a run, and that it never learns from.
const UNSEEN_SHAPES: u64 = 1_000;

/// What a run learns from.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The digits of a file.
    Digits,
    /// Shapes that are drawn here.
    Shapes,
    /// Samples that the visitor collected in the page.
    Own,
    /// Samples of the visitor's files.
    File,
}

impl Source {
    pub fn name(self) -> &'static str {
        match self {
            Self::Digits => "digits",
            Self::Shapes => "shapes",
            Self::Own => "a visitor's own samples",
            Self::File => "a visitor's own files",
        }
    }
}

/// What a run starts from.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Start {
    /// Random numbers.
    Scratch,
    /// The engine's model.
    Shipped,
    /// The engine's model, of which only the dense layers learn.
    Last,
}

/// What the visitor chose for a run.
#[derive(Deserialize)]
pub struct Lesson {
    pub data: Source,
    pub start: Start,
    /// Training samples that are used, from the first on.
    samples: usize,
    /// How noisy shapes are, 0 to 1.
    noise: f32,
    epochs: usize,
    batch: usize,
    optimizer: OptimizerKind,
    learning_rate: f32,
    /// Share that all dropouts silence, 0 to less than 1; absent, each its own.
    pub dropout: Option<f32>,
    /// Strength of the augmentation; 0 for none.
    augmentation: f32,
    seed: u32,
}

impl Lesson {
    /// The lesson, if its numbers make sense.
    pub fn parse(lesson: JsValue) -> Result<Self, Fault> {
        let malformed = |what: &dyn ToString| Fault::new("train.malformed", what.to_string());
        let lesson: Self =
            serde_wasm_bindgen::from_value(lesson).map_err(|error| malformed(&error))?;
        let sensible = (1..=MAX_EPOCHS).contains(&lesson.epochs)
            && (1..=MAX_BATCH).contains(&lesson.batch)
            && lesson.samples > 0
            && lesson.learning_rate.is_finite()
            && lesson.learning_rate > 0.0
            && lesson.dropout.is_none_or(|share| (0.0..1.0).contains(&share))
            && (0.0..=1.0).contains(&lesson.noise)
            && (0.0..=1.0).contains(&lesson.augmentation);
        if sensible {
            Ok(lesson)
        } else {
            Err(malformed(&"a number of the lesson is out of range"))
        }
    }

    /// What is learned from, and what judges: the digits of `file`, the visitor's samples that are packed in
    /// it, or shapes as the network takes them.
    pub fn sets(&self, file: &[u8], input: InputSpec) -> Result<[Dataset; 2], Fault> {
        match self.data {
            Source::Digits => {
                let (seen, unseen) = mnist::split(mnist::parse_pair(file).map_err(Fault::from)?);
                Ok([seen.slice(0..self.samples), unseen])
            }
            Source::Shapes => {
                let shape = [input.channels, input.height, input.width];
                let draw = |positions| {
                    Shapes::new(shape, u64::from(self.seed), self.noise)?.draw(positions)
                };
                let unseen = draw(0..UNSEEN_SHAPES).map_err(Fault::from)?;
                let last = UNSEEN_SHAPES.saturating_add(self.samples as u64);
                Ok([draw(UNSEEN_SHAPES..last).map_err(Fault::from)?, unseen])
            }
            Source::Own | Source::File => {
                let [seen, unseen] =
                    Packed::parse(file).and_then(Packed::halves).map_err(opened)?;
                Ok([seen.spread(self.samples), unseen])
            }
        }
    }

    pub fn settings(&self, plan: &Plan) -> Settings {
        let (strength, input) = (self.augmentation, plan.spec().input);
        let sees = |layer: &&PlannedLayer| !matches!(layer.spec, LayerSpec::Dense { .. });
        let seeing = plan.layers().iter().take_while(sees).filter(|layer| layer.parameters > 0);
        // A kernel and a bias each.
        let frozen = if self.start == Start::Last { 2 * seeing.count() } else { 0 };
        Settings {
            seed: u64::from(self.seed),
            epochs: self.epochs,
            batch: self.batch,
            optimizer: self.optimizer,
            learning_rate: self.learning_rate,
            augmentation: (strength > 0.0).then(|| {
                let handwriting = Augmentation::handwriting(strength);
                let still = Photo { mirror: false, jitter: 0.0, cutout: 0 };
                match self.data {
                    Source::Digits => handwriting,
                    // What is drawn need not be digits.
                    Source::Own | Source::File if input.channels == 1 => {
                        Augmentation { digits: None, ..handwriting }
                    }
                    // Nor need left and right be the same.
                    _ => Augmentation::photo(strength, input.height.min(input.width), still),
                }
            }),
            frozen,
            ..Settings::default()
        }
    }
}
