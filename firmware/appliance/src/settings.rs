//! The cabinet's settings as the box holds them: in memory for the calls, in the store with their history.

use crate::book::Book;
use crate::cli::Common;
use crate::recordings::Recordings;
use crate::shelf::Recognisers;
use crate::world;
use huisclos_agenda::{Cabinet, CallId};
use huisclos_call::script::Unsayable;
use huisclos_call::{Draft, Script, Scripts, Texts};
use huisclos_ports::{AccountId, Changed, NotChanged, Rulebook, Rules, Settings, Standing};
use huisclos_speech::red_flags::Signature;
use huisclos_store::{ChangedSetting, Error, Store};
use jiff::civil::DateTime;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What can be a setting.
pub trait Content: Serialize + DeserializeOwned + PartialEq + Send + Sync + 'static {
    /// Its name in the store: never changes.
    const KIND: &'static str;

    /// What makes no sense in it.
    ///
    /// # Errors
    /// The setting at fault.
    fn check(&self) -> Result<(), huisclos_agenda::Error>;

    /// What changed from an older one, one French sentence a thing.
    fn changed_from(&self, old: &Self) -> Vec<String>;
}

impl Content for Cabinet {
    const KIND: &'static str = "cabinet";

    fn check(&self) -> Result<(), huisclos_agenda::Error> {
        self.check()
    }

    fn changed_from(&self, old: &Self) -> Vec<String> {
        self.changed_from(old)
    }
}

impl Content for Scripts {
    const KIND: &'static str = "scripts";

    fn check(&self) -> Result<(), huisclos_agenda::Error> {
        self.check().map_err(unsayable)
    }

    fn changed_from(&self, old: &Self) -> Vec<String> {
        self.changed_from(old)
    }
}

impl Content for Draft {
    const KIND: &'static str = "draft";

    fn check(&self) -> Result<(), huisclos_agenda::Error> {
        huisclos_call::script::check_lines(&self.lines).map_err(unsayable)
    }

    fn changed_from(&self, old: &Self) -> Vec<String> {
        self.changed_from(old)
    }
}

impl Content for Signature {
    const KIND: &'static str = "red flags";

    fn check(&self) -> Result<(), huisclos_agenda::Error> {
        Ok(())
    }

    fn changed_from(&self, old: &Self) -> Vec<String> {
        match self {
            same if same == old => Vec::new(),
            Signature { name, .. } if name.is_empty() => vec!["Signature de la liste d'alertes retirée.".into()],
            Signature { name, version, .. } => vec![format!("Liste d'alertes {version} signée par {name}.")],
        }
    }
}

fn unsayable(e: Unsayable) -> huisclos_agenda::Error {
    huisclos_agenda::Error::Setting { key: format!("{}[{}]", e.key, e.way), fault: e.fault, remedy: String::new() }
}

/// One setting.
pub struct Kept<T> {
    store: Store,
    clock: Arc<dyn Fn() -> DateTime + Send + Sync>,
    origin: String,
    now: Mutex<Standing<T>>,
}

pub(crate) fn failed(error: Error) -> NotChanged {
    NotChanged::Failed(error.to_string())
}

fn text<T: Serialize>(content: &T) -> Result<String, NotChanged> {
    serde_json::to_string(content).map_err(|e| NotChanged::Failed(format!("ces réglages ne s'écrivent pas : {e}")))
}

pub(crate) fn read<T: Content>(text: &str) -> Result<T, NotChanged> {
    let unread = |e| NotChanged::Failed(format!("le réglage « {} » gardé par la boîte ne se lit pas : {e}", T::KIND));
    serde_json::from_str(text).map_err(unread)
}

impl<T: Content> Kept<T> {
    /// The setting as the store has it, or `origin` while nobody has changed it.
    ///
    /// # Errors
    /// The store cannot be read, or what it holds is no such setting.
    pub fn open(store: Store, origin: T, clock: Arc<dyn Fn() -> DateTime + Send + Sync>) -> Result<Self, NotChanged> {
        let written = text(&origin)?;
        let now = match store.setting(T::KIND).map_err(failed)? {
            Some(kept) => Standing { version: kept.version, content: Arc::new(read(&kept.content)?) },
            None => Standing { version: 0, content: Arc::new(origin) },
        };
        Ok(Self { store, clock, origin: written, now: Mutex::new(now) })
    }

    /// True when the box was first started with what it is started with now.
    pub fn began_as_now(&self) -> bool {
        self.store.setting_at(T::KIND, 0).is_ok_and(|kept| kept.is_none_or(|kept| kept.content == self.origin))
    }

    fn held(&self) -> MutexGuard<'_, Standing<T>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Content> Settings<T> for Kept<T> {
    fn now(&self) -> Standing<T> {
        self.held().clone()
    }

    fn change(&self, by: AccountId, seen: u32, new: T) -> Result<Standing<T>, NotChanged> {
        new.check()?;
        // Held until the store has it: nobody reads a setting that is not on disk, and of two one comes second.
        let mut now = self.held();
        if now.version != seen {
            return Err(NotChanged::Overtaken);
        }
        let words = new.changed_from(&now.content);
        if words.is_empty() {
            return Ok(now.clone());
        }
        let content = text(&new)?;
        let change = ChangedSetting {
            kind: T::KIND,
            seen,
            by,
            at: (self.clock)(),
            words: &words,
            content: &content,
            origin: &self.origin,
        };
        let version = self.store.change_setting(&change).map_err(failed)?.ok_or(NotChanged::Overtaken)?;
        *now = Standing { version, content: Arc::new(new) };
        Ok(now.clone())
    }

    fn history(&self) -> Result<Vec<Changed>, NotChanged> {
        let all = self.store.setting_history(T::KIND).map_err(failed)?;
        Ok(all.into_iter().map(|k| Changed { version: k.version, at: k.at, by: k.by, words: k.words }).collect())
    }

    fn at(&self, version: u32) -> Result<Arc<T>, NotChanged> {
        if self.held().version == version {
            return Ok(self.held().content.clone());
        }
        let kept = self.store.setting_at(T::KIND, version).map_err(failed)?.ok_or(NotChanged::Gone)?;
        read(&kept.content).map(Arc::new)
    }
}

/// A setting as a store has it: what was changed on the page, else `origin`.
///
/// # Errors
/// The store cannot be read, or what it holds is no such setting.
pub fn standing<T: Content>(store: &Store, origin: T) -> Result<T, crate::error::Error> {
    let said = |e: NotChanged| crate::error::Error::Store(e.to_string());
    match store.setting(T::KIND).map_err(|e| said(failed(e)))? {
        Some(kept) => read(&kept.content).map_err(said),
        None => Ok(origin),
    }
}

/// Every setting of the box.
pub struct BoxSettings {
    /// Who works there, for what, when.
    pub cabinet: Arc<Kept<Cabinet>>,
    /// What is said, and by which script.
    pub scripts: Arc<Kept<Scripts>>,
    /// What is tried.
    pub draft: Arc<Kept<Draft>>,
    /// Who signed the list of red flags.
    pub signature: Arc<Kept<Signature>>,
    /// The recognisers on the box.
    pub shelf: Arc<Recognisers>,
    pub(crate) store: Store,
    pub(crate) recordings: Recordings,
}

impl BoxSettings {
    /// The settings of a command's store; `cabinet` is `--cabinet`'s, or the demo cabinet.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn of(common: &Common, book: &Book, cabinet: Cabinet) -> Result<Self, crate::error::Error> {
        let data = world::data(common)?;
        let clock = common.clone();
        let shelf = Arc::new(Recognisers::beside(&data));
        let opened = Self::open(book.store(), cabinet, shelf, move || world::now(&clock));
        let opened = opened.map_err(|e| crate::error::Error::Store(e.to_string()))?;
        let stands = opened.cabinet.now();
        if common.cabinet.is_some() && stands.version > 0 && !opened.cabinet.began_as_now() {
            eprintln!(
                "huisclos : les réglages changés sur la page l'emportent sur --cabinet ; la page, Réglages, Historique, \
                 les remet comme avant."
            );
        }
        Ok(opened)
    }

    /// The settings of a store; `cabinet` is what counts while nobody has changed anything on the page.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn open(
        store: &Store,
        cabinet: Cabinet,
        shelf: Arc<Recognisers>,
        clock: impl Fn() -> DateTime + Send + Sync + 'static,
    ) -> Result<Self, NotChanged> {
        let clock: Arc<dyn Fn() -> DateTime + Send + Sync> = Arc::new(clock);
        Ok(Self {
            cabinet: Arc::new(Kept::open(store.clone(), cabinet, clock.clone())?),
            scripts: Arc::new(Kept::open(store.clone(), Scripts::default(), clock.clone())?),
            draft: Arc::new(Kept::open(store.clone(), Draft::default(), clock.clone())?),
            signature: Arc::new(Kept::open(store.clone(), Signature::default(), clock)?),
            shelf,
            store: store.clone(),
            recordings: Recordings::default(),
        })
    }
}

impl Rulebook for BoxSettings {
    fn rules(&self, call: CallId, now: DateTime) -> Rules {
        let cabinet = self.cabinet.now().content;
        let texts = self.scripts.now().content.texts_of(call);
        Rules { call: huisclos_call::Settings::of(&cabinet, now), cabinet, texts }
    }
}

/// The same cabinet, spoken by words that are not in service yet (feature W6).
pub struct Trying {
    settings: Arc<BoxSettings>,
    texts: Arc<Texts>,
}

impl Trying {
    /// By the draft, or by a script in service, by its letter.
    ///
    /// # Errors
    /// No script has that letter.
    pub fn of(settings: &Arc<BoxSettings>, which: &str) -> Result<Self, String> {
        let scripts = settings.scripts.now().content;
        let texts = if which == huisclos_ports::DRAFT {
            let lines = settings.draft.now().content.lines.clone();
            let script = Script { id: which.into(), name: "brouillon".into(), share_percent: 100, lines };
            scripts.texts(Some(&script))
        } else {
            let script = scripts.scripts.iter().find(|s| s.id == which);
            scripts.texts(Some(script.ok_or("Ce script n'est plus en service.")?))
        };
        Ok(Self { settings: settings.clone(), texts })
    }
}

impl Rulebook for Trying {
    fn rules(&self, call: CallId, now: DateTime) -> Rules {
        Rules { texts: self.texts.clone(), ..self.settings.rules(call, now) }
    }
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
