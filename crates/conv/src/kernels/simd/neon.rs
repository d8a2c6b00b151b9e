use std::arch::aarch64::{
    float32x4_t, vaddq_f32, vbslq_f32, vcltzq_f32, vdupq_n_f32, vfmaq_f32, vld1q_f32, vst1q_f32,
    vsubq_f32, vzip1q_f32, vzip2q_f32,
};

use super::Simd;

/// The 128-bit vectors that every 64-bit ARM processor has.
pub enum Neon {}

impl Simd for Neon {
    type Vector = float32x4_t;
    const LANES: usize = 4;
    const ROWS: usize = 8;

    #[inline(always)]
    fn splat(value: f32) -> float32x4_t {
        // SAFETY: NEON is part of the architecture.
        unsafe { vdupq_n_f32(value) }
    }

    #[inline(always)]
    fn multiply_add(a: float32x4_t, b: float32x4_t, c: float32x4_t) -> float32x4_t {
        // SAFETY: NEON is part of the architecture.
        unsafe { vfmaq_f32(c, a, b) }
    }

    #[inline(always)]
    fn add(a: float32x4_t, b: float32x4_t) -> float32x4_t {
        // SAFETY: NEON is part of the architecture.
        unsafe { vaddq_f32(a, b) }
    }

    #[inline(always)]
    fn subtract(a: float32x4_t, b: float32x4_t) -> float32x4_t {
        // SAFETY: NEON is part of the architecture.
        unsafe { vsubq_f32(a, b) }
    }

    #[inline(always)]
    fn interleave(a: float32x4_t, b: float32x4_t) -> [float32x4_t; 2] {
        // SAFETY: NEON is part of the architecture.
        unsafe { [vzip1q_f32(a, b), vzip2q_f32(a, b)] }
    }

    #[inline(always)]
    fn relu(a: float32x4_t) -> float32x4_t {
        // SAFETY: NEON is part of the architecture.
        unsafe { vbslq_f32(vcltzq_f32(a), vdupq_n_f32(0.0), a) }
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> float32x4_t {
        // SAFETY: the caller's promise.
        unsafe { vld1q_f32(from) }
    }

    #[inline(always)]
    unsafe fn store(to: *mut f32, vector: float32x4_t) {
        // SAFETY: the caller's promise.
        unsafe { vst1q_f32(to, vector) }
    }
}
