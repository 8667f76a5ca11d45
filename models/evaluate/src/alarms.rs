//! Red flags and near-misses of the written sets, spoken by seen and unseen voices, clean and at 10 dB.

use crate::names::of_patients;
use crate::speech::opened;
use crate::understand::now;
use crate::voices::{SPEAKERS, speak};
use crate::{channel, sets};
use huisclos_agenda::Cabinet;
use huisclos_speech::{Asking, Intent, alarm_among, understand};
use huisclos_whisper::{Hints, Transcript};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub const NOISES: [(&str, Option<f32>); 2] = [("clean", None), ("10 dB", Some(10.0))];

#[derive(Default)]
struct Cell {
    red: usize,
    found: usize,
    near: usize,
    false_alarms: usize,
}

/// What is measured.
pub struct Wanted<'a> {
    /// The sets.
    pub paths: &'a [PathBuf],
    /// Part of the name of a group of voices; all when empty.
    pub voices: &'a str,
    /// Part of the name of a noise; all when empty.
    pub noise: &'a str,
    /// Every so many sentences; 1 for all.
    pub every: usize,
    /// Each miss, with what was heard, on stderr.
    pub misses: bool,
    /// Patients whose names are expected.
    pub patients: usize,
}

impl Wanted<'_> {
    /// The sentences to say.
    pub fn lines(&self) -> Vec<sets::Line> {
        let all = self.paths.iter().flat_map(|path| sets::read(path));
        all.filter(|line| line.is("clean") && (line.is("red_flag") || line.is("near_miss")))
            .step_by(self.every.max(1))
            .collect()
    }

    /// The groups of voices that say them.
    pub fn groups(&self) -> BTreeSet<&'static str> {
        SPEAKERS.iter().map(|s| s.group).filter(|group| group.contains(self.voices)).collect()
    }
}

/// Prints the table. The rules alone judge: that is what the box promises.
pub fn run(model: Option<&Path>, wanted: &Wanted) {
    let whisper = opened(model);
    let cabinet = Cabinet::demo();
    let lines = wanted.lines();
    let mut table: BTreeMap<(&str, &str), Cell> = BTreeMap::new();
    let groups = wanted.groups();
    let none = wanted.patients == 0;
    let hints = |asking| if none { Hints::default() } else { of_patients(wanted.patients, asking) };
    for group in groups {
        let speakers: Vec<_> = SPEAKERS.iter().filter(|s| s.group == group).collect();
        for (i, line) in lines.iter().enumerate() {
            let Some((samples, rate_hz)) = speak(speakers[i % speakers.len()], &line.say) else { continue };
            for (noise, snr_db) in NOISES.into_iter().filter(|(noise, _)| noise.contains(wanted.noise)) {
                let heard = channel::telephone(&samples, rate_hz, snr_db, i as u64);
                let heard = whisper.transcribe(&heard, &hints(line.asking)).unwrap_or_default();
                let alarm = rings(&heard, line.asking, &cabinet);
                let cell = table.entry((group, noise)).or_default();
                if line.is("red_flag") {
                    cell.red += 1;
                    cell.found += usize::from(alarm);
                } else {
                    cell.near += 1;
                    cell.false_alarms += usize::from(alarm);
                }
                if wanted.misses && alarm != line.is("red_flag") {
                    let what = if alarm { "false alarm" } else { "missed" };
                    eprintln!("{what}: {} {group}, {noise}: {:?}\n   heard as {:?}", line.id, line.say, heard.text);
                }
            }
        }
    }
    println!("| voices | noise | red flags found | false alarms |");
    println!("|---|---|---|---|");
    for ((group, noise), c) in table {
        let percent = |a: usize, b: usize| 100.0 * a as f64 / b.max(1) as f64;
        println!(
            "| {group} | {noise} | {} of {} ({:.0} %) | {} of {} ({:.1} %) |",
            c.found,
            c.red,
            percent(c.found, c.red),
            c.false_alarms,
            c.near,
            percent(c.false_alarms, c.near)
        );
    }
}

/// As the engine does: what was heard, then what else may have been said.
pub fn rings(heard: &Transcript, asking: Asking, cabinet: &Cabinet) -> bool {
    let others: Vec<(&str, f32)> = heard.others.iter().map(|(text, chance)| (text.as_str(), *chance)).collect();
    understand(&heard.text, asking, now(), cabinet, None).intent == Intent::Emergency
        || alarm_among(&others, asking).is_some()
}
