//! Whom a freed place suits: cases by hand, then properties over any list.
#![allow(clippy::unwrap_used)]

use huisclos_agenda::waiting::{for_place, in_order, still_free};
use huisclos_agenda::{
    Appointment, AppointmentId, Availability, Cabinet, Candidate, InLine, MadeBy, PatientId, Private, Slot, Status,
    WAIT_DAYS_MAX, Waiting, WaitingId,
};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday, date, time};
use proptest::prelude::*;

/// Tuesday 24 November 2026, 10:20.
fn now() -> DateTime {
    date(2026, 11, 24).at(10, 20, 0, 0)
}

fn place(start: DateTime, minutes: u16, practitioner: &str) -> Slot {
    Slot { start, minutes, practitioner: practitioner.into(), motif: "consultation".into() }
}

/// Thursday at nine, a quarter of an hour with Dr Martin.
fn thursday() -> Slot {
    place(date(2026, 11, 26).at(9, 0, 0, 0), 15, "martin")
}

fn waiting(id: u64, since: DateTime) -> Waiting {
    Waiting {
        id: WaitingId(id),
        patient: PatientId(id),
        motif: "consultation".into(),
        practitioner: None,
        hours: Availability::default(),
        until: None,
        since,
        urgent: false,
        instead_of: None,
        made_by: MadeBy::Secretary,
    }
}

fn in_line(waiting: Waiting) -> InLine {
    let candidate = Candidate { birth_date: Some(Private::new(date(1964, 3, 12))), known: Some(true) };
    InLine { waiting, candidate, has: None }
}

fn has(start: DateTime) -> Appointment {
    Appointment {
        id: AppointmentId(99),
        patient: PatientId(1),
        slot: place(start, 15, "martin"),
        status: Status::Booked,
        made_by: MadeBy::Box,
    }
}

#[test]
fn a_place_suits_or_does_not() {
    let cabinet = Cabinet::demo();
    let check = |what: &str, place: &Slot, change: &dyn Fn(&mut InLine), suits: bool| {
        let mut one = in_line(waiting(1, now()));
        change(&mut one);
        assert_eq!(one.takes(place, &cabinet, now()).is_some(), suits, "{what}");
    };
    let any = thursday();
    check("anything suits", &any, &|_| {}, true);
    check("over already", &place(date(2026, 11, 24).at(10, 15, 0, 0), 15, "martin"), &|_| {}, false);
    check("now", &place(now(), 15, "martin"), &|_| {}, true);
    check("too short", &place(any.start, 10, "martin"), &|_| {}, false);
    check("longer than needed", &place(any.start, 40, "martin"), &|_| {}, true);
    check("with whom", &any, &|w| w.waiting.practitioner = Some("martin".into()), true);
    check("with somebody else", &any, &|w| w.waiting.practitioner = Some("bernard".into()), false);
    check("the day", &any, &|w| w.waiting.hours.days = vec![Weekday::Tuesday, Weekday::Thursday], true);
    check("another day", &any, &|w| w.waiting.hours.days = vec![Weekday::Friday], false);
    check("from nine on", &any, &|w| w.waiting.hours.after = Some(time(9, 0, 0, 0)), true);
    check("from half past nine on", &any, &|w| w.waiting.hours.after = Some(time(9, 30, 0, 0)), false);
    check("before ten", &any, &|w| w.waiting.hours.before = Some(time(10, 0, 0, 0)), true);
    check("before nine", &any, &|w| w.waiting.hours.before = Some(time(9, 0, 0, 0)), false);
    check("until that day", &any, &|w| w.waiting.until = Some(date(2026, 11, 26)), true);
    check("until the day before", &any, &|w| w.waiting.until = Some(date(2026, 11, 25)), false);
    let long_ago = now().checked_sub(200.days()).unwrap();
    check("forgotten after half a year", &any, &|w| w.waiting.since = long_ago, false);
    let later =
        |at: DateTime| move |w: &mut InLine| (w.waiting.instead_of, w.has) = (Some(AppointmentId(99)), Some(has(at)));
    check("earlier than theirs", &any, &later(date(2026, 11, 27).at(9, 0, 0, 0)), true);
    check("the same moment", &any, &later(any.start), false);
    check("later than theirs", &any, &later(date(2026, 11, 25).at(9, 0, 0, 0)), false);
    check("theirs is gone", &any, &|w| w.waiting.instead_of = Some(AppointmentId(99)), false);
    // The cabinet's rules: Dr Bernard sees those under sixteen; a renewal is for known patients.
    check("too old", &place(any.start, 20, "bernard"), &|_| {}, false);
    check(
        "a child",
        &place(any.start, 20, "bernard"),
        &|w| w.candidate.birth_date = Some(Private::new(date(2019, 1, 1))),
        true,
    );
    let renewal = |w: &mut InLine| w.waiting.motif = "renouvellement d'ordonnance".into();
    check("known", &any, &renewal, true);
    check("new", &any, &|w| (renewal(w), w.candidate.known = Some(false)).0, false);
    check("no such motif any more", &any, &|w| w.waiting.motif = "thalassothérapie".into(), false);
}

#[test]
fn a_new_patients_consultation_is_a_first_appointment_there_too() {
    let mut one = in_line(waiting(1, now()));
    one.candidate.known = Some(false);
    assert_eq!(one.takes(&thursday(), &Cabinet::demo(), now()), None, "half an hour does not go into a quarter");
    let slot = one.takes(&place(thursday().start, 30, "martin"), &Cabinet::demo(), now()).unwrap();
    assert_eq!((slot.minutes, slot.motif.0.as_str()), (30, "premier rendez-vous"));
}

#[test]
fn who_presses_comes_first_then_who_has_waited_longest() {
    let at = |day: i8| date(2026, 11, day).at(9, 0, 0, 0);
    let mut urgent = in_line(waiting(3, at(23)));
    urgent.waiting.urgent = true;
    let line = [in_line(waiting(1, at(20))), in_line(waiting(2, at(10))), urgent];
    let found = for_place(&thursday(), &line, &Cabinet::demo(), now());
    assert_eq!(found.iter().map(|(one, _)| one.waiting.id.0).collect::<Vec<_>>(), [3, 2, 1]);
}

#[test]
fn of_a_place_what_is_still_free_is_offered() {
    let nine = date(2026, 11, 26).at(9, 0, 0, 0);
    let taken = |minute: i64, minutes: u16, who: &str, status: Status| Appointment {
        slot: place(nine.checked_add(minute.minutes()).unwrap(), minutes, who),
        status,
        ..has(nine)
    };
    for (others, left) in [
        (vec![], Some(30)),
        (vec![taken(0, 10, "martin", Status::Cancelled)], Some(30)),
        (vec![taken(0, 10, "bernard", Status::Booked)], Some(30)),
        (vec![taken(0, 10, "martin", Status::Booked)], None),
        (vec![taken(-10, 15, "martin", Status::Booked)], None),
        (vec![taken(-10, 10, "martin", Status::Booked)], Some(30)),
        (vec![taken(20, 10, "martin", Status::Confirmed), taken(15, 5, "martin", Status::Booked)], Some(15)),
        (vec![taken(30, 10, "martin", Status::Booked)], Some(30)),
    ] {
        let free = still_free(&place(nine, 30, "martin"), &others, now());
        assert_eq!(free.map(|s| s.minutes), left, "{others:?}");
    }
    assert_eq!(still_free(&place(nine, 30, "martin"), &[], nine.checked_add(1.minute()).unwrap()), None, "it is over");
}

fn any_waiting() -> impl Strategy<Value = InLine> {
    let days = prop::collection::vec(1i8..=7, 0..4);
    let hours = (prop::option::of(7i8..19), prop::option::of(8i8..20));
    let rest = (
        prop::option::of(0usize..2),
        0i64..260,
        any::<bool>(),
        0usize..6,
        1900i16..2026,
        prop::option::of(any::<bool>()),
    );
    (days, hours, rest, any::<u64>(), prop::option::of(0i64..40)).prop_map(
        |(days, (after, before), (who, age, urgent, motif, birth, known), id, theirs)| {
            let cabinet = Cabinet::demo();
            let mut one = waiting(id, now().checked_sub(age.days()).unwrap());
            one.hours = Availability {
                days: days.into_iter().map(|d| Weekday::from_monday_one_offset(d).unwrap()).collect(),
                after: after.map(|h| time(h, 0, 0, 0)),
                before: before.map(|h| time(h, 0, 0, 0)),
            };
            one.practitioner = who.map(|i| cabinet.practitioners[i].id.clone());
            one.motif = cabinet.motifs[motif % cabinet.motifs.len()].id.clone();
            one.urgent = urgent;
            let has = theirs.map(|d| has(now().checked_add(d.days()).unwrap()));
            one.instead_of = has.as_ref().map(|a| a.id);
            let candidate = Candidate { birth_date: Some(Private::new(date(birth, 6, 1))), known };
            InLine { waiting: one, candidate, has }
        },
    )
}

fn any_place() -> impl Strategy<Value = Slot> {
    (0i64..60, 7i8..20, 0i8..12, 5u16..60, any::<bool>()).prop_map(|(day, hour, five, minutes, martin)| {
        let day: Date = now().date().checked_add(day.days()).unwrap();
        place(day.at(hour, five * 5, 0, 0), minutes, if martin { "martin" } else { "bernard" })
    })
}

proptest! {
    #[test]
    fn everybody_found_is_suited_nobody_suited_is_left_out_and_the_order_holds(
        place in any_place(), mut line in prop::collection::vec(any_waiting(), 0..20)
    ) {
        let cabinet = Cabinet::demo();
        let found = for_place(&place, &line, &cabinet, now());
        prop_assert_eq!(found.len(), line.iter().filter(|one| one.takes(&place, &cabinet, now()).is_some()).count());
        for (one, slot) in &found {
            let w = &one.waiting;
            prop_assert!(slot.start == place.start && slot.end() <= place.end() && slot.practitioner == place.practitioner);
            prop_assert!(slot.start >= now() && w.hours.suits(slot.start) && slot.start.date() <= w.last_day());
            prop_assert!(w.practitioner.as_ref().is_none_or(|p| *p == slot.practitioner));
            prop_assert!(one.has.as_ref().is_none_or(|a| slot.start < a.slot.start));
            let known = if one.has.is_some() { None } else { one.candidate.known };
            let candidate = Candidate { known, ..one.candidate.clone() };
            prop_assert!(cabinet.may_book(&slot.practitioner, &slot.motif, &candidate, slot.start.date()).is_ok());
            prop_assert!(slot.start.date() <= w.since.date().checked_add(WAIT_DAYS_MAX.days()).unwrap());
        }
        for pair in found.windows(2) {
            let (a, b) = (&pair[0].0.waiting, &pair[1].0.waiting);
            prop_assert!((!a.urgent, a.since) <= (!b.urgent, b.since));
        }
        // The order of the list is nobody's business, and the list is read in the order in which it is served.
        let ids: Vec<u64> = found.iter().map(|(one, _)| one.waiting.id.0).collect();
        line.reverse();
        let again: Vec<u64> = for_place(&place, &line, &cabinet, now()).iter().map(|(one, _)| one.waiting.id.0).collect();
        prop_assert_eq!(&again, &ids);
        let mut all: Vec<Waiting> = line.iter().map(|one| one.waiting.clone()).collect();
        in_order(&mut all);
        let read: Vec<u64> = all.iter().map(|w| w.id.0).filter(|id| ids.contains(id)).collect();
        prop_assert_eq!(&read, &ids);
        // One less in the list takes nobody else away.
        if let Some(gone) = line.pop() {
            let left: Vec<u64> = for_place(&place, &line, &cabinet, now()).iter().map(|(one, _)| one.waiting.id.0).collect();
            let expect: Vec<u64> = ids.into_iter().filter(|id| *id != gone.waiting.id.0).collect();
            prop_assert_eq!(left, expect);
        }
    }
}
