//! What is read when nobody calls: with a scripted model and a store in memory, step by step, in no time at all.
#![allow(clippy::unwrap_used)]

use huisclos_agenda::{CallId, Note, NoteId, NoteReason, Priority, Private};
use huisclos_call::CallerId;
use huisclos_engine::Calls;
use huisclos_engine::calls::Door;
use huisclos_engine::leisure::{Did, Leisure};
use huisclos_ports::{Leftovers, Live, ModelError, Outcome, Report, StoreError, Understanding, What};
use huisclos_speech::{Asking, Form};
use jiff::civil::date;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

const SAID: &str = "Pour Sophie Garnier. Naissance : 12 mars 1964. « il me reste trois jours de traitement et je voudrais que le \
    docteur Martin refasse l'ordonnance avant samedi »";
const FAITHFUL: &str =
    "Demande que le docteur Martin refasse l'ordonnance avant samedi : il reste trois jours de traitement.";
const INVENTED: &str =
    "Demande que le docteur Martin refasse l'ordonnance avant samedi : il reste trois jours de traitement sur dix.";

#[derive(Default)]
struct Kept {
    notes: Vec<Note>,
    /// Of each note that is done with, its summary; and which are under way.
    summaries: BTreeMap<u64, Option<String>>,
    taken: Vec<u64>,
    /// Calls whose record is on the disk.
    recorded: Vec<CallId>,
    marks: Vec<(CallId, u16)>,
}

#[derive(Default)]
struct Memory(Mutex<Kept>);

impl Leftovers for Memory {
    fn take_note(&self, wanted: &dyn Fn(&Note) -> bool) -> Result<Option<Note>, StoreError> {
        let mut kept = self.0.lock().unwrap();
        let free = |n: &&Note| !kept.summaries.contains_key(&n.id.0) && !kept.taken.contains(&n.id.0) && wanted(n);
        let found = kept.notes.iter().find(free).cloned();
        kept.taken.extend(found.iter().map(|n| n.id.0));
        Ok(found)
    }

    fn put_back(&self, note: NoteId) -> Result<(), StoreError> {
        self.0.lock().unwrap().taken.retain(|n| *n != note.0);
        Ok(())
    }

    fn keep_summary(&self, note: NoteId, summary: Option<&Private<String>>) -> Result<(), StoreError> {
        let summary = summary.cloned().map(|s| s.into_open(huisclos_agenda::Purpose::Voice));
        self.0.lock().unwrap().summaries.insert(note.0, summary);
        Ok(())
    }

    fn judge(&self, call: CallId, hundredths: u16) -> Result<bool, StoreError> {
        let mut kept = self.0.lock().unwrap();
        let there = kept.recorded.contains(&call);
        if there {
            kept.marks.push((call, hundredths));
        }
        Ok(there)
    }
}

type Script = Box<dyn FnMut(&str) -> Option<String> + Send>;

/// Writes what the script says; asks before and after whether it may.
struct Scripted(Script, f32);

impl Understanding for Scripted {
    fn read(&mut self, _: &str, _: Asking) -> Result<Form, ModelError> {
        Ok(Form::default())
    }

    fn summarise(&mut self, said: &str, goes_on: &dyn Fn() -> bool) -> Result<Option<String>, ModelError> {
        let sentence = goes_on().then(|| (self.0)(said)).flatten();
        Ok(sentence.filter(|_| goes_on()))
    }

    fn score(&mut self, call: &str, goes_on: &dyn Fn() -> bool) -> Result<Option<f32>, ModelError> {
        assert!(
            call.contains("répondeur : Bonjour.\nappelant : une ordonnance\n") && call.ends_with("note prise"),
            "{call}"
        );
        Ok(goes_on().then_some(self.1))
    }
}

struct Rig {
    store: Arc<Memory>,
    live: Arc<Live>,
    calls: Arc<Calls>,
    leisure: Leisure,
}

fn rig(notes: Vec<Note>, script: impl FnMut(&str) -> Option<String> + Send + 'static) -> Rig {
    let script: Arc<Mutex<Script>> = Arc::new(Mutex::new(Box::new(script)));
    let open = move || {
        let script = script.clone();
        let mind: Box<dyn Understanding> = Box::new(Scripted(
            Box::new(move |said| (script.lock().unwrap_or_else(PoisonError::into_inner))(said)),
            4.196,
        ));
        Some(mind)
    };
    let store = Arc::new(Memory(Mutex::new(Kept { notes, ..Kept::default() })));
    let (live, calls): (Arc<Live>, Arc<Calls>) = Default::default();
    let leisure = Leisure::over(Box::new(open), store.clone(), live.clone(), calls.clone());
    Rig { store, live, calls, leisure }
}

impl Rig {
    fn all(&mut self) -> Vec<Did> {
        self.leisure.look(std::time::Duration::ZERO);
        let step = || self.leisure.step(&|| false);
        std::iter::repeat_with(step).take_while(|did| *did != Did::Nothing).collect()
    }

    fn summary(&self, note: u64) -> Option<Option<String>> {
        self.store.0.lock().unwrap().summaries.get(&note).cloned()
    }

    fn call_ends(&self, call: CallId) {
        let text = |text: &str| Private::new(text.to_string());
        for what in [
            What::Ring { from: CallerId::Withheld },
            What::Said { text: text("Bonjour."), answers_turn: None, start_ms: 0, interrupted: false },
            What::Heard { turn: 1, text: text("une ordonnance"), confidence: 0.9, speech_end_ms: 0, compute_ms: 0 },
            What::Over { seconds: 9.0, outcome: Outcome::Noted, outcomes: vec![Outcome::Noted] },
        ] {
            self.live.push(Report { call, t_ms: 0, what });
        }
    }
}

fn note(id: u64, reason: NoteReason, text: &str) -> Note {
    Note {
        id: NoteId(id),
        at: date(2026, 11, 22).at(9, 0, 0, 0),
        reason,
        priority: if reason == NoteReason::Emergency { Priority::Highest } else { Priority::Normal },
        patient: None,
        phone: None,
        practitioner: None,
        text: Private::new(text.into()),
    }
}

#[test]
fn a_note_has_its_summary_once_the_call_has_ended() {
    let mut rig = rig(vec![note(1, NoteReason::Document, SAID)], |said| {
        assert!(said.starts_with("il me reste") && said.ends_with("samedi"), "the caller's words alone: {said}");
        Some(FAITHFUL.into())
    });
    let door = rig.calls.enter(CallId(1), true);
    assert_eq!((rig.all(), rig.summary(1)), (vec![], None), "somebody calls");
    drop(door);
    assert_eq!(rig.all(), [Did::SummedUp]);
    assert_eq!((rig.summary(1), rig.live.renewed()), (Some(Some(FAITHFUL.into())), 1));
    assert_eq!(rig.all(), [], "once");
}

#[test]
fn a_summary_that_says_what_was_not_said_is_dropped() {
    let check = |sentence: &str, expect: Did| {
        let sentence = sentence.to_string();
        let mut rig = rig(vec![note(1, NoteReason::Document, SAID)], move |_| Some(sentence.clone()));
        assert_eq!(rig.all(), [expect]);
        assert_eq!(rig.summary(1).unwrap().is_some(), expect == Did::SummedUp);
        assert_eq!(rig.all(), [], "and is not asked for again");
    };
    check(FAITHFUL, Did::SummedUp);
    check(INVENTED, Did::Dropped);
    check("Demande que le docteur Martin refasse l'ordonnance avant samedi.", Did::Dropped); // without its three days
    check("Demande que le docteur Petit refasse l'ordonnance avant samedi : il reste trois jours.", Did::Dropped);
    check("Demande que le docteur Martin refasse l'ordonnance avant lundi : il reste trois jours.", Did::Dropped);
    check(&format!("Demande {}trois jours de traitement.", "l'ordonnance ".repeat(30)), Did::Dropped);
}

#[test]
fn a_call_that_begins_comes_first_and_the_work_is_done_later() {
    let calls: Arc<Mutex<Option<Arc<Calls>>>> = Arc::default();
    let rings: Arc<Mutex<Option<Door>>> = Arc::default();
    let (seen, holds) = (calls.clone(), rings.clone());
    // The telephone rings while the model writes its first sentence.
    let mut rig = rig(vec![note(1, NoteReason::Document, SAID)], move |_| {
        if let Some(calls) = seen.lock().unwrap().take() {
            *holds.lock().unwrap() = Some(calls.enter(CallId(2), true));
        }
        Some(FAITHFUL.into())
    });
    *calls.lock().unwrap() = Some(rig.calls.clone());
    assert_eq!((rig.all(), rig.summary(1)), (vec![Did::GaveWay], None));
    assert_eq!(rig.all(), [], "as long as it lasts");
    rings.lock().unwrap().take();
    assert_eq!((rig.all(), rig.summary(1)), (vec![Did::SummedUp], Some(Some(FAITHFUL.into()))));
}

#[test]
fn short_notes_and_those_that_must_be_read_word_by_word_get_none() {
    let notes = vec![
        note(1, NoteReason::Message, "Pour Sophie Garnier. Naissance : 12 mars 1964. « rappelez-moi »"),
        note(2, NoteReason::Emergency, SAID),
        note(
            3,
            NoteReason::ConsentRefused,
            "L'appelant a refusé que ses données soient gardées. Il appelait pour un rendez-vous.",
        ),
    ];
    assert_eq!(rig(notes, |_| Some(FAITHFUL.into())).all(), []);
}

#[test]
fn an_ended_call_is_marked_when_its_record_is_there() {
    let mut rig = rig(vec![], |_| None);
    rig.call_ends(CallId(7));
    assert_eq!(rig.all(), [], "its record is still on its way to the disk");
    rig.store.0.lock().unwrap().recorded.push(CallId(7));
    assert_eq!(rig.all(), [Did::Judged]);
    assert_eq!(rig.store.0.lock().unwrap().marks, [(CallId(7), 420)]);
    assert_eq!(rig.all(), []);
}

#[test]
fn a_model_that_breaks_costs_one_summary_and_none_costs_nothing() {
    let broken =
        |said: &str| if said.contains("trois") { panic!("scripted") } else { Some("Demande un certificat.".into()) };
    let other = "« il me faudrait un certificat pour la danse de ma fille avant la rentrée s'il vous plaît merci »";
    let mut rig = rig(vec![note(1, NoteReason::Document, SAID), note(2, NoteReason::Document, other)], broken);
    assert_eq!(rig.all()[..2], [Did::Dropped, Did::SummedUp]);
    assert_eq!((rig.summary(1), rig.summary(2)), (None, Some(Some("Demande un certificat.".into()))));
    let store = Arc::new(Memory::default());
    let mut none = Leisure::over(Box::new(|| None), store, Arc::default(), Arc::default());
    assert_eq!(none.step(&|| false), Did::Nothing);
}
