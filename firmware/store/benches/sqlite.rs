//! The same work in SQLite: WAL, synchronous=FULL, in plain text, with the indexes that the questions need.

use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;

pub struct Book(pub Connection);

impl Book {
    pub fn open(path: &Path) -> Self {
        let db = Connection::open(path).expect("a new database");
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE IF NOT EXISTS patients (id INTEGER PRIMARY KEY, last TEXT, first TEXT, birth TEXT, phone TEXT);
             CREATE INDEX IF NOT EXISTS by_phone ON patients (phone);
             CREATE INDEX IF NOT EXISTS by_name ON patients (last, birth);
             CREATE TABLE IF NOT EXISTS appointments (id INTEGER PRIMARY KEY, patient INTEGER, practitioner TEXT, motif TEXT,
                start TEXT, minutes INTEGER, status TEXT, made_by TEXT);
             CREATE INDEX IF NOT EXISTS by_day ON appointments (practitioner, start);
             CREATE INDEX IF NOT EXISTS of_patient ON appointments (patient);
             CREATE TABLE IF NOT EXISTS asked (call INTEGER, what TEXT, id INTEGER, PRIMARY KEY (call, what)) WITHOUT ROWID;",
        )
        .expect("the schema");
        Self(db)
    }

    pub fn patient(&self, last: &str, first: &str, birth: &str, phone: &str) -> i64 {
        let sql =
            "INSERT INTO patients (id, last, first, birth, phone) VALUES (abs(random()), ?1, ?2, ?3, ?4) RETURNING id";
        self.0.query_row(sql, params![last, first, birth, phone], |row| row.get(0)).expect("a patient")
    }

    /// One transaction: who, whether it is free, the appointment, what the call asked.
    pub fn book(&mut self, call: i64, patient: i64, practitioner: &str, start: &str, end: &str, minutes: i64) -> bool {
        let t = self.0.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).expect("a transaction");
        let known: Option<i64> = t
            .query_row("SELECT id FROM patients WHERE id = ?1", [patient], |r| r.get(0))
            .optional()
            .expect("a look-up");
        let taken: i64 = t
            .query_row(
                "SELECT count(*) FROM appointments WHERE practitioner = ?1 AND status <> 'cancelled' AND start < ?3
                   AND start > datetime(?2, '-1 day') AND datetime(start, '+' || minutes || ' minutes') > ?2",
                params![practitioner, start, end],
                |r| r.get(0),
            )
            .expect("a look-up");
        if known.is_none() || taken > 0 {
            return false;
        }
        t.execute(
            "INSERT INTO appointments VALUES (abs(random()), ?1, ?2, 'consultation', ?3, ?4, 'booked', 'box')",
            params![patient, practitioner, start, minutes],
        )
        .and_then(|_| {
            let id = t.last_insert_rowid();
            t.execute(
                "INSERT INTO asked VALUES (?1, ?2, ?3)",
                params![call, format!("book|{start}|{practitioner}"), id],
            )
        })
        .expect("a booking");
        t.commit().is_ok()
    }
}
