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
        let cabinet: Self = toml::from_str(text).map_err(|e| unreadable(text, &e))?;
        cabinet.check()?;
        Ok(cabinet)
    }
}

/// The place and the fault, in French: the library only speaks English.
fn unreadable(text: &str, error: &toml::de::Error) -> Error {
    let at = error.span().map_or(0, |span| span.start).min(text.len());
    let line = text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
    let message = error.message();
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let fault = match (message, &quoted[..]) {
        (m, [key, ..]) if m.starts_with("missing field") => {
            format!("la clé « {key} » manque dans cette partie. Ajoutez-la.")
        }
        (m, [key, ..]) if m.starts_with("duplicate") => format!("« {key} » y est deux fois. Gardez-en une."),
        (m, [key, known @ ..]) if m.starts_with("unknown field") => {
            format!("la clé « {key} » n'existe pas ici. Écrivez l'une de celles-ci : {}.", known.join(", "))
        }
        (m, [value, known @ ..]) if m.starts_with("unknown variant") => {
            format!("« {value} » n'est pas possible ici. Écrivez l'une de ces valeurs : {}.", known.join(", "))
        }
        (m, _) if m.starts_with("invalid value") || m.starts_with("invalid type") => {
            format!("la valeur n'est pas de la bonne sorte ({m}). Comparez avec le cabinet de démonstration.")
        }
        // Sentences of our own readers (days, hours) are French already.
        (m, _) if m.starts_with('«') => m.to_string(),
        (m, _) => format!("ce n'est pas du TOML ({m}). Vérifiez les guillemets et les crochets de cette ligne."),
    };
    Error::Unreadable(format!("ligne {line}, {fault}"))
}
