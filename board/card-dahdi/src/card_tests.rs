//! A line and its handset in simulated time, on played channels.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::played::Played;
use huisclos_audio::dtmf::DtmfDetector;
use huisclos_audio::tones::{Cadence, ProgressTone};
use huisclos_audio::{alaw, tones as made};
use huisclos_ports::CallerId;
use huisclos_tones::{CallerIdReceiver, compose, modulate};
use proptest::prelude::*;

const QUIET: Frame = [SILENCE; FRAME_SAMPLES];

struct Bench {
    card: Card<Played>,
    line: Played,
    handset: Played,
    now_ms: u64,
    facts: Vec<(u64, LineFact)>,
}

impl Bench {
    fn new() -> Self {
        let (line, handset) = (Played::new(1), Played::new(9));
        let settings = Settings { name: "dahdi/1".into(), channel: 1, handset: Some(9) };
        let card = Card::new(settings, line.clone(), Some(handset.clone())).unwrap();
        let mut bench = Self { card, line, handset, now_ms: 0, facts: Vec::new() };
        bench.pass(2_000);
        bench
    }

    fn pass(&mut self, ms: u64) {
        for _ in 0..ms / FRAME_MS {
            let got = self.card.exchange(&QUIET).unwrap();
            self.now_ms += FRAME_MS;
            self.facts.extend(got.facts.into_iter().map(|fact| (self.now_ms, fact)));
        }
    }

    fn told(&mut self) -> Vec<LineFact> {
        std::mem::take(&mut self.facts).into_iter().map(|(_, fact)| fact).collect()
    }

    /// One burst of ringing and its rest.
    fn burst(&mut self, on_ms: u64, off_ms: u64) {
        self.line.happens(Event::RingBegan);
        self.pass(on_ms);
        self.line.happens(Event::RingOffHook);
        self.pass(off_ms);
    }

    /// The number is on its way.
    fn number(&self, number: &str) {
        let frames = alaw::frames(&modulate(&compose(None, Ok(number), None), -20.0));
        self.line.with(|inner| inner.hears.extend(frames));
    }

    fn talking() -> Self {
        let mut bench = Self::new();
        bench.burst(1_500, 3_500);
        bench.card.answer().unwrap();
        bench.pass(200);
        bench.told();
        bench.line.did();
        bench
    }

    fn lift(&mut self) {
        self.handset.happens(Event::RingOffHook);
        self.pass(20);
    }

    fn replace(&mut self) {
        self.handset.happens(Event::OnHook);
        self.pass(20);
    }
}

fn number(digits: &str) -> CallerId {
    CallerId::Number(Private::new(Phone(digits.into())))
}

#[test]
fn the_number_comes_between_the_first_ring_and_the_second() {
    let mut bench = Bench::new();
    bench.line.happens(Event::RingBegan);
    bench.pass(1_500);
    bench.line.happens(Event::RingOffHook);
    bench.pass(500);
    bench.number("0612345678");
    bench.pass(3_000);
    bench.burst(1_500, 3_500);
    let expect = [LineFact::Rang, LineFact::Identified(number("+33612345678")), LineFact::Rang];
    assert_eq!(bench.told(), expect);
}

/// A network that sends the number before the ring, and one that garbles it.
#[test]
fn a_number_ahead_of_the_ring_is_its_own_and_a_garbled_one_is_none() {
    let mut bench = Bench::new();
    bench.number("0612345678");
    bench.pass(2_000);
    bench.burst(1_500, 500);
    assert_eq!(bench.told(), [LineFact::Rang, LineFact::Identified(number("+33612345678"))]);
    let mut bench = Bench::new();
    bench.number("0612345678");
    bench.line.with(|inner| inner.hears.iter_mut().skip(21).take(2).for_each(|frame| *frame = QUIET));
    bench.burst(1_500, 3_500);
    assert_eq!(bench.told(), [LineFact::Rang]);
}

#[test]
fn a_caller_who_gives_up_is_told_when_the_ring_that_is_due_is_missing() {
    for (on_ms, off_ms) in [(1_500, 3_500), (1_000, 4_000), (2_000, 4_000)] {
        for rings in 1..=3 {
            let mut bench = Bench::new();
            (0..rings).for_each(|_| bench.burst(on_ms, off_ms));
            assert_eq!(bench.told(), vec![LineFact::Rang; rings], "not before");
            let ended_ms = bench.now_ms - off_ms;
            bench.pass(20_000);
            let [(at_ms, LineFact::Abandoned)] = bench.facts[..] else { panic!("{:?}", bench.facts) };
            // After one ring nobody knows when the next is due.
            let expect_ms = if rings == 1 { 8_000 } else { off_ms + 1_000 };
            assert!((at_ms - ended_ms).abs_diff(expect_ms) <= 60, "{} ms", at_ms - ended_ms);
            // And the next call is a new one.
            bench.told();
            bench.burst(on_ms, off_ms);
            assert_eq!(bench.told(), [LineFact::Rang]);
        }
    }
}

/// For 2 s after a hang-up the kernel keeps the beginning of a ring back, and its end comes alone.
#[test]
fn a_ring_whose_beginning_was_kept_back_is_a_ring() {
    let mut bench = Bench::new();
    bench.line.happens(Event::RingOffHook);
    bench.pass(3_500);
    assert_eq!(bench.told(), [LineFact::Rang]);
    bench.burst(1_500, 100);
    assert_eq!(bench.told(), [LineFact::Rang]);
}

#[test]
fn an_answered_line_carries_sound_and_its_queue_is_two_frames() {
    let mut bench = Bench::new();
    bench.burst(1_500, 100);
    bench.card.answer().unwrap();
    assert_eq!(bench.line.did(), ["Off"]);
    let voice: Frame = std::array::from_fn(|n| n as u8);
    bench.line.with(|inner| inner.hears.push_back(voice));
    assert_eq!(bench.card.exchange(&voice).unwrap().heard, voice);
    bench.pass(1_000);
    let wrote = bench.line.with(|inner| inner.wrote.clone());
    assert_eq!((wrote[0], wrote[1]), (QUIET, voice), "one frame of silence ahead");
    assert_eq!(wrote.len(), 52, "and one for each frame heard");
    assert_eq!(bench.card.health().unwrap().frames_lost, 0);
}

#[test]
fn on_hook_nothing_is_sent() {
    let mut bench = Bench::new();
    bench.burst(1_500, 3_500);
    assert!(bench.line.with(|inner| inner.wrote.is_empty()));
}

#[test]
fn a_loop_break_is_a_hang_up_and_only_in_a_call() {
    let mut bench = Bench::talking();
    bench.line.happens(Event::OnHook);
    bench.pass(40);
    assert_eq!(bench.told(), [LineFact::HungUp]);
    bench.card.hang_up().unwrap();
    assert_eq!(bench.line.did(), ["On"]);
    bench.line.happens(Event::OnHook);
    bench.pass(100);
    assert_eq!(bench.told(), []);
}

#[test]
fn a_cut_line_is_told_once_and_comes_back() {
    let mut bench = Bench::talking();
    bench.line.happens(Event::Alarm);
    bench.line.with(|inner| inner.still = true);
    bench.pass(5_000);
    assert_eq!(bench.told(), [LineFact::Cut]);
    assert_eq!(bench.line.did(), ["On"], "the call is released");
    bench.line.with(|inner| inner.still = false);
    bench.line.happens(Event::AlarmOver);
    bench.pass(1_000);
    assert_eq!(bench.told(), [LineFact::Restored]);
    bench.burst(1_500, 100);
    assert_eq!(bench.told(), [LineFact::Rang]);
}

/// A card that stops without a word: time goes on, and it is told as a cut.
#[test]
fn a_card_that_stands_still_is_a_cut_line() {
    let mut bench = Bench::talking();
    bench.line.with(|inner| inner.still = true);
    bench.pass(1_900);
    assert_eq!(bench.told(), []);
    bench.pass(300);
    assert_eq!(bench.told(), [LineFact::Cut]);
    bench.line.with(|inner| inner.still = false);
    bench.pass(100);
    assert_eq!(bench.told(), [LineFact::Restored]);
}

#[test]
fn the_handset_rings_with_the_callers_number_on_it() {
    let mut bench = Bench::new();
    bench.line.happens(Event::RingBegan);
    bench.pass(1_500);
    bench.line.happens(Event::RingOffHook);
    bench.number("0145671234");
    bench.pass(1_500);
    bench.card.answer().unwrap();
    bench.card.ring_handset(true).unwrap();
    bench.pass(1_500);
    assert!(bench.handset.with(|inner| inner.wrote.is_empty()), "nothing during the burst");
    bench.handset.happens(Event::RingerOff);
    bench.pass(3_500);
    let mut receiver = CallerIdReceiver::default();
    let heard = bench.handset.with(|inner| inner.wrote.clone()).concat();
    let message = receiver.hear(&alaw::decode(&heard)).unwrap().unwrap();
    assert!(message.number.unwrap().matches(|n| n == "0145671234"));
    bench.card.ring_handset(false).unwrap();
    assert_eq!(bench.handset.did(), ["Ring", "RingStop"]);
}

#[test]
fn a_lifted_handset_takes_the_call_and_its_end_is_the_calls() {
    let mut bench = Bench::talking();
    bench.card.ring_handset(true).unwrap();
    bench.pass(1_000);
    bench.lift();
    assert_eq!(bench.told(), [LineFact::HandsetLifted]);
    bench.card.join_handset().unwrap();
    assert_eq!(bench.line.with(|i| i.sends), Some(9));
    assert_eq!(bench.handset.with(|i| i.sends), Some(1));
    bench.line.with(|inner| inner.wrote.clear());
    bench.pass(5_000);
    assert!(bench.line.with(|inner| inner.wrote.is_empty()), "the box is out of it");
    bench.handset.happens(Event::Flashed);
    bench.pass(20);
    assert!(bench.line.did().contains(&"Flash".to_string()), "the R key is the line's");
    bench.replace();
    assert_eq!(bench.told(), [LineFact::HandsetReplaced]);
    assert_eq!(bench.line.did(), ["sends None", "On"]);
}

#[test]
fn a_far_end_that_leaves_a_joined_handset_leaves_it_the_busy_tone() {
    let mut bench = Bench::talking();
    bench.lift();
    bench.card.join_handset().unwrap();
    bench.line.happens(Event::OnHook);
    bench.pass(40);
    assert_eq!(bench.told(), [LineFact::HandsetLifted, LineFact::HungUp]);
    assert!(bench.handset.did().contains(&"tone Some(Busy)".to_string()));
    bench.pass(10_000);
    assert!(bench.line.with(|i| i.sends).is_none(), "not joined again by itself");
    bench.replace();
    assert!(bench.handset.did().contains(&"tone None".to_string()));
}

#[test]
fn the_box_takes_a_call_back_from_the_handset() {
    let mut bench = Bench::talking();
    assert!(bench.card.part_handset().is_err(), "nothing is joined");
    bench.lift();
    bench.card.join_handset().unwrap();
    bench.card.part_handset().unwrap();
    bench.line.with(|inner| inner.wrote.clear());
    bench.pass(200);
    assert_eq!(bench.line.with(|inner| inner.wrote.len()), 11, "it speaks again");
}

/// Without a call the handset is a telephone like any other.
#[test]
fn a_handset_lifted_without_a_call_has_the_line() {
    let mut bench = Bench::new();
    bench.lift();
    assert_eq!(bench.line.did(), ["Off", "sends Some(9)"]);
    assert!(bench.card.dial(&Private::new(Phone("+33612345678".into()))).is_err(), "the line is taken");
    bench.card.hang_up().unwrap();
    assert_eq!(bench.line.with(|i| i.sends), Some(9), "its call is not the engine's to end");
    bench.replace();
    assert_eq!(bench.line.did(), ["sends None", "On"]);
}

#[test]
fn a_lifted_handset_does_not_ring_and_says_so() {
    let mut bench = Bench::talking();
    bench.lift();
    bench.told();
    bench.card.ring_handset(true).unwrap();
    bench.pass(20);
    assert_eq!(bench.told(), [LineFact::HandsetBusy]);
    assert!(bench.card.join_handset().is_ok());
    let mut alone = Bench::talking();
    assert!(alone.card.join_handset().is_err(), "nobody has it in hand");
}

/// What the exchange says: a dial tone until the first digit, then this.
fn calls(then: Vec<i16>) -> (Bench, String) {
    let mut bench = Bench::new();
    bench.card.dial(&Private::new(Phone("+33612345678".into()))).unwrap();
    let mut dial = ProgressTone::new(Cadence::Dial, -15.0);
    let tone: Vec<Frame> = (0..40).map(|_| dial.frame()).collect();
    bench.line.with(|inner| inner.hears.extend(tone));
    bench.pass(4_000);
    let mut detector = DtmfDetector::default();
    let wrote = bench.line.with(|inner| std::mem::take(&mut inner.wrote));
    let keys = wrote.iter().filter_map(|frame| detector.frame(&alaw::decode_frame(frame)).pressed).collect();
    bench.line.with(|inner| inner.hears = alaw::frames(&then).into());
    bench.pass(then.len() as u64 / 8);
    (bench, keys)
}

fn tone(cadence: Cadence, ms: u64) -> Vec<i16> {
    let mut tone = ProgressTone::new(cadence, -15.0);
    (0..ms / FRAME_MS).flat_map(|_| tone.pcm()).collect()
}

#[test]
fn a_call_out_is_dialled_and_followed() {
    let (mut bench, keys) = calls(tone(Cadence::Busy, 4_000));
    assert_eq!(keys, "0612345678");
    let progress = |p| LineFact::Progressed(p);
    assert_eq!(bench.told(), [progress(Progress::DialTone), progress(Progress::Busy)]);
    let voice = made::sines(&[300.0, 700.0, 1_900.0], -20.0, 1_000);
    let (mut bench, _) = calls([tone(Cadence::Ringback, 6_500), voice].concat());
    let ringing = progress(Progress::Ringing);
    assert_eq!(bench.told(), [progress(Progress::DialTone), ringing.clone(), ringing, progress(Progress::Answered)]);
    bench.line.with(|inner| inner.wrote.clear());
    bench.pass(100);
    assert_eq!(bench.line.with(|inner| inner.wrote.len()), 5, "the box speaks");
}

/// The 15 goes out at once, whatever the box is doing.
#[test]
fn a_lifted_handset_drops_the_boxs_own_call_and_has_the_line() {
    let (mut bench, _) = calls(tone(Cadence::Ringback, 3_000));
    bench.told();
    bench.line.did();
    bench.lift();
    assert_eq!(bench.told(), [LineFact::HungUp, LineFact::HandsetLifted]);
    bench.pass(2_000);
    let did = bench.line.did();
    assert_eq!((did.first().unwrap().as_str(), did.last().unwrap().as_str()), ("On", "sends Some(9)"));
}

/// Whoever has the box call back hears the number being dialled, and the line only then.
#[test]
fn a_handset_rung_for_a_call_out_hears_it_and_is_joined_when_asked() {
    let mut bench = Bench::new();
    bench.card.ring_handset(true).unwrap();
    bench.pass(2_000);
    bench.lift();
    assert_eq!(bench.told(), [LineFact::HandsetLifted]);
    bench.pass(2_000);
    assert!(!bench.line.did().contains(&"sends Some(9)".into()), "the box is to dial: they are not on the line yet");
    bench.card.dial(&Private::new(Phone("+33612345678".into()))).unwrap();
    assert_eq!(bench.handset.with(|inner| inner.sends), Some(1), "they hear the line");
    assert_eq!(bench.line.with(|inner| inner.sends), None, "and do not talk into the digits");
    let dial = alaw::frames(&tone(Cadence::Dial, 800));
    bench.line.with(|inner| inner.hears.extend(dial));
    bench.pass(4_000);
    assert_eq!(bench.told(), [LineFact::Progressed(Progress::DialTone)]);
    bench.card.join_handset().unwrap();
    assert_eq!(bench.line.with(|inner| inner.sends), Some(9));
    bench.replace();
    assert_eq!(bench.told(), [LineFact::HandsetReplaced]);
    assert_eq!((bench.line.with(|inner| inner.sends), bench.handset.with(|inner| inner.sends)), (None, None));
    // Put back and lifted again, they have the line as ever: the 15 goes out at once.
    bench.pass(2_000);
    bench.lift();
    bench.pass(100);
    assert_eq!(bench.line.with(|inner| inner.sends), Some(9));
}

#[test]
fn a_call_out_that_is_not_made_leaves_the_handset_as_it_was() {
    let mut bench = Bench::new();
    bench.card.ring_handset(true).unwrap();
    bench.pass(2_000);
    bench.card.ring_handset(false).unwrap();
    bench.lift();
    bench.pass(100);
    assert_eq!(bench.line.with(|inner| inner.sends), Some(9), "the line is theirs");
    // Left before an answer: the line is let go, and the handset hears that its call is over.
    let mut bench = Bench::new();
    bench.card.ring_handset(true).unwrap();
    bench.pass(2_000);
    bench.lift();
    bench.card.dial(&Private::new(Phone("+33612345678".into()))).unwrap();
    bench.pass(1_000);
    bench.card.hang_up().unwrap();
    assert_eq!(bench.handset.with(|inner| inner.sends), None);
    assert!(bench.handset.did().contains(&"tone Some(Busy)".into()));
}

#[test]
fn a_held_caller_is_taken_back_and_not_dropped_for_a_lifted_handset() {
    let mut bench = Bench::talking();
    bench.told();
    bench.card.flash().unwrap();
    bench.card.dial(&Private::new(Phone("+33123456789".into()))).unwrap();
    bench.pass(200);
    bench.lift();
    assert_eq!(bench.told(), [LineFact::HandsetLifted], "the caller is still held");
    bench.card.flash().unwrap();
    bench.line.with(|inner| inner.wrote.clear());
    bench.pass(100);
    assert!(bench.line.with(|inner| inner.wrote.len()) >= 4, "the box speaks to them again");
}

#[test]
fn without_a_dial_tone_nothing_is_dialled() {
    let mut bench = Bench::new();
    bench.card.dial(&Private::new(Phone("+33612345678".into()))).unwrap();
    bench.pass(6_000);
    assert_eq!(bench.told(), [LineFact::Progressed(Progress::Nothing)]);
    let loud = bench.line.with(|inner| inner.wrote.iter().any(|frame| *frame != QUIET));
    assert!(!loud, "digits went to a dead line");
}

#[test]
fn a_line_in_use_is_not_dialled_on() {
    let phone = Private::new(Phone("+33612345678".into()));
    let mut ringing = Bench::new();
    ringing.burst(1_500, 100);
    assert!(ringing.card.dial(&phone).is_err());
    let mut cut = Bench::new();
    cut.line.happens(Event::Alarm);
    cut.pass(20);
    assert!(cut.card.dial(&phone).is_err());
    let free = Bench::new().card.dial(&phone);
    assert!(free.is_ok());
}

#[derive(Clone, Debug)]
enum Doing {
    Line(Event),
    Handset(Event),
    Act(u8),
    Pass(u64),
    Still(bool),
}

fn doing() -> impl Strategy<Value = Doing> {
    let event = prop_oneof![
        Just(Event::OnHook),
        Just(Event::RingOffHook),
        Just(Event::Flashed),
        Just(Event::Alarm),
        Just(Event::AlarmOver),
        Just(Event::RingBegan),
        Just(Event::RingerOn),
        Just(Event::RingerOff),
        Just(Event::HookDone),
        Just(Event::WriteUnderrun),
        Just(Event::ReadOverrun),
        any::<i32>().prop_map(Event::Other),
    ];
    prop_oneof![
        event.clone().prop_map(Doing::Line),
        event.prop_map(Doing::Handset),
        (0u8..8).prop_map(Doing::Act),
        (20u64..4_000).prop_map(Doing::Pass),
        any::<bool>().prop_map(Doing::Still),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a card and an engine do: no panic, both channels are joined or neither (but for who waits for the box's call), a cut is told before a return,
    /// and a line that was hung up and left alone is not in the telephone's hands unless it is lifted.
    #[test]
    fn any_card_and_any_engine(doings in proptest::collection::vec(doing(), 0..40)) {
        let mut bench = Bench::new();
        let mut lifted = false;
        for doing in doings {
            match doing {
                Doing::Line(event) => bench.line.happens(event),
                Doing::Handset(event) => bench.handset.happens(event),
                Doing::Pass(ms) => bench.pass(ms),
                Doing::Still(still) => bench.line.with(|inner| inner.still = still),
                Doing::Act(act) => {
                    let _ = match act {
                        0 => bench.card.answer(),
                        1 => bench.card.hang_up(),
                        2 => bench.card.ring_handset(true),
                        3 => bench.card.ring_handset(false),
                        4 => bench.card.join_handset(),
                        5 => bench.card.part_handset(),
                        6 => bench.card.dial(&Private::new(Phone("+33612345678".into()))),
                        _ => bench.card.flash(),
                    };
                }
            }
            let joined = (bench.line.with(|i| i.sends).is_some(), bench.handset.with(|i| i.sends).is_some());
            // Whoever has the box call for them hears the line, which does not hear them yet.
            let listens = bench.card.called_for && matches!(bench.card.state, State::Calling { .. });
            prop_assert!(joined.0 == joined.1 || listens && joined == (false, true), "{joined:?}");
        }
        let mut cut = false;
        for (_, fact) in &bench.facts {
            match fact {
                LineFact::Cut => { prop_assert!(!cut); cut = true; }
                LineFact::Restored => { prop_assert!(cut); cut = false; }
                LineFact::HandsetLifted => { prop_assert!(!lifted); lifted = true; }
                LineFact::HandsetReplaced => { prop_assert!(lifted); lifted = false; }
                _ => {}
            }
        }
    }
}

#[test]
fn a_line_is_tried_without_a_call() {
    let mut bench = Bench::new();
    bench.card.try_line().unwrap();
    assert!(bench.card.try_line().is_err(), "once at a time");
    let mut tone = ProgressTone::new(Cadence::Dial, -15.0);
    bench.line.with(|inner| inner.hears.extend((0..150).map(|_| tone.frame())));
    bench.pass(1_000);
    assert_eq!(bench.told(), [LineFact::Progressed(Progress::DialTone)]);
    bench.card.hang_up().unwrap();
    assert_eq!(bench.line.did(), ["Off", "On"]);
    // A dead line.
    let mut bench = Bench::new();
    bench.card.try_line().unwrap();
    bench.pass(6_000);
    assert_eq!(bench.told(), [LineFact::Progressed(Progress::Nothing)]);
    let loud = bench.line.with(|inner| inner.wrote.iter().any(|frame| *frame != QUIET));
    assert!(!loud, "nothing is dialled");
    // A line that rings is not tried: the caller would be cut off.
    let mut bench = Bench::new();
    bench.burst(1_500, 100);
    assert!(bench.card.try_line().is_err());
}
