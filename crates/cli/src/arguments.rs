use std::path::PathBuf;

use clap::builder::RangedI64ValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use data::limits::MAX_SAMPLES;
use train::limits::{MAX_BATCH, MAX_EPOCHS};

/// Trains, scores and uses Loupe's networks.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print a network's layers, shapes and parameter counts as Keras does.
    Summary {
        /// digits, objects, catdog, vision, or a weights file.
        model: String,
    },
    /// Train a network from scratch, or go on with a run that was stopped.
    Train(Train),
    /// Score a model on a test set.
    Eval(Eval),
    /// Make a model's certainties true, by the share of the training set that it never learned from.
    Calibrate(Calibrate),
    /// Classify picture files.
    Predict(Predict),
}

/// How to train.
#[derive(Debug, Args)]
pub struct Train {
    /// digits, objects, catdog or vision.
    pub network: String,
    /// The folder of the training set, or one that holds the publishers' layouts, or an archive: photos as
    /// .zip, CIFAR-10 as .tar.gz or .zip.
    #[arg(long, value_name = "DIR", required_unless_present = "shapes")]
    pub data: Option<PathBuf>,
    /// Shapes instead of files.
    #[command(flatten)]
    pub drawn: Drawn,
    /// How often every sample is seen.
    #[arg(long, default_value_t = 5, value_parser = epochs())]
    pub epochs: u32,
    /// Samples per step.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=MAX_BATCH as i64))]
    pub batch: u32,
    /// What turns gradients into new weights.
    #[arg(long, value_enum, default_value_t = Optimizer::Adam)]
    pub optimizer: Optimizer,
    /// The step size at its highest.
    #[arg(long = "lr", default_value_t = 1e-3, value_parser = positive)]
    pub learning_rate: f32,
    /// How the step size changes over the run.
    #[arg(long, value_enum, default_value_t = Schedule::Constant)]
    pub schedule: Schedule,
    /// Epochs without a lower validation loss before the plateau schedule takes a tenth of the step size.
    #[arg(long, value_name = "EPOCHS", default_value_t = 10, value_parser = epochs())]
    pub plateau_patience: u32,
    /// End after so many epochs without a lower validation loss, and keep the weights of the epoch that had
    /// the lowest.
    #[arg(long, value_name = "EPOCHS", value_parser = epochs())]
    pub patience: Option<u32>,
    /// Share of itself that every weight loses at a step, times the step size (AdamW).
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    pub weight_decay: f32,
    /// Share of the certainty that the loss takes from the true class and spreads over all.
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    pub label_smoothing: f32,
    /// Decay of a moving average of the weights, which is then what is kept; 0 for none.
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    pub averaging: f32,
    /// Where all randomness starts.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Change every sample each time it is seen; 1 is strong. Digits as other hands and pens would:
    /// shift, rotation, scale, shear, wobble, stroke width, flags and bars. Photos as other lenses
    /// would: shift, rotation, scale, shear, and mirrored or not.
    #[arg(long, value_name = "STRENGTH", value_parser = strength, num_args = 0..=1)]
    #[arg(require_equals = true, default_missing_value = "1")]
    pub augment: Option<f32>,
    /// Share by which the brightness, contrast and saturation of augmented photos change.
    #[arg(long, default_value_t = 0.0, value_parser = share, requires = "augment")]
    pub jitter: f32,
    /// Side of a square that is made grey in augmented photos, in pixels.
    #[arg(long, default_value_t = 0, value_name = "PIXELS", requires = "augment")]
    pub cutout: u32,
    /// A JSON file with the list of other layers than the network's own, on the same pictures.
    #[arg(long, value_name = "FILE")]
    pub layers: Option<PathBuf>,
    /// Learn from the answers of the weights in this file, too; of several, from their mean.
    #[arg(long, value_name = "FILE")]
    pub teacher: Vec<PathBuf>,
    /// Share of the loss that the teachers' answers have.
    #[arg(long, default_value_t = 0.7, value_parser = share)]
    pub teacher_weight: f32,
    /// What the teachers' sums are divided by, so that small probabilities are heard.
    #[arg(long, default_value_t = 2.0, value_parser = positive)]
    pub temperature: f32,
    /// Start from the weights of this file of the same network, not from random ones.
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// So many layers with weights, from the first on, keep those of --from: only the others learn.
    #[arg(long, default_value_t = 0, value_name = "LAYERS", requires = "from")]
    pub freeze: u16,
    /// What computes.
    #[arg(long, value_enum, default_value_t = Device::Cpu)]
    pub device: Device,
    /// Where the weights go [default: NETWORK.safetensors].
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Go on from a checkpoint of the same command, with the same teachers.
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
    /// Score the finished weights on the test set and write the result onto their card: once, when
    /// everything has been chosen.
    #[arg(long)]
    pub score: bool,
    /// A list of photo files to leave out of the test set, one a line.
    #[arg(long, value_name = "FILE", requires = "score")]
    pub exclude: Option<PathBuf>,
    /// Print one event a line.
    #[arg(long)]
    pub json: bool,
}

/// What to score and on what.
#[derive(Debug, Args)]
pub struct Eval {
    /// A built-in model's name, or a weights file.
    pub model: String,
    /// The folder of the test set, or one that holds the publishers' layouts, or an archive: photos as
    /// .zip, CIFAR-10 as .tar.gz or .zip.
    #[arg(long, value_name = "DIR", required_unless_present_any = ["images", "shapes"])]
    pub data: Option<PathBuf>,
    /// Shapes instead of files.
    #[command(flatten)]
    pub drawn: Drawn,
    /// An idx file of images (with or without .gz).
    #[arg(long, value_name = "FILE", requires = "labels", conflicts_with = "data")]
    pub images: Option<PathBuf>,
    /// The idx file of their labels.
    #[arg(long, value_name = "FILE", requires = "images")]
    pub labels: Option<PathBuf>,
    /// A list of photo files to leave out, one a line; for sets made of photo files.
    #[arg(long, value_name = "FILE", conflicts_with = "images")]
    pub exclude: Option<PathBuf>,
    /// Look at the first samples only.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// What computes.
    #[arg(long, value_enum, default_value_t = Device::Cpu)]
    pub device: Device,
    /// Print the result as one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// What to calibrate, and on what.
#[derive(Debug, Args)]
pub struct Calibrate {
    /// A built-in model's name, or a weights file.
    pub model: String,
    /// The training set's folder or archive, as for train.
    #[arg(long, value_name = "DIR", required_unless_present = "shapes")]
    pub data: Option<PathBuf>,
    /// Shapes instead of files.
    #[command(flatten)]
    pub drawn: Drawn,
    /// What computes.
    #[arg(long, value_enum, default_value_t = Device::Cpu)]
    pub device: Device,
    /// Where the weights go.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// Samples that the program draws itself.
#[derive(Clone, Copy, Debug, Args)]
pub struct Drawn {
    /// Take so many shapes that the program draws itself: circle, square, triangle and others.
    #[arg(long, value_name = "COUNT", conflicts_with = "data")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=MAX_SAMPLES as i64))]
    pub shapes: Option<u32>,
    /// How noisy the shapes are; 1 is strong.
    #[arg(long, default_value_t = 0.1, value_parser = strength)]
    #[arg(requires = "shapes", conflicts_with = "data")]
    pub noise: f32,
}

/// What to classify.
#[derive(Debug, Args)]
pub struct Predict {
    /// A built-in model's name, or a weights file.
    pub model: String,
    /// Picture files.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Print one line of JSON for each file.
    #[arg(long)]
    pub json: bool,
}

/// What computes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Device {
    /// The processor.
    Cpu,
    /// The graphics processor.
    Gpu,
}

/// What turns gradients into new weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Optimizer {
    /// A step size for each weight.
    Adam,
    /// Plain descent with a momentum of 0.9.
    Momentum,
}

/// How the step size changes over a run.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Schedule {
    /// It does not.
    Constant,
    /// Half a cosine down to 0.
    Cosine,
    /// Up in the first 30 %, then down to 0.
    #[value(name = "onecycle")]
    OneCycle,
    /// A tenth each time the validation loss no longer falls.
    Plateau,
}

fn epochs() -> RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..=MAX_EPOCHS as i64)
}

fn positive(text: &str) -> Result<f32, String> {
    number(text, |value| value > 0.0, "a number above 0")
}

fn strength(text: &str) -> Result<f32, String> {
    number(text, |value| (0.0..=1.0).contains(&value), "a number from 0 to 1")
}

fn share(text: &str) -> Result<f32, String> {
    number(text, |value| (0.0..1.0).contains(&value), "a number from 0 to less than 1")
}

fn number(text: &str, allowed: fn(f32) -> bool, what: &str) -> Result<f32, String> {
    let value = text.parse().ok().filter(|value: &f32| value.is_finite() && allowed(*value));
    value.ok_or_else(|| format!("it must be {what}"))
}
