//! A disk that fills, fails or forgets: an error, no lie, and nothing acknowledged lost.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Dice, Place, booked, quarter, someone};
use huisclos_agenda::MadeBy;
use huisclos_store::disk::{Disk, FileDisk};
use huisclos_store::{Error, Options, Store};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// What the disk does wrong, and what it is known to hold.
#[derive(Default)]
struct Plan {
    /// Bytes that still fit.
    room: Option<usize>,
    /// Syncs that fail, counted from now.
    bad_syncs: u32,
    /// Cutting fails too: the power is gone.
    dead: bool,
    /// Length at the last good sync.
    synced: u64,
}

struct BadDisk {
    real: FileDisk,
    path: PathBuf,
    plan: Arc<Mutex<Plan>>,
}

impl Disk for BadDisk {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut plan = self.plan.lock().unwrap();
        let fits = plan.room.map_or(bytes.len(), |room| room.min(bytes.len()));
        plan.room = plan.room.map(|room| room - fits);
        self.real.append(&bytes[..fits])?;
        if fits < bytes.len() { Err(ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut plan = self.plan.lock().unwrap();
        if plan.bad_syncs > 0 {
            plan.bad_syncs -= 1;
            return Err(io::Error::other("erreur d'entrée/sortie"));
        }
        plan.synced = fs::metadata(&self.path)?.len();
        self.real.sync()
    }

    fn truncate(&mut self, len: u64) -> io::Result<()> {
        if self.plan.lock().unwrap().dead {
            return Err(io::Error::other("erreur d'entrée/sortie"));
        }
        self.real.truncate(len)
    }
}

fn on_bad_disk(place: &Place) -> (Options, Arc<Mutex<Plan>>) {
    let plan = Arc::new(Mutex::new(Plan::default()));
    let shared = plan.clone();
    let options = place.options().with_disk(Arc::new(move |path| {
        let real = FileDisk::open(path)?;
        shared.lock().unwrap().synced = fs::metadata(path)?.len();
        Ok(Box::new(BadDisk { real, path: path.to_path_buf(), plan: shared.clone() }))
    }));
    (options, plan)
}

#[test]
fn a_full_disk_is_an_error_wherever_it_fills_up_and_the_next_write_works() {
    for room in (0..2_000).step_by(97) {
        let place = Place::new();
        let (options, plan) = on_bad_disk(&place);
        let store = Store::open(&options).unwrap().store;
        let patient = someone(&store);
        plan.lock().unwrap().room = Some(room);
        let mut acknowledged = Vec::new();
        let mut refused = 0;
        for n in 0..4 {
            match store.book(&quarter(n), patient, MadeBy::Box, None) {
                Ok(_) => acknowledged.push(n),
                Err(Error::Io { source, remedy, .. }) => {
                    assert_eq!(source.kind(), ErrorKind::StorageFull);
                    assert!(remedy.contains("libérez"));
                    refused += 1;
                }
                Err(e) => panic!("{e}"),
            }
        }
        assert!(refused > 0, "the disk never filled up");
        assert_eq!(booked(&store), acknowledged, "readers see what was acknowledged, no more");
        plan.lock().unwrap().room = None;
        store.book(&quarter(9), patient, MadeBy::Box, None).unwrap();
        acknowledged.push(9);
        assert!(store.verify().unwrap().is_sound());
        drop(store);
        let opened = place.opened();
        assert_eq!(booked(&opened.store), acknowledged);
        assert_eq!(opened.warnings.len(), 1, "nothing torn was left: {:?}", opened.warnings);
    }
}

#[test]
fn a_failed_sync_is_an_error_and_is_taken_back() {
    let place = Place::new();
    let (options, plan) = on_bad_disk(&place);
    let store = Store::open(&options).unwrap().store;
    let patient = someone(&store);
    store.book(&quarter(0), patient, MadeBy::Box, None).unwrap();
    plan.lock().unwrap().bad_syncs = 1;
    assert!(matches!(store.book(&quarter(1), patient, MadeBy::Box, None), Err(Error::Io { .. })));
    store.book(&quarter(1), patient, MadeBy::Box, None).unwrap();
    drop(store);
    assert_eq!(booked(&place.open()), [0, 1]);
}

#[test]
fn a_write_that_cannot_be_taken_back_stops_the_writing_not_the_reading() {
    let place = Place::new();
    let (options, plan) = on_bad_disk(&place);
    let store = Store::open(&options).unwrap().store;
    let patient = someone(&store);
    store.book(&quarter(0), patient, MadeBy::Box, None).unwrap();
    *plan.lock().unwrap() = Plan { bad_syncs: 1, dead: true, ..Plan::default() };
    assert!(matches!(store.book(&quarter(1), patient, MadeBy::Box, None), Err(Error::Io { .. })));
    let said = store.book(&quarter(2), patient, MadeBy::Box, None).unwrap_err();
    assert!(matches!(said, Error::InDoubt { .. }) && said.to_string().contains("redémarrez"), "{said}");
    assert_eq!(booked(&store), [0]);
    drop(store);
    // The file may hold the one in doubt: then it is there, never half.
    let after = booked(&place.open());
    assert!(after == [0] || after == [0, 1], "{after:?}");
}

/// A power cut: of the journal only what was synced is sure, and any part of the rest, or zeros, may be there; sled and
/// anchor are as old as the disk likes.
#[test]
fn a_hundred_power_cuts_lose_nothing_acknowledged() {
    let mut dice = Dice(0xc0ffee);
    for round in 0..100 {
        let place = Place::new();
        let (options, plan) = on_bad_disk(&place);
        let store = Store::open(&options).unwrap().store;
        let patient = someone(&store);
        let many = dice.below(8) as i64;
        let older = dice.below(8) as i64;
        let mut kept = None;
        for n in 0..many {
            if n == older {
                kept = Some(place.copy());
            }
            store.book(&quarter(n), patient, MadeBy::Box, None).unwrap();
        }
        {
            let mut plan = plan.lock().unwrap();
            (plan.bad_syncs, plan.dead) = (1, true);
        }
        store.book(&quarter(many), patient, MadeBy::Box, None).unwrap_err();
        let synced = plan.lock().unwrap().synced;
        // What the disk holds after the cut.
        let cut = place.copy();
        drop(store);
        let journal = cut.data().join("journal");
        let written = fs::metadata(&journal).unwrap().len();
        let len = synced + dice.below(written - synced + 1);
        let mut file = OpenOptions::new().write(true).open(&journal).unwrap();
        file.set_len(len).unwrap();
        if dice.below(4) == 0 {
            drop(file);
            file = OpenOptions::new().append(true).open(&journal).unwrap();
            file.write_all(&vec![0; dice.below(written - len + 1) as usize]).unwrap();
        }
        let swap = |name: &str, from: &Place| {
            let (old, new) = (from.data().join(name), cut.data().join(name));
            if new.is_dir() {
                fs::remove_dir_all(&new).unwrap()
            } else {
                fs::remove_file(&new).unwrap()
            }
            if old.is_dir() { common::copy_dir(&old, &new) } else { assert!(fs::copy(old, new).is_ok()) }
        };
        match (dice.below(3), &kept) {
            (0, _) => fs::remove_dir_all(cut.data().join("state")).unwrap(),
            (1, Some(kept)) => swap("state", kept),
            _ => {}
        }
        match (dice.below(3), &kept) {
            (0, _) => fs::remove_file(cut.data().join("anchor")).unwrap(),
            (1, Some(kept)) => swap("anchor", kept),
            _ => {}
        }
        let store = Store::open(&cut.options()).unwrap_or_else(|e| panic!("round {round}: {e}")).store;
        let after = booked(&store);
        let acknowledged: Vec<i64> = (0..many).collect();
        // The write in doubt is there whole or not at all.
        let with_last: Vec<i64> = (0..=many).collect();
        assert!(after == acknowledged || after == with_last, "round {round}: {after:?}");
        assert!(after == acknowledged || len == written, "round {round}: a torn write was taken for a whole one");
        assert!(store.verify().unwrap().is_sound());
    }
}
