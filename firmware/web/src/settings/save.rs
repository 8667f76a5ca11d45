//! One form of the settings: shown from the setting, put back into it, refused beside the field, and of two people one is told.

use crate::session::Visit;
use crate::settings::typed::{Faults, Typed, refused};
use crate::site::Site;
use huisclos_ports::{Changed, NotChanged, Settings};
use std::sync::Arc;

/// Writes of one form: others may change other parts of the settings in between.
const WRITES_MAX: usize = 5;

/// A part of a setting that has a form of its own.
pub trait Part<T> {
    /// The fields as the setting has them.
    fn fields(&self, setting: &T) -> Typed;

    /// Puts what was typed into the setting.
    ///
    /// # Errors
    /// What cannot be read, field by field.
    fn put(&self, typed: &Typed, setting: &mut T) -> Result<(), Faults>;

    /// The field of a key that the settings' own checks name, in a form as it was typed.
    fn field(&self, key: &str, typed: &Typed) -> Option<String>;
}

/// Why a form was not taken.
#[derive(Debug)]
pub enum Refusal {
    /// The fields that are wrong.
    Faults(Faults),
    /// Somebody else changed what this form shows; what they did.
    Overtaken(Option<Changed>),
}

/// Takes a form.
///
/// # Errors
/// Nothing was changed.
pub fn save<T: Clone + 'static>(
    settings: &Arc<dyn Settings<T>>,
    visit: &Visit,
    part: &impl Part<T>,
    typed: &Typed,
) -> Result<(), Refusal> {
    for _ in 0..WRITES_MAX {
        let now = settings.now();
        if part.fields(&now.content).mark() != typed.get("vu") {
            let last = settings.history().ok().and_then(|all| all.into_iter().next());
            return Err(Refusal::Overtaken(last));
        }
        let mut new = (*now.content).clone();
        part.put(typed, &mut new).map_err(Refusal::Faults)?;
        match settings.change(visit.account, now.version, new) {
            Ok(_) => return Ok(()),
            Err(NotChanged::Overtaken) => {}
            Err(NotChanged::Wrong(error)) => {
                return Err(Refusal::Faults(refused(&error, |key| part.field(key, typed))));
            }
            Err(error) => return Err(Refusal::Faults(Faults::one("", error.to_string()))),
        }
    }
    Err(Refusal::Overtaken(None))
}

/// The sentence for whoever comes second; their words stay in the form.
pub fn overtaken(site: &Site, changed: Option<&Changed>) -> String {
    let who = changed.and_then(|c| c.by).map_or_else(|| "Quelqu'un d'autre".into(), |by| site.name_of(by));
    let what =
        changed.map(|c| c.words.join(" ")).filter(|w| !w.is_empty()).map_or_else(String::new, |w| format!(" : {w}"));
    format!(
        "{who} vient de changer cette page{what} Rien n'a été enregistré de ce que vous avez écrit, qui est encore ci-dessous. Relisez, puis enregistrez de nouveau pour le remettre."
    )
}
