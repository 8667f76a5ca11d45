//! The thread of one line.

use super::gauge::Gauge;
use super::handover::{hand_over, ring_through};
use super::outgoing::call_back;
use super::stop::Stop;
use super::watched::Watched;
use super::{Begun, Door, Open, Place, Reception};
use crate::line::LineCall;
use crate::workers::Workers;
use huisclos_audio::{alaw, level};
use huisclos_operator::{LineState, Told, Trial};
use huisclos_ports::{FRAME_SAMPLES, Heart, Line, LineError, LineFact, Progress, SILENCE};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// A line that failed is opened again that soon the first time,
const AGAIN_MIN: Duration = Duration::from_millis(250);
/// and that soon at the latest: a card that is plugged in again, or that the guard gives back, must not wait.
const AGAIN_MAX: Duration = Duration::from_secs(1);
/// While it is waited for, its loop still tells that it turns, that often.
const BEAT: Duration = Duration::from_millis(100);
/// Frames of a trial: six seconds, one more than a board waits for a dial tone.
const TRIAL_FRAMES: u32 = 300;
/// A line that has worked that long starts from the shortest wait again.
const WORKED: Duration = Duration::from_secs(10);

/// All that the thread of a line has.
pub struct Attend {
    pub place: Place,
    pub gauge: Arc<Gauge>,
    pub stop: Arc<Stop>,
    pub door: Arc<Door>,
    pub reception: Arc<dyn Reception>,
    pub workers: Workers,
}

/// Gives the place in the door back, whatever happens inside.
struct Inside<'a>(&'a Door);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

impl Attend {
    /// Attends to the line until the box ends.
    pub fn run(mut self) {
        (self.place.begin)();
        let mut again = AGAIN_MIN;
        while !self.stop.asked() {
            let began = Instant::now();
            let open: &mut Open = &mut self.place.open;
            let heart: &mut dyn Heart = self.place.heart.as_mut();
            let turn = Turn {
                gauge: &self.gauge,
                stop: &self.stop,
                door: &self.door,
                reception: self.reception.as_ref(),
                workers: &self.workers,
            };
            let mut opened = false;
            let turned = catch_unwind(AssertUnwindSafe(|| {
                let line = open()?;
                opened = true;
                turn.gauge.failed(None);
                turn.gauge.state(LineState::Free);
                turn.attend(&mut Watched::new(line, turn.gauge, turn.stop, heart))
            }));
            match turned {
                Ok(Ok(())) => break,
                Ok(Err(error)) => self.gauge.failed(Some(error.to_string())),
                Err(_) => self.gauge.broke(
                    "le fil de la ligne s'est interrompu par une faute du programme ; la ligne est rouverte".into(),
                ),
            }
            self.gauge.state(LineState::Cut);
            if opened {
                self.place.heart.tell(self.gauge.name(), Told::Failed);
            }
            again = if began.elapsed() > WORKED { AGAIN_MIN } else { (again * 2).min(AGAIN_MAX) };
            self.wait(again);
        }
        let heart = self.place.heart.as_mut();
        heart.tell(self.gauge.name(), Told::Leaving);
    }

    fn wait(&mut self, wait: Duration) {
        let until = Instant::now() + wait;
        while Instant::now() < until && !self.stop.asked() {
            self.gauge.turned();
            self.place.heart.tell(self.gauge.name(), Told::Wanting);
            thread::sleep(BEAT.min(until.saturating_duration_since(Instant::now())));
        }
    }
}

struct Turn<'a> {
    gauge: &'a Arc<Gauge>,
    stop: &'a Stop,
    door: &'a Door,
    reception: &'a dyn Reception,
    workers: &'a Workers,
}

impl Turn<'_> {
    fn attend(&self, line: &mut Watched<'_>) -> Result<(), LineError> {
        // Somebody dials out at the handset: the board has given them the line at once, and the box is out of it (A20).
        let mut lifted = false;
        loop {
            if self.stop.asked() && (!lifted || self.stop.talked()) {
                return line.hang_up();
            }
            if !lifted && self.gauge.trial_asked() {
                self.try_line(line)?;
            }
            if !lifted && let Some(wanted) = self.gauge.take_wanted() {
                lifted = call_back(line, self.stop, &wanted)?;
            }
            let mut facts = line.exchange(&[SILENCE; FRAME_SAMPLES])?.facts.into_iter();
            while let Some(fact) = facts.next() {
                match fact {
                    LineFact::Rang => self.rang(line, facts.by_ref().collect())?,
                    LineFact::HandsetLifted => lifted = true,
                    LineFact::HandsetReplaced | LineFact::Cut => lifted = false,
                    _ => {}
                }
            }
        }
    }

    /// Whether the exchange gives a dial tone. A board that cannot tell, or a line that is in use, is left alone.
    fn try_line(&self, line: &mut Watched<'_>) -> Result<(), LineError> {
        if line.try_line().is_err() {
            return Ok(());
        }
        let mut trial = None;
        for _ in 0..TRIAL_FRAMES {
            let got = line.exchange(&[SILENCE; FRAME_SAMPLES])?;
            for fact in &got.facts {
                match fact {
                    LineFact::Progressed(Progress::DialTone) => {
                        trial = Some(Trial::Tone(level::dbm0(&alaw::decode_frame(&got.heard))));
                    }
                    LineFact::Progressed(_) => trial = Some(Trial::NoTone),
                    _ => {}
                }
            }
            // Somebody wants the line: it is theirs.
            let wanted = |fact: &LineFact| matches!(fact, LineFact::HandsetLifted | LineFact::Cut | LineFact::Rang);
            if got.facts.iter().any(wanted) {
                line.hang_up()?;
                line.give_again(got.facts);
                return Ok(());
            }
            if trial.is_some() {
                break;
            }
        }
        line.hang_up()?;
        self.gauge.tried(trial.unwrap_or(Trial::NoTone));
        Ok(())
    }

    /// The first ring of a caller.
    fn rang(&self, line: &mut Watched<'_>, rest: Vec<LineFact>) -> Result<(), LineError> {
        line.give_again(rest);
        if !self.door.enter() {
            return ring_through(line, self.stop).map(|_| ());
        }
        let _inside = Inside(self.door);
        let begun = catch_unwind(AssertUnwindSafe(|| self.reception.begin(self.gauge.name())));
        let Ok(Some(Begun { conversation, door })) = begun else { return ring_through(line, self.stop).map(|_| ()) };
        let (call, began) = (conversation.id(), Instant::now());
        line.call_begins();
        let ran = catch_unwind(AssertUnwindSafe(|| {
            let call = LineCall::new(conversation, line, self.workers);
            if let Some(door) = door { call.behind(door).run() } else { call.run() }
        }));
        let broke = !matches!(ran, Ok(Ok(_)));
        if broke {
            self.reception.broke(self.gauge.name(), call, began.elapsed().as_secs_f64());
        }
        let left = line.call_ended(ran.is_err());
        match ran {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Err(error),
            Err(_) => self.gauge.broke(
                "un appel a été interrompu par une faute du programme ; l'appelant a été passé au combiné ou libéré"
                    .into(),
            ),
        }
        if left {
            hand_over(line, self.stop)?;
        } else if broke {
            line.hang_up()?;
        }
        Ok(())
    }
}
