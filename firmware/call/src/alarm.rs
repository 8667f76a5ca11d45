//! Emergencies (`red-flags.md`): the sentence first, then the handset, then the sentence again, the release, a note.

use crate::call::Call;
use crate::compose::joined;
use crate::dossier::Goal;
use crate::hint::says;
use crate::limits::*;
use crate::outcome::Outcome;
use crate::output::Command;
use crate::question::Question;
use crate::state::{AfterNote, AlarmStep, Job, State};
use crate::store::{NoteDraft, Query};
use crate::texts::Sentence;
use huisclos_agenda::{NoteReason, Priority, Private};
use huisclos_speech::{Answer, Asking, Family, Intent, Meaning};

impl Call {
    /// A red flag was heard, in whatever state.
    pub(crate) fn alarm(&mut self, text: &Private<String>, meaning: &Meaning) {
        self.outcomes.insert(Outcome::Emergency);
        self.take_back();
        let family = meaning.emergency.as_ref().map(|flag| flag.family);
        self.hush();
        self.leads.clear();
        self.say_alarm(family);
        if let State::Alarm(step) = self.state {
            // Said again at once; the handset goes on ringing, the release is put off.
            match step {
                AlarmStep::Ringing => self.out.push_back(Command::Overhear),
                AlarmStep::Telling => self.listen_in_alarm(AlarmStep::Telling),
                AlarmStep::Again | AlarmStep::Releasing => self.listen_in_alarm(AlarmStep::Again),
            }
            return;
        }
        self.stop_handset();
        self.listen_in_alarm(AlarmStep::Telling);
        // Vital interest: kept without consent, whatever becomes of the call.
        let words = meaning.emergency.as_ref().map_or_else(|| text.clone(), |flag| flag.words.clone());
        self.note_alarm(&joined(&[text.clone(), self.texts.fill(Sentence::NoteWords, 0, &[("words", words)])]), false);
    }

    fn say_alarm(&mut self, family: Option<Family>) {
        let sentence = match family {
            Some(Family::Suicide) => Sentence::AlarmSuicide,
            Some(Family::Violence) => Sentence::AlarmViolence,
            _ => Sentence::Alarm,
        };
        let first = self.texts.fill(sentence, 0, &[]);
        self.leads.push(first);
        let rings = self.settings.handset && !matches!(self.state, State::Alarm(_));
        let ringing = if rings { self.texts.fill(Sentence::AlarmRinging, 0, &[]) } else { Private::new(String::new()) };
        self.say(ringing, false);
    }

    fn listen_in_alarm(&mut self, step: AlarmStep) {
        self.out.push_back(Command::Listen { asking: Asking::Confirm });
        self.enter(State::Alarm(step), SAYING_MS_MAX);
    }

    fn note_alarm(&mut self, text: &Private<String>, again: bool) {
        let draft = NoteDraft {
            reason: NoteReason::Emergency,
            priority: Priority::Highest,
            patient: self.dossier.patient.as_ref().map(|p| p.id),
            phone: self.dossier.phone.clone().or_else(|| self.dossier.caller.clone()),
            practitioner: None,
            text: joined(&[self.who_text(), text.clone()]),
        };
        let (reason, priority) = (draft.reason, draft.priority);
        self.alarm_draft = Some(draft.clone());
        let then = AfterNote::Nothing { again };
        self.ask_store(Job::Note { reason, priority, then }, Query::AddNote(draft));
    }

    /// The store could not keep the note of an emergency: once more.
    pub(crate) fn note_alarm_again(&mut self) {
        if let Some(draft) = self.alarm_draft.take() {
            let then = AfterNote::Nothing { again: true };
            let job = Job::Note { reason: draft.reason, priority: draft.priority, then };
            self.ask_store(job, Query::AddNote(draft));
        }
    }

    /// The sentence was said: the handset rings.
    pub(crate) fn alarm_told(&mut self) {
        if !self.settings.handset {
            return self.alarm_again();
        }
        self.out.push_back(Command::RingHandset);
        self.handset_rings = true;
        self.enter(State::Alarm(AlarmStep::Ringing), HANDSET_MS);
    }

    /// Nobody lifts: the sentence again, then the release.
    pub(crate) fn alarm_again(&mut self) {
        self.hush();
        self.stop_handset();
        let again = self.texts.fill(Sentence::AlarmAgain, 0, &[]);
        self.say(again, false);
        self.listen_in_alarm(AlarmStep::Again);
    }

    /// Something else than a red flag was heard during an alarm.
    pub(crate) fn heard_in_alarm(&mut self, text: &Private<String>, meaning: &Meaning) {
        if meaning.not_an_emergency || meaning.answer == Some(Answer::No) {
            // They go on where they were; the note stays.
            self.hush();
            self.stop_handset();
            self.lead(Sentence::AlarmDismissed, 0, &[]);
            // "Non, ce n'est pas une urgence, je veux juste un rendez-vous".
            let wish = crate::heard::goal_of(meaning)
                .or_else(|| says(text, &["un rendez-vous", "prendre rendez-vous"]).then_some(Goal::Book));
            if let Some(goal) = wish.filter(|_| self.dossier.goal.is_none()) {
                self.start(goal, meaning, text, 1.0, Question::Open);
            }
            return self.advance();
        }
        // Whoever, told to dial the 15, goes on about an appointment has no use for it: a false alarm costs a sentence.
        let goal = crate::heard::goal_of(meaning).filter(|g| !matches!(g, Goal::Note(..)));
        let goal = goal.or(meaning.motif.is_some().then_some(Goal::Book));
        if (goal.is_some() || meaning.intent == Intent::Info) && !meaning.urgent {
            self.hush();
            self.stop_handset();
            self.lead(Sentence::AlarmDismissed, 0, &[]);
            if let Some(goal) = goal.filter(|_| self.dossier.goal.is_none()) {
                self.start(goal, meaning, text, 1.0, Question::Open);
            }
            return if meaning.intent == Intent::Info { self.inform(meaning, text) } else { self.advance() };
        }
        if meaning.repeat.is_some() {
            self.hush();
            self.say_alarm(None);
        }
        self.spoken_to_in_alarm();
    }

    /// The caller goes on speaking: the ear stays open, and once the line is about to be released the sentence comes
    /// again rather than silence.
    pub(crate) fn spoken_to_in_alarm(&mut self) {
        self.out.push_back(Command::Overhear);
        if self.state != State::Alarm(AlarmStep::Releasing) {
            return;
        }
        self.alarms_again = self.alarms_again.saturating_add(1);
        if self.alarms_again > ALARMS_AGAIN_MAX { self.release() } else { self.alarm_again() }
    }
}
