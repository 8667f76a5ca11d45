//! The cabinet in memory, the rest of it: waiting list, calls kept, patients' rights.
#![allow(dead_code)]

use super::memory::Memory;
use huisclos_agenda::waiting::{for_place, still_free};
use huisclos_agenda::{
    Agenda, Availability, CallId, Candidate, Identity, InLine, MadeBy, NoteReason, PatientId, Private, Purpose, Slot,
    Status, Waiting, WaitingId,
};
use huisclos_ports::{
    AccountId, Amend, Book, CallRecord, Checked, Clock, Course, Dossier, Entry, Leaving, Looked, Outcome, Paper, Place,
    Proof, Records, Refused, Rights, Settings, Step, Trail, WaitingList, Waits, Which,
};
use huisclos_speech::{Asking, Intent};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, time};

impl Memory {
    /// One more access in the trail; its number.
    pub fn look(&self, by: AccountId, did: &'static str, what: &'static str, patients: u32) {
        let at = self.civil();
        let mut rows = self.rows();
        let seq = rows.looked.len() as u64 + 1;
        let by = (by, "une personne, sur la page du cabinet");
        let line =
            Looked { seq, at, by: by.1, who: Some(by.0), did, what, why: "travail du cabinet", patients, untraced: 0 };
        rows.looked.push(line);
    }

    fn waits(&self) -> Vec<Waits> {
        // One lock after the other: a guard lives to the end of its statement.
        let now = self.civil();
        let mut all = self.rows().waiting.clone();
        huisclos_agenda::waiting::in_order(&mut all);
        let one = |waiting: Waiting| {
            let patient = self.patient(waiting.patient).ok()?;
            let has = waiting.instead_of.and_then(|id| self.appointment(id).ok()).map(|e| e.appointment);
            let has = has.filter(|a| a.holds() && a.slot.start >= now);
            let candidate = Candidate::from(&patient);
            let Identity { last_name, first_name, phone, .. } = patient.identity;
            Some(Waits { line: InLine { waiting, candidate, has }, last_name, first_name, phone })
        };
        all.into_iter().filter_map(one).collect()
    }
}

impl WaitingList for Memory {
    fn line(&self, _: AccountId) -> Result<Vec<Waits>, Refused> {
        Ok(self.waits())
    }
    fn places(&self, _: AccountId) -> Result<Vec<Place>, Refused> {
        let (all, cabinet, now) = (self.waits(), self.cabinet.now().content, self.civil());
        let mut freed = self.rows().freed.clone();
        let taken = self.rows().book.clone();
        freed.sort();
        freed.dedup_by(|a, b| a.start == b.start && a.practitioner == b.practitioner);
        let line: Vec<InLine> = all.iter().map(|w| w.line.clone()).collect();
        let open = Agenda { cabinet: &cabinet, taken: &[], now };
        let mut places = Vec::new();
        for slot in freed.iter().filter_map(|slot| still_free(slot, &taken, now)) {
            let suits: Vec<(Waits, Slot)> = for_place(&slot, &line, &cabinet, now)
                .into_iter()
                .filter(|(_, theirs)| open.is_free(theirs))
                .filter_map(|(one, theirs)| Some((all.iter().find(|w| w.line == *one)?.clone(), theirs)))
                .collect();
            if !suits.is_empty() {
                places.push(Place { slot, suits });
            }
        }
        Ok(places)
    }
    fn open_places(&self) -> Result<usize, Refused> {
        self.places(AccountId(0)).map(|places| places.len())
    }
    fn enlist(&self, _: AccountId, waiting: &Waiting) -> Result<WaitingId, Refused> {
        self.identity(waiting.patient)?;
        let id = WaitingId(self.id());
        let mut rows = self.rows();
        rows.waiting.retain(|w| (w.patient, &w.motif) != (waiting.patient, &waiting.motif));
        rows.waiting.push(Waiting { id, ..waiting.clone() });
        Ok(id)
    }
    fn strike(&self, _: AccountId, id: WaitingId) -> Result<(), Refused> {
        let mut rows = self.rows();
        let at = rows.waiting.iter().position(|w| w.id == id).ok_or(Refused::Gone)?;
        rows.waiting.remove(at);
        Ok(())
    }
    fn serve(&self, by: AccountId, id: WaitingId, slot: &Slot) -> Result<Entry, Refused> {
        let waiting = self.rows().waiting.iter().find(|w| w.id == id).cloned().ok_or(Refused::Gone)?;
        let has = waiting.instead_of.and_then(|id| self.appointment(id).ok()).filter(|e| e.appointment.holds());
        let made = match has {
            Some(entry) => self.amend(by, &entry.appointment, &Amend::Move(slot.clone()))?.appointment,
            None => self.put(slot.clone(), waiting.patient, MadeBy::Secretary, Status::Booked)?,
        };
        self.strike(by, id)?;
        self.entry(made)
    }
}

impl Records for Memory {
    fn calls(&self, from: Date, to: Date) -> Result<Vec<CallRecord>, Refused> {
        let within = |c: &&CallRecord| (from..=to).contains(&c.at.date());
        Ok(self.rows().calls.iter().filter(within).cloned().collect())
    }
}

impl Rights for Memory {
    fn looked(&self, by: AccountId, which: &Which, max: usize) -> Result<Trail, Refused> {
        self.look(by, "trace des accès consultée", "trace des accès", u32::from(which.patient.is_some()));
        let rows = self.rows();
        let wanted =
            |l: &&Looked| (which.from..=which.to).contains(&l.at.date()) && (which.who.is_none() || l.who == which.who);
        let all: Vec<Looked> = rows.looked.iter().filter(wanted).rev().cloned().collect();
        Ok(Trail { all: all.len(), shown: all.into_iter().take(max).collect() })
    }
    fn check_trail(&self) -> Result<Checked, Refused> {
        Ok(Checked { entries: self.rows().looked.len() as u64, ..Checked::default() })
    }
    fn dossier(&self, by: AccountId, patient: PatientId) -> Result<Dossier, Refused> {
        let name = self.identity(patient)?.last_name.open(Purpose::Page).clone();
        self.look(by, "dossier remis au patient", "tout", 1);
        Ok(Dossier {
            html: Private::new(format!("<h1>{name}</h1>")),
            json: Private::new(format!("{{\"name\":{name:?}}}")),
        })
    }
    fn erase(&self, by: AccountId, patient: PatientId) -> Result<Proof, Refused> {
        if let Some(proof) = self.rows().erased.iter().find(|p| p.subject == patient.0) {
            return Ok(Proof { already: true, ..proof.clone() });
        }
        self.identity(patient)?;
        self.look(by, "patient effacé", "tout", 1);
        let at = self.civil();
        let mut rows = self.rows();
        rows.cards.retain(|(id, _)| *id != patient);
        rows.book.retain(|a| a.patient != patient);
        rows.notes.retain(|(n, _)| n.patient != Some(patient));
        rows.waiting.retain(|w| w.patient != patient);
        let proof = Proof {
            subject: patient.0,
            at,
            by: "Docteur Martin (médecin), sur la page du cabinet".into(),
            generation: 2,
            records: 11,
            already: false,
            backups: vec!["/media/sauvegarde".into()],
            aside: Vec::new(),
        };
        rows.erased.push(proof.clone());
        Ok(proof)
    }
    fn erasures(&self) -> Result<Vec<Proof>, Refused> {
        Ok(self.rows().erased.iter().rev().cloned().collect())
    }
    fn leaving(&self) -> Result<Vec<Leaving>, Refused> {
        let (notes, calls) = {
            let rows = self.rows();
            (rows.notes.len() as u64, rows.calls.len() as u64)
        };
        let line = |kind, kept: &str, records, soon| Leaving { kind, kept: kept.into(), records, soon };
        Ok(vec![
            line("fiches des patients", "36 mois après le dernier rendez-vous, message ou accord", 412, None),
            line("rendez-vous", "36 mois après le rendez-vous", 5_120, Some(38)),
            line("messages et passages d'appels", "30 jours", notes, Some(4)),
            line("issue des appels", "25 mois", calls, Some(0)),
        ])
    }
    fn paper(&self, paper: Paper) -> Result<String, Refused> {
        let title = if paper == Paper::Register { "Registre des traitements" } else { "Analyse d'impact" };
        Ok(format!(
            "# {title}\n\nResponsable : cabinet médical des Lilas\n\n## Données\n\n| Donnée | Durée |\n|---|---|\n\
             | notes <script>alert(1)</script> | 30 jours |\n\n- tout est chiffré\n- rien ne sort\n"
        ))
    }
}

/// People on the list, a place given back, three months of calls, a trail: for the example to show.
pub fn fill(memory: &Memory) {
    let (now, cards) = (memory.civil(), memory.rows().cards.clone());
    let patients: Vec<PatientId> = cards.iter().map(|(id, _)| *id).take(6).collect();
    for (i, patient) in patients.iter().enumerate() {
        let back = i64::try_from(i).unwrap_or(0);
        let waiting = Waiting {
            id: WaitingId(0),
            patient: *patient,
            motif: ["vaccin", "certificat", "vaccin", "consultation", "vaccin", "certificat"][i % 6].into(),
            practitioner: (i % 3 == 0).then(|| "martin".into()),
            hours: Availability {
                days: if i % 2 == 0 { vec![] } else { vec![Weekday::Tuesday, Weekday::Thursday, Weekday::Friday] },
                after: (i % 2 == 1).then(|| time(9, 0, 0, 0)),
                before: (i == 3).then(|| time(12, 0, 0, 0)),
            },
            until: None,
            since: now.saturating_sub((back * 31).hours()),
            urgent: i == 2,
            instead_of: None,
            made_by: if i % 2 == 0 { MadeBy::Box } else { MadeBy::Secretary },
        };
        let _ = memory.enlist(AccountId(0), &waiting);
    }
    let coming = |a: &&huisclos_agenda::Appointment| a.holds() && a.slot.start > now && a.slot.minutes >= 15;
    let gone = memory.rows().book.iter().find(coming).cloned();
    if let Some(gone) = gone {
        let _ = memory.amend(AccountId(0), &gone, &Amend::Cancel);
    }
    let mut dice = 0x2545_f491_4f6c_dd1d_u64;
    let mut roll = |n: u64| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        dice % n
    };
    let mut calls = Vec::new();
    for back in 0..90_i64 {
        let day = now.date().saturating_sub(back.days());
        let many = if day.weekday() == Weekday::Sunday { 0 } else { 14 + roll(16) };
        for _ in 0..many {
            let hour = [8, 8, 9, 9, 9, 10, 10, 11, 12, 14, 14, 15, 16, 17, 18][usize::try_from(roll(15)).unwrap_or(0)];
            let at = day.at(hour, i8::try_from(roll(60)).unwrap_or(0), 0, 0);
            calls.push(call(u64::try_from(calls.len()).unwrap_or(0), at, &mut roll));
        }
    }
    memory.rows().calls = calls;
    for (did, what) in [
        ("agenda ou messages affichés avec les noms", "rendez-vous"),
        ("fiche recherchée", "fiches"),
        ("rendez-vous déplacé", "rendez-vous"),
    ] {
        memory.look(AccountId(0), did, what, 3);
    }
}

fn call(id: u64, at: jiff::civil::DateTime, roll: &mut impl FnMut(u64) -> u64) -> CallRecord {
    let outcome = match roll(100) {
        0..2 => Outcome::Emergency,
        2..4 => Outcome::Failed,
        4..16 => Outcome::Transferred,
        16..46 => Outcome::Booked,
        46..54 => Outcome::Moved,
        54..60 => Outcome::Cancelled,
        60..64 => Outcome::Confirmed,
        64..76 => Outcome::Noted,
        76..85 => Outcome::Informed,
        85..90 => Outcome::Filtered,
        _ => Outcome::Abandoned,
    };
    let left = [
        Step::Greeting,
        Step::Asked(Asking::Consent),
        Step::Asked(Asking::Consent),
        Step::Asked(Asking::LastName),
        Step::Asked(Asking::Slot),
    ];
    let wanted = [Intent::Book, Intent::Book, Intent::Book, Intent::Move, Intent::Info, Intent::Results, Intent::Human];
    let seconds = 25.0 + roll(180) as f64;
    let mark = (roll(100) < 25).then(|| u8::try_from(5 - (seconds as u64 / 70).min(3) - roll(2)).unwrap_or(3));
    CallRecord {
        id: CallId(id),
        at,
        seconds,
        outcomes: vec![outcome],
        waits_ms: (0..4).map(|_| 500 + u32::try_from(roll(1_400)).unwrap_or(0)).collect(),
        script: (roll(3) == 0).then(|| "accueil court".to_string()),
        course: Some(Course {
            wanted: wanted[usize::try_from(roll(7)).unwrap_or(0)],
            left: (outcome == Outcome::Abandoned).then(|| left[usize::try_from(roll(5)).unwrap_or(0)]),
            rung: u8::from(outcome == Outcome::Transferred || roll(12) == 0),
            note: (outcome == Outcome::Noted)
                .then(|| if roll(2) == 0 { NoteReason::Results } else { NoteReason::Human }),
            turns: u16::try_from(3 + roll(9)).unwrap_or(3),
            unclear: u16::try_from(roll(3)).unwrap_or(0),
            mark,
            quality: Some(300 + u16::try_from(roll(200)).unwrap_or(0)),
        }),
    }
}
