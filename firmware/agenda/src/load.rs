//! Reads a cabinet's settings, and the demo cabinet.

use crate::cabinet::Cabinet;
use crate::error::Error;

/// `data/demo.toml`, also the model that a cabinet's own file is copied from.
pub const DEMO_TOML: &str = include_str!("../data/demo.toml");

impl Cabinet {
    /// The built-in cabinet that everyone can try the same thing on.
    #[must_use]
    pub fn demo() -> Self {
        Self::from_toml(DEMO_TOML).expect("the built-in settings are read by a test of this crate")
    }

    /// Reads and checks a settings file.
    ///
    /// # Errors
    /// Names the key at fault and the remedy, in French.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let cabinet: Self = toml::from_str(text).map_err(|e| Error::Unreadable(e.to_string()))?;
        cabinet.check()?;
        Ok(cabinet)
    }
}
