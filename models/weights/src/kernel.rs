//! Sums over many floats, compiled twice: for any x86-64 and for AVX2, chosen at run time. Candle's GELU is scalar and its
//! softmax calls libm; in Whisper's encoder they took longer than the matrix products.
//!
//! Each function has one body in safe Rust that the compiler vectorises; the AVX2 twin is that same body compiled with the
//! wider registers, so both give the same bits (Rust never fuses a product and a sum by itself).
#![allow(unsafe_code)] // only calls of twins whose CPU feature was just checked

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
