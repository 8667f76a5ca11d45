//! What the tests of the store share.
#![allow(dead_code, clippy::unwrap_used, clippy::print_stdout)] // each test file uses its part

pub mod stops;

use huisclos_agenda::{Identity, MadeBy, PatientId, Phone, Private, Slot};
use huisclos_store::{Opened, Options, Store};
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One test at a time: a child that another test is just starting holds, for a moment, every lock of this process.
pub fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Monday 23 November 2026, 09:00.
pub fn now() -> DateTime {
    date(2026, 11, 23).at(9, 0, 0, 0)
}

/// A folder that goes away, with the data folder's path in it.
pub struct Place(pub tempfile::TempDir);

impl Place {
    pub fn new() -> Self {
        // In memory where the machine has such a disk: what a sync costs is not what these tests show.
        let memory = Path::new("/dev/shm");
        Self(if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap())
    }

    pub fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    pub fn key(&self) -> PathBuf {
        self.0.path().join("data.key")
    }

    pub fn options(&self) -> Options {
        Options::at(self.data())
    }

    pub fn open(&self) -> Store {
        self.opened().store
    }

    pub fn opened(&self) -> Opened {
        Store::open(&self.options()).unwrap()
    }

    /// A copy of data and key in a place of its own.
    pub fn copy(&self) -> Self {
        let copy = Self::new();
        copy_dir(self.0.path(), copy.0.path());
        copy
    }
}

pub fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let there = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_dir(&path, &there);
        } else {
            fs::copy(&path, &there).unwrap();
        }
    }
}

/// Every file under a folder.
pub fn files(under: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(under).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

pub fn identity(last: &str, first: &str, year: i16, phone: Option<&str>) -> Identity {
    Identity {
        last_name: Private::new(last.to_string()),
        first_name: Private::new(first.to_string()),
        birth_date: Private::new(date(year, 3, 12)),
        phone: phone.map(|p| Private::new(Phone(p.to_string()))),
    }
}

pub fn slot(start: DateTime, minutes: u16, practitioner: &str) -> Slot {
    Slot { start, minutes, practitioner: practitioner.into(), motif: "consultation".into() }
}

/// The `n`th quarter of an hour from `now`.
pub fn quarter(n: i64) -> Slot {
    slot(now() + (15 * n).minutes(), 15, "martin")
}

pub fn someone(store: &Store) -> PatientId {
    store.add_or_update_patient(&identity("Garnier", "Sophie", 1964, Some("+33612345678"))).unwrap().id
}

/// Books quarters `from..to` for one patient.
pub fn book(store: &Store, from: i64, to: i64) {
    let patient = someone(store);
    for n in from..to {
        store.book(&quarter(n), patient, MadeBy::Box, None).unwrap();
    }
}

/// Starts of everything booked, as quarters.
pub fn booked(store: &Store) -> Vec<i64> {
    let all = store.appointments(date(2026, 1, 1), date(2040, 1, 1)).unwrap();
    let held = all.iter().filter(|a| a.holds());
    held.map(|a| a.slot.start.duration_since(now()).as_mins() / 15).collect()
}

/// The state itself, asked behind the store's back.
pub fn sled_of(place: &Place) -> sled::Db {
    // As the store opens it: sled refuses another segment.
    sled::Config::default().path(place.data().join("state")).segment_size(128 * 1024).open().unwrap()
}

/// As an abrupt stop leaves it: the mark of an open store is still there.
pub fn abrupt(place: &Place) {
    fs::write(place.data().join("state.open"), b"").unwrap();
}

/// Small, seeded, good enough to pick moments and bits.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}
