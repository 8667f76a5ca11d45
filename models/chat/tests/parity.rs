//! The same numbers as transformers in f32, and as the dequantized blocks when quantized; three sizes of each architecture.

mod common;

use candle_core::quantized::GgmlDType;
use common::{SIZES, Size, largest, worst, write};
use huisclos_blocks::{Gguf, Hands, kernel};
use huisclos_chat::Decoder;

#[derive(serde::Deserialize)]
struct Reference {
    architecture: String,
    size: String,
    tokens: Vec<u32>,
    first: Vec<usize>,
    margin: Vec<f32>,
    spread: f32,
    last: Vec<f32>,
}

fn references() -> Vec<Reference> {
    serde_json::from_str(include_str!("reference.json")).expect("written by reference.py")
}

fn size(name: &str) -> Size {
    SIZES.iter().find(|(n, _)| *n == name).expect("one of the three").1
}

fn open(file: &common::Temporary, threads: usize) -> Decoder {
    Gguf::open(&file.0).and_then(|f| Decoder::open(&f, Hands::new(threads))).unwrap_or_else(|e| panic!("{e}"))
}

/// Scores of every position, read in pieces.
fn scores(decoder: &Decoder, pieces: &[&[u32]]) -> Vec<Vec<f32>> {
    let mut kept = decoder.begin();
    let states: Vec<f32> = pieces.iter().flat_map(|piece| decoder.states(&mut kept, piece)).collect();
    states.chunks_exact(decoder.config().width).map(|state| decoder.scores(state)).collect()
}

fn top(scores: &[f32]) -> usize {
    (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).expect("a vocabulary")
}

#[test]
fn in_f32_the_numbers_are_those_of_transformers() {
    let references = references();
    assert_eq!(references.len(), 12, "four architectures, three sizes");
    for r in references {
        let file = write(&r.architecture, size(&r.size), &[], |_, _| GgmlDType::F32, false);
        let decoder = open(&file, 2);
        let name = format!("{} {}", r.architecture, r.size);
        for pieces in [vec![&r.tokens[..]], vec![&r.tokens[..7], &r.tokens[7..8], &r.tokens[8..]]] {
            let got = scores(&decoder, &pieces);
            let last: Vec<f32> = got.last().expect("24 tokens").iter().copied().step_by(7).collect();
            let apart = worst(&last, &r.last) / r.spread;
            // Keys and values are kept in half precision, as llama.cpp does: that is the whole difference.
            assert!(apart < 2e-3, "{name}: {apart} apart");
            for (i, scores) in got.iter().enumerate() {
                assert!(r.margin[i] < 4e-3 * r.spread || top(scores) == r.first[i], "{name}: token {i}");
            }
        }
    }
}

/// How a file's matrices are kept: Q4_K_M's mixture where rows are whole blocks, Q5_0 and Q8_0 where they are not.
fn mixed(name: &str, columns: usize) -> GgmlDType {
    let careful =
        name.contains("attn_v") || name.contains("ffn_down") || name.starts_with("token") || name.starts_with("output");
    match (columns % 256, careful) {
        (0, true) => GgmlDType::Q6K,
        (0, false) => GgmlDType::Q4K,
        (_, true) => GgmlDType::Q8_0,
        (_, false) => GgmlDType::Q5_0,
    }
}

#[test]
fn quantized_the_numbers_are_those_of_the_dequantized_blocks() {
    type Kept = fn(&str, usize) -> GgmlDType;
    let kinds: [(&str, Kept); 2] = [("Q8_0", |_, _| GgmlDType::Q8_0), ("mixed", mixed)];
    for r in references() {
        for (kind, kept) in kinds {
            let quick = scores(&open(&write(&r.architecture, size(&r.size), &[], kept, false), 1), &[&r.tokens]);
            let exact = scores(&open(&write(&r.architecture, size(&r.size), &[], kept, true), 1), &[&r.tokens]);
            let spread = exact.iter().map(|s| largest(s)).fold(0.0, f32::max);
            let most = quick.iter().zip(&exact).map(|(q, e)| worst(q, e) / spread).fold(0.0, f32::max);
            println!("{} {} {kind}: {most:.5} apart", r.architecture, r.size);
            for (i, (quick, exact)) in quick.iter().zip(&exact).enumerate() {
                let apart = worst(quick, exact) / spread;
                assert!(apart < 0.005, "{} {} {kind}: token {i} is {apart} apart", r.architecture, r.size);
                let mut sorted = exact.clone();
                sorted.sort_by(|a, b| b.total_cmp(a));
                if sorted[0] - sorted[1] > 0.01 * spread {
                    assert_eq!(top(quick), top(exact), "{} {} {kind}: token {i}", r.architecture, r.size);
                }
            }
        }
    }
}

#[test]
fn what_was_read_once_is_kept_and_some_scores_are_all_scores() {
    let file = write("gemma3", size("tiny"), &[], |_, _| GgmlDType::Q8_0, false);
    let decoder = open(&file, 1);
    let tokens: Vec<u32> = (0..40).map(|i| i * 7 % 288).collect();
    let (mut kept, mut other) = (decoder.begin(), decoder.begin());
    let whole = decoder.read(&mut kept, &tokens);
    decoder.read(&mut other, &tokens[..30]);
    decoder.read(&mut other, &[1, 2, 3]);
    other.truncate(30);
    let again = decoder.read(&mut other, &tokens[30..]);
    let scores = decoder.scores(&whole);
    assert!(worst(&scores, &decoder.scores(&again)) < 1e-2 * largest(&scores));
    assert_eq!((kept.len(), other.len()), (40, 40));
    let some = decoder.scores_of(&whole, &[5, 287, 0, 288, u32::MAX]);
    let expect = [scores[5], scores[287], scores[0], 0.0, 0.0];
    assert!(worst(&some, &expect) < 1e-4, "{some:?} {expect:?}");
    // The twin: another past gives other scores.
    let mut third = decoder.begin();
    decoder.read(&mut third, &tokens[1..30]);
    assert!(worst(&scores, &decoder.scores(&decoder.read(&mut third, &tokens[30..]))) > 0.02 * largest(&scores));
    // What exceeds the context is not read.
    let long = vec![3; 600];
    assert_eq!(decoder.states(&mut decoder.begin(), &long).len(), 512 * 64);
    let mut row = [1.0, 2.0];
    kernel::soften(&mut row, 1.0);
    assert!((row[0] + row[1] - 1.0).abs() < 1e-6);
}
