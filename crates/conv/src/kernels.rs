//! The arithmetic, on plain slices: nothing of Burn is here.

mod backward;
mod forward;
mod geometry;
mod layout;
mod pool;
mod simd;
mod threads;
mod tile;

pub use backward::{Gradients, Passed, backward};
pub use forward::{Finish, forward};
pub use geometry::Geometry;
pub use pool::{pool, pool_backward};
pub use simd::with_at_most;
