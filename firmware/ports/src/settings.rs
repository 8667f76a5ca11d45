//! What the cabinet decides, as it stands and as it stood: read at each call's beginning, changed on the page.

use crate::accounts::AccountId;
use huisclos_agenda::{Cabinet, CallId};
use huisclos_call::Texts;
use jiff::civil::DateTime;
use std::sync::Arc;

/// The word for the draft of a script, where a script's letter is asked for.
pub const DRAFT: &str = "brouillon";

/// A setting as it stands.
#[derive(Debug)]
pub struct Standing<T> {
    /// Raised by one at each change; 0 is what the box was started with (`--cabinet`, the built-in sentences).
    pub version: u32,
    /// The setting.
    pub content: Arc<T>,
}

impl<T> Clone for Standing<T> {
    fn clone(&self) -> Self {
        Self { version: self.version, content: self.content.clone() }
    }
}

/// One change of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The version it made.
    pub version: u32,
    /// When; `None` for what the box was started with.
    pub at: Option<DateTime>,
    /// By whom; `None` for what the box was started with.
    pub by: Option<AccountId>,
    /// What changed, one French sentence a thing.
    pub words: Vec<String>,
}

/// Why a setting was not changed; one French sentence. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotChanged {
    /// Another version stands than the one that was seen.
    #[error("Quelqu'un d'autre vient de changer ces réglages.")]
    Overtaken,
    /// It makes no sense.
    #[error("{0}")]
    Wrong(#[from] huisclos_agenda::Error),
    /// No such version is kept.
    #[error("Cette version n'est plus gardée.")]
    Gone,
    /// The store.
    #[error("{0}")]
    Failed(String),
}

/// A setting that is kept with its history. What it acknowledges is on disk.
pub trait Settings<T>: Send + Sync + 'static {
    /// As it stands now.
    fn now(&self) -> Standing<T>;

    /// Puts `new` in its place, over the version that was `seen`. Calls that have begun go on with the old one.
    ///
    /// # Errors
    /// `Overtaken`, `Wrong`, or the store.
    fn change(&self, by: AccountId, seen: u32, new: T) -> Result<Standing<T>, NotChanged>;

    /// Every change that is kept, the newest first.
    ///
    /// # Errors
    /// The store cannot be read.
    fn history(&self) -> Result<Vec<Changed>, NotChanged>;

    /// The setting as it stood. To undo is to `change` to it.
    ///
    /// # Errors
    /// `Gone`, or the store.
    fn at(&self, version: u32) -> Result<Arc<T>, NotChanged>;
}

/// What one call is taken by, from its first ring to its end, whatever is changed meanwhile.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Who works, for what, when.
    pub cabinet: Arc<Cabinet>,
    /// How the call is taken at its hour. `handset` is the board's business.
    pub call: huisclos_call::Settings,
    /// What is said, and under which script's name.
    pub texts: Arc<Texts>,
}

/// Where calls get their rules from. Asked at every call's beginning: what was changed on the page holds from the next ring.
pub trait Rulebook: Send + Sync + 'static {
    /// The rules of a call whose first ring is `now`. The same call gets the same script, whoever asks.
    fn rules(&self, call: CallId, now: DateTime) -> Rules;
}
