//! Whatever comes down the cable: nothing panics, nothing is destroyed, no row is too long, nothing is written without end.
#![allow(clippy::unwrap_used)]

mod rig;

use huisclos_console::*;
use proptest::prelude::*;
use rig::{Rig, everything};

/// What may happen to a console, byte by byte or as a whole.
#[derive(Clone, Debug)]
enum Happening {
    Bytes(Vec<u8>),
    Line(String),
    Wait(u64),
    Gone,
    Plugged,
    Ring,
    Answers(bool),
}

fn happening() -> impl Strategy<Value = Happening> {
    let words = "(etat|installer|lignes|essai|boucle|modeles|usine|redemarrer|miseajour|code|cle|journal|passer|oui|q|quitter|481516|EFFACER|EFFACER 1234|REDEMARRER 0000| |\\?)";
    prop_oneof![
        4 => prop::collection::vec(any::<u8>(), 0..60).prop_map(Happening::Bytes),
        4 => words.prop_map(Happening::Line),
        1 => (0u64..700_000).prop_map(Happening::Wait),
        1 => Just(Happening::Gone),
        2 => Just(Happening::Plugged),
        1 => Just(Happening::Ring),
        1 => any::<bool>().prop_map(Happening::Answers),
    ]
}

/// The word that would confirm, when one is asked for.
fn word_asked(rig: &Rig) -> Option<String> {
    let seen = rig.written.rsplit("tapez « ").next()?;
    Some(seen.split(" »").next()?.to_string())
}

fn columns(written: &str) -> usize {
    let rows = written.split("\r\n").map(|row| row.rsplit('\r').next().unwrap_or_default());
    let plain = |row: &str| {
        let mut out = 0;
        let mut escape = false;
        for c in row.chars() {
            match (escape, c) {
                (false, '\x1b') => escape = true,
                (true, c) if c.is_ascii_alphabetic() => escape = false,
                (true, _) => {}
                (false, _) => out += 1,
            }
        }
        out
    };
    rows.map(plain).max().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn noise_destroys_nothing(happenings in prop::collection::vec(happening(), 1..60), opened in any::<bool>()) {
        let mut rig = if opened { Rig::open() } else { Rig::new(&everything(), true, 0) };
        for happening in happenings {
            let before = rig.written.len();
            let came = match &happening { Happening::Bytes(b) => b.len(), Happening::Line(l) => l.len() + 1, _ => 1 };
            match happening {
                Happening::Bytes(bytes) => rig.bytes(&bytes),
                Happening::Line(line) => rig.line(&line),
                Happening::Wait(ms) => rig.wait(ms),
                Happening::Gone => rig.input(Input::Gone),
                Happening::Plugged => rig.input(Input::Connected),
                Happening::Ring => rig.rings(),
                Happening::Answers(on) => rig.answers = on,
            }
            // A screen is under 4 kB; each byte that came costs a screen at most.
            prop_assert!(rig.written.len() - before <= 8_000 * came.max(1));
        }
        prop_assert!(!rig.destroyed(), "{:?}", rig.acts);
        prop_assert!(columns(&rig.written) <= COLUMNS + 1, "{}", columns(&rig.written));
    }

    #[test]
    fn noise_before_the_word_spoils_it(noise in prop::collection::vec(any::<u8>(), 1..8)) {
        let mut rig = Rig::open();
        rig.line("usine");
        let word = word_asked(&rig).unwrap();
        rig.bytes(&noise);
        rig.line(&word);
        // Keys that erase what was before, or write nothing, leave the line as a hand would have typed it.
        let erased = noise.iter().any(|b| matches!(b, 0x7f | 0x08 | 0x15 | 0x17));
        // The line feed that belongs to the Enter of before is none of its own.
        let rest = &noise[usize::from(noise[0] == b'\n')..];
        let silent = rest.iter().all(|b| matches!(b, 0x01 | 0x02 | 0x05 | 0x06 | 0x0c | 0x0e | b'\t'));
        prop_assert!(!rig.destroyed() || erased || silent, "{noise:?} {:?}", rig.acts);
    }
}

#[test]
fn the_word_itself_destroys() {
    // The twin of the two above: without it they could pass on a console that does nothing at all.
    let mut rig = Rig::open();
    rig.line("usine");
    let word = word_asked(&rig).unwrap();
    assert!(word.starts_with("EFFACER ") && word.len() == 12, "{word}");
    rig.line(&word);
    assert_eq!(rig.acts.last(), Some(&Act::FactoryReset));
    assert!(rig.traces.iter().any(|t| t == "confirmé : remise à l'état d'usine"));
    assert!(!rig.console.is_unlocked() && rig.seen().ends_with("Nouveau code (6 à 12 chiffres) :"), "{}", rig.seen());
    // The word of before confirms nothing.
    let mut rig = Rig::open();
    rig.line("usine");
    let before = word_asked(&rig).unwrap();
    for line in ["non", "usine", &before] {
        rig.line(line);
    }
    assert!(!rig.destroyed() && word_asked(&rig).unwrap() != before);
}

/// The console's own output comes back as its input, as on a cable whose two wires touch.
fn looped_back(mut rig: Rig, seconds: u64) -> (Rig, usize) {
    let mut written = 0;
    for _ in 0..seconds * 10 {
        let sent = std::mem::take(&mut rig.written);
        // 115200 baud carry 1152 bytes in 100 ms; the rest is still in the buffer.
        let bytes: Vec<u8> = sent.bytes().take(1_152).collect();
        written += bytes.len();
        if !bytes.is_empty() {
            rig.bytes(&bytes);
        }
        rig.wait(100);
    }
    (rig, written)
}

#[test]
fn a_looped_cable_goes_quiet_and_destroys_nothing() {
    for mut rig in [Rig::new(&everything(), true, 0), Rig::new(&everything(), false, 0), Rig::open()] {
        rig.acts.clear();
        let (rig, written) = looped_back(rig, 600);
        assert!(!rig.destroyed() && !rig.console.is_unlocked(), "{:?}", rig.acts);
        assert!(rig.acts.iter().all(|act| !matches!(act, Act::CheckPin(_) | Act::SetPin(_))), "{:?}", rig.acts);
        // At full speed ten minutes would be 6.9 MB.
        assert!(written < 200_000, "{written}");
    }
}

#[test]
fn guessing_takes_weeks() {
    let mut rig = Rig::new(&everything(), true, 0);
    let begin = rig.now;
    let mut checked = 0;
    for guess in 0..1_000_000u64 {
        rig.line(&format!("{:06}", 700_000 + guess % 100_000));
        checked = rig.acts.len();
        if checked >= 1_000 {
            break;
        }
        rig.wait(60_000);
    }
    assert_eq!(checked, 1_000);
    let hours = (rig.now - begin) / 3_600_000;
    // Ten an hour once the waits are at their longest.
    assert!(hours >= 98, "{hours} h");
    assert_eq!(rig.remembered, 1_000, "and every one was remembered before it was checked");
}

#[test]
fn the_prompt_comes_back_whatever_comes_first() {
    let mut rig = Rig::new(&everything(), true, 0);
    rig.line("999999");
    // Facts come twice a second: one of them falls between the end of the wait and its deadline.
    rig.now += 1_200;
    rig.show_facts();
    rig.wait(10);
    assert!(rig.seen().ends_with("code du technicien :"), "{}", rig.seen());
}

#[test]
fn a_session_nobody_uses_is_closed() {
    let mut rig = Rig::open();
    assert!(rig.console.is_unlocked());
    rig.wait(IDLE_MS_MAX - 1);
    assert!(rig.console.is_unlocked());
    rig.wait(2);
    assert!(!rig.console.is_unlocked());
    assert!(rig.seen().ends_with("code du technicien :"), "{}", rig.seen());
}

#[test]
fn nothing_secret_is_traced_or_echoed() {
    let mut rig = Rig::open();
    for line in ["code", "20402026", "20402026", "cle"] {
        rig.line(line);
    }
    let trail = rig.traces.join("\n");
    for secret in ["481516", "20402026", "abaisser"] {
        assert!(!trail.contains(secret), "{trail}");
    }
    assert!(!rig.written.contains("20402026") && !rig.written.contains("481516"));
    assert!(!format!("{:?}", rig.acts).contains("20402026"));
    // Once typed back, the words are off the screen.
    rig.line("");
    assert!(!rig.seen().contains("abaisser"), "{}", rig.seen());
}

#[test]
fn an_answer_after_the_technician_left_changes_nothing() {
    let mut rig = Rig::open();
    rig.answers = false;
    rig.line("sauvegarde");
    let (id, _) = rig.pending.pop().unwrap();
    rig.bytes(b"\x03");
    rig.line("sauvegarde");
    assert!(rig.pending.is_empty(), "one at a time");
    rig.input(Input::Gone);
    rig.input(Input::Done(id, Ok(Answer::Done)));
    rig.input(Input::Done(id, Ok(Answer::Right)));
    assert!(!rig.console.is_unlocked());
    assert!(rig.traces.iter().any(|t| t == "fait : sauvegarde"), "{:?}", rig.traces);
}

#[test]
fn a_pin_is_checked_while_a_long_act_goes_on() {
    let mut rig = Rig::open();
    rig.answers = false;
    rig.line("modeles mesurer");
    rig.input(Input::Gone);
    rig.input(Input::Connected);
    rig.line("481516");
    assert!(rig.console.is_unlocked(), "{}", rig.seen());
    rig.line("sauvegarde");
    assert!(rig.seen().contains("encore en cours"), "{}", rig.seen());
}

#[test]
fn live_levels_leave_the_cable_half_free() {
    let mut rig = Rig::open();
    rig.facts.status.lines = vec![rig::line(); 5];
    for line in &mut rig.facts.status.lines {
        line.last_error = Some("la carte a perdu des trames pendant la dernière minute".into());
        if let Some(levels) = &mut line.levels {
            *levels = huisclos_operator::Levels { received_dbm0: 3.0, peak_dbm0: 3.1, lost_frames: 12, ..*levels };
        }
    }
    rig.show_facts();
    rig.line("lignes");
    rig.written.clear();
    rig.show_facts();
    let bytes = rig.written.len();
    println!("one refresh of five bad lines: {bytes} bytes, {} ms at 115200 baud", bytes * 1_000 / 11_520);
    assert!(bytes as u64 * 1_000 / 11_520 <= WATCH_REFRESH_MS / 2, "{bytes} bytes");
    assert!(rig.seen().lines().count() <= 24 && rig.seen().contains("q : finir"), "{}", rig.seen());
}
