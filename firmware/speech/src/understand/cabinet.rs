//! The cabinet's own words in a turn: which practitioner, which motif.

use super::hear::Heard;
use super::lexicon::{Hits, Lexicon};
use super::pattern::{Pattern, open};
use super::sound;
use super::tables::Kind;
use super::turn::{Turn, fold};
use crate::{Asking, Intent};
use huisclos_agenda::{Cabinet, MotifId, PractitionerId};
use std::collections::HashMap;
use std::ops::Range;

/// Words that make what follows a practitioner's name.
const TITLES: &[&str] = &["docteur", "doctoresse", "docteure", "professeur", "toubib", "dr", "doc"];
/// Words that make "madame Martin" a practitioner and not the caller.
const LEADS: &[&str] = &[
    "avec",
    "chez",
    "voir",
    "consulter",
    "pour",
    "a",
    "au",
    "par",
    "le",
    "rencontrer",
    "chez",
    "que",
    "pas",
    "plutot",
    "non",
    "ou",
];

/// The practitioner named or described, by name, title, speciality or the cabinet's own words.
pub fn practitioner(heard: &Heard, cabinet: &Cabinet) -> Option<PractitionerId> {
    let names_caller = matches!(
        heard.asking,
        Asking::Name | Asking::LastName | Asking::FirstName | Asking::BirthDate | Asking::Phone | Asking::Rating
    );
    let asked = heard.asking == Asking::Practitioner;
    let mut found: Vec<(usize, &PractitionerId)> = Vec::new();
    for one in &cabinet.practitioners {
        for at in name_places(heard, &one.last_name) {
            let before = if at > 0 { heard.word(at - 1) } else { "" };
            let titled = TITLES.contains(&before)
                || sound::key(before) == "dokt2r"
                || at > 1 && sound::key(&format!("{}{}", heard.word(at - 2), before)) == "dokt2r";
            let polite = matches!(before, "madame" | "monsieur" | "mademoiselle");
            let lead = |back: usize| at >= back && LEADS.contains(&heard.word(at - back));
            let exact = heard.turn.words[at].key == sound::key(&one.last_name);
            let plain = exact
                && (asked
                    || lead(1)
                    || fold(&one.first_name) == before
                        && (TITLES.contains(&heard.word(at.saturating_sub(2))) || lead(2)));
            let ok = titled || !names_caller && (polite && (asked || lead(2)) || plain);
            let refused = (1..=3).any(|b| {
                at >= b && heard.word(at - b) == "pas" && !heard.turn.words[at - b + 1..=at].iter().any(|w| w.comma)
            });
            if ok && !refused {
                found.push((at, &one.id));
            }
        }
        if !names_caller {
            for phrase in one.words.iter().map(String::as_str).chain([one.speciality.as_str()]) {
                let traitant = fold(phrase).contains("traitant")
                    || fold(phrase).contains("madame")
                    || fold(phrase).contains("monsieur");
                if traitant && !asked {
                    continue;
                }
                for at in phrase_places(heard, phrase) {
                    let before = if at > 0 { heard.word(at - 1) } else { "" };
                    let article = matches!(heard.word(at), "le" | "la" | "l")
                        || matches!(
                            before,
                            "le" | "la"
                                | "l"
                                | "un"
                                | "une"
                                | "du"
                                | "au"
                                | "chez"
                                | "docteur"
                                | "medecin"
                                | "notre"
                                | "mon"
                                | "ma"
                        );
                    let elsewhere = matches!(before, "mon" | "ancien" | "ma") && !asked && heard.word(at + 1) == "est";
                    if (asked || article) && !elsewhere {
                        found.push((at, &one.id));
                    }
                }
            }
        }
    }
    found.sort_by_key(|(at, _)| *at);
    let pick = if asked || super::intent::correction(heard).is_some() { found.last() } else { found.first() };
    pick.map(|(_, id)| (*id).clone())
}

/// Where a family name may stand: the same sounds, or after a title one slip ("docteur bernare").
fn name_places(heard: &Heard, name: &str) -> Vec<usize> {
    let parts: Vec<&str> = name.split([' ', '-', '\'']).filter(|p| !p.is_empty()).collect();
    let key: String = parts.iter().map(|p| sound::key(p)).collect();
    let n = heard.turn.words.len();
    let mut out = Vec::new();
    for at in 0..n {
        // "docteur Martine": the name with an e.
        let before = if at > 0 { heard.word(at - 1) } else { "" };
        if TITLES.contains(&before) && parts.len() == 1 && heard.word(at).strip_suffix('e') == Some(&fold(name)) {
            out.push(at);
            continue;
        }
        let mut joined = String::new();
        for end in at..n.min(at + parts.len() + 1) {
            joined.push_str(&heard.turn.words[end].key);
            let slips = sound::slips(&joined, &key, 1);
            let same_start = joined.chars().next() == key.chars().next();
            if slips == 0 || slips == 1 && same_start && key.len() >= 4 && joined.len() >= 4 {
                out.push(at);
                break;
            }
        }
    }
    out
}

/// Where a phrase of the cabinet stands.
fn phrase_places(heard: &Heard, phrase: &str) -> Vec<usize> {
    let mut lexicon = Lexicon::default();
    let clean: String = phrase
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | ' ') { c } else { ' ' })
        .collect();
    let Ok(pattern) = Pattern::read(&clean, &HashMap::new(), &mut lexicon) else { return Vec::new() };
    let hits = lexicon.hits(&heard.turn);
    find(&pattern, &heard.turn, &hits)
}

fn find(pattern: &Pattern, turn: &Turn, hits: &Hits) -> Vec<usize> {
    pattern.find_all(turn, hits, open).into_iter().map(|r| r.start).collect()
}

/// True for a reason that is the caller's: not denied, no figure of speech. What the red flags explain away as a lesser
/// ill ("mal à la gorge") is one all the same.
fn told(heard: &Heard, place: &Range<usize>) -> bool {
    if !super::alarm::is_none(heard, place) {
        return true;
    }
    let lesser = heard.places(&heard.tables.red_flags.explained.overlap);
    let inside = lesser.iter().any(|o| place.start <= o.start && o.end <= place.end);
    let denied = (1..=4).any(|k| {
        place.start >= k
            && matches!(heard.word(place.start - k), "pas" | "plus" | "aucun" | "aucune" | "sans" | "ni" | "jamais")
    });
    inside && !denied
}

/// What kind of evidence for a motif was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The motif was named, in the cabinet's words or in lay words for that very motif.
    Named(MotifId),
    /// A health reason: the motif for lay reasons.
    Lay(MotifId),
}

/// The motif of a turn.
pub fn motif(heard: &Heard, cabinet: &Cabinet, intent: Intent) -> Option<Reason> {
    let tables = &heard.tables.motifs;
    let asked = heard.asking == Asking::Motif;
    let lay_motif = cabinet.motifs.iter().find(|m| m.for_lay_reasons);
    let vague = |folded: &str| tables.weak.iter().any(|w| folded == *w || folded.starts_with(&format!("{w} ")));
    // A sort of motif, brought to the cabinet's own.
    // "un vaccin, non pardon, un renouvellement": what follows a correction, if it names a motif.
    let corrected = super::intent::correction(heard).unwrap_or_default();
    let paper = |at: usize| (1..=2).any(|k| at >= k && matches!(heard.word(at - k), "carnet" | "attestation"));
    // "laissez tomber le vaccin", "c'est pas un vaccin, c'est un certificat".
    let dropped = |at: usize| {
        (1..=2).any(|k| at >= k && matches!(heard.word(at - k), "tomber" | "oubliez" | "oublie"))
            || (1..=2).any(|k| at > k && heard.word(at - k) == "pas" && heard.word(at - k - 1) == "est")
    };
    let named_in = |kind: &Kind, from: usize| {
        heard.places(&kind.say).iter().any(|r| r.start >= from && !paper(r.start) && !dropped(r.start))
    };
    let from = if tables.kinds.iter().any(|kind| named_in(kind, corrected)) { corrected } else { 0 };
    for kind in &tables.kinds {
        if !named_in(kind, from) {
            continue;
        }
        let fit = |name: &String| {
            cabinet.motifs.iter().find(|m| fold(&m.id.0) == *name || m.words.iter().any(|w| fold(w) == *name))
        };
        if let Some(motif) = kind.fits.iter().find_map(fit) {
            // In a question only the motif's own name counts ("combien pour un vaccin").
            let named = || kind.fits.iter().any(|name| !vague(name) && !phrase_places(heard, name).is_empty());
            if matches!(intent, Intent::Info | Intent::Document) && !named() {
                continue;
            }
            return Some(Reason::Named(motif.id.clone()));
        }
    }
    // The cabinet's own words.
    for motif in cabinet.motifs.iter().filter(|_| intent != Intent::Info) {
        let phrases = motif.words.iter().map(String::as_str).chain([motif.id.0.as_str()]);
        for phrase in phrases {
            if vague(&fold(phrase)) && !asked {
                continue;
            }
            if !phrase_places(heard, phrase).is_empty() {
                return Some(Reason::Named(motif.id.clone()));
            }
        }
    }
    let reason_counts = asked
        || matches!(intent, Intent::Book | Intent::None) && heard.asking == Asking::Open
        || heard.asking == Asking::Other && intent == Intent::Book;
    let reasons = if reason_counts { heard.places(&tables.lay) } else { Vec::new() };
    if reasons.iter().any(|place| told(heard, place)) {
        return lay_motif.map(|m| Reason::Lay(m.id.clone()));
    }
    None
}
