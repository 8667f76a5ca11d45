//! "mardi", "mardi en huit", "mardi de la semaine prochaine", "lundi trente".

use super::feast::feast;
use super::month::{month_word, year};
use super::numbered::{blocked, figures, number_of_day, of_month};
use super::reach::reach;
use super::week::week;
use super::{Days, Shape, in_eight};
use crate::calendar::{agreeing_after, date, in_week_of, monday, plus, weekday_after, weekday_before};
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
    // "le lundi après les fêtes", "le vendredi avant Noël".
    let side = words.first_of(k, &["d apres", "apres", "qui suit", "d avant", "avant", "qui precede"]);
    let feast_at = k + side + words.first_of(k + side, &["le", "la", "les", "l"]);
    if side > 0
        && let Some(d) = feast(words, feast_at, today)
    {
        let before = words.are(k, "d avant") || words.bare(k) == "avant" || words.are(k, "qui precede");
        let found = if before { weekday_before(d.from, day) } else { weekday_after(d.to, day) };
        return Some(Days::one(found, at, d.end, Shape::Day));
    }
    if let Some((days, used)) = in_eight(words, k) {
        return Some(Days::one(plus(next, days), at, k + used, Shape::Day));
    }
    if let Some(week_words) = of_week(words, k) {
        let head = k + week_words;
        if let Some(w) = week(words, head, today, base).filter(|w| w.shape == Shape::Week) {
            let week = Some(monday(w.from));
            return Some(Days { week, ..Days::one(in_week_of(w.from, day), at, w.end, Shape::Day) });
        }
    }
    // "mardi dans quinze jours": counted in weeks from that Tuesday, else the Tuesday of the week reached.
    if matches!(words.bare(k), "dans" | "d")
        && let Some(r) = reach(words, k, today)
        && (r.from == r.to || words.bare(k) == "d")
        && words.first_of(k, &["d ici la fin", "d ici le", "d ici au", "d ici la"]) == 0
    {
        let days = i64::from(today.until(r.to).map_or(0, |span| span.get_days()));
        let found = if days % 7 == 0 { plus(next, days) } else { in_week_of(r.to, day) };
        return Some(Days::one(found, at, r.end, Shape::Day));
    }
    // "le mardi de Pâques", "le vendredi de l'Ascension": the nearest, the day before it at most.
    let of_feast = k + words.first_of(k, &["de la", "de l", "de", "d", "du"]);
    if of_feast > k
        && !qualified
        && let Some(d) = feast(words, of_feast, today).filter(|d| d.shape == Shape::Day && d.from == d.to)
    {
        return Some(Days::one(weekday_after(plus(d.from, -2), day), at, d.end, Shape::Day));
    }
    if let Some(found) = dated_week_day(words, at, k, day, today) {
        return Some(found);
    }
    if let Some(found) = base.filter(|_| !qualified).and_then(|b| within(words, at, k, day, b)) {
        return Some(found);
    }
    Some(Days::one(next, at, k, Shape::Weekday(day)))
}

/// "la semaine prochaine, mardi", "dans trois semaines, un mardi", "début janvier, un mercredi": the weekday of the
/// stretch said just before.
fn within(words: &Words, at: usize, end: usize, day: Weekday, base: Days) -> Option<Days> {
    const BETWEEN: [&str; 29] = [
        "pardon",
        "du",
        "donc",
        "oui",
        "le",
        "un",
        "les",
        "plutot",
        "peut",
        "etre",
        "disons",
        "genre",
        "euh",
        "mais",
        "pas",
        "sauf",
        "et",
        "ou",
        "soit",
        "alors",
        "sinon",
        "si",
        "possible",
        "de",
        "preference",
        "excepte",
        "hormis",
        "par",
        "exemple",
    ];
    // "la semaine prochaine, à partir de mercredi": a bound of that week. "à" alone leads elsewhere ("de la semaine
    // prochaine à jeudi").
    const BOUNDS: [&str; 8] = ["a partir de", "a partir du", "des", "pas avant", "avant", "apres", "entre", "jusqu a"];
    let bound = |from: usize| {
        (from..at).any(|k| {
            let used = words.first_of(k, &BOUNDS);
            used > 0 && k + used + words.first_of(k + used, &["le", "la"]) == at
        })
    };
    let plain = (base.end..at).all(|w| BETWEEN.contains(&words.bare(w)));
    let bounded = base.shape == Shape::Week && at <= base.end + 5 && bound(base.end);
    // "entre mardi et jeudi" goes on in the week of its first day.
    let goes_on = base.week.is_some() && at == base.end + 1 && matches!(words.bare(base.end), "a" | "et" | "au");
    if !(plain || bounded || goes_on && words.back(base.at, 1) == "entre") {
        return None;
    }
    let one_week = base.shape == Shape::Week && plus(base.from, 7) > base.to;
    // "la première semaine de janvier, le lundi": seven days that begin on a Friday.
    let first = weekday_after(plus(base.from, -1), day);
    if one_week && base.week.is_none() && in_week_of(base.from, day) < base.from && first <= base.to {
        return Some(Days { week: Some(monday(base.from)), ..Days::one(first, at, end, Shape::Day) });
    }
    if let Some(week) = base.week.or_else(|| one_week.then(|| monday(base.from))) {
        let week_days = Days::one(in_week_of(week, day), at, end, Shape::Day);
        return Some(Days { week: Some(week), ..week_days });
    }
    let chosen = (base.end..at).any(|w| matches!(words.bare(w), "ou" | "et" | "soit" | "sinon"));
    match base.shape {
        Shape::Reach if base.from == base.to && !chosen => {
            Some(Days::one(in_week_of(base.from, day), at, end, Shape::Day))
        }
        Shape::Month if !chosen => {
            let first = weekday_after(plus(base.from, -1), day);
            (first <= base.to).then(|| Days::one(first, at, end, Shape::Day))
        }
        _ => None,
    }
}

/// Words that lead to "semaine" after a weekday.
pub(super) fn of_week(words: &Words, k: usize) -> Option<usize> {
    const LEADS: [&str; 10] =
        ["de la meme", "dans la meme", "la meme", "de la", "de cette", "dans la", "la", "cette", "de l autre", "meme"];
    let used = words.first_of(k, &LEADS);
    (words.bare(k + used) == "semaine").then_some(used)
}

/// A weekday with its number, and perhaps month and year.
pub(super) fn dated_week_day(words: &Words, at: usize, k: usize, day: Weekday, today: Date) -> Option<Days> {
    // "mardi euh le premier décembre".
    let k = k + words.first_of(k, &["euh", "heu", "enfin", "donc", "c est"]);
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
