//! The menu: numbers, words, completion. What the box cannot do is not in it.

use crate::act::Ability;
use crate::facts::Facts;
use crate::lay::folded;

/// What an entry leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the titles say it
pub enum Entry {
    State,
    Install,
    Levels,
    TestCall,
    LoopBack,
    Models,
    Display,
    Network,
    Clock,
    Cabinet,
    Account,
    PaperKey,
    Logs,
    Backup,
    Update,
    Pin,
    Restart,
    FactoryReset,
    Help,
    Leave,
}

use Entry::*;

/// Word, title, and one ability of which the box must have at least one (none: always there).
const TABLE: [(Entry, &str, &str, &[Ability]); 20] = [
    (State, "etat", "la boîte en une page, et ce qui ne va pas", &[]),
    (Install, "installer", "l'assistant d'installation, étape par étape", &[]),
    (Levels, "lignes", "les lignes et leurs niveaux, en direct", &[]),
    (TestCall, "essai", "un appel d'essai, de la sonnerie au rendez-vous", &[Ability::TestCall]),
    (LoopBack, "boucle", "un essai en boucle : boucle LIGNE", &[Ability::LoopBack]),
    (
        Models,
        "modeles",
        "les modèles : modeles [verifier | mesurer | importer]",
        &[Ability::ListModels, Ability::VerifyModels, Ability::BenchModels, Ability::ImportModels],
    ),
    (Display, "afficheur", "un essai de l'afficheur", &[Ability::Display]),
    (Network, "reseau", "les adresses : reseau [regler]", &[Ability::ShowNetwork, Ability::SetNetwork]),
    (Clock, "heure", "la date et l'heure", &[Ability::Clock]),
    (Cabinet, "nom", "le nom du cabinet", &[Ability::Cabinet]),
    (Account, "compte", "le code du premier compte du secrétariat", &[Ability::Account]),
    (PaperKey, "cle", "la clé papier : la montrer, la retaper", &[Ability::PaperKey]),
    (Logs, "journal", "le journal, sans donnée de patient", &[Ability::Logs]),
    (Backup, "sauvegarde", "une sauvegarde chiffrée sur clé USB", &[Ability::Backup]),
    (Update, "miseajour", "une mise à jour depuis une clé USB", &[Ability::Update]),
    (Pin, "code", "changer le code du technicien", &[Ability::Pin]),
    (Restart, "redemarrer", "redémarrer la boîte", &[Ability::Restart]),
    (FactoryReset, "usine", "tout effacer, remettre à l'état d'usine", &[Ability::FactoryReset]),
    (Help, "aide", "ce menu, et les touches", &[]),
    (Leave, "quitter", "fermer la session", &[]),
];

/// The entries of this box, in order: entry, word, title.
pub fn entries(facts: &Facts) -> Vec<(Entry, &'static str, &'static str)> {
    TABLE
        .iter()
        .filter(|(_, _, _, needs)| needs.is_empty() || needs.iter().any(|need| facts.can(*need)))
        .map(|(entry, word, title, _)| (*entry, *word, *title))
        .collect()
}

/// What may follow an entry's word.
fn arguments(entry: Entry, facts: &Facts) -> Vec<String> {
    let named = |pairs: &[(&str, Ability)]| {
        pairs.iter().filter(|(_, ability)| facts.can(*ability)).map(|(word, _)| (*word).to_string()).collect()
    };
    match entry {
        LoopBack => facts.status.lines.iter().map(|line| line.name.clone()).collect(),
        Models => named(&[
            ("verifier", Ability::VerifyModels),
            ("mesurer", Ability::BenchModels),
            ("importer", Ability::ImportModels),
        ]),
        Network => named(&[("regler", Ability::SetNetwork)]),
        _ => Vec::new(),
    }
}

/// What a line of the prompt asks for: an entry and its argument, or a sentence that says why not.
pub fn find(line: &str, facts: &Facts) -> Result<(Entry, Option<String>), String> {
    let mut words = line.split_whitespace();
    let Some(first) = words.next() else { return Ok((Help, None)) };
    let all = entries(facts);
    let typed = folded(first);
    let numbered = typed.parse::<usize>().ok().and_then(|n| all.get(n.checked_sub(1)?));
    let found = match numbered.or_else(|| all.iter().find(|(_, word, _)| *word == typed)) {
        Some(found) => found,
        None => {
            let like: Vec<_> = all.iter().filter(|(_, word, _)| word.starts_with(&typed)).collect();
            match like[..] {
                [one] => one,
                [] => return Err(format!("« {first} » n'est pas une commande ; « aide » montre le menu.")),
                _ => {
                    let words: Vec<_> = like.iter().map(|(_, word, _)| *word).collect();
                    return Err(format!("« {first} » : {} ?", words.join(" ou ")));
                }
            }
        }
    };
    let known = arguments(found.0, facts);
    let argument = match words.next() {
        None => None,
        Some(word) => {
            let typed = folded(word);
            let like: Vec<_> = known.iter().filter(|k| folded(k).starts_with(&typed)).collect();
            let exact = known.iter().find(|k| folded(k) == typed);
            match (exact, &like[..]) {
                (Some(exact), _) => Some(exact.clone()),
                (None, [one]) => Some((*one).clone()),
                _ if known.is_empty() => return Err(format!("« {} » ne prend rien après elle.", found.1)),
                _ => return Err(format!("« {} {word} » : {} ?", found.1, known.join(" ou "))),
            }
        }
    };
    match words.next() {
        Some(more) => Err(format!("« {more} » est de trop.")),
        None => Ok((found.0, argument)),
    }
}

/// What Tab makes of a line: the longer line, and the choices to show when there are several.
pub fn complete(text: &str, facts: &Facts) -> (String, Vec<String>) {
    let (head, word) = match text.rsplit_once(' ') {
        Some((head, word)) => (Some(head.trim()), word),
        None => (None, text),
    };
    let choices: Vec<String> = match head {
        None => entries(facts).into_iter().map(|(_, word, _)| word.to_string()).collect(),
        Some(head) => find(head, facts).map(|(entry, _)| arguments(entry, facts)).unwrap_or_default(),
    };
    let typed = folded(word);
    let like: Vec<String> = choices.into_iter().filter(|c| folded(c).starts_with(&typed)).collect();
    let lead = head.map(|head| format!("{head} ")).unwrap_or_default();
    match &like[..] {
        [] => (text.to_string(), like),
        [one] => (format!("{lead}{one} "), Vec::new()),
        [first, ..] => {
            let common = first.char_indices().map(|(i, c)| i + c.len_utf8());
            let common =
                common.take_while(|end| like.iter().all(|l| l.starts_with(&first[..*end]))).last().unwrap_or(0);
            (format!("{lead}{}", &first[..common]), like)
        }
    }
}
