//! Figures against cases counted by hand.
#![allow(clippy::unwrap_used)]

use huisclos_agenda::{CallId, NoteReason};
use huisclos_call::Outcome;
use huisclos_quality::{
    Alert, By, CALLS_MIN, CallRecord, Came, Course, Defined, Figures, Finding, PAIRS_MIN, Pair, Period, Rate,
    SCRIPT_CALLS_MIN, Sheet, Step, came, definition,
};
use huisclos_speech::{Asking, Intent};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;

/// A Monday.
fn monday() -> Date {
    date(2026, 11, 23)
}

fn week() -> Period {
    Period::new(Some(monday()), Some(date(2026, 11, 29)), None, monday())
}

fn call(id: u64, at: DateTime, outcome: Outcome) -> CallRecord {
    CallRecord {
        id: CallId(id),
        at,
        seconds: 60.0,
        outcomes: vec![outcome],
        waits_ms: vec![800],
        script: None,
        course: Some(Course { wanted: Intent::Book, turns: 4, ..Course::default() }),
    }
}

fn with(mut call: CallRecord, change: impl FnOnce(&mut Course)) -> CallRecord {
    change(call.course.as_mut().unwrap());
    call
}

#[test]
fn each_outcome_is_judged_once() {
    let check = |outcome: Outcome, note: Option<NoteReason>, expect: Came| {
        let call = with(call(1, monday().at(9, 0, 0, 0), outcome), |c| c.note = note);
        assert_eq!(came(&call), expect, "{outcome:?} {note:?}");
    };
    for served in [
        Outcome::Emergency,
        Outcome::Transferred,
        Outcome::Booked,
        Outcome::Moved,
        Outcome::Cancelled,
        Outcome::Confirmed,
        Outcome::Informed,
    ] {
        // A note taken beside does not undo what was reached.
        check(served, Some(NoteReason::Failure), Came::Served);
    }
    for (reason, expect) in [
        (NoteReason::Results, Came::Served),
        (NoteReason::Document, Came::Served),
        (NoteReason::Message, Came::Served),
        (NoteReason::Human, Came::Unserved),
        (NoteReason::Appointment, Came::Unserved),
        (NoteReason::NotUnderstood, Came::Unserved),
        (NoteReason::ConsentRefused, Came::Unserved),
        (NoteReason::Clinical, Came::Unserved),
        (NoteReason::Failure, Came::Unserved),
    ] {
        check(Outcome::Noted, Some(reason), expect);
    }
    check(Outcome::Noted, None, Came::Unserved);
    check(Outcome::Failed, None, Came::Unserved);
    check(Outcome::Abandoned, None, Came::Abandoned);
    check(Outcome::Filtered, None, Came::Filtered);
    let old = CallRecord { course: None, ..call(1, monday().at(9, 0, 0, 0), Outcome::Noted) };
    assert_eq!(came(&old), Came::Unknown, "an old note says no more what it was about");
    assert_eq!(came(&CallRecord { outcomes: vec![], ..old }), Came::Abandoned);
}

#[test]
fn a_week_is_counted_as_by_hand() {
    let at = |day: i8, hour: i8| date(2026, 11, day).at(hour, 30, 0, 0);
    let mut calls = vec![
        CallRecord { seconds: 100.0, waits_ms: vec![500, 1_500], ..call(1, at(23, 9), Outcome::Booked) },
        with(call(2, at(23, 9), Outcome::Transferred), |c| (c.rung, c.mark, c.quality) = (1, Some(5), Some(400))),
        with(call(3, at(23, 9), Outcome::Abandoned), |c| c.left = Some(Step::Asked(Asking::Consent))),
        with(call(4, at(24, 10), Outcome::Abandoned), |c| c.left = Some(Step::Greeting)),
        with(call(5, at(24, 10), Outcome::Abandoned), |c| c.left = Some(Step::Asked(Asking::Consent))),
        call(6, at(24, 11), Outcome::Filtered),
        with(call(7, at(25, 9), Outcome::Noted), |c| (c.note, c.rung, c.unclear) = (Some(NoteReason::Human), 1, 3)),
        with(call(8, at(25, 9), Outcome::Noted), |c| {
            (c.note, c.mark, c.quality) = (Some(NoteReason::Results), Some(2), Some(440));
        }),
        CallRecord { course: None, ..call(9, at(29, 23), Outcome::Noted) },
        // Outside.
        call(10, at(22, 23), Outcome::Booked),
        call(11, at(30, 0), Outcome::Booked),
    ];
    calls.reverse(); // the order is nobody's business
    let f = Figures::of(&calls, week());
    let rate = |hits, of| Rate { hits, of };
    assert_eq!((f.calls, f.filtered, f.unknown), (9, 1, 1));
    assert_eq!(f.success, rate(3, 7), "booked, transferred, results; of eight that count less the unknown");
    assert_eq!((f.transfers, f.rung_in_vain), (rate(1, 8), rate(1, 2)));
    assert_eq!(f.abandons, rate(3, 8));
    assert_eq!(f.steps, [(Step::Asked(Asking::Consent), 2), (Step::Greeting, 1)]);
    assert_eq!((f.handling_s.n, f.handling_s.mean, f.handling_s.median, f.handling_s.p95), (8, 65.0, 60.0, 100.0));
    assert_eq!((f.waits_ms.n, f.waits_ms.median, f.waits_ms.p95), (9, 800.0, 1_500.0));
    assert_eq!((f.marks.counts, f.marks.mean()), ([0, 1, 0, 0, 1], Some(3.5)));
    assert_eq!((f.quality.n, f.quality.mean), (2, 4.2));
    let judged = |f: &Figures| f.table(Sheet::Summary).csv().contains("d'après le modèle");
    let unjudged = |c: &CallRecord| with(c.clone(), |c| c.quality = None);
    let without: Vec<CallRecord> = calls.iter().filter(|c| c.course.is_some()).map(unjudged).collect();
    assert!(judged(&f) && !judged(&Figures::of(&without, week())), "no model, no row");
    assert_eq!(f.unclear, rate(3, 28), "seven courses of four turns");
    assert_eq!(f.wanted, [(Intent::Book, 7)]);
    assert_eq!((f.hours[0][9], f.hours[1][10], f.hours[1][11], f.hours[6][23]), (3, 2, 1, 1));
    assert_eq!(f.busiest(2), [(0, 9, 3), (1, 10, 2)]);
    assert_eq!(f.points.len(), 7);
    assert_eq!((f.points[1].calls, f.points[1].abandons, f.points[1].success), (3, rate(2, 2), rate(0, 2)));
    assert_eq!(f.points[4].success.share(), None, "a day without calls has no rate");
    assert_eq!(f.alert(), Alert::TooFew);
    let weeks = Figures::of(&calls, Period { by: By::Week, ..week() });
    assert_eq!((weeks.points.len(), weeks.points[0].calls, weeks.points[0].success), (1, 9, rate(3, 7)));
}

#[test]
fn the_alert_comes_under_four_in_five_and_says_when_chance_is_enough() {
    for (served, of, expect) in [
        (0, CALLS_MIN - 1, Alert::TooFew),
        (CALLS_MIN, CALLS_MIN, Alert::Well),
        (16, 20, Alert::Well),
        (15, 20, Alert::Doubtful),
        (10, 20, Alert::Low),
        (790, 1_000, Alert::Doubtful),
        (760, 1_000, Alert::Low),
    ] {
        let outcome = |n| if n < served { Outcome::Booked } else { Outcome::Failed };
        let calls: Vec<_> = (0..of).map(|n| call(n as u64, monday().at(9, 0, 0, 0), outcome(n))).collect();
        assert_eq!(Figures::of(&calls, week()).alert(), expect, "{served} of {of}");
    }
}

/// So many marked calls; the mark falls as the call grows, but for every `odd`-th, which is marked the other way round.
fn marked(n: usize, odd: usize) -> Vec<CallRecord> {
    (0..n)
        .map(|i| {
            let mark = (i % 5) as u8 + 1;
            let against = if i % odd == 0 { mark } else { 6 - mark };
            let made = CallRecord {
                seconds: 30.0 * f64::from(against) + i as f64 / 100.0,
                ..call(i as u64, monday().at(9, 0, 0, 0), Outcome::Booked)
            };
            with(made, |c| c.mark = Some(mark))
        })
        .collect()
}

#[test]
fn correlations_say_how_sure_they_are() {
    let link =
        |calls: &[CallRecord], pair: Pair| *Figures::of(calls, week()).links.iter().find(|l| l.pair == pair).unwrap();
    let few = link(&marked(PAIRS_MIN - 1, usize::MAX), Pair::MarkDuration);
    assert_eq!((few.finding, few.rho), (Finding::TooFew, None));
    let strong = link(&marked(60, 10), Pair::MarkDuration);
    assert_eq!(strong.finding, Finding::Found("fort"));
    assert!(strong.rho.unwrap() < -0.5 && strong.interval.unwrap().1 < 0.0, "{strong:?}");
    assert_eq!(link(&marked(60, 2), Pair::MarkDuration).finding, Finding::Nothing);
    // Every wait is the same: nothing can go with it.
    assert_eq!(link(&marked(60, 10), Pair::MarkWait).finding, Finding::Flat);
}

#[test]
fn scripts_are_set_against_the_commonest_only_with_enough_calls() {
    let make = |script: Option<&'static str>, n: usize, served: usize| {
        (0..n).map(move |i| CallRecord {
            script: script.map(str::to_string),
            ..call(i as u64, monday().at(9, 0, 0, 0), if i < served { Outcome::Booked } else { Outcome::Abandoned })
        })
    };
    let calls: Vec<_> = make(None, 80, 48)
        .chain(make(Some("court"), 70, 56))
        .chain(make(Some("neuf"), SCRIPT_CALLS_MIN - 1, 1))
        .collect();
    let rows = Figures::of(&calls, week()).scripts;
    let names: Vec<_> = rows.iter().map(|r| (r.script.as_deref(), r.calls)).collect();
    assert_eq!(names, [(None, 80), (Some("court"), 70), (Some("neuf"), SCRIPT_CALLS_MIN - 1)]);
    let (success, abandons) = (rows[1].success_against.unwrap(), rows[1].abandons_against.unwrap());
    assert!((success.by - 0.2).abs() < 1e-9 && success.is_certain() && (abandons.by + 0.2).abs() < 1e-9);
    assert!(rows[0].success_against.is_none() && rows[2].success_against.is_none());
}

#[test]
fn every_figure_is_defined() {
    for of in Defined::ALL {
        assert!(definition(of).ends_with('.') && !of.name().is_empty(), "{of:?}");
    }
    assert!(definition(Defined::Links).contains(&PAIRS_MIN.to_string()));
    assert!(definition(Defined::Scripts).contains(&SCRIPT_CALLS_MIN.to_string()));
}

#[test]
fn tables_are_whole_and_guarded() {
    let evil = "=cmd|' /C calc'!A0";
    let calls: Vec<_> = marked(60, 10)
        .into_iter()
        .map(|c| with(CallRecord { script: Some(evil.into()), ..c }, |c| c.left = Some(Step::Ringing)))
        .chain([call(99, monday().at(7, 0, 0, 0), Outcome::Abandoned)])
        .collect();
    let f = Figures::of(&calls, week());
    for (sheet, word) in Sheet::WORDS {
        let table = f.table(sheet);
        assert_eq!(Sheet::from_word(word), Some(sheet));
        assert!(table.rows.iter().all(|row| row.len() == table.head.len()), "{sheet:?}");
        let csv = table.csv();
        assert_eq!(csv.lines().count(), table.rows.len() + 1, "{csv}");
        assert!(csv.lines().all(|line| !line.starts_with('=') && !line.contains(";=")), "{csv}");
    }
    let csv = |sheet| f.table(sheet).csv();
    assert!(csv(Sheet::Scripts).contains("\"'=cmd|' /C calc'!A0\";60;100,0;0,0;"), "{}", csv(Sheet::Scripts));
    assert!(csv(Sheet::Summary).contains("Réussite;98,4;%;91,3;99,7;61\r\n"), "{}", csv(Sheet::Summary));
    assert!(csv(Sheet::Links).contains("lien fort : la note baisse quand l'autre monte"));
    assert!(csv(Sheet::Links).contains("l'une des deux valeurs ne change jamais"));
    assert!(csv(Sheet::Hours).contains("lundi;7;1\r\n"));
}

proptest! {
    /// Parts add up to the whole, whatever came.
    #[test]
    fn days_add_up_to_the_period(raw in prop::collection::vec((0i64..20_000, 0usize..11, 1u8..7), 0..80)) {
        let calls: Vec<CallRecord> = raw
            .iter()
            .enumerate()
            .map(|(i, (minutes, outcome, mark))| {
                let at = monday().at(0, 0, 0, 0).checked_add(minutes.minutes()).unwrap();
                with(call(i as u64, at, Outcome::WORDS[*outcome].0), |c| c.mark = Some(*mark))
            })
            .collect();
        let f = Figures::of(&calls, week());
        let sum = |count: fn(&huisclos_quality::Point) -> usize| f.points.iter().map(count).sum::<usize>();
        prop_assert_eq!(sum(|p| p.calls), f.calls);
        prop_assert_eq!(sum(|p| p.success.hits), f.success.hits);
        prop_assert_eq!(sum(|p| p.abandons.of), f.calls - f.filtered);
        prop_assert_eq!(sum(|p| p.marks.n()), f.marks.n());
        prop_assert_eq!(f.hours.iter().flatten().sum::<usize>(), f.calls);
        prop_assert!(f.success.hits + f.abandons.hits <= f.calls);
    }
}
