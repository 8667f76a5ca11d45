//! Products of panels, by instructions.
#![allow(unsafe_code)]

use super::{Panel, ROWS};
use crate::Kind;
use crate::acts::Acts;
use crate::isa::Isa;
use crate::unpack::Unpacked;
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

/// Unpacks rows, compiled for this processor.
pub(super) fn fill(isa: Isa, panel: &mut Panel, kind: Kind, bytes: &[u8], columns: usize) {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn wide(panel: &mut Panel, kind: Kind, bytes: &[u8], columns: usize) {
            let ask = |next: *const u8| {
                // A K-quant's block has two to four lines of 64 bytes.
                for line in 0..kind.block_bytes().div_ceil(64) {
                    _mm_prefetch::<_MM_HINT_T1>(next.wrapping_add(64 * line).cast());
                }
            };
            panel.fill_body(kind, bytes, columns, ask, |rows, to| eights(rows, to));
        }
        if isa >= Isa::Avx2 {
            // SAFETY: `Isa` is what the processor was found to have, and from there on it has AVX2.
            return unsafe { wide(panel, kind, bytes, columns) };
        }
    }
    let _ = isa;
    panel.fill_body(kind, bytes, columns, |_| (), side_by_side);
}

/// Four numbers of each of sixteen rows, then the next four.
fn side_by_side(rows: &[Unpacked; ROWS], to: &mut [u8]) {
    for (k, to) in to.as_chunks_mut::<{ 4 * ROWS }>().0.iter_mut().enumerate() {
        for (row, to) in rows.iter().zip(to.as_chunks_mut::<4>().0) {
            to.copy_from_slice(&row.numbers[4 * k..4 * k + 4]);
        }
    }
}

/// The same, eight rows of 32 numbers at a time: their fours are the elements of an eight by eight matrix that is turned in registers.
/// Four bytes at a time this took half as long as the products of forty tokens.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx2")]
fn eights(rows: &[Unpacked; ROWS], to: &mut [u8]) {
    for (c, to) in to.as_chunks_mut::<{ 32 * ROWS }>().0.iter_mut().enumerate() {
        for half in 0..2 {
            // SAFETY: 32 numbers of 256 each; `to` has never more than 256 columns (a block's), and the slice is checked.
            let r: [__m256i; 8] = std::array::from_fn(|i| unsafe {
                _mm256_loadu_si256(rows[8 * half + i].numbers[32 * c..][..32].as_ptr().cast())
            });
            let pairs: [[__m256i; 2]; 4] = std::array::from_fn(|i| {
                [_mm256_unpacklo_epi32(r[2 * i], r[2 * i + 1]), _mm256_unpackhi_epi32(r[2 * i], r[2 * i + 1])]
            });
            // Fours 0 and 4, 1 and 5, 2 and 6, 3 and 7 of four rows.
            let fours = |a: [__m256i; 2], b: [__m256i; 2]| {
                [
                    _mm256_unpacklo_epi64(a[0], b[0]),
                    _mm256_unpackhi_epi64(a[0], b[0]),
                    _mm256_unpacklo_epi64(a[1], b[1]),
                    _mm256_unpackhi_epi64(a[1], b[1]),
                ]
            };
            let (first, last) = (fours(pairs[0], pairs[1]), fours(pairs[2], pairs[3]));
            for k in 0..4 {
                let (near, far) = (
                    _mm256_permute2x128_si256::<0x20>(first[k], last[k]),
                    _mm256_permute2x128_si256::<0x31>(first[k], last[k]),
                );
                for (k, eight) in [(k, near), (k + 4, far)] {
                    let place = &mut to[4 * ROWS * k + 32 * half..][..32];
                    // SAFETY: 32 bytes, as the slice says.
                    unsafe { _mm256_storeu_si256(place.as_mut_ptr().cast(), eight) };
                }
            }
        }
    }
}

/// Multiplies a panel with every row of `acts`.
pub(super) fn times(isa: Isa, panel: &Panel, acts: &Acts, out: &mut [f32]) {
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: `Isa` is what the processor was found to have; each function has the features it was compiled for.
        match isa {
            Isa::Avx512 => return unsafe { wide::times(panel, acts, out) },
            // SAFETY: as above.
            Isa::AvxVnni => return unsafe { vnni::times(panel, acts, out) },
            // SAFETY: as above.
            Isa::Avx2 => return unsafe { narrow::times(panel, acts, out) },
            Isa::Plain => {}
        }
    }
    let _ = isa;
    panel.times_plain(acts, out);
}

/// Goes through the rows of activations so many at a time, the rest one by one.
#[cfg(target_arch = "x86_64")]
macro_rules! tiles {
    ($panel:ident, $acts:ident, $out:ident, $tile:ident, $group:literal, [$($many:literal),*]) => {{
        let mut t = 0;
        $(
            while t + $many <= $acts.count {
                $tile::<$group, $many>($panel, $acts, t, &mut $out[t * ROWS..][..$many * ROWS]);
                t += $many;
            }
        )*
    }};
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use super::*;

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni,avx2,fma")]
    pub(super) fn times(panel: &Panel, acts: &Acts, out: &mut [f32]) {
        if panel.group == 16 {
            tiles!(panel, acts, out, tile, 16, [8, 4, 2, 1]);
        } else {
            tiles!(panel, acts, out, tile, 32, [8, 4, 2, 1]);
        }
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni,avx2,fma")]
    fn tile<const G: usize, const T: usize>(panel: &Panel, acts: &Acts, from: usize, out: &mut [f32]) {
        let rows: [_; T] = std::array::from_fn(|t| acts.row(from + t));
        let groups = acts.columns / G;
        let mut sums = [_mm512_setzero_ps(); T];
        let sums_of = |t: usize| if G == 16 { rows[t].sums16 } else { rows[t].sums32 };
        assert!(panel.numbers.len() >= groups * G * ROWS && out.len() >= T * ROWS);
        assert!(panel.scales.len() >= groups * ROWS && panel.mins.len() >= groups * ROWS);
        assert!(rows.iter().all(|r| r.bytes.len() * 32 >= groups * G && r.scales.len() * 32 >= groups * G));
        assert!((0..T).all(|t| sums_of(t).len() >= groups));
        for g in 0..groups {
            let mut whole = [_mm512_setzero_si512(); T];
            for byte in 0..2 {
                for k in 0..G / 4 {
                    // SAFETY: 64 numbers a four of columns lie before the length asserted above.
                    let numbers =
                        unsafe { _mm512_loadu_si512(panel.numbers.as_ptr().add(16 * (g * G + 4 * k)).cast()) };
                    let at = 64 * (g * G / 32) + 32 * byte + g * G % 32 + 4 * k;
                    for t in 0..T {
                        // SAFETY: 64 bytes a block of 32 columns, as asserted above.
                        let four =
                            unsafe { rows[t].bytes.as_ptr().cast::<i8>().add(at).cast::<i32>().read_unaligned() };
                        whole[t] = _mm512_dpbusd_epi32(whole[t], numbers, _mm512_set1_epi32(four));
                    }
                }
                if byte == 0 {
                    whole.iter_mut().for_each(|w| *w = _mm512_slli_epi32(*w, 7));
                }
            }
            // SAFETY: sixteen of each a group lie before the lengths asserted above.
            let (scale, min) = unsafe {
                (
                    _mm512_loadu_ps(panel.scales.as_ptr().add(ROWS * g)),
                    _mm512_loadu_ps(panel.mins.as_ptr().add(ROWS * g)),
                )
            };
            for t in 0..T {
                // SAFETY: one scale a block of 32 and one sum a group, as asserted above.
                let (share, sum) = unsafe { (*rows[t].scales.get_unchecked(g * G / 32), *sums_of(t).get_unchecked(g)) };
                let scaled = _mm512_mul_ps(_mm512_cvtepi32_ps(whole[t]), _mm512_set1_ps(share));
                sums[t] = _mm512_fmadd_ps(scaled, scale, sums[t]);
                sums[t] = _mm512_fnmadd_ps(min, _mm512_set1_ps(sum), sums[t]);
            }
        }
        for t in 0..T {
            // SAFETY: sixteen floats for each of T, as asserted above.
            unsafe { _mm512_storeu_ps(out.as_mut_ptr().add(t * ROWS), sums[t]) };
        }
    }
}

#[cfg(target_arch = "x86_64")]
macro_rules! halves {
    ($module:ident, $features:literal, |$acc:ident, $u:ident, $s:ident| $dot:expr) => {
        mod $module {
            use super::*;

            #[inline]
            #[target_feature(enable = $features)]
            fn dot($acc: __m256i, $u: __m256i, $s: __m256i) -> __m256i {
                $dot
            }

            #[target_feature(enable = $features)]
            pub(super) fn times(panel: &Panel, acts: &Acts, out: &mut [f32]) {
                if panel.group == 16 {
                    tiles!(panel, acts, out, tile, 16, [4, 2, 1]);
                } else {
                    tiles!(panel, acts, out, tile, 32, [4, 2, 1]);
                }
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn tile<const G: usize, const T: usize>(panel: &Panel, acts: &Acts, from: usize, out: &mut [f32]) {
                let rows: [_; T] = std::array::from_fn(|t| acts.row(from + t));
                let groups = acts.columns / G;
                let sums_of = |t: usize| if G == 16 { rows[t].sums16 } else { rows[t].sums32 };
                assert!(panel.numbers.len() >= groups * G * ROWS && out.len() >= T * ROWS);
                assert!(panel.scales.len() >= groups * ROWS && panel.mins.len() >= groups * ROWS);
                assert!(rows.iter().all(|r| r.bytes.len() * 32 >= groups * G && r.scales.len() * 32 >= groups * G));
                assert!((0..T).all(|t| sums_of(t).len() >= groups));
                for half in 0..2 {
                    let mut sums = [_mm256_setzero_ps(); T];
                    for g in 0..groups {
                        let mut whole = [_mm256_setzero_si256(); T];
                        for byte in 0..2 {
                            for k in 0..G / 4 {
                                let from = 16 * (g * G + 4 * k) + 32 * half;
                                // SAFETY: 64 numbers a four of columns lie before the length asserted above.
                                let numbers = unsafe { _mm256_loadu_si256(panel.numbers.as_ptr().add(from).cast()) };
                                let at = 64 * (g * G / 32) + 32 * byte + g * G % 32 + 4 * k;
                                for t in 0..T {
                                    let bytes = rows[t].bytes.as_ptr().cast::<i8>();
                                    // SAFETY: 64 bytes a block of 32 columns, as asserted above.
                                    let four = unsafe { bytes.add(at).cast::<i32>().read_unaligned() };
                                    whole[t] = dot(whole[t], numbers, _mm256_set1_epi32(four));
                                }
                            }
                            if byte == 0 {
                                whole.iter_mut().for_each(|w| *w = _mm256_slli_epi32(*w, 7));
                            }
                        }
                        // SAFETY: sixteen of each a group lie before the lengths asserted above.
                        let (scale, min) = unsafe {
                            (
                                _mm256_loadu_ps(panel.scales.as_ptr().add(ROWS * g + 8 * half)),
                                _mm256_loadu_ps(panel.mins.as_ptr().add(ROWS * g + 8 * half)),
                            )
                        };
                        for t in 0..T {
                            let (share, sum) = (rows[t].scales[g * G / 32], sums_of(t)[g]);
                            let scaled = _mm256_mul_ps(_mm256_cvtepi32_ps(whole[t]), _mm256_set1_ps(share));
                            sums[t] = _mm256_fmadd_ps(scaled, scale, sums[t]);
                            sums[t] = _mm256_fnmadd_ps(min, _mm256_set1_ps(sum), sums[t]);
                        }
                    }
                    for t in 0..T {
                        // SAFETY: eight floats for each half of each of T, as asserted above.
                        unsafe { _mm256_storeu_ps(out.as_mut_ptr().add(t * ROWS + 8 * half), sums[t]) };
                    }
                }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
halves!(vnni, "avxvnni,avx2,fma", |acc, u, s| _mm256_dpbusd_avx_epi32(acc, u, s));
// Two neighbours of numbers up to 255 would overflow 16 bits: high and low halves of each number apart.
#[cfg(target_arch = "x86_64")]
halves!(narrow, "avx2,fma", |acc, u, s| {
    let fifteen = _mm256_set1_epi8(15);
    let low = _mm256_maddubs_epi16(_mm256_and_si256(u, fifteen), s);
    let high = _mm256_maddubs_epi16(_mm256_and_si256(_mm256_srli_epi16(u, 4), fifteen), s);
    let low = _mm256_madd_epi16(low, _mm256_set1_epi16(1));
    _mm256_add_epi32(acc, _mm256_add_epi32(low, _mm256_madd_epi16(high, _mm256_set1_epi16(16))))
});
