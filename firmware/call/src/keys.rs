//! The keypad: a way out in every state, and a way to answer when the voice does not get through.

use crate::call::Call;
use crate::limits::*;
use crate::question::{Keys, Question};
use crate::state::{AlarmStep, State};
use crate::store::Channel;
use huisclos_agenda::{NoteReason, Phone, Priority, Private};
use huisclos_speech::{Answer, Meaning};
use jiff::civil::Date;

impl Call {
    pub(crate) fn pressed(&mut self, key: char) {
        match (self.state.clone(), key) {
            (State::Asking(..) | State::Working { .. } | State::Leaving, '*') => {
                self.hush();
                self.human(NoteReason::Human, Priority::Normal);
            }
            (State::Asking(q, _), key) => {
                self.hush();
                self.silences = 0;
                self.keyed_answer(q, key);
            }
            // The handset rings already, or the line is no longer ours.
            (State::Alarm(AlarmStep::Releasing), _) => self.deadline = self.now + RELEASE_MS,
            _ => {}
        }
    }

    fn keyed_answer(&mut self, q: Question, key: char) {
        let Some(digit) = key.to_digit(10) else {
            return if self.keyed.is_empty() { self.still(q) } else { self.number_keyed(q) };
        };
        match q.keys() {
            Keys::YesNo => match digit {
                1 => self.yes_or_no(q, Answer::Yes),
                2 => self.yes_or_no(q, Answer::No),
                _ => self.miss(q),
            },
            Keys::Rank if q == Question::Slot && self.dossier.offers.as_ref().is_some_and(|o| o.len() == 1) => {
                // One place offered: 1 takes it, 2 does not.
                self.yes_or_no(q, if digit == 1 { Answer::Yes } else { Answer::No });
            }
            Keys::Rank => self.as_if_said(q, Meaning { choice: i8::try_from(digit).ok(), ..Meaning::default() }),
            Keys::Rating => self.rate(u8::try_from(digit).unwrap_or(0)),
            Keys::Menu => match Self::menu_goal(i8::try_from(digit).unwrap_or(0)) {
                Some(goal) => {
                    self.start(goal, &Meaning::default(), &Private::default(), 1.0, Question::Date);
                    self.advance();
                }
                None => self.miss(q),
            },
            Keys::Phone | Keys::BirthDate => {
                if self.keyed.len() < KEYS_MAX {
                    self.keyed.push(key);
                }
                let whole = if q == Question::Phone { 10 } else { 8 };
                if self.keyed.len() >= whole { self.number_keyed(q) } else { self.still(q) }
            }
            Keys::None => self.still(q),
        }
    }

    /// More keys may come.
    fn still(&mut self, q: Question) {
        self.enter(State::Asking(q, crate::state::Ear::Open), KEY_MS);
    }

    fn number_keyed(&mut self, q: Question) {
        let keyed = std::mem::take(&mut self.keyed);
        let said = match q.keys() {
            Keys::Phone => phone(&keyed).map(|p| Meaning { phone: Some(Private::new(p)), ..Meaning::default() }),
            Keys::BirthDate => birth_date(&keyed, self.civil().date())
                .map(|d| Meaning { birth_date: Some(Private::new(d)), ..Meaning::default() }),
            _ => None,
        };
        match said {
            Some(meaning) => self.as_if_said(q, meaning),
            None => self.miss(q),
        }
    }

    fn yes_or_no(&mut self, q: Question, answer: Answer) {
        if q == Question::Consent {
            return self.consent_answered(answer, Channel::Key);
        }
        self.as_if_said(q, Meaning { answer: Some(answer), ..Meaning::default() });
    }

    fn as_if_said(&mut self, q: Question, meaning: Meaning) {
        self.answer(q, &Private::default(), 1.0, &meaning);
    }
}

/// Ten French digits to E.164.
fn phone(keyed: &str) -> Option<Phone> {
    let national = keyed.strip_prefix('0').filter(|rest| rest.len() == 9 && !rest.starts_with('0'))?;
    Some(Phone(format!("+33{national}")))
}

/// Day, month, year in eight digits; never in the future.
fn birth_date(keyed: &str, today: Date) -> Option<Date> {
    let number = |at: std::ops::Range<usize>| keyed.get(at).and_then(|part| part.parse::<i16>().ok());
    let (day, month, year) = (number(0..2)?, number(2..4)?, number(4..8)?);
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (date <= today && keyed.len() == 8).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn keyed_numbers_are_read_or_refused() {
        assert_eq!(phone("0612345678"), Some(Phone("+33612345678".into())));
        for wrong in ["612345678", "06123456", "0012345678", ""] {
            assert_eq!(phone(wrong), None, "{wrong}");
        }
        let today = date(2026, 11, 23);
        assert_eq!(birth_date("12031964", today), Some(date(1964, 3, 12)));
        for wrong in ["31021990", "12032030", "1203196", ""] {
            assert_eq!(birth_date(wrong, today), None, "{wrong}");
        }
    }
}
