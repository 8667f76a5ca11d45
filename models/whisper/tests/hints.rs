//! Hints on real sound: the recordings of a caller, with 200 patients to expect and without.

use huisclos_audio::{LINE_HZ, RECOGNISER_HZ, resample};
use huisclos_whisper::{Hint, Hints, Whisper};
use std::path::{Path, PathBuf};

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}

/// 200 names of patients but that one, together so probable at any one word of the answer.
fn patients(but: &str, chance: f32) -> Hints {
    let text = std::fs::read_to_string(tests().join("names/last.txt")).expect("the list of names");
    let names = text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    let names = names.filter(|name| name.to_lowercase() != but).take(200);
    Hints { words: names.map(|name| Hint { text: name.replace('_', " "), chance: chance / 200.0 }).collect() }
}

fn recorded(name: &str) -> Vec<f32> {
    let mut wav = hound::WavReader::open(tests().join("recordings").join(name)).expect("a recording");
    assert_eq!(wav.spec().sample_rate, LINE_HZ);
    let samples: Vec<f32> = wav.samples::<i16>().map(|s| f32::from(s.expect("a sample")) / 32768.0).collect();
    resample::convert(&samples, LINE_HZ, RECOGNISER_HZ).expect("two rates of telephony")
}

#[test]
fn what_holds_no_expected_name_is_written_as_before() {
    let whisper = Whisper::locate(None).and_then(|path| Whisper::open(&path)).unwrap_or_else(|e| panic!("{e}"));
    for (name, but, chance) in [
        ("01-open.wav", "", 0.01),
        ("04-last-name.wav", "moreau", 0.3), // a clear name that nobody expects
        ("05-spelled.wav", "moreau", 0.3),
        ("07-birth.wav", "", 0.3),
        ("20-cancel.wav", "", 0.01),
        ("24-alarm.wav", "", 0.01),
    ] {
        let samples = recorded(name);
        let write = |hints: &Hints| whisper.transcribe(&samples, hints).expect("numbers").text;
        let without = write(&Hints::default());
        assert!(!without.is_empty(), "{name}");
        assert_eq!(write(&patients(but, chance)), without, "{name}");
    }
}
