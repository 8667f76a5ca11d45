//! What the store answered. Nothing is told to the caller as done before it is here.

use crate::call::Call;
use crate::dossier::ConsentGiven;
use crate::limits::*;
use crate::outcome::Outcome;
use crate::output::Fact;
use crate::state::{AfterNote, Job, State};
use crate::store::{JobId, Query, Reply};
use crate::texts::Sentence;
use crate::tick::Tick;
use crate::words::plain;
use huisclos_agenda::{AppointmentId, NoteReason, Patient, Priority};
use huisclos_speech::Answer;

/// What an answer leads to, when somebody waits for it.
enum Next {
    Advance,
    Failed,
    Leave(Sentence),
}

impl Call {
    pub(crate) fn told(&mut self, id: JobId, job: Job, late: bool, reply: Reply) {
        if self.foreground == Some(id) {
            self.foreground = None;
        }
        if late {
            return self.told_late(&job, reply);
        }
        let waited = matches!(self.state, State::Working { job, .. } if job == id);
        let next = self.settle(job, reply);
        if !waited {
            return;
        }
        match next {
            Next::Advance => self.advance(),
            Next::Failed => self.fail(),
            Next::Leave(sentence) => self.leave(Some(sentence)),
        }
    }

    fn settle(&mut self, job: Job, reply: Reply) -> Next {
        match (job, reply) {
            (Job::Cards, Reply::Found(cards)) => self.dossier.cards = cards,
            (Job::Cards | Job::Card | Job::Undo, _) => {} // who calls is not known; the call goes on
            (Job::Patient, Reply::Found(cards)) => {
                let best = cards.iter().find(|c| c.has_past_appointment).or(cards.first()).cloned();
                match best {
                    Some(card) => self.identified(card),
                    None => self.no_such_patient(),
                }
            }
            (Job::Busy, Reply::Busy(taken)) => self.offer(taken),
            (Job::Upcoming, Reply::Upcoming(all)) => self.dossier.upcoming = Some(all),
            (Job::Book, Reply::Booked(appointment)) => {
                let instructions = self.cabinet.motif(&appointment.slot.motif).and_then(|m| m.instructions.clone());
                let holes = [
                    ("moment", plain(self.moment(appointment.slot.start))),
                    ("instructions", plain(instructions.unwrap_or_default())),
                ];
                self.lead(Sentence::Booked, 0, &holes);
                self.done_said = Some(self.texts.fill(Sentence::SureBooked, 0, &holes[..1]));
                self.remember_new_card(&appointment);
                self.outcomes.insert(Outcome::Booked);
                self.report(Fact::Booked(appointment));
                self.finish();
            }
            (Job::Move(_), Reply::Moved(appointment)) => {
                let holes = [("moment", plain(self.moment(appointment.slot.start)))];
                self.lead(Sentence::Moved, 0, &holes);
                self.done_said = Some(self.texts.fill(Sentence::SureBooked, 0, &holes));
                self.outcomes.insert(Outcome::Moved);
                self.report(Fact::Moved(appointment));
                self.finish();
            }
            (Job::Cancel, Reply::Cancelled(appointment)) => {
                self.lead(Sentence::Cancelled, 0, &[]);
                self.done_said = Some(self.texts.fill(Sentence::SureCancelled, 0, &[]));
                self.outcomes.insert(Outcome::Cancelled);
                let cancelled = appointment.id;
                self.report(Fact::Cancelled(appointment));
                if self.next_of_all(cancelled) {
                    return Next::Advance;
                }
                self.finish();
                self.cancelled = true;
            }
            (Job::Confirm, Reply::Confirmed(appointment)) => {
                let holes = [("moment", plain(self.moment(appointment.slot.start)))];
                self.lead(Sentence::Confirmed, 0, &holes);
                self.done_said = Some(self.texts.fill(Sentence::SureBooked, 0, &holes));
                self.outcomes.insert(Outcome::Confirmed);
                self.report(Fact::Confirmed(appointment));
                self.finish();
            }
            (Job::Book | Job::Move(_), Reply::Taken) => {
                if let Some(slot) = self.dossier.chosen.clone() {
                    self.dossier.refused.push(slot);
                }
                self.dossier.offer_again();
                self.lead(Sentence::Taken, 0, &[]);
            }
            (Job::Move(_) | Job::Cancel | Job::Confirm, Reply::Gone) => {
                self.lead(Sentence::Gone, 0, &[]);
                self.finish();
            }
            (Job::Enlist, Reply::Enlisted(_)) => {
                self.lead(Sentence::Enlisted, 0, &[]);
                // Not what they called for, and not nothing: it is kept like a note.
                self.outcomes.insert(Outcome::Noted);
                self.report(Fact::Enlisted);
                self.finish();
            }
            (Job::Consent(consent), Reply::Consented) => {
                let (answer, version, channel) = (consent.answer, consent.version.clone(), consent.channel);
                self.report(Fact::Consent { answer, version, channel });
                self.dossier.consent =
                    if answer == Answer::Yes { ConsentGiven::Yes(consent) } else { ConsentGiven::Refused };
            }
            (Job::Note { reason, priority, then }, Reply::Noted(note)) => {
                // A word that goes with the mark is not what they called for.
                if reason != NoteReason::Opinion {
                    self.outcomes.insert(Outcome::Noted);
                }
                self.report(Fact::Noted { note, reason, priority });
                return self.after_note(reason, priority, then);
            }
            (Job::Note { then: AfterNote::Nothing { again }, .. }, _) => {
                if !again {
                    self.note_alarm_again();
                }
            }
            (Job::Note { then: AfterNote::Leave(_), .. }, _) => {
                self.failed = true;
                return Next::Leave(Sentence::CannotNote);
            }
            (Job::Note { .. }, _) => {
                self.note_in_vain = true;
                return Next::Failed;
            }
            (Job::Consent(_), _) => return Next::Failed,
            (
                Job::Patient
                | Job::Busy
                | Job::Upcoming
                | Job::Book
                | Job::Move(_)
                | Job::Cancel
                | Job::Confirm
                | Job::Enlist,
                _,
            ) => return Next::Failed,
        }
        Next::Advance
    }

    fn after_note(&mut self, reason: NoteReason, priority: Priority, then: AfterNote) -> Next {
        match then {
            AfterNote::Leave(sentence) => Next::Leave(sentence),
            AfterNote::Nothing { .. } => Next::Advance,
            AfterNote::Tell => {
                let pressing = priority <= Priority::Today;
                let reachable = self.dossier.call_back().is_some();
                self.lead(
                    match (pressing, reachable) {
                        // What to do if it gets worse is for patients alone.
                        (true, _) if reason == NoteReason::Clinical => Sentence::NotedToday,
                        (true, _) => Sentence::NotedPressing,
                        (false, true) => Sentence::Noted,
                        (false, false) => Sentence::NotedOnly, // nobody can call back
                    },
                    0,
                    &[],
                );
                self.done_said = Some(self.texts.fill(Sentence::SureNoted, 0, &[]));
                self.finish();
                Next::Advance
            }
        }
    }

    /// "Les deux": the next one of those that are to be given back. False when that was all.
    fn next_of_all(&mut self, cancelled: AppointmentId) -> bool {
        let d = &mut self.dossier;
        let Some(left) = d.upcoming.as_mut().filter(|_| d.all_of_them) else { return false };
        left.retain(|a| a.id != cancelled);
        d.selected = left.first().cloned();
        d.sure = false;
        d.selected.is_some()
    }

    /// The card that the booking made: a second request in the same call needs no names.
    fn remember_new_card(&mut self, appointment: &huisclos_agenda::Appointment) {
        if self.dossier.patient.is_none()
            && let Some(identity) = self.dossier.identity()
        {
            let consent = self.consent_given().map(|c| c.version);
            let card = Patient { id: appointment.patient, identity, has_past_appointment: false, consent };
            self.dossier.patient = Some(card);
        }
    }

    /// The caller was told that it failed, and then it is on disk after all: it is taken back, so that what was said
    /// stays true. After the caller hung up nothing was said, and it stays.
    fn told_late(&mut self, job: &Job, reply: Reply) {
        match (job, reply) {
            (_, Reply::Booked(appointment)) => {
                self.ask_store(Job::Undo, Query::Cancel(appointment.id));
            }
            (Job::Move(from), Reply::Moved(appointment)) => {
                self.ask_store(Job::Undo, Query::Move { appointment: appointment.id, to: from.clone() });
            }
            (Job::Note { reason, priority, .. }, Reply::Noted(note)) => {
                if *reason != NoteReason::Opinion {
                    self.outcomes.insert(Outcome::Noted);
                }
                self.report(Fact::Noted { note, reason: *reason, priority: *priority });
            }
            (_, Reply::Cancelled(appointment)) => {
                self.outcomes.insert(Outcome::Cancelled);
                self.report(Fact::Cancelled(appointment));
            }
            (_, Reply::Confirmed(appointment)) => {
                self.outcomes.insert(Outcome::Confirmed);
                self.report(Fact::Confirmed(appointment));
            }
            _ => {}
        }
    }

    /// The store works for longer than one bears silence.
    pub(crate) fn store_is_slow(&mut self, job: JobId, since: Tick, told: u8) {
        if self.now.since_ms(since) < STORE_MS_MAX {
            let wait = self.texts.fill(Sentence::Wait, usize::from(told), &[]);
            let leads = std::mem::take(&mut self.leads); // they belong to the next question
            self.say(wait, false);
            self.leads = leads;
            return self.enter(State::Working { job, since, told: told.saturating_add(1) }, SAYING_MS_MAX);
        }
        self.foreground = None;
        let note = match self.awaited.get_mut(&job) {
            Some((what, late)) => {
                *late = true;
                match what {
                    Job::Note { then, .. } => Some(*then),
                    _ => None,
                }
            }
            None => None,
        };
        match note {
            Some(AfterNote::Leave(_)) => {
                self.failed = true;
                self.leave(Some(Sentence::CannotNote));
            }
            Some(_) => {
                self.note_in_vain = true;
                self.fail();
            }
            None => self.fail(),
        }
    }

    /// The store failed at what the caller waits for: said honestly, then a human or a note; if even the note fails,
    /// that is said too.
    fn fail(&mut self) {
        let again = std::mem::replace(&mut self.failed, true);
        self.leads.clear();
        if self.note_in_vain || again {
            return self.leave(Some(Sentence::CannotNote));
        }
        self.lead(Sentence::Trouble, 0, &[]);
        self.human(NoteReason::Failure, Priority::Today);
    }
}
