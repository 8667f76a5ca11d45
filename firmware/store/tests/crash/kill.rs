//! kill -9, at random moments and at every named step.

use crate::common::Dice;
use crate::run::{Order, scratch};
use crate::{child, facts, seed, wanted};
use std::collections::BTreeSet;
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
    let order = Order { test: "child::child", data, facts: Some(told), work, seed: 1, die: None, disk: None };
    let (text, status) = order.run();
    assert!(status.success(), "{status} (seed {seed}):\n{}", last(&text));
    facts::Facts::read(said).len()
}

/// The end of what a child said.
pub fn last(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(5)..].join("\n")
}

#[allow(dead_code)]
fn names(text: &str) -> BTreeSet<String> {
    text.lines().filter_map(|l| l.strip_prefix("@ step ")).map(str::to_string).collect()
}
