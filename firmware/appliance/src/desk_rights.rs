//! Patients' rights, the trail and the papers, as the page asks for them; and the calls, for its figures.

use crate::commands::store::PAGE;
use crate::desk::BoxDesk;
use crate::desk_book::refused;
use crate::erasure::{self, Erased};
use crate::world;
use huisclos_agenda::{PatientId, Private};
use huisclos_ports::Settings as _;
use huisclos_ports::{
    AccountId, CallRecord, Checked, Clock, Dossier, Leaving, Looked, Paper, Proof, Records, Refused, Rights, Trail,
    Which,
};
use huisclos_store::{By, Deed, Erasure, Kind, Options, Seen, Surroundings};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// The calls of past days by day, as they were read on a day: some five megabytes after two years.
#[derive(Default)]
pub struct CallsKept(Mutex<Option<(Date, BTreeMap<Date, Vec<CallRecord>>)>>);

impl BoxDesk {
    fn data(&self) -> Result<PathBuf, Refused> {
        world::data(self.common()).map_err(|e| Refused::Failed(e.to_string()))
    }

    /// Who asks, as a proof tells it for ever.
    fn signature(&self, by: AccountId) -> Result<String, Refused> {
        let all = self.store.accounts().map_err(refused)?;
        let who = all.iter().find(|a| a.id == by).map(|a| format!("{} ({})", a.name, a.role.in_french()));
        Ok(format!("{}, sur la page du cabinet", who.unwrap_or_else(|| "la démonstration".into())))
    }
}

fn proof(p: Erasure, already: bool) -> Proof {
    let Erasure { subject, at, by, generation, records } = p;
    Proof { subject, at, by, generation, records, already, backups: Vec::new(), aside: Vec::new() }
}

impl Rights for BoxDesk {
    fn looked(&self, by: AccountId, which: &Which, max: usize) -> Result<Trail, Refused> {
        // Those of the demonstration stand under no account.
        let mut ids: Vec<AccountId> = self.store.accounts().map_err(refused)?.iter().map(|a| a.id).collect();
        ids.push(AccountId(0));
        let names: Vec<String> = ids.iter().map(AccountId::to_string).collect();
        let who = which.who.map(|who| ids.iter().position(|id| *id == who).unwrap_or(usize::MAX));
        self.trace(by, Deed::Inspected, Kind::Trail, which.patient.into_iter().collect())?;
        let found =
            self.store.accesses_for((which.from, which.to), &names, who, which.patient, max).map_err(refused)?;
        let line = |(seen, rank): (Seen, Option<usize>)| Looked {
            seq: seen.seq,
            at: seen.at,
            by: seen.by.said(),
            who: rank.and_then(|rank| ids.get(rank).copied()),
            did: seen.did.said(),
            what: seen.what.said(),
            why: seen.why.said(),
            patients: seen.patients,
            untraced: seen.untraced,
        };
        Ok(Trail { all: found.all, shown: found.shown.into_iter().map(line).collect() })
    }

    fn check_trail(&self) -> Result<Checked, Refused> {
        let found = self.store.verify_trail().map_err(refused)?;
        Ok(Checked { entries: found.entries, untraced: found.untraced, faults: found.faults })
    }

    fn dossier(&self, by: AccountId, patient: PatientId) -> Result<Dossier, Refused> {
        let who = by.to_string();
        let texts = self.store.export_texts(patient, &self.cabinet(), By::Page(&who), self.civil());
        let (html, json) = texts.map_err(refused)?;
        Ok(Dossier { html: Private::new(html), json: Private::new(json) })
    }

    fn erase(&self, by: AccountId, patient: PatientId) -> Result<Proof, Refused> {
        let (data, who, signature) = (self.data()?, by.to_string(), self.signature(by)?);
        let done = erasure::erase(&self.store, &data, patient, By::Page(&who), &signature, self.civil());
        let Erased { proof: p, already, backups, aside } = done.map_err(refused)?;
        let said = |paths: Vec<PathBuf>| paths.iter().map(|path| path.display().to_string()).collect();
        Ok(Proof { backups: said(backups), aside: said(aside), ..proof(p, already) })
    }

    fn erasures(&self) -> Result<Vec<Proof>, Refused> {
        let all = self.store.erasures().map_err(refused)?;
        Ok(all.into_iter().rev().map(|p| proof(p, true)).collect())
    }

    fn leaving(&self) -> Result<Vec<Leaving>, Refused> {
        let all = self.store.leaving(&self.cabinet().retention, self.civil().date()).map_err(refused)?;
        let line = |one: huisclos_store::LeavingKind| Leaving {
            kind: one.kind.kind,
            kept: one.kind.kept,
            records: one.kind.records,
            soon: one.soon,
        };
        Ok(all.into_iter().map(line).collect())
    }

    fn paper(&self, paper: Paper) -> Result<String, Refused> {
        let key_in_file = Options::at(self.data()?).has_key_file();
        let texts = self.settings.scripts.now().content.texts(None);
        let around = Surroundings { key_in_file, page: PAGE, version: env!("CARGO_PKG_VERSION"), texts: &texts };
        let register = self.store.register(&self.cabinet(), &around, self.civil()).map_err(refused)?;
        Ok(match paper {
            Paper::Register => register.markdown(),
            Paper::Assessment => register.dpia(),
        })
    }
}

impl Records for BoxDesk {
    fn calls(&self, from: Date, to: Date) -> Result<Vec<CallRecord>, Refused> {
        let today = self.civil().date();
        let yesterday = today.yesterday().unwrap_or(today);
        let mut kept = self.calls_kept.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Read whole once: a call of before yesterday changes no more. Another day adds the days since, and drops what the
        // nights take away.
        let days = match kept.take() {
            Some((on, days)) if on == today => days,
            Some((on, mut days)) if on < today => {
                let from = on.yesterday().unwrap_or(on);
                for call in self.store.calls_between(from, yesterday).map_err(refused)? {
                    let of_day = days.entry(call.at.date()).or_default();
                    of_day.retain(|known| known.id != call.id);
                    of_day.push(call);
                }
                days.split_off(&self.cabinet().retention.calls_from(today))
            }
            _ => {
                let mut days: BTreeMap<Date, Vec<CallRecord>> = BTreeMap::new();
                for call in self.store.every_call().map_err(refused)? {
                    days.entry(call.at.date()).or_default().push(call);
                }
                days
            }
        };
        let mut found: Vec<CallRecord> = Vec::new();
        if from < yesterday && from <= to {
            found.extend(
                days.range(from..=to).filter(|(day, _)| **day < yesterday).flat_map(|(_, calls)| calls.clone()),
            );
        }
        *kept = Some((today, days));
        drop(kept);
        if to >= yesterday {
            found.extend(self.store.calls_between(from.max(yesterday), to.min(today)).map_err(refused)?);
        }
        Ok(found)
    }
}
