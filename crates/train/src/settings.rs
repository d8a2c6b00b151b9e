use serde::{Deserialize, Serialize};

use crate::patience::reduced;

/// All that decides a run, beside its network and its data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Where all randomness starts.
    pub seed: u64,
    /// How often every sample is seen.
    pub epochs: usize,
    /// Samples per step.
    pub batch: usize,
    /// What turns gradients into new weights.
    #[serde(default)]
    pub optimizer: OptimizerKind,
    /// The step size at its highest.
    pub learning_rate: f32,
    /// How the step size changes over the run.
    pub schedule: Schedule,
    /// Share of itself that every parameter loses at a step, times the step size, apart from what
    /// Adam does (AdamW, Loshchilov and Hutter, 2019; as Keras has it).
    pub weight_decay: f32,
    /// Share of the certainty that the loss takes from the true class and spreads over all classes
    /// (Szegedy et al., 2016). The losses that are reported are always the plain ones.
    pub label_smoothing: f32,
    /// What other networks, the teachers, are believed; nothing if absent.
    pub distillation: Option<Distillation>,
    /// What is done to the samples; nothing if absent.
    pub augmentation: Option<Augmentation>,
    /// Decay of the moving average of the weights that is validated and kept; 0 keeps the weights
    /// themselves (Polyak and Juditsky, 1992).
    pub averaging: f32,
    /// Epochs without a lower validation loss after which the run ends, with the weights of the epoch
    /// that had the lowest: Keras' `EarlyStopping(patience, restore_best_weights=True)`. With 0 it goes to
    /// its end and keeps the last weights.
    #[serde(default)]
    pub patience: usize,
    /// How many tensors of [`net::Plan::tensors`], from the first on, keep their values: the layers that
    /// know enough already, in transfer learning.
    #[serde(default)]
    pub frozen: usize,
}

/// What turns gradients into new weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OptimizerKind {
    /// Each weight has a step size of its own (Kingma and Ba, 2015), with Keras' constants.
    #[default]
    Adam,
    /// Plain descent that keeps nine tenths of its velocity, Keras' `SGD(momentum=0.9)`.
    Momentum,
}

/// How a network learns from the answers of others, its teachers (Hinton, Vinyals and Dean, *Distilling
/// the Knowledge in a Neural Network*, 2015).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distillation {
    /// Share of the loss that the teachers' answers have; the true classes have the rest.
    pub weight: f32,
    /// What the sums are divided by, so that small probabilities are heard.
    pub temperature: f32,
}

/// How the step size changes over a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// It does not, as in the course.
    #[default]
    Constant,
    /// Half a cosine from the highest to 0 (Loshchilov and Hutter, 2017).
    Cosine,
    /// Up from a 25th to the highest in the first 30 %, then down to 0, both as half a cosine
    /// (Smith and Topin, 2018).
    OneCycle,
    /// A tenth after each so many epochs, at least 1, without a lower validation loss (Keras'
    /// `ReduceLROnPlateau`).
    Plateau {
        /// So many epochs.
        patience: usize,
    },
}

/// How far a sample may be changed: each number is the largest change, either way if nothing else is
/// said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Augmentation {
    /// Pixels, along each axis.
    pub shift: f32,
    /// Radians.
    pub rotation: f32,
    /// Share of the size, across and down.
    pub scale: [f32; 2],
    /// Pixels across for one pixel down.
    pub shear: f32,
    /// Pixels by which points of a 5 by 5 grid wander, everything between following smoothly
    /// (after Simard, Steinkraus and Platt, 2003).
    pub wobble: f32,
    /// Share by which strokes grow towards their neighbours' highest value, or shrink towards the
    /// lowest.
    pub stroke: f32,
    /// For grey pictures of digits, class 0 to 9: a run refuses it for others.
    pub digits: Option<Digits>,
    /// For photos.
    pub photo: Option<Photo>,
}

/// What light, lenses and chance do to photos.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Photo {
    /// Whether every second one is mirrored.
    pub mirror: bool,
    /// Share by which brightness, contrast and saturation change, each by itself.
    pub jitter: f32,
    /// Side of a square that is made grey somewhere, in pixels (DeVries and Taylor, 2017); 0 for none.
    pub cutout: usize,
}

/// What people who learned to write elsewhere do to digits, beside MNIST's Americans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Digits {
    /// Share of the ones that get a flag, of the flagged ones that get a foot, and of the sevens that
    /// get a bar.
    pub serif: f32,
}

impl Default for Settings {
    /// The course's recipe: Adam, batch 32, 5 epochs.
    fn default() -> Self {
        Self {
            seed: 1,
            epochs: 5,
            batch: 32,
            optimizer: OptimizerKind::Adam,
            learning_rate: 1e-3,
            schedule: Schedule::Constant,
            weight_decay: 0.0,
            label_smoothing: 0.0,
            distillation: None,
            augmentation: None,
            averaging: 0.0,
            patience: 0,
            frozen: 0,
        }
    }
}

impl Augmentation {
    /// What hands do to digits: at strength 1 nearly all that leaves them readable, at 0 nothing.
    #[must_use]
    pub fn handwriting(strength: f32) -> Self {
        Self {
            shift: 0.5 * strength,
            rotation: 0.2 * strength,
            scale: [0.16 * strength, 0.08 * strength],
            shear: 0.2 * strength,
            wobble: strength,
            stroke: 0.6 * strength,
            digits: Some(Digits { serif: 0.2 * strength }),
            photo: None,
        }
    }

    /// What lenses do to photos whose shorter side has so many pixels, and a mirror; light and holes
    /// are set in [`Photo`].
    #[must_use]
    pub fn photo(strength: f32, side: usize, photo: Photo) -> Self {
        Self {
            shift: side as f32 / 8.0 * strength,
            rotation: 0.2 * strength,
            scale: [0.2 * strength; 2],
            shear: 0.1 * strength,
            wobble: 0.0,
            stroke: 0.0,
            digits: None,
            photo: Some(photo),
        }
    }
}

impl Settings {
    /// Whether the validation loss decides anything.
    #[must_use]
    pub(crate) fn watches_validation(&self) -> bool {
        self.patience > 0 || matches!(self.schedule, Schedule::Plateau { .. })
    }

    /// The step size after a share of the run, 0 to 1, and epochs with these validation losses.
    #[must_use]
    pub fn learning_rate_at(&self, share: f64, losses: &[f64]) -> f32 {
        /// From 1 to 0, level at both ends.
        fn fall(share: f64) -> f64 {
            f64::midpoint(1.0, (std::f64::consts::PI * share).cos())
        }
        const RISE: f64 = 0.3;
        const START: f64 = 1.0 / 25.0;
        let height = match self.schedule {
            Schedule::Constant => return self.learning_rate,
            Schedule::Plateau { patience } => return reduced(self.learning_rate, losses, patience),
            Schedule::Cosine => fall(share),
            Schedule::OneCycle if share < RISE => 1.0 - (1.0 - START) * fall(share / RISE),
            Schedule::OneCycle => fall((share - RISE) / (1.0 - RISE)),
        };
        (f64::from(self.learning_rate) * height) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cycle_rises_to_the_highest_and_falls_to_nothing() {
        let settings =
            Settings { schedule: Schedule::OneCycle, learning_rate: 0.5, ..Settings::default() };
        let at = |share| settings.learning_rate_at(share, &[]);
        assert!((at(0.0) - 0.02).abs() < 1e-6);
        assert!((at(0.3) - 0.5).abs() < 1e-6);
        assert!(at(1.0).abs() < 1e-6);
        let rates: Vec<f32> = (0..=10).map(|tenth| at(f64::from(tenth) / 10.0)).collect();
        assert!(rates[..4].is_sorted() && rates[3..].is_sorted_by(|before, after| before > after));
    }
}
