//! What was not said, or not understood: differently, simpler, by keys, then a way out.

use crate::call::Call;
use crate::dossier::{ConsentGiven, Goal};
use crate::limits::*;
use crate::output::Command;
use crate::question::Question;
use crate::state::State;
use crate::texts::Sentence;
use huisclos_agenda::{NoteReason, Priority};

impl Call {
    /// Speech was there and nothing could be made of it.
    pub(crate) fn unheard(&mut self) {
        match self.state.clone() {
            State::Asking(q, _) => {
                self.hush();
                self.miss(q);
            }
            State::Alarm(_) => self.spoken_to_in_alarm(),
            State::Transferring { .. } | State::Forwarding { .. } | State::Working { .. } => {
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
        if matches!(q, Question::More | Question::Rating | Question::Comment) {
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
                d.skipped.insert(q);
                self.lead(Sentence::EarliestThen, 0, &[]);
            }
            (Question::Practitioner, _) => d.any_practitioner = true,
            (Question::Motif, _) if self.cabinet.lay_motif().is_some() => {
                d.motif = self.cabinet.lay_motif().map(|m| m.id.clone());
            }
            (Question::More | Question::Rating, _) => return self.leave(None),
            (Question::Comment, _) => return self.leave(Some(Sentence::ThanksRating)),
            (Question::WaitList, _) => return self.no_waiting_list(),
            (Question::SpellBack, _) => d.last_name_doubted = false,
            (_, Some(Goal::Note(..))) => {
                d.skipped.insert(q);
            }
            _ => return self.human(NoteReason::NotUnderstood, Priority::Normal),
        }
        self.advance();
    }
}
