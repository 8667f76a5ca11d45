//! Every form of a file, opened and imported: against whisper.cpp itself, and quantized against the same blocks in f32.

mod common;

use candle_core::quantized::{GgmlDType, QTensor, gguf_file};
use common::{F16, Folder, Q5_1, Q8_0, SIZES, SMALL, Size, TURBO, VOCABULARY, WIDE, signal, tokenizer};
use huisclos_whisper::{About, Precision, Whisper, import};
use std::collections::HashMap;
use std::path::Path;

/// Samples of every test: 1.6 s.
const SAMPLES: usize = 25_000;
/// Largest difference of two scores, of the largest score.
const APART_MAX: f32 = 0.02;

#[derive(serde::Deserialize)]
struct Reference {
    vocabulary: usize,
    sha256: String,
    forced: Vec<u32>,
    choices: Vec<u32>,
    margins: Vec<f32>,
    most: f32,
    scores: Vec<f32>,
}

fn best(scores: &[f32]) -> u32 {
    huisclos_weights::kernel::argmax(scores).expect("numbers") as u32
}

fn rows(path: &Path, precision: Precision, size: &Size, forced: &[u32]) -> Vec<Vec<f32>> {
    let whisper = Whisper::open_with(path, precision).unwrap_or_else(|e| panic!("{e}"));
    whisper.scores_along(&signal(SAMPLES), size.positions, forced).expect("sound sizes")
}

/// Largest difference of two teacher-forced runs, as a share of the largest score; a first choice that differs although
/// its margin is larger than that difference is a fault.
fn apart(name: &str, expect: &[Vec<f32>], got: &[Vec<f32>]) -> f32 {
    let most = expect.iter().flatten().fold(0.0f32, |m, x| m.max(x.abs()));
    let worst = expect.iter().flatten().zip(got.iter().flatten()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    for (e, g) in expect.iter().zip(got) {
        let mut sorted = e.clone();
        sorted.sort_by(f32::total_cmp);
        let margin = sorted[e.len() - 1] - sorted[e.len() - 2];
        assert!(margin <= 2.0 * worst || best(e) == best(g), "{name}: another choice at a margin of {margin}");
    }
    worst / most
}

#[test]
fn files_of_whisper_cpp_give_what_whisper_cpp_gives() {
    let references: HashMap<String, Reference> =
        serde_json::from_str(include_str!("reference/whispercpp.json")).expect("written by whispercpp.py");
    let folder = Folder::empty("cpp");
    for size in SIZES {
        for (form, kind) in [("f16", F16), ("q8_0", Q8_0), ("q5_1", Q5_1)] {
            let name = format!("{} {form}", size.name);
            let expect = &references[&name];
            let path = folder.file(&format!("ggml-{}-{form}.bin", size.name));
            std::fs::write(&path, size.ggml(kind, expect.vocabulary)).expect("writable");
            assert_eq!(huisclos_weights::sha256(&path).expect("there"), expect.sha256, "{name}: the same file");
            let got = rows(&path, Precision::Exact, &size, &expect.forced);
            let shown: Vec<f32> = got.iter().flat_map(|row| row.iter().step_by(1997)).copied().collect();
            assert_eq!(shown.len(), expect.scores.len());
            let worst = shown.iter().zip(&expect.scores).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(worst / expect.most < APART_MAX, "{name}: {worst} of {} apart", expect.most);
            for ((row, choice), margin) in got.iter().zip(&expect.choices).zip(&expect.margins) {
                assert!(
                    *margin <= 2.0 * worst || best(row) == *choice,
                    "{name}: another choice at a margin of {margin}"
                );
            }
            println!("{name}: {:.2} % from whisper.cpp", 100.0 * worst / expect.most);
        }
    }
}

#[test]
fn quantized_and_imported_are_close_to_their_own_blocks() {
    let forced = [50_258, 50_265, 50_359, 50_363, 1200, 20_000, 7, 9999, 31, 2500];
    for (size, kind) in [(SMALL, Q8_0), (WIDE, Q8_0), (TURBO, Q8_0), (WIDE, Q5_1), (WIDE, F16)] {
        let name = format!("{} {kind}", size.name);
        let folder = Folder::empty(&format!("quick-{}-{kind}", size.name));
        let path = folder.file("ggml-x.bin");
        std::fs::write(&path, size.ggml(kind, if size.bands == 128 { 51_866 } else { 51_865 })).expect("writable");
        let exact = rows(&path, Precision::Exact, &size, &forced);
        let quick = rows(&path, Precision::Quick, &size, &forced);
        let share = apart(&name, &exact, &quick);
        println!("{name}: {:.2} % from its blocks", 100.0 * share);
        assert!(share < APART_MAX, "{name}: {share}");
        let about = About { source: "inventé".into(), licence: "CC0-1.0".into(), sha256: String::new() };
        let imported = import(&path, &folder.0, &about).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(imported.came_sha256, [huisclos_weights::sha256(&path).expect("there")]);
        std::fs::remove_file(&path).expect("there");
        let again = rows(&folder.0, Precision::Quick, &size, &forced);
        assert!(apart(&name, &exact, &again) < APART_MAX, "{name}: imported");
        if kind == Q8_0 {
            assert!(apart(&name, &quick, &again) < 1e-3, "{name}: its own blocks go over as they are");
        }
    }
}

/// Candle's GGUF: the tensors under Hugging Face's names, the texts beside it.
fn candle(size: &Size, kind: GgmlDType, folder: &Folder) -> std::path::PathBuf {
    let quantized: Vec<(String, QTensor)> = size
        .values(VOCABULARY)
        .into_iter()
        .map(|(name, tensor)| {
            let fits = tensor.rank() == 2 && tensor.dims()[1].is_multiple_of(kind.block_size());
            let kind = if fits && !name.contains("positions") { kind } else { GgmlDType::F32 };
            (name, QTensor::quantize(&tensor, kind).expect("sizes fit"))
        })
        .collect();
    let all: Vec<(&str, &QTensor)> = quantized.iter().map(|(name, tensor)| (name.as_str(), tensor)).collect();
    let path = folder.file(&format!("model-{}-{kind:?}.gguf", size.name));
    gguf_file::write(&mut std::fs::File::create(&path).expect("writable"), &[], &all).expect("writable");
    std::fs::write(folder.file(&format!("config-{}.json", size.name)), size.config(VOCABULARY)).expect("writable");
    std::fs::write(folder.file(&format!("tokenizer-{}.json", size.name)), tokenizer()).expect("writable");
    path
}

#[test]
fn candles_files_are_read_with_the_texts_beside_them() {
    let folder = Folder::empty("candle");
    let forced = [277, 278, 279, 280, 12, 200, 7, 99, 31, 250];
    let kinds = [(SMALL, GgmlDType::Q8_0), (TURBO, GgmlDType::Q8_0), (WIDE, GgmlDType::Q4K), (SMALL, GgmlDType::Q4_0)];
    for (size, kind) in kinds {
        let name = format!("{} {kind:?}", size.name);
        let path = candle(&size, kind, &folder);
        let exact = rows(&path, Precision::Exact, &size, &forced);
        let share = apart(&name, &exact, &rows(&path, Precision::Quick, &size, &forced));
        println!("{name}: {:.2} % from its blocks", 100.0 * share);
        assert!(share < APART_MAX, "{name}: {share}");
        let there = Folder::empty(&format!("candle-{}-{kind:?}", size.name));
        let imported = import(&path, &there.0, &About::default()).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(imported.form, "candle GGUF");
    }
    std::fs::remove_file(folder.file("tokenizer-small.json")).expect("there");
    let error = Whisper::open(&folder.file("model-small-Q8_0.gguf")).map(|_| ()).expect_err("no tokenizer").to_string();
    assert!(error.contains("tokenizer.json") && error.contains("beside it"), "{error}");
}

#[test]
fn an_imported_folder_says_where_it_came_from() {
    let (from, to) = (Folder::new("from"), Folder::empty("to"));
    let digest = huisclos_weights::sha256(&from.file("model.safetensors")).expect("there");
    let about = About { source: "essai".into(), licence: "MIT".into(), sha256: digest.to_uppercase() };
    let imported = import(&from.0, &to.0, &about).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((imported.form.as_str(), &imported.came_sha256), ("Hugging Face", &vec![digest]));
    assert_eq!(imported.sha256, huisclos_weights::sha256(&imported.file).expect("there"));
    let written = huisclos_weights::Weights::gguf(&imported.file).expect("sound");
    assert_eq!((written.text("huisclos.source"), written.text("general.license")), (Some("essai"), Some("MIT")));
    assert!(written.text("huisclos.came_sha256").is_some_and(|sum| about.sha256.eq_ignore_ascii_case(sum)));
    Whisper::open(&to.0).map(|_| ()).unwrap_or_else(|e| panic!("{e}"));
    let lie = About { sha256: "0".repeat(64), ..about };
    let there = Folder::empty("lie");
    let error = import(&from.0, &there.0, &lie).expect_err("another digest").to_string();
    assert!(error.contains("sha256"), "{error}");
    assert_eq!(std::fs::read_dir(&there.0).expect("there").count(), 0, "nothing stays behind");
}
