//! A simulated year of a cabinet with two practitioners, and what it takes on the disk.

use crate::common::{Dice, identity, now, slot};
use crate::{bytes_under, quick, sqlite};
use huisclos_agenda::{CallId, MadeBy, Note, NoteId, NoteReason, Priority, Private, Retention};
use huisclos_call::Channel;
use huisclos_ports::{CallRecord, Outcome};
use huisclos_store::{ConsentGiven, Measure, Store};
use jiff::ToSpan;
use jiff::civil::DateTime;
use std::path::Path;

const DAYS: i64 = 365;
/// The bench rests six nights of seven, to be done the same day: what lies on the disk before a night is then worse than
/// in life, and what it leaves is the same.
const DAYS_A_NIGHT: i64 = 7;
/// Of 60 calls a day: bookings for two practitioners, of which one in twelve is given back and one in twenty moves.
const BOOKINGS_A_DAY: i64 = 45;
const CALLS_A_DAY: u64 = 60;
const NOTES_A_DAY: u64 = 8;
const MEASURES_A_DAY: u64 = 24;
/// A two-doctor list.
const PATIENTS: u64 = 3_000;

/// What the box does every night.
pub fn night(store: &Store, now: DateTime) {
    assert_eq!(store.nightly(&Retention::default(), now).unwrap().said, Vec::<String>::new());
}

struct Year<'a> {
    store: &'a Store,
    dice: Dice,
    call: u64,
}

impl Year<'_> {
    fn day(&mut self, day: DateTime) {
        for n in 0..BOOKINGS_A_DAY {
            self.call += 1;
            let who = self.dice.below(PATIENTS);
            let year = 1930 + (who % 90) as i16;
            let identity = identity(&format!("Nom{who}"), "Camille", year, Some(&format!("+336{who:08}")));
            let made = self.store.add_or_update_patient(&identity).unwrap();
            if made.made {
                self.consent(made.id, day);
            }
            let (doctor, nth) = (["martin", "bernard"][n as usize % 2], n / 2);
            let wanted = slot(day + 7.days() + (15 * nth).minutes(), 15, doctor);
            let booked = self.store.book(&wanted, made.id, MadeBy::Box, Some(CallId(self.call))).unwrap();
            match self.dice.below(60) {
                0..5 => drop(self.store.cancel(booked.id).unwrap()),
                5..8 => {
                    let later = slot(wanted.start + 8.hours(), 15, doctor);
                    let _ = self.store.move_appointment(booked.id, &later);
                }
                8..30 => drop(self.store.confirm(booked.id).unwrap()),
                _ => {}
            }
        }
        for n in 0..CALLS_A_DAY {
            let id = CallId(1 << 40 | self.call << 8 | n);
            let at = day + (n as i64 * 9).minutes();
            let waits_ms = vec![812, 640, 955, 1_040, 700];
            self.store
                .record_call(&CallRecord {
                    id,
                    at,
                    seconds: 61.5,
                    outcomes: vec![Outcome::Booked],
                    waits_ms,
                    script: None,
                    course: None,
                })
                .unwrap();
        }
        for n in 0..NOTES_A_DAY {
            let text = "Rappeler pour les résultats de la prise de sang, plutôt en fin de matinée.";
            let note = Note {
                id: NoteId(0),
                at: day + (n as i64).hours(),
                reason: NoteReason::Message,
                priority: Priority::Normal,
                patient: None,
                phone: None,
                practitioner: Some("martin".into()),
                text: Private::new(text.into()),
            };
            self.store.add_note(&note, Some(CallId(self.call))).unwrap();
        }
        for n in 0..MEASURES_A_DAY {
            let at = day + (n as i64 * 30).minutes();
            self.store.add_measure(&Measure { at, name: "first_word_ms".into(), value: 640.0 }).unwrap();
        }
    }

    fn consent(&self, patient: huisclos_agenda::PatientId, at: DateTime) {
        let given = ConsentGiven {
            patient: Some(patient),
            call: Some(CallId(self.call)),
            version: "1".into(),
            wording: "Pour vous répondre, je dois noter votre nom, votre date de naissance et votre numéro, gardés au cabinet seulement. Êtes-vous d'accord ?".into(),
            channel: Channel::Voice,
            agreed: true,
            at,
        };
        self.store.give_consent(&given).unwrap();
    }
}

pub fn table(place: &Path) {
    let data = place.join("year");
    let store = Store::open(&quick(&data)).unwrap().store;
    let mut year = Year { store: &store, dice: Dice(0x5eed), call: 0 };
    let mut longest = 0f64;
    let mut largest = 0;
    for n in 0..DAYS {
        year.day(now() + n.days());
        largest = largest.max(bytes_under(&data));
        if n % DAYS_A_NIGHT == DAYS_A_NIGHT - 1 || n == DAYS - 1 {
            let begun = std::time::Instant::now();
            night(&store, now() + n.days());
            longest = longest.max(begun.elapsed().as_secs_f64());
        }
    }
    let report = store.verify().unwrap();
    assert!(report.is_sound());
    let (live, plain) = (report.live_bytes, report.plain_bytes);
    let ballast = std::fs::metadata(data.join("ballast")).map_or(0, |m| m.len());
    let (journal, state) = (std::fs::metadata(data.join("journal")).unwrap().len(), bytes_under(&data.join("state")));
    let all = bytes_under(&data) - ballast;
    drop(store);
    let closed = bytes_under(&data) - ballast;
    let mib = |bytes: u64| bytes as f64 / 1048576.0;
    let records: u64 = report.records.values().sum();
    println!(
        "\nA year: {BOOKINGS_A_DAY} bookings and {CALLS_A_DAY} calls a day, {PATIENTS} patients, a snapshot every {DAYS_A_NIGHT} days"
    );
    println!("| on the disk                                  |      MiB | times live | times plain |");
    let row = |what: &str, bytes: u64| {
        println!(
            "| {what:44} | {:8.1} | {:10.2} | {:11.2} |",
            mib(bytes),
            bytes as f64 / live as f64,
            bytes as f64 / plain as f64
        );
    };
    row("largest of the year, before a night", largest - ballast);
    row("all files but the ballast, open", all);
    row("all files but the ballast, closed", closed);
    row("  journal, whose head is the snapshot", journal);
    row("  state (sled)", state);
    row("live: keys and sealed records", live);
    row("plain: what is inside the seals", plain);
    row("ballast", ballast);
    println!("{records} records; the longest night took {longest:.2} s");
    sqlite_year(place);
}

/// SQLite's size for the appointments and patients of that year alone: the smaller part of it.
fn sqlite_year(place: &Path) {
    let path = place.join("year.sqlite");
    let mut book = sqlite::Book::open(&path);
    book.0.execute_batch("PRAGMA synchronous = OFF").unwrap();
    let patients: Vec<i64> = (0..PATIENTS)
        .map(|n| book.patient(&format!("Nom{n}"), "Camille", "1964-03-12", &format!("+336{n:08}")))
        .collect();
    let mut dice = Dice(0x5eed);
    let mut call = 0;
    for day in 0..DAYS {
        for n in 0..BOOKINGS_A_DAY {
            let patient = patients[dice.below(PATIENTS) as usize];
            let start = now() + (day + 7).days() + (15 * (n / 2)).minutes();
            let doctor = ["martin", "bernard"][n as usize % 2];
            call += 1;
            assert!(book.book(call, patient, doctor, &start.to_string(), &(start + 15.minutes()).to_string(), 15));
        }
    }
    drop(book);
    let size = std::fs::metadata(&path).unwrap().len();
    println!(
        "SQLite, appointments, patients and what was asked only, in plain text: {:.1} MiB",
        size as f64 / 1048576.0
    );
}
