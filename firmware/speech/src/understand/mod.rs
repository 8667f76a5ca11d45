//! From a caller's words to `Meaning`: rules first, the language model's `Form` second.
//!
//! How the two are brought together (`merge`):
//! - a red flag found by the rules wins over everything, whatever was asked; the model may add an alarm, never remove one;
//! - an intent for which the rules have strong words is decided by them, a doubtful one by the mean of both;
//! - dates, numbers, names and ids are only ever computed from the caller's text by the rules; the model's words say which
//!   part of the text to read again when the rules found nothing.

mod alarm;
mod among;
mod answer;
mod cabinet;
mod harm;
mod hear;
mod intent;
mod lexicon;
mod merge;
mod pattern;
mod so_far;
mod sound;
pub(crate) mod tables;
mod tense;
mod turn;
mod who;
mod why;

pub use among::alarm_among;
pub use so_far::alarm_so_far;
pub use why::why;

/// How many sounds two keys differ by; 2 where by more than one.
pub(crate) fn sound_slips(a: &str, b: &str) -> usize {
    sound::slips(a, b, 1)
}

use crate::when::{self, wish_and_existing};
use crate::{Asking, Form, Intent, Meaning, RedFlag};
use alarm::Alarm;
use cabinet::Reason;
use hear::Heard;
use huisclos_agenda::{Cabinet, Private};
use jiff::civil::DateTime;
use std::borrow::Cow;
use turn::Turn;

/// What one turn of the caller means. `form` is the language model's reading, `None` with `--rules-only`.
///
/// Never fails and never panics: words that mean nothing give an empty `Meaning`.
pub fn understand(text: &str, asking: Asking, now: DateTime, cabinet: &Cabinet, form: Option<&Form>) -> Meaning {
    let mut parts = Turn::hear(text, &tables::tables().lexicon).cut().into_iter().map(|turn| Heard::new(turn, asking));
    let Some(heard) = parts.next() else { return Meaning::default() };
    let names = matches!(asking, Asking::Name | Asking::LastName | Asking::FirstName);
    let mut alarm = alarm::listen(&heard.turn, &heard.hits, heard.tables, names);
    let mut words = quote(&heard, &alarm);
    // A monologue: an alarm anywhere in it counts.
    for part in parts {
        if !matches!(alarm, Alarm::Flag(..)) {
            alarm = alarm::listen(&part.turn, &part.hits, part.tables, names);
            words = quote(&part, &alarm);
        }
    }
    if let Alarm::Flag(family, _) = alarm {
        return emergency(family, words);
    }
    let by_rules = read(text, &heard, now, cabinet, None);
    match form {
        Some(form) => merge::merge(by_rules, form, &alarm, &heard, text, now, cabinet),
        None => by_rules.meaning,
    }
}

fn quote(heard: &Heard, alarm: &Alarm) -> String {
    match alarm {
        Alarm::Flag(_, words) => heard.turn.quote(words.clone()).to_string(),
        _ => String::new(),
    }
}

fn emergency(family: crate::Family, words: String) -> Meaning {
    let flag = RedFlag { words: Private::new(words), family };
    Meaning { intent: Intent::Emergency, emergency: Some(flag), ..Meaning::default() }
}

/// An intent with the topic of `Info`.
type Meant = (Intent, Option<crate::Topic>);

/// Score from which a booking was asked for in so many words.
const ASKED_FROM: f32 = 0.93;
/// Score up to which "je ne peux pas venir" may be the first half of a move.
const CANNOT_COME_UP_TO: f32 = 0.9;

/// What the rules read, and how sure they are of the intent.
struct Reading {
    meaning: Meaning,
    wanted: intent::Wanted,
}

/// What the rules read; `meant` is the intent when it is known from elsewhere, and all that hangs on it is read by it.
fn read(text: &str, heard: &Heard, now: DateTime, cabinet: &Cabinet, meant: Option<Meant>) -> Reading {
    let asking = heard.asking;
    let lists = &heard.tables.answers;
    if who::is_foreign(text, heard) {
        let meaning = Meaning { french: Some(false), ..Meaning::default() };
        return Reading { meaning, wanted: intent::Wanted::default() };
    }
    let mut wanted = intent::wanted(heard);
    // "je vous entends mal" beside a request is an aside.
    if heard.open() && !wanted.evidence.is_empty() {
        wanted.repeat = None;
    }
    let mut meaning = Meaning { repeat: wanted.repeat, ..Meaning::default() };
    if let Some((intent, topic)) = meant.or(wanted.evidence.first().map(|best| (best.intent, best.topic))) {
        meaning.intent = intent;
        meaning.info_topic = topic;
    }
    meaning.practitioner = cabinet::practitioner(heard, cabinet);
    meaning.patient = who::who(heard);
    meaning.urgent = heard.any(&lists.urgent) && !heard.any(&lists.not_urgent);
    meaning.not_an_emergency = heard.any(&lists.not_an_emergency);
    let rest = names_and_numbers(text, heard, now, &mut meaning);
    // A figure was asked and given: what the sentence asks besides is by the way.
    if meant.is_none()
        && matches!(asking, Asking::BirthDate | Asking::Phone)
        && meaning.intent == Intent::Info
        && (meaning.birth_date.is_some() || meaning.phone.is_some())
    {
        (meaning.intent, meaning.info_topic) = (Intent::None, None);
    }
    let reason = if speaks_of_reasons(asking) { cabinet::motif(heard, cabinet, meaning.intent) } else { None };
    // "laissez tomber le vaccin, c'est un certificat": another reason, no cancellation.
    if asking == Asking::Motif && meaning.intent == Intent::Cancel && matches!(reason, Some(Reason::Named(_))) {
        meaning.intent = Intent::None;
    }
    give_reason(&mut meaning, reason, asking);
    // "mon mari est en fauteuil, il y a des marches ?" asks about the cabinet.
    let about_the_cabinet = match meaning.intent {
        Intent::Info => meaning.info_topic != Some(crate::Topic::Instructions),
        Intent::Human | Intent::OffTopic => true,
        _ => false,
    };
    if about_the_cabinet && meaning.patient == Some(crate::Who::Other) {
        meaning.patient = None;
    }
    meaning.choice = if meaning.repeat.is_some() { None } else { answer::choice(heard) };
    // "le premier horaire s'il vous plaît" chooses.
    if meaning.choice.is_some() && meaning.intent == Intent::Info {
        (meaning.intent, meaning.info_topic) = (Intent::None, None);
    }
    meaning.rating = answer::rating(heard);
    if meaning.rating.is_some() {
        meaning.repeat = None;
    }
    // "mon rendez-vous de vendredi, ce serait possible lundi": one held and another wished, in no word for it.
    let strongest = wanted.evidence.first().map_or(0.0, |e| e.score);
    let weak = match meaning.intent {
        Intent::None => true,
        Intent::Book => strongest < ASKED_FROM,
        Intent::Cancel => strongest <= CANNOT_COME_UP_TO,
        Intent::Info => true,
        _ => false,
    };
    if matches!(asking, Asking::Open | Asking::Date) && weak && when::exchanges(text, now) {
        (meaning.intent, meaning.info_topic) = (Intent::Move, None);
        let reason = cabinet::motif(heard, cabinet, Intent::Move);
        give_reason(&mut meaning, reason, asking);
        wanted
            .evidence
            .insert(0, intent::Evidence { intent: Intent::Move, topic: None, score: ASKED_FROM, at: 0, first: 0 });
    }
    dates(&rest, heard, now, &mut meaning);
    // "samedi neuf heures, si vous êtes ouverts": a date was asked, a date is given.
    if meant.is_none() && asking == Asking::Date && meaning.info_topic == Some(crate::Topic::Hours) {
        (meaning.intent, meaning.info_topic) = (Intent::None, None);
        dates(&rest, heard, now, &mut meaning);
        if meaning.when.is_none() {
            (meaning.intent, meaning.info_topic) = (Intent::Info, Some(crate::Topic::Hours));
        }
    }
    if meant.is_none() && asking == Asking::Open && meaning.intent == Intent::None && meaning.repeat.is_none() {
        let wish = meaning.when.is_some() || meaning.practitioner.is_some();
        if meaning.motif.is_some() || wish {
            meaning.intent = Intent::Book;
            dates(&rest, heard, now, &mut meaning);
        } else if meaning.urgent {
            meaning.intent = Intent::Book;
        }
    }
    let filled = meaning.motif.is_some()
        || meaning.practitioner.is_some()
        || meaning.last_name.is_some()
        || meaning.first_name.is_some()
        || meaning.birth_date.is_some()
        || meaning.phone.is_some()
        || meaning.rating.is_some()
        || !matches!(meaning.intent, Intent::None | Intent::Info) && asking != Asking::Other;
    meaning.answer = answer::answer(heard, filled, meaning.when.is_some(), meaning.choice.is_some());
    // "je préfère voir ça avec la secrétaire" answers nothing.
    if matches!(meaning.intent, Intent::Human | Intent::OffTopic) && !heard.any(&lists.no) && !heard.any(&lists.yes) {
        meaning.answer = None;
    }
    // "je vous entends mal, jeudi, j'ai dit jeudi": a date was asked and given.
    if asking == Asking::Date && meaning.when.as_ref().is_some_and(|w| w.from.is_some()) {
        meaning.repeat = None;
    }
    if meaning.repeat.is_some() {
        // "pardon, je n'ai pas compris" wants nothing else.
        if matches!(meaning.intent, Intent::Book | Intent::Confirm | Intent::None | Intent::Info) {
            (meaning.intent, meaning.info_topic, meaning.when, meaning.existing) = (Intent::None, None, None, None);
        } else {
            meaning.repeat = None;
        }
        (meaning.answer, meaning.motif) = (None, None);
    }
    Reading { meaning, wanted }
}

/// Questions in whose answers a reason may be given.
fn speaks_of_reasons(asking: Asking) -> bool {
    matches!(
        asking,
        Asking::Open
            | Asking::Other
            | Asking::Motif
            | Asking::Consent
            | Asking::Date
            | Asking::Slot
            | Asking::Confirm
            | Asking::Practitioner
    )
}

fn give_reason(meaning: &mut Meaning, reason: Option<Reason>, asking: Asking) {
    let keeps_named = !matches!(meaning.intent, Intent::Results | Intent::Message | Intent::Human | Intent::OffTopic);
    meaning.motif = match reason {
        Some(Reason::Named(id)) if keeps_named => Some(id),
        Some(Reason::Lay(id)) if matches!(meaning.intent, Intent::Book | Intent::None) => {
            (matches!(asking, Asking::Open | Asking::Motif | Asking::Other)).then_some(id)
        }
        _ => None,
    };
}

/// Reads names, birth date and telephone; gives the text without those two: their figures are no date wished.
fn names_and_numbers<'t>(text: &'t str, heard: &Heard, now: DateTime, meaning: &mut Meaning) -> Cow<'t, str> {
    let asking = heard.asking;
    // A birth date told beside a name is no part of it: "j'annule vendredi, je suis née le trois mars soixante".
    let born = born(text, heard, now);
    meaning.birth_date = born.as_ref().map(|d| Private::new(d.value));
    let beside = born.map_or(Cow::Borrowed(text), |b| Cow::Owned(b.rest(text)));
    if matches!(asking, Asking::Open | Asking::Other | Asking::Name | Asking::LastName | Asking::FirstName)
        && meaning.intent != Intent::Human
    {
        let names = crate::name::names(&beside, asking);
        meaning.last_name = names.last.map(|n| Private::new(n.value));
        meaning.first_name = names.first.map(|n| Private::new(n.value));
    } else if asking != Asking::Rating {
        // "jeudi, je m'appelle Sophie Garnier": another question's answer, told on the way.
        let names = crate::name::introduced(text);
        meaning.last_name = names.last.map(|n| Private::new(n.value));
        meaning.first_name = names.first.map(|n| Private::new(n.value));
    }
    if !matches!(asking, Asking::BirthDate | Asking::Rating) {
        meaning.phone = crate::phone::phone(text).map(|p| Private::new(p.value));
    }
    // "mon numéro zéro six…, et je suis libre lundi".
    match meaning.phone.as_ref().and_then(|_| crate::phone::phone(&beside)) {
        Some(number) => Cow::Owned(number.rest(&beside)),
        None => beside,
    }
}

/// The birth date told: asked for, or led by "né", or in so many words beside a name.
fn born(text: &str, heard: &Heard, now: DateTime) -> Option<crate::found::Found<jiff::civil::Date>> {
    let led = || heard.turn.words.iter().any(|w| matches!(w.text.as_str(), "né" | "née" | "naissance"));
    if heard.asking == Asking::BirthDate || led() {
        return crate::birth::birth_date(text, now);
    }
    let beside =
        matches!(heard.asking, Asking::Open | Asking::Other | Asking::Name | Asking::LastName | Asking::FirstName);
    beside.then(|| crate::birth::told(text, now)).flatten()
}

fn dates(text: &str, heard: &Heard, now: DateTime, meaning: &mut Meaning) {
    let no_dates = matches!(
        heard.asking,
        Asking::Name | Asking::LastName | Asking::FirstName | Asking::BirthDate | Asking::Phone | Asking::Rating
    ) || meaning.choice.is_some();
    let unwanted = matches!(
        meaning.intent,
        Intent::Info | Intent::Results | Intent::Document | Intent::Message | Intent::Human | Intent::OffTopic
    );
    if no_dates || unwanted {
        (meaning.when, meaning.existing) = (None, None);
        return;
    }
    let (wish, existing) = wish_and_existing(text, now, meaning.intent);
    meaning.when = wish.map(|f| f.value).filter(|w| !w.is_empty());
    meaning.existing = existing.map(|f| f.value).filter(|w| !w.is_empty());
}
