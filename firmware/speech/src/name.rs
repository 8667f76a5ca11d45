//! Family and first names in a caller's words.
//!
//! Asked for a name, a caller answers with it: once politeness and "mon nom c'est" are gone, what remains is the name.
//! Not asked, a name is only what follows "je m'appelle", "c'est madame", "au nom de"… A spelled name wins over the
//! same name said.

mod announced;
mod asked;
mod compare;

use crate::found::Found;
use crate::meaning::Asking;
use crate::words::{Glue, Words, fold};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use asked::heading;
pub use compare::{alike, normal, same_name};

/// Words of one name: "de la tour d'auvergne lauraguais" has six.
const NAME_WORDS_MAX: usize = 6;

/// First names in use in France, with those of callers of every origin; accents as written.
const FIRST_NAMES: &str = include_str!("first_names.txt");

static FIRST: LazyLock<HashSet<String>> = LazyLock::new(|| FIRST_NAMES.split_whitespace().map(fold).collect());

/// Words that are never a name by themselves.
const STOPS: &str = "a ai aie ainsi alors allo appel appelle appelez apres as assez attendez au aucun aujourd aujourdhui aussi autre \
    aux avait avais avant avec avez avoir avons beaucoup bien bon bonjour bonne bonsoir bref ca car ce ceci cela celle celui ces cet cette ces \
    chez combien comme comment confirme confirmer annuler annule d accord dans de demain depuis des deux dire dis dites docteur dr donc dont du \
    elle en encore enfin ensuite entre est et etait ete etes etre eu euh eux excusez exactement famille faire fait faites faut femme fille fils fois fut genre \
    grave heu hein hier hum ici il ils j jai je jevoudrais jour jusqu l la laissez le les leur lui ma madame mademoiselle mais mal malade mari matin me \
    merci mere mes met mettez mettre mme mlle moi moins mois mon monsieur mot mots mr n naissance ne nee ni nom non nos notre nous numero on ont ou oui parce pardon parfait \
    parle parler pas patient patiente pere personne petit petite peu peut peux plait plus plutot pour pourquoi pourrais pouvez premier prend prendre prenom pres \
    prenons propos puis qu quand que quel quelle quelqu qui quoi rappel rappeler rdv rendez rendezvous repeter repetez rien s sa sais sans sauf se sera serait ses si sil simplement \
    soeur frere soit son sont souhaite souhaiterais suis sur t ta te tellement telephone tes toi tomber tombe ton tous tout toute tres trop tu un une urgent va vais venir vers veut veux vient \
    voici voila voir vont vos votre voudrais voudrait voulais vous voyons vrai vraiment y yes ok okay moment instant secondes seconde heure heures semaine lundi mardi \
    mercredi jeudi vendredi samedi dimanche certainement volontiers epelle epeler epelez epellation ecrit ecrire lettre lettres orthographe simple toujours bah ben ouais hop seul seulement trait union tiret trois quatre \
    dernier derniere aine ainee cadette autres jumeaux jumelles demandez demande demandes notez noter note donne donner prie \
    question bord dame tousse debut milieu bout muet muette mappelle mapelle deja donnee veuve veuf decede decedee vieille \
    pourriez pourrait voudra prenez parlez repondre reponds dois doit savoir sait changer mauvais bizarre tout";

static STOP: LazyLock<HashSet<&'static str>> = LazyLock::new(|| STOPS.split_whitespace().collect());

/// First names that go with another one: "marie hélène", "jean pierre".
const COMPOUND: [&str; 8] = ["jean", "marie", "anne", "pierre", "paul", "louis", "charles", "rose"];

/// Words that belong to a family name and never end it.
const PARTICLES: [&str; 16] =
    ["de", "du", "des", "la", "le", "les", "d", "l", "van", "von", "der", "den", "el", "al", "ben", "da"];

/// True for a first name of the table, accents aside.
pub fn is_first_name(word: &str) -> bool {
    FIRST.contains(&fold(word))
}

/// The names of a turn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Family name, lower case, as spelled.
    pub last: Option<Found<String>>,
    /// First name, lower case, as said.
    pub first: Option<Found<String>>,
}

/// Which name is being said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Zone {
    Last,
    First,
    Unknown,
}

/// A stretch of words that may be a name.
#[derive(Clone, Debug)]
struct Chunk {
    text: String,
    span: Range<usize>,
    zone: Zone,
    spelled: bool,
}

/// The names said in a turn. Asked for a name, whatever remains once the fillers are gone is the name; not asked, only
/// after "je m'appelle", "madame", "au nom de"… (never after "docteur").
pub fn names(text: &str, asking: Asking) -> Names {
    let words = Words::as_written(text);
    let zone = match asking {
        Asking::LastName => Zone::Last,
        Asking::FirstName => Zone::First,
        Asking::Name => Zone::Unknown,
        _ => return announced::announced(text, &words),
    };
    let found = asked::asked(text, &words, zone);
    if found == Names::default() { announced::announced(text, &words) } else { found }
}

/// The names said in so many words in answer to another question: "je m'appelle…", "mon nom c'est…", "au nom de…".
pub fn introduced(text: &str) -> Names {
    let words = Words::as_written(text);
    let said = (0..words.len()).any(|at| {
        const LEADS: [&str; 12] = [
            "je m appelle",
            "mon nom c est",
            "mon nom est",
            "au nom de",
            "mon nom de famille",
            "mon prenom c est",
            "mon prenom est",
            "le prenom c est",
            "c est madame",
            "c est monsieur",
            "c est mademoiselle",
            "moi c est madame",
        ];
        words.first_of(at, &LEADS) > 0
    });
    if said { announced::announced(text, &words) } else { announced::corrected(&words) }
}

fn found(chunk: Chunk) -> Found<String> {
    Found::new(chunk.text, chunk.span)
}

/// Family name and first name of a chunk of two words or more, where the first names tell which is which.
fn split(chunk: &Chunk) -> Option<(Chunk, Chunk)> {
    let mut parts: Vec<&str> = chunk.text.split(' ').collect();
    // "michel, michel perrin".
    if parts.len() > 2 && parts[0] == parts[1] {
        parts.remove(0);
    }
    let (head, tail) = (*parts.first()?, *parts.last()?);
    // "marie hélène dupont".
    if parts.len() == 3 && COMPOUND.contains(&head) && is_first_name(parts[1]) {
        let part = |text: String, zone| Chunk { text, zone, ..chunk.clone() };
        return Some((part(tail.into(), Zone::Last), part(parts[..2].join("-"), Zone::First)));
    }
    if parts.len() < 2 || PARTICLES.contains(&head) && !is_first_name(tail) {
        return None;
    }
    let known = |w: &str| w.split('-').all(is_first_name);
    let part = |text: String, zone| Chunk { text, zone, ..chunk.clone() };
    let first_then_last = || Some((part(parts[1..].join(" "), Zone::Last), part(head.into(), Zone::First)));
    match (known(head), known(tail)) {
        // "martin thomas": both are first names; French callers say the first name first.
        (true, _) => first_then_last(),
        (false, true) => Some((part(parts[..parts.len() - 1].join(" "), Zone::Last), part(tail.into(), Zone::First))),
        (false, false) => None,
    }
}

/// A particle needs a name behind it: "de la tour", "le goff"; "le nom" has none.
fn particle_goes_on(words: &Words, at: usize) -> bool {
    let next = at + 1;
    if words.pause(next) || words.get(next).is_none() {
        return false;
    }
    if PARTICLES.contains(&words.bare(next)) {
        return particle_goes_on(words, next);
    }
    !STOP.contains(words.bare(next)) && heading(words, next).is_none()
}

/// The words of a name as written, signs said in words put in.
fn joined(words: &Words, from: usize, to: usize) -> String {
    let mut out = String::new();
    let mut sign: Option<char> = None;
    for at in from..to {
        let Some(word) = words.get(at) else { break };
        match word.bare.as_str() {
            "tiret" if !out.is_empty() => {
                sign = Some('-');
                continue;
            }
            "apostrophe" if !out.is_empty() => {
                sign = Some('\'');
                continue;
            }
            _ => {}
        }
        if !out.is_empty() {
            out.push(sign.take().unwrap_or(match word.glue {
                Glue::Hyphen => '-',
                Glue::Apostrophe => '\'',
                _ => ' ',
            }));
        }
        out.push_str(&word.raw);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(say: &str, asking: Asking, last: &str, first: &str) {
        let got = names(say, asking);
        let text = |f: Option<Found<String>>| f.map_or(String::new(), |f| f.value);
        assert_eq!((text(got.last).as_str(), text(got.first).as_str()), (last, first), "{say}");
    }

    #[test]
    fn asked_for() {
        use Asking::{FirstName, LastName, Name};
        for (say, asking, last, first) in [
            ("garnier", LastName, "garnier", ""),
            ("c'est garnier", LastName, "garnier", ""),
            ("euh garnier s'il vous plaît", LastName, "garnier", ""),
            ("madame garnier", LastName, "garnier", ""),
            ("monsieur de la tour", LastName, "de la tour", ""),
            ("le goff", LastName, "le goff", ""),
            ("d'artagnan", LastName, "d'artagnan", ""),
            ("Garnier, G A R N I E R", LastName, "garnier", ""),
            ("lefèvre, L E F E B V R E", LastName, "lefebvre", ""),
            ("sophie garnier", LastName, "garnier", "sophie"),
            ("garnier sophie", LastName, "garnier", "sophie"),
            ("sophie", FirstName, "", "sophie"),
            ("c'est jean-marc", FirstName, "", "jean-marc"),
            ("mon prénom c'est kevin", FirstName, "", "kevin"),
            ("sophie garnier", Name, "garnier", "sophie"),
            ("garnier sophie", Name, "garnier", "sophie"),
            ("je m'appelle sophie garnier", Name, "garnier", "sophie"),
            ("nom garnier, prénom sophie", Name, "garnier", "sophie"),
            ("prénom sophie, nom garnier", Name, "garnier", "sophie"),
            ("martin, lucas martin", Name, "martin", "lucas"),
            ("garnier", Name, "garnier", ""),
            ("de la tour, en trois mots, prénom henri", Name, "de la tour", "henri"),
            ("Martin, Claire Martin.", Name, "martin", "claire"),
            ("mon nom est martin, claire martin", Name, "martin", "claire"),
            ("ribeiro da silva, maria", Name, "ribeiro da silva", "maria"),
            ("c'est au nom de nguyen, prénom van minh", Name, "nguyen", "van minh"),
            ("c'est monsieur petit", LastName, "petit", ""),
            ("petit", LastName, "petit", ""),
            ("oui bonjour", LastName, "", ""),
            ("mon nom c'est o'connor et mon prénom patrick", Name, "o'connor", "patrick"),
            ("haddad, H A deux D A D, karim", Name, "haddad", "karim"),
            ("jean tiret marc durand", Name, "durand", "jean-marc"),
            ("mon nom de famille c'est garnier, et mon prénom sophie", Name, "garnier", "sophie"),
        ] {
            check(say, asking, last, first);
        }
    }

    #[test]
    fn not_asked_for() {
        for (say, last, first) in [
            ("bonjour, c'est madame garnier, je voudrais un rendez-vous", "garnier", ""),
            ("bonjour madame, je voudrais un rendez-vous", "", ""),
            ("bonjour madame je voudrais un rendez-vous", "", ""),
            ("je m'appelle sophie garnier et je voudrais annuler", "garnier", "sophie"),
            ("c'est pour mon fils lucas martin", "martin", "lucas"),
            ("c'est pour mon fils lucas, il tousse", "", "lucas"),
            ("un rendez-vous au nom de dupont pour demain", "dupont", ""),
            ("je voudrais voir le docteur martin", "", ""),
            ("rendez-vous avec le docteur bernard pour monsieur le goff", "le goff", ""),
            ("ici sophie garnier", "garnier", "sophie"),
            ("sophie garnier à l'appareil", "garnier", "sophie"),
            ("c'est claire pour moi", "", ""),
        ] {
            check(say, Asking::Open, last, first);
        }
    }

    #[test]
    fn compares() {
        assert!(same_name("Jean-Marc", "jean marc"));
        assert!(same_name("O'Brien", "obrien"));
        assert!(same_name("INÈS", "ines"));
        assert!(!same_name("Martin", "Martine"));
        assert!(!same_name("", " "));
        for (a, b) in [
            ("Dupont", "Dupond"),
            ("Lefebvre", "lefebvre"),
            ("Moreau", "Moro"),
            ("Mathieu", "Matthieu"),
            ("Renault", "Renaud"),
        ] {
            assert!(alike(a, b) > 0.99, "{a} {b} {}", alike(a, b));
        }
        assert!(alike("garnier", "garnié") > 0.99);
        assert!(alike("Lefebvre", "Lefèvre") > 0.7);
        assert!(alike("Garnier", "Durand") < 0.5);
        assert_eq!(alike("", "Durand"), 0.0);
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,80}", plain in "(je |m'appelle |sophie |de |la |tour |prénom |tiret |apostrophe |comme |c'est |A |B |, ){0,40}") {
            for asking in [Asking::Open, Asking::Name, Asking::LastName, Asking::FirstName] {
                let _ = names(&text, asking);
                let _ = names(&plain, asking);
            }
            let _ = alike(&text, &plain);
        }
    }
}
