//! The encoder: log-mel frames to one vector each 20 ms. It runs on the utterance's own length, not on 30 s.

use crate::config::Config;
use candle_core::{CpuStorage, Device, InplaceOp1, Layout, Tensor};
use huisclos_weights::{Head, Matrix, Precision, Weights, WeightsError, kernel};
use rayon::prelude::*;

/// Weight and bias of a layer normalisation.
pub(crate) struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Norm {
    pub(crate) fn read(w: &Weights, name: &str, width: usize) -> Result<Self, WeightsError> {
        Ok(Self {
            weight: w.values(&format!("{name}.weight"), &[width])?,
            bias: w.values(&format!("{name}.bias"), &[width])?,
        })
    }

    pub(crate) fn of(&self, x: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; x.len()];
        kernel::layer_norm(x, &self.weight, &self.bias, &mut out);
        out
    }
}

/// A projection with its bias.
pub(crate) fn linear(
    w: &Weights,
    name: &str,
    rows: usize,
    columns: usize,
    p: Precision,
) -> Result<Matrix, WeightsError> {
    let bias = w.values(&format!("{name}.bias"), &[rows])?;
    Ok(w.matrix(&[&format!("{name}.weight")], rows, columns, p)?.with_bias(bias))
}

/// Projections of one attention as a single product; keys have no bias in Whisper.
pub(crate) fn joined(w: &Weights, name: &str, parts: &str, width: usize, p: Precision) -> Result<Matrix, WeightsError> {
    let names: Vec<String> = parts.chars().map(|part| format!("{name}.{part}_proj.weight")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut bias = Vec::with_capacity(names.len() * width);
    for part in parts.chars() {
        match part {
            'k' => bias.resize(bias.len() + width, 0.0),
            _ => bias.extend(w.values(&format!("{name}.{part}_proj.bias"), &[width])?),
        }
    }
    Ok(w.matrix(&names, width, width, p)?.with_bias(bias))
}

struct Layer {
    attention_norm: Norm,
    qkv: Matrix,
    out: Matrix,
    norm: Norm,
    widen: Matrix,
    narrow: Matrix,
}

/// The encoder's weights.
pub(crate) struct Encoder {
    convolutions: [Matrix; 2],
    positions: Vec<f32>,
    layers: Vec<Layer>,
    norm: Norm,
    width: usize,
    heads: usize,
    precision: Precision,
    bands: usize,
    positions_max: usize,
}

impl Encoder {
    pub(crate) fn read(w: &Weights, c: &Config, p: Precision) -> Result<Self, WeightsError> {
        let width = c.d_model;
        // The first convolution sees raw features and is cheap: it stays exact.
        let first = convolution(w, "model.encoder.conv1", width, c.num_mel_bins, Precision::Exact)?;
        let second = convolution(w, "model.encoder.conv2", width, width, p)?;
        let mut layers = Vec::with_capacity(c.encoder_layers);
        for i in 0..c.encoder_layers {
            let name = format!("model.encoder.layers.{i}");
            layers.push(Layer {
                attention_norm: Norm::read(w, &format!("{name}.self_attn_layer_norm"), width)?,
                qkv: joined(w, &format!("{name}.self_attn"), "qkv", width, p)?,
                out: linear(w, &format!("{name}.self_attn.out_proj"), width, width, p)?,
                norm: Norm::read(w, &format!("{name}.final_layer_norm"), width)?,
                widen: linear(w, &format!("{name}.fc1"), c.encoder_ffn_dim, width, p)?,
                narrow: linear(w, &format!("{name}.fc2"), width, c.encoder_ffn_dim, p)?,
            });
        }
        Ok(Self {
            convolutions: [first, second],
            positions: w.values("model.encoder.embed_positions.weight", &[c.max_source_positions, width])?,
            layers,
            norm: Norm::read(w, "model.encoder.layer_norm", width)?,
            width,
            heads: c.encoder_attention_heads,
            precision: p,
            bands: c.num_mel_bins,
            positions_max: c.max_source_positions,
        })
    }

    /// Frames (`bands` values each, at most twice the longest context) to positions (`width` values each).
    pub(crate) fn run(&self, mel: &[f32]) -> Result<Vec<f32>, WeightsError> {
        let mel = &mel[..mel.len().min(2 * self.positions_max * self.bands)];
        let x = self.convolutions[0].apply_gelu(&taps(mel, self.bands, 1))?;
        let mut x = self.convolutions[1].apply_gelu(&taps(&x, self.width, 2))?;
        kernel::add(&mut x, &self.positions);
        for layer in &self.layers {
            let seen = self.attention(layer.qkv.apply(&layer.attention_norm.of(&x))?)?;
            kernel::add(&mut x, &layer.out.apply(&seen)?);
            let hidden = layer.widen.apply_gelu(&layer.norm.of(&x))?;
            kernel::add(&mut x, &layer.narrow.apply(&hidden)?);
        }
        Ok(self.norm.of(&x))
    }

    fn attention(&self, qkv: Vec<f32>) -> Result<Vec<f32>, WeightsError> {
        let (width, heads) = (self.width, self.heads);
        let (head, count) = (width / heads, qkv.len() / (3 * width));
        let one = |h: usize| -> candle_core::Result<Vec<f32>> {
            match self.precision {
                Precision::Quick => {
                    let keys = Head::new(&qkv, 3 * width, width + h * head, 2 * width + h * head, head);
                    Ok(keys.attend(&qkv, 3 * width, h * head))
                }
                Precision::Exact => {
                    // Each head's products are dense matrices of its own.
                    let part = |which: usize, scale: f32| {
                        let rows = qkv.chunks_exact(3 * width).flat_map(|row| &row[which * width + h * head..][..head]);
                        Tensor::from_vec(rows.map(|x| x * scale).collect::<Vec<f32>>(), (count, head), &Device::Cpu)
                    };
                    let (q, k, v) = (part(0, 1.0 / (head as f32).sqrt())?, part(1, 1.0)?.t()?, part(2, 1.0)?);
                    let scores = q.matmul(&k)?;
                    scores.inplace_op1(&Softmax { len: count })?;
                    scores.matmul(&v)?.flatten_all()?.to_vec1::<f32>()
                }
            }
        };
        let all = (0..heads).into_par_iter().map(one).collect::<Result<Vec<_>, _>>()?;
        let mut out = vec![0.0; count * width];
        for (i, row) in out.chunks_exact_mut(width).enumerate() {
            for (seen, out) in all.iter().zip(row.chunks_exact_mut(head)) {
                out.copy_from_slice(&seen[i * head..][..head]);
            }
        }
        Ok(out)
    }
}

/// A convolution of three taps as a matrix: `taps` puts the three neighbours of a position in one row.
fn convolution(w: &Weights, name: &str, rows: usize, channels: usize, p: Precision) -> Result<Matrix, WeightsError> {
    let kernel = w.values(&format!("{name}.weight"), &[rows, channels, 3])?;
    let mut values = Vec::with_capacity(kernel.len());
    for row in kernel.chunks_exact(3 * channels) {
        for tap in 0..3 {
            values.extend(row.iter().skip(tap).step_by(3));
        }
    }
    let bias = w.values(&format!("{name}.bias"), &[rows])?;
    Ok(Matrix::new(values, rows, 3 * channels, p)?.with_bias(bias))
}

/// Each position with its two neighbours (zero past the ends), every `stride` positions.
fn taps(x: &[f32], channels: usize, stride: usize) -> Vec<f32> {
    let count = x.len() / channels;
    let mut out = vec![0.0; count.div_ceil(stride) * 3 * channels];
    for (row, centre) in out.chunks_exact_mut(3 * channels).zip((0..count).step_by(stride)) {
        for (tap, at) in row.chunks_exact_mut(channels).zip(centre as isize - 1..) {
            if let Ok(at) = usize::try_from(at)
                && at < count
            {
                tap.copy_from_slice(&x[at * channels..][..channels]);
            }
        }
    }
    out
}

/// Our softmax on candle's tensor, in place: no copy of the scores.
struct Softmax {
    len: usize,
}

impl InplaceOp1 for Softmax {
    fn name(&self) -> &'static str {
        "softmax"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> candle_core::Result<()> {
        match (storage, layout.contiguous_offsets()) {
            (CpuStorage::F32(x), Some((from, to))) => kernel::softmax(&mut x[from..to], self.len),
            _ => candle_core::bail!("softmax of something that is not f32 in a row"),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taps_are_the_neighbours() {
        assert_eq!(taps(&[1.0, 2.0, 3.0], 1, 1), [0.0, 1.0, 2.0, 1.0, 2.0, 3.0, 2.0, 3.0, 0.0]);
        assert_eq!(taps(&[1.0, 2.0, 3.0, 4.0], 1, 2), [0.0, 1.0, 2.0, 2.0, 3.0, 4.0]);
    }
}
