//! Who may come, for what, to whom.

use crate::cabinet::{Cabinet, Motif, Patients, Practitioner};
use crate::ids::{MotifId, PractitionerId};
use crate::people::Patient;
use crate::private::Private;
use jiff::civil::Date;

/// What is known of the patient at this point of the call. What is not known refuses nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// Civil date of birth.
    pub birth_date: Option<Private<Date>>,
    /// `Some(true)` with a past appointment, `Some(false)` for a new patient.
    pub known: Option<bool>,
}

impl From<&Patient> for Candidate {
    fn from(patient: &Patient) -> Self {
        Self { birth_date: Some(patient.identity.birth_date.clone()), known: Some(patient.has_past_appointment) }
    }
}

/// Why a motif cannot be booked so. Ages in whole years.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The patient has reached the limit on that date.
    #[error("réservé aux patients de moins de {under} ans")]
    TooOld {
        /// The limit, exclusive.
        under: u8,
    },
    /// The patient has not reached the age on that date.
    #[error("réservé aux patients de {from} ans et plus")]
    TooYoung {
        /// The age, inclusive.
        from: u8,
    },
    /// A new patient asked for what follows a first appointment.
    #[error("réservé aux patients déjà venus au cabinet")]
    KnownPatientsOnly,
    /// A known patient asked for a first appointment.
    #[error("réservé aux nouveaux patients")]
    NewPatientsOnly,
    /// The practitioner does not do this motif.
    #[error("ce praticien ne fait pas cela")]
    NotThisPractitioner,
    /// No such practitioner in the cabinet.
    #[error("praticien inconnu du cabinet")]
    UnknownPractitioner,
    /// No such motif in the cabinet.
    #[error("motif inconnu du cabinet")]
    UnknownMotif,
}

/// Whole years on a day. Born on 29 February: a year older on 1 March in common years.
/// A birth in the future is age 0.
#[must_use]
pub fn age_on(birth: Date, day: Date) -> u16 {
    let before_birthday = (day.month(), day.day()) < (birth.month(), birth.day());
    let years = i32::from(day.year()) - i32::from(birth.year()) - i32::from(before_birthday);
    u16::try_from(years.max(0)).unwrap_or(u16::MAX)
}

fn age_refusal(age: u16, from: Option<u8>, under: Option<u8>) -> Option<Refusal> {
    match (from, under) {
        (Some(from), _) if age < u16::from(from) => Some(Refusal::TooYoung { from }),
        (_, Some(under)) if age >= u16::from(under) => Some(Refusal::TooOld { under }),
        _ => None,
    }
}

impl Cabinet {
    /// Applies every rule to one motif with one practitioner on one day, strictly. The motif's own rules are told
    /// before the practitioner's: a caller who may not have it with anybody should not be sent from one to the other.
    ///
    /// # Errors
    /// The first rule that refuses.
    pub fn may_book(
        &self,
        practitioner: &PractitionerId,
        motif: &MotifId,
        candidate: &Candidate,
        day: Date,
    ) -> Result<(), Refusal> {
        let motif = self.motif(motif).ok_or(Refusal::UnknownMotif)?;
        let practitioner = self.practitioner(practitioner).ok_or(Refusal::UnknownPractitioner)?;
        self.motif_allows(motif, candidate, day)?;
        if !does(motif, practitioner) {
            return Err(Refusal::NotThisPractitioner);
        }
        let Some(birth_date) = &candidate.birth_date else { return Ok(()) };
        let mut refusal = None;
        birth_date.matches(|birth| {
            refusal = age_refusal(age_on(*birth, day), practitioner.age_from, practitioner.age_under);
            refusal.is_some()
        });
        refusal.map_or(Ok(()), Err)
    }

    fn motif_allows(&self, motif: &Motif, candidate: &Candidate, day: Date) -> Result<(), Refusal> {
        match (motif.patients, candidate.known) {
            (Patients::Known, Some(false)) => return Err(Refusal::KnownPatientsOnly),
            (Patients::New, Some(true)) => return Err(Refusal::NewPatientsOnly),
            _ => {}
        }
        let mut refusal = None;
        if let Some(birth_date) = &candidate.birth_date {
            birth_date.matches(|birth| {
                refusal = age_refusal(age_on(*birth, day), None, motif.age_under);
                refusal.is_some()
            });
        }
        refusal.map_or(Ok(()), Err)
    }

    /// The practitioners to propose for a motif when the caller named none, the best first.
    ///
    /// A practitioner of an age group (a paediatrician) comes before the others for patients of that age, and is left
    /// out while the age is not known, unless nobody else does the motif.
    ///
    /// # Errors
    /// The refusal when nobody in the cabinet may take this patient for it: the motif's own rule, else that of the
    /// last practitioner who does it.
    pub fn practitioners_for(
        &self,
        motif: &MotifId,
        candidate: &Candidate,
        day: Date,
    ) -> Result<Vec<PractitionerId>, Refusal> {
        let wanted = self.motif(motif).ok_or(Refusal::UnknownMotif)?;
        self.motif_allows(wanted, candidate, day)?;
        let mut refusal = Refusal::NotThisPractitioner;
        let mut found: Vec<&Practitioner> = Vec::new();
        for p in self.practitioners.iter().filter(|p| does(wanted, p)) {
            match self.may_book(&p.id, motif, candidate, day) {
                Ok(()) => found.push(p),
                Err(why) => refusal = why,
            }
        }
        let limited = |p: &Practitioner| p.age_under.is_some() || p.age_from.is_some();
        if candidate.birth_date.is_none() && found.iter().any(|p| !limited(p)) {
            found.retain(|p| !limited(p));
        }
        found.sort_by_key(|p| !limited(p)); // stable: otherwise the order of the settings
        if found.is_empty() { Err(refusal) } else { Ok(found.into_iter().map(|p| p.id.clone()).collect()) }
    }

    /// The motif that is really booked: a new patient's consultation becomes a first appointment where the settings
    /// say so (`when_new`). `known: None` changes nothing. `None` for a motif that is not the cabinet's.
    #[must_use]
    pub fn motif_for(&self, motif: &MotifId, known: Option<bool>) -> Option<&Motif> {
        let asked = self.motif(motif)?;
        match &asked.when_new {
            Some(other) if known == Some(false) => self.motif(other).or(Some(asked)),
            _ => Some(asked),
        }
    }
}

/// True when this practitioner does this motif: those named, or everybody where none is.
fn does(motif: &Motif, practitioner: &Practitioner) -> bool {
    motif.practitioners.is_empty() || motif.practitioners.contains(&practitioner.id)
}
