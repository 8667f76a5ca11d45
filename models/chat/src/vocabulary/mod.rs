//! A model's tokens, read from its GGUF: byte-level pairs (GPT-2's way: Llama 3, Qwen) or SentencePiece's (Llama 2, Gemma).

mod merge;
mod pieces;
mod split;

use huisclos_blocks::{BlocksError, Gguf};
use merge::merge;
use pieces::{Pieces, letters};
use split::{Digits, split};
use std::collections::HashMap;

/// Types in `tokenizer.ggml.token_type` (`llama.h`).
const CONTROL: u8 = 3;
const OWN: u8 = 4;
const BYTE: u8 = 6;

/// The tokens.
pub struct Vocabulary {
    pieces: Pieces,
    way: Way,
    begin: Option<u32>,
    ends: Vec<u32>,
    /// Tokens that are found in any text before it is cut (Gemma's rows of line breaks), the longest first.
    own: Vec<u32>,
}

enum Way {
    /// Pairs to (rank, joined), how digits are grouped, and whether a whole word of the vocabulary is taken without merging.
    Pairs { pairs: HashMap<(u32, u32), (u32, u32)>, digits: Digits, whole: bool },
    /// The score of each piece, the token of each byte, and whether a text begins with a space.
    Sentence { scores: Vec<f32>, bytes: Box<[Option<u32>; 256]>, space: bool },
}

impl Vocabulary {
    /// Reads the tokens of a model whose embedding has `rows` of them.
    ///
    /// # Errors
    /// The key that is missing or does not fit.
    pub fn open(file: &Gguf, rows: usize) -> Result<Self, BlocksError> {
        let texts = file.texts("tokenizer.ggml.tokens")?;
        if texts.is_empty() || texts.len() > rows {
            let why = format!("tokenizer.ggml.tokens has {} entries, token_embd.weight {rows} rows", texts.len());
            return Err(file.unsuitable(why));
        }
        let mut types: Vec<u8> = match file.value("tokenizer.ggml.token_type") {
            Some(_) => file.numbers("tokenizer.ggml.token_type")?.iter().map(|t| *t as u8).collect(),
            None => Vec::new(),
        };
        types.resize(texts.len(), 1);
        let (pieces, way) = match file.text("tokenizer.ggml.model") {
            Some("gpt2") => {
                let pieces = Pieces::new(&texts, types, letters);
                let way = pairs(file, &pieces)?;
                (pieces, way)
            }
            Some("llama") => {
                let pieces = Pieces::new(&texts, types, |text| text.replace('\u{2581}', " ").into_bytes());
                let way = sentence(file, &texts, &pieces)?;
                (pieces, way)
            }
            other => {
                let why = format!("tokenizer.ggml.model is {other:?}, gpt2 and llama are read");
                return Err(file.unsuitable(why));
            }
        };
        let id = |key: &str| match file.number(key) {
            None => Ok(None),
            Some(n) if n >= 0.0 && n < texts.len() as f64 => Ok(Some(n as u32)),
            Some(n) => Err(file.unsuitable(format!("{key} is {n}, there are {} tokens", texts.len()))),
        };
        let begin = id("tokenizer.ggml.bos_token_id")?;
        let is_wanted = file.flag("tokenizer.ggml.add_bos_token").unwrap_or(matches!(way, Way::Sentence { .. }));
        let mut ends: Vec<u32> =
            [id("tokenizer.ggml.eos_token_id")?, id("tokenizer.ggml.eot_token_id")?].into_iter().flatten().collect();
        for name in ["<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<|endoftext|>", "</s>", "<eos>"] {
            ends.extend(pieces.special(name));
        }
        ends.sort_unstable();
        ends.dedup();
        let mut own: Vec<u32> =
            (0..texts.len() as u32).filter(|i| pieces.kind(*i) == OWN && !pieces.bytes(*i).is_empty()).collect();
        own.sort_by_key(|i| std::cmp::Reverse(pieces.bytes(*i).len()));
        Ok(Self { pieces, way, begin: begin.filter(|_| is_wanted), ends, own })
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// A vocabulary always has a token; for symmetry with `len`.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The token a text begins with, where the model wants one.
    pub fn begin(&self) -> Option<u32> {
        self.begin
    }

    /// Tokens that end what the model says.
    pub fn ends(&self) -> &[u32] {
        &self.ends
    }

    /// A special token by its name.
    pub fn special(&self, name: &str) -> Option<u32> {
        self.pieces.special(name)
    }

    /// The bytes of a token; nothing for special ones.
    pub fn bytes(&self, id: u32) -> &[u8] {
        if self.pieces.kind(id) == CONTROL { &[] } else { self.pieces.bytes(id) }
    }

    /// The token of exactly these bytes, if a plain one has them.
    pub fn find(&self, bytes: &[u8]) -> Option<u32> {
        self.pieces.find(bytes)
    }

    /// The text of some tokens. Bytes that are no UTF-8 become U+FFFD.
    pub fn decode(&self, ids: &[u32]) -> String {
        let bytes: Vec<u8> = ids.iter().flat_map(|id| self.bytes(*id)).copied().collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The tokens of a text. Names of control tokens in it are plain letters: nobody says his way out of a prompt.
    pub fn encode(&self, text: &str) -> Vec<u32> {
        let mut ids = Vec::new();
        let spaced = match &self.way {
            Way::Sentence { space: true, .. } if !text.is_empty() => format!(" {text}"),
            _ => text.to_string(),
        };
        self.apart(&spaced, &mut ids);
        ids
    }

    /// The tokens of a text that goes on after others: no space is put before it.
    pub fn encode_on(&self, text: &str) -> Vec<u32> {
        let mut ids = Vec::new();
        self.apart(text, &mut ids);
        ids
    }

    /// Cuts at the tokens of `own`, and encodes what stands between.
    fn apart(&self, text: &str, ids: &mut Vec<u32>) {
        let mut from = 0;
        let mut at = 0;
        while at < text.len() {
            let rest = &text.as_bytes()[at..];
            match self.own.iter().find(|id| rest.starts_with(self.pieces.bytes(**id))) {
                Some(id) => {
                    self.plain(&text[from..at], ids);
                    ids.push(*id);
                    at += self.pieces.bytes(*id).len();
                    from = at;
                }
                None => at += text[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        self.plain(&text[from..], ids);
    }

    fn plain(&self, text: &str, ids: &mut Vec<u32>) {
        match &self.way {
            Way::Pairs { pairs, digits, whole } => {
                for word in split(text, *digits) {
                    let bytes = word.as_bytes();
                    if let Some(id) = self.find(bytes).filter(|_| *whole) {
                        ids.push(id);
                        continue;
                    }
                    // A byte the vocabulary lacks is left out, as without an unknown token.
                    let start = (0..bytes.len()).filter_map(|i| Some((i..i + 1, Some(self.find(&bytes[i..i + 1])?))));
                    let join = |a: &merge::Part, b: &merge::Part| {
                        let (rank, id) = *pairs.get(&(a.id?, b.id?))?;
                        Some((-(rank as f32), id))
                    };
                    ids.extend(merge(start, join).into_iter().filter_map(|part| part.id));
                }
            }
            Way::Sentence { scores, bytes: table, .. } => {
                let bytes = text.as_bytes();
                let start = text.char_indices().map(|(i, c)| {
                    let place = i..i + c.len_utf8();
                    (place.clone(), self.find(&bytes[place]))
                });
                let join = |a: &merge::Part, b: &merge::Part| {
                    let id = self.find(&bytes[a.place.start..b.place.end])?;
                    Some((scores.get(id as usize).copied().unwrap_or(f32::MIN), id))
                };
                for part in merge(start, join) {
                    match part.id {
                        Some(id) => ids.push(id),
                        None => ids.extend(bytes[part.place].iter().filter_map(|b| table[usize::from(*b)])),
                    }
                }
            }
        }
    }
}

fn pairs(file: &Gguf, pieces: &Pieces) -> Result<Way, BlocksError> {
    let key = "tokenizer.ggml.merges";
    let mut pairs = HashMap::new();
    for (rank, line) in (0u32..).zip(file.texts(key)?) {
        // The space that parts the two is never a letter of theirs (it is written otherwise).
        let both = line.split_once(' ').and_then(|(left, right)| {
            let (mut joined, right) = (letters(left), letters(right));
            let ids = (pieces.find(&joined)?, pieces.find(&right)?);
            joined.extend(right);
            Some((ids, pieces.find(&joined)?))
        });
        let Some((ids, joined)) = both else {
            return Err(file.unsuitable(format!("{key} holds {line:?}, which the vocabulary lacks")));
        };
        pairs.entry(ids).or_insert((rank, joined));
    }
    let (digits, whole) = match file.text("tokenizer.ggml.pre") {
        Some("qwen2" | "qwen3" | "deepseek-r1-qwen") => (Digits::Single, false),
        Some("llama-bpe" | "llama3" | "llama-v3" | "smaug-bpe") => (Digits::Threes, true),
        other => {
            let why = format!("tokenizer.ggml.pre is {other:?}, qwen2 and llama-bpe are read");
            return Err(file.unsuitable(why));
        }
    };
    Ok(Way::Pairs { pairs, digits, whole })
}

fn sentence(file: &Gguf, texts: &[&str], pieces: &Pieces) -> Result<Way, BlocksError> {
    let scores = file.numbers("tokenizer.ggml.scores")?;
    if scores.len() != texts.len() {
        let why = format!("tokenizer.ggml.scores has {} entries, there are {} tokens", scores.len(), texts.len());
        return Err(file.unsuitable(why));
    }
    let mut bytes = Box::new([None; 256]);
    for (id, text) in (0u32..).zip(texts) {
        let hex = text.strip_prefix("<0x").and_then(|t| t.strip_suffix('>'));
        if pieces.kind(id) == BYTE
            && let Some(byte) = hex.and_then(|h| u8::from_str_radix(h, 16).ok())
        {
            bytes[usize::from(byte)] = Some(id);
        }
    }
    let space = file.flag("tokenizer.ggml.add_space_prefix").unwrap_or(true);
    Ok(Way::Sentence { scores, bytes, space })
}

#[cfg(test)]
mod tests;
