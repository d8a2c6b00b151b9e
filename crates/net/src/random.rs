use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of random numbers that depends on its seed and its place alone: the same natively and
/// in the browser, whatever backend computes, however many workers there are, after any resume.
///
/// Burn's own generators are never used: each backend has another one.
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of one place, such as `[purpose, step, layer, sample]`.
    #[must_use]
    pub fn new(seed: u64, place: &[u64]) -> Self {
        let key = place.iter().fold(mix(seed), |key, part| mix(key ^ mix(*part)));
        Self(ChaCha8Rng::seed_from_u64(key))
    }

    /// A number from 0 to less than 1, a multiple of 2^-24.
    pub fn unit(&mut self) -> f32 {
        unit(self.0.next_u32())
    }

    /// Fills `values` with `map` of what [`Self::unit`] would give next, number by number; several times
    /// faster than one by one.
    pub fn fill(&mut self, values: &mut [f32], map: impl Fn(f32) -> f32) {
        // So few at once that they stay in the nearest cache.
        let mut bytes = [[0; size_of::<u32>()]; 1024];
        for values in values.chunks_mut(bytes.len()) {
            let bytes = &mut bytes[..values.len()];
            self.0.fill_bytes(bytes.as_flattened_mut());
            for (value, bytes) in values.iter_mut().zip(bytes) {
                *value = map(unit(u32::from_le_bytes(*bytes)));
            }
        }
    }

    /// A number from `low` to less than `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// A whole number from 0 to less than `end`, which is at least 1, each as likely (Lemire's
    /// multiplication; its bias is below 2^-32 for the sizes of data sets).
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.0.next_u64()) * end as u128) >> 64) as usize
    }

    /// Puts the items into a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }
}

fn unit(bits: u32) -> f32 {
    const STEP: f32 = 1.0 / (1 << 24) as f32;
    (bits >> 8) as f32 * STEP
}

/// Makes neighbouring numbers unlike each other (the finaliser of SplitMix64, Steele, Lea and
/// Flood, 2014).
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
