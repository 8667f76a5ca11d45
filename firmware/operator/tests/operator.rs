//! What the display would show, what starves the watchdog, what is found wrong.
#![allow(clippy::unwrap_used)]

use huisclos_operator::*;
use jiff::civil::{DateTime, date};
use proptest::prelude::*;

fn noon() -> DateTime {
    date(2026, 11, 23).at(12, 0, 0, 0)
}

/// A box that is well and has everything.
fn well() -> Status {
    let mut status = Status::unknown(noon());
    status.lines = vec![Line::free("dahdi/1", Kind::Analog), Line::free("dahdi/2", Kind::Analog)];
    status.egress.counted = true;
    status.bypass = Bypass::Relay;
    let found = || Part::Found("là".into());
    status.parts = Parts {
        display: found(),
        relay: found(),
        button: found(),
        lights: found(),
        watchdog: found(),
        thermometer: found(),
        tpm: found(),
    };
    status.page =
        Some(PageAddress { url: "https://192.168.1.20/".into(), authority: Some("ab12".repeat(16)), first_code: None });
    status
}

fn main_of(status: &Status) -> (String, String) {
    match sight(status, 0).page {
        Page::Main(main) => (main.figure, main.below),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_one_thing_to_know() {
    let change = |f: fn(&mut Status)| {
        let mut status = well();
        f(&mut status);
        main_of(&status)
    };
    let pair = |a: &str, b: &str| (a.to_string(), b.to_string());
    assert_eq!(change(|_| {}), pair("PRÊT", "aucune note"));
    assert_eq!(change(|s| s.notes.waiting = 12), pair("12", "notes"));
    assert_eq!(change(|s| s.lines[1].state = LineState::Answering { seconds: 75 }), pair("1:15", "en appel"));
    assert_eq!(change(|s| s.lines[0].state = LineState::Ringing), pair("SONNE", "ligne 1"));
    assert_eq!(change(|s| s.lines[0].state = LineState::Cut), pair("PANNE", "ligne coupée"));
    assert_eq!(change(|s| s.notes = Notes { waiting: 3, urgent: 1 }), pair("URGENT", "1 note"));
    assert_eq!(change(|s| s.update = Some(Update { percent: Some(42) })), pair("42 %", "mise à jour"));
    assert_eq!(change(|s| s.store_fault = Some("disque".into())), pair("PANNE", "base fermée"));
    // Whole on twelve columns: half a word under « PANNE » helps nobody.
    assert_eq!(change(|s| s.egress.left_bytes = 144), pair("PANNE", "FUITE RÉSEAU"));
    // A call goes on although the other line is cut: the call is what the desk wants to know.
    assert_eq!(
        change(|s| {
            s.lines[0].state = LineState::Cut;
            s.lines[1].state = LineState::Calling { seconds: 5 };
        }),
        pair("0:05", "en appel")
    );
}

#[test]
fn every_page_comes_round() {
    let mut status = well();
    status.bypass = Bypass::None;
    let pages: Vec<Page> = (0..200).map(|s| sight(&status, s).page).collect();
    let seen = |f: fn(&Page) -> bool| pages.iter().filter(|p| f(p)).count();
    assert!(seen(|p| matches!(p, Page::Main(_))) >= 96, "half of the time the one thing to know");
    assert!(seen(|p| matches!(p, Page::Address { host, .. } if host == "192.168.1.20")) > 0);
    assert!(seen(|p| matches!(p, Page::Authority(rows) if rows[0] == "AB12 AB12 AB12 AB12")) > 0);
    assert!(seen(|p| matches!(p, Page::Privacy { figure, .. } if figure == "0")) > 0);
    assert!(seen(|p| matches!(p, Page::Sentence(rows) if rows[0] == "téléphone coupé")) > 0);
    let code = |status: &Status| {
        (0..200)
            .any(|s| matches!(sight(status, s).page, Page::Sentence(rows) if rows.contains(&"5771 2021".to_string())))
    };
    assert!(!code(&status));
    status.page.as_mut().unwrap().first_code = Some("57712021".into());
    assert!(code(&status), "whoever installs the box reads it there");
    status.page.as_mut().unwrap().first_code = None;
    status.bypass = Bypass::Relay;
    assert!((0..200).all(|s| !matches!(sight(&status, s).page, Page::Sentence(_))), "a relay: no such warning");
    // How a line carries sound, once something is known of it.
    status.lines[1].known = Known { voice_dbm0: Some(-18.0), noise_dbm0: Some(-52.0), trial: None };
    let rows = (0..200).find_map(|s| match sight(&status, s).page {
        Page::Sentence(rows) => Some(rows),
        _ => None,
    });
    assert_eq!(rows.unwrap(), ["ligne 2", "voix -18 bruit -52", "écho ? pertes 0"]);
}

#[test]
fn nothing_is_claimed_that_nobody_counts() {
    let mut status = well();
    status.egress.counted = false;
    let shown = (0..200).find_map(|s| match sight(&status, s).page {
        Page::Privacy { figure, below } => Some((figure, below)),
        _ => None,
    });
    assert_eq!(shown.unwrap(), ("?".into(), "sorties non comptées".into()));
    assert_eq!(lights(&status).privacy, Colour::Off);
    status.egress.counted = true;
    assert_eq!(lights(&status).privacy, Colour::Green);
    status.egress.left_bytes = 1;
    assert_eq!(lights(&status).privacy, Colour::Red);
    assert_eq!(findings(&status)[0].grade, Grade::Down);
}

#[test]
fn findings_come_worst_first_and_a_whole_box_has_none() {
    assert_eq!(findings(&well()), []);
    assert_eq!(grade(&well()), Grade::Well);
    let found = findings(&Status::unknown(noon()));
    assert!(found.is_sorted_by_key(|f| f.grade));
    assert_eq!(found[0].short, "aucune ligne");
    assert!(found.iter().any(|f| f.sentence.contains("Téléphone coupé si panne de courant")));
    assert!(found.iter().any(|f| f.sentence.contains("sans afficheur, relais")));
    // What the firmware found out about itself takes its place by its grade.
    let mut status = well();
    let fault = |grade, short: &str| Finding { grade, short: short.into(), sentence: "…".into() };
    status.faults =
        vec![fault(Grade::Told, "sans garde"), fault(Grade::Down, "un nom bien trop long pour l'afficheur")];
    let found = findings(&status);
    assert_eq!((found[0].short.as_str(), found[1].short.as_str()), ("un nom bien trop lon", "sans garde"));
    assert_eq!(main_of(&status).0, "PANNE");
}

#[test]
fn a_fingerprint_that_is_none_is_not_shown() {
    for (authority, good) in
        [(Some("0".repeat(64)), true), (Some("0".repeat(63)), false), (Some("xyz".into()), false), (None, false)]
    {
        assert_eq!(PageAddress { url: String::new(), authority, first_code: None }.rows().is_some(), good);
    }
    let colons = "AB:".repeat(32);
    assert!(PageAddress { url: String::new(), authority: Some(colons), first_code: None }.rows().is_some());
}

#[test]
fn the_dog_is_fed_only_while_a_call_would_be_answered() {
    let alive = |now: u64| Signs {
        lines: vec![("dahdi/1".into(), Some(now - 20)), ("dahdi/2".into(), Some(now - 20))],
        busy: vec![("comprendre".into(), now - 30_000)],
        store: Some(now - 5_000),
    };
    let now = 1_000_000;
    assert_eq!(feeds(now, &alive(now)), Ok(()));
    let without = |f: fn(&mut Signs)| {
        let mut signs = alive(1_000_000);
        f(&mut signs);
        feeds(1_000_000, &signs)
    };
    assert_eq!(without(|s| s.lines[1].1 = Some(996_000)), Err(Starving::Line("dahdi/2".into())));
    assert_eq!(without(|s| s.lines[0].1 = None), Err(Starving::Line("dahdi/1".into())));
    assert_eq!(without(|s| s.busy[0].1 = 930_000), Err(Starving::Worker("comprendre".into())));
    assert_eq!(without(|s| s.store = Some(960_000)), Err(Starving::Store));
    assert_eq!(without(|s| s.lines.clear()), Err(Starving::NoLine));
    // While it starts, what has not come yet is forgiven; what came and stopped is not.
    assert_eq!(feeds(100_000, &Signs::default()), Ok(()));
    assert_eq!(feeds(180_001, &Signs::default()), Err(Starving::NoLine));
    let stopped = Signs { lines: vec![("dahdi/1".into(), Some(1_000))], ..Signs::default() };
    assert_eq!(feeds(100_000, &stopped), Err(Starving::Line("dahdi/1".into())));
}

#[test]
fn a_boot_is_good_only_when_it_worked() {
    let good = Boot { store_open: true, page_answers: true, lines_named: 2, lines_turning: 2, models_speak: true };
    assert_eq!(blessed(&good), Ok(()));
    assert_eq!(blessed(&Boot { lines_turning: 1, ..good }), Err(vec!["une ligne ne tourne pas"]));
    assert_eq!(blessed(&Boot::default()).unwrap_err().len(), 4, "a box without a line is not good either");
}

#[test]
fn the_picture_wanders_through_all_its_places() {
    let mut seen = std::collections::BTreeMap::new();
    for minute in 0..1_440 {
        let now = date(2026, 11, 23).at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
        *seen.entry(shift(now)).or_insert(0) += 1;
    }
    assert_eq!(seen.len(), 15);
    assert!(seen.values().all(|n| *n == 96), "each equally long: {seen:?}");
    assert_eq!(contrast(date(2026, 11, 23).at(3, 0, 0, 0), false), CONTRAST_NIGHT);
    assert!(contrast(date(2026, 11, 23).at(3, 0, 0, 0), true) > CONTRAST_DAY);
}

#[test]
fn a_disk_that_errs_or_is_worn_is_said_before_it_fails() {
    let said = |change: &dyn Fn(&mut Status)| {
        let mut status = well();
        change(&mut status);
        findings(&status).first().map(|finding| (finding.grade, finding.short.clone()))
    };
    assert_eq!(said(&|s| s.disk_errors = 3), Some((Grade::Worn, "disque abîmé".into())));
    assert_eq!(said(&|s| s.disk_worn_percent = Some(90)), Some((Grade::Worn, "disque usé".into())));
    assert_eq!(said(&|s| s.disk_worn_percent = Some(80)), said(&|_| ()));
}

proptest! {
    #[test]
    fn every_sight_fits_its_display(
        waiting in any::<u32>(), urgent in any::<u32>(), seconds in any::<u32>(), percent in any::<u8>(),
        left in any::<u64>(), packets in any::<u64>(), at in any::<u64>(), which in 0u8..5,
    ) {
        let mut status = well();
        status.notes = Notes { waiting, urgent: if which == 0 { urgent } else { 0 } };
        if which == 1 { status.lines[0].state = LineState::Answering { seconds }; }
        if which == 2 { status.update = Some(Update { percent: (percent > 9).then_some(percent) }); }
        status.egress.left_bytes = if which == 3 { left } else { 0 };
        status.egress.refused = vec![Destination { address: "x".repeat(39), packets }; 3];
        let sight = sight(&status, at);
        if let Page::Main(main) = &sight.page {
            prop_assert!(main.figure.chars().count() <= 6 && main.below.chars().count() <= 12);
        }
        prop_assert!(sight.shift.0 <= SHIFT_X_MAX && sight.shift.1 <= SHIFT_Y_MAX);
    }
}
