//! A turn of the caller: what holds in every state first, then what it brings to the dossier, then the answer itself.

use crate::call::Call;
use crate::dossier::Goal;
use crate::hint::{asks_if_done, asks_the_hour_again, hears_badly, says};
use crate::limits::*;
use crate::output::{Command, Pace};
use crate::question::Question;
use crate::state::{Ear, State};
use crate::store::Channel;
use crate::texts::Sentence;
use huisclos_agenda::{NoteReason, Priority, Private};
use huisclos_speech::when::leaves_it_open;
use huisclos_speech::{Answer, Intent, Meaning, Repeat};

impl Call {
    pub(crate) fn heard(&mut self, text: Private<String>, confidence: f32, meaning: Meaning) {
        if matches!(
            self.state,
            State::Ringing
                | State::HandsetFirst
                | State::BurstDue
                | State::PickingUp
                | State::Joined(_)
                | State::Closing
                | State::Over
        ) {
            return; // nobody can have been heard
        }
        if meaning.emergency.is_some() || meaning.intent == Intent::Emergency {
            return self.alarm(&text, &meaning);
        }
        if matches!(self.state, State::Alarm(_)) {
            return self.heard_in_alarm(&text, &meaning);
        }
        if text.matches(|t| t.trim().is_empty()) || confidence < NOISE {
            return self.unheard();
        }
        self.model_failures = 0;
        match self.state.clone() {
            State::Transferring { .. } | State::Forwarding { dialled: false, .. } => {
                self.heard_while_ringing(&text, &meaning);
            }
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
        let meaning = &self.plausible(q, text, meaning);
        if let Some(repeat) = meaning.repeat {
            return self.again(q, if hears_badly(text) { Repeat::Slower } else { repeat });
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
        if let Some(aside) = crate::aside::aside(q, text, meaning)
            && self.answer_aside(q, aside)
        {
            return;
        }
        if q == Question::More && self.asks_about_what_is_done(text, meaning) {
            return self.say_done_again(q);
        }
        // "Non, je préfère parler à quelqu'un" refuses: it is not asked a second time.
        if q == Question::Consent && meaning.intent == Intent::Human && meaning.answer == Some(Answer::No) {
            return self.consent_answered(Answer::No, Channel::Voice);
        }
        if meaning.intent == Intent::Human && !q.takes_a_message() {
            self.keep_opening(q, text);
            let priority = if meaning.urgent { Priority::Today } else { Priority::Normal };
            return self.human(NoteReason::Human, priority);
        }
        if q.tells_an_hour() && meaning.intent == Intent::Info && asks_the_hour_again(text) {
            return self.ask(q);
        }
        if !q.takes_a_message() && meaning.intent == Intent::Info {
            self.absorb(meaning, Some(q), confidence);
            return self.inform(meaning, text);
        }
        self.answer(q, text, confidence, meaning);
    }

    /// "C'est noté ?", "c'est à quelle heure, déjà ?" right after it was done.
    fn asks_about_what_is_done(&self, text: &Private<String>, m: &Meaning) -> bool {
        if self.done_said.is_none() || m.when.is_some() || m.existing.is_some() || m.motif.is_some() {
            return false;
        }
        let elsewhere = says(text, &["prochain", "autre", "merci", "au revoir"]);
        let the_hour = matches!(m.intent, Intent::Confirm | Intent::Info | Intent::None) && asks_the_hour_again(text);
        !elsewhere && (the_hour || m.intent == Intent::None && asks_if_done(text))
    }

    fn say_done_again(&mut self, q: Question) {
        self.leads.extend(self.done_said.clone());
        self.ask(q);
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
        let asks = meaning.repeat.is_some() || meaning.intent == Intent::Human;
        if let State::Forwarding { reason, priority, .. } = self.state
            && asks
        {
            return self.say_forward(reason, priority);
        }
        if asks {
            let text = self.texts.fill(Sentence::StillRinging, 0, &[]);
            let ringing = self.handset_rings;
            self.say(text, true);
            if !ringing && let State::Transferring { reason, priority, .. } = self.state {
                self.enter(State::Transferring { reason, priority, ringing: false }, SAYING_MS_MAX);
            }
        }
        self.out.push_back(Command::Overhear);
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
