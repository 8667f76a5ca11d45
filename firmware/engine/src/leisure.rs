//! What the box does when nobody calls: a chat model sums up the notes that calls have left and marks how these calls went.
//!
//! It has a thread and a copy of the model of its own. A call that begins comes first: the model is asked between two steps, the
//! work under way is given up, and begun again when the box is quiet. The words of a call are read where the page reads them
//! (`Live`) and kept nowhere else. The model writes; `speech::invented` decides whether its sentence may be shown.

use crate::calls::Calls;
use huisclos_agenda::{CallId, Note, NoteReason, Priority, Private, Purpose};
use huisclos_ports::{Leftovers, Live, Report, StoreError, Switchboard, Understanding, What, in_french};
use huisclos_speech::invented;
use huisclos_speech::number::numbers_in;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Ended calls that wait for their mark: as many as `Live` has the words of. The oldest give way.
const CALLS_MAX: usize = 10;
/// A note of fewer words is read at a glance.
const WORDS_MIN: usize = 12;
/// Longest summary, characters: twenty-five words are asked for, and a longer one saves nobody any time.
const SUMMARY_CHARS_MAX: usize = 260;
/// More numbers than this in a message are a telephone number, said by twos.
const NUMBERS_MAX: usize = 5;
/// Time for one summary or one mark; a box that needs longer has too large a model, and does without.
const WORK_MAX: Duration = Duration::from_secs(180);
/// How long a look for ended calls waits.
const LOOK: Duration = Duration::from_millis(500);
/// Looks that a call's record may take to come to the disk.
const RECORD_LOOKS: u8 = 20;
/// Words without which a call cannot be judged.
const CALL_TURNS_MIN: usize = 1;

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    /// There was nothing to do, or somebody calls.
    Nothing,
    /// A note has its summary.
    SummedUp,
    /// A note gets none: the model had none, or it was not faithful.
    Dropped,
    /// A call has its mark, or gets none.
    Judged,
    /// A call began: the work is begun again later.
    GaveWay,
}

struct Ended {
    call: CallId,
    /// What the model made of it, while its record is not on the disk yet.
    hundredths: Option<u16>,
    looks: u8,
}

/// Opens the model; `None` where none is installed.
pub type OpenModel = Box<dyn FnMut() -> Option<Box<dyn Understanding>> + Send>;

/// Whoever does it.
pub struct Leisure {
    open: OpenModel,
    /// Held while there is work: a box that is done needs no memory for it.
    model: Option<Box<dyn Understanding>>,
    left: Arc<dyn Leftovers>,
    live: Arc<Live>,
    calls: Arc<Calls>,
    ended: VecDeque<Ended>,
    /// Notes may wait: at the start, and whenever a call ended.
    notes: bool,
    seen: u64,
}

impl Leisure {
    /// Over the calls under way, their words, and what they leave.
    #[must_use]
    pub fn over(open: OpenModel, left: Arc<dyn Leftovers>, live: Arc<Live>, calls: Arc<Calls>) -> Self {
        Self { open, model: None, left, live, calls, ended: VecDeque::new(), notes: true, seen: 0 }
    }

    /// Works until `ends`.
    pub fn run(mut self, ends: &dyn Fn() -> bool) {
        while !ends() {
            self.look(LOOK);
            while self.step(ends) != Did::Nothing {
                self.look(Duration::ZERO);
            }
        }
    }

    /// Does all there is to do and ends: after a call of the command line.
    pub fn finish(mut self) {
        self.look(Duration::ZERO);
        while self.step(&|| false) != Did::Nothing {}
    }

    /// Looks which calls have ended.
    pub fn look(&mut self, wait: Duration) {
        let (fresh, seen) = self.live.since(self.seen, wait);
        self.seen = seen;
        for report in fresh.iter().filter(|report| matches!(report.what, What::Over { .. })) {
            self.notes = true;
            self.ended.push_back(Ended { call: report.call, hundredths: None, looks: 0 });
        }
        while self.ended.len() > CALLS_MAX {
            self.ended.pop_front();
        }
    }

    fn quiet(&self) -> bool {
        self.calls.under_way().is_empty()
    }

    /// The next summary or mark, if nobody calls.
    pub fn step(&mut self, ends: &dyn Fn() -> bool) -> Did {
        if ends() || !self.quiet() || (!self.notes && self.ended.is_empty()) {
            return Did::Nothing;
        }
        let Some(mut model) = self.model.take().or_else(|| (self.open)()) else {
            // None is installed: nothing is kept waiting for it.
            self.notes = false;
            self.ended.clear();
            return Did::Nothing;
        };
        // What breaks the model costs one summary; the model is opened anew.
        let done = catch_unwind(AssertUnwindSafe(|| match self.sum_up(model.as_mut(), ends) {
            Ok(Did::Nothing) => self.judge(model.as_mut(), ends),
            done => done,
        }));
        match done {
            Ok(Ok(did)) => {
                self.model = (did != Did::Nothing || !self.ended.is_empty()).then_some(model);
                did
            }
            Ok(Err(error)) => {
                eprintln!("huisclos : {error}");
                self.notes = false;
                self.ended.pop_front();
                Did::Nothing
            }
            Err(_) => {
                eprintln!("huisclos : une note ou un appel a fait échouer le modèle de langage ; il n'a pas de résumé");
                // Notes come first: while there are any, it was one of them.
                if !self.notes {
                    self.ended.pop_front();
                }
                Did::Dropped
            }
        }
    }

    /// Whether a step may go on: nobody calls, and there is time.
    fn goes_on<'a>(&self, ends: &'a dyn Fn() -> bool) -> impl Fn() -> bool + use<'a> {
        let (calls, begun) = (self.calls.clone(), Instant::now());
        move || calls.under_way().is_empty() && !ends() && begun.elapsed() < WORK_MAX
    }

    fn sum_up(&mut self, model: &mut dyn Understanding, ends: &dyn Fn() -> bool) -> Result<Did, StoreError> {
        if !self.notes {
            return Ok(Did::Nothing);
        }
        let Some(note) = self.left.take_note(&worth_a_summary)? else {
            self.notes = false;
            return Ok(Did::Nothing);
        };
        let said = words(note.text.open(Purpose::Voice));
        let sentence = model.summarise(&said, &self.goes_on(ends));
        if ends() || !self.quiet() {
            self.left.put_back(note.id)?;
            return Ok(Did::GaveWay);
        }
        let sentence = sentence.unwrap_or_else(|error| {
            eprintln!("huisclos : {error}");
            None
        });
        let short = |s: &String| s.chars().count() <= SUMMARY_CHARS_MAX;
        let may_be_shown = |s: &String| short(s) && invented(s, &said).is_none() && tells_numbers(s, &said);
        let summary = sentence.filter(may_be_shown).map(Private::new);
        self.left.keep_summary(note.id, summary.as_ref())?;
        if summary.is_none() {
            return Ok(Did::Dropped);
        }
        self.live.renew();
        Ok(Did::SummedUp)
    }

    fn judge(&mut self, model: &mut dyn Understanding, ends: &dyn Fn() -> bool) -> Result<Did, StoreError> {
        let Some(Ended { call, hundredths, looks }) = self.ended.front() else { return Ok(Did::Nothing) };
        let (call, looks) = (*call, *looks);
        let mark = match hundredths {
            Some(mark) => Some(*mark),
            None => {
                let said = transcript(&self.live.since(0, Duration::ZERO).0, call);
                let mark = said.map_or(Ok(None), |said| model.score(&said, &self.goes_on(ends)));
                if ends() || !self.quiet() {
                    return Ok(Did::GaveWay);
                }
                let mark = mark.unwrap_or_else(|error| {
                    eprintln!("huisclos : {error}");
                    None
                });
                mark.filter(|mark| (1.0..=5.0).contains(mark)).map(|mark| (mark * 100.0).round() as u16)
            }
        };
        let kept = mark.map_or(Ok(true), |mark| self.left.judge(call, mark))?;
        if !kept && looks < RECORD_LOOKS {
            // Its record is written beside its line, which may take the disk a moment.
            if let Some(first) = self.ended.front_mut() {
                (first.hundredths, first.looks) = (mark, looks + 1);
            }
            return Ok(Did::Nothing);
        }
        self.ended.pop_front();
        Ok(Did::Judged)
    }
}

/// A message in a caller's own words. An emergency is read word by word; who refused that anything be kept said nothing that was.
fn worth_a_summary(note: &Note) -> bool {
    let told = !matches!(note.reason, NoteReason::Emergency | NoteReason::ConsentRefused);
    let long = note.text.matches(|text| words(text).split_whitespace().count() >= WORDS_MIN);
    told && note.priority != Priority::Highest && long
}

/// What the caller said of a note's text: what stands in quotation marks, or all of it where there are none. The rest, who they
/// are and when they were born, was put down by the rules.
fn words(text: &str) -> String {
    let quoted: Vec<&str> =
        text.split('«').skip(1).map(|part| part.split('»').next().unwrap_or_default().trim()).collect();
    if quoted.is_empty() { text.trim().to_string() } else { quoted.join(" ; ") }
}

/// Whether a summary has every number that was said: "cinq jours avant le quatorze" without its five is another message. Who
/// dictates a telephone number has it on the note.
fn tells_numbers(sentence: &str, said: &str) -> bool {
    let told: Vec<u32> = numbers_in(sentence).iter().map(|n| n.value).collect();
    let spoken: Vec<u32> = numbers_in(said).iter().map(|n| n.value).filter(|n| *n != 1).collect();
    spoken.len() > NUMBERS_MAX || spoken.iter().all(|n| told.contains(n))
}

/// What was said in a call and what came of it; `None` when its beginning is gone, or nobody spoke.
fn transcript(reports: &[Report], call: CallId) -> Option<String> {
    let mut of_call = reports.iter().filter(|report| report.call == call).map(|report| &report.what).peekable();
    let whole = matches!(of_call.peek(), Some(What::Ring { .. } | What::Answered));
    let (mut lines, mut turns) = (Vec::new(), 0);
    for what in of_call {
        match what {
            What::Said { text, .. } => lines.push(format!("répondeur : {}", text.open(Purpose::Voice))),
            What::Heard { text, .. } => {
                turns += usize::from(text.matches(|text| !text.trim().is_empty()));
                lines.push(format!("appelant : {}", text.open(Purpose::Voice)));
            }
            What::Over { outcome, .. } => lines.push(format!("issue : {}", in_french(*outcome))),
            _ => {}
        }
    }
    (whole && turns >= CALL_TURNS_MIN).then(|| lines.join("\n"))
}
