//! Every line of a box, each in its thread, on a card that is driven by hand: simulated time, and no sleep but the card's
//! own millisecond when nothing goes on.
#![allow(clippy::unwrap_used)]

use huisclos_agenda::{Cabinet, CallId, Phone, Private};
use huisclos_call::{Call, Settings};
use huisclos_engine::house::{Begun, Ending};
use huisclos_engine::{Conversation, House, Parts, Place, Reception, Workers};
use huisclos_operator::{Kind, LineState, Told, Trial};
use huisclos_ports::{
    CallRecord, CallerId, Exchange, FRAME_SAMPLES, Frame, Heart, Line, LineError, LineFact, ModelError, Outcome, Pace,
    Progress, Query, Reply, SILENCE, Store, StoreError, Voice,
};
use jiff::civil::{DateTime, date};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Nothing here takes a tenth of that, on the slowest machine.
const SOON: Duration = Duration::from_secs(20);

/// What a test does next, it does by then; where it does nothing, time goes on.
const TOLD_WITHIN: Duration = Duration::from_secs(1);

/// What is done to the card.
enum Step {
    Fact(LineFact),
    Fails,
    Panics,
}

/// What the box does to it.
#[derive(Clone, Debug, PartialEq)]
enum Did {
    Opened,
    Answered,
    HungUp,
    RingsHandset(bool),
    Joined,
    Tried,
    Dialled,
}

struct Card {
    steps: Arc<Mutex<Receiver<Step>>>,
    did: Sender<Did>,
    off_hook: bool,
    /// The handset rings or is joined: simulated time would pass two hours before the test says what happens next.
    waits: bool,
}

impl Card {
    fn tell(&self, did: Did) -> Result<(), LineError> {
        let _ = self.did.send(did);
        Ok(())
    }
}

impl Line for Card {
    fn exchange(&mut self, _say: &Frame) -> Result<Exchange, LineError> {
        let steps = self.steps.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let step = if self.waits {
            steps.recv_timeout(TOLD_WITHIN).ok()
        } else if self.off_hook {
            steps.try_recv().ok()
        } else {
            steps.recv_timeout(Duration::from_millis(1)).ok()
        };
        drop(steps);
        // What follows a dial tone is waited for too: simulated time runs so fast that a test held up between the two is too late.
        self.waits = matches!(step, Some(Step::Fact(LineFact::Progressed(Progress::DialTone))));
        let facts = match step {
            None => Vec::new(),
            Some(Step::Fact(fact)) => vec![fact],
            Some(Step::Fails) => {
                return Err(LineError {
                    device: "essai/1".into(),
                    operation: "lire",
                    reason: "la carte est partie".into(),
                });
            }
            Some(Step::Panics) => panic!("asked for by the test"),
        };
        Ok(Exchange { heard: [SILENCE; FRAME_SAMPLES], facts })
    }

    fn answer(&mut self) -> Result<(), LineError> {
        self.off_hook = true;
        self.tell(Did::Answered)
    }

    fn hang_up(&mut self) -> Result<(), LineError> {
        self.off_hook = false;
        self.tell(Did::HungUp)
    }

    fn ring_handset(&mut self, on: bool) -> Result<(), LineError> {
        self.waits = on;
        self.tell(Did::RingsHandset(on))
    }

    fn join_handset(&mut self) -> Result<(), LineError> {
        self.waits = true;
        self.tell(Did::Joined)
    }

    fn dial(&mut self, number: &Private<Phone>) -> Result<(), LineError> {
        assert!(number.matches(|phone| phone.0 == "+33612345678"));
        (self.waits, self.off_hook) = (true, true);
        self.tell(Did::Dialled)
    }

    fn try_line(&mut self) -> Result<(), LineError> {
        self.waits = true;
        self.tell(Did::Tried)
    }

    fn simulated(&self) -> bool {
        true
    }
}

struct Ears(Arc<Mutex<Vec<Told>>>);

impl Heart for Ears {
    fn tell(&mut self, _line: &str, told: Told) {
        self.0.lock().unwrap().push(told);
    }
}

struct Mouth;

impl Voice for Mouth {
    fn speak(&mut self, _text: &str, _pace: Pace) -> Result<Vec<i16>, ModelError> {
        Ok(vec![0; 1_600])
    }
}

#[derive(Default)]
struct Book(Mutex<Vec<CallRecord>>);

impl Store for Book {
    fn ask(&self, _call: CallId, _query: &Query, _now: DateTime) -> Result<Reply, StoreError> {
        Ok(Reply::Failed)
    }

    fn record_call(&self, record: &CallRecord) -> Result<(), StoreError> {
        self.0.lock().unwrap().push(record.clone());
        Ok(())
    }
}

struct Desk {
    book: Arc<Book>,
    speaks: AtomicBool,
    broke: AtomicUsize,
    ids: AtomicUsize,
}

impl Reception for Desk {
    fn begin(&self, _line: &str) -> Option<Begun> {
        if !self.speaks.load(Ordering::SeqCst) {
            return None;
        }
        let now = date(2026, 11, 23).at(9, 0, 0, 0);
        let call = Call::new(Arc::new(Cabinet::demo()), now, Settings::default());
        let id = CallId(self.ids.fetch_add(1, Ordering::SeqCst) as u64);
        let conversation = Conversation::new(id, call, self.book.clone(), now, Box::new(|_| {}));
        Some(Begun { conversation, door: None })
    }

    fn broke(&self, _line: &str, _call: CallId, _seconds: f64) {
        self.broke.fetch_add(1, Ordering::SeqCst);
    }
}

/// One line of the box.
struct OnLine {
    steps: Sender<Step>,
    did: Receiver<Did>,
    heart: Arc<Mutex<Vec<Told>>>,
}

impl OnLine {
    fn fact(&self, fact: LineFact) {
        self.steps.send(Step::Fact(fact)).unwrap();
    }

    /// A caller rings, with their number.
    fn rings(&self) {
        self.fact(LineFact::Rang);
        self.fact(LineFact::Identified(CallerId::Withheld));
    }

    /// The box does these things, in this order, and nothing else in between.
    fn does(&self, expected: &[Did]) {
        for expect in expected {
            let did = self.did.recv_timeout(SOON).unwrap_or_else(|_| panic!("{expect:?} never came"));
            assert_eq!(did, *expect, "of {expected:?}");
        }
    }
}

struct Rig {
    house: House,
    desk: Arc<Desk>,
    lines: Vec<OnLine>,
}

impl Rig {
    /// A box with so many lines, that talks in so many calls; the first openings of each line fail.
    fn new(lines: usize, calls_max: usize, failing: usize) -> Self {
        let desk = Arc::new(Desk {
            book: Arc::default(),
            speaks: AtomicBool::new(true),
            broke: AtomicUsize::new(0),
            ids: AtomicUsize::new(1),
        });
        let mut places = Vec::new();
        let mut on = Vec::new();
        for n in 0..lines {
            let (steps, to_do) = channel();
            let (tell, did) = channel();
            let heart: Arc<Mutex<Vec<Told>>> = Arc::default();
            let (to_do, mut failing) = (Arc::new(Mutex::new(to_do)), failing);
            let name = format!("essai/{}", n + 1);
            let device = name.clone();
            let open = move || {
                if failing > 0 {
                    failing -= 1;
                    return Err(LineError { device: device.clone(), operation: "ouvrir", reason: "absente".into() });
                }
                let _ = tell.send(Did::Opened);
                Ok(Box::new(Card { steps: to_do.clone(), did: tell.clone(), off_hook: false, waits: false })
                    as Box<dyn Line>)
            };
            places.push(Place {
                name,
                kind: Kind::Simulated,
                open: Box::new(open),
                heart: Box::new(Ears(heart.clone())),
                begin: || {},
            });
            on.push(OnLine { steps, did, heart });
        }
        let workers = Workers::start(Parts {
            cabinet: Arc::new(Cabinet::demo()),
            recognizer: None,
            understanding: None,
            voice: Some(Box::new(Mouth)),
            store: desk.book.clone(),
        });
        let reception: Arc<dyn Reception> = desk.clone();
        let house = House::open(places, &reception, &workers, calls_max).unwrap();
        for line in &on {
            line.does(&[Did::Opened]);
        }
        Self { house, desk, lines: on }
    }

    /// The box ends at once.
    fn ends(&self) {
        self.house.stop(Ending { finish: Duration::ZERO, talk_on: Duration::ZERO });
    }

    /// Waits until the first line is shown so: it is told a moment after the line did what it did.
    fn shows(&self, what: &str, so: impl Fn(&huisclos_operator::Line) -> bool) {
        let until = std::time::Instant::now() + SOON;
        while !so(&self.house.lines()[0]) {
            assert!(std::time::Instant::now() < until, "never shown: {what}");
            std::thread::yield_now();
        }
    }

    fn has_ended(&self) {
        let until = std::time::Instant::now() + SOON;
        while !self.house.ended() {
            assert!(std::time::Instant::now() < until, "a line never ends");
            std::thread::yield_now();
        }
    }
}

#[test]
fn a_call_is_answered_and_the_line_is_free_again() {
    let rig = Rig::new(1, 1, 0);
    let line = &rig.lines[0];
    for calls in 1..=2u64 {
        line.rings();
        line.does(&[Did::Answered]);
        rig.shows("a call", |shown| shown.state.is_call());
        line.fact(LineFact::HungUp);
        line.does(&[Did::HungUp, Did::HungUp]);
        rig.shows("a free line", |shown| (shown.rings, shown.state) == (calls, LineState::Free));
    }
    rig.ends();
    rig.has_ended();
    let kept = rig.desk.book.0.lock().unwrap().len();
    assert_eq!((kept, rig.desk.broke.load(Ordering::SeqCst)), (2, 0));
    assert!(rig.house.signs()[0].1.is_some());
    let heart = line.heart.lock().unwrap();
    assert!(heart.contains(&Told::Turning) && heart.last() == Some(&Told::Leaving));
}

#[test]
fn two_lines_talk_at_once_and_past_capacity_the_handset_rings() {
    let rig = Rig::new(3, 2, 0);
    for line in &rig.lines[..2] {
        line.rings();
        line.does(&[Did::Answered]);
    }
    assert_eq!(rig.house.calls(), 2);
    let third = &rig.lines[2];
    third.rings();
    third.does(&[Did::RingsHandset(true)]);
    third.fact(LineFact::HandsetLifted);
    third.does(&[Did::RingsHandset(false), Did::Answered, Did::Joined]);
    third.fact(LineFact::HandsetReplaced);
    third.does(&[Did::HungUp]);
    // A caller who gives up there is let go, and one who calls after the others have ended is answered.
    third.rings();
    third.does(&[Did::RingsHandset(true)]);
    third.fact(LineFact::Abandoned);
    third.does(&[Did::RingsHandset(false), Did::HungUp]);
    rig.lines[0].fact(LineFact::HungUp);
    rig.lines[0].does(&[Did::HungUp, Did::HungUp]);
    let until = std::time::Instant::now() + SOON;
    while rig.house.calls() == 2 && std::time::Instant::now() < until {
        std::thread::yield_now();
    }
    third.rings();
    third.does(&[Did::Answered]);
}

impl Rig {
    /// Somebody at the page asks for a call; what they are told.
    fn call_back(&self, meanwhile: impl FnOnce(&OnLine)) -> Result<String, String> {
        let number = Private::new(Phone("+33612345678".into()));
        // A line is told to be open a moment before it can be asked.
        self.shows("a line that turns", |shown| shown.state == LineState::Free && self.house.turning() > 0);
        std::thread::scope(|scope| {
            let house = &self.house;
            let asked = scope.spawn(move || house.call_back(&number));
            self.lines[0].does(&[Did::RingsHandset(true)]);
            meanwhile(&self.lines[0]);
            asked.join().unwrap()
        })
    }
}

#[test]
fn a_call_back_rings_the_handset_then_dials_and_joins() {
    let rig = Rig::new(1, 1, 0);
    let line = &rig.lines[0];
    let told = rig.call_back(|line| {
        line.fact(LineFact::HandsetLifted);
        line.does(&[Did::Dialled]);
    });
    assert_eq!(told, Ok("essai/1".into()));
    rig.shows("a call out", |shown| matches!(shown.state, LineState::Calling { .. }));
    assert!(rig.house.call_back(&Private::new(Phone("+33612345678".into()))).is_err(), "one line, one call");
    line.fact(LineFact::Progressed(Progress::DialTone));
    line.fact(LineFact::Progressed(Progress::Ringing));
    line.does(&[Did::Joined]);
    line.fact(LineFact::HandsetReplaced);
    line.does(&[Did::HungUp]);
    rig.shows("a free line", |shown| shown.state == LineState::Free);
}

#[test]
fn a_call_back_gives_way_to_a_caller_and_is_told_of_a_busy_handset() {
    let rig = Rig::new(1, 1, 0);
    let line = &rig.lines[0];
    let told = rig.call_back(|line| line.fact(LineFact::HandsetBusy));
    assert!(told.is_err_and(|why| why.contains("raccrochez-le")));
    rig.shows("a free line", |shown| shown.state == LineState::Free);
    let told = rig.call_back(|line| {
        line.rings();
        line.does(&[Did::RingsHandset(false), Did::Answered]);
    });
    assert!(told.is_err_and(|why| why.contains("passe d'abord")));
    line.fact(LineFact::HungUp);
    line.does(&[Did::HungUp, Did::HungUp]);
    // Whoever puts the handset back before anybody answers has called nobody.
    rig.shows("a free line", |shown| shown.state == LineState::Free);
    let told = rig.call_back(|line| {
        line.fact(LineFact::HandsetLifted);
        line.does(&[Did::Dialled]);
        line.fact(LineFact::HandsetReplaced);
        line.does(&[Did::HungUp]);
    });
    assert_eq!(told, Ok("essai/1".into()));
}

#[test]
fn a_box_without_a_voice_rings_the_handset() {
    let rig = Rig::new(1, 1, 0);
    rig.desk.speaks.store(false, Ordering::SeqCst);
    rig.lines[0].rings();
    rig.lines[0].does(&[Did::RingsHandset(true)]);
}

#[test]
fn a_call_that_breaks_its_thread_is_given_to_the_handset_and_the_box_goes_on() {
    let rig = Rig::new(1, 1, 0);
    let line = &rig.lines[0];
    line.rings();
    line.does(&[Did::Answered]);
    line.steps.send(Step::Panics).unwrap();
    line.does(&[Did::RingsHandset(true)]);
    line.fact(LineFact::HandsetLifted);
    line.does(&[Did::RingsHandset(false), Did::Joined]);
    line.fact(LineFact::HandsetReplaced);
    line.does(&[Did::HungUp]);
    assert_eq!((rig.house.broken(), rig.desk.broke.load(Ordering::SeqCst)), (1, 1));
    assert!(rig.house.lines()[0].last_error.as_ref().unwrap().contains("passé au combiné"));
    // Nobody lifts it: the caller is let go after twenty seconds of line time.
    line.rings();
    line.does(&[Did::Answered]);
    line.steps.send(Step::Panics).unwrap();
    line.does(&[Did::RingsHandset(true), Did::RingsHandset(false), Did::HungUp]);
    line.rings();
    line.does(&[Did::Answered]);
    assert_eq!(rig.house.broken(), 2);
}

#[test]
fn a_line_that_fails_is_opened_again() {
    let rig = Rig::new(1, 1, 3);
    let line = &rig.lines[0];
    assert!(line.heart.lock().unwrap().contains(&Told::Wanting), "while it is not there, it is asked for");
    line.rings();
    line.does(&[Did::Answered]);
    line.steps.send(Step::Fails).unwrap();
    line.does(&[Did::Opened]);
    assert_eq!(rig.desk.broke.load(Ordering::SeqCst), 1, "the call it cost is counted");
    // A panic of the line's own, outside of any call, closes and opens it too.
    line.steps.send(Step::Panics).unwrap();
    line.does(&[Did::Opened]);
    line.rings();
    line.does(&[Did::Answered]);
}

#[test]
fn the_end_of_the_box_gives_a_caller_to_the_handset() {
    let rig = Rig::new(2, 2, 0);
    let (talking, idle) = (&rig.lines[0], &rig.lines[1]);
    talking.rings();
    talking.does(&[Did::Answered]);
    rig.house.stop(Ending { finish: Duration::ZERO, talk_on: SOON });
    idle.does(&[Did::HungUp]);
    // The call is over for the box, the line is not hung up, and the handset rings.
    talking.does(&[Did::RingsHandset(true)]);
    talking.fact(LineFact::HandsetLifted);
    talking.does(&[Did::RingsHandset(false), Did::Joined]);
    assert!(!rig.house.ended(), "who talks is not cut off");
    talking.fact(LineFact::HungUp);
    talking.does(&[Did::HungUp, Did::HungUp]);
    rig.has_ended();
    let kept = rig.desk.book.0.lock().unwrap();
    assert_eq!((kept.len(), kept[0].outcomes.contains(&Outcome::Failed)), (1, false), "the call kept what it had");
}

#[test]
fn somebody_who_dials_out_has_the_line() {
    let rig = Rig::new(1, 1, 0);
    let line = &rig.lines[0];
    line.fact(LineFact::HandsetLifted);
    let until = std::time::Instant::now() + SOON;
    while rig.house.lines()[0].state != LineState::Handset {
        assert!(std::time::Instant::now() < until);
        std::thread::yield_now();
    }
    rig.house.stop(Ending { finish: Duration::ZERO, talk_on: SOON });
    line.fact(LineFact::HandsetReplaced);
    line.does(&[Did::HungUp]);
    rig.has_ended();
    assert_eq!(rig.house.lines()[0].lifts, 1);
}

/// The night's trial: off-hook, dial tone, on-hook; a line without one is said to be so until one is found again.
#[test]
fn a_line_is_tried_without_a_call_and_left_to_whoever_wants_it() {
    let rig = Rig::new(1, 1, 0);
    let line = &rig.lines[0];
    for (told, expect) in [(Progress::Nothing, Trial::NoTone), (Progress::DialTone, Trial::Tone(-90.0))] {
        rig.house.try_lines();
        line.does(&[Did::Tried]);
        line.fact(LineFact::Progressed(told));
        line.does(&[Did::HungUp]);
        let same = |trial: Trial| std::mem::discriminant(&trial) == std::mem::discriminant(&expect);
        rig.shows("what was told", |line| line.known.trial.is_some_and(same) && line.state == LineState::Free);
        let error = rig.house.lines()[0].last_error.clone();
        assert_eq!(error.is_some_and(|error| error.contains("pas de tonalité")), expect == Trial::NoTone);
    }
    // Somebody lifts the handset in the middle of it: the line is theirs, and nothing is said of it.
    rig.house.try_lines();
    line.does(&[Did::Tried]);
    line.fact(LineFact::HandsetLifted);
    line.does(&[Did::HungUp]);
    rig.shows("the handset", |line| line.lifts == 1);
    assert!(rig.house.lines()[0].last_error.is_none());
    rig.ends();
    line.fact(LineFact::HandsetReplaced);
    rig.has_ended();
}
