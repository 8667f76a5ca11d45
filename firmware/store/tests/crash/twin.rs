//! The twins that must fail: without them the harness might see nothing because it looks at nothing.

use crate::child::{self, DATA, DO, FACTS, say, var};
use crate::power::unplug;
use crate::{facts::MARK, seed};

/// Cuts of a twin: it has to fail once.
const CUTS: u32 = 30;

#[test]
fn a_disk_that_lies_about_its_syncs_loses_facts_and_the_harness_sees_it() {
    let cuts = unplug("child::child", &[], CUTS, true, seed());
    assert!(!cuts.lost.is_empty() || !cuts.not_opened.is_empty(), "a lying disk lost nothing: {cuts:?}");
    println!("a disk that lies: {} of {} cuts lost something", cuts.lost.len() + cuts.not_opened.len(), cuts.cuts);
}

#[test]
fn sled_without_the_journal_loses_facts_and_the_harness_sees_it() {
    let cuts = unplug("twin::sled_alone", &[], CUTS, false, seed());
    assert!(!cuts.lost.is_empty() || !cuts.not_opened.is_empty(), "sled alone lost nothing: {cuts:?}");
    println!("sled alone: {} of {} cuts lost something", cuts.lost.len() + cuts.not_opened.len(), cuts.cuts);
}

/// Not a test by itself: a store that is sled alone and acknowledges after `flush`.
#[test]
#[ignore = "run by the harness, in a process of its own"]
fn sled_alone() {
    let Some(data) = var(DATA) else { return };
    let opened = std::panic::catch_unwind(|| sled::Config::default().path(&data).open());
    let Ok(Ok(db)) = opened else {
        say("failed to open");
        std::process::exit(child::NOT_OPENED)
    };
    let told = var(FACTS).map(|path| std::fs::read_to_string(path).unwrap()).unwrap_or_default();
    let acknowledged = told.lines().filter_map(|l| l.strip_prefix(MARK)?.strip_prefix("booked ")?.split(' ').next());
    let mut next = 0u64;
    for id in acknowledged {
        next = next.max(id.parse::<u64>().unwrap() + 1);
        if db.get(id).ok().flatten().is_none() {
            say(&format!("failed {id} is lost"));
            std::process::exit(child::MISSED);
        }
    }
    let many: u64 = var(DO).and_then(|n| n.parse().ok()).unwrap_or(0);
    for id in next..next + many {
        db.insert(id.to_string(), vec![7; 300]).unwrap();
        db.flush().unwrap();
        say(&format!("booked {id} 1"));
    }
    say("checked");
}
