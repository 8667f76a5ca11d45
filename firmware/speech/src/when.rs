//! When the caller would come, and when they already were to come (`french-speech.md`, the whole table).
//!
//! Beyond the table, in its spirit: "ce mardi" is "mardi"; a day with its month and no year is the next one, today
//! included; "fin du mois" starts on the 21st, "mi-janvier" on the 11th, "début décembre" ends on the 10th; "en semaine"
//! is Monday to Friday; "n'importe quand" is "le plus tôt possible"; a date that does not come within a year
//! (29 February) is asked again. Hours with no part of the day: see `hour`.
//!
//! Public holidays, feasts and seasons are dates (`day::feast`), and of the school holidays those that every zone has at
//! once; "après les vacances" alone is asked again. "semaine 50" is the ISO week. "pas trop tôt" is from 10:00, "après
//! l'école" from 16:30, "après le travail" from 17:00. A weekday said with a week or a month lies in it ("un mardi en
//! janvier", "la semaine prochaine, mardi ou jeudi"); a refused first or last day is cut off a stretch. "repousser d'une
//! semaine" counts from the appointment already made (`shift`), "dans une heure" from the call (`soon`).

mod conclude;

use crate::calendar::plus;
use crate::clause;
use crate::day::Shape;
use crate::found::Found;
use crate::lead::Before;
use crate::meaning::{Intent, When};
use crate::mention::{self, Group};
use crate::role;
use crate::shift;
use crate::soon;
use crate::words::Words;
use jiff::civil::{Date, DateTime};

/// The word that leads to a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lead {
    /// None of the below.
    #[default]
    Plain,
    /// "de mardi", "du quinze".
    Of,
    /// "à jeudi", "au dix", "pour vendredi".
    To,
    /// "au lieu de jeudi", "plutôt que jeudi".
    InsteadOf,
}

/// What the words around a date make of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Nothing says that an appointment exists: a wish.
    #[default]
    Wish,
    /// "mon rendez-vous de…", "j'ai rendez-vous…", "celui de…": an appointment already made.
    Existing,
}

/// One date (with its part of day or hour) mentioned in a turn, in the order said.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// What it means.
    pub when: When,
    /// The bytes of the text it takes, preposition included.
    pub span: std::ops::Range<usize>,
    /// The word before it.
    pub lead: Lead,
    /// What the words around say.
    pub role: Role,
    /// The caller refuses it ("pas mardi", "sauf lundi", "jeudi je ne peux pas").
    pub refused: bool,
    /// It lies before today ("hier", "la semaine dernière"), or tells what happened ("opéré le douze octobre") or how it
    /// goes ("mal au dos le matin").
    pub past: bool,
    /// Only "le plus tôt possible", "n'importe quand": any real day said wins over it.
    pub vague: bool,
    start: usize,
    /// The word after its last.
    end: usize,
    /// Said in a clause that gives a reason: no wish where anything else is one.
    reason: bool,
    /// "pas le matin": what is left of the day, where no part of it was wished.
    complement: bool,
    /// "n'importe quel jour": with an hour, no day at all.
    any_day: bool,
}

/// The wish in a turn: corrections made ("mardi, euh non, jeudi"), refused days left out. `None` when nothing was said
/// or what was said is no date ("le trente et un février").
pub fn when(text: &str, now: DateTime) -> Option<Found<When>> {
    let mentions = dates_in(text, now);
    let wishes = || mentions.iter().filter(|m| m.open());
    merge(wishes().filter(|m| m.role == Role::Wish)).or_else(|| merge(wishes()))
}

/// Every date mentioned, in order. "déplacer mon rendez-vous de mardi à jeudi" gives two, "de lundi à mercredi" one.
pub fn dates_in(text: &str, now: DateTime) -> Vec<Mention> {
    mentions(&Words::of(text), now)
}

fn mentions(words: &Words, now: DateTime) -> Vec<Mention> {
    let today = now.date();
    let groups = mention::groups(words, today);
    let mut out = Vec::with_capacity(groups.len());
    let mut half = None;
    let mut floor = 0;
    for group in &groups {
        let when = group.when(half, today);
        half = group.half().filter(|_| !habit(words, group.start)).or(half);
        if !when.is_empty() {
            out.push(mention(words, group, when, floor, today));
        }
        floor = group.end;
    }
    trim(&mut out);
    conclude::conclude(words, &mut out);
    if out.iter().any(|m| m.open() && !m.reason) {
        out.iter_mut().filter(|m| m.reason).for_each(|m| m.past = true);
    }
    for (when, start, end) in soon::moments(words, now) {
        let span = words.span(start, end);
        // "d'ici deux heures" is no bound of the day.
        out.retain(|m| m.has_day() || m.span.end <= span.start || span.end <= m.span.start);
        if out.iter().all(|m| m.span.end <= span.start || span.end <= m.span.start) {
            let (lead, role) = (Lead::Plain, Role::Wish);
            let (refused, past, vague) = (false, false, false);
            let (reason, complement, any_day) = (false, false, false);
            out.push(Mention { when, span, lead, role, refused, past, vague, start, end, reason, complement, any_day });
        }
    }
    out.sort_by_key(|m| m.span.start);
    out
}

/// "je joue tous les soirs, donc mardi à onze heures": how it always is says nothing of the hours wished after.
fn habit(words: &Words, at: usize) -> bool {
    (at.saturating_sub(4)..=at)
        .any(|k| words.bare(k) == "chaque" || words.are(k, "tous les") || words.are(k, "toutes les"))
}

/// "la semaine prochaine, mais pas lundi": a refused first or last day is cut off.
fn trim(mentions: &mut [Mention]) {
    for k in 1..mentions.len() {
        let (left, right) = mentions.split_at_mut(k);
        let (Some(held), Some(refused)) = (left.last_mut(), right.first()) else { continue };
        let (Some(from), Some(to)) = (held.when.from, held.when.to) else { continue };
        let one = refused.when.from.filter(|d| Some(*d) == refused.when.to);
        if !held.open() || !refused.refused || refused.has_hour() || from >= to {
            continue;
        }
        match one {
            Some(day) if day == from => held.when.from = Some(plus(from, 1)),
            Some(day) if day == to => held.when.to = Some(plus(to, -1)),
            _ => {}
        }
    }
}

fn mention(words: &Words, group: &Group, when: When, floor: usize, today: Date) -> Mention {
    let existing = role::existing(words, group.start, group.sense, floor);
    let days = group.days.map(|d| d.last);
    let bound = matches!(group.sense, Before::From | Before::After | Before::Until | Before::UpTo | Before::About);
    let over =
        days.filter(|d| !existing && !bound && !matches!(d.shape, Shape::Vague | Shape::Reach)).is_some_and(|d| {
            let month = d.shape == Shape::Month;
            clause::happened(words, group.start, d.end, month) || month && clause::names_which(words, d.at)
        });
    Mention {
        when,
        span: words.span(group.start, group.end),
        lead: match group.sense {
            Before::Of => Lead::Of,
            Before::To => Lead::To,
            Before::InsteadOf => Lead::InsteadOf,
            _ => Lead::Plain,
        },
        role: if existing && !days.is_some_and(|d| d.shape == Shape::Vague) { Role::Existing } else { Role::Wish },
        // A refused part of the day without a day became its complement: a wish.
        refused: (group.days.is_some() || group.of_today()) && (group.refused || group.sense == Before::Refused),
        past: when.to.is_some_and(|d| d < today)
            || over
            || group.days.is_none() && group.of_today() && clause::happened(words, group.start, group.end, false)
            || days.is_some_and(|d| d.shape == Shape::Month && !existing) && clause::reason(words, group.start)
            || (!existing && role::aside(words, group.start, floor, group.days.is_none_or(|d| d.vague))),
        vague: group.days.is_some_and(|d| d.vague),
        start: group.start,
        end: group.end,
        reason: clause::reason(words, group.start),
        complement: group.days.is_none() && group.hours.iter().all(|(atom, _)| atom.sense == Before::Refused),
        any_day: days.is_some_and(|d| d.shape == Shape::Vague && indifferent(words, d.at, d.end)),
    }
}

/// "n'importe quel jour", "quand vous voulez": no day is preferred, not even the first.
fn indifferent(words: &Words, from: usize, to: usize) -> bool {
    (from..to).any(|k| matches!(words.bare(k), "importe" | "egal" | "voulez" | "pouvez" | "arrange"))
        && !(from..to).any(|k| words.bare(k) == "des")
}

impl Mention {
    /// May be the wish.
    fn open(&self) -> bool {
        !self.refused && !self.past && self.lead != Lead::InsteadOf
    }

    fn has_day(&self) -> bool {
        self.when.from.is_some() || self.when.to.is_some()
    }

    fn has_hour(&self) -> bool {
        self.when.after.is_some() || self.when.before.is_some()
    }
}

/// The last day said, the last hour said: what remains wins.
fn merge<'m>(mentions: impl Iterator<Item = &'m Mention>) -> Option<Found<When>> {
    let all: Vec<&Mention> = mentions.collect();
    let day = all.iter().rev().find(|m| m.has_day() && !m.vague).or_else(|| all.iter().rev().find(|m| m.has_day()));
    let named = || all.iter().rev().filter(|m| m.has_hour());
    let last = named().next();
    // "l'après-midi, pas le matin": what is refused only says the wish again, unless it takes it back.
    let agrees = |wish: &&&Mention, left: &Mention| {
        let within = |t: Option<_>| t.is_some_and(|t| left.when.after.is_none_or(|a| a <= t));
        within(wish.when.after) && left.when.before.is_none_or(|b| wish.when.before.is_some_and(|t| t <= b))
    };
    let hour = match last {
        Some(left) if left.complement => named().filter(|m| !m.complement).find(|m| agrees(m, left)).or(last),
        _ => last,
    };
    let mut when = When::default();
    if let Some(m) = day.filter(|m| !(m.any_day && hour.is_some())) {
        (when.from, when.to) = (m.when.from, m.when.to);
    }
    if let Some(m) = hour {
        (when.after, when.before) = (m.when.after, m.when.before);
    }
    (!when.is_empty()).then(|| Found { value: when, spans: all.iter().map(|m| m.span.clone()).collect() })
}

/// The wish and the appointment already made, told apart by the words around and by what the caller wants:
/// `Cancel` and `Confirm` have only an existing one, `Move` may have both; a booking, a message and an answer to a
/// question only a wish, the rest neither.
pub fn wish_and_existing(text: &str, now: DateTime, intent: Intent) -> (Option<Found<When>>, Option<Found<When>>) {
    let words = Words::of(text);
    let mentions = mentions(&words, now);
    match intent {
        Intent::Cancel | Intent::Confirm => (None, kept(&mentions)),
        Intent::Move => {
            let (wish, existing) = moved(&words, &mentions);
            (shift::completed(&words, wish, existing.as_ref()), existing)
        }
        // "vous ouvrez à quelle heure le matin" wishes nothing.
        Intent::Info | Intent::Results | Intent::Document | Intent::Human | Intent::OffTopic | Intent::Emergency => {
            (None, None)
        }
        _ => {
            let open = || mentions.iter().filter(|m| m.open());
            (merge(open().filter(|m| m.role == Role::Wish)).or_else(|| merge(open())), None)
        }
    }
}

/// The appointment that a cancellation or a confirmation is about.
fn kept(mentions: &[Mention]) -> Option<Found<When>> {
    // "c'est bien le quatre et pas le quatorze ?"
    let named = mentions.iter().any(|m| m.has_day() && !m.refused && !m.vague);
    let real = || mentions.iter().filter(|m| !m.vague && !(m.refused && named));
    let Some(main) = real().rev().find(|m| m.role == Role::Existing && m.has_day()) else {
        return merge(real().filter(|m| !m.past || m.role == Role::Existing));
    };
    if main.has_hour() {
        return merge([main].into_iter());
    }
    // "c'est bien à dix heures mon rendez-vous de demain".
    merge(real().filter(|m| std::ptr::eq(*m, main) || !m.has_day()))
}

fn moved(words: &Words, mentions: &[Mention]) -> (Option<Found<When>>, Option<Found<When>>) {
    let real: Vec<&Mention> = mentions.iter().collect();
    let at = real
        .iter()
        .position(|m| m.role == Role::Existing && !m.vague)
        // "déplacez à jeudi le suivi prévu lundi".
        .or_else(|| real.iter().position(|m| m.has_day() && m.lead != Lead::To && role::due_right_on(words, m.start)))
        .or_else(|| real.iter().position(|m| m.lead == Lead::Of && !m.refused && real.len() > 1))
        .or_else(|| (real.len() > 1 && real.last().is_some_and(|m| m.lead == Lead::To)).then(|| real.len() - 2))
        // "demain onze heures je ne pourrai pas, mercredi ou jeudi ça irait": the first day is the one to leave.
        .or_else(|| first_left(words, &real))
        .or_else(|| real.iter().position(|m| m.lead != Lead::To && !m.vague && role::taken_from(words, m.start)))
        // "j'avais mercredi à quinze heures, mettez-moi plutôt vendredi": no appointment is named, but one was due.
        .or_else(|| {
            real[..real.len().saturating_sub(1)].iter().position(|m| {
                m.has_day()
                    && (role::was_due(words, m.start)
                        || role::cannot_come(words, m.start)
                        || role::has_day(words, m.start))
            })
        })
        // "lundi quinze heures ça ne m'arrange plus, il faudrait changer de jour".
        .or_else(|| (real.len() == 1 && real[0].refused && real[0].has_day()).then_some(0))
        // "le suivi prévu le premier décembre, je dois le déplacer": the only day named is the one to leave.
        .or_else(|| {
            real.first()
                .filter(|m| real.len() == 1 && m.has_day() && m.lead != Lead::To && role::due_on(words, m.start))
                .map(|_| 0)
        });
    let Some(at) = at else { return (merge(mentions.iter().filter(|m| m.open())), None) };
    let existing = real[at];
    // "jeudi je dois voir le docteur à quinze heures, ce serait possible avant dix heures": the first hour is that of Thursday.
    let hour_of_it = |m: &&&Mention| !existing.has_hour() && !m.has_day() && m.when.after == m.when.before;
    let held_hour = real.get(at + 1).filter(hour_of_it).filter(|m| {
        real[at + 2..].iter().any(|later| later.open() && later.role == Role::Wish && !later.vague)
            && !role::asks_for_it(words, existing.start, m.start.saturating_sub(WORDS_AHEAD))
    });
    let at = at + usize::from(held_hour.is_some());
    let after = merge(real[at + 1..].iter().copied().filter(|m| m.open() && m.role == Role::Wish));
    // Nothing after it: a wish said before it counts only where it was worded as one.
    let wish = after.or_else(|| {
        merge(
            real[..at]
                .iter()
                .copied()
                .filter(|m| m.open())
                .filter(|m| existing.lead == Lead::InsteadOf || m.lead == Lead::To || role::wished(words, m.start)),
        )
    });
    (wish, merge([existing].into_iter().chain(held_hour.copied())))
}

/// Words behind a date that may still ask for it (`role::asks_for_it`).
const WORDS_AHEAD: usize = 9;

/// "mon rendez-vous de vendredi, on peut le mettre lundi": an appointment already made and, behind it, another time wished.
pub fn exchanges(text: &str, now: DateTime) -> bool {
    let words = Words::of(text);
    let mentions = mentions(&words, now);
    let held = |m: &&Mention| {
        m.has_day()
            && !(m.vague || m.past)
            && m.lead != Lead::InsteadOf
            && (m.role == Role::Existing || role::booked_for(&words, m.start))
            && !role::elsewhere(&words, m.start)
    };
    let Some(held) = mentions.iter().find(held) else { return false };
    let later = |m: &&Mention| m.span.start >= held.span.end && m.open() && m.role == Role::Wish && !m.vague;
    mentions
        .iter()
        .filter(later)
        .any(|m| (m.has_day() || m.has_hour()) && role::asks_for_it(&words, held.start, m.start))
}

/// Of several days, the first where the caller starts from it and a wish comes after.
fn first_left(words: &Words, real: &[&Mention]) -> Option<usize> {
    let at = real.iter().position(|m| !m.vague && !m.past)?;
    let (first, later) = (real[at], &real[at + 1..]);
    // "c'est encore moi pour vendredi": named, where nothing is moved there.
    let named = words.bare(first.start) == "pour" && !(1..=5).any(|k| role::is_move(words.back(first.start, k)));
    let left = first.has_day() && (first.lead != Lead::To || named) && !role::wished(words, first.start);
    let same_day = (0..words.len()).any(|k| words.are(k, "meme jour") || words.are(k, "meme journee"));
    let wish = |m: &&&Mention| m.open() && !m.vague && (m.has_day() || same_day || first.has_hour());
    (left && later.iter().any(|m| wish(&m))).then_some(at)
}

/// "peu importe", "n'importe quand", "ça m'est égal", "quand vous voulez": the caller leaves the day to the cabinet.
pub fn leaves_it_open(text: &str) -> bool {
    const PHRASES: [&str; 12] = [
        "peu importe",
        "importe quand",
        "importe quel jour",
        "importe quelle heure",
        "m est egal",
        "quand vous voulez",
        "quand vous pouvez",
        "comme vous voulez",
        "comme ca vous arrange",
        "comme vous arrange",
        "tous les jours me vont",
        "pas de preference",
    ];
    let words = Words::of(text);
    (0..words.len()).any(|at| words.first_of(at, &PHRASES) > 0)
}
