//! What the store costs, beside a plain `fdatasync` and beside SQLite doing the same work in the same run:
//!
//! ```text
//! cargo bench --profile dev -p huisclos-store --features compare --bench table
//! ```
//!
//! `HUISCLOS_BENCH_DIR` names the folder (on the disk to be measured); the default is `target/`.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "../tests/common/mod.rs"]
mod common;
mod sqlite;
mod year;

use common::{identity, now, slot};
use huisclos_agenda::{CallId, MadeBy};
use huisclos_store::disk::{Disk, FileDisk};
use huisclos_store::{Options, Store};
use jiff::ToSpan;
use jiff::civil::DateTime;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Bookings of each kind: enough for a steady 95th centile.
const ROUNDS: usize = 400;
const MANY: i64 = 50_000;

/// A file that is not synced: to fill a folder quickly, where durability is not what is measured.
struct Unsynced(FileDisk);

impl Disk for Unsynced {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.append(bytes)
    }
    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
    fn truncate(&mut self, len: u64) -> io::Result<()> {
        self.0.truncate(len)
    }
}

pub fn quick(data: &Path) -> Options {
    Options::at(data).with_disk(Arc::new(|path| Ok(Box::new(Unsynced(FileDisk::open(path)?)))))
}

/// Bytes of the files under a folder.
pub fn bytes_under(folder: &Path) -> u64 {
    common::files(folder).iter().map(|f| std::fs::metadata(f).map_or(0, |m| m.len())).sum()
}

fn centiles(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let ms = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1e3;
    format!("{:7.2} | {:7.2} | {:7.2}", ms(50), ms(95), ms(100))
}

/// 16 quarters a day from nine, so that days fill like a cabinet's.
fn nth(n: i64) -> DateTime {
    now() + (n / 16).days() + (15 * (n % 16)).minutes()
}

/// One booking each, in turn: they meet the same disk in the same second.
fn acknowledged(place: &Path) {
    let store = Store::open(&Options::at(place.join("data"))).unwrap().store;
    let patient = store.add_or_update_patient(&identity("Garnier", "Sophie", 1964, Some("+33612345678"))).unwrap().id;
    let mut sqlite = sqlite::Book::open(&place.join("sqlite"));
    let sqlite_patient = sqlite.patient("Garnier", "Sophie", "1964-03-12", "+33612345678");
    let mut plain = OpenOptions::new().create(true).append(true).open(place.join("plain")).unwrap();
    let journal = || std::fs::metadata(place.join("data/journal")).unwrap().len();
    let begin = journal();
    let (mut ours, mut theirs, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..ROUNDS as i64 {
        let before = journal();
        let begun = Instant::now();
        store.book(&slot(nth(n), 15, "martin"), patient, MadeBy::Box, Some(CallId(n as u64 + 1))).unwrap();
        ours.push(begun.elapsed());
        let frame = vec![0x5a; (journal() - before) as usize];
        let begun = Instant::now();
        plain.write_all(&frame).and_then(|()| plain.sync_data()).unwrap();
        bare.push(begun.elapsed());
        let (start, end) = (nth(n).to_string(), (nth(n) + 15.minutes()).to_string());
        let begun = Instant::now();
        assert!(sqlite.book(n, sqlite_patient, "martin", &start, &end, 15));
        theirs.push(begun.elapsed());
    }
    println!("\n{ROUNDS} bookings, one after the other, {} bytes of journal each", (journal() - begin) / ROUNDS as u64);
    println!("| acknowledged in, ms            |  median |     95 % | longest |");
    println!("| huisclos-store (sealed)        | {} |", centiles(ours));
    println!("| SQLite WAL, synchronous=FULL   | {} |", centiles(theirs));
    println!("| plain write + fdatasync        | {} |", centiles(bare));
}

/// What it gives, seconds by the clock, and seconds of all cores: a machine at work shows more of the first.
fn timed<T>(f: impl FnOnce() -> T) -> (T, f64, f64) {
    let (begun, busy) = (Instant::now(), cpu_seconds());
    let value = f();
    (value, begun.elapsed().as_secs_f64(), cpu_seconds() - busy)
}

/// User and system time of this process (`/proc/self/stat`, a hundredth of a second each).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = |n: usize| after_name.split_whitespace().nth(n).and_then(|t| t.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn row(what: &str, s: f64, cpu: f64, bytes: Option<u64>) {
    let size = bytes.map_or(String::new(), |b| format!("{:.1} MiB", b as f64 / 1048576.0));
    println!("| {what:44} | {s:7.2} s | {cpu:7.2} s | {size:>10} |");
}

/// 50,000 appointments of 5,000 patients: opening, snapshot, rebuilding; and SQLite with the same.
fn many(place: &Path) {
    let data = place.join("many");
    let store = Store::open(&quick(&data)).unwrap().store;
    let mut sqlite = sqlite::Book::open(&place.join("many.sqlite"));
    sqlite.0.execute_batch("PRAGMA synchronous = OFF").unwrap();
    let ((), filled, _) = timed(|| {
        let (mut patient, mut other) = (None, 0);
        for n in 0..MANY {
            let name = format!("Patient{}", n / 10);
            if n % 10 == 0 {
                let who = identity(&name, "Anne", 1950 + (n / 10 % 70) as i16, Some(&format!("+336{:08}", n / 10)));
                patient = Some(store.add_or_update_patient(&who).unwrap().id);
                other = sqlite.patient(&name, "Anne", "1964-03-12", &format!("+336{:08}", n / 10));
            }
            store.book(&slot(nth(n), 15, "martin"), patient.unwrap(), MadeBy::Box, Some(CallId(n as u64 + 1))).unwrap();
            let (start, end) = (nth(n).to_string(), (nth(n) + 15.minutes()).to_string());
            assert!(sqlite.book(n, other, "martin", &start, &end, 15));
        }
    });
    println!("\n{MANY} appointments of {} patients, filled in {filled:.0} s (unsynced)", MANY / 10);
    println!("|                                              |   clock   |    cores  |   on disk  |");
    let (report, s, cpu) = timed(|| store.verify().unwrap());
    assert!(report.is_sound());
    row("verify: everything read back and compared", s, cpu, None);
    drop(store);
    let open = |what: &str| {
        let (opened, s, cpu) = timed(|| Store::open(&Options::at(&data)).unwrap());
        row(what, s, cpu, Some(bytes_under(&data)));
        opened.store
    };
    drop(open("open, journal never written anew"));
    let store = open("open again");
    let ((), s, cpu) = timed(|| year::night(&store, now()));
    row("night: all its duties", s, cpu, None);
    drop(store);
    drop(open("open after the night"));
    std::fs::remove_dir_all(data.join("state")).unwrap();
    drop(open("open without a state: built again"));
    drop(sqlite);
    let ((), s, cpu) = timed(|| {
        let again = sqlite::Book::open(&place.join("many.sqlite"));
        let n: i64 = again.0.query_row("SELECT count(*) FROM appointments", [], |r| r.get(0)).unwrap();
        assert_eq!(n, MANY);
    });
    let size = std::fs::metadata(place.join("many.sqlite")).unwrap().len();
    row("SQLite: open and count, nothing verified", s, cpu, Some(size));
}

fn main() {
    // Cargo runs a benchmark in its crate's folder, which has no `target`.
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let base = std::env::var("HUISCLOS_BENCH_DIR").map_or(target, PathBuf::from);
    let place = tempfile::tempdir_in(base).unwrap();
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find(|l| l.starts_with("model name")).unwrap_or("unknown processor");
    println!("{}, {}", model.trim(), std::thread::available_parallelism().map_or(1, usize::from));
    // All three, or those named: `-- year`.
    let named: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let parts: [(&str, fn(&Path)); 3] = [("acknowledged", acknowledged), ("many", many), ("year", year::table)];
    for (_, part) in parts.iter().filter(|(name, _)| named.is_empty() || named.iter().any(|n| n == name)) {
        part(place.path());
    }
}
