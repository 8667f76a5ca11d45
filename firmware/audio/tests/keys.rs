//! Keys: every one at every level, and none in speech.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Noise, QUIET, recordings};
use huisclos_audio::dtmf::DtmfDetector;
use huisclos_audio::tones::{KEYS, key, key_tones, sines};
use huisclos_audio::{Ear, EarFact, alaw, level};

fn keys() -> impl Iterator<Item = char> {
    KEYS.into_iter().flatten()
}

/// The keys heard in some samples once they are A-law, `late` samples into the frames.
fn heard(pcm: &[i16], late: usize) -> String {
    let mut line = vec![0i16; 400 + late];
    line.extend(pcm);
    line.extend([0; 800]);
    let mut detector = DtmfDetector::default();
    alaw::frames(&line).iter().filter_map(|frame| detector.frame(&alaw::decode_frame(frame)).pressed).collect()
}

fn with_noise(pcm: &[i16], dbm0: f32) -> Vec<i16> {
    let noise = Noise::white(pcm.len(), dbm0);
    pcm.iter().zip(noise).map(|(s, n)| (f32::from(*s) + n).round().clamp(-32768.0, 32767.0) as i16).collect()
}

#[test]
fn every_key_at_every_level_wherever_it_begins() {
    for dbm0 in [-3.0, -10.0, -20.0, -27.0] {
        for snr_db in [60.0, 30.0, 20.0, 15.0] {
            for (key, late) in keys().flat_map(|key| [(key, 0), (key, 53), (key, 111)]) {
                let pcm = with_noise(&tones(key, dbm0, 40), dbm0 + 3.0 - snr_db);
                assert_eq!(
                    heard(&pcm, late),
                    key.to_string(),
                    "{dbm0} dBm0, {snr_db} dB of noise, {late} samples late"
                );
            }
        }
    }
}

fn tones(key_: char, dbm0: f32, ms: u64) -> Vec<i16> {
    key(key_, dbm0, ms).unwrap()
}

/// A key whose tones are off: the row at one level, the column at another, both detuned.
fn off(key: char, row_dbm0: f32, column_dbm0: f32, detuned: f32) -> Vec<i16> {
    let (row, column) = key_tones(key).unwrap();
    let row = sines(&[row * (1.0 + detuned)], row_dbm0, 60);
    let column = sines(&[column * (1.0 + detuned)], column_dbm0, 60);
    row.iter().zip(column).map(|(a, b)| a.saturating_add(b)).collect()
}

#[test]
fn keeps_the_tolerances_of_q24() {
    for key in keys() {
        let name = key.to_string();
        // Twist: accepted to +4 and -4 dB at least, refused at 12.
        assert_eq!(heard(&off(key, -14.0, -10.0, 0.0), 0), name, "column 4 dB stronger");
        assert_eq!(heard(&off(key, -10.0, -14.0, 0.0), 0), name, "row 4 dB stronger");
        assert_eq!(heard(&off(key, -22.0, -10.0, 0.0), 0), "", "column 12 dB stronger");
        assert_eq!(heard(&off(key, -10.0, -22.0, 0.0), 0), "", "row 12 dB stronger");
        // Frequency: accepted within 1.5 %, refused from 3.5 % on.
        for detuned in [-0.015, 0.015] {
            assert_eq!(heard(&off(key, -12.0, -12.0, detuned), 0), name, "{detuned} off");
        }
        for detuned in [-0.035, 0.035] {
            assert_eq!(heard(&off(key, -12.0, -12.0, detuned), 0), "", "{detuned} off");
        }
        // Duration: 40 ms accepted (above), 20 ms refused. Level: -40 dBm0 refused.
        assert_eq!(heard(&tones(key, -10.0, 20), 0), "", "20 ms");
        assert_eq!(heard(&tones(key, -40.0, 100), 0), "", "-40 dBm0");
        // One tone is no key.
        assert_eq!(heard(&sines(&[key_tones(key).unwrap().0], -10.0, 100), 0), "");
    }
}

#[test]
fn a_key_is_told_once_however_long_and_again_when_pressed_again() {
    assert_eq!(heard(&tones('5', -10.0, 2_000), 0), "5");
    let dialled: Vec<i16> =
        "0612345566".chars().flat_map(|key| [tones(key, -12.0, 50), vec![0; 400]].concat()).collect();
    assert_eq!(heard(&dialled, 0), "0612345566");
}

#[test]
fn nobody_speaks_a_key() {
    for (name, pcm) in recordings() {
        for (gain_db, late) in [(0.0, 0), (0.0, 71), (-10.0, 37), (-20.0, 0)] {
            let gain = level::ratio(gain_db);
            let pcm: Vec<i16> = pcm.iter().map(|s| (f32::from(*s) * gain) as i16).collect();
            assert_eq!(heard(&pcm, late), "", "{name} at {gain_db} dB");
        }
    }
}

#[test]
fn a_key_over_speech_is_heard_and_is_no_speech_itself() {
    // Keys alone: pressed, and no turn begins.
    let line: Vec<i16> = "12#".chars().flat_map(|key| [tones(key, -8.0, 150), vec![0; 1_600]].concat()).collect();
    let mut ear = Ear::new(0);
    ear.listen(huisclos_audio::Patience::Digits);
    let facts: Vec<EarFact> = alaw::frames(&line).iter().flat_map(|frame| ear.frame(frame, &QUIET)).collect();
    assert_eq!(facts, [EarFact::Pressed('1'), EarFact::Pressed('2'), EarFact::Pressed('#')]);
    // Told also when nobody listens.
    let mut closed = Ear::new(0);
    let facts: Vec<EarFact> = alaw::frames(&line).iter().flat_map(|frame| closed.frame(frame, &QUIET)).collect();
    assert_eq!(facts.len(), 3);
}
