//! How much this crate accepts before it refuses.

/// Largest picture file, in bytes (25 MB).
pub const MAX_FILE_BYTES: usize = 25_000_000;
/// Most pixels a picture file may declare (50 megapixels).
pub const MAX_PIXELS: u64 = 50_000_000;
/// Longest side a picture file may declare, in pixels.
pub const MAX_SIDE: u32 = 16_384;
/// Most memory a decoder may ask for, in bytes (256 MB).
pub const MAX_DECODER_BYTES: u64 = 256_000_000;
/// Longest side of a decoded [`Picture`](crate::Picture), in pixels. Larger files are averaged
/// down while they are converted: no network here looks at more.
pub const MAX_KEPT_SIDE: u32 = 2_048;
/// Most points of a drawing that are drawn. A longer drawing is thinned to this many.
pub const MAX_POINTS: usize = 20_000;
/// Most strokes of a drawing.
pub const MAX_STROKES: usize = 2_000;
