//! The line itself: rings, hook, frames both ways, release.

use std::sync::{Arc, Mutex, PoisonError};

use huisclos_agenda::{Phone, Private};
use huisclos_audio::tones::{Cadence, ProgressTone};
use huisclos_audio::{alaw, level};
use huisclos_ports::{
    CallerId, Exchange, FRAME_MS, FRAME_SAMPLES, Frame, Line, LineError, LineFact, Progress, SILENCE,
};

use crate::handle::{Order, Shared};
use crate::handset::Telephone;
use crate::hybrid::EchoPath;
use crate::noise::Noise;
use crate::pacing::Pacer;
use crate::{Caller, Dialled, Release, Settings, SilentCaller, SimHandle};

/// French ringing: 1.5 s of current, 3.5 s of rest.
const RING_MS: u64 = 1_500;
/// From the start of one burst to the start of the next.
const RING_PERIOD_MS: u64 = 5_000;
/// When the number is known: V.23 begins half a second after the first burst and takes about as long.
const IDENTIFIED_MS: u64 = 2_600;
/// No burst for this long after the last: the caller has given up (telephony.md).
const ABANDONED_MS: u64 = 8_000;
/// A missing battery is believed after this long.
const CUT_TOLD_MS: u64 = 1_800;
/// What a number that the box dials does: dial tone, a ring, somebody says nothing.
const DIAL_TONE_MS: u64 = 400;
const RINGS_THERE_MS: u64 = 3_000;
const ANSWERS_THERE_MS: u64 = 9_000;
/// Level at which networks send their tones.
const TONE_DBM0: f32 = -15.0;

enum State {
    /// On-hook, no call.
    Idle,
    /// On-hook, a caller is waiting.
    Ringing { for_ms: u64, from: CallerId, caller: Box<dyn Caller> },
    /// On-hook, the caller has given up; the line does not know it yet.
    GivenUp { for_ms: u64 },
    /// Off-hook with nobody there: silence, dial tone or busy tone.
    Alone { tone: Option<ProgressTone> },
    /// Off-hook with a caller.
    Talking { caller: Box<dyn Caller> },
    /// Off-hook, the box has dialled; `held` is who waits meanwhile.
    Calling { for_ms: u64, held: Option<Box<dyn Caller>> },
    /// The exchange holds the caller and waits for digits.
    Held { caller: Box<dyn Caller> },
    /// The caller and the cabinet's handset talk; the box is out of it.
    Joined { for_ms: u64, caller: Box<dyn Caller> },
}

/// A simulated telephone line.
pub struct SimLine {
    settings: Settings,
    shared: Arc<Mutex<Shared>>,
    pacer: Pacer,
    state: State,
    telephone: Telephone,
    echo: Option<EchoPath>,
    noise: Option<Noise>,
    gain: f32,
    /// Told with the next frame.
    facts: Vec<LineFact>,
    /// Since when the cable is out, and whether that was told.
    cut: Option<(u64, bool)>,
}

impl SimLine {
    /// A line on which nobody calls yet, and the handle to change that.
    #[must_use]
    pub fn new(settings: Settings) -> (SimLine, SimHandle) {
        let shared = Arc::new(Mutex::new(Shared::default()));
        let handle = SimHandle { device: settings.device.clone(), shared: shared.clone() };
        let line = SimLine {
            pacer: Pacer::new(settings.pacing),
            state: State::Idle,
            telephone: Telephone::new(settings.handset),
            echo: settings.hybrid.map(EchoPath::new),
            noise: settings.noise_dbm0.map(Noise::new),
            gain: level::ratio(settings.gain_db),
            facts: Vec::new(),
            cut: None,
            shared,
            settings,
        };
        (line, handle)
    }

    fn turn_to_orders(&mut self) {
        let orders = std::mem::take(&mut self.shared.lock().unwrap_or_else(PoisonError::into_inner).orders);
        for order in orders {
            match order {
                Order::Call(from, caller) => self.place(from, caller),
                Order::Asked(asking) => {
                    if let State::Talking { caller } = &mut self.state {
                        caller.asked(asking);
                    }
                }
                Order::CallerHangsUp => self.far_end_hangs_up(),
                Order::Press(key) => {
                    self.facts.extend(matches!(self.state, State::Talking { .. }).then_some(LineFact::Pressed(key)));
                }
                Order::Cut => self.cut_now(),
                Order::Restore => {
                    let told = self.cut.take().is_some_and(|(_, told)| told);
                    self.facts.extend(told.then_some(LineFact::Restored));
                }
                Order::LiftHandset => self.facts.extend(self.telephone.lift()),
                Order::ReplaceHandset => self.replace_handset(),
            }
        }
    }

    fn place(&mut self, from: CallerId, mut caller: Box<dyn Caller>) {
        if matches!(self.state, State::Idle) && self.cut.is_none() {
            self.state = State::Ringing { for_ms: 0, from, caller };
        } else {
            // Busy to that caller.
            caller.released();
        }
    }

    fn cut_now(&mut self) {
        if self.cut.is_none() {
            self.cut = Some((0, false));
        }
        let off_hook = matches!(self.state, State::Alone { .. } | State::Talking { .. } | State::Joined { .. });
        self.release(if off_hook { State::Alone { tone: None } } else { State::Idle });
    }

    fn replace_handset(&mut self) {
        self.facts.extend(self.telephone.replace());
        if matches!(self.state, State::Joined { .. }) {
            self.release(State::Idle);
        }
    }

    /// Leaves the call for another state, telling the caller.
    fn release(&mut self, next: State) {
        match std::mem::replace(&mut self.state, next) {
            State::Ringing { mut caller, .. }
            | State::Talking { mut caller }
            | State::Held { mut caller }
            | State::Calling { held: Some(mut caller), .. }
            | State::Joined { mut caller, .. } => {
                caller.released();
            }
            State::Calling { held: None, .. } | State::Idle | State::GivenUp { .. } | State::Alone { .. } => {}
        }
    }

    fn far_end_hangs_up(&mut self) {
        match &self.state {
            State::Ringing { for_ms, .. } => {
                // The burst that would begin now is not sent any more.
                let since_burst_ms = for_ms - for_ms.saturating_sub(1) / RING_PERIOD_MS * RING_PERIOD_MS;
                self.state = State::GivenUp { for_ms: since_burst_ms.saturating_sub(RING_MS) };
            }
            State::Talking { .. } => {
                let tone = match self.settings.release {
                    Release::Kewlstart => {
                        self.facts.push(LineFact::HungUp);
                        None
                    }
                    Release::Loopstart => Some(ProgressTone::new(Cadence::Busy, TONE_DBM0)),
                };
                self.state = State::Alone { tone };
            }
            State::Joined { .. } => {
                self.state = State::Idle;
                self.facts.push(LineFact::HungUp);
                self.facts.extend(self.telephone.replace());
            }
            State::Calling { .. } | State::Held { .. } | State::Idle | State::GivenUp { .. } | State::Alone { .. } => {}
        }
    }

    /// What the line does by itself in 20 ms.
    fn pass_time(&mut self) {
        if let Some((since_ms, told)) = &mut self.cut {
            *since_ms += FRAME_MS;
            if *since_ms >= CUT_TOLD_MS && !*told {
                *told = true;
                self.facts.push(LineFact::Cut);
            }
        }
        self.facts.extend(self.telephone.frame());
        let mut hangs_up = false;
        match &mut self.state {
            State::Ringing { for_ms, from, .. } => {
                if *for_ms == RING_PERIOD_MS * u64::from(self.settings.rings_max) {
                    hangs_up = true;
                } else if *for_ms % RING_PERIOD_MS == 0 {
                    self.facts.push(LineFact::Rang);
                } else if *for_ms == IDENTIFIED_MS {
                    self.facts.push(LineFact::Identified(from.clone()));
                }
                *for_ms += if hangs_up { 0 } else { FRAME_MS };
            }
            State::GivenUp { for_ms } => {
                *for_ms += FRAME_MS;
                if *for_ms >= ABANDONED_MS {
                    self.facts.push(LineFact::Abandoned);
                    self.state = State::Idle;
                }
            }
            State::Joined { for_ms, .. } => {
                *for_ms += FRAME_MS;
                hangs_up = self.telephone.talks_ms().is_some_and(|talks_ms| *for_ms >= talks_ms);
            }
            State::Calling { for_ms, .. } => {
                *for_ms += FRAME_MS;
                let progress = match (*for_ms, self.settings.dialled) {
                    (DIAL_TONE_MS, _) => Some(Progress::DialTone),
                    (RINGS_THERE_MS, Dialled::Answers) => Some(Progress::Ringing),
                    (RINGS_THERE_MS, Dialled::Busy) => Some(Progress::Busy),
                    (ANSWERS_THERE_MS, Dialled::Answers) => Some(Progress::Answered),
                    _ => None,
                };
                self.facts.extend(progress.map(LineFact::Progressed));
            }
            State::Idle | State::Alone { .. } | State::Talking { .. } | State::Held { .. } => {}
        }
        if hangs_up {
            self.far_end_hangs_up();
        }
    }

    /// What comes from the far end in 20 ms.
    fn far_end(&mut self, said: &Frame) -> Frame {
        match &mut self.state {
            State::Talking { caller } => {
                let uttered = caller.exchange(said);
                if uttered.hangs_up {
                    self.far_end_hangs_up();
                    return [SILENCE; FRAME_SAMPLES];
                }
                uttered.frame
            }
            State::Alone { tone: Some(tone) } => tone.frame(),
            _ => [SILENCE; FRAME_SAMPLES],
        }
    }

    /// The far end as it arrives: with the box's echo, the line's noise and its gain. Bit-exact when there is none.
    fn heard(&mut self, far: Frame, said: &Frame) -> Frame {
        let off_hook = matches!(self.state, State::Talking { .. } | State::Alone { .. }) && self.cut.is_none();
        if !off_hook {
            return [SILENCE; FRAME_SAMPLES];
        }
        let echo = self.echo.as_mut().map(|path| path.pcm(&alaw::decode_frame(said)));
        let noise = self.noise.as_mut().map(Noise::pcm);
        if echo.is_none() && noise.is_none() && self.settings.gain_db == 0.0 {
            return far;
        }
        let far = alaw::decode_frame(&far);
        let sum: [i16; FRAME_SAMPLES] = std::array::from_fn(|n| {
            let echo = echo.map_or(0.0, |echo| echo[n]);
            let noise = noise.map_or(0.0, |noise| f32::from(noise[n]));
            (f32::from(far[n]) * self.gain + echo + noise).round().clamp(-32768.0, 32767.0) as i16
        });
        alaw::encode_frame(&sum)
    }

    fn publish_engaged(&self) {
        let idle = matches!(self.state, State::Idle);
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.engaged = !idle || shared.orders.iter().any(|order| matches!(order, Order::Call(..)));
    }

    fn error(&self, operation: &'static str, reason: &str) -> LineError {
        LineError { device: self.settings.device.clone(), operation, reason: reason.into() }
    }
}

impl Line for SimLine {
    fn exchange(&mut self, say: &Frame) -> Result<Exchange, LineError> {
        self.pacer.wait();
        self.turn_to_orders();
        self.pass_time();
        let far = self.far_end(say);
        let heard = self.heard(far, say);
        self.publish_engaged();
        Ok(Exchange { heard, facts: std::mem::take(&mut self.facts) })
    }

    fn answer(&mut self) -> Result<(), LineError> {
        self.state = match std::mem::replace(&mut self.state, State::Idle) {
            State::Ringing { caller, .. } => State::Talking { caller },
            State::Idle | State::GivenUp { .. } => {
                let dial = self.cut.is_none().then(|| ProgressTone::new(Cadence::Dial, TONE_DBM0));
                State::Alone { tone: dial }
            }
            already => already,
        };
        self.publish_engaged();
        Ok(())
    }

    fn hang_up(&mut self) -> Result<(), LineError> {
        // A caller who is still ringing is not touched: the line is on-hook already.
        if !matches!(self.state, State::Ringing { .. } | State::GivenUp { .. }) {
            self.release(State::Idle);
        }
        self.publish_engaged();
        Ok(())
    }

    fn dial(&mut self, _number: &Private<Phone>) -> Result<(), LineError> {
        let held = match std::mem::replace(&mut self.state, State::Idle) {
            State::Idle if self.cut.is_none() => None,
            State::Held { caller } => Some(caller),
            other => {
                self.state = other;
                return Err(self.error("appeler", "la ligne est prise ou coupée ; rappelez plus tard"));
            }
        };
        self.state = State::Calling { for_ms: 0, held };
        self.publish_engaged();
        Ok(())
    }

    fn flash(&mut self) -> Result<(), LineError> {
        self.state = match std::mem::replace(&mut self.state, State::Idle) {
            State::Talking { caller } => State::Held { caller },
            State::Held { caller } | State::Calling { held: Some(caller), .. } => State::Talking { caller },
            other => {
                self.state = other;
                return Err(self.error("touche R", "il n'y a pas d'appel sur la ligne"));
            }
        };
        Ok(())
    }

    fn try_line(&mut self) -> Result<(), LineError> {
        if !matches!(self.state, State::Idle) {
            let reason = "la ligne est prise".into();
            return Err(LineError { device: self.settings.device.clone(), operation: "essayer la ligne", reason });
        }
        let tone = self.cut.is_none().then(|| ProgressTone::new(Cadence::Dial, TONE_DBM0));
        let told = if tone.is_some() { Progress::DialTone } else { Progress::Nothing };
        self.facts.push(LineFact::Progressed(told));
        self.state = State::Alone { tone };
        Ok(())
    }

    fn ring_handset(&mut self, on: bool) -> Result<(), LineError> {
        self.facts.extend(self.telephone.ring(on));
        Ok(())
    }

    fn join_handset(&mut self) -> Result<(), LineError> {
        if !self.telephone.lifted() {
            return Err(self.error("joindre le combiné", "le combiné est raccroché ; faites-le sonner d'abord"));
        }
        self.state = match std::mem::replace(&mut self.state, State::Idle) {
            State::Talking { caller } | State::Ringing { caller, .. } => State::Joined { for_ms: 0, caller },
            State::Calling { held: None, .. } => State::Joined { for_ms: 0, caller: Box::new(SilentCaller) },
            other => other,
        };
        Ok(())
    }

    fn part_handset(&mut self) -> Result<(), LineError> {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Joined { caller, .. } => {
                self.state = State::Talking { caller };
                Ok(())
            }
            other => {
                self.state = other;
                Err(self.error("reprendre l'appel", "le combiné n'est joint à aucun appel"))
            }
        }
    }

    fn simulated(&self) -> bool {
        self.pacer.simulated()
    }
}

impl Drop for SimLine {
    fn drop(&mut self) {
        self.release(State::Idle);
        self.shared.lock().unwrap_or_else(PoisonError::into_inner).gone = true;
    }
}
