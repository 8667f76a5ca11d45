//! The crash harness: processes killed, disks unplugged, at random and at every named step; nothing acknowledged is lost
//! and no folder fails to open. The short form runs with every test; the long one, for a release, is
//!
//! ```text
//! HUISCLOS_KILLS=1000 HUISCLOS_CUTS=1000 cargo test -p huisclos-store --test crash -- --nocapture
//! ```
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../common/mod.rs"]
mod common;

mod child;
mod facts;
mod image;
mod kill;
mod power;
mod run;
mod twin;

use common::{Place, book, booked};
use std::time::Instant;

/// Rounds of the short form.
const ROUNDS: u32 = 100;

/// Rounds wanted, from the environment.
fn wanted(variable: &str) -> u32 {
    std::env::var(variable).ok().and_then(|n| n.parse().ok()).unwrap_or(ROUNDS)
}

/// A seed of its own for each run; it is printed with every fault.
fn seed() -> u64 {
    std::env::var("HUISCLOS_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or_else(|| {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos() as u64 | 1
    })
}

#[test]
fn a_store_closed_in_order_has_nothing_to_say() {
    let place = Place::new();
    book(&place.open(), 0, 5);
    let opened = place.opened();
    assert_eq!(booked(&opened.store), [0, 1, 2, 3, 4]);
    assert_eq!(opened.warnings.len(), 1, "{:?}", opened.warnings);
}

/// Found by a power cut: of the first keyring only a piece of its first draft was on the disk.
#[test]
fn a_first_keyring_that_a_stop_tore_keeps_no_new_box_from_opening() {
    for piece in [&[][..], &[7; 40]] {
        let place = Place::new();
        drop(place.open());
        // Its key is all that the first opening brought to the disk before the stop.
        std::fs::remove_dir_all(place.data()).unwrap();
        for name in ["data.keyring", "data.keyring2"] {
            std::fs::remove_file(place.0.path().join(name)).unwrap();
        }
        std::fs::write(place.0.path().join("data.keyring.new"), piece).unwrap();
        book(&place.open(), 0, 2);
        assert_eq!(booked(&place.open()), [0, 1]);
    }
}

/// Not a claim but a figure: acknowledged bookings a second on this machine's disk.
#[test]
#[ignore = "a measurement; run it with --ignored --nocapture"]
fn bookings_a_second() {
    let place = Place(tempfile::tempdir_in(std::env::current_dir().unwrap()).unwrap());
    let store = place.open();
    let (begun, many) = (Instant::now(), 1_000);
    book(&store, 0, many);
    println!("{:.0} bookings a second, one line", many as f64 / begun.elapsed().as_secs_f64());
    drop(store);
    let begun = Instant::now();
    let store = place.open();
    println!("{many} bookings open in {:?}, {:?}", begun.elapsed(), store.verify().unwrap());
}
