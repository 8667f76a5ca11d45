//! kill -9, at random moments and at every named step.

use crate::child::{self, Change, Work};
use crate::common::{Dice, copy_dir};
use crate::facts::{self, MARK};
use crate::run::{Order, scratch};
use crate::{seed, wanted};
use huisclos_store::{Options, Store, steps};
use jiff::civil::date;
use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, thread};

/// Kills of one folder before the next begins: long enough to have a history, short enough that its check stays quick.
const KILLS_A_FOLDER: u32 = 25;

#[test]
fn killed_at_any_moment_nothing_acknowledged_is_lost() {
    let (wanted, seed, begun) = (wanted("HUISCLOS_KILLS"), seed(), Instant::now());
    let mut dice = Dice(seed);
    let (mut kills, mut facts_checked) = (0, 0);
    while kills < wanted {
        let place = scratch();
        let (data, told) = (place.path().join("data"), place.path().join("facts"));
        let mut said = String::new();
        for round in 0..KILLS_A_FOLDER.min(wanted - kills) {
            fs::write(&told, &said).unwrap();
            let order = Order {
                test: "child::child",
                data: &data,
                facts: Some(&told),
                change: Change::None,
                work: child::Work::Endless,
                seed: dice.below(u64::MAX),
                die: None,
                disk: None,
            };
            let running = order.start();
            // Every fourth is killed while it opens, the others while they work.
            let mut moment = Duration::from_micros(dice.below(60_000));
            if round % 4 != 3 {
                if !running.opened() {
                    let (text, status) = running.wait();
                    let errors = fs::read_to_string(told.with_extension("errors")).unwrap();
                    panic!("a child did not open in round {round} (seed {seed}, {status}):\n{text}{errors}");
                }
                moment = Duration::from_micros(dice.below(120_000));
            }
            thread::sleep(moment); // not waiting for something to be done: the moment of the kill
            let (text, status) = running.kill();
            assert_eq!(status.signal(), Some(9), "the child ended by itself (seed {seed}):\n{}", last(&text));
            said.push_str(&text);
            kills += 1;
        }
        facts_checked += check(&data, &told, &said, seed);
    }
    println!("{kills} kills at random, {facts_checked} facts acknowledged, 0 lost, {:?}", begun.elapsed());
}

/// Opens once more, checks every fact; gives how many there were.
pub fn check(data: &Path, told: &Path, said: &str, seed: u64) -> usize {
    fs::write(told, said).unwrap();
    let work = child::Work::Check;
    let change = Change::None;
    let order = Order { test: "child::child", data, facts: Some(told), change, work, seed: 1, die: None, disk: None };
    let (text, status) = order.run();
    assert!(status.success(), "{status} (seed {seed}):\n{}", last(&text));
    facts::Facts::read(said).len()
}

/// The end of what a child said.
pub fn last(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(5)..].join("\n")
}

/// What a child must do to pass a step.
pub struct Way {
    pub change: Change,
    /// Begin with a folder of the first form.
    pub old: bool,
    /// Take the state away first.
    pub stateless: bool,
}

pub fn way_to(step: &str) -> Way {
    let plain = Way { change: Change::None, old: false, stateless: false };
    match step.split('.').next().unwrap() {
        "migrate" => Way { old: true, ..plain },
        "rewrite" => Way { change: Change::All, ..plain },
        "rotate" if step == "rotate.journal" || step == "rotate.done" => Way { change: Change::All, ..plain },
        "rotate" => Way { change: Change::Root, ..plain },
        "bring-up" => Way { stateless: true, ..plain },
        _ => plain,
    }
}

/// Puts a folder of the first form there; gives its facts.
pub fn first_form(place: &Path) -> String {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1");
    copy_dir(&golden, place);
    let aside = scratch();
    copy_dir(&golden, aside.path());
    let store = Store::open(&Options::at(aside.path().join("data"))).unwrap().store;
    let mut said = String::new();
    for a in store.appointments(date(2000, 1, 1), date(2100, 1, 1)).unwrap() {
        said.push_str(&format!("{MARK}booked {} {}\n", a.id.0, a.patient.0));
        if !a.holds() {
            said.push_str(&format!("{MARK}cancelled {} {}\n", a.id.0, a.patient.0));
        }
    }
    for note in store.notes().unwrap() {
        said.push_str(&format!("{MARK}noted {} {}\n", note.id.0, note.patient.map_or(0, |p| p.0)));
    }
    said
}

#[test]
fn killed_at_every_named_step_nothing_acknowledged_is_lost() {
    let (wanted, seed, begun) = (wanted("HUISCLOS_KILLS"), seed(), Instant::now());
    let mut dice = Dice(seed);
    let mut died: BTreeMap<&str, u32> = steps::ALL.iter().map(|name| (*name, 0)).collect();
    let (mut kills, mut lived, mut facts_checked) = (0, 0, 0);
    while kills < wanted {
        // The least tried first, so that the short form visits all of them.
        let step = *died.iter().min_by_key(|(_, times)| **times).unwrap().0;
        let Way { change, old, stateless } = way_to(step);
        let place = scratch();
        let (data, told) = (place.path().join("data"), place.path().join("facts"));
        let order = |said: &str, change, work, seed, die| {
            fs::write(&told, said).unwrap();
            Order { test: "child::child", data: &data, facts: Some(&told), change, work, seed, die, disk: None }.run()
        };
        let mut said = if old {
            first_form(place.path())
        } else {
            let (text, status) = order("", Change::None, Work::Some(30), dice.below(u64::MAX), None);
            assert!(status.success(), "{status} (seed {seed}):\n{}", last(&text));
            text
        };
        if stateless {
            fs::remove_dir_all(data.join("state")).unwrap();
        }
        let nth =
            1 + if ["migrate", "rotate", "bring-up"].iter().any(|s| step.starts_with(s)) { 0 } else { dice.below(2) };
        let (text, status) = order(&said, change, Work::Some(300), dice.below(u64::MAX), Some(format!("{step}:{nth}")));
        said.push_str(&text);
        if status.signal() == Some(9) {
            kills += 1;
            *died.get_mut(step).unwrap() += 1;
            facts_checked += check(&data, &told, &said, seed);
        } else {
            assert!(status.success(), "{step}: {status} (seed {seed}):\n{}", last(&text));
            lived += 1;
            assert!(lived < 10 + wanted, "children do not pass {step} (seed {seed})");
        }
    }
    let unvisited: Vec<_> = died.iter().filter(|(_, times)| **times == 0).map(|(name, _)| name).collect();
    assert!(unvisited.is_empty(), "{unvisited:?}");
    println!(
        "{kills} kills at {} steps, {facts_checked} facts acknowledged, 0 lost, {:?}\n{died:?}",
        died.len(),
        begun.elapsed()
    );
}
