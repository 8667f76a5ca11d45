//! Lines whose callers stop speaking while the recogniser is at work are transcribed together after it, and one whose sound breaks it
//! breaks no other's turn.
#![allow(clippy::unwrap_used)]

mod rig;

use huisclos_agenda::{Cabinet, Private};
use huisclos_engine::workers::Spoken;
use huisclos_engine::{Event, Parts, Workers};
use huisclos_ports::{Expected, Heard, ModelError, Recognizer, TurnHeard};
use huisclos_speech::Asking;
use jiff::civil::date;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

/// Hears the length of what it is given; waits before its first turn until it is let go; zero samples break it.
struct Ear {
    go: Receiver<()>,
    begun: Sender<()>,
    at_once: Arc<Mutex<Vec<usize>>>,
}

impl Recognizer for Ear {
    fn transcribe(&mut self, pcm: &[f32], _: Asking, _: &[Expected]) -> Result<Heard, ModelError> {
        assert!(!pcm.is_empty(), "nothing to hear");
        self.at_once.lock().unwrap().push(1);
        let _ = self.begun.send(());
        let _ = self.go.recv();
        Ok(Heard { text: Private::new(format!("{} échantillons", pcm.len())), confidence: 0.9, ..Heard::default() })
    }

    fn transcribe_all(&mut self, turns: &[TurnHeard]) -> Vec<Result<Heard, ModelError>> {
        assert!(turns.iter().all(|turn| !turn.pcm_16khz.is_empty()), "nothing to hear");
        self.at_once.lock().unwrap().push(turns.len());
        let text = |turn: &TurnHeard| Private::new(format!("{} échantillons", turn.pcm_16khz.len()));
        turns.iter().map(|turn| Ok(Heard { text: text(turn), confidence: 0.9, ..Heard::default() })).collect()
    }
}

/// Lines with the samples that each speaks: the first while the recogniser is free, the others while it is at work on that.
/// Gives how many turns it was given at once, and each line's answer.
fn check(lines: &[usize], at_once: &[usize], answers: &[Option<usize>]) {
    let ((release, go), (begun, has_begun)) = (channel(), channel());
    let given = Arc::new(Mutex::new(Vec::new()));
    let cabinet = Arc::new(Cabinet::demo());
    let workers = Workers::start(Parts {
        cabinet: cabinet.clone(),
        recognizer: Some(Box::new(Ear { go, begun, at_once: given.clone() })),
        understanding: None,
        voice: None,
        store: Arc::new(rig::Nothing::default()),
    });
    let now = (date(2026, 11, 23).at(9, 0, 0, 0), &cabinet);
    let mut inboxes = Vec::new();
    for (i, samples) in lines.iter().enumerate() {
        let (inbox, events) = channel();
        let spoken = Spoken::Pcm(vec![0.1; *samples], Arc::new([]));
        workers.of_line(i as u32).understand(7, spoken, Asking::Open, now, &inbox);
        inboxes.push(events);
        if i == 0 {
            has_begun.recv().unwrap();
        }
    }
    drop(release);
    let heard: Vec<Option<usize>> = inboxes
        .iter()
        .map(|events| match events.recv().unwrap() {
            Event::Understood(turn) => {
                (0..100).find(|n| turn.text.matches(|text| *text == format!("{n} échantillons")))
            }
            _ => None,
        })
        .collect();
    assert_eq!((heard.as_slice(), given.lock().unwrap().as_slice()), (answers, at_once));
}

#[test]
fn who_waits_while_another_is_heard_is_heard_together() {
    check(&[10], &[1], &[Some(10)]);
    check(&[10, 20, 30], &[1, 2], &[Some(10), Some(20), Some(30)]);
}

#[test]
fn one_that_breaks_the_recogniser_breaks_no_other() {
    check(&[10, 0, 30, 40], &[1, 1, 1], &[Some(10), None, Some(30), Some(40)]);
}
