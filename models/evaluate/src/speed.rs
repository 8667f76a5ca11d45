//! How long the recogniser takes for work that is always the same: features, encoder, prompt, some forced tokens. For
//! `models/evaluate/peers`, which gives its peers the same work.

use crate::speech::opened;
use huisclos_weights::Isa;
use std::path::Path;
use std::time::Instant;

/// Each case is done so often; the quickest counts, since other programs only ever slow one down.
const TIMES: usize = 3;
/// Start, French, transcribe, no timestamps, of every multilingual Whisper but large-v3.
const PROMPT: [u32; 4] = [50_258, 50_265, 50_359, 50_363];

/// A case: seconds of speech, positions of context. "3:200".
pub fn case(text: &str) -> Result<(usize, usize), String> {
    let parts = text.split_once(':').and_then(|(s, p)| Some((s.parse().ok()?, p.parse().ok()?)));
    parts.ok_or_else(|| format!("« {text} » : il faut SECONDES:POSITIONS"))
}

/// The instructions of a smaller processor.
pub fn isa(text: &str) -> Result<Isa, String> {
    match text {
        "avx2" => Ok(Isa::Avx2),
        "avxvnni" => Ok(Isa::AvxVnni),
        _ => Err(format!("« {text} » : il faut avx2 ou avxvnni")),
    }
}

/// Prints one JSON object a case; with the instructions up to `isa` where one is given.
pub fn run(model: Option<&Path>, tokens: usize, cases: &[(usize, usize)], isa: Option<Isa>) {
    if let Some(most) = isa {
        Isa::at_most(most);
    }
    let whisper = opened(model);
    for &(seconds, positions) in cases {
        let samples = signal(seconds);
        let (mut encode_ms, mut total_ms) = (f64::INFINITY, f64::INFINITY);
        let prompt: Vec<u32> = PROMPT.iter().map(|t| t % whisper.config().vocab_size as u32).collect();
        for _ in 0..TIMES {
            let begin = Clock::start();
            let heard = whisper.heard(&samples, positions).unwrap_or_else(|e| panic!("{e}"));
            encode_ms = encode_ms.min(begin.ms());
            whisper.write_freely(&heard, &prompt, tokens).unwrap_or_else(|e| panic!("{e}"));
            total_ms = total_ms.min(begin.ms());
        }
        println!(
            "{}",
            serde_json::json!({
                "seconds": seconds, "positions": positions, "encode_ms": encode_ms, "total_ms": total_ms, "tokens": tokens,
                "peak_mib": peak_mib(),
            })
        );
    }
}

/// Prints how long so many calls' turns of the same length take, one after the other and together, as one JSON object a case: the
/// quickest of some rounds, both in each.
pub fn lines(model: Option<&Path>, lines: usize, cases: &[(usize, usize)]) {
    let whisper = opened(model);
    for &(seconds, positions) in cases {
        let samples = signal(seconds);
        let turn = || {
            let heard = whisper.heard(&samples, positions).unwrap_or_else(|e| panic!("{e}"));
            whisper.write(&heard, seconds as f32, 0).unwrap_or_else(|e| panic!("{e}")).0.len()
        };
        let (mut apart_ms, mut together_ms, mut tokens) = (f64::INFINITY, f64::INFINITY, 0);
        for _ in 0..TIMES {
            let begin = Instant::now();
            tokens = (0..lines).map(|_| turn()).sum();
            apart_ms = apart_ms.min(begin.elapsed().as_secs_f64() * 1_000.0);
            let begin = Instant::now();
            let at_once: usize = std::thread::scope(|scope| {
                let calls: Vec<_> = (0..lines).map(|_| scope.spawn(turn)).collect();
                calls.into_iter().map(|call| call.join().unwrap_or_default()).sum()
            });
            together_ms = together_ms.min(begin.elapsed().as_secs_f64() * 1_000.0);
            assert_eq!(at_once, tokens, "the same turns give the same tokens");
        }
        println!(
            "{}",
            serde_json::json!({
                "seconds": seconds, "positions": positions, "lines": lines, "tokens": tokens, "apart_ms": apart_ms,
                "together_ms": together_ms,
            })
        );
    }
}

/// A tone that rises, -0.1 to 0.1.
fn signal(seconds: usize) -> Vec<f32> {
    let sample = |i: usize| {
        let t = i as f32 / 16_000.0;
        0.1 * (std::f32::consts::TAU * (200.0 + 90.0 * t) * t).sin()
    };
    (0..16_000 * seconds).map(sample).collect()
}

/// Time since it was started: the processor's where one thread works, which other programs hardly touch, else the wall's.
struct Clock(Instant, Option<u64>);

impl Clock {
    /// Nanoseconds this program's threads were on a processor, where only one works at a time: the pool's one worker does what the
    /// thread that asked waits for, so that either alone would count a part.
    fn on_cpu() -> Option<u64> {
        if !std::env::var("RAYON_NUM_THREADS").is_ok_and(|n| n == "1") {
            return None;
        }
        let tasks = std::fs::read_dir("/proc/self/task").ok()?.flatten();
        let nanos = tasks.filter_map(|t| std::fs::read_to_string(t.path().join("schedstat")).ok());
        nanos.map(|text| text.split(' ').next()?.parse::<u64>().ok()).sum()
    }

    fn start() -> Self {
        Self(Instant::now(), Self::on_cpu())
    }

    fn ms(&self) -> f64 {
        match (self.1, Self::on_cpu()) {
            (Some(begin), Some(now)) => (now - begin) as f64 / 1e6,
            _ => self.0.elapsed().as_secs_f64() * 1_000.0,
        }
    }
}

fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib = status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}
