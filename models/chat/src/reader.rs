//! A chat model as the box uses it: the form of a turn, the summary of a message, the score of a call.

use crate::beside::Beside;
use crate::prompt::{ANSWERS, END, FIELDS, INTENTS, Lists, MOTIF, PRACTITIONER, WHO, question, system};
use crate::writer::Writer;
use crate::{ChatError, Decoder, Kept, Template, Vocabulary};
use huisclos_agenda::Cabinet;
use huisclos_blocks::{Gguf, Hands};
use huisclos_speech::{Asking, Form, Intent};
use std::path::Path;

/// Tokens always left for a turn: half a minute of fast speech and its form.
const TURN_MIN: usize = 400;
/// Longest run of the caller's words in a field, tokens: a telephone number said digit by digit has some forty.
const RUN_MAX: usize = 60;
/// Longest turn that is read, characters: the rules read it all.
const SAID_MAX: usize = 600;

/// A chat model with a cabinet's instructions read.
pub struct Chat {
    pub(crate) decoder: Decoder,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) template: Template,
    lists: Lists,
    /// The instructions, read; every turn begins after them and is then forgotten.
    kept: Kept,
    prefix: usize,
    /// Other instructions than the form's.
    pub(crate) beside: Beside,
}

/// True for a GGUF file of a chat model: an architecture and a vocabulary, and not our own form.
///
/// # Errors
/// The file is damaged.
pub fn is_chat(path: &Path) -> Result<bool, ChatError> {
    let file = Gguf::open(path)?;
    Ok(file.text("huisclos.form").is_none() && file.value("tokenizer.ggml.tokens").is_some())
}

impl Chat {
    /// Opens a model for so many threads, with the demo cabinet's instructions read, which also warms it up.
    ///
    /// # Errors
    /// The key or tensor that does not fit.
    pub fn open(path: &Path, threads: usize) -> Result<Self, ChatError> {
        let mut chat = Self::open_blank(path, threads)?;
        chat.set_cabinet(&Cabinet::demo())?;
        Ok(chat)
    }

    /// Opens a model with no instructions read: for whoever sets the cabinet, or reads no turns.
    ///
    /// # Errors
    /// The key or tensor that does not fit.
    pub fn open_blank(path: &Path, threads: usize) -> Result<Self, ChatError> {
        let file = Gguf::open(path)?;
        let decoder = Decoder::open(&file, Hands::new(threads))?;
        let vocabulary = Vocabulary::open(&file, decoder.config().vocabulary)?;
        let template = Template::find(&file, &vocabulary, decoder.config().architecture)?;
        let kept = decoder.begin();
        let (lists, beside) = (Lists::default(), Beside::default());
        Ok(Self { decoder, vocabulary, template, lists, kept, prefix: 0, beside })
    }

    /// The model's sizes.
    pub fn decoder(&self) -> &Decoder {
        &self.decoder
    }

    /// Its tokens.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Tokens of the instructions, which are kept.
    pub fn prefix(&self) -> usize {
        self.prefix
    }

    /// Reads the instructions with a cabinet's practitioners and motifs, once.
    ///
    /// # Errors
    /// They leave no room for a caller's words; the old ones stay.
    pub fn set_cabinet(&mut self, cabinet: &Cabinet) -> Result<(), ChatError> {
        let lists = Lists::of(cabinet);
        let tokens = self.template.opening(&self.vocabulary, &system(&lists));
        let max = self.decoder.config().context.saturating_sub(TURN_MIN);
        if tokens.len() > max {
            return Err(ChatError::TooLong { tokens: tokens.len(), max });
        }
        self.kept.truncate(0);
        self.decoder.read(&mut self.kept, &tokens);
        (self.lists, self.prefix) = (lists, tokens.len());
        Ok(())
    }

    /// The form of what a caller said when they were asked something.
    pub fn read(&mut self, said: &str, asking: Asking) -> Form {
        let said = plain(said, SAID_MAX);
        if said.is_empty() {
            return Form { intents: vec![(Intent::None, None, 1.0)], ..Form::default() };
        }
        self.kept.truncate(self.prefix);
        let turn = self.template.turn(&self.vocabulary, &format!("question : {}\ndit : {said}", question(asking)));
        let mut writer = Writer::new(&self.decoder, &self.vocabulary, &mut self.kept, turn);
        let form = fill(&mut writer, &said, asking, &self.lists);
        self.kept.truncate(self.prefix);
        form
    }
}

/// A caller's words in one line, without what could be taken for the form's own signs.
fn plain(said: &str, max: usize) -> String {
    let kept: String = said
        .chars()
        .take(max)
        .map(|c| if c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '/' | '+' | ',' | '.') { c } else { ' ' })
        .collect();
    kept.to_lowercase().replace('’', "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Fills the form: choices first, then the fields that the model wants, in their order.
fn fill(writer: &mut Writer, said: &str, asking: Asking, lists: &Lists) -> Form {
    let mut form = Form::default();
    writer.give("urgence :");
    let (_, chances) = writer.choose(" ", &["non", "oui"], "\n");
    form.emergency = chances[1];
    writer.give("demande :");
    let (_, chances) = writer.choose(" ", &INTENTS.map(|(word, ..)| word), "\n");
    // What is left beside an emergency is shared out among the others.
    form.intents = INTENTS.iter().zip(chances).map(|((_, i, t), c)| (*i, *t, c * (1.0 - form.emergency))).collect();
    form.intents.push((Intent::Emergency, None, form.emergency));
    form.intents.sort_by(|a, b| b.2.total_cmp(&a.2));
    writer.give("réponse :");
    let (best, chances) = writer.choose(" ", &ANSWERS.map(|(word, _)| word), "\n");
    form.answer = ANSWERS[best].1.map(|answer| (answer, chances[best]));
    writer.give("pour :");
    let (best, chances) = writer.choose(" ", &WHO.map(|(word, _)| word), "\n");
    form.who = WHO[best].1.map(|who| (who, chances[best]));
    if asking == Asking::Rating {
        writer.give("note :");
        let (best, _) = writer.choose(" ", &["aucune", "1", "2", "3", "4", "5"], "\n");
        form.rating = u8::try_from(best).ok().filter(|n| *n > 0);
    }
    let mut next = 0;
    while writer.room() > 2 * RUN_MAX {
        let open: Vec<usize> = (next..FIELDS.len())
            .filter(|f| match *f {
                PRACTITIONER => !lists.practitioners.is_empty(),
                MOTIF => !lists.motifs.is_empty(),
                _ => true,
            })
            .collect();
        let mut names: Vec<String> = open.iter().map(|f| format!("{} :", FIELDS[*f])).collect();
        names.push(format!("{END}\n"));
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (best, _) = writer.choose("", &names, "");
        let Some(field) = open.get(best).copied() else { break };
        match field {
            PRACTITIONER | MOTIF => {
                let list = if field == MOTIF { &lists.motifs } else { &lists.practitioners };
                let names: Vec<&str> = list.iter().map(|(n, _)| n.as_str()).collect();
                let chosen = Some(list[writer.choose(" ", &names, "\n").0].1.clone());
                if field == MOTIF { form.motif = chosen } else { form.practitioner = chosen }
            }
            _ => {
                let run = writer.copy(said, RUN_MAX);
                if !run.is_empty() {
                    form.words_mut(field).push(run);
                }
            }
        }
        next = field + 1;
    }
    form
}
