//! Every importer against files that were changed at random: an error or a model, never a panic, never a storm of memory.
//!
//! Short by default. The long form, seconds for each importer (`HUISCLOS_FUZZ_S=3600`), prints how many files it tried; a file
//! that brings an importer down is kept, and its path told.

mod common;

use candle_core::quantized::{GgmlDType, QTensor, gguf_file};
use common::{Folder, Q5_1, TINY, VOCABULARY, signal, tokenizer};
use huisclos_whisper::{About, Hints, Precision, Whisper, import};
use std::path::Path;
use std::time::{Duration, Instant};

/// Files tried in the short form.
const SHORT: u64 = 250;
/// Address space an importer may add: the models here have two megabytes, threads' stacks some more.
const SPACE_KIB_MAX: u64 = 1 << 20;
/// What is most often believed too readily.
const BAD: [u64; 10] = [0, 1, 0x7f, 0xff, 0xffff, 0x7fff_ffff, 0xffff_ffff, 1 << 40, i64::MAX as u64, u64::MAX];

struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below.max(1)
    }

    /// A file with some of its bytes changed, most of them in its header.
    fn changed(&mut self, whole: &[u8], header: usize) -> Vec<u8> {
        let mut out = whole.to_vec();
        for _ in 0..=self.next(4) {
            let within = if self.next(8) == 0 { out.len() } else { header.min(out.len()) };
            let at = self.next(within);
            match self.next(8) {
                0 => out.truncate(at),
                1 => {
                    let end = (at + 1 + self.next(64)).min(out.len());
                    let piece = out[at..end].to_vec();
                    out.splice(at..at, piece);
                }
                2 => {
                    let end = (at + 1 + self.next(64)).min(out.len());
                    out.drain(at..end);
                }
                3 | 4 => {
                    let bad = BAD[self.next(BAD.len())].to_le_bytes();
                    let (end, wide) = (out.len(), if self.next(2) == 0 { 4 } else { 8 });
                    for (byte, bad) in out[at..end.min(at + wide)].iter_mut().zip(bad) {
                        *byte = bad;
                    }
                }
                5 => {
                    if let Some(byte) = out.get_mut(at) {
                        *byte = b"0123456789[]{}\",:-eF"[self.next(20)];
                    }
                }
                _ => {
                    if let Some(byte) = out.get_mut(at) {
                        *byte ^= 1 << self.next(8);
                    }
                }
            }
            if out.is_empty() {
                break;
            }
        }
        out
    }
}

fn space_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let peak = status.lines().find_map(|l| l.strip_prefix("VmPeak:")).expect("a peak");
    peak.trim().trim_end_matches(" kB").trim().parse().expect("a number")
}

/// Opens, listens, imports.
fn tried(path: &Path, to: &Path) -> bool {
    let Ok(whisper) = Whisper::open_with(path, Precision::Quick) else {
        return import(path, to, &About::default()).is_ok();
    };
    // A changed weight may make it say anything, but only say.
    let _ = whisper.transcribe(&signal(6_000), &Hints::default());
    import(path, to, &About::default()).is_ok()
}

fn fuzz(name: &str, file: &Path, header: usize, short: u64) {
    let whole = std::fs::read(file).expect("just written");
    let folder = Folder::empty(&format!("fuzz-to-{name}"));
    assert!(tried(file, &folder.0), "{name}: the file that is changed is a sound one");
    let long = std::env::var("HUISCLOS_FUZZ_S").ok().and_then(|s| s.parse().ok()).map(Duration::from_secs);
    let (begin, before) = (Instant::now(), space_kib());
    let (mut count, mut opened) = (0u64, 0u64);
    while long.map_or(count < short, |long| begin.elapsed() < long) {
        let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ (count + 1).wrapping_mul(0xd134_2543_de82_ef95));
        std::fs::write(file, random.changed(&whole, header)).expect("writable");
        match std::panic::catch_unwind(|| tried(file, &folder.0)) {
            Ok(sound) => opened += u64::from(sound),
            Err(_) => {
                let kept = std::env::temp_dir().join(format!("huisclos-fuzz-{name}-{count}"));
                std::fs::copy(file, &kept).expect("writable");
                panic!("{name}: file {count} brings it down, kept as {}", kept.display());
            }
        }
        let grown = space_kib().saturating_sub(before);
        assert!(grown < SPACE_KIB_MAX, "{name}: file {count} asked for {grown} KiB");
        count += 1;
    }
    println!("{name}: {count} files, {opened} of them still models, {:.0} s", begin.elapsed().as_secs_f32());
    assert!(opened < count, "{name}: some change is seen");
}

#[test]
fn hugging_faces_folder() {
    let folder = Folder::of("fuzz-weights", &TINY);
    fuzz("safetensors", &folder.file("model.safetensors"), 6_000, SHORT);
}

#[test]
fn hugging_faces_texts() {
    let folder = Folder::of("fuzz-texts", &TINY);
    for (name, header) in [("config.json", 400), ("tokenizer.json", 6_000)] {
        let (file, there) = (folder.file(name), Folder::of(&format!("fuzz-{name}"), &TINY));
        let whole = std::fs::read(&file).expect("there");
        for count in 0..SHORT / 2 {
            let mut random = Random(count * 2 + 0x9e37_79b9);
            std::fs::write(there.file(name), random.changed(&whole, header)).expect("writable");
            let outcome = std::panic::catch_unwind(|| Whisper::open(&there.0).map(|_| ()).map_err(|e| e.to_string()));
            assert!(outcome.is_ok(), "{name}: file {count} brings it down");
        }
    }
}

#[test]
fn candles_gguf() {
    let folder = Folder::empty("fuzz-candle");
    let quantized: Vec<(String, QTensor)> = TINY
        .values(VOCABULARY)
        .into_iter()
        .map(|(name, tensor)| {
            let matrix = tensor.rank() == 2 && !name.contains("positions");
            let kind = if matrix { GgmlDType::Q4_0 } else { GgmlDType::F32 };
            (name, QTensor::quantize(&tensor, kind).expect("sizes fit"))
        })
        .collect();
    let all: Vec<(&str, &QTensor)> = quantized.iter().map(|(name, tensor)| (name.as_str(), tensor)).collect();
    let file = folder.file("model.gguf");
    gguf_file::write(&mut std::fs::File::create(&file).expect("writable"), &[], &all).expect("writable");
    std::fs::write(folder.file("config.json"), TINY.config(VOCABULARY)).expect("writable");
    std::fs::write(folder.file("tokenizer.json"), tokenizer()).expect("writable");
    fuzz("candle", &file, 4_000, SHORT);
}

#[test]
fn whisper_cpps_bin() {
    let folder = Folder::empty("fuzz-ggml");
    let file = folder.file("ggml-tiny.bin");
    std::fs::write(&file, TINY.ggml_with(Q5_1, 51_865, 300)).expect("writable");
    // Sizes, filters, vocabulary. A vocabulary of 51,865 takes its time.
    fuzz("ggml", &file, 48 + 8 + 80 * 201 * 4 + 4 + 300 * 8, SHORT / 5);
}

#[test]
fn our_own_gguf() {
    let (from, to) = (Folder::of("fuzz-from", &TINY), Folder::empty("fuzz-own"));
    let imported = import(&from.0, &to.0, &About::default()).expect("a sound folder");
    fuzz("huisclos", &imported.file, 12_000, SHORT);
}
