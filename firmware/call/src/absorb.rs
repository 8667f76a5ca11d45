//! Whatever a turn says goes into the dossier, asked for or not.

use crate::call::Call;
use crate::compose::both;
use crate::dossier::Goal;
use crate::hint::{is_late, is_professional, means_all, says};
use crate::limits::*;
use crate::question::Question;
use crate::texts::Sentence;
use huisclos_agenda::{NoteReason, Priority, Private};
use huisclos_speech::name::{is_first_name, normal};
use huisclos_speech::{Answer, Meaning, Who};

/// Whose appointment it is, in the caller's words.
const MINE: &[&str] =
    &["mon rendez-vous", "mes rendez-vous", "mes deux rendez-vous", "j'ai rendez-vous", "ma consultation"];

impl Call {
    /// The goal of a turn, when it has one.
    pub(crate) fn start(
        &mut self,
        goal: Goal,
        meaning: &Meaning,
        text: &Private<String>,
        confidence: f32,
        q: Question,
    ) {
        let goal = self.as_message(goal, meaning, text, q);
        self.dossier.professional |= is_professional(text);
        let goal = match goal {
            // What is said of today is read today.
            Goal::Note(NoteReason::Message, Priority::Normal) if is_late(text) => {
                Goal::Note(NoteReason::Message, Priority::Today)
            }
            // A colleague who speaks of a certificate books nothing.
            Goal::Book if self.dossier.professional && !says(text, &["rendez-vous"]) => {
                Goal::Note(NoteReason::Message, Priority::Normal)
            }
            goal => goal,
        };
        if self.dossier.goal.is_some_and(|old| old != goal) {
            self.dossier.next_request();
        }
        if goal == Goal::Book && crate::hint::wants_two(text) {
            // One for the caller and one for somebody else: whose name comes first is theirs to say.
            self.lead(Sentence::OneAtATime, 0, &[]);
            self.second_due = true;
            let first = Meaning { patient: None, ..meaning.clone() };
            self.dossier.goal = Some(goal);
            self.keep_opening(q, text);
            self.absorb(&first, Some(q), confidence);
            return;
        }
        let other = meaning.patient == Some(Who::Other) && self.dossier.who != Some(Who::Other);
        if other && (self.dossier.patient.is_some() || self.dossier.is_new || self.dossier.last_name.is_some()) {
            self.dossier.other_patient();
            self.dossier.by_name |= self.done > 0;
        }
        self.cancelled = false;
        self.informed = false;
        if goal.is_about_existing() && self.dossier.who.is_none() && says(text, MINE) {
            self.dossier.who = Some(Who::Myself);
        }
        self.dossier.all_of_them |= goal == Goal::Cancel && means_all(text);
        self.dossier.goal = Some(goal);
        self.keep_opening(q, text);
        self.absorb(meaning, Some(q), confidence);
    }

    /// Where only messages are taken, a wish for the agenda is one.
    fn as_message(&mut self, goal: Goal, meaning: &Meaning, text: &Private<String>, q: Question) -> Goal {
        if !self.settings.message_only || matches!(goal, Goal::Note(..)) {
            return goal;
        }
        if !matches!(self.dossier.goal, Some(Goal::Note(..))) {
            self.lead(Sentence::MessageOnly, 0, &[]);
        }
        if !matches!(q, Question::Open | Question::More) {
            self.dossier.passages.push(text.clone());
        }
        let pressing = meaning.urgent || self.dossier.urgent;
        Goal::Note(NoteReason::Appointment, if pressing { Priority::Today } else { Priority::Normal })
    }

    pub(crate) fn keep_opening(&mut self, q: Question, text: &Private<String>) {
        if matches!(q, Question::Open | Question::More) {
            self.opening = Some(text.clone());
        }
    }

    /// Takes whatever the turn says into the dossier. True when something new came.
    pub(crate) fn absorb(&mut self, m: &Meaning, q: Option<Question>, confidence: f32) -> bool {
        if q.is_some_and(Question::takes_a_message) {
            return false; // a message may name people and days that are not the caller's
        }
        let mut new = self.absorb_person(m, q, confidence);
        let goal = self.dossier.goal;
        let d = &mut self.dossier;
        d.urgent |= m.urgent;
        if let Some(motif) = &m.motif
            && d.motif.as_ref() != Some(motif)
            && goal.is_none_or(|g| g == Goal::Book)
        {
            d.motif = Some(motif.clone());
            d.offer_again();
            new = true;
        }
        if let Some(practitioner) = &m.practitioner
            && d.practitioner.as_ref() != Some(practitioner)
            && q != Some(Question::Slot)
        {
            d.practitioner = Some(practitioner.clone());
            d.offer_again();
            new = true;
        }
        if let Some(existing) = m.existing.filter(|w| !w.is_empty()) {
            new |= d.existing != Some(existing);
            d.existing = Some(existing);
        }
        let no_date = matches!(
            q,
            Some(Question::BirthDate | Question::Phone | Question::ReadPhone | Question::OfferPhone | Question::Slot)
        );
        if let Some(when) = m.when.filter(|w| !w.is_empty() && !no_date) {
            if matches!(goal, Some(Goal::Cancel | Goal::Confirm)) {
                if d.existing.is_none() {
                    d.existing = Some(when);
                    new = true;
                }
            } else {
                let before = d.when;
                d.wish_for(when);
                if d.when != before {
                    d.offer_again();
                    new = true;
                }
            }
        }
        new
    }

    pub(crate) fn absorb_person(&mut self, m: &Meaning, q: Option<Question>, confidence: f32) -> bool {
        let d = &mut self.dossier;
        let mut new = false;
        if let Some(who) = m.patient
            && d.who != Some(who)
        {
            // "Non, c'est pour ma femme" takes back what was said of the caller; "elle a six ans" in answer to the birth
            // date speaks of whom the names already are.
            let of_the_same = q.is_some_and(Question::is_about_the_person) && m.answer != Some(Answer::No);
            if who == Who::Other && (d.patient.is_some() || d.last_name.is_some()) && !of_the_same {
                d.other_patient();
            }
            d.who = Some(who);
            new = true;
        }
        // In the opening, the name said with "pour ma fille" is the caller's own.
        let callers_own = matches!(q, Some(Question::Open | Question::More) | None) && d.who == Some(Who::Other);
        let spoken_for = |known: &Option<Private<String>>, said: &Private<String>| {
            known.as_ref().is_some_and(|k| both(k, said, |a, b| a == b))
        };
        if let Some(name) = m.last_name.as_ref().filter(|n| !callers_own && !spoken_for(&d.last_name, n)) {
            d.last_name = Some(name.clone());
            d.last_name_doubted = confidence < DOUBT;
            d.spelling = false;
            d.unmatched_patient();
            new = true;
        }
        // "Moreau", a breath, "M O R E A U": the spelling comes when the first name has already been asked.
        let late_spelling = |said: &Private<String>| {
            q == Some(Question::FirstName)
                && d.last_name.as_ref().is_some_and(|last| both(last, said, |a, b| spells(a, b)))
        };
        if let Some(name) =
            m.first_name.as_ref().filter(|n| !callers_own && !spoken_for(&d.first_name, n) && !late_spelling(n))
        {
            d.first_name = Some(name.clone());
            d.unmatched_patient();
            new = true;
        }
        if let Some(birth) = &m.birth_date
            && !d.birth_date.as_ref().is_some_and(|b| both(b, birth, |a, b| a == b))
        {
            d.birth_date = Some(birth.clone());
            d.unmatched_patient();
            new = true;
        }
        if let Some(phone) = &m.phone
            && !d.phone.as_ref().is_some_and(|p| both(p, phone, |a, b| a == b))
        {
            d.phone = Some(phone.clone());
            d.phone_confirmed = false;
            d.skipped.remove(&Question::Phone);
            new = true;
        }
        new
    }
}

/// True when what was taken for a first name is the family name again, or most of it (its first letters said over the
/// question), and no first name of its own.
fn spells(last: &str, said: &str) -> bool {
    let (last, said) = (normal(last), normal(said));
    said.chars().count() >= 3 && last.ends_with(&said) && !is_first_name(&said)
}

#[cfg(test)]
mod tests {
    use super::spells;

    #[test]
    fn a_late_spelling_is_no_first_name() {
        for (last, said, expect) in [
            ("moreau", "oreau", true),
            ("Moreau", "moreau", true),
            ("moreau", "camille", false),
            ("paul", "paul", false),
            ("durand", "nd", false),
        ] {
            assert_eq!(spells(last, said), expect, "{last} {said}");
        }
    }
}
