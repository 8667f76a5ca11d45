//! The language models behind the engine's port: the small one that came with the box and, where there is one, a chat model.
//!
//! The small one takes ten milliseconds and was trained on nothing but these turns; a chat model knows the language. Both read a
//! turn, and their forms are joined: of probabilities the mean, of alarms the louder, of words those of the chat model where it
//! has some.

use crate::error::Error;
use crate::install_chat::cores;
use crate::wrong::French;
use huisclos_agenda::Cabinet;
use huisclos_chat::Chat;
use huisclos_language::Language;
use huisclos_ports::{ModelError, Understanding};
use huisclos_speech::{Asking, Form};
use std::path::{Path, PathBuf};

/// Both models.
pub struct Mind {
    own: Language,
    chat: Option<Chat>,
}

/// The chat model that was imported on this box, else the one beside the program.
fn installed() -> Option<PathBuf> {
    let beside_program = || {
        let program = std::env::current_exe().ok()?;
        let place = program.parent()?.parent()?.join("share/huisclos/models/chat.gguf");
        place.exists().then_some(place)
    };
    crate::parts::chosen_mind().or_else(beside_program)
}

fn failed(model: &str) -> impl FnOnce(String) -> ModelError {
    let model = model.to_string();
    move |reason| ModelError { model, reason }
}

impl Mind {
    /// The box's own model, and the chat model that was asked for, else the one imported on this box, else the one installed beside
    /// the program (`share/huisclos/models/chat.gguf`), if any. An installed one that does not open costs nobody a call.
    ///
    /// # Errors
    /// The file and the remedy.
    pub fn open(asked: Option<&Path>, cabinet: &Cabinet) -> Result<Self, Error> {
        let mut own = Language::open(&Language::locate(None).map_err(Error::model)?).map_err(Error::model)?;
        own.set_cabinet(cabinet).map_err(Error::model)?;
        let open = |path: &Path| -> Result<Chat, Error> {
            let mut chat = Chat::open_blank(path, cores()).map_err(Error::model)?;
            chat.set_cabinet(cabinet).map_err(Error::model)?;
            Ok(chat)
        };
        let chat = match (asked, installed()) {
            (Some(path), _) => Some(open(path)?),
            (None, Some(path)) => crate::parts::or_without(open(&path), "le modèle d'origine comprend seul"),
            (None, None) => None,
        };
        Ok(Self { own, chat })
    }
}

impl Understanding for Mind {
    fn read(&mut self, text: &str, asking: Asking) -> Result<Form, ModelError> {
        let own = self.own.read(text, asking).map_err(|e| failed("language")(e.french()));
        match &mut self.chat {
            None => own,
            Some(chat) => {
                let form = chat.read(text, asking);
                Ok(match own {
                    Ok(own) => joined(own, form),
                    Err(_) => form,
                })
            }
        }
    }

    fn expect(&mut self, cabinet: &Cabinet) -> Result<(), ModelError> {
        let chat = self.chat.as_mut().map_or(Ok(()), |chat| chat.set_cabinet(cabinet));
        self.own.set_cabinet(cabinet).map_err(|e| failed("language")(e.french()))?;
        chat.map_err(|e| failed("chat")(e.french()))
    }

    fn summarise(&mut self, said: &str, goes_on: &dyn Fn() -> bool) -> Result<Option<String>, ModelError> {
        Ok(self.chat.as_mut().and_then(|chat| chat.summarise(said, goes_on)))
    }

    fn score(&mut self, call: &str, goes_on: &dyn Fn() -> bool) -> Result<Option<f32>, ModelError> {
        Ok(self.chat.as_mut().and_then(|chat| chat.score(call, goes_on)))
    }
}

/// The chat model once more, for what is read at leisure: the weights are the same pages of memory, and a call that begins finds
/// the other one free.
pub struct Reader(Chat);

/// Opens it where one is installed; one that does not open is told, and nothing is read.
pub fn reader() -> Option<Box<dyn Understanding>> {
    let path = installed()?;
    let open = Chat::open_blank(&path, cores()).map_err(Error::model);
    let chat = crate::parts::or_without(open, "les notes n'ont pas de résumé")?;
    Some(Box::new(Reader(chat)))
}

impl Understanding for Reader {
    fn read(&mut self, text: &str, asking: Asking) -> Result<Form, ModelError> {
        if self.0.prefix() == 0 {
            self.expect(&Cabinet::demo())?;
        }
        Ok(self.0.read(text, asking))
    }

    fn expect(&mut self, cabinet: &Cabinet) -> Result<(), ModelError> {
        self.0.set_cabinet(cabinet).map_err(|e| failed("chat")(e.french()))
    }

    fn summarise(&mut self, said: &str, goes_on: &dyn Fn() -> bool) -> Result<Option<String>, ModelError> {
        Ok(self.0.summarise(said, goes_on))
    }

    fn score(&mut self, call: &str, goes_on: &dyn Fn() -> bool) -> Result<Option<f32>, ModelError> {
        Ok(self.0.score(call, goes_on))
    }
}

/// One form of two.
fn joined(own: Form, chat: Form) -> Form {
    let mut intents = own.intents;
    intents.iter_mut().for_each(|intent| intent.2 /= 2.0);
    for (intent, topic, chance) in chat.intents {
        match intents.iter_mut().find(|(i, t, _)| (*i, *t) == (intent, topic)) {
            Some(both) => both.2 += chance / 2.0,
            None => intents.push((intent, topic, chance / 2.0)),
        }
    }
    intents.sort_by(|a, b| b.2.total_cmp(&a.2));
    let words = |own: Vec<String>, chat: Vec<String>| if chat.is_empty() { own } else { chat };
    let mut emergency_words = chat.emergency_words;
    emergency_words.extend(own.emergency_words);
    Form {
        intents,
        answer: likelier(own.answer, chat.answer),
        who: likelier(own.who, chat.who),
        rating: chat.rating.or(own.rating),
        practitioner: chat.practitioner.or(own.practitioner),
        motif: chat.motif.or(own.motif),
        motif_words: words(own.motif_words, chat.motif_words),
        when_words: words(own.when_words, chat.when_words),
        existing_words: words(own.existing_words, chat.existing_words),
        last_name_words: words(own.last_name_words, chat.last_name_words),
        first_name_words: words(own.first_name_words, chat.first_name_words),
        birth_date_words: words(own.birth_date_words, chat.birth_date_words),
        phone_words: words(own.phone_words, chat.phone_words),
        emergency_words,
        emergency: own.emergency.max(chat.emergency),
    }
}

/// Of two choices that agree the mean, of others the likelier.
fn likelier<T: PartialEq>(own: Option<(T, f32)>, chat: Option<(T, f32)>) -> Option<(T, f32)> {
    match (own, chat) {
        (Some((own, a)), Some((chat, b))) if own == chat => Some((own, (a + b) / 2.0)),
        (Some(own), Some(chat)) => Some(if own.1 > chat.1 { own } else { chat }),
        (own, chat) => own.or(chat),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use huisclos_speech::{Answer, Intent};

    #[test]
    fn two_forms_are_joined_and_no_alarm_is_lost() {
        let own = Form {
            intents: vec![(Intent::Book, None, 0.6), (Intent::Move, None, 0.4)],
            answer: Some((Answer::Yes, 0.6)),
            when_words: vec!["jeudi".into()],
            emergency: 0.3,
            emergency_words: vec!["mal".into()],
            ..Form::default()
        };
        let chat = Form {
            intents: vec![(Intent::Move, None, 0.9), (Intent::Emergency, None, 0.1)],
            answer: Some((Answer::No, 0.9)),
            when_words: vec!["mardi".into()],
            emergency: 0.1,
            ..Form::default()
        };
        let both = joined(own.clone(), chat);
        assert_eq!((both.intents[0].0, both.intents.len()), (Intent::Move, 3));
        assert!((both.intents.iter().map(|i| i.2).sum::<f32>() - 1.0).abs() < 1e-6);
        assert_eq!(both.answer, Some((Answer::No, 0.9)));
        assert_eq!((both.when_words, both.emergency_words), (vec!["mardi".to_string()], vec!["mal".to_string()]));
        assert_eq!(both.emergency, 0.3);
        assert_eq!(joined(own.clone(), Form::default()).when_words, ["jeudi"]);
    }
}
