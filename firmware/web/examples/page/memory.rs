//! A cabinet in memory: what the page's tests and its example stand on.
#![allow(dead_code)]

use huisclos_agenda::{
    Appointment, AppointmentId, Cabinet, CallId, Identity, MadeBy, Note, NoteId, Patient, PatientId, Phone, Private,
    Purpose, Slot, Status, Waiting, fold_name, overlaps,
};
use huisclos_call::{Draft, Scripts};
use huisclos_ports::{
    Account, AccountId, Accounts, AccountsError, Amend, Book, CallRecord, Card, Care, Clock, Entry, Headset, Inbox,
    Kept, Live, Looked, Proof, Refused, Telephone, Whose,
};
use huisclos_speech::red_flags::Signature;
use jiff::civil::{Date, DateTime};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

#[path = "settings.rs"]
pub mod settings;
use settings::Held;
#[path = "lines.rs"]
pub mod lines;

/// What the display of this box would show.
pub const FIRST_CODE: &str = "40718253";
/// 2026-11-24T09:20:00Z.
pub const UNIX_S: u64 = 1_795_512_000;

#[derive(Default)]
pub struct Rows {
    pub cards: Vec<(PatientId, Identity)>,
    pub book: Vec<Appointment>,
    pub notes: Vec<(Note, Care)>,
    pub accounts: Vec<Account>,
    pub typed: Vec<String>,
    pub waiting: Vec<Waiting>,
    pub freed: Vec<Slot>,
    pub calls: Vec<CallRecord>,
    pub looked: Vec<Looked>,
    pub erased: Vec<Proof>,
    /// Time that tests let pass.
    pub later: Duration,
    next: u64,
}

pub struct Memory {
    pub cabinet: Arc<Held<Cabinet>>,
    pub scripts: Arc<Held<Scripts>>,
    pub draft: Arc<Held<Draft>>,
    pub signature: Arc<Held<Signature>>,
    pub live: Arc<Live>,
    pub lines: lines::Lines,
    pub begun: DateTime,
    still: bool,
    started: Instant,
    rows: Mutex<Rows>,
}

impl Memory {
    pub fn new(begun: DateTime) -> Self {
        Self {
            cabinet: Arc::new(Held::new(Cabinet::demo(), begun, Cabinet::check, Cabinet::changed_from)),
            scripts: Arc::new(Held::new(Scripts::default(), begun, settings::check_scripts, Scripts::changed_from)),
            draft: Arc::new(Held::new(Draft::default(), begun, settings::check_draft, Draft::changed_from)),
            signature: Arc::new(Held::new(Signature::default(), begun, |_| Ok(()), |_, _| vec!["Signée.".into()])),
            live: Arc::default(),
            lines: lines::Lines::default(),
            begun,
            still: false,
            started: Instant::now(),
            rows: Mutex::default(),
        }
    }

    /// As the page takes it.
    pub fn parts(self: &Arc<Self>, demo: bool) -> super::Parts {
        super::Parts {
            cabinet: self.cabinet.clone(),
            scripts: self.scripts.clone(),
            draft: self.draft.clone(),
            signature: self.signature.clone(),
            studio: self.clone(),
            shelf: self.clone(),
            book: self.clone(),
            inbox: self.clone(),
            waiting: self.clone(),
            records: self.clone(),
            rights: self.clone(),
            accounts: self.clone(),
            clock: self.clone(),
            telephone: self.clone(),
            switchboard: self.clone(),
            live: self.live.clone(),
            demo,
            hosts: vec!["secretariat.local".into()],
            bypass: false,
            health: Arc::new(()),
        }
    }

    /// With a clock that stands still.
    pub fn still(begun: DateTime) -> Self {
        Self { still: true, ..Self::new(begun) }
    }

    pub fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn pass(&self, later: Duration) {
        self.rows().later += later;
    }

    pub fn id(&self) -> u64 {
        let mut rows = self.rows();
        rows.next += 1;
        // Spread, so that ids look as random as the store's.
        rows.next.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    pub fn add_card(&self, identity: Identity) -> PatientId {
        let same = self.rows().cards.iter().find(|(_, i)| *i == identity).map(|(id, _)| *id);
        same.unwrap_or_else(|| {
            let id = PatientId(self.id());
            self.rows().cards.push((id, identity));
            id
        })
    }

    pub fn identity(&self, id: PatientId) -> Result<Identity, Refused> {
        self.rows().cards.iter().find(|(i, _)| *i == id).map(|(_, i)| i.clone()).ok_or(Refused::Gone)
    }

    pub fn patient(&self, id: PatientId) -> Result<Patient, Refused> {
        let identity = self.identity(id)?;
        let now = self.civil();
        let has_past_appointment = self.rows().book.iter().any(|a| a.patient == id && a.holds() && a.slot.start < now);
        Ok(Patient { id, identity, has_past_appointment, consent: Some("2026-1".into()) })
    }

    pub fn entry(&self, appointment: Appointment) -> Result<Entry, Refused> {
        let Identity { last_name, first_name, .. } = self.identity(appointment.patient)?;
        Ok(Entry { appointment, last_name, first_name })
    }

    pub fn put(&self, slot: Slot, patient: PatientId, made_by: MadeBy, status: Status) -> Result<Appointment, Refused> {
        let id = AppointmentId(self.id());
        let mut rows = self.rows();
        if rows.book.iter().any(|a| a.holds() && overlaps(&a.slot, &slot)) {
            return Err(Refused::Taken);
        }
        let made = Appointment { id, patient, slot, status, made_by };
        rows.book.push(made.clone());
        Ok(made)
    }
}

impl Clock for Memory {
    fn civil(&self) -> DateTime {
        let passed = self.since_start();
        self.begun.checked_add(jiff::SignedDuration::try_from(passed).unwrap_or_default()).unwrap_or(self.begun)
    }
    fn since_start(&self) -> Duration {
        let later = self.rows().later;
        later + if self.still { Duration::ZERO } else { self.started.elapsed() }
    }
    fn unix_s(&self) -> u64 {
        UNIX_S + self.since_start().as_secs()
    }
}

impl Book for Memory {
    fn appointments(&self, _: AccountId, from: Date, to: Date) -> Result<Vec<Entry>, Refused> {
        let mut found: Vec<Appointment> =
            self.rows().book.iter().filter(|a| (from..=to).contains(&a.slot.start.date())).cloned().collect();
        found.sort_by_key(|a| (a.slot.start, a.id));
        found.into_iter().map(|a| self.entry(a)).collect()
    }
    fn appointment(&self, id: AppointmentId) -> Result<Entry, Refused> {
        let found = self.rows().book.iter().find(|a| a.id == id).cloned();
        self.entry(found.ok_or(Refused::Gone)?)
    }
    fn book(&self, _: AccountId, slot: &Slot, whose: &Whose) -> Result<Entry, Refused> {
        let patient = match whose {
            Whose::Known(id) => self.identity(*id).map(|_| *id)?,
            Whose::New(identity) => self.add_card(identity.clone()),
        };
        let made = self.put(slot.clone(), patient, MadeBy::Secretary, Status::Booked)?;
        self.entry(made)
    }
    fn amend(&self, _: AccountId, seen: &Appointment, change: &Amend) -> Result<Entry, Refused> {
        let mut rows = self.rows();
        let at = rows.book.iter().position(|a| a.id == seen.id).ok_or(Refused::Gone)?;
        if rows.book[at] != *seen {
            return Err(Refused::Changed);
        }
        let mut new = seen.clone();
        match change {
            Amend::Move(to) => (new.slot, new.status) = (to.clone(), Status::Booked),
            Amend::Cancel => new.status = Status::Cancelled,
            Amend::Restore => new.status = Status::Booked,
            Amend::Confirm => new.status = Status::Confirmed,
        }
        if new.holds() && rows.book.iter().any(|a| a.id != new.id && a.holds() && overlaps(&a.slot, &new.slot)) {
            return Err(Refused::Taken);
        }
        if seen.holds() && !(new.holds() && overlaps(&new.slot, &seen.slot)) {
            rows.freed.push(seen.slot.clone());
        }
        rows.book[at] = new.clone();
        drop(rows);
        self.entry(new)
    }
    fn search(&self, _: AccountId, words: &Private<String>, max: usize) -> Result<Vec<Patient>, Refused> {
        let words = words.open(Purpose::Page);
        let wanted: Vec<String> = words.split_whitespace().map(fold_name).filter(|w| !w.is_empty()).collect();
        let digits: String = words.chars().filter(char::is_ascii_digit).collect();
        let national = digits.strip_prefix('0').unwrap_or(&digits).to_string();
        let ids: Vec<PatientId> = self
            .rows()
            .cards
            .iter()
            .filter(|(_, i)| {
                let phone = i.phone.as_ref().map(|p| p.open(Purpose::Page).0.clone()).unwrap_or_default();
                let name = format!("{} {}", i.last_name.open(Purpose::Page), i.first_name.open(Purpose::Page));
                let parts: Vec<String> = name.split([' ', '-']).map(fold_name).collect();
                (national.len() >= 2 && phone.contains(&national))
                    || (!wanted.is_empty() && wanted.iter().all(|w| parts.iter().any(|p| p.starts_with(w))))
            })
            .map(|(id, _)| *id)
            .take(max)
            .collect();
        ids.into_iter().map(|id| self.patient(id)).collect()
    }
    fn by_phone(&self, _: AccountId, phone: &Private<Phone>) -> Result<Vec<Patient>, Refused> {
        let ids: Vec<PatientId> =
            self.rows().cards.iter().filter(|(_, i)| i.phone.as_ref() == Some(phone)).map(|(id, _)| *id).collect();
        ids.into_iter().map(|id| self.patient(id)).collect()
    }
    fn card(&self, _: AccountId, id: PatientId) -> Result<Card, Refused> {
        let patient = self.patient(id)?;
        let mut appointments: Vec<Appointment> = self.rows().book.iter().filter(|a| a.patient == id).cloned().collect();
        appointments.sort_by_key(|a| a.slot.start);
        Ok(Card { patient, appointments })
    }
    fn correct(&self, _: AccountId, id: PatientId, seen: &Identity, to: &Identity) -> Result<(), Refused> {
        let mut rows = self.rows();
        let card = rows.cards.iter_mut().find(|(i, _)| *i == id).ok_or(Refused::Gone)?;
        if card.1 != *seen {
            return Err(Refused::Changed);
        }
        card.1 = to.clone();
        Ok(())
    }
}

impl Inbox for Memory {
    fn notes(&self, _: AccountId) -> Result<Vec<Kept>, Refused> {
        let mut all: Vec<(Note, Care)> = self.rows().notes.clone();
        all.sort_by_key(|(n, _)| (n.priority, n.at));
        Ok(all
            .into_iter()
            .map(|(note, care)| {
                let patient = note.patient.and_then(|id| self.identity(id).ok()).map(|i| (i.last_name, i.first_name));
                // A box with a chat model: the first of its notes has a summary.
                let summary = note
                    .text
                    .matches(|t| t.contains('«'))
                    .then(|| Private::new("Demande à être rappelée au plus vite.".to_string()));
                Kept { note, patient, care, summary }
            })
            .collect())
    }
    fn waiting(&self) -> Result<usize, Refused> {
        Ok(self.rows().notes.iter().filter(|(_, care)| care.done.is_none()).count())
    }
    fn look_after(&self, _: AccountId, note: NoteId, care: Care) -> Result<Care, Refused> {
        let mut rows = self.rows();
        let kept = rows.notes.iter_mut().find(|(n, _)| n.id == note).ok_or(Refused::Gone)?;
        if kept.1.version != care.version {
            return Err(Refused::Changed);
        }
        kept.1 = Care { version: care.version + 1, ..care };
        Ok(kept.1)
    }
}

impl Accounts for Memory {
    fn accounts(&self) -> Result<Vec<Account>, AccountsError> {
        Ok(self.rows().accounts.clone())
    }
    fn put_account(&self, account: &Account) -> Result<Account, AccountsError> {
        let mut rows = self.rows();
        let at = rows.accounts.iter().position(|a| a.id == account.id);
        if at.map_or(0, |at| rows.accounts[at].version) != account.version {
            return Err(AccountsError::Changed);
        }
        let written = Account { version: account.version + 1, ..account.clone() };
        match at {
            Some(at) => rows.accounts[at] = written.clone(),
            None => rows.accounts.push(written.clone()),
        }
        Ok(written)
    }
    fn first_code(&self) -> Private<String> {
        Private::new(FIRST_CODE.into())
    }
}

impl Telephone for Memory {
    fn dial(&self, _: Option<String>, _: Option<String>) -> Result<(), String> {
        Err("Un appel tapé est déjà en cours.".into())
    }
    fn type_line(&self, line: String) -> Result<(), String> {
        self.rows().typed.push(line);
        Ok(())
    }
    fn dial_spoken(&self, _: Option<String>, _: Option<String>, headset: Headset) -> Result<CallId, String> {
        Ok(self.echo_call(headset))
    }
}
