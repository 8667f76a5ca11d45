//! A B channel as the engine's line.

use huisclos_agenda::{Phone, Private};
use huisclos_audio::FRAME_MS;
use huisclos_ports::{
    CallerId, Exchange, FRAME_SAMPLES, Frame, Line, LineError, LineFact, LineHealth, Progress, SILENCE,
};
use huisclos_tones::Meter;
use huisclos_tones::number::dialled;

use crate::access::Access;
use crate::bchannel::Sound;
use crate::span::Happened;

/// A ring is told again that often, as on an analog line.
const RING_PERIOD_MS: u64 = 5_000;
/// A call out that nobody takes: six rings.
const RING_MAX_MS: u64 = 30_000;

enum State {
    /// Nobody.
    Idle,
    /// Somebody calls.
    Ringing { from: CallerId, for_ms: u64 },
    /// Through-connected.
    Talking,
    /// The box calls.
    Calling { for_ms: u64 },
    /// Off-hook with nobody.
    Alone,
}

/// A line of an access.
pub struct IsdnLine<S: Sound> {
    access: Access,
    name: String,
    n: usize,
    sound: S,
    state: State,
    /// Who calls already, before the engine has hung up after the one who left.
    next: Option<CallerId>,
    meter: Meter,
    lost: u64,
}

impl<S: Sound> IsdnLine<S> {
    /// The line of a channel, from 0.
    pub(crate) fn new(access: Access, name: String, n: usize, sound: S) -> Self {
        Self { access, name, n, sound, state: State::Idle, next: None, meter: Meter::default(), lost: 0 }
    }

    fn error(&self, operation: &'static str, reason: impl ToString) -> LineError {
        LineError { device: self.name.clone(), operation, reason: reason.to_string() }
    }

    fn turn(&mut self, what: Happened, facts: &mut Vec<LineFact>) -> Result<(), LineError> {
        match (what, &self.state) {
            // Whoever gave up in this very frame is told first, alone: their call is not the next one's.
            (Happened::Rings(from), State::Idle) if facts.is_empty() => self.rings(from, facts),
            (Happened::Rings(from), _) => self.next = Some(from),
            (Happened::Left, _) if self.next.is_some() => self.next = None,
            (Happened::Left, State::Ringing { .. }) => {
                self.state = State::Idle;
                facts.push(LineFact::Abandoned);
            }
            (Happened::Left, State::Talking | State::Calling { .. }) => {
                self.state = State::Alone;
                facts.push(LineFact::HungUp);
            }
            (Happened::Pressed(key), State::Talking) => facts.push(LineFact::Pressed(key)),
            (Happened::Progressed(progress), State::Calling { .. }) => {
                facts.push(LineFact::Progressed(progress));
                match progress {
                    Progress::Answered => self.talk()?,
                    progress if progress.is_last() => self.state = State::Alone,
                    _ => {}
                }
            }
            (Happened::Cut(cut), _) => facts.push(if cut { LineFact::Cut } else { LineFact::Restored }),
            // What is told of a call that the box has left meanwhile.
            (Happened::Left | Happened::Pressed(_) | Happened::Progressed(_), _) => {}
        }
        Ok(())
    }

    fn rings(&mut self, from: CallerId, facts: &mut Vec<LineFact>) {
        // The number came with the call, before anything rang.
        facts.extend([LineFact::Rang, LineFact::Identified(from.clone())]);
        self.state = State::Ringing { from, for_ms: 0 };
    }

    fn talk(&mut self) -> Result<(), LineError> {
        self.sound.begin().map_err(|e| self.error("commencer l'appel", e))?;
        self.state = State::Talking;
        self.meter.begin();
        Ok(())
    }

    fn pass_time(&mut self, facts: &mut Vec<LineFact>) {
        let gives_up = match &mut self.state {
            State::Ringing { from, for_ms } => {
                *for_ms += FRAME_MS;
                if *for_ms % RING_PERIOD_MS == 0 {
                    // With the number: whoever listens since the first ring has it, another has not.
                    facts.extend([LineFact::Rang, LineFact::Identified(from.clone())]);
                }
                false
            }
            State::Calling { for_ms } => {
                *for_ms += FRAME_MS;
                *for_ms >= RING_MAX_MS
            }
            State::Idle | State::Talking | State::Alone => false,
        };
        if gives_up {
            self.state = State::Alone;
            self.access.hang_up(self.n);
            facts.push(LineFact::Progressed(Progress::NoAnswer));
        }
    }
}

impl<S: Sound> Line for IsdnLine<S> {
    fn exchange(&mut self, say: &Frame) -> Result<Exchange, LineError> {
        let talks = matches!(self.state, State::Talking);
        let heard = self.sound.exchange(talks.then_some(say)).map_err(|e| self.error("passer le son", e))?;
        let lost = self.sound.lost();
        let newly = lost.saturating_sub(std::mem::replace(&mut self.lost, lost));
        let heard = if talks {
            self.meter.health.frames_lost += newly;
            self.meter.frame(&heard, say);
            heard
        } else {
            [SILENCE; FRAME_SAMPLES]
        };
        let mut facts = Vec::new();
        if matches!(self.state, State::Idle)
            && let Some(from) = self.next.take()
        {
            self.rings(from, &mut facts);
        }
        for what in self.access.happened(self.n).map_err(|e| self.error("suivre l'appel", e))? {
            self.turn(what, &mut facts)?;
        }
        self.pass_time(&mut facts);
        Ok(Exchange { heard, facts })
    }

    fn answer(&mut self) -> Result<(), LineError> {
        match self.state {
            State::Ringing { .. } => {
                self.access.answer(self.n);
                self.talk()
            }
            State::Idle => {
                self.state = State::Alone;
                Ok(())
            }
            State::Talking | State::Calling { .. } | State::Alone => Ok(()),
        }
    }

    fn hang_up(&mut self) -> Result<(), LineError> {
        match self.state {
            // A caller who is still ringing is not touched: the line is on-hook already.
            State::Ringing { .. } | State::Idle => return Ok(()),
            // Nobody is there; on its channel there may be the next caller.
            State::Alone => {}
            State::Talking | State::Calling { .. } => self.access.hang_up(self.n),
        }
        self.state = State::Idle;
        self.meter.end();
        Ok(())
    }

    /// The cabinet's telephones are on the bus beside the box, and ring by themselves.
    fn ring_handset(&mut self, _on: bool) -> Result<(), LineError> {
        Ok(())
    }

    fn join_handset(&mut self) -> Result<(), LineError> {
        Err(self.error("joindre le combiné", "une ligne RNIS n'a pas de combiné derrière la boîte"))
    }

    fn dial(&mut self, number: &Private<Phone>) -> Result<(), LineError> {
        if !matches!(self.state, State::Idle) {
            return Err(self.error("appeler", "la ligne est prise"));
        }
        let digits = number.map(|phone| dialled(&phone.0));
        self.access.dial(self.n, digits).map_err(|e| self.error("appeler", e))?;
        self.state = State::Calling { for_ms: 0 };
        Ok(())
    }

    fn health(&self) -> Option<LineHealth> {
        Some(self.meter.health.clone())
    }
}

impl<S: Sound> Drop for IsdnLine<S> {
    fn drop(&mut self) {
        self.access.closed(self.n);
    }
}
