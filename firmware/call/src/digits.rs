//! What is told in pieces: a telephone number ("zéro six douze", a breath, "trente-quatre cinquante-six…"), a birth date
//! ("le douze mars", a breath, "soixante-quatre").

use crate::answers::Got;
use crate::call::Call;
use crate::output::Command;
use crate::question::Question;
use crate::state::{Ear, State};
use huisclos_agenda::Private;
use huisclos_speech::birth::birth_date;

/// Pieces of one number: ten digits one by one. Beyond, the caller is asked again like anybody who is not understood.
const PIECES_MAX: u8 = 10;
/// With it a day and a month are a date.
const SOME_YEAR: &str = "1950";

impl Call {
    /// Adds a piece. While digits are missing the box keeps still and listens: a word from it in the middle of a number
    /// makes the caller start again. The whole number is read back like any other.
    pub(crate) fn number_in_pieces(&mut self, q: Question, text: &Private<String>) -> Got {
        let before = self.dossier.dictation.clone();
        let mut whole = None;
        text.matches(|t| {
            whole = self.dossier.dictation.hear(t);
            whole.is_some()
        });
        if let Some(phone) = whole {
            self.dossier.dictation.clear();
            self.dossier.phone = Some(Private::new(phone));
            self.dossier.phone_confirmed = false;
            return Got::Answer;
        }
        let pieces = &mut self.dossier.pieces;
        if self.dossier.dictation == before || *pieces >= PIECES_MAX {
            return Got::Nothing;
        }
        *pieces += 1;
        self.out.push_back(Command::Listen { asking: q.asking() });
        let ms = self.silence_ms(q);
        self.enter(State::Asking(q, Ear::Open), ms);
        Got::Elsewhere
    }

    /// A day and a month without a year: the year is asked for, once, and goes with them.
    pub(crate) fn birth_in_pieces(&mut self, q: Question, text: &Private<String>) -> Got {
        let now = self.civil();
        let read = |first: &Private<String>, rest: &str| {
            let mut found = None;
            first.matches(|t| {
                found = birth_date(&format!("{t} {rest}"), now).map(|found| found.value);
                found.is_some()
            });
            found
        };
        if let Some(piece) = self.dossier.birth_piece.take() {
            let mut whole = None;
            text.matches(|t| {
                whole = read(&piece, t);
                whole.is_some()
            });
            let Some(birth) = whole else { return Got::Nothing };
            self.dossier.birth_date = Some(Private::new(birth));
            self.dossier.unmatched_patient();
            return Got::Answer;
        }
        if read(text, SOME_YEAR).is_none() {
            return Got::Nothing;
        }
        self.dossier.birth_piece = Some(text.clone());
        self.ask(q);
        Got::Elsewhere
    }
}
