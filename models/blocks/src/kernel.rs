//! Sums over floats that the chat models need, compiled for several processors: the body is safe Rust that the compiler
//! vectorises, the same for each.
#![allow(unsafe_code)]

use crate::isa::Isa;
use crate::unpack::{half, to_half};

macro_rules! everywhere {
    ($($(#[$note:meta])* fn $name:ident / $body_name:ident ($($arg:ident: $type:ty),*) $body:block)*) => {$(
        $(#[$note])*
        pub fn $name($($arg: $type),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx2,fma,f16c")]
                fn widest($($arg: $type),*) { $body_name($($arg),*) }
                #[target_feature(enable = "avx2,fma,f16c")]
                fn wide($($arg: $type),*) { $body_name($($arg),*) }
                match Isa::here() {
                    // SAFETY: `Isa` is what the processor was found to have, which includes these features.
                    Isa::Avx512 => return unsafe { widest($($arg),*) },
                    // SAFETY: as above.
                    Isa::Avx2 | Isa::AvxVnni => return unsafe { wide($($arg),*) },
                    Isa::Plain => {}
                }
            }
            $body_name($($arg),*)
        }
        #[inline(always)]
        fn $body_name($($arg: $type),*) $body
    )*};
}

const LANES: usize = 16;

#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; LANES];
    let (a, rest_a) = a.as_chunks::<LANES>();
    let (b, rest_b) = b.as_chunks::<LANES>();
    for (x, y) in a.iter().zip(b) {
        for i in 0..LANES {
            sums[i] = x[i].mul_add(y[i], sums[i]);
        }
    }
    sums.iter().sum::<f32>() + rest_a.iter().zip(rest_b).map(|(x, y)| x * y).sum::<f32>()
}

/// e^x within 2e-7 relative, without a branch (Cephes `expf`); below -75 it stays at 3e-33.
#[inline(always)]
fn exp(x: f32) -> f32 {
    let x = x.clamp(-75.0, 88.0);
    let shifted = x.mul_add(std::f32::consts::LOG2_E, 12_582_912.0); // 1.5 * 2^23: the low bits are the rounded number
    let n = shifted - 12_582_912.0;
    let r = n.mul_add(2.121_944_4e-4, n.mul_add(-0.693_359_4, x));
    let p = 1.987_569_2e-4f32;
    let p = p.mul_add(r, 1.398_2e-3);
    let p = p.mul_add(r, 8.333_452e-3);
    let p = p.mul_add(r, 4.166_579_6e-2);
    let p = p.mul_add(r, 0.166_666_66);
    let p = p.mul_add(r, 0.5);
    let p = (p * r).mul_add(r, r + 1.0);
    p * f32::from_bits((shifted.to_bits() << 23).wrapping_add(0x3f80_0000))
}

everywhere! {
    /// Softmax of `scale` times a row, in place.
    fn soften / soften_body (row: &mut [f32], scale: f32) {
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
                x[i] = exp(scale * (x[i] - top));
                sums[i] += x[i];
            }
        }
        let mut sum: f32 = sums.iter().sum();
        for x in rest {
            *x = exp(scale * (*x - top));
            sum += *x;
        }
        let share = 1.0 / sum;
        for x in row {
            *x *= share;
        }
    }

    /// Root-mean-square normalisation of every row of `weight.len()`, in place.
    fn normalise / normalise_body (rows: &mut [f32], weight: &[f32], epsilon: f32) {
        for row in rows.chunks_exact_mut(weight.len().max(1)) {
            let share = 1.0 / (dot(row, row) / row.len() as f32 + epsilon).sqrt();
            for (x, w) in row.iter_mut().zip(weight) {
                *x *= share * w;
            }
        }
    }

    /// `to += from`.
    fn add / add_body (to: &mut [f32], from: &[f32]) {
        for (t, f) in to.iter_mut().zip(from) {
            *t += f;
        }
    }

    /// `gate = silu(gate) * up`.
    fn silu_times / silu_body (gate: &mut [f32], up: &[f32]) {
        for (g, u) in gate.iter_mut().zip(up) {
            *g = *g / (1.0 + exp(-*g)) * u;
        }
    }

    /// `gate = gelu(gate) * up`, with the GELU by tanh that Gemma was trained with: x times the logistic of 2 times tanh's argument.
    fn gelu_times / gelu_body (gate: &mut [f32], up: &[f32]) {
        for (g, u) in gate.iter_mut().zip(up) {
            let x = *g;
            let z = 1.595_769_1 * (x + 0.044_715 * x * x * x);
            *g = x / (1.0 + exp(-z)) * u;
        }
    }

    /// High and low bytes, scales and sums of each 16, of blocks of 32 values.
    fn quantize_blocks / quantize_body (
        x: &[f32], bytes: &mut [i8], scales: &mut [f32], sums16: &mut [f32]
    ) {
        let out = bytes.as_chunks_mut::<64>().0.iter_mut().zip(scales).zip(sums16.as_chunks_mut::<2>().0);
        for (x, ((bytes, scale), sums)) in x.as_chunks::<32>().0.iter().zip(out) {
            let mut tops = [0.0f32; LANES];
            for half in x.as_chunks::<LANES>().0 {
                for i in 0..LANES {
                    let size = half[i].abs();
                    tops[i] = if size > tops[i] { size } else { tops[i] };
                }
            }
            let top = tops.iter().fold(0.0f32, |top, x| if *x > top { *x } else { top });
            let share = if top > 0.0 { 16_256.0 / top } else { 0.0 };
            *scale = top / 16_256.0;
            let (high, low) = bytes.split_at_mut(32);
            let halves = high.as_chunks_mut::<16>().0.iter_mut().zip(low.as_chunks_mut::<16>().0).zip(sums);
            for (((high, low), sum), x) in halves.zip(x.as_chunks::<16>().0) {
                let mut whole = [0i32; 16];
                for i in 0..16 {
                    // Adding 1.5 * 2^23 rounds to the nearest whole number, which then stands in the low bits.
                    whole[i] = (x[i] * share + 12_582_912.0).to_bits() as i32 - 0x4b40_0000;
                }
                for i in 0..16 {
                    let upper = (whole[i] + 64) >> 7;
                    high[i] = upper as i8;
                    low[i] = (whole[i] - upper * 128) as i8;
                }
                *sum = *scale * whole.iter().sum::<i32>() as f32;
            }
        }
    }

    /// The products of each query with each key (rows of `head`), into `out`: all keys of the first query first, `stride` apart.
    fn match_keys / match_body (queries: &[f32], keys: &[f32], head: usize, stride: usize, out: &mut [f32]) {
        for (query, out) in queries.chunks_exact(head).zip(out.chunks_mut(stride)) {
            for (key, out) in keys.chunks_exact(head).zip(out) {
                *out = dot(query, key);
            }
        }
    }

    /// Adds to each row of `out` the values (rows of `head`) by the shares of its row, `stride` apart.
    fn mix_values / mix_body (shares: &[f32], values: &[f32], head: usize, stride: usize, out: &mut [f32]) {
        const SOME: usize = 64;
        for (out, shares) in out.chunks_exact_mut(head).zip(shares.chunks(stride)) {
            let (wide, rest) = out.as_chunks_mut::<SOME>();
            let narrow = wide.len() * SOME;
            for (i, out) in wide.iter_mut().enumerate() {
                // Kept in registers while the values go by.
                let mut sums = *out;
                for (value, share) in values.chunks_exact(head).zip(shares) {
                    if let Some(value) = value[i * SOME..].first_chunk::<SOME>() {
                        for (o, v) in sums.iter_mut().zip(value) {
                            *o = v.mul_add(*share, *o);
                        }
                    }
                }
                *out = sums;
            }
            for (value, share) in values.chunks_exact(head).zip(shares) {
                for (o, v) in rest.iter_mut().zip(&value[narrow..]) {
                    *o = v.mul_add(*share, *o);
                }
            }
        }
    }

    /// Half-precision numbers as floats.
    fn halves / halves_body (from: &[u16], to: &mut [f32]) {
        for (to, from) in to.iter_mut().zip(from) {
            *to = half(*from);
        }
    }

    /// Floats as half-precision numbers.
    fn to_halves / to_halves_body (from: &[f32], to: &mut [u16]) {
        for (to, from) in to.iter_mut().zip(from) {
            *to = to_half(*from);
        }
    }
}

/// The product of two rows; the shorter counts.
pub fn product(a: &[f32], b: &[f32]) -> f32 {
    let mut out = [0.0];
    let n = a.len().min(b.len());
    if n > 0 {
        match_keys(&a[..n], &b[..n], n, 1, &mut out);
    }
    out[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_back_within_half_a_step() {
        let x: Vec<f32> = (0..96).map(|i| ((i * 37 % 101) as f32 - 50.0) * 0.01 * (1 + i / 32) as f32).collect();
        let (mut bytes, mut scales, mut sums) = (vec![0; 192], vec![0.0; 3], vec![0.0; 6]);
        quantize_blocks(&x, &mut bytes, &mut scales, &mut sums);
        let at = |i: usize| i / 32 * 64 + i % 32;
        let value = |i: usize| (128.0 * f32::from(bytes[at(i)]) + f32::from(bytes[at(i) + 32])) * scales[i / 32];
        for (i, x) in x.iter().enumerate() {
            assert!((value(i) - x).abs() <= scales[i / 32] * 0.501, "{i}");
        }
        let third: f32 = (32..48).map(value).sum();
        assert!((third - sums[2]).abs() < 1e-4);
    }

    #[test]
    fn attention_is_a_weighted_mean() {
        let (keys, values) = ([1.0, 0.0, 0.0, 1.0, 1.0, 1.0], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let (mut scores, mut out) = ([9.0; 8], [0.0; 4]);
        match_keys(&[1.0, 2.0, 3.0, 4.0], &keys, 2, 4, &mut scores);
        assert_eq!((&scores[..3], &scores[4..7]), (&[1.0, 2.0, 3.0][..], &[3.0, 4.0, 7.0][..]));
        mix_values(&[0.5, 0.5, 0.0, 9.0, 0.0, 0.0, 1.0, 9.0], &values, 2, 4, &mut out);
        assert_eq!(out, [2.0, 3.0, 5.0, 6.0]);
    }
}
