//! Sums over many floats, compiled twice: for any x86-64 and for AVX2, chosen at run time. Candle's GELU is scalar and its
//! softmax calls libm; in Whisper's encoder they took longer than the matrix products.
//!
//! Each function has one body in safe Rust that the compiler vectorises; the AVX2 twin is that same body compiled with the
//! wider registers, so both give the same bits (Rust never fuses a product and a sum by itself). One is written by hand:
//! the compiler does not find the instruction that multiplies bytes.
#![allow(unsafe_code)]

/// Width in which sums are kept apart, so that they vectorise: two AVX2 registers.
const LANES: usize = 16;

macro_rules! twice {
    ($($(#[$note:meta])* fn $name:ident / $plain:ident ($($arg:ident: $type:ty),*) $(-> $out:ty)? $body:block)*) => {$(
        $(#[$note])*
        pub fn $name($($arg: $type),*) $(-> $out)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,fma")]
                fn wide($($arg: $type),*) $(-> $out)? { $plain($($arg),*) }
                if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                    // SAFETY: the CPU has the features `wide` was compiled for, as just checked.
                    return unsafe { wide($($arg),*) };
                }
            }
            $plain($($arg),*)
        }
        #[doc = concat!("The twin of [`", stringify!($name), "`] for any CPU.")]
        #[inline(always)]
        pub fn $plain($($arg: $type),*) $(-> $out)? $body
    )*};
}

/// e^x within 2e-7 relative, without a branch: 2^n from the exponent's bits times a polynomial of the rest (Cephes `expf`).
/// Below -75 it stays at 3e-33: nothing beside 1, and never a denormal, on which CPUs take a hundred times longer.
#[inline(always)]
fn exp(x: f32) -> f32 {
    let x = x.clamp(-75.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + 12_582_912.0; // 1.5 * 2^23: the sum's low bits are the rounded number
    let n = shifted - 12_582_912.0;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let p = 1.987_569_2e-4;
    let p = p * r + 1.398_2e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 0.166_666_66;
    let p = p * r + 0.5;
    let p = p * r * r + r + 1.0;
    p * f32::from_bits((shifted.to_bits() << 23).wrapping_add(0x3f80_0000))
}

/// x Φ(x) with erf by Abramowitz and Stegun 7.1.26: within 2e-7 absolute of erf.
#[inline(always)]
fn gelu(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let p = ((((1.061_405_4 * t - 1.453_152) * t + 1.421_413_7) * t - 0.284_496_74) * t + 0.254_829_6) * t;
    let tail = 0.5 * p * exp(-z * z);
    x * if x < 0.0 { tail } else { 1.0 - tail }
}

twice! {
    /// Sum of products. The shorter length counts.
    fn dot / dot_plain (a: &[f32], b: &[f32]) -> f32 {
        let n = a.len().min(b.len());
        let (a, b) = (&a[..n], &b[..n]);
        let mut sums = [0.0f32; LANES];
        let (wide_a, rest_a) = a.as_chunks::<LANES>();
        let (wide_b, rest_b) = b.as_chunks::<LANES>();
        for (x, y) in wide_a.iter().zip(wide_b) {
            for i in 0..LANES {
                sums[i] += x[i] * y[i];
            }
        }
        let rest: f32 = rest_a.iter().zip(rest_b).map(|(x, y)| x * y).sum();
        sums.iter().sum::<f32>() + rest
    }

    /// Values as bytes; gives the scale that makes them values again.
    fn to_bytes / to_bytes_plain (values: &[f32], bytes: &mut [i8]) -> f32 {
        let top = values.iter().fold(0.0f32, |top, x| if x.abs() > top { x.abs() } else { top });
        let share = if top > 0.0 { 127.0 / top } else { 0.0 };
        for (byte, x) in bytes.iter_mut().zip(values) {
            // Adding and taking away 1.5 * 2^23 rounds to the nearest whole number.
            *byte = ((x * share + 12_582_912.0) - 12_582_912.0) as i8;
        }
        top / 127.0
    }

    /// `to += share * from`.
    fn add_scaled / add_scaled_plain (to: &mut [f32], share: f32, from: &[f32]) {
        for (t, f) in to.iter_mut().zip(from) {
            *t += share * f;
        }
    }

    /// `to += from`.
    fn add / add_plain (to: &mut [f32], from: &[f32]) {
        for (t, f) in to.iter_mut().zip(from) {
            *t += f;
        }
    }

    /// Adds the bias to every row.
    fn bias / bias_plain (rows: &mut [f32], bias: &[f32]) {
        for row in rows.chunks_exact_mut(bias.len().max(1)) {
            for (x, b) in row.iter_mut().zip(bias) {
                *x += b;
            }
        }
    }

    /// Adds the bias to every row, then the exact GELU (erf, not tanh: what Whisper was trained with).
    fn bias_gelu / bias_gelu_plain (rows: &mut [f32], bias: &[f32]) {
        for row in rows.chunks_exact_mut(bias.len().max(1)) {
            for (x, b) in row.iter_mut().zip(bias) {
                *x = gelu(*x + b);
            }
        }
    }

    /// `gate = silu(gate) * up`.
    fn silu_times / silu_times_plain (gate: &mut [f32], up: &[f32]) {
        for (g, u) in gate.iter_mut().zip(up) {
            *g = *g / (1.0 + exp(-*g)) * u;
        }
    }

    /// Softmax of every row of `len` scores, in place.
    fn softmax / softmax_plain (rows: &mut [f32], len: usize) {
        for row in rows.chunks_exact_mut(len.max(1)) {
            let mut tops = [f32::NEG_INFINITY; LANES];
            let (wide, rest) = row.as_chunks::<LANES>();
            for x in wide {
                for i in 0..LANES {
                    tops[i] = if x[i] > tops[i] { x[i] } else { tops[i] };
                }
            }
            let top = tops.iter().chain(rest).fold(f32::NEG_INFINITY, |top, x| if *x > top { *x } else { top });
            let mut sums = [0.0f32; LANES];
            let (wide, rest) = row.as_chunks_mut::<LANES>();
            for x in wide {
                for i in 0..LANES {
                    x[i] = exp(x[i] - top);
                    sums[i] += x[i];
                }
            }
            let mut sum: f32 = sums.iter().sum();
            for x in rest {
                *x = exp(*x - top);
                sum += *x;
            }
            let share = 1.0 / sum;
            for x in row {
                *x *= share;
            }
        }
    }

    /// Layer normalisation of every row (epsilon 1e-5, as in PyTorch), into `out`.
    fn layer_norm / layer_norm_plain (rows: &[f32], weight: &[f32], bias: &[f32], out: &mut [f32]) {
        let len = weight.len().max(1);
        for (row, out) in rows.chunks_exact(len).zip(out.chunks_exact_mut(len)) {
            let mean = sum(row) / len as f32;
            for (o, x) in out.iter_mut().zip(row) {
                *o = x - mean;
            }
            let share = 1.0 / (dot_plain(out, out) / len as f32 + 1e-5).sqrt();
            for ((o, w), b) in out.iter_mut().zip(weight).zip(bias) {
                *o = *o * share * w + b;
            }
        }
    }

    /// Root-mean-square normalisation of every row of `weight.len()`, in place.
    fn rms_norm / rms_norm_plain (rows: &mut [f32], weight: &[f32], epsilon: f32) {
        for row in rows.chunks_exact_mut(weight.len().max(1)) {
            let share = 1.0 / (dot_plain(row, row) / row.len() as f32 + epsilon).sqrt();
            for (x, w) in row.iter_mut().zip(weight) {
                *x *= share * w;
            }
        }
    }
}

/// Sum of products of bytes from -127 to 127, block of 32 by block, each with the product of its two scales.
pub fn dot_bytes(a: &[i8], a_scales: &[f32], b: &[i8], b_scales: &[f32]) -> f32 {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the CPU has the feature `dot_bytes_avx2` was compiled for, as just checked.
        return unsafe { dot_bytes_avx2(a, a_scales, b, b_scales) };
    }
    dot_bytes_plain(a, a_scales, b, b_scales)
}

/// The twin of [`dot_bytes`] for any CPU: the same sums in the same order.
pub fn dot_bytes_plain(a: &[i8], a_scales: &[f32], b: &[i8], b_scales: &[f32]) -> f32 {
    let mut sums = [0.0f32; 8];
    let blocks = a.as_chunks::<32>().0.iter().zip(b.as_chunks::<32>().0);
    for ((a, b), (s, t)) in blocks.zip(a_scales.iter().zip(b_scales)) {
        let share = s * t;
        for (sum, (a, b)) in sums.iter_mut().zip(a.as_chunks::<4>().0.iter().zip(b.as_chunks::<4>().0)) {
            let four: i32 = a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
            *sum += four as f32 * share;
        }
    }
    sums.iter().sum()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn dot_bytes_avx2(a: &[i8], a_scales: &[f32], b: &[i8], b_scales: &[f32]) -> f32 {
    use std::arch::x86_64::*;
    let ones = _mm256_set1_epi16(1);
    let mut sums = _mm256_setzero_ps();
    let blocks = a.as_chunks::<32>().0.iter().zip(b.as_chunks::<32>().0);
    for ((a, b), (s, t)) in blocks.zip(a_scales.iter().zip(b_scales)) {
        // SAFETY: each array has the 32 bytes that are loaded; the load needs no alignment.
        let (a, b) = unsafe { (_mm256_loadu_si256(a.as_ptr().cast()), _mm256_loadu_si256(b.as_ptr().cast())) };
        // |a| times b with a's sign; two neighbours make at most 2 * 127 * 127, which 16 bits hold.
        let pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(a), _mm256_sign_epi8(b, a));
        let fours = _mm256_cvtepi32_ps(_mm256_madd_epi16(pairs, ones));
        sums = _mm256_add_ps(sums, _mm256_mul_ps(fours, _mm256_set1_ps(s * t)));
    }
    let mut lanes = [0.0f32; 8];
    // SAFETY: the array has the eight floats that are stored; the store needs no alignment.
    unsafe { _mm256_storeu_ps(lanes.as_mut_ptr(), sums) };
    lanes.iter().sum()
}

#[inline(always)]
fn sum(row: &[f32]) -> f32 {
    let mut sums = [0.0f32; LANES];
    let (wide, rest) = row.as_chunks::<LANES>();
    for x in wide {
        for i in 0..LANES {
            sums[i] += x[i];
        }
    }
    sums.iter().sum::<f32>() + rest.iter().sum::<f32>()
}

/// Softmax of one row, whole.
pub fn softmax_whole(row: &mut [f32]) {
    let len = row.len();
    softmax(row, len);
}

/// Index of the greatest value; the first of equals; `None` when there is none or all are NaN.
pub fn argmax(values: &[f32]) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for (i, v) in values.iter().enumerate() {
        if !v.is_nan() && best.is_none_or(|(_, top)| *v > top) {
            best = Some((i, *v));
        }
    }
    best.map(|(i, _)| i)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// erf by its series, in f64: another formula than the kernel's.
    fn erf(x: f64) -> f64 {
        let (mut term, mut sum) = (x, x);
        for n in 1..200 {
            term *= -x * x / n as f64;
            sum += term / (2 * n + 1) as f64;
        }
        sum * 2.0 / std::f64::consts::PI.sqrt()
    }

    #[test]
    fn gelu_is_that_of_erf_and_not_of_tanh() {
        for i in -500..=500 {
            let x = i as f32 / 100.0;
            let exact = 0.5 * x as f64 * (1.0 + erf(x as f64 / 2f64.sqrt()));
            let mut one = [x];
            bias_gelu(&mut one, &[0.0]);
            assert!((one[0] as f64 - exact).abs() < 2e-6, "{x}: {} {exact}", one[0]);
        }
        // The twin: the usual approximation by tanh is another function, by far more than the kernel's own error.
        let tanh =
            |x: f32| 0.5 * x * (1.0 + ((2.0 / std::f32::consts::PI).sqrt() * (x + 0.044_715 * x * x * x)).tanh());
        let apart = (0..400).map(|i| {
            let mut one = [i as f32 / 100.0];
            bias_gelu(&mut one, &[0.0]);
            (one[0] - tanh(i as f32 / 100.0)).abs()
        });
        assert!(apart.fold(0.0, f32::max) > 2e-4);
    }

    #[test]
    fn extreme_scores_stay_finite() {
        let mut row = [1e30, -1e30, 1e30, f32::NEG_INFINITY];
        softmax(&mut row, 4);
        assert!(row[0] == 0.5 && row[2] == 0.5 && row[1] < 1e-30 && row[3] < 1e-30, "{row:?}");
        let mut gates = [-200.0, 200.0];
        silu_times(&mut gates, &[1.0, 1.0]);
        assert!(gates[0].abs() < 1e-30 && gates[1] == 200.0);
    }

    #[test]
    fn argmax_takes_the_first_and_skips_what_is_no_number() {
        assert_eq!(argmax(&[f32::NAN, 1.0, 3.0, 3.0]), Some(2));
        assert_eq!(argmax(&[f32::NAN]), None);
        assert_eq!(argmax(&[]), None);
    }

    type Change = fn(&mut [f32], &[f32]);

    proptest! {
        #[test]
        fn the_twins_agree(a in prop::collection::vec(-20f32..20.0, 48), b in prop::collection::vec(-20f32..20.0, 48)) {
            prop_assert_eq!(dot(&a, &b), dot_plain(&a, &b));
            let pairs: [(Change, Change); 5] = [
                (add, add_plain), (bias, bias_plain), (bias_gelu, bias_gelu_plain), (silu_times, silu_times_plain),
                (|x, w| rms_norm(x, w, 1e-6), |x, w| rms_norm_plain(x, w, 1e-6)),
            ];
            for (wide, plain) in pairs {
                let (mut x, mut y) = (a.clone(), a.clone());
                wide(&mut x, &b);
                plain(&mut y, &b);
                prop_assert_eq!(x, y);
            }
            let (mut bytes, mut others) = ([0i8; 32], [0i8; 32]);
            prop_assert_eq!(to_bytes(&a[..32], &mut bytes), to_bytes_plain(&a[..32], &mut others));
            prop_assert_eq!(bytes, others);
            let mut all = [[0i8; 32], [127; 32], [-127; 32], bytes].concat();
            prop_assert_eq!(
                dot_bytes(&all, &[0.5, 2.0, 0.1, 0.3], &all, &[2.0, 1.0, 0.7, 0.3]),
                dot_bytes_plain(&all, &[0.5, 2.0, 0.1, 0.3], &all, &[2.0, 1.0, 0.7, 0.3])
            );
            let same = all.clone();
            all.rotate_left(32);
            prop_assert_eq!(dot_bytes(&all, &[1.0; 4], &same, &[1.0; 4]), dot_bytes_plain(&all, &[1.0; 4], &same, &[1.0; 4]));
            let (mut x, mut y) = (a.clone(), a.clone());
            softmax(&mut x, 24);
            softmax_plain(&mut y, 24);
            prop_assert_eq!(&x, &y);
            prop_assert!((x[..24].iter().sum::<f32>() - 1.0).abs() < 1e-5);
            layer_norm(&a, &b[..24], &b[24..], &mut x);
            layer_norm_plain(&a, &b[..24], &b[24..], &mut y);
            prop_assert_eq!(x, y);
        }

        #[test]
        fn softmax_is_that_of_f64(a in prop::collection::vec(-40f32..40.0, 1..40)) {
            let mut x = a.clone();
            softmax(&mut x, a.len());
            let top = a.iter().copied().fold(f32::MIN, f32::max) as f64;
            let sum: f64 = a.iter().map(|v| (*v as f64 - top).exp()).sum();
            for (got, v) in x.iter().zip(&a) {
                prop_assert!((*got as f64 - (*v as f64 - top).exp() / sum).abs() < 1e-6);
            }
        }
    }
}
