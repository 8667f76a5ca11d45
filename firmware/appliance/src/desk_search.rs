//! Finding a card while somebody types: the store only looks whole names up, by keyed hashes, so what is searched by its
//! beginning lies in memory, for the page, and is read again when a card has changed.

use huisclos_agenda::{Identity, PatientId, Private, Purpose, fold_name};
use huisclos_store::{Error, Store};
use std::sync::{Mutex, PoisonError};

/// Fewer digits are found in every number.
const DIGITS_MIN: usize = 2;

struct Row {
    id: PatientId,
    /// Each word of the names, as names compare.
    words: Private<Vec<String>>,
    phone: Private<String>,
}

/// The cards as they are searched, and the state of the book they were read in.
#[derive(Default)]
pub struct Search(Mutex<Option<(u64, Vec<Row>)>>);

fn row(id: PatientId, identity: &Identity) -> Row {
    let (last, first) = (identity.last_name.open(Purpose::CommandLine), identity.first_name.open(Purpose::CommandLine));
    let words =
        format!("{last} {first}").split([' ', '-', '\'', '’']).map(fold_name).filter(|w| !w.is_empty()).collect();
    let phone = identity.phone.as_ref().map(|p| p.open(Purpose::CommandLine).0.clone()).unwrap_or_default();
    Row { id, words: Private::new(words), phone: Private::new(phone) }
}

impl Search {
    /// Cards each of whose searched words begins a word of the name, or whose number has the digits; by name.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn find(&self, store: &Store, typed: &Private<String>, max: usize) -> Result<Vec<PatientId>, Error> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let written = store.book_written();
        if kept.as_ref().is_none_or(|(seen, _)| *seen != written) {
            let mut cards = store.identities()?;
            let name = |i: &Identity| {
                let (last, first) = (i.last_name.open(Purpose::CommandLine), i.first_name.open(Purpose::CommandLine));
                (fold_name(last), fold_name(first))
            };
            cards.sort_by_cached_key(|(id, identity)| (name(identity), *id));
            *kept = Some((written, cards.iter().map(|(id, identity)| row(*id, identity)).collect()));
        }
        let typed = typed.open(Purpose::CommandLine);
        let wanted: Vec<String> = typed.split([' ', '-', '\'', '’']).map(fold_name).filter(|w| !w.is_empty()).collect();
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let national = digits.strip_prefix('0').unwrap_or(&digits);
        let named = |words: &Vec<String>| wanted.iter().all(|w| words.iter().any(|word| word.starts_with(w.as_str())));
        let hits = |row: &&Row| {
            let by_number = national.len() >= DIGITS_MIN && row.phone.matches(|phone| phone.contains(national));
            by_number || (!wanted.is_empty() && digits.is_empty() && row.words.matches(named))
        };
        let rows = kept.as_ref().map(|(_, rows)| rows.as_slice()).unwrap_or_default();
        Ok(rows.iter().filter(hits).take(max).map(|row| row.id).collect())
    }
}
