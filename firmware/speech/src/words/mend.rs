//! The recogniser's slips put right, where the words around are known.

use super::split::rejoined;
use super::{Glue, Word};
use crate::number;
use crate::slips;

/// Puts what was meant in the place of each slip.
pub(super) fn mend(words: Vec<Word>) -> Vec<Word> {
    let mut out = Vec::with_capacity(words.len());
    for word in words {
        let pieces = slips::meant(&word.raw, &word.bare);
        if pieces.len() == 1 {
            out.push(Word { bare: pieces[0].0.into(), ..word });
            continue;
        }
        if pieces.is_empty() {
            out.push(word);
            continue;
        }
        let mut raw_chars = word.raw.chars();
        let mut start = word.span.start;
        let last = pieces.len() - 1;
        for (k, (bare, letters)) in pieces.into_iter().enumerate() {
            let raw: String =
                if k == last { raw_chars.by_ref().collect() } else { raw_chars.by_ref().take(letters).collect() };
            // A lower case that changes the number of bytes would shift the cut: the last piece then takes it all.
            let same_bytes = word.raw.len() == word.span.len();
            let end = match k == last {
                true => word.span.end,
                false if same_bytes => start + raw.len(),
                false => start,
            };
            out.push(Word {
                raw,
                bare: bare.into(),
                span: start..end,
                glue: if k == 0 { word.glue } else { Glue::Nothing },
            });
            start = end;
        }
    }
    out
}

/// Words that belong together and were written apart.
pub(super) fn join(words: Vec<Word>) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let (a, b) = (words[at].bare.as_str(), words.get(at + 1).map_or("", |w| w.bare.as_str()));
        let pause = words.get(at + 1).is_some_and(|w| w.glue == Glue::Pause);
        let after = words.get(at + 2).map_or("", |w| w.bare.as_str());
        let third = words.get(at + 3).map_or("", |w| w.bare.as_str());
        let joined = match (a, b) {
            _ if pause => None,
            ("o" | "ojourd" | "oujourd" | "jourd", "jourd" | "hui" | "jourdhui") => Some("aujourdhui"),
            ("aujourd" | "aujourdh" | "aujour", "hui" | "ui" | "huit" | "dhui" | "dui") => Some("aujourdhui"),
            ("apres", "demain") => Some("apresdemain"),
            ("de" | "deux" | "des" | "d", "main" | "mains" | "min")
                if (matches!(after, "matin" | "midi" | "soir" | "apresmidi" | "apres" | "ma")
                    || at == 0 && matches!(after, "" | "a" | "vers" | "si" | "en" | "dans" | "avant" | "ou")
                    || after.is_empty() && out.last().is_some_and(|w| w.bare == "heure")
                    || out.last().is_some_and(|w| {
                        matches!(w.bare.as_str(), "venir" | "viens" | "viendrai" | "chose" | "passer")
                    }))
                    && !out.last().is_some_and(|w| matches!(w.bare.as_str(), "coup" | "mal" | "bien" | "poignet")) =>
            {
                Some("demain")
            }
            ("avant", "hier") => Some("avanthier"),
            // "après midi et demi" is an hour.
            ("apres", "midi")
                if after != "moins" && !(after == "et" && matches!(third, "demi" | "demie" | "quart" | "un")) =>
            {
                Some("apresmidi")
            }
            ("week" | "wik" | "ouik", "end" | "ende") => Some("weekend"),
            ("1", "er") => Some("premier"),
            _ => None,
        };
        match joined.map(|bare| (bare, 2)).or_else(|| rejoined(&words, at)) {
            Some((bare, count)) => {
                let pieces = &words[at..at + count];
                let raw: Vec<&str> = pieces.iter().map(|w| w.raw.as_str()).collect();
                out.push(Word {
                    raw: raw.join(" "),
                    bare: bare.into(),
                    span: words[at].span.start..words[at + count - 1].span.end,
                    glue: words[at].glue,
                });
                at += count;
            }
            None => {
                let mut word = words[at].clone();
                if matches!(word.bare.as_str(), "rende" | "rendes" | "rendai" | "rande" | "randez")
                    && matches!(b, "vous" | "vou")
                {
                    word.bare = "rendez".into();
                }
                out.push(word);
                at += 1;
            }
        }
    }
    out
}

/// "sam. 28", "ven 4 déc.": a day of the week in three letters before its number.
fn abbreviated(words: &mut [Word]) {
    const DAYS: [(&str, &str); 6] = [
        ("lun", "lundi"),
        ("mer", "mercredi"),
        ("jeu", "jeudi"),
        ("ven", "vendredi"),
        ("sam", "samedi"),
        ("dim", "dimanche"),
    ];
    for at in 1..words.len() {
        let number = words[at].figures().and_then(|f| f.parse().ok()).is_some_and(|n: u8| (1..=31).contains(&n));
        let day = DAYS.iter().find(|(short, _)| words[at - 1].bare == *short);
        if let Some((_, day)) = day.filter(|_| number && matches!(words[at].glue, Glue::Space | Glue::Pause)) {
            words[at - 1].bare = (*day).into();
            words[at].glue = Glue::Space;
        }
    }
}

/// Slips that are French words themselves, mended only where the words around leave no doubt.
pub(super) fn by_context(words: &mut [Word]) {
    let get = |words: &[Word], k: usize| words.get(k).map_or(String::new(), |w| w.bare.clone());
    abbreviated(words);
    for at in 0..words.len() {
        let before = at.checked_sub(1).map_or(String::new(), |k| get(words, k));
        let after = get(words, at + 1);
        let tens = number::is_tens(&before);
        let number_before = number::is_word(&before) && before != "un" && before != "une";
        let number_after = number::is_word(&after);
        let led = matches!(before.as_str(), "le" | "a" | "vers" | "du" | "au" | "avant" | "apres" | "de" | "l" | "des");
        let time_after = after == "heure" || number::MONTHS.contains(&after.as_str());
        let to = match words[at].bare.as_str() {
            "dis" | "dit"
                if matches!(
                    before.as_str(),
                    "je" | "vous" | "te" | "tu" | "me" | "lui" | "on" | "il" | "elle" | "ai" | "as" | "avez" | "avait"
                ) || before == "a"
                    && at > 1
                    && matches!(words[at - 2].bare.as_str(), "il" | "elle" | "on" | "m" | "l" | "docteur") =>
            {
                continue;
            }
            "dis" | "dit" if number_before || time_after || (matches!(after.as_str(), "sept" | "huit" | "neuf")) => {
                "dix"
            }
            "si" if number_before
                && (tens || before == "zero")
                && !matches!(
                    after.as_str(),
                    "vous"
                        | "possible"
                        | "c"
                        | "ca"
                        | "il"
                        | "elle"
                        | "je"
                        | "j"
                        | "on"
                        | "y"
                        | "tu"
                        | "jamais"
                        | "le"
                        | "la"
                ) =>
            {
                "six"
            }
            "si" if led && time_after => "six",
            "ci" if tens => "six",
            "vin" | "vain"
                if number_before
                    || time_after
                    // "le vin et un mars".
                    || after == "et" && at + 2 < words.len() && words[at + 2].bare == "un" && led
                    || before == "heure" && (at + 1 == words.len() || words[at + 1].glue == Glue::Pause)
                    || ((number_after || sounds_a_unit(&after))
                        && (led
                            || before.is_empty()
                            || number::weekday(&before).is_some()
                            || matches!(before.as_str(), "ne" | "nee"))) =>
            {
                "vingt"
            }
            // "sept après-midi": "cet", where no day is numbered.
            "sept" if after == "apresmidi" && !led && !number_before && !number::day_word(&before) => "cet",
            "cette" | "cet" if led && number::MONTHS.contains(&after.as_str()) => "sept",
            "ore" | "ores" | "hors" | "eur" | "or" if number_before || before == "une" => "heure",
            "est" | "e" if before == "midi" && matches!(after.as_str(), "deux" | "demi" | "demie" | "quart") => "et",
            "est" | "e" if tens && matches!(after.as_str(), "un" | "onze") => "et",
            "hein" | "ain" | "in" if before == "et" && at > 1 && number::is_tens(&words[at - 2].bare) => "un",
            "dis" | "dit" if before == "entre" && after == "et" => "dix",
            "milieux" if matches!(after.as_str(), "de" | "du" | "d") => "milieu",
            "cette" | "cet" | "c't"
                if (tens || matches!(before.as_str(), "dix" | "zero"))
                    && !matches!(after.as_str(), "semaine" | "annee" | "fois" | "nuit") =>
            {
                "sept"
            }
            "di" if matches!(after.as_str(), "sept" | "huit" | "neuf") || time_after => "dix",
            // "verre onze heures"; "le cinq marre soixante"; "neuf heures écart".
            "verre" | "vert" if number_after || after == "midi" => "vers",
            "marre" if number_before && number_after => "mars",
            "ecart" if before == "heure" => "quart",
            "cet" | "set" | "sette" | "cettes" if matches!(after.as_str(), "semaine" | "annee") => "cette",
            "o" if after == "plus" => "au",
            "fain" | "faim" | "fins"
                if matches!(after.as_str(), "de" | "d" | "du")
                    && matches!(before.as_str(), "en" | "" | "vers" | "la") =>
            {
                "fin"
            }
            "deu" | "deus" if before == "et" || before == "e" => "deux",
            "e" if before == "midi" => "et",
            "hui" => "huit",
            "nuit" | "uit" | "8" if matches!(before.as_str(), "en" | "an" | "hen") && weekday_two_back(words, at) => {
                "huit"
            }
            "hen" | "and" if number::weekday(&before).is_some() => "en",
            "se" | "ceux" if matches!(after.as_str(), "soir" | "matin" | "midi" | "weekend") => "ce",
            "toi" if tens => "trois",
            "car" | "cart" if before == "le" && at > 1 && words[at - 2].bare == "moins" => "quart",
            "car" | "cart" if before == "et" || before == "moins" => "quart",
            "de" if before == "et" && at > 1 && words[at - 2].bare == "midi" && !after.starts_with("mi") => "deux",
            "tau" | "taux" | "tos" | "tôt" if before == "plus" => "tot",
            "sans" | "sang" | "cens" if number_before && (number_after || before == "mille") => "cent",
            "saint" | "sein" | "sain" if tens => "cinq",
            "moi" if matches!(before.as_str(), "du" | "le" | "ce") => "mois",
            "moi" if before == "au" && matches!(after.as_str(), "de" | "d" | "prochain") => "mois",
            "moi"
                if number_before
                    && matches!(at.checked_sub(2).map_or("", |k| words[k].bare.as_str()), "dans" | "d" | "ici") =>
            {
                "mois"
            }
            "dan" | "dent" | "dant" if number_after || after == "la" => "dans",
            "an" if number::weekday(&before).is_some() && matches!(after.as_str(), "huit" | "quinze" | "8" | "15") => {
                "en"
            }
            "mais" | "mes" if number_before && number_after => "mai",
            _ => continue,
        };
        words[at].bare = to.into();
    }
}

/// "vin cat décembre": a unit as a recogniser writes it, mended after this word.
fn sounds_a_unit(word: &str) -> bool {
    matches!(word, "cat" | "kat" | "katre" | "catre" | "cis" | "sis" | "set" | "cet" | "troi" | "deu" | "uit" | "hui")
}

fn weekday_two_back(words: &[Word], at: usize) -> bool {
    at.checked_sub(2).is_some_and(|k| number::weekday(&words[k].bare).is_some())
}
