//! Power cuts: a child works on a disk that is written down, and its folder is built again as it may be after a cut at a
//! random place of the log, and at every named step.

use crate::child::{self, Work};
use crate::common::Dice;
use crate::image::{Disk, Op, read_log};
use crate::run::{Order, library, scratch};
use crate::{facts, kill::last, seed, wanted};
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
}

/// Unplugs the disk of the child called `test` until there were `wanted` cuts.
pub fn unplug(test: &str, wanted: u32, lies: bool, seed: u64) -> Cuts {
    let tools = scratch();
    let library = library(tools.path());
    let (mut dice, mut cuts) = (Dice(seed), Cuts::default());
    while cuts.cuts < wanted {
        let chain = scratch();
        let (mut from, mut known) = (chain.path().join("0"), String::new());
        fs::create_dir(&from).unwrap();
        for number in 0..LOGS_A_CHAIN {
            if cuts.cuts >= wanted {
                break;
            }
            let (log, told) = (chain.path().join("log"), chain.path().join("facts"));
            fs::write(&told, &known).unwrap();
            let _ = fs::remove_file(&log);
            let mut disk = Disk::holding(&from);
            let order = Order {
                test,
                data: &from.join("data"),
                facts: Some(&told),
                work: Work::Some(WORK),
                seed: dice.below(u64::MAX),
                die: None,
                disk: Some((&library, &from, &log, lies)),
            };
            let (text, status) = order.run();
            assert!(status.success(), "{status} (seed {seed}):\n{}", last(&text));
            let ops = read_log(&log);
            assert!(ops.len() > WORK as usize, "the library saw nothing");
            let mut places = moments(&ops, &mut dice, CUTS_A_LOG.min(wanted - cuts.cuts));
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
            if !(cuts.lost.is_empty() && cuts.not_opened.is_empty()) {
                break; // the next child of this chain would only say it again
            }
        }
    }
    cuts
}

/// Where to cut: at places drawn at random, which are as likely between two operations of sled as at a step.
fn moments(ops: &[Op], dice: &mut Dice, many: u32) -> Vec<usize> {
    (0..many).map(|_| dice.below(ops.len() as u64 + 1) as usize).collect()
}

fn judge(test: &str, image: &Path, told: &Path, said: &str, cuts: &mut Cuts, seed: u64) {
    fs::write(told, said).unwrap();
    let data = image.join("data");
    let order = Order { test, data: &data, facts: Some(told), work: Work::Check, seed: 1, die: None, disk: None };
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
    let cuts = unplug("child::child", wanted, false, seed);
    assert!(cuts.lost.is_empty() && cuts.not_opened.is_empty(), "{cuts:#?}");
    println!(
        "{} power cuts, {} facts acknowledged, 0 lost, {} openings died and went well the second time, {:?}",
        cuts.cuts,
        cuts.facts,
        cuts.second,
        begun.elapsed()
    );
}
