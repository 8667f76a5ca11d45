//! Every tensor of a Whisper, by Hugging Face's names, with its sizes: what a file must hold, and all that is taken from it.

use crate::Config;
use huisclos_weights::{GgmlDType, Wanted, Weights, WeightsError, quick_kind};

/// Mel filters of a file that brings its own.
pub(crate) const FILTERS: &str = "mel.filters";

pub(crate) use crate::mel::BINS;

/// Names and sizes, outermost size first.
pub(crate) fn tensors(c: &Config) -> Vec<(String, Vec<usize>)> {
    let width = c.d_model;
    let mut out = vec![
        ("model.encoder.conv1.weight".to_string(), vec![width, c.num_mel_bins, 3]),
        ("model.encoder.conv1.bias".to_string(), vec![width]),
        ("model.encoder.conv2.weight".to_string(), vec![width, width, 3]),
        ("model.encoder.conv2.bias".to_string(), vec![width]),
        ("model.encoder.embed_positions.weight".to_string(), vec![c.max_source_positions, width]),
        ("model.decoder.embed_positions.weight".to_string(), vec![c.max_target_positions, width]),
        ("model.decoder.embed_tokens.weight".to_string(), vec![c.vocab_size, width]),
    ];
    norm(&mut out, "model.encoder.layer_norm", width);
    norm(&mut out, "model.decoder.layer_norm", width);
    for (half, layers, wide) in
        [("encoder", c.encoder_layers, c.encoder_ffn_dim), ("decoder", c.decoder_layers, c.decoder_ffn_dim)]
    {
        for i in 0..layers {
            let layer = format!("model.{half}.layers.{i}");
            attention(&mut out, &layer, "self_attn", width);
            if half == "decoder" {
                attention(&mut out, &layer, "encoder_attn", width);
            }
            norm(&mut out, &format!("{layer}.final_layer_norm"), width);
            out.push((format!("{layer}.fc1.weight"), vec![wide, width]));
            out.push((format!("{layer}.fc1.bias"), vec![wide]));
            out.push((format!("{layer}.fc2.weight"), vec![width, wide]));
            out.push((format!("{layer}.fc2.bias"), vec![width]));
        }
    }
    out
}

fn norm(out: &mut Vec<(String, Vec<usize>)>, name: &str, width: usize) {
    out.push((format!("{name}.weight"), vec![width]));
    out.push((format!("{name}.bias"), vec![width]));
}

fn attention(out: &mut Vec<(String, Vec<usize>)>, layer: &str, name: &str, width: usize) {
    for part in ["q_proj", "k_proj", "v_proj", "out_proj"] {
        out.push((format!("{layer}.{name}.{part}.weight"), vec![width, width]));
        if part != "k_proj" {
            out.push((format!("{layer}.{name}.{part}.bias"), vec![width]));
        }
    }
    norm(out, &format!("{layer}.{name}_layer_norm"), width);
}

/// Checks that all are there, before anything is read.
pub(crate) fn check(w: &Weights, c: &Config) -> Result<(), WeightsError> {
    for (name, shape) in tensors(c) {
        match w.shape(&name) {
            None => return Err(w.unsuitable(format!("it has no tensor {name}"))),
            Some(found) if found != shape => {
                return Err(w.unsuitable(format!("{name} is {found:?}, its configuration says {shape:?}")));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// All that is taken from a file, in the form that is fast on this processor: matrices quantized, the rest as it is.
pub(crate) fn wanted(w: &Weights, c: &Config, phonemes: usize) -> Vec<Wanted> {
    let mut all = tensors(c);
    if phonemes > 0 {
        all.push(("ctc.weight".into(), vec![phonemes, c.d_model]));
        all.push(("ctc.bias".into(), vec![phonemes]));
    }
    if w.shape(FILTERS).is_some() {
        all.push((FILTERS.into(), vec![c.num_mel_bins, BINS]));
    }
    let kind = |name: &str, shape: &[usize]| match shape {
        [_, columns] if name.ends_with("weight") && !name.contains("positions") => quick_kind(*columns),
        _ => GgmlDType::F32,
    };
    all.into_iter().map(|(name, shape)| Wanted { kind: kind(&name, &shape), name, shape }).collect()
}
