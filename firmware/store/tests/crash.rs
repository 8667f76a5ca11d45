//! A process that books and is killed at any moment: nothing it acknowledged is lost.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use common::{Dice, Place, book, booked, quarter, someone};
use huisclos_agenda::{AppointmentId, MadeBy};
use huisclos_store::{Options, Store};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Kills of one run; a release is tried with more (`HUISCLOS_KILLS`).
const KILLS: u32 = 60;
/// No run of this test takes longer; what was not done by then is said.
const TIME_MAX: Duration = Duration::from_secs(60);
const CHILD: &str = "HUISCLOS_CRASH_CHILD";

/// Not a test by itself: the process that is killed. Books quarters from a number on, cancels every fifth, and says so
/// only after the store did.
#[test]
#[ignore = "run by the test below, in a process of its own"]
fn child() {
    let Ok(data) = std::env::var(CHILD) else { return };
    let store = Store::open(&Options::at(data)).unwrap().store;
    let patient = someone(&store);
    let from = booked_ever(&store);
    // The harness has begun a line of its own.
    println!("\nOPEN");
    // Bounded, so that a child that nobody kills ends and fails the test.
    for n in from..from + 20_000 {
        let a = store.book(&quarter(n), patient, MadeBy::Box, None).unwrap();
        println!("BOOKED {n} {}", a.id);
        if n % 5 == 0 {
            store.cancel(a.id).unwrap();
            println!("CANCELLED {n} {}", a.id);
        }
    }
}

/// The first quarter that was never asked for.
fn booked_ever(store: &Store) -> i64 {
    let all = store.appointments(quarter(0).start.date(), quarter(2_000_000).start.date()).unwrap();
    all.iter().map(|a| a.slot.start.duration_since(quarter(0).start).as_mins() / 15 + 1).max().unwrap_or(0)
}

#[test]
fn sixty_kills_lose_nothing_acknowledged() {
    let place = Place::new();
    let begun = Instant::now();
    let seed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos() as u64 | 1;
    let mut dice = Dice(seed);
    let wanted = std::env::var("HUISCLOS_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    // What was acknowledged, over all rounds: true for booked, false for cancelled.
    let mut acknowledged: BTreeMap<AppointmentId, bool> = BTreeMap::new();
    let (mut kills, mut warned) = (0, 0);
    while kills < wanted && (wanted > KILLS || begun.elapsed() < TIME_MAX) {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--ignored", "--nocapture", "--test-threads=1"])
            .env(CHILD, place.data())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (told, opened) = mpsc::channel();
        let reader = thread::spawn(move || {
            let mut said = Vec::new();
            for line in lines.map_while(Result::ok) {
                let words: Vec<&str> = line.split_whitespace().collect();
                match words[..] {
                    ["OPEN"] => drop(told.send(())),
                    ["BOOKED", _, id] => said.push((id.parse().unwrap(), true)),
                    ["CANCELLED", _, id] => said.push((id.parse().unwrap(), false)),
                    _ => {}
                }
            }
            said
        });
        // Every fourth round kills in the middle of the opening, the others while it books.
        let wait = if kills % 4 == 3 {
            Duration::from_micros(dice.below(60_000))
        } else {
            opened.recv_timeout(TIME_MAX).unwrap_or_else(|_| panic!("the child never opened (seed {seed})"));
            Duration::from_micros(dice.below(150_000))
        };
        thread::sleep(wait); // not waiting for something to be done: the moment of the kill
        child.kill().unwrap();
        assert!(!child.wait().unwrap().success(), "the child ended by itself (seed {seed})");
        acknowledged.extend(reader.join().unwrap());
        kills += 1;
        let opened = place.opened();
        warned += usize::from(opened.warnings.len() > 1);
        for (id, held) in &acknowledged {
            let found = opened.store.appointment(*id).unwrap_or_else(|e| panic!("{id} is lost (seed {seed}): {e}"));
            // A cancellation may have been done and not yet said.
            assert!(found.holds() == *held || !found.holds(), "{id} (seed {seed})");
        }
        let report = opened.store.verify().unwrap();
        assert!(report.is_sound(), "{:?} (seed {seed})", report.faults);
    }
    assert!(kills >= 10, "too slow to show anything: {kills} kills in {:?}", begun.elapsed());
    println!(
        "{kills} kills, {} acknowledged, 0 lost, {warned} openings with something to say, {:?}",
        acknowledged.len(),
        begun.elapsed()
    );
}

#[test]
fn a_store_closed_in_order_has_nothing_to_say() {
    let place = Place::new();
    book(&place.open(), 0, 5);
    let opened = place.opened();
    assert_eq!(booked(&opened.store), [0, 1, 2, 3, 4]);
    assert_eq!(opened.warnings.len(), 1, "{:?}", opened.warnings);
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
