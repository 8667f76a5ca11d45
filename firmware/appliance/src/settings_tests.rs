//! The settings over a real store and real typed calls, through the workers that a running box has.

use super::*;
use crate::cli::HandsetIs;
use crate::commands::call::Begin;
use huisclos_agenda::{Absence, Answering, Period, RecordingId, Slot};
use huisclos_audio::alaw;
use huisclos_engine::text::{Act, Typist};
use huisclos_engine::{Parts, Workers};
use huisclos_ports::{CallerId, Report, What};
use huisclos_speech::Asking;
use jiff::civil::{date, time};

const BY: AccountId = AccountId(7);

/// A box with a store of its own, in memory where the machine has such a disk.
struct Box_ {
    _place: tempfile::TempDir,
    common: Common,
    book: Book,
    settings: Arc<BoxSettings>,
    workers: Workers,
}

fn place() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

fn running(place: tempfile::TempDir) -> Box_ {
    let common = Common {
        json: false,
        now: Some(date(2026, 11, 23).at(9, 0, 0, 0)),
        data: Some(place.path().join("data")),
        cabinet: None,
    };
    let book = Book::open_quietly(&common).unwrap();
    let settings = Arc::new(BoxSettings::of(&common, &book, Cabinet::demo()).unwrap());
    // Started once, before anything is changed: nothing is restarted below.
    let workers = Workers::start(Parts {
        cabinet: settings.cabinet.now().content,
        recognizer: None,
        understanding: None,
        voice: None,
        store: book.port(),
    });
    Box_ { _place: place, common, book, settings, workers }
}

/// A caller who wants a consultation with docteur Martin on Thursday, and hangs up at what is offered.
struct Thursday;

impl Typist for Thursday {
    fn next(&mut self, asking: Asking) -> Act {
        Act::Say(
            match asking {
                Asking::Open => "je voudrais une consultation avec le docteur Martin jeudi",
                Asking::LastName | Asking::Name => "Garnier",
                Asking::FirstName => "Sophie",
                Asking::BirthDate => "le douze mars 1964",
                Asking::Phone => "06 12 34 56 78",
                Asking::Consent | Asking::Confirm => "oui",
                Asking::Date => "jeudi",
                _ => return Act::HangUp,
            }
            .into(),
        )
    }
}

impl Box_ {
    /// What a call hears: what was offered, and what the box said first.
    fn call(&self) -> (Vec<Slot>, String) {
        let heard = Arc::new(Mutex::new((Vec::new(), String::new())));
        let tell = heard.clone();
        let begin = Begin {
            common: &self.common,
            rulebook: &*self.settings,
            book: &self.book,
            workers: &self.workers,
            calls: None,
        };
        begin.typed(CallerId::Withheld, HandsetIs::Absent, &mut Thursday, move |report: &Report| {
            let mut heard = tell.lock().unwrap();
            match &report.what {
                What::Offered { slots } => heard.0.extend(slots.iter().cloned()),
                What::Said { text, .. } if heard.1.is_empty() => {
                    heard.1 = text.open(huisclos_agenda::Purpose::CommandLine).clone();
                }
                _ => {}
            }
        });
        let heard = heard.lock().unwrap();
        heard.clone()
    }

    fn change(&self, act: impl Fn(&mut Cabinet)) {
        let now = self.settings.cabinet.now();
        let mut new = (*now.content).clone();
        act(&mut new);
        self.settings.cabinet.change(BY, now.version, new).unwrap();
    }
}

#[test]
fn a_changed_opening_changes_what_the_next_typed_call_offers() {
    let b = running(place());
    let thursday = date(2026, 11, 26);
    let (before, _) = b.call();
    assert!(!before.is_empty() && before.iter().all(|s| s.start.date() == thursday), "{before:?}");
    assert!(before.iter().any(|s| s.start.time() < time(12, 0, 0, 0)), "{before:?}");
    // Docteur Martin no longer comes in the morning.
    b.change(|c| c.practitioners[0].openings.retain(|o| o.from >= time(12, 0, 0, 0)));
    let (after, _) = b.call();
    assert!(!after.is_empty() && after.iter().all(|s| s.start.time() >= time(14, 0, 0, 0)), "{after:?}");
    // Away the whole Thursday: another day.
    b.change(|c| c.practitioners[0].absences.push(Absence { from: thursday, to: thursday, hours: None }));
    let (away, _) = b.call();
    assert!(!away.is_empty() && away.iter().all(|s| s.start.date() != thursday), "{away:?}");
    // Put back as it was at first: offered again as at first, and nothing of it is left.
    let old = b.settings.cabinet.at(0).unwrap();
    b.settings.cabinet.change(BY, 2, (*old).clone()).unwrap();
    assert_eq!(*b.settings.cabinet.now().content, Cabinet::demo());
    assert_eq!(b.call().0, before);
    let told = b.settings.cabinet.history().unwrap();
    assert_eq!(told.iter().map(|c| c.version).collect::<Vec<_>>(), [3, 2, 1, 0]);
    assert!(told[0].words.iter().any(|w| w.contains("absences : retiré")), "{:?}", told[0].words);
}

#[test]
fn periods_and_scripts_hold_from_the_next_call() {
    let b = running(place());
    assert!(b.call().1.contains("cabinet médical des Lilas"));
    b.change(|c| {
        c.periods.push(Period {
            name: "Matin".into(),
            days: Vec::new(),
            hours: None,
            dates: None,
            answering: Answering::MessageOnly,
            transfer: false,
            greeting: Some("Le cabinet est en congé.".into()),
            greeting_recording: None,
            forward_to: None,
        });
    });
    let (offered, said) = b.call();
    assert!(
        offered.is_empty() && said.starts_with("Le cabinet est en congé.") && said.contains("composez le 15"),
        "{said}"
    );
    b.change(|c| c.periods.clear());
    let lines = [("ask.date".to_string(), vec!["Un jour ?".into(), "Quel jour ?".into(), "Cette semaine ?".into()])];
    let script = Script { id: "1".into(), name: "court".into(), share_percent: 100, lines: lines.into() };
    let scripts = Scripts { scripts: vec![script], consent: None };
    b.settings.scripts.change(BY, 0, scripts).unwrap();
    let rules = b.settings.rules(CallId(5), date(2026, 11, 23).at(9, 0, 0, 0));
    assert_eq!((rules.texts.script.as_deref(), rules.texts.ways("ask.date")[0].as_str()), (Some("1"), "Un jour ?"));
    b.call();
    let day = b.book.store().calls(date(2026, 11, 23)).unwrap();
    // They all rang at the same second of the standing clock: one of them by the script.
    assert_eq!(day.iter().filter(|c| c.script.as_deref() == Some("1")).count(), 1, "kept with the call");
}

#[test]
fn settings_survive_a_stop_and_a_greeting_is_the_doctors_own() {
    let b = running(place());
    let sound: Vec<i16> = (0..8_000).map(|i| if i % 40 < 20 { 4_000 } else { -4_000 }).collect();
    let id = RecordingId(b.book.store().keep_recording(&alaw::encode(&sound)).unwrap());
    let words = b.settings.cabinet.now().content.greeting.clone().unwrap();
    assert_eq!(b.settings.recorded(&words), None);
    b.change(|c| c.greeting_recording = Some(id));
    let (pcm, bytes) = b.settings.recorded(&format!("{words} Je suis l'assistant automatique.")).unwrap();
    assert_eq!((pcm.len(), bytes), (8_000, words.len()), "the rest is the box's to say");
    assert_eq!(b.settings.recorded("Que puis-je faire pour vous ?"), None);
    let wrong = Cabinet { practitioners: Vec::new(), ..Cabinet::demo() };
    assert!(matches!(b.settings.cabinet.change(BY, 1, wrong), Err(NotChanged::Wrong(_))));
    assert!(matches!(b.settings.cabinet.change(BY, 0, Cabinet::demo()), Err(NotChanged::Overtaken)));
    let stands = b.settings.cabinet.now();
    let Box_ { _place, settings, workers, book, common } = b;
    drop((settings, workers, book));
    // A worker lets the store go when its thread has ended.
    let again = (0..100).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        Book::open_quietly(&common).ok()
    });
    let again = BoxSettings::of(&common, &again.unwrap(), Cabinet::demo()).unwrap();
    assert_eq!((again.cabinet.now().version, &again.cabinet.now().content), (1, &stands.content));
    assert_eq!(again.recorded(&words).map(|(pcm, _)| pcm.len()), Some(8_000));
}
