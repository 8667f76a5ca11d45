//! What answers each question.

use crate::call::Call;
use crate::courtesy::{declines, takes_leave};
use crate::dossier::Goal;
use crate::heard::goal_of;
use crate::limits::*;
use crate::outcome::Outcome;
use crate::output::Fact;
use crate::question::Question;
use crate::state::{AfterNote, Job};
use crate::store::{NoteDraft, Query};
use crate::texts::Sentence;
use huisclos_agenda::{NoteReason, Priority, Private};
use huisclos_speech::{Answer, Intent, Meaning, Topic};

/// What an answer was good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Got {
    /// It answers the question.
    Answer,
    /// It says nothing of it.
    Nothing,
    /// It led elsewhere; there is nothing more to do.
    Elsewhere,
}

impl From<bool> for Got {
    fn from(answered: bool) -> Self {
        if answered { Self::Answer } else { Self::Nothing }
    }
}

impl Call {
    pub(crate) fn answer(&mut self, q: Question, text: &Private<String>, confidence: f32, m: &Meaning) {
        let had_goal = self.dossier.goal;
        let got = match q {
            Question::Open | Question::More => self.open_answer(q, text, confidence, m),
            Question::Slot => {
                let answered = self.slot_answer(text, m);
                if answered && self.offers_exhausted() && self.dossier.offers.is_none() && m.when.is_none() {
                    self.lead(Sentence::NoMoreSlots, 0, &[]);
                    return self.hand_over_appointment();
                }
                if !answered && self.both_suit(m) {
                    return;
                }
                answered.into()
            }
            Question::Dictation => self.dictation(text, m),
            Question::Comment => self.comment(text, m),
            Question::Phone if m.phone.is_none() && m.answer.is_none() => self.number_in_pieces(q, text),
            Question::BirthDate if m.birth_date.is_none() => self.birth_in_pieces(q, text),
            _ => Got::Nothing,
        };
        match got {
            Got::Elsewhere => return,
            Got::Answer => return self.advance(),
            Got::Nothing if matches!(q, Question::Open | Question::More) || q.takes_a_message() => return self.miss(q),
            Got::Nothing => {}
        }
        let new = self.absorb(m, Some(q), confidence);
        match self.closed_answer(q, text, confidence, m, new) {
            Got::Elsewhere => {}
            Got::Answer => self.advance(),
            Got::Nothing => {
                // Not the answer, but perhaps another wish, or another fact: then the plan asks what is still missing.
                if let Some(goal) = goal_of(m).filter(|g| Some(*g) != had_goal && may_turn_to(had_goal, *g)) {
                    self.start(goal, m, text, confidence, Question::Open);
                    return self.advance();
                }
                if new { self.advance() } else { self.miss(q) }
            }
        }
    }

    fn open_answer(&mut self, q: Question, text: &Private<String>, confidence: f32, m: &Meaning) -> Got {
        let second = std::mem::take(&mut self.second_offered);
        if self.done > 0 && takes_leave(text) {
            self.leave(None); // "d'accord merci", "parfait, à jeudi": nothing more is wanted
            return Got::Elsewhere;
        }
        if second && m.answer == Some(Answer::Yes) && !matches!(m.intent, Intent::Cancel | Intent::Move) {
            self.dossier.other_patient();
            self.dossier.who = None;
            self.dossier.by_name |= self.dossier.cards.len() <= 1;
            self.start(Goal::Book, m, text, confidence, q);
            return Got::Answer;
        }
        if self.cancelled && crate::hint::means_the_other_too(text) {
            self.start(Goal::Cancel, &Meaning::default(), text, confidence, q);
            return Got::Answer;
        }
        // Something was just done: "un autre rendez-vous, pour un vaccin" wants one more, not that one elsewhere.
        let one_more = self.done > 0 && m.intent == Intent::Move && crate::hint::wants_one_more(text);
        if let Some(goal) = goal_of(m).map(|goal| if one_more { Goal::Book } else { goal }) {
            self.start(goal, m, text, confidence, q);
            // A laboratory with a result that presses: somebody should hear it now.
            if self.dossier.professional && m.urgent && !self.rang_in_vain {
                let reason = if m.intent == Intent::Results { NoteReason::Results } else { NoteReason::Message };
                self.dossier.goal = Some(Goal::Note(reason, Priority::Today));
                self.human(reason, Priority::Today);
                return Got::Elsewhere;
            }
            return Got::Answer;
        }
        if q == Question::Open && m.answer == Some(Answer::No) && self.done > 0 {
            self.leave(None); // "très bien, que puis-je faire pour vous ?", "non, rien"
            return Got::Elsewhere;
        }
        if m.intent == Intent::OffTopic {
            self.not_ours(q);
            return Got::Elsewhere;
        }
        if q == Question::More {
            match (m.answer, self.cancelled) {
                (Some(Answer::No), _) => {
                    self.leave(None);
                    return Got::Elsewhere;
                }
                (Some(Answer::Yes), true) => {
                    self.start(Goal::Book, m, text, confidence, q);
                    return Got::Answer;
                }
                (Some(Answer::Yes), false) if m.motif.is_none() && m.when.is_none() => {
                    self.lead(Sentence::OneWish, 0, &[]);
                    self.ask(Question::Open);
                    return Got::Elsewhere;
                }
                _ => {}
            }
        }
        if let Some(rank) = m.choice.filter(|_| self.misses + 1 >= MENU_MISSES) {
            return self.menu(rank, text);
        }
        if m.motif.is_some() || m.when.is_some() || m.practitioner.is_some() {
            self.start(Goal::Book, m, text, confidence, q);
            return Got::Answer;
        }
        if m.urgent {
            self.dossier.urgent = true;
            self.opening = Some(text.clone());
            self.human(NoteReason::Clinical, Priority::Today);
            return Got::Elsewhere;
        }
        // A name or "c'est pour ma fille" says nothing of what is wanted, but is kept.
        self.absorb(m, Some(q), confidence);
        Got::Nothing
    }

    /// The menu of the last way of asking: 1 book, 2 move, 3 give back, 4 message.
    pub(crate) fn menu_goal(rank: i8) -> Option<Goal> {
        match rank {
            1 => Some(Goal::Book),
            2 => Some(Goal::Move),
            3 => Some(Goal::Cancel),
            4 => Some(Goal::Note(NoteReason::Message, Priority::Normal)),
            _ => None,
        }
    }

    fn menu(&mut self, rank: i8, text: &Private<String>) -> Got {
        let Some(goal) = Self::menu_goal(rank) else { return Got::Nothing };
        self.start(goal, &Meaning::default(), text, 1.0, Question::Open);
        Got::Answer
    }

    fn dictation(&mut self, text: &Private<String>, m: &Meaning) -> Got {
        let short = text.matches(|t| t.split_whitespace().count() <= SHORT_WORDS);
        if m.answer == Some(Answer::Yes) && short {
            if self.told_already() {
                self.ask_differently(Question::Dictation); // "voulez-vous ajouter quelque chose ?", "oui"
                return Got::Elsewhere;
            }
            return Got::Nothing; // "oui" to "que dois-je transmettre ?"
        }
        if declines(text) || m.answer == Some(Answer::No) && short {
            self.dossier.skipped.insert(Question::Dictation);
            return Got::Answer;
        }
        if self.dossier.passages.len() < PASSAGES_MAX {
            self.dossier.passages.push(text.clone());
        }
        if let Some(practitioner) = &m.practitioner {
            self.dossier.practitioner.get_or_insert(practitioner.clone()); // "dites au docteur Martin que…"
        }
        if m.urgent
            && let Some(Goal::Note(reason, _)) = self.dossier.goal
        {
            self.dossier.goal = Some(Goal::Note(reason, Priority::Today));
        }
        self.dossier.dictated = true;
        Got::Answer
    }

    pub(crate) fn rate(&mut self, rating: u8) {
        self.report(Fact::Rated(rating.clamp(1, 5)));
        // Words are kept of those who agreed to be noted; a mark alone says nothing of anybody (feature A6).
        if self.may_keep() {
            return self.ask(Question::Comment);
        }
        self.leave(Some(Sentence::ThanksRating));
    }

    /// A word that goes with the mark: for the inbox, in nobody's hurry.
    fn comment(&mut self, text: &Private<String>, m: &Meaning) -> Got {
        let short = text.matches(|t| t.split_whitespace().count() <= SHORT_WORDS);
        match m.answer {
            Some(Answer::Yes) if short => return Got::Nothing, // "oui": what is it?
            Some(Answer::No) if short => self.leave(Some(Sentence::ThanksRating)),
            _ if declines(text) || takes_leave(text) => self.leave(Some(Sentence::ThanksRating)),
            _ => {
                let (reason, priority) = (NoteReason::Opinion, Priority::Low);
                let patient = self.dossier.patient.as_ref().or_else(|| self.dossier.card_of_number()).map(|p| p.id);
                let text = text.clone();
                let draft = NoteDraft { reason, priority, patient, phone: None, practitioner: None, text };
                let then = AfterNote::Leave(Sentence::ThanksRating);
                self.work(Job::Note { reason, priority, then }, Query::AddNote(draft));
            }
        }
        Got::Elsewhere
    }

    /// A practical question, from the base the secretaries use too; then back to where they were.
    pub(crate) fn inform(&mut self, m: &Meaning, text: &Private<String>) {
        let Some(answer) = self.known(m) else {
            self.lead(Sentence::Unknown, 0, &[]);
            self.opening = Some(text.clone());
            self.dossier.next_request();
            self.dossier.dictated = true; // the question itself is the message
            self.dossier.goal = Some(Goal::Note(NoteReason::Message, Priority::Normal));
            return self.advance();
        };
        self.outcomes.insert(Outcome::Informed);
        self.leads.push(Private::new(answer));
        if self.dossier.goal.is_none() {
            self.dossier.motif = None; // it was asked about, not asked for
            self.dossier.when = None;
            // Questions are not requests: five of them end no call.
            self.done = self.done.max(1);
            self.informed = true;
            self.dossier.next_request();
        }
        self.advance();
    }

    /// What the cabinet's base says of a topic.
    pub(crate) fn known(&self, m: &Meaning) -> Option<String> {
        let base = &self.cabinet.knowledge;
        let motif = m.motif.as_ref().and_then(|id| self.cabinet.motif(id));
        match m.info_topic {
            Some(Topic::Hours) => base.hours.clone(),
            Some(Topic::Address) => base.address.clone(),
            Some(Topic::Access) => base.access.clone(),
            Some(Topic::Parking) => base.parking.clone(),
            Some(Topic::Fees) => base.fees.clone(),
            Some(Topic::Documents) => base.documents.clone(),
            Some(Topic::Instructions) => motif.and_then(|m| m.instructions.clone()).or(base.instructions.clone()),
            Some(Topic::Other) | None => None,
        }
    }
}

/// From another request in the middle of one: only where the words are plain, and never from a note.
fn may_turn_to(had: Option<Goal>, goal: Goal) -> bool {
    match (had, goal) {
        (Some(Goal::Note(..)), _) | (Some(Goal::Move | Goal::Cancel | Goal::Confirm), Goal::Book) => false,
        (Some(_), Goal::Note(reason, _)) => reason != NoteReason::Message,
        _ => true,
    }
}
