//! What a line sends, changed at random: the caller-ID message as bytes and as sound, the tones of a call. A number, a reason
//! or nothing, never a panic. Short by default; the long form is `HUISCLOS_FUZZ_S=600` and prints how much it tried.
#![allow(clippy::unwrap_used)]

use huisclos_audio::FRAME_SAMPLES;
use huisclos_audio::dtmf::DtmfDetector;
use huisclos_audio::progress::ProgressDetector;
use huisclos_tones::{CallProgress, CallerIdMessage, CallerIdReceiver, Hidden, compose, modulate, read};
use std::time::{Duration, Instant};

/// Tries of the short form.
const SHORT_BYTES: u64 = 200_000;
const SHORT_SOUNDS: u64 = 300;

struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below.max(1)
    }

    /// A message as a network may send it.
    fn message(&mut self) -> Vec<u8> {
        let digits: String = (0..1 + self.next(24)).map(|_| char::from(b'0' + self.next(10) as u8)).collect();
        let number = match self.next(6) {
            0 => Err(Hidden::Withheld),
            1 => Err(Hidden::Unavailable),
            _ => Ok(digits.as_str()),
        };
        let name: String = (0..self.next(60)).map(|_| char::from(self.next(256) as u8)).collect();
        compose((self.next(2) == 0).then_some(*b"11220936"), number, (self.next(2) == 0).then_some(name.as_str()))
    }

    /// The same with some bytes changed; most of them with a sum that fits again, so that the fields are reached.
    fn changed(&mut self) -> Vec<u8> {
        let mut bytes = self.message();
        for _ in 0..self.next(5) {
            let at = self.next(bytes.len());
            match self.next(5) {
                0 => bytes.truncate(at + 1),
                1 => bytes.insert(at, self.next(256) as u8),
                2 => {
                    bytes.remove(at);
                }
                3 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff, 0x04, 0x02][self.next(7)],
                _ => bytes[at] ^= 1 << self.next(8),
            }
            if bytes.is_empty() {
                bytes.push(0x80);
            }
        }
        if self.next(4) > 0 && bytes.len() > 2 {
            let body = bytes.len() - 3;
            if self.next(4) > 0 {
                bytes[1] = body as u8;
            }
            let last = bytes.len() - 1;
            bytes[last] = bytes[..last].iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte)).wrapping_neg();
        }
        bytes
    }
}

/// What was read is a number that can be one, and a name that can be shown.
fn sound_of_mind(message: &CallerIdMessage) {
    let digits = |n: &String| {
        (1..=20).contains(&n.len()) && n.chars().enumerate().all(|(k, c)| c.is_ascii_digit() || k == 0 && c == '+')
    };
    assert!(message.number.as_ref().is_none_or(|number| number.matches(digits)), "a number that is none");
    let name = |n: &String| n.chars().count() <= 50 && !n.chars().any(char::is_control);
    assert!(message.name.as_ref().is_none_or(|shown| shown.matches(name)), "a name that cannot be shown");
}

fn long() -> Option<Duration> {
    std::env::var("HUISCLOS_FUZZ_S").ok().and_then(|s| s.parse().ok()).map(Duration::from_secs)
}

#[test]
fn any_bytes_of_a_callers_number_are_read_or_refused() {
    let (mut random, mut tried, mut good, began) = (Random(0x2545_f491_4f6c_dd1d), 0u64, 0u64, Instant::now());
    while long().map_or(tried < SHORT_BYTES, |limit| began.elapsed() < limit) {
        let bytes = random.changed();
        let told = std::panic::catch_unwind(|| read(&bytes).inspect(sound_of_mind).is_ok());
        good += u64::from(*told.as_ref().unwrap_or_else(|_| panic!("after {tried}: {bytes:02x?}")));
        tried += 1;
    }
    println!("caller-ID messages: {tried} tried, {good} read, {:.0} s", began.elapsed().as_secs_f32());
    assert!(good * 20 > tried, "hardly any is read: the fields are not reached");
}

#[test]
fn any_sound_of_a_line_is_heard_or_not() {
    let (mut random, mut tried, mut good, began) = (Random(0xda94_2042_e4dd_58b5), 0u64, 0u64, Instant::now());
    let (mut receiver, mut keys, mut tones) =
        (CallerIdReceiver::default(), DtmfDetector::default(), ProgressDetector::default());
    while long().map_or(tried < SHORT_SOUNDS, |limit| began.elapsed() < limit) {
        let mut pcm = modulate(&random.changed(), -10.0 - random.next(35) as f32);
        for _ in 0..random.next(4) {
            let (at, length) = (random.next(pcm.len()), random.next(900));
            let end = (at + length).min(pcm.len());
            match random.next(5) {
                0 => pcm[at..end].fill(0),
                1 => pcm[at..end].iter_mut().for_each(|s| *s = random.next(65_536) as u16 as i16),
                2 => drop(pcm.drain(at..end)),
                3 => pcm[at..end].fill(i16::MIN),
                _ => pcm[at..end].iter_mut().for_each(|s| *s = s.saturating_mul(8)),
            }
            if pcm.is_empty() {
                pcm.push(0);
            }
        }
        let mut calls = CallProgress::new(30_000);
        if random.next(2) == 0 {
            calls.dialled();
        }
        for frame in pcm.chunks(FRAME_SAMPLES) {
            if let Some(Ok(message)) = receiver.hear(frame) {
                sound_of_mind(&message);
                good += 1;
            }
            let mut whole = [0; FRAME_SAMPLES];
            whole[..frame.len()].copy_from_slice(frame);
            let _ = (keys.frame(&whole), tones.frame(&whole), calls.frame(&whole));
        }
        tried += 1;
    }
    println!("sounds of a line: {tried} tried, {good} numbers, {:.0} s", began.elapsed().as_secs_f32());
    assert!(good * 10 > tried, "hardly any is heard");
}
