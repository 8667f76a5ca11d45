//! whisper.cpp's `.bin` files: sizes, mel filters and vocabulary in one header, then the tensors under OpenAI's names.
//!
//! The form is that of `models/convert-pt-to-ggml.py` and of `whisper_model_load`; whisper.cpp's own quantizer writes the same
//! with other types.

use crate::layout::{BINS, FILTERS};
use crate::{Config, WhisperError, vocabulary};
use huisclos_weights::{Careful, GgmlDType, Place, Weights, WeightsError, kind_of};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

/// "ggml", as a little-endian number stands in a file.
pub(crate) const MAGIC: [u8; 4] = *b"lmgg";
/// The longest piece of OpenAI's vocabulary has 128 bytes.
const PIECE_BYTES_MAX: u64 = 512;
const NAME_BYTES_MAX: u64 = 256;
/// Whisper large has 1,259.
const TENSORS_MAX: usize = 4096;

/// A file's weights and the texts that describe it.
pub(crate) struct Ggml {
    pub weights: Weights,
    pub config: Config,
    pub tokenizer: String,
    pub generation: String,
    /// How most of its matrices are kept.
    pub form: String,
}

/// Reads a file's header and finds its tensors.
pub(crate) fn open(path: &Path) -> Result<Ggml, WhisperError> {
    let damaged = |why| WeightsError::Damaged { path: path.to_path_buf(), why };
    let file = File::open(path).map_err(|source| WeightsError::Read { path: path.to_path_buf(), source })?;
    let header = read(BufReader::new(&file)).map_err(damaged)?;
    let form = format!("whisper.cpp {:?}", main_kind(&header.tensors)).to_lowercase();
    let weights = Weights::placed(path, file, header.tensors)?;
    let (tokenizer, generation) =
        vocabulary::texts(&header.pieces, header.config.vocab_size as u32).map_err(|why| weights.unsuitable(why))?;
    Ok(Ggml { weights, config: header.config, tokenizer, generation, form })
}

fn main_kind(tensors: &HashMap<String, Place>) -> GgmlDType {
    tensors.get("model.encoder.layers.0.fc1.weight").map_or(GgmlDType::F32, |place| place.kind)
}

struct Header {
    config: Config,
    pieces: Vec<Vec<u8>>,
    tensors: HashMap<String, Place>,
}

fn read(reader: impl Read + Seek) -> Result<Header, String> {
    let mut r = Careful::new(reader)?;
    if r.bytes(4, 4, "the magic")? != MAGIC {
        return Err("it is no whisper.cpp file".into());
    }
    let mut sizes = [0usize; 11];
    for size in &mut sizes {
        *size = r.u32("the sizes")? as usize;
    }
    let [vocab_size, source, width, heads, layers, target, text_width, text_heads, text_layers, bands, _] = sizes;
    if text_width != width {
        return Err(format!("its halves are {width} and {text_width} wide: no Whisper is"));
    }
    let config = Config {
        d_model: width,
        encoder_layers: layers,
        decoder_layers: text_layers,
        encoder_attention_heads: heads,
        decoder_attention_heads: text_heads,
        encoder_ffn_dim: width.saturating_mul(4),
        decoder_ffn_dim: width.saturating_mul(4),
        vocab_size,
        num_mel_bins: bands,
        max_source_positions: source,
        max_target_positions: target,
    };
    config.check()?;
    let mut tensors = HashMap::new();
    let (rows, bins) = (r.u32("the mel filters")?, r.u32("the mel filters")?);
    if (rows as usize, bins as usize) != (bands, BINS) {
        return Err(format!("its mel filters are {rows} x {bins}, expected {bands} x {BINS}"));
    }
    let filters = Place::new(FILTERS, GgmlDType::F32, &[u64::from(rows), u64::from(bins)], (0, r.at()), r.len())?;
    r.skip(filters.bytes, FILTERS)?;
    tensors.insert(FILTERS.to_string(), filters);
    let count = r.u32("the vocabulary")? as usize;
    if count > config.vocab_size {
        return Err(format!("its vocabulary has {count} pieces, its sizes say {}", config.vocab_size));
    }
    let mut pieces = Vec::new();
    for i in 0..count {
        let what = format!("piece {i} of the vocabulary");
        let len = u64::from(r.u32(&what)?);
        pieces.push(r.bytes(len, PIECE_BYTES_MAX, &what)?);
    }
    while r.left() > 0 {
        let (name, place) = tensor(&mut r)?;
        if tensors.insert(name.clone(), place).is_some() {
            return Err(format!("{name} stands there twice"));
        }
        if tensors.len() > TENSORS_MAX {
            return Err(format!("more than {TENSORS_MAX} tensors: no Whisper has them"));
        }
    }
    Ok(Header { config, pieces, tensors })
}

fn tensor<R: Read + Seek>(r: &mut Careful<R>) -> Result<(String, Place), String> {
    let what = "a tensor's header";
    let (dimensions, name_len, number) = (r.u32(what)?, r.u32(what)?, r.u32(what)?);
    if !(1..=4).contains(&dimensions) {
        return Err(format!("a tensor has {dimensions} dimensions"));
    }
    let mut shape = (0..dimensions).map(|_| r.u32(what).map(u64::from)).collect::<Result<Vec<_>, _>>()?;
    shape.reverse();
    let name = String::from_utf8_lossy(&r.bytes(u64::from(name_len), NAME_BYTES_MAX, "a tensor's name")?).into_owned();
    // Biases of the convolutions stand as columns.
    if name.ends_with("bias") && shape.last() == Some(&1) && shape.len() == 2 {
        shape.pop();
    }
    let kind = kind_of(number).ok_or_else(|| format!("{name} is of type {number}, which is not read"))?;
    let place = Place::new(&name, kind, &shape, (0, r.at()), r.len())?;
    r.skip(place.bytes, &name)?;
    Ok((renamed(&name), place))
}

/// OpenAI's name of a tensor as Hugging Face's.
fn renamed(name: &str) -> String {
    let name = name.replace(".blocks.", ".layers.");
    let pairs = [
        ("encoder.positional_embedding", "encoder.embed_positions.weight"),
        ("decoder.positional_embedding", "decoder.embed_positions.weight"),
        ("decoder.token_embedding.", "decoder.embed_tokens."),
        ("encoder.ln_post.", "encoder.layer_norm."),
        ("decoder.ln.", "decoder.layer_norm."),
        (".cross_attn_ln.", ".encoder_attn_layer_norm."),
        (".attn_ln.", ".self_attn_layer_norm."),
        (".mlp_ln.", ".final_layer_norm."),
        (".cross_attn.", ".encoder_attn."),
        (".attn.", ".self_attn."),
        (".query.", ".q_proj."),
        (".key.", ".k_proj."),
        (".value.", ".v_proj."),
        (".out.", ".out_proj."),
        (".mlp.0.", ".fc1."),
        (".mlp.2.", ".fc2."),
    ];
    let name = pairs.iter().fold(name, |name, (from, to)| name.replace(from, to));
    format!("model.{name}")
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn names_are_translated() {
        for (from, to) in [
            ("encoder.blocks.3.attn.query.weight", "encoder.layers.3.self_attn.q_proj.weight"),
            ("decoder.blocks.0.cross_attn.out.bias", "decoder.layers.0.encoder_attn.out_proj.bias"),
            ("decoder.blocks.11.cross_attn_ln.weight", "decoder.layers.11.encoder_attn_layer_norm.weight"),
            ("decoder.blocks.1.mlp.2.weight", "decoder.layers.1.fc2.weight"),
            ("decoder.blocks.1.mlp_ln.bias", "decoder.layers.1.final_layer_norm.bias"),
            ("encoder.blocks.1.attn_ln.bias", "encoder.layers.1.self_attn_layer_norm.bias"),
            ("encoder.ln_post.weight", "encoder.layer_norm.weight"),
            ("decoder.ln.bias", "decoder.layer_norm.bias"),
            ("encoder.positional_embedding", "encoder.embed_positions.weight"),
            ("decoder.token_embedding.weight", "decoder.embed_tokens.weight"),
            ("encoder.conv1.weight", "encoder.conv1.weight"),
        ] {
            assert_eq!(renamed(from), format!("model.{to}"));
        }
    }
}
