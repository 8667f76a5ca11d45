//! Sums over many floats, compiled twice: for any x86-64 and for AVX2, chosen at run time. Candle's GELU is scalar and its
//! softmax calls libm; in Whisper's encoder they took longer than the matrix products.
//!
//! Each function has one body in safe Rust that the compiler vectorises; the AVX2 twin is that same body compiled with the
//! wider registers, so both give the same bits (Rust never fuses a product and a sum by itself). Products of bytes are in
//! `packed`: the compiler does not find their instruction.
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

/// A block of values as bytes: its scale, and minus 128 times the sum of its bytes.
#[inline(always)]
fn to_block(block: &[f32; 32], bytes: &mut [i8; 32]) -> (f32, i32) {
    let mut tops = [0.0f32; 8];
    for eight in block.as_chunks::<8>().0 {
        for i in 0..8 {
            let size = eight[i].abs();
            tops[i] = if size > tops[i] { size } else { tops[i] };
        }
    }
    let top = tops.iter().fold(0.0f32, |top, x| if *x > top { *x } else { top });
    let share = if top > 0.0 { 127.0 / top } else { 0.0 };
    let mut numbers = [0i32; 32];
    for (number, x) in numbers.iter_mut().zip(block) {
        // 1.5 * 2^23 more: the sum's low bits are the rounded number.
        *number = (x * share + 12_582_912.0).to_bits() as i32 - 0x4b40_0000;
    }
    let mut sum = 0;
    for (byte, number) in bytes.iter_mut().zip(&numbers) {
        *byte = *number as i8;
        sum += number;
    }
    (top / 127.0, -128 * sum)
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

    /// Values as bytes, 32 by 32: with each block its scale, and minus 128 times the sum of its bytes.
    fn to_blocks / to_blocks_plain (values: &[f32], bytes: &mut [i8], scales: &mut [f32], offsets: &mut [i32]) {
        let blocks = values.as_chunks::<32>().0.iter().zip(bytes.as_chunks_mut::<32>().0);
        for ((block, bytes), (scale, offset)) in blocks.zip(scales.iter_mut().zip(offsets)) {
            (*scale, *offset) = to_block(block, bytes);
        }
    }

    /// `to += share * from`.
    fn add_scaled / add_scaled_plain (to: &mut [f32], share: f32, from: &[f32]) {
        for (t, f) in to.iter_mut().zip(from) {
            *t += share * f;
        }
    }

    /// The products of a query with one key after the other, `stride` values apart, times `scale`.
    fn scores / scores_plain (query: &[f32], keys: &[f32], stride: usize, scale: f32, out: &mut [f32]) {
        for (out, key) in out.iter_mut().zip(keys.chunks(stride.max(1))) {
            *out = scale * dot_plain(query, key);
        }
    }

    /// `to += share * value` for one share and value after the other, the values `stride` apart.
    fn mix / mix_plain (shares: &[f32], values: &[f32], stride: usize, to: &mut [f32]) {
        for (share, value) in shares.iter().zip(values.chunks(stride.max(1))) {
            for (t, v) in to.iter_mut().zip(value) {
                *t += share * v;
            }
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

    /// The softmax of a row of scores, whole blocks of 32, as `to_blocks` would write it but for a factor that is given back: what the
    /// row's products are to be multiplied with. In one go, since the row's shares as floats would be written only to be read once.
    fn shares / shares_plain (row: &[f32], bytes: &mut [i8], scales: &mut [f32], offsets: &mut [i32]) -> f32 {
        let blocks = row.as_chunks::<32>().0;
        let mut tops = [f32::NEG_INFINITY; 32];
        for block in blocks {
            for i in 0..32 {
                tops[i] = if block[i] > tops[i] { block[i] } else { tops[i] };
            }
        }
        let top = tops.iter().fold(f32::NEG_INFINITY, |top, x| if *x > top { *x } else { top });
        let mut sums = [0.0f32; 32];
        let places = bytes.as_chunks_mut::<32>().0.iter_mut().zip(scales.iter_mut().zip(offsets));
        for (block, (bytes, (scale, offset))) in blocks.iter().zip(places) {
            let mut parts = [0.0f32; 32];
            for i in 0..32 {
                parts[i] = exp(block[i] - top);
                sums[i] += parts[i];
            }
            (*scale, *offset) = to_block(&parts, bytes);
        }
        1.0 / sums.iter().sum::<f32>()
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

/// A half-precision number as f32; infinities and what is no number come out finite (`Weights` refuses them before).
#[inline(always)]
pub fn half(bits: u16) -> f32 {
    // The exponent is moved by a product with 2^112, which also makes denormals right.
    let size = f32::from_bits((u32::from(bits) & 0x7fff) << 13) * f32::from_bits(0x7780_0000);
    f32::from_bits(size.to_bits() | (u32::from(bits) & 0x8000) << 16)
}

/// The nearest half-precision number; past its range the largest.
#[inline(always)]
pub fn to_half(value: f32) -> u16 {
    let size = (value.abs().min(65_504.0) * f32::from_bits(0x0780_0000)).to_bits();
    let rounded = (size + 0x0fff + (size >> 13 & 1)) >> 13;
    rounded as u16 | ((value.to_bits() >> 16) as u16 & 0x8000)
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
    fn halves_are_ieee() {
        for bits in (0..=u16::MAX).filter(|bits| bits & 0x7c00 != 0x7c00) {
            let (exponent, rest) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023) / 1024.0);
            let size = if exponent == 0 { rest * 2f64.powi(-14) } else { (1.0 + rest) * 2f64.powi(exponent - 15) };
            assert_eq!(f64::from(half(bits)), if bits >> 15 == 1 { -size } else { size }, "{bits:#x}");
            assert_eq!(to_half(half(bits)), bits, "{bits:#x}");
        }
        assert_eq!((to_half(1e9), to_half(1.0 + 1.0 / 2048.0), to_half(1.0 + 3.0 / 2048.0)), (0x7bff, 0x3c00, 0x3c02));
    }

    #[test]
    fn blocks_of_bytes_are_the_values_again() {
        let values: Vec<f32> = (0..96).map(|i| (i as f32 * 0.37).sin() * if i < 32 { 0.001 } else { 30.0 }).collect();
        let (mut bytes, mut scales, mut offsets) = ([0i8; 96], [0.0; 3], [0; 3]);
        to_blocks(&values, &mut bytes, &mut scales, &mut offsets);
        for (i, value) in values.iter().enumerate() {
            assert!((f32::from(bytes[i]) * scales[i / 32] - value).abs() <= scales[i / 32] * 0.5001);
        }
        assert_eq!(offsets[1], -128 * bytes[32..64].iter().map(|b| i32::from(*b)).sum::<i32>());
        let (mut others, mut shares, mut sums) = ([1i8; 96], [1.0; 3], [1; 3]);
        to_blocks_plain(&values, &mut others, &mut shares, &mut sums);
        assert_eq!((bytes, scales, offsets), (others, shares, sums));
    }

    #[test]
    fn shares_are_the_softmax_in_blocks() {
        let mut row: Vec<f32> = (0..96).map(|i| ((i * 37 % 91) as f32) / 9.0 - 3.0).collect();
        row[90..].fill(f32::NEG_INFINITY);
        let (mut bytes, mut scales, mut offsets) = ([0; 96], [0.0; 3], [0; 3]);
        let share = shares(&row, &mut bytes, &mut scales, &mut offsets);
        softmax_whole(&mut row);
        let mut off = 0.0f32;
        for (i, expect) in row.iter().enumerate() {
            let got = share * scales[i / 32] * f32::from(bytes[i]);
            off = off.max((got - expect).abs() / (share * scales[i / 32]));
        }
        assert!(off > 0.1 && off < 0.51, "half a step at most, and not exact: {off}");
        assert_eq!(offsets[2], -128 * bytes[64..].iter().map(|b| i32::from(*b)).sum::<i32>());
        assert_eq!(bytes[90..], [0; 6], "what is not there has no share");
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
            scores(&a[..16], &b, 16, 0.5, &mut x[..3]);
            scores_plain(&a[..16], &b, 16, 0.5, &mut y[..3]);
            mix(&a[..3], &b, 16, &mut x[20..36]);
            mix_plain(&a[..3], &b, 16, &mut y[20..36]);
            prop_assert_eq!(&x, &y);
            prop_assert_eq!(x[1], 0.5 * dot(&a[..16], &b[16..32]));
            let (mut bytes, mut others) = ([0i8; 32], [0i8; 32]);
            prop_assert_eq!(to_bytes(&a[..32], &mut bytes), to_bytes_plain(&a[..32], &mut others));
            prop_assert_eq!(bytes, others);
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
