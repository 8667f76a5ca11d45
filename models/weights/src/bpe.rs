//! Byte-level byte-pair encoding, as `tokenizer.json` of Hugging Face describes it (GPT-2, Whisper, Qwen and ours).
//!
//! Only what the models need: decoding any ids, and encoding one word at a time (a word never merges with its neighbour
//! here). The `tokenizers` crate does far more and pulls in a regular-expression engine.

use serde::Deserialize;
use std::collections::HashMap;

/// A vocabulary with its merges.
#[derive(Clone, Debug)]
pub struct Bpe {
    pieces: Vec<Vec<u8>>,
    ids: HashMap<String, u32>,
    special: HashMap<String, u32>,
    ranks: HashMap<(u32, u32), (u32, u32)>,
    letters: [char; 256],
}

#[derive(Deserialize)]
struct File {
    model: Model,
    #[serde(default)]
    added_tokens: Vec<Added>,
}

#[derive(Deserialize)]
struct Model {
    vocab: HashMap<String, u32>,
    #[serde(default)]
    merges: Vec<Merge>,
}

/// Old files write "a b", newer ones ["a", "b"].
#[derive(Deserialize)]
#[serde(untagged)]
enum Merge {
    Line(String),
    Pair(String, String),
}

#[derive(Deserialize)]
struct Added {
    id: u32,
    content: String,
    #[serde(default)]
    special: bool,
}

/// A vocabulary's bound: the largest known has 262,144 pieces, and an id past that in a damaged file must not allocate
/// gigabytes.
const PIECES_MAX: u32 = 1 << 19;

impl Bpe {
    /// Reads `tokenizer.json`; the error says what does not fit.
    pub fn parse(json: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(json).map_err(|e| format!("tokenizer: {e}"))?;
        let letters = byte_letters();
        let bytes: HashMap<char, u8> = letters.iter().zip(0u8..=255).map(|(c, b)| (*c, b)).collect();
        let mut ids = file.model.vocab;
        let mut special = HashMap::new();
        for added in file.added_tokens {
            ids.entry(added.content.clone()).or_insert(added.id);
            if added.special {
                special.insert(added.content, added.id);
            }
        }
        let size = ids.values().max().map_or(0, |id| id.saturating_add(1));
        if size == 0 || size > PIECES_MAX {
            return Err(format!("tokenizer: {size} pieces, expected 1 to {PIECES_MAX}"));
        }
        let mut pieces = vec![Vec::new(); size as usize];
        for (text, id) in &ids {
            pieces[*id as usize] = if special.contains_key(text) {
                Vec::new()
            } else {
                text.chars()
                    .map(|c| bytes.get(&c).copied())
                    .collect::<Option<_>>()
                    .unwrap_or_else(|| text.clone().into_bytes())
            };
        }
        let mut ranks = HashMap::with_capacity(file.model.merges.len());
        for (rank, merge) in (0u32..).zip(&file.model.merges) {
            let (left, right) = match merge {
                Merge::Line(line) => line.split_once(' ').ok_or_else(|| format!("tokenizer: merge {line:?}"))?,
                Merge::Pair(left, right) => (left.as_str(), right.as_str()),
            };
            let id = |text: &str| {
                ids.get(text).copied().ok_or_else(|| format!("tokenizer: {text:?} is not in the vocabulary"))
            };
            ranks.entry((id(left)?, id(right)?)).or_insert((rank, id(&format!("{left}{right}"))?));
        }
        Ok(Self { pieces, ids, special, ranks, letters })
    }

    /// Number of ids.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// A vocabulary always has a piece; for symmetry with `len`.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The id of a special token, by its name.
    pub fn special(&self, name: &str) -> Option<u32> {
        self.special.get(name).copied()
    }

    /// Every id that stands for a special token.
    pub fn specials(&self) -> impl Iterator<Item = u32> + '_ {
        self.special.values().copied()
    }

    /// The bytes an id stands for; nothing for special tokens and ids past the end.
    pub fn bytes(&self, id: u32) -> &[u8] {
        self.pieces.get(id as usize).map_or(&[], Vec::as_slice)
    }

    /// The text of some ids. Bytes that are not UTF-8 (a piece cut in a letter) become U+FFFD.
    pub fn decode(&self, ids: &[u32]) -> String {
        let bytes: Vec<u8> = ids.iter().flat_map(|id| self.bytes(*id)).copied().collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The ids of one word, with a space before it, as it stands inside a sentence. Bytes the vocabulary lacks are left
    /// out, as Hugging Face's BPE does without an unknown token.
    pub fn word(&self, word: &str) -> Vec<u32> {
        let mut ids: Vec<u32> = [b' ']
            .iter()
            .chain(word.as_bytes())
            .filter_map(|byte| self.ids.get(self.letters[*byte as usize].encode_utf8(&mut [0; 4])).copied())
            .collect();
        // Merges the pair of lowest rank, leftmost first, until none is left. A word is short: quadratic is quick.
        while let Some((at, id)) = ids
            .windows(2)
            .enumerate()
            .filter_map(|(at, pair)| self.ranks.get(&(pair[0], pair[1])).map(|(rank, id)| (*rank, at, *id)))
            .min()
            .map(|(_, at, id)| (at, id))
        {
            ids[at] = id;
            ids.remove(at + 1);
        }
        ids
    }
}

/// GPT-2's table: each byte as a printable letter, the printable ones as themselves, the others from U+0100 on.
pub fn byte_letters() -> [char; 256] {
    let mut next = 0x100;
    std::array::from_fn(|byte| {
        if matches!(byte, 0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff) {
            return char::from(byte as u8);
        }
        next += 1;
        char::from_u32(next - 1).expect("U+0100 to U+0143 are letters")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Bpe {
        let vocabulary: HashMap<String, u32> = byte_letters()
            .iter()
            .map(char::to_string)
            .chain(["re", "Ġd", "Ã©", "Ġdre"].map(String::from))
            .zip(0..)
            .collect();
        let json = serde_json::json!({
            "model": {"vocab": vocabulary, "merges": ["r e", ["Ġ", "d"], ["Ã", "©"], "Ġd re"]},
            "added_tokens": [{"id": 260, "content": "<|fr|>", "special": true}],
        });
        Bpe::parse(&json.to_string()).expect("a sound tokenizer")
    }

    #[test]
    fn words_merge_by_rank_and_come_back() {
        let bpe = small();
        assert_eq!(bpe.word("dré").len(), 3, "Ġd, r, é");
        assert_eq!(bpe.word("dre"), [259]);
        assert_eq!(bpe.decode(&bpe.word("dré")), " dré");
        assert_eq!(bpe.special("<|fr|>"), Some(260));
        assert_eq!(bpe.decode(&[260, 9999]), "", "special tokens and ids past the end are silent");
    }

    #[test]
    fn a_letter_cut_in_two_does_no_harm() {
        let bpe = small();
        let both = bpe.word("é");
        assert_eq!(bpe.decode(&both[..1]), " ");
        let cut = bpe.ids["Ã"];
        assert_eq!(bpe.decode(&[cut]), "\u{fffd}");
    }

    #[test]
    fn a_bad_file_is_told() {
        for (json, why) in [
            ("{", "EOF"),
            (r#"{"model":{"vocab":{}}}"#, "pieces"),
            (r#"{"model":{"vocab":{"a":4000000000}}}"#, "pieces"),
            (r#"{"model":{"vocab":{"a":0},"merges":["a b"]}}"#, "not in the vocabulary"),
        ] {
            let error = Bpe::parse(json).expect_err(json);
            assert!(error.contains(why), "{error}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_word_comes_back(word in "[^ ]{0,12}") {
            proptest::prop_assert_eq!(small().decode(&small().word(&word)), format!(" {word}"));
        }
    }
}
