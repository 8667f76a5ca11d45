//! The browser as a telephone: a call to the cabinet, typed or spoken, to try the box. It never comes over the real line.

use crate::switchboard::Headset;
use huisclos_agenda::CallId;

/// One typed call and one spoken call at a time.
pub trait Telephone: Send + Sync + 'static {
    /// Starts a typed call from a number (`None`: withheld), or says why not. `script`: [`crate::DRAFT`], or the letter of a
    /// script in service; without one, the call is taken like any other.
    ///
    /// # Errors
    /// One sentence that says why not.
    fn dial(&self, from: Option<String>, script: Option<String>) -> Result<(), String>;

    /// A line typed by the caller (`/key *`, `/hangup` as on the command line).
    ///
    /// # Errors
    /// One sentence, when no call is going on.
    fn type_line(&self, line: String) -> Result<(), String>;

    /// Starts a call spoken at a browser, in real time. It ends when the headset is gone, and the headset is dropped when
    /// it ends.
    ///
    /// # Errors
    /// One sentence that says why not.
    fn dial_spoken(&self, _from: Option<String>, _script: Option<String>, _headset: Headset) -> Result<CallId, String> {
        Err("Cette boîte n'a pas de ligne d'essai.".into())
    }
}
