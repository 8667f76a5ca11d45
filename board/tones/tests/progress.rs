//! Outgoing calls by their tones.

use huisclos_audio::FRAME_SAMPLES;
use huisclos_audio::tones::{Cadence, ProgressTone, sines};
use huisclos_tones::{CallProgress, Progress};

/// Plays pieces of sound to a call that has been dialled; what was told, with its milliseconds.
fn told(pieces: &[Vec<i16>], ring_max_ms: u64) -> Vec<(u64, Progress)> {
    let mut progress = CallProgress::new(ring_max_ms);
    progress.dialled();
    let pcm: Vec<i16> = pieces.concat();
    let frames = pcm.chunks_exact(FRAME_SAMPLES);
    let frames = frames.map(|chunk| std::array::from_fn(|n| chunk[n] + (n % 7) as i16 - 3));
    frames.enumerate().filter_map(|(n, frame)| Some((n as u64 * 20, progress.frame(&frame)?))).collect()
}

fn tone(cadence: Cadence, ms: u64) -> Vec<i16> {
    let mut tone = ProgressTone::new(cadence, -15.0);
    (0..ms / 20).flat_map(|_| tone.pcm()).collect()
}

fn silence(ms: u64) -> Vec<i16> {
    vec![0; ms as usize * 8]
}

/// Something like a voice: three partials that glide.
fn voice(ms: u64) -> Vec<i16> {
    (0..ms * 8)
        .map(|n| {
            let t = n as f32 / 8000.0;
            let pitch = 140.0 + 40.0 * (t * 3.0).sin();
            let partials: f32 = (1..20).map(|k| (std::f32::consts::TAU * pitch * k as f32 * t).sin() / k as f32).sum();
            (partials * 2_000.0 * (t * 20.0).sin().abs()) as i16
        })
        .collect()
}

fn last(pieces: &[Vec<i16>]) -> Option<(u64, Progress)> {
    told(pieces, 30_000).pop()
}

#[test]
fn busy_and_congestion_are_told_within_four_seconds() {
    for (cadence, expect, by_ms) in
        [(Cadence::Busy, Progress::Busy, 3_000), (Cadence::Congestion, Progress::Congestion, 1_600)]
    {
        let (at_ms, progress) = last(&[silence(1_000), tone(cadence, 6_000)]).unwrap_or((0, Progress::Nothing));
        assert_eq!(progress, expect);
        assert!(at_ms - 1_000 <= by_ms, "{cadence:?} after {} ms", at_ms - 1_000);
    }
}

#[test]
fn ringing_then_a_voice_is_an_answer() {
    let all = told(&[silence(2_000), tone(Cadence::Ringback, 11_500), voice(1_000)], 30_000);
    let rings = all.iter().filter(|(_, p)| *p == Progress::Ringing).count();
    assert_eq!((rings, all.last().map(|(_, p)| *p)), (3, Some(Progress::Answered)), "{all:?}");
}

#[test]
fn ringing_that_stops_is_an_answer_by_somebody_silent() {
    let (at_ms, progress) = last(&[tone(Cadence::Ringback, 6_500), silence(8_000)]).unwrap_or((0, Progress::Nothing));
    assert_eq!(progress, Progress::Answered);
    assert!((11_000..13_000).contains(&at_ms), "{at_ms}");
}

#[test]
fn ringing_without_end_is_no_answer() {
    let all = told(&[tone(Cadence::Ringback, 60_000)], 25_000);
    assert_eq!(all.last().map(|(_, p)| *p), Some(Progress::NoAnswer));
    assert_eq!(all.iter().filter(|(_, p)| *p == Progress::Ringing).count(), 6);
}

#[test]
fn the_three_tones_are_a_number_that_is_none() {
    let three: Vec<Vec<i16>> = [950.0, 1_400.0, 1_800.0].into_iter().map(|hz| sines(&[hz], -15.0, 330)).collect();
    assert_eq!(last(&[silence(500), three.concat(), silence(1_000)]).map(|(_, p)| p), Some(Progress::Information));
    let other = sines(&[950.0], -15.0, 330);
    assert_eq!(last(&[silence(500), other, silence(2_000)]), None, "one tone alone says nothing");
}

#[test]
fn a_dial_tone_that_stays_and_a_dead_line_are_nothing() {
    assert_eq!(last(&[tone(Cadence::Dial, 5_000)]).map(|(_, p)| p), Some(Progress::Nothing));
    assert_eq!(last(&[silence(30_000)]).map(|(_, p)| p), Some(Progress::Nothing));
}

#[test]
fn a_dial_tone_is_told_before_dialling() {
    let mut progress = CallProgress::new(30_000);
    let mut tone = ProgressTone::new(Cadence::Dial, -15.0);
    let at = (0..100).find(|_| progress.frame(&tone.pcm()) == Some(Progress::DialTone));
    assert!(at.is_some_and(|n| n * 20 <= 700), "{at:?}");
    let mut silent = CallProgress::new(30_000);
    assert!((0..500).all(|_| silent.frame(&[0; FRAME_SAMPLES]).is_none()));
}
