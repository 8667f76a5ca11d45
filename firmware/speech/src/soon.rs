//! "dans une heure", "d'ici vingt minutes": counted from the moment of the call.

use crate::meaning::When;
use crate::number::cardinal;
use crate::words::Words;
use jiff::ToSpan;
use jiff::civil::DateTime;

/// Hours that are still said as such: beyond, callers say a day.
const HOURS_MAX: u32 = 12;
/// "dans les deux heures" is a length; "dans les quatre heures" is about four o'clock.
const WITHIN_MINUTES: i64 = 120;
/// "d'ici deux heures" is a length; "d'ici quinze heures" is a time of the day.
const UNTIL_HOURS_MAX: u32 = 6;

/// Every such moment of a turn, with its words.
pub fn moments(words: &Words, now: DateTime) -> Vec<(When, usize, usize)> {
    let mut out = Vec::new();
    for at in 0..words.len() {
        let by = words.first_of(at, &["d ici", "sous", "dans moins d", "dans moins de"]);
        let lead = if by > 0 { by } else { words.first_of(at, &["dans", "d ici"]) };
        if lead == 0 {
            continue;
        }
        // "dans l'heure", "dans les deux heures qui viennent": until then.
        let whole = words.first_of(at + lead, &["l", "les"]);
        let found =
            if words.are(at + lead, "l heure") { Some((60, at + lead + 2)) } else { length(words, at + lead + whole) };
        let Some((minutes, end)) = found else { continue };
        let coming = words.first_of(end, &["qui vient", "qui viennent", "qui suivent", "qui suit", "a venir"]);
        let counted = words.are(at + lead, "l heure") && !matches!(words.bare(end), "du" | "de") || coming > 0;
        if whole > 0 && !counted && minutes > WITHIN_MINUTES {
            continue;
        }
        let timed = words.are(at, "d ici") && minutes > i64::from(UNTIL_HOURS_MAX) * 60 && coming == 0;
        if timed {
            continue;
        }
        let (by, end) = (by + whole, end + coming);
        let then = now.saturating_add(minutes.minutes());
        if then.date() != now.date() {
            continue;
        }
        let today = Some(now.date());
        let after = if by > 0 { now.time() } else { then.time() };
        out.push((When { from: today, to: today, after: Some(after), before: Some(then.time()) }, at, end));
    }
    out
}

fn length(words: &Words, at: usize) -> Option<(i64, usize)> {
    const PHRASES: [(&str, i64); 10] = [
        ("moins d une heure", 60),
        ("une demi heure", 30),
        ("une heure et quart", 75),
        ("une heure un quart", 75),
        ("demi heure", 30),
        ("une demie heure", 30),
        ("un quart d heure", 15),
        ("trois quart d heure", 45),
        ("une petite heure", 60),
        ("une bonne heure", 60),
    ];
    if let Some((phrase, minutes)) = PHRASES.iter().find(|(p, _)| words.are(at, p)) {
        return Some((*minutes, at + phrase.split(' ').count()));
    }
    let (n, used) = cardinal(words, at)?;
    let unit = at + used;
    match words.bare(unit) {
        "heure" if (1..=HOURS_MAX).contains(&n) => {
            let half = words.first_of(unit + 1, &["et demi", "et demie"]);
            // "dans 1h30", "dans une heure trente".
            let more = if half > 0 {
                Some((30, half))
            } else {
                cardinal(words, unit + 1).filter(|(m, _)| (5..60).contains(m))
            };
            let (more, used) = more.unwrap_or_default();
            Some((i64::from(n) * 60 + i64::from(more), unit + 1 + used))
        }
        "minute" if (1..=HOURS_MAX * 60).contains(&n) => Some((i64::from(n), unit + 1)),
        _ => None,
    }
}
