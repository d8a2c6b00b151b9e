//! Fast convolution and pooling for Burn's CPU backend, forward and backward.
//!
//! Burn's flex backend inherits a general backward pass for convolutions, which is most of a
//! training step. Here are kernels made for small networks ([`kernels`]) and the way into Burn
//! (`conv2d`): a network calls one function, which runs these kernels on flex and Burn's own
//! operations on every other backend.

pub mod kernels;
#[cfg(feature = "operations")]
mod operations;

pub use kernels::for_each;
#[cfg(feature = "operations")]
pub use operations::{Options, conv2d, max_pool2d};
