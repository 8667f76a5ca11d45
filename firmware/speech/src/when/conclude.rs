//! What a caller comes to in the end: "le neuf je suis de soir, alors le dix", "vendredi elle est chez son père, donc d'ici
//! jeudi". What led there is no wish, nor are its hours.

use super::{Mention, Role};
use crate::words::Words;

/// Words between one that concludes and the date it leads to ("donc plutôt vers le dix").
const LED_WORDS: usize = 3;
/// Words between two days of which the second takes the hour of the first ("mardi à dix heures, non, mercredi").
const CORRECTION_WORDS: usize = 5;
/// Words between the verb of a timetable and its hour or day ("je sors de l'hôpital le six").
const TIMETABLE_WORDS: usize = 6;

/// Lets go of what only led to the wish.
pub(super) fn conclude(words: &Words, mentions: &mut [Mention]) {
    explained(words, mentions);
    for k in 1..mentions.len() {
        let (before, rest) = mentions.split_at_mut(k);
        let Some(last) = rest.first().filter(|m| wish(m) && m.has_day()) else { continue };
        let concluded = concludes(words, last);
        for held in before.iter_mut().filter(|m| wish(m) && m.has_day()) {
            let same = held.when.from == last.when.from && held.when.to == last.when.to;
            let gap = last.start.saturating_sub(held.end);
            let corrected = gap <= CORRECTION_WORDS && !(held.end..last.start).any(|at| tells(words, at));
            if !same && (concluded || !last.has_hour() && held.has_hour() && !corrected) {
                held.past = true;
            }
        }
        if !last.has_hour() {
            hours_of_another(words, before, last);
        }
    }
}

/// "ma prise de sang c'est le vingt-six au labo à sept heures, je voudrais le docteur ensuite, le trente".
fn hours_of_another(words: &Words, before: &mut [Mention], last: &Mention) {
    for at in 1..before.len() {
        let (days, hour) = (&before[at - 1], &before[at]);
        let exact = hour.when.after.is_some() && hour.when.after == hour.when.before;
        let theirs = days.has_day() && !hour.has_day() && exact && wish(hour);
        let same = days.when.from == last.when.from;
        let one_thought = !(days.end..hour.start).any(|k| tells(words, k)) && !words.pause(hour.start);
        if theirs && !same && one_thought && (hour.end..last.start).any(|k| tells(words, k)) {
            before[at].past = true;
        }
    }
}

fn wish(mention: &Mention) -> bool {
    mention.open() && mention.role == Role::Wish && !mention.vague
}

/// "donc le dix", "alors à partir du quatre"; "le quatorze alors" at the end.
fn concludes(words: &Words, mention: &Mention) -> bool {
    let so = |word: &str| matches!(word, "donc" | "alors" | "coup" | "bref" | "prenons" | "mettons");
    let near = |k: &usize| *k <= mention.start && (*k == 1 || !words.pause(mention.start + 1 - k));
    let led = (1..=LED_WORDS).take_while(near).any(|k| {
        // "ou alors le samedi" is another choice, and so is "et alors".
        so(words.back(mention.start, k)) && !matches!(words.back(mention.start, k + 1), "ou" | "et" | "sinon")
    });
    let ends = matches!(words.bare(mention.end), "alors" | "donc") && mention.end + 1 == words.len()
        || words.first_of(mention.end, &["j ai rien", "je suis libre", "je suis dispo", "je suis disponible"]) > 0;
    led || ends && !matches!(words.back(mention.start, 1), "ou" | "et")
}

/// A word that tells of something, between two days: they are two thoughts then.
fn tells(words: &Words, at: usize) -> bool {
    matches!(
        words.bare(at),
        "je" | "j" | "il" | "elle" | "on" | "nous" | "ils" | "elles" | "donc" | "alors" | "mon" | "ma" | "mes"
    ) && !matches!(words.bare(at + 1), "veux" | "voulais" | "prefere" | "prefererais" | "dis" | "me")
}

/// "après quinze heures, je débauche à quatorze trente"; "pas avant le sept, je sors de l'hôpital le six": why.
fn explained(words: &Words, mentions: &mut [Mention]) {
    for k in 1..mentions.len() {
        let (before, rest) = mentions.split_at_mut(k);
        let Some(why) = rest.first_mut().filter(|m| wish(m)) else { continue };
        let held = |m: &&Mention| {
            wish(m) && !m.reason && (why.has_day() && m.has_day() || !why.has_day() && m.has_hour() && why.has_hour())
        };
        let floor = before.last().map_or(0, |m| m.end);
        if before.iter().any(|m| held(&m)) && timetable(words, why, floor) {
            why.past = true;
        }
    }
}

/// True where the clause of a mention says what else is done then: subject and verb before it, or "c'est" behind.
fn timetable(words: &Words, mention: &Mention, floor: usize) -> bool {
    let subject = |w: &str| matches!(w, "je" | "j" | "il" | "elle" | "on" | "y" | "nous" | "ils" | "elles");
    let verb = |at: usize| {
        let led = subject(words.back(at, 1))
            || matches!(words.back(at, 1), "le" | "la" | "les" | "l" | "m" | "n") && subject(words.back(at, 2));
        let free = (at + 1..mention.start)
            .any(|k| matches!(words.bare(k), "libre" | "dispo" | "disponible" | "la" | "rien" | "possible" | "rendez"));
        let days = matches!(words.bare(at), "sors" | "rentre" | "pars" | "reviens" | "debauche" | "repars");
        let hours = matches!(
            words.bare(at),
            "finis"
                | "fini"
                | "finit"
                | "termine"
                | "commence"
                | "embauche"
                | "reprends"
                | "depose"
                | "recupere"
                | "travaille"
                | "travail"
                | "bosse"
                | "ai"
                | "a"
                | "est"
                | "suis"
                | "dors"
        );
        led && !free && (days || hours && !mention.has_day())
    };
    let from = mention.start;
    let told = (1..=TIMETABLE_WORDS)
        .take_while(|k| from >= floor + k)
        .map(|k| from - k)
        .take_while(|at| {
            !matches!(
                words.bare(*at),
                "donc"
                    | "alors"
                    | "mais"
                    | "coup"
                    | "si"
                    | "quand"
                    | "plutot"
                    | "voudrais"
                    | "peux"
                    | "peut"
                    | "sinon"
                    | "ou"
                    | "prefere"
                    | "prefererais"
                    | "mettons"
                    | "disons"
                    | "note"
                    | "dit"
                    | "pris"
                    | "mettez"
                    | "donnez"
                    | "prenez"
                    | "auriez"
                    | "avez"
                    | "serait"
            )
        })
        .any(verb);
    // "vendredi après-midi, jeudi c'est l'anniversaire de ma sœur".
    let other = words.are(mention.end, "c est")
        && matches!(words.bare(mention.end + 2), "l" | "la" | "mon" | "ma" | "un" | "une")
        && mention.has_day();
    told || other
}
