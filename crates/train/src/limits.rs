//! How much a run may be asked for before it is refused.

/// Most epochs of a run.
pub const MAX_EPOCHS: usize = 10_000;
/// Most samples of a step.
pub const MAX_BATCH: usize = 4_096;
/// Most parts that a step's batch is cut into.
pub const MAX_SHARDS: usize = 64;
