//! A simulated call heard by the ear: recorded callers on a line with echo and noise, as the engine drives them.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use huisclos_audio::{Ear, EarFact, Patience, Turn, alaw};
use huisclos_board_sim::{Handset, Hybrid, Settings, SimHandle, SimLine, WavCaller, wav};
use huisclos_ports::{CallerId, FRAME_MS, Frame, Line, SILENCE};
use huisclos_speech::Asking;

const QUIET: Frame = [SILENCE; 160];

fn file(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/recordings").join(name)
}

/// A call answered after its first ring.
fn call(settings: Settings, caller: WavCaller) -> (SimLine, SimHandle, Ear) {
    let (mut line, handle) = SimLine::new(settings);
    handle.call(CallerId::Withheld, Box::new(caller)).unwrap();
    for _ in 0..150 {
        line.exchange(&QUIET).unwrap();
    }
    line.answer().unwrap();
    (line, handle, Ear::new(3_000))
}

/// The box says a sentence and asks; gives the turn, when it is told, and how much of the sentence was said.
fn ask(
    line: &mut SimLine,
    handle: &SimHandle,
    ear: &mut Ear,
    sentence: &[Frame],
    asking: Asking,
) -> (Turn, u64, usize) {
    ear.listen(Patience::Open);
    handle.asked(asking).unwrap();
    let (mut said, mut hushed) = (0, false);
    for _ in 0..1_500 {
        let speaking = !hushed && said < sentence.len();
        let say = if speaking { sentence[said] } else { QUIET };
        said += usize::from(speaking);
        let exchange = line.exchange(&say).unwrap();
        for fact in ear.frame(&exchange.heard, &say) {
            match fact {
                EarFact::SpeechBegan { .. } => hushed = true,
                EarFact::TurnEnded { turn, .. } => return (turn, ear.now_ms(), said),
                EarFact::NothingSaid { .. } => ear.listen(Patience::Open),
                _ => {}
            }
        }
    }
    panic!("no turn in 30 s")
}

fn lines() -> [Settings; 3] {
    let bad = Settings {
        hybrid: Some(Hybrid { loss_db: 12.0, delay_ms: 10.0 }),
        noise_dbm0: Some(-45.0),
        gain_db: -6.0,
        handset: Handset::Absent,
        ..Settings::default()
    };
    [Settings::default(), Settings::lifelike(), bad]
}

#[test]
fn each_answer_is_heard_whole_and_nothing_of_the_box_is() {
    let sentence = alaw::frames(&wav::read_for_line(&file("21-move.wav")).unwrap());
    for settings in lines() {
        let answers = [
            (Asking::Open, "01-open.wav"),
            (Asking::Consent, "02-consent.wav"),
            (Asking::LastName, "04-last-name.wav"),
            (Asking::Phone, "08-phone.wav"),
        ];
        let mut caller = WavCaller::new();
        for (asking, name) in answers {
            caller.add(Some(asking), &file(name)).unwrap();
        }
        let (mut line, handle, mut ear) = call(settings.clone(), caller);
        for (asking, name) in answers {
            let began_ms = ear.now_ms();
            let (turn, ended_ms, said) = ask(&mut line, &handle, &mut ear, &sentence, asking);
            assert_eq!(said, sentence.len(), "{settings:?}: the box interrupted itself at {asking:?}");
            let sentence_end_ms = began_ms + sentence.len() as u64 * FRAME_MS;
            assert!(turn.speech_start_ms >= sentence_end_ms, "{name}: {} ms", turn.speech_start_ms);
            let recorded_ms = wav::read_for_line(&file(name)).unwrap().len() as u64 / 8;
            let heard_ms = turn.speech_end_ms - turn.speech_start_ms;
            assert!(
                heard_ms <= recorded_ms + 40 && heard_ms + 1_100 >= recorded_ms,
                "{name}: {heard_ms} of {recorded_ms}"
            );
            let waited_ms = ended_ms - turn.speech_end_ms;
            assert!(waited_ms <= Patience::Open.waits().pause_ms + 60, "{name}: told {waited_ms} ms after its end");
        }
    }
}

#[test]
fn a_caller_who_interrupts_is_heard_and_the_box_stops() {
    let one = wav::read_for_line(&file("21-move.wav")).unwrap();
    let sentence = alaw::frames(&one.repeat(3));
    for settings in lines() {
        let mut caller = WavCaller::new();
        caller.add(Some(Asking::Open), &file("23-secretary.wav")).unwrap();
        caller.interrupting(3_000);
        let (mut line, handle, mut ear) = call(settings.clone(), caller);
        let (turn, _, said) = ask(&mut line, &handle, &mut ear, &sentence, Asking::Open);
        assert!(turn.over_voice, "{settings:?}");
        let said_ms = said as u64 * FRAME_MS;
        assert!((3_000..4_500).contains(&said_ms), "{settings:?}: the box said {said_ms} ms of it");
        let heard_ms = turn.speech_end_ms - turn.speech_start_ms;
        assert!((2_200..4_200).contains(&heard_ms), "{settings:?}: {heard_ms} ms heard");
    }
}
