//! Known words that a recogniser wrote in two or three: "jan vier", "qua torze", "sa me dit matin", "la près midi".

use super::sounded::sounded;
use super::{Glue, Word, fold};
use crate::{number, slips};

/// Letters of the shortest word put together by its spelling or its sound: "midi" and shorter are in the table.
const LETTERS_MIN: usize = 5;

/// Two or three words that are one, and the one; `…` behind the last asks that a time of the day, a number or the end
/// follow, because the words mean something by themselves ("ça me dit bien").
const CUT: &[(&str, &str)] = &[
    ("apres de main", "apresdemain"),
    ("apres de mains", "apresdemain"),
    ("apres deux main", "apresdemain"),
    ("apres deux mains", "apresdemain"),
    ("apres de min", "apresdemain"),
    ("apre de main", "apresdemain"),
    ("pre de main …", "apresdemain"),
    ("apres mi di", "apresmidi"),
    ("apres mi dit", "apresmidi"),
    ("apres mis dit", "apresmidi"),
    ("pres mi di", "apresmidi"),
    ("lapres midi", "apresmidi"),
    ("lapre midi", "apresmidi"),
    ("lapres mi di", "apresmidi"),
    ("pres midi", "apresmidi"),
    ("pre midi", "apresmidi"),
    ("pret midi", "apresmidi"),
    ("prets midi", "apresmidi"),
    ("apret midi", "apresmidi"),
    ("apre midi", "apresmidi"),
    ("aprem midi", "apresmidi"),
    ("vent dre dit", "vendredi"),
    ("vend dre di", "vendredi"),
    ("ven dre di", "vendredi"),
    ("ven dre dit", "vendredi"),
    ("vendre dis", "vendredi"),
    ("vendre dit", "vendredi"),
    ("sa me di", "samedi"),
    ("ca me di …", "samedi"),
    ("sa me dit …", "samedi"),
    ("ca me dit …", "samedi"),
    ("sam me di", "samedi"),
    ("same dit", "samedi"),
    ("same di", "samedi"),
    ("sam di", "samedi"),
    ("sam dit", "samedi"),
    ("lun di", "lundi"),
    ("mar di", "mardi"),
    ("jeu di", "jeudi"),
    ("jeux di", "jeudi"),
    ("mercre di", "mercredi"),
    ("vendre di", "vendredi"),
    ("troi zieme", "troisieme"),
    ("trois zieme", "troisieme"),
    ("trois ieme", "troisieme"),
    ("deux zieme", "deuxieme"),
    ("deu zieme", "deuxieme"),
    ("deux ieme", "deuxieme"),
    ("sa medi", "samedi"),
    ("ca medi", "samedi"),
    ("mer credit", "mercredi"),
    ("mer crudi", "mercredi"),
    ("mere credi", "mercredi"),
    ("mere credit", "mercredi"),
    ("maire credi", "mercredi"),
    ("mercre dit", "mercredi"),
    ("mer cre di", "mercredi"),
    ("mard di", "mardi"),
    ("mare di", "mardi"),
    ("mar dit", "mardi"),
    ("mars dit", "mardi"),
    ("mare dit", "mardi"),
    ("l un di", "lundi"),
    ("lun dit", "lundi"),
    ("lin di", "lundi"),
    ("l un dit …", "lundi"),
    ("jeu dit", "jeudi"),
    ("jeux dit", "jeudi"),
    ("jeux dis", "jeudi"),
    ("je di …", "jeudi"),
    ("dit manche", "dimanche"),
    ("di manches", "dimanche"),
    ("mi di", "midi"),
    ("mi dit", "midi"),
    ("mi dis", "midi"),
    ("mis dit …", "midi"),
    ("ma tin", "matin"),
    ("ma teint", "matin"),
    ("ma tain", "matin"),
    ("mat in", "matin"),
    ("mat hein", "matin"),
];

/// Words that two others may only seem to make.
const NEVER: [&str; 9] = ["passe", "passee", "second", "seconde", "demain", "avant", "apres", "entre", "depuis"];

/// The word that those at a place are together, and how many they are.
pub(super) fn rejoined(words: &[Word], at: usize) -> Option<(&'static str, usize)> {
    cut(words, at).or_else(|| spelled(words, at)).or_else(|| heard(words, at)).or_else(|| sounded(words, at))
}

/// No pause, no sign between the words.
fn apart(words: &[Word], from: usize, to: usize) -> bool {
    words
        .get(from + 1..to)
        .is_some_and(|w| w.iter().all(|w| matches!(w.glue, Glue::Space | Glue::Apostrophe | Glue::Hyphen)))
}

fn cut(words: &[Word], at: usize) -> Option<(&'static str, usize)> {
    CUT.iter().find_map(|(pieces, whole)| {
        let timed = pieces.ends_with('…');
        let mut count = 0;
        for piece in pieces.trim_end_matches(['…', ' ']).split(' ') {
            let word = words.get(at + count)?;
            // What was mended already ("di" after "pre") is looked at as written.
            if word.bare != piece && fold(&word.raw) != piece {
                return None;
            }
            count += 1;
        }
        (count > 1 && apart(words, at, at + count) && (!timed || timed_after(words, at + count)))
            .then_some((*whole, count))
    })
}

/// A time of the day, a number or the end of the turn.
fn timed_after(words: &[Word], at: usize) -> bool {
    let Some(word) = words.get(at) else { return true };
    let bare = word.bare.as_str();
    number::is_word(bare)
        || word.figures().is_some()
        || matches!(bare, "matin" | "midi" | "apresmidi" | "apres" | "soir" | "a" | "prochain" | "en" | "vers" | "ou")
        || number::weekday(bare).is_some()
}

fn letters(words: &[Word], at: usize, count: usize) -> Option<String> {
    let pieces = words.get(at..at + count)?;
    (apart(words, at, at + count) && pieces.iter().all(|w| w.figures().is_none() && w.raw.chars().count() > 1))
        .then(|| pieces.iter().map(|w| w.raw.as_str()).collect())
}

/// "jan vier", "qua torze", "pro chaine": together they are written as a known word.
fn spelled(words: &[Word], at: usize) -> Option<(&'static str, usize)> {
    // "après midi et demi" was told apart by whoever joins.
    if words[at].bare == "apres" && words.get(at + 1).is_some_and(|w| w.bare == "midi") {
        return None;
    }
    [2, 3].into_iter().find_map(|count| {
        let bare = fold(&letters(words, at, count)?);
        let whole = slips::exact(&bare).filter(|w| w.len() >= LETTERS_MIN && !NEVER.contains(w))?;
        (whole == bare).then_some((whole, count))
    })
}

/// "troie zième", "dé sembre": together they sound as a known word, and one of them is no word of French.
fn heard(words: &[Word], at: usize) -> Option<(&'static str, usize)> {
    let raw = letters(words, at, 2)?;
    let strange = |w: &Word| !slips::known(&fold(&w.raw)) && !slips::common(&fold(&w.raw));
    let whole = slips::by_sound(&raw).filter(|w| w.len() > LETTERS_MIN && !NEVER.contains(w))?;
    words[at..at + 2].iter().any(strange).then_some((whole, 2))
}

#[cfg(test)]
mod tests {
    use crate::words::Words;

    fn bare(text: &str) -> String {
        Words::of(text).iter().map(|w| w.bare.clone()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn puts_together_what_was_one() {
        for (text, want) in [
            ("le douze jan vier", "le douze janvier"),
            ("jeudi qua torze heures", "jeudi quatorze heure"),
            ("la semaine pro chaine", "la semaine prochaine"),
            ("samedi ma teint", "samedi matin"),
            ("la troie zième", "la troisieme"),
            ("sa me dit matin", "samedi matin"),
            ("entre mi dit et deux", "entre midi et deux"),
            ("après de main", "apresdemain"),
            ("non la près midi", "non la apresmidi"),
            ("le trois sep tembre", "le trois septembre"),
            ("mer credi soir", "mercredi soir"),
        ] {
            assert_eq!(bare(text), want, "{text}");
        }
    }

    #[test]
    fn leaves_apart_what_is_two() {
        for (text, want) in [
            ("ça me dit bien", "ca me dit bien"),
            ("il ne faut pas se lever", "il ne faut pas se lever"),
            ("c'est près d'ici", "c est pres d ici"),
            ("mal à la main", "mal a la main"),
        ] {
            assert_eq!(bare(text), want, "{text}");
        }
    }
}
