//! One side of `bench.py`: writes a model of random weights in a known model's shape, or measures one.
//!
//!     cargo run -p huisclos-chat --example bench -- make qwen2.5-0.5b q8_0 FILE
//!     cargo run -p huisclos-chat --example bench -- run FILE THREADS [plain|avx2|avxvnni|avx512]
//!     cargo run -p huisclos-chat --example bench -- scores FILE TOKEN,TOKEN,…

#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/common/mod.rs"]
mod common;

use candle_core::Device;
use candle_core::quantized::gguf_file::{self, Value};
use candle_core::quantized::{GgmlDType, QStorage, QTensor};
use common::Size;
use huisclos_blocks::{Gguf, Hands, Isa};
use huisclos_chat::{Chat, Decoder, Kept};
use huisclos_speech::Asking;
use std::borrow::Cow;
use std::path::Path;
use std::time::Instant;

const SHAPES: [(&str, &str, Size); 5] = [
    // Of no use but to try `models import` with.
    ("tiny", "qwen2", Size { width: 128, wide: 256, layers: 2, heads: 2, kept: 1, head: 64, vocabulary: 4_096 }),
    (
        "qwen2.5-0.5b",
        "qwen2",
        Size { width: 896, wide: 4864, layers: 24, heads: 14, kept: 2, head: 64, vocabulary: 151_936 },
    ),
    (
        "qwen3-0.6b",
        "qwen3",
        Size { width: 1024, wide: 3072, layers: 28, heads: 16, kept: 8, head: 128, vocabulary: 151_936 },
    ),
    (
        "llama3.2-1b",
        "llama",
        Size { width: 2048, wide: 8192, layers: 16, heads: 32, kept: 8, head: 64, vocabulary: 128_256 },
    ),
    (
        "gemma3-1b",
        "gemma3",
        Size { width: 1152, wide: 6912, layers: 26, heads: 4, kept: 1, head: 256, vocabulary: 262_144 },
    ),
];

/// Q4_K_M as llama.cpp mixes it, with the formats it falls back to where rows are not whole blocks.
fn kind(mixture: &str, name: &str, columns: usize, layer: usize, layers: usize) -> GgmlDType {
    if mixture == "q8_0" {
        return GgmlDType::Q8_0;
    }
    let more = layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;
    let careful = name.starts_with("token") || (more && (name.contains("attn_v") || name.contains("ffn_down")));
    match (columns.is_multiple_of(256), careful) {
        (true, true) => GgmlDType::Q6K,
        (true, false) => GgmlDType::Q4K,
        (false, true) => GgmlDType::Q8_0,
        (false, false) => GgmlDType::Q5_0,
    }
}

/// Rows that are quantized; the others repeat them: speed does not depend on values.
const ROWS: usize = 64;

fn make(shape: &str, mixture: &str, file: &str) {
    let (_, architecture, size) = SHAPES.into_iter().find(|(n, ..)| *n == shape).expect("a shape of the list");
    let mut tensors = Vec::new();
    for (name, shape) in common::tensors(architecture, size) {
        if name == "output.weight" {
            continue; // tied, as in all of these
        }
        let columns = *shape.last().unwrap();
        let rows = shape.iter().product::<usize>() / columns;
        let layer = name.split('.').nth(1).and_then(|n| n.parse().ok()).unwrap_or(0);
        let kind = if shape.len() == 1 { GgmlDType::F32 } else { kind(mixture, &name, columns, layer, size.layers) };
        let some = rows.min(ROWS);
        let values = common::value(&name, &[some, columns]);
        let plain = candle_core::Tensor::from_vec(values, (some, columns), &Device::Cpu).unwrap();
        let blocks = QTensor::quantize(&plain, kind).unwrap();
        let bytes = blocks.data().unwrap().repeat(rows.div_ceil(some));
        let length = rows * columns / kind.block_size() * kind.type_size();
        let storage = QStorage::from_data(Cow::Owned(bytes[..length].to_vec()), &Device::Cpu, kind).unwrap();
        tensors.push((name, QTensor::new(storage, shape).unwrap()));
    }
    let mut keys = common::keys(architecture, size);
    keys.iter_mut().filter(|(k, _)| k.ends_with("context_length")).for_each(|(_, v)| *v = Value::U32(4096));
    keys.iter_mut().filter(|(k, _)| k.ends_with("sliding_window")).for_each(|(_, v)| *v = Value::U32(512));
    keys.extend(common::words(size.vocabulary));
    let keys: Vec<(&str, &Value)> = keys.iter().map(|(k, v)| (k.as_str(), v)).collect();
    let tensors: Vec<(&str, &QTensor)> = tensors.iter().map(|(n, t)| (n.as_str(), t)).collect();
    gguf_file::write(&mut std::fs::File::create(file).unwrap(), &keys, &tensors).unwrap();
}

/// Kilobytes of a line of /proc/self/status.
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let found = status.lines().find_map(|l| l.strip_prefix(line)).unwrap_or("0");
    found.split_whitespace().nth(usize::from(found.starts_with(':'))).and_then(|n| n.parse().ok()).unwrap_or(0)
}

fn run(file: &str, threads: usize) {
    let begin = Instant::now();
    let decoder = Gguf::open(Path::new(file)).and_then(|f| Decoder::open(&f, Hands::new(threads))).unwrap();
    let opened = begin.elapsed().as_secs_f64();
    let tokens: Vec<u32> = (0..600u32).map(|i| i * 7919 % 30_000).collect();
    let mut kept = decoder.begin();
    decoder.scores(&decoder.read(&mut kept, &tokens[..32])); // warm, and the file read
    kept.truncate(0);
    // The least of a few, by the clock and by the processor's time.
    let best = |times: usize, kept: &mut Kept, from: usize, f: &dyn Fn(&mut Kept)| {
        let mut least = (f64::MAX, f64::MAX);
        for _ in 0..times {
            kept.truncate(from);
            let (begin, worked) = (Instant::now(), processor_s());
            f(kept);
            least = (least.0.min(begin.elapsed().as_secs_f64()), least.1.min(processor_s() - worked));
        }
        least
    };
    let prompt = best(3, &mut kept, 0, &|kept| drop(decoder.read(kept, &tokens[..200])));
    kept.truncate(0);
    decoder.read(&mut kept, &tokens[..560]);
    let turn = best(3, &mut kept, 560, &|kept| drop(decoder.read(kept, &tokens[560..600])));
    let decode = best(3, &mut kept, 200, &|kept| {
        for t in &tokens[200..240] {
            std::hint::black_box(decoder.scores(&decoder.read(kept, &[*t])));
        }
    });
    let (resident, own) = (memory("VmRSS") / 1024, memory("RssAnon") / 1024);
    let report = serde_json::json!({
        "open_s": opened, "prompt_s": prompt, "turn_s": turn, "decode_s": decode, "resident_mb": resident, "own_mb": own,
        "isa": format!("{:?}", Isa::here()),
    });
    println!("{report}");
}

/// Time on a processor of all threads so far.
fn processor_s() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().filter_map(Result::ok);
    let nanos = tasks.filter_map(|t| std::fs::read_to_string(t.path().join("schedstat")).ok());
    nanos.filter_map(|s| s.split(' ').next()?.parse::<f64>().ok()).sum::<f64>() / 1e9
}

/// One turn of a caller to its form.
fn form(file: &str, threads: usize) {
    let begin = Instant::now();
    let mut chat = Chat::open(Path::new(file), threads).unwrap();
    let opened = begin.elapsed();
    for said in ["bonjour je voudrais un rendez-vous jeudi matin pour ma fille", "oui", "garnier"] {
        let begin = Instant::now();
        let form = chat.read(said, Asking::Open);
        println!("{said}: {:?} after {opened:?} and {} tokens; {form:?}", begin.elapsed(), chat.prefix());
    }
}

fn scores(file: &str, tokens: &str) {
    let tokens: Vec<u32> = tokens.split(',').map(|t| t.parse().unwrap()).collect();
    let decoder = Gguf::open(Path::new(file)).and_then(|f| Decoder::open(&f, Hands::new(1))).unwrap();
    let states = decoder.states(&mut decoder.begin(), &tokens);
    let all: Vec<Vec<f32>> = states.chunks_exact(decoder.config().width).map(|s| decoder.scores(s)).collect();
    println!("{}", serde_json::json!(all));
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["make", shape, mixture, file] => make(shape, mixture, file),
        ["test", architecture, size, mixture, file] => {
            let size = common::SIZES.iter().find(|(n, _)| *n == size).expect("a size").1;
            let layers = size.layers;
            let layer = |name: &str| name.split('.').nth(1).and_then(|n| n.parse().ok()).unwrap_or(0);
            let kept = |name: &str, columns| match mixture {
                "f32" => GgmlDType::F32,
                mixture => kind(mixture, name, columns, layer(name), layers),
            };
            let made = common::write(architecture, size, &common::words(size.vocabulary), kept, false);
            std::fs::copy(&made.0, file).unwrap();
        }
        ["run", file, threads] => run(file, threads.parse().unwrap()),
        ["form", file, threads] => form(file, threads.parse().unwrap()),
        ["run", file, threads, isa] => {
            Isa::at_most(match isa {
                "plain" => Isa::Plain,
                "avx2" => Isa::Avx2,
                "avxvnni" => Isa::AvxVnni,
                _ => Isa::Avx512,
            });
            run(file, threads.parse().unwrap());
        }
        ["scores", file, tokens] => scores(file, tokens),
        _ => println!("see the beginning of models/chat/examples/bench.rs"),
    }
}
