//! What a secretary whispers to the box ("propose jeudi"): understood like a caller's words, used as a wish, never as an
//! answer in the caller's place.

use crate::call::Call;
use crate::dossier::Goal;
use crate::output::{Fact, Pace};
use crate::question::Question;
use crate::state::{Ear, Job, State};
use crate::texts::Sentence;
use huisclos_agenda::{NoteReason, Priority, Private};
use huisclos_speech::{Intent, Meaning, Repeat};

/// What the box made of a whisper; the secretary is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whisper {
    /// It acts on it now.
    Used,
    /// It will, when it comes to offering.
    Kept,
    /// Too late: the caller has chosen, and the store is writing.
    Late,
    /// The box does not have the caller: it rings, somebody speaks with them, an emergency is told.
    NotNow,
    /// Another one came before it could be looked at.
    Replaced,
    /// Nothing in it that the box may say or offer. What only the caller can know (a name, a yes) is not taken either.
    Unusable,
}

impl Call {
    /// A whisper came. Into a turn of the caller it waits for its end.
    pub(crate) fn whispered(&mut self, text: Private<String>, meaning: Meaning) {
        if matches!(self.state, State::Asking(_, Ear::Turn)) && !is_alarm(&meaning) {
            if self.whisper_waits.replace((text, Box::new(meaning))).is_some() {
                self.report(Fact::Whispered(Whisper::Replaced));
            }
            return;
        }
        let made = self.whisper(&text, &meaning);
        self.report(Fact::Whispered(made));
    }

    /// The caller's turn is over: what was whispered meanwhile is looked at, unless they have just chosen.
    pub(crate) fn whisper_after_turn(&mut self) {
        if matches!(self.state, State::Asking(_, Ear::Turn)) {
            return;
        }
        let Some((text, meaning)) = self.whisper_waits.take() else { return };
        let made = if self.dossier.chosen.is_some() { Whisper::Late } else { self.whisper(&text, &meaning) };
        self.report(Fact::Whispered(made));
    }

    fn whisper(&mut self, text: &Private<String>, m: &Meaning) -> Whisper {
        let state = self.state.clone();
        let asked = match &state {
            State::Asking(q, _) => Some(*q),
            State::Working { .. } | State::Leaving => None,
            _ => return Whisper::NotNow,
        };
        if is_alarm(m) {
            self.alarm(text, m);
            return Whisper::Used;
        }
        if m.intent == Intent::Human || text.matches(|t| wants_the_call(t)) {
            self.hush();
            self.human(NoteReason::Human, Priority::Normal);
            return Whisper::Used;
        }
        if m.repeat == Some(Repeat::Slower) {
            self.pace = Pace::Slow;
            return Whisper::Kept; // from the next sentence on
        }
        if m.intent == Intent::Info && m.info_topic.is_some() {
            if asked.is_none_or(|q| q == Question::Dictation) || self.known(m).is_none() {
                return Whisper::Unusable;
            }
            self.hush();
            self.inform(m, text);
            return Whisper::Used;
        }
        if let State::Working { job, .. } = state
            && matches!(self.awaited.get(&job), Some((Job::Book | Job::Move(_) | Job::Cancel | Job::Confirm, _)))
        {
            return Whisper::Late;
        }
        if !self.take_suggestion(m) {
            return Whisper::Unusable;
        }
        self.offer_suggestion(asked, matches!(state, State::Leaving))
    }

    /// Puts a day, an hour, one of the offers, a practitioner or a motif into the dossier. False where there is none that
    /// the caller's request has a use for.
    fn take_suggestion(&mut self, m: &Meaning) -> bool {
        let when = m.when.filter(|w| !w.is_empty());
        let names = when.is_some() || m.practitioner.is_some() || m.motif.is_some() || m.urgent;
        match self.dossier.goal {
            None if names || m.intent == Intent::Book => self.dossier.goal = Some(Goal::Book),
            Some(Goal::Book | Goal::Move) => {}
            _ => return false,
        }
        let moves = self.dossier.goal == Some(Goal::Move);
        if let Some(rank) = m.choice
            && when.is_none()
        {
            let offers = self.dossier.offers.as_deref().unwrap_or_default();
            let at =
                if rank < 0 { offers.len().checked_sub(1) } else { usize::from(rank.unsigned_abs()).checked_sub(1) };
            let Some(one) = at.and_then(|at| offers.get(at)).cloned() else { return false };
            self.dossier.offer_again();
            self.dossier.offers = Some(vec![one]);
            return true;
        }
        let d = &mut self.dossier;
        let mut taken = false;
        if let Some(when) = when {
            d.wish_for(when);
            taken = true;
        }
        if let Some(practitioner) = m.practitioner.clone().filter(|_| !moves) {
            d.practitioner = Some(practitioner);
            taken = true;
        }
        if let Some(motif) = m.motif.clone().filter(|_| !moves) {
            d.motif = Some(motif);
            taken = true;
        }
        if m.urgent && !moves {
            d.urgent = true;
            taken = true;
        }
        if taken {
            d.offer_again();
        }
        taken || (m.intent == Intent::Book && !moves)
    }

    /// Acts on it where the call stands at what it changes; elsewhere it waits in the dossier.
    fn offer_suggestion(&mut self, asked: Option<Question>, leaving: bool) -> Whisper {
        let now = leaving
            || matches!(
                asked,
                Some(
                    Question::Slot
                        | Question::Date
                        | Question::Recap
                        | Question::RecapMove
                        | Question::Wrong
                        | Question::Motif
                        | Question::Practitioner
                        | Question::Open
                        | Question::More
                )
            );
        if !now {
            return Whisper::Kept;
        }
        self.hush();
        self.leads.clear();
        self.asked = None;
        self.lead(Sentence::Suggested, 0, &[]);
        self.advance();
        Whisper::Used
    }
}

fn is_alarm(m: &Meaning) -> bool {
    m.emergency.is_some() || m.intent == Intent::Emergency
}

/// "Passe-moi l'appel", "je le prends": no caller says that, so the rules of callers' words do not know it.
fn wants_the_call(text: &str) -> bool {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let has = |all: &[&str]| words.iter().any(|word| all.contains(word));
    (has(&["passe", "passez", "transfère", "transférez"]) && has(&["moi"]))
        || (has(&["je"]) && has(&["prends", "reprends"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_want_the_call_is_no_wish() {
        for (text, expect) in [
            ("passe-moi l'appel", true),
            ("passez-la-moi", true),
            ("je le prends", true),
            ("propose jeudi", false),
            ("elle prend le premier", false),
            ("dis-moi si elle vient", false),
        ] {
            assert_eq!(wants_the_call(text), expect, "{text}");
        }
    }
}
