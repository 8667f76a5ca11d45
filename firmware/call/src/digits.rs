//! A telephone number told in pieces: "zéro six douze", a breath, "trente-quatre cinquante-six…".

use crate::answers::Got;
use crate::call::Call;
use crate::output::Command;
use crate::question::Question;
use crate::state::{Ear, State};
use huisclos_agenda::Private;

/// Pieces of one number: ten digits one by one. Beyond, the caller is asked again like anybody who is not understood.
const PIECES_MAX: u8 = 10;

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
}
