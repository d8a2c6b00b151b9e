//! Vectors of the widest kind that the machine has, behind one trait.
//!
//! A piece of work is written once, for any [`Simd`], and handed to [`dispatch`], which looks at
//! the processor (natively) or takes what the program was built for (in a browser).

#[cfg(target_arch = "x86_64")]
use std::sync::atomic::{AtomicUsize, Ordering};

#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(not(any(target_arch = "aarch64", all(target_arch = "wasm32", target_feature = "simd128"))))]
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;
#[cfg(target_arch = "x86_64")]
mod x86;

/// Numbers in the widest vector of any machine.
pub const MOST_LANES: usize = 16;

/// Vectors of one kind.
///
/// The functions that touch memory take raw pointers: the kernels walk several arrays at once with
/// steps that no slice can express, and a bounds check for each load would halve their speed.
pub trait Simd {
    /// A vector.
    type Vector: Copy;
    /// Numbers in a vector, at most [`MOST_LANES`].
    const LANES: usize;
    /// Rows of the register tile. With two vectors a row, tile, operands and all stay in registers.
    const ROWS: usize;
    /// Columns of the register tile: two vectors.
    const COLUMNS: usize = 2 * Self::LANES;

    /// All lanes the same.
    fn splat(value: f32) -> Self::Vector;
    /// `a * b + c`, fused where the machine can.
    fn multiply_add(a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;
    /// `a + b`.
    fn add(a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a - b`.
    fn subtract(a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// The lanes of both in turn: `a0 b0 a1 b1` and so on, as two vectors.
    fn interleave(a: Self::Vector, b: Self::Vector) -> [Self::Vector; 2];
    /// `max(0, a)`, which keeps NaN, so that a diverging run is noticed.
    fn relu(a: Self::Vector) -> Self::Vector;
    /// Reads [`Self::LANES`] numbers, aligned to one number.
    ///
    /// # Safety
    ///
    /// They must be readable.
    unsafe fn load(from: *const f32) -> Self::Vector;
    /// Writes [`Self::LANES`] numbers, aligned to one number.
    ///
    /// # Safety
    ///
    /// They must be writable.
    unsafe fn store(to: *mut f32, vector: Self::Vector);
}

#[cfg(target_arch = "x86_64")]
static LIMIT: AtomicUsize = AtomicUsize::new(MOST_LANES);

/// Lets vectors have at most so many numbers from now on, in the whole program, where the processor
/// leaves a choice: so tests see what other processors see. It changes the way that a convolution
/// takes, and with it rounding, and what becomes of infinite values.
#[doc(hidden)]
#[cfg(target_arch = "x86_64")]
pub fn limit_lanes(lanes: usize) {
    LIMIT.store(lanes, Ordering::Relaxed);
}

/// A piece of work that runs with any vectors.
pub trait Task {
    /// What comes out.
    type Output;
    /// Does it. Implementations and all that they call are `#[inline(always)]`, or the vectors of
    /// the caller are lost on the way. An array's `map` and `from_fn` are not: a loop fills arrays
    /// of vectors.
    fn run<S: Simd>(self) -> Self::Output;
}

/// Does the work with the widest vectors there are.
#[cfg(target_arch = "x86_64")]
pub fn dispatch<T: Task>(task: T) -> T::Output {
    x86::dispatch(task)
}

/// Does the work with the widest vectors there are.
#[cfg(target_arch = "aarch64")]
pub fn dispatch<T: Task>(task: T) -> T::Output {
    task.run::<neon::Neon>()
}

/// Does the work with the widest vectors there are.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub fn dispatch<T: Task>(task: T) -> T::Output {
    task.run::<wasm::Simd128>()
}

/// Does the work with the widest vectors there are.
#[cfg(not(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    all(target_arch = "wasm32", target_feature = "simd128")
)))]
pub fn dispatch<T: Task>(task: T) -> T::Output {
    task.run::<scalar::Scalar>()
}

/// Rows of the register tile, and numbers of a vector, of what [`dispatch`] takes.
pub fn tile_size() -> [usize; 2] {
    struct Size;

    impl Task for Size {
        type Output = [usize; 2];

        #[inline(always)]
        fn run<S: Simd>(self) -> [usize; 2] {
            [S::ROWS, S::LANES]
        }
    }

    dispatch(Size)
}
