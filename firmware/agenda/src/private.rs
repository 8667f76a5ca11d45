//! Patient data in a wrapper that cannot be printed by accident.

use std::fmt;

/// Why a private value is opened. `tests/tidy.rs` lists the files that may name each of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Sealing a record, or looking one up by a keyed hash.
    Store,
    /// The secretary's page, to a signed-in person.
    Page,
    /// The voice says it to the caller.
    Voice,
    /// The recogniser expects this name.
    Recogniser,
    /// The caller ID shown on the handset.
    Handset,
    /// Standard output of a command that was asked for it.
    CommandLine,
}

/// A patient's name, number or sentence. Prints `‹private›`; never dereferences.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for a stated purpose.
    pub fn open(&self, _purpose: Purpose) -> &T {
        &self.0
    }

    /// The value itself, for a stated purpose.
    pub fn into_open(self, _purpose: Purpose) -> T {
        self.0
    }

    /// Asks a question of the value without taking it out.
    pub fn matches(&self, question: impl FnOnce(&T) -> bool) -> bool {
        question(&self.0)
    }

    /// Another private value made from this one (a normal form, a part of it).
    pub fn map<U>(&self, change: impl FnOnce(&T) -> U) -> Private<U> {
        Private(change(&self.0))
    }
}

impl<T> From<T> for Private<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹private›")
    }
}

impl<T> fmt::Display for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹private›")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_nothing_of_the_value() {
        let name = Private::new("Garnier".to_string());
        assert_eq!(format!("{name} {name:?}"), "‹private› ‹private›");
        assert!(name.matches(|n| n == "Garnier"));
        assert!(!name.matches(|n| n == "Durand"));
    }
}
