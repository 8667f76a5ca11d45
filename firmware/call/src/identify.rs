//! Who it is: consent, then the card of the calling number by birth date, else names, birth date and a look-up.
//!
//! The box never says a name first, and never reads an appointment before the birth date was given (A7).

use crate::call::Call;
use crate::compose::both;
use crate::dossier::{ConsentGiven, Goal};
use crate::limits::*;
use crate::question::Question;
use crate::state::{Job, Step};
use crate::store::Query;
use crate::texts::Sentence;
use huisclos_agenda::{Identity, NoteReason, Patient, Priority, Private};
use huisclos_speech::Who;
use huisclos_speech::name::same_name;

impl Call {
    /// The next step towards knowing the patient; `None` once known (or known to be new).
    pub(crate) fn identify(&mut self, goal: Goal) -> Option<Step> {
        if self.dossier.patient.is_none() && !self.dossier.is_new {
            let step = if self.dossier.by_name || self.dossier.cards.is_empty() {
                self.identify_by_name(goal)
            } else {
                self.identify_by_number(goal)
            };
            if step.is_some() {
                return step;
            }
        }
        self.consent_step()
    }

    /// Asks for consent unless it was given, in this call or on the card.
    pub(crate) fn consent_step(&mut self) -> Option<Step> {
        let version = &self.texts.consent_version;
        let on_card = |p: &Patient| p.consent.as_ref() == Some(version);
        let card = self.dossier.patient.as_ref().or_else(|| self.dossier.card_of_number());
        match self.dossier.consent {
            ConsentGiven::Yes(_) => None,
            ConsentGiven::No if card.is_some_and(on_card) => None,
            ConsentGiven::No => Some(Step::Ask(Question::Consent)),
            ConsentGiven::Refused | ConsentGiven::Unclear => {
                self.without_consent();
                Some(Step::Stop)
            }
        }
    }

    fn identify_by_number(&mut self, goal: Goal) -> Option<Step> {
        let version = &self.texts.consent_version;
        if !self.dossier.cards.iter().any(|card| card.consent.as_ref() == Some(version)) {
            // Nobody behind this number has consented: ask before the first fact.
            if let Some(step) = self.consent_step() {
                return Some(step);
            }
        }
        let Some(birth) = self.dossier.birth_date.clone() else { return Some(Step::Ask(Question::BirthDate)) };
        let d = &self.dossier;
        let fits = |card: &&Patient| {
            both(&card.identity.birth_date, &birth, |a, b| a == b)
                && d.last_name.as_ref().is_none_or(|n| same(n, &card.identity.last_name))
        };
        let born: Vec<Patient> = d.cards.iter().filter(fits).cloned().collect();
        let first = d.first_name.clone();
        let named = |card: &&Patient| first.as_ref().is_none_or(|n| same(n, &card.identity.first_name));
        match &born.iter().filter(named).collect::<Vec<_>>()[..] {
            [only] => {
                let card = (*only).clone();
                self.identified(card);
                Some(Step::Again)
            }
            [] => Some(self.no_card_of_number(goal)),
            [first_of_them, ..] if first.is_some() => {
                let card = (*first_of_them).clone();
                self.identified(card);
                Some(Step::Again)
            }
            _ => Some(Step::Ask(Question::FirstName)), // twins
        }
    }

    fn no_card_of_number(&mut self, goal: Goal) -> Step {
        let d = &mut self.dossier;
        d.births_unmatched += 1;
        if goal == Goal::Book || d.who == Some(Who::Other) || d.births_unmatched >= BIRTH_DATES_MAX {
            d.by_name = true; // somebody else of the household, or a card with another number
            return Step::Again;
        }
        d.birth_date = None;
        self.lead(Sentence::BirthUnmatched, 0, &[]);
        Step::Ask(Question::BirthDate)
    }

    fn identify_by_name(&mut self, goal: Goal) -> Option<Step> {
        if let Some(step) = self.consent_step() {
            return Some(step);
        }
        let d = &self.dossier;
        if d.last_name.is_none() {
            return Some(Step::Ask(Question::LastName));
        }
        if d.last_name_doubted {
            return Some(Step::Ask(Question::SpellBack));
        }
        if d.first_name.is_none() {
            return Some(Step::Ask(Question::FirstName));
        }
        let Some(identity) = d.identity() else { return Some(Step::Ask(Question::BirthDate)) };
        if goal != Goal::Book && d.names_unmatched > 1 {
            self.lead(Sentence::NotFound, 0, &[]);
            self.human(NoteReason::Appointment, Priority::Normal);
            return Some(Step::Stop);
        }
        Some(Step::work(Job::Patient, Query::FindPatient(Identity { phone: None, ..identity })))
    }

    /// The store has no card for these names and this birth date.
    pub(crate) fn no_such_patient(&mut self) {
        if self.dossier.goal.is_none_or(|g| !g.is_about_existing()) {
            self.dossier.is_new = true;
            return;
        }
        self.dossier.names_unmatched += 1;
        if self.dossier.names_unmatched == 1 {
            self.lead(Sentence::NameUnmatched, 0, &[]);
            self.dossier.last_name = None;
            self.dossier.spelling = true;
        }
    }

    /// The card is found and the birth date fits it.
    pub(crate) fn identified(&mut self, card: Patient) {
        if let ConsentGiven::Yes(consent) = &self.dossier.consent
            && card.consent.as_ref() != Some(&consent.version)
        {
            let consent = consent.clone();
            self.ask_store(Job::Card, Query::GiveConsent { patient: Some(card.id), consent });
        }
        self.dossier.patient = Some(card);
    }

    /// Picks the appointment that the caller means, when that is plain.
    pub(crate) fn select_appointment(&mut self) -> bool {
        let d = &mut self.dossier;
        let all = d.upcoming.as_deref().unwrap_or_default();
        let meant = |a: &&huisclos_agenda::Appointment| {
            d.existing.is_none_or(|when| crate::offers::suits(&when, a.slot.start))
                && d.practitioner.as_ref().is_none_or(|p| *p == a.slot.practitioner)
        };
        if d.all_of_them {
            d.selected = all.first().cloned();
            return d.selected.is_some();
        }
        let found: Vec<_> = all.iter().filter(meant).collect();
        d.selected = match (&found[..], all) {
            ([only], _) => Some((*only).clone()),
            ([], [only]) => Some(only.clone()), // the date was wrong: the question says the right one
            _ => None,
        };
        d.selected.is_some()
    }
}

fn same(a: &Private<String>, b: &Private<String>) -> bool {
    both(a, b, |a, b| same_name(a, b))
}
