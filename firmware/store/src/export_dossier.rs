//! Everything the box knows of one patient, gathered.

use crate::audit::Seen;
use crate::error::Error;
use crate::export_words::{channel, made_by, outcome, phone, priority, reason, status};
use crate::store::Store;
use huisclos_agenda::{Cabinet, CallId, Patient, PatientId, PractitionerId, Purpose};
use huisclos_ports::CallRecord;
use jiff::civil::{Date, DateTime};
use serde::Serialize;

/// Version of the JSON.
const FORMAT: &str = "huisclos-dossier-1";

/// Everything kept of one patient. No `Debug`: it holds names.
#[derive(Serialize)]
pub struct Dossier {
    format: &'static str,
    /// When it was put together.
    pub(crate) made_at: DateTime,
    pub(crate) cabinet: Whose,
    pub(crate) patient: Card,
    pub(crate) appointments: Vec<OneAppointment>,
    pub(crate) notes: Vec<OneNote>,
    pub(crate) waiting: Vec<OneWaiting>,
    pub(crate) consents: Vec<OneConsent>,
    pub(crate) calls: Vec<OneCall>,
    pub(crate) accesses: Vec<OneAccess>,
    /// Notes taken from the same number on nobody's card: they may be somebody else's, so they are only counted.
    pub(crate) notes_from_number_without_card: usize,
    pub(crate) kept: Kept,
}

/// Who keeps the data.
#[derive(Serialize)]
pub(crate) struct Whose {
    pub(crate) name: String,
    pub(crate) address: String,
}

#[derive(Serialize)]
pub(crate) struct Card {
    pub(crate) id: String,
    pub(crate) last_name: String,
    pub(crate) first_name: String,
    pub(crate) birth_date: Date,
    pub(crate) phone: Option<String>,
    #[serde(skip)]
    pub(crate) phone_said: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct OneAppointment {
    pub(crate) id: String,
    pub(crate) start: DateTime,
    pub(crate) minutes: u16,
    pub(crate) practitioner: String,
    pub(crate) motif: String,
    pub(crate) status: &'static str,
    pub(crate) made_by: &'static str,
}

#[derive(Serialize)]
pub(crate) struct OneNote {
    pub(crate) at: DateTime,
    pub(crate) reason: &'static str,
    pub(crate) priority: &'static str,
    pub(crate) phone: Option<String>,
    pub(crate) practitioner: Option<String>,
    pub(crate) text: String,
    /// A model's sentence about it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) summary_by_model: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct OneWaiting {
    pub(crate) since: DateTime,
    pub(crate) motif: String,
    pub(crate) practitioner: Option<String>,
    pub(crate) last_day: Date,
    pub(crate) urgent: bool,
}

#[derive(Serialize)]
pub(crate) struct OneConsent {
    pub(crate) at: DateTime,
    pub(crate) agreed: bool,
    pub(crate) version: String,
    pub(crate) wording: String,
    pub(crate) channel: &'static str,
    pub(crate) call: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct OneCall {
    pub(crate) id: String,
    pub(crate) at: DateTime,
    pub(crate) seconds: f64,
    pub(crate) outcomes: Vec<&'static str>,
}

#[derive(Serialize)]
pub(crate) struct OneAccess {
    pub(crate) at: DateTime,
    pub(crate) by: &'static str,
    /// The same actor has the same one; it names nobody.
    pub(crate) actor: String,
    pub(crate) did: &'static str,
    pub(crate) data: &'static str,
    pub(crate) why: &'static str,
}

/// How long each kind is kept.
#[derive(Serialize)]
pub(crate) struct Kept {
    pub(crate) transcripts_days: u16,
    pub(crate) appointments_months: u16,
    pub(crate) consents_months: u16,
    pub(crate) calls_months: u16,
    pub(crate) audit_months: u16,
    pub(crate) audio: &'static str,
}

impl Store {
    /// Puts together everything kept of a patient.
    ///
    /// # Errors
    /// `UnknownPatient`, or a damaged state.
    pub fn dossier(&self, id: PatientId, cabinet: &Cabinet, now: DateTime) -> Result<Dossier, Error> {
        let patient = self.patient(id, now)?;
        let mut appointments = self.appointments_of(id)?;
        appointments.sort_by_key(|a| (a.slot.start, a.id));
        let (notes, others) = self.notes_about(&patient)?;
        let r = &cabinet.retention;
        Ok(Dossier {
            format: FORMAT,
            made_at: now,
            cabinet: Whose { name: cabinet.name.clone(), address: cabinet.address.clone() },
            patient: card(&patient),
            appointments: appointments
                .into_iter()
                .map(|a| OneAppointment {
                    id: a.id.to_string(),
                    start: a.slot.start,
                    minutes: a.slot.minutes,
                    practitioner: cabinet
                        .practitioner(&a.slot.practitioner)
                        .map_or(a.slot.practitioner.0.clone(), |p| p.said.clone()),
                    motif: a.slot.motif.0,
                    status: status(a.status),
                    made_by: made_by(a.made_by),
                })
                .collect(),
            notes,
            waiting: self.waits(id, cabinet)?,
            consents: self.consents_given(id)?,
            calls: self.calls_of(id)?,
            accesses: self.accesses_of(id)?.into_iter().map(access).collect(),
            notes_from_number_without_card: others,
            kept: Kept {
                transcripts_days: r.transcripts_days,
                appointments_months: r.appointments_months,
                consents_months: r.consents_months,
                calls_months: r.calls_months,
                audit_months: r.audit_months,
                audio: "jamais gardé",
            },
        })
    }

    /// The notes on a card, and how many others came from its number.
    fn notes_about(&self, patient: &Patient) -> Result<(Vec<OneNote>, usize), Error> {
        let number = patient.identity.phone.as_ref();
        let (mut mine, mut others) = (Vec::new(), 0);
        for (note, summary) in self.notes_summed_up()? {
            if note.patient.is_none() && number.is_some() && note.phone.as_ref() == number {
                others += 1;
            }
            if note.patient != Some(patient.id) {
                continue;
            }
            mine.push(OneNote {
                at: note.at,
                reason: reason(note.reason),
                priority: priority(note.priority),
                phone: note.phone.map(|p| p.into_open(Purpose::Store).0),
                practitioner: note.practitioner.map(|p| p.0),
                text: note.text.into_open(Purpose::Store),
                summary_by_model: summary.map(|s| s.into_open(Purpose::Store)),
            });
        }
        mine.sort_by_key(|note| note.at);
        Ok((mine, others))
    }

    fn waits(&self, id: PatientId, cabinet: &Cabinet) -> Result<Vec<OneWaiting>, Error> {
        let said = |id: &PractitionerId| cabinet.practitioner(id).map_or(id.0.clone(), |p| p.said.clone());
        let mine = self.waiting()?.into_iter().filter(|w| w.patient == id);
        Ok(mine
            .map(|w| OneWaiting {
                since: w.since,
                last_day: w.last_day(),
                practitioner: w.practitioner.as_ref().map(said),
                urgent: w.urgent,
                motif: w.motif.0,
            })
            .collect())
    }

    fn consents_given(&self, id: PatientId) -> Result<Vec<OneConsent>, Error> {
        let all = self.consents(Some(id))?.into_iter();
        Ok(all
            .map(|c| OneConsent {
                at: c.at,
                agreed: c.agreed,
                version: c.version,
                wording: c.wording,
                channel: channel(c.channel),
                call: c.call.map(|call| call.to_string()),
            })
            .collect())
    }

    /// The calls in which a consent was given or, as the audit trail tells, the patient's data was reached for.
    fn calls_of(&self, id: PatientId) -> Result<Vec<OneCall>, Error> {
        let kept = self.every_call()?;
        let ids: Vec<CallId> = kept.iter().map(|call| call.id).collect();
        let mut about = self.calls_about(id, &ids)?;
        about.extend(self.consents(Some(id))?.into_iter().filter_map(|c| c.call));
        let about = |call: &CallRecord| about.contains(&call.id);
        Ok(kept
            .into_iter()
            .filter(about)
            .map(|call| OneCall {
                id: call.id.to_string(),
                at: call.at,
                seconds: call.seconds,
                outcomes: call.outcomes.into_iter().map(outcome).collect(),
            })
            .collect())
    }
}

fn card(patient: &Patient) -> Card {
    let identity = &patient.identity;
    let number = identity.phone.as_ref().map(|p| p.open(Purpose::Store).0.clone());
    Card {
        id: patient.id.to_string(),
        last_name: identity.last_name.open(Purpose::Store).clone(),
        first_name: identity.first_name.open(Purpose::Store).clone(),
        birth_date: *identity.birth_date.open(Purpose::Store),
        phone_said: number.as_deref().map(phone),
        phone: number,
    }
}

fn access(seen: Seen) -> OneAccess {
    let Seen { at, by, who, did, why, what, .. } = seen;
    OneAccess { at, by: by.said(), actor: who, did: did.said(), data: what.said(), why: why.said() }
}
