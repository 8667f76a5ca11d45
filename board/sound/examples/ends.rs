//! Both ends of a sound card in the bench machine (`tests/bench/README.md`), seconds told as JSON lines: how loud what was
//! heard is, and how much of it is the other end's tone.
//!
//!     ends line desk|loopback DEVICE SECONDS [ring]    the line: answers, says 440 Hz, expects 1,000 Hz
//!     ends far DEVICE SECONDS                          the caller at the other end: says 1,000 Hz, expects 440 Hz
#![allow(clippy::print_stdout)]

use huisclos_audio::{FRAME_SAMPLES, alaw, level, tones};
use huisclos_board_sound::{Kind, Rings, Settings, duplex, open};
use huisclos_ports::{CallerId, Frame, Line, LineFact, SILENCE};
use std::error::Error;
use std::time::{Duration, Instant};

const LINE_TONE_HZ: f32 = 440.0;
const FAR_TONE_HZ: f32 = 1_000.0;
const TONE_DBM0: f32 = -12.0;

/// A tone that goes on: a second of it, again and again without a seam.
fn tone(hz: f32) -> impl Iterator<Item = Frame> {
    alaw::frames(&tones::sines(&[hz], TONE_DBM0, 1_000)).into_iter().cycle()
}

/// A second of what was heard, told when it is full.
struct Second {
    expected_hz: f32,
    pcm: Vec<i16>,
    began: Instant,
}

impl Second {
    fn new(expected_hz: f32) -> Self {
        Self { expected_hz, pcm: Vec::new(), began: Instant::now() }
    }

    fn add(&mut self, frame: &Frame) {
        self.pcm.extend(alaw::decode_frame(frame));
        if self.pcm.len() < 50 * FRAME_SAMPLES {
            return;
        }
        let step = std::f32::consts::TAU * self.expected_hz / 8_000.0;
        let turned = |n: usize| (n as f32 * step).sin_cos();
        let (mut re, mut im, mut all) = (0.0, 0.0, 1.0);
        for (n, sample) in self.pcm.iter().enumerate() {
            let (sin, cos) = turned(n);
            let sample = f32::from(*sample);
            re += sample * cos;
            im += sample * sin;
            all += sample * sample;
        }
        let share = 2.0 * (re * re + im * im) / (all * self.pcm.len() as f32);
        let dbm0 = level::dbm0(&self.pcm);
        println!("{{\"t_ms\":{},\"dbm0\":{dbm0:.1},\"share\":{share:.3}}}", self.began.elapsed().as_millis());
        self.pcm.clear();
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let settings = |kind, device: &str, rings| Settings {
        name: format!("sound/{device}"),
        device: device.into(),
        kind,
        rings,
        capture_percent: None,
        playback_percent: None,
    };
    match words.as_slice() {
        ["far", device, seconds] => {
            let mut far = duplex(&settings(Kind::Loopback, device, Rings::Asked))?;
            let (mut says, mut second) = (tone(FAR_TONE_HZ), Second::new(LINE_TONE_HZ));
            let until = Instant::now() + Duration::from_secs(seconds.parse()?);
            while Instant::now() < until {
                second.add(&far.exchange(&says.next().unwrap_or([SILENCE; FRAME_SAMPLES]))?);
            }
            println!("{{\"far_lost\":{}}}", far.lost());
        }
        ["line", kind, device, seconds, rest @ ..] => {
            let asked = rest.first() == Some(&"ring");
            let kind = if *kind == "desk" { Kind::Desk } else { Kind::Loopback };
            let rings = if asked { Rings::Asked } else { Rings::Played };
            let (mut line, handle) = open(settings(kind, device, rings))?;
            let (mut says, mut second) = (tone(LINE_TONE_HZ), Second::new(FAR_TONE_HZ));
            let until = Instant::now() + Duration::from_secs(seconds.parse()?);
            if asked && !handle.call(CallerId::Withheld) {
                return Err("the line cannot be rung".into());
            }
            let mut talks = false;
            while Instant::now() < until {
                let exchange = line.exchange(&says.next().unwrap_or([SILENCE; FRAME_SAMPLES]))?;
                if talks {
                    second.add(&exchange.heard);
                }
                for fact in exchange.facts {
                    println!("{{\"fact\":\"{fact:?}\"}}");
                    match fact {
                        LineFact::Identified(_) => {
                            line.answer()?;
                            talks = true;
                        }
                        LineFact::HungUp => {
                            line.hang_up()?;
                            talks = false;
                        }
                        _ => {}
                    }
                }
            }
            let lost = line.health().map_or(0, |health| health.frames_lost);
            println!("{{\"line_lost\":{lost}}}");
        }
        _ => return Err("line KIND DEVICE SECONDS [ring] | far DEVICE SECONDS".into()),
    }
    Ok(())
}
