//! A line under watch: every frame that passes it, in a call or between two, turns its loop's heart, its gauge and its
//! levels; and a call can be withdrawn from it without the caller's being cut off.

use super::gauge::{Gauge, Second};
use super::stop::Stop;
use huisclos_agenda::{Phone, Private};
use huisclos_audio::alaw;
use huisclos_operator::{LineState, Told};
use huisclos_ports::{Exchange, FRAME_MS, FRAME_SAMPLES, Frame, Heart, Line, LineError, LineFact, LineHealth, SILENCE};
use std::sync::Arc;
use std::time::Instant;

/// The heart beats at every fifth frame: 100 ms.
const BEAT_FRAMES: u64 = 5;
/// A frame that comes this much later than its time was lost on the way: two frames, past any jitter of a good machine.
const LATE_MS: u64 = 3 * FRAME_MS;

/// A line and what is seen of it.
pub struct Watched<'a> {
    line: Box<dyn Line>,
    gauge: &'a Arc<Gauge>,
    stop: &'a Stop,
    heart: &'a mut dyn Heart,
    frames: u64,
    last: Option<Instant>,
    second: Second,
    /// Given at the next frame, before what it brings.
    pending: Vec<LineFact>,
    /// In a call of the box.
    in_call: bool,
    /// Handset and line are joined.
    joined: bool,
    /// The call was taken off the line; the caller is still there, unless they left.
    withdrawn: bool,
    caller_gone: bool,
}

impl<'a> Watched<'a> {
    /// A line that was just opened.
    pub fn new(line: Box<dyn Line>, gauge: &'a Arc<Gauge>, stop: &'a Stop, heart: &'a mut dyn Heart) -> Self {
        gauge.set_open(true);
        Self {
            line,
            gauge,
            stop,
            heart,
            frames: 0,
            last: None,
            second: Second::default(),
            pending: Vec::new(),
            in_call: false,
            joined: false,
            withdrawn: false,
            caller_gone: false,
        }
    }

    /// Facts that came with the ring and belong to the call that begins.
    pub(super) fn give_again(&mut self, facts: Vec<LineFact>) {
        self.pending.extend(facts);
    }

    /// The handset is rung for a call out, or no more.
    pub(super) fn places(&self, on: bool) {
        self.gauge.state(if on { LineState::Calling { seconds: 0 } } else { LineState::Free });
    }

    /// A call of the box begins.
    pub(super) fn call_begins(&mut self) {
        (self.in_call, self.joined, self.withdrawn, self.caller_gone) = (true, false, false, false);
    }

    /// It ended, well or not. True when a caller is still on the line: the call was withdrawn from them, or broke.
    pub(super) fn call_ended(&mut self, broke: bool) -> bool {
        self.in_call = false;
        (std::mem::take(&mut self.withdrawn) || broke) && !self.caller_gone
    }

    /// True while handset and line are joined.
    pub(super) fn is_joined(&self) -> bool {
        self.joined
    }

    /// The end of the box takes the call off the line: as if the caller had hung up, so that it keeps what it has, while
    /// the line stays with the caller.
    fn withdraw(&mut self) -> bool {
        let late = if self.joined { self.stop.talked() } else { self.stop.finished() };
        let due = self.in_call && !self.withdrawn && late;
        self.withdrawn |= due;
        due
    }

    fn beat(&mut self) {
        let now = Instant::now();
        if !self.line.simulated()
            && let Some(last) = self.last.replace(now)
        {
            let ms = u64::try_from(now.duration_since(last).as_millis()).unwrap_or(u64::MAX);
            if ms > LATE_MS {
                self.gauge.lose(ms / FRAME_MS - 1);
            }
        }
        self.gauge.turned();
        if self.frames.is_multiple_of(BEAT_FRAMES) {
            self.heart.tell(self.gauge.name(), Told::Turning);
        }
        self.frames += 1;
    }

    fn note(&mut self, fact: &LineFact) {
        match fact {
            LineFact::Rang => self.gauge.rang(),
            LineFact::HandsetLifted => {
                self.gauge.lifted();
                if !self.in_call {
                    self.gauge.state(LineState::Handset);
                }
            }
            LineFact::HandsetReplaced if !self.in_call => self.gauge.state(LineState::Free),
            LineFact::Cut => {
                self.caller_gone = true;
                self.gauge.state(LineState::Cut);
            }
            LineFact::Abandoned | LineFact::HungUp => {
                self.caller_gone = true;
                if !self.in_call {
                    self.gauge.state(LineState::Free);
                }
            }
            LineFact::Restored => self.gauge.state(LineState::Free),
            LineFact::Identified(_)
            | LineFact::Pressed(_)
            | LineFact::HandsetReplaced
            | LineFact::HandsetBusy
            | LineFact::Progressed(_) => {}
        }
    }
}

impl Line for Watched<'_> {
    fn exchange(&mut self, say: &Frame) -> Result<Exchange, LineError> {
        let silence = [SILENCE; FRAME_SAMPLES];
        let mut got = self.line.exchange(if self.withdrawn { &silence } else { say })?;
        self.beat();
        for fact in &got.facts {
            self.note(fact);
        }
        if self.second.add(&alaw::decode_frame(&got.heard), &alaw::decode_frame(say)) {
            self.gauge.levels(&self.second, self.line.health().as_ref());
        }
        if self.withdraw() {
            got.facts = vec![LineFact::HungUp];
        } else if self.withdrawn {
            got.facts.clear();
        }
        if self.withdrawn {
            got.heard = silence;
        } else if !self.pending.is_empty() {
            let mut facts = std::mem::take(&mut self.pending);
            facts.append(&mut got.facts);
            got.facts = facts;
        }
        Ok(got)
    }

    fn answer(&mut self) -> Result<(), LineError> {
        self.line.answer()?;
        self.gauge.state(LineState::Answering { seconds: 0 });
        Ok(())
    }

    fn hang_up(&mut self) -> Result<(), LineError> {
        if self.withdrawn {
            // The caller is to be given to the handset.
            return Ok(());
        }
        self.joined = false;
        self.caller_gone |= self.in_call;
        self.line.hang_up()?;
        self.gauge.state(LineState::Free);
        Ok(())
    }

    fn ring_handset(&mut self, on: bool) -> Result<(), LineError> {
        self.line.ring_handset(on)
    }

    fn join_handset(&mut self) -> Result<(), LineError> {
        self.line.join_handset()?;
        self.joined = true;
        self.gauge.state(LineState::Handset);
        Ok(())
    }

    fn part_handset(&mut self) -> Result<(), LineError> {
        self.line.part_handset()?;
        self.joined = false;
        self.gauge.state(LineState::Answering { seconds: 0 });
        Ok(())
    }

    fn dial(&mut self, number: &Private<Phone>) -> Result<(), LineError> {
        self.line.dial(number)?;
        self.gauge.state(LineState::Calling { seconds: 0 });
        Ok(())
    }

    fn try_line(&mut self) -> Result<(), LineError> {
        self.line.try_line()?;
        self.gauge.state(LineState::Testing);
        Ok(())
    }

    fn flash(&mut self) -> Result<(), LineError> {
        self.line.flash()
    }

    fn health(&self) -> Option<LineHealth> {
        self.line.health()
    }

    fn simulated(&self) -> bool {
        self.line.simulated()
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        self.gauge.set_open(false);
    }
}
