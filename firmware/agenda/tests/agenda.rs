//! What is offered: by example on the demo cabinet, and by property on any book.
#![allow(clippy::unwrap_used)]

use huisclos_agenda::holidays::is_public_holiday;
use huisclos_agenda::{
    Agenda, Appointment, AppointmentId, Ask, Cabinet, MadeBy, MotifId, PatientId, PractitionerId, Slot, Status, Wish,
    overlaps, upcoming_of,
};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday, date, time};
use proptest::prelude::*;

/// Monday 23 November 2026, 08:00.
fn monday() -> DateTime {
    date(2026, 11, 23).at(8, 0, 0, 0)
}

fn booked(start: DateTime, minutes: u16, practitioner: &str, status: Status) -> Appointment {
    let slot = Slot { start, minutes, practitioner: practitioner.into(), motif: "consultation".into() };
    Appointment { id: AppointmentId(1), patient: PatientId(1), slot, status, made_by: MadeBy::Secretary }
}

/// The starts that day, as "HH:MM", of a motif with docteur Martin (or docteur Bernard).
fn day_starts(agenda: &Agenda<'_>, practitioner: &str, motif: &str, day: Date) -> Vec<String> {
    let free = agenda.free(&practitioner.into(), &motif.into(), &Wish::on(day));
    free.map(|s| s.start.strftime("%H:%M").to_string()).collect()
}

#[test]
fn a_day_is_packed_around_its_bookings() {
    let cabinet = Cabinet::demo();
    let day = date(2026, 11, 28); // Saturday, Martin 09:00-12:00
    let taken = [
        booked(day.at(9, 0, 0, 0), 10, "martin", Status::Booked),
        booked(day.at(9, 30, 0, 0), 15, "martin", Status::Confirmed),
        booked(day.at(10, 0, 0, 0), 67, "martin", Status::Booked),
        booked(day.at(11, 30, 0, 0), 30, "martin", Status::Cancelled),
        booked(day.at(11, 30, 0, 0), 30, "bernard", Status::Booked),
    ];
    let agenda = Agenda { cabinet: &cabinet, taken: &taken, now: monday() };
    assert_eq!(day_starts(&agenda, "martin", "consultation", day), ["09:10", "09:45", "11:10", "11:25", "11:40"]);
    assert_eq!(day_starts(&agenda, "martin", "premier rendez-vous", day), ["11:10"]);
    assert!(day_starts(&agenda, "bernard", "consultation", day).is_empty(), "Dr Bernard does not work on Saturday");
    assert!(day_starts(&agenda, "durand", "consultation", day).is_empty());
    assert!(day_starts(&agenda, "martin", "greffe", day).is_empty());
}

#[test]
fn nothing_in_the_past_on_a_holiday_in_an_absence_or_past_the_horizon() {
    let mut cabinet = Cabinet::demo();
    cabinet.practitioners[0].absences =
        vec![huisclos_agenda::Absence { from: date(2026, 12, 1), to: date(2026, 12, 2), hours: None }];
    let now = date(2026, 11, 24).at(11, 10, 20, 0);
    let agenda = Agenda { cabinet: &cabinet, taken: &[], now };
    let starts = |day| day_starts(&agenda, "martin", "consultation", day);
    assert_eq!(starts(date(2026, 11, 24))[..2], ["11:45", "14:00"], "half an hour's notice from 11:10:20");
    assert!(starts(date(2026, 11, 23)).is_empty());
    assert!(starts(date(2026, 12, 1)).is_empty() && starts(date(2026, 12, 2)).is_empty());
    assert!(!starts(date(2026, 12, 3)).is_empty());
    assert!(starts(date(2026, 12, 25)).is_empty(), "Christmas, a Friday");
    assert!(!starts(date(2027, 5, 21)).is_empty(), "within the 180 days, a Friday");
    assert!(starts(date(2027, 5, 24)).is_empty(), "past the 180 days, a Monday");
    assert!(day_starts(&agenda, "bernard", "consultation", date(2026, 11, 25)).iter().all(|s| s.as_str() < "12:00"));
}

fn said(slots: &[Slot]) -> Vec<String> {
    slots.iter().map(|s| format!("{} {}", s.practitioner, s.start.strftime("%a %d %H:%M"))).collect()
}

/// Offers a consultation of docteur Martin (unless others are given) under a wish and expects these.
#[track_caller]
fn check_offer(taken: &[Appointment], wish: Wish, refused: &[Slot], suits: bool, expect: &[&str]) -> Vec<Slot> {
    let cabinet = Cabinet::demo();
    let agenda = Agenda { cabinet: &cabinet, taken, now: monday() };
    let ask = Ask { practitioners: &["martin".into()], motif: &"consultation".into(), wish, refused };
    let offer = agenda.offer(&ask);
    assert_eq!(said(&offer.slots), expect);
    assert_eq!(offer.suits, suits);
    offer.slots
}

#[test]
fn two_really_different_slots_are_offered() {
    let day = date(2026, 11, 24);
    let window = |day, from: i8, to: i8| Wish {
        after: Some(time(from, 0, 0, 0)),
        before: Some(time(to, 0, 0, 0)),
        ..Wish::on(day)
    };
    let first = check_offer(&[], Wish::from_day(day), &[], true, &["martin Tue 24 09:00", "martin Tue 24 14:00"]);
    let second = check_offer(&[], Wish::from_day(day), &first, true, &["martin Wed 25 09:00", "martin Wed 25 14:00"]);
    let both = [first, second].concat();
    check_offer(&[], Wish::from_day(day), &both, true, &["martin Thu 26 09:00", "martin Thu 26 14:00"]);
    check_offer(&[], window(day, 14, 18), &[], true, &["martin Tue 24 14:00", "martin Tue 24 16:00"]);
    // An exact hour that is free is offered alone; on several days, on two of them.
    check_offer(&[], Wish::at(day.at(10, 20, 0, 0)), &[], true, &["martin Tue 24 10:20"]);
    let week = Wish { to: Some(date(2026, 11, 27)), ..Wish::at(day.at(10, 0, 0, 0)) };
    check_offer(&[], week, &[], true, &["martin Tue 24 10:00", "martin Wed 25 10:00"]);
    // A taken hour gives the nearest ones; a closed day the nearest days.
    let taken = [booked(day.at(10, 0, 0, 0), 15, "martin", Status::Booked)];
    let wish = Wish::at(day.at(10, 0, 0, 0));
    check_offer(&taken, wish, &[], false, &["martin Tue 24 09:45", "martin Tue 24 10:15"]);
    check_offer(&[], window(date(2026, 11, 29), 9, 12), &[], false, &["martin Sat 28 09:00", "martin Mon 30 09:00"]);
    // A wish in the past, before its own beginning, or at an hour nobody books: still the nearest, never a panic.
    check_offer(&[], Wish::on(date(2020, 1, 1)), &[], false, &["martin Mon 23 09:00", "martin Mon 23 14:00"]);
    let backwards = Wish { to: Some(date(2026, 11, 23)), ..Wish::from_day(day) };
    assert_eq!(check_offer(&[], backwards, &[], false, &["martin Mon 23 09:00", "martin Mon 23 14:00"]).len(), 2);
    check_offer(&[], Wish::at(day.at(3, 3, 0, 0)), &[], false, &["martin Tue 24 09:00", "martin Tue 24 09:15"]);
}

#[test]
fn an_urgent_slot_is_today_or_tomorrow_or_none() {
    let mut cabinet = Cabinet::demo();
    let late = [huisclos_agenda::Opening {
        days: vec![Weekday::Monday, Weekday::Tuesday],
        from: time(11, 30, 0, 0),
        to: time(12, 0, 0, 0),
    }];
    cabinet.practitioners[0].urgent = late.to_vec();
    let martin = [PractitionerId::from("martin")];
    let at = |hour: i8, minute: i8, taken: &[Appointment]| {
        let agenda = Agenda { cabinet: &cabinet, taken, now: date(2026, 11, 23).at(hour, minute, 0, 0) };
        let urgent = agenda.urgent(&martin, &"consultation".into());
        (
            urgent.map(|s| s.start.strftime("%d %H:%M").to_string()),
            day_starts(&agenda, "martin", "vaccin", date(2026, 11, 24)),
        )
    };
    let full = [booked(date(2026, 11, 23).at(9, 0, 0, 0), 150, "martin", Status::Booked)];
    assert_eq!(at(9, 0, &full).0.as_deref(), Some("23 11:30"), "out of what is kept for it");
    assert_eq!(at(9, 7, &[]).0.as_deref(), Some("23 09:15"), "without the usual notice");
    assert!(!at(9, 0, &[]).1.contains(&"11:30".to_string()), "never offered otherwise");
    let both: Vec<_> =
        [23, 24].iter().map(|d| booked(date(2026, 11, *d).at(8, 0, 0, 0), 600, "martin", Status::Booked)).collect();
    assert_eq!(at(9, 0, &both).0, None);
    let agenda = Agenda { cabinet: &cabinet, taken: &[], now: monday() };
    assert_eq!(agenda.urgent(&martin, &"vaccin".into()), None, "no protocol for it");
}

#[test]
fn upcoming_appointments_are_the_patients_own_to_come() {
    let mut book = vec![
        booked(monday() + 48.hours(), 15, "martin", Status::Booked),
        booked(monday() + 24.hours(), 15, "martin", Status::Confirmed),
        booked(monday() + 72.hours(), 15, "martin", Status::Cancelled),
        booked(monday() - 1.hour(), 15, "martin", Status::Booked),
        booked(monday() + 24.hours(), 15, "bernard", Status::Booked),
    ];
    book[4].patient = PatientId(2);
    let starts: Vec<_> = upcoming_of(&book, PatientId(1), monday()).iter().map(|a| a.slot.start).collect();
    assert_eq!(starts, [monday() + 24.hours(), monday() + 48.hours()]);
}

/// What is wrong with an offered slot, worked out minute by minute and without the crate's own searching.
fn breach(cabinet: &Cabinet, taken: &[Appointment], now: DateTime, slot: &Slot) -> Option<&'static str> {
    let p = cabinet.practitioners.iter().find(|p| p.id == slot.practitioner)?;
    let minutes: Vec<DateTime> = (0..i64::from(slot.minutes)).map(|m| slot.start + m.minutes()).collect();
    let day = slot.start.date();
    let open = |t: Time| p.openings.iter().any(|o| o.days.contains(&day.weekday()) && o.from <= t && t < o.to);
    let held = |t: Time| p.urgent.iter().any(|o| o.days.contains(&day.weekday()) && o.from <= t && t < o.to);
    let covers = |a: &Appointment, t: DateTime| {
        a.status != Status::Cancelled
            && a.slot.practitioner == slot.practitioner
            && a.slot.start < t + 1.minute()
            && t < a.slot.start + i64::from(a.slot.minutes).minutes()
    };
    if minutes.is_empty() || slot.start < now + i64::from(cabinet.booking.notice_minutes).minutes() {
        return Some("too soon");
    }
    if is_public_holiday(day) || p.absences.iter().any(|a| a.from <= day && day <= a.to) {
        return Some("closed");
    }
    if minutes.iter().any(|t| t.date() != day || !open(t.time()) || held(t.time())) {
        return Some("outside the openings");
    }
    if minutes.iter().any(|t| taken.iter().any(|a| covers(a, *t))) {
        return Some("taken");
    }
    if slot.start.minute() % 5 != 0 || day > now.date() + i32::from(cabinet.booking.horizon_days).days() {
        return Some("not sayable, or too far");
    }
    None
}

#[test]
fn the_check_of_the_properties_sees_wrong_slots() {
    let cabinet = Cabinet::demo();
    let taken = [booked(date(2026, 11, 24).at(9, 30, 0, 0), 15, "martin", Status::Booked)];
    let of = |day: Date, hour: i8, minute: i8| {
        let slot = booked(day.at(hour, minute, 0, 0), 15, "martin", Status::Booked).slot;
        breach(&cabinet, &taken, monday(), &slot)
    };
    assert_eq!(of(date(2026, 11, 24), 9, 20), Some("taken"));
    assert_eq!(of(date(2026, 11, 24), 11, 50), Some("outside the openings"));
    assert_eq!(of(date(2026, 12, 25), 9, 0), Some("closed"));
    assert_eq!(of(date(2026, 11, 23), 8, 20), Some("too soon"));
    assert_eq!(of(date(2027, 6, 25), 9, 0), Some("not sayable, or too far"));
    assert_eq!(of(date(2026, 11, 24), 9, 45), None);
}

fn any_book() -> impl Strategy<Value = Vec<Appointment>> {
    let one =
        (0i32..12, 0i32..1440, 0u16..200, any::<bool>(), 0u8..4).prop_map(|(days, minute, minutes, who, status)| {
            let start = date(2026, 11, 20).at(0, 0, 0, 0) + days.days() + minute.minutes();
            let status = [Status::Booked, Status::Booked, Status::Confirmed, Status::Cancelled][usize::from(status)];
            booked(start, minutes, if who { "martin" } else { "bernard" }, status)
        });
    prop::collection::vec(one, 0..60)
}

fn any_wish() -> impl Strategy<Value = Wish> {
    let hour = || prop::option::of((0i8..24, 0i8..60).prop_map(|(h, m)| time(h, m, 0, 0)));
    (-3i32..12, prop::option::of(-2i32..12), hour(), hour(), any::<bool>()).prop_map(
        |(from, to, after, before, exact)| {
            let from = date(2026, 11, 20) + from.days();
            Wish { from, to: to.map(|d| from + d.days()), after, before: if exact { after } else { before } }
        },
    )
}

const MOTIFS: [&str; 3] = ["consultation", "vaccin", "premier rendez-vous"];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn every_offered_slot_is_sound(book in any_book(), wish in any_wish(), at in 0i64..20_000, motif in 0usize..3) {
        let mut cabinet = Cabinet::demo();
        cabinet.practitioners[0].absences = vec![huisclos_agenda::Absence { from: date(2026, 11, 26), to: date(2026, 11, 26), hours: None }];
        cabinet.booking.horizon_days = 40;
        let now = date(2026, 11, 18).at(0, 0, 0, 0) + at.minutes();
        let agenda = Agenda { cabinet: &cabinet, taken: &book, now };
        let motif = MotifId::from(MOTIFS[motif]);
        let both = [PractitionerId::from("martin"), PractitionerId::from("bernard")];
        for practitioner in &both {
            let free: Vec<Slot> = agenda.free(practitioner, &motif, &wish).collect();
            for slot in &free {
                prop_assert_eq!(breach(&cabinet, &book, now, slot), None, "{:?}", slot);
                prop_assert!(wish.suits(slot.start) && agenda.is_free(slot));
            }
            prop_assert!(free.is_sorted_by(|a, b| a.start < b.start));
            if wish.exact().is_none() {
                prop_assert!(free.windows(2).all(|w| !overlaps(&w[0], &w[1])));
            }
        }
        // Rounds of offers that are refused: always sound, distinct, never again the same.
        let mut refused: Vec<Slot> = Vec::new();
        for _ in 0..4 {
            let offer = agenda.offer(&Ask { practitioners: &both, motif: &motif, wish, refused: &refused });
            prop_assert!(offer.slots.len() <= 2);
            for slot in &offer.slots {
                prop_assert_eq!(breach(&cabinet, &book, now, slot), None, "{:?}", slot);
                prop_assert_eq!(wish.suits(slot.start), offer.suits);
                prop_assert!(!refused.contains(slot));
                refused.push(slot.clone());
            }
            if let [a, b] = &offer.slots[..] {
                prop_assert!(a.start != b.start || a.practitioner != b.practitioner);
            }
        }
    }

    #[test]
    fn an_exact_hour_is_found_whenever_it_is_free(book in any_book(), day in 0i32..12, hour in 8i8..19, grid in 0i8..12) {
        let cabinet = Cabinet::demo();
        let agenda = Agenda { cabinet: &cabinet, taken: &book, now: date(2026, 11, 18).at(8, 0, 0, 0) };
        let start = (date(2026, 11, 20) + day.days()).at(hour, grid * 5, 0, 0);
        let slot = booked(start, 15, "martin", Status::Booked).slot;
        let found: Vec<Slot> = agenda.free(&slot.practitioner, &slot.motif, &Wish::at(start)).collect();
        let sound = breach(&cabinet, &book, agenda.now, &slot).is_none();
        prop_assert_eq!(found, if sound { vec![slot] } else { vec![] });
    }

    #[test]
    fn overlap_is_symmetric_and_sharing_a_minute(a in 0i64..300, la in 0u16..90, b in 0i64..300, lb in 0u16..90) {
        let at = |m: i64, l| booked(monday() + m.minutes(), l, "martin", Status::Booked).slot;
        let (x, y) = (at(a, la), at(b, lb));
        let share = (a..a + i64::from(la)).any(|m| (b..b + i64::from(lb)).contains(&m));
        prop_assert_eq!(overlaps(&x, &y), share);
        prop_assert_eq!(overlaps(&y, &x), share);
        let other = Slot { practitioner: "bernard".into(), ..y };
        prop_assert!(!overlaps(&x, &other));
    }
}
