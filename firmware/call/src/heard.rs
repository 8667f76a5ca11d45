//! A turn of the caller: what holds in every state first, then what it brings to the dossier, then the answer itself.

use crate::call::Call;
use crate::dossier::{ConsentGiven, Goal};
use crate::limits::*;
use crate::output::{Command, Pace};
use crate::question::Question;
use crate::state::{Ear, State};
use crate::texts::Sentence;
use huisclos_agenda::{NoteReason, Priority, Private};
use huisclos_speech::when::leaves_it_open;
use huisclos_speech::{Intent, Meaning, Repeat, Who};

impl Call {
    pub(crate) fn heard(&mut self, text: Private<String>, confidence: f32, meaning: Meaning) {
        if matches!(
            self.state,
            State::Ringing | State::HandsetFirst | State::PickingUp | State::Joined | State::Closing | State::Over
        ) {
            return; // nobody can have been heard
        }
        if meaning.emergency.is_some() || meaning.intent == Intent::Emergency {
            return self.alarm(&text, &meaning);
        }
        if matches!(self.state, State::Alarm(_)) {
            return self.heard_in_alarm(&meaning);
        }
        if text.matches(|t| t.trim().is_empty()) || confidence < NOISE {
            return self.unheard();
        }
        self.model_failures = 0;
        match self.state.clone() {
            State::Transferring { .. } => self.heard_while_ringing(&text, &meaning),
            State::Working { .. } => {
                self.absorb(&meaning, None, confidence);
                self.out.push_back(Command::Overhear);
            }
            State::Leaving => self.turn(Question::More, &text, confidence, &meaning),
            State::Asking(q, _) => self.turn(q, &text, confidence, &meaning),
            _ => {}
        }
    }

    /// What any question may be answered by, then the question's own answers.
    fn turn(&mut self, q: Question, text: &Private<String>, confidence: f32, meaning: &Meaning) {
        self.hush();
        self.silences = 0;
        if let Some(repeat) = meaning.repeat {
            return self.again(q, repeat);
        }
        if meaning.not_an_emergency && meaning.intent == Intent::None {
            return self.ask(q); // said of nothing that was asked
        }
        if meaning.french == Some(false) && meaning.intent == Intent::None {
            self.foreign = true;
            return self.human(NoteReason::Human, Priority::Normal);
        }
        if self.turns >= TURNS_MAX * 2 {
            return self.leave_for_good(); // even the note does not come to an end
        }
        if meaning.intent == Intent::Human && q != Question::Dictation {
            self.keep_opening(q, text);
            let priority = if meaning.urgent { Priority::Today } else { Priority::Normal };
            return self.human(NoteReason::Human, priority);
        }
        if q != Question::Dictation && meaning.intent == Intent::Info {
            self.absorb(meaning, Some(q), confidence);
            return self.inform(meaning, text);
        }
        self.answer(q, text, confidence, meaning);
    }

    /// "Répétez", "plus lentement": the same sentence; slow stays.
    fn again(&mut self, q: Question, repeat: Repeat) {
        if repeat == Repeat::Slower {
            self.pace = Pace::Slow;
        }
        let Some(last) = self.last_said.clone() else { return self.ask(q) };
        self.say(last, true);
        self.out.push_back(Command::Listen { asking: q.asking() });
        self.asked = Some(q);
        self.enter(State::Asking(q, Ear::Saying), SAYING_MS_MAX);
    }

    /// The handset rings and the caller says something.
    fn heard_while_ringing(&mut self, text: &Private<String>, meaning: &Meaning) {
        let goal = goal_of(meaning).filter(|g| !matches!(g, Goal::Note(..)));
        if let Some(goal) = goal {
            // They would rather go on with the box.
            self.hush();
            self.stop_handset();
            self.start(goal, meaning, text, 1.0, Question::Open);
            return self.advance();
        }
        if meaning.repeat.is_some() || meaning.intent == Intent::Human {
            let text = self.texts.fill(Sentence::StillRinging, 0, &[]);
            let ringing = self.handset_rings;
            self.say(text, true);
            if !ringing && let State::Transferring { reason, priority, .. } = self.state {
                self.enter(State::Transferring { reason, priority, ringing: false }, SAYING_MS_MAX);
            }
        }
        self.out.push_back(Command::Overhear);
    }

    /// The goal of a turn, when it has one.
    pub(crate) fn start(
        &mut self,
        goal: Goal,
        meaning: &Meaning,
        text: &Private<String>,
        confidence: f32,
        q: Question,
    ) {
        if self.dossier.goal.is_some_and(|old| old != goal) {
            self.dossier.next_request();
        }
        let other = meaning.patient == Some(Who::Other) && self.dossier.who != Some(Who::Other);
        if other && (self.dossier.patient.is_some() || self.dossier.is_new || self.dossier.last_name.is_some()) {
            self.dossier.other_patient();
            self.dossier.by_name |= self.done > 0;
        }
        self.cancelled = false;
        self.dossier.goal = Some(goal);
        self.keep_opening(q, text);
        self.absorb(meaning, Some(q), confidence);
    }

    fn keep_opening(&mut self, q: Question, text: &Private<String>) {
        if matches!(q, Question::Open | Question::More) {
            self.opening = Some(text.clone());
        }
    }

    /// Takes whatever the turn says into the dossier. True when something new came.
    pub(crate) fn absorb(&mut self, m: &Meaning, q: Option<Question>, confidence: f32) -> bool {
        if q == Some(Question::Dictation) {
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

    fn absorb_person(&mut self, m: &Meaning, q: Option<Question>, confidence: f32) -> bool {
        let d = &mut self.dossier;
        let mut new = false;
        if let Some(who) = m.patient
            && d.who != Some(who)
        {
            if who == Who::Other && (d.patient.is_some() || d.last_name.is_some()) {
                d.other_patient(); // "non, c'est pour ma femme"
            }
            d.who = Some(who);
            new = true;
        }
        // In the opening, the name said with "pour ma fille" is the caller's own.
        let callers_own = matches!(q, Some(Question::Open | Question::More) | None) && d.who == Some(Who::Other);
        let spoken_for = |known: &Option<Private<String>>, said: &Private<String>| {
            known.as_ref().is_some_and(|k| crate::compose::both(k, said, |a, b| a == b))
        };
        if let Some(name) = m.last_name.as_ref().filter(|n| !callers_own && !spoken_for(&d.last_name, n)) {
            d.last_name = Some(name.clone());
            d.last_name_doubted = confidence < DOUBT;
            d.spelling = false;
            d.unmatched_patient();
            new = true;
        }
        if let Some(name) = m.first_name.as_ref().filter(|n| !callers_own && !spoken_for(&d.first_name, n)) {
            d.first_name = Some(name.clone());
            d.unmatched_patient();
            new = true;
        }
        if let Some(birth) = &m.birth_date
            && !d.birth_date.as_ref().is_some_and(|b| crate::compose::both(b, birth, |a, b| a == b))
        {
            d.birth_date = Some(birth.clone());
            d.unmatched_patient();
            new = true;
        }
        if let Some(phone) = &m.phone
            && !d.phone.as_ref().is_some_and(|p| crate::compose::both(p, phone, |a, b| a == b))
        {
            d.phone = Some(phone.clone());
            d.phone_confirmed = false;
            d.skipped.remove(&Question::Phone);
            new = true;
        }
        new
    }

    /// Speech was there and nothing could be made of it.
    pub(crate) fn unheard(&mut self) {
        match self.state.clone() {
            State::Asking(q, _) => {
                self.hush();
                self.miss(q);
            }
            State::Transferring { .. } | State::Working { .. } | State::Alarm(_) => {
                self.out.push_back(Command::Overhear)
            }
            State::Leaving => self.release(),
            _ => {}
        }
    }

    /// The question was not answered: differently, simpler, by keys, then given up.
    pub(crate) fn miss(&mut self, q: Question) {
        if self.too_long() {
            return;
        }
        let variants = self.texts.variants(self.sentence_of(q));
        self.misses = self.misses.saturating_add(1);
        if usize::from(self.misses) >= variants {
            return self.give_up(q);
        }
        self.lead(Sentence::Sorry, usize::from(self.misses - 1), &[]);
        self.ask(q);
    }

    /// Nothing was said: asked again, softer, then goodbye with a way out.
    pub(crate) fn silent(&mut self, q: Question) {
        if self.too_long() {
            return;
        }
        if matches!(q, Question::More | Question::Rating) {
            return self.leave(None);
        }
        self.silences = self.silences.saturating_add(1);
        if self.silences > SILENCES_MAX {
            self.keep_what_was_dictated();
            return self.leave(Some(Sentence::SilentGoodbye));
        }
        self.lead(Sentence::Silence, usize::from(self.silences - 1), &[]);
        self.ask(q);
    }

    /// A question that cannot be got across: the goal does without it, or a human does.
    pub(crate) fn give_up(&mut self, q: Question) {
        let d = &mut self.dossier;
        match (q, d.goal) {
            (Question::Consent, _) => d.consent = ConsentGiven::Unclear,
            (Question::Phone | Question::OfferPhone | Question::ReadPhone, _) => {
                d.phone = None;
                d.skipped.insert(Question::Phone);
            }
            (Question::Date, _) => {
                d.skipped.insert(q); // the earliest is offered
            }
            (Question::Practitioner, _) => d.any_practitioner = true,
            (Question::Motif, _) if self.cabinet.lay_motif().is_some() => {
                d.motif = self.cabinet.lay_motif().map(|m| m.id.clone());
            }
            (Question::More | Question::Rating, _) => return self.leave(None),
            (Question::SpellBack, _) => d.last_name_doubted = false,
            (_, Some(Goal::Note(..))) => {
                d.skipped.insert(q);
            }
            _ => return self.human(NoteReason::NotUnderstood, Priority::Normal),
        }
        self.advance();
    }

    pub(crate) fn left_open(text: &Private<String>) -> bool {
        text.matches(|t| leaves_it_open(t))
    }
}

/// The goal that an intent means.
pub(crate) fn goal_of(meaning: &Meaning) -> Option<Goal> {
    let priority = if meaning.urgent { Priority::Today } else { Priority::Normal };
    match meaning.intent {
        Intent::Book => Some(Goal::Book),
        Intent::Move => Some(Goal::Move),
        Intent::Cancel => Some(Goal::Cancel),
        Intent::Confirm => Some(Goal::Confirm),
        Intent::Results => Some(Goal::Note(NoteReason::Results, priority)),
        Intent::Document => Some(Goal::Note(NoteReason::Document, priority)),
        Intent::Message if meaning.urgent => Some(Goal::Note(NoteReason::Clinical, Priority::Today)),
        Intent::Message => Some(Goal::Note(NoteReason::Message, Priority::Normal)),
        _ => None,
    }
}
