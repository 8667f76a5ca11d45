//! A thousand calls of random callers in simulated time, two lines on one book: what must hold whatever they do.

mod bench;

use bench::books::{Books, Trouble};
use bench::random::{Caller, Dice};
use bench::{Bench, Handset, Sabotage, Seen};
use huisclos_agenda::{Cabinet, Phone, Private, Slot, Status};
use huisclos_call::{Fact, Outcome, Settings, limits};
use jiff::civil::{Date, DateTime, date};
use std::sync::Arc;

/// Calls of the test.
const CALLS: u64 = 1_000;
/// Calls that share one book: the days fill up.
const CALLS_A_BOOK: u64 = 50;
/// A caller acts that often at most; past that they only listen.
const ACTS_MAX: u32 = 400;

/// What was seen of many calls.
#[derive(Debug, Default)]
struct Found {
    double_bookings: u64,
    endless: u64,
    longest_ms: u64,
    silence_ms_max: u64,
    not_stored: u64,
    said_without_store: u64,
    flags: u32,
    flags_missed: u32,
    unfilled: u64,
    booked: u64,
    outcomes: std::collections::BTreeMap<Outcome, u64>,
}

fn settings(dice: &mut Dice) -> Settings {
    Settings {
        forward_to: dice.percent(20).then(|| Private::new(Phone("+33123456789".into()))),
        handset_first_ms: if dice.percent(10) { 4_000 } else { 0 },
        rating: dice.percent(20),
        handset: dice.percent(90),
        transfer: dice.percent(85),
        message_only: dice.percent(10),
    }
}

fn trouble(dice: &mut Dice) -> Trouble {
    *dice.pick(&[
        Trouble::None,
        Trouble::None,
        Trouble::None,
        Trouble::None,
        Trouble::None,
        Trouble::None,
        Trouble::None,
        Trouble::None,
        Trouble::None,
        Trouble::None,
        Trouble::TakenOnce,
        Trouble::TakenOnce,
        Trouble::Gone,
        Trouble::Full,
        Trouble::AgendaOnly,
        Trouble::Down,
    ])
}

fn calls(count: u64, forced: Option<Trouble>, sabotage: Sabotage) -> Found {
    let cabinet = Arc::new(Cabinet::demo());
    let mut found = Found::default();
    let mut books = Books::default();
    for seed in 0..count {
        if seed % CALLS_A_BOOK == 0 {
            books = household(&cabinet);
        }
        let mut dice = Dice(seed ^ 0xA5A5_0000);
        books.trouble = forced.unwrap_or_else(|| trouble(&mut dice));
        one_call(seed, &cabinet, &mut books, &mut dice, sabotage, &mut found);
        found.double_bookings += u64::from(books.double_booking().is_some());
    }
    found
}

/// Some cards and appointments to be found, moved and cancelled.
fn household(_cabinet: &Cabinet) -> Books {
    let mut books = Books::default();
    let mut dice = Dice(7);
    for i in 0..40_u64 {
        let birth = date(1940 + dice.below(80) as i16, 3, 12);
        let phone = format!("+3361234{:04}", i % 30);
        let id = books.add_patient("garnier", "sophie", birth, Some(&phone), i % 3 > 0, i % 2 > 0);
        let start = Date::constant(2026, 11, 24).at(9 + (i % 3) as i8, (i % 4) as i8 * 15, 0, 0);
        let start = start.saturating_add(jiff::SignedDuration::from_hours(24 * (i / 12) as i64));
        books.add_appointment(
            id,
            Slot { start, minutes: 15, practitioner: "martin".into(), motif: "consultation".into() },
        );
    }
    books
}

fn one_call(
    seed: u64,
    cabinet: &Arc<Cabinet>,
    books: &mut Books,
    dice: &mut Dice,
    sabotage: Sabotage,
    found: &mut Found,
) {
    let hour = *dice.pick(&[9_i8, 10, 12, 15, 20, 3]);
    let now: DateTime = date(2026, 11, 23).at(hour, 5, 0, 0);
    let mut caller = Caller::new(seed, now.date());
    // Somebody who is in the book calls with their number and their birth date.
    if let Some(card) = books.patients.get(dice.below(books.patients.len() as u64 * 2) as usize) {
        card.identity.birth_date.matches(|b| {
            caller.birth = *b;
            true
        });
        if let Some(phone) = &card.identity.phone {
            phone.matches(|p| {
                caller.phone.clone_from(&p.0);
                true
            });
        }
    }
    let handset = *dice.pick(&[Handset::Absent, Handset::Absent, Handset::Busy, Handset::Answers]);
    let latency = *dice.pick(&[5, 5, 5, 5, 5, 5, 5, 5, 2_000, 9_000]);
    let before = books.appointments.clone();
    let mut bench = Bench::new(cabinet.clone(), books, now, settings(dice), handset);
    bench.latency_ms = latency;
    bench.sabotage = sabotage;
    let from = caller.phone.clone();
    bench.rings_in(dice.percent(80).then_some(from.as_str()));
    for act in 0..ACTS_MAX * 10 {
        if bench.over || bench.joined() || bench.stalled {
            break;
        }
        if bench.ear_is_open() {
            let asking = bench.ear.unwrap_or_default();
            if act < ACTS_MAX { caller.act(&mut bench, asking) } else { bench.run_for(60_000) }
        } else if bench.answered && caller.dice.below(150) == 0 {
            caller.shout(&mut bench); // into a sentence, a wait, a ringing handset
        } else {
            bench.step(u64::MAX - 1);
        }
        check_facts(&bench, &before, found);
    }
    if bench.joined() {
        bench.caller_hangs_up();
    }
    found.endless += u64::from(!bench.over);
    found.longest_ms = found.longest_ms.max(bench.now);
    found.silence_ms_max = found.silence_ms_max.max(bench.silence_ms_max);
    found.flags += caller.flags;
    found.flags_missed += caller.flags_missed;
    let outcome = bench.call.outcome();
    *found.outcomes.entry(outcome).or_default() += 1;
    let has = |o| bench.call.outcomes().contains(&o);
    found.booked += u64::from(has(Outcome::Booked));
    assert_eq!(has(Outcome::Emergency), caller.flags > 0 && !sabotage.deaf_to_alarms, "seed {seed}");
    let said = bench.said_since(0);
    found.unfilled += said.iter().filter(|t| t.contains('{') || t.contains('}')).count() as u64;
    // What is said to be done must be in the book: as many sentences as facts, and the facts were checked one by one.
    let facts = |f: fn(&Fact) -> bool| bench.seen.iter().filter(|s| matches!(s, Seen::Fact(x) if f(x))).count();
    let says = |what: &str| said.iter().any(|t| t.contains(what));
    let lies = [
        (says("rendez-vous est réservé"), facts(|f| matches!(f, Fact::Booked(_)))),
        (says("rendez-vous est déplacé"), facts(|f| matches!(f, Fact::Moved(_)))),
        (says("rendez-vous est annulé"), facts(|f| matches!(f, Fact::Cancelled(_)))),
        (says("rendez-vous est confirmé"), facts(|f| matches!(f, Fact::Confirmed(_)))),
        (says("message est enregistré"), facts(|f| matches!(f, Fact::Noted { .. }))),
    ];
    found.said_without_store += lies.iter().filter(|(said, facts)| *said && *facts == 0).count() as u64;
}

/// A fact is reported when the store holds it.
fn check_facts(bench: &Bench<'_>, _before: &[huisclos_agenda::Appointment], found: &mut Found) {
    let Some(Seen::Fact(fact)) = bench.seen.iter().rev().find(|s| matches!(s, Seen::Fact(_))) else { return };
    let stored = match fact {
        Fact::Booked(a) | Fact::Moved(a) => {
            bench.books.appointments.iter().any(|b| b.id == a.id && b.slot == a.slot)
                || bench
                    .books
                    .appointments
                    .iter()
                    .any(|b| b.id == a.id && bench.seen.len() > 1 && b.slot != a.slot && moved_later(bench, a.id))
        }
        Fact::Cancelled(a) => bench.books.appointments.iter().any(|b| b.id == a.id && b.status == Status::Cancelled),
        Fact::Confirmed(a) => bench.books.holds(a) || bench.books.appointments.iter().any(|b| b.id == a.id),
        Fact::Noted { .. } => !bench.books.notes.is_empty(),
        Fact::Consent { .. } => !bench.books.consents.is_empty(),
        _ => true,
    };
    found.not_stored += u64::from(!stored);
}

fn moved_later(bench: &Bench<'_>, id: huisclos_agenda::AppointmentId) -> bool {
    bench.seen.iter().filter(|s| matches!(s, Seen::Fact(Fact::Moved(a)) if a.id == id)).count() > 1
}

#[test]
fn whatever_callers_do() {
    let found = calls(CALLS, None, Sabotage::default());
    eprintln!("{found:#?}");
    assert_eq!(found.double_bookings, 0, "two bookings in a slot");
    assert_eq!(found.endless, 0, "a call that does not end");
    let bound = limits::CALL_MS_HARD + 10 * limits::SAYING_MS_MAX;
    assert!(found.longest_ms <= bound, "a call of {} ms", found.longest_ms);
    assert!(found.silence_ms_max <= 3_000, "{} ms of silence", found.silence_ms_max);
    assert_eq!(found.not_stored, 0, "a fact that is not on disk");
    assert_eq!(found.said_without_store, 0, "told as done and not stored");
    assert_eq!(found.flags_missed, 0, "a red flag without the sentence");
    assert_eq!(found.unfilled, 0, "a placeholder was said");
    // And the calls were worth the name.
    assert!(found.flags > 150, "{} red flags", found.flags);
    assert!(found.booked > 60, "{} bookings", found.booked);
    assert!(found.outcomes.len() >= 9, "{:?}", found.outcomes);
}

#[test]
fn a_store_that_overbooks_is_seen() {
    assert!(calls(200, Some(Trouble::Overbooks), Sabotage::default()).double_bookings > 0);
}

#[test]
fn a_store_that_lies_is_seen() {
    assert!(calls(50, Some(Trouble::Lies), Sabotage::default()).not_stored > 0);
}

#[test]
fn a_mute_box_is_seen() {
    let found = calls(20, None, Sabotage { mute: true, ..Sabotage::default() });
    assert!(found.silence_ms_max > 3_000, "{found:?}");
}

#[test]
fn lost_deadlines_are_seen() {
    let found = calls(20, None, Sabotage { no_deadlines: true, ..Sabotage::default() });
    assert!(found.endless > 0, "{found:?}");
}

#[test]
fn deafness_to_alarms_is_seen() {
    let found = calls(50, None, Sabotage { deaf_to_alarms: true, ..Sabotage::default() });
    assert!(found.flags_missed > 0, "{found:?}");
}
