//! A vocabulary without a tokenizer's file, as whisper.cpp keeps it: pieces by number. The merges are found again, since each
//! piece was made of two earlier ones; the special tokens stand where OpenAI put them.

use serde_json::{Value, json};
use std::collections::HashMap;

/// Languages in OpenAI's order (`whisper/tokenizer.py`); large-v3 has the last one more.
const LANGUAGES: &str = "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr \
    bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg \
    sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su yue";
/// Tokens of OpenAI's multilingual vocabulary before the first special one.
const PIECES: u32 = 50_257;
/// Special tokens and timestamps that are no languages: end, start, six tasks, 1501 timestamps.
const OTHERS: u32 = 1_509;
/// Longer pieces are no words: their merges are not looked for.
const MERGED_BYTES_MAX: usize = 48;
/// Signs that no caller says (`non_speech_tokens` of `whisper/tokenizer.py`).
const SIGNS: &str = "\" # ( ) * + / : ; < = > @ [ \\ ] ^ _ ` { | } ~ 「 」 『 』 << >> <<< >>> -- --- -( -[ (' (\" (( )) ((( ))) \
    [[ ]] {{ }} ♪♪ ♪♪♪ ♩ ♪ ♫ ♬ ♭ ♮ ♯";

/// `tokenizer.json` and `generation_config.json` of some pieces in a vocabulary of `size`; the error says what does not fit.
pub(crate) fn texts(pieces: &[Vec<u8>], size: u32) -> Result<(String, String), String> {
    let specials = specials(size)?;
    let pieces = &pieces[..pieces.len().min(PIECES as usize)];
    let letters = huisclos_weights::byte_letters();
    let spelt = |bytes: &[u8]| bytes.iter().map(|b| letters[usize::from(*b)]).collect::<String>();
    let ids: HashMap<&[u8], u32> = pieces
        .iter()
        .zip(0..)
        .filter(|(piece, _)| !piece.is_empty())
        .map(|(piece, id)| (piece.as_slice(), id))
        .collect();
    let vocabulary: serde_json::Map<String, Value> = ids.iter().map(|(piece, id)| (spelt(piece), json!(id))).collect();
    let mut merges = Vec::new();
    for (piece, id) in pieces.iter().zip(0..) {
        if ids.get(piece.as_slice()) == Some(&id)
            && let Some((left, right)) = halves(piece, id, &ids)
        {
            merges.push(json!([spelt(left), spelt(right)]));
        }
    }
    let added: Vec<Value> =
        specials.into_iter().map(|(id, name)| json!({"id": id, "content": name, "special": true})).collect();
    let of = |sign: &str| [sign.to_string(), format!(" {sign}")].map(|text| ids.get(text.as_bytes()).copied());
    let mut never: Vec<u32> = SIGNS.split_whitespace().flat_map(of).flatten().collect();
    never.extend([" -", " '"].iter().filter_map(|text| ids.get(text.as_bytes())));
    let first: Vec<u32> = ids.get(b" ".as_slice()).copied().into_iter().collect();
    let tokenizer = json!({"model": {"vocab": vocabulary, "merges": merges}, "added_tokens": added});
    let generation = json!({"suppress_tokens": never, "begin_suppress_tokens": first});
    Ok((tokenizer.to_string(), generation.to_string()))
}

/// The special tokens of a vocabulary of `size`, by whisper.cpp's own arithmetic.
fn specials(size: u32) -> Result<Vec<(u32, String)>, String> {
    let names: Vec<&str> = LANGUAGES.split_whitespace().collect();
    let languages =
        size.checked_sub(PIECES + OTHERS).filter(|n| (99..=names.len() as u32).contains(n)).ok_or_else(|| {
            format!("its vocabulary has {size} tokens, a multilingual Whisper 51865 or 51866; French needs one")
        })?;
    let start = PIECES + 1;
    let task = start + 1 + languages;
    let tasks = ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"];
    let names = names.into_iter().take(languages as usize).chain(tasks).zip(start + 1..);
    debug_assert_eq!(task + 6 + 1501, size);
    let all = [("endoftext", PIECES), ("startoftranscript", start)].into_iter().chain(names);
    Ok(all.map(|(name, id)| (id, format!("<|{name}|>"))).collect())
}

/// The two earlier pieces that this one was merged of; `None` for a byte, and for what no merge makes.
fn halves<'a>(piece: &'a [u8], id: u32, ids: &HashMap<&[u8], u32>) -> Option<(&'a [u8], &'a [u8])> {
    if piece.len() < 2 || piece.len() > MERGED_BYTES_MAX {
        return None;
    }
    // Ends of the parts so far.
    let mut ends: Vec<usize> = (1..=piece.len()).collect();
    let part = |ends: &[usize], i: usize, parts: usize| {
        let from = if i == 0 { 0 } else { ends[i - 1] };
        &piece[from..ends[i + parts - 1]]
    };
    while ends.len() > 2 {
        let pairs = (0..ends.len() - 1).filter_map(|i| Some((*ids.get(part(&ends, i, 2))?, i)));
        let (_, at) = pairs.filter(|(rank, _)| *rank < id).min()?;
        ends.remove(at);
    }
    let both = (part(&ends, 0, 1), part(&ends, 1, 1));
    (ids.contains_key(both.0) && ids.contains_key(both.1)).then_some(both)
}

#[cfg(test)]
mod tests {
    use super::*;
    use huisclos_weights::Bpe;

    fn pieces() -> Vec<Vec<u8>> {
        let mut all: Vec<Vec<u8>> = (0..=255u8).map(|b| vec![b]).collect();
        all.extend([" d", "re", "ou", " dre", "♪", "♪♪", "our", " jour"].map(|t| t.as_bytes().to_vec()));
        all
    }

    #[test]
    fn merges_are_found_again() {
        let (tokenizer, _) = texts(&pieces(), 51_865).expect("a multilingual size");
        let bpe = Bpe::parse(&tokenizer).expect("sound");
        assert_eq!(bpe.word("dre"), [259]);
        assert_eq!(bpe.word("dour").len(), 2, "a d, and what ou and r make");
        assert_eq!(bpe.decode(&bpe.word("été")), " été");
    }

    #[test]
    fn special_tokens_stand_where_openai_put_them() {
        // <|notimestamps|> of large-v2 and of large-v3, from their tokenizer.json.
        for (size, fr, nospeech, notimestamps) in [(51_865, 50_265, 50_362, 50_363), (51_866, 50_265, 50_363, 50_364)] {
            let (tokenizer, generation) = texts(&pieces(), size).expect("a multilingual size");
            let bpe = Bpe::parse(&tokenizer).expect("sound");
            assert_eq!(bpe.special("<|endoftext|>"), Some(50_257));
            assert_eq!(bpe.special("<|fr|>"), Some(fr));
            assert_eq!(bpe.special("<|nospeech|>"), Some(nospeech));
            assert_eq!(bpe.special("<|notimestamps|>"), Some(notimestamps));
            assert!(generation.contains(r#""begin_suppress_tokens":[32]"#), "a lone space: {generation}");
        }
        assert!(texts(&pieces(), 51_864).expect_err("English only").contains("51865"));
        assert!(texts(&pieces(), 3).is_err());
    }
}
