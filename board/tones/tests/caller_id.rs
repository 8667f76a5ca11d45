//! Caller ID through a line: sent, spoilt, heard.
#![allow(clippy::unwrap_used)]

use huisclos_agenda::Purpose;
use huisclos_audio::{alaw, level};
use huisclos_tones::{CallerIdError, CallerIdMessage, CallerIdReceiver, Hidden, compose, modulate, read};
use proptest::prelude::*;

const AT: [u8; 8] = *b"11220936";

/// Noise of a seed, with this mean level.
fn noise(seed: u64, dbm0: f32, samples: usize) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1u64 << 24) as f32 - 0.5
    };
    let rms = level::rms_at(dbm0);
    // Four uniform values: near enough to a normal one.
    (0..samples).map(|_| (next() + next() + next() + next()) * rms * 3f32.sqrt()).collect()
}

/// A message as it arrives: at a level, in noise, through A-law.
fn arrives(bytes: &[u8], dbm0: f32, noise_dbm0: f32, seed: u64) -> Vec<i16> {
    let mut pcm = vec![0i16; 800 + (seed % 160) as usize];
    pcm.extend(modulate(bytes, dbm0));
    pcm.extend([0i16; 800]);
    let noise = noise(seed + 1, noise_dbm0, pcm.len());
    let spoilt = pcm.iter().zip(noise).map(|(s, n)| (f32::from(*s) + n).round().clamp(-32768.0, 32767.0) as i16);
    alaw::decode(&alaw::encode(&spoilt.collect::<Vec<_>>()))
}

fn heard(pcm: &[i16]) -> Vec<Result<CallerIdMessage, CallerIdError>> {
    let mut receiver = CallerIdReceiver::default();
    pcm.chunks(160).filter_map(|frame| receiver.hear(frame)).collect()
}

fn number(message: &CallerIdMessage) -> Option<String> {
    message.number.as_ref().map(|number| number.open(Purpose::Handset).clone())
}

#[test]
fn a_number_and_a_name_arrive() {
    let pcm = arrives(&compose(Some(AT), Ok("0612345678"), Some("MARTIN PAUL")), -13.5, -60.0, 7);
    let mut all = heard(&pcm);
    assert_eq!(all.len(), 1);
    let message = all.remove(0).unwrap();
    assert_eq!((number(&message).as_deref(), message.at), (Some("0612345678"), Some(AT)));
    assert!(message.name.unwrap().matches(|name| name == "MARTIN PAUL"));
    assert_eq!(message.hidden, None);
}

#[test]
fn withheld_unavailable_and_absent_are_told_apart() {
    for hidden in [Hidden::Withheld, Hidden::Unavailable] {
        let pcm = arrives(&compose(Some(AT), Err(hidden), None), -20.0, -60.0, 3);
        let message = heard(&pcm).pop().unwrap().unwrap();
        assert_eq!((number(&message), message.hidden), (None, Some(hidden)));
    }
    assert!(heard(&[0; 16_000]).is_empty(), "nothing was sent, nothing is heard");
}

/// The old single-data form, which some exchanges behind a cabinet still send.
#[test]
fn the_single_form_is_read() {
    let mut bytes = vec![0x04, 18];
    bytes.extend(b"112209360145671234");
    let sum = bytes.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
    bytes.push(sum.wrapping_neg());
    let message = heard(&arrives(&bytes, -13.5, -60.0, 1)).pop().unwrap().unwrap();
    assert_eq!(number(&message).as_deref(), Some("0145671234"));
}

/// Messages heard of a hundred, by level and noise. The figure of the worst line that is asked for: -32 dBm0 in -52.
#[test]
fn long_and_noisy_lines_are_heard() {
    for (dbm0, noise_dbm0, least) in [(-13.5, -50.0, 100), (-32.0, -52.0, 100), (-36.0, -60.0, 99), (-20.0, -32.0, 90)]
    {
        let good = (0..100).filter(|seed| {
            let digits = format!("06{:08}", (seed * 7_919_717 + 13) % 100_000_000);
            let pcm = arrives(&compose(Some(AT), Ok(&digits), Some("DUPONT")), dbm0, noise_dbm0, *seed);
            let all = heard(&pcm);
            let wrong = all.iter().flatten().any(|message| number(message).is_some_and(|number| number != digits));
            assert!(!wrong, "a wrong number passed the checksum at {dbm0} dBm0");
            all.iter().flatten().any(|message| number(message).as_deref() == Some(&digits))
        });
        let good = good.count();
        println!("caller ID at {dbm0} dBm0 in noise of {noise_dbm0} dBm0: {good} of 100");
        assert!(good >= least, "{dbm0} dBm0 in {noise_dbm0}: {good}");
    }
}

/// A caller who speaks, a fax, a modem of another sort: nothing is heard in five minutes of noise and tones.
#[test]
fn noise_is_no_caller() {
    let mut receiver = CallerIdReceiver::default();
    for second in 0..300u64 {
        let dbm0 = -10.0 - (second % 40) as f32;
        let pcm: Vec<i16> = noise(second, dbm0, 8_000).iter().map(|s| *s as i16).collect();
        for frame in pcm.chunks(160) {
            assert!(!matches!(receiver.hear(frame), Some(Ok(_))), "second {second}");
        }
    }
}

#[test]
fn one_wrong_bit_is_refused() {
    let good = compose(Some(AT), Ok("0612345678"), Some("MARTIN"));
    for byte in 0..good.len() {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[byte] ^= 1 << bit;
            assert!(read(&bad).is_err(), "byte {byte}, bit {bit}");
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_taken(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
        // With the sum made right, so that the fields are reached.
        if bytes.len() > 2 {
            let mut whole = vec![0x80, bytes.len().min(255) as u8];
            whole.extend(&bytes[..bytes.len().min(255)]);
            let sum = whole.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
            whole.push(sum.wrapping_neg());
            if let Ok(message) = read(&whole) {
                prop_assert!(message.number.is_none_or(|number| number.matches(|n| n.len() <= 20)));
            }
        }
    }

    #[test]
    fn any_sound_is_taken(pcm in proptest::collection::vec(any::<i16>(), 0..4_000)) {
        let _ = heard(&pcm);
    }

    #[test]
    fn what_is_composed_is_read(number in "[0-9]{1,20}", name in "[A-Z ]{1,30}") {
        let message = read(&compose(None, Ok(&number), Some(&name))).unwrap();
        prop_assert!(message.number.unwrap().matches(|n| *n == number));
        prop_assert_eq!(message.name.is_some(), !name.trim().is_empty());
    }
}
