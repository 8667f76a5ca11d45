//! The paper key: the root secret as 24 French words, by BIP 39 (a public form with a checksum, so that any tool can read
//! it in twenty years). Its list is made for being written down: no two words share their first four letters, accents do
//! not count, so a word is known by its beginning however it is typed.

use crate::error::Error;
use crate::keys::{KEY_LEN, Key};
use bip39::{Language, Mnemonic};
use huisclos_agenda::fold_name;
use zeroize::Zeroizing;

/// 256 bits of key and 8 of checksum, 11 to a word.
pub(crate) const WORDS: usize = 24;
/// Letters that tell a word from every other of the list.
const TELLING: usize = 4;

/// The words of a key, numbered by lines of six, to be printed once or copied by hand.
pub(crate) fn words(key: &Key) -> Zeroizing<String> {
    let mnemonic =
        Mnemonic::from_entropy_in(Language::French, key.as_slice()).expect("32 bytes are a length that BIP 39 knows");
    // Room for 24 words of at most 10 bytes: growing would leave copies behind.
    let mut out = Zeroizing::new(String::with_capacity(512));
    for (n, word) in mnemonic.words().enumerate() {
        if n > 0 {
            out.push(if n % 6 == 0 { '\n' } else { ' ' });
        }
        out.push_str(word);
    }
    out
}

/// The key that words stand for, as somebody types them: any case, with or without accents, numbers and commas between.
///
/// # Errors
/// Which word is not of the list, how many there are, or that one of them was taken for another.
pub(crate) fn key(typed: &str) -> Result<Key, Error> {
    let list = Language::French.word_list();
    let mut indexes = Zeroizing::new(Vec::with_capacity(WORDS));
    let parts = typed.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation() || c.is_ascii_digit());
    for part in parts.map(|p| Zeroizing::new(fold_name(p))).filter(|p| !p.is_empty()) {
        let position = indexes.len() + 1;
        if position > WORDS {
            return Err(Error::PaperCount { words: position, wanted: WORDS });
        }
        let known = |word: &&str| {
            let word = fold_name(word);
            word == *part || part.len() >= TELLING && word.starts_with(part.as_str())
        };
        let Some(index) = list.iter().position(|word| known(&word)) else {
            return Err(Error::PaperWord { position });
        };
        indexes.push(index);
    }
    if indexes.len() != WORDS {
        return Err(Error::PaperCount { words: indexes.len(), wanted: WORDS });
    }
    let mut phrase = Zeroizing::new(String::with_capacity(512));
    for index in indexes.iter() {
        if !phrase.is_empty() {
            phrase.push(' ');
        }
        phrase.push_str(list[*index]);
    }
    let mnemonic = Mnemonic::parse_in_normalized(Language::French, &phrase).map_err(|_| Error::PaperSum)?;
    let entropy = Zeroizing::new(mnemonic.to_entropy());
    let mut key = Zeroizing::new([0; KEY_LEN]);
    key.copy_from_slice(entropy.get(..KEY_LEN).ok_or(Error::PaperSum)?);
    Ok(key)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::keys::random_key;

    #[test]
    fn words_typed_back_any_way_give_the_key_and_a_slip_is_told() {
        for _ in 0..50 {
            let root = random_key().unwrap();
            let said = words(&root);
            let list: Vec<&str> = said.split_whitespace().collect();
            assert_eq!(list.len(), WORDS);
            let same = |typed: &str| assert!(*key(typed).unwrap() == *root, "{typed}");
            same(&said);
            same(&said.to_uppercase());
            same(&fold_all(&list, usize::MAX));
            same(&fold_all(&list, TELLING));
            same(&list.iter().enumerate().map(|(n, w)| format!("{}. {w},\n", n + 1)).collect::<String>());
            // A word that is none, one too few, one too many.
            let mut wrong = list.clone();
            wrong[6] = "huisclos";
            assert!(matches!(key(&wrong.join(" ")), Err(Error::PaperWord { position: 7 })));
            assert!(matches!(key(&list[..23].join(" ")), Err(Error::PaperCount { words: 23, .. })));
            let more = [&list[..], &list[..1]].concat().join(" ");
            assert!(matches!(key(&more), Err(Error::PaperCount { words: 25, .. })));
        }
        let said = key("rien").unwrap_err().to_string();
        assert!(!said.contains("rien"), "an error repeats what was typed: {said}");
    }

    #[test]
    fn two_words_exchanged_are_seen_all_but_one_time_in_256() {
        let mut seen = 0;
        for _ in 0..400 {
            let root = random_key().unwrap();
            let said = words(&root);
            let mut list: Vec<&str> = said.split_whitespace().collect();
            if list[3] == list[4] {
                continue;
            }
            list.swap(3, 4);
            match key(&list.join(" ")) {
                Err(Error::PaperSum) => seen += 1,
                Ok(other) => assert!(*other != *root),
                Err(e) => panic!("{e}"),
            }
        }
        assert!(seen > 380, "{seen} of 400");
    }

    #[test]
    fn every_word_of_the_list_is_known_by_four_letters_without_accents() {
        let list = Language::French.word_list();
        let mut begun: Vec<String> = list.iter().map(|w| fold_name(w).chars().take(TELLING).collect()).collect();
        begun.sort();
        begun.dedup();
        assert_eq!(begun.len(), list.len());
    }

    fn fold_all(list: &[&str], letters: usize) -> String {
        list.iter().map(|w| fold_name(w).chars().take(letters).collect::<String>() + " ").collect()
    }
}
