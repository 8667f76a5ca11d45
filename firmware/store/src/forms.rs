//! The forms that records had. What an earlier version wrote opens for ever: `tests/golden` has a folder of each form.
//!
//! | form | since | what changed |
//! |---|---|---|
//! | 1 | 2026-11-15 | everything under the root; a consent holds its wording |
//! | 2 | 2026-11-22 | a key per subject in a keyring; a wording lies once, consents name its hash; sound and birth date indexes |

use crate::change::Tree;
use crate::error::Error;
use huisclos_agenda::CallId;
use jiff::civil::DateTime;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A consent of form 1.
#[derive(Deserialize)]
pub(crate) struct Consent1 {
    pub(crate) call: Option<CallId>,
    pub(crate) version: String,
    pub(crate) wording: String,
    pub(crate) by_key: bool,
    pub(crate) agreed: bool,
    pub(crate) at: DateTime,
}

/// Reads an open record.
pub(crate) fn read<R: DeserializeOwned>(tree: Tree, plain: &[u8]) -> Result<R, Error> {
    serde_json::from_slice(plain).map_err(|_| Error::Damaged { table: tree.name() })
}
