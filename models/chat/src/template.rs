//! How each family of chat models wants a conversation written.

use crate::config::Architecture;
use crate::vocabulary::Vocabulary;
use huisclos_blocks::{BlocksError, Gguf};

/// A family, told by the special tokens of the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// `<|im_start|>`: Qwen and many others.
    ChatMl {
        /// A model that thinks aloud is told that it has done so.
        thinks: bool,
    },
    /// `<|start_header_id|>`: Llama 3.
    Llama3,
    /// `<start_of_turn>`: Gemma.
    Gemma,
    /// `[INST]`: Llama 2, Mistral.
    Inst,
}

/// What is put together: text that is cut into tokens, and tokens by name.
enum Piece<'a> {
    Text(&'a str),
    Token(&'static str),
}
use Piece::{Text, Token};

impl Template {
    /// The family of a model.
    ///
    /// # Errors
    /// None that is known.
    pub fn find(file: &Gguf, vocabulary: &Vocabulary, architecture: Architecture) -> Result<Self, BlocksError> {
        let has = |names: &[&str]| names.iter().all(|name| vocabulary.special(name).is_some());
        if has(&["<|im_start|>", "<|im_end|>"]) {
            let thinks = architecture == Architecture::Qwen3 && has(&["<think>", "</think>"]);
            return Ok(Self::ChatMl { thinks });
        }
        if has(&["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]) {
            return Ok(Self::Llama3);
        }
        if has(&["<start_of_turn>", "<end_of_turn>"]) {
            return Ok(Self::Gemma);
        }
        if file.text("tokenizer.chat_template").is_some_and(|t| t.contains("[INST]")) {
            return Ok(Self::Inst);
        }
        Err(file
            .unsuitable("its tokens know no conversation: a model without instructions; take its `instruct` version"))
    }

    /// What stands before everything a person says: the beginning of the text and the instructions.
    pub fn opening(self, vocabulary: &Vocabulary, system: &str) -> Vec<u32> {
        let mut ids: Vec<u32> = vocabulary.begin().into_iter().collect();
        let system = system.trim();
        let pieces: Vec<Piece> = match self {
            Self::ChatMl { .. } => {
                vec![Token("<|im_start|>"), Text("system\n"), Text(system), Token("<|im_end|>"), Text("\n")]
            }
            Self::Llama3 => vec![
                Token("<|start_header_id|>"),
                Text("system"),
                Token("<|end_header_id|>"),
                Text("\n\n"),
                Text(system),
                Token("<|eot_id|>"),
            ],
            Self::Gemma => vec![Token("<start_of_turn>"), Text("user\n"), Text(system), Text("\n\n")],
            Self::Inst => vec![Text("[INST] <<SYS>>\n"), Text(system), Text("\n<</SYS>>\n\n")],
        };
        put(vocabulary, &pieces, &mut ids);
        ids
    }

    /// What a person says, and the beginning of the answer.
    pub fn turn(self, vocabulary: &Vocabulary, said: &str) -> Vec<u32> {
        let said = said.trim();
        let mut pieces = match self {
            Self::ChatMl { .. } => vec![
                Token("<|im_start|>"),
                Text("user\n"),
                Text(said),
                Token("<|im_end|>"),
                Text("\n"),
                Token("<|im_start|>"),
                Text("assistant\n"),
            ],
            Self::Llama3 => vec![
                Token("<|start_header_id|>"),
                Text("user"),
                Token("<|end_header_id|>"),
                Text("\n\n"),
                Text(said),
                Token("<|eot_id|>"),
                Token("<|start_header_id|>"),
                Text("assistant"),
                Token("<|end_header_id|>"),
                Text("\n\n"),
            ],
            Self::Gemma => {
                vec![Text(said), Token("<end_of_turn>"), Text("\n"), Token("<start_of_turn>"), Text("model\n")]
            }
            Self::Inst => vec![Text(said), Text(" [/INST]")],
        };
        if self == (Self::ChatMl { thinks: true }) {
            pieces.extend([Token("<think>"), Text("\n\n"), Token("</think>"), Text("\n\n")]);
        }
        let mut ids = Vec::new();
        put(vocabulary, &pieces, &mut ids);
        ids
    }
}

/// Neighbouring texts are one text: what is cut apart would be other tokens than those the model learnt.
fn put(vocabulary: &Vocabulary, pieces: &[Piece], ids: &mut Vec<u32>) {
    let (mut text, mut after) = (String::new(), !ids.is_empty());
    let flush = |text: &mut String, after: bool, ids: &mut Vec<u32>| {
        // After a token by name a text begins anew; otherwise it goes on.
        let text = std::mem::take(text);
        ids.extend(if after { vocabulary.encode(&text) } else { vocabulary.encode_on(&text) });
    };
    for piece in pieces {
        match piece {
            Text(more) => text.push_str(more),
            Token(name) => {
                flush(&mut text, after, ids);
                ids.extend(vocabulary.special(name));
                after = true;
            }
        }
    }
    flush(&mut text, after, ids);
}
