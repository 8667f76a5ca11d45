//! One table of the file: keys are taken out of it one by one, and what is left over at the end is unknown.

use crate::error::Error;
use toml::{Table, Value};

/// Characters of a value that are shown back: enough to find it.
const SHOWN_MAX: usize = 40;

/// A table that is being read.
pub struct Section {
    /// How its keys are named to people: `display.`.
    path: String,
    table: Table,
    asked: Vec<&'static str>,
}

impl Section {
    /// A table of that name (empty: the file itself).
    pub fn new(path: String, table: Table) -> Self {
        Self { path, table, asked: Vec::new() }
    }

    /// A key's whole name.
    pub fn name(&self, key: &str) -> String {
        format!("{}{key}", self.path)
    }

    fn take(&mut self, key: &'static str) -> Option<Value> {
        self.asked.push(key);
        self.table.remove(key)
    }

    fn wrong(&self, key: &str, found: &Value, write: &str) -> Error {
        let found: String = found.to_string().chars().filter(|c| !c.is_control()).take(SHOWN_MAX).collect();
        Error::Wrong { key: self.name(key), found, write: write.into() }
    }

    /// A text.
    pub fn text(&mut self, key: &'static str, write: &str) -> Result<Option<String>, Error> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() && !text.chars().any(char::is_control) => Ok(Some(text)),
            Some(other) => Err(self.wrong(key, &other, write)),
        }
    }

    /// A device of this machine.
    pub fn device(&mut self, key: &'static str, prefix: &str, write: &str) -> Result<Option<String>, Error> {
        let text = self.text(key, write)?;
        let good = |text: &str| text.starts_with(prefix) && text.len() > prefix.len() && !text.contains("..");
        match text {
            Some(text) if !good(&text) => Err(self.wrong(key, &Value::String(text), write)),
            text => Ok(text),
        }
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &'static str) -> Result<Option<bool>, Error> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Boolean(flag)) => Ok(Some(flag)),
            Some(other) => Err(self.wrong(key, &other, "true ou false")),
        }
    }

    /// A whole number.
    pub fn number(&mut self, key: &'static str, from: i64, to: i64) -> Result<Option<u32>, Error> {
        let write = format!("un nombre de {from} à {to}");
        match self.take(key) {
            None => Ok(None),
            Some(Value::Integer(n)) if (from..=to).contains(&n) => {
                // The bounds of every key lie within.
                Ok(Some(u32::try_from(n).unwrap_or(0)))
            }
            Some(other) => Err(self.wrong(key, &other, &write)),
        }
    }

    /// One of some words.
    pub fn word<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)]) -> Result<Option<T>, Error> {
        let write = words.iter().map(|(word, _)| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
        match self.take(key) {
            None => Ok(None),
            Some(found) => {
                let meant = words.iter().find(|(word, _)| found.as_str() == Some(word));
                meant.map(|(_, meant)| Some(*meant)).ok_or_else(|| self.wrong(key, &found, &write))
            }
        }
    }

    /// A list of whole numbers, exactly so many.
    pub fn numbers<const N: usize>(&mut self, key: &'static str, to: i64) -> Result<Option<[u32; N]>, Error> {
        let write = format!("une liste de {N} nombres de 0 à {to}");
        let Some(found) = self.take(key) else { return Ok(None) };
        let items = found.as_array().map(Vec::as_slice).unwrap_or_default();
        let good =
            |item: &Value| item.as_integer().filter(|n| (0..=to).contains(n)).and_then(|n| u32::try_from(n).ok());
        let numbers: Vec<u32> = items.iter().filter_map(good).collect();
        if numbers.len() != items.len() {
            return Err(self.wrong(key, &found, &write));
        }
        numbers.try_into().map(Some).map_err(|_| self.wrong(key, &found, &write))
    }

    /// A list of words, each among those given.
    pub fn words(&mut self, key: &'static str, among: &[&str]) -> Result<Vec<String>, Error> {
        let write = format!("une liste de mots parmi {}", among.join(", "));
        let Some(found) = self.take(key) else { return Ok(Vec::new()) };
        let items = found.as_array().ok_or_else(|| self.wrong(key, &found, &write))?;
        let words: Vec<String> =
            items.iter().filter_map(Value::as_str).filter(|w| among.contains(w)).map(String::from).collect();
        if words.len() == items.len() { Ok(words) } else { Err(self.wrong(key, &found, &write)) }
    }

    /// A list of texts, each short and without control characters.
    pub fn texts(&mut self, key: &'static str, most: usize, write: &str) -> Result<Vec<String>, Error> {
        let Some(found) = self.take(key) else { return Ok(Vec::new()) };
        let items = found.as_array().ok_or_else(|| self.wrong(key, &found, write))?;
        let good = |text: &&str| (1..=SHOWN_MAX).contains(&text.len()) && !text.chars().any(char::is_control);
        let texts: Vec<String> = items.iter().filter_map(Value::as_str).filter(good).map(String::from).collect();
        let fits = texts.len() == items.len() && texts.len() <= most;
        if fits { Ok(texts) } else { Err(self.wrong(key, &found, write)) }
    }

    /// A table inside.
    pub fn section(&mut self, key: &'static str) -> Result<Option<Section>, Error> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Table(table)) => Ok(Some(Section::new(format!("{}{key}.", self.path), table))),
            Some(other) => Err(self.wrong(key, &other, &format!("une section [{key}]"))),
        }
    }

    /// Tables inside, `[[key]]`.
    pub fn sections(&mut self, key: &'static str) -> Result<Vec<Section>, Error> {
        let write = format!("des sections [[{key}]]");
        let Some(found) = self.take(key) else { return Ok(Vec::new()) };
        let items = found.as_array().ok_or_else(|| self.wrong(key, &found, &write))?;
        let tables = items.iter().enumerate().map(|(n, item)| {
            let table = item.as_table().ok_or_else(|| self.wrong(key, item, &write))?;
            Ok(Section::new(format!("{}{key}[{}].", self.path, n + 1), table.clone()))
        });
        tables.collect()
    }

    /// What must be there.
    pub fn must<T>(&self, key: &str, value: Option<T>, write: &str) -> Result<T, Error> {
        value.ok_or_else(|| Error::Missing { key: self.name(key), write: write.into() })
    }

    /// Nothing may be left.
    pub fn done(self) -> Result<(), Error> {
        match self.table.keys().next() {
            None => Ok(()),
            Some(key) => {
                let key: String = self.name(key).chars().filter(|c| !c.is_control()).take(2 * SHOWN_MAX).collect();
                Err(Error::Unknown { key, known: self.asked.join(", ") })
            }
        }
    }
}
