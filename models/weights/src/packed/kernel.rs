//! Products of packed rows with rows of bytes, by instructions.
#![allow(unsafe_code)]
#![allow(clippy::needless_range_loop)] // registers are counted, not walked: iterators over them end in memory

use super::{BLOCK, Bytes, PANEL, PANEL_BLOCK, Packed};
use huisclos_blocks::Isa;
use std::ops::Range;

/// The products of some rows of bytes with some panels: row by row of `x`, `16 * panels.len()` values each.
pub(super) fn times(isa: Isa, packed: &Packed, panels: Range<usize>, x: &Bytes, rows: Range<usize>, out: &mut [f32]) {
    let wide = panels.len() * PANEL;
    assert!(panels.end <= packed.panels() && rows.end <= x.count() && x.blocks == packed.blocks);
    assert!(out.len() >= rows.len() * wide);
    #[cfg(target_arch = "x86_64")]
    {
        // The processor has the instructions each was compiled for (`Isa` is what was found), and the asserts above say that all
        // panels, rows and results lie inside.
        match isa {
            // SAFETY: as just said.
            Isa::Avx512 => return unsafe { avx512::times(packed, panels, x, rows, out) },
            // SAFETY: as just said.
            Isa::AvxVnni => return unsafe { vnni::times(packed, panels, x, rows, out) },
            // SAFETY: as just said.
            Isa::Avx2 => return unsafe { avx2::times(packed, panels, x, rows, out) },
            Isa::Plain => {}
        }
    }
    let _ = isa;
    plain(packed, panels, x, rows, out);
}

/// The meaning of the others, for any processor.
fn plain(packed: &Packed, panels: Range<usize>, x: &Bytes, rows: Range<usize>, out: &mut [f32]) {
    let wide = panels.len() * PANEL;
    for (row, out) in rows.zip(out.chunks_exact_mut(wide)) {
        out.fill(0.0);
        for (p, out) in panels.clone().zip(out.as_chunks_mut::<PANEL>().0) {
            for b in 0..x.blocks {
                let (scales, numbers) = packed.block(p, b);
                let (share, bytes) = (x.scales[row * x.blocks + b], &x.bytes[(row * x.blocks + b) * BLOCK..][..BLOCK]);
                for (r, out) in out.iter_mut().enumerate() {
                    let one = |i: usize| (i32::from(numbers[i / 4 * 64 + 4 * r + i % 4]) - 128) * i32::from(bytes[i]);
                    *out += super::half(scales, r) * share * (0..BLOCK).map(one).sum::<i32>() as f32;
                }
            }
        }
    }
}

/// Goes through the rows so many at a time.
#[cfg(target_arch = "x86_64")]
macro_rules! rows {
    ($tile:ident, $n:literal, $panel:expr, $rows:expr, $call:expr, [$($many:literal),*]) => {{
        let mut row = $rows.start;
        $(while row + $many <= $rows.end {
            $call($tile::<$many, $n>, $panel, row);
            row += $many;
        })*
    }};
}

#[cfg(target_arch = "x86_64")]
mod avx512 {
    use super::*;
    use std::arch::x86_64::*;

    type Tile = unsafe fn(&Packed, usize, &Bytes, usize, *mut f32, usize);

    #[target_feature(enable = "avx512f,avx512vnni,avx2,fma,f16c")]
    pub(super) fn times(packed: &Packed, panels: Range<usize>, x: &Bytes, rows: Range<usize>, out: &mut [f32]) {
        let (wide, first, base) = (panels.len() * PANEL, panels.start, out.as_mut_ptr());
        let from = rows.start;
        let call = |tile: Tile, panel: usize, row: usize| {
            // SAFETY: `out` holds `wide` values for each row, and the tile's panels lie inside them.
            unsafe { tile(packed, panel, x, row, base.add((row - from) * wide + (panel - first) * PANEL), wide) }
        };
        let mut p = panels.start;
        // One row: four panels at once keep enough sums in flight.
        while rows.len() < 3 && p + 4 <= panels.end {
            rows!(tile, 4, p, rows, call, [2, 1]);
            p += 4;
        }
        while p + 2 <= panels.end {
            rows!(tile, 2, p, rows, call, [6, 4, 2, 1]);
            p += 2;
        }
        while p < panels.end {
            rows!(tile, 1, p, rows, call, [6, 4, 2, 1]);
            p += 1;
        }
    }

    /// `M` rows of bytes with `N` panels.
    ///
    /// # Safety
    /// Panels and rows lie inside, and `out` holds `M` rows of `wide` values.
    #[target_feature(enable = "avx512f,avx512vnni,avx2,fma,f16c")]
    unsafe fn tile<const M: usize, const N: usize>(
        packed: &Packed,
        panel: usize,
        x: &Bytes,
        row: usize,
        out: *mut f32,
        wide: usize,
    ) {
        let mut sums = [[_mm512_setzero_ps(); N]; M];
        let (blocks, row_bytes, panel_bytes) = (x.blocks, x.blocks * BLOCK, x.blocks * PANEL_BLOCK);
        // SAFETY: the caller's promise; a panel has `blocks` blocks of `PANEL_BLOCK` bytes, a row `blocks` of each of its kinds.
        unsafe {
            let mut weights = packed.data.as_ptr().add(panel * panel_bytes);
            let mut bytes = x.bytes.as_ptr().add(row * row_bytes);
            let (mut shares, mut offsets) = (x.scales.as_ptr().add(row * blocks), x.offsets.as_ptr().add(row * blocks));
            for _ in 0..blocks {
                let mut whole = [[_mm512_setzero_si512(); N]; M];
                for m in 0..M {
                    let offset = _mm512_set1_epi32(*offsets.add(m * blocks));
                    for n in 0..N {
                        whole[m][n] = offset;
                    }
                }
                let numbers = weights.add(2 * PANEL);
                for k in 0..BLOCK / 4 {
                    let mut w = [_mm512_setzero_si512(); N];
                    for n in 0..N {
                        w[n] = _mm512_loadu_si512(numbers.add(n * panel_bytes + 64 * k).cast());
                    }
                    for m in 0..M {
                        let four = bytes.add(m * row_bytes + 4 * k).cast::<i32>().read_unaligned();
                        let four = _mm512_set1_epi32(four);
                        for n in 0..N {
                            whole[m][n] = _mm512_dpbusd_epi32(whole[m][n], w[n], four);
                        }
                    }
                }
                for n in 0..N {
                    let scale = _mm512_cvtph_ps(_mm256_loadu_si256(weights.add(n * panel_bytes).cast()));
                    for m in 0..M {
                        let share = _mm512_set1_ps(*shares.add(m * blocks));
                        let scaled = _mm512_mul_ps(_mm512_cvtepi32_ps(whole[m][n]), share);
                        sums[m][n] = _mm512_fmadd_ps(scaled, scale, sums[m][n]);
                    }
                }
                (weights, bytes) = (weights.add(PANEL_BLOCK), bytes.add(BLOCK));
                (shares, offsets) = (shares.add(1), offsets.add(1));
            }
            for m in 0..M {
                for n in 0..N {
                    _mm512_storeu_ps(out.add(m * wide + n * PANEL), sums[m][n]);
                }
            }
        }
    }
}

/// Half a panel at a time, in the 16 registers of AVX2. `$whole` is where a block's sum begins, `$dot` adds four products.
#[cfg(target_arch = "x86_64")]
macro_rules! halves {
    ($module:ident, $features:literal, |$offset:ident| $whole:expr, |$u:ident| $prepare:expr, |$acc:ident, $w:ident, $s:ident| $dot:expr) => {
        mod $module {
            use super::*;
            use std::arch::x86_64::*;

            type Tile = unsafe fn(&Packed, usize, &Bytes, usize, *mut f32, usize);

            #[target_feature(enable = $features)]
            pub(super) fn times(packed: &Packed, panels: Range<usize>, x: &Bytes, rows: Range<usize>, out: &mut [f32]) {
                let (wide, first, base) = (panels.len() * PANEL, panels.start, out.as_mut_ptr());
                let from = rows.start;
                let call = |tile: Tile, panel: usize, row: usize| {
                    // SAFETY: `out` holds `wide` values for each row, and the tile's panel lies inside them.
                    unsafe {
                        tile(packed, panel, x, row, base.add((row - from) * wide + (panel - first) * PANEL), wide)
                    }
                };
                for p in panels {
                    rows!(tile, 0, p, rows, call, [4, 2, 1]);
                    rows!(tile, 1, p, rows, call, [4, 2, 1]);
                }
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn begun($offset: i32) -> __m256i {
                $whole
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn prepared($u: __m256i) -> (__m256i, __m256i) {
                $prepare
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn dot($acc: __m256i, $w: (__m256i, __m256i), $s: __m256i) -> __m256i {
                $dot
            }

            /// `M` rows of bytes with half `H` of a panel.
            ///
            /// # Safety
            /// Panel and rows lie inside, and `out` holds `M` rows of `wide` values.
            #[target_feature(enable = $features)]
            unsafe fn tile<const M: usize, const H: usize>(
                packed: &Packed,
                panel: usize,
                x: &Bytes,
                row: usize,
                out: *mut f32,
                wide: usize,
            ) {
                let mut sums = [_mm256_setzero_ps(); M];
                let (blocks, row_bytes) = (x.blocks, x.blocks * BLOCK);
                // SAFETY: the caller's promise; a panel has `blocks` blocks of `PANEL_BLOCK` bytes, a row `blocks` of each.
                unsafe {
                    let mut weights = packed.data.as_ptr().add(panel * blocks * PANEL_BLOCK);
                    let mut bytes = x.bytes.as_ptr().add(row * row_bytes);
                    let (mut shares, mut offsets) =
                        (x.scales.as_ptr().add(row * blocks), x.offsets.as_ptr().add(row * blocks));
                    for _ in 0..blocks {
                        let mut whole = [_mm256_setzero_si256(); M];
                        for m in 0..M {
                            whole[m] = begun(*offsets.add(m * blocks));
                        }
                        for k in 0..BLOCK / 4 {
                            let w = prepared(_mm256_loadu_si256(weights.add(2 * PANEL + 64 * k + 32 * H).cast()));
                            for m in 0..M {
                                let four = bytes.add(m * row_bytes + 4 * k).cast::<i32>().read_unaligned();
                                whole[m] = dot(whole[m], w, _mm256_set1_epi32(four));
                            }
                        }
                        let scale = _mm256_cvtph_ps(_mm_loadu_si128(weights.add(16 * H).cast()));
                        for m in 0..M {
                            let share = _mm256_set1_ps(*shares.add(m * blocks));
                            let scaled = _mm256_mul_ps(_mm256_cvtepi32_ps(whole[m]), share);
                            sums[m] = _mm256_fmadd_ps(scaled, scale, sums[m]);
                        }
                        (weights, bytes) = (weights.add(PANEL_BLOCK), bytes.add(BLOCK));
                        (shares, offsets) = (shares.add(1), offsets.add(1));
                    }
                    for m in 0..M {
                        _mm256_storeu_ps(out.add(m * wide + 8 * H), sums[m]);
                    }
                }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
halves!(vnni, "avxvnni,avx2,fma,f16c", |offset| _mm256_set1_epi32(offset), |u| (u, u), |acc, w, s| {
    _mm256_dpbusd_avx_epi32(acc, w.0, s)
});
// Bytes up to 255 times 127 twice would overflow 16 bits: the weight's own size times the byte with the weight's sign.
#[cfg(target_arch = "x86_64")]
halves!(
    avx2,
    "avx2,fma,f16c",
    |_offset| _mm256_setzero_si256(),
    |u| {
        let signed = _mm256_xor_si256(u, _mm256_set1_epi8(-128));
        (_mm256_abs_epi8(signed), signed)
    },
    |acc, w, s| {
        let pairs = _mm256_maddubs_epi16(w.0, _mm256_sign_epi8(s, w.1));
        _mm256_add_epi32(acc, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)))
    }
);
