//! The arithmetic, on plain slices: nothing of Burn is here.

mod backward;
mod direct;
mod direct_gradient;
mod forward;
mod geometry;
mod layout;
mod pool;
mod simd;
mod squares;
mod sums;
mod threads;
mod tile;
mod winograd;
mod winograd_gradient;

pub use backward::{Behind, Gradients, Passed, backward};
pub use forward::{Finish, forward, forward_halved};
pub use geometry::Geometry;
pub use pool::{Halved, pool, pool_backward};
#[cfg(target_arch = "x86_64")]
#[doc(hidden)]
pub use simd::limit_lanes;
pub use threads::for_each;
