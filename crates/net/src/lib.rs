//! A convolutional network as data and as mathematics.
//!
//! [`Spec`] is what a person wrote, [`Plan`] is a spec that was found possible, with every shape
//! and parameter count, and [`Network`] is a plan with numbers in it. Construction can fail only
//! between the first two.

pub mod archive;
mod builtin;
mod cause;
mod device;
mod initial;
pub mod keras;
mod layer;
pub mod limits;
mod network;
mod plan;
mod random;
mod read;
mod shape;
mod spec;
mod summary;
mod temperature;
pub mod weights;

pub use builtin::Builtin;
pub use cause::{Cause, PlanError};
pub use device::{Backend, DeviceError, open};
pub use initial::initial_parameters;
pub use network::{Activations, Dropouts, Network};
pub use plan::{Plan, PlannedLayer};
pub use random::Stream;
pub use read::{ReadError, read};
pub use shape::Shape;
pub use spec::{Activation, InputSpec, LayerSpec, Padding, Spec};
pub use summary::summary;
pub use temperature::Temperature;
pub use weights::{Card, Model, Preprocessing, WeightsError};

/// The tensors and devices that the other rooms hold, from the one version of Burn.
pub use burn::tensor::{Device, Tensor, TensorData};
/// The one way to work on many samples at once, on all cores where there are threads.
pub use conv::for_each;
