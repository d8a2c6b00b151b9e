use thiserror::Error;

use crate::limits;

/// Why a spec is not possible.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}{cause}", place(*.layer, .class))]
pub struct PlanError {
    /// The layer, counted from 0; none if it is the network as a whole.
    pub layer: Option<usize>,
    /// Keras' class of that layer; empty if it is the network as a whole.
    pub class: &'static str,
    /// What is wrong.
    pub cause: Cause,
}

/// What is wrong with a spec.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "each variant's sentence is its documentation")]
pub enum Cause {
    #[error("the network has no layers; add one")]
    NoLayers,
    #[error("the network has {0} layers, at most {max} are allowed", max = limits::MAX_LAYERS)]
    TooManyLayers(usize),
    #[error("the input is {height}x{width} with {channels} channels; each side must be 1 to {side}, the channels 1 to {max}", side = limits::MAX_INPUT_SIDE, max = limits::MAX_INPUT_CHANNELS)]
    Input { height: usize, width: usize, channels: usize },
    #[error("a name is longer than {max} bytes", max = limits::MAX_NAME_BYTES)]
    Name,
    #[error("{0} must be at least 1")]
    Zero(&'static str),
    #[error("{window} {}x{} is larger than its {}x{} input; make it smaller", .size[0], .size[1], .input[0], .input[1])]
    WindowTooLarge { window: &'static str, size: [usize; 2], input: [usize; 2] },
    #[error("it needs a picture, but gets a row of {0} numbers; put it before Flatten")]
    NeedsMap(usize),
    #[error("it needs a row of numbers, but gets a picture; put a Flatten before it")]
    NeedsFlat,
    #[error("a dropout rate must be at least 0 and less than 1")]
    Rate,
    #[error("softmax is only for the last layer")]
    SoftmaxInside,
    #[error("the last layer must be Dense with softmax or sigmoid, or there is no answer to read")]
    NoAnswer,
    #[error("a sigmoid answer has one unit, not {0}")]
    SigmoidUnits(usize),
    #[error("it brings the network to over {max} parameters", max = limits::MAX_PARAMETERS)]
    TooManyParameters,
    #[error("its output takes over {max} bytes", max = limits::MAX_ACTIVATION_BYTES)]
    TooMuchMemory,
    #[error("it brings the outputs of all layers to over {max} bytes", max = limits::MAX_TRACE_BYTES)]
    TooMuchInAll,
    #[error("it brings one prediction to over {max} operations", max = limits::MAX_FLOPS)]
    TooSlow,
}

fn place(layer: Option<usize>, class: &str) -> String {
    layer.map_or_else(String::new, |index| format!("layer {} ({class}): ", index + 1))
}
