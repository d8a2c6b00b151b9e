//! Training, pulled one step at a time.
//!
//! [`Run::step`] does one small piece of work and says what happened. To pause is not to call it,
//! to cancel is to drop the run. The page, the command line and the tests read the same [`Event`]s.

mod augment;
mod batch;
mod calibrate;
mod checkpoint;
mod digits;
mod evaluate;
mod event;
mod gradients;
mod judge;
pub mod limits;
mod loss;
mod metrics;
mod optimizer;
mod patience;
mod photos;
mod progress;
mod reference;
mod reliability;
mod run;
mod self_test;
mod settings;
mod shard;

pub use batch::{Batch, scale};
pub use calibrate::calibrate;
pub use checkpoint::CheckpointError;
pub use evaluate::{Evaluation, classify};
pub use event::{Event, RunError};
pub use gradients::{Goal, gradients};
pub use judge::{Judged, judge};
pub use metrics::{ClassScore, Evaluated, largest};
pub use reference::{Deviation, Reference, ReferenceError};
pub use reliability::Bin;
pub use run::Run;
pub use self_test::{SelfTestError, self_test};
pub use settings::{Augmentation, Digits, Distillation, OptimizerKind, Photo, Schedule, Settings};
pub use shard::{Found, Shard};
