use std::arch::x86_64::{
    __m256, __m512, _mm256_add_ps, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_max_ps,
    _mm256_permute2f128_ps, _mm256_set1_ps, _mm256_setzero_ps, _mm256_storeu_ps, _mm256_sub_ps,
    _mm256_unpackhi_ps, _mm256_unpacklo_ps, _mm512_add_ps, _mm512_fmadd_ps, _mm512_loadu_ps,
    _mm512_max_ps, _mm512_permutex2var_ps, _mm512_set1_ps, _mm512_setr_epi32, _mm512_setzero_ps,
    _mm512_storeu_ps, _mm512_sub_ps,
};

use super::scalar::Scalar;
use super::{LIMIT, Simd, Task};
use std::sync::atomic::Ordering;

/// Does the work with the widest vectors of this processor that are allowed here.
pub fn dispatch<T: Task>(task: T) -> T::Output {
    let most = LIMIT.load(Ordering::Relaxed);
    if most >= 16 && is_x86_feature_detected!("avx512f") {
        // SAFETY: the processor has AVX-512.
        unsafe { with_avx512(task) }
    } else if most >= 8 && is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        // SAFETY: the processor has AVX2 and FMA.
        unsafe { with_avx2(task) }
    } else {
        task.run::<Scalar>()
    }
}

#[target_feature(enable = "avx512f")]
unsafe fn with_avx512<T: Task>(task: T) -> T::Output {
    task.run::<Avx512>()
}

#[target_feature(enable = "avx2,fma")]
unsafe fn with_avx2<T: Task>(task: T) -> T::Output {
    task.run::<Avx2>()
}

/// 16 numbers a vector, 32 registers. Reached through [`dispatch`] alone, which checks for it.
enum Avx512 {}

impl Simd for Avx512 {
    type Vector = __m512;
    const LANES: usize = 16;
    const ROWS: usize = 8;

    #[inline(always)]
    fn splat(value: f32) -> __m512 {
        // SAFETY: the processor has it, or nobody could be here.
        unsafe { _mm512_set1_ps(value) }
    }

    #[inline(always)]
    fn multiply_add(a: __m512, b: __m512, c: __m512) -> __m512 {
        // SAFETY: the processor has it, or nobody could be here.
        unsafe { _mm512_fmadd_ps(a, b, c) }
    }

    #[inline(always)]
    fn add(a: __m512, b: __m512) -> __m512 {
        // SAFETY: the processor has it, or nobody could be here.
        unsafe { _mm512_add_ps(a, b) }
    }

    #[inline(always)]
    fn subtract(a: __m512, b: __m512) -> __m512 {
        // SAFETY: the processor has it, or nobody could be here.
        unsafe { _mm512_sub_ps(a, b) }
    }

    #[inline(always)]
    fn interleave(a: __m512, b: __m512) -> [__m512; 2] {
        // SAFETY: the processor has it, or nobody could be here. Numbers from 16 on name lanes of b.
        unsafe {
            let low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            let high =
                _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
            [_mm512_permutex2var_ps(a, low, b), _mm512_permutex2var_ps(a, high, b)]
        }
    }

    #[inline(always)]
    fn relu(a: __m512) -> __m512 {
        // SAFETY: the processor has it, or nobody could be here. Of two numbers of which one is
        // NaN, the instruction gives the second.
        unsafe { _mm512_max_ps(_mm512_setzero_ps(), a) }
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> __m512 {
        // SAFETY: the caller's promise; the instruction needs no alignment.
        unsafe { _mm512_loadu_ps(from) }
    }

    #[inline(always)]
    unsafe fn store(to: *mut f32, vector: __m512) {
        // SAFETY: the caller's promise; the instruction needs no alignment.
        unsafe { _mm512_storeu_ps(to, vector) }
    }
}

/// 8 numbers a vector, 16 registers. Reached through [`dispatch`] alone, which checks for it.
enum Avx2 {}

impl Simd for Avx2 {
    type Vector = __m256;
    const LANES: usize = 8;
    const ROWS: usize = 4;

    #[inline(always)]
    fn splat(value: f32) -> __m256 {
        // SAFETY: the processor has it, or nobody could be here.
        unsafe { _mm256_set1_ps(value) }
    }

    #[inline(always)]
    fn multiply_add(a: __m256, b: __m256, c: __m256) -> __m256 {
        // SAFETY: the processor has it, or nobody could be here.
        unsafe { _mm256_fmadd_ps(a, b, c) }
    }

    #[inline(always)]
    fn add(a: __m256, b: __m256) -> __m256 {
        // SAFETY: the processor has it, or nobody could be here.
        unsafe { _mm256_add_ps(a, b) }
    }

    #[inline(always)]
    fn subtract(a: __m256, b: __m256) -> __m256 {
        // SAFETY: the processor has it, or nobody could be here.
        unsafe { _mm256_sub_ps(a, b) }
    }

    #[inline(always)]
    fn interleave(a: __m256, b: __m256) -> [__m256; 2] {
        // SAFETY: the processor has it, or nobody could be here. The first two interleave within each
        // half of the vectors, the others bring the halves into their order.
        unsafe {
            let (low, high) = (_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
            [_mm256_permute2f128_ps::<0x20>(low, high), _mm256_permute2f128_ps::<0x31>(low, high)]
        }
    }

    #[inline(always)]
    fn relu(a: __m256) -> __m256 {
        // SAFETY: the processor has it, or nobody could be here. Of two numbers of which one is
        // NaN, the instruction gives the second.
        unsafe { _mm256_max_ps(_mm256_setzero_ps(), a) }
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> __m256 {
        // SAFETY: the caller's promise; the instruction needs no alignment.
        unsafe { _mm256_loadu_ps(from) }
    }

    #[inline(always)]
    unsafe fn store(to: *mut f32, vector: __m256) {
        // SAFETY: the caller's promise; the instruction needs no alignment.
        unsafe { _mm256_storeu_ps(to, vector) }
    }
}
