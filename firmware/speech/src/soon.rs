//! "dans une heure", "d'ici vingt minutes": counted from the moment of the call.

use crate::meaning::When;
use crate::number::cardinal;
use crate::words::Words;
use jiff::ToSpan;
use jiff::civil::DateTime;

/// Hours that are still said as such: beyond, callers say a day.
const HOURS_MAX: u32 = 12;

/// Every such moment of a turn, with its words.
pub fn moments(words: &Words, now: DateTime) -> Vec<(When, usize, usize)> {
    let mut out = Vec::new();
    for at in 0..words.len() {
        let by = words.first_of(at, &["d ici", "sous", "dans moins d", "dans moins de"]);
        let lead = if by > 0 { by } else { words.first_of(at, &["dans", "d ici"]) };
        if lead == 0 {
            continue;
        }
        let Some((minutes, end)) = length(words, at + lead) else { continue };
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
    const PHRASES: [(&str, i64); 6] = [
        ("une demi heure", 30),
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
            let half = if words.first_of(unit + 1, &["et demi", "et demie"]) > 0 { 30 } else { 0 };
            Some((i64::from(n) * 60 + half, unit + 1 + 2 * usize::from(half > 0)))
        }
        "minute" if (1..=HOURS_MAX * 60).contains(&n) => Some((i64::from(n), unit + 1)),
        _ => None,
    }
}
