//! What the caller wants, by the rules of `intents.toml`.

use super::hear::Heard;
use super::pattern::open;
use super::tables::Means;
use super::tense::tells_of_the_past;
use super::turn::Turn;
use crate::{Asking, Intent, Repeat, Topic};

/// Score from which a booking is asked in so many words.
const ASKED_FROM: f32 = 0.93;
/// Score from which an off-topic call is one, whatever follows ("c'est bien le garage ? je voudrais un rendez-vous").
const SURE_FROM: f32 = 0.955;

/// Evidence for an intent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// The intent.
    pub intent: Intent,
    /// The topic of `Info`.
    pub topic: Option<Topic>,
    /// How strong, 0 to 1.
    pub score: f32,
    /// First word of the evidence; of its last part where it has several.
    pub at: usize,
    /// First word of its first part.
    pub first: usize,
}

/// Everything the rules found.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Every evidence, strongest first.
    pub evidence: Vec<Evidence>,
    /// How to say it again.
    pub repeat: Option<Repeat>,
}

/// Reads the rules over a turn. After a correction ("enfin non", "finalement") only what follows counts, if it says
/// something.
pub fn wanted(heard: &Heard) -> Wanted {
    let mut out = Wanted::default();
    for rule in &heard.tables.intents {
        if !rule.asked && !heard.open() {
            continue;
        }
        for line in &rule.say {
            let found = line.find(&heard.turn, &heard.hits, open);
            let Some(place) = found.iter().flatten().max_by_key(|r| r.start) else { continue };
            match rule.means {
                Means::Repeat(how) => {
                    out.repeat = out.repeat.or(Some(how));
                }
                Means::Intent(intent, topic) if allowed(intent, heard.asking) => {
                    let first = found.iter().flatten().map(|r| r.start).min().unwrap_or(place.start);
                    out.evidence.push(Evidence { intent, topic, score: rule.score, at: place.start, first });
                }
                Means::Intent(..) => {}
            }
        }
    }
    // "le docteur m'a changé mes comprimés" moves no appointment.
    out.evidence.retain(|e| e.intent != Intent::Move || !changes_a_thing(heard, e.at));
    // "je me tue à vous le répéter", "je vous répète": the caller says it again, the box need not.
    if (0..heard.turn.words.len()).any(|at| says_again(heard, at)) {
        out.repeat = None;
    }
    // "vous avez mal compris" corrects the box: it has nothing to say again.
    if (0..heard.turn.words.len()).any(|at| misunderstood(heard, at)) {
        out.repeat = None;
    }
    drop_told(heard, &mut out.evidence);
    if let Some(at) = correction(heard) {
        let after: Vec<Evidence> = out.evidence.iter().copied().filter(|e| e.at >= at && e.score >= 0.8).collect();
        if !after.is_empty() {
            out.evidence = after;
        }
    }
    out.evidence.sort_by(|a, b| b.score.total_cmp(&a.score));
    out
}

/// "changé mes comprimés", "changer de médecin": what is changed is no appointment.
fn changes_a_thing(heard: &Heard, at: usize) -> bool {
    const THINGS: [&str; 19] = [
        "traitement",
        "medicament",
        "medicaments",
        "comprime",
        "comprimes",
        "pansement",
        "ordonnance",
        "dose",
        "dosage",
        "pilule",
        "sonde",
        "medecin",
        "adresse",
        "numero",
        "mutuelle",
        "nom",
        "telephone",
        "frais",
        "appareil",
    ];
    let verb = (at..at + CHANGE_WORDS)
        .find(|k| ["chang", "modifi", "avanc", "remet"].iter().any(|stem| heard.word(*k).starts_with(stem)));
    verb.is_some_and(|k| (k + 1..k + CHANGE_WORDS).any(|n| THINGS.contains(&heard.word(n))))
        && !(at..at + 2 * CHANGE_WORDS).any(|k| matches!(heard.word(k), "rendez" | "rendezvous" | "rdv" | "creneau"))
}

/// Words between a verb that changes and what it changes.
const CHANGE_WORDS: usize = 4;

/// "à vous le répéter", "je vous répète".
fn says_again(heard: &Heard, at: usize) -> bool {
    heard.word(at).starts_with("repet")
        && (1..=3).any(|k| at >= k && heard.word(at - k) == "vous")
        && (1..=4).any(|k| at >= k && matches!(heard.word(at - k), "je" | "a" | "tue"))
        && !(1..=4).any(|k| at >= k && matches!(heard.word(at - k), "pouvez" | "pourriez" | "demande"))
}

fn misunderstood(heard: &Heard, at: usize) -> bool {
    let you = heard.word(at) == "vous";
    let have = at + 1 + usize::from(heard.word(at + 1) == "m");
    you && heard.word(have) == "avez"
        && matches!(heard.word(have + 1), "mal" | "pas" | "rien")
        && matches!(heard.word(have + 2), "compris" | "entendu" | "saisi" | "bien")
}

/// Words that turn from a story to what one calls for.
const TURNS: [&str; 12] =
    ["bref", "donc", "moi", "juste", "simplement", "seulement", "mais", "alors", "enfin", "bon", "la", "passons"];

/// "la fleuriste a fait un infarctus, …, moi je voudrais un rendez-vous": what a story before a request in so many words
/// mentions is no reason to turn the caller away.
fn drop_told(heard: &Heard, evidence: &mut Vec<Evidence>) {
    let asked = evidence.iter().filter(|e| e.intent == Intent::Book && e.score >= ASKED_FROM).map(|e| e.at).max();
    let Some(asked) = asked else { return };
    let apart = |at: usize| (at + 1..=asked).any(|k| heard.turn.words.get(k).is_some_and(|w| w.comma || w.stop));
    evidence.retain(|e| e.intent != Intent::OffTopic || e.score >= SURE_FROM || e.first >= asked || !apart(e.first));
    // "ma femme a fait un malaise, les examens étaient bons, là elle voudrait un rendez-vous".
    let turned = |at: usize| {
        (at + 1..asked).any(|k| {
            let word = heard.turn.words.get(k);
            word.is_some_and(|w| w.comma || w.stop || TURNS.contains(&w.fold.as_str()))
        })
    };
    let story = Turn { said: String::new(), words: heard.turn.words[..asked.min(heard.turn.words.len())].to_vec() };
    if tells_of_the_past(&story) {
        let told = |i: Intent| matches!(i, Intent::Results | Intent::Info | Intent::Confirm | Intent::Document);
        evidence.retain(|e| !told(e.intent) || e.at >= asked || !turned(e.at));
    }
}

/// Some intents answer no question: a date asked for is given with words that elsewhere would cancel.
fn allowed(intent: Intent, asking: Asking) -> bool {
    match asking {
        Asking::Open | Asking::Other => true,
        // "c'est combien la consultation ?" while a figure was asked for.
        Asking::BirthDate | Asking::Phone => {
            matches!(intent, Intent::Human | Intent::Cancel | Intent::Move | Intent::Info)
        }
        Asking::Rating | Asking::Name | Asking::LastName | Asking::FirstName => {
            matches!(intent, Intent::Human | Intent::Cancel | Intent::Move)
        }
        _ => matches!(intent, Intent::Human | Intent::Cancel | Intent::Move | Intent::Info | Intent::OffTopic),
    }
}

/// The first word after the last correction.
pub fn correction(heard: &Heard) -> Option<usize> {
    let n = heard.turn.words.len();
    (1..n).rev().find(|&at| {
        let (w, next, after) = (heard.word(at), heard.word(at + 1), heard.word(at + 2));
        match w {
            "enfin" => next == "non" || next == "plutot" || next == "pardon" || next == "je" && after == "veux",
            "non" => {
                matches!(next, "plutot" | "pardon" | "attendez" | "en" | "finalement" | "excusez")
                    || (next == "je" && after == "me")
            }
            "pardon" => next == "non" || next == "je" || next == "plutot",
            "finalement" => heard.turn.words[at].comma || matches!(heard.word(at - 1), "non" | "mais" | "et"),
            "plutot" => false,
            _ => false,
        }
    })
}
