//! Power cuts: a child works on a disk that is written down, and its folder is built again as it may be after a cut at a
//! random place of the log, and at every named step.

use crate::child::{self, Change, Work};
use crate::common::Dice;
use crate::facts::{self, MARK};
use crate::image::{Disk, Op, read_log};
use crate::kill::{first_form, last, way_to};
use crate::run::{Order, library, scratch};
use crate::{ROUNDS, seed, wanted};
use huisclos_store::steps;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

/// Cuts made of one log: each is a folder to build and to open.
const CUTS_A_LOG: u32 = 10;
/// Logs in a row that begin where a cut of the one before left the disk.
const LOGS_A_CHAIN: u32 = 5;
/// Operations of a child.
const WORK: u32 = 40;

/// What came of some cuts.
#[derive(Debug, Default)]
pub struct Cuts {
    pub cuts: u32,
    pub facts: usize,
    /// Cuts after which a fact was missing or the folder did not verify, with what was said.
    pub lost: Vec<String>,
    /// Cuts after which the folder did not open, or the process died opening it twice.
    pub not_opened: Vec<String>,
    /// Openings that died once and went well the second time.
    pub second: u32,
    /// How often each named step was cut at.
    pub steps: BTreeMap<&'static str, u32>,
}

/// Unplugs the disk of the child called `test` until there were `wanted` cuts, at random and at these steps.
pub fn unplug(test: &str, steps: &[&'static str], wanted: u32, lies: bool, seed: u64) -> Cuts {
    let tools = scratch();
    let library = library(tools.path());
    let (mut dice, mut cuts) = (Dice(seed), Cuts::default());
    cuts.steps = steps.iter().map(|name| (*name, 0)).collect();
    while cuts.cuts < wanted {
        let chain = scratch();
        let (mut from, mut known) = (chain.path().join("0"), String::new());
        fs::create_dir(&from).unwrap();
        for number in 0..LOGS_A_CHAIN {
            if cuts.cuts >= wanted {
                break;
            }
            // The step that was cut least says what this child does; the twins have none.
            let step = cuts.steps.iter().min_by_key(|(_, times)| **times).map_or("", |(name, _)| *name);
            let way = way_to(step);
            if way.old {
                let _ = fs::remove_dir_all(&from);
                known = first_form(&from);
            }
            if way.stateless {
                let _ = fs::remove_dir_all(from.join("data/state"));
            }
            let (log, told) = (chain.path().join("log"), chain.path().join("facts"));
            fs::write(&told, &known).unwrap();
            let _ = fs::remove_file(&log);
            let mut disk = Disk::holding(&from);
            let order = Order {
                test,
                data: &from.join("data"),
                facts: Some(&told),
                change: way.change,
                work: Work::Some(WORK),
                seed: dice.below(u64::MAX),
                die: None,
                disk: Some((&library, &from, &log, lies)),
            };
            let (text, status) = order.run();
            assert!(status.success(), "{status} (seed {seed}):\n{}", last(&text));
            let faults = cuts.lost.len() + cuts.not_opened.len();
            let ops = read_log(&log);
            assert!(ops.len() > WORK as usize, "the library saw nothing");
            let many = CUTS_A_LOG.min(wanted - cuts.cuts);
            let mut places = moments(&ops, &mut cuts.steps, &mut dice, many);
            places.sort_unstable();
            let (mut at, mut next) = (0, None);
            let mut said = known.clone();
            for (n, place) in places.into_iter().enumerate() {
                for op in &ops[at..place] {
                    disk.take(op);
                    if op.kind == b'A' {
                        said.push_str(&String::from_utf8_lossy(&op.one));
                    }
                }
                at = place;
                let image = chain.path().join(format!("{number}-{n}"));
                disk.cut(&image, &mut dice);
                judge(test, &image, &told, &said, &mut cuts, seed);
                if dice.below(2) == 0 || next.is_none() {
                    next = Some((image, said.clone()));
                }
            }
            if let Some((image, said)) = next {
                (from, known) = (image, said);
            }
            if cuts.lost.len() + cuts.not_opened.len() > faults {
                break; // the next child of this chain would only say it again
            }
        }
    }
    cuts
}

/// Where to cut: every second one at a named step (the least tried first), the others at random, where they are as likely
/// between two operations of sled as anywhere.
fn moments(ops: &[Op], steps: &mut BTreeMap<&'static str, u32>, dice: &mut Dice, many: u32) -> Vec<usize> {
    let mut passed: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, op) in ops.iter().enumerate().filter(|(_, op)| op.kind == b'A') {
        let text = String::from_utf8_lossy(&op.one);
        let named = text.lines().find_map(|line| line.strip_prefix(MARK)?.strip_prefix("step "));
        if let Some(name) = named.and_then(|name| steps.keys().find(|known| **known == name)) {
            passed.entry(name).or_default().push(at + 1);
        }
    }
    let mut random = || dice.below(ops.len() as u64 + 1) as usize;
    let mut places: Vec<usize> = (0..many / 2).map(|_| random()).collect();
    while places.len() < many as usize {
        let least = steps.iter_mut().filter(|(name, _)| passed.contains_key(*name)).min_by_key(|(_, times)| **times);
        let Some((name, times)) = least else {
            places.push(random());
            continue;
        };
        *times += 1;
        let of = &passed[name];
        places.push(of[random() % of.len()]);
    }
    places
}

fn judge(test: &str, image: &Path, told: &Path, said: &str, cuts: &mut Cuts, seed: u64) {
    fs::write(told, said).unwrap();
    let data = image.join("data");
    let (change, work) = (Change::None, Work::Check);
    let order = Order { test, data: &data, facts: Some(told), change, work, seed: 1, die: None, disk: None };
    cuts.cuts += 1;
    cuts.facts += facts::Facts::read(said).len();
    for again in [false, true] {
        let (text, status) = order.run();
        let fault = format!("cut {} (seed {seed}, {status}):\n{}", cuts.cuts, last(&text));
        match status.code() {
            Some(0) => return cuts.second += u32::from(again),
            Some(child::MISSED) => return cuts.lost.push(fault),
            Some(child::NOT_OPENED) => return cuts.not_opened.push(fault),
            // It died opening, as sled may; the box starts it again.
            _ if !again => {}
            _ => cuts.not_opened.push(fault),
        }
    }
}

#[test]
fn unplugged_at_any_moment_nothing_acknowledged_is_lost() {
    let (wanted, seed, begun) = (wanted("HUISCLOS_CUTS"), seed(), Instant::now());
    let cuts = unplug("child::child", steps::ALL, wanted, false, seed);
    assert!(cuts.lost.is_empty() && cuts.not_opened.is_empty(), "{cuts:#?}");
    let never: Vec<_> = cuts.steps.iter().filter(|(_, times)| **times == 0).map(|(name, _)| name).collect();
    assert!(never.is_empty() || wanted < 2 * ROUNDS, "never cut at {never:?} (seed {seed})");
    println!(
        "{} power cuts, {} facts acknowledged, 0 lost, {} openings died and went well the second time, {:?}\n{:?}",
        cuts.cuts,
        cuts.facts,
        cuts.second,
        begun.elapsed(),
        cuts.steps
    );
}
