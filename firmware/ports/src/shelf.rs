//! The models on the box as the page asks for them: installed without a network, measured, read to, put live, put back.

use crate::studio::Reading;

/// Longest file of a model: Whisper large-v3-turbo in 32 bits has 3.2 GB.
pub const MODEL_BYTES_MAX: usize = 4 << 30;

/// Where a model stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shelved {
    /// It takes the calls.
    Live,
    /// It took them before; one act puts it back.
    Previous,
    /// It can be put live.
    Ready,
    /// It came with the box and has no rival here (language, voice).
    Only,
    /// It cannot be used, and why.
    Broken(String),
}

/// One model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnShelf {
    /// "whisper", "whisper-small-fr".
    pub name: String,
    /// What it is, one sentence.
    pub what: String,
    /// Where it comes from.
    pub source: String,
    /// Under which licence.
    pub licence: String,
    /// Digest of its weights, hexadecimal; `None` where there is no file of ours.
    pub sha256: Option<String>,
    /// Size of its files.
    pub bytes: u64,
    /// Where it stands.
    pub stands: Shelved,
    /// It was installed here, and can be removed.
    pub installed: bool,
    /// It is held ready to be read to, beside the one that takes the calls.
    pub tried: bool,
}

/// What whoever installs a model says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Where it comes from.
    pub source: String,
    /// Under which licence.
    pub licence: String,
    /// Digest of its weights, as its source gives it; empty when it gives none.
    pub sha256: String,
}

/// The models. Every error is one French sentence with its remedy; all of this may take seconds.
pub trait Shelf: Send + Sync + 'static {
    /// All, the live one first.
    ///
    /// # Errors
    /// The folder cannot be read.
    fn models(&self) -> Result<Vec<OnShelf>, String>;

    /// Takes a file of a model that is being installed, as it comes; gives its length.
    ///
    /// # Errors
    /// A name that is none of a model's files, no room, or the sender gave up.
    fn receive(
        &self,
        model: &str,
        file: &str,
        pieces: &mut dyn Iterator<Item = Result<Vec<u8>, String>>,
    ) -> Result<u64, String>;

    /// Copies a model's folder from the USB key, and installs it.
    ///
    /// # Errors
    /// No key, no such folder, or what `install` says.
    fn install_from_usb(&self, model: &str, origin: &Origin) -> Result<(), String>;

    /// Folders on the USB key that look like a model; empty without a key.
    fn on_usb(&self) -> Vec<String>;

    /// Verifies what was received: whole, of the digest that was given, and it can be opened and run.
    ///
    /// # Errors
    /// What is missing or wrong; nothing is installed then.
    fn install(&self, model: &str, origin: &Origin) -> Result<(), String>;

    /// Removes a model that was installed here and is not live.
    ///
    /// # Errors
    /// It is live, or not ours.
    fn remove(&self, model: &str) -> Result<(), String>;

    /// How fast it is here, in rows.
    ///
    /// # Errors
    /// It cannot be opened.
    fn bench(&self, model: &str) -> Result<Vec<String>, String>;

    /// Holds a model ready to be read to, or lets it go (empty name).
    ///
    /// # Errors
    /// It cannot be opened.
    fn try_out(&self, model: &str) -> Result<(), String>;

    /// What the model held ready makes of a sound; `None` when none is.
    ///
    /// # Errors
    /// The file, or the model.
    fn hear(&self, wav: &[u8]) -> Result<Option<Reading>, String>;

    /// From the next turn of a caller on, this model listens. The one before is kept as the previous.
    ///
    /// # Errors
    /// It cannot be opened; the old one goes on.
    fn put_live(&self, model: &str) -> Result<(), String>;
}
