//! Blocks of a file to whole numbers and scales: `value = scale * number - min`, the numbers from 0 to 255.
//!
//! One meaning for every format, from ggml's `dequantize_row_*`: the products (`row`, `panel`) are tested against it, and it
//! against candle's.

use crate::Kind;

/// One block, unpacked: up to 256 numbers, with scale and min of each 16 of them.
pub(crate) struct Unpacked {
    pub numbers: [u8; 256],
    pub scales: [f32; 16],
    pub mins: [f32; 16],
}

impl Unpacked {
    pub(crate) fn new() -> Self {
        Self { numbers: [0; 256], scales: [0.0; 16], mins: [0.0; 16] }
    }
}

/// A half-precision number. Infinities and what is no number come out finite: `is_finite` tells them apart at import.
#[inline(always)]
pub(crate) fn half(bits: u16) -> f32 {
    // The exponent is moved by a product (2^112), which also makes denormals right.
    let size = f32::from_bits((u32::from(bits) & 0x7fff) << 13) * f32::from_bits(0x7780_0000);
    f32::from_bits(size.to_bits() | (u32::from(bits) & 0x8000) << 16)
}

/// The nearest half-precision number; past its range the largest.
#[inline(always)]
pub(crate) fn to_half(value: f32) -> u16 {
    let size = (value.abs().min(65_504.0) * f32::from_bits(0x0780_0000)).to_bits();
    // Nearest, ties to even: the 13 bits that go are rounded into those that stay.
    let rounded = (size + 0x0fff + (size >> 13 & 1)) >> 13;
    rounded as u16 | ((value.to_bits() >> 16) as u16 & 0x8000)
}

#[inline(always)]
fn half_at(bytes: &[u8], at: usize) -> f32 {
    half(u16::from_le_bytes([bytes[at], bytes[at + 1]]))
}

/// Six-bit scales and mins of Q4_K and Q5_K: eight of each in twelve bytes.
#[inline(always)]
pub(crate) fn six_bits(packed: &[u8]) -> ([u8; 8], [u8; 8]) {
    let word = |i: usize| u32::from_le_bytes([packed[i], packed[i + 1], packed[i + 2], packed[i + 3]]);
    let (a, b, c) = (word(0), word(4), word(8));
    let low = |word: u32| u64::from(word & 0x3f3f_3f3f);
    let high = |fours: u32, twos: u32| u64::from((fours & 0x0f0f_0f0f) | ((twos >> 6 & 0x0303_0303) << 4)) << 32;
    ((low(a) | high(c, a)).to_le_bytes(), (low(b) | high(c >> 4, b)).to_le_bytes())
}

/// Unpacks one block of a quantized format.
#[inline(always)]
pub(crate) fn unpack(kind: Kind, block: &[u8], out: &mut Unpacked) {
    match kind {
        Kind::Q8_0 => {
            let d = half_at(block, 0);
            for (q, b) in out.numbers[..32].iter_mut().zip(&block[2..34]) {
                *q = b ^ 0x80;
            }
            even(out, d, 128.0 * d);
        }
        Kind::Q4_0 | Kind::Q4_1 | Kind::Q5_0 | Kind::Q5_1 => thirty_two(kind, block, out),
        Kind::Q4K | Kind::Q5K => with_mins(kind, block, out),
        Kind::Q6K => six(block, out),
        Kind::Q3K => three(block, out),
        Kind::Q2K => two(block, out),
        Kind::F32 | Kind::F16 | Kind::Bf16 => {}
    }
}

#[inline(always)]
fn even(out: &mut Unpacked, scale: f32, min: f32) {
    out.scales[..2].fill(scale);
    out.mins[..2].fill(min);
}

#[inline(always)]
fn thirty_two(kind: Kind, block: &[u8], out: &mut Unpacked) {
    let d = half_at(block, 0);
    let (five, offset) = (matches!(kind, Kind::Q5_0 | Kind::Q5_1), matches!(kind, Kind::Q4_1 | Kind::Q5_1));
    let mut at = if offset { 4 } else { 2 };
    let mut high = 0;
    if five {
        high = u32::from_le_bytes([block[at], block[at + 1], block[at + 2], block[at + 3]]);
        at += 4;
    }
    let (first, second) = out.numbers[..32].split_at_mut(16);
    for (i, ((f, s), b)) in first.iter_mut().zip(second).zip(&block[at..at + 16]).enumerate() {
        *f = (b & 15) | ((high >> i & 1) << 4) as u8;
        *s = (b >> 4) | ((high >> (i + 16) & 1) << 4) as u8;
    }
    let min = if offset { -half_at(block, 2) } else { d * if five { 16.0 } else { 8.0 } };
    even(out, d, min);
}

#[inline(always)]
fn with_mins(kind: Kind, block: &[u8], out: &mut Unpacked) {
    let (d, dmin) = (half_at(block, 0), half_at(block, 2));
    let (scales, mins) = six_bits(&block[4..16]);
    for i in 0..16 {
        out.scales[i] = d * f32::from(scales[i / 2]);
        out.mins[i] = dmin * f32::from(mins[i / 2]);
    }
    let low = if kind == Kind::Q5K { &block[48..176] } else { &block[16..144] };
    for (j, (low, out)) in low.chunks_exact(32).zip(out.numbers.chunks_exact_mut(64)).enumerate() {
        let (first, second) = out.split_at_mut(32);
        for i in 0..32 {
            (first[i], second[i]) = (low[i] & 15, low[i] >> 4);
        }
        if kind == Kind::Q5K {
            let high = &block[16..48];
            for i in 0..32 {
                first[i] |= (high[i] >> (2 * j) & 1) << 4;
                second[i] |= (high[i] >> (2 * j + 1) & 1) << 4;
            }
        }
    }
}

#[inline(always)]
fn six(block: &[u8], out: &mut Unpacked) {
    let d = half_at(block, 208);
    for i in 0..16 {
        out.scales[i] = d * f32::from(block[192 + i] as i8);
        out.mins[i] = 32.0 * out.scales[i];
    }
    let halves = block[..128].chunks_exact(64).zip(block[128..192].chunks_exact(32));
    for ((low, high), out) in halves.zip(out.numbers.chunks_exact_mut(128)) {
        for i in 0..32 {
            out[i] = (low[i] & 15) | (high[i] & 3) << 4;
            out[i + 32] = (low[i + 32] & 15) | (high[i] >> 2 & 3) << 4;
            out[i + 64] = (low[i] >> 4) | (high[i] >> 4 & 3) << 4;
            out[i + 96] = (low[i + 32] >> 4) | (high[i] >> 6) << 4;
        }
    }
}

fn three(block: &[u8], out: &mut Unpacked) {
    let d = half_at(block, 108);
    let packed = &block[96..108];
    for i in 0..16 {
        let low = if i < 8 { packed[i] & 15 } else { packed[i - 8] >> 4 };
        let high = packed[8 + i % 4] >> (2 * (i / 4)) & 3;
        out.scales[i] = d * (f32::from(low | high << 4) - 32.0);
        out.mins[i] = 4.0 * out.scales[i];
    }
    for (i, number) in out.numbers.iter_mut().enumerate() {
        let (half, shift, l) = (i / 128, i % 128 / 32, i % 32);
        let low = block[32 + half * 32 + l] >> (2 * shift) & 3;
        let high = block[l] >> (half * 4 + shift) & 1;
        *number = low | high << 2;
    }
}

fn two(block: &[u8], out: &mut Unpacked) {
    let (d, dmin) = (half_at(block, 80), half_at(block, 82));
    for i in 0..16 {
        out.scales[i] = d * f32::from(block[i] & 15);
        out.mins[i] = dmin * f32::from(block[i] >> 4);
    }
    for (i, number) in out.numbers.iter_mut().enumerate() {
        let (half, shift, l) = (i / 128, i % 128 / 32, i % 32);
        *number = block[16 + half * 32 + l] >> (2 * shift) & 3;
    }
}

/// A row in f32.
pub(crate) fn unpack_row(kind: Kind, bytes: &[u8], out: &mut [f32]) {
    match kind {
        Kind::F32 => {
            for (o, b) in out.iter_mut().zip(bytes.as_chunks::<4>().0) {
                *o = f32::from_le_bytes(*b);
            }
        }
        Kind::F16 => {
            for (o, b) in out.iter_mut().zip(bytes.as_chunks::<2>().0) {
                *o = half(u16::from_le_bytes(*b));
            }
        }
        Kind::Bf16 => {
            for (o, b) in out.iter_mut().zip(bytes.as_chunks::<2>().0) {
                *o = f32::from_bits(u32::from(u16::from_le_bytes(*b)) << 16);
            }
        }
        _ => {
            let mut block = Unpacked::new();
            for (bytes, out) in bytes.chunks_exact(kind.block_bytes()).zip(out.chunks_exact_mut(kind.block())) {
                unpack(kind, bytes, &mut block);
                for (i, o) in out.iter_mut().enumerate() {
                    *o = block.scales[i / 16] * f32::from(block.numbers[i]) - block.mins[i / 16];
                }
            }
        }
    }
}

/// True when every scale (or value) of some blocks is a number.
pub(crate) fn is_finite(kind: Kind, bytes: &[u8]) -> bool {
    let half = |block: &[u8], at: usize| u16::from_le_bytes([block[at], block[at + 1]]) & 0x7c00 != 0x7c00;
    let blocks = bytes.chunks_exact(kind.block_bytes());
    let mut blocks = blocks;
    blocks.all(|b| match kind {
        Kind::F32 => f32::from_le_bytes([b[0], b[1], b[2], b[3]]).is_finite(),
        Kind::F16 => half(b, 0),
        Kind::Bf16 => u16::from_le_bytes([b[0], b[1]]) & 0x7f80 != 0x7f80,
        Kind::Q4_0 | Kind::Q5_0 | Kind::Q8_0 => half(b, 0),
        Kind::Q4_1 | Kind::Q5_1 | Kind::Q4K | Kind::Q5K => half(b, 0) && half(b, 2),
        Kind::Q2K => half(b, 80) && half(b, 82),
        Kind::Q3K => half(b, 108),
        Kind::Q6K => half(b, 208),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_ieee() {
        for bits in 0..=u16::MAX {
            if bits & 0x7c00 == 0x7c00 {
                continue;
            }
            let (sign, exponent, rest) = (bits >> 15, i32::from(bits >> 10 & 31), f64::from(bits & 1023));
            let size = if exponent == 0 {
                rest / 1024.0 * 2f64.powi(-14)
            } else {
                (1.0 + rest / 1024.0) * 2f64.powi(exponent - 15)
            };
            let value = if sign == 1 { -size } else { size };
            assert_eq!(f64::from(half(bits)), value, "{bits:#x}");
            assert_eq!(to_half(half(bits)), bits, "{bits:#x}");
        }
        assert_eq!(to_half(1e9), 0x7bff);
        assert_eq!(to_half(1.0 + 1.0 / 2048.0), 0x3c00, "ties to even");
        assert_eq!(to_half(1.0 + 3.0 / 2048.0), 0x3c02, "ties to even");
    }
}
