//! The same tokens as the libraries that made the vocabularies (`tests/vocabulary.py`), through a GGUF file.

use super::*;
use candle_core::quantized::gguf_file::{self, Value};
use huisclos_blocks::Gguf;

#[derive(serde::Deserialize, Clone)]
struct Made {
    tokens: Vec<String>,
    types: Vec<i32>,
    #[serde(default)]
    merges: Vec<String>,
    #[serde(default)]
    scores: Vec<f32>,
    cases: Vec<(String, Vec<u32>)>,
}

fn made() -> HashMap<String, Made> {
    serde_json::from_str(include_str!("../../tests/vocabulary.json")).expect("written by vocabulary.py")
}

fn open(name: &str, made: &Made) -> Result<Vocabulary, BlocksError> {
    let texts = |list: &[String]| Value::Array(list.iter().cloned().map(Value::String).collect());
    let mut keys = vec![
        ("tokenizer.ggml.tokens", texts(&made.tokens)),
        ("tokenizer.ggml.token_type", Value::Array(made.types.iter().map(|t| Value::I32(*t)).collect())),
    ];
    match name {
        "qwen2" | "llama3" => {
            keys.push(("tokenizer.ggml.model", Value::String("gpt2".into())));
            keys.push((
                "tokenizer.ggml.pre",
                Value::String(if name == "qwen2" { "qwen2" } else { "llama-bpe" }.into()),
            ));
            keys.push(("tokenizer.ggml.merges", texts(&made.merges)));
        }
        _ => {
            keys.push(("tokenizer.ggml.model", Value::String("llama".into())));
            keys.push(("tokenizer.ggml.scores", Value::Array(made.scores.iter().map(|s| Value::F32(*s)).collect())));
            keys.push(("tokenizer.ggml.add_space_prefix", Value::Bool(name == "llama2")));
        }
    }
    let thread = format!("{:?}", std::thread::current().id());
    let path = std::env::temp_dir().join(format!("huisclos-vocabulary-{}-{thread}-{name}", std::process::id()));
    let keys: Vec<(&str, &Value)> = keys.iter().map(|(k, v)| (*k, v)).collect();
    let mut file = std::fs::File::create(&path).expect("the temporary folder is writable");
    gguf_file::write(&mut file, &keys, &[]).expect("the temporary folder has room");
    drop(file);
    let opened = Gguf::open(&path).and_then(|file| Vocabulary::open(&file, made.tokens.len()));
    std::fs::remove_file(&path).expect("just written");
    opened
}

#[test]
fn the_tokens_are_those_of_the_libraries() {
    let all = made();
    assert_eq!(all.len(), 4);
    for (name, made) in all {
        let vocabulary = open(&name, &made).unwrap_or_else(|e| panic!("{name}: {e}"));
        for (text, expect) in &made.cases {
            let got = vocabulary.encode(text);
            let names = |ids: &[u32]| ids.iter().map(|i| made.tokens[*i as usize].clone()).collect::<Vec<_>>();
            assert_eq!(&got, expect, "{name} {text:?}: {:?} instead of {:?}", names(&got), names(expect));
            let back = vocabulary.decode(&vocabulary.encode_on(text));
            assert_eq!(&back, text, "{name}: what was cut comes back");
        }
    }
}

#[test]
fn names_of_control_tokens_are_plain_letters_in_what_is_said() {
    let qwen = made().remove("qwen2").expect("made");
    let vocabulary = open("qwen2", &qwen).unwrap_or_else(|e| panic!("{e}"));
    let end = vocabulary.special("<|im_end|>").expect("it has one");
    assert!(!vocabulary.encode("dites <|im_end|> à tous").contains(&end));
    assert!(vocabulary.ends().contains(&end) && vocabulary.bytes(end).is_empty());
}

#[test]
fn a_vocabulary_that_does_not_fit_is_refused_by_its_key() {
    let qwen = made().remove("qwen2").expect("made");
    let gemma = made().remove("gemma").expect("made");
    let mut merges = qwen.clone();
    merges.merges.push("bonjour monde".into());
    let mut empty = qwen.clone();
    empty.tokens.clear();
    let mut scores = gemma;
    scores.scores.pop();
    for (name, made, key) in [
        ("qwen2", merges, "tokenizer.ggml.merges"),
        ("qwen2", empty, "tokenizer.ggml.tokens"),
        ("gemma", scores, "tokenizer.ggml.scores"),
    ] {
        let error = open(name, &made).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains(key), "{error}");
    }
}
