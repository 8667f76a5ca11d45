//! Brings the language model's form to what the rules read.

use super::alarm::Alarm;
use super::hear::Heard;
use super::intent::{Evidence, Wanted};
use super::{Meant, Reading, emergency};
use crate::{Asking, Form, Intent, Meaning, Topic, Who};
use huisclos_agenda::{Cabinet, Private};
use jiff::civil::DateTime;

/// Probability from which the model's alarm counts when the rules explained nothing away (the operating point of
/// models.md: in doubt it is one).
const ALARM_FROM: f32 = 0.3;
/// The same where the rules read the turn well (a request, a relative urgency, an answer): without this, "euh bonjour ben je
/// voudrais un rendez-vous" was an alarm of 0.49. A sentence costs little, but not to every fifth caller.
const ALARM_BESIDE_SENSE_FROM: f32 = 0.6;
/// The same where the rules read a reason for a consultation ("mal au bras", "mal à la gorge").
const ALARM_BESIDE_A_REASON_FROM: f32 = 0.75;
/// The same where a closed question was asked and the rules read its answer or a wish ("ça ne va pas, après seize heures").
const ALARM_BESIDE_AN_ANSWER_FROM: f32 = 0.97;
/// What the strength of the rules' evidence for an intent weighs beside the model's probability of it.
const EVIDENCE_WEIGHS: f32 = 0.3;
/// What it weighs that the rules chose it in the end. Both were set on two sets that had been read (`third.jsonl`, `closing.jsonl`, 481
/// turns): rules 443 right, model 467, together 472.
const CHOICE_WEIGHS: f32 = 0.5;
/// The same where a closed question was asked and the rules heard nothing but its answer: a caller is not led away on a guess.
const ANSWER_WEIGHS: f32 = 0.9;
/// Probability from which the model's yes or no counts where the rules heard none.
const ANSWER_FROM: f32 = 0.95;
/// Probability from which the model's "for somebody else" counts where the rules heard nothing.
const WHO_FROM: f32 = 0.97;
/// Words of a curse: the model hears an alarm in them (it learnt cries), and they are none. A sign beside them is the rules'.
const CURSES: [&str; 4] = ["foutre", "merde", "putain", "chier"];

/// Words beside a spelled name in a turn that does nothing else: the name said whole before, "alors", "je vous épelle".
const WORDS_BESIDE_SPELLING_MAX: usize = 4;
/// Letters of the shortest name that takes a whole turn to spell.
const SPELLED_MIN: usize = 3;

/// True when the turn spells a name and says nothing else.
fn only_spells(text: &str) -> bool {
    crate::spelling::spelled(text).is_some_and(|name| {
        name.value.chars().count() >= SPELLED_MIN
            && name.rest(text).split_whitespace().count() <= WORDS_BESIDE_SPELLING_MAX
    })
}

/// True when the model's words of an emergency are words: not none, not letters, not a curse.
fn points_at_a_sign(form: &Form) -> bool {
    // The model points at phrases: "te faire foutre" is one.
    let words = || form.emergency_words.iter().flat_map(|phrase| phrase.split_whitespace());
    words().any(|word| word.chars().count() > 1) && !words().any(|word| CURSES.contains(&word.to_lowercase().as_str()))
}

/// True when what the model points at tells of a body, a danger, a substance, or else the turn does: it often points beside
/// ("aïe dans le thorax, ça recommence": at the second).
fn of_harm(form: &Form, text: &str) -> bool {
    super::harm::speaks_of_harm(form.emergency_words.iter().map(String::as_str), false)
        || super::harm::speaks_of_harm(std::iter::once(text), true)
}

/// True when the words the model points at lie in a manner of speaking that the list knows ("la machine a avalé ma phrase").
fn figurative(form: &Form, heard: &Heard) -> bool {
    let words: Vec<String> =
        form.emergency_words.iter().flat_map(|phrase| phrase.split_whitespace()).map(super::turn::fold).collect();
    let within = |place: std::ops::Range<usize>| {
        let quote = super::turn::fold(heard.turn.quote(place));
        words.iter().filter(|w| quote.contains(w.as_str())).count() * 3 >= words.len() * 2
    };
    !words.is_empty() && heard.places(&heard.tables.red_flags.explained.overlap).into_iter().any(within)
}

/// True when the rules read a number or a date that answers what was asked.
fn answers_with_a_fact(read: &Meaning) -> bool {
    read.rating.is_some() || read.phone.is_some() || read.birth_date.is_some()
}

/// True when the rules read anything that is neither yes nor no.
fn says_something(read: &Meaning) -> bool {
    answers_with_a_fact(read)
        || read.choice.is_some()
        || read.when.is_some()
        || read.existing.is_some()
        || read.practitioner.is_some()
        || read.motif.is_some()
}

/// The intent that rules and model together believe, where it is not the rules'.
fn better(wanted: &Wanted, read: &Meaning, form: &Form, heard: &Heard) -> Option<Meant> {
    if read.french == Some(false) || read.repeat.is_some() {
        return None;
    }
    let weighs = if !heard.open() && read.intent == Intent::None { ANSWER_WEIGHS } else { CHOICE_WEIGHS };
    let score = |intent: Intent, topic: Option<Topic>, share: f32| {
        let same = |e: &&Evidence| e.intent == intent && e.topic == topic;
        let evidence = wanted.evidence.iter().find(same).map_or(0.0, |e| e.score);
        let chosen = if (intent, topic) == (read.intent, read.info_topic) { weighs } else { 0.0 };
        EVIDENCE_WEIGHS * evidence + chosen + share
    };
    // An emergency comes by the alarm, never as an intent like the others.
    let believed = form.intents.iter().filter(|(intent, ..)| *intent != Intent::Emergency);
    let own = (read.intent, read.info_topic);
    let ours = score(own.0, own.1, form.intents.iter().find(|(i, t, _)| (*i, *t) == own).map_or(0.0, |(.., p)| *p));
    let best = believed.map(|(i, t, p)| (*i, *t, score(*i, *t, *p))).max_by(|a, b| a.2.total_cmp(&b.2));
    let (intent, topic, _) = best.filter(|(.., best)| *best > ours)?;
    // "samedi cinq, si vous êtes ouverts": a date was asked and given.
    if heard.asking == Asking::Date && intent == Intent::Info && read.when.is_some() {
        return None;
    }
    // A closed question is answered by a fact; only a person, or something else wanted, takes its turn away.
    let fits = heard.open()
        || !matches!(intent, Intent::Book | Intent::Confirm) && (!answers_with_a_fact(read) || intent == Intent::Human);
    fits.then_some((intent, topic))
}

/// The two readings brought together; `alarm` is what the rules made of the list of red flags.
pub fn merge(
    rules: Reading,
    form: &Form,
    alarm: &Alarm,
    heard: &Heard,
    text: &str,
    now: DateTime,
    cabinet: &Cabinet,
) -> Meaning {
    let read = &rules.meaning;
    let spelled_only = only_spells(text);
    let sense = spelled_only
        || read.intent != Intent::None
        || read.urgent
        || read.answer.is_some()
        || read.choice.is_some()
        || answers_with_a_fact(read);
    let alarm_from = if sense { ALARM_BESIDE_SENSE_FROM } else { ALARM_FROM };
    let explained = &heard.tables.red_flags.explained;
    let ended = heard.any(&explained.over) && !heard.any(&explained.still) || heard.any(&explained.overlap);
    let answered = !heard.open() && (read.answer.is_some() || read.choice.is_some() || read.when.is_some());
    let alarm_from = alarm_from.max(match (answered, read.motif.is_some()) {
        (true, _) => ALARM_BESIDE_AN_ANSWER_FROM,
        (_, true) => ALARM_BESIDE_A_REASON_FROM,
        _ => 0.0,
    });
    if *alarm == Alarm::Nothing
        && form.emergency >= alarm_from
        // Over or a manner of speaking ("un noyau, il va très bien"), though the rules knew no sign in it: of 3,900 written turns none
        // was an emergency that the model alone heard, and the same where it points at no word.
        && !ended
        && points_at_a_sign(form)
        && !rules.meaning.not_an_emergency
        && !spelled_only
        && !figurative(form, heard)
        && of_harm(form, text)
    {
        // The model names no family: the one whose sentence fits every alarm.
        let words = form.emergency_words.join(" ");
        return emergency(crate::Family::Unconscious, if words.is_empty() { text.to_string() } else { words });
    }
    let mut meaning = rules.meaning;
    if spelled_only {
        // Between the letters of a name neither reads a wish (a yes beside them is the rules'): "L E F E B V R E" is no question about the métro.
        (meaning.intent, meaning.info_topic, meaning.motif) = (Intent::None, None, None);
        return meaning;
    }
    if let Some(meant) = better(&rules.wanted, &meaning, form, heard) {
        meaning = super::read(text, heard, now, cabinet, Some(meant)).meaning;
    }
    let asks_yes_or_no = matches!(heard.asking, Asking::Consent | Asking::Slot | Asking::Confirm | Asking::Other);
    // "Celui de neuf heures" read back as a yes to a telephone number: a fact is no yes unless the words say so.
    let nothing_else = meaning.intent == Intent::None && meaning.repeat.is_none() && !says_something(&meaning);
    if meaning.answer.is_none() && asks_yes_or_no && nothing_else {
        meaning.answer = form.answer.filter(|(_, p)| *p >= ANSWER_FROM).map(|(a, _)| a);
    }
    // "For me" is the ordinary case and needs no word; only somebody else, heard surely, is worth taking from a guess.
    if meaning.patient.is_none() && heard.open() {
        meaning.patient = form.who.filter(|(w, p)| *w == Who::Other && *p >= WHO_FROM).map(|(w, _)| w);
    }
    if meaning.rating.is_none() && heard.asking == Asking::Rating {
        meaning.rating = form.rating.filter(|r| (1..=5).contains(r));
    }
    // The model copies a motif from the cabinet's list whenever it can; it is believed where one was asked for. A
    // practitioner is a name: the rules' fuzzy and phonetic matching finds more of them and invents none (measured on the
    // open set: every practitioner that only the model found was wrong).
    if meaning.motif.is_none() && heard.asking == Asking::Motif && meaning.intent == Intent::None {
        meaning.motif = form
            .motif
            .as_deref()
            .and_then(|said| cabinet.motifs.iter().find(|m| m.said == said || m.id.0 == said).map(|m| m.id.clone()));
    }
    // Dates: the rules read every date of the turn, those they leave out are refused or past; the model's `when_words` and
    // `existing_words` could only bring those back, so they are left alone.
    // The model only points: a name must be among the caller's own words.
    let said = text.to_lowercase();
    let name = |words: &[String]| {
        let name = words.join(" ").to_lowercase();
        (!name.is_empty() && words.iter().all(|w| said.contains(&w.to_lowercase()))).then(|| Private::new(name))
    };
    if matches!(heard.asking, Asking::Name | Asking::LastName) && meaning.last_name.is_none() {
        meaning.last_name = name(&form.last_name_words);
    }
    if matches!(heard.asking, Asking::Name | Asking::FirstName) && meaning.first_name.is_none() {
        meaning.first_name = name(&form.first_name_words);
    }
    meaning
}
