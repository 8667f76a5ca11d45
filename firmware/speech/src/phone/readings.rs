//! The ways one stretch of number words may be read as digits.

use crate::number::{under_hundred, unit};
use crate::words::Words;

/// How the words from `at` on may be read: digits and words taken, the longest first.
pub(super) fn readings(words: &Words, items: &[usize], at: usize) -> Vec<(String, usize)> {
    read(words, items, at, true)
}

/// `repeats`: "deux fois" and "double" may stand here. They never nest: "quatre fois quatre fois quatre fois…" would
/// grow without end.
fn read(words: &Words, items: &[usize], at: usize, repeats: bool) -> Vec<(String, usize)> {
    let Some(&k) = items.get(at) else { return Vec::new() };
    let bare = words.bare(k);
    if let Some(figures) = words.get(k).and_then(|w| w.figures()) {
        // "2 fois 3".
        if repeats && items.get(at + 1).is_some_and(|n| words.bare(*n) == "fois") {
            return times(words, items, at, figures.parse().unwrap_or(0));
        }
        return vec![(figures.to_string(), 1)];
    }
    if bare == "plus" {
        return vec![("+".into(), 1)];
    }
    if bare == "double" && repeats {
        return read(words, items, at + 1, false).into_iter().map(|(d, used)| (d.repeat(2), used + 1)).collect();
    }
    if repeats
        && items.get(at + 1).is_some_and(|n| words.bare(*n) == "fois")
        && let Some(n @ 2..=4) = unit(bare)
    {
        return times(words, items, at, n);
    }
    // The greedy reading works on neighbours only: a hesitation ends it.
    let together = items[at..].iter().enumerate().take_while(|(n, i)| **i == k + n).count();
    let mut out = Vec::new();
    if bare == "cent" {
        out.push(("100".into(), 1));
    }
    let longest = under_hundred(words, k).filter(|(_, used)| *used <= together);
    if let Some((n, used)) = longest {
        if items.get(at + used).is_some_and(|i| *i == k + used && words.bare(*i) == "cent") && (1..10).contains(&n) {
            // "zéro huit cent": 0800.
            out.push((format!("{}00", n), used + 1));
            // "deux cent douze" in a foreign number is 212.
            let low = items
                .get(at + used + 1)
                .filter(|i| **i == k + used + 1)
                .and_then(|i| under_hundred(words, *i))
                .filter(|(low, low_used)| *low > 0 && used + 1 + low_used <= together);
            if let Some((low, low_used)) = low {
                out.push((format!("{n}{low:02}"), used + 1 + low_used));
            }
        }
        out.push((n.to_string(), used));
    }
    // Shorter readings of the same words.
    if bare == "quatre" && words.bare(k + 1) == "vingt" && together > 1 {
        out.push(("80".into(), 2));
    }
    if bare == "soixante" && words.bare(k + 1) == "dix" && together > 1 {
        out.push(("70".into(), 2));
    }
    if let Some(n) = unit(bare) {
        out.push((n.to_string(), 1));
    } else if let Some((n, _)) = tens_alone(bare) {
        out.push((n.to_string(), 1));
    }
    out.dedup();
    out
}

pub(super) fn tens_alone(bare: &str) -> Option<(u32, usize)> {
    let words = Words::as_written(bare);
    under_hundred(&words, 0)
}

pub(super) fn times(words: &Words, items: &[usize], at: usize, n: u32) -> Vec<(String, usize)> {
    let n = n.min(4) as usize;
    read(words, items, at + 2, false).into_iter().map(|(d, used)| (d.repeat(n), used + 2)).collect()
}
