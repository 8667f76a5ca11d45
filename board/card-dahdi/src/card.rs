//! The line itself: frames both ways, rings, hook, handset, calls out.

use huisclos_agenda::{Phone, Private, Purpose};
use huisclos_audio::FRAME_MS;
use huisclos_dahdi_sys::{Audio, Channel, Error, Event, Hook, Side, Tone};
use huisclos_ports::{Exchange, FRAME_SAMPLES, Frame, Line, LineError, LineFact, LineHealth, Progress, SILENCE};

use crate::Settings;
use crate::dialling::Dialling;
use crate::handset::{Did, Handset};
use crate::health::Meter;
use crate::number::dialled;
use crate::pair::Pair;
use crate::port::Port;
use crate::queue::{self, Queue, Send};
use crate::ringing::Ringing;
use std::collections::VecDeque;

/// The R key of French exchanges and boxes: 270 ms (default of the kernel: 750, which they take for a hang-up) …
const FLASH_MS: u16 = 270;
/// … and the longest break of the cabinet's telephone that is its R key and not a hang-up.
const HANDSET_FLASH_MAX_MS: u16 = 500;
/// French ringing.
const RING_CADENCE_MS: [u16; 2] = [1_500, 3_500];
/// Echo of a hybrid and its line comes back within 16 ms: 128 samples.
const ECHO_TAPS: u16 = 128;
/// No sound for that long, and time passes without it: the card stands still (a cut line has no clock on some).
const STILL_MS: u64 = 60;
/// A card that stands still for that long is a line that is cut, whether it says so or not.
const STILL_CUT_MS: u64 = 2_000;
/// A telephone lifted while the line is being given up has the line after this: exchanges want 1.5 s on-hook for a new
/// call.
const SETTLE_MS: u64 = 1_500;
/// A call out that nobody takes: six rings.
const RING_MAX_MS: u64 = 30_000;
/// Reads, writes and events of one frame: more, and something is wrong with the card.
const TRIES_MAX: u32 = 64;

/// What the line is doing.
enum State {
    /// On-hook for that long.
    OnHook { ms: u64 },
    /// Off-hook, the box talks.
    Talking,
    /// Off-hook, the box calls; `holds` while the exchange holds a caller for it.
    Calling { dialling: Dialling, holds: bool },
    /// The telephone has the line, through the kernel; `by_box` when the engine joined them.
    Joined { by_box: bool },
}

/// A line of the card, with its handset.
pub struct Card<P = Channel> {
    settings: Settings,
    line: P,
    handset: Option<Handset<P>>,
    state: State,
    ringing: Ringing,
    meter: Meter,
    queue: Queue,
    /// Heard, and not given yet: more than one frame after a stall.
    heard: VecDeque<Frame>,
    /// The frame that is being read, and how much of it is there.
    reading: (Frame, usize),
    /// Told with the next frame.
    facts: Vec<LineFact>,
    cut: bool,
    still_ms: u64,
    /// The telephone rings, or was lifted, for a call that the box is to place: it does not have the line by itself.
    called_for: bool,
    /// The telephone is lifted and its call is over: it hears the busy tone until it is put back.
    spent: bool,
}

/// Opens a line of the card and its handset.
///
/// # Errors
/// A channel that is not there, is held by another program, or is not of the kind that the board file says.
pub fn open(settings: Settings) -> Result<Card, LineError> {
    let failed = |operation, reason: String| LineError { device: settings.name.clone(), operation, reason };
    let open = |number, wanted: fn(Side) -> bool, kind: &str| {
        let channel =
            Channel::open(number, FRAME_SAMPLES, queue::BUFFERS).map_err(|e| failed("ouvrir", e.to_string()))?;
        let condition = channel.condition().map_err(|e| failed("ouvrir", e.to_string()))?;
        if !wanted(condition.side) {
            let reason = format!("le canal {number} n'est pas {kind} ; corrigez le fichier de la carte");
            return Err(failed("ouvrir", reason));
        }
        Ok(channel)
    };
    let line = open(settings.channel, |side| matches!(side, Side::Line { .. }), "une ligne (fxsls ou fxsks)")?;
    let handset = settings.handset;
    let handset =
        handset.map(|number| open(number, |side| side == Side::Handset, "un combiné (fxols ou fxoks)")).transpose()?;
    let timings = line.flash_ms(FLASH_MS, HANDSET_FLASH_MAX_MS).and_then(|()| match &handset {
        Some(handset) => {
            handset.flash_ms(FLASH_MS, HANDSET_FLASH_MAX_MS)?;
            handset.cadence(&RING_CADENCE_MS)
        }
        None => Ok(()),
    });
    timings.map_err(|e| failed("régler", e.to_string()))?;
    Card::new(settings.clone(), line, handset).map_err(|e| failed("ouvrir", e.to_string()))
}

impl<P: Port> Card<P> {
    /// A line on these channels.
    ///
    /// # Errors
    /// The card was taken out.
    pub fn new(settings: Settings, line: P, handset: Option<P>) -> Result<Self, Error> {
        let handset = handset.map(Handset::new).transpose()?;
        let condition = line.condition()?;
        let mut facts = Vec::new();
        facts.extend(condition.alarm.then_some(LineFact::Cut));
        facts.extend(handset.as_ref().is_some_and(Handset::lifted).then_some(LineFact::HandsetLifted));
        Ok(Self {
            settings,
            line,
            handset,
            state: State::OnHook { ms: 0 },
            ringing: Ringing::default(),
            meter: Meter::default(),
            queue: Queue::default(),
            heard: VecDeque::new(),
            reading: ([SILENCE; FRAME_SAMPLES], 0),
            facts,
            cut: condition.alarm,
            still_ms: 0,
            called_for: false,
            spent: false,
        })
    }

    fn off_hook(&self) -> bool {
        !matches!(self.state, State::OnHook { .. })
    }

    /// The next 20 ms of the line, or silence when the card stands still.
    fn hear(&mut self) -> Result<Frame, Error> {
        let mut waited_ms = 0;
        // A card that has stood still is asked once a frame; one that never did is given some time.
        let patience_ms = if self.still_ms > 0 { FRAME_MS } else { STILL_MS };
        for _ in 0..TRIES_MAX {
            self.read_all()?;
            if let Some(frame) = self.heard.pop_front() {
                self.moves();
                return Ok(frame);
            }
            if waited_ms >= patience_ms {
                break;
            }
            if !self.line.wait(FRAME_MS as u16)? {
                waited_ms += FRAME_MS;
            }
        }
        self.stands_still();
        Ok([SILENCE; FRAME_SAMPLES])
    }

    /// Reads whatever is there: events, and frames, so that it is known how many were sent meanwhile.
    fn read_all(&mut self) -> Result<(), Error> {
        for _ in 0..TRIES_MAX {
            while let Some(event) = self.line.event()? {
                self.line_event(event)?;
            }
            let (frame, filled) = &mut self.reading;
            match self.line.read(&mut frame[*filled..])? {
                Audio::Done(bytes) => *filled += bytes,
                Audio::Event => continue,
                Audio::Later => break,
            }
            if *filled == FRAME_SAMPLES {
                *filled = 0;
                let frame = *frame;
                self.heard.push_back(frame);
                if self.queue.heard() && self.talks() {
                    self.meter.health.frames_lost += 1;
                }
            }
        }
        Ok(())
    }

    /// The box's own sound goes out.
    fn talks(&self) -> bool {
        matches!(self.state, State::Talking | State::Calling { .. })
    }

    fn moves(&mut self) {
        if self.still_ms >= STILL_CUT_MS && self.cut {
            self.cut = false;
            self.facts.push(LineFact::Restored);
        }
        self.still_ms = 0;
    }

    fn stands_still(&mut self) {
        self.still_ms += FRAME_MS;
        if self.still_ms == STILL_CUT_MS {
            let _ = self.cut_now();
        }
    }

    fn line_event(&mut self, event: Event) -> Result<(), Error> {
        let on_hook = !self.off_hook();
        match event {
            Event::RingBegan if on_hook => self.ringing.burst_began(&mut self.facts),
            Event::RingOffHook if on_hook => self.ringing.burst_ended(&mut self.facts),
            Event::OnHook if !on_hook => {
                self.facts.push(LineFact::HungUp);
                if matches!(self.state, State::Joined { .. }) {
                    self.release()?;
                }
            }
            Event::Alarm => self.cut_now()?,
            Event::AlarmOver if self.cut => {
                self.cut = false;
                self.facts.push(LineFact::Restored);
            }
            Event::ReadOverrun => self.meter.health.frames_lost += 1,
            Event::Removed => {
                let reason = std::io::Error::other("la carte a été retirée ; remettez-la et redémarrez la boîte");
                return Err(Error::Refused { channel: self.line.number(), operation: "lire", reason });
            }
            _ => {}
        }
        Ok(())
    }

    fn cut_now(&mut self) -> Result<(), Error> {
        if !std::mem::replace(&mut self.cut, true) {
            self.facts.push(LineFact::Cut);
        }
        self.ringing.stop();
        if self.off_hook() { self.release() } else { Ok(()) }
    }

    fn handset_turn(&mut self) -> Result<(), Error> {
        let Some(handset) = self.handset.as_mut() else { return Ok(()) };
        let did = handset.did()?;
        handset.frame()?;
        for did in did {
            if did == Did::Lifted && matches!(self.state, State::Calling { holds: false, .. }) {
                // The box's own call goes: whoever lifts the telephone may want the 15.
                self.facts.push(LineFact::HungUp);
                self.release()?;
            }
            self.facts.extend(did.fact());
            match (did, &self.state) {
                (Did::Replaced, State::Joined { .. }) => self.release()?,
                (Did::Flashed, State::Joined { .. }) => self.line.hook(Hook::Flash)?,
                _ => {}
            }
            if did == Did::Replaced {
                let listens = self.called_for && matches!(self.state, State::Calling { holds: false, .. });
                if listens && let Some(handset) = self.handset.as_ref() {
                    // Who asked for the call has left it: what becomes of it, the engine decides.
                    Pair::part(&self.line, handset.port())?;
                }
                (self.spent, self.called_for) = (false, false);
            }
        }
        // Without a call the telephone is on the line, as if the box were not there.
        let lifted = self.handset.as_ref().is_some_and(Handset::lifted);
        let settled = matches!(self.state, State::OnHook { ms } if ms >= SETTLE_MS);
        if lifted && settled && !self.spent && !self.called_for && !self.ringing.rings() && !self.cut {
            self.join(false)?;
        }
        Ok(())
    }

    fn join(&mut self, by_box: bool) -> Result<(), Error> {
        let Some(handset) = self.handset.as_ref() else { return Ok(()) };
        if !self.off_hook() {
            self.line.hook(Hook::Off)?;
        }
        self.line.flush_written()?;
        // Nothing between them but the wire: a canceller would clip whoever speaks while the other does.
        let _ = self.line.echo_canceller(0);
        Pair::join(&self.line, handset.port())?;
        self.ringing.stop();
        self.called_for = false;
        self.state = State::Joined { by_box };
        Ok(())
    }

    /// Goes on-hook from any state.
    fn release(&mut self) -> Result<(), Error> {
        let placed = std::mem::take(&mut self.called_for) && matches!(self.state, State::Calling { holds: false, .. });
        let joined = placed || matches!(self.state, State::Joined { .. });
        self.state = State::OnHook { ms: 0 };
        self.meter.end();
        let _ = self.line.tell_lost_frames(false);
        let _ = self.line.echo_canceller(0);
        self.line.flush_written()?;
        if joined && let Some(handset) = self.handset.as_mut() {
            Pair::part(&self.line, handset.port())?;
            if handset.lifted() {
                self.spent = true;
                handset.tone(Some(Tone::Busy))?;
            }
        }
        self.line.hook(Hook::On)
    }

    /// Goes off-hook, ready to talk.
    fn take(&mut self) -> Result<(), Error> {
        self.line.hook(Hook::Off)?;
        self.ringing.stop();
        self.line.flush_written()?;
        // Not every channel has a canceller, not every kernel counts: the box does without.
        let _ = self.line.echo_canceller(ECHO_TAPS);
        let _ = self.line.tell_lost_frames(true);
        self.queue.begin();
        self.meter.begin();
        Ok(())
    }

    fn send(&mut self, frame: &Frame) -> Result<(), Error> {
        let before = match self.queue.next() {
            Send::Not => return Ok(()),
            Send::It => 0,
            Send::After(silence) => silence,
        };
        let silence = [SILENCE; FRAME_SAMPLES];
        for frame in std::iter::repeat_n(&silence, before as usize).chain([frame]) {
            for _ in 0..TRIES_MAX {
                match self.line.write(frame)? {
                    Audio::Done(_) | Audio::Later => break,
                    Audio::Event => {
                        while let Some(event) = self.line.event()? {
                            self.line_event(event)?;
                        }
                        // What happened may have ended the call.
                        if !self.off_hook() {
                            return Ok(());
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn turn(&mut self, say: &Frame) -> Result<Frame, Error> {
        let heard = self.hear()?;
        self.handset_turn()?;
        match &mut self.state {
            State::OnHook { ms } => {
                *ms += FRAME_MS;
                if self.still_ms == 0 {
                    self.ringing.frame(&heard, &mut self.facts);
                }
                return Ok([SILENCE; FRAME_SAMPLES]);
            }
            State::Joined { .. } => return Ok([SILENCE; FRAME_SAMPLES]),
            State::Talking => {
                self.meter.frame(&heard, say);
                self.send(say)?;
            }
            State::Calling { dialling, .. } => {
                let says = dialling.says();
                if let Some(progress) = dialling.frame(&heard) {
                    self.facts.push(LineFact::Progressed(progress));
                    if progress == Progress::Answered && !self.called_for {
                        self.state = State::Talking;
                    }
                }
                self.send(&says.unwrap_or(*say))?;
            }
        }
        Ok(heard)
    }

    fn failed(&mut self, operation: &'static str, reason: &str) -> LineError {
        self.meter.health.last_error = Some(format!("{operation} : {reason}"));
        LineError { device: self.settings.name.clone(), operation, reason: reason.into() }
    }

    /// What was asked at a wrong time: no failure of the line.
    fn refused(&self, operation: &'static str, reason: &str) -> LineError {
        LineError { device: self.settings.name.clone(), operation, reason: reason.into() }
    }

    fn done(&mut self, operation: &'static str, result: Result<(), Error>) -> Result<(), LineError> {
        result.map_err(|reason| self.failed(operation, &reason.to_string()))
    }
}

impl<P: Port> Line for Card<P> {
    fn exchange(&mut self, say: &Frame) -> Result<Exchange, LineError> {
        let heard = self.turn(say).map_err(|reason| self.failed("échanger le son", &reason.to_string()))?;
        Ok(Exchange { heard, facts: std::mem::take(&mut self.facts) })
    }

    fn answer(&mut self) -> Result<(), LineError> {
        if self.off_hook() {
            return Ok(());
        }
        let taken = self.take();
        self.state = State::Talking;
        self.done("décrocher", taken)
    }

    fn hang_up(&mut self) -> Result<(), LineError> {
        // A caller who is still ringing is not touched, nor is the telephone's own call.
        match self.state {
            State::OnHook { .. } | State::Joined { by_box: false } => Ok(()),
            _ => {
                let released = self.release();
                self.done("raccrocher", released)
            }
        }
    }

    fn ring_handset(&mut self, on: bool) -> Result<(), LineError> {
        // With nobody on the line it rings for a call out, and shows no number of an older one.
        let idle = !self.off_hook() && !self.ringing.rings();
        let caller = if idle { None } else { self.ringing.caller().cloned() };
        let Some(handset) = self.handset.as_mut() else {
            // No telephone on this line: it is as one that is elsewhere.
            self.facts.extend(on.then_some(LineFact::HandsetBusy));
            return Ok(());
        };
        let result = match on {
            true => handset.ring(caller.as_ref()).map(|rings| {
                self.facts.extend((!rings).then_some(LineFact::HandsetBusy));
            }),
            false => handset.hush(),
        };
        // Once its call is under way, whoever holds the handset listens to it until it is given up.
        if !matches!(self.state, State::Calling { .. }) {
            self.called_for = on && idle && !handset.lifted();
        }
        self.done("faire sonner le combiné", result)
    }

    fn join_handset(&mut self) -> Result<(), LineError> {
        if !self.handset.as_ref().is_some_and(Handset::lifted) {
            return Err(self.failed("joindre le combiné", "le combiné est raccroché ; faites-le sonner d'abord"));
        }
        let joined = self.join(true);
        self.done("joindre le combiné", joined)
    }

    fn part_handset(&mut self) -> Result<(), LineError> {
        let (State::Joined { by_box: true }, Some(handset)) = (&self.state, self.handset.as_ref()) else {
            return Err(self.failed("reprendre l'appel", "le combiné n'est joint à aucun appel"));
        };
        let parted = Pair::part(&self.line, handset.port());
        let _ = self.line.echo_canceller(ECHO_TAPS);
        self.queue.begin();
        self.state = State::Talking;
        self.done("reprendre l'appel", parted)
    }

    fn try_line(&mut self) -> Result<(), LineError> {
        let lifted = self.handset.as_ref().is_some_and(Handset::lifted);
        if self.off_hook() || self.ringing.rings() || lifted || self.cut {
            return Err(self.refused("essayer la ligne", "la ligne est prise ou coupée"));
        }
        let taken = self.take();
        self.state = State::Calling { dialling: Dialling::tone_only(), holds: false };
        self.done("essayer la ligne", taken)
    }

    fn dial(&mut self, number: &Private<Phone>) -> Result<(), LineError> {
        let lifted = self.handset.as_ref().is_some_and(Handset::lifted);
        let holds = matches!(self.state, State::Talking);
        let free = matches!(self.state, State::OnHook { .. }) || holds;
        let placed = lifted && self.called_for && !holds;
        if !free || self.ringing.rings() || lifted && !self.off_hook() && !placed {
            return Err(self.failed("appeler", "la ligne est prise ; rappelez plus tard"));
        }
        if self.cut {
            return Err(self.failed("appeler", "la ligne est coupée ; vérifiez son câble"));
        }
        let mut taken = if self.off_hook() { Ok(()) } else { self.take() };
        if placed && let Some(handset) = self.handset.as_ref() {
            // Whoever holds it hears the dial tone, the digits and what comes of them, as if they dialled.
            taken = taken.and_then(|()| Pair::listen(&self.line, handset.port()));
        }
        let digits = number.map(|phone| dialled(&phone.0));
        self.state = State::Calling { dialling: Dialling::new(digits.open(Purpose::Handset), RING_MAX_MS), holds };
        self.done("appeler", taken)
    }

    fn flash(&mut self) -> Result<(), LineError> {
        if !self.off_hook() {
            return Err(self.failed("touche R", "la ligne est raccrochée ; décrochez d'abord"));
        }
        if matches!(self.state, State::Calling { holds: false, .. }) {
            return Err(self.refused("touche R", "personne n'est en attente ; raccrochez pour abandonner l'appel"));
        }
        let flashed = self.line.hook(Hook::Flash);
        if matches!(self.state, State::Calling { .. }) {
            // Back to whom the exchange holds.
            self.state = State::Talking;
        }
        self.done("touche R", flashed)
    }

    fn health(&self) -> Option<LineHealth> {
        Some(self.meter.health.clone())
    }
}

#[cfg(test)]
#[path = "card_tests.rs"]
mod tests;
