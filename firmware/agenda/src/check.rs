//! Checks a cabinet's settings once, at loading, so that nothing later can meet an unknown id or an empty opening.

use crate::cabinet::{Absence, Cabinet, Opening, Patients};
use crate::error::Error;
use std::collections::BTreeSet;

/// Longest motif. A longer one is a typing error: openings are half days.
pub const MOTIF_MINUTES_MAX: u16 = 240;
/// Farthest horizon. Two years: further ahead no cabinet knows its own openings.
pub const HORIZON_DAYS_MAX: u16 = 730;
/// Longest minimum notice, one week: beyond it the box would offer nothing soon and seem broken.
pub const NOTICE_MINUTES_MAX: u16 = 7 * 24 * 60;

pub(crate) fn wrong(key: impl Into<String>, fault: impl Into<String>, remedy: impl Into<String>) -> Error {
    Error::Setting { key: key.into(), fault: fault.into(), remedy: remedy.into() }
}

pub(crate) fn filled(key: String, value: &str) -> Result<(), Error> {
    if value.trim().is_empty() {
        return Err(wrong(key, "la valeur est vide.", "Écrivez un texte entre les guillemets."));
    }
    Ok(())
}

impl Cabinet {
    /// Checks every rule that the types alone cannot hold.
    ///
    /// # Errors
    /// The first setting at fault.
    pub fn check(&self) -> Result<(), Error> {
        filled("name".into(), &self.name)?;
        filled("address".into(), &self.address)?;
        self.check_practitioners()?;
        self.check_motifs()?;
        check_openings("secretary", &self.secretary, true)?;
        self.check_booking()?;
        self.check_periods()?;
        self.check_texts()?;
        self.retention.check()
    }

    fn check_booking(&self) -> Result<(), Error> {
        let days = self.booking.horizon_days;
        if days == 0 || days > HORIZON_DAYS_MAX {
            return Err(wrong(
                "booking.horizon_days",
                format!("{days} jours n'est pas possible."),
                format!("Écrivez un nombre de 1 à {HORIZON_DAYS_MAX}, par exemple 180."),
            ));
        }
        let minutes = self.booking.notice_minutes;
        if minutes > NOTICE_MINUTES_MAX {
            return Err(wrong(
                "booking.notice_minutes",
                format!("{minutes} minutes, c'est plus d'une semaine."),
                format!("Écrivez un nombre de 0 à {NOTICE_MINUTES_MAX}, par exemple 30."),
            ));
        }
        Ok(())
    }

    fn check_practitioners(&self) -> Result<(), Error> {
        if self.practitioners.is_empty() {
            return Err(wrong("practitioners", "aucun praticien.", "Ajoutez au moins une partie [[practitioners]]."));
        }
        let mut seen = BTreeSet::new();
        for (i, p) in self.practitioners.iter().enumerate() {
            let key = |field: &str| format!("practitioners[{i}].{field}");
            check_id(key("id"), &p.id.0)?;
            if !seen.insert(&p.id) {
                return Err(wrong(
                    key("id"),
                    format!("« {} » est déjà pris par un autre praticien.", p.id),
                    "Donnez à chaque praticien un id à lui.",
                ));
            }
            filled(key("said"), &p.said)?;
            filled(key("last_name"), &p.last_name)?;
            if p.openings.is_empty() {
                return Err(wrong(
                    key("openings"),
                    format!("« {} » n'a aucune ouverture.", p.id),
                    "Ajoutez une partie [[practitioners.openings]], ou retirez ce praticien.",
                ));
            }
            check_openings(&key("openings"), &p.openings, false)?;
            check_openings(&key("urgent"), &p.urgent, true)?;
            check_absences(&key("absences"), &p.absences)?;
            if let Some(under) = p.age_under
                && p.age_from.unwrap_or(0) >= under
            {
                return Err(wrong(
                    key("age_under"),
                    format!("aucun patient n'a moins de {under} ans et au moins {}.", p.age_from.unwrap_or(0)),
                    "Écrivez un age_under plus grand que age_from, ou retirez l'un des deux.",
                ));
            }
        }
        Ok(())
    }

    fn check_motifs(&self) -> Result<(), Error> {
        if self.motifs.is_empty() {
            return Err(wrong("motifs", "aucun motif.", "Ajoutez au moins une partie [[motifs]]."));
        }
        let mut seen = BTreeSet::new();
        for (i, m) in self.motifs.iter().enumerate() {
            let key = |field: &str| format!("motifs[{i}].{field}");
            check_id(key("id"), &m.id.0)?;
            if !seen.insert(&m.id) {
                return Err(wrong(
                    key("id"),
                    format!("« {} » est déjà pris par un autre motif.", m.id),
                    "Donnez à chaque motif un id à lui.",
                ));
            }
            filled(key("said"), &m.said)?;
            if m.minutes == 0 || m.minutes > MOTIF_MINUTES_MAX {
                return Err(wrong(
                    key("minutes"),
                    format!("une durée de {} minutes n'est pas possible.", m.minutes),
                    format!("Écrivez un nombre de 1 à {MOTIF_MINUTES_MAX}."),
                ));
            }
            for (j, id) in m.practitioners.iter().enumerate() {
                if self.practitioner(id).is_none() {
                    return Err(wrong(
                        format!("motifs[{i}].practitioners[{j}]"),
                        format!("aucun praticien ne s'appelle « {id} »."),
                        format!("Écrivez l'un de ces id : {}.", self.practitioner_ids()),
                    ));
                }
            }
            if m.age_under == Some(0) {
                return Err(wrong(
                    key("age_under"),
                    "personne n'a moins de 0 an.",
                    "Écrivez un âge en années, ou retirez cette ligne.",
                ));
            }
            if let Some(other) = &m.when_new {
                self.check_when_new(key("when_new"), m.patients, other)?;
            }
        }
        let lay: Vec<_> = self.motifs.iter().filter(|m| m.for_lay_reasons).collect();
        if let [first, second, ..] = lay[..] {
            return Err(wrong(
                "motifs.for_lay_reasons",
                format!("« {} » et « {} » le portent tous les deux.", first.id, second.id),
                "Gardez for_lay_reasons = true sur un seul motif.",
            ));
        }
        Ok(())
    }

    fn check_when_new(&self, key: String, patients: Patients, other: &crate::ids::MotifId) -> Result<(), Error> {
        let Some(target) = self.motif(other) else {
            let known: Vec<_> = self.motifs.iter().map(|m| m.id.to_string()).collect();
            return Err(wrong(
                key,
                format!("aucun motif ne s'appelle « {other} »."),
                format!("Écrivez l'un de ces id : {}.", known.join(", ")),
            ));
        };
        if target.patients == Patients::Known {
            return Err(wrong(
                key,
                format!("« {other} » est réservé aux patients déjà connus."),
                "Choisissez un motif ouvert aux nouveaux patients.",
            ));
        }
        if target.when_new.is_some() {
            return Err(wrong(
                key,
                format!("« {other} » renvoie lui-même à un autre motif."),
                "Renvoyez directement au dernier motif de la suite.",
            ));
        }
        if patients == Patients::Known {
            return Err(wrong(
                key,
                "ce motif est réservé aux patients connus, il ne peut pas changer pour un nouveau patient.",
                "Retirez when_new, ou patients = \"known\".",
            ));
        }
        Ok(())
    }

    fn practitioner_ids(&self) -> String {
        let ids: Vec<_> = self.practitioners.iter().map(|p| p.id.to_string()).collect();
        ids.join(", ")
    }
}

/// An id is said by the language model and typed in commands: lower case ASCII, words parted by one space.
fn check_id(key: String, id: &str) -> Result<(), Error> {
    filled(key.clone(), id)?;
    let plain = id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || " '-".contains(c));
    if !plain || id.trim() != id || id.contains("  ") {
        return Err(wrong(
            key,
            format!("« {id} » n'est pas un id."),
            "Écrivez-le en minuscules sans accents, par exemple « suivi pediatrique ».",
        ));
    }
    Ok(())
}

/// Openings must end after they start, and two of the same day must not overlap unless `overlaps_allowed`.
fn check_openings(key: &str, openings: &[Opening], overlaps_allowed: bool) -> Result<(), Error> {
    for (j, o) in openings.iter().enumerate() {
        if o.days.is_empty() {
            return Err(wrong(
                format!("{key}[{j}].days"),
                "aucun jour.",
                "Écrivez par exemple days = [\"monday\", \"tuesday\"].",
            ));
        }
        if o.from >= o.to {
            return Err(wrong(
                format!("{key}[{j}].to"),
                format!("l'ouverture finit à {} mais commence à {}.", o.to.strftime("%H:%M"), o.from.strftime("%H:%M")),
                "Écrivez une fin plus tardive que le début ; une nuit se coupe en deux ouvertures.",
            ));
        }
        for (k, other) in openings.iter().enumerate().take(j) {
            let same_day = o.days.iter().any(|d| other.days.contains(d));
            if !overlaps_allowed && same_day && o.from < other.to && other.from < o.to {
                return Err(wrong(
                    format!("{key}[{j}].from"),
                    "cette ouverture en chevauche une autre du même jour.",
                    format!("Réunissez-la avec {key}[{k}] en une seule, ou corrigez les heures."),
                ));
            }
        }
    }
    Ok(())
}

pub(crate) fn check_absences(key: &str, absences: &[Absence]) -> Result<(), Error> {
    for (j, a) in absences.iter().enumerate() {
        if a.to < a.from {
            return Err(wrong(
                format!("{key}[{j}].to"),
                format!("l'absence finit le {} mais commence le {}.", a.to, a.from),
                "Écrivez un dernier jour égal ou postérieur au premier.",
            ));
        }
        if let Some(hours) = a.hours
            && hours.to <= hours.from
        {
            return Err(wrong(
                format!("{key}[{j}].hours"),
                "l'absence finit avant de commencer.",
                "Écrivez une heure de fin plus tardive ; laissez les deux vides pour la journée entière.",
            ));
        }
    }
    Ok(())
}
