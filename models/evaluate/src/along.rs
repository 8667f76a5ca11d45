//! Red flags found while a sentence is spoken: how often a turn is cut into for nothing, how much sooner the box answers,
//! what a try of the recogniser costs, and how far its words are those of the end.

use crate::alarms::{NOISES, Wanted, rings};
use crate::channel;
use crate::score::{edits, words};
use crate::speech::opened;
use crate::voices::{SPEAKERS, speak};
use huisclos_agenda::Cabinet;
use huisclos_speech::{Asking, alarm_so_far};
use huisclos_whisper::{Hints, Whisper};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

/// As the engine does (`firmware/engine/src/along.rs`): a try every half second, believed from this confidence on.
const EVERY_SAMPLES: usize = 8_000;
const DOUBT: f32 = 0.5;

/// How far the words of the tries are those of the end: what the page shows while somebody speaks.
#[derive(Default)]
struct Words {
    shown: usize,
    wrong: usize,
    /// Speech that no try had heard when the last word was said, seconds.
    unheard_s: f32,
    turns: usize,
}

#[derive(Default)]
struct Cell {
    alarms: usize,
    early: usize,
    gained_s: f32,
    calm: usize,
    false_cuts: usize,
}

/// Prints the table.
pub fn run(model: Option<&Path>, wanted: &Wanted) {
    let whisper = opened(model);
    let cabinet = Cabinet::demo();
    let lines = wanted.lines();
    let mut table: BTreeMap<(&str, &str), Cell> = BTreeMap::new();
    let (mut tries, mut spent_ms, mut longest_ms) = (0u32, 0.0, 0.0f64);
    let mut told: BTreeMap<(&str, &str), Words> = BTreeMap::new();
    let groups = wanted.groups();
    for group in groups {
        let speakers: Vec<_> = SPEAKERS.iter().filter(|s| s.group == group).collect();
        for (i, line) in lines.iter().enumerate() {
            let Some((samples, rate_hz)) = speak(speakers[i % speakers.len()], &line.say) else { continue };
            for (noise, snr_db) in NOISES.into_iter().filter(|(noise, _)| noise.contains(wanted.noise)) {
                let heard = channel::telephone(&samples, rate_hz, snr_db, i as u64);
                let whole = whisper.transcribe(&heard, &Hints::default()).unwrap_or_default();
                let mut last = (0, String::new());
                let cut = cut_in(&whisper, &heard, line.asking, |ms, at, text| {
                    tries += 1;
                    spent_ms += ms;
                    longest_ms = longest_ms.max(ms);
                    last = (at, text.to_string());
                });
                told.entry((group, noise)).or_default().add(&last.1, &whole.text, heard.len() - last.0);
                let cell = table.entry((group, noise)).or_default();
                let alarm = rings(&whole, line.asking, &cabinet);
                cell.alarms += usize::from(alarm);
                cell.calm += usize::from(!alarm);
                let Some((at, words)) = cut else { continue };
                if alarm {
                    cell.early += 1;
                    cell.gained_s += (heard.len() - at) as f32 / 16_000.0;
                } else {
                    cell.false_cuts += 1;
                    if wanted.misses {
                        eprintln!(
                            "cut in: {} {group}, {noise}: {:?}\n   so far {words:?}, in the end {:?}",
                            line.id, line.say, whole.text
                        );
                    }
                }
            }
        }
    }
    println!("| voices | noise | alarms cut in | before the last word | calm turns cut |\n|---|---|---|---|---|");
    for ((group, noise), c) in table {
        let gained = c.gained_s / c.early.max(1) as f32;
        println!(
            "| {group} | {noise} | {} of {} | {gained:.1} s | {} of {} |",
            c.early, c.alarms, c.false_cuts, c.calm
        );
    }
    println!(
        "\n| voices | noise | words shown by the last try | of them not in the end's | speech after it |\n|---|---|---|---|---|"
    );
    for ((group, noise), w) in told {
        let share = 100.0 * w.wrong as f32 / w.shown.max(1) as f32;
        let after_s = w.unheard_s / w.turns.max(1) as f32;
        println!(
            "| {group} | {noise} | {:.1} | {share:.1} % | {after_s:.2} s |",
            w.shown as f32 / w.turns.max(1) as f32
        );
    }
    println!("\n{tries} tries, {:.0} ms each, {longest_ms:.0} ms the longest.", spent_ms / f64::from(tries.max(1)));
}

impl Words {
    fn add(&mut self, so_far: &str, whole: &str, after: usize) {
        let (so_far, whole) = (words(so_far), words(whole));
        // The end of a sentence is not yet said: what is left of the whole past the try's words is no fault of the try.
        self.wrong += (0..=whole.len()).map(|end| edits(&whole[..end], &so_far)).min().unwrap_or(0);
        self.shown += so_far.len();
        self.unheard_s += after as f32 / 16_000.0;
        self.turns += 1;
    }
}

/// Where two tries in a row heard the same family, and the words by then.
fn cut_in(
    whisper: &Whisper,
    heard: &[f32],
    asking: Asking,
    mut cost: impl FnMut(f64, usize, &str),
) -> Option<(usize, String)> {
    let mut before = None;
    for at in (EVERY_SAMPLES..heard.len()).step_by(EVERY_SAMPLES) {
        let begin = Instant::now();
        let so_far = whisper.sketch(&heard[..at], &Hints::default()).unwrap_or_default();
        cost(begin.elapsed().as_secs_f64() * 1_000.0, at, &so_far.text);
        let flag = if so_far.confidence < DOUBT { None } else { alarm_so_far(&so_far.text, asking) };
        let family = flag.map(|flag| flag.family);
        if family.is_some() && family == before {
            return Some((at, so_far.text));
        }
        before = family;
    }
    None
}
