//! What a technician's console works on: a box of its own, or the one that runs.

use super::Kept;
use crate::book::Book;
use huisclos_agenda::Cabinet;
use huisclos_console::{Ability, Network, Secret};
use huisclos_operator::Status;
use huisclos_ports::Panel;
use jiff::civil::DateTime;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// The box.
pub trait Bench: Send + Sync {
    /// How it is.
    fn status(&self) -> Status;

    /// Its store.
    ///
    /// # Errors
    /// The data are being destroyed.
    fn book(&self) -> Result<Book, String>;

    /// Its cabinet.
    fn cabinet(&self) -> Arc<Cabinet>;

    /// A whole call into it; the cabinet's agenda never sees it. `folder`: where a scratch store may be.
    ///
    /// # Errors
    /// One sentence: what failed, and what to do.
    fn test_call(&self, folder: &Path, tell: &mut dyn FnMut(String)) -> Result<Vec<String>, String>;

    /// Tones sent on a line and measured as they come back.
    ///
    /// # Errors
    /// One sentence: what failed, and what to do.
    fn loop_back(&self, line: &str, tell: &mut dyn FnMut(String)) -> Result<Vec<String>, String>;

    /// Its display.
    fn panel(&self) -> Option<&Mutex<Box<dyn Panel>>>;

    /// What it told lately, the newest first, without patient data.
    fn logs(&self) -> Vec<String> {
        Vec::new()
    }

    /// What it can do beside what every box can.
    fn able(&self) -> Vec<Ability> {
        Vec::new()
    }

    /// The code with which the first account is made.
    ///
    /// # Errors
    /// There is an account already, or no page.
    fn account_code(&self) -> Result<Secret, String> {
        Err("cette commande ne sert pas la page ; lancez « huisclos run »".into())
    }

    /// Installs what a USB key brings.
    ///
    /// # Errors
    /// It was refused, and why.
    fn update(&self, _tell: &mut dyn FnMut(String)) -> Result<Vec<String>, String> {
        Err("cette commande ne met pas la boîte à jour".into())
    }

    /// Sets the civil time, Europe/Paris.
    ///
    /// # Errors
    /// It was refused, and why.
    fn set_clock(&self, _at: DateTime) -> Result<(), String> {
        Err("cette commande ne règle pas l'heure de la machine".into())
    }

    /// Takes these addresses.
    ///
    /// # Errors
    /// They were refused, and why.
    fn set_network(&self, _network: &Network) -> Result<(), String> {
        Err("cette commande ne règle pas le réseau de la machine".into())
    }

    /// Names the cabinet, as callers hear it.
    ///
    /// # Errors
    /// Somebody changed the settings meanwhile, or the store.
    fn name_cabinet(&self, _name: &str) -> Result<(), String> {
        Err("cette commande ne change pas le nom du cabinet ; lancez « huisclos run »".into())
    }

    /// Starts again.
    ///
    /// # Errors
    /// It cannot.
    fn restart(&self) -> Result<(), String> {
        Err("cette commande ne redémarre pas la boîte".into())
    }

    /// Destroys the key, then the data and what the console keeps.
    ///
    /// # Errors
    /// The file, and what to do.
    fn destroy(&self, kept: &Kept) -> Result<(), String>;
}
