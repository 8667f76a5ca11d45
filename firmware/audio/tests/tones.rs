//! Call-progress tones: busy and congestion are known, nothing else passes for them.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Noise, QUIET, recordings};
use huisclos_audio::progress::{LineTone, ProgressDetector};
use huisclos_audio::tones::{Cadence, ProgressTone, samples, sines};
use huisclos_audio::{Ear, EarFact, Patience, alaw};

/// When each tone is told, in milliseconds.
fn told(pcm: &[i16]) -> Vec<(LineTone, usize)> {
    let mut detector = ProgressDetector::default();
    let tell = |(n, frame): (usize, &[u8; 160])| {
        detector.frame(&alaw::decode_frame(frame)).recognised.map(|tone| (tone, (n + 1) * 20))
    };
    alaw::frames(pcm).iter().enumerate().filter_map(tell).collect()
}

fn cadence(cadence: Cadence, dbm0: f32, snr_db: f32, seconds: usize) -> Vec<i16> {
    let mut tone = ProgressTone::new(cadence, dbm0);
    let clean: Vec<i16> = (0..seconds * 50).flat_map(|_| tone.pcm()).collect();
    let noise = Noise::white(clean.len(), dbm0 - snr_db);
    clean.iter().zip(noise).map(|(s, n)| (f32::from(*s) + n) as i16).collect()
}

fn on_off(hz: f32, on_ms: u64, off_ms: u64, times: usize) -> Vec<i16> {
    let burst = [sines(&[hz], -15.0, on_ms), vec![0; samples(off_ms)]].concat();
    burst.repeat(times)
}

#[test]
fn busy_and_congestion_are_known_at_their_third_burst() {
    for snr_db in [50.0, 20.0, 10.0] {
        for dbm0 in [-10.0, -20.0, -30.0] {
            for (kind, third_ms) in [(Cadence::Busy, 2_500), (Cadence::Congestion, 1_250)] {
                let heard = told(&cadence(kind, dbm0, snr_db, 6));
                let [(LineTone::Busy, at_ms)] = heard[..] else {
                    panic!("{kind:?} {dbm0} dBm0 {snr_db} dB: {heard:?}")
                };
                assert!((third_ms..third_ms + 100).contains(&at_ms), "{kind:?} at {at_ms} ms");
                // Joined in the middle of a burst, it takes one burst more.
                let late = told(&cadence(kind, dbm0, snr_db, 6)[samples(130)..]);
                assert_eq!(late.len(), 1, "{kind:?} joined late at {dbm0} dBm0, {snr_db} dB: {late:?}");
            }
        }
    }
}

#[test]
fn nothing_else_passes_for_busy() {
    let others: [(&str, Vec<i16>); 8] = [
        ("two bursts", on_off(440.0, 500, 500, 2)),
        ("dial tone", cadence(Cadence::Dial, -15.0, 40.0, 20)),
        ("ringback", cadence(Cadence::Ringback, -15.0, 40.0, 30)),
        ("call waiting", cadence(Cadence::CallWaiting, -15.0, 40.0, 40)),
        ("a hold tone", on_off(440.0, 400, 4_000, 8)),
        ("uneven beeps", on_off(440.0, 500, 250, 8)),
        ("another pitch", on_off(1_000.0, 500, 500, 8)),
        ("two tones", on_off(440.0, 500, 500, 6).iter().zip(on_off(620.0, 500, 500, 6)).map(|(a, b)| a + b).collect()),
    ];
    for (name, pcm) in others {
        assert_eq!(told(&pcm), [], "{name}");
    }
}

#[test]
fn nobody_speaks_a_busy_tone() {
    let all: Vec<i16> = recordings().into_iter().flat_map(|(_, pcm)| pcm).collect();
    assert_eq!(told(&all), []);
    // Nor over a busy tone: who speaks is there. (It happens when another line's tone leaks in.)
    let busy = cadence(Cadence::Busy, -25.0, 60.0, all.len() / 8_000);
    let over: Vec<i16> = all.iter().zip(&busy).map(|(a, b)| a.saturating_add(*b)).collect();
    assert_eq!(told(&over), []);
}

#[test]
fn a_steady_tone_is_told_after_half_a_minute() {
    for hz in [440.0, 425.0, 1_000.0] {
        let heard = told(&sines(&[hz], -15.0, 40_000));
        assert!(matches!(heard[..], [(LineTone::Steady, 29_900..=30_100)]), "{hz} Hz: {heard:?}");
    }
    assert_eq!(told(&sines(&[440.0], -15.0, 29_000)), []);
}

#[test]
fn tones_are_not_speech() {
    let lines = [
        cadence(Cadence::Dial, -12.0, 40.0, 8),
        cadence(Cadence::Busy, -12.0, 40.0, 8),
        cadence(Cadence::Congestion, -12.0, 40.0, 8),
        cadence(Cadence::Ringback, -20.0, 20.0, 20),
        [sines(&[950.0], -15.0, 330), sines(&[1_400.0], -15.0, 330), sines(&[1_800.0], -15.0, 330)].concat(),
    ];
    for (n, line) in lines.iter().enumerate() {
        let mut ear = Ear::new(0);
        for frame in alaw::frames(line) {
            if !ear.listening() {
                ear.listen(Patience::Open);
            }
            for fact in ear.frame(&frame, &QUIET) {
                assert!(matches!(fact, EarFact::BusyTone | EarFact::NothingSaid { .. }), "line {n}: {fact:?}");
            }
        }
    }
}
