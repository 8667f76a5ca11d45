//! Golden conversations: one file, one call. See `tests/calls/README.md` for the format.

use super::books::{Books, Trouble};
use super::by_hand::meaning;
use super::{Bench, Handset, Seen};
use huisclos_agenda::{Cabinet, MotifId, NoteReason, Phone, Priority, Private, Slot};
use huisclos_call::{Channel, Fact, Input, Pace, Settings};
use huisclos_speech::{Answer, Asking, Meaning, understand};
use jiff::civil::{Date, DateTime};
use std::sync::Arc;

/// Who brings the caller's words to a `Meaning`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The file's own `=` lines: the machine alone is tested.
    ByHand,
    /// `understand`, rules only: what the product does.
    ByRules,
}

#[derive(Clone, Debug)]
enum Act {
    Says(String, Meaning, f32),
    Interrupts(String, Meaning),
    WhileRinging(String, Meaning),
    Mumbles,
    Silence(u64),
    Key(char),
    HangsUp,
    ModelFails,
    Lifts,
    TakesOver,
    HandsetCalled,
    HandsBack,
    IsCutOff,
    Whispers(String, Meaning),
    WhispersIntoTheTurn(String, Meaning),
}

#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)] // some fifty lines a file
enum Line {
    Box { asking: Option<Asking>, fragment: String, absent: bool },
    Expect(String),
    Act(Act),
}

/// Runs one file; the error says which line and what was seen instead.
pub fn run(text: &str, reading: Reading) -> Result<(), String> {
    let mut books = Books::default();
    let mut now: DateTime = "2026-11-23T09:05".parse().expect("a date");
    let mut from = None;
    let mut handset = Handset::Absent;
    let mut settings = Settings::default();
    let mut cabinet = Cabinet::demo();
    let mut latency_ms = 5;
    let mut forwards = true;
    let mut lines: Vec<(usize, Line)> = Vec::new();
    for (at, line) in text.lines().enumerate().map(|(i, l)| (i + 1, l.trim())) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |what: &str| format!("line {at}: {what}: {line}");
        if let Some(rest) = line.strip_prefix("= ") {
            match lines.last_mut() {
                Some((_, Line::Act(Act::Says(_, m, c)))) => {
                    *m = meaning(rest, c).map_err(|e| wrong(&e))?;
                }
                Some((
                    _,
                    Line::Act(
                        Act::Interrupts(_, m)
                        | Act::WhileRinging(_, m)
                        | Act::Whispers(_, m)
                        | Act::WhispersIntoTheTurn(_, m),
                    ),
                )) => {
                    *m = meaning(rest, &mut 1.0).map_err(|e| wrong(&e))?;
                }
                _ => return Err(wrong("a meaning without a caller's line")),
            }
            continue;
        }
        if let Some(act) = line.strip_prefix('/') {
            lines.push((at, Line::Act(act_of(act).ok_or_else(|| wrong("unknown act"))?)));
            continue;
        }
        let (key, value) = line.split_once(':').map(|(k, v)| (k.trim(), v.trim())).ok_or_else(|| wrong("no colon"))?;
        let words: Vec<&str> = value.split_whitespace().collect();
        match key {
            "C" => lines.push((at, Line::Act(Act::Says(value.to_string(), Meaning::default(), 1.0)))),
            "B" => {
                let (asking, rest) = match value.strip_prefix('[').and_then(|v| v.split_once(']')) {
                    Some((word, rest)) => {
                        let asking = Asking::from_word(word).ok_or_else(|| wrong("unknown asking"))?;
                        (Some(asking), rest.trim())
                    }
                    None => (None, value),
                };
                let absent = rest.starts_with("! ");
                let fragment = rest.trim_start_matches("! ").to_string();
                lines.push((at, Line::Box { asking, fragment, absent }));
            }
            "E" => lines.push((at, Line::Expect(value.to_string()))),
            "from" => from = (value != "withheld").then(|| value.to_string()),
            "now" => now = value.parse().map_err(|_| wrong("no date-time"))?,
            "handset" => match value {
                "answers" => handset = Handset::Answers,
                "busy" => handset = Handset::Busy,
                "absent" => handset = Handset::Absent,
                "none" => settings.handset = false,
                _ => return Err(wrong("answers, busy, absent or none")),
            },
            "handset_first" => settings.handset_first_ms = value.parse().map_err(|_| wrong("no number"))?,
            "message_only" => settings.message_only = value == "yes",
            "transfer" => settings.transfer = value == "yes",
            "forward" => {
                settings.forward_to = Some(Private::new(Phone(words[0].to_string())));
                forwards = words.get(1) != Some(&"fails");
            }
            "rating" => settings.rating = value == "yes",
            "waiting_list" => cabinet.waiting_list = value == "yes",
            "latency" => latency_ms = value.parse().map_err(|_| wrong("no number"))?,
            "store" => {
                books.trouble = match value {
                    "full" => Trouble::Full,
                    "agenda" => Trouble::AgendaOnly,
                    "down" => Trouble::Down,
                    "taken" => Trouble::TakenOnce,
                    "gone" => Trouble::Gone,
                    _ => return Err(wrong("full, agenda, down, taken or gone")),
                };
            }
            "patient" => {
                let [last, first, birth, rest @ ..] = &words[..] else { return Err(wrong("last first birth")) };
                let birth: Date = birth.parse().map_err(|_| wrong("no date"))?;
                let phone = rest.iter().find(|w| w.starts_with('+')).copied();
                books.add_patient(last, first, birth, phone, rest.contains(&"known"), rest.contains(&"consent"));
            }
            "appointment" => {
                let [first, start, practitioner, motif @ ..] = &words[..] else {
                    return Err(wrong("first start who motif"));
                };
                let patient = books.patients.iter().find(|p| p.identity.first_name.matches(|n| n == first));
                let id = patient.map(|p| p.id).ok_or_else(|| wrong("no such first name"))?;
                let motif = MotifId(motif.join(" "));
                let minutes = Cabinet::demo().motif(&motif).map_or(15, |m| m.minutes);
                let start = start.parse().map_err(|_| wrong("no date-time"))?;
                books.add_appointment(id, Slot { start, minutes, practitioner: (*practitioner).into(), motif });
            }
            _ => return Err(wrong("unknown key")),
        }
    }
    let mut bench = Bench::new(Arc::new(cabinet), &mut books, now, settings, handset);
    (bench.latency_ms, bench.forwards) = (latency_ms, forwards);
    bench.rings_in(from.as_deref());
    bench.run_to(next_act(&lines));
    let mut mark = 0;
    for i in 0..lines.len() {
        let (at, line) = lines[i].clone();
        match line {
            Line::Act(act) => {
                mark = bench.seen.len();
                do_act(&mut bench, act, reading, now);
                bench.run_to(next_act(&lines[i + 1..]));
            }
            other => {
                check(&bench, mark, &other).map_err(|e| format!("line {at}: {e}\n{}", transcript(&bench, mark)))?
            }
        }
    }
    if bench.silence_ms_max > 3_000 {
        return Err(format!("{} ms of silence", bench.silence_ms_max));
    }
    if !bench.over {
        bench.caller_hangs_up();
    }
    bench.over.then_some(()).ok_or_else(|| "the call does not end".to_string())
}

fn transcript(bench: &Bench<'_>, mark: usize) -> String {
    let mut all = String::new();
    for (i, seen) in bench.seen.iter().enumerate() {
        all.push_str(if i == mark { "  > " } else { "    " });
        all.push_str(&format!("{seen:?}\n"));
    }
    all
}

fn do_act(bench: &mut Bench<'_>, act: Act, reading: Reading, now: DateTime) {
    let read = |text: &str, asking: Asking, by_hand: Meaning| match reading {
        Reading::ByHand => by_hand,
        Reading::ByRules => understand(text, asking, now, &Cabinet::demo(), None),
    };
    match act {
        Act::Says(text, by_hand, confidence) => {
            let asking = bench.ear.unwrap_or_default();
            bench.caller_says(&text, read(&text, asking, by_hand), confidence);
        }
        Act::Interrupts(text, by_hand) => {
            bench.run_for(500);
            let asking = bench.ear.unwrap_or_default();
            bench.caller_says(&text, read(&text, asking, by_hand), 1.0);
        }
        Act::WhileRinging(text, by_hand) => {
            bench.run_for(1_000);
            bench.caller_says(&text, read(&text, Asking::Open, by_hand), 1.0);
        }
        Act::Mumbles => bench.caller_mumbles(),
        Act::Silence(ms) => {
            bench.run_for(ms);
        }
        Act::Key(key) => bench.feed(Input::Pressed(key)),
        Act::HangsUp => bench.caller_hangs_up(),
        Act::ModelFails => bench.feed(Input::ModelFailed),
        Act::Lifts => bench.feed(Input::HandsetLifted),
        Act::TakesOver => bench.feed(Input::TakenOver),
        Act::HandsetCalled => bench.feed(Input::HandsetCalled),
        Act::HandsBack | Act::IsCutOff => {
            bench.joined = false;
            bench.quiet_since = bench.now;
            bench.feed(Input::HandedBack { gone: matches!(act, Act::IsCutOff) });
        }
        Act::Whispers(text, by_hand) => {
            let asking = bench.ear.filter(|a| *a == Asking::Slot).unwrap_or(Asking::Date);
            let meaning = read(&text, asking, by_hand);
            bench.feed(Input::Whispered { text: Private::new(text), meaning });
        }
        Act::WhispersIntoTheTurn(text, by_hand) => {
            bench.feed(Input::Speaking);
            let meaning = read(&text, Asking::Date, by_hand);
            bench.feed(Input::Whispered { text: Private::new(text), meaning });
        }
    }
}

fn next_act(lines: &[(usize, Line)]) -> Option<&Act> {
    lines.iter().find_map(|(_, l)| if let Line::Act(act) = l { Some(act) } else { None })
}

impl Bench<'_> {
    /// Runs to the next question, or to the sentence or the ringing that the next act cuts into.
    fn run_to(&mut self, next: Option<&Act>) {
        let reached: fn(&Self) -> bool = match next {
            Some(Act::Interrupts(..)) => |b| b.speaking(),
            Some(Act::WhileRinging(..)) => |b| b.rings(),
            _ => return self.run(),
        };
        for _ in 0..100 {
            if reached(self) || self.over {
                return;
            }
            self.step(u64::MAX);
        }
    }
}

fn check(bench: &Bench<'_>, mark: usize, line: &Line) -> Result<(), String> {
    match line {
        Line::Box { asking, fragment, absent } => {
            let said = bench.said_since(mark).join(" / ");
            if let Some(asking) = asking {
                let last = bench.seen[mark..].iter().rev().find_map(|s| match s {
                    Seen::Listening(a) => Some(*a),
                    _ => None,
                });
                if last != Some(*asking) {
                    return Err(format!("expected to be asked {asking:?}, not {last:?}; the box said: {said}"));
                }
            }
            if said.contains(fragment.as_str()) == *absent && !fragment.is_empty() {
                let how = if *absent { "unexpected" } else { "missing" };
                return Err(format!("{how} « {fragment} » in: {said}"));
            }
            Ok(())
        }
        Line::Expect(what) => expect(bench, mark, what),
        Line::Act(_) => Ok(()),
    }
}

fn expect(bench: &Bench<'_>, mark: usize, what: &str) -> Result<(), String> {
    let words: Vec<&str> = what.split_whitespace().collect();
    let [first, rest @ ..] = &words[..] else { return Err("nothing expected".into()) };
    let facts: Vec<String> = bench.seen[mark..].iter().filter_map(fact_words).collect();
    let ok = match *first {
        "outcome" => {
            let outcome = bench.call.outcome().word();
            if rest != [outcome] {
                return Err(format!("outcome {outcome}, expected {what}"));
            }
            true
        }
        "outcomes" => {
            let all: Vec<&str> = bench.call.outcomes().iter().map(|o| o.word()).collect();
            if rest != &all[..] {
                return Err(format!("outcomes {all:?}"));
            }
            true
        }
        "over" => bench.over,
        "slow" => bench.seen[mark..].iter().any(|s| matches!(s, Seen::Said(_, Pace::Slow))),
        "no" => !facts.iter().any(|f| rest.iter().all(|w| f.split(' ').any(|x| x == *w))),
        "patients" => rest == [bench.books.patients.len().to_string()],
        "notes" => rest == [bench.books.notes.len().to_string()],
        "note_without_phone" => bench.books.notes.last().is_some_and(|n| n.phone.is_none() && n.patient.is_none()),
        "note_with_phone" => bench.books.notes.last().is_some_and(|n| n.phone.is_some()),
        "note_says" => {
            let wanted = rest.join(" ");
            bench.books.notes.last().is_some_and(|n| n.text.matches(|t| t.contains(&wanted)))
        }
        "waiting" => rest == [bench.books.waiting.len().to_string()],
        "held" => {
            let held = bench.books.appointments.iter().filter(|a| a.holds()).count();
            rest == [held.to_string()]
        }
        _ => facts.iter().any(|f| f == what || f.starts_with(&format!("{what} "))),
    };
    ok.then_some(()).ok_or_else(|| format!("expected « {what} », seen {facts:?}"))
}

fn fact_words(seen: &Seen) -> Option<String> {
    let slot = |s: &Slot| format!("{} {} {}", s.practitioner, s.start, s.motif.0.replace(' ', "_"));
    Some(match seen {
        Seen::Rings => "rings".to_string(),
        Seen::Joined => "joined".to_string(),
        Seen::Forwards(number) => format!("forwards {number}"),
        Seen::TakenBack => "taken_back".to_string(),
        Seen::HungUp => "hung_up".to_string(),
        Seen::Fact(fact) => match fact {
            Fact::Offered(slots) => format!("offered {}", slots.len()),
            Fact::Booked(a) => format!("booked {}", slot(&a.slot)),
            Fact::Moved(a) => format!("moved {}", slot(&a.slot)),
            Fact::Cancelled(a) => format!("cancelled {}", slot(&a.slot)),
            Fact::Confirmed(a) => format!("confirmed {}", slot(&a.slot)),
            Fact::Consent { answer, channel, .. } => {
                let answer = if *answer == Answer::Yes { "yes" } else { "no" };
                let channel = if *channel == Channel::Voice { "voice" } else { "key" };
                format!("consent {answer} {channel}")
            }
            Fact::Transferred { reason, priority } => {
                format!("transferred {} {}", reason_word(*reason), priority_word(*priority))
            }
            Fact::Noted { reason, priority, .. } => {
                format!("note {} {}", reason_word(*reason), priority_word(*priority))
            }
            Fact::Rated(n) => format!("rated {n}"),
            Fact::Enlisted => "enlisted".to_string(),
            Fact::Whispered(made) => format!("whispered {}", format!("{made:?}").to_lowercase()),
        },
        _ => return None,
    })
}

fn reason_word(reason: NoteReason) -> String {
    format!("{reason:?}").to_lowercase()
}

fn priority_word(priority: Priority) -> String {
    format!("{priority:?}").to_lowercase()
}

fn act_of(act: &str) -> Option<Act> {
    let (word, rest) = act.split_once(' ').unwrap_or((act, ""));
    Some(match word {
        "silence" => Act::Silence(rest.parse().ok()?),
        "key" => Act::Key(rest.chars().next()?),
        "hangup" => Act::HangsUp,
        "mumble" => Act::Mumbles,
        "fails" => Act::ModelFails,
        "lift" => Act::Lifts,
        "take" => Act::TakesOver,
        "call_handset" => Act::HandsetCalled,
        "back" => Act::HandsBack,
        "gone" => Act::IsCutOff,
        "whisper" => Act::Whispers(rest.to_string(), Meaning::default()),
        "whisper_meanwhile" => Act::WhispersIntoTheTurn(rest.to_string(), Meaning::default()),
        "interrupt" => Act::Interrupts(rest.to_string(), Meaning::default()),
        "meanwhile" => Act::WhileRinging(rest.to_string(), Meaning::default()),
        _ => return None,
    })
}
