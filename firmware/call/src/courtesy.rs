//! What is said out of politeness, and what a yes is made of: "d'accord merci" wants nothing more, "non merci, au revoir"
//! dictates nothing, and only a plain yes consents.

use huisclos_agenda::Private;
use huisclos_speech::words::fold;

/// Words of a turn that only takes leave, accents aside.
const POLITE: &[&str] = &[
    "a",
    "alors",
    "ah",
    "ainsi",
    "apres",
    "au",
    "aussi",
    "ba",
    "bah",
    "beaucoup",
    "ben",
    "bien",
    "bientot",
    "bon",
    "bonne",
    "bonsoir",
    "c",
    "ca",
    "d",
    "de",
    "demain",
    "dimanche",
    "docteur",
    "donc",
    "accord",
    "egalement",
    "entendu",
    "est",
    "et",
    "eh",
    "euh",
    "excellent",
    "excellente",
    "fin",
    "formidable",
    "genial",
    "gentil",
    "hein",
    "heu",
    "impeccable",
    "j",
    "je",
    "jeudi",
    "journee",
    "l",
    "la",
    "lundi",
    "madame",
    "mardi",
    "marche",
    "merci",
    "mercredi",
    "midi",
    "mille",
    "monsieur",
    "nickel",
    "note",
    "ok",
    "okay",
    "oui",
    "ouais",
    "pareillement",
    "parfait",
    "parfaitement",
    "prochaine",
    "remercie",
    "revoir",
    "rien",
    "salut",
    "samedi",
    "semaine",
    "soiree",
    "super",
    "tout",
    "tres",
    "va",
    "vendredi",
    "vois",
    "voila",
    "vous",
    "week",
    "end",
    "weekend",
];
/// Words that take leave, or give thanks.
const LEAVES: &[&str] = &[
    "merci",
    "revoir",
    "journee",
    "soiree",
    "remercie",
    "bientot",
    "parfait",
    "parfaitement",
    "super",
    "nickel",
    "impeccable",
    "entendu",
    "genial",
    "formidable",
    "salut",
    "bonsoir",
];
/// Words that take leave even after a "oui".
const FAREWELL: &[&str] = &["revoir", "journee", "soiree", "bientot", "salut"];
/// What a refusal to add anything is made of, beside politeness.
const DECLINES: &[&str] = &[
    "non",
    "pas",
    "besoin",
    "plus",
    "autre",
    "chose",
    "message",
    "laissez",
    "tomber",
    "ajouter",
    "ira",
    "tant",
    "pis",
    "grave",
    "sera",
    "ce",
    "n",
    "y",
    "ai",
    "dire",
    "particulier",
    "special",
    "merci",
    "rappellerai",
    "rappelle",
    "tard",
];
/// Words of a plain yes.
const YES: &[&str] = &[
    "oui",
    "ouais",
    "ouaip",
    "ui",
    "ok",
    "okay",
    "oke",
    "accord",
    "accepte",
    "acceptons",
    "volontiers",
    "entendu",
    "evidemment",
    "absolument",
    "certainement",
    "parfait",
    "parfaitement",
    "exact",
    "exactement",
    "yes",
    "si",
    "notez",
    "soit",
    "affirmatif",
    "naturellement",
    "forcement",
];
/// The same in several words.
const YES_PHRASES: &[&str] = &[
    "bien sur",
    "bien entendu",
    "tout a fait",
    "allez y",
    "vas y",
    "pas de probleme",
    "aucun probleme",
    "sans probleme",
    "pas de souci",
    "aucun souci",
    "ca marche",
    "ca roule",
    "ca va",
    "ca me va",
    "c est bon",
    "c est bien",
    "tres bien",
    "je veux bien",
    "comme vous voulez",
    "pourquoi pas",
    "on y va",
    "va pour",
    "c est ca",
    "il le faut",
    "pas d inconvenient",
    "aucun inconvenient",
    "vous pouvez",
    "faites donc",
    "mm mm",
    "hum hum",
];
/// "Si" says yes alone; "ben si c'est obligatoire" does not.
const ALONE: &[&str] = &["si", "yes", "ui"];

/// The words of a text, folded: no case, no accents, no signs.
pub(crate) fn tokens(text: &Private<String>) -> Vec<String> {
    let mut all = Vec::new();
    text.matches(|t| {
        all = fold(t).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_string).collect();
        true
    });
    all
}

/// True when all that is said is thanks or a goodbye: "d'accord, merci", "parfait, à jeudi".
pub(crate) fn takes_leave(text: &Private<String>) -> bool {
    let said = tokens(text);
    let has = |words: &[&str]| said.iter().any(|w| words.contains(&w.as_str()));
    // "À jeudi", "à demain".
    let until = said.windows(2).any(|w| w[0] == "a" && (w[1].ends_with("di") || w[1] == "demain"));
    // "C'est tout", "ce sera tout", "très bien", "d'accord".
    let content = said.iter().any(|w| ["tout", "bien", "accord", "ok", "okay"].contains(&w.as_str()));
    let says_yes = has(&["oui", "ouais"]);
    said.iter().all(|w| POLITE.contains(&w.as_str()))
        && if says_yes { has(FAREWELL) || until } else { has(LEAVES) || until || content }
}

/// True when all that is said is that there is nothing to add: "non merci, au revoir".
pub(crate) fn declines(text: &Private<String>) -> bool {
    let said = tokens(text);
    let no = said.iter().any(|w| ["non", "rien", "pas", "ira", "pis"].contains(&w.as_str()));
    no && said.iter().all(|w| POLITE.contains(&w.as_str()) || DECLINES.contains(&w.as_str()))
}

/// True when the words themselves say yes. What a model makes of "et vous en faites quoi ?" is no consent.
pub(crate) fn says_yes(text: &Private<String>) -> bool {
    let said = tokens(text);
    let whole = format!(" {} ", said.join(" "));
    if whole.contains(" quoi ") || whole.contains(" si c est ") {
        return said.iter().any(|w| ["oui", "accord", "accepte"].contains(&w.as_str()));
    }
    YES_PHRASES.iter().any(|phrase| whole.contains(&format!(" {phrase} ")))
        || said.iter().any(|w| YES.contains(&w.as_str()) && (said.len() == 1 || !ALONE.contains(&w.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thanks_and_goodbyes_want_nothing_more() {
        for (text, expect) in [
            ("d'accord merci", true),
            ("D'accord, merci, au revoir.", true),
            ("très bien, merci beaucoup", true),
            ("parfait, bonne journée", true),
            ("oui merci au revoir", true),
            ("c'est noté, merci", true),
            ("parfait, à jeudi alors", true),
            ("d'accord", true),
            ("oui", false),
            ("oui, merci", false),
            ("oui, très bien", false),
            ("merci, et pour le vaccin ?", false),
            ("jeudi matin", false),
            ("c'est noté ?", false),
            ("un autre rendez-vous", false),
            ("euh", false),
        ] {
            assert_eq!(takes_leave(&text.to_string().into()), expect, "{text}");
        }
    }

    #[test]
    fn nothing_to_add_is_no_message() {
        for (text, expect) in [
            ("non merci, au revoir", true),
            ("non", true),
            ("non, rien de plus", true),
            ("ça ira, merci", true),
            ("non, dites-lui que je tousse", false),
            ("c'était un peu long", false),
            ("pas mal", false),
            ("oui", false),
        ] {
            assert_eq!(declines(&text.to_string().into()), expect, "{text}");
        }
    }

    #[test]
    fn a_yes_is_said_in_words() {
        for (text, expect) in [
            ("oui", true),
            ("Oui oui, bien sûr.", true),
            ("d'accord", true),
            ("bon d'accord", true),
            ("pas de problème", true),
            ("j'accepte", true),
            ("c'est bon", true),
            ("si", true),
            ("et vous en faites quoi ?", false),
            ("ben si c'est obligatoire", false),
            ("mon nom ? c'est Lefèvre", false),
            ("pour une consultation", false),
            ("oui, pour quoi faire ?", true),
        ] {
            assert_eq!(says_yes(&text.to_string().into()), expect, "{text}");
        }
    }
}
