//! What a chat model does beside the form: the summary of a message, the mark of a call. Nobody waits for it, so whoever asks may
//! call it off between two steps.

use crate::kept::Kept;
use crate::prompt::{SCORE, SUMMARY, VERBS};
use crate::reader::Chat;
use crate::writer::Writer;

/// Longest transcript that is summed up or marked, characters: its end, where things are settled, is kept.
const CALL_MAX: usize = 6_000;
/// A sentence of twenty-five words has some fifty tokens.
const SUMMARY_MAX: usize = 80;
/// Tokens read between two questions whether to go on: a small model reads them in a second on an old processor.
const STEP: usize = 24;

/// Instructions that stay read, those of the summary and those of the mark.
#[derive(Default)]
pub(crate) struct Beside([Option<Kept>; 2]);

/// Which of them.
#[derive(Clone, Copy)]
enum Task {
    Summary,
    Mark,
}

impl Chat {
    /// One French sentence for the secretary, about what was said; `None` when the model has none, and when `goes_on` says no.
    pub fn summarise(&mut self, said: &str, goes_on: &dyn Fn() -> bool) -> Option<String> {
        let said = format!("message : {}", end_of(said).split_whitespace().collect::<Vec<_>>().join(" "));
        self.beside(Task::Summary, &said, "résumé :", goes_on, |writer| {
            let (verb, _) = writer.choose(" ", &VERBS, "");
            let line = writer.line(SUMMARY_MAX, goes_on);
            // One sentence: what a talkative model adds is cut.
            let rest = line[..end_of_sentence(&line)].trim_matches(['"', '«', '»', ' ', '*']);
            if rest.len() > 1 {
                of_somebody(
                    &format!("{} {rest}", VERBS[verb]).replace(" ,", ",").replace(" à le docteur", " au docteur"),
                )
            } else {
                None
            }
        })
        .flatten()
    }

    /// How a call went, 1 to 5: the mean of what the model holds likely. `None` when `goes_on` says no.
    pub fn score(&mut self, call: &str, goes_on: &dyn Fn() -> bool) -> Option<f32> {
        const MARKS: [&str; 5] = ["1", "2", "3", "4", "5"];
        self.beside(Task::Mark, end_of(call), "note :", goes_on, |writer| {
            let (_, chances) = writer.choose(" ", &MARKS, "");
            (1u8..).zip(chances).map(|(mark, chance)| f32::from(mark) * chance).sum()
        })
    }

    /// A conversation of its own beside the form's: instructions, what was said, the beginning of the answer.
    fn beside<T>(
        &mut self,
        task: Task,
        said: &str,
        answer: &str,
        goes_on: &dyn Fn() -> bool,
        write: impl FnOnce(&mut Writer) -> T,
    ) -> Option<T> {
        let system = self.template.opening(&self.vocabulary, [SUMMARY, SCORE][task as usize]);
        let mut kept = self.beside.0[task as usize].take().unwrap_or_else(|| self.decoder.begin());
        let mut tokens = system.get(kept.len()..).unwrap_or_default().to_vec();
        let turn = self.template.turn(&self.vocabulary, said);
        // Where even that is too long for the model, its beginning gives way.
        let room = self.decoder.config().context.saturating_sub(system.len() + 2 * SUMMARY_MAX);
        if room == 0 {
            return None; // made for shorter texts than these instructions
        }
        tokens.extend(&turn[turn.len().saturating_sub(room)..]);
        let (first, last) = tokens.split_at(tokens.len().saturating_sub(1));
        let mut read = true;
        for some in first.chunks(STEP) {
            read = goes_on();
            if !read {
                break;
            }
            self.decoder.read(&mut kept, some);
        }
        let written = read.then(|| {
            let mut writer = Writer::new(&self.decoder, &self.vocabulary, &mut kept, last.to_vec());
            writer.give(answer);
            write(&mut writer)
        });
        kept.truncate(system.len());
        self.beside.0[task as usize] = Some(kept);
        written
    }
}

/// Its last characters.
fn end_of(said: &str) -> &str {
    let skip = said.chars().count().saturating_sub(CALL_MAX);
    said.char_indices().nth(skip).map_or("", |(at, _)| &said[at..])
}

/// A small model copies the caller's "mes résultats": the possessive of who speaks becomes that of who is spoken about. A sentence
/// that still speaks as the caller, or to them, is none.
fn of_somebody(sentence: &str) -> Option<String> {
    const THEIRS: [(&str, &str); 3] = [("mon", "son"), ("ma", "sa"), ("mes", "ses")];
    const NOT_TOLD: [&str; 12] =
        ["je", "j", "me", "m", "moi", "nous", "notre", "nos", "vous", "votre", "vos", "bonjour"];
    let theirs =
        |word: &str| THEIRS.iter().find(|(mine, _)| *mine == word).map_or(word.to_string(), |(_, s)| (*s).to_string());
    let told: Vec<String> = sentence.split(' ').map(theirs).collect();
    // "M. Petit" is a title, "m'appeler" is not.
    let words =
        told.iter().flat_map(|part| part.split_inclusive(['\'', '’', ','])).filter(|word| !word.starts_with("M."));
    let mut words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    (!words.any(|word| NOT_TOLD.contains(&word.as_str()))).then(|| told.join(" "))
}

/// Where the first sentence ends: at a full stop that is not that of "M." or "Dr.".
fn end_of_sentence(line: &str) -> usize {
    let ends = |at: usize| {
        let (before, after) = (&line[..at], line[at + 1..].chars().next());
        let word = before.rsplit(' ').next().unwrap_or_default();
        after.is_none_or(char::is_whitespace) && !matches!(word, "M" | "Mr" | "Mme" | "Mlle" | "Dr" | "Pr" | "St")
    };
    line.match_indices(['.', '!', '?']).find(|(at, _)| ends(*at)).map_or(line.len(), |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_about_somebody() {
        for (sentence, expect) in [
            (
                "Demande un rappel pour mes résultats et ma mère.",
                Some("Demande un rappel pour ses résultats et sa mère."),
            ),
            ("Demande que M. Petit soit reçu, maman aussi.", Some("Demande que M. Petit soit reçu, maman aussi.")),
            ("Demande que le docteur me rappelle.", None),
            ("Signale que j'ai mal, et demande un rappel.", None),
            ("Souhaite m’appeler Paul.", None),
            ("Demande, bonjour, un rappel.", None),
        ] {
            assert_eq!(of_somebody(sentence).as_deref(), expect, "{sentence}");
        }
    }

    #[test]
    fn a_sentence_ends_at_its_own_full_stop() {
        for (line, expect) in [
            ("que le Dr. Petit rappelle. Merci.", "que le Dr. Petit rappelle."),
            ("à 9.30 d'être reçu ! Il dit", "à 9.30 d'être reçu !"),
            ("sans fin", "sans fin"),
        ] {
            assert_eq!(&line[..end_of_sentence(line)], expect);
        }
    }
}
