//! Rings on a line that is on-hook: bursts, the number between them, and the caller who gives up. Pure: events in, facts
//! out, 20 ms at a time.

use huisclos_audio::{FRAME_MS, FRAME_SAMPLES, alaw};
use huisclos_ports::{CallerId, Frame, LineFact};
use huisclos_tones::CallerIdReceiver;

use crate::number::caller;

/// No burst for that long after the first: the caller gave up. The longest rest in use is 4 s.
pub const ABANDONED_MS: u64 = 8_000;
/// Once a rest has been heard whole, the next burst is due after as long: this much later it is missing, and the caller gave
/// up. Networks keep their rests within some tens of milliseconds.
const MISSING_MS: u64 = 1_000;
/// A rest shorter than this is within a burst: some networks ring in double bursts, 0.4 s on, 0.2 s off.
const REST_MIN_MS: u64 = 1_500;
/// A burst whose end is never told is over by then; the longest in use is 2 s.
const BURST_MAX_MS: u64 = 4_000;
/// A number that came before the ring is that of the ring that follows within this.
const AHEAD_MS: u64 = 6_000;

/// What rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ring {
    /// Nothing.
    None,
    /// Current on the line, for that long.
    Burst { ms: u64 },
    /// Between two bursts, for that long.
    Rest { ms: u64 },
}

/// A line that is on-hook.
#[derive(Clone, Debug)]
pub struct Ringing {
    ring: Ring,
    receiver: CallerIdReceiver,
    identified: bool,
    /// The longest rest between two bursts of this call.
    rest_ms: Option<u64>,
    /// A number that came before the first burst, and how long ago.
    ahead: Option<(CallerId, u64)>,
    caller: Option<CallerId>,
}

impl Default for Ringing {
    fn default() -> Self {
        let receiver = CallerIdReceiver::default();
        Self { ring: Ring::None, receiver, identified: false, rest_ms: None, ahead: None, caller: None }
    }
}

impl Ringing {
    /// A call is coming.
    #[must_use]
    pub fn rings(&self) -> bool {
        self.ring != Ring::None
    }

    /// Who calls, once it is known.
    #[must_use]
    pub fn caller(&self) -> Option<&CallerId> {
        self.caller.as_ref()
    }

    /// A burst began.
    pub fn burst_began(&mut self, facts: &mut Vec<LineFact>) {
        if matches!(self.ring, Ring::Burst { .. }) {
            return;
        }
        let first = self.ring == Ring::None;
        if let Ring::Rest { ms } = self.ring
            && ms >= REST_MIN_MS
        {
            self.rest_ms = self.rest_ms.max(Some(ms));
        }
        self.ring = Ring::Burst { ms: 0 };
        facts.push(LineFact::Rang);
        if first {
            self.identified = false;
            self.rest_ms = None;
            self.caller = None;
            if let Some((caller, _)) = self.ahead.take() {
                self.identify(caller, facts);
            }
        }
    }

    /// A burst ended. One whose beginning was not told (the kernel keeps it back for 2 s after a hang-up) is told now.
    pub fn burst_ended(&mut self, facts: &mut Vec<LineFact>) {
        if self.ring == Ring::None {
            self.burst_began(facts);
        }
        self.ring = Ring::Rest { ms: 0 };
    }

    fn identify(&mut self, caller: CallerId, facts: &mut Vec<LineFact>) {
        if !std::mem::replace(&mut self.identified, true) {
            self.caller = Some(caller.clone());
            facts.push(LineFact::Identified(caller));
        }
    }

    /// 20 ms of the line.
    pub fn frame(&mut self, heard: &Frame, facts: &mut Vec<LineFact>) {
        let pcm: [i16; FRAME_SAMPLES] = alaw::decode_frame(heard);
        // A message that the line garbled is no message: the second burst then says that no number will come.
        if let Some(Ok(message)) = self.receiver.hear(&pcm) {
            let caller = caller(&message);
            match self.ring {
                Ring::None => self.ahead = Some((caller, 0)),
                _ => self.identify(caller, facts),
            }
        }
        if let Some((_, ms)) = &mut self.ahead {
            *ms += FRAME_MS;
            if *ms > AHEAD_MS {
                self.ahead = None;
            }
        }
        match &mut self.ring {
            Ring::None => {}
            Ring::Burst { ms } => {
                *ms += FRAME_MS;
                if *ms >= BURST_MAX_MS {
                    self.ring = Ring::Rest { ms: 0 };
                }
            }
            Ring::Rest { ms } => {
                *ms += FRAME_MS;
                if *ms >= self.rest_ms.map_or(ABANDONED_MS, |rest_ms| rest_ms + MISSING_MS) {
                    self.stop();
                    facts.push(LineFact::Abandoned);
                }
            }
        }
    }

    /// The call was taken, or the line cut: nothing rings any more.
    pub fn stop(&mut self) {
        let caller = self.caller.take();
        *self = Self { caller, ..Self::default() };
    }
}
