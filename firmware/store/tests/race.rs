//! Many lines ask for the same minutes in the same second: exactly one gets them.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Place, identity, now, slot};
use huisclos_agenda::{CallId, MadeBy, overlaps};
use huisclos_store::Error;
use jiff::ToSpan;
use std::sync::Barrier;
use std::thread;

const THREADS: i64 = 16;

/// Each thread books `shape(thread)`; gives how many got it.
fn race(shape: impl Fn(i64) -> (i64, u16) + Sync) -> usize {
    let place = Place::new();
    let store = place.open();
    let start = Barrier::new(THREADS as usize);
    let won = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|n| {
                let (store, start, shape) = (store.clone(), &start, &shape);
                scope.spawn(move || {
                    let (minute, minutes) = shape(n);
                    let name = format!("Numéro{n}");
                    let patient = store.add_or_update_patient(&identity(&name, "A", 1980, None)).unwrap().id;
                    let slot = slot(now() + minute.minutes(), minutes, "martin");
                    start.wait();
                    match store.book(&slot, patient, MadeBy::Box, Some(CallId(n as u64))) {
                        Ok(_) => 1,
                        Err(Error::Taken) => 0,
                        Err(e) => panic!("{e}"),
                    }
                })
            })
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).sum()
    });
    let book = store.appointments(now().date(), now().date()).unwrap();
    assert_eq!(book.len(), won, "what was said is what is written");
    for (i, a) in book.iter().enumerate() {
        assert!(book[..i].iter().all(|b| !overlaps(&a.slot, &b.slot)));
    }
    assert!(store.verify().unwrap().is_sound());
    won
}

#[test]
fn one_slot_has_one_winner() {
    assert_eq!(race(|_| (60, 15)), 1);
}

#[test]
fn slots_that_share_one_minute_have_one_winner() {
    // All of them hold minute 60: from 60-n, 30 minutes or more.
    assert_eq!(race(|n| (60 - n, 30 + n as u16)), 1);
}

#[test]
fn chains_of_overlaps_never_overlap_in_the_book() {
    let won = race(|n| (10 * n, 15));
    // Each meets its two neighbours only: between a third and a half of them fit, whoever was first.
    assert!((6..=8).contains(&won), "{won}");
}

#[test]
fn slots_apart_all_win() {
    assert_eq!(race(|n| (15 * n, 15)), THREADS as usize);
}
