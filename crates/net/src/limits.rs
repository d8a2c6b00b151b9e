//! Every limit on what a network or its weights file may be.
//!
//! They are far above the course's networks and far below what would make a browser tab suffer.

/// Most layers in one network.
pub const MAX_LAYERS: usize = 64;
/// Most trainable parameters in one network.
pub const MAX_PARAMETERS: usize = 5_000_000;
/// Most bytes that the output of one layer may take for one sample, as f32.
pub const MAX_ACTIVATION_BYTES: usize = 64 << 20;
/// Most bytes that the outputs of all layers may take for one sample, as f32.
pub const MAX_TRACE_BYTES: usize = 256 << 20;
/// Most floating-point operations for one prediction; a multiplication with its addition counts 2.
pub const MAX_FLOPS: usize = 1_000_000_000;
/// Longest side of an input, in pixels.
pub const MAX_INPUT_SIDE: usize = 1_024;
/// Most channels of an input.
pub const MAX_INPUT_CHANNELS: usize = 64;
/// Longest name of a network or of a class, in bytes.
pub const MAX_NAME_BYTES: usize = 256;

/// Range of the temperature by which a model's sums are divided.
pub const MIN_TEMPERATURE: f32 = 0.05;
/// The other end of that range.
pub const MAX_TEMPERATURE: f32 = 20.0;

/// Largest weights file, in bytes.
pub const MAX_WEIGHTS_BYTES: usize = 64 << 20;
/// Largest header of a weights file, in bytes.
pub const MAX_HEADER_BYTES: usize = 1 << 20;
/// Most tensors in a file: a checkpoint has up to five times a kernel and a bias of each layer.
pub const MAX_TENSORS: usize = 5 * 2 * MAX_LAYERS;
