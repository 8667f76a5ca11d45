//! Callers made of files, scripts and channels.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use huisclos_audio::dtmf::DtmfDetector;
use huisclos_audio::{alaw, level};
use huisclos_board_sim::{Act, Caller, ChannelCaller, ScriptCaller, Uttered, WavCaller};
use huisclos_ports::{Frame, Headset, SAID_FRAMES_MAX, SILENCE};
use huisclos_speech::Asking;
use proptest::prelude::*;

const QUIET: Frame = [SILENCE; 160];

fn sound(peak: i16) -> Vec<i16> {
    (0..1_600).map(|n| if n % 8 < 4 { peak } else { -peak }).collect()
}

fn speaking() -> Frame {
    alaw::encode_frame(&sound(3_000)[..160].try_into().unwrap())
}

/// Lets time pass while the box speaks or is silent; gives where the caller's peaks are, as (frame, peak).
fn pass(caller: &mut dyn Caller, box_says: &Frame, ms: usize) -> Vec<(usize, i16)> {
    let peak = |frame: &Frame| alaw::decode(frame).into_iter().map(i16::saturating_abs).max().unwrap_or(0);
    (0..ms / 20).map(|n| (n, peak(&caller.exchange(box_says).frame))).filter(|(_, peak)| *peak > 100).collect()
}

fn peak_of(frames: &[(usize, i16)]) -> i16 {
    frames.iter().map(|(_, peak)| *peak).max().unwrap_or(0)
}

fn near(peak: i16, wanted: i16) -> bool {
    (i32::from(peak) - i32::from(wanted)).abs() <= i32::from(wanted) / 16
}

fn three() -> WavCaller {
    let mut caller = WavCaller::new();
    caller.add_pcm(Some(Asking::Open), &sound(1_000));
    caller.add_pcm(None, &sound(2_000));
    caller.add_pcm(Some(Asking::Name), &sound(4_000));
    caller
}

#[test]
fn plays_the_file_that_is_asked_for_once_the_box_is_silent() {
    let mut caller = three();
    assert_eq!(pass(&mut caller, &QUIET, 3_000), [], "nothing was asked");
    caller.asked(Asking::Open);
    assert_eq!(pass(&mut caller, &speaking(), 3_000), [], "the box is speaking");
    let said = pass(&mut caller, &QUIET, 2_000);
    assert!(near(peak_of(&said), 1_000), "{said:?}");
    assert_eq!(said[0].0, 19, "400 ms after the box's last word");
    assert_eq!(said.len(), 10);
    // `name` answers both names; what has no file of its own takes the next without a key; then silence.
    caller.asked(Asking::LastName);
    assert!(near(peak_of(&pass(&mut caller, &QUIET, 2_000)), 4_000));
    caller.asked(Asking::Date);
    assert!(near(peak_of(&pass(&mut caller, &QUIET, 2_000)), 2_000));
    caller.asked(Asking::Phone);
    assert_eq!(pass(&mut caller, &QUIET, 2_000), []);
}

#[test]
fn says_it_again_when_asked_again_but_not_for_ever() {
    let mut caller = WavCaller::new();
    caller.add_pcm(Some(Asking::Date), &sound(1_000));
    let spoken: Vec<bool> = (0..8)
        .map(|_| {
            caller.asked(Asking::Date);
            !pass(&mut caller, &QUIET, 2_000).is_empty()
        })
        .collect();
    assert_eq!(spoken, [true, true, true, true, true, true, false, false]);
    // Two files for one question are two answers.
    let mut caller = WavCaller::new();
    caller.add_pcm(Some(Asking::Slot), &sound(1_000));
    caller.add_pcm(Some(Asking::Slot), &sound(2_000));
    for peak in [1_000, 2_000, 2_000] {
        caller.asked(Asking::Slot);
        assert!(near(peak_of(&pass(&mut caller, &QUIET, 2_000)), peak));
    }
}

#[test]
fn interrupts_when_told_to() {
    let mut caller = three();
    caller.add_pcm(Some(Asking::Slot), &sound(6_000));
    caller.interrupting(800);
    caller.asked(Asking::Slot);
    let said = pass(&mut caller, &speaking(), 2_000);
    assert!(near(peak_of(&said), 6_000) && said[0].0 == 39, "{said:?}");
}

#[test]
fn hangs_up_when_all_is_said_or_nothing_happens() {
    let until_hang_up = |caller: &mut WavCaller| (0..3_000).position(|_| caller.exchange(&QUIET).hangs_up);
    let mut caller = three();
    assert_eq!(until_hang_up(&mut caller), Some(1_499), "30 s of nothing");
    let mut polite = WavCaller::new();
    polite.add_pcm(None, &sound(1_000));
    polite.hangs_up_after(3_000);
    polite.asked(Asking::Other);
    let at = until_hang_up(&mut polite).unwrap();
    assert!((175..185).contains(&at), "3 s after its last word: frame {at}");
}

#[test]
fn understands_what_the_command_line_gives() {
    let folder = recordings();
    let open = format!("open={}", folder.join("01-open.wav").display());
    let plain = folder.join("02-consent.wav").display().to_string();
    let mut caller = WavCaller::from_arguments([open, plain]).unwrap();
    caller.asked(Asking::Open);
    let said = pass(&mut caller, &QUIET, 8_000);
    assert!(said.len() > 200, "six seconds of speech");
    for (argument, words) in [
        ("opne=a.wav", ["« opne »", "consent"]),
        ("open=missing.wav", ["missing.wav", "vérifiez le chemin"]),
        ("missing.wav", ["missing.wav", "vérifiez le chemin"]),
    ] {
        let error = WavCaller::from_arguments([argument]).unwrap_err().to_string();
        assert!(words.iter().all(|word| error.contains(word)), "{error}");
    }
}

fn recordings() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/recordings")
}

#[test]
fn a_script_is_followed_in_order() {
    let mut caller = ScriptCaller::new([
        Act::Listen { then_ms: 300 },
        Act::Say(sound(1_000)),
        Act::Silence(500),
        Act::Key('5'),
        Act::Interrupt { after_ms: 600, pcm: sound(4_000) },
        Act::HangUp,
    ]);
    assert_eq!(pass(&mut caller, &QUIET, 1_000), [], "listens first");
    assert_eq!(pass(&mut caller, &speaking(), 1_000), []);
    let mut keys = DtmfDetector::default();
    let frames: Vec<Frame> = (0..60).map(|_| caller.exchange(&QUIET).frame).collect();
    let pressed: String = frames.iter().filter_map(|frame| keys.frame(&alaw::decode_frame(frame)).pressed).collect();
    assert_eq!(pressed, "5");
    assert_eq!(frames.iter().position(|frame| *frame != QUIET), Some(14));
    let over = pass(&mut caller, &speaking(), 790);
    assert!(near(peak_of(&over), 4_000) && over[0].0 == 29, "{over:?}");
    assert!(caller.exchange(&speaking()).hangs_up);
}

/// A caller at a browser, what is said there, and what is heard there.
fn at_a_browser() -> (ChannelCaller, SyncSender<Frame>, Receiver<Frame>) {
    let (says, said) = sync_channel(SAID_FRAMES_MAX);
    let (heard, hears) = sync_channel(SAID_FRAMES_MAX);
    let hears_frame = move |frame: &Frame| !matches!(heard.try_send(*frame), Err(TrySendError::Disconnected(_)));
    (ChannelCaller::new(Headset { says: said, hears: Box::new(hears_frame) }), says, hears)
}

#[test]
fn a_browser_is_heard_both_ways_and_hangs_up_when_it_is_gone() {
    let (mut caller, says, hears) = at_a_browser();
    assert_eq!(caller.exchange(&speaking()), Uttered::SILENCE, "nothing said yet");
    assert_eq!(hears.try_recv(), Ok(speaking()));
    (0..3).for_each(|_| says.try_send(speaking()).unwrap());
    assert_eq!(caller.exchange(&QUIET).frame, speaking());
    // Nobody reads, too much is sent: nothing blocks and nothing grows.
    let accepted = (0..1_000).filter(|_| says.try_send(speaking()).is_ok()).count();
    assert_eq!(accepted, SAID_FRAMES_MAX);
    for _ in 0..1_000 {
        assert!(!caller.exchange(&speaking()).hangs_up);
    }
    assert_eq!(hears.try_iter().count(), SAID_FRAMES_MAX);
    caller.released();
    assert!(hears.recv().is_err() && says.try_send(QUIET).is_err(), "the browser sees that the call is over");
    let (mut caller, says, _hears) = at_a_browser();
    drop(says);
    assert!(caller.exchange(&QUIET).hangs_up, "its microphone is gone");
    let (mut caller, _says, hears) = at_a_browser();
    drop(hears);
    assert!(caller.exchange(&QUIET).hangs_up, "nobody listens there any more");
}

fn asking() -> impl Strategy<Value = Asking> {
    (0..Asking::WORDS.len()).prop_map(|n| Asking::WORDS[n].0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_the_box_does_makes_a_caller_panic(
        steps in proptest::collection::vec((any::<u8>(), proptest::option::of(asking())), 1..500),
    ) {
        let mut wav = three();
        let (mut channel, _says, _hears) = at_a_browser();
        for (byte, asked) in steps {
            for caller in [&mut wav as &mut dyn Caller, &mut channel] {
                if let Some(asking) = asked {
                    caller.asked(asking);
                }
                caller.exchange(&[byte; 160]);
            }
        }
        wav.released();
        prop_assert!(level::dbm0(&alaw::decode(&wav.exchange(&QUIET).frame)) <= 3.2);
    }
}
