//! What answers each question.

use crate::call::Call;
use crate::dossier::Goal;
use crate::heard::goal_of;
use crate::limits::*;
use crate::outcome::Outcome;
use crate::output::Fact;
use crate::question::Question;
use crate::state::Job;
use crate::store::{Channel, Consent, Query};
use crate::texts::Sentence;
use huisclos_agenda::{NoteReason, Priority, Private};
use huisclos_speech::{Answer, Intent, Meaning, Topic, When};

/// What an answer was good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Got {
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
                let answered = self.slot_answer(Self::left_open(text), m);
                if answered && self.offers_exhausted() && self.dossier.offers.is_none() && m.when.is_none() {
                    self.lead(Sentence::NoMoreSlots, 0, &[]);
                    return self.hand_over_appointment();
                }
                answered.into()
            }
            Question::Dictation => self.dictation(text, m),
            _ => Got::Nothing,
        };
        match got {
            Got::Elsewhere => return,
            Got::Answer => return self.advance(),
            Got::Nothing if matches!(q, Question::Open | Question::More | Question::Dictation) => return self.miss(q),
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
        if let Some(goal) = goal_of(m) {
            self.start(goal, m, text, confidence, q);
            return Got::Answer;
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
                (Some(Answer::Yes), false) => {
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

    fn closed_answer(&mut self, q: Question, text: &Private<String>, confidence: f32, m: &Meaning, new: bool) -> Got {
        let yes = m.answer == Some(Answer::Yes);
        let no = m.answer == Some(Answer::No);
        if yes && confidence < DOUBT && matches!(q, Question::Recap | Question::RecapMove | Question::CancelSure) {
            return Got::Nothing; // what changes the book wants a clear yes
        }
        match q {
            Question::Consent => match m.answer {
                Some(answer) => {
                    self.consent_answered(answer, Channel::Voice);
                    Got::Elsewhere
                }
                None => Got::Nothing,
            },
            Question::Motif => {
                if let Some(motif) = m.choice.and_then(|r| nth(&self.cabinet.motifs, r)).map(|motif| motif.id.clone()) {
                    self.dossier.motif.get_or_insert(motif);
                }
                self.dossier.motif.is_some().into()
            }
            Question::Practitioner => {
                if let Some(id) = m.choice.and_then(|r| nth(&self.cabinet.practitioners, r)).map(|p| p.id.clone()) {
                    self.dossier.practitioner.get_or_insert(id);
                }
                self.dossier.any_practitioner |= Self::left_open(text);
                (self.dossier.practitioner.is_some() || self.dossier.any_practitioner).into()
            }
            Question::Date => {
                if m.urgent || (self.dossier.when.is_none() && Self::left_open(text)) {
                    let today = Some(self.civil().date());
                    self.dossier.when.get_or_insert(When { from: today, ..When::default() });
                }
                self.dossier.when.is_some().into()
            }
            Question::LastName => m.last_name.is_some().into(),
            Question::FirstName => m.first_name.is_some().into(),
            Question::BirthDate => m.birth_date.is_some().into(),
            Question::SpellBack => self.spelled_back(m, yes, no),
            Question::OfferPhone | Question::Phone | Question::ReadPhone => self.phone_answer(q, m, yes, no),
            Question::Recap | Question::RecapMove => self.recap_answer(q, yes, no, new),
            Question::Wrong => self.wrong(text, m, new),
            Question::Which => self.which(m),
            Question::CancelSure | Question::Present => self.sure(q, yes, no, m),
            Question::MoveOrCancel => self.move_or_cancel(text, m, no),
            Question::Rating => {
                if let Some(rating) = m.rating {
                    self.rate(rating);
                    return Got::Elsewhere;
                }
                if no {
                    self.leave(None);
                    return Got::Elsewhere;
                }
                Got::Nothing
            }
            Question::Open | Question::More | Question::Slot | Question::Dictation => Got::Nothing,
        }
    }

    /// The proof goes to the store before anything else is asked.
    pub(crate) fn consent_answered(&mut self, answer: Answer, channel: Channel) {
        let wording = self.texts.fill(Sentence::AskConsent, usize::from(self.misses), &[]);
        let consent = Consent {
            version: self.texts.consent_version.clone(),
            wording: said_to_everybody(&wording),
            channel,
            answer,
        };
        let patient = self.dossier.patient.as_ref().map(|p| p.id);
        self.work(Job::Consent(consent.clone()), Query::GiveConsent { patient, consent });
    }

    fn spelled_back(&mut self, m: &Meaning, yes: bool, no: bool) -> Got {
        let d = &mut self.dossier;
        if yes || m.last_name.is_some() {
            d.last_name_doubted = false;
            return Got::Answer;
        }
        if no {
            d.last_name = None;
            d.last_name_doubted = false;
            d.spelling = true;
        }
        no.into()
    }

    fn phone_answer(&mut self, q: Question, m: &Meaning, yes: bool, no: bool) -> Got {
        let d = &mut self.dossier;
        if m.phone.is_some() {
            return Got::Answer; // taken; it is read back next
        }
        match q {
            Question::OfferPhone if yes => {
                d.phone = d.caller.clone();
                d.phone_confirmed = true;
            }
            Question::OfferPhone if no => d.phone_refused = true,
            Question::ReadPhone if yes => d.phone_confirmed = true,
            Question::ReadPhone if no => {
                d.phone = None;
                d.phone_refused = true;
            }
            _ => return Got::Nothing,
        }
        Got::Answer
    }

    fn recap_answer(&mut self, q: Question, yes: bool, no: bool, new: bool) -> Got {
        if new {
            return Got::Answer; // a correction: the plan takes it from there, and recaps again
        }
        if yes {
            self.dossier.recap_ok = true;
            return Got::Answer;
        }
        if !no {
            return Got::Nothing;
        }
        if q == Question::Recap && self.dossier.patient.is_none() {
            self.ask(Question::Wrong);
            return Got::Elsewhere;
        }
        // A known patient's recap holds nothing but the moment.
        self.another_moment();
        Got::Answer
    }

    fn another_moment(&mut self) {
        let chosen: Vec<_> = self.dossier.chosen.clone().into_iter().collect();
        self.refuse(&chosen);
        self.dossier.when = None;
    }

    /// Which part of the recap is wrong, by its own name or its rank.
    fn wrong(&mut self, text: &Private<String>, m: &Meaning, new: bool) -> Got {
        if new {
            return Got::Answer;
        }
        let says = |words: &[&str]| {
            text.matches(|t| {
                let t = t.to_lowercase();
                words.iter().any(|w| t.contains(w))
            })
        };
        // "prénom" holds "nom": the longer word first.
        if m.choice == Some(3) || says(&["prénom", "prenom"]) {
            self.dossier.first_name = None;
        } else if m.choice == Some(4) || says(&["naissance", "né le", "née le"]) {
            self.dossier.birth_date = None;
        } else if m.choice == Some(2) || says(&["nom"]) {
            self.dossier.last_name = None;
            self.dossier.spelling = true;
        } else if m.choice == Some(1) || says(&["moment", "heure", "jour", "date", "rendez-vous", "horaire"]) {
            self.another_moment();
            return Got::Answer;
        } else {
            return Got::Nothing;
        }
        self.dossier.unmatched_patient();
        Got::Answer
    }

    fn which(&mut self, m: &Meaning) -> Got {
        let told = self.appointments_told();
        if let Some(rank) = m.choice {
            self.dossier.selected = nth(&told, rank).cloned();
            return self.dossier.selected.is_some().into();
        }
        let Some(when) = m.existing.or(m.when).filter(|w| !w.is_empty()) else {
            return (m.practitioner.is_some() && self.select_appointment()).into();
        };
        let hits: Vec<_> = told.iter().filter(|a| crate::offers::suits(&when, a.slot.start)).collect();
        if let [only] = hits[..] {
            self.dossier.selected = Some(only.clone());
            if self.dossier.when == Some(when) {
                self.dossier.when = None; // it named the old appointment, not the wish
            }
        }
        self.dossier.selected.is_some().into()
    }

    fn sure(&mut self, q: Question, yes: bool, no: bool, m: &Meaning) -> Got {
        if yes {
            self.dossier.sure = true;
            return Got::Answer;
        }
        if let Some(goal) = goal_of(m).filter(|g| g.is_about_existing() && Some(*g) != self.dossier.goal) {
            self.dossier.goal = Some(goal); // "non, je voudrais plutôt le déplacer": the appointment stays the same
            if let Some(when) = m.when.filter(|w| goal == Goal::Move && !w.is_empty()) {
                self.dossier.wish_for(when);
                self.dossier.existing = m.existing;
            }
            return Got::Answer;
        }
        if !no {
            return Got::Nothing;
        }
        if let Some(when) = m.existing.or(m.when).filter(|w| !w.is_empty()) {
            self.dossier.existing = Some(when);
            self.dossier.selected = None;
            return Got::Answer;
        }
        if self.dossier.upcoming.as_ref().is_some_and(|all| all.len() > 1) && self.dossier.existing.is_some() {
            self.dossier.existing = None;
            self.dossier.practitioner = None;
            self.dossier.selected = None;
            return Got::Answer;
        }
        if q == Question::Present {
            self.ask(Question::MoveOrCancel);
            return Got::Elsewhere;
        }
        self.unchanged();
        Got::Answer
    }

    fn unchanged(&mut self) {
        self.lead(Sentence::NotChanged, 0, &[]);
        self.finish();
    }

    fn move_or_cancel(&mut self, text: &Private<String>, m: &Meaning, no: bool) -> Got {
        let says = |word: &str| text.matches(|t| t.to_lowercase().contains(word));
        let goal = match (m.intent, m.choice) {
            (Intent::Move, _) | (_, Some(1)) => Goal::Move,
            (Intent::Cancel, _) | (_, Some(2)) => Goal::Cancel,
            _ if says("déplac") || says("deplac") || says("autre jour") => Goal::Move,
            _ if says("annul") => Goal::Cancel,
            _ if no || m.choice == Some(3) || says("garde") => {
                self.unchanged();
                return Got::Answer;
            }
            _ => return Got::Nothing,
        };
        self.dossier.goal = Some(goal);
        self.dossier.sure = goal == Goal::Cancel; // asked for in so many words
        Got::Answer
    }

    fn dictation(&mut self, text: &Private<String>, m: &Meaning) -> Got {
        let short = text.matches(|t| t.split_whitespace().count() <= SHORT_WORDS);
        if m.answer == Some(Answer::Yes) && short {
            return Got::Nothing; // "oui" to "que dois-je transmettre ?"
        }
        if m.answer == Some(Answer::No) && short {
            self.dossier.skipped.insert(Question::Dictation);
            return Got::Answer;
        }
        if self.dossier.passages.len() < PASSAGES_MAX {
            self.dossier.passages.push(text.clone());
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
        self.leave(Some(Sentence::ThanksRating));
    }

    /// A practical question, from the base the secretaries use too; then back to where they were.
    pub(crate) fn inform(&mut self, m: &Meaning, text: &Private<String>) {
        let base = &self.cabinet.knowledge;
        let motif = m.motif.as_ref().and_then(|id| self.cabinet.motif(id));
        let known = match m.info_topic {
            Some(Topic::Hours) => base.hours.clone(),
            Some(Topic::Address) => base.address.clone(),
            Some(Topic::Access) => base.access.clone(),
            Some(Topic::Parking) => base.parking.clone(),
            Some(Topic::Fees) => base.fees.clone(),
            Some(Topic::Documents) => base.documents.clone(),
            Some(Topic::Instructions) => motif.and_then(|m| m.instructions.clone()).or(base.instructions.clone()),
            Some(Topic::Other) | None => None,
        };
        let Some(answer) = known else {
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
            self.finish();
        }
        self.advance();
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

fn nth<T>(items: &[T], rank: i8) -> Option<&T> {
    if rank < 0 { items.last() } else { items.get(usize::from(rank.unsigned_abs()).wrapping_sub(1)) }
}

/// The consent question has no placeholder: it is the same for everybody, and the proof keeps it word for word.
fn said_to_everybody(text: &Private<String>) -> String {
    let mut words = String::new();
    text.matches(|t| {
        words.clone_from(t);
        true
    });
    words
}
