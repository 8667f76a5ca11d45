//! How long a caller waits: from the last sample of the words to the first of the answer, over spoken calls of the box itself
//! (`huisclos call --wav`), in simulated line time with the models' own time counted.

use crate::voices::{SPEAKERS, Speaker, speak};
use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a caller answers to each question. A question that is not asked takes no answer.
type Answers = &'static [(&'static str, &'static str)];

const CALLS: [Answers; 7] = [
    &[
        ("open", "bonjour je voudrais un rendez-vous avec le docteur martin jeudi matin"),
        ("motif", "c'est pour une consultation"),
        ("consent", "oui je suis d'accord"),
        ("last_name", "garnier"),
        ("first_name", "sophie"),
        ("birth_date", "le trois mai mille neuf cent soixante-dix"),
        ("phone", "zéro six douze trente-quatre cinquante-six soixante-dix-huit"),
        ("slot", "le premier"),
        ("confirm", "oui c'est bien ça"),
        ("other", "non merci c'est tout"),
        ("rating", "cinq"),
    ],
    &[
        ("open", "il me faudrait un vaccin pour la grippe"),
        ("practitioner", "peu importe"),
        ("date", "la semaine prochaine plutôt le matin"),
        ("consent", "oui"),
        ("last_name", "moreau"),
        ("first_name", "paul"),
        ("birth_date", "le douze juin mille neuf cent quarante-huit"),
        ("phone", "zéro un quarante vingt trente cinquante dix"),
        ("slot", "le deuxième s'il vous plaît"),
        ("confirm", "oui"),
        ("other", "non merci"),
        ("rating", "quatre"),
    ],
    &[
        ("open", "bonjour je voudrais connaître vos horaires"),
        ("other", "et quelle est votre adresse"),
        ("other", "je voudrais un rendez-vous demain"),
        ("motif", "un renouvellement d'ordonnance"),
        ("consent", "d'accord"),
        ("last_name", "petit"),
        ("first_name", "claire"),
        ("birth_date", "le premier janvier deux mille"),
        ("phone", "zéro sept quarante et un douze vingt-deux trente-trois"),
        ("slot", "le premier"),
        ("confirm", "oui tout à fait"),
        ("other", "non c'est tout"),
    ],
    &[
        ("open", "je voudrais annuler mon rendez-vous"),
        ("consent", "oui"),
        ("last_name", "bernard"),
        ("first_name", "luc"),
        ("birth_date", "le vingt mars mille neuf cent quatre-vingt-deux"),
        ("phone", "zéro six onze vingt-deux trente-trois quarante-quatre"),
        ("confirm", "oui"),
        ("other", "non merci au revoir"),
    ],
    &[
        ("open", "c'est pour ma fille elle a de la fièvre il me faudrait une place aujourd'hui"),
        ("motif", "une consultation"),
        ("consent", "oui pas de problème"),
        ("last_name", "lefèvre"),
        ("first_name", "manon"),
        ("birth_date", "le quatorze juillet deux mille quinze"),
        ("phone", "zéro six quatre-vingt-un quarante-deux dix-sept cinquante"),
        ("slot", "oui le premier"),
        ("confirm", "oui"),
        ("other", "non merci"),
        ("rating", "cinq"),
    ],
    &[
        ("open", "j'aimerais laisser un message pour le docteur martin"),
        ("other", "il faudrait qu'il me rappelle pour mes résultats"),
        ("consent", "oui"),
        ("last_name", "robert"),
        ("first_name", "jeanne"),
        ("birth_date", "le deux février mille neuf cent cinquante-cinq"),
        ("phone", "zéro deux quarante vingt-deux trente-trois quarante-quatre"),
        ("confirm", "oui"),
        ("other", "non c'est tout merci"),
    ],
    &[
        ("open", "je voudrais voir le docteur martin vendredi après-midi pour un certificat"),
        ("consent", "oui"),
        ("last_name", "fontaine"),
        ("first_name", "hugo"),
        ("birth_date", "le huit octobre mille neuf cent quatre-vingt-onze"),
        ("phone", "zéro six soixante-six cinquante-cinq quarante-quatre trente-trois"),
        ("slot", "plutôt le deuxième"),
        ("confirm", "oui c'est ça"),
        ("other", "non merci"),
        ("rating", "trois"),
    ],
];

/// Prints median, 95th percentile and longest wait.
pub fn run(huisclos: Option<&Path>) {
    let beside = || std::env::current_exe().map(|own| own.with_file_name("huisclos")).unwrap_or_default();
    let program = huisclos.map_or_else(beside, Path::to_path_buf);
    let speaker = SPEAKERS.iter().find(|s| s.group == "unseen: espeak variants").expect("the table has it");
    let mut waits = Vec::new();
    for (i, answers) in CALLS.iter().enumerate() {
        // In memory; a call's folder holds only invented people.
        let folder = PathBuf::from(format!("/dev/shm/huisclos-waits-{}-{i}", std::process::id()));
        waits.extend(call(&program, &folder, speaker, answers));
        let _ = std::fs::remove_dir_all(&folder);
    }
    waits.sort_unstable();
    let Some(longest) = waits.last() else {
        println!("no answer was heard: is {} the box's program?", program.display());
        return;
    };
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share).round() as usize] as f64 / 1000.0;
    println!("| turns | median | 95th percentile | longest |\n|---|---|---|---|");
    println!("| {} | {:.2} s | {:.2} s | {:.2} s |", waits.len(), at(0.5), at(0.95), *longest as f64 / 1000.0);
}

/// The waits of one call, milliseconds.
fn call(program: &Path, folder: &Path, speaker: &Speaker, answers: Answers) -> Vec<u64> {
    std::fs::create_dir_all(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut wav = Vec::new();
    for (i, (asking, text)) in answers.iter().enumerate() {
        let Some((samples, rate_hz)) = speak(speaker, text) else { continue };
        let path = folder.join(format!("{i}.wav"));
        write(&path, &samples, rate_hz);
        wav.push(format!("{asking}={}", path.display()));
    }
    let out = Command::new(program)
        .args(["call", "--json", "--now", "2026-11-23T09:00", "--data"])
        .arg(folder.join("data"))
        .arg("--wav")
        .args(&wav)
        .output()
        .unwrap_or_else(|e| panic!("{}: {e}; build it with `cargo build -p huisclos`", program.display()));
    if !out.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&out.stderr));
    }
    measured(&String::from_utf8_lossy(&out.stdout))
}

/// Each turn with the first sentence that answers it.
fn measured(events: &str) -> Vec<u64> {
    let mut ends: HashMap<u64, u64> = HashMap::new();
    let mut waits = Vec::new();
    for event in events.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        match event["event"].as_str() {
            Some("heard") => {
                if let (Some(turn), Some(end)) = (event["turn"].as_u64(), event["speech_end_ms"].as_u64()) {
                    ends.insert(turn, end);
                }
            }
            Some("said") => {
                let end = event["answers_turn"].as_u64().and_then(|turn| ends.remove(&turn));
                if let (Some(end), Some(start)) = (end, event["start_ms"].as_u64()) {
                    waits.push(start.saturating_sub(end));
                }
            }
            _ => {}
        }
    }
    waits
}

fn write(path: &Path, samples: &[f32], sample_rate: u32) {
    let spec =
        hound::WavSpec { channels: 1, sample_rate, bits_per_sample: 16, sample_format: hound::SampleFormat::Int };
    let mut file = hound::WavWriter::create(path, spec).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    for sample in samples {
        file.write_sample((sample.clamp(-1.0, 1.0) * 32767.0) as i16).expect("memory takes a call");
    }
    file.finalize().expect("memory takes a call");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_counted_once_from_the_last_word() {
        let events = r#"
            {"event":"said","text":"bonjour","answers_turn":null,"start_ms":900}
            {"event":"heard","turn":1,"speech_end_ms":4000}
            {"event":"said","text":"bien","answers_turn":1,"start_ms":4600}
            {"event":"said","text":"et","answers_turn":1,"start_ms":9000}
            {"event":"heard","turn":2,"speech_end_ms":12000}"#;
        assert_eq!(measured(events), [600], "the second turn had no answer");
        assert!(measured("").is_empty());
    }
}
