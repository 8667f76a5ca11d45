//! The cabinet in memory, the rest of it: waiting list, calls kept, patients' rights.
#![allow(dead_code)]

use super::memory::Memory;
use huisclos_agenda::waiting::{for_place, still_free};
use huisclos_agenda::{
    Agenda, Candidate, Identity, InLine, MadeBy, PatientId, Private, Purpose, Slot, Status, Waiting, WaitingId,
};
use huisclos_ports::{
    AccountId, Amend, Book, CallRecord, Checked, Clock, Dossier, Entry, Leaving, Looked, Paper, Place, Proof, Records,
    Refused, Rights, Settings, Trail, WaitingList, Waits, Which,
};
use jiff::civil::Date;

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
        let (mut all, now) = (self.rows().waiting.clone(), self.civil());
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
        let (mut freed, taken) = (self.rows().freed.clone(), self.rows().book.clone());
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
        let line = |kind, kept: &str, records, soon| Leaving { kind, kept: kept.into(), records, soon };
        Ok(vec![
            line("fiches des patients", "36 mois après le dernier rendez-vous, message ou accord", 412, None),
            line("rendez-vous", "36 mois après le rendez-vous", 5_120, Some(38)),
            line("messages et passages d'appels", "30 jours", self.rows().notes.len() as u64, Some(4)),
            line("issue des appels", "25 mois", self.rows().calls.len() as u64, Some(0)),
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
