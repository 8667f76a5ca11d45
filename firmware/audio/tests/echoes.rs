//! The box's own voice comes back: it is never the caller, and the caller is heard through it.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Noise, recording, spoken};
use huisclos_audio::echo::Echo;
use huisclos_audio::{Ear, EarFact, Patience, alaw, level};

/// A hybrid: no mirror, it smears over half a millisecond. Energy 1.
const SHAPE: [f32; 5] = [0.55, -0.70, 0.40, -0.20, 0.087];

/// What the box says: 20 s of recordings, as loud as our voice is.
fn said() -> Vec<i16> {
    let pause = vec![0.0; 3_200];
    let parts = ["24-alarm.wav", "08-phone.wav", "01-open.wav", "21-move.wav"];
    let said: Vec<f32> =
        parts.iter().flat_map(|name| [spoken(&recording(name), -14.0), pause.clone()].concat()).collect();
    alaw::decode(&alaw::encode(&said.iter().map(|s| *s as i16).collect::<Vec<_>>()))
}

struct Path {
    loss_db: f32,
    delay_ms: usize,
    noise_dbm0: f32,
}

/// What the line gives back, and somebody at a place in it.
fn heard(said: &[i16], path: &Path, near: &[f32], near_at_ms: usize) -> Vec<i16> {
    let noise = Noise::white(said.len(), path.noise_dbm0);
    let gain = level::ratio(-path.loss_db);
    (0..said.len())
        .map(|n| {
            let back = |k: usize| n.checked_sub(path.delay_ms * 8 + k).map_or(0.0, |m| f32::from(said[m]));
            let echo: f32 = SHAPE.iter().enumerate().map(|(k, tap)| tap * back(k)).sum();
            let near = n.checked_sub(near_at_ms * 8).and_then(|m| near.get(m)).copied().unwrap_or(0.0);
            (echo * gain + near + noise[n]).round().clamp(-32768.0, 32767.0) as i16
        })
        .collect()
}

/// The facts, each with the time at which it is told.
fn facts(said: &[i16], heard: &[i16]) -> Vec<(u64, EarFact)> {
    let mut ear = Ear::new(0);
    let mut told = Vec::new();
    for (heard, said) in alaw::frames(heard).iter().zip(alaw::frames(said)) {
        if !ear.listening() {
            ear.listen(Patience::Open);
        }
        let now = ear.frame(heard, &said);
        told.extend(now.into_iter().map(|fact| (ear.now_ms(), fact)));
    }
    told
}

fn paths() -> impl Iterator<Item = Path> {
    let losses_db = [12.0, 16.0, 20.0].into_iter().zip([-66.0, -55.0, -60.0]);
    losses_db.flat_map(|(loss_db, noise_dbm0)| [0, 10, 40].map(|delay_ms| Path { loss_db, delay_ms, noise_dbm0 }))
}

#[test]
fn our_own_voice_is_never_the_caller() {
    let said = said();
    for path in paths() {
        let told = facts(&said, &heard(&said, &path, &[], 0));
        let speech = told.iter().any(|(_, fact)| matches!(fact, EarFact::SpeechBegan { .. }));
        assert!(!speech, "{} dB, {} ms, noise {}: {told:?}", path.loss_db, path.delay_ms, path.noise_dbm0);
    }
    // The twin: the same sound with the ear not told what the box says is somebody speaking.
    let path = Path { loss_db: 12.0, delay_ms: 3, noise_dbm0: -66.0 };
    let untold = facts(&vec![0; said.len()], &heard(&said, &path, &[], 0));
    assert!(untold.iter().any(|(_, fact)| matches!(fact, EarFact::SpeechBegan { .. })));
}

#[test]
fn the_caller_interrupts_within_half_a_second() {
    let said = said();
    // Not at the beginning: there the line is not known yet, see the next test.
    let near_at_ms = 6_200;
    for path in paths() {
        for near_dbm0 in [-15.0, -22.0] {
            let near = spoken(&recording("23-secretary.wav"), near_dbm0);
            let told = facts(&said, &heard(&said, &path, &near, near_at_ms));
            let began = told.iter().find_map(|(now_ms, fact)| match fact {
                EarFact::SpeechBegan { at_ms, over_voice: true } => Some((*now_ms, *at_ms)),
                _ => None,
            });
            let (now_ms, at_ms) = began.unwrap_or_else(|| {
                panic!("{} dB, {} ms, {near_dbm0} dBm0 was not heard: {told:?}", path.loss_db, path.delay_ms)
            });
            assert!(now_ms <= near_at_ms as u64 + 700, "{} dB, {} ms: only at {now_ms}", path.loss_db, path.delay_ms);
            assert!(at_ms.abs_diff(near_at_ms as u64) <= 300, "speech at {at_ms}");
        }
    }
}

#[test]
fn a_cough_does_not_interrupt() {
    let said = said();
    let path = Path { loss_db: 16.0, delay_ms: 4, noise_dbm0: -60.0 };
    let cough = &spoken(&recording("24-alarm.wav"), -15.0)[..1_440];
    let told = facts(&said, &heard(&said, &path, cough, 6_300));
    assert!(!told.iter().any(|(_, fact)| matches!(fact, EarFact::SpeechBegan { over_voice: true, .. })), "{told:?}");
}

#[test]
fn a_word_over_the_last_syllable_is_not_lost() {
    // The box stops at 3 s; "oui" begins 150 ms before.
    let mut said = said();
    said.truncate(24_000);
    said.resize(24_000 + 32_000, 0);
    let path = Path { loss_db: 16.0, delay_ms: 4, noise_dbm0: -60.0 };
    let yes = spoken(&recording("02-consent.wav"), -18.0);
    let told = facts(&said, &heard(&said, &path, &yes, 2_850));
    assert!(told.iter().any(|(_, fact)| matches!(fact, EarFact::TurnEnded { .. })), "{told:?}");
}

#[test]
fn silence_counts_from_the_last_word_of_the_box() {
    let mut said = said();
    said.truncate(32_000);
    said.resize(32_000 + 80_000, 0);
    let path = Path { loss_db: 16.0, delay_ms: 4, noise_dbm0: -60.0 };
    let told = facts(&said, &heard(&said, &path, &[], 0));
    let wait_ms = Patience::Open.waits().nothing_ms;
    assert!(
        matches!(told[..], [(now, EarFact::NothingSaid { .. })] if now >= 4_000 + wait_ms && now < 4_600 + wait_ms),
        "{told:?}"
    );
}

#[test]
fn takes_most_of_the_echo_off_and_leaves_a_silent_box_bit_exact() {
    let said = said();
    let line = heard(&said, &Path { loss_db: 12.0, delay_ms: 5, noise_dbm0: -70.0 }, &[], 0);
    let (mut echo, mut before, mut after) = (Echo::default(), 0.0, 0.0);
    for (n, (heard, said)) in alaw::frames(&line).iter().zip(alaw::frames(&said)).enumerate() {
        let heard = alaw::decode_frame(heard);
        let near = echo.frame(&heard, &alaw::decode_frame(&said));
        if n > 250 {
            before += level::mean_square(&heard);
            after += level::mean_square(&near.pcm);
        }
    }
    let off_db = 10.0 * (before / after).log10();
    assert!(off_db > 12.0, "{off_db} dB taken off after five seconds");

    let mut silent = Echo::default();
    let speech = recording("01-open.wav");
    for frame in alaw::frames(&speech) {
        let pcm = alaw::decode_frame(&frame);
        assert_eq!(silent.frame(&pcm, &[8; 160]).pcm, pcm);
    }
}
