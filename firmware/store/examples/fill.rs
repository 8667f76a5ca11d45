//! A full book, to measure the page with: `cargo run -p huisclos-store --example fill -- /dev/shm/plein/data 50000 2026-11-24`.
//! Appointments around a day, cards, notes, a waiting list, two years of calls. Then: `huisclos demo --data …`.
#![allow(clippy::print_stdout)]

use huisclos_agenda::{
    Availability, CallId, Identity, MadeBy, Note, NoteId, NoteReason, PatientId, Phone, Priority, Private, Slot,
    Waiting, WaitingId,
};
use huisclos_ports::{CallRecord, Course, Outcome};
use huisclos_store::{Error, Options, Store};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Cards: each has some ten appointments.
const CARDS: usize = 5_000;
const CALLS: u64 = 20_000;

fn main() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let data = args.next().unwrap_or_else(|| "/dev/shm/plein/data".into());
    let many: usize = args.next().and_then(|a| a.parse().ok()).unwrap_or(50_000);
    let today: Date = args.next().and_then(|a| a.parse().ok()).unwrap_or(date(2026, 11, 24));
    let store = Store::open(&Options::at(data))?.store;
    let cards =
        (0..CARDS).map(|i| store.add_or_update_patient(&identity(i)).map(|p| p.id)).collect::<Result<Vec<_>, _>>()?;
    book(&store, &cards, many, today)?;
    let now = today.at(10, 20, 0, 0);
    for i in 0..200_u64 {
        let note = Note {
            id: NoteId(0),
            at: now.saturating_sub((i as i64 * 3).hours()),
            reason: NoteReason::Message,
            priority: Priority::Normal,
            patient: Some(cards[i as usize]),
            phone: None,
            practitioner: None,
            text: Private::new(format!("message {i} : rappeler pour les résultats")),
        };
        store.add_note(&note, None)?;
    }
    for patient in cards.iter().take(40) {
        let waiting = Waiting {
            id: WaitingId(0),
            patient: *patient,
            motif: "consultation".into(),
            practitioner: None,
            hours: Availability::default(),
            until: None,
            since: now,
            urgent: false,
            instead_of: None,
            made_by: MadeBy::Box,
        };
        store.enlist(&waiting)?;
    }
    for id in 0..CALLS {
        let at = now.saturating_sub((id as i64 * 50).minutes());
        let course = Course { turns: 6, mark: (id % 4 == 0).then_some(1 + (id % 5) as u8), ..Course::default() };
        let outcomes = vec![if id % 9 == 0 { Outcome::Abandoned } else { Outcome::Booked }];
        let waits_ms = vec![700, 900, 1_100];
        store.record_call(&CallRecord {
            id: CallId(id + 1),
            at,
            seconds: 60.0,
            outcomes,
            waits_ms,
            script: None,
            course: Some(course),
        })?;
    }
    println!("{many} rendez-vous, {CARDS} fiches, {CALLS} appels");
    Ok(())
}

fn identity(i: usize) -> Identity {
    Identity {
        last_name: Private::new(format!("Patient-{i:04}")),
        first_name: Private::new("Anne".into()),
        birth_date: Private::new(date(1940 + (i % 70) as i16, 1 + (i % 12) as i8, 1 + (i % 28) as i8)),
        phone: Some(Private::new(Phone(format!("+336{:08}", i * 7)))),
    }
}

/// Quarters of an hour of two practitioners, from as many days back as it takes; every fiftieth to come is given back.
fn book(store: &Store, cards: &[PatientId], many: usize, today: Date) -> Result<(), Error> {
    let (mut made, mut day) = (0, today.saturating_add(60.days()));
    while made < many {
        for quarter in 0..28_i64 {
            for practitioner in ["martin", "bernard"] {
                let start =
                    day.at(9, 0, 0, 0).saturating_add((quarter * 15 + if quarter >= 12 { 120 } else { 0 }).minutes());
                let slot = Slot { start, minutes: 15, practitioner: practitioner.into(), motif: "consultation".into() };
                let booked = store.book(&slot, cards[made % cards.len()], MadeBy::Box, None)?;
                if made % 50 == 0 && day > today {
                    store.cancel(booked.id)?;
                }
                made += 1;
            }
        }
        day = day.saturating_sub(1.day());
    }
    Ok(())
}
