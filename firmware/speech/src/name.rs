//! Family and first names in a caller's words.
//!
//! Asked for a name, a caller answers with it: once politeness and "mon nom c'est" are gone, what remains is the name.
//! Not asked, a name is only what follows "je m'appelle", "c'est madame", "au nom de"… A spelled name wins over the
//! same name said.

use crate::found::Found;
use crate::meaning::Asking;
use crate::phonetic::sounds;
use crate::spelling::all_spelled;
use crate::words::{Glue, Words, fold};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

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
    mercredi jeudi vendredi samedi dimanche certainement volontiers epelle epeler epelez epellation ecrit ecrire lettre lettres orthographe simple toujours bah ben ouais hop seul seulement trait union tiret trois quatre";

static STOP: LazyLock<HashSet<&'static str>> = LazyLock::new(|| STOPS.split_whitespace().collect());

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
        _ => return announced(text, &words),
    };
    let found = asked(text, &words, zone);
    if found == Names::default() { announced(text, &words) } else { found }
}

fn asked(text: &str, words: &Words, zone: Zone) -> Names {
    let chunks = chunks(text, words, zone);
    // A sentence about something else leaves many scraps: no name is made of them.
    let scraps: usize = chunks.iter().filter(|c| !c.spelled).map(|c| c.text.split([' ', '-', '\'']).count()).sum();
    let cued = chunks.iter().any(|c| c.zone != zone || c.spelled);
    if scraps > NAME_WORDS_MAX + 2 || (scraps > 4 && !cued && !chunks.iter().any(|c| particle_name(&c.text))) {
        return Names::default();
    }
    let pick = |zone: Zone| best(chunks.iter().filter(|c| c.zone == zone));
    let (mut last, mut first) = (pick(Zone::Last), pick(Zone::First));
    // "garnier sophie" asked for the family name gives both.
    if zone == Zone::Last && first.is_none() {
        (last, first) = split_or_whole(last, Zone::Last);
    } else if zone == Zone::First && last.is_none() {
        (last, first) = split_or_whole(first, Zone::First);
    }
    let open: Vec<&Chunk> = chunks.iter().filter(|c| c.zone == Zone::Unknown).collect();
    if !open.is_empty() {
        assign(&open, &mut last, &mut first);
    }
    Names { last: last.map(found), first: first.map(found) }
}

fn found(chunk: Chunk) -> Found<String> {
    Found::new(chunk.text, chunk.span)
}

/// True when a name starts with a particle: "de la tour".
fn particle_name(text: &str) -> bool {
    text.split([' ', '\'']).next().is_some_and(|w| PARTICLES.contains(&w))
}

/// The chunk to keep of one name said several ways: the spelled one, else the longest, the last of equals.
fn best<'c>(chunks: impl Iterator<Item = &'c Chunk>) -> Option<Chunk> {
    let all: Vec<&Chunk> = chunks.collect();
    all.iter()
        .filter(|c| c.spelled)
        .max_by_key(|c| c.text.len())
        .or_else(|| all.iter().max_by_key(|c| c.text.split(' ').count()))
        .map(|c| (*c).clone())
}

/// A single chunk of several words, asked for one name: "sophie garnier", "garnier sophie".
fn split_or_whole(chunk: Option<Chunk>, asked: Zone) -> (Option<Chunk>, Option<Chunk>) {
    let Some(c) = chunk else { return (None, None) };
    let both = split(&c);
    match (asked, both) {
        (_, Some((last, first))) if !c.spelled => (Some(last), Some(first)),
        (Zone::First, _) => (None, Some(c)),
        _ => (Some(c), None),
    }
}

/// Family name and first name of a chunk of two words or more, where the first names tell which is which.
fn split(chunk: &Chunk) -> Option<(Chunk, Chunk)> {
    let parts: Vec<&str> = chunk.text.split(' ').collect();
    let (head, tail) = (*parts.first()?, *parts.last()?);
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

/// Shares out what was said under no heading.
fn assign(open: &[&Chunk], last: &mut Option<Chunk>, first: &mut Option<Chunk>) {
    // Whole names before single ones: "martin, lucas martin".
    let several = |c: &&&Chunk| c.text.contains(' ') && !particle_name(&c.text);
    let whole = open.iter().filter(|c| !c.spelled).filter(several);
    for chunk in whole.chain(open.iter().filter(|c| !c.spelled && !several(c))) {
        let several = chunk.text.contains(' ') && !particle_name(&chunk.text);
        if several && last.is_none() {
            let parts: Vec<&str> = chunk.text.split(' ').collect();
            let (l, f) = split(chunk).unwrap_or_else(|| {
                // Neither is known: the first name comes first.
                let part = |text: String, zone| Chunk { text, zone, ..(*chunk).clone() };
                (part(parts[1..].join(" "), Zone::Last), part(parts[0].into(), Zone::First))
            });
            // "claire, claire fontaine": the second time is the whole of it.
            *last = Some(l);
            *first = first.take().filter(|old| !same_name(&old.text, &f.text)).or(Some(f));
            continue;
        }
        if several {
            continue;
        }
        let known_first = chunk.text.split([' ', '-']).all(is_first_name);
        let repeats = |c: &Option<Chunk>| c.as_ref().is_some_and(|c| same_name(&c.text, &chunk.text));
        if repeats(last) || repeats(first) {
            continue;
        }
        if first.is_none() && known_first && (last.is_some() || open.len() > 1) {
            *first = Some((*chunk).clone());
        } else if last.is_none() {
            *last = Some((*chunk).clone());
        } else if first.is_none() {
            *first = Some((*chunk).clone());
        }
    }
    for chunk in open.iter().filter(|c| c.spelled) {
        let near = |c: &Option<Chunk>| c.as_ref().map_or(0.0, |c| alike(&c.text, &chunk.text));
        if near(last) >= 0.5 && near(last) >= near(first) || last.is_none() {
            *last = Some((*chunk).clone());
        } else if near(first) >= 0.5 || first.is_none() {
            *first = Some((*chunk).clone());
        }
    }
}

/// Cuts a turn into names, each under its heading.
fn chunks(text: &str, words: &Words, asked: Zone) -> Vec<Chunk> {
    let spelled = all_spelled(text);
    let mut out: Vec<Chunk> = Vec::new();
    let mut zone = asked;
    // Words of the chunk being read.
    let mut from: Option<usize> = None;
    let mut at = 0;
    while at < words.len() {
        let here = words[at].span.start;
        if let Some(s) = spelled.iter().find(|s| s.hull().start == here) {
            close(text, words, &mut from, at, zone, &mut out);
            out.push(Chunk { text: s.value.clone(), span: s.hull(), zone, spelled: true });
            while at < words.len() && words[at].span.end <= s.hull().end {
                at += 1;
            }
            continue;
        }
        if words.pause(at) {
            close(text, words, &mut from, at, zone, &mut out);
        }
        if let Some((next, used)) = heading(words, at) {
            close(text, words, &mut from, at, zone, &mut out);
            let ends = at + used >= words.len() || words.pause(at + used);
            match out.last_mut() {
                // "fontaine c'est le nom de famille": the heading comes after.
                Some(c) if ends && words.back(at, 2) == "est" && c.zone != next => c.zone = next,
                _ => zone = next,
            }
            at += used;
            continue;
        }
        // "comme la chanson": a comparison, up to the next pause.
        if words.bare(at) == "comme" {
            close(text, words, &mut from, at, zone, &mut out);
            at += 1;
            while at < words.len() && !words.pause(at) && heading(words, at).is_none() && words.bare(at) != "et" {
                at += 1;
            }
            continue;
        }
        // Inside a name: "jean tiret marc", "l apostrophe hospitalier".
        if from.is_some() && matches!(words.bare(at), "tiret" | "apostrophe") && at + 1 < words.len() {
            at += 1;
            continue;
        }
        let particle = PARTICLES.contains(&words.bare(at)) && particle_goes_on(words, at);
        let elided = words.get(at + 1).is_some_and(|w| w.glue == Glue::Apostrophe) && words.bare(at).len() == 1;
        let digits = words[at].figures().is_some();
        let glued_to_name = from.is_some() && words[at].glue == Glue::Hyphen;
        let known_in_name = glued_to_name || (particle && (from.is_some() || opens_name(words, at)));
        let stop = STOP.contains(words.bare(at))
            || cued_slip(words, at)
            || digits
            || (elided && !particle && words.bare(at) != "o");
        if stop && !known_in_name {
            close(text, words, &mut from, at, zone, &mut out);
        } else if from.is_none() {
            from = Some(at);
        }
        at += 1;
    }
    close(text, words, &mut from, words.len(), zone, &mut out);
    out
}

/// True where "de la" opens a name rather than being grammar: at the start, after a pause, a heading or "c'est".
fn opens_name(words: &Words, at: usize) -> bool {
    at == 0
        || words.pause(at)
        || matches!(words.back(at, 1), "est" | "monsieur" | "madame" | "nom" | "famille" | "appelle" | "suis")
        || (PARTICLES.contains(&words.back(at, 1)) && at > 0 && opens_name(words, at - 1))
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

/// Slips of "c'est" after a heading: "mon non cé dupont", "mon prénom ses nadia".
fn cued_slip(words: &Words, at: usize) -> bool {
    matches!(words.bare(at), "ce" | "ses" | "ces" | "c" | "cest" | "sait" | "set" | "se")
        && (1..=3).any(|k| matches!(words.back(at, k), "nom" | "non" | "prenom" | "prenon" | "famille"))
}

/// "nom", "nom de famille", "prénom" and their slips: what they head, and the words they take.
fn heading(words: &Words, at: usize) -> Option<(Zone, usize)> {
    let bare = words.bare(at);
    let after_article = matches!(words.back(at, 1), "mon" | "le" | "de" | "son" | "votre" | "du" | "ma");
    match bare {
        "prenom" | "prenoms" | "prenon" | "prenons" | "prenomme" => Some((Zone::First, 1)),
        "nom" | "nom2" => Some((
            Zone::Last,
            if words.are(at + 1, "de famille") || words.are(at + 1, "de jeune fille") { 3 } else { 1 },
        )),
        "non" if after_article || words.are(at + 1, "de famille") => {
            Some((Zone::Last, if words.are(at + 1, "de famille") { 3 } else { 1 }))
        }
        "famille" => Some((Zone::Last, 1)),
        _ => None,
    }
}

/// Ends a chunk.
fn close(text: &str, words: &Words, from: &mut Option<usize>, to: usize, zone: Zone, out: &mut Vec<Chunk>) {
    let Some(start) = from.take() else { return };
    let mut end = to.min(start + NAME_WORDS_MAX);
    // A particle with nothing behind it belongs to the sentence.
    while end > start + 1
        && matches!(words.bare(end - 1), "de" | "du" | "la" | "le" | "l" | "d" | "tiret" | "apostrophe")
    {
        end -= 1;
    }
    if end > start {
        out.push(Chunk { text: joined(words, start, end), span: words.span(start, end), zone, spelled: false });
    }
    let _ = text;
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

/// The names announced in a turn that answers another question.
fn announced(text: &str, words: &Words) -> Names {
    let mut names = Names::default();
    for at in 0..words.len() {
        if names.last.is_some() && names.first.is_some() {
            break;
        }
        if let Some(start) = introduced(words, at) {
            let both = one_name(words, start);
            take(words, both, &mut names, true);
        } else if matches!(words.bare(at), "madame" | "monsieur" | "mademoiselle" | "mme" | "mlle" | "mr")
            && titled(words, at)
        {
            let both = one_name(words, at + 1);
            take(words, both, &mut names, false);
        } else if matches!(
            words.bare(at),
            "fils" | "fille" | "mari" | "femme" | "mere" | "pere" | "bebe" | "frere" | "soeur"
        ) && matches!(words.back(at, 1), "mon" | "ma" | "notre" | "petit" | "petite")
            && words.get(at + 1).is_some_and(|w| is_first_name(&w.raw))
        {
            let both = one_name(words, at + 1);
            take(words, both, &mut names, true);
        } else if words.first_of(at, &["a l appareil", "au telephone", "au bout du fil"]) > 0 && at >= 1 {
            // "sophie garnier à l'appareil".
            let start = (1..=3).map(|k| at.saturating_sub(k)).find(|k| is_first_name(&words[*k].raw));
            if let Some(start) = start {
                take(words, Some((start, at)), &mut names, true);
            }
        }
    }
    // A spelling of the name just said.
    for spelled in all_spelled(text) {
        for slot in [&mut names.last, &mut names.first] {
            if slot.as_ref().is_some_and(|f| alike(&f.value, &spelled.value) >= 0.5) {
                *slot = Some(spelled.clone());
            }
        }
    }
    names
}

/// The word after "je m'appelle", "au nom de", "ici", "je suis"…, where a name may start.
fn introduced(words: &Words, at: usize) -> Option<usize> {
    const ALWAYS: [&str; 14] = [
        "je m appelle",
        "m appelle",
        "il s appelle",
        "elle s appelle",
        "s appelle",
        "se nomme",
        "me nomme",
        "au nom de",
        "de la part de",
        "mon nom c est",
        "mon nom est",
        "mon nom de famille c est",
        "le nom c est",
        "le nom de famille c est",
    ];
    const FIRST_NAME_BEHIND: [&str; 5] = ["je suis", "c est", "cest", "ici", "pour"];
    let used = words.first_of(at, &ALWAYS);
    let begins = |k: usize| words.get(k).is_some() && !words.pause(k);
    if used > 0 && begins(at + used) {
        return Some(at + used);
    }
    let used = words.first_of(at, &FIRST_NAME_BEHIND);
    let known = words.get(at + used).is_some_and(|w| is_first_name(&w.raw));
    // "c'est claire" is an opinion; "c'est claire fontaine" a name.
    let two = words
        .get(at + used + 1)
        .is_some_and(|w| w.glue == Glue::Space && !STOP.contains(w.bare.as_str()) && w.bare.len() > 2);
    (used > 0 && begins(at + used) && known && two).then_some(at + used)
}

/// True when "madame" is followed by the caller's own name: not "bonjour madame", not "madame le docteur".
fn titled(words: &Words, at: usize) -> bool {
    let next = at + 1;
    if words.get(next).is_none() || words.pause(next) {
        return false;
    }
    let before = words.back(at, 1);
    let greeted =
        matches!(before, "bonjour" | "bonsoir" | "merci" | "oui" | "non" | "allo" | "pardon" | "revoir" | "rebonjour")
            && !words.pause(at);
    let name =
        !STOP.contains(words.bare(next)) || (PARTICLES.contains(&words.bare(next)) && particle_goes_on(words, next));
    // "avec madame martin" is the doctor.
    let seen = matches!(before, "avec" | "voir" | "chez" | "docteur") && !words.pause(at);
    name && !greeted && !seen
}

/// First word and end of the name that starts at a word: particles, then a first name and a family name at most.
fn one_name(words: &Words, start: usize) -> Option<(usize, usize)> {
    let mut at = start;
    let mut plain = 0;
    while at < words.len() && at - start < NAME_WORDS_MAX {
        if at > start && words.pause(at) {
            break;
        }
        let bare = words.bare(at);
        let glued = at > start && matches!(words[at].glue, Glue::Hyphen | Glue::Apostrophe);
        if PARTICLES.contains(&bare) && particle_goes_on(words, at) {
            at += 1;
            continue;
        }
        if STOP.contains(bare) && !glued || words[at].figures().is_some() {
            break;
        }
        if !glued {
            // A second word only after a first name: "madame rousset jevoudrais".
            let first_before = plain == 1 && is_first_name(&words[at - 1].raw);
            let first_now = plain == 1 && is_first_name(&words[at].raw);
            if plain >= 2 || (plain == 1 && !first_before && !first_now) {
                break;
            }
            plain += 1;
        }
        at += 1;
    }
    while at > start && PARTICLES.contains(&words.bare(at - 1)) {
        at -= 1;
    }
    (at > start).then_some((start, at))
}

fn take(words: &Words, place: Option<(usize, usize)>, names: &mut Names, first_alone: bool) {
    let Some((from, to)) = place else { return };
    let chunk =
        Chunk { text: joined(words, from, to), span: words.span(from, to), zone: Zone::Unknown, spelled: false };
    if let Some((last, first)) = split(&chunk) {
        names.last.get_or_insert(found(last));
        names.first.get_or_insert(found(first));
    } else if first_alone && is_first_name(&chunk.text) {
        names.first.get_or_insert(found(chunk));
    } else {
        names.last.get_or_insert(found(chunk));
    }
}

/// A name without case, accents, hyphens, apostrophes and spaces: the form names are compared by.
pub fn normal(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Equal but for case, accents, hyphens, apostrophes and spaces. Two empty names are not the same.
pub fn same_name(a: &str, b: &str) -> bool {
    let a = normal(a);
    !a.is_empty() && a == normal(b)
}

/// How alike two names sound, 0 to 1: 1 for the same sounds, 0 where one is empty. Letters count a little less than
/// sounds, so that "Lefebvre" and "Lefèvre" stay apart from "Lefort".
pub fn alike(a: &str, b: &str) -> f32 {
    let (letters_a, letters_b) = (normal(a), normal(b));
    if letters_a.is_empty() || letters_b.is_empty() {
        return 0.0;
    }
    if letters_a == letters_b {
        return 1.0;
    }
    let by_sound = nearness(&sounds(a), &sounds(b));
    by_sound.max(0.95 * nearness(&letters_a, &letters_b))
}

/// 1 less the share of letters to change (Levenshtein 1966).
fn nearness(a: &str, b: &str) -> f32 {
    let a: Vec<char> = a.chars().take(64).collect();
    let b: Vec<char> = b.chars().take(64).collect();
    let longest = a.len().max(b.len());
    if longest == 0 {
        return 0.0;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let change = diagonal + usize::from(ca != cb);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    1.0 - row[b.len()] as f32 / longest as f32
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
