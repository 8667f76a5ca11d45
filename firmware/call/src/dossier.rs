//! What a call knows so far. What was said once is never asked again: the plan looks here first.

use crate::question::Question;
use crate::store::Consent;
use huisclos_agenda::{
    Appointment, Candidate, Identity, MotifId, NoteReason, Patient, Phone, PractitionerId, Priority, Private, Slot,
    Wish,
};
use huisclos_speech::phone::Dictation;
use huisclos_speech::{When, Who};
use jiff::civil::{Date, DateTime};
use std::collections::BTreeSet;

/// What the caller wants done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// An appointment.
    Book,
    /// Another time for one.
    Move,
    /// Give one back.
    Cancel,
    /// Hear when it is, say that one comes.
    Confirm,
    /// A note for somebody.
    Note(NoteReason, Priority),
}

impl Goal {
    /// True when it is about an appointment already made.
    pub(crate) fn is_about_existing(self) -> bool {
        matches!(self, Self::Move | Self::Cancel | Self::Confirm)
    }
}

/// The consent of this call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum ConsentGiven {
    /// Not asked yet.
    #[default]
    No,
    /// Answered yes; the store has the proof.
    Yes(Consent),
    /// Answered no.
    Refused,
    /// Asked and never answered.
    Unclear,
}

/// What is wanted and what is known for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dossier {
    /// The number that calls.
    pub caller: Option<Private<Phone>>,
    /// Cards with that number.
    pub cards: Vec<Patient>,
    /// Yes, no, not yet.
    pub consent: ConsentGiven,
    /// What is wanted.
    pub goal: Option<Goal>,
    /// For whom.
    pub who: Option<Who>,

    /// For what.
    pub motif: Option<MotifId>,
    /// With whom, when one was named.
    pub practitioner: Option<PractitionerId>,
    /// The caller does not mind with whom.
    pub any_practitioner: bool,
    /// The wish.
    pub when: Option<When>,
    /// The caller says that it presses.
    pub urgent: bool,
    /// The date of an appointment already made.
    pub existing: Option<When>,

    /// As spelled.
    pub last_name: Option<Private<String>>,
    /// The recogniser doubted it: to be spelled back.
    pub last_name_doubted: bool,
    /// The caller was asked to spell it.
    pub spelling: bool,
    /// As said.
    pub first_name: Option<Private<String>>,
    /// As said.
    pub birth_date: Option<Private<Date>>,
    /// A day and a month, the year still to come.
    pub birth_piece: Option<Private<String>>,
    /// To call back.
    pub phone: Option<Private<Phone>>,
    /// The digits heard so far of a number told in pieces.
    pub dictation: Dictation,
    /// How many pieces.
    pub pieces: u8,
    /// Read back and confirmed, or the caller's own number accepted.
    pub phone_confirmed: bool,
    /// The caller wants another number than the one they call from.
    pub phone_refused: bool,
    /// Names are asked although the number is known (no card fits).
    pub by_name: bool,
    /// Birth dates that fitted no card.
    pub births_unmatched: u8,
    /// Names that fitted no card.
    pub names_unmatched: u8,
    /// The store was asked for these names, and has no card: a new patient.
    pub is_new: bool,
    /// The card.
    pub patient: Option<Patient>,

    /// What lies ahead for the card.
    pub upcoming: Option<Vec<Appointment>>,
    /// Which of them it is about.
    pub selected: Option<Appointment>,
    /// All of them are to be given back, one after the other.
    pub all_of_them: bool,
    /// The caller is a pharmacy, a laboratory, a nurse.
    pub professional: bool,
    /// Yes, give it back; yes, I come.
    pub sure: bool,
    /// What is offered.
    pub offers: Option<Vec<Slot>>,
    /// Offered before and refused, or taken by somebody else.
    pub refused: Vec<Slot>,
    /// How many offers were refused.
    pub refusals: u8,
    /// The caller said yes to two places: which one is asked shortly.
    pub both_suit: bool,
    /// The days of the wish whose offers were refused: an hour given alone afterwards is still about them.
    pub refused_days: Option<(Option<Date>, Option<Date>)>,
    /// What was chosen.
    pub chosen: Option<Slot>,
    /// Yes, on the waiting list.
    pub enlist: bool,
    /// The waiting list was refused, or cannot be got across.
    pub no_list: bool,
    /// The recap was answered yes.
    pub recap_ok: bool,

    /// What the caller said that a note should hold.
    pub passages: Vec<Private<String>>,
    /// The message was dictated.
    pub dictated: bool,
    /// Questions given up that the goal can do without.
    pub skipped: BTreeSet<Question>,
}

impl Dossier {
    /// Forgets what belonged to the last request; keeps who calls.
    pub(crate) fn next_request(&mut self) {
        let fresh = Dossier {
            caller: self.caller.take(),
            cards: std::mem::take(&mut self.cards),
            consent: std::mem::take(&mut self.consent),
            who: self.who,
            last_name: self.last_name.take(),
            first_name: self.first_name.take(),
            birth_date: self.birth_date.take(),
            phone: self.phone.take(),
            phone_confirmed: self.phone_confirmed,
            phone_refused: self.phone_refused,
            by_name: self.by_name,
            is_new: self.is_new,
            patient: self.patient.take(),
            professional: self.professional,
            ..Dossier::default()
        };
        *self = fresh;
    }

    /// Forgets who the patient is: it is for somebody else.
    pub(crate) fn other_patient(&mut self) {
        self.last_name = None;
        self.last_name_doubted = false;
        self.first_name = None;
        self.birth_date = None;
        self.unmatched_patient();
    }

    /// Names or birth date changed: the card must be looked for again.
    pub(crate) fn unmatched_patient(&mut self) {
        self.patient = None;
        self.is_new = false;
        self.upcoming = None;
        self.selected = None;
        self.sure = false;
        self.recap_ok = false;
    }

    /// The wish, the motif or the person changed: offer again.
    pub(crate) fn offer_again(&mut self) {
        self.offers = None;
        self.both_suit = false;
        self.chosen = None;
        self.recap_ok = false;
    }

    /// What the rules may know of the patient.
    pub(crate) fn candidate(&self) -> Candidate {
        match &self.patient {
            Some(patient) => Candidate::from(patient),
            None => Candidate { birth_date: self.birth_date.clone(), known: self.is_new.then_some(false) },
        }
    }

    /// The identity as it would be written on a new card.
    pub(crate) fn identity(&self) -> Option<Identity> {
        Some(Identity {
            last_name: crate::compose::written(self.last_name.as_ref()?),
            first_name: crate::compose::written(self.first_name.as_ref()?),
            birth_date: self.birth_date.clone()?,
            phone: self.phone.clone(),
        })
    }

    /// The number to call back: the confirmed one, or the card's.
    pub(crate) fn call_back(&self) -> Option<Private<Phone>> {
        let card = self.patient.as_ref().or_else(|| self.card_of_number());
        self.phone.clone().or_else(|| card.and_then(|p| p.identity.phone.clone()))
    }

    /// The card of the calling number, when there is exactly one and the call is not for somebody else.
    pub(crate) fn card_of_number(&self) -> Option<&Patient> {
        match &self.cards[..] {
            [only] if self.who != Some(Who::Other) && !self.by_name => Some(only),
            _ => None,
        }
    }

    /// The wish in the agenda's words; from today on where no day was said.
    pub(crate) fn wish(&self, now: DateTime) -> Wish {
        let when = self.when.unwrap_or_default();
        Wish {
            from: when.from.unwrap_or_else(|| now.date()).max(now.date()),
            to: when.to,
            after: when.after,
            before: when.before,
        }
    }

    /// Drops the wish whose offers were refused; its days are kept for an hour said alone ("plutôt l'après-midi").
    pub(crate) fn drop_wish(&mut self) {
        if let Some(when) = self.when.take() {
            self.refused_days = Some((when.from, when.to));
        }
    }

    /// Takes a new wish; what it does not say stays.
    pub(crate) fn wish_for(&mut self, new: When) {
        let old = self.when.unwrap_or_else(|| {
            let (from, to) = self.refused_days.unwrap_or_default();
            When { from, to, ..When::default() }
        });
        let (from, to) = if new.from.is_some() || new.to.is_some() { (new.from, new.to) } else { (old.from, old.to) };
        let (after, before) = match (new.after, new.before) {
            (None, None) => (old.after, old.before),
            (Some(after), None) => (Some(after), old.before.filter(|b| *b > after)),
            (None, Some(before)) => (old.after.filter(|a| *a < before), Some(before)),
            both => both,
        };
        self.when = Some(When { from, to, after, before });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn a_corrected_wish_keeps_what_it_does_not_say() {
        let mut d = Dossier::default();
        let (ten, noon) = (time(10, 0, 0, 0), time(12, 0, 0, 0));
        let thursday = date(2026, 11, 26);
        d.wish_for(When { from: Some(thursday), to: Some(thursday), after: None, before: Some(noon) });
        d.wish_for(When { after: Some(ten), ..When::default() });
        assert_eq!(
            d.when,
            Some(When { from: Some(thursday), to: Some(thursday), after: Some(ten), before: Some(noon) })
        );
        let friday = date(2026, 11, 27);
        d.wish_for(When { from: Some(friday), to: Some(friday), ..When::default() });
        assert_eq!(d.when.and_then(|w| w.from), Some(friday));
        assert_eq!(d.when.and_then(|w| w.after), Some(ten));
        d.wish_for(When { after: Some(time(14, 0, 0, 0)), ..When::default() });
        assert_eq!(d.when.and_then(|w| w.before), None, "a window that ends before it begins is dropped");
    }
}
