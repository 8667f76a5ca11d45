//! The last calls, folded out of their facts: what was said, what was understood, how long the caller waited.

use crate::french;
use huisclos_agenda::{CallId, NoteReason, Private, Purpose};
use huisclos_ports::{AccountId, By, CallerId, Outcome, Report, Seat, What, Whisper};
use huisclos_speech::Meaning;

/// Calls shown.
const CALLS_MAX: usize = 12;
/// Below that, the recogniser doubts its own words.
const DOUBT: f32 = 0.5;

/// Whose a line of the transcript is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    Box,
    Caller,
    /// Something that happened.
    Fact,
    /// Something that is now in the agenda.
    Agenda,
    /// Emergency words.
    Alarm,
    /// What a secretary whispered to the box.
    Whisper,
}

/// A line of the transcript.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub t_ms: u64,
    pub voice: Voice,
    pub text: String,
    /// The recogniser was not sure.
    pub doubtful: bool,
    /// The caller cut the box short.
    pub cut: bool,
}

/// One call.
#[derive(Clone, Debug)]
pub struct CallView {
    pub id: CallId,
    pub from: CallerId,
    pub answered: bool,
    pub lines: Vec<Line>,
    /// What the turns meant, in order.
    pub meanings: Vec<Meaning>,
    /// From the end of the caller's turn to the first sound of the answer.
    pub waits_ms: Vec<u64>,
    /// The words of an emergency.
    pub alarm: Option<String>,
    /// The handset rings, or took over.
    pub transferred: bool,
    /// What the caller is saying, as far as it was heard.
    pub hearing: Option<String>,
    /// What the box is saying.
    pub saying: Option<String>,
    /// Who speaks with the caller, and where.
    pub taken: Option<(Seat, Option<AccountId>)>,
    pub over: Option<(Outcome, f64)>,
    pub t_ms: u64,
    ends: Vec<(u32, u64)>,
}

impl CallView {
    /// Who calls, in French.
    pub fn caller(&self) -> String {
        match &self.from {
            CallerId::Number(number) => french::phone(&number.open(Purpose::Page).0),
            CallerId::Withheld => "numéro masqué".into(),
            CallerId::Unavailable => "numéro inconnu".into(),
        }
    }

    /// The median wait.
    pub fn median_wait_ms(&self) -> Option<u64> {
        let mut waits = self.waits_ms.clone();
        waits.sort_unstable();
        waits.get(waits.len() / 2).copied()
    }

    fn say(&mut self, t_ms: u64, voice: Voice, text: impl Into<String>) {
        self.lines.push(Line { t_ms, voice, text: text.into(), doubtful: false, cut: false });
    }

    fn take(&mut self, report: &Report) {
        self.t_ms = report.t_ms;
        let t = report.t_ms;
        match &report.what {
            What::Ring { from } => self.from = from.clone(),
            What::Answered => self.answered = true,
            What::Said { text, answers_turn, start_ms, interrupted } => {
                self.saying = None;
                if let Some(at) = answers_turn.and_then(|turn| self.ends.iter().position(|(t, _)| *t == turn)) {
                    let (_, end_ms) = self.ends.swap_remove(at);
                    self.waits_ms.push(start_ms.saturating_sub(end_ms));
                }
                let line =
                    Line { t_ms: t, voice: Voice::Box, text: french::said(text), doubtful: false, cut: *interrupted };
                self.lines.push(line);
            }
            What::Hearing { text, .. } => self.hearing = Some(french::said(text)),
            What::Saying { text } => self.saying = Some(french::said(text)),
            What::Heard { turn, text, confidence, speech_end_ms, .. } => {
                self.hearing = None;
                self.ends.push((*turn, *speech_end_ms));
                let heard = french::said(text);
                let nothing = heard.trim().is_empty();
                let text = if nothing { "(rien d'intelligible)".into() } else { heard };
                self.lines.push(Line {
                    t_ms: t,
                    voice: Voice::Caller,
                    text,
                    doubtful: nothing || *confidence < DOUBT,
                    cut: false,
                });
            }
            What::Understood { meaning, .. } => {
                if let Some(flag) = &meaning.emergency {
                    let words = french::said(&flag.words);
                    self.say(t, Voice::Alarm, format!("Urgence : « {words} »"));
                    self.alarm = Some(words);
                }
                self.meanings.push((**meaning).clone());
            }
            What::Offered { slots } => {
                let all: Vec<String> = slots.iter().map(|s| french::moment(s.start)).collect();
                self.say(t, Voice::Fact, format!("Proposé : {}", all.join(" ou ")));
            }
            What::Booked { appointment } => {
                self.say(t, Voice::Agenda, format!("Rendez-vous noté, {}", french::moment(appointment.slot.start)))
            }
            What::Moved { appointment } => {
                self.say(t, Voice::Agenda, format!("Rendez-vous déplacé, {}", french::moment(appointment.slot.start)))
            }
            What::Cancelled { .. } => self.say(t, Voice::Agenda, "Rendez-vous annulé"),
            What::Confirmed { .. } => self.say(t, Voice::Agenda, "Rendez-vous confirmé"),
            What::Consent { given, .. } => {
                self.say(t, Voice::Fact, if *given { "Consentement donné" } else { "Consentement refusé" })
            }
            What::Transferred { reason, .. } => {
                self.transferred = true;
                let alarm = *reason == NoteReason::Emergency;
                if alarm || self.taken.is_none() {
                    // It is said once somebody has the caller, at the handset or at the period's own number.
                    let text = if self.taken.is_some() { "Le cabinet a l'appelant" } else { "Appel passé au cabinet" };
                    self.say(t, if alarm { Voice::Alarm } else { Voice::Fact }, text);
                }
            }
            What::Note { reason, .. } => {
                self.say(t, Voice::Fact, format!("Note : {}", french::reason(*reason).to_lowercase()))
            }
            What::Enlisted => self.say(t, Voice::Agenda, "Inscrit sur la liste d'attente"),
            What::Rated { mark } => self.say(t, Voice::Fact, format!("Satisfaction : {mark} sur 5")),
            What::TakenOver { seat, by } => {
                self.taken = Some((*seat, *by));
                // The box hears no more: what it had heard of the sentence stays, for whoever goes on.
                if let Some(so_far) = self.hearing.take() {
                    self.say(t, Voice::Caller, format!("{so_far}…"));
                }
                self.saying = None;
                let at_desk = *seat == Seat::Desk;
                self.say(t, Voice::Fact, if at_desk { "Appel pris à la page" } else { "Appel pris au combiné" });
            }
            What::HandedBack { gone, .. } => {
                self.taken = None;
                self.transferred = false;
                self.say(
                    t,
                    Voice::Fact,
                    if *gone { "Page coupée : la boîte reprend l'appel" } else { "Appel rendu à la boîte" },
                );
            }
            What::Whispered { text, made, .. } => {
                self.say(t, Voice::Whisper, format!("Soufflé : « {} ». {}", french::said(text), answer(*made)));
            }
            What::HungUp { by } => {
                self.say(t, Voice::Fact, if *by == By::Caller { "L'appelant raccroche" } else { "La boîte raccroche" })
            }
            What::Over { seconds, outcome, .. } => {
                (self.over, self.taken) = (Some((*outcome, *seconds)), None);
                (self.hearing, self.saying) = (None, None);
            }
            What::Listening { .. } => {}
        }
    }
}

/// What the box made of a whisper, as the secretary reads it.
fn answer(made: Whisper) -> &'static str {
    match made {
        Whisper::Used => "La boîte le fait.",
        Whisper::Kept => "La boîte le gardera pour la suite.",
        Whisper::Late => "Trop tard : l'appelant a choisi.",
        Whisper::NotNow => "La boîte ne parle pas à l'appelant en ce moment.",
        Whisper::Replaced => "Remplacé par le suivant.",
        Whisper::Unusable => {
            "La boîte ne peut pas s'en servir : soufflez un jour, une heure, un médecin, un motif, « plus lentement » ou « passe-moi l'appel »."
        }
    }
}

/// The last calls, newest first.
pub fn fold(reports: &[Report]) -> Vec<CallView> {
    let mut calls: Vec<CallView> = Vec::new();
    for report in reports {
        let at = calls.iter().position(|c| c.id == report.call).unwrap_or_else(|| {
            calls.push(CallView {
                id: report.call,
                from: CallerId::Unavailable,
                answered: false,
                lines: Vec::new(),
                meanings: Vec::new(),
                waits_ms: Vec::new(),
                alarm: None,
                transferred: false,
                hearing: None,
                saying: None,
                taken: None,
                over: None,
                t_ms: 0,
                ends: Vec::new(),
            });
            calls.len() - 1
        });
        calls[at].take(report);
    }
    calls.reverse();
    calls.truncate(CALLS_MAX);
    calls
}

/// The last value of a field over the turns.
pub fn last<T>(meanings: &[Meaning], of: impl Fn(&Meaning) -> Option<T>) -> Option<T> {
    meanings.iter().rev().find_map(of)
}

/// A private text as the page shows it.
pub fn text(private: &Private<String>) -> String {
    french::shown(private)
}

#[cfg(test)]
mod tests {
    use super::*;
    use huisclos_agenda::Phone;
    use huisclos_speech::{Family, RedFlag};

    fn report(call: u64, t_ms: u64, what: What) -> Report {
        Report { call: CallId(call), t_ms, what }
    }

    fn said(turn: u32, start_ms: u64) -> What {
        What::Said { text: Private::new("Bonjour".into()), answers_turn: Some(turn), start_ms, interrupted: false }
    }

    fn heard(turn: u32, speech_end_ms: u64, confidence: f32) -> What {
        What::Heard { turn, text: Private::new("j'ai mal".into()), confidence, speech_end_ms, compute_ms: 0 }
    }

    #[test]
    fn calls_are_folded_with_their_waits_and_alarms() {
        let flag = RedFlag { words: Private::new("mal à la poitrine".into()), family: Family::Chest };
        let meaning = Meaning { emergency: Some(flag), ..Meaning::default() };
        let number = CallerId::Number(Private::new(Phone("+33612345678".into())));
        let calls = fold(&[
            report(1, 0, What::Ring { from: number }),
            report(1, 2_000, What::Answered),
            report(1, 8_000, heard(1, 7_500, 0.3)),
            report(2, 0, What::Ring { from: CallerId::Withheld }),
            report(1, 8_100, What::Understood { turn: 1, meaning: Box::new(meaning), compute_ms: 9 }),
            report(1, 9_000, said(1, 8_700)),
            report(1, 9_500, said(1, 9_300)),
            report(1, 12_000, What::Over { seconds: 12.0, outcome: Outcome::Emergency, outcomes: vec![] }),
        ]);
        assert_eq!((calls.len(), calls[0].id, calls[0].answered), (2, CallId(2), false));
        let first = &calls[1];
        assert_eq!((first.caller().as_str(), first.waits_ms.as_slice()), ("06 12 34 56 78", &[1_200][..]));
        assert_eq!(first.alarm.as_deref(), Some("mal à la poitrine"));
        assert!(first.lines[0].doubtful && first.over.is_some());
        assert_eq!(first.lines.iter().filter(|l| l.voice == Voice::Alarm).count(), 1);
    }

    #[test]
    fn words_heard_before_somebody_takes_the_call_stay() {
        let hearing = |text: &str| What::Hearing { turn: 1, text: Private::new(text.into()) };
        let taken = What::TakenOver { seat: Seat::Desk, by: None };
        let call = fold(&[report(1, 1_000, hearing("je voudrais")), report(1, 2_000, taken.clone())]).remove(0);
        let lines: Vec<_> = call.lines.iter().map(|l| (l.voice, l.text.as_str())).collect();
        assert_eq!(lines, [(Voice::Caller, "je voudrais…"), (Voice::Fact, "Appel pris à la page")]);
        assert_eq!(call.hearing, None);
        // Whoever says nothing leaves no line.
        assert_eq!(fold(&[report(1, 2_000, taken)])[0].lines.len(), 1);
    }

    #[test]
    fn a_caller_handed_on_is_said_to_be_so_and_no_handset_is_said_to_ring() {
        let handed = |priority| What::Transferred { reason: NoteReason::Human, priority };
        let call = fold(&[report(1, 9_000, handed(huisclos_agenda::Priority::Normal))]).remove(0);
        assert_eq!(call.lines[0].text, "Appel passé au cabinet");
    }
}
