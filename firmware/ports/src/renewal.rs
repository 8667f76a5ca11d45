//! A new version of the box, brought by the page; the technician's other way is a USB key.

use crate::accounts::AccountId;

/// Longest file of an update: the system's half is a fifth of it.
pub const UPDATE_BYTES_MAX: usize = 1 << 30;

/// The machine's update. Every error is one French sentence with its remedy.
pub trait Renewal: Send + Sync {
    /// What the machine last said of an update; `None` before the first.
    fn said(&self) -> Option<String>;

    /// Takes a file of the manufacturer's set, as it comes; gives its length.
    ///
    /// # Errors
    /// A name that is none of a set's, no room, or the sender gave up.
    fn receive(&self, file: &str, pieces: &mut dyn Iterator<Item = Result<Vec<u8>, String>>) -> Result<u64, String>;

    /// Asks the machine to verify what came and to install it. It goes on without whoever asks: see [`Renewal::said`].
    ///
    /// # Errors
    /// Nothing came, or the machine cannot be asked.
    fn install(&self, by: AccountId) -> Result<(), String>;
}
