use std::arch::wasm32::{
    f32x4_add, f32x4_mul, f32x4_pmax, f32x4_splat, f32x4_sub, i32x4_shuffle, v128, v128_load,
    v128_store,
};

use super::Simd;

/// The 128-bit vectors of every browser since 2023.
pub enum Simd128 {}

impl Simd for Simd128 {
    type Vector = v128;
    const LANES: usize = 4;
    // A browser has 16 vector registers: 8 sums, 2 columns and a row fit, 16 sums would not.
    const ROWS: usize = 4;

    #[inline(always)]
    fn splat(value: f32) -> v128 {
        f32x4_splat(value)
    }

    #[inline(always)]
    fn multiply_add(a: v128, b: v128, c: v128) -> v128 {
        f32x4_add(f32x4_mul(a, b), c)
    }

    #[inline(always)]
    fn add(a: v128, b: v128) -> v128 {
        f32x4_add(a, b)
    }

    #[inline(always)]
    fn subtract(a: v128, b: v128) -> v128 {
        f32x4_sub(a, b)
    }

    #[inline(always)]
    fn interleave(a: v128, b: v128) -> [v128; 2] {
        [i32x4_shuffle::<0, 4, 1, 5>(a, b), i32x4_shuffle::<2, 6, 3, 7>(a, b)]
    }

    #[inline(always)]
    fn relu(a: v128) -> v128 {
        // `a < 0 ? 0 : a`: one instruction, where the IEEE maximum takes several.
        f32x4_pmax(a, f32x4_splat(0.0))
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> v128 {
        // SAFETY: the caller's promise; the instruction needs no alignment.
        unsafe { v128_load(from.cast()) }
    }

    #[inline(always)]
    unsafe fn store(to: *mut f32, vector: v128) {
        // SAFETY: the caller's promise; the instruction needs no alignment.
        unsafe { v128_store(to.cast(), vector) }
    }
}
