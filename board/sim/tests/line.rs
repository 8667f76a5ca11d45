//! The simulated line as the engine sees it.
#![allow(clippy::unwrap_used)]

use huisclos_agenda::{Phone, Private};
use huisclos_audio::tones::{Cadence, ProgressTone};
use huisclos_audio::{Ear, EarFact, alaw, level};
use huisclos_board_sim::{
    Act, Handset, Hybrid, NoiseCaller, Release, ScriptCaller, Settings, SilentCaller, SimHandle, SimLine,
};
use huisclos_ports::{CallerId, FRAME_MS, Frame, Line, LineFact, SILENCE};

const QUIET: Frame = [SILENCE; 160];

fn number() -> CallerId {
    CallerId::Number(Private::new(Phone("+33612345678".into())))
}

fn line(settings: Settings) -> (SimLine, SimHandle) {
    SimLine::new(settings)
}

/// Facts of some milliseconds, with the time of each.
fn facts(line: &mut SimLine, ms: u64) -> Vec<(u64, LineFact)> {
    (0..ms / FRAME_MS)
        .flat_map(|n| line.exchange(&QUIET).unwrap().facts.into_iter().map(move |f| (n * FRAME_MS, f)))
        .collect()
}

fn heard(line: &mut SimLine, ms: u64) -> Vec<Frame> {
    (0..ms / FRAME_MS).map(|_| line.exchange(&QUIET).unwrap().heard).collect()
}

fn loudness(frames: &[Frame]) -> f32 {
    level::dbm0(&alaw::decode(&frames.concat()))
}

#[test]
fn rings_in_the_french_cadence_and_tells_who_calls_between_the_first_two_bursts() {
    let (mut line, handle) = line(Settings::default());
    assert_eq!(facts(&mut line, 3_000), [], "nobody calls");
    handle.call(number(), Box::new(SilentCaller)).unwrap();
    let told = facts(&mut line, 11_000);
    assert_eq!(
        told,
        [
            (0, LineFact::Rang),
            (2_600, LineFact::Identified(number())),
            (5_000, LineFact::Rang),
            (10_000, LineFact::Rang)
        ]
    );
    assert!(handle.engaged());
    let second = handle.call(CallerId::Withheld, Box::new(SilentCaller));
    assert!(second.unwrap_err().to_string().contains("occupée"));
}

#[test]
fn a_caller_who_gives_up_is_told_8_s_after_the_last_burst() {
    let (mut line, handle) = line(Settings { rings_max: 2, ..Settings::default() });
    handle.call(CallerId::Withheld, Box::new(SilentCaller)).unwrap();
    let told = facts(&mut line, 30_000);
    let rings = told.iter().filter(|(_, fact)| *fact == LineFact::Rang).count();
    assert_eq!(rings, 2);
    let (at_ms, last) = told.last().unwrap();
    assert_eq!(*last, LineFact::Abandoned);
    assert!((14_400..=14_700).contains(at_ms), "second burst ends at 6.5 s; told at {at_ms} ms");
    // Answered in between, there is dial tone and nobody.
    handle.call(CallerId::Withheld, Box::new(SilentCaller)).unwrap();
    facts(&mut line, 1_000);
    handle.caller_hangs_up().unwrap();
    facts(&mut line, 1_000);
    line.answer().unwrap();
    assert!(loudness(&heard(&mut line, 500)) > -20.0);
}

#[test]
fn carries_a_law_bit_exact_both_ways() {
    let said: Vec<i16> = (0..1_600).map(|n| (n * 37 % 20_000) as i16 - 10_000).collect();
    let (mut line, handle) = line(Settings::default());
    handle.call(number(), Box::new(ScriptCaller::new([Act::Say(said.clone())]))).unwrap();
    facts(&mut line, 3_000);
    line.answer().unwrap();
    assert_eq!(heard(&mut line, 200).concat(), alaw::encode(&said));
}

#[test]
fn the_far_end_hangs_up_with_a_fact_or_with_busy_tone_only() {
    let hang_up = || Box::new(ScriptCaller::new([Act::Silence(500), Act::HangUp]));
    let (mut private, handle) = line(Settings { release: Release::Kewlstart, ..Settings::default() });
    handle.call(number(), hang_up()).unwrap();
    facts(&mut private, 2_000);
    private.answer().unwrap();
    assert_eq!(facts(&mut private, 2_000), [(500, LineFact::HungUp)]);

    let (mut french, handle) = line(Settings::default());
    handle.call(number(), hang_up()).unwrap();
    facts(&mut french, 2_000);
    french.answer().unwrap();
    let mut ear = Ear::new(0);
    let mut told = Vec::new();
    for _ in 0..200 {
        let exchange = french.exchange(&QUIET).unwrap();
        assert_eq!(exchange.facts, [], "a loopstart line says nothing");
        told.extend(ear.frame(&exchange.heard, &QUIET));
    }
    assert_eq!(told, [EarFact::BusyTone]);
    french.hang_up().unwrap();
    assert!(!handle.engaged());
    assert_eq!(heard(&mut french, 100).concat(), [SILENCE; 800], "on-hook, nothing is heard");
}

#[test]
fn gives_back_an_echo_and_adds_noise() {
    let echo_of = |loss_db: f32, delay_ms: f32| {
        let settings = Settings { hybrid: Some(Hybrid { loss_db, delay_ms }), ..Settings::default() };
        let (mut line, handle) = line(settings);
        handle.call(number(), Box::new(SilentCaller)).unwrap();
        facts(&mut line, 1_000);
        line.answer().unwrap();
        let mut said = Noise::default();
        let frames: Vec<(Frame, Frame)> = (0..50)
            .map(|_| {
                let say = alaw::encode_frame(&said.frame());
                (say, line.exchange(&say).unwrap().heard)
            })
            .collect();
        let said: Vec<i16> = frames.iter().flat_map(|(say, _)| alaw::decode_frame(say)).collect();
        let heard: Vec<i16> = frames.iter().flat_map(|(_, heard)| alaw::decode_frame(heard)).collect();
        // Where the echo is strongest.
        let strength = |lag: usize| {
            let sum: f64 = (lag..said.len()).map(|n| f64::from(said[n - lag]) * f64::from(heard[n])).sum();
            sum.abs()
        };
        let lag = (0..800).max_by(|a, b| strength(*a).total_cmp(&strength(*b))).unwrap();
        (level::dbm0(&said) - level::dbm0(&heard), lag as f32 / 8.0)
    };
    for (loss_db, delay_ms) in [(12.0, 0.0), (16.0, 4.0), (20.0, 10.0), (12.0, 80.0)] {
        let (loss, delay) = echo_of(loss_db, delay_ms);
        assert!((loss - loss_db).abs() < 1.0, "{loss_db} dB asked, {loss} dB measured");
        assert!((delay - delay_ms).abs() < 0.6, "{delay_ms} ms asked, {delay} ms measured");
    }

    let (mut noisy, handle) = line(Settings { noise_dbm0: Some(-45.0), ..Settings::default() });
    assert_eq!(heard(&mut noisy, 100).concat(), [SILENCE; 800], "on-hook");
    handle.call(number(), Box::new(SilentCaller)).unwrap();
    facts(&mut noisy, 1_000);
    noisy.answer().unwrap();
    assert!((loudness(&heard(&mut noisy, 1_000)) + 45.0).abs() < 1.0);
}

#[derive(Default)]
struct Noise(u32);

impl Noise {
    fn frame(&mut self) -> [i16; 160] {
        std::array::from_fn(|_| {
            self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (self.0 >> 16) as i16 / 8
        })
    }
}

#[test]
fn a_cut_line_loses_its_call_and_says_so_and_comes_back() {
    let (mut line, handle) = line(Settings::default());
    handle.call(number(), Box::new(NoiseCaller::new(-20.0))).unwrap();
    facts(&mut line, 1_000);
    line.answer().unwrap();
    assert!(loudness(&heard(&mut line, 200)) > -25.0);
    handle.cut().unwrap();
    assert_eq!(heard(&mut line, 100).concat(), [SILENCE; 800], "silent at once");
    assert_eq!(facts(&mut line, 3_000), [(1_680, LineFact::Cut)], "believed after 1.8 s");
    line.hang_up().unwrap();
    handle.call(number(), Box::new(SilentCaller)).unwrap();
    assert_eq!(facts(&mut line, 2_000), [], "no call comes through");
    handle.restore().unwrap();
    assert_eq!(facts(&mut line, 100), [(0, LineFact::Restored)]);
    handle.call(number(), Box::new(SilentCaller)).unwrap();
    assert_eq!(facts(&mut line, 100), [(0, LineFact::Rang)]);
}

#[test]
fn the_handset_answers_is_busy_or_stays_alone() {
    let ring = |handset: Handset| {
        let (mut line, handle) = line(Settings { handset, ..Settings::default() });
        handle.call(number(), Box::new(NoiseCaller::new(-20.0))).unwrap();
        facts(&mut line, 1_000);
        line.answer().unwrap();
        line.ring_handset(true).unwrap();
        (line, handle)
    };
    let (mut absent, _handle) = ring(Handset::Absent);
    assert_eq!(facts(&mut absent, 30_000), []);
    let (mut busy, _handle) = ring(Handset::Busy);
    assert_eq!(facts(&mut busy, 1_000), [(0, LineFact::HandsetBusy)]);

    let (mut there, handle) = ring(Handset::Answers { after_ms: 4_000, talks_ms: 10_000 });
    let unlifted = there.join_handset().unwrap_err().to_string();
    assert!(unlifted.contains("sim/1") && unlifted.contains("raccroché"), "{unlifted}");
    assert_eq!(facts(&mut there, 6_000), [(3_980, LineFact::HandsetLifted)]);
    there.join_handset().unwrap();
    assert_eq!(heard(&mut there, 100).concat(), [SILENCE; 800], "the box no longer hears");
    let told = facts(&mut there, 12_000);
    assert!(matches!(told[..], [(_, LineFact::HungUp), (_, LineFact::HandsetReplaced)]), "{told:?}");
    assert!(!handle.engaged());

    // A ring that is stopped in time is not answered; a handset lifted by itself is told.
    let (mut stopped, handle) = ring(Handset::Answers { after_ms: 4_000, talks_ms: 10_000 });
    facts(&mut stopped, 2_000);
    stopped.ring_handset(false).unwrap();
    assert_eq!(facts(&mut stopped, 6_000), []);
    handle.lift_handset().unwrap();
    assert_eq!(facts(&mut stopped, 40), [(0, LineFact::HandsetLifted)]);
    handle.replace_handset().unwrap();
    assert_eq!(facts(&mut stopped, 40), [(0, LineFact::HandsetReplaced)]);
}

#[test]
fn time_is_what_the_frames_say_or_the_clock() {
    let (simulated, _handle) = line(Settings::default());
    assert!(simulated.simulated());
    let settings = Settings { pacing: huisclos_board_sim::Pacing::Real, ..Settings::default() };
    let (mut real, handle) = line(settings);
    assert!(!real.simulated());
    let start = std::time::Instant::now();
    assert_eq!(facts(&mut real, 100), []);
    let took_ms = start.elapsed().as_millis();
    assert!(took_ms >= 75, "five frames took {took_ms} ms");
    drop(real);
    assert!(handle.cut().unwrap_err().to_string().contains("ne répond plus"));
}

#[test]
fn an_off_hook_line_without_a_call_gives_dial_tone() {
    let (mut line, _handle) = line(Settings::default());
    line.answer().unwrap();
    let mut dial = ProgressTone::new(Cadence::Dial, -15.0);
    assert_eq!(heard(&mut line, 100), (0..5).map(|_| dial.frame()).collect::<Vec<_>>());
}
