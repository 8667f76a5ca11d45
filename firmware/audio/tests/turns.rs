//! Where turns begin and end, in recorded speech laid into known places.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Noise, QUIET, frames, hear, recording, recordings, spoken, turns};
use huisclos_audio::ear::{AFTER_MS, BEFORE_MS};
use huisclos_audio::{Ear, EarFact, Ended, Patience};

type MakeNoise = fn(usize, f32) -> Vec<f32>;

/// Every recording, spoken at 2 s into 10 s of noise: exactly one turn, and how far its ends are from the truth.
fn errors_ms(noise: MakeNoise, speech_dbm0: f32, noise_dbm0: f32) -> (Vec<i64>, Vec<i64>) {
    let (mut starts, mut ends) = (Vec::new(), Vec::new());
    for (name, pcm) in recordings() {
        let speech = spoken(&pcm, speech_dbm0);
        let line = frames(12.0, &[(0, &noise(96_000, noise_dbm0)), (2_000, &speech)]);
        let mut ear = Ear::new(0);
        let told = turns(&hear(&mut ear, &line, |ear| ear.listen(Patience::Digits)));
        let [(start, end)] = told[..] else {
            panic!("{name} at {speech_dbm0} dBm0 in noise of {noise_dbm0} dBm0 made the turns {told:?}")
        };
        starts.push(start as i64 - 2_000);
        ends.push(end as i64 - 2_000 - speech.len() as i64 / 8);
    }
    (starts, ends)
}

fn within(errors_ms: &[i64], most_ms: i64) -> f32 {
    errors_ms.iter().filter(|error| error.abs() <= most_ms).count() as f32 / errors_ms.len() as f32
}

#[test]
fn finds_both_ends_of_speech_on_quiet_and_noisy_lines() {
    // Name, noise, level of speech, level of noise, least part of starts within 60 ms of the truth. Ends are always.
    let conditions: [(&str, MakeNoise, f32, f32, f32); 7] = [
        ("good line", Noise::white, -18.0, -60.0, 1.0),
        ("weak caller", Noise::white, -36.0, -66.0, 1.0),
        ("20 dB of noise", Noise::white, -18.0, -38.0, 1.0),
        ("20 dB of street", Noise::pink, -18.0, -38.0, 1.0),
        // A first syllable 10 dB under the rest has no level left over the noise.
        ("10 dB of noise", Noise::white, -18.0, -28.0, 0.75),
        ("10 dB of street", Noise::pink, -18.0, -28.0, 0.75),
        ("10 dB of hum", Noise::hum, -18.0, -28.0, 0.75),
    ];
    for (name, noise, speech_dbm0, noise_dbm0, least) in conditions {
        let (starts, ends) = errors_ms(noise, speech_dbm0, noise_dbm0);
        assert!(within(&ends, 60) == 1.0, "{name}: ends {ends:?}");
        assert!(within(&starts, 60) >= least, "{name}: starts {starts:?}");
        assert!(within(&starts, BEFORE_MS as i64 + 200) == 1.0, "{name}: more than a syllable is lost: {starts:?}");
        // The twin: a truth that is 200 ms off is seen to be wrong.
        let shifted: Vec<i64> = ends.iter().map(|error| error + 200).collect();
        assert!(within(&shifted, 60) == 0.0, "{name}");
    }
}

#[test]
fn noises_and_silence_are_no_speech() {
    let noises: [(&str, Vec<f32>); 6] = [
        ("silence", vec![0.0; 160_000]),
        ("hiss", Noise::white(160_000, -28.0)),
        ("faint hiss", Noise::white(160_000, -50.0)),
        ("street", Noise::pink(160_000, -28.0)),
        ("hum", Noise::hum(160_000, -25.0)),
        ("faint hum", Noise::hum(160_000, -45.0)),
    ];
    for (name, noise) in noises {
        let facts = hear(&mut Ear::new(0), &frames(20.0, &[(0, &noise)]), |ear| ear.listen(Patience::YesNo));
        assert!(facts.iter().all(|fact| matches!(fact, EarFact::NothingSaid { .. })), "{name}: {facts:?}");
        assert!(facts.len() >= 3, "{name}: nothing said is told every 5 s: {facts:?}");
    }
}

/// The turns of one word, a pause of so long, and another word.
fn turns_around_a_pause(patience: Patience, scale: f32, pause_ms: usize) -> Vec<(u64, u64)> {
    let word = spoken(&recording("07-birth.wav"), -18.0);
    let again_ms = 1_000 + word.len() / 8 + pause_ms;
    let line = frames(14.0, &[(0, &Noise::white(112_000, -55.0)), (1_000, &word), (again_ms, &word)]);
    let mut ear = Ear::new(0);
    ear.scale_patience(scale);
    turns(&hear(&mut ear, &line, |ear| ear.listen(patience)))
}

#[test]
fn waits_for_each_kind_of_answer_as_long_as_it_needs() {
    for patience in Patience::ALL {
        let pause_ms = patience.waits().pause_ms as usize;
        let shorter = turns_around_a_pause(patience, 1.0, pause_ms - 100);
        assert_eq!(shorter.len(), 1, "{patience:?}: a pause inside the turn ended it: {shorter:?}");
        let longer = turns_around_a_pause(patience, 1.0, pause_ms + 100);
        assert_eq!(longer.len(), 2, "{patience:?}: the pause after the turn did not end it: {longer:?}");
    }
    // A slow speaker is given twice the time, and then the same pause no longer ends the turn.
    assert_eq!(turns_around_a_pause(Patience::Short, 1.0, 1_200).len(), 2);
    assert_eq!(turns_around_a_pause(Patience::Short, 2.0, 1_200).len(), 1);
}

#[test]
fn a_turn_ends_as_long_after_speech_as_it_is_waited_for() {
    let word = spoken(&recording("02-consent.wav"), -18.0);
    let end_ms = 1_000 + word.len() as u64 / 8;
    for patience in Patience::ALL {
        let mut ear = Ear::new(0);
        ear.listen(patience);
        let line = frames(6.0, &[(0, &Noise::white(48_000, -55.0)), (1_000, &word)]);
        let ended = line.iter().find_map(|frame| {
            let facts = ear.frame(frame, &QUIET);
            facts.iter().any(|fact| matches!(fact, EarFact::TurnEnded { .. })).then(|| ear.now_ms())
        });
        let late_ms = ended.unwrap() as i64 - (end_ms + patience.waits().pause_ms) as i64;
        assert!((-60..=80).contains(&late_ms), "{patience:?} ended {late_ms} ms off");
    }
}

#[test]
fn what_is_known_at_the_pause_is_what_the_turn_will_be() {
    let word = spoken(&recording("01-open.wav"), -18.0);
    let line = frames(9.0, &[(0, &Noise::white(72_000, -55.0)), (1_000, &word)]);
    let (mut ear, mut at_pause, mut at_end) = (Ear::new(500), None, None);
    ear.listen(Patience::Open);
    for frame in &line {
        for fact in ear.frame(frame, &QUIET) {
            match fact {
                EarFact::Paused { .. } => at_pause = ear.turn_so_far(),
                EarFact::TurnEnded { turn, why } => at_end = Some((turn, why)),
                _ => {}
            }
        }
    }
    let (turn, why) = at_end.unwrap();
    assert_eq!(why, Ended::Pause);
    assert_eq!(at_pause.unwrap(), turn, "work begun at the pause would be lost");
    // Line time counts from the origin; 250 ms are kept before, 200 ms after, at 16 kHz.
    let speech_ms = turn.speech_end_ms - turn.speech_start_ms;
    assert!(
        turn.speech_start_ms.abs_diff(1_500) <= 60 && speech_ms.abs_diff(word.len() as u64 / 8) <= 100,
        "{speech_ms}"
    );
    assert_eq!(turn.from_ms, turn.speech_start_ms - BEFORE_MS);
    assert_eq!(turn.pcm_16khz.len() as u64, (BEFORE_MS + speech_ms + AFTER_MS) * 16);
    // The samples are those of the line: the loud ones lie where speech does.
    let loud = turn.pcm_16khz.iter().position(|sample| sample.abs() > 0.05).unwrap() as u64 / 16;
    assert!(loud.abs_diff(BEFORE_MS) <= 80, "the first loud sample lies at {loud} ms");
}

#[test]
fn a_turn_that_does_not_end_is_cut() {
    let word = spoken(&recording("01-open.wav"), -18.0);
    let places: Vec<(usize, &[f32])> = (0..8).map(|n| (500 + n * (word.len() / 8 + 100), &word[..])).collect();
    let mut ear = Ear::new(0);
    let facts = hear(&mut ear, &frames(45.0, &places), |ear| ear.listen(Patience::YesNo));
    let cut = facts.iter().find_map(|fact| match fact {
        EarFact::TurnEnded { turn, why: Ended::TooLong } => Some(turn.speech_end_ms - turn.speech_start_ms),
        _ => None,
    });
    let longest_ms = Patience::YesNo.waits().longest_ms;
    assert!(cut.is_some_and(|ms| ms <= longest_ms && ms + 200 >= longest_ms), "{cut:?}");
}

#[test]
fn the_engine_may_end_a_turn_or_wait_longer() {
    let word = spoken(&recording("07-birth.wav"), -18.0);
    let line = frames(9.0, &[(0, &Noise::white(72_000, -55.0)), (500, &word)]);
    let run = |more_ms: u64, end: bool| {
        let mut ear = Ear::new(0);
        ear.listen(Patience::YesNo);
        for (n, frame) in line.iter().enumerate() {
            for fact in ear.frame(frame, &QUIET) {
                match fact {
                    EarFact::Paused { .. } if end => return (n, ear.end_turn()),
                    EarFact::Paused { .. } => ear.wait_longer(more_ms),
                    EarFact::TurnEnded { .. } => return (n, Some(fact)),
                    _ => {}
                }
            }
        }
        panic!("the turn did not end")
    };
    let (ended, longer, asked) = (run(0, false), run(1_000, false), run(0, true));
    assert_eq!(longer.0 - ended.0, 50, "a second longer");
    assert!(asked.0 < ended.0 && matches!(asked.1, Some(EarFact::TurnEnded { why: Ended::Asked, .. })));
    assert_eq!(Ear::new(0).end_turn(), None, "nothing to end");
}

#[test]
fn a_closed_ear_hears_nothing_but_keeps_what_comes_before() {
    let word = spoken(&recording("01-open.wav"), -18.0);
    let line = frames(9.0, &[(0, &Noise::white(72_000, -55.0)), (1_000, &word)]);
    let mut ear = Ear::new(0);
    let early: Vec<EarFact> = line[..60].iter().flat_map(|frame| ear.frame(frame, &QUIET)).collect();
    assert_eq!(early, [], "nobody listens");
    ear.listen(Patience::Open);
    let facts: Vec<EarFact> = line[60..].iter().flat_map(|frame| ear.frame(frame, &QUIET)).collect();
    let told = turns(&facts);
    assert!(
        matches!(told[..], [(start, _)] if start.abs_diff(1_000) <= 60),
        "speech from before it listened: {told:?}"
    );
}
