//! Hours and parts of the day.
//!
//! An hour said with no part of the day follows a cabinet's waking hours: one to seven are the afternoon ("à deux heures"
//! is 14:00, "à sept heures" 19:00), eight to twelve the morning. A part of the day said with it decides ("demain matin à
//! sept heures" is 07:00), and so do a leading zero ("07h30") and, between two hours, what keeps them in order and within
//! the day ("entre sept et neuf heures" is 07:00 to 09:00).

mod part;

use crate::number::{cardinal, under_hundred};
use crate::words::{Glue, Words};
use jiff::civil::Time;
pub use part::first_or_last;
use part::{bound, part};

/// Half of the day that a word settles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// Before noon.
    Morning,
    /// After noon.
    Afternoon,
}

/// An hour as said, its half of the day perhaps still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    hour: i8,
    minute: i8,
    open: bool,
    /// The hour that was named: eight of "huit heures moins le quart", which says which half of the day is meant.
    named: i8,
}

/// What of the day was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// "le matin": a window with its half.
    Part {
        /// Start.
        after: Time,
        /// End.
        before: Time,
        /// Half of the day.
        half: Half,
        /// "ce matin", "ce soir": today.
        today: bool,
    },
    /// "quinze heures".
    Hour(Clock),
    /// "entre dix heures et midi".
    Between(Clock, Clock),
    /// "après l'école", "pas trop tôt": a bound of its own; the preposition is in its words.
    Bound {
        /// Not before.
        after: Option<Time>,
        /// Not after.
        before: Option<Time>,
    },
}

/// Something said of the day, with the words it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// What.
    pub said: Said,
    /// First word.
    pub at: usize,
    /// Word after the last.
    pub end: usize,
}

/// A time of day from hour and minute; midnight for what is no time, which no table here holds.
pub const fn time(hour: i8, minute: i8) -> Time {
    Time::constant(hour, minute, 0, 0)
}

impl Clock {
    fn new(hour: i8, minute: i8, open: bool) -> Self {
        Self { hour, minute, open: open && (1..=12).contains(&hour), named: hour }
    }

    /// The hour, given the half of the day said beside it.
    pub fn resolve(self, half: Option<Half>) -> Time {
        let hour = match (self.open, half) {
            (true, Some(Half::Afternoon)) if self.hour < 12 => self.hour + 12,
            // No cabinet sees anyone before six: "le matin je travaille, plutôt à trois heures".
            (true, Some(Half::Morning)) if self.hour < 6 => self.hour + 12,
            (true, None) if self.named <= 7 => self.hour + 12,
            _ => self.hour,
        };
        time(hour, self.minute)
    }

    /// Two hours in order: the halves of the day that make sense together.
    pub fn resolve_both(self, to: Clock, half: Option<Half>) -> (Time, Time) {
        let options = |c: Clock| -> Vec<Time> {
            let mut all = vec![c.resolve(half)];
            if c.open && c.hour < 12 {
                all.extend([time(c.hour, c.minute), time(c.hour + 12, c.minute)]);
            }
            all
        };
        let waking = |t: Time| (7..=20).contains(&t.hour());
        for a in options(self) {
            for b in options(to) {
                if a < b && waking(a) && waking(b) && b.hour() - a.hour() < 8 {
                    return (a, b);
                }
            }
        }
        (self.resolve(half), to.resolve(half))
    }
}

/// What is said of the day at a word.
pub fn hours_at(words: &Words, at: usize, ranges: bool) -> Option<Hours> {
    if (ranges || words.bare(at) == "entre")
        && let Some(found) = between(words, at)
    {
        return Some(found);
    }
    if let Some(found) = bound(words, at) {
        return Some(found);
    }
    if ranges && let Some(found) = led_by_number(words, at) {
        return Some(found);
    }
    if let Some((clock, end)) = clock(words, at) {
        // "14h-16h", "neuf heures à dix heures".
        if ranges
            && let Some(next) = words.get(end)
            && let dash = matches!(next.glue, Glue::Hyphen | Glue::Slash)
            && (dash || (words.bare(end) == "a" && !words.pause(end)))
            && let Some((second, second_end)) = self::clock(words, end + usize::from(!dash))
            && clock.resolve_both(second, None).0 < clock.resolve_both(second, None).1
        {
            return Some(Hours { said: Said::Between(clock, second), at, end: second_end });
        }
        // "vers neuf heures neuf heures trente".
        if ranges
            && words.get(end).is_some_and(|w| w.glue == Glue::Space)
            && let Some((second, second_end)) = self::clock_after(words, end, false)
            && let (a, b) = clock.resolve_both(second, None)
            && a < b
            && b.duration_since(a).as_mins() <= 60
        {
            return Some(Hours { said: Said::Between(clock, second), at, end: second_end });
        }
        return Some(Hours { said: Said::Hour(clock), at, end });
    }
    part(words, at)
}

/// "neuf ou dix heures", "9-11h": a bare number that the hour behind it makes one.
fn led_by_number(words: &Words, at: usize) -> Option<Hours> {
    let (n, used) = cardinal(words, at)?;
    let hour = i8::try_from(n).ok().filter(|n| (1..=23).contains(n))?;
    let k = at + used;
    let dash = words.get(k).is_some_and(|w| matches!(w.glue, Glue::Hyphen | Glue::Slash));
    let or = usize::from(words.bare(k) == "ou");
    if words.pause(k) || !(dash || or == 1) || words.back(at, 1) == "un" {
        return None;
    }
    let (second, end) = clock_after(words, k + or, true).filter(|_| words.bare(k + or) != "midi")?;
    let first = Clock::new(hour, 0, zero_led(words, at));
    let (from, to) = first.resolve_both(second, None);
    (from < to && !duration(words, at, end)).then_some(Hours { said: Said::Between(first, second), at, end })
}

/// "entre dix heures et midi", "de 14 à 16 heures", "entre midi et deux".
fn between(words: &Words, at: usize) -> Option<Hours> {
    let joints: &[&str] = match words.bare(at) {
        "entre" => &["et les", "et", "a"],
        "de" | "d" | "depuis" => &["a", "jusqu a", "jusque"],
        "des" => &["a", "jusqu a"],
        _ => return None,
    };
    let (first, first_end, first_named) = loose(words, at + 1)?;
    let joint = words.first_of(first_end, joints);
    if joint == 0 {
        return None;
    }
    let (second, end, second_named) = loose(words, first_end + joint)?;
    // "entre midi et deux" is a fixed phrase; two bare numbers are hours where nothing counted follows.
    let noon_and_two = words.bare(at + 1) == "midi" && second.hour == 2 && !second_named;
    let part = half_after(words, end).0.is_some() || words.first_of(end, &["ce soir", "cet apresmidi", "ce matin"]) > 0;
    // "de deux à quatre" alone, or right behind a day.
    let alone = at == 0 && end == words.len()
        || weekday_before(words, at)
        || matches!(words.back(at, 1), "libre" | "disponible" | "dispo");
    let least = if part || alone || words.bare(at) == "entre" { 1 } else { 7 };
    let bare_pair = !first_named
        && !second_named
        && !matches!(words.bare(at), "des" | "depuis")
        && (least..=20).contains(&first.hour)
        && (least..=20).contains(&second.hour)
        && first.hour != second.hour
        && (second.hour - first.hour).rem_euclid(12) <= 5
        && !crate::day::blocked(words, end)
        && crate::number::month(words.bare(end)).is_none()
        && !matches!(words.bare(end), "sur" | "du" | "de" | "d");
    if bare_pair {
        return Some(Hours { said: Said::Between(first, second), at, end });
    }
    if !(first_named || second_named) || (!second_named && !noon_and_two && words.bare(at) != "entre") {
        return None;
    }
    Some(Hours { said: Said::Between(first, second), at, end })
}

/// An hour, or a bare number that an hour beside it makes one; the last value says which.
fn loose(words: &Words, at: usize) -> Option<(Clock, usize, bool)> {
    if let Some((clock, end)) = clock_after(words, at, true) {
        return Some((clock, end, true));
    }
    let (n, used) = cardinal(words, at)?;
    let hour = i8::try_from(n).ok().filter(|n| (0..=23).contains(n))?;
    Some((Clock::new(hour, 0, zero_led(words, at)), at + used, false))
}

/// An hour: "quinze heures", "neuf heures et quart", "14h30", "14:30", "midi et demi", "à quatorze trente".
fn clock(words: &Words, at: usize) -> Option<(Clock, usize)> {
    let led = matches!(
        words.back(at, 1),
        "a" | "vers"
            | "apres"
            | "avant"
            | "entre"
            | "de"
            | "des"
            | "et"
            | "ou"
            | "pour"
            | "jusqu"
            | "celui"
            | "celle"
            | "environ"
    ) || matches!(words.back(at, 1), "les" | "partir" | "non" | "plutot");
    clock_after(words, at, led)
}

fn clock_after(words: &Words, at: usize, led: bool) -> Option<(Clock, usize)> {
    if words.bare(at) == "minuit" {
        let (minute, end) = minutes(words, at + 1);
        return (minute >= 0).then(|| (turn(0, minute, false), end));
    }
    if words.bare(at) == "midi" {
        let (minute, end) = minutes(words, at + 1);
        let sharp = words.first_of(at + 1, &["pile", "precise", "precises", "tapantes"]);
        let (end, exact) = (end.max(at + 1 + sharp), end > at + 1 || sharp > 0);
        // "à midi" is an hour, "le midi" and "jeudi midi" a part of the day.
        let about = words.back(at, 1) == "de" && matches!(words.back(at, 2), "autour" | "alentours" | "environs");
        let about = about || words.back(at, 1) == "les" && words.back(at, 2) == "vers";
        let hour_led = about || (led && !matches!(words.back(at, 1), "les" | "de"));
        let asked = exact || (hour_led && !weekday_before(words, at));
        return asked.then(|| (turn(12, minute, false), end));
    }
    let (n, used) = cardinal(words, at)?;
    let hour = i8::try_from(n).ok().filter(|n| (0..=23).contains(n))?;
    let k = at + used;
    let open = zero_led(words, at);
    if words.bare(k) != "heure" || words.pause(k) {
        // "14:30".
        if words.get(k).is_some_and(|w| w.glue == Glue::Colon)
            && let Some(m) =
                words[k].figures().filter(|f| f.len() == 2).and_then(|f| f.parse().ok()).filter(|m| *m < 60)
        {
            return Some((Clock::new(hour, m, open), k + 1));
        }
        // "à quatorze trente": only behind a preposition, only a round number of minutes.
        if (matches!(words.back(at, 1), "a" | "vers" | "apres" | "avant" | "pour") || weekday_before(words, at))
            && (7..=20).contains(&hour)
            && words.get(k).is_some_and(|w| matches!(w.glue, Glue::Space | Glue::Hyphen))
            && let Some((m, used)) = cardinal(words, k)
            && matches!(m, 10 | 15 | 20 | 30 | 40 | 45 | 50)
            && cardinal(words, k + used).is_none()
            && crate::number::month(words.bare(k + used)).is_none()
            && !matches!(words.bare(k + used), "heure" | "jour" | "an" | "minute" | "euros" | "rue" | "avenue")
        {
            return Some((Clock::new(hour, i8::try_from(m).ok()?, open), k + used));
        }
        return None;
    }
    let (minute, end) = minutes(words, k + 1);
    if duration(words, at, end) {
        return None;
    }
    let (half, end_half) = half_after(words, end);
    // "une heure" alone is a length of time.
    if hour == 1 && !led && end == k + 1 && half.is_none() {
        return None;
    }
    let clock = turn(hour, minute, open);
    Some(match half {
        Some(Half::Morning) => (Clock { open: false, ..clock }, end_half),
        Some(Half::Afternoon) if clock.hour < 12 => (Clock { hour: clock.hour + 12, open: false, ..clock }, end_half),
        Some(Half::Afternoon) => (Clock { open: false, ..clock }, end_half),
        None => (clock, end + words.first_of(end, &["pile", "precise", "precises", "tapantes"])),
    })
}

/// An hour and its minutes, which "moins" makes negative.
fn turn(hour: i8, minute: i8, open: bool) -> Clock {
    if minute < 0 {
        // "une heure moins le quart" is 12:45; midnight less ten stays at midnight.
        let back = if hour == 1 { 12 } else { (hour - 1).max(0) };
        let open = open && (1..=12).contains(&hour) && hour != 1;
        return Clock { hour: back, minute: 60 + minute, open, named: hour };
    }
    Clock::new(hour, minute, open)
}

/// False for "07": a leading zero is the morning.
fn zero_led(words: &Words, at: usize) -> bool {
    !words.get(at).and_then(|w| w.figures()).is_some_and(|f| f.len() == 2 && f.starts_with('0'))
}

/// A number alone that is an hour: where one was just said (`mention`).
pub fn bare_hour(words: &Words, at: usize) -> Option<Hours> {
    let (clock, end, named) = loose(words, at)?;
    (!named && clock.hour > 0).then_some(Hours { said: Said::Hour(clock), at, end })
}

fn weekday_before(words: &Words, at: usize) -> bool {
    crate::number::weekday(words.back(at, 1)).is_some() || matches!(words.back(at, 1), "demain" | "apresdemain")
}

/// The minutes after "heure" or "midi": minutes (negative after "moins") and the word after.
fn minutes(words: &Words, at: usize) -> (i8, usize) {
    const PHRASES: [(&str, i8); 12] = [
        ("et quart", 15),
        ("et un quart", 15),
        ("un quart", 15),
        ("quart", 15),
        ("et demi", 30),
        ("et demie", 30),
        ("demi", 30),
        ("demie", 30),
        ("trois quart", 45),
        ("et trois quart", 45),
        ("moins le quart", -15),
        ("moins quart", -15),
    ];
    if words.pause(at) {
        return (0, at);
    }
    if let Some((phrase, m)) = PHRASES.iter().find(|(p, _)| words.are(at, p)) {
        return (*m, at + phrase.split(' ').count());
    }
    if words.are(at, "moins un quart") {
        return (-15, at + 3);
    }
    let less = words.bare(at) == "moins";
    let from = at + usize::from(less);
    // "quinze heures zéro cinq".
    let from =
        from + usize::from(!less && words.bare(from) == "zero" && crate::number::unit(words.bare(from + 1)).is_some());
    let number = match words.get(from).and_then(|w| w.figures()) {
        Some(f) if f.len() <= 2 => f.parse().ok().map(|n: u32| (n, 1)),
        Some(_) => None,
        None => under_hundred(words, from),
    };
    let Some((n, used)) = number else { return (0, at) };
    let end = from + used;
    // "quatorze heures seize heures" are two hours, "à neuf heures deux jours" is no minute.
    let other_unit =
        matches!(words.bare(end), "heure" | "jour" | "semaine" | "mois" | "an" | "personnes" | "enfants" | "fois")
            || crate::number::month(words.bare(end)).is_some();
    let named = words.bare(end) == "minute";
    if words.bare(from) == "un" && !named || words.bare(from) == "une" || n >= 60 || other_unit {
        return (0, at);
    }
    let n = n as i8; // under 60
    (if less { -n } else { n }, end + usize::from(named))
}

/// "du matin", "de l'après-midi", "du soir" after an hour.
fn half_after(words: &Words, at: usize) -> (Option<Half>, usize) {
    const PHRASES: [(&str, Half); 9] = [
        ("du matin", Half::Morning),
        ("le matin", Half::Morning),
        ("de l apresmidi", Half::Afternoon),
        ("d apresmidi", Half::Afternoon),
        ("l apresmidi", Half::Afternoon),
        ("du apresmidi", Half::Afternoon),
        ("de apresmidi", Half::Afternoon),
        ("du soir", Half::Afternoon),
        ("le soir", Half::Afternoon),
    ];
    match PHRASES.iter().find(|(p, _)| words.are(at, p)) {
        Some((phrase, half)) if !words.pause(at) => (Some(*half), at + phrase.split(' ').count()),
        _ => (None, at),
    }
}

/// True when the words around make it a length of time: "depuis deux heures", "deux heures d'attente".
fn duration(words: &Words, at: usize, end: usize) -> bool {
    let before = words.back(at, 1);
    // "décaler de deux heures".
    let shifted = before == "de"
        && !matches!(words.bare(end), "a" | "au" | "pour")
        && (2..=3).any(|k| crate::role::is_move(words.back(at, k)));
    if shifted {
        return true;
    }
    matches!(before, "depuis" | "dans" | "pendant" | "durant" | "toutes" | "quelques" | "sous" | "fait")
        || words.back(at, 1) == "a" && words.back(at, 2) == "y"
        || words.back(at, 1) == "les" && words.back(at, 2) == "toutes"
        || words.first_of(
            end,
            &[
                "d attente",
                "de route",
                "de retard",
                "plus tard",
                "par jour",
                "par semaine",
                "sur",
                "de suite",
                "d affilee",
                "d intervalle",
                "a l avance",
            ],
        ) > 0
}
