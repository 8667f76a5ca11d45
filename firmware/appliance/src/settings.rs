//! The cabinet's settings as the box holds them: in memory for the calls, in the store with their history.

use crate::book::Book;
use crate::cli::Common;
use crate::world;
use huisclos_agenda::{Cabinet, CallId};
use huisclos_call::Texts;
use huisclos_ports::{AccountId, Changed, NotChanged, Rulebook, Rules, Settings, Standing};
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

/// One setting.
pub struct Kept<T> {
    store: Store,
    clock: Arc<dyn Fn() -> DateTime + Send + Sync>,
    origin: String,
    now: Mutex<Standing<T>>,
}

fn failed(error: Error) -> NotChanged {
    NotChanged::Failed(error.to_string())
}

fn text<T: Serialize>(content: &T) -> Result<String, NotChanged> {
    serde_json::to_string(content).map_err(|e| NotChanged::Failed(format!("ces réglages ne s'écrivent pas : {e}")))
}

fn read<T: Content>(text: &str) -> Result<T, NotChanged> {
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

/// Every setting of the box.
pub struct BoxSettings {
    /// Who works there, for what, when.
    pub cabinet: Arc<Kept<Cabinet>>,
}

impl BoxSettings {
    /// The settings of a command's store; `cabinet` is `--cabinet`'s, or the demo cabinet.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn of(common: &Common, book: &Book, cabinet: Cabinet) -> Result<Self, crate::error::Error> {
        let clock = common.clone();
        let opened = Self::open(book.store(), cabinet, move || world::now(&clock));
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
        clock: impl Fn() -> DateTime + Send + Sync + 'static,
    ) -> Result<Self, NotChanged> {
        let clock: Arc<dyn Fn() -> DateTime + Send + Sync> = Arc::new(clock);
        Ok(Self { cabinet: Arc::new(Kept::open(store.clone(), cabinet, clock)?) })
    }
}

impl Rulebook for BoxSettings {
    fn rules(&self, _call: CallId, _now: DateTime) -> Rules {
        let cabinet = self.cabinet.now().content;
        Rules { cabinet, call: huisclos_call::Settings::default(), texts: Texts::french().clone() }
    }
}
