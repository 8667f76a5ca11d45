//! Never stuck: every state, every goal, every input leaves a deadline, and deadlines alone end every call.

use crate::call::Call;
use crate::dossier::{ConsentGiven, Goal};
use crate::input::{CallerId, Input};
use crate::limits::*;
use crate::output::{Command, Output, SayingId};
use crate::question::Question;
use crate::seat::Seat;
use crate::settings::Settings;
use crate::state::{AlarmStep, Ear, Job, State};
use crate::store::{JobId, Reply};
use crate::tick::Tick;
use huisclos_agenda::{
    Appointment, AppointmentId, Cabinet, Identity, MadeBy, NoteId, NoteReason, Patient, PatientId, Phone, Priority,
    Private, Slot, Status,
};
use huisclos_speech::{Answer, Family, Intent, Meaning, RedFlag, Repeat, Topic, When, Who};
use jiff::civil::date;
use std::sync::Arc;

/// Deadlines after which any call left to itself must be over.
const DEADLINES_MAX: usize = 200;
/// Commands that one input may give.
const COMMANDS_MAX: usize = 40;

fn states() -> Vec<State> {
    let mut all =
        vec![State::Ringing, State::HandsetFirst, State::BurstDue, State::PickingUp, State::Leaving, State::Closing];
    all.extend([Seat::Handset, Seat::Desk].map(State::Joined));
    for q in Question::ALL {
        all.extend([Ear::Saying, Ear::Open, Ear::Turn].map(|ear| State::Asking(q, ear)));
    }
    for ringing in [false, true] {
        all.push(State::Transferring { reason: NoteReason::Human, priority: Priority::Normal, ringing });
    }
    for dialled in [false, true] {
        all.push(State::Forwarding { reason: NoteReason::Human, priority: Priority::Normal, dialled });
    }
    all.extend([AlarmStep::Telling, AlarmStep::Ringing, AlarmStep::Again, AlarmStep::Releasing].map(State::Alarm));
    all.extend([0, 1].map(|told| State::Working { job: JobId(1), since: Tick(25_000), told }));
    all
}

fn slot() -> Slot {
    let start = date(2026, 11, 26).at(9, 0, 0, 0);
    Slot { start, minutes: 15, practitioner: "martin".into(), motif: "consultation".into() }
}

fn appointment() -> Appointment {
    Appointment {
        id: AppointmentId(9),
        patient: PatientId(1),
        slot: slot(),
        status: Status::Booked,
        made_by: MadeBy::Box,
    }
}

fn card() -> Patient {
    let identity = Identity {
        last_name: Private::new("Garnier".into()),
        first_name: Private::new("Sophie".into()),
        birth_date: Private::new(date(1964, 3, 12)),
        phone: Some(Private::new(Phone("+33612345678".into()))),
    };
    Patient { id: PatientId(1), identity, has_past_appointment: true, consent: None }
}

fn inputs() -> Vec<Input> {
    let heard =
        |meaning: Meaning| Input::Heard { turn: 3, text: Private::new("des mots".into()), confidence: 0.9, meaning };
    let mut all: Vec<Input> = vec![
        Input::Rang(CallerId::Withheld),
        Input::Rang(CallerId::Number(Private::new(Phone("+33612345678".into())))),
        Input::RangAgain,
        Input::Answered,
        Input::Spoken { saying: SayingId(1), cut: false },
        Input::Spoken { saying: SayingId(99), cut: true },
        Input::Speaking,
        Input::Unheard { turn: 2 },
        Input::HandsetLifted,
        Input::HandsetBusy,
        Input::Forwarded,
        Input::NotForwarded,
        Input::TakenOver,
        Input::HandsetCalled,
        Input::HandedBack { gone: false },
        Input::HandedBack { gone: true },
        Input::HandsetReplaced,
        Input::HungUp,
        Input::ModelFailed,
        Input::Passed,
        Input::Heard { turn: 1, text: Private::default(), confidence: 0.0, meaning: Meaning::default() },
    ];
    all.extend("0123456789*#".chars().map(Input::Pressed));
    // What is looked for by its words, whatever was made of it.
    for words in [
        "les deux",
        "l'autre aussi",
        "le même jour plus tard",
        "d'accord merci",
        "c'est noté ?",
        "le douze mars",
        "rien, c'est bon",
    ] {
        for answer in [None, Some(Answer::Yes)] {
            let meaning = Meaning { answer, ..Meaning::default() };
            all.push(Input::Heard { turn: 3, text: Private::new(words.into()), confidence: 0.9, meaning });
        }
    }
    let intents = [
        Intent::Book,
        Intent::Move,
        Intent::Cancel,
        Intent::Confirm,
        Intent::Info,
        Intent::Results,
        Intent::Document,
        Intent::Message,
        Intent::Human,
        Intent::Emergency,
        Intent::OffTopic,
        Intent::None,
    ];
    all.extend(intents.map(|intent| heard(Meaning { intent, ..Meaning::default() })));
    let m = Meaning::default;
    let day = date(2026, 11, 26);
    all.extend([
        heard(Meaning { answer: Some(Answer::Yes), ..m() }),
        heard(Meaning { answer: Some(Answer::No), ..m() }),
        heard(Meaning { choice: Some(1), ..m() }),
        heard(Meaning { choice: Some(-1), ..m() }),
        heard(Meaning { choice: Some(i8::MIN), ..m() }),
        heard(Meaning { choice: Some(0), ..m() }),
        heard(Meaning { motif: Some("consultation".into()), ..m() }),
        heard(Meaning { motif: Some("inconnu".into()), ..m() }),
        heard(Meaning { practitioner: Some("bernard".into()), ..m() }),
        heard(Meaning { practitioner: Some("inconnu".into()), ..m() }),
        heard(Meaning { patient: Some(Who::Other), ..m() }),
        heard(Meaning { when: Some(When { from: Some(day), to: Some(day), ..When::default() }), ..m() }),
        heard(Meaning { existing: Some(When { from: Some(day), to: Some(day), ..When::default() }), ..m() }),
        heard(Meaning { last_name: Some(Private::new("Durand".into())), ..m() }),
        heard(Meaning { first_name: Some(Private::new("Paul".into())), ..m() }),
        heard(Meaning { birth_date: Some(Private::new(date(1990, 1, 1))), ..m() }),
        heard(Meaning { phone: Some(Private::new(Phone("+33699999999".into()))), ..m() }),
        heard(Meaning { info_topic: Some(Topic::Hours), intent: Intent::Info, ..m() }),
        heard(Meaning { rating: Some(5), ..m() }),
        heard(Meaning { repeat: Some(Repeat::Again), ..m() }),
        heard(Meaning { repeat: Some(Repeat::Slower), ..m() }),
        heard(Meaning { french: Some(false), ..m() }),
        heard(Meaning { urgent: true, ..m() }),
        heard(Meaning { not_an_emergency: true, ..m() }),
        heard(Meaning {
            emergency: Some(RedFlag { words: Private::new("au secours".into()), family: Family::Chest }),
            ..m()
        }),
    ]);
    let said: Vec<Meaning> = all
        .iter()
        .filter_map(|i| if let Input::Heard { meaning, .. } = i { Some(meaning.clone()) } else { None })
        .collect();
    all.extend(said.into_iter().map(|meaning| Input::Whispered { text: Private::new("des mots".into()), meaning }));
    let replies = [
        Reply::Found(vec![]),
        Reply::Found(vec![card()]),
        Reply::Busy(vec![appointment()]),
        Reply::Upcoming(vec![]),
        Reply::Upcoming(vec![appointment()]),
        Reply::Booked(appointment()),
        Reply::Moved(appointment()),
        Reply::Cancelled(appointment()),
        Reply::Confirmed(appointment()),
        Reply::Noted(NoteId(1)),
        Reply::Enlisted(PatientId(1)),
        Reply::Consented,
        Reply::Taken,
        Reply::Gone,
        Reply::Failed,
    ];
    all.extend(replies.clone().map(|reply| Input::Told(JobId(1), reply)));
    all.push(Input::Told(JobId(77), Reply::Failed));
    all
}

fn goals() -> Vec<Option<Goal>> {
    vec![
        None,
        Some(Goal::Book),
        Some(Goal::Move),
        Some(Goal::Cancel),
        Some(Goal::Confirm),
        Some(Goal::Note(NoteReason::Message, Priority::Normal)),
    ]
}

fn jobs() -> Vec<Job> {
    vec![
        Job::Cards,
        Job::Patient,
        Job::Busy,
        Job::Upcoming,
        Job::Book,
        Job::Move(slot()),
        Job::Cancel,
        Job::Confirm,
        Job::Enlist,
        Job::Card,
        Job::Undo,
    ]
}

/// A call put in a state, with a dossier that is empty or full.
fn call_in(state: &State, goal: Option<Goal>, full: bool, job: Job) -> Call {
    let now = date(2026, 11, 23).at(9, 5, 0, 0);
    let mut call = Call::new(Arc::new(Cabinet::demo()), now, Settings::default());
    call.now = Tick(30_000);
    call.dossier.goal = goal;
    if full {
        let d = &mut call.dossier;
        d.caller = Some(Private::new(Phone("+33612345678".into())));
        d.cards = vec![card()];
        d.patient = Some(card());
        d.consent = ConsentGiven::Refused;
        d.motif = Some("consultation".into());
        d.when = Some(When::default());
        d.upcoming = Some(vec![appointment()]);
        d.selected = Some(appointment());
        d.offers = Some(vec![slot()]);
        d.chosen = Some(slot());
    }
    if let State::Working { .. } = state {
        let id = call.ask_store(job, crate::store::Query::Cancel(AppointmentId(1)));
        call.foreground = Some(id);
    }
    call.enter(state.clone(), 5_000);
    call
}

/// Drains the commands; the deadline, or `None` when it is over.
fn drain(call: &mut Call, what: &str) -> Option<Tick> {
    for _ in 0..COMMANDS_MAX {
        match call.poll() {
            Output::Do(_) => {}
            Output::Wait(deadline) => return Some(deadline),
            Output::Over => return None,
        }
    }
    panic!("more than {COMMANDS_MAX} commands: {what}");
}

fn check_not_stuck(mut call: Call, input: &Input, what: &str) -> usize {
    let now = call.now;
    call.handle(now, input.clone());
    let mut deadline = drain(&mut call, what);
    if let Some(at) = deadline {
        assert!(at >= now, "a deadline in the past: {what}");
    }
    // Left alone from here, it ends by its deadlines.
    for n in 0..DEADLINES_MAX {
        let Some(at) = deadline else { return n };
        call.handle(at.max(call.now), Input::Passed);
        deadline = drain(&mut call, what);
    }
    panic!("never over: {what}, in {:?}", call.state);
}

#[test]
fn every_input_in_every_state_leaves_a_deadline_and_the_call_ends() {
    let inputs = inputs();
    let mut cases = 0;
    let mut longest = 0;
    for state in states() {
        for goal in goals() {
            for full in [false, true] {
                let jobs = if matches!(state, State::Working { .. }) { jobs() } else { vec![Job::Cards] };
                for job in jobs {
                    let call = call_in(&state, goal, full, job);
                    for input in &inputs {
                        let what = format!("{state:?}, {goal:?}, full {full}: {input:?}");
                        longest = longest.max(check_not_stuck(call.clone(), input, &what));
                        cases += 1;
                    }
                }
            }
        }
    }
    eprintln!("{cases} cases, at most {longest} deadlines to the end");
    assert!(cases > 50_000, "{cases}");
}

/// The twin: a state without a deadline is seen.
#[test]
#[should_panic(expected = "never over")]
fn a_state_whose_deadline_is_ignored_is_seen() {
    let mut call = call_in(&State::Asking(Question::Open, Ear::Open), None, false, Job::Cards);
    let now = call.now;
    for _ in 0..DEADLINES_MAX {
        call.handle(now, Input::Passed); // the clock stands still: the deadline never comes
        if drain(&mut call, "twin").is_none() {
            return;
        }
    }
    panic!("never over");
}

#[test]
fn a_red_flag_is_answered_first_in_every_state() {
    let flag = RedFlag { words: Private::new("il ne respire plus".into()), family: Family::Breath };
    let meaning = Meaning { emergency: Some(flag), ..Meaning::default() };
    for state in states() {
        let deaf = matches!(
            state,
            State::Ringing
                | State::HandsetFirst
                | State::BurstDue
                | State::PickingUp
                | State::Joined(_)
                | State::Closing
        );
        for goal in goals() {
            let mut call = call_in(&state, goal, true, Job::Book);
            call.out.clear();
            let text = Private::new("il ne respire plus".into());
            let now = call.now;
            call.handle(now, Input::Heard { turn: 9, text, confidence: 0.1, meaning: meaning.clone() });
            let said = std::iter::from_fn(|| match call.poll() {
                Output::Do(command) => Some(command),
                _ => None,
            })
            .find_map(|c| {
                if let Command::Say { text, answers_turn, .. } = c { Some((text, answers_turn)) } else { None }
            });
            let told = said.is_some_and(|(text, turn)| {
                turn == Some(9)
                    && text.matches(|t| t.starts_with("Si c'est une urgence vitale, raccrochez et composez le 15."))
            });
            assert_eq!(told, !deaf, "{state:?} {goal:?}");
            assert_eq!(call.outcome() == crate::Outcome::Emergency, !deaf, "{state:?}");
        }
    }
}

#[test]
fn deadlines_are_within_their_bounds() {
    for state in states() {
        let call = call_in(&state, None, false, Job::Cards);
        assert!(call.deadline.since_ms(call.now) <= JOINED_MS_MAX);
    }
}
