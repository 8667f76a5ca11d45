//! The threads in which models and store work, so that no line ever waits for them inside a frame.
//!
//! A worker that panics on one job answers that it failed and goes on: the caller hears a way out (invariant 9).

use crate::event::{Event, Hearing, Understood};
use crate::fair::{Jobs, Queue, queue};
use huisclos_agenda::{Cabinet, CallId, Phone, Private, Purpose};
use huisclos_call::{JobId, Query, Reply, SayingId};
use huisclos_ports::{AccountId, Expected, Heard, Pace, Recognizer, Store, TurnHeard, Understanding, Voice};
use huisclos_speech::sentences::sentences;
use huisclos_speech::{Asking, Intent, Meaning, alarm_among, alarm_so_far, understand};
use jiff::civil::DateTime;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

/// Jobs of one line that may wait for one worker: what is said, and what was begun at a pause and goes on. Past that the box
/// is not keeping up and the job fails at once, which the caller hears as a sentence.
const JOBS_MAX: usize = 8;

/// Words of a turn that goes on are no alarm below this confidence: its end is near enough.
const DOUBT_SO_FAR: f32 = 0.5;

/// What the workers work with.
pub struct Parts {
    /// The cabinet that recogniser and language model were opened for.
    pub cabinet: Arc<Cabinet>,
    /// Absent in a typed call.
    pub recognizer: Option<Box<dyn Recognizer>>,
    /// Absent with `--rules-only`, or when its file is broken.
    pub understanding: Option<Box<dyn Understanding>>,
    /// Absent in a typed call.
    pub voice: Option<Box<dyn Voice>>,
    /// The book.
    pub store: Arc<dyn Store>,
}

/// What a turn is made of.
pub enum Spoken {
    /// 16 kHz mono, and who is expected in this call.
    Pcm(Vec<f32>, Arc<[Expected]>),
    /// Typed.
    Text(String),
}

struct MindJob {
    turn: u32,
    spoken: Spoken,
    asking: Asking,
    now: DateTime,
    cabinet: Arc<Cabinet>,
    inbox: Sender<Event>,
}

impl MindJob {
    /// True when both are spoken in the same cabinet: they can be transcribed at once.
    fn goes_with(&self, other: &Self) -> bool {
        let spoken = |job: &Self| matches!(job.spoken, Spoken::Pcm(..));
        spoken(self) && spoken(other) && Arc::ptr_eq(&self.cabinet, &other.cabinet)
    }
}

/// What the mind is given.
enum Mind {
    Turn(MindJob),
    /// What was said so far of a turn that goes on.
    SoFar(MindJob),
    /// A secretary's whisper.
    Whisper(MindJob, AccountId),
    /// A call begins in this cabinet.
    Expect(Arc<Cabinet>),
}

struct VoiceJob {
    saying: SayingId,
    text: Private<String>,
    pace: Pace,
    inbox: Sender<Event>,
}

struct StoreJob {
    call: CallId,
    asks: Asks,
    now: DateTime,
    inbox: Sender<Event>,
}

/// What the store is asked.
enum Asks {
    Query(JobId, Query),
    /// Who may be calling from this number.
    Expected(Option<Private<Phone>>),
}

/// Handles to the workers. They end when the last handle is dropped.
#[derive(Clone)]
pub struct Workers {
    mind: Queue<Mind>,
    voice: Option<Queue<VoiceJob>>,
    store: Queue<StoreJob>,
    /// A recogniser listens: whom it may expect is asked for.
    listens: bool,
    /// Whose jobs these are: lines are served in turn.
    line: u32,
}

impl Workers {
    /// Starts the threads: `comprendre`, `parler` and `noter`.
    ///
    /// # Panics
    /// When the system gives no thread at start: the box cannot work at all then, and its guard takes over.
    #[must_use]
    pub fn start(parts: Parts) -> Self {
        let (mind, jobs) = queue(JOBS_MAX);
        let listens = parts.recognizer.is_some();
        let mut thinker = Thinker { cabinet: parts.cabinet, recognizer: parts.recognizer, model: parts.understanding };
        spawn("comprendre", jobs, move |job: Mind, jobs: &mut Jobs<Mind>| match job {
            Mind::Turn(job) => {
                let at_once = |other: &Mind| matches!(other, Mind::Turn(other) if job.goes_with(other));
                let others = jobs.beside(at_once).into_iter().filter_map(|other| match other {
                    Mind::Turn(other) => Some(other),
                    _ => None,
                });
                thinker.work(std::iter::once(job).chain(others.collect::<Vec<_>>()).collect());
            }
            Mind::SoFar(job) => thinker.hear_along(&job),
            Mind::Whisper(job, by) => thinker.read_whisper(&job, by),
            Mind::Expect(cabinet) => thinker.expect(&cabinet),
        });
        let voice = parts.voice.map(|mut voice| {
            let (sender, jobs) = queue(JOBS_MAX);
            spawn("parler", jobs, move |job: VoiceJob, _: &mut _| speak(voice.as_mut(), &job));
            sender
        });
        let (store, jobs) = queue(JOBS_MAX);
        let book = parts.store;
        spawn("noter", jobs, move |job: StoreJob, _: &mut _| note(book.as_ref(), &job));
        Self { mind, voice, store, listens, line: 0 }
    }

    /// The same workers, for a line of its own: their jobs are served in turn with the other lines'.
    #[must_use]
    pub fn of_line(&self, line: u32) -> Self {
        Self { line, ..self.clone() }
    }

    /// Each worker that is on a job, with how long it has been.
    #[must_use]
    pub fn busy(&self) -> Vec<(&'static str, Duration)> {
        let voice = self.voice.as_ref().and_then(Queue::busy);
        let all = [("comprendre", self.mind.busy()), ("parler", voice), ("noter", self.store.busy())];
        all.into_iter().filter_map(|(name, busy)| Some((name, busy?))).collect()
    }

    /// A call begins in this cabinet: where it is another than the last one's, the models read its lists while it rings.
    pub fn expect(&self, cabinet: &Arc<Cabinet>) {
        // A full queue only means that the first turn reads them.
        let _ = self.mind.push(self.line, Mind::Expect(cabinet.clone()));
    }

    /// Transcribes and understands a turn by the cabinet of its call; the answer comes into `inbox`.
    pub fn understand(
        &self,
        turn: u32,
        spoken: Spoken,
        asking: Asking,
        (now, cabinet): (DateTime, &Arc<Cabinet>),
        inbox: &Sender<Event>,
    ) {
        let job = MindJob { turn, spoken, asking, now, cabinet: cabinet.clone(), inbox: inbox.clone() };
        // When there is no room the line's oldest turn gives way: the caller has gone on speaking since.
        if let Some(Mind::Turn(left)) = self.mind.push_over(self.line, Mind::Turn(job)) {
            // The line may be gone: then nobody awaits it.
            let _ = left.inbox.send(Event::NotHeard { turn: left.turn });
        }
    }

    /// Transcribes a turn so far, only if the mind is on nothing else and nothing else waits for it; false when it is not
    /// done. In `simulated` time, in which a line waits for each answer, it is always done: the mind may still be putting
    /// its last job away. The answer, `Event::Hearing`, comes into `inbox`.
    pub fn hear_along(
        &self,
        job: u32,
        spoken: Spoken,
        asking: Asking,
        cabinet: &Arc<Cabinet>,
        (simulated, inbox): (bool, &Sender<Event>),
    ) -> bool {
        let (now, cabinet) = (DateTime::default(), cabinet.clone());
        let job = MindJob { turn: job, spoken, asking, now, cabinet, inbox: inbox.clone() };
        if simulated {
            self.mind.push(self.line, Mind::SoFar(job)).is_ok()
        } else {
            self.mind.push_if_idle(self.line, Mind::SoFar(job))
        }
    }

    /// Understands a whisper; the answer, `Event::Whispered`, comes into `inbox`.
    pub fn whisper(
        &self,
        text: Private<String>,
        by: AccountId,
        asking: Asking,
        (now, cabinet): (DateTime, &Arc<Cabinet>),
        inbox: &Sender<Event>,
    ) {
        let spoken = Spoken::Text(text.open(Purpose::Voice).clone());
        let job = MindJob { turn: 0, spoken, asking, now, cabinet: cabinet.clone(), inbox: inbox.clone() };
        if self.mind.push(self.line, Mind::Whisper(job, by)).is_err() {
            // Not read: the call says that it can make nothing of it.
            let meaning = Box::new(Meaning::default());
            let _ = inbox.send(Event::Whispered { text, by, meaning, compute_ms: 0 });
        }
    }

    /// Says a sentence; samples come into `inbox`, piece by piece.
    pub fn speak(&self, saying: SayingId, text: &Private<String>, pace: Pace, inbox: &Sender<Event>) {
        let job = VoiceJob { saying, text: text.clone(), pace, inbox: inbox.clone() };
        if self.voice.as_ref().is_none_or(|voice| voice.push(self.line, job).is_err()) {
            let _ = inbox.send(Event::NotVoiced { saying });
        }
    }

    /// Asks the store; the answer comes into `inbox`.
    pub fn ask(&self, call: CallId, job: JobId, query: Query, now: DateTime, inbox: &Sender<Event>) {
        let work = StoreJob { call, asks: Asks::Query(job, query), now, inbox: inbox.clone() };
        if self.store.push(self.line, work).is_err() {
            let _ = inbox.send(Event::Told { job, reply: Reply::Failed, compute_ms: 0 });
        }
    }

    /// Asks the store who may be calling from this number; the answer, `Event::Expected`, comes into `inbox`. False when
    /// nothing will come: nobody listens, or the store has too much to do to be asked for what only helps.
    pub fn whom_to_expect(
        &self,
        call: CallId,
        from: Option<Private<Phone>>,
        now: DateTime,
        inbox: &Sender<Event>,
    ) -> bool {
        let work = StoreJob { call, asks: Asks::Expected(from), now, inbox: inbox.clone() };
        self.listens && self.store.push(self.line, work).is_ok()
    }
}

fn spawn<J: Send + 'static>(name: &str, mut jobs: Jobs<J>, mut work: impl FnMut(J, &mut Jobs<J>) + Send + 'static) {
    thread::Builder::new()
        .name(name.to_string())
        .spawn(move || {
            while let Some(job) = jobs.next() {
                work(job, &mut jobs);
            }
        })
        .expect("a thread at start");
}

fn ms_since(begin: Instant) -> u64 {
    u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX)
}

struct Thinker {
    cabinet: Arc<Cabinet>,
    recognizer: Option<Box<dyn Recognizer>>,
    model: Option<Box<dyn Understanding>>,
}

impl Thinker {
    /// Has the models read the lists of a cabinet that is not the last one's. One that fails goes on with the old ones: the
    /// rules understand by the new.
    fn expect(&mut self, cabinet: &Arc<Cabinet>) {
        if Arc::ptr_eq(cabinet, &self.cabinet) {
            return;
        }
        let same = self.cabinet == *cabinet;
        self.cabinet = cabinet.clone();
        if same {
            return;
        }
        let read = catch_unwind(AssertUnwindSafe(|| {
            let heard = self.recognizer.as_mut().map_or(Ok(()), |r| r.expect(cabinet));
            let read = self.model.as_mut().map_or(Ok(()), |m| m.expect(cabinet));
            heard.and(read)
        }));
        match read {
            Ok(Ok(())) => {}
            Ok(Err(error)) => eprintln!("{error} ; les réglages d'avant y restent"),
            Err(_) => eprintln!("compréhension : les nouveaux réglages ont fait échouer un modèle ; l'appel continue"),
        }
    }

    /// One turn, or the turns of several lines in one cabinet.
    fn work(&mut self, jobs: Vec<MindJob>) {
        let Some(first) = jobs.first() else { return };
        self.expect(&first.cabinet);
        let begin = Instant::now();
        let heard = match catch_unwind(AssertUnwindSafe(|| self.heard(&jobs))) {
            Ok(heard) => heard,
            // One of them broke the recogniser: the others are not to suffer from it.
            Err(_) if jobs.len() > 1 => return jobs.into_iter().for_each(|job| self.work(vec![job])),
            Err(_) => {
                eprintln!("compréhension : un tour a fait échouer un modèle ; l'appel continue");
                vec![None]
            }
        };
        let recognise_ms = ms_since(begin);
        for (job, heard) in jobs.into_iter().zip(heard) {
            let turn = job.turn;
            let event = heard.and_then(|heard| {
                let understood = AssertUnwindSafe(|| self.understood(&job, heard, recognise_ms));
                catch_unwind(understood)
                    .inspect_err(|_| eprintln!("compréhension : un tour n'a pu être compris ; l'appel continue"))
                    .ok()
            });
            let _ = job.inbox.send(event.unwrap_or(Event::NotHeard { turn }));
        }
    }

    /// What was said in each turn; `None` where the recogniser failed, which it has told.
    fn heard(&mut self, jobs: &[MindJob]) -> Vec<Option<Heard>> {
        let typed = |text: &str| Heard { text: Private::new(text.to_string()), confidence: 1.0, ..Heard::default() };
        let mut turns = Vec::new();
        for job in jobs {
            if let Spoken::Pcm(pcm_16khz, expected) = &job.spoken {
                turns.push(TurnHeard { pcm_16khz, asking: job.asking, expected });
            }
        }
        let mut spoken = match (turns.as_slice(), self.recognizer.as_mut()) {
            ([], _) | (_, None) => Vec::new(),
            ([one], Some(ear)) => vec![ear.transcribe(one.pcm_16khz, one.asking, one.expected)],
            (all, Some(ear)) => ear.transcribe_all(all),
        }
        .into_iter();
        jobs.iter()
            .map(|job| match &job.spoken {
                Spoken::Text(text) => Some(typed(text)),
                Spoken::Pcm(..) => spoken.next()?.inspect_err(|error| eprintln!("{error}")).ok(),
            })
            .collect()
    }

    /// The rules alone read what was said so far: they are what finds red flags, and they take a millisecond.
    fn hear_along(&mut self, job: &MindJob) {
        let begin = Instant::now();
        let heard = catch_unwind(AssertUnwindSafe(|| match (&job.spoken, self.recognizer.as_mut()) {
            (Spoken::Pcm(pcm, expected), Some(recognizer)) => recognizer.so_far(pcm, job.asking, expected).ok(),
            _ => None,
        }));
        // A failure is told by the turn's own transcription.
        let heard = heard.ok().flatten();
        let (text, confidence) = heard.map_or_else(Default::default, |h| (h.text, h.confidence));
        let alarm = if confidence < DOUBT_SO_FAR { None } else { alarm_so_far(text.open(Purpose::Voice), job.asking) };
        let hearing = Hearing { job: job.turn, text, confidence, alarm, compute_ms: ms_since(begin) };
        let _ = job.inbox.send(Event::Hearing(hearing));
    }

    /// A whisper is understood as a caller's words are.
    fn read_whisper(&mut self, job: &MindJob, by: AccountId) {
        self.expect(&job.cabinet);
        let begin = Instant::now();
        let Spoken::Text(text) = &job.spoken else { return };
        let meaning = catch_unwind(AssertUnwindSafe(|| self.meaning(text, job.asking, job.now))).unwrap_or_default();
        let (text, compute_ms) = (Private::new(text.clone()), ms_since(begin));
        let _ = job.inbox.send(Event::Whispered { text, by, meaning: Box::new(meaning), compute_ms });
    }

    fn understood(&mut self, job: &MindJob, heard: Heard, recognise_ms: u64) -> Event {
        let begin = Instant::now();
        let (mut text, confidence, others) = (heard.text.open(Purpose::Voice).clone(), heard.confidence, heard.others);
        let mut meaning = self.meaning(&text, job.asking, job.now);
        // What else may have been said counts for alarms alone.
        if meaning.intent != Intent::Emergency && !others.is_empty() {
            let others: Vec<(&str, f32)> =
                others.iter().map(|(text, chance)| (text.open(Purpose::Voice).as_str(), *chance)).collect();
            if let Some(flag) = alarm_among(&others, job.asking) {
                // Words taken for music's are no text; a turn without one is nobody's, and its red flag would be lost.
                if text.trim().is_empty() {
                    text = flag.words.open(Purpose::Voice).clone();
                }
                meaning = Meaning { intent: Intent::Emergency, emergency: Some(flag), ..Meaning::default() };
            }
        }
        let understand_ms = ms_since(begin);
        Event::Understood(Understood {
            turn: job.turn,
            text: Private::new(text),
            confidence,
            meaning,
            recognise_ms,
            understand_ms,
        })
    }

    /// The rules read every turn, with or without the model (invariant: red flags work without it).
    fn meaning(&mut self, text: &str, asking: Asking, now: DateTime) -> Meaning {
        if text.trim().is_empty() {
            return Meaning::default();
        }
        let form =
            self.model.as_mut().and_then(|model| match catch_unwind(AssertUnwindSafe(|| model.read(text, asking))) {
                Ok(Ok(form)) => Some(form),
                Ok(Err(error)) => {
                    eprintln!("{error}");
                    None
                }
                Err(_) => {
                    eprintln!("modèle de langage : un tour l'a fait échouer ; les règles continuent sans lui");
                    None
                }
            });
        understand(text, asking, now, &self.cabinet, form.as_ref())
    }
}

/// Says a text sentence by sentence, so that the first sound comes early.
fn speak(voice: &mut dyn Voice, job: &VoiceJob) {
    let mut text = job.text.open(Purpose::Voice).as_str();
    let recorded = catch_unwind(AssertUnwindSafe(|| voice.recorded(text))).unwrap_or_default();
    if let Some((pcm, bytes)) = recorded {
        text = text.get(bytes..).unwrap_or_default();
        let last = text.trim().is_empty();
        if job.inbox.send(Event::Voiced { saying: job.saying, pcm, last, compute_ms: 0 }).is_err() || last {
            return;
        }
    }
    let mut sentences = sentences(text);
    if sentences.is_empty() {
        // Nothing to say still has an end, and the call waits for it.
        sentences.push("");
    }
    let count = sentences.len();
    for (i, sentence) in sentences.into_iter().enumerate() {
        let begin = Instant::now();
        let event = match catch_unwind(AssertUnwindSafe(|| voice.speak(sentence, job.pace))) {
            Ok(Ok(pcm)) => Event::Voiced { saying: job.saying, pcm, last: i + 1 == count, compute_ms: ms_since(begin) },
            Ok(Err(error)) => {
                eprintln!("{error}");
                Event::NotVoiced { saying: job.saying }
            }
            Err(_) => {
                eprintln!("voix : une phrase l'a fait échouer ; l'appel continue");
                Event::NotVoiced { saying: job.saying }
            }
        };
        let failed = matches!(event, Event::NotVoiced { .. });
        if job.inbox.send(event).is_err() || failed {
            return;
        }
    }
}

fn note(store: &dyn Store, job: &StoreJob) {
    let begin = Instant::now();
    let (id, query) = match &job.asks {
        Asks::Query(id, query) => (*id, query),
        Asks::Expected(from) => {
            // Without it the call goes on as it would for a stranger.
            let found = catch_unwind(AssertUnwindSafe(|| store.expected(job.call, from.as_ref(), job.now)));
            let people = found.ok().and_then(Result::ok).unwrap_or_default().into();
            let _ = job.inbox.send(Event::Expected { people, compute_ms: ms_since(begin) });
            return;
        }
    };
    let reply = match catch_unwind(AssertUnwindSafe(|| store.ask(job.call, query, job.now))) {
        Ok(Ok(reply)) => reply,
        Ok(Err(error)) => {
            eprintln!("{error}");
            Reply::Failed
        }
        Err(_) => {
            eprintln!("base : une demande l'a fait échouer ; rien n'a été changé");
            Reply::Failed
        }
    };
    let _ = job.inbox.send(Event::Told { job: id, reply, compute_ms: ms_since(begin) });
}
