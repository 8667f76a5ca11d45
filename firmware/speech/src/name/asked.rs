//! The names in the answer to "votre nom ?": what remains once politeness and headings are gone.

use super::{
    COMPOUND, Chunk, NAME_WORDS_MAX, Names, PARTICLES, STOP, Zone, alike, found, is_first_name, joined,
    particle_goes_on, same_name, split,
};
use crate::number;
use crate::spelling::all_spelled;
use crate::words::{Glue, Words};

pub(super) fn asked(text: &str, words: &Words, zone: Zone) -> Names {
    let chunks = chunks(text, words, zone);
    // A sentence about something else leaves many scraps: no name is made of them.
    let scraps: usize = chunks.iter().filter(|c| !c.spelled).map(|c| c.text.split([' ', '-', '\'']).count()).sum();
    let cued = chunks.iter().any(|c| c.zone != zone || c.spelled);
    if scraps > NAME_WORDS_MAX + 2 || (scraps > 4 && !cued && !chunks.iter().any(|c| particle_name(&c.text))) {
        return Names::default();
    }
    let signed = (0..words.len()).any(|k| matches!(words.bare(k), "tiret" | "tire") || words.are(k, "trait d union"));
    let pick = |zone: Zone| best(chunks.iter().filter(|c| c.zone == zone));
    let (mut last, mut first) = (pick(Zone::Last), pick(Zone::First));
    // "le goff en deux mots, l e g o deux f": the letters, with the space.
    let words_said = (0..words.len()).any(|k| matches!(words.bare(k), "deux" | "trois") && words.bare(k + 1) == "mots");
    if let Some(found) = last.as_mut().filter(|c| c.spelled && words_said && !c.text.contains([' ', '-', '\'']))
        && let Some(said) = chunks.iter().find(|c| !c.spelled && same_name(&c.text, &found.text))
    {
        found.text = said.text.clone();
    }
    // "au nom de roche, r o c h e, yvonne".
    if let Some(found) = last.as_ref().filter(|_| first.is_none() && zone == Zone::Unknown) {
        let apart = |c: &&Chunk| !c.spelled && is_first_name(&c.text) && alike(&c.text, &found.text) < 0.5;
        first = chunks.iter().filter(apart).find(|c| c.zone == Zone::Last).cloned();
    }
    // "marie hélène, avec un tiret", "jean pierre": one first name.
    if let Some(found) = first.as_mut().filter(|c| zone == Zone::First && !c.spelled) {
        let parts: Vec<&str> = found.text.split(' ').collect();
        if let [a, b] = parts[..]
            && is_first_name(b)
            && (signed || COMPOUND.contains(&a))
        {
            found.text = format!("{a}-{b}");
        }
    }
    // "garnier sophie" asked for the family name gives both.
    if zone != Zone::First && first.is_none() {
        (last, first) = split_or_whole(last, Zone::Last);
    } else if zone == Zone::First && last.is_none() {
        (last, first) = split_or_whole(first, Zone::First);
    }
    let open: Vec<&Chunk> = chunks.iter().filter(|c| c.zone == Zone::Unknown).collect();
    if !open.is_empty() {
        assign(&open, &mut last, &mut first);
    }
    if last.is_none() && first.is_none() && zone != Zone::Unknown {
        let common = common_word(words).map(found);
        return if zone == Zone::Last {
            Names { last: common, first: None }
        } else {
            Names { last: None, first: common }
        };
    }
    Names { last: last.map(found), first: first.map(found) }
}

/// A name that is an everyday word, where the answer is nothing else: "c'est monsieur Petit".
fn common_word(words: &Words) -> Option<Chunk> {
    let at = words.len().checked_sub(1)?;
    let named = matches!(
        words.bare(at),
        "petit" | "premier" | "bon" | "simple" | "jour" | "grave" | "vrai" | "bonjour" | "patient"
    );
    let led = at == 0
        || matches!(words.back(at, 1), "est" | "monsieur" | "madame" | "mademoiselle" | "nom" | "appelle" | "famille");
    (named && led && (at > 0 || words.bare(at) != "bonjour" && words.bare(at) != "bon")).then(|| Chunk {
        text: joined(words, at, at + 1),
        span: words.span(at, at + 1),
        zone: Zone::Unknown,
        spelled: false,
    })
}

/// True when a name starts with a particle: "de la tour".
pub(super) fn particle_name(text: &str) -> bool {
    text.split([' ', '\'']).next().is_some_and(|w| PARTICLES.contains(&w))
}

/// The chunk to keep of one name said several ways: the spelled one, else the longest, the last of equals.
pub(super) fn best<'c>(chunks: impl Iterator<Item = &'c Chunk>) -> Option<Chunk> {
    let all: Vec<&Chunk> = chunks.collect();
    all.iter()
        .filter(|c| c.spelled)
        .max_by_key(|c| c.text.len())
        .or_else(|| all.iter().max_by_key(|c| c.text.split(' ').count()))
        .map(|c| (*c).clone())
}

/// A single chunk of several words, asked for one name: "sophie garnier", "garnier sophie".
pub(super) fn split_or_whole(chunk: Option<Chunk>, asked: Zone) -> (Option<Chunk>, Option<Chunk>) {
    let Some(c) = chunk else { return (None, None) };
    let both = split(&c);
    match (asked, both) {
        (_, Some((last, first))) if !c.spelled => (Some(last), Some(first)),
        (Zone::First, _) => (None, Some(c)),
        _ => (Some(c), None),
    }
}

/// Shares out what was said under no heading.
pub(super) fn assign(open: &[&Chunk], last: &mut Option<Chunk>, first: &mut Option<Chunk>) {
    // Whole names before single ones: "martin, lucas martin".
    let several = |c: &&&Chunk| c.text.contains(' ') && !particle_name(&c.text);
    let whole = open.iter().filter(|c| !c.spelled).filter(several);
    for chunk in whole.chain(open.iter().filter(|c| !c.spelled && !several(c))) {
        let several = chunk.text.contains(' ') && !particle_name(&chunk.text);
        if several && last.is_none() {
            let parts: Vec<&str> = chunk.text.split(' ').collect();
            let both = split(chunk);
            // "ribeiro da silva, maria": the first name stands apart.
            let apart = |c: &&Chunk| !c.spelled && !c.text.contains(' ') && is_first_name(&c.text);
            if both.is_none() && open.iter().copied().any(|c| apart(&c)) {
                *last = Some((*chunk).clone());
                continue;
            }
            // "garnier sofie, le prénom s o f i e": the part spelled is the first name.
            let spelled_part =
                first.as_ref().and_then(|f| parts.iter().position(|p| parts.len() == 2 && same_name(p, &f.text)));
            if let Some(k) = spelled_part {
                *last = Some(Chunk { text: parts[1 - k].into(), zone: Zone::Last, ..(*chunk).clone() });
                continue;
            }
            let (l, f) = both.unwrap_or_else(|| {
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
pub(super) fn chunks(text: &str, words: &Words, asked: Zone) -> Vec<Chunk> {
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
            at += 1;
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
            let ends = at + used >= words.len() || words.pause(at + used) || words.bare(at + used) == "et";
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
        // "lucas avec un c": a remark, up to the next pause.
        if words.bare(at) == "avec" && matches!(words.bare(at + 1), "un" | "une" | "deux" | "des" | "l" | "accent") {
            close(text, words, &mut from, at, zone, &mut out);
            at += 1;
            while at < words.len()
                && !words.pause(at)
                && !spelled.iter().any(|s| s.hull().start == words[at].span.start)
            {
                at += 1;
            }
            continue;
        }
        let particle = PARTICLES.contains(&words.bare(at)) && particle_goes_on(words, at);
        let elided = words.get(at + 1).is_some_and(|w| w.glue == Glue::Apostrophe) && words.bare(at).len() == 1;
        let digits = words[at].figures().is_some();
        let glued_to_name = from.is_some() && words[at].glue == Glue::Hyphen;
        let known_in_name = glued_to_name || (particle && (from.is_some() || opens_name(words, at)));
        // "jean-marc petit": an everyday word behind a first name ends a whole name.
        let surname = matches!(words.bare(at), "petit" | "premier" | "bon" | "simple" | "jour" | "grave" | "vrai")
            && at > 0
            && from.is_some()
            && is_first_name(&words[at - 1].raw)
            && (at + 1 >= words.len() || words.pause(at + 1));
        let stop = !surname && STOP.contains(words.bare(at))
            || cued_slip(words, at)
            || kin(words, at)
            || figure(words, at)
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

/// "né le douze mars soixante": no part of a name, though "Mars" and "Cent" are names too.
fn figure(words: &Words, at: usize) -> bool {
    let number = |k: usize| words.get(k).is_some_and(|w| number::is_word(&w.bare) || w.figures().is_some());
    let dated = |k: usize| number(k) || number::month(words.bare(k)).is_some();
    number(at) && (dated(at + 1) || at > 0 && dated(at - 1))
        || number::month(words.bare(at)).is_some() && at > 0 && number(at - 1)
}

/// True where "de la" opens a name rather than being grammar: at the start, after a pause, a heading or "c'est".
pub(super) fn opens_name(words: &Words, at: usize) -> bool {
    at == 0
        || words.pause(at)
        || matches!(words.back(at, 1), "est" | "monsieur" | "madame" | "nom" | "famille" | "appelle" | "suis")
        || (PARTICLES.contains(&words.back(at, 1)) && at > 0 && opens_name(words, at - 1))
}

/// "pour ma voisine": for whom, not the name; "Voisin" and "Cousin" are names too.
fn kin(words: &Words, at: usize) -> bool {
    let owned = matches!(words.back(at, 1), "ma" | "mon" | "sa" | "son" | "notre" | "un" | "une" | "leur");
    let of = matches!(words.back(at, 1), "le" | "la" | "l") && matches!(words.bare(at + 1), "de" | "du" | "d");
    let parent =
        matches!(words.bare(at), "papa" | "maman" | "nounou" | "voisine" | "fille" | "niece" | "tante" | "mamie");
    of && parent
        || owned
            && matches!(
                words.bare(at),
                "voisine"
                    | "voisin"
                    | "tante"
                    | "oncle"
                    | "cousin"
                    | "cousine"
                    | "mamie"
                    | "papi"
                    | "maman"
                    | "papa"
                    | "neveu"
                    | "niece"
                    | "copain"
                    | "copine"
                    | "compagnon"
                    | "compagne"
                    | "conjoint"
                    | "conjointe"
                    | "epouse"
                    | "epoux"
                    | "bebe"
                    | "amie"
                    | "ami"
                    | "collegue"
                    | "grand"
                    | "belle"
                    | "beau"
                    | "cadet"
                    | "gendre"
                    | "bru"
                    | "enfant"
            )
}

/// Slips of "c'est" after a heading: "mon non cé dupont", "mon prénom ses nadia".
pub(super) fn cued_slip(words: &Words, at: usize) -> bool {
    matches!(words.bare(at), "ce" | "ses" | "ces" | "c" | "cest" | "sait" | "set" | "se")
        && (1..=3).any(|k| matches!(words.back(at, k), "nom" | "non" | "prenom" | "prenon" | "famille"))
        || at == 0
            && matches!(words.bare(at), "sai" | "sait" | "ses" | "ces" | "cest" | "set" | "se" | "ce" | "cet" | "sept")
            && matches!(words.bare(at + 1), "pour" | "au" | "a" | "madame" | "monsieur" | "le")
}

/// "nom", "nom de famille", "prénom" and their slips: what they head, and the words they take.
pub(super) fn heading(words: &Words, at: usize) -> Option<(Zone, usize)> {
    let bare = words.bare(at);
    let after_article = matches!(words.back(at, 1), "mon" | "le" | "de" | "son" | "votre" | "du" | "ma");
    match bare {
        "prenom" | "prenoms" | "prenon" | "prenons" | "prenomme" => Some((Zone::First, 1)),
        "nom" if words.back(at, 1) == "au" && words.bare(at + 1) == "de" => Some((Zone::Last, 2)),
        "nom" => Some((
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
pub(super) fn close(text: &str, words: &Words, from: &mut Option<usize>, to: usize, zone: Zone, out: &mut Vec<Chunk>) {
    let Some(start) = from.take() else { return };
    let mut end = to.min(start + NAME_WORDS_MAX);
    // A particle with nothing behind it belongs to the sentence.
    while end > start + 1
        && matches!(words.bare(end - 1), "de" | "du" | "la" | "le" | "l" | "d" | "tiret" | "apostrophe")
    {
        end -= 1;
    }
    // "nicolas, non, pas nicole, nicolas": a name refused is none.
    let start = start + usize::from(start > 0 && words.back(start, 1) == "pas" && !words.pause(start));
    if end > start {
        out.push(Chunk { text: joined(words, start, end), span: words.span(start, end), zone, spelled: false });
    }
    let _ = text;
}
