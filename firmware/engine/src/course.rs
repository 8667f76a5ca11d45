//! How a call went, gathered while it goes: what the cabinet's figures stand on. No word that was said, no name.

use huisclos_agenda::NoteReason;
use huisclos_call::Command;
use huisclos_ports::{By, Course, Step, What};
use huisclos_speech::{Asking, Intent, Meaning};

/// The course of a call so far.
#[derive(Debug)]
pub(crate) struct Gathering {
    course: Course,
    at: Step,
    /// Where the call was before the handset rang: it goes back there when nobody takes it.
    before: Step,
}

impl Default for Gathering {
    fn default() -> Self {
        Self { course: Course::default(), at: Step::Greeting, before: Step::Greeting }
    }
}

impl Gathering {
    /// The box does something.
    pub(crate) fn does(&mut self, command: &Command) {
        match command {
            Command::Listen { asking } => self.at = Step::Asked(*asking),
            Command::RingHandset => {
                self.course.rung = self.course.rung.saturating_add(1);
                (self.before, self.at) = (self.at, Step::Ringing);
            }
            Command::StopHandset if self.at == Step::Ringing => self.at = self.before,
            _ => {}
        }
    }

    /// Something happened.
    pub(crate) fn happened(&mut self, what: &What) {
        let course = &mut self.course;
        match what {
            What::Heard { text, .. } => {
                course.turns = course.turns.saturating_add(1);
                course.unclear = course.unclear.saturating_add(u16::from(text.matches(|t| t.trim().is_empty())));
            }
            What::Understood { meaning, .. } => {
                if course.wanted == Intent::None {
                    course.wanted = meaning.intent;
                }
                // A message is words for somebody else: there is nothing in it to be understood.
                let message = self.at == Step::Asked(Asking::Other);
                course.unclear = course.unclear.saturating_add(u16::from(says_nothing(meaning) && !message));
            }
            // A word beside the mark is not what they called for.
            What::Note { reason: NoteReason::Opinion, .. } => {}
            What::Note { reason, .. } => course.note = Some(*reason),
            What::Enlisted => course.note = Some(NoteReason::Appointment),
            What::Rated { mark } => course.mark = Some(*mark),
            What::HungUp { by: By::Caller } => course.left = Some(self.at),
            _ => {}
        }
    }

    /// How it went.
    pub(crate) fn done(&self) -> Course {
        self.course.clone()
    }
}

/// True when nothing but French was recognised in it.
fn says_nothing(meaning: &Meaning) -> bool {
    let french = if meaning.french == Some(true) { None } else { meaning.french };
    Meaning { french, ..meaning.clone() } == Meaning::default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use huisclos_agenda::{Priority, Private};
    use huisclos_speech::Answer;

    fn heard(text: &str) -> What {
        let text = Private::new(text.to_string());
        What::Heard { turn: 1, text, confidence: 0.9, speech_end_ms: 0, compute_ms: 0 }
    }

    fn understood(meaning: Meaning) -> What {
        What::Understood { turn: 1, meaning: Box::new(meaning), compute_ms: 0 }
    }

    fn after(commands_and_facts: &[Result<Command, What>]) -> Course {
        let mut gathering = Gathering::default();
        for one in commands_and_facts {
            match one {
                Ok(command) => gathering.does(command),
                Err(what) => gathering.happened(what),
            }
        }
        gathering.done()
    }

    #[test]
    fn where_the_caller_left_is_the_last_question() {
        let left = || Err(What::HungUp { by: By::Caller });
        let asks = |asking| Ok(Command::Listen { asking });
        let check = |course: &[Result<Command, What>], expect: Option<Step>| {
            assert_eq!(after(course).left, expect, "{course:?}");
        };
        check(&[left()], Some(Step::Greeting));
        check(&[asks(Asking::Open), asks(Asking::Consent), left()], Some(Step::Asked(Asking::Consent)));
        check(&[asks(Asking::Open), Ok(Command::RingHandset), left()], Some(Step::Ringing));
        check(
            &[asks(Asking::Open), Ok(Command::RingHandset), Ok(Command::StopHandset), left()],
            Some(Step::Asked(Asking::Open)),
        );
        check(&[asks(Asking::Open), Err(What::HungUp { by: By::Us })], None);
    }

    #[test]
    fn turns_marks_notes_and_wishes_are_counted() {
        let book = Meaning { intent: Intent::Book, french: Some(true), ..Meaning::default() };
        let course = after(&[
            Ok(Command::Listen { asking: Asking::Open }),
            Err(heard("  ")),
            Err(heard("euh, la lune")),
            Err(understood(Meaning { french: Some(true), ..Meaning::default() })),
            Err(heard("un rendez-vous")),
            Err(understood(book)),
            Err(heard("annuler")),
            Err(understood(Meaning { intent: Intent::Cancel, ..Meaning::default() })),
            Err(heard("oui")),
            Err(understood(Meaning { answer: Some(Answer::Yes), ..Meaning::default() })),
            Ok(Command::Listen { asking: Asking::Other }),
            Err(heard("dites-lui que le colis est arrivé")),
            Err(understood(Meaning::default())),
            Ok(Command::RingHandset),
            Err(What::Note { reason: NoteReason::Message, priority: Priority::Normal }),
            Err(What::Rated { mark: 4 }),
            Err(What::HungUp { by: By::Us }),
        ]);
        let expect = Course {
            wanted: Intent::Book,
            left: None,
            rung: 1,
            note: Some(NoteReason::Message),
            turns: 6,
            unclear: 2,
            mark: Some(4),
            quality: None,
        };
        assert_eq!(course, expect);
    }
}
