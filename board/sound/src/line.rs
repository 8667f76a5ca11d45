//! The line itself: what a telephone network does around two directions of sound.

use huisclos_audio::tones::{Cadence, ProgressTone};
use huisclos_ports::{
    CallerId, Exchange, FRAME_MS, FRAME_SAMPLES, Frame, Line, LineError, LineFact, LineHealth, SILENCE,
};
use huisclos_tones::Meter;
use std::thread;
use std::time::Instant;

use crate::duplex::Duplex;
use crate::handle::{Order, SoundHandle};
use crate::pace::Pace;
use crate::settings::{Rings, Settings};

/// From the start of one burst of ringing to the start of the next.
const RING_PERIOD_MS: u64 = 5_000;
/// When the number is known: between the first burst and the second.
const IDENTIFIED_MS: u64 = 2_600;
/// A caller who is not answered gives up after a minute, as a network makes them.
const RING_MAX_MS: u64 = 12 * RING_PERIOD_MS;
/// Level at which networks send their tones.
const TONE_DBM0: f32 = -15.0;
/// The caller hears the busy tone for that long once the box has hung up.
const BUSY_MS: u64 = 3_000;
/// The other end of a loopback is looked at that often.
const LOOK_FRAMES: u64 = 5;

enum State {
    /// Nobody. The busy tone of the last call may still be heard.
    Idle { tone: Option<(ProgressTone, u64)> },
    /// On-hook; the caller hears the ringback.
    Ringing { for_ms: u64, from: CallerId, tone: ProgressTone },
    /// Off-hook with the caller.
    Talking,
    /// Off-hook with nobody.
    Alone,
}

/// A line over a sound card.
pub struct SoundLine<D = Box<dyn Duplex>> {
    settings: Settings,
    duplex: D,
    handle: SoundHandle,
    state: State,
    meter: Meter,
    pace: Pace,
    frames: u64,
    lost: u64,
    /// Somebody played at the other end when it was last looked at.
    played_to: bool,
    /// Told with the next frame.
    facts: Vec<LineFact>,
}

impl<D: Duplex> SoundLine<D> {
    /// A line on these two directions, and the handle that rings it.
    pub fn new(settings: Settings, duplex: D) -> (Self, SoundHandle) {
        let handle = SoundHandle::default();
        let line = Self {
            settings,
            duplex,
            handle: handle.clone(),
            state: State::Idle { tone: None },
            meter: Meter::default(),
            pace: Pace::default(),
            frames: 0,
            lost: 0,
            played_to: false,
            facts: Vec::new(),
        };
        (line, handle)
    }

    fn turn_to_orders(&mut self) {
        let orders = std::mem::take(&mut self.handle.shared().orders);
        for order in orders {
            match order {
                Order::Call(from) => self.called(from),
                Order::HangUp => self.caller_left(),
                Order::Press(key) if matches!(self.state, State::Talking) => self.facts.push(LineFact::Pressed(key)),
                Order::Press(_) => {}
            }
        }
    }

    fn called(&mut self, from: CallerId) {
        if matches!(self.state, State::Idle { .. }) {
            let tone = ProgressTone::new(Cadence::Ringback, TONE_DBM0);
            self.state = State::Ringing { for_ms: 0, from, tone };
        }
    }

    fn caller_left(&mut self) {
        match self.state {
            State::Ringing { .. } => {
                self.state = State::Idle { tone: None };
                self.facts.push(LineFact::Abandoned);
            }
            State::Talking => {
                self.state = State::Alone;
                self.facts.push(LineFact::HungUp);
            }
            State::Idle { .. } | State::Alone => {}
        }
    }

    /// The other end of a loopback: who begins to play calls, who stops has hung up.
    fn look_at_other_end(&mut self) {
        if self.settings.rings != Rings::Played || !self.frames.is_multiple_of(LOOK_FRAMES) {
            return;
        }
        let Some(played_to) = self.duplex.played_to() else { return };
        match (std::mem::replace(&mut self.played_to, played_to), played_to) {
            (false, true) => self.called(CallerId::Unavailable),
            (true, false) => self.caller_left(),
            _ => {}
        }
    }

    fn pass_time(&mut self) {
        let gave_up = match &mut self.state {
            State::Ringing { for_ms, from, .. } => {
                if *for_ms % RING_PERIOD_MS == 0 && *for_ms < RING_MAX_MS {
                    self.facts.push(LineFact::Rang);
                } else if *for_ms == IDENTIFIED_MS {
                    self.facts.push(LineFact::Identified(from.clone()));
                }
                *for_ms += FRAME_MS;
                *for_ms > RING_MAX_MS
            }
            State::Idle { tone } => {
                if let Some((_, left_ms)) = tone {
                    *left_ms = left_ms.saturating_sub(FRAME_MS);
                    if *left_ms == 0 {
                        *tone = None;
                    }
                }
                false
            }
            State::Talking | State::Alone => false,
        };
        if gave_up {
            self.caller_left();
        }
    }

    /// What the caller hears.
    fn plays(&mut self, say: &Frame) -> Frame {
        match &mut self.state {
            State::Talking => *say,
            State::Ringing { tone, .. } | State::Idle { tone: Some((tone, _)) } => tone.frame(),
            State::Idle { tone: None } | State::Alone => [SILENCE; FRAME_SAMPLES],
        }
    }

    fn publish(&self) {
        let mut shared = self.handle.shared();
        let idle = matches!(self.state, State::Idle { .. });
        shared.engaged = !idle || shared.orders.iter().any(|order| matches!(order, Order::Call(_)));
    }

    fn error(&self, operation: &'static str, reason: &str) -> LineError {
        LineError { device: self.settings.name.clone(), operation, reason: reason.into() }
    }
}

impl<D: Duplex> Line for SoundLine<D> {
    fn exchange(&mut self, say: &Frame) -> Result<Exchange, LineError> {
        let plays = self.plays(say);
        let heard = self.duplex.exchange(&plays).map_err(|e| {
            self.meter.health.last_error = Some(e.to_string());
            self.error("passer le son", &e.to_string())
        })?;
        thread::sleep(self.pace.frame(Instant::now()));
        self.frames += 1;
        self.turn_to_orders();
        self.look_at_other_end();
        self.pass_time();
        let lost = self.duplex.lost();
        let newly = lost.saturating_sub(std::mem::replace(&mut self.lost, lost));
        // On-hook nothing is heard, whatever the microphone gives.
        let heard = if matches!(self.state, State::Talking) {
            self.meter.health.frames_lost += newly;
            self.meter.frame(&heard, say);
            heard
        } else {
            [SILENCE; FRAME_SAMPLES]
        };
        self.publish();
        Ok(Exchange { heard, facts: std::mem::take(&mut self.facts) })
    }

    fn answer(&mut self) -> Result<(), LineError> {
        self.state = match std::mem::replace(&mut self.state, State::Alone) {
            State::Ringing { .. } | State::Talking => State::Talking,
            State::Idle { .. } | State::Alone => State::Alone,
        };
        self.meter.begin();
        self.publish();
        Ok(())
    }

    fn hang_up(&mut self) -> Result<(), LineError> {
        match self.state {
            // A caller who is still ringing is not touched: the line is on-hook already.
            State::Ringing { .. } | State::Idle { .. } => {}
            State::Talking => {
                self.state = State::Idle { tone: Some((ProgressTone::new(Cadence::Busy, TONE_DBM0), BUSY_MS)) };
            }
            State::Alone => self.state = State::Idle { tone: None },
        }
        self.meter.end();
        self.publish();
        Ok(())
    }

    /// There is no handset: it rings in vain, as one that nobody lifts.
    fn ring_handset(&mut self, _on: bool) -> Result<(), LineError> {
        Ok(())
    }

    fn join_handset(&mut self) -> Result<(), LineError> {
        Err(self.error("joindre le combiné", "une carte son n'a pas de combiné"))
    }

    fn health(&self) -> Option<LineHealth> {
        Some(self.meter.health.clone())
    }
}

impl<D> Drop for SoundLine<D> {
    fn drop(&mut self) {
        self.handle.shared().gone = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;
    use crate::error::Error;

    /// A device that gives back what was said, at once, and can be looked at.
    #[derive(Default)]
    struct Mirror {
        said: Vec<Frame>,
        played_to: Option<bool>,
        fails: bool,
    }

    impl Duplex for Mirror {
        fn exchange(&mut self, say: &Frame) -> Result<Frame, Error> {
            if self.fails {
                return Err(Error::Still { device: "miroir".into(), ms: 2_000 });
            }
            self.said.push(*say);
            Ok([0x55; FRAME_SAMPLES])
        }
        fn lost(&self) -> u64 {
            0
        }
        fn played_to(&mut self) -> Option<bool> {
            self.played_to
        }
    }

    fn line(rings: Rings) -> (SoundLine<Mirror>, SoundHandle) {
        let (name, device) = ("sound/miroir".into(), "miroir".into());
        let settings =
            Settings { name, device, kind: Kind::Loopback, rings, capture_percent: None, playback_percent: None };
        SoundLine::new(settings, Mirror::default())
    }

    /// Facts of so many frames, without waiting for them.
    fn facts(line: &mut SoundLine<Mirror>, frames: usize) -> Vec<LineFact> {
        let mut facts = Vec::new();
        for _ in 0..frames {
            line.pace = Pace::default();
            facts.extend(line.exchange(&[0x2A; FRAME_SAMPLES]).unwrap().facts);
        }
        facts
    }

    #[test]
    fn a_call_from_its_ring_to_its_end() {
        let (mut line, handle) = line(Rings::Asked);
        assert_eq!(facts(&mut line, 10), []);
        assert!(handle.call(CallerId::Withheld) && !handle.call(CallerId::Withheld), "one call at a time");
        assert_eq!(facts(&mut line, 200), [LineFact::Rang, LineFact::Identified(CallerId::Withheld)]);
        assert_eq!(line.exchange(&[0x2A; FRAME_SAMPLES]).unwrap().heard, [SILENCE; FRAME_SAMPLES], "on-hook");
        line.answer().unwrap();
        assert!(handle.press('*') && !handle.press('a'));
        assert_eq!(facts(&mut line, 1), [LineFact::Pressed('*')]);
        line.duplex.said.clear();
        assert_eq!(line.exchange(&[0x2A; FRAME_SAMPLES]).unwrap().heard, [0x55; FRAME_SAMPLES]);
        assert_eq!(line.duplex.said, [[0x2A; FRAME_SAMPLES]]);
        assert!(handle.hang_up());
        assert_eq!(facts(&mut line, 1), [LineFact::HungUp]);
        assert!(handle.engaged(), "until the box hangs up");
        line.hang_up().unwrap();
        assert!(!handle.engaged());
        let health = line.health().unwrap();
        assert_eq!(health.frames, 2);
    }

    #[test]
    fn the_caller_hears_what_a_network_plays() {
        let (mut line, handle) = line(Rings::Asked);
        assert!(handle.call(CallerId::Unavailable));
        facts(&mut line, 300);
        let loud = |said: &[Frame]| said.iter().filter(|frame| **frame != [SILENCE; FRAME_SAMPLES]).count();
        let rang = loud(&line.duplex.said);
        assert!((70..=160).contains(&rang), "ringback, 1.5 s in 5: {rang} frames of 300");
        line.answer().unwrap();
        facts(&mut line, 5);
        line.hang_up().unwrap();
        line.duplex.said.clear();
        facts(&mut line, 300);
        let busy = loud(&line.duplex.said);
        assert!((60..=90).contains(&busy), "busy, half of 3 s: {busy} frames");
        assert!(handle.call(CallerId::Unavailable), "and the next may call");
    }

    #[test]
    fn a_caller_who_is_not_answered_gives_up_and_one_who_leaves_is_told() {
        let (mut line, handle) = line(Rings::Asked);
        assert!(handle.call(CallerId::Unavailable));
        let told = facts(&mut line, 3_100);
        assert_eq!(told.iter().filter(|fact| **fact == LineFact::Rang).count(), 12);
        assert_eq!(told.last(), Some(&LineFact::Abandoned));
        assert!(handle.call(CallerId::Unavailable));
        facts(&mut line, 20);
        assert!(handle.hang_up());
        assert_eq!(facts(&mut line, 1), [LineFact::Abandoned]);
    }

    #[test]
    fn who_plays_at_the_other_end_of_a_loopback_calls() {
        let (mut line, handle) = line(Rings::Played);
        line.duplex.played_to = Some(false);
        assert_eq!(facts(&mut line, 50), []);
        line.duplex.played_to = Some(true);
        assert_eq!(facts(&mut line, 50), [LineFact::Rang]);
        line.answer().unwrap();
        line.duplex.played_to = Some(false);
        assert_eq!(facts(&mut line, 50), [LineFact::HungUp]);
        line.hang_up().unwrap();
        // The twin: a card that rings only when asked.
        let (mut other, _) = self::line(Rings::Asked);
        other.duplex.played_to = Some(true);
        assert_eq!(facts(&mut other, 50), []);
        assert!(handle.call(CallerId::Withheld), "it can be rung too");
    }

    #[test]
    fn a_device_that_fails_is_the_lines_error_and_the_handle_knows() {
        let (mut line, handle) = line(Rings::Asked);
        line.duplex.fails = true;
        let said = line.exchange(&[SILENCE; FRAME_SAMPLES]).unwrap_err().to_string();
        assert!(said.contains("sound/miroir") && said.contains("rebranchez"), "{said}");
        drop(line);
        assert!(!handle.call(CallerId::Withheld) && !handle.hang_up());
    }
}
