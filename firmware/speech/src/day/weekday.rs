//! "mardi", "mardi en huit", "mardi de la semaine prochaine", "lundi trente".

use super::month::{month_word, year};
use super::numbered::{blocked, figures, number_of_day, of_month};
use super::reach::reach;
use super::week::week;
use super::{Days, Shape};
use crate::calendar::{agreeing_after, date, in_week_of, plus, weekday_after, weekday_before};
use crate::number::weekday;
use crate::words::Words;
use jiff::civil::{Date, Weekday};

/// "mardi", "mardi prochain", "mardi en huit", "mardi de la semaine prochaine", "lundi trente novembre".
pub(super) fn week_day(words: &Words, at: usize, today: Date, base: Option<Days>) -> Option<Days> {
    let day = weekday(words.bare(at))?;
    let next = weekday_after(today, day);
    let mut k = at + 1;
    // "déplacer celui du quatre au lundi suivant": after the day just said.
    let following = words.first_of(k, &["suivant", "d apres", "qui suit"]);
    if let Some(b) = base.filter(|b| following > 0 && !matches!(b.shape, Shape::Vague | Shape::Impossible)) {
        return Some(Days::one(weekday_after(b.to.max(today), day), at, k + following, Shape::Day));
    }
    if matches!(words.bare(k), "dernier" | "passe") && !words.are(k, "dernier delai") {
        return Some(Days::one(weekday_before(today, day), at, k + 1, Shape::Day));
    }
    k += words.first_of(k, &["prochain", "suivant", "qui vient", "qui arrive", "qui suit", "a venir"]);
    let qualified = k > at + 1;
    for (phrase, days) in [("en huit", 7), ("en 8", 7), ("en quinze", 14), ("en 15", 14)] {
        if words.are(k, phrase) && words.bare(k + 2) != "heure" {
            return Some(Days::one(plus(next, days), at, k + 2, Shape::Day));
        }
    }
    if let Some(week_words) = of_week(words, k) {
        let head = k + week_words;
        if let Some(w) = week(words, head, today, base).filter(|w| w.shape == Shape::Week) {
            return Some(Days::one(in_week_of(w.from, day), at, w.end, Shape::Day));
        }
    }
    if words.bare(k) == "dans"
        && let Some(r) = reach(words, k, today)
        && r.from == r.to
    {
        return Some(Days::one(in_week_of(r.from, day), at, r.end, Shape::Day));
    }
    if let Some(found) = dated_week_day(words, at, k, day, today) {
        return Some(found);
    }
    // "la semaine prochaine, mardi", "dans trois semaines, un mardi".
    let one_week =
        |b: &Days| (b.shape == Shape::Week && plus(b.from, 7) > b.to) || (b.shape == Shape::Reach && b.from == b.to);
    if let Some(b) = base.filter(|b| one_week(b) && !qualified)
        && (b.end..at)
            .all(|w| matches!(words.bare(w), "le" | "un" | "plutot" | "peut" | "etre" | "disons" | "genre" | "euh"))
    {
        return Some(Days::one(in_week_of(b.from, day), at, k, Shape::Day));
    }
    Some(Days::one(next, at, k, Shape::Weekday(day)))
}

/// Words that lead to "semaine" after a weekday.
pub(super) fn of_week(words: &Words, k: usize) -> Option<usize> {
    let used = words.first_of(k, &["de la", "de cette", "dans la", "la", "cette", "de l autre"]);
    (words.bare(k + used) == "semaine").then_some(used)
}

/// A weekday with its number, and perhaps month and year.
pub(super) fn dated_week_day(words: &Words, at: usize, k: usize, day: Weekday, today: Date) -> Option<Days> {
    // "mardi, le premier décembre" goes on only where both agree.
    let article = usize::from(words.bare(k) == "le");
    let from = k + article;
    if let Some(d) = figures(words, from, today).filter(|d| d.shape == Shape::Day) {
        return Some(Days { at, ..d });
    }
    let (n, used) = number_of_day(words, from)?;
    let end = from + used;
    if let Some((m, month_words)) = month_word(words, end) {
        let (year, year_words) = year(words, end + month_words, today);
        let end = end + month_words + year_words;
        let Some(n) = i8::try_from(n).ok() else { return Some(Days::impossible(today, at, end)) };
        let years: Vec<i16> = year.map_or_else(|| vec![today.year(), today.year() + 1], |y| vec![y]);
        let mut options = years.into_iter().filter_map(|y| date(y, m, n)).filter(|d| year.is_some() || *d >= today);
        let first = options.clone().next();
        // The day of the month outweighs a weekday that does not fit: the offer says both again.
        return Some(match options.find(|d| d.weekday() == day && *d < plus(today, 366)).or(first) {
            Some(found) => Days::one(found, at, end, Shape::Day),
            None => Days::impossible(today, at, end),
        });
    }
    if words.pause(k) || blocked(words, end) {
        let agrees = agreeing_after(today, day, i8::try_from(n).ok()?)?;
        return (words.pause(k) && article == 1 && !blocked(words, end) && agrees < plus(today, 60))
            .then(|| Days::one(agrees, at, end, Shape::Day));
    }
    if let Some(found) = of_month(words, end, n, today) {
        return Some(Days { at, ..found });
    }
    match i8::try_from(n).ok().and_then(|n| agreeing_after(today, day, n)) {
        Some(found) => Some(Days::one(found, at, end, Shape::Day)),
        None => Some(Days::impossible(today, at, end)),
    }
}
