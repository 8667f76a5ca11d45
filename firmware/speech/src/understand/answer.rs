//! Yes, no, which one, how many out of five.

use super::hear::Heard;
use super::tables::Line;
use crate::number::{MONTHS, numbers_in, ranks_in};
use crate::{Answer, Asking};
use std::ops::Range;

/// Yes or no, in the light of what was asked. `filled`: the turn gives something else that answers the question.
pub fn answer(heard: &Heard, filled: bool, wish: bool, choice: bool) -> Option<Answer> {
    let lists = &heard.tables.answers;
    let asks_yes_or_no =
        matches!(heard.asking, Asking::Consent | Asking::Slot | Asking::Confirm | Asking::Other | Asking::Choice);
    if heard.asking == Asking::Open && heard.turn.words.len() > 3 {
        return None;
    }
    let weak = asks_yes_or_no && heard.asking != Asking::Other;
    let yeses = places(heard, &lists.yes, &lists.agree, weak);
    let mut noes = places(heard, &lists.no, &lists.disagree, weak);
    if matches!(heard.asking, Asking::Slot | Asking::Choice) {
        // "plutôt celui de quatorze heures" takes one of those offered.
        let taken = |from: usize, to: usize| (from..to).any(|at| takes_one(heard, at));
        noes.retain(|r| {
            let last = heard.word(r.start) == "plutot" && r.end + 1 >= heard.turn.words.len();
            !(taken(r.start, r.end + 2) || last && taken(0, r.start)) || heard.word(r.start) == "non"
        });
    }
    let (yes_strong, no_strong) = (heard.last(&lists.yes), heard.last(&lists.no));
    let yes = last_apart(&yeses, &noes);
    let no = last_apart(&noes, &yeses);
    if choice {
        // "non, il va bien, on garde le deuxième": the choice answers; only a plain yes goes with it.
        let plain = yes_strong
            .is_some_and(|r| r.start == 0 && matches!(heard.word(0), "oui" | "ouais" | "ouai" | "ok" | "okay"));
        return plain.then_some(Answer::Yes);
    }
    if matches!(heard.asking, Asking::Other) {
        let more = no_strong.is_none()
            && yes_strong.is_none()
            && heard.any(&lists.nothing_more)
            && heard.turn.words.len() <= 8;
        if more && !filled {
            return Some(Answer::No);
        }
    }
    let asks_for_a_thing = matches!(
        heard.asking,
        Asking::Motif
            | Asking::Practitioner
            | Asking::Name
            | Asking::LastName
            | Asking::FirstName
            | Asking::BirthDate
            | Asking::Phone
            | Asking::Rating
    );
    if asks_for_a_thing && filled {
        return None;
    }
    match (yes, no) {
        (Some(_), None) => {
            // "jeudi ça me va" given as a date is no yes.
            if heard.asking == Asking::Date && yes_strong.is_none() { None } else { Some(Answer::Yes) }
        }
        // "oui mais après je veux la secrétaire": to be heard was agreed to.
        (None, Some(n))
            if heard.asking == Asking::Consent && yes_strong.is_some_and(|y| y.start <= 1) && n.start <= 1 =>
        {
            Some(if no_strong.is_some() { Answer::No } else { Answer::Yes })
        }
        (None, Some(_)) => Some(Answer::No),
        (Some(y), Some(n)) => Some(both(heard, &y, &n, wish)),
        (None, None) => None,
    }
}

/// "celui de quatorze heures", "le créneau de neuf heures".
fn takes_one(heard: &Heard, at: usize) -> bool {
    let one = matches!(heard.word(at), "celui" | "celle")
        || matches!(heard.word(at), "creneau" | "horaire" | "rendez" | "proposition")
            && at > 0
            && matches!(heard.word(at - 1), "le" | "la" | "l");
    let of = at + 1 + usize::from(heard.word(at) == "rendez");
    one && matches!(heard.word(of), "de" | "du" | "d" | "a")
}

/// Where the sure words stand, and the others where the question lets them count; "pas d'accord" is no yes.
fn places(heard: &Heard, sure: &[Line], others: &[Line], weak: bool) -> Vec<Range<usize>> {
    let mut found = heard.places(sure);
    if weak {
        found.extend(heard.places(others));
    }
    found.retain(|r| !after_not(heard, r.start));
    found
}

/// The last place that lies in no larger place of the opposite: the "pas" of "pas de souci" is no no.
fn last_apart(these: &[Range<usize>], those: &[Range<usize>]) -> Option<Range<usize>> {
    let inside = |r: &&Range<usize>| those.iter().any(|o| o.start <= r.start && r.end <= o.end && o.len() > r.len());
    these.iter().filter(|r| !inside(r)).max_by_key(|r| (r.end, r.start)).cloned()
}

/// One past the "non" that a turn begins with.
fn first_end(heard: &Heard) -> usize {
    (0..heard.turn.words.len()).take_while(|at| matches!(heard.word(*at), "non" | "nan" | "mais")).count()
}

/// "pas d'accord" is no yes.
fn after_not(heard: &Heard, at: usize) -> bool {
    at > 0 && matches!(heard.word(at - 1), "pas" | "plus" | "jamais")
}

/// A yes and a no in one turn: the last one wins, but "oui mais pas…" is a no and "non non c'est bon" a yes.
fn both(heard: &Heard, yes: &Range<usize>, no: &Range<usize>, wish: bool) -> Answer {
    let lists = &heard.tables.answers;
    let first_no = heard.first(&lists.no).is_some_and(|r| r.start == 0);
    let reversal = heard
        .places(&lists.disagree)
        .into_iter()
        .any(|r| r.start <= yes.start && r.end > yes.end || r.start >= yes.start);
    if first_no {
        // "non c'est bon", "mais non, … je suis d'accord, oui".
        let good = yes.start <= first_end(heard);
        let strong = heard.places(&lists.yes).into_iter().any(|r| r.start >= no.start && !after_not(heard, r.start));
        return match heard.asking {
            Asking::Consent | Asking::Other if !strong => Answer::No,
            _ if (good || strong) && !reversal => Answer::Yes,
            _ => Answer::No,
        };
    }
    // "oui mais c'est pour annuler": to be heard was agreed to.
    let agreed = heard.first(&lists.yes).is_some_and(|r| r.start <= 1)
        && !heard.places(&lists.no).into_iter().any(|r| r.start > yes.start);
    if heard.asking == Asking::Consent && agreed {
        return Answer::Yes;
    }
    if reversal || wish && no.start > yes.start {
        return Answer::No;
    }
    if no.end >= yes.end { Answer::No } else { Answer::Yes }
}

/// The rank among what was offered, 1 and up, -1 the last.
pub fn choice(heard: &Heard) -> Option<i8> {
    if !matches!(heard.asking, Asking::Slot | Asking::Choice | Asking::Confirm) {
        return None;
    }
    let said = &heard.turn.said;
    let month = |rest: &str| {
        const NO_RANK: [&str; 9] =
            ["rendez", "consultation", "etage", "fois", "mot", "jour", "delai", "carat", "minute"];
        let folded = super::turn::fold(rest.trim_start());
        let word: String = folded.chars().take_while(|c| c.is_alphanumeric()).collect();
        MONTHS.contains(&word.as_str()) || NO_RANK.contains(&word.as_str())
    };
    let ranks = ranks_in(said);
    // "mardi premier": a day.
    let dated = |from: usize| {
        let before = super::turn::fold(said.get(..from).unwrap_or_default());
        before.split_whitespace().next_back().is_some_and(|w| crate::number::weekday(w).is_some())
    };
    let chosen = |r: usize, end: usize| !month(said.get(end..).unwrap_or_default()) && !dated(r);
    if ranks.iter().any(|r| dated(r.hull().start)) {
        return None;
    }
    // "mon malaise de l'été dernier": of a time, not of a list.
    let of_time = |from: usize| {
        let before = super::turn::fold(said.get(..from).unwrap_or_default());
        let word = before.split_whitespace().next_back().unwrap_or_default().to_string();
        ["ete", "l'ete", "hiver", "l'hiver", "an", "l'an", "mois", "semaine", "annee", "l'annee", "fois"]
            .contains(&word.as_str())
    };
    if let Some(rank) =
        ranks.iter().rev().filter(|r| !of_time(r.hull().start)).find(|r| chosen(r.hull().start, r.hull().end))
    {
        return Some(rank.value);
    }
    const RANKS: &[(&str, i8)] = &[
        ("premier", 1),
        ("première", 1),
        ("deuxième", 2),
        ("second", 2),
        ("seconde", 2),
        ("seconds", 2),
        ("troisième", 3),
        ("quatrième", 4),
        ("dernier", -1),
        ("dernière", -1),
    ];
    for at in (0..heard.turn.words.len()).rev() {
        let word = &heard.turn.words[at];
        let rank = RANKS.iter().find(|(name, _)| super::sound::key(name) == word.key);
        if let Some((_, rank)) = rank.filter(|_| !month(heard.word(at + 1))) {
            return Some(*rank);
        }
    }
    // "le numéro deux", "la proposition trois", "le deux", "deux".
    const LEADS: &[&str] = &["numero", "proposition", "option", "choix", "le", "la", "au"];
    // "la une, ou non tiens, la deux": the last said.
    let mut found = None;
    for at in 0..heard.turn.words.len() {
        let value = match heard.word(at) {
            "un" | "une" | "1" => 1,
            "deux" | "2" => 2,
            "trois" | "troi" | "troie" | "3" => 3,
            "quatre" | "4" => 4,
            _ => continue,
        };
        let before = if at > 0 { heard.word(at - 1) } else { "" };
        let alone = heard.turn.words.len() == 1 && heard.asking == Asking::Choice;
        let hour = matches!(heard.word(at + 1), "heure" | "heures" | "h" | "euros" | "jours" | "semaines")
            || month(heard.word(at + 1))
            || numbers_in(said).iter().any(|n| n.value > 4);
        if (alone
            || LEADS.contains(&before)
                && !(matches!(before, "la" | "le" | "au")
                    && heard.asking != Asking::Choice
                    && at + 1 < heard.turn.words.len()))
            && !hour
        {
            let first_of_two = found.is_some() && matches!(heard.word(at.saturating_sub(2)), "ou" | "et");
            if !first_of_two {
                found = Some(value);
            }
        }
    }
    found
}

/// A mark from 1 to 5, the last one said; marks out of 10 or 20 are brought to 5.
pub fn rating(heard: &Heard) -> Option<u8> {
    if heard.asking != Asking::Rating {
        return None;
    }
    let said = super::turn::fold(&heard.turn.said);
    let found = numbers_in(&heard.turn.said);
    // "un cinq", "un petit quatre": an article.
    let article = |k: usize| {
        let next = found.get(k + 1).map_or(usize::MAX, |n| n.hull().start);
        let gap = heard.turn.said.get(found[k].hull().end..next).map(|g| super::turn::fold(g.trim()));
        found[k].value == 1
            && gap.is_some_and(|g| matches!(g.as_str(), "" | "petit" | "bon" | "gros" | "grand" | "beau"))
    };
    let numbers: Vec<u32> = (0..found.len()).filter(|k| !article(*k)).map(|k| found[k].value).collect();
    for out_of in [10u32, 20] {
        if let [.., mark, last] = numbers[..]
            && last == out_of
            && mark <= out_of
            && said.contains(" sur ")
        {
            return u8::try_from((mark * 5).div_ceil(out_of).clamp(1, 5)).ok();
        }
    }
    let mut marks = numbers.clone();
    if said.contains("sur cinq") || said.contains("sur 5") || said.contains("sur sinq") || said.contains("/5") {
        // The five of "sur cinq" is no mark.
        if marks.len() > 1 && marks.last() == Some(&5) {
            marks.pop();
        }
    }
    if marks.iter().any(|m| *m > 5) {
        marks.retain(|m| *m <= 5);
    }
    // "trois, euh non, quatre": the last one; else the first, what follows is why.
    let corrected = [" non ", "plutot", "allez", "enfin", "disons"].iter().any(|word| said.contains(word));
    let mark = if corrected { marks.last() } else { marks.first() };
    if let Some(mark) = mark {
        return u8::try_from((*mark).max(1)).ok();
    }
    const WORDS: &[(&str, u8)] = &[
        ("note maximale", 5),
        ("maximum", 5),
        ("meilleure note", 5),
        ("excellent", 5),
        ("parfait", 5),
        ("au top", 5),
        ("rien a redire", 5),
        ("genial", 5),
        ("formidable", 5),
        ("impeccable", 5),
        ("super", 5),
        ("toutes les etoiles", 5),
        ("la plus haute", 5),
        ("pas terrible", 2),
        ("pas tres bien", 2),
        ("pas bien", 2),
        ("decevant", 2),
        ("bof", 2),
        ("mediocre", 2),
        ("zero", 1),
        ("plus mauvaise", 1),
        ("pire note", 1),
        ("plus basse", 1),
        ("minimum", 1),
        ("nul", 1),
        ("catastroph", 1),
        ("horrible", 1),
        ("tres mauvais", 1),
        ("lamentable", 1),
        ("moyen", 3),
        ("passable", 3),
        ("ni bien ni mal", 3),
        ("correct", 3),
        ("la moyenne", 3),
        ("tres bien", 5),
        ("satisf", 4),
        ("bien", 4),
    ];
    WORDS.iter().find(|(word, _)| said.contains(word)).map(|(_, mark)| *mark)
}
