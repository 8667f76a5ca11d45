//! Names said on the telephone, asked for: at whose card they end, with and without the cabinet's own names to expect, by how
//! many patients it has. And names that are on no card, which must not be turned into one that is.

use crate::speech::{opened, root};
use crate::understand::now;
use crate::voices::{SPEAKERS, speak};
use crate::{channel, sets};
use huisclos_agenda::{Cabinet, Private, Purpose, fold_name};
use huisclos_ports::{Expected, Nearness, chances};
use huisclos_speech::phonetic::sounds;
use huisclos_speech::{Asking, understand};
use huisclos_whisper::{Hint, Hints, Whisper};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;

/// Patients of the cabinets.
const PATIENTS: [usize; 3] = [50, 200, 1000];
/// How callers say their name.
const WAYS: [&str; 6] =
    ["{last}", "c'est {last}", "{first} {last}", "je m'appelle {first} {last}", "au nom de {last}", "madame {last}"];

/// What is measured.
pub struct Wanted<'a> {
    /// Names of patients, and as many of strangers at most, for each group of voices.
    pub count: usize,
    /// Part of the name of a group of voices; all when empty.
    pub voices: &'a str,
    /// Each name that went wrong, on stderr.
    pub misses: bool,
}

#[derive(Clone)]
struct Person {
    last: String,
    first: String,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    said: usize,
    right: usize,
    /// Ended at somebody else's card.
    other: usize,
    strangers: usize,
    pulled: usize,
    ms: u128,
}

/// Prints the table.
pub fn run(model: Option<&Path>, wanted: &Wanted) {
    let whisper = opened(model);
    let patients = people("last.txt", PATIENTS[PATIENTS.len() - 1]);
    let strangers = people("strangers.txt", wanted.count);
    let hints: Vec<Hints> = PATIENTS.iter().map(|n| hints(&patients[..*n], Asking::LastName)).collect();
    let groups: BTreeSet<&str> = SPEAKERS.iter().map(|s| s.group).filter(|g| g.contains(wanted.voices)).collect();
    let mut table: BTreeMap<(&str, usize), [Cell; 2]> = BTreeMap::new();
    for group in groups {
        let speakers: Vec<_> = SPEAKERS.iter().filter(|s| s.group == group).collect();
        let callers = patients.iter().take(PATIENTS[0].min(wanted.count)).map(|p| (p, true));
        for (i, (who, known)) in callers.chain(strangers.iter().map(|p| (p, false))).enumerate() {
            let text = WAYS[i % WAYS.len()].replace("{last}", &who.last).replace("{first}", &who.first);
            let Some((samples, rate_hz)) = speak(speakers[i % speakers.len()], &text) else { continue };
            let pcm = channel::telephone(&samples, rate_hz, None, i as u64);
            let without = heard(&whisper, &pcm, &Hints::default());
            for (n, hints) in PATIENTS.iter().zip(&hints) {
                let with = heard(&whisper, &pcm, hints);
                let cells = table.entry((group, *n)).or_default();
                for (cell, (name, written, ms)) in cells.iter_mut().zip([&without, &with]) {
                    let right = matches(name, &who.last);
                    let other = !right && patients[..*n].iter().any(|p| matches(name, &p.last));
                    cell.ms += ms;
                    if known {
                        cell.said += 1;
                        cell.right += usize::from(right);
                        cell.other += usize::from(other);
                    } else {
                        cell.strangers += 1;
                        cell.pulled += usize::from(other);
                    }
                    if wanted.misses && (known && !right || !known && other) {
                        eprintln!("{group}, {n}: {text:?} written {written:?}, name {name:?}");
                    }
                }
            }
        }
    }
    print(&table);
    print_unchanged(&whisper, wanted);
}

fn print(table: &BTreeMap<(&str, usize), [Cell; 2]>) {
    println!(
        "| voices | patients | right patient: without, with | another patient | strangers taken for a patient | ms a turn |"
    );
    println!("|---|---|---|---|---|---|");
    for ((group, n), [without, with]) in table {
        let percent = |a: usize, b: usize| 100.0 * a as f64 / b.max(1) as f64;
        let share = |of: fn(&Cell) -> (usize, usize)| {
            let ((a, all), (b, _)) = (of(without), of(with));
            format!("{:.0}, **{:.0}** % of {all}", percent(a, all), percent(b, all))
        };
        let ms = |c: &Cell| c.ms / (c.said + c.strangers).max(1) as u128;
        println!(
            "| {group} | {n} | {} | {} | {} | {}, {} |",
            share(|c| (c.right, c.said)),
            share(|c| (c.other, c.said)),
            share(|c| (c.pulled, c.strangers)),
            ms(without),
            ms(with)
        );
    }
}

/// The family name in what was written, the text, and the time it took.
fn heard(whisper: &Whisper, pcm: &[f32], hints: &Hints) -> (String, String, u128) {
    let begin = Instant::now();
    let heard = whisper.transcribe(pcm, hints).unwrap_or_default();
    let text = heard.text;
    let ms = begin.elapsed().as_millis();
    let name = understand(&text, Asking::LastName, now(), &Cabinet::demo(), None).last_name;
    let sure: Vec<String> = heard.words.iter().map(|w| format!("{} {:.2}", w.text, w.confidence)).collect();
    (name.map(|name| name.open(Purpose::CommandLine).clone()).unwrap_or_default(), sure.join(" "), ms)
}

/// As the store finds a card: the same name however spelled, or the same sounds.
fn matches(heard: &str, card: &str) -> bool {
    !heard.is_empty() && (fold_name(heard) == fold_name(card) || sounds(heard) == sounds(card))
}

/// What so many patients are to a question.
pub fn of_patients(count: usize, asking: Asking) -> Hints {
    hints(&people("last.txt", count), asking)
}

/// Sentences of callers, none of which is a name: how many come out otherwise with 200 patients to expect.
fn print_unchanged(whisper: &Whisper, wanted: &Wanted) {
    let lines = sets::read(&root().join("tests/understand/open.jsonl"));
    let lines = lines.into_iter().filter(|line| line.is("clean") && !line.is("names")).step_by(7).take(wanted.count);
    let speakers: Vec<_> = SPEAKERS.iter().filter(|s| s.group.contains(wanted.voices)).collect();
    let (mut all, mut changed) = (0, 0);
    for (i, line) in lines.enumerate() {
        let Some((samples, rate_hz)) = speak(speakers[i % speakers.len()], &line.say) else { continue };
        let pcm = channel::telephone(&samples, rate_hz, None, i as u64);
        let write = |hints: &Hints| whisper.transcribe(&pcm, hints).map(|t| t.text).unwrap_or_default();
        let (without, with) = (write(&Hints::default()), write(&of_patients(200, line.asking)));
        all += 1;
        changed += usize::from(with != without);
        if wanted.misses && with != without {
            eprintln!("{:?} asked {:?}: {without:?}, with names {with:?}", line.say, line.asking);
        }
    }
    println!("\n{changed} of {all} callers' sentences come out otherwise with 200 patients to expect.");
}

/// The hardest case: nobody is nearer than anybody else.
fn hints(patients: &[Person], asking: Asking) -> Hints {
    let private = |name: &String| Private::new(name.clone());
    let people: Vec<Expected> = patients
        .iter()
        .map(|p| Expected { last_name: private(&p.last), first_name: private(&p.first), nearness: Nearness::Card })
        .collect();
    let words = chances(&people, asking).into_iter();
    let words = words.map(|(name, chance)| Hint { text: name.open(Purpose::Recogniser).clone(), chance });
    Hints { words: words.collect() }
}

/// So many people with the family names of a list, drawn always the same.
fn people(list: &str, count: usize) -> Vec<Person> {
    let lasts = names(list);
    let firsts = names("first.txt");
    let mut seed = 7;
    let mut order: Vec<(u64, usize)> =
        (0..lasts.len()).map(|at| ((channel::uniform(&mut seed) * 1e6) as u64, at)).collect();
    order.sort_unstable();
    let count = if list.starts_with("last") { count } else { count.min(lasts.len()) };
    (0..count)
        .map(|i| {
            let first = (channel::uniform(&mut seed) * firsts.len() as f32) as usize;
            Person { last: lasts[order[i % order.len()].1].clone(), first: firsts[first % firsts.len()].clone() }
        })
        .collect()
}

fn names(list: &str) -> Vec<String> {
    let path = root().join("tests/names").join(list);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(|name| name.replace('_', " ")).collect()
}
