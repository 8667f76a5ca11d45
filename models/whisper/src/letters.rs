//! How a French name is said, by its letters: for names that the words' file does not hold.
//!
//! Source of the rules: the correspondences of letters and sounds of standard French (N. Catach, *L'orthographe française*,
//! 1980), as in `huisclos_speech::phonetic`, but in the symbols of the phoneme head and with the ways left open that names
//! leave open ("Muller" like "manger" or like "fer", "Pons" with its s or without). All ways go into the search.

use crate::letters_rules::{MUTE, one};

/// The head's symbols but the blank, one character each; nasal vowels are A (an), O (on), I (in), U (un).
const SYMBOLS: &str = "ʁastidɛleəmpvkuAnʒyzOIobœɔwfjUøʃɡɲ";
/// A name is cut here: the work stays bounded.
const LETTERS_MAX: usize = 32;
/// Ways kept of one name: each costs places in the tree for one turn.
const WAYS_MAX: usize = 6;

/// The ways a word may be said, likeliest first, as numbers of the head's symbols; none for what holds no letter.
pub(crate) fn ways(word: &str) -> Vec<Vec<u8>> {
    let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).filter_map(plain).take(LETTERS_MAX).collect();
    let mut out: Vec<String> = Vec::new();
    for core in ends(&letters) {
        for way in said(&core) {
            if !way.is_empty() && !out.contains(&way) && out.len() < WAYS_MAX {
                out.push(way);
            }
        }
    }
    out.iter().map(|way| way.chars().filter_map(symbol).collect()).collect()
}

fn symbol(c: char) -> Option<u8> {
    SYMBOLS.chars().position(|s| s == c).and_then(|at| u8::try_from(at + 1).ok())
}

/// A letter with what its accent says of its sound: é, è (for ê and ë), ô, ï, ü and ç stay apart.
fn plain(c: char) -> Option<char> {
    Some(match c {
        'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => 'a',
        'è' | 'ê' | 'ë' => 'è',
        'î' | 'í' | 'ı' => 'i',
        'ö' | 'ó' | 'õ' | 'ø' => 'o',
        'û' | 'ù' | 'ú' => 'u',
        'ÿ' => 'y',
        'ł' => 'l',
        'ş' | 'š' => 'ç',
        'a'..='z' | 'é' | 'ô' | 'ï' | 'ü' | 'ç' | 'œ' | 'ñ' => c,
        _ => return None,
    })
}

/// The word without the letters that are written at its end and not said, then with them where names differ. A mute e leaves
/// its mark: the consonant before it is said.
fn ends(letters: &[char]) -> Vec<Vec<char>> {
    let all = letters.to_vec();
    if letters.len() < 3 {
        return vec![all];
    }
    let vowels = letters.iter().filter(|c| vowel(**c)).count();
    if let [rest @ .., 'e'] | [rest @ .., 'e', 's'] = letters
        && vowels > 1
    {
        let mute = [rest, &[MUTE]].concat();
        return if letters.ends_with(&['e', 's']) { vec![mute, all] } else { vec![mute] };
    }
    let mut end = letters.len();
    while end > 2 {
        let (last, before) = (letters[end - 1], letters[end - 2]);
        let silent = match last {
            's' | 't' | 'd' | 'x' => true,
            'h' => !matches!(before, 'c' | 's' | 't' | 'p'),
            'p' => matches!(before, 'm' | 'u' | 'o'),
            'c' | 'g' => before == 'n',
            _ => false,
        };
        // "et", "ez" are read together.
        if !silent || matches!((before, last), ('e', 't')) {
            break;
        }
        end -= 1;
        if last == 't' && letters[..end].ends_with(&['a', 'u', 'l']) {
            end -= 1; // "Renault"
        }
    }
    if end == letters.len() { vec![all] } else { vec![letters[..end].to_vec(), all] }
}

pub(crate) fn vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'é' | 'è' | 'i' | 'ï' | 'o' | 'ô' | 'u' | 'ü' | 'y' | 'œ' | MUTE)
}

/// Ways weighed while a name is read.
const WEIGHED_MAX: usize = 48;

/// The ways of a row of letters, likeliest first: those that differ least from the first choice of every place.
fn said(letters: &[char]) -> Vec<String> {
    let mut out = vec![(0, String::new())];
    let mut at = 0;
    while at < letters.len() {
        let (sounds, used) = one(letters, at);
        let grow = |(doubts, way): &(usize, String)| {
            let more = sounds.split('|').enumerate().map(|(i, sound)| (doubts + i, format!("{way}{sound}")));
            more.collect::<Vec<_>>()
        };
        out = out.iter().flat_map(grow).collect();
        out.sort_by_key(|(doubts, _)| *doubts);
        out.truncate(WEIGHED_MAX);
        at += used.max(1);
    }
    out.into_iter().take(WAYS_MAX - 2).map(|(_, way)| way).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expect: &str) {
        let text = |way: &Vec<u8>| way.iter().filter_map(|s| SYMBOLS.chars().nth(usize::from(*s) - 1)).collect();
        let read: Vec<String> = ways(word).iter().map(text).collect();
        assert!(read.iter().any(|way| way == expect), "{word}: {read:?}, not {expect}");
    }

    #[test]
    fn names_are_read_as_they_are_said() {
        for (word, expect) in [
            ("Kerguelen", "kɛʁɡəlɛn"),
            ("Garnier", "ɡaʁnje"),
            ("LEFÈVRE", "ləfɛvʁ"),
            ("Bouchard", "buʃaʁ"),
            ("Guillemot", "ɡijəmo"),
            ("Muller", "mylɛʁ"),
            ("Moreau", "mɔʁo"),
            ("Le Guen", "ləɡɛn"),
            ("Benhamou", "bɛnamu"),
            ("Delacroix", "dəlakʁwa"),
            ("Rousselet", "ʁusəlɛ"),
            ("Quéméneur", "kemenœʁ"),
            ("Etchegaray", "ɛtʃəɡaʁɛ"),
            ("Royer", "ʁwaje"),
            ("Bertin", "bɛʁtI"),
            ("Perez", "pəʁɛz"),
            ("Pons", "pO"),
            ("Pons", "pOs"),
            ("Maurice", "mɔʁis"),
            ("Simone", "simɔn"),
            ("Guignard", "ɡiɲaʁ"),
            ("Champion", "ʃApjO"),
            ("Huet", "yɛ"),
            ("Leclerc", "ləklɛʁ"),
        ] {
            check(word, expect);
        }
    }

    #[test]
    fn the_work_is_bounded() {
        assert!(ways("").is_empty() && ways("- '").is_empty() && ways("東").is_empty());
        assert!(ways(&"illeger".repeat(40)).len() <= WAYS_MAX);
        assert!(ways("m").iter().all(|way| way.iter().all(|s| (1..=34).contains(s))));
    }
}
