//! Products of one row with a few, by instructions. The layouts are ggml's (`unpack` has them in words).
#![allow(unsafe_code)]
#![cfg(target_arch = "x86_64")]

use crate::Kind;
use crate::acts::Acts;
use crate::isa::Isa;
use crate::unpack::six_bits;
use std::arch::x86_64::*;

/// False for formats that have no kernel of their own.
pub(crate) fn rows(isa: Isa, kind: Kind, bytes: &[u8], row_bytes: usize, acts: &Acts, out: &mut [f32]) -> bool {
    if !matches!(kind, Kind::Q8_0 | Kind::Q4_0 | Kind::Q5_0 | Kind::Q4K | Kind::Q5K | Kind::Q6K) {
        return false;
    }
    let (mut bytes, mut out) = (bytes, out);
    // The formats of 32 to a block go four rows at a time.
    if matches!(kind, Kind::Q8_0 | Kind::Q4_0 | Kind::Q5_0) {
        let whole = bytes.len() / (4 * row_bytes);
        let (fours, rest) = bytes.split_at(whole * 4 * row_bytes);
        let (four_out, rest_out) = out.split_at_mut(whole * 4 * acts.count);
        for (fours, out) in fours.chunks_exact(4 * row_bytes).zip(four_out.chunks_exact_mut(4 * acts.count)) {
            // SAFETY: as below.
            unsafe {
                match isa {
                    Isa::Avx512 => wide::fours(kind, fours, row_bytes, acts, out),
                    Isa::AvxVnni => vnni::fours(kind, fours, row_bytes, acts, out),
                    _ => narrow::fours(kind, fours, row_bytes, acts, out),
                }
            }
        }
        (bytes, out) = (rest, rest_out);
    }
    for (row, out) in bytes.chunks_exact(row_bytes).zip(out.chunks_exact_mut(acts.count)) {
        // SAFETY: `Isa` is what the processor was found to have, so each function has the features it was compiled for.
        unsafe {
            match isa {
                Isa::Avx512 => wide::row(kind, row, acts, out),
                Isa::AvxVnni => vnni::row(kind, row, acts, out),
                _ => narrow::row(kind, row, acts, out),
            }
        }
    }
    true
}

macro_rules! kernels {
    ($module:ident, $features:literal, $below:literal, |$acc:ident, $u:ident, $s:ident| $dot:expr) => {
        mod $module {
            use super::*;

            /// What is added to Q8_0's numbers to make them positive; 0 where their sign is given to the other factor instead.
            const SIGNED_BELOW: f32 = $below;

            /// Adds the products of four neighbouring bytes each, the first from 0 to 128 (to 255 where one instruction does it), to 32-bit sums.
            #[inline]
            #[target_feature(enable = $features)]
            fn dot($acc: __m256i, $u: __m256i, $s: __m256i) -> __m256i {
                $dot
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn zero() -> __m256 {
                _mm256_setzero_ps()
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn halves(x: &[i8; 64]) -> (__m256i, __m256i) {
                // SAFETY: the array has the two times 32 bytes that are loaded.
                unsafe { (_mm256_loadu_si256(x.as_ptr().cast()), _mm256_loadu_si256(x.as_ptr().add(32).cast())) }
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn both(w: __m256i, x: &[i8; 64]) -> __m256 {
                let (high, low) = halves(x);
                let high = dot(_mm256_setzero_si256(), w, high);
                _mm256_cvtepi32_ps(dot(_mm256_slli_epi32(high, 7), w, low))
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn signed(w: __m256i, x: &[i8; 64]) -> __m256 {
                if SIGNED_BELOW != 0.0 {
                    return both(_mm256_xor_si256(w, _mm256_set1_epi8(-128)), x);
                }
                let ((high, low), size) = (halves(x), _mm256_abs_epi8(w));
                let high = dot(_mm256_setzero_si256(), size, _mm256_sign_epi8(high, w));
                _mm256_cvtepi32_ps(dot(_mm256_slli_epi32(high, 7), size, _mm256_sign_epi8(low, w)))
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn scaled(v: __m256, share: f32, sum: __m256) -> __m256 {
                _mm256_fmadd_ps(v, _mm256_set1_ps(share), sum)
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn scaled_pair(v: __m256, [a, b]: [f32; 2], sum: __m256) -> __m256 {
                _mm256_fmadd_ps(v, _mm256_set_m128(_mm_set1_ps(b), _mm_set1_ps(a)), sum)
            }

            /// 16 in byte i where bit i is set: byte i gets the byte that holds bit i, then only that bit is looked at.
            #[inline]
            #[target_feature(enable = $features)]
            fn sixteens(bits: u32) -> __m256i {
                let places = _mm256_set_epi64x(0x0303_0303_0303_0303, 0x0202_0202_0202_0202, 0x0101_0101_0101_0101, 0);
                let one = _mm256_set1_epi64x(0x8040_2010_0804_0201_u64 as i64);
                let spread = _mm256_shuffle_epi8(_mm256_set1_epi32(bits as i32), places);
                _mm256_and_si256(_mm256_cmpeq_epi8(_mm256_and_si256(spread, one), one), _mm256_set1_epi8(16))
            }

            #[target_feature(enable = $features)]
            pub(super) fn row(kind: Kind, row: &[u8], acts: &Acts, out: &mut [f32]) {
                for (t, out) in out.iter_mut().enumerate() {
                    *out = match kind {
                        Kind::Q8_0 => thirty_two::<34>(row, acts, t),
                        Kind::Q4_0 => thirty_two::<18>(row, acts, t),
                        Kind::Q5_0 => thirty_two::<22>(row, acts, t),
                        Kind::Q4K => mins::<144>(row, acts, t),
                        Kind::Q5K => mins::<176>(row, acts, t),
                        _ => six(row, acts, t),
                    };
                }
            }

            #[target_feature(enable = $features)]
            pub(super) fn fours(kind: Kind, rows: &[u8], row_bytes: usize, acts: &Acts, out: &mut [f32]) {
                match kind {
                    Kind::Q8_0 => side_by_side::<34>(rows, row_bytes, acts, out),
                    Kind::Q5_0 => side_by_side::<22>(rows, row_bytes, acts, out),
                    _ => side_by_side::<18>(rows, row_bytes, acts, out),
                }
            }

            /// Four rows of Q8_0, Q5_0 or Q4_0, by the size of their block: what is known of the activations is read once, and no sum
            /// waits for another.
            #[inline]
            #[target_feature(enable = $features)]
            fn side_by_side<const N: usize>(rows: &[u8], row_bytes: usize, acts: &Acts, out: &mut [f32]) {
                let row = |r: usize| rows[r * row_bytes..][..row_bytes].as_chunks::<N>().0;
                let (a, b, c, d) = (row(0), row(1), row(2), row(3));
                for t in 0..acts.count {
                    let x = acts.row(t);
                    let mut sums = [zero(); 4];
                    let mut below = _mm_setzero_ps();
                    let blocks = a.iter().zip(b).zip(c.iter().zip(d));
                    let parts = x.bytes.iter().zip(x.scales.iter().zip(x.sums32));
                    for (i, (((a, b), (c, d)), (x, (scale, total)))) in blocks.zip(parts).enumerate() {
                        // Four rows read in turn are no row of addresses that the processor would foresee: without asking for the rows
                        // after the next four, in the order of the file, this is half as fast.
                        let next = rows.as_ptr().wrapping_add(8 * row_bytes + 4 * N * i);
                        _mm_prefetch(next.cast(), _MM_HINT_T0);
                        _mm_prefetch(next.wrapping_add(2 * N).cast(), _MM_HINT_T0);
                        let four = [a, b, c, d];
                        let bits = four.map(|block| i16::from_le_bytes([block[0], block[1]]));
                        let halves = _mm_setr_epi16(bits[0], bits[1], bits[2], bits[3], 0, 0, 0, 0);
                        let halves = _mm_cvtph_ps(halves);
                        below = _mm_fmadd_ps(halves, _mm_set1_ps(*total), below);
                        let mut shares = [0.0f32; 4];
                        // SAFETY: the array has the four floats that are stored.
                        unsafe { _mm_storeu_ps(shares.as_mut_ptr(), _mm_mul_ps(halves, _mm_set1_ps(*scale))) };
                        for r in 0..4 {
                            sums[r] = scaled(numbers::<N>(four[r], x), shares[r], sums[r]);
                        }
                    }
                    let mut offsets = [0.0f32; 4];
                    // SAFETY: the array has the four floats that are stored.
                    unsafe { _mm_storeu_ps(offsets.as_mut_ptr(), below) };
                    for r in 0..4 {
                        out[r * acts.count + t] = total(sums[r]) - below_of::<N>() * offsets[r];
                    }
                }
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn half(a: u8, b: u8) -> f32 {
                _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(i32::from(u16::from_le_bytes([a, b])))))
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn load(bytes: &[u8; 32]) -> __m256i {
                // SAFETY: the array has the 32 bytes that are loaded; the load needs no alignment.
                unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn load16(bytes: &[u8; 16]) -> __m128i {
                // SAFETY: the array has the 16 bytes that are loaded.
                unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn floats(values: &[f32; 8]) -> __m256 {
                // SAFETY: the array has the eight floats that are loaded.
                unsafe { _mm256_loadu_ps(values.as_ptr()) }
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn total(v: __m256) -> f32 {
                let four = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
                let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
                _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)))
            }

            /// What Q8_0, Q5_0 and Q4_0 add to their numbers to make them positive, by the size of their block.
            const fn below_of<const N: usize>() -> f32 {
                match N {
                    34 => SIGNED_BELOW,
                    22 => 16.0,
                    _ => 8.0,
                }
            }

            /// The products of one block's numbers with activations.
            #[inline]
            #[target_feature(enable = $features)]
            fn numbers<const N: usize>(block: &[u8; N], x: &[i8; 64]) -> __m256 {
                if N == 34 {
                    return block.last_chunk().map_or(zero(), |numbers| signed(load(numbers), x));
                }
                let Some(packed) = block.last_chunk::<16>() else { return zero() };
                let low = load16(packed);
                let pair = _mm256_set_m128i(_mm_srli_epi16(low, 4), low);
                let mut w = _mm256_and_si256(pair, _mm256_set1_epi8(15));
                if N == 22 {
                    let bits = u32::from_le_bytes([block[2], block[3], block[4], block[5]]);
                    w = _mm256_or_si256(w, sixteens(bits));
                }
                both(w, x)
            }

            /// One row of Q8_0, Q5_0 or Q4_0, by the size of their block.
            #[inline]
            #[target_feature(enable = $features)]
            fn thirty_two<const N: usize>(row: &[u8], acts: &Acts, t: usize) -> f32 {
                let x = acts.row(t);
                let (mut sum, mut below) = (zero(), 0.0f32);
                let parts = x.bytes.iter().zip(x.scales.iter().zip(x.sums32));
                for (block, (x, (scale, total))) in row.as_chunks::<N>().0.iter().zip(parts) {
                    let d = half(block[0], block[1]);
                    sum = scaled(numbers::<N>(block, x), d * scale, sum);
                    below = d.mul_add(*total, below);
                }
                total(sum) - below_of::<N>() * below
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn eight_bytes(bytes: [u8; 8]) -> __m256 {
                _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_set_epi64x(0, i64::from_le_bytes(bytes))))
            }

            /// Q4_K and Q5_K, by the size of their block.
            #[inline]
            #[target_feature(enable = $features)]
            fn mins<const N: usize>(row: &[u8], acts: &Acts, t: usize) -> f32 {
                let x = acts.row(t);
                let (mut first_sum, mut second_sum, mut below) = (zero(), zero(), _mm256_setzero_ps());
                let fifteen = _mm256_set1_epi8(15);
                let blocks = row.as_chunks::<N>().0.iter().zip(x.bytes.as_chunks::<8>().0);
                let eights = x.scales.as_chunks::<8>().0.iter().zip(x.sums32.as_chunks::<8>().0);
                for ((block, x), (scales, sums32)) in blocks.zip(eights) {
                    let (six, six_mins) = six_bits(&block[4..16]);
                    let d = _mm256_set1_ps(half(block[0], block[1]));
                    let dmin = _mm256_set1_ps(half(block[2], block[3]));
                    below = _mm256_fmadd_ps(_mm256_mul_ps(eight_bytes(six_mins), dmin), floats(sums32), below);
                    let shares = _mm256_mul_ps(_mm256_mul_ps(eight_bytes(six), d), floats(scales));
                    let mut share = [0.0f32; 8];
                    // SAFETY: the array has the eight floats that are stored.
                    unsafe { _mm256_storeu_ps(share.as_mut_ptr(), shares) };
                    let Some(packed) = block.last_chunk::<128>() else { continue };
                    let high = if N == 176 { block[16..48].as_chunks::<32>().0.first().map(|h| load(h)) } else { None };
                    let quarters = packed.as_chunks::<32>().0.iter().zip(x.as_chunks::<2>().0);
                    for (j, (packed, x)) in quarters.enumerate() {
                        let packed = load(packed);
                        let mut first = _mm256_and_si256(packed, fifteen);
                        let mut second = _mm256_and_si256(_mm256_srli_epi16(packed, 4), fifteen);
                        if let Some(high) = high {
                            let (a, b) = (_mm256_set1_epi8(1 << (2 * j)), _mm256_set1_epi8((2u8 << (2 * j)) as i8));
                            let sixteen = _mm256_set1_epi8(16);
                            let bit =
                                |mask| _mm256_and_si256(_mm256_cmpeq_epi8(_mm256_and_si256(high, mask), mask), sixteen);
                            first = _mm256_or_si256(first, bit(a));
                            second = _mm256_or_si256(second, bit(b));
                        }
                        first_sum = scaled(both(first, &x[0]), share[2 * j], first_sum);
                        second_sum = scaled(both(second, &x[1]), share[2 * j + 1], second_sum);
                    }
                }
                total(_mm256_add_ps(first_sum, second_sum)) - total(below)
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn six(row: &[u8], acts: &Acts, t: usize) -> f32 {
                let x = acts.row(t);
                let (mut first_sum, mut second_sum, mut below) = (zero(), zero(), _mm256_setzero_ps());
                let (fifteen, three) = (_mm256_set1_epi8(15), _mm256_set1_epi8(0x30));
                let blocks = row.as_chunks::<210>().0.iter().zip(x.bytes.as_chunks::<8>().0);
                let eights = x.scales.as_chunks::<8>().0.iter().zip(x.sums16.as_chunks::<16>().0);
                for ((block, x), (scales, sums16)) in blocks.zip(eights) {
                    let d = _mm256_set1_ps(half(block[208], block[209]));
                    let steps = load16(block[192..208].as_chunks::<16>().0.first().unwrap_or(&[0; 16]));
                    let steps = [steps, _mm_unpackhi_epi64(steps, steps)];
                    let mut share = [0.0f32; 16];
                    for (i, (step, sums)) in steps.into_iter().zip(sums16.as_chunks::<8>().0).enumerate() {
                        let step = _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(step)), d);
                        below = _mm256_fmadd_ps(step, floats(sums), below);
                        // SAFETY: i is 0 or 1 and the array has sixteen floats.
                        unsafe { _mm256_storeu_ps(share.as_mut_ptr().add(8 * i), step) };
                    }
                    for n in 0..2 {
                        let low = block[64 * n..].as_chunks::<32>().0;
                        let (low, more) = (load(&low[0]), load(&low[1]));
                        let high = load(&block[128 + 32 * n..].as_chunks::<32>().0[0]);
                        let nibble = |v: __m256i| _mm256_and_si256(v, fifteen);
                        let with = |w: __m256i, high: __m256i| _mm256_or_si256(w, _mm256_and_si256(high, three));
                        let numbers = [
                            with(nibble(low), _mm256_slli_epi16(high, 4)),
                            with(nibble(more), _mm256_slli_epi16(high, 2)),
                            with(nibble(_mm256_srli_epi16(low, 4)), high),
                            with(nibble(_mm256_srli_epi16(more, 4)), _mm256_srli_epi16(high, 2)),
                        ];
                        let part = |sum, i: usize| {
                            let at = 4 * n + i;
                            let pair = [share[2 * at] * scales[at], share[2 * at + 1] * scales[at]];
                            scaled_pair(both(numbers[i], &x[at]), pair, sum)
                        };
                        first_sum = part(part(first_sum, 0), 2);
                        second_sum = part(part(second_sum, 1), 3);
                    }
                }
                total(_mm256_add_ps(first_sum, second_sum)) - 32.0 * total(below)
            }
        }
    };
}

kernels!(wide, "avx512f,avx512bw,avx512vl,avx512vnni,avx2,fma,f16c", 128.0, |acc, u, s| _mm256_dpbusd_epi32(acc, u, s));
kernels!(vnni, "avxvnni,avx2,fma,f16c", 128.0, |acc, u, s| _mm256_dpbusd_avx_epi32(acc, u, s));
// Two neighbours make at most 2 * 128 * 127, which 16 bits hold.
kernels!(narrow, "avx2,fma,f16c", 0.0, |acc, u, s| _mm256_add_epi32(
    acc,
    _mm256_madd_epi16(_mm256_maddubs_epi16(u, s), _mm256_set1_epi16(1))
));
